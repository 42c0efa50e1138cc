// What the file itself refuses, whoever opens it, and what the store refuses to open.
#include <catch2/catch.hpp>
#include <fstream>

#include "ledger/store/sqlite/schema.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/log_maker.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/store/raw.hpp"

namespace tanbu::test {
namespace {

using store::open_sqlite;
using store::open_sqlite_reader;
using store::OpenMode;
using store::StoreFault;
using store::StoreUnfit;

// A ledger of 300 entries, two checkpoints, one full tile and two things seen; nobody has it open.
struct StoredLedger {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "ledger.sqlite";
  LogMaker log;

  StoredLedger() {
    const auto store = open_sqlite(file, OpenMode::create);
    grow(*store, 200);
    grow(*store, 100);
  }
  void grow(store::Store& store, int count) {
    store::Batch batch;
    const auto before = log.size();
    for (int i = 0; i < count; ++i) log.append(batch);
    batch.seen.push_back({.issuer = {"x:somebody"},
                          .jti = "jti-" + std::to_string(before),
                          .seen = {.payload = {1}, .entry = EntryIndex{before}, .refused = std::nullopt}});
    commit(store, batch, before);
  }
};

}  // namespace

TEST_CASE("Nobody changes or removes a row of the append-only tables") {
  StoredLedger ledger;
  Raw raw(ledger.file);
  const std::vector<std::pair<std::string, std::vector<std::string>>> tables{
      {"entries", {"idx", "entry", "leaf"}},
      {"effects", {"idx", "effects"}},
      {"commands", {"idx", "jws"}},
      {"checkpoints", {"size", "note"}},
      {"tiles", {"level", "number", "root", "hashes"}},
      {"seen", {"party", "jti", "payload", "entry", "refusal", "conflict", "facts"}},
      {"party_numbers", {"number", "id"}}};
  for (const auto& [table, columns] : tables) {
    CAPTURE(table);
    const auto count = raw.value("SELECT count(*) FROM " + table);
    CHECK(count != "0");
    CHECK(raw.run("DELETE FROM " + table).find("append-only") != std::string::npos);
    for (const std::string& column : columns) {
      for (const char* verb : {"UPDATE ", "UPDATE OR REPLACE ", "UPDATE OR IGNORE "}) {
        CHECK(raw.run(verb + table + " SET " + column + " = " + column).find("append-only") != std::string::npos);
      }
    }
    CHECK(raw.value("SELECT count(*) FROM " + table) == count);
  }
}

TEST_CASE("Nobody inserts out of order or over a row of the append-only tables") {
  StoredLedger ledger;
  Raw raw(ledger.file);
  const auto dump = [&] {
    return raw.value(
        "SELECT (SELECT count(*) || hex(group_concat(entry)) FROM entries) ||"
        " (SELECT count(*) FROM effects) || (SELECT count(*) FROM commands) ||"
        " (SELECT count(*) || hex(group_concat(note)) FROM checkpoints) || (SELECT count(*) FROM tiles) ||"
        " (SELECT count(*) || hex(group_concat(payload)) FROM seen) || (SELECT group_concat(id) FROM party_numbers)");
  };
  const std::string before = dump();
  std::vector<std::string> attempts;
  for (const char* index : {"-1", "0", "299", "301", "NULL"}) {
    const std::string number = index;
    attempts.push_back("INTO entries(idx, entry, leaf) VALUES(" + number + ", x'01', zeroblob(32))");
    attempts.push_back("INTO effects(idx, effects) VALUES(" + number + ", x'01')");
    attempts.push_back("INTO checkpoints(size, note) VALUES(" + number + ", x'01')");
  }
  attempts.push_back("INTO entries(entry, leaf) VALUES(x'01', zeroblob(32))");
  for (const char* index : {"0", "298", "299", "300", "NULL"}) {
    attempts.push_back("INTO commands(idx, jws) VALUES(" + std::string(index) + ", x'01')");
  }
  attempts.push_back("INTO checkpoints(size, note) VALUES(200, x'01')");
  attempts.push_back("INTO checkpoints(size, note) VALUES(300, x'01')");
  attempts.push_back("INTO tiles(level, number, root, hashes) VALUES(0, 0, zeroblob(32), zeroblob(8192))");
  attempts.push_back("INTO tiles(level, number, root, hashes) VALUES(0, 2, zeroblob(32), zeroblob(8192))");
  attempts.push_back("INTO tiles(level, number, root, hashes) VALUES(1, 1, zeroblob(32), zeroblob(8192))");
  attempts.push_back("INTO seen(party, jti, payload, entry) VALUES(1, 'jti-0', zeroblob(32), 5)");
  attempts.push_back("INTO party_numbers(number, id) VALUES(1, 'x:other')");
  attempts.push_back("INTO party_numbers(number, id) VALUES(3, 'x:other')");
  attempts.push_back("INTO party_numbers(number, id) VALUES(2, 'x:somebody')");
  for (const std::string& attempt : attempts) {
    CAPTURE(attempt);
    for (const char* verb : {"INSERT ", "INSERT OR REPLACE ", "REPLACE ", "INSERT OR IGNORE "}) {
      const auto message = raw.run(verb + attempt);
      CHECK((message.find("out of order") != std::string::npos || message.find("constraint") != std::string::npos ||
             message.find("mismatch") != std::string::npos));
    }
  }
  CHECK(dump() == before);
  CHECK(raw.run("INSERT INTO entries(idx, entry, leaf) VALUES(300, x'01', zeroblob(32))").empty());
}

TEST_CASE("Rows that make no sense are refused by the file") {
  StoredLedger ledger;
  Raw raw(ledger.file);
  const std::vector<std::string> rows{
      "INSERT INTO segments VALUES(1, 5, 4, 2, NULL, NULL, 0, 1)",  // ends before it begins
      "INSERT INTO segments VALUES(1, -1, 4, 2, NULL, NULL, 0, 1)",
      "INSERT INTO segments VALUES(1, 0, 4, 0, NULL, NULL, 0, 1)",
      "INSERT INTO segments VALUES(1, 0, 4, 12, NULL, NULL, 0, 1)",
      "INSERT INTO segments VALUES(1, 0, 'many', 2, NULL, NULL, 0, 1)",
      "INSERT INTO segments VALUES(1, 0, 4, 2, NULL, NULL, 2, 1)",
      "INSERT INTO retirement_ranges VALUES(1, 0, 1, 9, 8)",
      "INSERT INTO retirements VALUES(1, 1, 1, 9, 8, 0, 1, 1, 1, '', 1, 0, NULL, 1, 0, NULL, NULL)",
      "INSERT INTO retirements VALUES(1, 1, 1, 8, 9, 0, 0, 1, 1, '', 1, 0, NULL, 1, 0, NULL, NULL)",
      "INSERT INTO retirements VALUES(1, 1, 1, 8, 9, 0, 1, 1, 1, '', 8, 0, NULL, 1, 0, NULL, NULL)",
      "INSERT INTO retirements VALUES(1, 1, 1, 8, 9, 0, 1, 1, 1, '', 1, 0, NULL, 1, 2, NULL, NULL)",  // counts too much
      "INSERT INTO notes VALUES(0, 1, 0, NULL)",
      "INSERT INTO seen VALUES(1, 'j', zeroblob(32), NULL, NULL, NULL, NULL)",  // neither entry nor refusal
      "INSERT INTO seen VALUES(1, 'j', zeroblob(32), 1, 400, NULL, x'01')",     // both
      "INSERT INTO seen VALUES(1, 'j', zeroblob(31), 1, NULL, NULL, NULL)",
  };
  for (const std::string& row : rows) {
    CAPTURE(row);
    const auto message = raw.run(row);
    CHECK((message.find("constraint") != std::string::npos || message.find("cannot store") != std::string::npos));
  }
  CHECK(raw.run("INSERT INTO segments VALUES(1, 4, 4, 11, NULL, NULL, 1, 1)").empty());
  CHECK(raw.run("INSERT INTO retirements VALUES(1, 1, 1, 8, 9, 0, 1, 1, 1, '', 7, 0, NULL, 1, 1, NULL, NULL)").empty());
}

TEST_CASE("A new ledger is marked as ours and is in WAL mode") {
  StoredLedger ledger;
  Raw raw(ledger.file);
  CHECK(raw.value("PRAGMA application_id") == std::to_string(store::application_id));
  CHECK(raw.value("PRAGMA user_version") == std::to_string(store::schema_version));
  CHECK(raw.value("SELECT value FROM meta WHERE name = 'schema_version'") == std::to_string(store::schema_version));
  CHECK(raw.value("PRAGMA journal_mode") == "wal");
  CHECK(raw.value("PRAGMA integrity_check") == "ok");
  CHECK(raw.value("SELECT count(*) FROM pragma_foreign_key_check") == "0");
}

TEST_CASE("A schema of another version, another program's file and a file that is no database are refused") {
  const auto refused = [](const std::filesystem::path& file) {
    CHECK_THROWS_AS(open_sqlite(file, OpenMode::existing), StoreUnfit);
    CHECK_THROWS_AS(open_sqlite_reader(file), StoreUnfit);
    CHECK_THROWS_AS(open_sqlite(file, OpenMode::create), StoreFault);
  };
  for (const char* change :
       {"PRAGMA user_version = 1", "PRAGMA user_version = 6", "PRAGMA user_version = 0", "PRAGMA application_id = 0",
        "PRAGMA application_id = 1", "UPDATE meta SET value = 1", "DELETE FROM meta"}) {
    CAPTURE(change);
    StoredLedger ledger;
    CHECK(Raw(ledger.file).run(change).empty());
    refused(ledger.file);
  }
  TemporaryFolder folder;
  const auto stranger = folder.path() / "stranger.sqlite";
  CHECK(Raw(stranger).run("CREATE TABLE t(x)").empty());
  refused(stranger);
  CHECK(Raw(stranger).value("PRAGMA journal_mode") == "delete");  // untouched
  const auto text = folder.path() / "text.sqlite";
  std::ofstream(text) << std::string(8'192, 'x');
  refused(text);
}

TEST_CASE("A ledger that is not there cannot be opened, and one that is there cannot be made anew") {
  TemporaryFolder folder;
  CHECK_THROWS_AS(open_sqlite(folder.path() / "none.sqlite", OpenMode::existing), StoreFault);
  CHECK_THROWS_AS(open_sqlite_reader(folder.path() / "none.sqlite"), StoreFault);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "none.sqlite"));
  CHECK_THROWS_AS(open_sqlite(folder.path() / "no folder" / "x.sqlite", OpenMode::create), StoreFault);
  StoredLedger ledger;
  CHECK_THROWS_AS(open_sqlite(ledger.file, OpenMode::create), StoreUnfit);
  CHECK(open_sqlite(ledger.file, OpenMode::existing)->head().size == 300);
}

TEST_CASE("A ledger left in another journal mode is put back into WAL") {
  StoredLedger ledger;
  CHECK(Raw(ledger.file).value("PRAGMA journal_mode = DELETE") == "delete");
  CHECK_THROWS_AS(open_sqlite_reader(ledger.file), StoreUnfit);
  const auto store = open_sqlite(ledger.file, OpenMode::existing);
  CHECK(Raw(ledger.file).value("PRAGMA journal_mode") == "wal");
  CHECK(store->reader()->size() == 300);
  ledger.grow(*store, 1);
  CHECK(store->head().size == 301);
}

TEST_CASE("A ledger that cannot be in WAL mode is not written to") {
  install_fault_vfs(false);
  TemporaryFolder folder;
  CHECK_THROWS_AS(open_sqlite(folder.path() / "ledger.sqlite", OpenMode::create), StoreUnfit);
  remove_fault_vfs();
}

TEST_CASE("Each commit is synced: synchronous is FULL") {
  install_fault_vfs();
  {
    StoredLedger ledger;
    const auto store = open_sqlite(ledger.file, OpenMode::existing);
    for (int round = 0; round < 5; ++round) {
      plan_fault({.operation = FaultOperation::sync, .at = UINT64_MAX});
      ledger.grow(*store, 1);
      // With NORMAL the log is synced at checkpoints only.
      CHECK(fault_counts().syncs >= 1);
    }
  }
  remove_fault_vfs();
}

TEST_CASE("A ledger whose last entry, checkpoint or effects are damaged is not written to") {
  for (const char* damage :
       {"UPDATE entries SET entry = CAST(replace(entry, 'retire', 'retirf') AS BLOB) WHERE idx = 299",
        "UPDATE entries SET leaf = zeroblob(32) WHERE idx = 299", "DELETE FROM entries WHERE idx = 299",
        "DELETE FROM checkpoints WHERE size = 300", "DELETE FROM effects WHERE idx = 299"}) {
    CAPTURE(damage);
    StoredLedger ledger;
    CHECK(Raw(ledger.file).run_unguarded(damage).empty());
    CHECK_THROWS_WITH(open_sqlite(ledger.file, OpenMode::existing), Catch::Contains("last entry"));
    CHECK_THROWS_AS(open_sqlite(ledger.file, OpenMode::existing), StoreUnfit);
  }
}

TEST_CASE("A damaged entry or damaged effects are a fault to the reader and never an answer") {
  for (const char* damage : {"DROP TRIGGER entries_update; UPDATE entries SET leaf = zeroblob(32) WHERE idx = 7",
                             "DROP TRIGGER effects_update; UPDATE effects SET effects = x'0102' WHERE idx = 7",
                             "DROP TRIGGER entries_update; UPDATE entries SET entry = x'7b7d' WHERE idx = 7"}) {
    CAPTURE(damage);
    StoredLedger ledger;
    CHECK(Raw(ledger.file).run(damage).empty());
    const auto reader = open_sqlite_reader(ledger.file);
    CHECK_THROWS_AS(reader->entry({7}), StoreFault);
    CHECK_THROWS_AS(reader->entries({}), StoreFault);
    CHECK(reader->entry({8}));
  }
}

TEST_CASE("An erased command leaves the entry and its effects") {
  StoredLedger ledger;
  const auto store = open_sqlite(ledger.file, OpenMode::existing);
  store::Batch batch;
  const auto by = ledger.log.append(batch, {}, "redact");
  batch.erasures.push_back({.target = {298}, .by = by});
  commit(*store, batch, 300);
  ledger.grow(*store, 1);
  const auto reader = store->reader();
  CHECK_FALSE(reader->entry({298})->command);
  CHECK(reader->entry({299})->command == "command 299");
  CHECK(reader->entry({301})->command == "command 301");
  // What is erased already, and what is no order, stop the whole batch.
  for (const auto& [target, kind] : {std::pair{298, "redact"}, {297, "retire"}}) {
    LogMaker copy = ledger.log;
    store::Batch wrong;
    const auto order = copy.append(wrong, {}, kind);
    wrong.erasures.push_back({.target = {static_cast<std::uint64_t>(target)}, .by = order});
    CHECK_THROWS_AS(commit(*store, wrong, 302), StoreFault);
    CHECK(store->head().size == 302);
  }
}

TEST_CASE("A reader cannot be used to write and works without a writer") {
  StoredLedger ledger;
  const auto reader = open_sqlite_reader(ledger.file);
  CHECK(reader->head().size == 300);
  reader->refresh();
  CHECK(reader->size() == 300);
}

}  // namespace tanbu::test
