// request_correction and correct_retirement: a retirement that names the wrong factory or year. Both operators ask, the
// association corrects; the units stay bound all the while. Never for a self-developed project, whose lock names the
// factory, and never against what the registry itself has printed.
#include <algorithm>

#include "ledger/form.hpp"
#include "ledger/rules/certificates.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/registry_text.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu {
namespace {

using rules::MaybeRefused;

MaybeRefused refuse_self_developed(const std::vector<rules::FoundRange>& ranges) {
  for (const rules::FoundRange& found : ranges) {
    if (!found.project.self_developed_for && !found.project.lock) continue;
    return rules::about_range(Refusal::self_developed_fixed, found.project.entry, found.batch.id, found.range.units);
  }
  return std::nullopt;
}

// The registry's text ties the units to the old year or the old factory.
MaybeRefused refuse_registry_names(const Retirement& retirement, const Correction& correction,
                                   const Factory& old_factory, const std::vector<rules::FoundRange>& ranges,
                                   const View& view) {
  for (const rules::FoundRange& found : ranges) {
    const auto text = rules::registry_text(found.batch, found.range.units, view);
    const bool names_year =
        rules::named_purpose(text.beneficiary, text.reason, retirement.period) == rules::NamedPurpose::this_period;
    const std::string printed = normalised_name(text.beneficiary + " " + text.reason);
    const bool names_factory = printed.find(normalised_name(old_factory.name)) != std::string::npos;
    const bool year_changes = correction.period != retirement.period;
    const bool factory_changes = correction.factory != retirement.factory;
    if (!(year_changes && names_year) && !(factory_changes && names_factory)) continue;
    return rules::about_range(Refusal::registry_names_it, text.entry, found.batch.id, found.range.units);
  }
  return std::nullopt;
}

// A retirement for a year other than that of the certificates waits for a confirmation (GE-07); one that stands firmly
// is not moved there. A repair comes late by its nature, as it does when it is retired.
MaybeRefused refuse_other_year(const Retirement& retirement, const Correction& correction,
                               const std::vector<rules::FoundRange>& ranges, const Context& context) {
  const int consumed = year_of(correction.period.last);
  if (retirement.replaces || consumed < context.rules->certificate_same_year_from) return std::nullopt;
  for (const rules::FoundRange& found : ranges) {
    if (found.programme->unit != Unit::megawatt_hour || year_of(found.batch.vintage_from) == consumed) continue;
    return rules::about_range(Refusal::gec_year_mismatch, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  return std::nullopt;
}

struct Found {
  Retirement retirement;
  Factory old_factory;
  Factory new_factory;
  std::vector<rules::FoundRange> ranges;
};

Outcome<Found> find(const Correction& correction, const View& view) {
  const auto new_factory = view.factory(correction.factory);
  if (!new_factory) {
    return Refused{.reason = Refusal::unknown_factory,
                   .conflict = std::nullopt,
                   .facts = {{"factory", std::to_string(correction.factory.value)}}};
  }
  const auto retirement = view.retirement(correction.retirement);
  if (!retirement) {
    return Refused{.reason = Refusal::unknown_retirement,
                   .conflict = std::nullopt,
                   .facts = {{"retirement", std::to_string(correction.retirement.value)}}};
  }
  const auto old_factory = view.factory(retirement->factory);
  auto ranges = rules::find_ranges(retirement->ranges, view);
  HOLDS(old_factory.has_value() && ranges.accepted());
  return Found{*retirement, *old_factory, *new_factory, ranges.take()};
}

// What stands in the way whoever asks.
MaybeRefused refuse_change(const Correction& correction, const Found& found, const View& view) {
  if (!is_open(found.retirement.status)) {
    return Refused{.reason = Refusal::not_open,
                   .conflict = found.retirement.closed_by,
                   .facts = {{"status", std::string(name_of(found.retirement.status))}}};
  }
  if (auto refused = rules::refuse_attested(found.retirement.id, view)) return refused;
  if (auto refused = refuse_self_developed(found.ranges)) return refused;
  return refuse_registry_names(found.retirement, correction, found.old_factory, found.ranges, view);
}

bool asked(const PartyId& party, const Correction& correction, const View& view) {
  const auto requests = find_notes<CorrectionRequest>(view, index_names::corrections_of(correction.retirement));
  return std::any_of(requests.begin(), requests.end(), [&](const CorrectionRequest& request) {
    return request.issuer == party && request.factory == correction.factory && request.period == correction.period;
  });
}

}  // namespace

Outcome<Decision> decide(const RequestCorrectionCommand& command, const Context& context, const View& view) {
  const Correction& correction = command.correction;
  const auto found = find(correction, view);
  if (!found.accepted()) return found.refused();
  const PartyId& issuer = context.issuer;
  const bool concerned = issuer == found.value().retirement.issuer ||
                         issuer == found.value().old_factory.operator_party ||
                         issuer == found.value().new_factory.operator_party;
  if (!concerned) return Refusal::not_signer;
  if (auto refused = refuse_change(correction, found.value(), view)) return *refused;
  // From here on the request must succeed.
  Decision decision;
  decision.events.emplace_back(NoteTaken{CorrectionRequest{.entry = context.entry,
                                                           .issuer = issuer,
                                                           .retirement = correction.retirement,
                                                           .factory = correction.factory,
                                                           .period = correction.period}});
  return decision;
}

Outcome<Decision> decide(const CorrectRetirementCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  const Correction& correction = command.correction;
  const auto lookup = find(correction, view);
  if (!lookup.accepted()) return lookup.refused();
  const Found& found = lookup.value();
  if (auto refused = rules::refuse_own_boundary(found.ranges, found.new_factory, correction.period,
                                                found.retirement.purpose, view))
    return *refused;
  if (auto refused = refuse_other_year(found.retirement, correction, found.ranges, context)) return *refused;
  // A claim stands on the registry's word for its beneficiary; another operator would need another word.
  const bool same_operator = rules::operated_in(found.new_factory, found.retirement.beneficiary, correction.period);
  if (found.retirement.claim && !same_operator) {
    return Refused{.reason = Refusal::beneficiary_mismatch,
                   .conflict = found.new_factory.id.entry(),
                   .facts = {{"beneficiary", found.retirement.beneficiary.text}}};
  }
  if (found.retirement.purpose == Purpose::electricity_consumption && found.retirement.counted > 0) {
    if (auto refused =
            rules::refuse_over_consumption(correction.factory, correction.period, found.ranges, context, view))
      return *refused;
  }
  if (auto refused = refuse_change(correction, found, view)) return *refused;
  for (const PartyId& party : {found.old_factory.operator_party, found.new_factory.operator_party}) {
    if (asked(party, correction, view)) continue;
    return Refused{.reason = Refusal::correction_not_agreed,
                   .conflict = found.retirement.id.entry(),
                   .facts = {{"party", party.text}}};
  }
  // From here on the correction must succeed.
  Retirement corrected = found.retirement;
  corrected.factory = correction.factory;
  corrected.period = correction.period;
  if (!same_operator) corrected.beneficiary = found.new_factory.operator_party;
  Decision decision;
  decision.events.emplace_back(RetirementChanged{std::move(corrected)});
  return decision;
}

}  // namespace tanbu
