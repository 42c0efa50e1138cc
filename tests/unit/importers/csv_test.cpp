// The reader of comma-separated values: every way to write a cell, every way to break one, and that neighbours survive.
#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "importers/csv.hpp"

using namespace tanbu::importers;
using std::string_literals::operator""s;

namespace {

// Rows as "a|b", faults as "!code@line:column".
std::string shown(const std::variant<CsvRow, CsvFault>& result) {
  if (const auto* fault = std::get_if<CsvFault>(&result)) {
    return "!" + fault->code + "@" + std::to_string(fault->line) + ":" + std::to_string(fault->column);
  }
  std::string text;
  bool first = true;
  for (const auto& cell : std::get<CsvRow>(result).cells) {
    text += (first ? "" : "|") + cell.text;
    first = false;
  }
  return text;
}

std::vector<std::string> all(std::string_view bytes, CsvLimits limits = {}) {
  CsvReader reader(bytes, limits);
  std::vector<std::string> rows;
  while (auto result = reader.next()) rows.push_back(shown(*result));
  CHECK_FALSE(reader.next().has_value());
  return rows;
}

using Rows = std::vector<std::string>;

struct Case {
  std::string name;
  std::string bytes;
  Rows rows;
};

}  // namespace

TEST_CASE("well-formed values are read cell by cell") {
  const std::vector<Case> cases{
      {"one row", "a,b\n", {"a|b"}},
      {"no line end after the last row", "a,b\nc,d", {"a|b", "c|d"}},
      {"CRLF", "a,b\r\nc,d\r\n", {"a|b", "c|d"}},
      {"LF and CRLF mixed", "a,b\nc,d\r\ne,f\n", {"a|b", "c|d", "e|f"}},
      {"byte order mark",
       "\xef\xbb\xbf"
       "a,b\nc,d\n",
       {"a|b", "c|d"}},
      {"byte order mark before a quote", "\xef\xbb\xbf\"a\",b\n", {"a|b"}},
      {"a second mark is passed over as the first",
       "\xef\xbb\xbf\xef\xbb\xbf"
       "a,b\n",
       {"a|b"}},
      {"a mark further in is text",
       "a,b\n\xef\xbb\xbf"
       "c,d\n",
       {"a|b",
        "\xef\xbb\xbf"
        "c|d"}},
      {"empty cells", ",\n,\n", {"|", "|"}},
      {"one empty cell needs quotes", "a\n\"\"\nb\n", {"a", "", "b"}},
      {"comma inside quotes", "\"1,234\",b\n", {"1,234|b"}},
      {"doubled quotes", "\"say \"\"hi\"\"\",b\n", {"say \"hi\"|b"}},
      {"only doubled quotes", "\"\"\"\",\"\"\"\"\"\"\n", {"\"|\"\""}},
      {"empty quoted cells", "\"\",\"\"\n", {"|"}},
      {"line feed inside quotes", "\"a\nb\",c\nd,e\n", {"a\nb|c", "d|e"}},
      {"CRLF inside quotes", "\"a\r\nb\",c\r\nd,e\r\n", {"a\r\nb|c", "d|e"}},
      {"a quoted cell of empty lines", "\"\n\n\n\",c\nd,e\n", {"\n\n\n|c", "d|e"}},
      {"blanks belong to the cell", " a , b \n", {" a | b "}},
      {"empty lines are no rows", "\n\na,b\n\n\r\nc,d\n\n", {"a|b", "c|d"}},
      {"quoted cell at the end of the file", "a,\"b\"", {"a|b"}},
      {"quoted cell before a carriage return and line feed", "a,\"b\"\r\n", {"a|b"}},
      {"a comma at the end is an empty cell", "a,b\nc,\n", {"a|b", "c|"}},
      {"a comma at the end of the file is an empty cell", "a,b\nc,", {"a|b", "c|"}},
      {"two to four octets of UTF-8", "é,碳\n😀,x\n", {"é|碳", "😀|x"}},
      {"a semicolon separates nothing", "a;b,c\n", {"a;b|c"}},
      {"a tab separates nothing", "a\tb,c\n", {"a\tb|c"}},
      {"an apostrophe is no quote", "'a,b'\n", {"'a|b'"}},
  };
  for (const auto& test : cases) {
    INFO(test.name);
    CHECK(all(test.bytes) == test.rows);
  }
}

TEST_CASE("a broken row is reported with its place and its neighbours are read") {
  const std::vector<Case> cases{
      {"never closed", "h,i\na,b\nc,\"d\ne,f\n", {"h|i", "a|b", "!quote_broken@3:3", "e|f"}},
      {"never closed in the last row", "h,i\na,b\nc,\"d", {"h|i", "a|b", "!quote_broken@3:3"}},
      {"closed by the next row's opening quote",
       "h,i\nc,\"d\n\"1,2\",f\ng,h\n",
       {"h|i", "!quote_broken@2:3", "1,2|f", "g|h"}},
      {"a row that stretches and has too many cells",
       "h,i\nc,\"d\ne\",f\ng,j\n",
       {"h|i", "!column_count@2:0", "!quote_broken@3:2", "g|j"}},
      {"text after a closed quote", "h,i\n\"a\"b,c\nd,e\n", {"h|i", "!quote_broken@2:4", "d|e"}},
      {"blank after a closed quote", "h,i\n\"a\" ,c\nd,e\n", {"h|i", "!quote_broken@2:4", "d|e"}},
      {"quote inside an unquoted cell", "h,i\na\"b,c\nd,e\n", {"h|i", "!quote_broken@2:2", "d|e"}},
      {"blank before a quote", "h,i\na, \"b\"\nd,e\n", {"h|i", "!quote_broken@2:4", "d|e"}},
      {"too few cells", "h,i\na\nd,e\n", {"h|i", "!column_count@2:0", "d|e"}},
      {"too many cells", "h,i\na,b,c\nd,e\n", {"h|i", "!column_count@2:0", "d|e"}},
      {"a line of blanks is a row of one cell", "h,i\n  \nd,e\n", {"h|i", "!column_count@2:0", "d|e"}},
      {"carriage return alone", "h,i\na\rb,c\nd,e\n", {"h|i", "!line_end@2:2", "d|e"}},
      {"line ends of carriage returns only", "h,i\ra,b\r", {"!line_end@1:4"}},
      {"NUL", "h,i\na\0b,c\nd,e\n"s, {"h|i", "!nul_character@2:1", "d|e"}},
      {"NUL in a quoted cell of two lines", "h,i\na,\"b\n\0\"\nd,e\n"s, {"h|i", "!nul_character@2:3", "d|e"}},
      {"a lone continuation octet", "h,i\na,\x80\nd,e\n", {"h|i", "!not_utf8@2:3", "d|e"}},
      {"overlong UTF-8", "h,i\na,\xc0\xaf\nd,e\n", {"h|i", "!not_utf8@2:3", "d|e"}},
      {"a surrogate in UTF-8", "h,i\n\xed\xa0\x80,a\nd,e\n", {"h|i", "!not_utf8@2:1", "d|e"}},
      {"Latin-1", "h,i\nS\xe3o Paulo,a\nd,e\n", {"h|i", "!not_utf8@2:1", "d|e"}},
      {"GBK", "h,i\n\xd6\xd0,a\nd,e\n", {"h|i", "!not_utf8@2:1", "d|e"}},
      {"UTF-8 cut off at the end of a cell", "h,i\n\xe7\xa2,a\nd,e\n", {"h|i", "!not_utf8@2:1", "d|e"}},
      {"two broken rows in sequence",
       "h,i\n\"a\nb\"c,d\ne,f\n",
       {"h|i", "!quote_broken@2:1", "!quote_broken@3:2", "e|f"}},
      {"broken rows at the beginning and the end",
       "h,i\na\nb,c\nd\n",
       {"h|i", "!column_count@2:0", "b|c", "!column_count@4:0"}},
  };
  for (const auto& test : cases) {
    INFO(test.name);
    CHECK(all(test.bytes) == test.rows);
  }
}

TEST_CASE("UTF-16 is no row of anything") {
  for (const auto& bytes : {"\xff\xfeh\0,\0i\0\n\0"s, "\xfe\xff\0h\0,\0i\0\n"s}) {
    CsvReader reader(bytes);
    const auto first = reader.next();
    REQUIRE(first.has_value());
    CHECK(std::get<CsvFault>(*first).code == "not_utf8");
  }
}

TEST_CASE("a file without rows is a fault") {
  for (const std::string bytes : {"", "\n", "\r\n\n\r\n", "\xef\xbb\xbf", "\xef\xbb\xbf\n"}) {
    CHECK(all(bytes) == Rows{"!file_empty@0:0"});
  }
}

TEST_CASE("cells know their line and octet") {
  CsvReader reader("h,i,j\n\"a\nbc\",\"d\",碳\n\nx,y,z\n");
  (void)reader.next();
  const auto second = std::get<CsvRow>(*reader.next());
  CHECK(second.line == 2);
  CHECK(second.cells.at(0).line == 2);
  CHECK(second.cells.at(0).column == 1);
  CHECK(second.cells.at(1).line == 3);
  CHECK(second.cells.at(1).column == 5);
  CHECK(second.cells.at(2).column == 9);
  const auto third = std::get<CsvRow>(*reader.next());
  CHECK(third.line == 5);
  CHECK(third.cells.at(2).column == 5);
}

TEST_CASE("limits end a file or a row, not the process") {
  const std::string rows = "h,i\na,b\nc,d\n";
  CsvLimits limits;
  limits.file_bytes_max = rows.size();
  CHECK(all(rows, limits) == Rows{"h|i", "a|b", "c|d"});
  limits.file_bytes_max = rows.size() - 1;
  CHECK(all(rows, limits) == Rows{"!file_too_large@0:0"});

  limits = {};
  limits.rows_max = 3;
  CHECK(all(rows, limits) == Rows{"h|i", "a|b", "c|d"});
  limits.rows_max = 2;
  CHECK(all(rows, limits) == Rows{"h|i", "a|b", "!too_many_rows@0:0"});

  limits = {};
  limits.columns_max = 2;
  CHECK(all("h,i\na,b,c\nd,e\n", limits) == Rows{"h|i", "!too_many_columns@2:6", "d|e"});

  limits = {};
  limits.row_bytes_max = 7;
  CHECK(all("h,i\nabc,def\nd,e\n", limits) == Rows{"h|i", "abc|def", "d|e"});
  CHECK(all("h,i\nabcd,efg\nd,e\n", limits) == Rows{"h|i", "!row_too_long@2:8", "d|e"});
  CHECK(all("h,i\nabcdefghi,j\nd,e\n", limits) == Rows{"h|i", "!row_too_long@2:8", "d|e"});
  CHECK(all("h,i\na,\"bcdefghijkl\nd,e\nf,g\n", limits) == Rows{"h|i", "!row_too_long@2:3", "d|e", "f|g"});
}

TEST_CASE("a quote opened in the middle of a large file costs one row") {
  std::string bytes = "h,i\n";
  for (int row = 0; row < 100'000; ++row) bytes += row == 50'000 ? "a,\"b\n" : "a,b\n";
  std::size_t rows = 0;
  std::size_t faults = 0;
  CsvReader reader(bytes);
  while (const auto result = reader.next()) {
    (std::holds_alternative<CsvRow>(*result) ? rows : faults) += 1;
  }
  CHECK(rows == 100'000);
  CHECK(faults == 1);
}

TEST_CASE("thousands of broken quotes are reported one by one") {
  std::string bytes = "h,i\n";
  for (int row = 0; row < 20'000; ++row) bytes += "a,\"b\n";
  std::size_t faults = 0;
  CsvReader reader(bytes);
  (void)reader.next();
  while (const auto result = reader.next()) {
    REQUIRE(std::holds_alternative<CsvFault>(*result));
    CHECK(std::get<CsvFault>(*result).line == ++faults + 1);
  }
  CHECK(faults == 20'000);
}
