// What people type and what they see: names of commands, ranges, codes of companies, periods, percentages, exit
// statuses, columns.
#include <catch2/catch.hpp>
#include <set>

#include "api/cli/arguments.hpp"
#include "api/cli/client.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/settings.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/ulid.hpp"

using namespace tanbu;
using namespace tanbu::cli;

namespace {
std::string party(std::string_view text) {
  const auto result = read_party(text);
  const auto* fault = std::get_if<PartyFault>(&result);
  return fault == nullptr ? std::get<PartyId>(result).text : std::string(name_of(*fault));
}
}  // namespace

TEST_CASE("the name of a command has the shape of a ULID") {
  CHECK(ulid(0, {}) == "00000000000000000000000000");
  CHECK(ulid((std::int64_t{1} << 48) - 1, {255, 255, 255, 255, 255, 255, 255, 255, 255, 255}) ==
        "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  // The time of the ULID specification's own example.
  CHECK(ulid(1469918176385, {}).substr(0, 10) == "01ARYZ6S41");
  CHECK(ulid(0, {0, 0, 0, 0, 1, 0, 0, 0, 0, 2}) == "00000000000000000100000002");
}

TEST_CASE("names of commands sort by their time and are not given twice") {
  CHECK(ulid(999, {255, 255, 255, 255, 255, 255, 255, 255, 255, 255}) < ulid(1000, {}));
  std::set<std::string> names;
  for (int at = 0; at < 1000; ++at) names.insert(fresh_ulid());
  CHECK(names.size() == 1000);
  CHECK(std::all_of(names.begin(), names.end(), [](const std::string& name) { return name.size() == 26; }));
}

TEST_CASE("people's spellings of a company's code become the canonical one") {
  const std::string canonical = "uscc:91330100799655058B";
  CHECK(party("uscc:91330100799655058B") == canonical);
  CHECK(party("91330100799655058b") == canonical);
  CHECK(party("  USCC: 9133 0100 7996 5505 8b \n") == canonical);
  CHECK(party("ＵＳＣＣ：９１３３０１００７９９６５５０５８ｂ") == canonical);
  CHECK(party("\u300091330100799655058B\u3000") == canonical);
  CHECK(party("x:Registry-1") == "x:registry-1");
}

TEST_CASE("a company's code with a wrong character is named as such and not repaired") {
  CHECK(party("91330100799655058C") == "uscc_check");
  CHECK(party("9133010079965505") == "uscc_length");
  CHECK(party("uscc:91330100799655O58B") == "uscc_alphabet");
  CHECK(party("mail:someone") == "party_form");
  CHECK(party("") != "uscc:");
}

TEST_CASE("a range is a batch and its first and last unit") {
  const auto range = read_range("230:1-570");
  REQUIRE(range);
  CHECK(range->batch.value == 230);
  CHECK(range->units.first() == 1);
  CHECK(range->units.last() == 570);
  CHECK(range->units.quantity() == 570);
  CHECK(range_text(*range) == "230:1-570");
  CHECK(read_range("230:17")->units.quantity() == 1);
  CHECK(read_range(" ２３０：１－５７０ ") == range);
  CHECK(read_range("0:0-9007199254740991"));
}

TEST_CASE("what is not a range is not guessed") {
  const auto* const text =
      GENERATE("", "230", "230:", ":1-5", "230:5-1", "230:1-", "230:-5", "230:1-5-9", "230:1..5", "-1:1-5", "230:+1-5",
               "230:0x1-5", "230:1-9007199254740992", "99999999999999999999:1-2", "230:1,000-2,000", "230:1 -5");
  CAPTURE(text);
  CHECK_FALSE(read_range(text));
}

TEST_CASE("the quantity of ranges is their sum or nothing") {
  CHECK(quantity_of({*read_range("1:1-10"), *read_range("2:5-5")}) == 11);
  CHECK(quantity_of({}) == 0);
  const std::vector<BatchRange> huge(2000, *read_range("1:0-9007199254740991"));
  CHECK_FALSE(quantity_of(huge));
}

TEST_CASE("a period has one spelling however it was typed") {
  CHECK(format_period(*read_period(" ２０２５ ")) == "2025");
  CHECK(format_period(*read_period("2025-01-01--2025-12-31")) == "2025");
  CHECK(format_period(*read_period("2025-01-01..2025-06-30")) == "2025-01-01--2025-06-30");
  CHECK_FALSE(read_period("2025-06-30--2025-01-01"));
  CHECK_FALSE(read_period("25"));
}

TEST_CASE("percentages are compared exactly") {
  CHECK(read_percent_e2("100") == 10'000);
  CHECK(read_percent_e2("99.99") == 9'999);
  CHECK(read_percent_e2("99.9%") == 9'990);
  CHECK_FALSE(read_percent_e2("99.999"));
  CHECK_FALSE(read_percent_e2("-1"));
  CHECK_FALSE(read_percent_e2("99."));
  CHECK(reaches("19706000/19706570", 9'999) == true);
  CHECK(reaches("19706000/19706570", 10'000) == false);
  CHECK(reaches("19706570/19706570", 10'000) == true);
  CHECK_FALSE(reaches("1/0", 10'000));
  CHECK_FALSE(reaches("", 10'000));
}

TEST_CASE("every HTTP status ends in the exit status that scripts rely on") {
  struct Row {
    long status;
    int exit;
  };
  const auto row = GENERATE(values<Row>({{200, 0},
                                         {201, 0},
                                         {302, 1},
                                         {400, 1},
                                         {401, 4},
                                         {403, 4},
                                         {404, 5},
                                         {405, 1},
                                         {409, 6},
                                         {413, 1},
                                         {422, 1},
                                         {429, 1},
                                         {500, 1},
                                         {502, 7},
                                         {503, 7},
                                         {504, 7}}));
  CAPTURE(row.status);
  CHECK(static_cast<int>(exit_of_status(row.status)) == row.exit);
}

TEST_CASE("Chinese takes two columns and combining marks take none") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("工厂") == 4);
  CHECK(display_width("CO₂e") == 4);
  CHECK(display_width("（注销）") == 8);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\xff\xfe") == 2);
}

TEST_CASE("columns line up by display width on a terminal and are tab-separated elsewhere") {
  Table table({{"工厂"}, {"t", Align::right}});
  table.add({"甲", "5"});
  table.add({"abcdef", "1000"});
  CHECK(table.text(true) == "工厂       t\n甲         5\nabcdef  1000\n");
  CHECK(table.text(false) == "工厂\tt\n甲\t5\nabcdef\t1000\n");
}

TEST_CASE("a stranger's text cannot steer the terminal") {
  CHECK(harmless("a\x1b[2Jb") == "a\uFFFD[2Jb");
  CHECK(harmless("a\tb\nc") == "a\uFFFDb\uFFFDc");
  CHECK(harmless("\u202E100\u2066") == "\uFFFD100\uFFFD");
  CHECK(harmless("\xc2\x9b"
                 "31m") == "\uFFFD31m");
  CHECK(harmless("\xf0\x9f") == "\uFFFD\uFFFD");
  CHECK(harmless("\xc0\xaf") == "\uFFFD\uFFFD");
  CHECK(harmless("碳簿 tanbu") == "碳簿 tanbu");
  CHECK(harmless_lines("a\x1b\nb\n\nc\r") == "a\uFFFD\nb\n\nc\uFFFD");
}

TEST_CASE("names keep their full-width marks and lose the blanks around them") {
  CHECK(name_argument(" \u3000浙江（杭州）公司\u3000\n") == "浙江（杭州）公司");
  CHECK(name_argument("\u3000 ").empty());
}

TEST_CASE("an address with a user, a query or a foreign scheme is no base URL") {
  CHECK(base_url_is_valid("http://127.0.0.1:8080"));
  CHECK(base_url_is_valid("https://ledger.example.cn/tanbu"));
  const auto* const text = GENERATE("", "ledger.example", "ftp://ledger.example", "file:///etc/passwd", "http://",
                                    "https://user@ledger.example", "https://a:b@ledger.example",
                                    "https://ledger.example?x=1", "https://ledger.example#x", "http://a b");
  CAPTURE(text);
  CHECK_FALSE(base_url_is_valid(text));
}

TEST_CASE("only https and this machine protect what is sent") {
  CHECK_FALSE(travels_in_clear("https://ledger.example"));
  CHECK_FALSE(travels_in_clear("http://127.0.0.1:8080"));
  CHECK_FALSE(travels_in_clear("http://[::1]:8080"));
  CHECK(travels_in_clear("http://ledger.example"));
  CHECK(travels_in_clear("http://127.0.0.1.example.com"));
  CHECK(travels_in_clear("http://127.example.com"));
}

TEST_CASE("what stands in a path or a query is percent-encoded whole") {
  CHECK(percent_encoded("GS1-1-CN_~.") == "GS1-1-CN_~.");
  CHECK(percent_encoded("a/b?c&d e%碳") == "a%2Fb%3Fc%26d%20e%25%E7%A2%B3");
  CHECK(percent_encoded(std::string_view("\0", 1)) == "%00");
}

TEST_CASE("the config file has names and values and nothing else") {
  const auto parsed = parse_config("# mine\n url = https://ledger.example \n\nparty=x:me\n");
  REQUIRE(parsed);
  CHECK(parsed->at("url") == "https://ledger.example");
  CHECK(parsed->at("party") == "x:me");
  CHECK_FALSE(parse_config("url https://ledger.example\n"));
  CHECK_FALSE(parse_config("ulr = https://ledger.example\n"));
}
