// Every file of a registry that lies beside the source tree, against figures that were counted without the importer.
// Where the files are absent, these tests are shown as skipped (registry_files.hpp).
#include <algorithm>
#include <tuple>

#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool absent() { return !has_registry_files(); }

Reading read_file(const std::string& name, const KnownByProgramme& known = {}, const ReadOptions& options = {}) {
  auto result = read_bytes(FileBytes::open(registry_file(name)), known, options);
  if (const auto* fault = std::get_if<FileFault>(&result)) FAIL(name << " " << fault->code << " " << fault->detail);
  return std::get<Reading>(std::move(result));
}

std::int64_t units_of(const Reading& reading) {
  std::int64_t units = 0;
  for (const auto& batch : reading.recognised) units += batch.units.quantity();
  return units;
}

// By sorting, without the importer's own index.
void check_disjoint(const Reading& reading) {
  std::vector<std::tuple<std::string, std::string, UnitRange>> ranges;
  for (const auto& batch : reading.recognised) ranges.emplace_back(batch.programme, batch.space, batch.units);
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t at = 1; at < ranges.size(); ++at) {
    const auto& [programme, space, units] = ranges[at - 1];
    const auto& [next_programme, next_space, next_units] = ranges[at];
    const bool apart = programme != next_programme || space != next_space || !units.overlaps(next_units);
    if (!apart) FAIL(space << " " << units.first() << " to " << units.last());
  }
}

using Counts = std::map<std::string, std::size_t>;

std::string programme_of(const Reading& reading, const std::string& own) {
  return own.empty() ? reading.programme : own;
}

// A ledger that has recorded all that the file brought.
void record(KnownByProgramme& known, const Reading& reading) {
  std::uint64_t entry = 100;
  for (const auto& [code, one] : known) entry += one.batches.size();
  for (const auto& project : reading.projects) {
    known[programme_of(reading, project.programme)].projects.insert(project.project_id);
  }
  for (const auto& batch : reading.recognised) {
    known[programme_of(reading, batch.programme)].batches.push_back(
        {batch.space, batch.units, ++entry, !batch.retired_on.has_value()});
  }
}

std::vector<std::string> all_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(registry_file(""))) {
    if (entry.is_regular_file()) {
      names.push_back(std::filesystem::relative(entry.path(), registry_file("")).string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Expected {
  std::string file;
  std::string profile;
  std::size_t rows;
  std::size_t recorded;
  std::size_t known;
  std::size_t refused;
  Counts by_code;
};

const std::vector<Expected>& expectations() {
  static const std::vector<Expected> all{
      {"acr/api_issuances_2026-08.json", "acr-api-credits-2026/1", 31, 31, 0, 0, {}},
      {"acr/cancellations_2026-04_sample.csv", "acr-cancellations-2026/1", 50, 50, 0, 0, {}},
      {"acr/retirements_2026-04_sample.csv", "acr-retirements-2026/1", 100, 100, 0, 0, {}},
      {"acr/vrod_ACR_retirements_2021-11.csv", "acr-vrod-retirements-2021/1", 2637, 2637, 0, 0, {}},
      {"car/retirements_2026-04_sample.csv", "car-retirements-2026/1", 100, 100, 0, 0, {}},
      {"car/vrod_CAR_retirements_2021-11.csv", "car-vrod-retirements-2021/1", 5351, 5351, 0, 0, {}},
      {"ccer/ccer-national-market-data-20260710.xlsx",
       "ccer-platform/1",
       332,
       40,
       53,
       239,
       {{"not_registered", 218}, {"issuance_missing", 21}}},
      {"cdm/CDM_Retired_November_erickch.xlsx", "cdm-issuances/1", 12533, 12533, 0, 0, {}},
      {"cdm/CDM_Retired_first1000_dev_slice.csv",
       "cdm-cancellations/1",
       1000,
       0,
       0,
       1000,
       {{"issuance_missing", 1000}}},
      {"goldstandard/issuances_2026-04_sample.csv", "gs-issuances-2026/1", 100, 100, 0, 0, {}},
      {"goldstandard/retirements_2026-04_sample.csv", "gs-retirements-2026/1", 100, 94, 0, 6, {{"value_missing", 6}}},
      {"goldstandard/vrod_GOLD_issuances_2021-11.csv",
       "gs-vrod-2021/1",
       8083,
       7051,
       0,
       1032,
       {{"date_order", 3},
        {"ex_ante", 909},
        {"range_quantity", 35},
        {"serial_form", 79},
        {"serial_number_range", 2},
        {"serial_overlap", 1},
        {"serial_repeated", 1},
        {"vintage_mismatch", 2}}},
      {"irec/irec_redeemed_ranges_other_2021_2023.csv",
       "irec-redemptions/1",
       495,
       0,
       0,
       495,
       {{"country_missing", 460}, {"issuance_missing", 460}, {"project_missing", 460}, {"value_missing", 495}}},
      {"planvivo/planvivo-holdings.json", "verra-2026-holdings/1", 3, 0, 0, 3, {{"unit_type_unknown", 3}}},
      {"planvivo/planvivo-issuances.json", "verra-2026-issuances/1", 7, 0, 0, 7, {{"unit_type_unknown", 7}}},
      {"verra/mco2_subaccount_report.csv", "verra-account-9/1", 161, 0, 0, 161, {{"issuance_missing", 161}}},
      {"verra/platts_issuances_page_2026-07-27.json", "verra-2026-issuances/1", 2, 2, 0, 0, {}},
      {"verra/platts_retirements_page_2026-07-27.json",
       "verra-2026-retirements/1",
       2,
       0,
       0,
       2,
       {{"issuance_missing", 2}}},
      {"verra/transactions_2026-04_sample.csv", "verra-vcu-17/1", 200, 200, 0, 0, {}},
      {"verra/uiapi_issuances_2024-01_excerpt.json", "verra-uiapi/1", 25, 25, 0, 0, {}},
      {"verra/vcus_australia_2024-12.csv", "verra-vcu-17/1", 731, 731, 0, 0, {}},
      {"verra/vcus_singapore_2024-12.csv", "verra-vcu-17/1", 92, 92, 0, 0, {}},
  };
  return all;
}

}  // namespace

TEST_CASE("every row of every file is recorded or refused for the reasons that were counted beforehand") {
  if (absent()) return;
  for (const auto& expected : expectations()) {
    INFO(expected.file);
    const auto reading = read_file(expected.file);
    const auto account = account_of(reading);
    CHECK(reading.profile == expected.profile);
    CHECK(account.rows == expected.rows);
    CHECK(account.recorded == expected.recorded);
    CHECK(account.known == expected.known);
    CHECK(account.refused == expected.refused);
    CHECK(account.refused_by_code == expected.by_code);
  }
}

TEST_CASE("of every file that is there no row is lost, every reason has words and every body is a command") {
  if (absent()) return;
  for (const auto& name : all_files()) {
    INFO(name);
    auto result = read_bytes(FileBytes::open(registry_file(name)));
    if (const auto* fault = std::get_if<FileFault>(&result)) {
      CHECK(words_of(fault->code, Language::chinese) != fault->code);
      CHECK_FALSE(fault->detail.empty());
      continue;
    }
    const auto& reading = std::get<Reading>(result);
    const auto account = account_of(reading);
    CHECK(account.is_whole());
    CHECK(account.rows == reading.rows);
    for (const auto& remark : reading.refused) {
      CHECK(words_of(remark.code, Language::chinese) != remark.code);
      CHECK(remark.line != 0);
    }
    for (const auto& remark : reading.notices) CHECK(words_of(remark.code, Language::english) != remark.code);
    CHECK(commands_fault(reading) == "");
  }
}

TEST_CASE("a ledger that holds every file finds nothing new in any of them") {
  if (absent()) return;
  for (const auto& expected : expectations()) {
    INFO(expected.file);
    const ReadOptions options{make_date(2026, 8, 1)};
    const auto first = read_file(expected.file, {}, options);
    KnownByProgramme known;
    record(known, first);
    const auto second = read_file(expected.file, known, options);
    CHECK(second.recognised.empty());
    CHECK(second.events.empty());
    CHECK(second.projects.empty());
    CHECK(account_of(second).known == account_of(first).recorded + account_of(first).known);
    CHECK(account_of(second).refused == account_of(first).refused);
  }
}

TEST_CASE("lists without serials are refused as a whole with what to ask for, not as unknown") {
  if (absent()) return;
  const std::vector<std::pair<std::string, std::string>> lists{
      {"acr/issuances_2026-04_sample.csv", "serials_missing"},
      {"acr/vrod_ACR_issuances_2021-11.csv", "serials_missing"},
      {"car/issuances_2026-04_sample.csv", "serials_missing"},
      {"car/vrod_CAR_issuances_2021-11.csv", "serials_missing"},
      {"car/projects_2026-08.csv", "projects_only"},
      {"ccer/ccer_annual_reductions_20260710.csv", "units_not_issued"},
      {"ccer/ccer_daily_market_20260710.csv", "market_data"},
      {"cdm/CDM-Issuances-November.xlsx", "serials_missing"},
      {"cdm/cdm_projects_mapped_cleaned.xlsx", "projects_only"},
      {"goldstandard/projects_2026-04_sample.csv", "projects_only"},
      {"goldstandard/public_api_projects_2026-07-28.json", "projects_only"},
      {"irec/3D_generationRecords_2021-12.csv", "serials_missing"},
      {"planvivo/planvivo-projects.json", "projects_only"},
      {"verra/allprojects_2024-10.csv", "projects_only"},
      {"verra/platts_project_page_2026-07-27.json", "projects_only"},
      {"verra/projects_2026-04_sample.csv", "projects_only"},
      {"verra/vrod_VCS_issuances_2021-11.csv", "serials_missing"},
  };
  for (const auto& [name, code] : lists) {
    INFO(name);
    auto result = read_bytes(FileBytes::open(registry_file(name)));
    REQUIRE(std::holds_alternative<FileFault>(result));
    CHECK(std::get<FileFault>(result).code == code);
  }
}

TEST_CASE("the CDM's report holds 12,533 rows and its line of totals is their sum") {
  if (absent()) return;
  const auto reading = read_file("cdm/CDM_Retired_November_erickch.xlsx");
  CHECK(reading.recognised.size() == 12533);
  CHECK(units_of(reading) == 2421589626);
  CHECK(reading.refused.empty());
  check_disjoint(reading);
  const auto notices = counts_of(reading.notices);
  CHECK(notices.count("row_not_data") == 1);
  CHECK(notices.count("total_differs") == 0);
}

TEST_CASE("a cancellation of the CDM becomes an event on the block that was issued") {
  if (absent()) return;
  KnownByProgramme known;
  record(known, read_file("cdm/CDM_Retired_November_erickch.xlsx"));
  const auto reading = read_file("cdm/CDM_Retired_first1000_dev_slice.csv", known);
  const auto account = account_of(reading);
  CHECK(account.is_whole());
  CHECK(reading.recognised.empty());
  CHECK(reading.events.size() + account.refused == 1000);
  CHECK(reading.events.size() == 1000);
  for (const auto& event : reading.events) {
    CHECK(event.cancelled);
    std::int64_t units = 0;
    for (const auto& part : event.parts) units += part.units.quantity();
    CHECK(units > 0);
  }
  CHECK(commands_fault(reading) == "");
}

TEST_CASE("four lists of Verra have no unit in common, and the flag is 1 exactly where a certification stands") {
  if (absent()) return;
  KnownByProgramme known;
  const ReadOptions options{make_date(2024, 12, 31)};
  // With the number of serials whose flag is 1. The account holder's report has no column of certifications.
  const std::vector<std::pair<std::string, std::ptrdiff_t>> lists{{"verra/vcus_australia_2024-12.csv", 9},
                                                                  {"verra/vcus_singapore_2024-12.csv", 1},
                                                                  {"verra/transactions_2026-04_sample.csv", 40},
                                                                  {"verra/mco2_subaccount_report.csv", -1}};
  for (const auto& [name, flags] : lists) {
    INFO(name);
    const auto reading = read_file(name, known, options);
    CHECK(account_of(reading).refused == 0);
    CHECK(account_of(reading).known == 0);
    CHECK(counts_of(reading.notices).count("flag_differs") == 0);
    const auto flagged = std::count_if(reading.recognised.begin(), reading.recognised.end(), [](const BatchRow& batch) {
      return batch.serial.substr(batch.serial.size() - 2) == "-1";
    });
    if (flags >= 0) CHECK(flagged == flags);
    record(known, reading);
  }
  CHECK(known["VCS"].batches.size() == 731 + 92 + 200 + 161);
}

TEST_CASE("Verra's batch 16232 is one chain of 12 blocks with 20,742 units") {
  if (absent()) return;
  const auto reading = read_file("verra/uiapi_issuances_2024-01_excerpt.json");
  std::vector<UnitRange> chain;
  for (const auto& batch : reading.recognised) {
    if (batch.serial.rfind("16232-", 0) == 0) chain.push_back(batch.units);
  }
  std::sort(chain.begin(), chain.end());
  REQUIRE(chain.size() == 12);
  for (std::size_t at = 1; at < chain.size(); ++at) CHECK(chain[at].begin == chain[at - 1].end);
  CHECK(chain.back().end - chain.front().begin == 20742);
}

TEST_CASE(
    "Gold Standard's list of 2021 has one duplicate, one overlap, 37 wrong quantities and 79 unreadable serials") {
  if (absent()) return;
  const auto reading = read_file("goldstandard/vrod_GOLD_issuances_2021-11.csv");
  std::map<std::string, std::set<std::size_t>> lines;
  for (const auto& remark : reading.refused) {
    lines[remark.code].insert(remark.line);
    if (remark.code != "serial_form") continue;
    // Named: by the line, the column and what is wrong with the serial.
    CHECK(remark.column == "Serial Number");
    CHECK_FALSE(remark.detail.empty());
  }
  CHECK(lines["serial_repeated"].size() == 1);
  CHECK(lines["serial_overlap"].size() == 1);
  CHECK(lines["serial_form"].size() == 79);
  // A quantity that the range does not hold: in 35 rows the range is another one, in two it ends before it begins,
  // which no quantity could agree with. Both are counted as mismatches of quantity where only the numbers are compared.
  CHECK(lines["range_quantity"].size() == 35);
  CHECK(lines["serial_number_range"] == std::set<std::size_t>{3752 + 1, 4357 + 1});
  std::set<std::size_t> mismatches = lines["range_quantity"];
  mismatches.insert(lines["serial_number_range"].begin(), lines["serial_number_range"].end());
  CHECK(mismatches.size() == 37);
  CHECK(mismatches.count(255 + 1) == 1);  // the one VER: 9,039 beside a range of 3,150
}

TEST_CASE("the retirements of ACR and CAR of 2021 have no unit in common") {
  if (absent()) return;
  for (const auto& [name, rows] : std::map<std::string, std::size_t>{{"acr/vrod_ACR_retirements_2021-11.csv", 2637},
                                                                     {"car/vrod_CAR_retirements_2021-11.csv", 5351}}) {
    INFO(name);
    const auto reading = read_file(name);
    CHECK(reading.recognised.size() == rows);
    CHECK(reading.refused.empty());
    check_disjoint(reading);
  }
}

TEST_CASE("Gold Standard's oldest serials and the CERs with its label are recorded beside the others") {
  if (absent()) return;
  const auto reading = read_file("goldstandard/vrod_GOLD_issuances_2021-11.csv");
  std::size_t old_form = 0;
  std::size_t labelled = 0;
  for (const auto& batch : reading.recognised) {
    const bool own = batch.programme.empty();
    labelled += own ? 0U : 1U;
    const std::string_view project = std::string_view(batch.serial).substr(std::string_view("GS1-1-CC-").size(), 2);
    old_form += own && project != "GS" ? 1U : 0U;
  }
  CHECK(old_form == 362);
  CHECK(labelled > 1400);
  std::size_t tidied = 0;
  for (const auto& notice : reading.notices) tidied += notice.code == "serial_tidied" ? 1U : 0U;
  CHECK(tidied == 172);
}

TEST_CASE("the ranges of I-REC are exact to the millionth once the statement's head stands beside them") {
  if (absent()) return;
  // The file was made from the statements' tables; the head of a statement names the device, country and day.
  auto opened = open_table(FileBytes::open(registry_file("irec/irec_redeemed_ranges_other_2021_2023.csv")));
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  std::vector<Line> lines;
  while (auto item = table.next()) {
    const auto& row = std::get<TableRow>(*item);
    Line line;
    for (std::size_t column = 0; column < 15; ++column) line.emplace_back(row.text(column));
    const bool header = lines.empty();
    // Where the statement leaves the end of production out, it is entered too.
    if (!header && line[7].empty()) line[7] = "2022-01-01";
    if (!header && line[8].empty()) line[8] = "2022-12-31";
    line.insert(line.end(), {header ? "Device ID" : "DEVICE-1", header ? "Country" : "CN",
                             header ? "Redemption Date" : "2023-12-31"});
    lines.push_back(std::move(line));
  }
  const auto reading = read_good(csv(lines));
  CHECK(codes_of(reading.refused) == std::vector<std::string>{});
  REQUIRE(reading.recognised.size() == 495);
  // Digits of the column of quantities, a point taken out or six noughts put behind.
  std::int64_t expected = 0;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    std::string digits;
    for (const char symbol : lines[at][4]) digits += symbol >= '0' && symbol <= '9' ? std::string(1, symbol) : "";
    if (lines[at][4].find('.') == std::string::npos) digits += "000000";
    expected += std::stoll(digits);
  }
  CHECK(units_of(reading) == expected);
}

TEST_CASE("the platform's workbook of CCER records each registered block once, whatever tabs it stands on") {
  if (absent()) return;
  const ReadOptions options{make_date(2026, 7, 10)};
  const auto reading = read_file("ccer/ccer-national-market-data-20260710.xlsx", {}, options);
  CHECK(reading.recognised.size() == 21);
  CHECK(reading.projects.size() == 40);
  CHECK(reading.recognised.front().serial == "1347188116305350656");
  CHECK(reading.recognised.front().units.quantity() == 471865);
  CHECK(counts_of(reading.notices)["sheet_skipped"] == 6);
  CHECK(account_of(reading).is_whole());
  const auto as_csv = read_file("ccer/ccer_projects_20260710.csv", {}, options);
  CHECK(as_csv.recognised.size() == 21);
  CHECK(units_of(as_csv) == units_of(reading));
}
