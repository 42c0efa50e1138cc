// The state under the rules: what events leave as it is, what the invariants and the overlay tell apart, and the ledger
// before its first entry.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Twenty units of the trader's in two batches; those of the second are retired.
struct Stage {
  World w;
  BatchId loose, used;
  RetirementId use;
  Stage() {
    w.populate();
    loose = w.held_by_trader("1", 1, 10);
    used = w.held_by_trader("1", 11, 20);
    use = {w.grant(w.trader, w.retire(range(used, 11, 20)))};
  }
  [[nodiscard]] std::string words(const Changes& changes) const {
    return violated_invariant(changes, w.ledger, {w.ledger.size()}).value_or("");
  }
};

Segment cut(Segment segment, std::int64_t first, std::int64_t last) {
  segment.units = units(first, last);
  return segment;
}

}  // namespace

TEST_CASE("A lock freezes what is loose and leaves a batch alone of which nothing is", "[CE-10]") {
  World w;
  w.populate();
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"OWN", "P1"}};
  twin.developer = w.plant.text;
  w.grant(w.registrar, twin);
  const BatchId struck{w.grant(w.registrar, World::vcs_batch("777", 1, 10))};
  const EntryIndex cancelled{w.grant(w.registrar, cancel(range(struck, 1, 10)))};
  const BatchId loose{w.grant(w.registrar, World::vcs_batch("777", 11, 20))};
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, of_year(World::own_batch("P1", "S-1", 10), 2021))};
  w.grant(w.plant, w.retire(range(own, 1, 1)));
  CHECK(status_at(w, loose, 11) == UnitStatus::frozen);
  CHECK(status_at(w, struck, 1) == UnitStatus::cancelled);
  CHECK(segment_at(w, struck, 1).since == cancelled);
}

TEST_CASE("A use whose units stand as they stood is not written again", "[apply]") {
  Stage s;
  const Segment stored = segment_at(s.w, s.used, 11);
  const Changes same = tanbu::apply(UnitsSet{{stored}}, s.w.ledger);
  CHECK(same == Changes{SegmentSplice{s.used, {stored}, {stored}}});
  Segment struck = cut(stored, 11, 13);
  struck.status = UnitStatus::invalidated;
  const Changes fewer = tanbu::apply(UnitsSet{{struck}}, s.w.ledger);
  REQUIRE(fewer.size() == 2);
  CHECK(std::get<Retirement>(fewer.back()).counted == 7);
}

TEST_CASE("Two neighbouring segments are not replaced as if they were one", "[invariants]") {
  Stage s;
  const Segment whole = segment_at(s.w, s.loose, 1);
  s.w.grant(s.w.registrar, freeze(range(s.loose, 6, 10)));
  CHECK(s.words({SegmentSplice{s.loose, {whole}, {whole}}}) == "a splice replaces segments that are not there");
}

TEST_CASE("A conflict names units by their batch and not by their number alone", "[invariants]") {
  Stage s;
  Retirement record = s.w.ledger.retirement(s.use).value();
  record.counted = 0;
  const Segment stored = segment_at(s.w, s.used, 11);
  Segment struck = stored;
  struck.status = UnitStatus::in_conflict;
  const auto told = [&](std::vector<BatchRange> named) {
    Conflict conflict;
    conflict.entry = {s.w.ledger.size()};
    conflict.kind = ConflictKind::foreign_use;
    conflict.ranges = std::move(named);
    conflict.retirements = {s.use};
    return s.words({SegmentSplice{s.used, {stored}, {struck}}, record, Note{conflict}});
  };
  CHECK(told({{s.loose, units(11, 20)}, {s.used, units(11, 20)}}).empty());
  CHECK(told({{s.loose, units(11, 20)}, {s.used, units(11, 19)}}) ==
        "units are in conflict and no open conflict names them");
}

TEST_CASE("An overlay gives a record that changed above its base once and as it is now", "[overlay]") {
  World base;
  base.populate();
  const InventoryId first{base.grant(base.plant, base.inventory("2022"))};
  base.grant(base.plant, further_key(base.plant, "second"));
  Overlay top(static_cast<const View&>(base.ledger));
  Inventory older = base.ledger.inventory(first).value();
  older.superseded_by = InventoryId{top.size()};
  Key revoked = base.ledger.key(key_of(base.plant, "second")).value();
  revoked.valid_until = base.now;
  top.put({older, revoked});
  CHECK(top.inventories(base.factory) == std::vector<Inventory>{older});
  const auto keys = top.keys_of(base.plant);
  REQUIRE(keys.size() == 2);
  CHECK(keys.back() == revoked);
  CHECK_FALSE(base.ledger.key(revoked.kid)->valid_until.has_value());
}

TEST_CASE("A project that was registered again above the base is not found at its first entry", "[overlay]") {
  World base;
  base.populate();
  const EntryIndex first{base.grant(base.registrar, World::vcs_project("1"))};
  Overlay top(static_cast<const View&>(base.ledger));
  CHECK(top.project_at(first)->key == ProjectKey{"VCS", "1"});
  Project again = base.ledger.project({"VCS", "1"}).value();
  again.entry = {top.size()};
  top.put({again});
  CHECK_FALSE(top.project_at(first).has_value());
  CHECK(top.project_at(again.entry) == again);
}

TEST_CASE("Before its first entry a ledger has no association, also for whoever looks through an overlay",
          "[overlay]") {
  const EmptyView nothing;
  CHECK_FALSE(nothing.association().has_value());
  const Overlay top(nothing);
  CHECK_FALSE(top.association().has_value());
  World w;
  w.grant(w.association, GenesisCommand{.origin = "ledger.example/1",
                                        .association = w.association,
                                        .association_name = "Association",
                                        .keys = {{{"kid-association"}, "{}"}},
                                        .log_vkey = "v",
                                        .rules = std::string(rules_version)});
  CHECK(w.ledger.association() == w.association);
}

TEST_CASE("A decision is made of events and notices and is the same wherever it is copied", "[decision]") {
  Stage s;
  const UnitsSet set{{segment_at(s.w, s.loose, 1)}};
  const Decision decision{{set}, {Flag::conflict_opened}};
  const auto is_whole = [&set](const Decision& one) {
    return one.events == std::vector<Event>{set} && one.flags == std::vector<Flag>{Flag::conflict_opened};
  };
  CHECK(is_whole(decision));
  Decision copy(decision);
  CHECK(is_whole(copy));
  Decision assigned;
  assigned = copy;
  copy.events.clear();
  CHECK(is_whole(assigned));
  Decision taken;
  taken = std::move(assigned);
  CHECK(is_whole(taken));
}
