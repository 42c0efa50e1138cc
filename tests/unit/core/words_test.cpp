// The words of the wire for values of judgements and of notes, which never change, and the spellings of numbers.
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/commands.hpp"
#include "ledger/coverage.hpp"
#include "ledger/grid_factors.hpp"
#include "ledger/ids.hpp"
#include "ledger/notes.hpp"

using namespace tanbu;

namespace {

template <class Value>
void check_words(const std::vector<std::pair<Value, std::string_view>>& words) {
  for (const auto& [value, word] : words) CHECK(name_of(value) == word);
}

}  // namespace

TEST_CASE("The values of judgements have the names under which they are stored") {
  check_words<Assessor>(
      {{Assessor::self, "self"}, {Assessor::third_party, "third_party"}, {Assessor::authority, "authority"}});
  check_words<Conformity>({{Conformity::conform, "conform"},
                           {Conformity::nonconform, "nonconform"},
                           {Conformity::not_assessed, "not_assessed"}});
  check_words<AccidentGrade>({{AccidentGrade::ordinary, "ordinary"},
                              {AccidentGrade::larger, "larger"},
                              {AccidentGrade::major, "major"},
                              {AccidentGrade::extraordinary, "extraordinary"}});
  check_words<SurveillanceResult>({{SurveillanceResult::passed, "passed"}, {SurveillanceResult::failed, "failed"}});
  check_words<AuditResult>(
      {{AuditResult::found, "found"}, {AuditResult::not_found, "not_found"}, {AuditResult::differs, "differs"}});
  check_words<ReviewResult>({{ReviewResult::kept, "kept"}, {ReviewResult::removed, "removed"}});
  check_words<DisputeOutcome>({{DisputeOutcome::dismissed, "dismissed"}, {DisputeOutcome::upheld, "upheld"}});
}

TEST_CASE("What happened to a certificate has the names under which it is answered") {
  using Issue = CertificateIssue::Kind;
  check_words<Issue>(
      {{Issue::first, "first"}, {Issue::reissue, "reissue"}, {Issue::renewal, "renewal"}, {Issue::legacy, "legacy"}});
  using Happened = CertificateEvent::Kind;
  check_words<Happened>({{Happened::surveillance_passed, "surveillance_passed"},
                         {Happened::surveillance_failed, "surveillance_failed"},
                         {Happened::suspended, "suspended"},
                         {Happened::resumed, "resumed"},
                         {Happened::withdrawn, "withdrawn"},
                         {Happened::cancelled, "cancelled"},
                         {Happened::transfer_offered, "transfer_offered"},
                         {Happened::transferred, "transferred"},
                         {Happened::audited, "audited"}});
}

TEST_CASE("A number of a certificate is one number however it is written", "[CE-12]") {
  const std::string plain = "15/23GHGZC1001R0";
  for (const char* written : {"15/23GHGZC1001R0", " 15/23ghgzc1001r0  ", "１５／２３ＧＨＧＺＣ１００１Ｒ０",
                              "15/23ｇｈｇｚｃ1001R0", "　15/23GHGZC1001R0　", " 　15/23GHGZC1001R0"}) {
    INFO(written);
    CHECK(normalised_certificate_number(written) == plain);
  }
}

TEST_CASE("Only what has a half-width form is written half-width in a number", "[CE-12]") {
  const auto written = [](const char* number) { return normalised_certificate_number(number); };
  CHECK(written("！～") == "!~");
  // The signs around the full-width forms of printable ASCII: a yen sign, a dialect's character, Chinese brackets.
  CHECK(written("￥1") == "￥1");
  CHECK(written("\uF9001") == "\uF9001");
  CHECK(written("〔2023〕1") == "〔2023〕1");
  CHECK(written("津a{1}") == "津A{1}");
  CHECK(written("1 2") == "1 2");
  CHECK(written("   ").empty());
  CHECK(written("").empty());
  // A search may end in the middle of a character.
  CHECK(written("1\xEF\xBC") == "1\xEF\xBC");
}

TEST_CASE("A deduction below zero is shown with its sign", "[EF-04][U-01]") {
  CHECK(format_tonnes({-9'005'120}) == "-9005.12");
  CHECK(format_tonnes({-5}) == "-0.005");
  CHECK(format_tonnes({-1'000}) == "-1.00");
  CHECK(format_tonnes({0}) == "0.00");
}

TEST_CASE("A division that names no prefecture of Inner Mongolia has no grid region", "[EF-05]") {
  using Areas = std::vector<std::string_view>;
  CHECK(factor_areas_of("15") == Areas{"内蒙古", "全国"});
  CHECK(factor_areas_of("150000") == Areas{"内蒙古", "全国"});
  CHECK(factor_areas_of("1504") == Areas{"内蒙古", "东北", "全国"});
  CHECK(factor_areas_of("").size() == 1);
}

TEST_CASE("Of the published factors of an area the newest one counts from the day of its notice", "[EF-03]") {
  const auto newest = [](std::string_view area, const char* on) {
    const PublishedFactor* factor = newest_factor(area, FactorCaliber::average, parse_date(on).value());
    return factor == nullptr ? 0 : factor->year;
  };
  CHECK(newest("内蒙古", "2026-01-01") == 2023);
  CHECK(newest("内蒙古", "2025-12-31") == 2023);
  CHECK(newest("内蒙古", "2025-12-30") == 2022);
  CHECK(newest("内蒙古", "2024-12-19") == 0);
  CHECK(newest("浙江", "2025-12-30") == 0);
}
