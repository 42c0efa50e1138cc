// Reads the two exports of 2024 that may not be copied here, where they lie beside the source tree; without one of
// them the program is shown as skipped (registry_files.hpp).
// GCC 12 takes parts of std::regex for uninitialised when it optimises under a sanitizer.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <cstdio>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <variant>

#include <boost/json.hpp>

#include "importers/report.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/support/read_table.hpp"
#include "tests/support/registry_files.hpp"

namespace {

using namespace tanbu;
using namespace tanbu::importers;

int failures = 0;

void expect(bool holds, const char* sentence, const std::string& file) {
  std::printf("%s: %s: %s\n", holds ? "ok" : "FAILED", file.c_str(), sentence);
  if (!holds) ++failures;
}

struct Expected {
  std::string file;
  std::size_t rows;
  std::size_t projects;
  std::size_t old_series;
  std::size_t may_be_cancelled;
};

bool is_command(std::string_view kind, const boost::json::object& body) {
  const boost::json::object payload{
      {"iss", "x:registrar"},  {"aud", "ledger.example.cn/tanbu/1"},
      {"jti", "01JD8Z4QW3E9"}, {"iat", 1763700000},
      {"exp", 1763703600},     {"kind", boost::json::string_view(kind.data(), kind.size())},
      {"body", body}};
  const auto read = codec::read_payload(boost::json::serialize(payload));
  return std::holds_alternative<codec::Payload>(read) &&
         std::holds_alternative<Command>(codec::read_command(std::get<codec::Payload>(read)));
}

// Units of all serials of the text, without the importer.
std::int64_t units_by_pattern(const std::string& text) {
  const std::regex pattern(R"(,\d+-(\d+)-(\d+)-(?:VCS-)?VCU-)");
  std::int64_t units = 0;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern); at != std::sregex_iterator(); ++at) {
    units += std::stoll((*at)[2]) - std::stoll((*at)[1]) + 1;
  }
  return units;
}

void check(const Expected& expected, const std::string& text) {
  const auto result = test::read_table(FileBytes::of(text));
  const auto* reading = std::get_if<Reading>(&result);
  expect(reading != nullptr && reading->profile == "verra-vcu-17/1", "the file has the profile", expected.file);
  if (reading == nullptr) return;
  for (const auto& remark : reading->refused) std::printf("  %s\n", line_of(remark, Language::english).c_str());
  const auto totals = totals_of(*reading);
  expect(totals.rows == expected.rows, "all rows are read", expected.file);
  expect(totals.retired.rows == expected.rows && totals.active.rows == 0, "all rows are retired", expected.file);
  expect(totals.refused_rows == 0, "no row is refused", expected.file);
  expect(totals.projects == expected.projects, "the projects are counted", expected.file);
  expect(totals.retired.units == units_by_pattern(text), "the units are those of the serials", expected.file);
  std::size_t old_series = 0;
  std::size_t bodies = 0;
  std::set<std::string> kept;
  for (const auto& batch : reading->recognised) {
    old_series += batch.space == "old" ? 1U : 0U;
    bodies += is_command("record_batch", record_batch_body(*reading, batch)) ? 1U : 0U;
    if (!batch.beneficiary_text.empty()) kept.insert(batch.beneficiary_text);
  }
  for (const auto& project : reading->projects) {
    bodies += is_command("register_project", register_project_body(*reading, project)) ? 1U : 0U;
  }
  std::size_t may_be_cancelled = 0;
  for (const auto& notice : reading->notices) may_be_cancelled += notice.code == "may_be_cancelled" ? 1U : 0U;
  expect(old_series == expected.old_series, "the old series is told from the new one", expected.file);
  expect(bodies == expected.rows + expected.projects, "every body is a command", expected.file);
  expect(may_be_cancelled == expected.may_be_cancelled, "rows that say nothing are noticed", expected.file);
  expect(kept.count("Matt Clifford") == 0, "no person is kept as beneficiary", expected.file);
  for (const auto& name : kept) std::printf("  kept: %s\n", name.c_str());
}

}  // namespace

int main() {
  for (const auto& expected : {Expected{"vcus_australia_2024-12.csv", 731, 5, 729, 153},
                               Expected{"vcus_singapore_2024-12.csv", 92, 4, 58, 46}}) {
    if (!test::has_registry_file("verra/" + expected.file)) continue;
    check(expected, test::whole_file(test::registry_file("verra/" + expected.file)));
  }
  return failures == 0 ? 0 : 1;
}
