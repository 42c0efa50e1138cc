// Opens every table of the registries' real files where they lie beside the source tree, and counts their rows; without
// one of them the program is shown as skipped (registry_files.hpp). With the names of files it shows what it makes of
// them.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "importers/report.hpp"
#include "importers/table.hpp"
#include "tests/support/registry_files.hpp"

namespace {

using namespace tanbu::importers;

struct Counts {
  FileFacts facts;
  std::string code;  // why the file cannot be read, or empty
  std::vector<std::size_t> rows;
  std::vector<std::size_t> widths;  // of the widest row of each sheet
  std::size_t faults = 0;
  std::string first_fault;
};

Counts counted(const std::filesystem::path& path) {
  Counts counts;
  auto opened = open_table(FileBytes::open(path));
  if (const auto* fault = std::get_if<FileFault>(&opened)) {
    counts.code = fault->code;
    return counts;
  }
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  counts.rows.resize(table.facts().sheets.size());
  counts.widths.resize(counts.rows.size());
  while (const auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      if (++counts.faults == 1) counts.first_fault = fault->code + " in row " + std::to_string(fault->row);
      continue;
    }
    const auto& row = std::get<TableRow>(*item);
    if (row.row != 0) ++counts.rows[row.sheet];
    counts.widths[row.sheet] = std::max(counts.widths[row.sheet], row.width());
  }
  counts.facts = table.facts();
  return counts;
}

void show(const std::string& name, const Counts& counts) {
  std::printf("%s: %s %s (%s)", name.c_str(), counts.code.c_str(), std::string(name_of(counts.facts.format)).c_str(),
              counts.facts.encoding_reason.c_str());
  if (counts.facts.delimiter != 0)
    std::printf(" '%c' %s", counts.facts.delimiter, counts.facts.delimiter_reason.c_str());
  for (std::size_t at = 0; at < counts.rows.size(); ++at) {
    const auto& sheet = counts.facts.sheets[at];
    std::printf(" [%s%s %zu x %zu, %zu formulas, %zu merged, %zu hidden]", sheet.name.c_str(),
                sheet.hidden ? " hidden" : "", counts.rows[at], counts.widths[at], sheet.formulas, sheet.merged,
                sheet.hidden_rows);
  }
  std::printf(" faults %zu %s\n", counts.faults, counts.first_fault.c_str());
  for (const auto& sample : counts.facts.encoding_samples) {
    std::printf("    line %zu: %s\n", sample.line, sample.text.c_str());
  }
}

// What each file holds: rows of data as its index says, rows of headings above them and rows of sums below. The figures
// of the tables of CCER were counted again with Python's csv module and openpyxl.
struct Expected {
  std::string file;
  Format format;
  std::size_t sheet;
  std::size_t rows;
  std::size_t headings;
  std::size_t columns;
  std::string code = {};  // of a file that is no table
};

std::vector<Expected> expected_files() {
  constexpr auto csv = Format::csv;
  constexpr auto xlsx = Format::xlsx;
  constexpr auto json = Format::json;
  constexpr auto lines = Format::ndjson;
  const std::string ccer = "ccer/ccer-national-market-data-20260710.xlsx";
  return {
      {"verra/vcus_australia_2024-12.csv", csv, 0, 731, 1, 17},
      {"verra/vcus_singapore_2024-12.csv", csv, 0, 92, 1, 17},
      {"verra/transactions_2026-04_sample.csv", csv, 0, 200, 1, 17},
      {"verra/projects_2026-04_sample.csv", csv, 0, 50, 1, 13},
      {"verra/allprojects_2024-10.csv", csv, 0, 4409, 1, 13},
      {"verra/uiapi_issuances_2024-01_excerpt.json", json, 0, 25, 0, 25},
      {"verra/platts_project_page_2026-07-27.json", json, 0, 2, 0, 99},
      {"verra/platts_issuances_page_2026-07-27.json", json, 0, 2, 0, 70},
      {"verra/platts_retirements_page_2026-07-27.json", json, 0, 2, 0, 81},
      {"verra/mco2_subaccount_report.csv", csv, 0, 161, 1, 9},
      {"verra/stellarcarbon_retirements.ndjson", lines, 0, 17, 0, 12},
      {"verra/stellarcarbon_minted_blocks.ndjson", lines, 0, 9, 0, 12},
      {"verra/vrod_VCS_issuances_2021-11.csv", csv, 0, 6750, 1, 8},
      {"goldstandard/vrod_GOLD_issuances_2021-11.csv", csv, 0, 8083, 1, 19},
      {"goldstandard/issuances_2026-04_sample.csv", csv, 0, 100, 1, 18},
      {"goldstandard/retirements_2026-04_sample.csv", csv, 0, 100, 1, 23},
      {"goldstandard/projects_2026-04_sample.csv", csv, 0, 50, 1, 13},
      {"goldstandard/public_api_projects_2026-07-28.json", json, 0, 5, 0, 29},
      // Called "Retired" and full of issuances: what it is must come from its rows.
      {"cdm/CDM_Retired_November_erickch.xlsx", xlsx, 0, 12'533 + 1, 1, 9},
      {"cdm/CDM_Retired_first1000_dev_slice.csv", csv, 0, 1000, 1, 9},
      {"cdm/CDM-Issuances-November.xlsx", xlsx, 0, 12'548, 1, 14},
      {"cdm/cdm_projects_mapped_cleaned.xlsx", xlsx, 0, 13'154, 1, 24},
      {ccer, xlsx, 1, 328, 4, 14},
      {ccer, xlsx, 2, 332, 4, 151},
      {ccer, xlsx, 3, 241, 4, 12},
      {"ccer/ccer_projects_20260710.csv", csv, 0, 332, 4, 151},
      {"ccer/ccer_annual_reductions_20260710.csv", csv, 0, 241, 4, 12},
      {"ccer/ccer_daily_market_20260710.csv", csv, 0, 328, 4, 14},
      {"gec/archive_codes_from_ccer_disclosures.csv", csv, 0, 45, 1, 14},
      {"irec/irec_redeemed_ranges_other_2021_2023.csv", csv, 0, 495, 1, 15},
      {"irec/3D_generationRecords_2021-12.csv", csv, 0, 133, 1, 22},
      {"irec/pdf/AU_LGC_14MWh_year2021.pdf", csv, 0, 0, 0, 0, "pdf_file"},
      {"acr/vrod_ACR_retirements_2021-11.csv", csv, 0, 2637, 1, 18},
      {"acr/vrod_ACR_issuances_2021-11.csv", csv, 0, 1053, 1, 19},
      {"acr/issuances_2026-04_sample.csv", csv, 0, 100, 1, 27},
      {"acr/retirements_2026-04_sample.csv", csv, 0, 100, 1, 32},
      {"acr/cancellations_2026-04_sample.csv", csv, 0, 50, 1, 32},
      {"acr/api_issuances_2026-08.json", json, 0, 31, 0, 68},
      {"car/vrod_CAR_retirements_2021-11.csv", csv, 0, 5351, 1, 18},
      {"car/vrod_CAR_issuances_2021-11.csv", csv, 0, 2864, 1, 24},
      {"car/issuances_2026-04_sample.csv", csv, 0, 100, 1, 34},
      {"car/retirements_2026-04_sample.csv", csv, 0, 100, 1, 23},
      {"car/projects_2026-08.csv", csv, 0, 60, 1, 25},
      {"car/issuances_2026-08.html", csv, 0, 0, 0, 0, "html_file"},
      {"socialcarbon/socialcarbon-issuances.json", json, 0, 17, 0, 19},
      {"planvivo/planvivo-issuances.json", json, 0, 7, 0, 70},
      {"multi/offsetsdb_beneficiary_mappings.json", json, 0, 1480, 0, 13},
  };
}

bool is_as_expected(const Expected& expected, const Counts& counts) {
  if (!expected.code.empty()) return counts.code == expected.code;
  return counts.code.empty() && counts.facts.format == expected.format && counts.faults == 0 &&
         expected.sheet < counts.rows.size() && counts.rows[expected.sheet] == expected.rows + expected.headings &&
         counts.widths[expected.sheet] == expected.columns;
}

}  // namespace

int main(int count, char** arguments) {
  for (int at = 1; at < count; ++at) show(arguments[at], counted(arguments[at]));
  if (count > 1) return 0;
  int read = 0;
  int failures = 0;
  for (const auto& expected : expected_files()) {
    const auto path = tanbu::test::registry_file(expected.file);
    if (!std::filesystem::exists(path)) continue;
    ++read;
    const auto counts = counted(path);
    if (is_as_expected(expected, counts)) continue;
    ++failures;
    std::printf("FAILED: %zu + %zu rows of %zu columns expected in sheet %zu\n  ", expected.rows, expected.headings,
                expected.columns, expected.sheet);
    show(expected.file, counts);
  }
  std::printf("%d tables read, %d not as expected\n", read, failures);
  return failures == 0 ? 0 : 1;
}
