// Cancelled, invalidated, used elsewhere: what becomes of units in every condition, and how a void takes it back.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// One batch of the trader's with units in many conditions.
struct Conditions {
  World w;
  BatchId batch;
  RetirementId use;
  Conditions() {
    w.populate();
    batch = w.held_by_trader("1", 1, 20);
    use = {w.grant(w.trader, w.retire(range(batch, 1, 4)))};
    w.grant(w.registrar, foreign_use(range(batch, 3, 4)));  // 3..4 in conflict
    w.grant(w.trader, reservation(w, range(batch, 5, 6)));
    w.grant(w.registrar, freeze(range(batch, 7, 8)));
    w.grant(w.registrar, retired_for_plant(range(batch, 9, 10)));
    w.grant(w.registrar, cancel(range(batch, 11, 12)));
    w.grant(w.registrar, foreign_use(range(batch, 13, 14)));
    w.grant(w.registrar, invalidate(range(batch, 15, 16)));
  }
  [[nodiscard]] std::vector<UnitStatus> statuses() const {
    std::vector<UnitStatus> all;
    for (std::int64_t unit = 1; unit <= 17; unit += 2) all.push_back(status_at(w, batch, unit));
    return all;
  }
};
using S = UnitStatus;

}  // namespace

TEST_CASE("A fact finds units in every condition, and its void brings all of them back", "[facts]") {
  const std::vector<S> before{S::retired,   S::in_conflict, S::reserved,    S::frozen, S::registry_retired,
                              S::cancelled, S::foreign_use, S::invalidated, S::free};
  const std::function<Command(BatchId)> facts[]{[](BatchId b) { return Command(cancel(range(b, 1, 20))); },
                                                [](BatchId b) { return Command(foreign_use(range(b, 1, 20))); },
                                                [](BatchId b) { return Command(invalidate(range(b, 1, 20))); },
                                                [](BatchId b) { return Command(freeze(range(b, 1, 20))); }};
  const std::vector<S> after[]{{S::in_conflict, S::in_conflict, S::cancelled, S::cancelled, S::cancelled, S::cancelled,
                                S::foreign_use, S::invalidated, S::cancelled},
                               {S::in_conflict, S::in_conflict, S::foreign_use, S::foreign_use, S::foreign_use,
                                S::cancelled, S::foreign_use, S::invalidated, S::foreign_use},
                               {S::invalidated, S::invalidated, S::invalidated, S::invalidated, S::invalidated,
                                S::cancelled, S::foreign_use, S::invalidated, S::invalidated},
                               {S::retired, S::in_conflict, S::frozen, S::frozen, S::frozen, S::cancelled,
                                S::foreign_use, S::invalidated, S::frozen}};
  for (std::size_t at = 0; at < 4; ++at) {
    Conditions c;
    REQUIRE(c.statuses() == before);
    const auto open = open_conflicts(c.w).size();
    const auto entry = c.w.grant(c.w.association, facts[at](c.batch));
    CHECK(c.statuses() == after[at]);
    c.w.grant(c.w.association, voiding(entry));
    CHECK(c.statuses() == before);
    CHECK(open_conflicts(c.w).size() == open);
    CHECK(c.w.ledger.retirement(c.use)->counted == 2);
  }
}

TEST_CASE("A contradicted use names its conflict and its kind", "[facts]") {
  Conditions c;
  const auto cancelled = c.w.grant(c.w.registrar, cancel(range(c.batch, 1, 1)));
  c.w.grant(c.w.association, foreign_use(range(c.batch, 2, 2)));
  const auto open = open_conflicts(c.w);
  REQUIRE(open.size() == 3);
  CHECK(open[1].entry == EntryIndex{cancelled});
  CHECK(open[1].kind == ConflictKind::registry_disagrees);
  CHECK(open[2].kind == ConflictKind::foreign_use);
  CHECK(c.w.ledger.retirement(c.use)->counted == 0);
}

TEST_CASE("An invalidation keeps the binding as history and ends the conflicts on it", "[RT-09]") {
  Conditions c;
  REQUIRE(open_conflicts(c.w).size() == 1);
  c.w.grant(c.w.association, invalidate(range(c.batch, 1, 3)));
  CHECK(open_conflicts(c.w).size() == 1);
  c.w.grant(c.w.association, invalidate(range(c.batch, 4, 4)));
  CHECK(open_conflicts(c.w).empty());
  const Segment segment = segment_at(c.w, c.batch, 1);
  CHECK(segment.retirement == c.use);
  CHECK_FALSE(segment.holder.has_value());
  CHECK(c.w.ledger.retirement(c.use)->counted == 0);
  c.w.grant(c.w.association, invalidate(range(c.batch, 17, 17)));
  CHECK(segment_at(c.w, c.batch, 17).holder == c.w.trader);
}

TEST_CASE("An invalidation of units on HOLD drops their holder and keeps their claim", "[RT-09]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  const auto entry = w.grant(w.registrar, invalidate(range(batch, 1, 5)));
  CHECK(segment_at(w, batch, 1).retirement == use);
  CHECK_FALSE(segment_at(w, batch, 1).holder.has_value());
  w.grant(w.registrar, voiding(entry));
  CHECK(status_at(w, batch, 1) == UnitStatus::held);
}

TEST_CASE("A voided invalidation does not bind units again to a use that was withdrawn", "[RT-09][void]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  const auto entry = w.grant(w.registrar, invalidate(range(batch, 1, 5)));
  w.grant(w.trader, WithdrawRetirementCommand{use, "error"});
  w.grant(w.registrar, voiding(entry));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
}

TEST_CASE("A fact about units whose HOLD has lapsed closes the HOLD", "[facts]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  w.now = at("2024-06-01");
  const auto entry = w.grant(w.registrar, cancel(range(batch, 1, 10)));
  CHECK(status_at(w, batch, 1) == UnitStatus::cancelled);
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::rejected);
  CHECK(open_conflicts(w).empty());
  w.grant(w.registrar, voiding(entry));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
}

TEST_CASE("A use elsewhere marks the project for ever", "[facts][own]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  CHECK_FALSE(w.ledger.project({"VCS", "1"})->used);
  w.grant(w.registrar, foreign_use(range(batch, 1, 1)));
  CHECK(w.ledger.project({"VCS", "1"})->used);
}
