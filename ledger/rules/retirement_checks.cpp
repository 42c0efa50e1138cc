// The reasons for which `retire` is refused, each asked apart (RT-01..03, RT-07, RT-09, CE-08..10, GE-05, PH-02).
#include <algorithm>

#include "ledger/rules/certificates.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/registry_text.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {
namespace {

Refused about_piece(Refusal reason, std::optional<EntryIndex> conflict, const FoundPiece& piece) {
  return about_range(reason, conflict, piece.segment.batch, piece.segment.units);
}

// True when the units are kept for exactly this use, by their holder or by a freeze that names it.
bool is_kept_for_this(const RetirementRequest& request, const Segment& segment) {
  if (segment.status != UnitStatus::reserved && segment.status != UnitStatus::frozen) return false;
  if (segment.holder != request.context.issuer) return false;
  const auto action = find_note<UnitAction>(request.view, segment.since);
  const FreezePurpose wanted{request.command.factory, request.command.period, request.command.purpose};
  HOLDS(action.has_value());
  return action->purpose == wanted;
}

bool is_used(UnitStatus status) {
  return status == UnitStatus::retired || status == UnitStatus::held || status == UnitStatus::in_conflict ||
         status == UnitStatus::foreign_use;
}

// Units of this factory-year that the invalidation took and that still are invalid.
std::int64_t invalidated_units(const UnitAction& invalidation, FactoryId factory, Period period, const View& view) {
  std::int64_t units = 0;
  for (const Segment& before : invalidation.before) {
    for (const Segment& segment : view.segments(before.batch, before.units)) {
      if (segment.status != UnitStatus::invalidated || segment.since != invalidation.entry || !segment.retirement)
        continue;
      const auto retirement = view.retirement(*segment.retirement);
      HOLDS(retirement.has_value());
      if (retirement->factory == factory && retirement->period == period)
        units += segment.units.intersection(before.units).quantity();
    }
  }
  return units;
}

bool names_asset(const Inventory& inventory, const std::string& asset_code) {
  const auto& assets = inventory.in_boundary_assets;
  if (std::find(assets.begin(), assets.end(), asset_code) != assets.end()) return true;
  return std::any_of(inventory.direct.begin(), inventory.direct.end(),
                     [&](const DirectAsset& direct) { return direct.asset_code == asset_code; });
}

bool names_project(const Inventory& inventory, const Project& project) {
  return std::any_of(inventory.in_boundary_projects.begin(), inventory.in_boundary_projects.end(),
                     [&](const ProjectKey& named) {
                       const auto& aliases = project.also_registered_as;
                       return named == project.key || std::find(aliases.begin(), aliases.end(), named) != aliases.end();
                     });
}

}  // namespace

std::vector<FoundPiece> pieces_of(const std::vector<FoundRange>& ranges, const Context& context, const View& view) {
  std::vector<FoundPiece> pieces;
  for (const FoundRange& found : ranges) {
    for (Segment& segment : standing(found.range, context, view)) pieces.push_back({&found, std::move(segment)});
  }
  return pieces;
}

// A registrar may retire on behalf of a holder, but only with something that the holder can check afterwards.
MaybeRefused refuse_unproved_behalf(const RetirementRequest& request) {
  if (!request.by_registrar || request.command.registry_reference || request.command.evidence) return std::nullopt;
  for (const FoundPiece& piece : request.pieces) {
    if (piece.segment.status != UnitStatus::free || piece.segment.holder == request.context.issuer) continue;
    return about_piece(Refusal::evidence_required, piece.segment.since, piece);
  }
  return std::nullopt;
}

// Told with the range as it was asked: where the pieces of units begin and end tells what transfers and reservations
// may not.
MaybeRefused refuse_purpose(const RetirementRequest& request) {
  const bool offsets = request.command.purpose == Purpose::factory_offset;
  for (const FoundPiece& piece : request.pieces) {
    const FoundRange& found = *piece.found;
    // A certificate lowers the inventory's electricity; as an offset the same kilowatt-hour would count twice (CE-08,
    // XM-01 form 7).
    if (offsets && !found.programme->offset)
      return about_range(Refusal::gec_not_offset, found.batch.id.entry(), found.batch.id, found.range.units);
    const bool credit_for_power = !offsets && found.programme->unit != Unit::megawatt_hour;
    const RegistryText text = registry_text(found.batch, piece.segment.units, request.view);
    const auto named = named_purpose(text.beneficiary, text.reason, request.command.period);
    if (credit_for_power || named == NamedPurpose::emissions_trading)
      return about_range(Refusal::purpose_conflict, text.entry, found.batch.id, found.range.units);
  }
  return std::nullopt;
}

// A reduction inside the claiming factory's boundary has lowered its emissions already.
MaybeRefused refuse_own_boundary(const std::vector<FoundRange>& ranges, const Factory& factory, Period period,
                                 Purpose purpose, const View& view) {
  if (purpose != Purpose::factory_offset) return std::nullopt;
  for (const FoundRange& found : ranges) {
    if (found.project.located_in_factory == factory.id)
      return about_range(Refusal::own_boundary, found.project.entry, found.batch.id, found.range.units);
    const auto asset = found.project.asset_code ? found.project.asset_code : asset_of(found.batch, view);
    for (const Inventory& inventory : view.inventories(factory.id)) {
      if (inventory.superseded_by || inventory.voided_by || !overlaps(inventory.period, period)) continue;
      if (!(asset && names_asset(inventory, *asset)) && !names_project(inventory, found.project)) continue;
      return about_range(Refusal::own_boundary, inventory.id.entry(), found.batch.id, found.range.units);
    }
  }
  return std::nullopt;
}

MaybeRefused refuse_own_projects(const std::vector<FoundRange>& ranges, FactoryId factory, const View& view) {
  const auto projects = projects_of(ranges);
  for (const Project& project : projects) {
    if (auto refused = refuse_own_use(project, factory, view)) return refused;
  }
  // Two names of one self-developed project in one command: each alone would pass, because neither is used yet.
  for (const Project& project : projects) {
    if (project.self_developed_for != factory) continue;
    for (const Project& linked : linked_projects(project, view)) {
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

MaybeRefused refuse_double_use(const RetirementRequest& request) {
  for (const FoundPiece& piece : request.pieces) {
    if (!is_used(piece.segment.status)) continue;
    if (!piece.segment.retirement) return about_piece(Refusal::double_use, piece.segment.since, piece);
    const auto earlier = request.view.retirement(*piece.segment.retirement);
    HOLDS(earlier.has_value());
    Refused refused = about_piece(Refusal::double_use, earlier->id.entry(), piece);
    refused.facts.emplace_back("factory", std::to_string(earlier->factory.value));
    refused.facts.emplace_back("period", format_period(earlier->period));
    return refused;
  }
  return std::nullopt;
}

MaybeRefused refuse_not_free(const RetirementRequest& request) {
  for (const FoundPiece& piece : request.pieces) {
    const Segment& segment = piece.segment;
    if (segment.status == UnitStatus::registry_retired || is_kept_for_this(request, segment)) continue;
    const bool free = segment.status == UnitStatus::free;
    if (free && (request.by_registrar || segment.holder == request.context.issuer)) continue;
    Refused refused = about_units(Refusal::not_free, segment, {piece.found->range}, request.context, request.view);
    // Who holds units is not public: a stranger learns that they are not his, not whose they are, nor whether their
    // holder has reserved them.
    refused.facts.emplace_back("status",
                               free || !refused.conflict ? "held_by_another" : std::string(name_of(segment.status)));
    return refused;
  }
  return std::nullopt;
}

MaybeRefused refuse_mixed(const RetirementRequest& request) {
  const Segment& first = request.pieces.front().segment;
  for (const FoundPiece& piece : request.pieces) {
    const bool same_kind =
        (piece.segment.status == UnitStatus::registry_retired) == (first.status == UnitStatus::registry_retired);
    if (same_kind && piece.segment.holder == first.holder) continue;
    return about_piece(Refusal::ranges_mixed, piece.segment.since, piece);
  }
  return std::nullopt;
}

bool is_claim(const RetirementRequest& request) {
  return request.pieces.front().segment.status == UnitStatus::registry_retired;
}

MaybeRefused refuse_replacement(const RetirementRequest& request) {
  if (!request.invalidation) return std::nullopt;
  const UnitAction& invalidation = *request.invalidation;
  const FactoryId factory = request.command.factory;
  const Period period = request.command.period;
  std::int64_t missing = invalidated_units(invalidation, factory, period, request.view);
  if (missing == 0) {
    return Refused{.reason = Refusal::replacement_mismatch,
                   .conflict = invalidation.entry,
                   .facts = {{"factory", std::to_string(factory.value)}, {"period", format_period(period)}}};
  }
  for (const Retirement& earlier : request.view.retirements(factory, period)) {
    if (earlier.replaces == invalidation.entry && is_open(earlier.status)) missing -= earlier.quantity;
  }
  if (request.command.quantity <= missing) return std::nullopt;
  return Refused{.reason = Refusal::replacement_exceeds,
                 .conflict = invalidation.entry,
                 .facts = {{"quantity", std::to_string(request.command.quantity)},
                           {"missing", std::to_string(std::max<std::int64_t>(missing, 0))}}};
}

MaybeRefused refuse_time(const RetirementRequest& request) {
  const Date day = request.command.retired_on;
  for (const FoundPiece& piece : request.pieces) {
    const Batch& batch = piece.found->batch;
    if (batch.issued_on <= day) continue;  // no batch is issued before the end of its vintage
    return about_piece(Refusal::ex_ante, batch.id.entry(), piece);
  }
  if (request.invalidation) return std::nullopt;  // A repair comes late by its nature.
  for (const FoundPiece& piece : request.pieces) {
    const Batch& batch = piece.found->batch;
    if (batch.project.programme != "GEC") continue;
    const Date last = last_valid_day(batch.vintage_from, *request.context.rules);
    if (day <= last) continue;
    Refused refused = about_piece(Refusal::gec_expired, batch.id.entry(), piece);
    refused.facts.emplace_back("last_valid_day", format_date(last));
    return refused;
  }
  for (const FoundPiece& piece : request.pieces) {
    const auto& recognition = piece.found->programme->recognition;
    if (!recognition || (recognition->from <= day && (!recognition->until || day <= *recognition->until))) continue;
    Refused refused = about_piece(Refusal::registry_lapsed, piece.found->batch.id.entry(), piece);
    refused.facts.emplace_back("document", std::string(recognition->document));
    return refused;
  }
  return std::nullopt;
}

MaybeRefused refuse_registry(const RetirementRequest& request) {
  for (const FoundPiece& piece : request.pieces) {
    const RegistryText text = registry_text(piece.found->batch, piece.segment.units, request.view);
    const auto& reference = request.command.registry_reference;
    // A registry that printed no day (units that came back from an earlier binding) printed no reference either, and
    // cannot be contradicted.
    if (!text.on) continue;
    const bool same_reference = !reference || text.reference.empty() || *reference == text.reference;
    if (*text.on == request.command.retired_on && same_reference) continue;
    Refused refused = about_piece(Refusal::registry_mismatch, text.entry, piece);
    refused.facts.emplace_back("retired_on", format_date(*text.on));
    return refused;
  }
  return std::nullopt;
}

MaybeRefused refuse_beneficiary(const RetirementRequest& request) {
  if (operated_in(request.factory, request.beneficiary.id, request.command.period) ||
      operated_on(request.factory, request.beneficiary.id, request.command.retired_on))
    return std::nullopt;
  return Refused{
      .reason = Refusal::beneficiary_mismatch,
      .conflict = request.factory.id.entry(),
      .facts = {{"factory", std::to_string(request.factory.id.value)}, {"beneficiary", request.beneficiary.id.text}}};
}

}  // namespace tanbu::rules
