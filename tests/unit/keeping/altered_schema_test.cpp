// A ledger in whose database somebody declared something is neither served nor copied, and the answer names it.
#include "ledger/engine/backup.hpp"
#include "tests/unit/keeping/files.hpp"
#include "tests/unit/store/raw.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

template <class Made>
std::string said(const Made& made) {
  const auto* fault = std::get_if<engine::OpenFault>(&made);
  return fault == nullptr ? "" : fault->code + " " + fault->detail;
}

}  // namespace

TEST_CASE("with a trigger that sets used units free, a ledger is not served, backed up or restored",
          "[keeping][guards]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  TemporaryFolder place;
  REQUIRE(said(engine::back_up(ledger.path(), place.path() / "before")).empty());
  ledger.close();
  const auto newest = bytes_of(ledger.path() / "checkpoint");
  const std::string trigger =
      "CREATE TRIGGER used_again AFTER INSERT ON segments WHEN new.status = 6 BEGIN"
      " UPDATE segments SET status = 2, retirement = NULL WHERE batch = new.batch AND first = new.first; END";
  const std::string named = "schema_altered database: trigger used_again on segments is no ledger's";
  for (const auto& file : {ledger.path() / "ledger.sqlite", place.path() / "before"})
    REQUIRE(Raw(file).run(trigger).empty());

  const auto opened = open_at(ledger.path(), ledger.clock);
  CHECK(said(opened).find(named) == 0);
  CHECK(said(engine::back_up(ledger.path(), place.path() / "after")).find(named) == 0);
  CHECK_FALSE(std::filesystem::exists(place.path() / "after"));
  CHECK_FALSE(std::filesystem::exists(place.path() / "after.checkpoint"));
  CHECK(
      said(engine::restore(
               {.file = place.path() / "before", .directory = place.path() / "restored", .latest_checkpoint = newest}))
          .find(named) == 0);
  CHECK_FALSE(std::filesystem::exists(place.path() / "restored" / "ledger.sqlite"));

  REQUIRE(Raw(ledger.path() / "ledger.sqlite").run("DROP TRIGGER used_again").empty());
  ledger.open();
  CHECK(said(engine::back_up(ledger.path(), place.path() / "after")).empty());
}

TEST_CASE("a trigger that waits in a database of an older schema keeps it from being upgraded", "[keeping][guards]") {
  for (const char* schema : {"schema-2", "schema-3", "schema-4"}) {
    CAPTURE(schema);
    TemporaryFolder folder;
    copy_folder(std::filesystem::path(TANBU_SOURCE_DIR) / "tests/vectors/db" / schema, folder.path());
    std::filesystem::permissions(folder.path() / "keys" / "log", std::filesystem::perms::owner_read);
    const auto file = folder.path() / "ledger.sqlite";
    const auto clock = std::make_shared<FakeClock>();
    clock->wall_ms = 1'795'400'000'000;
    REQUIRE(Raw(file).run("CREATE TRIGGER waits BEFORE INSERT ON segments BEGIN SELECT raise(ignore); END").empty());
    const auto before = Raw(file).value("SELECT group_concat(sql) FROM sqlite_schema");
    CHECK(said(open_at(folder.path(), clock)).find("schema_altered database: trigger waits on segments") == 0);
    CHECK(Raw(file).value("SELECT group_concat(sql) FROM sqlite_schema") == before);
    REQUIRE(Raw(file).run("DROP TRIGGER waits").empty());
    CHECK(said(open_at(folder.path(), clock)).empty());
  }
}
