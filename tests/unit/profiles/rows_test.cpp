// What rows become, with tables made here, and the registry's news about units that the ledger holds. What only one
// format has: formats_test.cpp; quantities with decimals: quantities_test.cpp.
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Cells = std::map<std::string, std::string>;
using Codes = std::vector<std::string>;

const Line gs_retirements{"Vintage",
                          "Credit Status",
                          "Quantity",
                          "GSID",
                          "Project Name",
                          "Product Type",
                          "Project Type",
                          "Methodology",
                          "Issuance Date",
                          "Retirement Date",
                          "Note",
                          "Monitoring Period End",
                          "Monitoring Period Start",
                          "Serial Number",
                          "Using Entity",
                          "Use Case",
                          "Article Six Authorization"};

Line gs_row(const Cells& changes) {
  Cells cells{{"Vintage", "2024"},
              {"Credit Status", "Retired"},
              {"Quantity", "100"},
              {"GSID", "11236"},
              {"Project Name", "Stoves"},
              {"Product Type", "VER"},
              {"Project Type", "Energy efficiency"},
              {"Methodology", "TPDDTEC"},
              {"Issuance Date", "2026-01-10"},
              {"Retirement Date", "2026-02-03"},
              {"Monitoring Period Start", "2024-01-01"},
              {"Monitoring Period End", "2024-12-08"},
              {"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-1-100"},
              {"Using Entity", "Hilti Corporation"},
              {"Use Case", "Voluntary"}};
  for (const auto& [name, text] : changes) cells[name] = text;
  return line_of(gs_retirements, cells);
}

Reading gs(const std::vector<Cells>& rows, const KnownByProgramme& known = {}) {
  std::vector<Line> lines{gs_retirements};
  for (const auto& row : rows) lines.push_back(gs_row(row));
  return read_good(csv(lines), known);
}

// A ledger that holds units 1 to 1000 of the issuance as one batch.
KnownByProgramme ledger(bool active = true, std::vector<EndedUnits> ended = {}) {
  KnownByProgramme known;
  known["GS"].projects = {"11236"};
  known["GS"].batches = {{"30307", *UnitRange::from_inclusive(1, 1000), 77, active, std::move(ended)}};
  return known;
}

}  // namespace

TEST_CASE("a block that the registry retired becomes a batch with that status, and its organisation is kept") {
  const auto reading = gs({{}});
  REQUIRE(reading.recognised.size() == 1);
  const auto& batch = reading.recognised.front();
  CHECK(batch.retired_on == make_date(2026, 2, 3));
  CHECK_FALSE(batch.cancelled);
  CHECK(batch.beneficiary_text == "Hilti Corporation");
  CHECK(batch.reason_text == "Voluntary");
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().country == "UG");
  CHECK(commands_fault(reading) == "");
}

TEST_CASE("a part of a batch that the registry has retired since becomes an event on exactly these units") {
  const auto reading = gs({{}}, ledger());
  CHECK(reading.recognised.empty());
  CHECK(reading.projects.empty());
  REQUIRE(reading.events.size() == 1);
  const auto& event = reading.events.front();
  CHECK(event.parts == std::vector<BatchPart>{{77, *UnitRange::from_inclusive(1, 100)}});
  CHECK(event.on == make_date(2026, 2, 3));
  CHECK_FALSE(event.cancelled);
  CHECK(commands_fault(reading) == "");
  CHECK(account_of(reading).recorded == 1);
}

TEST_CASE("an event never speaks again of units that ended before it") {
  const auto units = [](std::int64_t first, std::int64_t last) { return *UnitRange::from_inclusive(first, last); };
  // Two batches; of the row's units 1 to 100 some ended in each, in no order.
  KnownByProgramme known;
  known["GS"].projects = {"11236"};
  known["GS"].batches = {{"30307", units(1, 50), 77, true, {{units(21, 30)}, {units(1, 10)}}},
                         {"30307", units(51, 80), 78, true, {{units(71, 900)}}},
                         {"30307", units(81, 1000), 79, false, {}}};
  const auto reading = gs({{}}, known);
  REQUIRE(reading.events.size() == 1);
  CHECK(reading.events.front().parts ==
        std::vector<BatchPart>{{77, units(11, 20)}, {77, units(31, 50)}, {78, units(51, 70)}});
  CHECK(counts_of(reading.notices).at("units_ended_before") == 1);
  CHECK(commands_fault(reading) == "");
  CHECK(account_of(reading).recorded == 1);
  CHECK(counts_of(gs({{}}, ledger()).notices).count("units_ended_before") == 0);
}

TEST_CASE("units that ended otherwise or on another day are known, and the contradiction is said") {
  using enum RegistryEventStatus;
  struct Case {
    RegistryEnd how;
    bool differs;
  };
  const Date same_day = make_date(2026, 2, 3);
  const std::vector<Case> cases{{{retired, same_day}, false},     {{}, false},
                                {{retired, std::nullopt}, false}, {{retired, make_date(2026, 2, 4)}, true},
                                {{cancelled, same_day}, true},    {{withdrawn, same_day}, true}};
  for (const auto& test : cases) {
    // As it was recorded, and as an event said later.
    auto recorded = ledger(false);
    recorded["GS"].batches.front().how = test.how;
    for (const auto& known : {recorded, ledger(true, {{*UnitRange::from_inclusive(1, 1000), test.how}})}) {
      const auto reading = gs({{}}, known);
      CHECK(reading.known.size() == 1);
      CHECK(reading.events.empty());
      CHECK(counts_of(reading.notices).count("ended_differs") == (test.differs ? 1U : 0U));
      if (test.differs) CHECK(reading.notices.back().other_entry == 77);
    }
  }
  CHECK(words_of("ended_differs", Language::english).find("tanbu reconcile") != std::string_view::npos);
  CHECK(words_of("ended_differs", Language::chinese).find("tanbu reconcile") != std::string_view::npos);
}

TEST_CASE("what was reported to the ledger before is known, and what it lacks is not") {
  const auto reading = gs({{}, {{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-101-200"}}},
                          ledger(true, {{*UnitRange::from_inclusive(1, 100)}}));
  CHECK(reading.known.size() == 1);
  CHECK(reading.events.size() == 1);
  const auto all_over = gs({{}}, ledger(false));
  CHECK(all_over.known.size() == 1);
  CHECK(all_over.events.empty());
}

TEST_CASE("a row that reaches beyond what the ledger holds is refused and names the batch") {
  const auto reading =
      gs({{{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-901-1100"}, {"Quantity", "200"}}}, ledger());
  CHECK(codes_of(reading.refused) == Codes{"serial_overlap"});
  CHECK(reading.refused.front().other_entry == 77);
}

TEST_CASE("a row cannot take units of an earlier one, whether they are new, known or news") {
  for (const auto& known : {KnownByProgramme{}, ledger(), ledger(false)}) {
    const auto reading = gs({{}, {}, {{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-100-199"}}}, known);
    CHECK(codes_of(reading.refused) == Codes{"serial_repeated", "serial_overlap"});
    CHECK(reading.refused.front().other_line == 2);
    CHECK(account_of(reading).is_whole());
  }
}

TEST_CASE("a cancelled block is recorded as cancelled, and never without its day") {
  const auto reading = gs({{{"Credit Status", "Canceled"}}});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().cancelled);
  CHECK(reading.recognised.front().beneficiary_text.empty());
  CHECK(commands_fault(reading) == "");
  const auto undated = gs({{{"Credit Status", "Canceled"}, {"Retirement Date", ""}}});
  CHECK(codes_of(undated.refused) == Codes{"value_missing"});
}

TEST_CASE("a person's name and a sentence about a retirement are never taken over") {
  const auto reading = gs({{{"Using Entity", "Mr John Smith"}, {"Note", "for the wedding of Anna Smith"}}});
  const auto body = boost::json::serialize(record_batch_body(reading, reading.recognised.front()));
  CHECK(body.find("Smith") == std::string::npos);
  CHECK(counts_of(reading.notices).count("beneficiary_personal") == 1);
}

TEST_CASE("credits that were planned, other states and other products are refused by name") {
  CHECK(codes_of(gs({{{"Product Type", "PER"}}}).refused) == Codes{"ex_ante"});
  CHECK(codes_of(gs({{{"Credit Status", "Frozen"}}}).refused).front() == "status_unknown");
  CHECK(codes_of(gs({{{"Product Type", "REC"}}}).refused) == Codes{"unit_type_unknown"});
  CHECK(codes_of(gs({{{"Issuance Date", "2024-12-01"}}}).refused) == Codes{"ex_ante"});
  CHECK(codes_of(gs({{{"GSID", "999"}}}).refused) == Codes{"project_mismatch"});
  CHECK(codes_of(gs({{{"Quantity", "99"}}}).refused) == Codes{"range_quantity"});
}

TEST_CASE("CERs with the label are recorded under the CDM in any spelling of one serial") {
  const std::string twice = "\xc3\x82\xc2\xa0";
  for (const auto& serial : {std::string("IN-5-101-2-2-0-2591 - IN-5-200-2-2-0-2591"),
                             "IN-5-101-2-2-0-2591" + twice + "- IN-5-200-2-2-0-2591",
                             std::string("IN-5-101-2-2-0-2591 to IN-5-200-2-2-0-2591"),
                             std::string("IN-5-101-2-2-0-2591-IN-5-200-2-2-0-2591"),
                             std::string("IN-5-101-2-2-0- 2591 - IN-5-200-2-2-0-25 91")}) {
    INFO(serial);
    const auto reading = gs({{{"Product Type", "CER"}, {"Serial Number", serial}}});
    REQUIRE(reading.recognised.size() == 1);
    CHECK(reading.recognised.front().programme == "CDM");
    CHECK(reading.recognised.front().serial == "IN-5-101-2-2-0-2591 - IN-5-200-2-2-0-2591");
    CHECK(reading.projects.front().programme == "CDM");
    CHECK(reading.projects.front().project_id == "2591");
  }
  const auto broken = gs({{{"Product Type", "CER"}, {"Serial Number", "IN-101-2-2-0-2591 - IN-200-2-2-0-2591"}}});
  CHECK(codes_of(broken.refused) == Codes{"serial_form"});
}

TEST_CASE("a title that looks like a number without its digits is kept, and such a quantity is refused") {
  const auto reading = gs({{{"Project Name", "7E+12"}, {"Project Type", "1.2E+31"}, {"Use Case", "3E+2"}}});
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().title == "7E+12");
  CHECK(reading.projects.front().technology == "1.2E+31");
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().reason_text == "3E+2");
  CHECK(counts_of(reading.notices).count("text_missing") == 0);
  CHECK(codes_of(gs({{{"Quantity", "1.2E+31"}}}).refused).front() == "number_precision_lost");
}

TEST_CASE("empty rows are no rows, and a row that cannot be read is refused by its line") {
  std::vector<Line> lines{gs_retirements, Line(gs_retirements.size(), " "), gs_row({})};
  const auto reading = read_good(csv(lines) + "\"broken\"x,\n");
  CHECK(reading.rows == 2);
  CHECK(codes_of(reading.refused) == Codes{"quote_broken"});
  CHECK(reading.refused.front().line == 4);
  CHECK(account_of(reading).is_whole());
}

TEST_CASE("a row that is broken on its second line is refused beside that line, and both are counted") {
  const auto reading = read_good(csv({gs_retirements}) + "a,\"x\ny\",b\"c,d\n");
  CHECK(reading.rows == 2);
  CHECK(codes_of(reading.refused) == Codes{"quote_broken", "quote_broken"});
  CHECK(reading.refused.front().line == 2);
  CHECK(reading.refused.back().line == 3);
  CHECK(account_of(reading).refused == 2);
  CHECK(account_of(reading).is_whole());
}

TEST_CASE("a row without its period of production is told what is wrong with its serial too") {
  const auto read = [](const std::string& from, const std::string& to, const std::string& quantity) {
    const Line header{"From Certificate ID",
                      "To Certificate ID",
                      "Number of Certificates",
                      "Period of Production Start",
                      "Period of Production End",
                      "Device ID",
                      "Country",
                      "Redemption Date"};
    return codes_of(
        read_good(csv({header, {from, to, quantity, "2021-01-01", "", "DEVICE-1", "CN", "2023-12-31"}})).refused);
  };
  CHECK(read("0000-0000-9088-2258", "0000-0000-9088-2425", "168") == Codes{"value_missing"});
  CHECK(read("0000-0000-9088-2258", "0000-0000-9088-2425", "169") == Codes{"value_missing", "range_quantity"});
  CHECK(read("0000-0000-9088", "0000-0000-9088-2425", "168") == Codes{"value_missing", "serial_form"});
  // Of a serial that names its own period nothing is said about a period that is missing.
  CHECK(codes_of(gs({{{"Monitoring Period Start", ""}}}).refused) == Codes{"value_missing"});
  CHECK(codes_of(gs({{{"Monitoring Period Start", ""}, {"Serial Number", "GS1"}}}).refused) ==
        Codes{"value_missing", "serial_form"});
}
