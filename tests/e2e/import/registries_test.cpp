// Exports of several registries, our template, and the registry's news about units that the ledger holds, through the
// whole house. The real files are read where they lie beside the source tree; they may not be copied here.
#include <algorithm>
#include <map>
#include <set>

#include "importers/table.hpp"
#include "importers/template.hpp"
#include "tests/e2e/import/processes.hpp"
#include "tests/support/registry_files.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool is_absent(const std::filesystem::path& path) { return !std::filesystem::exists(path); }

std::uint64_t number(const Registrar& registrar, const std::string& name) {
  return cli::number_at(registrar.answer, name).value();
}
std::uint64_t total(const Registrar& registrar, const std::string& name) {
  return number(registrar, "report.totals." + name);
}

using Cells = std::vector<std::string>;
std::string csv_line(const Cells& cells) {
  std::string line;
  for (const auto& cell : cells) {
    line += line.empty() ? "\"" : ",\"";
    for (const char symbol : cell) line += symbol == '"' ? std::string("\"\"") : std::string(1, symbol);
    line += "\"";
  }
  return line + "\n";
}

// The rows of the first sheet, the header first.
std::vector<Cells> rows_of(const std::filesystem::path& path) {
  auto opened = importers::open_table(importers::FileBytes::open(path));
  REQUIRE(std::holds_alternative<std::unique_ptr<importers::Table>>(opened));
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  std::vector<Cells> rows;
  while (const auto item = table.next()) {
    const auto* row = std::get_if<importers::TableRow>(&*item);
    if (row == nullptr || row->sheet != 0) continue;
    Cells cells;
    const std::size_t width = rows.empty() ? row->width() : rows.front().size();
    for (std::size_t column = 0; column < width; ++column) cells.emplace_back(row->text(column));
    rows.push_back(std::move(cells));
  }
  REQUIRE_FALSE(rows.empty());
  return rows;
}

std::size_t column_of(const Cells& header, std::string_view name) {
  const auto at = std::find(header.begin(), header.end(), name);
  REQUIRE(at != header.end());
  return static_cast<std::size_t>(at - header.begin());
}

// "65142364 - 65147657"
UnitRange range_of(const std::string& text) {
  const auto dash = text.find(" - ");
  const auto first = std::stoll(text);
  return {first, (dash == std::string::npos ? first : std::stoll(text.substr(dash + 3))) + 1};
}

struct Slice {
  std::string issuances;
  std::string cancellations;
  std::size_t issued = 0;
  std::size_t cancelled = 0;
};

// The first of the CDM's cancellations that lie within one issuance each, and these issuances.
Slice cdm_slice(std::size_t cancellations_max) {
  const auto issued = rows_of(registry_file("cdm/CDM_Retired_November_erickch.xlsx"));
  const auto cancelled = rows_of(registry_file("cdm/CDM_Retired_first1000_dev_slice.csv"));
  const auto range = column_of(issued.front(), "SERIAL RANGE");
  const auto party = column_of(issued.front(), "PARTY CODE");
  const auto project = column_of(issued.front(), "Project number");
  const auto cancelled_range = column_of(cancelled.front(), "Serial Range");
  const auto cancelled_project = column_of(cancelled.front(), "Project Identifier");
  std::multimap<std::string, std::size_t> of_project;
  for (std::size_t at = 1; at < issued.size(); ++at) {
    if (!issued[at][range].empty()) of_project.emplace(issued[at][party] + "-" + issued[at][project], at);
  }
  Slice slice{csv_line(issued.front()), csv_line(cancelled.front())};
  std::set<std::size_t> taken;
  for (std::size_t at = 1; at < cancelled.size() && slice.cancelled < cancellations_max; ++at) {
    const auto units = range_of(cancelled[at][cancelled_range]);
    const auto [begin, end] = of_project.equal_range(cancelled[at][cancelled_project]);
    const auto block =
        std::find_if(begin, end, [&](const auto& one) { return range_of(issued[one.second][range]).contains(units); });
    if (block == end) continue;
    slice.cancellations += csv_line(cancelled[at]);
    ++slice.cancelled;
    if (taken.insert(block->second).second) slice.issuances += csv_line(issued[block->second]);
  }
  slice.issued = taken.size();
  return slice;
}

// One issuance of Gold Standard as its list of 2026 prints it, and retirements out of it.
const std::string gs_issuance =
    "Vintage,Credit Status,Quantity,GSID,Project Name,Project Developer,Country,Project Type,Methodology,Programme of "
    "Activities,POA GSID,Product Type,Issuance Date,Monitoring Period Start,Monitoring Period End,Serial Number,Label,"
    "Article Six Authorization\n"
    "2024,Issued,19149,11236,Cook stoves,Developer Inc.,Uganda,Energy Efficiency - Domestic,,VPA,11191.0,VER,"
    "2026-04-13T12:35:58.842275,2024-01-01,2024-12-08,GS1-1-UG-GS11236-16-2024-30307-1-19149,Emission Reduction,"
    "Not Applicable\n";
std::string gs_retirements(const std::vector<std::pair<long, long>>& ranges) {
  std::string text =
      "Vintage,Credit Status,Quantity,GSID,Project Name,Project Developer,Country,Product Type,Project Type,"
      "Methodology,Programme of Activities,POA GSID,Issuance Date,Retirement Date,Monitoring Period Start,Monitoring "
      "Period End,Serial Number,Note,Aeroplane Operator Name,Label,Use Case,Using Entity,Article Six Authorization\n";
  for (const auto& [first, last] : ranges) {
    text += "2024,Retired," + std::to_string(last - first + 1) +
            ",11236,Cook stoves,Developer Inc.,Uganda,VER,Energy Efficiency - Domestic,,VPA,11191.0,2026-04-13,"
            "2026-05-04,2024-01-01,2024-12-08,GS1-1-UG-GS11236-16-2024-30307-" +
            std::to_string(first) + "-" + std::to_string(last) +
            ",,,Emission Reduction,Voluntary,Hilti Corporation,Not Applicable\n";
  }
  return text;
}

}  // namespace

TEST_CASE("retirements of units that the ledger holds become registry events, once") {
  ServedLedger ledger({"GS"});
  Registrar registrar(ledger, ledger.key());
  CHECK(registrar.run(registrar.write("issued.csv", gs_issuance)) == 0);
  CHECK(number(registrar, "outcome.recorded") == 2);  // project and batch
  const auto before = ledger.size();

  const auto file = registrar.write("retired.csv", gs_retirements({{1, 100}, {101, 250}}));
  CHECK(registrar.run(file, true) == 0);
  CHECK(total(registrar, "events_retired.rows") == 2);
  CHECK(total(registrar, "events_retired.units") == 250);
  CHECK(ledger.size() == before);
  CHECK(registrar.run(file) == 0);
  CHECK(number(registrar, "outcome.recorded") == 2);
  CHECK(ledger.size() == before + 2);
  const auto batch = cli::number_at(ledger.get("/v1/batches?programme=GS").at("data").at(0), "batch").value();
  const auto state = ledger.get("/v1/batches/" + std::to_string(batch));
  CHECK(cli::number_at(state, "totals.registry_retired") == 250U);
  REQUIRE(state.at("registry_events").as_array().size() == 2);
  CHECK(cli::text_at(state.at("registry_events").at(1), "status") == "retired");
  CHECK(cli::text_at(state.at("registry_events").at(1), "on") == "2026-05-04");
  CHECK(cli::number_at(state.at("registry_events").at(1), "first") == 101U);
  CHECK(cli::number_at(state.at("registry_events").at(1), "last") == 250U);

  CHECK(registrar.run(file) == 0);
  CHECK(total(registrar, "known.rows") == 2);
  CHECK(number(registrar, "outcome.recorded") == 0);
  // The registry's list has grown by one row.
  CHECK(registrar.run(registrar.write("later.csv", gs_retirements({{1, 100}, {101, 250}, {251, 260}}))) == 0);
  CHECK(total(registrar, "known.rows") == 2);
  CHECK(number(registrar, "outcome.recorded") == 1);
  // Issued is issued still.
  CHECK(registrar.run(registrar.path("issued.csv")) == 0);
  CHECK(number(registrar, "outcome.recorded") == 0);
  CHECK(ledger.size() == before + 3);
}

TEST_CASE("the template filled in is tried without a ledger, recorded, and known afterwards") {
  ServedLedger ledger({"GS"});
  Registrar registrar(ledger, ledger.key());
  const auto file = registrar.path("mine.csv");
  CHECK(registrar.run(cli::ImportArguments{.file = {}, .blank_template = true, .out = file}) == 0);
  auto text = text_of_file(file);
  CHECK(text == importers::template_csv());
  // Never over what somebody has written.
  CHECK(registrar.run(cli::ImportArguments{.file = {}, .blank_template = true, .out = file}) ==
        static_cast<int>(cli::Exit::usage));
  text += csv_line({"GS", "GS1-1-UG-GS11236-16-2024-30307-1-19149", "19149", "", "Cook stoves", "", "", "",
                    "2024-01-01", "2024-12-08", "2026-04-13", "active", "", "", ""});
  text += csv_line({"VCS", "15312-500000000-500000009-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0", "10", "4711",
                    "Rows", "CA", "", "", "2018-01-01", "2018-12-31", "2019-05-06", "已注销", "2020-01-02", "", ""});
  REQUIRE(registrar.write("mine.csv", text) == file);
  const auto before = ledger.size();

  registrar.offline = true;
  CHECK(registrar.run(file, true) == 0);
  CHECK(cli::text_at(registrar.answer, "report.profile") == importers::template_profile);
  CHECK(cli::text_at(registrar.answer, "report.file.encoding_reason") == "encoding_mark");
  CHECK(total(registrar, "active.rows") == 1);
  CHECK(total(registrar, "retired.rows") == 1);
  registrar.offline = false;
  CHECK(registrar.run(file) == 0);
  CHECK(number(registrar, "outcome.recorded") == 4);
  CHECK(ledger.size() == before + 4);
  CHECK(registrar.run(file) == 0);
  CHECK(total(registrar, "known.rows") == 2);
  CHECK(number(registrar, "outcome.recorded") == 0);
}

TEST_CASE("the template is a workbook where its name says so, and never over what somebody has written") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  registrar.offline = true;
  const auto file = registrar.path("mine.XLSX");
  const cli::ImportArguments arguments{.file = {}, .blank_template = true, .out = file};
  CHECK(registrar.run(arguments) == 0);
  const auto bytes = text_of_file(file);
  CHECK(bytes.substr(0, 2) == "PK");
  CHECK(registrar.run(arguments) == static_cast<int>(cli::Exit::usage));
  CHECK(text_of_file(file) == bytes);
  CHECK(registrar.run(file, true) == 0);
  CHECK(cli::text_at(registrar.answer, "report.profile") == importers::template_profile);
  CHECK(cli::text_at(registrar.answer, "report.file.format") == "xlsx");
  CHECK(number(registrar, "report.totals.rows") == 0);
  // Nothing unfinished is left beside it.
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
    if (entry.path().filename().string().find("mine") != std::string::npos) ++files;
  }
  CHECK(files == 1);
}

TEST_CASE("what a file cannot be read for is said with its cure, and nothing of it moves the terminal") {
  ServedLedger ledger({"GS"});
  Registrar registrar(ledger, ledger.key());
  const auto before = ledger.size();
  CHECK(registrar.run(registrar.write("page.csv", "<!DOCTYPE html><html></html>\n")) ==
        static_cast<int>(cli::Exit::failure));
  CHECK(registrar.messages.find("html_file") != std::string::npos);
  CHECK(registrar.run(registrar.write("other.csv", "a,b\n1,2\n")) == static_cast<int>(cli::Exit::failure));
  CHECK(registrar.messages.find("profile_unknown") != std::string::npos);
  CHECK(registrar.messages.find("--template") != std::string::npos);
  const auto wrong = [&](const cli::ImportArguments& arguments) {
    return registrar.run(arguments) == static_cast<int>(cli::Exit::usage);
  };
  const auto file = registrar.write("issued.csv", gs_issuance);
  CHECK(wrong({.file = file, .encoding = "klingon"}));
  CHECK(wrong({.file = file, .delimiter = "|"}));
  CHECK(wrong({.file = file, .profile = "gs"}));
  CHECK(wrong({.file = file, .made_on = "03/04/2026"}));
  CHECK(wrong({.file = file, .programme = "VCS"}));
  CHECK(wrong({.file = {}}));
  CHECK(registrar.run(cli::ImportArguments{.file = file, .profile = "verra-vcu-17/1"}) ==
        static_cast<int>(cli::Exit::failure));
  CHECK(ledger.size() == before);

  // Names in windows-1252, once stated; a colour in a cell is shown as a mark.
  auto text = gs_issuance;
  text.replace(text.find("Cook stoves"), 11, "Caf\xe9 \x1b[31mred");
  registrar.for_people = true;
  const cli::ImportArguments told{.file = registrar.write("told.csv", text), .encoding = "latin1"};
  CHECK(registrar.run(told, true) == 0);
  CHECK(registrar.printed.find("windows-1252") != std::string::npos);
  CHECK(registrar.printed.find("Caf\xc3\xa9") != std::string::npos);
  CHECK(registrar.printed.find('\x1b') == std::string::npos);
  CHECK(registrar.printed.find("gs-issuances-2026/1") != std::string::npos);
}

TEST_CASE("the lists of Gold Standard of 2026 are recorded once, issuances before retirements") {
  const auto issuances = registry_file("goldstandard/issuances_2026-04_sample.csv");
  const auto retirements = registry_file("goldstandard/retirements_2026-04_sample.csv");
  if (is_absent(issuances) || is_absent(retirements)) return;
  ServedLedger ledger({"GS", "CDM"});
  Registrar registrar(ledger, ledger.key());
  const auto before = ledger.size();
  CHECK(registrar.run(issuances, true) == 0);
  CHECK(total(registrar, "active.rows") == 100);
  CHECK(ledger.size() == before);
  CHECK(registrar.run(issuances) == 0);
  CHECK(number(registrar, "outcome.recorded") == 100 + total(registrar, "projects"));

  // Six rows do not say when the units were retired.
  CHECK(registrar.run(retirements) == static_cast<int>(cli::Exit::failure));
  CHECK(total(registrar, "refused_rows") == 6);
  CHECK(total(registrar, "retired.rows") + total(registrar, "events_retired.rows") == 94);
  CHECK(registrar.answer.at("outcome").at("refused").as_array().empty());
  const auto after = ledger.size();
  CHECK(registrar.run(issuances) == 0);
  CHECK(total(registrar, "known.rows") == 100);
  CHECK(registrar.run(retirements) == static_cast<int>(cli::Exit::failure));
  CHECK(total(registrar, "known.rows") == 94);
  CHECK(ledger.size() == after);
}

TEST_CASE("cancellations of the CDM are recorded on the blocks that its report of issuances names") {
  if (is_absent(registry_file("cdm/CDM_Retired_November_erickch.xlsx"))) return;
  if (is_absent(registry_file("cdm/CDM_Retired_first1000_dev_slice.csv"))) return;
  const auto slice = cdm_slice(200);
  REQUIRE(slice.cancelled == 200);
  ServedLedger ledger({"CDM"});
  Registrar registrar(ledger, ledger.key());
  const auto issued = registrar.write("issued.csv", slice.issuances);
  const auto cancelled = registrar.write("cancelled.csv", slice.cancellations);

  // Nobody can tell when units were issued that nobody has recorded.
  CHECK(registrar.run(cancelled) == static_cast<int>(cli::Exit::failure));
  CHECK(total(registrar, "refused_rows") == 200);
  CHECK(registrar.run(issued) == 0);
  CHECK(total(registrar, "active.rows") == slice.issued);
  CHECK(registrar.run(cancelled) == 0);
  CHECK(total(registrar, "events_cancelled.rows") == 200);
  CHECK(number(registrar, "outcome.recorded") == 200);
  const auto after = ledger.size();
  CHECK(registrar.run(cancelled) == 0);
  CHECK(total(registrar, "known.rows") == 200);
  CHECK(registrar.run(issued) == 0);
  CHECK(total(registrar, "known.rows") == slice.issued);
  CHECK(ledger.size() == after);
}
