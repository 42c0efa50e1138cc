// How firmly a granted retirement stands: matched where the registry's own words name this party and this year,
// declared where the holder says so, on HOLD where something must be confirmed first (RT-03, CC-13, CE-09 d, GE-07,
// PH-02).
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/registry_text.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {
namespace {

// Through an assignment that the named beneficiary itself recorded, the registry's text names the factory's party too.
NamedParty named_by_assignment(const RegistryText& text, const FoundPiece& piece, const RetirementRequest& request) {
  for (const auto& assignment :
       find_notes<BenefitAssignment>(request.view, index_names::assignments_on(piece.segment.batch))) {
    const bool stands = !assignment.voided_by && assignment.to == request.beneficiary.id;
    if (!stands || !covers(assignment.ranges, piece.segment)) continue;
    const auto from = request.view.party(assignment.from);
    HOLDS(from.has_value());
    const NamedParty named = named_party(text.beneficiary, *from);
    if (named == NamedParty::firmly || named == NamedParty::name_only) return named;
  }
  return NamedParty::other;
}

// Matched when every piece's text names the party firmly and the year; else unclear. A refusal where it names somebody
// else.
Outcome<bool> is_named_firmly(const RetirementRequest& request) {
  bool firm = true;
  for (const FoundPiece& piece : request.pieces) {
    const RegistryText text = registry_text(piece.found->batch, piece.segment.units, request.view);
    NamedParty named = named_party(text.beneficiary, request.beneficiary);
    if (named == NamedParty::other) named = named_by_assignment(text, piece, request);
    // An assignment that the claimant states brings evidence that nobody has confirmed yet: it may explain another
    // name, but it stays on HOLD.
    if (named == NamedParty::other && !request.command.assignment)
      return about_range(Refusal::beneficiary_mismatch, text.entry, piece.segment.batch, piece.segment.units);
    const auto purpose = named_purpose(text.beneficiary, text.reason, request.command.period);
    firm = firm && named == NamedParty::firmly && purpose == NamedPurpose::this_period;
  }
  return firm;
}

bool is_recognised(const Programme& programme, Date day, const View& view) {
  if (!programme.needs_recognition) return true;
  const auto documents = find_notes<RecognisedInstrument>(view, index_names::recognitions_of(programme.code));
  return std::any_of(documents.begin(), documents.end(), [day](const RecognisedInstrument& document) {
    return document.from <= day && day <= document.until;
  });
}

void add(std::vector<Flag>& flags, Flag flag) {
  if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.push_back(flag);
}

// What keeps the units from counting until somebody confirms them, whoever signed.
void add_hold_reasons(const RetirementRequest& request, const FoundRange& found, std::vector<Flag>& holds) {
  if (found.batch.hold == "temporary_credit") add(holds, Flag::temporary_credit);
  if (found.batch.hold == "recorded_by_holder") add(holds, Flag::recorded_by_holder);
  if (!is_recognised(*found.programme, request.command.retired_on, request.view))
    add(holds, Flag::instrument_unrecognised);
  if (found.batch.project.programme == "CCER" && request.beneficiary.legal_form == LegalForm::foreign)
    add(holds, Flag::cross_border);
  const int consumed = year_of(request.command.period.last);
  const bool certificates = found.programme->unit == Unit::megawatt_hour;
  if (certificates && !request.invalidation && year_of(found.batch.vintage_from) != consumed &&
      consumed >= request.context.rules->certificate_same_year_from)
    add(holds, Flag::gec_year_differs);
}

void add_notices(const RetirementRequest& request, const FoundRange& found, std::vector<Flag>& notices) {
  const int year = year_of(request.command.period.first);
  if (year_of(found.batch.vintage_from) < year - request.context.rules->old_vintage_years)
    add(notices, Flag::old_vintage);
  if (found.project.project_class == ProjectClass::ccer_old) add(notices, Flag::old_ccer);
  const std::string_view region = found.programme->division;
  if (!region.empty() && request.factory.division.substr(0, region.size()) != region) add(notices, Flag::other_region);
  if (found.programme->unit != Unit::megawatt_hour) return;
  if (year_of(found.batch.vintage_from) != year_of(request.command.period.last)) add(notices, Flag::gec_year_differs);
  const auto claims = find_notes<GenerationClaim>(request.view, index_names::claims_of(found.batch.id));
  for (const Inventory& inventory : request.view.inventories(request.factory.id)) {
    if (claims.empty() || inventory.superseded_by || inventory.period != request.command.period) continue;
    const bool own = std::any_of(inventory.direct.begin(), inventory.direct.end(), [&](const DirectAsset& direct) {
      return direct.asset_code == claims.front().asset_code;
    });
    if (own) add(notices, Flag::gec_own_asset);
  }
}

}  // namespace

Outcome<Firmness> firmness_of(const RetirementRequest& request) {
  Firmness firmness{.status = RetirementStatus::declared, .flags = {}};
  std::vector<Flag> holds;
  if (is_claim(request)) {
    firmness.status = RetirementStatus::matched;
    if (!request.by_registrar) {
      if (request.context.issuer != request.command.beneficiary) return Refusal::not_beneficiary;
      const auto firm = is_named_firmly(request);
      if (!firm.accepted()) return firm.refused();
      if (!firm.value()) add(holds, Flag::purpose_unclear);
    }
  } else if (request.by_registrar && request.command.registry_reference) {
    firmness.status = RetirementStatus::matched;
  }
  for (const FoundRange& found : request.ranges) {
    add_hold_reasons(request, found, holds);
    add_notices(request, found, firmness.flags);
  }
  if (request.invalidation) add(firmness.flags, Flag::repairs_invalidation);
  if (!holds.empty()) firmness.status = RetirementStatus::on_hold;
  for (const Flag hold : holds) add(firmness.flags, hold);
  return firmness;
}

bool may_judge(const PartyId& issuer, const std::vector<FoundRange>& ranges, FactoryId factory, Period period,
               const Context& context, const View& view) {
  return is_registrar_of_all(issuer, ranges, context.today(), view) || is_engaged(issuer, factory, period, view);
}

}  // namespace tanbu::rules
