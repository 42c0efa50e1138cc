// Backup and restore read every entry: what they let pass is, byte for byte, the log that was signed.
#include <random>

#include "ledger/engine/backup.hpp"
#include "ledger/log/entry.hpp"
#include "tests/unit/keeping/files.hpp"
#include "tests/unit/store/raw.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// A closed ledger with a full tile, and its backup.
struct BackedUp {
  LedgerFolder ledger;
  TemporaryFolder place;
  std::filesystem::path file = place.path() / "backup";
  std::string newest;
  std::string bytes;

  BackedUp() {
    ledger.populate(1'000);
    for (std::int64_t unit = 1; unit <= 260; ++unit)
      ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
    ledger.close();
    const auto made = engine::back_up(ledger.path(), file);
    if (const auto* fault = std::get_if<engine::OpenFault>(&made)) FAIL(fault->code << " " << fault->detail);
    newest = bytes_of(ledger.path() / "checkpoint");
    bytes = bytes_of(file);
  }
};

const BackedUp& backed_up() {
  static const BackedUp made;
  return made;
}

std::string fault_of(const std::variant<engine::CopiedLedger, engine::OpenFault>& made) {
  const auto* fault = std::get_if<engine::OpenFault>(&made);
  return fault == nullptr ? "" : fault->code + ": " + fault->detail;
}

std::string log_in(const std::filesystem::path& database) {
  Raw raw(database);
  return raw.value("SELECT group_concat(hex(entry) || hex(leaf)) FROM (SELECT entry, leaf FROM entries ORDER BY idx)") +
         raw.value("SELECT group_concat(hex(jws)) FROM (SELECT jws FROM commands ORDER BY idx)") +
         raw.value("SELECT group_concat(hex(hashes)) FROM (SELECT hashes FROM tiles ORDER BY level, number)");
}

// Restores the backup with one bit of it flipped. Where that is refused, nothing may have been put in place.
struct Flipped {
  std::string fault;
  bool whole = false;  // restored, and its log is the one that was backed up
};
Flipped restore_flipped(const BackedUp& made, std::size_t byte, unsigned bit) {
  TemporaryFolder place;
  std::string bytes = made.bytes;
  bytes[byte] = static_cast<char>(static_cast<unsigned char>(bytes[byte]) ^ (1U << bit));
  std::ofstream(place.path() / "flipped", std::ios::binary) << bytes;
  const auto to = place.path() / "restored";
  Flipped flipped;
  flipped.fault =
      fault_of(engine::restore({.file = place.path() / "flipped", .directory = to, .latest_checkpoint = made.newest}));
  if (flipped.fault.empty()) flipped.whole = log_in(to / "ledger.sqlite") == log_in(made.file);
  if (!flipped.fault.empty()) CHECK_FALSE(std::filesystem::exists(to / "ledger.sqlite"));
  return flipped;
}

}  // namespace

TEST_CASE("no flipped bit of a backup's entries, hashes or commands is restored", "[keeping][backup]") {
  const BackedUp& made = backed_up();
  Raw raw(made.file);
  const auto count = std::stoul(raw.value("SELECT count(*) FROM entries"));
  std::minstd_rand random(11);
  for (int round = 0; round < 90; ++round) {
    const char* const columns[] = {"entry FROM entries", "leaf FROM entries", "jws FROM commands"};
    const std::string column = columns[round % 3];
    const std::string index = std::to_string(random() % count);
    CAPTURE(round, column, index);
    const auto value = crypto::hex_decode(raw.value("SELECT lower(hex(" + column.substr(0, column.find(' ')) + "))" +
                                                    column.substr(column.find(' ')) + " WHERE idx = " + index));
    REQUIRE(value.has_value());
    const auto at = made.bytes.find(*value);
    REQUIRE(at != std::string::npos);
    const auto flipped = restore_flipped(made, at + random() % value->size(), random() % 8);
    INFO(flipped.fault);
    CHECK_FALSE(flipped.fault.empty());
  }
}

TEST_CASE("a backup with any flipped bit is refused, or its log is byte for byte the one that was backed up",
          "[keeping][backup]") {
  const BackedUp& made = backed_up();
  std::minstd_rand random(12);
  for (int round = 0; round < 60; ++round) {
    const std::size_t byte = random() % made.bytes.size();
    const unsigned bit = random() % 8;
    CAPTURE(round, byte, bit);
    const auto flipped = restore_flipped(made, byte, bit);
    INFO(flipped.fault);
    CHECK((flipped.whole || !flipped.fault.empty()));
  }
}

TEST_CASE("a damaged ledger is not backed up, and no file is left", "[keeping][backup]") {
  const BackedUp& made = backed_up();
  struct Damage {
    const char* sql;
    const char* words;
  };
  const std::vector<Damage> damages{
      {"UPDATE commands SET jws = CAST(replace(jws, substr(jws, 60, 1), 'A') || 'x' AS BLOB) WHERE idx = 100",
       "entry 100: its command is not the one"},
      {"UPDATE commands SET jws = (SELECT jws FROM commands WHERE idx = 101) WHERE idx = 100",
       "entry 100: its command"},
      {"DELETE FROM commands WHERE idx = 100", "entry 100: its command is gone"},
      // An entry that says that it was erased, where no order says so.
      {"DELETE FROM commands WHERE idx = 100; INSERT INTO redactions VALUES(100, 120)",
       "entry 100: its command is gone"},
      {"DELETE FROM effects WHERE idx = 100", "entry 100: it is missing"},
      {"UPDATE effects SET effects = zeroblob(40) WHERE idx = 100", ""},
      {"UPDATE entries SET entry = CAST(replace(entry, 'Z\"', 'Y\"') AS BLOB) WHERE idx = 100", ""},
      {"UPDATE entries SET entry = (SELECT entry FROM entries WHERE idx = 101), leaf = (SELECT leaf FROM entries"
       " WHERE idx = 101) WHERE idx = 100",
       "entry 100: its line is no entry's, or another one's"},
      {"UPDATE tiles SET hashes = CAST(zeroblob(32) || substr(hashes, 33) AS BLOB)", "tile 0/0"},
      {"UPDATE tiles SET root = zeroblob(32)", ""},
      {"DELETE FROM tiles", ""},
  };
  for (const auto& [sql, words] : damages) {
    CAPTURE(sql);
    TemporaryFolder place;
    copy_folder(made.ledger.path(), place.path() / "damaged");
    REQUIRE(Raw(place.path() / "damaged" / "ledger.sqlite").run_unguarded(sql).empty());
    std::filesystem::create_directories(place.path() / "out");
    const auto fault = fault_of(engine::back_up(place.path() / "damaged", place.path() / "out" / "copy"));
    INFO(fault);
    CHECK_FALSE(fault.empty());
    CHECK(fault.find(words) != std::string::npos);
    CHECK(std::filesystem::is_empty(place.path() / "out"));
  }
}

TEST_CASE("a line that was written anew with its hash does not continue the chain", "[keeping][backup]") {
  const BackedUp& made = backed_up();
  TemporaryFolder place;
  copy_folder(made.ledger.path(), place.path() / "damaged");
  const auto database = place.path() / "damaged" / "ledger.sqlite";
  const auto stored = crypto::hex_decode(Raw(database).value("SELECT lower(hex(entry)) FROM entries WHERE idx = 100"));
  REQUIRE(stored.has_value());
  auto entry = log::parse_entry(*stored).value();
  ++entry.time_unix_ms;
  const std::string line = log::entry_bytes(entry);
  const auto leaf = log::leaf_hash(line);
  REQUIRE(Raw(database)
              .run_unguarded("UPDATE entries SET entry = x'" + crypto::hex_encode(line) + "', leaf = x'" +
                             crypto::hex_encode(crypto::as_bytes(leaf)) + "' WHERE idx = 100")
              .empty());
  const auto fault = fault_of(engine::back_up(place.path() / "damaged", place.path() / "copy"));
  INFO(fault);
  CHECK(fault == "chain: entry 101: its line does not continue the one before");
}

TEST_CASE("a command that was erased by law is not missed in a backup", "[keeping][backup]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto used = ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  ledger.grant(ledger.association, "redact",
               {{"entry", used}, {"reason", "a court's order"}, {"authority", "PIPL 47"}});
  TemporaryFolder place;
  CHECK(fault_of(engine::back_up(ledger.path(), place.path() / "backup")).empty());
  const auto newest = bytes_of(ledger.path() / "checkpoint");
  CHECK(fault_of(
            engine::restore(
                {.file = place.path() / "backup", .directory = place.path() / "restored", .latest_checkpoint = newest}))
            .empty());
  ledger.close();
  // A second one, whose erasure nobody ordered.
  REQUIRE(Raw(ledger.path() / "ledger.sqlite")
              .run_unguarded("DELETE FROM commands WHERE idx = " + std::to_string(used - 1))
              .empty());
  CHECK(fault_of(engine::back_up(ledger.path(), place.path() / "again")).find("entry " + std::to_string(used - 1)) !=
        std::string::npos);
}
