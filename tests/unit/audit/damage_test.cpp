// A database file that rotted or was cut: whatever happens to a page, the audit reports it or nothing that the file
// says has changed. Not here: what a disk does while somebody writes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <optional>

#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

#ifdef TANBU_LONG
constexpr std::size_t page_step = 1;
#else
constexpr std::size_t page_step = 7;  // coprime to the pages' number as a rule; the long run takes every page
#endif

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

// Everything that the tables say, in the order of their keys.
std::optional<std::string> dump(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  std::string text;
  try {
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      throw std::runtime_error("open");
    for (const char* table :
         {"notes",       "note_index",    "meta",          "entries",     "effects",         "commands",
          "checkpoints", "tiles",         "party_numbers", "seen",        "parties",         "party_aliases",
          "keys",        "appointments",  "factories",     "projects",    "project_aliases", "project_tokens",
          "batches",     "printed_codes", "segments",      "inventories", "retirements",     "retirement_ranges",
          "refusals",    "refused_uses",  "redactions"}) {
      text += std::string("\n") + table;
      for (const auto& row : rows(database, "SELECT * FROM " + std::string(table) + " ORDER BY 1, 2")) {
        for (const auto& value : row) text += std::to_string(value.size()) + ":" + value;
      }
    }
  } catch (const std::runtime_error&) {
    sqlite3_close(database);
    return std::nullopt;
  }
  sqlite3_close(database);
  return text;
}

struct Damage {
  std::string what;
  std::string bytes;
};

// Writes the damaged file over a copy of the ledger and holds the audit to its promise.
void check_damage(const Copy& copy, const Damage& damage, const std::string& honest_dump, unsigned& reported) {
  const auto file = copy.path() / "ledger.sqlite";
  std::filesystem::remove(copy.path() / "ledger.sqlite-wal");
  std::filesystem::remove(copy.path() / "ledger.sqlite-shm");
  std::ofstream(file, std::ios::binary | std::ios::trunc) << damage.bytes;
  const auto report = copy.audit();
  if (!report.ok()) {
    ++reported;
    return;
  }
  INFO(damage.what);
  CHECK(dump(file) == honest_dump);
}

std::size_t page_size_of(const std::string& bytes) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(16)) * 256 +
                                  static_cast<unsigned char>(bytes.at(17)));
}

}  // namespace

TEST_CASE("a flipped bit in any page is reported or changes nothing that the file says", "[audit][damage]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const std::string honest = bytes_of(copy.path() / "ledger.sqlite");
  const auto honest_dump = dump(copy.path() / "ledger.sqlite");
  REQUIRE(honest_dump.has_value());
  const std::size_t page_size = page_size_of(honest);
  REQUIRE(honest.size() % page_size == 0);
  unsigned reported = 0;
  std::uint64_t random = 88172645463325252ULL;
  for (std::size_t page = 0; page < honest.size() / page_size; page += page_step) {
    for (unsigned flip = 0; flip < 8; ++flip) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      // Half of the flips near the page's end, where small tables have their rows.
      const std::size_t offset =
          flip % 2 == 0 ? random % page_size : page_size - 1 - random % std::min<std::size_t>(page_size, 512);
      std::string bytes = honest;
      char& byte = bytes[page * page_size + offset];
      byte = static_cast<char>(byte ^ (1 << flip));
      check_damage(copy, {"page " + std::to_string(page) + " byte " + std::to_string(offset), std::move(bytes)},
                   *honest_dump, reported);
    }
  }
  CHECK(reported > 0);
}

TEST_CASE("a page that is zeroed, swapped or the last one is reported or changes nothing that the file says",
          "[audit][damage]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const std::string honest = bytes_of(copy.path() / "ledger.sqlite");
  const auto honest_dump = dump(copy.path() / "ledger.sqlite");
  REQUIRE(honest_dump.has_value());
  const std::size_t page_size = page_size_of(honest);
  const std::size_t pages = honest.size() / page_size;
  unsigned reported = 0;
  for (std::size_t page = 0; page < pages; page += page_step) {
    const auto name = "page " + std::to_string(page);
    std::string zeroed = honest;
    std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(page * page_size), page_size, '\0');
    check_damage(copy, {name + " zeroed", std::move(zeroed)}, *honest_dump, reported);
    if (page + 1 < pages) {
      std::string swapped = honest;
      const auto at = swapped.begin() + static_cast<std::ptrdiff_t>(page * page_size);
      const auto next = at + static_cast<std::ptrdiff_t>(page_size);
      std::swap_ranges(at, next, next);
      check_damage(copy, {name + " swapped with the next", std::move(swapped)}, *honest_dump, reported);
    }
    check_damage(copy, {"cut before " + name, honest.substr(0, page * page_size)}, *honest_dump, reported);
  }
  CHECK(reported > pages / page_step);
}
