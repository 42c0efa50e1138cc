// The rules of rights.hpp, all in one place.
#include "api/http/rights.hpp"

#include <algorithm>

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::http {

Rights::Rights(store::Reader& reader, std::optional<PartyId> who, Date today)
    : reader_(reader), who_(std::move(who)), today_(today) {
  association_ = who_ && reader_.association() == who_;
}

bool Rights::is_registrar_of(const std::string& programme) const {
  if (!who_) return false;
  const auto appointments = reader_.appointments(*who_, programme);
  return std::any_of(appointments.begin(), appointments.end(), [&](const Appointment& appointment) {
    return appointment.from <= today_ && today_ <= appointment.until;
  });
}

bool Rights::may_read(const store::StoredEntry& entry, std::string_view kind) const {
  if (kind_is_public(kind) || association_) return true;
  if (!who_) return false;
  const auto& events = entry.decision.events;
  const bool concerned =
      std::any_of(events.begin(), events.end(), [&](const Event& event) { return is_concerned(event); });
  return concerned || signed_it(entry);
}

bool Rights::may_read_inventories(const Factory& factory) const { return association_ || is(factory.operator_party); }

bool Rights::may_see_holder(const PartyId& holder, const std::string& programme) const {
  return may_read_holdings(holder) || is_registrar_of(programme);
}

bool Rights::is_concerned(const Event& event) const {
  if (const auto* transferred = std::get_if<UnitsTransferred>(&event)) {
    if (is(transferred->to)) return true;
    return std::any_of(transferred->ranges.begin(), transferred->ranges.end(), [&](const BatchRange& range) {
      const auto batch = reader_.batch(range.batch);
      return batch && is_registrar_of(batch->project.programme);
    });
  }
  if (const auto* declared = std::get_if<InventoryDeclared>(&event)) {
    const auto factory = reader_.factory(declared->inventory.factory);
    return factory && is(factory->operator_party);
  }
  return false;
}

bool Rights::signed_it(const store::StoredEntry& entry) const {
  if (!entry.command) return false;
  const auto parsed = crypto::parse_jws(*entry.command, "tanbu-command+jws");
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return false;
  const auto payload = codec::read_payload(jws->payload);
  const auto* read = std::get_if<codec::Payload>(&payload);
  return read != nullptr && read->issuer && is(*read->issuer);
}

}  // namespace tanbu::http
