// Amounts, dates, ids and texts: the smallest things, exhaustively where that is cheap.
#include "ledger/amount.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "ledger/calendar.hpp"
#include "ledger/form.hpp"
#include "ledger/grid_factors.hpp"
#include "ledger/ids.hpp"
#include "ledger/serial_range.hpp"

using namespace tanbu;

TEST_CASE("tonnes are read exactly or not at all", "[amount][U-01]") {
  CHECK(parse_tonnes("19706.57") == Kilograms{19'706'570});
  CHECK(parse_tonnes("0") == Kilograms{0});
  CHECK(parse_tonnes("0.001") == Kilograms{1});
  CHECK(parse_tonnes("8000.00") == Kilograms{8'000'000});
  for (const char* text : {"", "1.970657e4", "19,706.57", "１９７０６.57", "19706.5701", "-1", "+1", " 1", "1 ", "01",
                           "00", ".5", "5.", "1.2.3", "100000000000.001", "99999999999999999999", "NaN", "0x10"}) {
    INFO(text);
    CHECK_FALSE(parse_tonnes(text).has_value());
  }
  CHECK(parse_tonnes("100000000000.000") == Kilograms{limits::emissions_kg_max});
}

TEST_CASE("tonnes read back as they were written", "[amount][property]") {
  std::mt19937_64 random(20'261'121);
  for (int round = 0; round < 100'000; ++round) {
    const Kilograms amount{static_cast<std::int64_t>(random() % 100'000'000'000'001ULL)};
    REQUIRE(parse_tonnes(format_tonnes(amount)) == amount);
  }
  CHECK(format_tonnes({19'706'570}) == "19706.57");
  CHECK(format_tonnes({19'706'571}) == "19706.571");
  CHECK(format_tonnes({570}) == "0.57");
  CHECK(format_tonnes({0}) == "0.00");
}

TEST_CASE("electricity times factor is rounded up to the kilogram", "[amount][U-01]") {
  CHECK(electricity_emissions({23'535'524}, {4'974}) == Kilograms{11'706'570});
  CHECK(electricity_emissions({10'000}, {4'974}) == Kilograms{4'974});
  CHECK(electricity_emissions({1}, {1}) == Kilograms{1});
  CHECK(electricity_emissions({0}, {4'974}) == Kilograms{0});
  CHECK(electricity_emissions({10'000'000}, {5'306}) == Kilograms{5'306'000});
  CHECK(electricity_emissions({10'000'000}, {1'564}) == Kilograms{1'564'000});
  CHECK_FALSE(electricity_emissions({limits::electricity_kwh_max}, {limits::factor_e4_max}).has_value());
  CHECK_FALSE(electricity_emissions({-1}, {1}).has_value());
  CHECK_FALSE(electricity_emissions({std::numeric_limits<std::int64_t>::max()}, {1}).has_value());
}

TEST_CASE("percentages are truncated, so that 100.00 is shown only when it is true", "[amount][U-03]") {
  const auto shown = [](std::int64_t part, std::int64_t whole) {
    return format_percent_e2(percent_e2_truncated(part, whole).value());
  };
  CHECK(shown(19'705'000, 19'706'570) == "99.99");
  CHECK(shown(19'706'000, 19'706'570) == "99.99");
  CHECK(shown(19'707'000, 19'706'570) == "100.00");
  CHECK(shown(0, 5) == "0.00");
  CHECK(shown(29'999, 100'000) == "29.99");
  CHECK_FALSE(percent_e2_truncated(1, 0).has_value());
  CHECK_FALSE(percent_e2_truncated(-1, 5).has_value());
  CHECK_FALSE(percent_e2_truncated(std::numeric_limits<std::int64_t>::max(), 5).has_value());
}

TEST_CASE("sums and products never wrap", "[amount][asvs:1.4.2]") {
  constexpr auto top = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(checked_add(top, 1).has_value());
  CHECK_FALSE(checked_add(std::numeric_limits<std::int64_t>::min(), -1).has_value());
  CHECK(checked_add(top, 0) == top);
  CHECK_FALSE(checked_multiply(top, 2).has_value());
  CHECK(checked_multiply(top, 1) == top);
}

TEST_CASE("a range is inclusive at the edge and half-open inside", "[range]") {
  const auto range = UnitRange::from_inclusive(5, 9).value();
  CHECK(range.quantity() == 5);
  CHECK(range.first() == 5);
  CHECK(range.last() == 9);
  CHECK_FALSE(UnitRange::from_inclusive(9, 5).has_value());
  CHECK_FALSE(UnitRange::from_inclusive(-1, 5).has_value());
  CHECK(UnitRange::from_inclusive(0, limits::unit_number_max).has_value());
  CHECK_FALSE(UnitRange::from_inclusive(0, limits::unit_number_max + 1).has_value());
  for (std::int64_t first = 0; first < 8; ++first) {
    for (std::int64_t last = first; last < 8; ++last) {
      const auto other = UnitRange::from_inclusive(first, last).value();
      const auto four = UnitRange::from_inclusive(3, 4).value();
      bool shares = false;
      for (std::int64_t unit = first; unit <= last; ++unit) shares = shares || unit == 3 || unit == 4;
      CHECK(other.overlaps(four) == shares);
      CHECK(other.contains(four) == (first <= 3 && last >= 4));
    }
  }
}

TEST_CASE("dates are civil dates that exist", "[calendar][U-04]") {
  CHECK(format_date(parse_date("2024-02-29").value()) == "2024-02-29");
  for (const char* text : {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "24-01-01", "2024/01/01",
                           "1899-12-31", "2200-01-01", "2024-01-32", ""}) {
    INFO(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
  const Date first = parse_date("1900-01-01").value();
  const Date last = parse_date("2199-12-31").value();
  for (std::int32_t days = first.days; days <= last.days; ++days)
    REQUIRE(parse_date(format_date({days})) == Date{days});
}

TEST_CASE("the date in China changes at 16:00 UTC", "[calendar][U-04]") {
  CHECK(format_date(china_date({1'763'740'799'999})) == "2025-11-21");  // 2025-11-21T15:59:59.999Z
  CHECK(format_date(china_date({1'763'740'800'000})) == "2025-11-22");
  CHECK(format_date(china_date({-1})) == "1970-01-01");
  CHECK(format_date(china_date({-8LL * 3'600'000 - 1})) == "1969-12-31");
}

TEST_CASE("a period has one spelling", "[calendar]") {
  CHECK(format_period(parse_period("2022").value()) == "2022");
  CHECK(format_period(parse_period("2022-07-01--2023-06-30").value()) == "2022-07-01--2023-06-30");
  for (const char* text :
       {"2022-01-01--2022-12-31", "2022-02-01--2022-01-01", "22", "2022-1", "2022-01-01/2022-06-30", "", "20225"}) {
    INFO(text);
    CHECK_FALSE(parse_period(text).has_value());
  }
  CHECK(month_of_period(parse_period("2024-02-01--2024-02-29").value()) == "2024-02");
  CHECK_FALSE(month_of_period(parse_period("2024-02-01--2024-02-28").value()).has_value());
  CHECK_FALSE(month_of_period(parse_period("2024").value()).has_value());
}

TEST_CASE("recorded time never runs backwards", "[calendar]") {
  STATIC_REQUIRE(recorded_at({5}, {9}).unix_ms == 9);
  STATIC_REQUIRE(recorded_at({10}, {9}).unix_ms == 10);
}

TEST_CASE("a credit code carries its own check", "[ids][ID-01]") {
  for (const char* code : {"91110108717743469K", "914403001922038216", "91330100799655058B", "9144030071526726XG"}) {
    INFO(code);
    CHECK(parse_party(std::string("uscc:") + code).has_value());
  }
  CHECK(name_of(check_party("uscc:91110108717743469J")) == "uscc_check");
  CHECK(name_of(check_party("uscc:91110108717743469k")) == "uscc_alphabet");
  CHECK(name_of(check_party("uscc:9111010871774346OK")) == "uscc_alphabet");
  CHECK(name_of(check_party("uscc:9111010871774346")) == "uscc_length");
  CHECK(name_of(check_party("91110108717743469K")) == "party_form");
  // One wrong character anywhere is found: 31 is prime and every weight is invertible modulo 31.
  const std::string good = "91330100799655058B";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char symbol : alphabet) {
      std::string wrong = good;
      wrong[at] = symbol;
      CHECK(parse_party("uscc:" + wrong).has_value() == (wrong == good));
    }
  }
}

TEST_CASE("a legal entity identifier and a slug are checked", "[ids]") {
  CHECK(parse_party("lei:5493001KJTIIGC8Y1R12").has_value());
  CHECK(name_of(check_party("lei:5493001KJTIIGC8Y1R13")) == "lei_check");
  CHECK(parse_party("x:association-1").has_value());
  for (const char* text :
       {"x:a", "x:Upper", "x:with space", "x:", "y:abc", "", "x:0123456789012345678901234567890123456789x"}) {
    INFO(text);
    CHECK_FALSE(parse_party(text).has_value());
  }
}

TEST_CASE("free text holds no personal information, and ids are not mistaken for it", "[form][PD-01]") {
  for (const char* text : {"联系人 13812345678", "tel:13912345678.", "a.b@example.org", "11010519491231002X",
                           "身份证11010519491231002X"}) {
    INFO(text);
    CHECK(text_fault(text, 500) == std::string_view("pii"));
  }
  for (const char* text : {"signatory_role=GENERAL_MANAGER", "91330100799655058B", "1381234567890123456", "12812345678",
                           "@home", "price 5@unit", "110105194912310021"}) {
    INFO(text);
    CHECK_FALSE(text_fault(text, 500).has_value());
  }
}

TEST_CASE("free text is plain, short and composed", "[form]") {
  CHECK(text_fault("", 5) == std::string_view("text_empty"));
  CHECK(text_fault("   ", 5) == std::string_view("text_empty"));
  CHECK(text_fault("零碳工厂", 4) == std::nullopt);
  CHECK(text_fault("零碳工厂x", 4) == std::string_view("text_too_long"));
  CHECK(text_fault("a\tb", 5) == std::string_view("text_control_character"));
  CHECK(text_fault("a\nb", 5) == std::string_view("text_control_character"));
  CHECK(text_fault("a\xe2\x80\xae z", 9) == std::string_view("text_control_character"));  // right-to-left override
  CHECK(text_fault("e\xcc\x81", 5) == std::string_view("text_not_nfc"));
  CHECK(text_fault("\xff", 5) == std::string_view("text_not_utf8"));
  CHECK(text_fault("\xc0\xaf", 5) == std::string_view("text_not_utf8"));
  CHECK(text_fault("\xed\xa0\x80", 5) == std::string_view("text_not_utf8"));
}

TEST_CASE("names of organisations are compared without case, width, blanks and dots", "[form]") {
  CHECK(normalised_name("Plant One Ltd.") == normalised_name("ＰＬＡＮＴ　One, LTD"));
  CHECK(normalised_name("三明厦钨新能源材料有限公司（XTC）") == normalised_name("三明厦钨新能源材料有限公司(xtc)"));
  CHECK(normalised_name("Plant One") != normalised_name("Plant Two"));
}

TEST_CASE("the loaded grid factors are those of the notices", "[factors][EF-01]") {
  CHECK(published_factors().size() == 43);
  CHECK(is_known_location_factor({4'974}));        // Zhejiang 2023
  CHECK(is_known_location_factor({5'366}));        // national 2022
  CHECK_FALSE(is_known_location_factor({5'633}));  // a misprint found in a public report (EF-02)
  CHECK_FALSE(is_known_location_factor({6'096}));  // another caliber
}
