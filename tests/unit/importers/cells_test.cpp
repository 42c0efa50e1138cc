// Cells as people and programs spell them: what reads, and what is refused with its meanings.
#include <catch2/catch.hpp>

#include "importers/cells.hpp"
#include "importers/report.hpp"

using namespace tanbu;
using namespace tanbu::importers;

namespace {

// The date, or "!code".
std::string date_of(std::string_view text, const DateForm& form = {}) {
  const auto result = read_date(text, form);
  if (const auto* fault = std::get_if<CellFault>(&result)) {
    CHECK(words_of(fault->code, Language::chinese) != fault->code);
    return "!" + fault->code;
  }
  return format_date(std::get<Date>(result));
}
template <class Value>
std::string shown(const std::variant<Value, CellFault>& result) {
  if (const auto* fault = std::get_if<CellFault>(&result)) {
    CHECK(words_of(fault->code, Language::chinese) != fault->code);
    return "!" + fault->code;
  }
  if constexpr (std::is_same_v<Value, std::string>) {
    return std::get<Value>(result);
  } else {
    return std::to_string(std::get<Value>(result));
  }
}

}  // namespace

TEST_CASE("one spelling comes out of many") {
  CHECK(plain_text("ＧＳ１－１２３４") == "GS1-1234");
  CHECK(plain_text("a\u00a0\u3000b\u2009") == "a b");
  CHECK(plain_text("1–2—3−4‐5﹣6") == "1-2-3-4-5-6");
  CHECK(plain_text("\ufeffx\u200by\u00ad") == "xy");
  CHECK(plain_text(" 浙江 ") == "浙江");
  CHECK(plain_text("").empty());
}

TEST_CASE("dates that have one meaning are read") {
  for (const std::string text :
       {"2025-01-26", "2025/1/26", "2025.01.26", "2025年1月26日", "２０２５年１月２６日", "2025 年 1 月 26 日",
        "20250126", "26 Jan 2025", "26-January-2025", "Jan 26, 2025", "2025-01-26 13:45:00", "2025-01-26T00:00:00.000Z",
        "2025/1/26 9:05", "2025–01–26", " 2025-01-26\u00a0"}) {
    INFO(text);
    CHECK(date_of(text) == "2025-01-26");
  }
  CHECK(date_of("1 Sept 2020") == "2020-09-01");
  CHECK(date_of("29 Feb 2024") == "2024-02-29");
}

TEST_CASE("dates that have two meanings are refused with both, until the order is stated") {
  const auto two = read_date("03/04/2020", DateForm{});
  REQUIRE(std::holds_alternative<CellFault>(two));
  CHECK(std::get<CellFault>(two).code == "date_ambiguous");
  CHECK(std::get<CellFault>(two).detail == "this is 2020-03-04 or 2020-04-03, and nothing says which");
  CHECK(date_of("25/12/2020") == "!date_form");
  DateForm form;
  form.order = DateOrder::month_day_year;
  CHECK(date_of("03/04/2020", form) == "2020-03-04");
  CHECK(date_of("3-4-2020", form) == "2020-03-04");
  CHECK(date_of("25/12/2020", form) == "!date_form");
  CHECK(date_of("03/04/20", form) == "!date_year_short");
  CHECK(date_of("4-Mar-20", form) == "!date_year_short");
  form.order = DateOrder::day_month_year;
  CHECK(date_of("03/04/2020", form) == "2020-04-03");
  CHECK(date_of("25.12.2020", form) == "2020-12-25");
  form.short_years_from = 1990;
  CHECK(date_of("03/04/20", form) == "2020-04-03");
  CHECK(date_of("03/04/91", form) == "1991-04-03");
  CHECK(date_of("4-Mar-89", form) == "2089-03-04");
}

TEST_CASE("what is no date is refused") {
  for (const std::string text :
       {"2025-02-29", "29 Feb 2025", "2025-13-01", "2025-00-10", "1899-12-31", "20251301", "soon", "2025-01",
        "2025-01/26", "2025--01-26", "2025-01-26 x", "2025-01-26 5", "1 Foo 2025", "45683", "2025-01-26-27",
        "999999999999-1-1", "1 Jan 99999", "2025 01 26"}) {
    INFO(text);
    CHECK(date_of(text) == "!date_form");
  }
  CHECK(date_of(" \u3000") == "!value_missing");
  DateForm form;
  form.serial_numbers = true;
  CHECK(date_of("45683", form) == "2025-01-26");
  CHECK(date_of("60", form) == "!date_form");
  CHECK(date_of("0", form) == "!date_form");
}

TEST_CASE("whole numbers are read however their digits are grouped") {
  CHECK(shown(read_integer("1234")) == "1234");
  CHECK(shown(read_integer("1,234,567")) == "1234567");
  CHECK(shown(read_integer("1\u00a0234")) == "1234");
  CHECK(shown(read_integer("１，２３４")) == "1234");
  CHECK(shown(read_integer("235604.0")) == "235604");
  CHECK(shown(read_integer("1,234.00")) == "1234");
  CHECK(shown(read_integer("0")) == "0");
  CHECK(shown(read_integer("1000000000000000")) == "1000000000000000");
  CHECK(shown(read_integer("1000000000000001")) == "!number_range");
  CHECK(shown(read_integer("99999999999999999999999")) == "!number_range");
  CHECK(shown(read_integer("1.5")) == "!number_fraction");
  CHECK(shown(read_integer("1.234")) == "!number_fraction");
  CHECK(shown(read_integer("1.2E+31")) == "!number_precision_lost");
  CHECK(shown(read_integer("")) == "!value_missing");
  for (const std::string text : {"1.000", "12.000", "235.000", "１２.０００", " 1.000 "}) {
    INFO(text);
    CHECK(shown(read_integer(text)) == "!number_ambiguous");
    CHECK(shown(read_unit_count(text)) == "!number_ambiguous");
  }
  CHECK(shown(read_integer("1234.000")) == "1234");
  CHECK(shown(read_integer("1,234.000")) == "1234");
  CHECK(shown(read_integer("12.00")) == "12");
  CHECK(shown(read_integer("12.0000")) == "12");
  CHECK(shown(read_integer("0.000")) == "0");
  for (const std::string text :
       {"-1", "1,23", "12,34,567", "1,234 567", ",123", "1,", "1.", ".0", "1e3", "abc", "1,2345"}) {
    INFO(text);
    CHECK(shown(read_integer(text)) == "!number_form");
  }
  CHECK(shown(read_unit_count("1,000.0")) == "1000");
  CHECK(shown(read_unit_count("0")) == "!quantity_form");
  CHECK(shown(read_unit_count("999999999999999")) == "!quantity_form");
}

TEST_CASE("identifiers survive a spreadsheet or say that they did not") {
  CHECK(shown(read_identifier("10789.0")) == "10789");
  CHECK(shown(read_identifier("'1234567890123456789")) == "1234567890123456789");
  CHECK(shown(read_identifier(" ＶＣＳ９２９ ")) == "VCS929");
  CHECK(shown(read_identifier("1.5")) == "1.5");
  CHECK(shown(read_identifier("v1.0")) == "v1.0");
  CHECK(shown(read_identifier("1.23457E+18")) == "!number_precision_lost");
  CHECK(shown(read_identifier("'")) == "!value_missing");
}
