#include "ledger/rules/printing.hpp"

#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/factory_year.hpp"

namespace tanbu::rules {
namespace {

using Answer = std::optional<Refused>;

Answer refuse_scheme(const Scheme& scheme) {
  const auto refuse = [&scheme](Refusal reason) {
    return Refused{.reason = reason, .conflict = std::nullopt, .facts = {{"scheme", std::string(scheme.code)}}};
  };
  if (scheme.draft) return refuse(Refusal::draft_scheme);
  if (!scheme.certificates) return refuse(Refusal::not_certifiable);
  return std::nullopt;
}

Answer refuse_attestation(const PrintingRequest& request, const Attestation& attestation) {
  if (auto refused = refuse_withdrawn(attestation)) return refused;
  const bool same_year = attestation.factory == request.factory && attestation.period == request.print.period &&
                         attestation.scheme == request.scheme.code;
  const bool same_type = !request.scheme.has_types || request.print.type == attestation.claim.type;
  // The print may claim less than the attestation, never more.
  const bool no_more = request.print.percent_e2 <= attestation.claim.percent_e2;
  if (same_year && same_type && no_more) return std::nullopt;
  return Refused{.reason = Refusal::claim_mismatch,
                 .conflict = attestation.entry,
                 .facts = {{"factory", std::to_string(attestation.factory.value)},
                           {"period", format_period(attestation.period)},
                           {"scheme", attestation.scheme},
                           {"percent", format_percent_e2(attestation.claim.percent_e2)}}};
}

Answer refuse_level(const PrintingRequest& request) {
  const auto& levels = request.scheme.levels;
  const auto& level = request.print.level;
  if (!level || std::find(levels.begin(), levels.end(), *level) != levels.end()) return std::nullopt;
  return Refused{.reason = Refusal::level_unknown, .conflict = std::nullopt, .facts = {{"level", *level}}};
}

Answer refuse_star(const PrintingRequest& request) {
  const auto& stars = request.scheme.stars;
  const auto& star = request.print.star;
  const bool fits = stars.empty() ? !star.has_value()
                                  : star.has_value() && std::find(stars.begin(), stars.end(), *star) != stars.end();
  if (fits) return std::nullopt;
  return Refused{.reason = Refusal::star_range,
                 .conflict = std::nullopt,
                 .facts = {{"star", star ? std::to_string(*star) : "none"}}};
}

// The print and the computed amount, compared at the printed precision: a tonne's two decimals are ten kilograms
// (U-01, EF-02).
bool same_at_print(Kilograms printed, Kilograms exact) {
  const std::int64_t difference =
      printed.value < exact.value ? exact.value - printed.value : printed.value - exact.value;
  return difference == 0 || (printed.value % 10 == 0 && difference <= 5);
}

Answer refuse_emissions(const CertificatePrint& print, const Evaluation& evaluation) {
  const Coverage& coverage = evaluation.coverage;
  if (same_at_print(print.emissions, coverage.attestable.to_offset) || same_at_print(print.emissions, coverage.gross))
    return std::nullopt;
  return Refused{.reason = Refusal::emissions_differ,
                 .conflict = std::nullopt,
                 .facts = {{"printed_kg", std::to_string(print.emissions.value)},
                           {"to_offset_kg", std::to_string(coverage.attestable.to_offset.value)},
                           {"gross_kg", std::to_string(coverage.gross.value)}}};
}

Date last_day_of(const CertificatePrint& print, int validity_months) {
  return {months_later(print.cycle_from, validity_months).days - 1};
}

Outcome<Evaluation> evaluated(const PrintingRequest& request, const Attestation& attestation,
                              const Assessment& assessment, const Context& context, const View& view) {
  const auto inventory = view.inventory(attestation.inventory);
  HOLDS(inventory.has_value());
  Claim claim = attestation.claim;
  claim.level = request.print.level;
  SchemeFacts facts =
      facts_about(*inventory, standing_for(attestation, view), assessment, claim, context.today(), view);
  facts.star = request.print.star;
  facts.certificate_issued_on = request.print.issued_on;
  auto evaluation = evaluate(request.scheme, facts);
  if (!evaluation) {
    return Refused{.reason = Refusal::under_covered, .conflict = attestation.entry, .facts = {{"computed", "no"}}};
  }
  return *std::move(evaluation);
}

}  // namespace

Answer refuse_number(const std::string& number, const PartyId& body, std::optional<EntryIndex> own, const View& view) {
  const std::string normalised = normalised_certificate_number(number);
  for (const Certificate& other : find_notes<Certificate>(view, index_names::certificates_numbered(normalised))) {
    // A legacy certificate may name no enrolled body; then its number is compared with everybody's.
    const bool theirs = other.body == body || !other.body || body.text.empty();
    if (!theirs || other.entry == own) continue;
    return Refused{.reason = Refusal::certificate_exists, .conflict = other.entry, .facts = {{"number", normalised}}};
  }
  return std::nullopt;
}

Answer refuse_dates(const CertificatePrint& print, int validity_months, Date today) {
  const auto refuse = [&print](Refusal reason) {
    return Refused{.reason = reason,
                   .conflict = std::nullopt,
                   .facts = {{"period", format_period(print.period)},
                             {"first_issued_on", format_date(print.first_issued_on)},
                             {"issued_on", format_date(print.issued_on)},
                             {"cycle_from", format_date(print.cycle_from)},
                             {"valid_until", format_date(print.valid_until)}}};
  };
  if (today < print.issued_on) return refuse(Refusal::future_date);
  const bool ordered = print.period.last < print.first_issued_on && print.first_issued_on <= print.issued_on &&
                       print.first_issued_on <= print.cycle_from && print.issued_on <= print.valid_until &&
                       print.cycle_from <= print.valid_until;
  if (!ordered) return refuse(Refusal::dates_disordered);
  if (last_day_of(print, validity_months) < print.valid_until) return refuse(Refusal::validity_length);
  return std::nullopt;
}

void add_print_flags(const CertificatePrint& print, int validity_months, bool renewal, std::vector<Flag>& flags) {
  const int year = year_of(print.period.first);
  const bool whole_year = print.period == Period{make_date(year, 1, 1), make_date(year, 12, 31)};
  if (!whole_year) flags.push_back(Flag::period_unusual);
  if (print.valid_until != last_day_of(print, validity_months)) flags.push_back(Flag::validity_unusual);
  // One sample is known: two digits of the year after a stroke, and R0 on a first issue (CE-12). It is opaque all the
  // same, so another form is a notice.
  const std::string number = normalised_certificate_number(print.number);
  const auto stroke = number.find('/');
  const std::string digits = std::to_string(year_of(print.issued_on) % 100 + 100).substr(1);
  const bool year_agrees = stroke == std::string::npos || number.compare(stroke + 1, 2, digits) == 0;
  const bool first_cycle = number.size() > 2 && number.compare(number.size() - 2, 2, "R0") == 0;
  const bool cycle_agrees = !first_cycle || (!renewal && print.first_issued_on == print.issued_on);
  if (!year_agrees || !cycle_agrees) flags.push_back(Flag::number_unusual);
}

Outcome<Printing> examine(const PrintingRequest& request, const Context& context, const View& view) {
  const CertificatePrint& print = request.print;
  auto attestation = find_note<Attestation>(view, request.attestation);
  if (!attestation) return unknown(Refusal::unknown_attestation, "attestation", request.attestation.value);
  if (auto refused = refuse_judge(context.issuer, request.factory, print.period, std::string(request.scheme.code),
                                  print.issued_on, view))
    return *refused;
  // A print of an earlier day does not reach back into a time when the body could still judge.
  if (auto refused = refuse_judge(context.issuer, request.factory, print.period, std::string(request.scheme.code),
                                  context.today(), view))
    return *refused;
  if (!is_engaged_to_certify(std::string(request.scheme.code), context.issuer, request.factory, print.period, view)) {
    return Refused{.reason = Refusal::not_engaged,
                   .conflict = request.factory.entry(),
                   .facts = {{"role", std::string(name_of(EngagementRole::certify))}}};
  }
  const auto assessment =
      find_assessment(request.assessment, request.factory, print.period, std::string(request.scheme.code), view);
  if (!assessment.accepted()) return assessment.refused();
  if (assessment.value().assessor == Assessor::self)
    return Refused{.reason = Refusal::assessment_mismatch,
                   .conflict = request.assessment,
                   .facts = {{"assessor", std::string(name_of(Assessor::self))}}};
  if (auto refused = refuse_scheme(request.scheme)) return *refused;
  if (auto refused = refuse_dates(print, request.scheme.validity_months, context.today())) return *refused;
  if (request.latest_cycle_from < print.cycle_from) {
    return Refused{
        .reason = Refusal::dates_disordered,
        .conflict = std::nullopt,
        .facts = {{"cycle_from", format_date(print.cycle_from)}, {"latest", format_date(request.latest_cycle_from)}}};
  }
  if (auto refused = refuse_attestation(request, *attestation)) return *refused;
  if (auto refused = refuse_level(request)) return *refused;
  if (auto refused = refuse_star(request)) return *refused;
  auto evaluation = evaluated(request, *attestation, assessment.value(), context, view);
  if (!evaluation.accepted()) return evaluation.refused();
  if (auto refused = refuse_checks(evaluation.value(), CheckStage::level)) return *refused;
  if (auto refused = refuse_emissions(print, evaluation.value())) return *refused;
  if (auto refused = refuse_fallen(*attestation, context.today(), view)) return *refused;
  Printing printing{.attestation = *std::move(attestation), .flags = {}};
  add_flags(evaluation.value(), CheckStage::level, printing.flags);
  add_print_flags(print, request.scheme.validity_months, request.renewal, printing.flags);
  return printing;
}

}  // namespace tanbu::rules
