// A database file that rotted, was cut or kept an older page: whatever happens to a page, the audit reports it or
// nothing that the file says has changed. Every page, in shares that run beside each other. Not here: what a disk does
// while somebody writes.
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <optional>

#include "tests/support/ledger_folder.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

// Everything that the tables say, in the order of their keys, and what the file says that its tables are.
std::optional<std::string> dump(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  std::string text;
  try {
    if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      throw std::runtime_error("open");
    for (const char* table :
         {"sqlite_schema",     "notes",       "note_index",    "meta",          "entries",     "effects",
          "commands",          "checkpoints", "tiles",         "party_numbers", "seen",        "parties",
          "party_aliases",     "keys",        "appointments",  "factories",     "projects",    "project_aliases",
          "project_tokens",    "batches",     "printed_codes", "segments",      "inventories", "retirements",
          "retirement_ranges", "refusals",    "refused_uses",  "redactions"}) {
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

// A few octets from the place on at which two dumps part.
std::string first_difference(const std::string& one, const std::string& other) {
  const auto [in_one, in_other] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(in_one - one.begin() - 60, 0));
  return one.substr(from, 120) + " | " + other.substr(from, 120);
}

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
  const auto damaged_dump = dump(file).value_or("cannot be read");
  INFO(damage.what << ": " << first_difference(damaged_dump, honest_dump));
  CHECK((damaged_dump == honest_dump));
}

std::size_t page_size_of(const std::string& bytes) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(16)) * 256 +
                                  static_cast<unsigned char>(bytes.at(17)));
}

struct Original {
  std::string bytes;
  std::string dump;
  std::size_t page_size = 0;
  std::size_t pages = 0;
};

Original original_of(const std::filesystem::path& file) {
  Original honest{bytes_of(file), dump(file).value(), 0, 0};
  honest.page_size = page_size_of(honest.bytes);
  REQUIRE(honest.bytes.size() % honest.page_size == 0);
  honest.pages = honest.bytes.size() / honest.page_size;
  return honest;
}

// Eight flips in each page of the share; half of them near the page's end, where small tables have their rows.
void flip_bits(std::size_t share, std::size_t shares) {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const auto honest = original_of(copy.path() / "ledger.sqlite");
  unsigned reported = 0;
  std::uint64_t random = 88172645463325252ULL + share;
  for (std::size_t page = share; page < honest.pages; page += shares) {
    for (unsigned flip = 0; flip < 8; ++flip) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      const std::size_t offset = flip % 2 == 0
                                     ? random % honest.page_size
                                     : honest.page_size - 1 - random % std::min<std::size_t>(honest.page_size, 512);
      std::string bytes = honest.bytes;
      char& byte = bytes[page * honest.page_size + offset];
      byte = static_cast<char>(byte ^ (1 << flip));
      check_damage(copy, {"page " + std::to_string(page) + " byte " + std::to_string(offset), std::move(bytes)},
                   honest.dump, reported);
    }
  }
  CHECK(reported > 0);
}

void lose_pages(std::size_t share, std::size_t shares) {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const auto honest = original_of(copy.path() / "ledger.sqlite");
  unsigned reported = 0;
  unsigned damaged = 0;
  for (std::size_t page = share; page < honest.pages; page += shares) {
    const auto name = "page " + std::to_string(page);
    std::string zeroed = honest.bytes;
    std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(page * honest.page_size), honest.page_size, '\0');
    check_damage(copy, {name + " zeroed", std::move(zeroed)}, honest.dump, reported);
    if (page + 1 < honest.pages) {
      std::string swapped = honest.bytes;
      const auto at = swapped.begin() + static_cast<std::ptrdiff_t>(page * honest.page_size);
      const auto next = at + static_cast<std::ptrdiff_t>(honest.page_size);
      std::swap_ranges(at, next, next);
      check_damage(copy, {name + " swapped with the next", std::move(swapped)}, honest.dump, reported);
    }
    check_damage(copy, {"cut before " + name, honest.bytes.substr(0, page * honest.page_size)}, honest.dump, reported);
    ++damaged;
  }
  CHECK(reported > damaged);
}

// A factory with its address, a retirement and a refused second use: rows in many tables, behind those that are there.
void add_entries(LedgerFolder& ledger, std::int64_t from, std::int64_t count) {
  for (std::int64_t unit = from; unit < from + count; ++unit) {
    ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
    ledger.grant(ledger.plant, "register_factory", LedgerFolder::site(std::to_string(unit) + " Hill"));
    REQUIRE(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(unit, unit))) ==
            "refused double_use");
  }
}

}  // namespace

TEST_CASE("a flipped bit in any page is reported or changes nothing that the file says: even pages",
          "[audit][damage]") {
  flip_bits(0, 2);
}

TEST_CASE("a flipped bit in any page is reported or changes nothing that the file says: odd pages", "[audit][damage]") {
  flip_bits(1, 2);
}

TEST_CASE("a page that is zeroed, swapped or the last one is reported or changes nothing: even pages",
          "[audit][damage]") {
  lose_pages(0, 2);
}

TEST_CASE("a page that is zeroed, swapped or the last one is reported or changes nothing: odd pages",
          "[audit][damage]") {
  lose_pages(1, 2);
}

TEST_CASE("a page as it stood before later entries is reported or changes nothing that the file says",
          "[audit][damage]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  add_entries(ledger, 1, 20);
  ledger.close();
  const std::string before = bytes_of(ledger.path() / "ledger.sqlite");
  ledger.open();
  add_entries(ledger, 101, 20);
  ledger.close();
  const Copy copy(ledger.path());
  const auto honest = original_of(copy.path() / "ledger.sqlite");
  REQUIRE(before.size() % honest.page_size == 0);
  unsigned reported = 0;
  unsigned stale = 0;
  for (std::size_t page = 0; page < before.size() / honest.page_size; ++page) {
    std::string bytes = honest.bytes;
    const std::size_t at = page * honest.page_size;
    bytes.replace(at, honest.page_size, before, at, honest.page_size);
    if (bytes == honest.bytes) continue;
    ++stale;
    check_damage(copy, {"page " + std::to_string(page) + " of before", std::move(bytes)}, honest.dump, reported);
  }
  INFO(stale << " stale pages, " << reported << " reported");
  CHECK(stale > 10);
  CHECK(reported > stale / 2);
}
