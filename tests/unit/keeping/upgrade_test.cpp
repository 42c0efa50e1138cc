// Databases of earlier schemas, kept as files: they open, come to the present schema and audit.
#include "audit/verify.hpp"
#include "ledger/engine/backup.hpp"
#include "ledger/store/sqlite/schema.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/unit/keeping/files.hpp"
#include "tests/unit/store/raw.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Their entries are of 2026-11-21 and 22.
std::shared_ptr<FakeClock> clock_after_the_file() {
  auto clock = std::make_shared<FakeClock>();
  clock->wall_ms = 1'795'400'000'000;
  return clock;
}

void take_old_ledger(const char* schema, const std::filesystem::path& to) {
  copy_folder(std::filesystem::path(TANBU_SOURCE_DIR) / "tests/vectors/db" / schema, to);
  std::filesystem::permissions(to / "keys" / "log", std::filesystem::perms::owner_read);
}

}  // namespace

TEST_CASE("a ledger of schema 2 opens, is brought to the present schema, audits and goes on", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-2", folder.path());
  const auto file = folder.path() / "ledger.sqlite";
  const auto uses = [&] { return Raw(file).value("SELECT count(*) || hex(group_concat(jws)) FROM refused_uses"); };
  const auto uses_before = uses();
  CHECK(uses_before.size() > 100);
  CHECK(Raw(file).value("PRAGMA user_version") == "2");
  CHECK_THROWS_AS(store::open_sqlite_reader(file), store::StoreUnfit);  // who only reads changes nothing
  {
    auto opened = open_at(folder.path(), clock_after_the_file());
    if (const auto* fault = std::get_if<engine::OpenFault>(&opened)) FAIL(fault->code << " " << fault->detail);
    CHECK(std::get<std::unique_ptr<engine::Engine>>(opened)->health().size == 12);
  }
  CHECK(Raw(file).value("PRAGMA user_version") == std::to_string(store::schema_version));
  CHECK(uses() == uses_before);
  const auto report = audit::audit_directory(folder.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.complete());
  CHECK(report.state_compared);

  // The same tables and triggers as a new ledger has.
  TemporaryFolder fresh;
  static_cast<void>(store::open_sqlite(fresh.path() / "new.sqlite", store::OpenMode::create));
  const auto schema = [](const std::filesystem::path& of) {
    return Raw(of).value(
        "SELECT group_concat(name || sql, char(10)) FROM (SELECT name, sql FROM sqlite_schema"
        " WHERE sql IS NOT NULL ORDER BY name)");
  };
  CHECK(schema(file) == schema(fresh.path() / "new.sqlite"));
}

TEST_CASE("a ledger of schema 3 opens, and what it remembers of refused commands is chained", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-3", folder.path());
  const auto file = folder.path() / "ledger.sqlite";
  const auto kept = [&] {
    return Raw(file).value(
        "SELECT hex(group_concat(r)) FROM (SELECT party || jti || payload || refusal || facts AS r FROM seen"
        " WHERE refusal IS NOT NULL UNION ALL SELECT number || time || coalesce(jws, '') FROM refused_uses)");
  };
  const auto before = kept();
  REQUIRE(before.size() > 100);
  CHECK(Raw(file).value("PRAGMA user_version") == "3");
  {
    auto opened = open_at(folder.path(), clock_after_the_file());
    if (const auto* fault = std::get_if<engine::OpenFault>(&opened)) FAIL(fault->code << " " << fault->detail);
    CHECK(std::get<std::unique_ptr<engine::Engine>>(opened)->health().size == 14);
  }
  CHECK(Raw(file).value("PRAGMA user_version") == std::to_string(store::schema_version));
  CHECK(kept() == before);
  // The uses in their order, the one whose text was erased without its digest, then the refusal that was no use.
  CHECK(Raw(file).value("SELECT group_concat(number || ' ' || coalesce(use, '-') || ' ' || (command IS NULL))"
                        " FROM refusals") == "0 0 0,1 1 1,2 - 1");
  const auto report = audit::audit_directory(folder.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  Raw raw(file);
  REQUIRE(raw.run("DROP TRIGGER refused_uses_update").empty());
  REQUIRE(raw.run("UPDATE refused_uses SET time = time + 1 WHERE number = 1").empty());
  CHECK_FALSE(audit::audit_directory(folder.path(), {}).ok());
}

TEST_CASE("a ledger of schema 4 opens, and erased texts that were brought back are gone", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-4", folder.path());
  const auto file = folder.path() / "ledger.sqlite";
  CHECK(Raw(file).value("PRAGMA user_version") == "4");
  const std::string brought_back = "ERASED NAME";
  REQUIRE(files_holding(folder.path(), brought_back) != "");
  const auto chained = [&] { return Raw(file).value("SELECT hex(group_concat(digest || command)) FROM refusals"); };
  const auto before = chained();
  {
    auto opened = open_at(folder.path(), clock_after_the_file());
    if (const auto* fault = std::get_if<engine::OpenFault>(&opened)) FAIL(fault->code << " " << fault->detail);
    CHECK(std::get<std::unique_ptr<engine::Engine>>(opened)->health().size == 14);
  }
  CHECK(Raw(file).value("PRAGMA user_version") == std::to_string(store::schema_version));
  CHECK(files_holding(folder.path(), brought_back) == "");
  CHECK(chained() == before);
  CHECK(Raw(file).value("SELECT group_concat(number || ' ' || (jws IS NULL)) FROM refused_uses") == "0 1,1 1,2 0");
  const auto report = audit::audit_directory(folder.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
}

TEST_CASE("an upgrade that fails half-way leaves the old schema whole", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-2", folder.path());
  const auto file = folder.path() / "ledger.sqlite";
  REQUIRE(Raw(file).run("CREATE TABLE redactions(x)").empty());  // stands in the way of the second step
  CHECK_THROWS_AS(store::open_sqlite(file, store::OpenMode::existing), store::StoreFault);
  CHECK(Raw(file).value("PRAGMA user_version") == "2");
  CHECK(Raw(file).value("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'refused_uses%' AND type = 'trigger'") ==
        "3");
  REQUIRE(Raw(file).run("DROP TABLE redactions").empty());
  CHECK(store::open_sqlite(file, store::OpenMode::existing)->head().size == 12);
}

TEST_CASE("a database of schema 2 is backed up as it is, and restores", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-2", folder.path());
  TemporaryFolder place;
  const auto file = place.path() / "backup";
  const auto made = engine::back_up(folder.path(), file);
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) FAIL(fault->code << " " << fault->detail);
  CHECK(std::get<engine::CopiedLedger>(made).size == 12);
  CHECK(Raw(folder.path() / "ledger.sqlite").value("PRAGMA user_version") == "2");
  CHECK(Raw(file).value("PRAGMA user_version") == "2");
  copy_folder(folder.path() / "keys", place.path() / "restored" / "keys");
  const auto restored = engine::restore({.file = file,
                                         .directory = place.path() / "restored",
                                         .latest_checkpoint = bytes_of(folder.path() / "checkpoint")});
  REQUIRE(std::holds_alternative<engine::CopiedLedger>(restored));
  CHECK(Raw(place.path() / "restored/ledger.sqlite").value("PRAGMA user_version") == "2");
  CHECK(std::holds_alternative<std::unique_ptr<engine::Engine>>(
      open_at(place.path() / "restored", clock_after_the_file())));
  CHECK(Raw(place.path() / "restored/ledger.sqlite").value("PRAGMA user_version") ==
        std::to_string(store::schema_version));
}

TEST_CASE("a folder that is refused is not upgraded", "[keeping][upgrade]") {
  TemporaryFolder folder;
  take_old_ledger("schema-2", folder.path());
  std::ofstream(folder.path() / "checkpoint") << "damaged";
  const auto before = Raw(folder.path() / "ledger.sqlite").value("SELECT group_concat(sql) FROM sqlite_schema");
  CHECK(std::holds_alternative<engine::OpenFault>(open_at(folder.path(), clock_after_the_file())));
  CHECK(Raw(folder.path() / "ledger.sqlite").value("PRAGMA user_version") == "2");
  CHECK(Raw(folder.path() / "ledger.sqlite").value("SELECT group_concat(sql) FROM sqlite_schema") == before);
}
