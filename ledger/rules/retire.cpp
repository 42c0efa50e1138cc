// retire: units are bound to one factory and one period, for ever. Two cases behind one kind: the holder retires free
// units, or units that are already retired at their registry are bound to the factory for which the registry says they
// were retired. Reasons are asked in the documented order: references, programme and purpose, own project, double use,
// freedom, time, registry, beneficiary, ceiling. Rules RT-01..03, RT-07, CE-08..10, GE-08.
#include <algorithm>

#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"
#include "ledger/rules/registry_text.hpp"

namespace tanbu {
namespace {

using rules::FoundRange;
using MaybeRefused = std::optional<Refused>;

struct Request {
  const RetireCommand& command;
  const Context& context;
  const View& view;
  const Factory& factory;
  const Party& beneficiary;
  const std::vector<FoundRange>& ranges;
  bool by_registrar;
};

// Every piece of every range with the segment it lies in; stops at the first piece that `refuse` refuses.
template <class Refuse>
MaybeRefused refuse_pieces(const Request& request, Refuse refuse) {
  for (const FoundRange& found : request.ranges) {
    for (const Segment& segment : request.view.segments(found.range.batch, found.range.units)) {
      if (auto refused = refuse(found, segment, segment.units.intersection(found.range.units))) return refused;
    }
  }
  return std::nullopt;
}

// A registrar may retire on behalf of a holder, but only with something that the holder can check afterwards.
MaybeRefused refuse_unproved_behalf(const Request& request) {
  if (!request.by_registrar || request.command.registry_reference || request.command.evidence) return std::nullopt;
  return refuse_pieces(request, [&](const FoundRange& found, const Segment& segment, UnitRange units) -> MaybeRefused {
    if (segment.status != UnitStatus::free || segment.holder == request.context.issuer) return std::nullopt;
    return rules::about_range(Refusal::evidence_required, segment.since, found.batch.id, units);
  });
}

MaybeRefused refuse_purpose(const Request& request) {
  const bool offsets = request.command.purpose == Purpose::factory_offset;
  for (const FoundRange& found : request.ranges) {
    // A certificate lowers the inventory's electricity; as an offset the same kilowatt-hour would count twice (CE-08,
    // XM-01 form 7).
    if (offsets && !found.programme->offset) {
      return rules::about_range(Refusal::gec_not_offset, found.batch.id.entry(), found.batch.id, found.range.units);
    }
    const bool credit_for_power = !offsets && found.programme->unit != Unit::megawatt_hour;
    const auto named =
        rules::named_purpose(found.batch.beneficiary_text, found.batch.reason_text, request.command.period);
    if (credit_for_power || named == rules::NamedPurpose::emissions_trading) {
      return rules::about_range(Refusal::purpose_conflict, found.batch.id.entry(), found.batch.id, found.range.units);
    }
  }
  return std::nullopt;
}

MaybeRefused refuse_own_projects(const Request& request) {
  const auto projects = rules::projects_of(request.ranges);
  for (const Project& project : projects) {
    if (auto refused = rules::refuse_own_use(project, request.command.factory, request.view)) return refused;
  }
  // Two names of one self-developed project in one command: each alone would pass, because neither is used yet.
  for (const Project& project : projects) {
    if (project.self_developed_for != request.command.factory) continue;
    for (const Project& linked : rules::linked_projects(project, request.view)) {
      const bool named =
          std::any_of(projects.begin(), projects.end(), [&](const Project& other) { return other.key == linked.key; });
      if (!named) continue;
      return Refused{.reason = Refusal::underlying_conflict,
                     .conflict = linked.entry,
                     .facts = {{"programme", linked.key.programme}, {"project", linked.key.project_id}}};
    }
  }
  return std::nullopt;
}

MaybeRefused refuse_double_use(const Request& request) {
  return refuse_pieces(request, [&](const FoundRange& found, const Segment& segment, UnitRange units) -> MaybeRefused {
    if (segment.status != UnitStatus::retired && segment.status != UnitStatus::held) return std::nullopt;
    HOLDS(segment.retirement.has_value());
    const auto earlier = request.view.retirement(*segment.retirement);
    HOLDS(earlier.has_value());
    Refused refused = rules::about_range(Refusal::double_use, earlier->id.entry(), found.batch.id, units);
    refused.facts.emplace_back("factory", std::to_string(earlier->factory.value));
    refused.facts.emplace_back("period", format_period(earlier->period));
    return refused;
  });
}

MaybeRefused refuse_not_free(const Request& request) {
  return refuse_pieces(request, [&](const FoundRange& found, const Segment& segment, UnitRange units) -> MaybeRefused {
    if (segment.status == UnitStatus::registry_retired) return std::nullopt;
    const bool free = segment.status == UnitStatus::free;
    if (free && (request.by_registrar || segment.holder == request.context.issuer)) return std::nullopt;
    Refused refused = rules::about_range(Refusal::not_free, segment.since, found.batch.id, units);
    refused.facts.emplace_back("status", free ? "held_by_another" : std::string(name_of(segment.status)));
    return refused;
  });
}

// Units of both kinds in one command would have to be two retirements with two histories; the signer makes them two.
MaybeRefused refuse_mixed(const Request& request, bool& claim) {
  bool any_claim = false;
  bool any_free = false;
  std::optional<Refused> refused;
  (void)refuse_pieces(request, [&](const FoundRange& found, const Segment& segment, UnitRange units) -> MaybeRefused {
    (segment.status == UnitStatus::registry_retired ? any_claim : any_free) = true;
    if (any_claim && any_free)
      refused = rules::about_range(Refusal::ranges_mixed, segment.since, found.batch.id, units);
    return refused;
  });
  claim = any_claim;
  return refused;
}

MaybeRefused refuse_time(const Request& request) {
  for (const FoundRange& found : request.ranges) {
    const Date day = request.command.retired_on;
    if (found.batch.vintage_until <= day && found.batch.issued_on <= day) continue;
    return rules::about_range(Refusal::ex_ante, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  return std::nullopt;
}

MaybeRefused refuse_registry(const Request& request) {
  for (const FoundRange& found : request.ranges) {
    const auto& reference = request.command.registry_reference;
    const bool same_day = found.batch.status_on == request.command.retired_on;
    const bool same_reference =
        !reference || found.batch.registry_reference.empty() || *reference == found.batch.registry_reference;
    if (same_day && same_reference) continue;
    Refused refused =
        rules::about_range(Refusal::registry_mismatch, found.batch.id.entry(), found.batch.id, found.range.units);
    if (found.batch.status_on) refused.facts.emplace_back("retired_on", format_date(*found.batch.status_on));
    return refused;
  }
  return std::nullopt;
}

MaybeRefused refuse_beneficiary(const Request& request) {
  const bool in_charge = request.factory.operator_from <= request.command.period.last ||
                         request.factory.operator_from <= request.command.retired_on;
  if (request.factory.operator_party == request.beneficiary.id && in_charge) return std::nullopt;
  return Refused{
      .reason = Refusal::beneficiary_mismatch,
      .conflict = request.factory.id.entry(),
      .facts = {{"factory", std::to_string(request.factory.id.value)}, {"beneficiary", request.beneficiary.id.text}}};
}

// Electricity certificates of a factory-year never exceed its electricity, where an inventory says how much that is
// (GE-08).
MaybeRefused refuse_over_consumption(const Request& request) {
  if (request.command.purpose != Purpose::electricity_consumption) return std::nullopt;
  std::int64_t certificates = request.command.quantity;
  for (const Retirement& earlier : request.view.retirements(request.command.factory, request.command.period)) {
    const bool counts =
        earlier.purpose == Purpose::electricity_consumption && earlier.status != RetirementStatus::on_hold;
    if (!counts) continue;
    const auto sum = checked_add(certificates, earlier.quantity);
    HOLDS(sum.has_value());
    certificates = *sum;
  }
  for (const Inventory& inventory : request.view.inventories(request.command.factory)) {
    if (inventory.superseded_by || inventory.period != request.command.period) continue;
    if (certificates <= inventory.consumed.value / 1'000) continue;
    return Refused{.reason = Refusal::gec_over_consumption,
                   .conflict = inventory.id.entry(),
                   .facts = {{"certificates", std::to_string(certificates)},
                             {"consumed_kwh", std::to_string(inventory.consumed.value)},
                             {"period", format_period(inventory.period)}}};
  }
  return std::nullopt;
}

// How firmly a claim on registry-retired units stands. A refusal where the registry names somebody else.
Outcome<RetirementStatus> claim_status(const Request& request) {
  if (request.by_registrar) return RetirementStatus::matched;
  if (request.context.issuer != request.command.beneficiary) return Refusal::not_beneficiary;
  bool firm = true;
  for (const FoundRange& found : request.ranges) {
    const auto named = rules::named_party(found.batch.beneficiary_text, request.beneficiary);
    const auto purpose =
        rules::named_purpose(found.batch.beneficiary_text, found.batch.reason_text, request.command.period);
    // An assignment brings its own evidence, which nobody has confirmed yet: it may explain another name, but it stays
    // on HOLD.
    if (named == rules::NamedParty::other && !request.command.assignment) {
      return rules::about_range(Refusal::beneficiary_mismatch, found.batch.id.entry(), found.batch.id,
                                found.range.units);
    }
    firm = firm && named == rules::NamedParty::firmly && purpose == rules::NamedPurpose::this_period;
  }
  return firm ? RetirementStatus::matched : RetirementStatus::on_hold;
}

Outcome<RetirementStatus> status_of(const Request& request, bool claim) {
  if (claim) return claim_status(request);
  const bool registry_record = request.by_registrar && request.command.registry_reference;
  return registry_record ? RetirementStatus::matched : RetirementStatus::declared;
}

Decision granted(const Request& request, RetirementStatus status, bool claim) {
  const RetireCommand& command = request.command;
  const Retirement retirement{.id = {request.context.entry.value},
                              .issuer = request.context.issuer,
                              .factory = command.factory,
                              .period = command.period,
                              .purpose = command.purpose,
                              .ranges = command.ranges,
                              .quantity = command.quantity,
                              .beneficiary = command.beneficiary,
                              .retired_on = command.retired_on,
                              .registry_reference = command.registry_reference.value_or(""),
                              .status = status,
                              .claim = claim};
  Decision decision;
  decision.events.emplace_back(UnitsRetired{retirement});
  if (status == RetirementStatus::on_hold) {
    decision.flags.push_back(Flag::purpose_unclear);
    return decision;  // A claim on HOLD binds nothing and locks nothing.
  }
  for (const Project& project : rules::projects_of(request.ranges)) {
    for (Event& event : rules::own_use_events(project, retirement, request.view))
      decision.events.push_back(std::move(event));
  }
  const bool old = std::any_of(request.ranges.begin(), request.ranges.end(), [&](const FoundRange& found) {
    return year_of(found.batch.vintage_from) < year_of(command.period.first) - 5;
  });
  if (old) decision.flags.push_back(Flag::old_vintage);
  return decision;
}

}  // namespace

Outcome<Decision> decide(const RetireCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) {
    return Refused{.reason = Refusal::unknown_factory,
                   .conflict = std::nullopt,
                   .facts = {{"factory", std::to_string(command.factory.value)}}};
  }
  const auto beneficiary = view.party(command.beneficiary);
  if (!beneficiary) {
    return Refused{
        .reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.beneficiary.text}}};
  }
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  if (command.retired_on > context.today()) return Refusal::future_date;
  const bool by_registrar = rules::is_registrar_of_all(context.issuer, found.value(), context.today(), view);
  const Request request{command, context, view, *factory, *beneficiary, found.value(), by_registrar};
  bool claim = false;
  if (auto refused = refuse_unproved_behalf(request)) return *refused;
  if (auto refused = refuse_purpose(request)) return *refused;
  if (auto refused = refuse_own_projects(request)) return *refused;
  if (auto refused = refuse_double_use(request)) return *refused;
  if (auto refused = refuse_not_free(request)) return *refused;
  if (auto refused = refuse_mixed(request, claim)) return *refused;
  if (auto refused = refuse_time(request)) return *refused;
  if (claim) {
    if (auto refused = refuse_registry(request)) return *refused;
  }
  if (auto refused = refuse_beneficiary(request)) return *refused;
  const auto status = status_of(request, claim);
  if (!status.accepted()) return status.refused();
  if (auto refused = refuse_over_consumption(request)) return *refused;
  // From here on the retirement must succeed.
  return granted(request, status.value(), claim);
}

}  // namespace tanbu
