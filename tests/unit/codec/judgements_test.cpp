// Bounds, codes and spellings of assessments, attestations, certificates, awards, labels and disputes, and what their
// commands hold.
#include <catch2/catch.hpp>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::int64_t judgement_json_max = limits::unit_number_max;

template <class T>
T read_minimal(std::string_view kind) {
  return std::get<T>(command_of(kind, sample(kind).minimal));
}

json::array numbers(std::int64_t count) {
  json::array result;
  for (std::int64_t number = 0; number < count; ++number) result.emplace_back(number);
  return result;
}

json::array rows_of(std::int64_t count) {
  json::array result;
  for (std::int64_t row = 1; row <= count; ++row) result.push_back({{"row", row}, {"conform", "conform"}});
  return result;
}

}  // namespace

TEST_CASE("integers of judgements are bounded on both sides") {
  const auto bounded = [](const char* kind, const char* pointer, std::int64_t smallest, std::int64_t largest) {
    for (const auto value : {smallest - 1, smallest, largest, largest + 1}) {
      if (value > judgement_json_max) continue;
      check_values({{kind, pointer, value, smallest <= value && value <= largest ? "" : "out_of_range"}});
    }
  };
  for (const auto* kind : {"issue_certificate", "record_legacy_certificate", "renew_certificate"}) {
    bounded(kind, "/star", 0, 99);
    check_values({{kind, "/star", "5", "wrong_type"}, {kind, "/star", "五星级", "wrong_type"}});
  }
  bounded("record_assessment", "/indicators/0/row", 1, 999);
  bounded("record_assessment", "/indicators/1/score", 0, 10);  // at most score_max
  check_values({{"record_assessment", "/indicators/1/score_max", 7, ""},
                {"record_assessment", "/indicators/1/score_max", 1'000'000, ""},
                {"record_assessment", "/indicators/1/score_max", 1'000'001, "out_of_range"},
                {"record_assessment", "/indicators/1/score_max", -1, "out_of_range"}});
  const auto less = with(sample("record_assessment").full, "/indicators/1/score_max", 6);
  CHECK(faults_of("record_assessment", less) == Faulty{{"/body/indicators/1/score", "out_of_range"}});
  const std::vector<std::pair<const char*, const char*>> names{
      {"record_assessment", "/factory"},
      {"attest_coverage", "/inventory"},
      {"attest_coverage", "/retirements/0"},
      {"attest_coverage", "/assessment"},
      {"withdraw_attestation", "/attestation"},
      {"issue_certificate", "/attestation"},
      {"issue_certificate", "/assessment"},
      {"issue_certificate", "/factory"},
      {"record_legacy_certificate", "/factory"},
      {"reissue_certificate", "/certificate"},
      {"renew_certificate", "/certificate"},
      {"renew_certificate", "/attestation"},
      {"renew_certificate", "/assessment"},
      {"transfer_certificate", "/certificate"},
      {"record_surveillance", "/certificate"},
      {"record_surveillance", "/attestation"},
      {"suspend_certificate", "/certificate"},
      {"resume_certificate", "/certificate"},
      {"withdraw_certificate", "/certificate"},
      {"cancel_certificate", "/certificate"},
      {"record_audit", "/certificate"},
      {"record_award", "/factory"},
      {"record_award", "/assessment"},
      {"record_review", "/award"},
      {"record_label", "/factory"},
      {"record_label", "/inventory"},
      {"record_label", "/includes/0"},
      {"open_dispute", "/target"},
      {"resolve_dispute", "/dispute"},
      {"redact", "/entry"},
  };
  for (const auto& [kind, pointer] : names) bounded(kind, pointer, 0, judgement_json_max);
}

TEST_CASE("a percentage has two decimals at most and a claim covers more than nothing and at most all") {
  for (const auto* good : {"100", "100.00", "99.99", "0.01", "0.5", "1"}) {
    check_values({{"attest_coverage", "/claim/percent", good, ""}, {"issue_certificate", "/offset_percent", good, ""}});
  }
  for (const auto* bad : {"100.001", "1.", ".5", "01", "-1", "+1", "1e2", "1,5", " 1", "100%", "1.2.3", "１"}) {
    check_values({{"attest_coverage", "/claim/percent", bad, "number_form"},
                  {"issue_certificate", "/offset_percent", bad, "number_form"}});
  }
  check_values({
      {"attest_coverage", "/claim/percent", "0", "out_of_range"},
      {"attest_coverage", "/claim/percent", "0.00", "out_of_range"},
      {"attest_coverage", "/claim/percent", "100.01", "number_form"},
      {"attest_coverage", "/claim/percent", "101", "number_form"},
      {"issue_certificate", "/offset_percent", "0", ""},
      {"issue_certificate", "/offset_percent", "100.01", ""},
      {"issue_certificate", "/offset_percent", "1000000", ""},
      {"issue_certificate", "/offset_percent", "1000000.01", "number_form"},
      {"issue_certificate", "/offset_percent", "99999999999999999999", "number_form"},
  });
  const auto percent = [](const char* text) {
    const auto body = with(sample("attest_coverage").full, "/claim/percent", text);
    return std::get<AttestCoverageCommand>(command_of("attest_coverage", body)).claim.percent_e2;
  };
  CHECK(percent("100") == 10'000);
  CHECK(percent("0.5") == 50);
  CHECK(percent("99.99") == 9'999);
  CHECK(read_minimal<AttestCoverageCommand>("attest_coverage").claim == Claim{});
  CHECK(Claim{}.percent_e2 == 10'000);
}

TEST_CASE("a type is read as certificates print it and only an old certificate may leave it unknown") {
  const auto type_of = [](const char* text) {
    const auto body = with(sample("issue_certificate").full, "/type", text);
    return std::get<IssueCertificateCommand>(command_of("issue_certificate", body)).print.type;
  };
  for (const auto* text : {"I", "1型", "I型", "I 型"}) CHECK(type_of(text) == ClaimType::type_1);
  for (const auto* text : {"II", "2型", "II型", "II 型"}) CHECK(type_of(text) == ClaimType::type_2);
  for (const auto* kind : {"issue_certificate", "renew_certificate", "record_legacy_certificate"}) {
    for (const auto* bad : {"1", "2", "i", "III", "3型", "Ⅰ", "（1型）", "unknown", " I"}) {
      check_values({{kind, "/type", bad, "unknown_value"}});
    }
  }
  check_values({{"issue_certificate", "/type", "UNKNOWN", "unknown_value"},
                {"renew_certificate", "/type", "UNKNOWN", "unknown_value"},
                {"attest_coverage", "/claim/type", "UNKNOWN", "unknown_value"},
                {"attest_coverage", "/claim/type", "1型", ""},
                {"record_legacy_certificate", "/type", "2型", ""}});
  CHECK(read_full<RecordLegacyCertificateCommand>("record_legacy_certificate").print.type == ClaimType::unknown);
}

TEST_CASE("a certificate's number is any short printed number") {
  for (const auto* kind :
       {"issue_certificate", "record_legacy_certificate", "reissue_certificate", "renew_certificate"}) {
    for (const auto* good : {"1", "15/23GHGZC1001R0", "13812345678", "ZC（2026）001号", "A b"}) {
      check_values({{kind, "/number", good, ""}});
    }
    check_values({
        {kind, "/number", json::string(64, 'a'), ""},
        {kind, "/number", json::string(65, 'a'), "text_too_long"},
        {kind, "/number", "", "text_empty"},
        {kind, "/number", "a\tb", "text_control_character"},
        {kind, "/number", " 1", "reference_form"},
        {kind, "/number", "1 ", "reference_form"},
        {kind, "/number", " ", "text_empty"},
        {kind, "/number", "a@b.example", "reference_form"},
    });
  }
}

TEST_CASE("names and values of a scheme have their own alphabets") {
  const std::vector<std::pair<const char*, const char*>> places{
      {"record_assessment", "/level"}, {"record_assessment", "/basic/0"},       {"attest_coverage", "/claim/level"},
      {"issue_certificate", "/level"}, {"record_legacy_certificate", "/level"}, {"renew_certificate", "/level"},
      {"record_award", "/level"}};
  for (const auto& [kind, pointer] : places) {
    for (const auto* good : {"a", "NEAR", "near_zero", "district+", "L-1.2"}) check_values({{kind, pointer, good, ""}});
    check_values({{kind, pointer, json::string(40, 'a'), ""}, {kind, pointer, json::string(41, 'a'), "name_form"}});
    for (const auto* bad : {"", "a b", "a/b", "a,b", "零碳", "a@b"}) check_values({{kind, pointer, bad, "name_form"}});
  }
  for (const auto* good : {"3700/12000", "reduce,zero", "national", "2024-12-20", "district+"}) {
    check_values({{"record_assessment", "/indicators/1/value", good, ""}});
  }
  check_values({{"record_assessment", "/indicators/1/value", json::string(200, '1'), ""},
                {"record_assessment", "/indicators/1/value", json::string(201, '1'), "value_form"}});
  for (const auto* bad : {"", "30 %", "30%", "a b", "是", "a@b"}) {
    check_values({{"record_assessment", "/indicators/1/value", bad, "value_form"}});
  }
}

TEST_CASE("what a judgement lists stands there once and not without end") {
  check_values({
      {"record_assessment", "/basic/1", "laws_and_standards", "element_repeated"},
      {"record_assessment", "/basic", json::array{}, ""},
      {"record_assessment", "/accidents", json::array{}, ""},
      {"record_assessment", "/indicators/2/row", 3, ""},
      // The same row twice would be two words about one thing.
      {"record_assessment", "/indicators/2/row", 6, "element_repeated"},
      {"record_assessment", "/indicators", rows_of(64), ""},
      {"record_assessment", "/indicators", rows_of(65), "too_many"},
      {"attest_coverage", "/retirements/1", 1042, "element_repeated"},
      {"attest_coverage", "/retirements", json::array{}, ""},
      {"attest_coverage", "/retirements", numbers(1'000), ""},
      {"attest_coverage", "/retirements", numbers(1'001), "too_many"},
      {"record_label", "/includes/1", 41, "element_repeated"},
      {"record_label", "/includes", json::array{}, ""},
      {"record_label", "/includes", numbers(257), "too_many"},
  });
}

TEST_CASE("every value that a judgement may have is spelt as its name and read as itself") {
  const auto all = [](const char* kind, const char* pointer, const std::vector<const char*>& values, auto pick) {
    for (const auto* value : values) {
      INFO(kind << pointer << " " << value);
      CHECK(name_of(pick(command_of(kind, with(sample(kind).full, pointer, value)))) == value);
    }
    check_values({{kind, pointer, "perhaps", "unknown_value"}});
  };
  all("record_assessment", "/assessor", {"self", "third_party", "authority"},
      [](const Command& command) { return std::get<RecordAssessmentCommand>(command).assessor; });
  all("record_assessment", "/accidents/0/grade", {"ordinary", "larger", "major", "extraordinary"},
      [](const Command& command) { return std::get<RecordAssessmentCommand>(command).accidents->front().grade; });
  all("record_assessment", "/indicators/0/conform", {"conform", "nonconform", "not_assessed"},
      [](const Command& command) { return std::get<RecordAssessmentCommand>(command).indicators.front().conformity; });
  all("record_surveillance", "/result", {"passed", "failed"},
      [](const Command& command) { return std::get<RecordSurveillanceCommand>(command).result; });
  all("record_audit", "/result", {"found", "not_found", "differs"},
      [](const Command& command) { return std::get<RecordAuditCommand>(command).result; });
  all("record_review", "/result", {"kept", "removed"},
      [](const Command& command) { return std::get<RecordReviewCommand>(command).result; });
  all("resolve_dispute", "/outcome", {"dismissed", "upheld"},
      [](const Command& command) { return std::get<ResolveDisputeCommand>(command).outcome; });
}

TEST_CASE("dates of a print are read as printed and their order is left to the rules") {
  check_values({{"issue_certificate", "/valid_until", "2000-01-01", ""},
                {"issue_certificate", "/issued_on", "2026-02-30", "date_form"},
                {"record_award", "/notice_until", "2026-07-31", ""},
                {"record_label", "/on", "2026/09/01", "date_form"},
                {"record_surveillance", "/period", "2026-01-01--2026-12-31", "period_form"},
                {"record_legacy_certificate", "/body", "body", "party_form"},
                {"transfer_certificate", "/to_body", "body", "party_form"}});
}

TEST_CASE("the members of a judgement stand in the command") {
  const auto assessment = read_full<RecordAssessmentCommand>("record_assessment");
  CHECK(assessment.level == "NEAR");
  CHECK(assessment.basic == std::vector<std::string>{"laws_and_standards", "plan"});
  REQUIRE(assessment.accidents);
  CHECK(assessment.accidents->at(1) == Accident{make_date(2024, 5, 6), AccidentGrade::major});
  REQUIRE(assessment.indicators.size() == 3);
  CHECK(assessment.indicators[1] == Indicator{6, "3700/12000", 7, 10, Conformity::nonconform});
  CHECK(assessment.indicators[0] == Indicator{1, std::nullopt, std::nullopt, std::nullopt, Conformity::conform});
  const auto bare = read_minimal<RecordAssessmentCommand>("record_assessment");
  CHECK_FALSE(bare.accidents);
  CHECK(bare.basic.empty());
  const auto attested = read_full<AttestCoverageCommand>("attest_coverage");
  CHECK(attested.retirements == std::vector<RetirementId>{{1042}, {1043}});
  CHECK(attested.assessment == EntryIndex{300});
  const auto issued = read_full<IssueCertificateCommand>("issue_certificate");
  CHECK(issued.attestation == EntryIndex{310});
  CHECK(issued.assessment == EntryIndex{300});
  CHECK(issued.print == CertificatePrint{.number = "15/26GHGZC1001R0",
                                         .applicant = "杭州某某科技有限公司",
                                         .period = *parse_period("2025"),
                                         .type = ClaimType::type_1,
                                         .star = 5,
                                         .level = "ZERO",
                                         .emissions = {19'706'570},
                                         .percent_e2 = 10'002,
                                         .first_issued_on = make_date(2026, 7, 21),
                                         .issued_on = make_date(2026, 7, 22),
                                         .cycle_from = make_date(2026, 7, 21),
                                         .valid_until = make_date(2029, 7, 20)});
  const auto legacy = read_full<RecordLegacyCertificateCommand>("record_legacy_certificate");
  CHECK(legacy.body == PartyId{"x:body"});
  CHECK(legacy.body_name == "某认证有限公司");
  CHECK(legacy.factory == FactoryId{17});
  const auto old = read_minimal<RecordLegacyCertificateCommand>("record_legacy_certificate");
  CHECK_FALSE(old.factory);
  CHECK_FALSE(old.body);
  CHECK_FALSE(old.print.type);
  const auto renewed = read_full<RenewCertificateCommand>("renew_certificate");
  CHECK(renewed.certificate == EntryIndex{320});
  CHECK(renewed.print.emissions == Kilograms{18'000'004});
  CHECK(read_full<SuspendCertificateCommand>("suspend_certificate").step.effective_on == make_date(2026, 2, 3));
  CHECK(read_full<CancelCertificateCommand>("cancel_certificate").step.reason == "监督未通过");
  CHECK(read_full<RecordSurveillanceCommand>("record_surveillance").attestation == EntryIndex{312});
  CHECK(read_full<RecordAuditCommand>("record_audit").lookup.bytes == 48211);
  CHECK(read_full<RecordAwardCommand>("record_award").reference == "津滨工信发〔2026〕24号");
  const auto label = read_full<RecordLabelCommand>("record_label");
  CHECK(label.label_issuer == "苏州市某局");
  CHECK(label.includes == std::vector<InventoryId>{{41}, {42}});
}
