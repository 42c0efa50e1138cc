// What is said about a factory's year: assessments, attestations, awards, labels, and disputes about any of them. Not
// the certificates (read_certificates.cpp).
#include <set>

#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t judgement_rows_max = 64;
constexpr std::size_t value_characters_max = 200;
constexpr std::int64_t row_max = 999;
constexpr std::int64_t score_max = 1'000'000;
constexpr std::size_t retirements_max = 1'000;
constexpr std::size_t includes_max = 256;
constexpr std::int64_t whole_percent_e2 = 10'000;

// "3700/12000", "national", "reduce,zero": no free text, because it stays in the ledger's effects.
bool is_value(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_+/,";
  return !text.empty() && text.size() <= value_characters_max &&
         text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::vector<std::string> read_requirements(const Field& field) {
  std::vector<std::string> names;
  for (const Field& element : field.elements(0, judgement_rows_max)) {
    auto name = read_name(element);
    if (!name) continue;
    if (std::find(names.begin(), names.end(), *name) != names.end()) {
      element.fault("element_repeated", "the same requirement stands here twice");
    }
    names.push_back(std::move(*name));
  }
  return names;
}

std::optional<std::vector<Accident>> read_accidents(const Field& field) {
  if (!field.present()) return std::nullopt;
  std::vector<Accident> accidents;
  for (const Field& element : field.elements(0, judgement_rows_max)) {
    Accident accident;
    element.object([&](Reader& reader) {
      take(accident.on, reader.need("on").date());
      take(accident.grade, reader.need("grade").choice({AccidentGrade::ordinary, AccidentGrade::larger,
                                                        AccidentGrade::major, AccidentGrade::extraordinary}));
    });
    accidents.push_back(accident);
  }
  return accidents;
}

Indicator read_indicator(Reader& reader, std::set<std::int64_t>& rows) {
  Indicator indicator;
  const Field row_field = reader.need("row");
  const auto row = row_field.integer(1, row_max);
  if (row && !rows.insert(*row).second) row_field.fault("element_repeated", "the same row stands here twice");
  take(indicator.row, row);
  indicator.value = reader.may("value").word(is_value, "value_form",
                                             "a value is a share like 3700/12000, a name, or names joined by commas");
  const Field score_field = reader.may("score");
  indicator.score = score_field.integer(0, score_max);
  indicator.score_max = reader.may("score_max").integer(0, score_max);
  if (indicator.score && indicator.score_max && *indicator.score_max < *indicator.score) {
    score_field.fault("out_of_range", "the score lies above score_max");
  }
  take(indicator.conformity,
       reader.need("conform").choice({Conformity::conform, Conformity::nonconform, Conformity::not_assessed}));
  return indicator;
}

std::vector<Indicator> read_indicators(const Field& field) {
  std::vector<Indicator> indicators;
  std::set<std::int64_t> rows;
  for (const Field& element : field.elements(0, judgement_rows_max)) {
    element.object([&](Reader& reader) { indicators.push_back(read_indicator(reader, rows)); });
  }
  return indicators;
}

Claim read_claim(const Field& field) {
  Claim claim;
  field.object([&](Reader& reader) {
    claim.type = read_claim_type(reader.may("type"));
    const Field percent_field = reader.may("percent");
    const auto percent = percent_field.percent_e2(whole_percent_e2);
    if (percent == 0) percent_field.fault("out_of_range", "a claim covers more than nothing");
    take(claim.percent_e2, percent);
    claim.level = read_name(reader.may("level"));
  });
  return claim;
}

}  // namespace

Command read_record_assessment(Reader& body) {
  RecordAssessmentCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.scheme, read_scheme(body.need("scheme")));
  take(command.assessor, body.need("assessor").choice({Assessor::self, Assessor::third_party, Assessor::authority}));
  take(command.assessed_on, body.need("assessed_on").date());
  command.level = read_name(body.may("level"));
  command.basic = read_requirements(body.may("basic"));
  command.accidents = read_accidents(body.may("accidents"));
  command.indicators = read_indicators(body.need("indicators"));
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_attest_coverage(Reader& body) {
  AttestCoverageCommand command;
  take(command.inventory, body.need("inventory").entry<InventoryId>());
  take(command.scheme, read_scheme(body.need("scheme")));
  command.claim = read_claim(body.need("claim"));
  command.retirements = read_entries<RetirementId>(body.need("retirements"), retirements_max);
  command.assessment = body.may("assessment").entry<EntryIndex>();
  return command;
}

Command read_withdraw_attestation(Reader& body) {
  WithdrawAttestationCommand command;
  take(command.attestation, body.need("attestation").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_record_award(Reader& body) {
  RecordAwardCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.scheme, read_scheme(body.need("scheme")));
  take(command.level, read_name(body.need("level")));
  take(command.notice_from, body.need("notice_from").date());
  take(command.notice_until, body.need("notice_until").date());
  take(command.announced_on, body.need("announced_on").date());
  take(command.reference, body.need("reference").reference());
  command.assessment = body.may("assessment").entry<EntryIndex>();
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_record_review(Reader& body) {
  RecordReviewCommand command;
  take(command.award, body.need("award").entry<EntryIndex>());
  take(command.on, body.need("on").date());
  take(command.result, body.need("result").choice({ReviewResult::kept, ReviewResult::removed}));
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_record_label(Reader& body) {
  RecordLabelCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.period, body.need("period").period());
  take(command.scheme_name, body.need("scheme_name").text());
  take(command.label_issuer, body.need("issuer").text());
  take(command.on, body.need("on").date());
  take(command.inventory, body.need("inventory").entry<InventoryId>());
  command.includes = read_entries<InventoryId>(body.may("includes"), includes_max);
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_open_dispute(Reader& body) {
  OpenDisputeCommand command;
  take(command.target, body.need("target").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_resolve_dispute(Reader& body) {
  ResolveDisputeCommand command;
  take(command.dispute, body.need("dispute").entry<EntryIndex>());
  take(command.outcome, body.need("outcome").choice({DisputeOutcome::dismissed, DisputeOutcome::upheld}));
  take(command.reason, body.need("reason").text());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
