// Freezes: who may set and lift them, what they keep, and how they lapse.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {
struct Frozen {
  World w;
  BatchId batch;
  Frozen() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
  }
};
}  // namespace

TEST_CASE("Frozen units keep their holder and move nowhere", "[freeze]") {
  Frozen f;
  f.w.grant(f.w.registrar, freeze(range(f.batch, 1, 5)));
  CHECK(segment_at(f.w, f.batch, 1).holder == f.w.trader);
  CHECK_FALSE(f.w.wish(f.w.trader, World::transfer(range(f.batch, 1, 1), f.w.rival)).accepted());
  CHECK_FALSE(f.w.wish(f.w.trader, f.w.retire(range(f.batch, 1, 1))).accepted());
}

TEST_CASE("A thaw gives back part of a freeze and closes it with its last unit", "[freeze]") {
  Frozen f;
  const auto entry = f.w.grant(f.w.association, freeze(range(f.batch, 1, 5)));
  f.w.grant(f.w.registrar, unfreeze(range(f.batch, 1, 2)));
  CHECK(status_at(f.w, f.batch, 2) == UnitStatus::free);
  CHECK(status_at(f.w, f.batch, 3) == UnitStatus::frozen);
  CHECK_FALSE(find_note<UnitAction>(f.w.ledger, {entry})->closed_by.has_value());
  f.w.grant(f.w.registrar, unfreeze(range(f.batch, 1, 10)));
  CHECK(status_at(f.w, f.batch, 5) == UnitStatus::free);
  CHECK(find_note<UnitAction>(f.w.ledger, {entry})->closed_by.has_value());
}

TEST_CASE("Of two freezes each is lifted on its own", "[freeze]") {
  Frozen f;
  f.w.grant(f.w.registrar, freeze(range(f.batch, 1, 5)));
  f.w.grant(f.w.association, freeze(range(f.batch, 3, 8)));
  f.w.grant(f.w.association, unfreeze(range(f.batch, 3, 8)));
  CHECK(status_at(f.w, f.batch, 3) == UnitStatus::frozen);
  CHECK(status_at(f.w, f.batch, 8) == UnitStatus::free);
}

TEST_CASE("A freeze ends with its last day, and so does the one under it", "[freeze]") {
  Frozen f;
  auto shorter = freeze(range(f.batch, 1, 5));
  shorter.until = day("2023-11-20");
  f.w.grant(f.w.registrar, shorter);
  auto longer = freeze(range(f.batch, 1, 5));
  longer.until = day("2023-11-30");
  f.w.grant(f.w.registrar, longer);
  const auto transfer = World::transfer(range(f.batch, 1, 5), f.w.rival);
  f.w.now = at("2023-11-30");
  CHECK_FALSE(f.w.wish(f.w.trader, transfer).accepted());
  f.w.now = at("2023-12-01");
  CHECK(f.w.wish(f.w.trader, transfer).accepted());
}

TEST_CASE("A freeze for one use lets exactly this use through", "[freeze][RT-01]") {
  Frozen f;
  auto command = freeze(range(f.batch, 1, 5));
  command.purpose = FreezePurpose{f.w.factory, period("2022"), Purpose::factory_offset};
  f.w.grant(f.w.registrar, command);
  auto other_year = f.w.retire(range(f.batch, 1, 5));
  other_year.period = period("2021");
  CHECK_FALSE(f.w.wish(f.w.trader, other_year).accepted());
  CHECK(f.w.wish(f.w.trader, f.w.retire(range(f.batch, 1, 5))).accepted());
}

TEST_CASE("A body freezes its client's units until a day, and lifts only its own freeze", "[freeze]") {
  World w;
  w.populate();
  engaged(w, w.verifier);
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  w.grant(w.registrar, World::transfer(range(batch, 1, 5), w.plant));
  w.grant(w.registrar, World::transfer(range(batch, 6, 9), w.rival));
  auto command = freeze(range(batch, 1, 5));
  const auto endless = w.wish(w.verifier, command);
  REQUIRE_FALSE(endless.accepted());
  CHECK(name_of(endless.refused().reason) == "evidence_required");
  command.until = day("2024-01-31");
  auto stretched = command;
  stretched.ranges = range(batch, 1, 6);
  CHECK(refusal_of(w.wish(w.verifier, stretched)) == Refusal::not_registrar);
  stretched.ranges = range(batch, 10, 10);
  CHECK(refusal_of(w.wish(w.verifier, stretched)) == Refusal::not_registrar);
  w.grant(w.verifier, command);
  CHECK(status_at(w, batch, 5) == UnitStatus::frozen);
  w.grant(w.verifier, unfreeze(range(batch, 1, 2)));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  w.grant(w.registrar, freeze(range(batch, 1, 2)));
  CHECK(refusal_of(w.wish(w.verifier, unfreeze(range(batch, 1, 5)))) == Refusal::not_registrar);
}
