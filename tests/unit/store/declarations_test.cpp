// What a database declares beside what a new ledger does keeps it shut: nothing is written to it.
#include <catch2/catch.hpp>

#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/support/log_maker.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/store/raw.hpp"

namespace tanbu::test {
namespace {

using store::open_sqlite;
using store::OpenMode;
using store::SchemaAltered;

struct SmallLedger {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "ledger.sqlite";
  SmallLedger() {
    const auto store = open_sqlite(file, OpenMode::create);
    LogMaker log;
    store::Batch batch;
    log.append(batch);
    commit(*store, batch, 0);
  }
};

struct Altered {
  const char* sql;
  const char* words;  // that the fault says
};

}  // namespace

TEST_CASE("A database with a trigger, a table or an index more, and one with a guard altered or gone, stays shut") {
  const std::vector<Altered> cases{
      {"CREATE TRIGGER again AFTER INSERT ON segments WHEN new.status = 6 BEGIN UPDATE segments SET status = 2; END",
       "trigger again on segments is no ledger's"},
      {"CREATE TRIGGER never BEFORE INSERT ON segments BEGIN SELECT raise(ignore); END", "trigger never on segments"},
      {"CREATE TRIGGER never BEFORE UPDATE ON retirement_ranges BEGIN SELECT raise(ignore); END",
       "trigger never on retirement_ranges"},
      {"create trigger LOUD after insert on SEGMENTS begin select 1; end", "trigger LOUD on SEGMENTS"},
      {"CREATE TRIGGER segments_by_holder AFTER DELETE ON segments BEGIN SELECT 1; END", "trigger segments_by_holder"},
      {"CREATE TRIGGER entries_insert_2 AFTER INSERT ON entries BEGIN SELECT 1; END", "trigger entries_insert_2"},
      {"DROP TRIGGER entries_update", "trigger entries_update on entries is missing"},
      {"DROP TRIGGER seen_delete; CREATE TRIGGER seen_delete BEFORE DELETE ON seen WHEN 0"
       "  BEGIN SELECT RAISE(ABORT, 'seen: append-only'); END",
       "trigger seen_delete on seen says something else than a ledger's"},
      {"CREATE TABLE beside(x)", "table beside is no ledger's"},
      {"CREATE VIEW beside AS SELECT 1", "view beside is no ledger's"},
      {"CREATE UNIQUE INDEX one_for_each_holder ON segments(holder)", "index one_for_each_holder on segments"},
      {"DROP INDEX batches_by_space", "index batches_by_space on batches is missing"},
      {"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'BETWEEN 0 AND 63', 'BETWEEN 0 AND "
       "73')"
       " WHERE name = 'tiles'",
       "table tiles says something else"},
      {"CREATE TRIGGER \"a\x1b[2Jb\" AFTER INSERT ON segments BEGIN SELECT 1; END", "trigger a?[2Jb on segments"},
  };
  for (const auto& [sql, words] : cases) {
    CAPTURE(sql);
    const SmallLedger ledger;
    CHECK(open_sqlite(ledger.file, OpenMode::existing)->head().size == 1);
    REQUIRE(Raw(ledger.file).run(sql).empty());
    for (const auto mode : {OpenMode::existing, OpenMode::as_it_is}) {
      CHECK_THROWS_AS(open_sqlite(ledger.file, mode), SchemaAltered);
      CHECK_THROWS_WITH(open_sqlite(ledger.file, mode), Catch::Contains(words));
    }
  }
}

TEST_CASE("A database whose added trigger was taken away again opens") {
  const SmallLedger ledger;
  REQUIRE(Raw(ledger.file).run("CREATE TRIGGER again AFTER INSERT ON notes BEGIN SELECT 1; END").empty());
  CHECK_THROWS_AS(open_sqlite(ledger.file, OpenMode::existing), SchemaAltered);
  REQUIRE(Raw(ledger.file).run("DROP TRIGGER again").empty());
  CHECK(open_sqlite(ledger.file, OpenMode::existing)->head().size == 1);
}

TEST_CASE("A trigger that came while the ledger was open stops it at the next recovery") {
  const SmallLedger ledger;
  const auto store = open_sqlite(ledger.file, OpenMode::existing);
  REQUIRE(Raw(ledger.file).run("CREATE TRIGGER again AFTER INSERT ON notes BEGIN SELECT 1; END").empty());
  CHECK_THROWS_AS(store->recover(), SchemaAltered);
  CHECK_THROWS_AS(store->head(), store::StoreFault);
}

}  // namespace tanbu::test
