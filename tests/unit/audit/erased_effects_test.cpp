// What the effect of an erased command may be, held against everything that an honest ledger does.
#include <sqlite3.h>

#include <catch2/catch.hpp>

#include "audit/effects_bytes.hpp"
#include "audit/effects_of_kind.hpp"
#include "ledger/log/entry.hpp"
#include "tests/unit/audit/scene.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("every entry of an honest ledger has an effect that its kind can have", "[audit][erasure]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const audit::State state;
  std::size_t seen = 0;
  copy.alter([&](sqlite3* database) {
    for (const auto& row : rows(database, "SELECT e.entry, f.effects FROM entries e JOIN effects f ON f.idx = e.idx")) {
      const auto entry = log::parse_entry(row[0]);
      const auto stated = audit::stated_effects(row[1]);
      REQUIRE(entry);
      REQUIRE(stated);
      // An approval is judged by what waited, which only the state knows.
      if (entry->kind == "approve") continue;
      INFO(entry->index << " " << entry->kind);
      CHECK(audit::may_yield(entry->kind, *stated, state));
      ++seen;
    }
  });
  CHECK(seen > 40);
}

TEST_CASE("what a kind cannot do is none of its effects", "[audit][erasure]") {
  const Scene scene;
  const Decision moved{{UnitsTransferred{.entry = {9}, .ranges = {}, .to = {"x:thief"}, .traded = true}}, {}};
  CHECK(audit::may_yield("transfer", moved, scene.state));
  for (const char* kind : {"update_factory", "redact", "retire", "freeze", "record_label", "approve"})
    CHECK_FALSE(audit::may_yield(kind, moved, scene.state));
  const Decision set{{UnitsSet{}}, {}};
  CHECK(audit::may_yield("freeze", set, scene.state));
  CHECK_FALSE(audit::may_yield("update_factory", set, scene.state));
  const Decision key{{KeyRegistered{}}, {}};
  CHECK(audit::may_yield("add_key", key, scene.state));
  CHECK_FALSE(audit::may_yield("retire", key, scene.state));
}

TEST_CASE("an approval has the effect that the command had which waited for it", "[audit][erasure]") {
  Scene scene;
  Pending waiting{
      .entry = {5}, .party = {"x:plant"}, .maker = {"k"}, .kind = "transfer", .lapses = {}, .closed_by = {}};
  scene.give(NoteTaken{waiting});
  waiting.closed_by = EntryIndex{6};
  waiting.approved = true;
  Decision approved{
      {NoteTaken{waiting}, UnitsTransferred{.entry = {6}, .ranges = {}, .to = {"x:other"}, .traded = true}}, {}};
  CHECK(audit::may_yield("approve", approved, scene.state));
  approved.events.push_back(KeyRegistered{});
  CHECK_FALSE(audit::may_yield("approve", approved, scene.state));
}
