// What every credit programme of the build promises, whichever it is. A new programme is held to this without a change
// here.
#include <catch2/catch.hpp>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();

void check_same(const Serial& a, const Serial& b) {
  CHECK(a.canonical == b.canonical);
  CHECK(a.space == b.space);
  CHECK(a.units == b.units);
  CHECK(a.printed_codes == b.printed_codes);
  CHECK(a.project_id == b.project_id);
  CHECK(a.vintage == b.vintage);
  CHECK(a.country == b.country);
}

// Replaces, inserts, removes or repeats a character, or exchanges two.
std::string mutated(std::string text, std::mt19937_64& random) {
  using namespace std::string_view_literals;
  static constexpr auto alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz-./#| \t\"\\\0\x7f\xc3\xa9"sv;
  const auto symbol = alphabet[random() % alphabet.size()];
  const auto rounds = 1 + random() % 3;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const auto at = text.empty() ? 0 : random() % text.size();
    switch (text.empty() ? 1 : random() % 6) {
      case 0:
        text[at] = symbol;
        break;
      case 1:
        text.insert(at, 1, symbol);
        break;
      case 2:
        text.erase(at, 1 + random() % 4);
        break;
      case 3:
        text.insert(at, text.substr(at, 1 + random() % 12));
        break;
      case 4:
        std::swap(text[at], text[random() % text.size()]);
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("every programme has its own code and says what it is") {
  std::set<std::string_view> codes;
  for (const Programme* programme : all_programmes()) {
    INFO(programme->code);
    CHECK(codes.insert(programme->code).second);
    CHECK(find_programme(programme->code) == programme);
    CHECK(programme->code.size() >= 2);
    CHECK(programme->code.size() <= 16);
    CHECK_FALSE(programme->name.empty());
    CHECK_FALSE(programme->name_zh.empty());
    CHECK_FALSE(programme->registry.empty());
    CHECK(programme->offset == (programme->unit == Unit::tonne_co2e));
    REQUIRE(programme->parse_serial != nullptr);
    REQUIRE(programme->project_id_is_valid != nullptr);
    CHECK_FALSE(programme->project_id_is_valid(""));
    CHECK_FALSE(programme->project_id_is_valid(std::string(300, '1')));
    CHECK_FALSE(programme->project_id_is_valid("1 2"));
    CHECK_FALSE(programme->examples.empty());
  }
  CHECK(codes.count("VCS") == 1);
  CHECK(codes.count("GEC") == 1);
  CHECK(codes.count("OWN") == 1);
  CHECK(find_programme("") == nullptr);
  CHECK(find_programme("vcs") == nullptr);
  CHECK(find_programme("VCS ") == nullptr);
}

TEST_CASE("every credit programme keeps the contract") {
  for (const Programme* programme : all_programmes()) {
    for (const auto& [serial, context] : all_examples(*programme)) {
      INFO(programme->code << " " << serial);
      const Serial read = parsed(*programme, serial, context);
      CHECK(read.units.quantity() == context.quantity);
      CHECK(read.units.first() >= 0);
      CHECK(read.units.last() <= limits::unit_number_max);
      CHECK_FALSE(read.space.empty());
      if (read.project_id) CHECK(programme->project_id_is_valid(*read.project_id));
      if (read.vintage) CHECK(*read.vintage == context.vintage);
      if (!programme->spaces.empty()) {
        CHECK(std::count(programme->spaces.begin(), programme->spaces.end(), read.space) == 1);
      }
      check_same(parsed(*programme, read.canonical, context), read);

      CHECK(fault_code(*programme, "", context) == "serial_form");
      CHECK(fault_code(*programme, serial + " ", context) == "serial_form");
      CHECK(fault_code(*programme, " " + serial, context) == "serial_form");
      CHECK(fault_code(*programme, serial + std::string(1, '\0'), context) == "serial_form");
      CHECK(fault_code(*programme, std::string(5000, '1'), context) == "serial_form");

      std::vector<std::int64_t> wrong{int64_min, -1, 0, limits::units_max + 1, limits::unit_number_max, int64_max};
      if (!programme->opaque) {
        wrong.insert(wrong.end(), {context.quantity - 1, context.quantity + 1, limits::units_max});
      }
      for (const auto quantity : wrong) {
        CHECK(fault_code(*programme, serial, {quantity, context.vintage}) == "range_quantity");
      }
    }
  }
}

TEST_CASE("a mutated serial never crashes a grammar and what still reads has one canonical spelling") {
  std::mt19937_64 random(20260401);
  std::uint64_t read_count = 0;
  for (const Programme* programme : all_programmes()) {
    const auto examples = all_examples(*programme);
    std::uint64_t unequal = 0;
    // What a canonical spelling with its context means: it may never come to mean other units.
    std::map<std::string, std::pair<std::string, UnitRange>> meanings;
    for (int round = 0; round < 50'000; ++round) {
      const auto& [serial, context] = examples[random() % examples.size()];
      const auto text = mutated(serial, random);
      const auto result = programme->parse_serial(text, context);
      const auto* read = std::get_if<Serial>(&result);
      if (read == nullptr) continue;
      ++read_count;
      const auto key = read->canonical + "|" + std::to_string(context.quantity) + "|" + format_period(context.vintage);
      const auto meaning = meanings.emplace(key, std::pair(read->space, read->units)).first->second;
      const auto again = programme->parse_serial(read->canonical, context);
      const auto* same = std::get_if<Serial>(&again);
      if (same == nullptr || same->canonical != read->canonical || same->units != read->units ||
          same->space != read->space || read->units.quantity() != context.quantity ||
          read->units.begin >= read->units.end || meaning != std::pair(read->space, read->units)) {
        ++unequal;
        UNSCOPED_INFO(programme->code << " " << text);
      }
    }
    CHECK(unequal == 0);
  }
  CHECK(read_count > 1000);
}
