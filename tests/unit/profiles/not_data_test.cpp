// Lines among the rows that are none: totals that somebody added, and headers of files that were put together.
#include <algorithm>

#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Line header{"programme",    "serial",        "quantity",  "project_id", "country",
                  "vintage_from", "vintage_until", "issued_on", "status",     "note"};

Line row(int number, const std::string& quantity = "10") {
  return {
      "OTHER", "X-" + std::to_string(number), quantity, "P-1", "CN", "2024-01-01", "2024-01-31", "2024-05-20", "active",
      ""};
}
Line with(Line line, std::size_t column, const std::string& text) {
  line[column] = text;
  return line;
}
Line totals(const std::string& word, const std::string& quantity, std::size_t column = 0) {
  return with(with(Line(header.size()), 2, quantity), column, word);
}

}  // namespace

TEST_CASE("a line of totals is no row wherever the word stands, and its sum is held against the rows") {
  for (const char* word : {"Total", "TOTAL:", "Grand total", "Sum", "合计", "合计：", "合 计", "总计", "共计"}) {
    INFO(word);
    for (const std::size_t column : {0U, 1U, 9U}) {
      // In the serial's own column it is a serial that reads as none.
      if (column == 1) continue;
      const auto reading = read_good(csv({header, row(1), row(2), totals(word, "20", column)}));
      CHECK(reading.rows == 2);
      CHECK(reading.refused.empty());
      CHECK(counts_of(reading.notices).count("row_not_data") == 1);
      CHECK(counts_of(reading.notices).count("total_differs") == 0);
      CHECK(account_of(reading).is_whole());
    }
    CHECK(counts_of(read_good(csv({header, row(1), row(2), totals(word, "30")})).notices).count("total_differs") == 1);
  }
  // A sum that a program was to calculate and never did.
  CHECK(read_good(csv({header, row(1), totals("合计", "")})).rows == 1);
}

TEST_CASE("a subtotal is no row and no sum of all rows") {
  for (const char* word : {"Subtotal", "小计", "本页合计"}) {
    INFO(word);
    const auto reading =
        read_good(csv({header, row(1), totals(word, "10"), row(2), totals(word, "10"), totals("合计", "20")}));
    CHECK(reading.rows == 2);
    CHECK(reading.recognised.size() == 2);
    CHECK(counts_of(reading.notices).at("row_not_data") == 3);
    CHECK(counts_of(reading.notices).count("total_differs") == 0);
  }
}

TEST_CASE("a row that only resembles a line of totals is refused as a row") {
  for (const auto& line :
       {totals("", "20"), totals("Total credits of project 9", "20"), with(totals("Total", "20"), 9, "by me"),
        with(totals("Total", "20"), 1, "X-9"), with(row(3), 0, "Total")}) {
    const auto reading = read_good(csv({header, row(1), row(2), line}));
    CHECK(reading.rows == 3);
    CHECK(account_of(reading).refused == 1);
    CHECK(account_of(reading).is_whole());
  }
}

TEST_CASE("a total of certificates is held against their millionths, and none against a mixture") {
  const Line one = with(with(with(row(1), 0, "IREC"), 1, "0000-0000-9088-2258 - 0000-0000-9088-3257"), 2, "1 000");
  const Line other = with(with(with(row(2), 0, "IREC"), 1, "0000-0000-9188-2258"), 2, "1");
  const auto differs = [](const std::vector<Line>& lines) {
    return counts_of(read_good(csv(lines)).notices).count("total_differs");
  };
  CHECK(differs({header, one, other, totals("Total", "1 001")}) == 0);
  CHECK(differs({header, one, other, totals("Total", "1.001")}) == 0);
  CHECK(differs({header, one, other, totals("Total", "1001.000000")}) == 0);
  CHECK(differs({header, one, other, totals("Total", "1 002")}) == 1);
  CHECK(differs({header, one, row(3), totals("Total", "1 002")}) == 0);
}

TEST_CASE("a header that stands once more is no row, and what follows is read by it") {
  const auto same = read_good(csv({header, row(1), header, row(2)}));
  CHECK(same.rows == 2);
  CHECK(same.refused.empty());
  CHECK(counts_of(same.notices).at("header_repeated") == 1);
  // Of another month, with two columns of days changed over: by the first header both would be recorded wrongly.
  const auto turned = [](Line line) {
    std::swap(line[5], line[6]);
    std::swap(line[2], line[7]);
    return line;
  };
  const auto reading = read_good(csv({header, row(1), turned(header), turned(row(2, "7"))}));
  CHECK(codes_of(reading.refused) == std::vector<std::string>{});
  REQUIRE(reading.recognised.size() == 2);
  CHECK(reading.recognised.back().vintage == reading.recognised.front().vintage);
  CHECK(reading.recognised.back().units.quantity() == 7);
  // Names in two languages, one row below the other.
  const Line chinese{"机制",       "序列号",     "数量",     "项目编号", "国家代码",
                     "减排起始日", "减排截止日", "签发日期", "状态",     "备注"};
  const auto two = read_good(csv({header, chinese, row(1)}));
  CHECK(two.rows == 1);
  CHECK(two.recognised.size() == 1);
  CHECK(account_of(two).is_whole());
}

TEST_CASE("codes in small or full-width letters are the codes") {
  const auto reading = read_good(csv({header, with(with(with(row(1), 0, "ｏther"), 4, "cn"), 8, "ＡＣＴＩＶＥ")}));
  CHECK(codes_of(reading.refused) == std::vector<std::string>{});
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().country == "CN");
}

TEST_CASE("the report of a file whose text or name is no UTF-8 is UTF-8") {
  const std::string text = csv({header, with(row(1), 9, "S\xe3o Paulo"), with(row(2), 9, "Z\xfcrich \xe7\xa2")});
  auto opened = open_table(FileBytes::of(text));
  const auto& facts = std::get<std::unique_ptr<Table>>(opened)->facts();
  REQUIRE(facts.encoding_reason == "encoding_unknown");
  REQUIRE_FALSE(facts.encoding_samples.empty());
  CHECK(facts.encoding_samples.front().text == "S\xef\xbf\xbdo Paulo");
  // What refuses other octets is the reader of JSON itself.
  const auto shown = boost::json::serialize(file_json({}, "\xcc\xbc\xbb\xe3.csv", &facts));
  boost::json::error_code error;
  (void)boost::json::parse(shown, error);
  CHECK_FALSE(error);
}
