// The rules of rights.hpp, all in one place.
#include "api/http/rights.hpp"

#include <algorithm>

#include "api/http/call.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/rules/authority.hpp"

namespace tanbu::http {

namespace {

// A public kind whose command may say whose units are: amend_batch with a holder. Asked of what it did, because the
// command may have been erased.
bool names_a_holder(const store::StoredEntry& entry, std::string_view kind) {
  const auto& events = entry.decision.events;
  return kind == "amend_batch" && std::any_of(events.begin(), events.end(), [](const Event& event) {
           const auto* taken = std::get_if<NoteTaken>(&event);
           const auto* action = taken == nullptr ? nullptr : std::get_if<UnitAction>(&taken->note);
           return action != nullptr && action->to.has_value();
         });
}

}  // namespace

Rights::Rights(store::Reader& reader, std::optional<PartyId> who, Date today)
    : reader_(reader), who_(std::move(who)), today_(today) {
  association_ = who_ && reader_.association() == who_;
}

Rights rights_of(const Call& call, store::Reader& reader) {
  return {reader, call.who, china_date(call.engine().now())};
}

bool Rights::is_registrar_of(const std::string& programme) const {
  if (!who_) return false;
  const auto appointments = reader_.appointments(*who_, programme);
  return std::any_of(appointments.begin(), appointments.end(), [&](const Appointment& appointment) {
    return appointment.from <= today_ && today_ <= appointment.until;
  });
}

bool Rights::may_read(const store::StoredEntry& entry, std::string_view kind) const {
  if (association_ || (kind_is_public(kind) && !names_a_holder(entry, kind))) return true;
  if (!who_) return false;
  const auto& events = entry.decision.events;
  const bool concerned =
      std::any_of(events.begin(), events.end(), [&](const Event& event) { return is_concerned(event); });
  return concerned || signed_it(entry);
}

bool Rights::may_read_inventories(const Factory& factory, Period period) const {
  return association_ || is(factory.operator_party) || is_engaged_for(factory.id, period);
}

bool Rights::may_read_engagement(const Engagement& engagement) const {
  if (association_ || is(engagement.body)) return true;
  const auto factory = reader_.factory(engagement.factory);
  return factory && is(factory->operator_party);
}

bool Rights::may_read_assessment(const Assessment& assessment) const {
  if (association_ || is(assessment.issuer) || owns(assessment.scheme)) return true;
  const auto factory = reader_.factory(assessment.factory);
  return factory && may_read_inventories(*factory, assessment.period);
}

bool Rights::may_see_holder(const PartyId& holder, const std::string& programme) const {
  return may_read_holdings(holder) || is_registrar_of(programme);
}

bool Rights::is_concerned(const Event& event) const {
  if (const auto* transferred = std::get_if<UnitsTransferred>(&event))
    return is(transferred->to) || is_registrar_of_any(transferred->ranges);
  if (const auto* set = std::get_if<UnitsSet>(&event)) {
    return std::any_of(set->pieces.begin(), set->pieces.end(),
                       [&](const Segment& piece) { return piece.holder && is(*piece.holder); });
  }
  const auto* declared = std::get_if<InventoryDeclared>(&event);
  const auto* changed = std::get_if<InventoryChanged>(&event);
  if (declared != nullptr || changed != nullptr) {
    const Inventory& inventory = declared != nullptr ? declared->inventory : changed->inventory;
    const auto factory = reader_.factory(inventory.factory);
    return factory && may_read_inventories(*factory, inventory.period);
  }
  const auto* taken = std::get_if<NoteTaken>(&event);
  return taken != nullptr && is_concerned(taken->note);
}

// The former holder of units reads what moved them, also where a registrar signed for him.
bool Rights::is_concerned(const Note& note) const {
  if (const auto* action = std::get_if<UnitAction>(&note)) {
    const bool held = std::any_of(action->before.begin(), action->before.end(),
                                  [&](const Segment& piece) { return piece.holder && is(*piece.holder); });
    return held || is(action->issuer) || (action->to && is(*action->to)) || is_registrar_of_any(action->ranges);
  }
  if (const auto* assigned = std::get_if<BenefitAssignment>(&note)) return is(assigned->from) || is(assigned->to);
  if (const auto* engagement = std::get_if<Engagement>(&note)) return may_read_engagement(*engagement);
  if (const auto* assessment = std::get_if<Assessment>(&note)) return may_read_assessment(*assessment);
  if (const auto* policy = std::get_if<ApprovalPolicy>(&note)) return is(policy->party);
  if (const auto* pending = std::get_if<Pending>(&note)) return is(pending->party);
  if (const auto* request = std::get_if<CorrectionRequest>(&note)) {
    const auto retirement = reader_.retirement(request->retirement);
    for (const FactoryId id : {request->factory, retirement ? retirement->factory : request->factory}) {
      const auto factory = reader_.factory(id);
      if (factory && is(factory->operator_party)) return true;
    }
  }
  return false;
}

bool Rights::is_registrar_of_any(const std::vector<BatchRange>& ranges) const {
  return std::any_of(ranges.begin(), ranges.end(), [&](const BatchRange& range) {
    const auto batch = reader_.batch(range.batch);
    return batch && is_registrar_of(batch->project.programme);
  });
}

// As the rules ask it of who judges (rules::is_engaged). Not asked: whether the association still authorises the body,
// because one that is suspended answers for what it said; its client ends the engagement.
bool Rights::is_engaged_for(FactoryId factory, Period period) const {
  if (!who_) return false;
  const auto engagements = find_notes<Engagement>(reader_, index_names::engagements_of(factory));
  return std::any_of(engagements.begin(), engagements.end(), [&](const Engagement& engagement) {
    return is(engagement.body) && engagement.accepted_by && !engagement.ended_by &&
           engagement.from_period.first <= period.first && (!engagement.until || today_ <= *engagement.until);
  });
}

bool Rights::owns(const std::string& scheme) const { return who_ && rules::owns_scheme(*who_, scheme, reader_); }

bool Rights::signed_it(const store::StoredEntry& entry) const {
  if (!entry.command) return false;
  const auto parsed = crypto::parse_jws(*entry.command, codec::command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return false;
  const auto payload = codec::read_payload(jws->payload);
  const auto* read = std::get_if<codec::Payload>(&payload);
  return read != nullptr && read->issuer && is(*read->issuer);
}

}  // namespace tanbu::http
