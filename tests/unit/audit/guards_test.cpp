// What a database declares beside a ledger's tables and guards is named, before it has done anything.
#include <catch2/catch.hpp>

#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The audit of a small ledger in whose database somebody ran this SQL, with all guards in their places.
audit::Report declared(const std::string& sql) {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((copy.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return copy.audit();
}

}  // namespace

TEST_CASE("a trigger that no ledger has is named on any table, before it was ever run", "[audit][database][guards]") {
  CHECK(declared("SELECT 1").ok());
  struct Case {
    std::string trigger, sql;
  };
  const std::vector<Case> cases{
      // Sets units free again that were retired, and takes the row of their use away.
      {"used_again",
       "CREATE TRIGGER used_again AFTER INSERT ON segments WHEN new.status = 6 BEGIN UPDATE segments SET status = 2,"
       " holder = 5, retirement = NULL WHERE batch = new.batch AND first = new.first; END"},
      {"range_away",
       "CREATE TRIGGER range_away AFTER INSERT ON retirement_ranges BEGIN DELETE FROM retirement_ranges"
       " WHERE retirement = new.retirement; END"},
      {"never_written", "CREATE TRIGGER never_written BEFORE INSERT ON segments BEGIN SELECT raise(ignore); END"},
      {"never_updated", "CREATE TRIGGER never_updated BEFORE UPDATE ON segments BEGIN SELECT raise(ignore); END"},
      {"segments_by_holder",
       "CREATE TRIGGER segments_by_holder AFTER DELETE ON segments BEGIN UPDATE meta SET value = value; END"},
      {"LOUD", "create trigger LOUD after insert on SEGMENTS begin update meta set value = value; end"},
      {"loud_entries", "create trigger loud_entries after insert on ENTRIES begin update meta set value = value; end"},
      {"of_meta", "CREATE TRIGGER of_meta AFTER UPDATE ON meta BEGIN SELECT 1; END"},
      // Named as if it were a guard of a table that has none, and one guard more of a table that has them.
      {"segments_insert", "CREATE TRIGGER segments_insert BEFORE INSERT ON segments BEGIN SELECT 1; END"},
      {"entries_insert_2", "CREATE TRIGGER entries_insert_2 AFTER INSERT ON entries BEGIN SELECT 1; END"},
      {"seen_update_", "CREATE TRIGGER seen_update_ AFTER UPDATE ON seen BEGIN SELECT 1; END"},
  };
  for (const auto& [trigger, sql] : cases) {
    CAPTURE(sql);
    const auto report = declared(sql);
    INFO(audit::to_text(report));
    CHECK(report.exit_code() == 3);
    CHECK(names(report, "trigger_unexpected", trigger));
  }
}

TEST_CASE("a trigger whose row says that it is something else is named", "[audit][database][guards]") {
  const std::string trigger =
      "'CREATE TRIGGER hidden AFTER INSERT ON segments BEGIN UPDATE meta SET value = value; END'";
  const auto hidden = [&](const std::string& type, const std::string& name, const std::string& table) {
    return declared(
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql) VALUES(" + type +
        ", " + name + ", " + table + ", 0, " + trigger + ")");
  };
  const std::string segments = "'segments'";
  for (const char* type : {"'trigger'", "CAST('trigger' AS BLOB)", "'TRIGGER'", "'view'", "'table'", "'index'", "''"}) {
    for (const auto& [name, table] :
         std::vector<std::pair<std::string, std::string>>{{"'hidden'", segments},
                                                          {"'segments_by_holder'", "CAST('segments' AS BLOB)"},
                                                          {"NULL", segments},
                                                          {"'hidden'", "'SEGMENTS'"},
                                                          {"'hidden'", "NULL"}}) {
      CAPTURE(type, name, table);
      const auto report = hidden(type, name, table);
      CHECK(report.exit_code() == 3);
      CHECK((names(report, "trigger_unexpected", "") || names(report, "definition_altered", "") ||
             names(report, "database_damaged", "") || names(report, "database_unfit", "")));
    }
  }
}

TEST_CASE("a guard that is gone and a trigger in its stead are both named", "[audit][database][guards]") {
  const auto report = declared(
      "DROP TRIGGER seen_update; CREATE TRIGGER Seen_Update BEFORE UPDATE ON seen BEGIN"
      " SELECT RAISE(ABORT, 'seen: append-only'); END");
  INFO(audit::to_text(report));
  CHECK(names(report, "guard_missing", "seen"));
  CHECK(names(report, "trigger_unexpected", "Seen_Update"));
  CHECK(report.findings.size() == 2);
}
