// Cells on their way out and back: nothing that a spreadsheet would run, and nothing lost.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "tests/unit/exports/support.hpp"

using namespace tanbu;
using namespace tanbu::test;
using importers::CellForm;

namespace {

std::string csv_spelling(std::string_view text) { return importers::spelled_cell(text, CellForm::csv); }

// Every place of a cell where some program begins another one: the beginning, and behind the delimiters of other
// settings. What stands there must not be a sign that begins a formula, whatever blanks stand before it.
bool runs_as_formula(std::string_view cell) {
  static const std::vector<std::string> signs{"=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "｜", "−"};
  static const std::vector<std::string> blanks{" ", "\v", "\f", "\xc2\xa0", "　", "\xe2\x80\x8b", "\xef\xbb\xbf"};
  const auto begins = [](std::string_view text, const std::vector<std::string>& any) {
    for (const auto& one : any) {
      if (text.substr(0, one.size()) == one) return one.size();
    }
    return std::size_t{0};
  };
  for (std::size_t at = 0; at < cell.size(); ++at) {
    if (at != 0 && std::string_view(";\t\r\n").find(cell[at - 1]) == std::string_view::npos) continue;
    auto rest = cell.substr(at);
    if (at == 0 && std::string_view("\t\r\n").find(rest.front()) != std::string_view::npos) return true;
    for (auto size = begins(rest, blanks); size != 0; size = begins(rest, blanks)) rest.remove_prefix(size);
    if (begins(rest, signs) != 0) return true;
  }
  return cell.find('\0') != std::string_view::npos;
}

// Pieces of which hostile texts are made.
std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"=",
                                               "+",
                                               "-",
                                               "@",
                                               "|",
                                               "\t",
                                               "\r",
                                               "\n",
                                               ";",
                                               ",",
                                               "\"",
                                               "'",
                                               "''",
                                               " ",
                                               "　",
                                               "＝",
                                               "＋",
                                               "－",
                                               "＠",
                                               "_",
                                               "_x",
                                               "_x0000_",
                                               "_x005F_",
                                               "_x0041_",
                                               "a",
                                               "1",
                                               "5F",
                                               "A",
                                               "碳",
                                               "簿",
                                               "cmd|'/c",
                                               "\r\n",
                                               "_xFFFE_",
                                               "\xef\xbf\xbe",
                                               "\xef\xbf\xbf",
                                               "\xef\xbb\xbf",
                                               "é",
                                               "😀",
                                               "{}",
                                               "[]",
                                               "\\",
                                               "&",
                                               "<t>",
                                               "_x005F",
                                               "x0000_",
                                               "\x01",
                                               "\x1f",
                                               "\x7f"};
  std::string text;
  const auto count = random() % 8;
  for (std::size_t piece = 0; piece < count; ++piece) {
    if (random() % 24 == 0) text += '\0';
    text += pieces[random() % pieces.size()];
  }
  return text;
}

}  // namespace

TEST_CASE("Texts that begin as formulas do are spelled so that no spreadsheet runs them", "[asvs:1.2.10]") {
  CHECK(csv_spelling("=1+1") == "'=1+1");
  CHECK(csv_spelling("Wind") == "Wind");
  CHECK(csv_spelling("a=b") == "a=b");
  CHECK(csv_spelling("2022-01-01") == "2022-01-01");
  CHECK(csv_spelling("'tis") == "''tis");
  CHECK(csv_spelling(" =1") == "' =1");
  CHECK(csv_spelling("　＝1") == "'　＝1");
  CHECK(csv_spelling("-") == "'-");
  CHECK(csv_spelling("\tx") == "'\tx");
  CHECK(csv_spelling(std::string_view("\0=1", 3)) == "_x0000_=1");
  CHECK(csv_spelling("a;=1") == "a;'=1");
  CHECK(csv_spelling("a\n=1") == "a\n'=1");
  CHECK(csv_spelling("a;'b") == "a;''b");
  CHECK(csv_spelling("_x0041_") == "_x0041_");
  CHECK(csv_spelling("_x0000_") == "_x005F_x0000_");
}

TEST_CASE("Whatever a text is, its spelling runs nothing and reads back as the text", "[asvs:1.2.10]") {
  std::mt19937 random(34);
  std::set<std::string> seen;
  for (int round = 0; round < 20'000; ++round) {
    const auto text = random_text(random);
    const auto spelled = csv_spelling(text);
    INFO(text << " | " << spelled);
    CHECK_FALSE(runs_as_formula(spelled));
    REQUIRE(importers::original_cell(spelled, CellForm::csv) == text);
    REQUIRE(importers::original_cell(importers::spelled_cell(text, CellForm::workbook), CellForm::workbook) == text);
    // No two texts may share a spelling.
    if (seen.insert(text).second) CHECK(importers::original_cell(spelled, CellForm::csv) == text);
  }
  CHECK(seen.size() > 10'000);
}

TEST_CASE("Every exported text column takes every hostile beginning, quoted or not, in both forms", "[asvs:1.2.10]") {
  // Row 32 of the hostile world: the beginnings x quoted or not x every column of every list.
  const std::vector<std::string> beginnings{"=",
                                            "+",
                                            "-",
                                            "@",
                                            "\t",
                                            "\r",
                                            std::string(1, '\0'),
                                            "|",
                                            "'",
                                            "''",
                                            " =",
                                            "\t=",
                                            "\n=",
                                            "＝",
                                            "＋",
                                            "－",
                                            "＠",
                                            "　＝",
                                            "\xef\xbb\xbf=",
                                            "'=",
                                            "=cmd|'/c calc'!A1"};
  std::size_t cells_tried = 0;
  for (const auto& list : importers::exported_lists()) {
    Rows rows;
    for (const auto& beginning : beginnings) {
      // A comma or a quote puts the cell in quotes; without them it stands bare.
      for (const char* rest : {"1+1", "1+1,\"x\"", "1;=2"}) {
        rows.emplace_back(list.columns.size(), beginning + rest);
        cells_tried += list.columns.size();
      }
    }
    const auto file = csv_of(list, rows);
    for (const auto& row : raw_csv_cells(file)) {
      for (const auto& cell : row) CHECK_FALSE(runs_as_formula(cell));
    }
    CHECK(rows_read(file) == rows);
    CHECK(rows_read(workbook_of(list, rows)) == rows);
  }
  CHECK(cells_tried >= 200);
}

TEST_CASE("Random rows of every list read back as they were, from CSV and from a workbook") {
  std::mt19937 random(3434);
  for (const auto& list : importers::exported_lists()) {
    Rows rows;
    for (int row = 0; row < 60; ++row) {
      auto& cells = rows.emplace_back();
      for (std::size_t column = 0; column < list.columns.size(); ++column) cells.push_back(random_text(random));
      cells.front() = std::to_string(row + 1);  // a row without any cell is no row in a workbook
    }
    INFO(list.name);
    CHECK(rows_read(csv_of(list, rows)) == rows);
    CHECK(rows_read(workbook_of(list, rows)) == rows);
  }
}

TEST_CASE("Numbers stay numbers, and those with more than fifteen digits are text") {
  const auto& list = *importers::exported_list("anchors");
  const auto row = [&](const boost::json::object& object) { return importers::exported_row(list, object).value(); };
  const auto cells = row({{"size", 123'456'789'012'345}, {"time", 1'234'567'890'123'456}});
  CHECK(cells[0].is_integer);
  CHECK_FALSE(cells[1].is_integer);
  CHECK(cells[1].text == "1234567890123456");
  const auto below_zero = row({{"size", -5}, {"time", "-5"}});
  std::string text;
  exports::append_csv_row(text, below_zero);
  CHECK(text == "-5,'-5\r\n");
}

TEST_CASE("A member that no column shows is noticed, and what is absent or null is an empty cell") {
  const auto& projects = *importers::exported_list("projects");
  const auto cells = importers::exported_row(projects, {{"programme", "VCS"}, {"lock", nullptr}, {"title", nullptr}});
  REQUIRE(cells.has_value());
  CHECK(cells->at(0).text == "VCS");
  CHECK(cells->at(3).text.empty());
  CHECK_FALSE(importers::exported_row(projects, {{"new_member", 1}}).has_value());
  CHECK_FALSE(importers::exported_row(projects, {{"lock", boost::json::object{{"new_member", 1}}}}).has_value());
  const auto& refused = *importers::exported_list("refused-double-uses");
  const auto facts = importers::exported_row(refused, {{"facts", boost::json::object{{"batch", 7}}}});
  REQUIRE(facts.has_value());
  CHECK(facts->at(6).text == "{\"batch\":7}");
}
