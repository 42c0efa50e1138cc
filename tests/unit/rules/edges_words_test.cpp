// The ground under the rules at its edges: names that the log and the answers carry, texts byte by byte, dates, amounts
// and codes that are just not what they claim to be.
#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>

#include "ledger/amount.hpp"
#include "ledger/calendar.hpp"
#include "ledger/form.hpp"
#include "ledger/ids.hpp"
#include "ledger/notes.hpp"
#include "ledger/records.hpp"
#include "ledger/refusal.hpp"

using namespace tanbu;

namespace {

// The names of the values first to last, each of which must be a word of its own.
template <class Kind>
std::size_t words_of(int first, int last) {
  std::set<std::string> words;
  for (int number = first; number <= last; ++number) {
    const std::string word(name_of(static_cast<Kind>(number)));
    CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    CHECK_FALSE(word.empty());
    words.insert(word);
  }
  return words.size();
}

std::string fault(std::string_view text) { return std::string(text_fault(text, 100).value_or("")); }

}  // namespace

TEST_CASE("Every condition, status, notice and note has a word of its own", "[names]") {
  CHECK(words_of<UnitStatus>(1, 11) == unit_status_count);
  CHECK(words_of<RetirementStatus>(1, 7) == 7);
  CHECK(words_of<Flag>(1, 53) == 53);
  CHECK(words_of<ActionKind>(1, 11) == 11);
  CHECK(words_of<ConflictKind>(1, 5) == 5);
  CHECK(words_of<AuthorisationStepTaken::Kind>(1, 3) == 3);
  CHECK(words_of<PartyFault>(0, 5) == 6);
}

TEST_CASE("A number that is no refusal's finds none", "[names]") {
  CHECK_FALSE(refusal_from_number(0).has_value());
  CHECK_FALSE(refusal_from_number(9'999).has_value());
}

TEST_CASE("Characters of one to four bytes are counted and malformed ones are not", "[form]") {
  CHECK(count_characters("a\xc3\xa9\xe7\xa2\xb3\xf0\x9f\x8c\xb1") == 4);
  for (const char* bytes :
       {"\x80", "\xc1\x81", "\xc3", "\xc3\x28", "\xe7\xa2", "\xe7\xa2\x28", "\xe0\x80\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x9f\x8c"}) {
    CHECK_FALSE(count_characters(bytes).has_value());
  }
}

TEST_CASE("Characters that hide or reorder a text are refused", "[form]") {
  for (const char* text : {"a\x7f", "a\xc2\x85", "a\xe2\x80\xa8", "a\xe2\x80\xa9", "a\xe2\x80\xaa", "a\xe2\x81\xa6",
                           "a\xe2\x81\xa9", "a\xef\xbb\xbf"}) {
    CHECK(fault(text) == "text_control_character");
  }
  // Their neighbours are plain.
  for (const char* text : {"a~", "a\xc2\xa0", "a\xe2\x80\xa7", "a\xe2\x80\xaf", "a\xe2\x81\xa5", "a\xe2\x81\xaa"}) {
    CHECK(fault(text).empty());
  }
}

TEST_CASE("Characters that compose with their neighbour are refused", "[form]") {
  for (const char* text :
       {"a\xcc\x80", "a\xcd\xaf", "\xe1\x84\x80", "\xe1\xaa\xb0", "\xe2\x83\x90", "\xe2\x84\xa6", "\xe2\x84\xaa",
        "\xe2\x84\xab", "\xef\xa4\x80", "\xef\xb8\xa0", "\xe3\x82\x99", "\xe3\x82\x9a", "\xf0\xaf\xa0\x80"}) {
    CHECK(fault(text) == "text_not_nfc");
  }
  for (const char* text :
       {"\xcd\xb0", "\xe1\x88\x80", "\xe2\x82\xac", "\xe2\x84\x83", "\xe3\x82\x9b", "\xf0\xaf\xa8\xa0"}) {
    CHECK(fault(text).empty());
  }
}

TEST_CASE("A mail address has somebody before the sign and a domain behind it", "[form][PD-01]") {
  for (const char* text : {"to A.B_c-d+1@example.org", "x@y.cn, see page 3", "@x a@b.cn"}) CHECK(fault(text) == "pii");
  for (const char* text : {"a @b.cn", "a@b", "a@.cn", "a@b.c", "a@", "\xe7\xa2\xb3@b.cn"}) CHECK(fault(text).empty());
}

TEST_CASE("A resident's number is found with either letter and inside no longer number", "[form][PD-01]") {
  CHECK(fault("11010519491231002x") == "pii");
  CHECK(fault("111010519491231002X").empty());
  CHECK(fault("11010519491231002X1").empty());
  CHECK(fault("1101051949123a002X").empty());
  CHECK(fault("12345678901") == "");
  CHECK(fault("13345678901") == "pii");
  CHECK(fault("1334567890a").empty());
}

TEST_CASE("Names are compared by what is left of them", "[form][RT-03]") {
  CHECK(normalised_name("A\xc3\xa9\xf0\x9f\x8c\xb1") == "a\xc3\xa9\xf0\x9f\x8c\xb1");
  CHECK(normalised_name("a\xff\x62") == "ab");
  CHECK(normalised_name("a\xe3\x80\x82\xe3\x80\x81\xc2\xa0(b),.") == "ab");
  CHECK(normalised_name("\xef\xbd\x9e\xef\xbd\x9f") == "~\xef\xbd\x9f");
}

TEST_CASE("Amounts outside their world are no amounts", "[amount][U-01][U-03]") {
  CHECK(format_tonnes({-570}) == "-0.57");
  CHECK(parse_factor("0.4974") == GridFactor{4'974});
  CHECK(format_factor({4'974}) == "0.4974");
  CHECK_FALSE(parse_factor("0.49741").has_value());
  CHECK_FALSE(parse_factor("a").has_value());
  CHECK_FALSE(electricity_emissions({1}, {-1}).has_value());
  CHECK_FALSE(electricity_emissions({1}, {limits::factor_e4_max + 1}).has_value());
  CHECK_FALSE(electricity_emissions({limits::electricity_kwh_max + 1}, {1}).has_value());
  CHECK_FALSE(percent_e2_truncated(-1, 5).has_value());
  CHECK_FALSE(percent_e2_truncated(1, 0).has_value());
  CHECK_FALSE(percent_e2_truncated(std::numeric_limits<std::int64_t>::max(), 1).has_value());
}

TEST_CASE("Dates and periods of another spelling are none", "[calendar][U-04]") {
  for (const char* text : {"2023/01/01", "2023-01/01", "2023-1-01", "1899-12-31", "2200-01-01", "2023-00-10",
                           "2023-13-01", "2023-02-30", "20a3-01-01", "2023-a1-01", "2023-01-0a"}) {
    CHECK_FALSE(parse_date(text).has_value());
  }
  for (const char* text : {"1899", "2200", "20a3", "2023-01-01..2023-06-30", "2023-01-01--2023-02-30",
                           "2023-02-30--2023-03-01", "2023-06-30--2023-06-29", "2023-01-01--2023-12-31"}) {
    CHECK_FALSE(parse_period(text).has_value());
  }
  CHECK(format_period(*parse_period("2023-01-01--2023-12-30")) == "2023-01-01--2023-12-30");
  CHECK(format_period(*parse_period("2023-01-02--2023-12-31")) == "2023-01-02--2023-12-31");
}

TEST_CASE("Days before 1970 are days as well", "[calendar][U-04]") {
  CHECK(format_date(china_date({-1})) == "1970-01-01");
  CHECK(format_date(china_date({-8LL * 3'600'000 - 1})) == "1969-12-31");
  CHECK(format_date(china_date({-32LL * 3'600'000})) == "1969-12-31");
}

TEST_CASE("A month is from its first to its last day", "[calendar]") {
  const auto month = [](const char* text) { return month_of_period(*parse_period(text)).value_or(""); };
  CHECK(month("2024-02-01--2024-02-29") == "2024-02");
  CHECK(month("2023-02-01--2023-02-28") == "2023-02");
  CHECK(month("2024-02-01--2024-02-28").empty());
  CHECK(month("2024-02-02--2024-02-29").empty());
  CHECK(month("2024-01-01--2024-02-29").empty());
}

TEST_CASE("Codes of parties are refused for the first thing that is wrong with them", "[ids][ID-01]") {
  CHECK(uscc_check_character("00000000000000000") == '0');
  CHECK_FALSE(uscc_check_character("0000000000000000").has_value());
  CHECK_FALSE(uscc_check_character("0000000000000000I").has_value());
  CHECK(check_party("lei:5493001KJTIIGC8Y1R1") == PartyFault::party_form);
  CHECK(check_party("lei:5493001kJTIIGC8Y1R12") == PartyFault::party_form);
  CHECK(check_party("lei:5493001KJTIIGC8Y1RA2") == PartyFault::party_form);
  CHECK(check_party("lei:5493001KJTIIGC8Y1R1A") == PartyFault::party_form);
}

TEST_CASE("An origin is a short printable name without a scheme", "[ids]") {
  CHECK(origin_is_valid("ledger.example/1"));
  CHECK(origin_is_valid(std::string(255, 'a')));
  for (const std::string& text : {std::string(), std::string(256, 'a'), std::string("https://a"), std::string("a b"),
                                  std::string("a+b"), std::string("a\x7f"), std::string("\xe7\xa2\xb3")}) {
    CHECK_FALSE(origin_is_valid(text));
  }
}
