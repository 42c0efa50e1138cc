// What a registry says, from the other side: texts that prove nothing, events that speak of part of a use only, and
// units and projects that an event leaves alone.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Units 1..5 of ten, retired by the trader for the plant's 2022.
struct Used {
  World w;
  BatchId batch;
  RetirementId use;
  Used() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
    use = {w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  }
  [[nodiscard]] RetirementStatus status() const { return w.ledger.retirement(use)->status; }
};

RecordRegistryEventCommand retired_for_trader(std::vector<BatchRange> ranges) {
  return registry_event(std::move(ranges), RegistryEventStatus::retired, "Trader (registry)", "FY 2022");
}

}  // namespace

TEST_CASE("A benefit that was made over explains the registry's text for its units and its receiver", "[RT-03]") {
  // What the trader makes over before it retires units 1..5 for the plant, and whether its own name then stands for it.
  const auto agrees = [](const std::function<void(World&, BatchId)>& make_over) {
    World w;
    w.populate();
    const BatchId batch = w.held_by_trader("1", 1, 10);
    make_over(w, batch);
    const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
    const auto outcome = w.wish(w.registrar, retired_for_trader(range(batch, 1, 5)));
    const bool matched = w.ledger.retirement(use)->status == RetirementStatus::matched;
    CHECK(has_flag(outcome, Flag::conflict_opened) != matched);
    CHECK(w.ledger.retirement(use)->counted == (matched ? 5 : 0));
    return matched;
  };
  const auto to = [](const PartyId World::*receiver, std::int64_t first, std::int64_t last) {
    return [=](World& w, BatchId b) {
      w.grant(w.trader, AssignBenefitCommand{range(b, first, last), w.*receiver, evidence()});
    };
  };
  CHECK(agrees(to(&World::plant, 1, 5)));
  CHECK(agrees(to(&World::plant, 5, 6)));
  CHECK_FALSE(agrees(to(&World::plant, 6, 10)));
  CHECK_FALSE(agrees(to(&World::rival, 1, 5)));
  CHECK_FALSE(agrees([](World& w, BatchId b) {
    const auto made = w.grant(w.trader, AssignBenefitCommand{range(b, 1, 5), w.plant, evidence()});
    w.grant(w.trader, voiding(made));
  }));
  CHECK_FALSE(agrees([](World&, BatchId) {}));
}

TEST_CASE("Two accounts without a reference do not agree by it", "[RT-03]") {
  Used u;
  auto event = registry_event(range(u.batch, 1, 5), RegistryEventStatus::retired, "Plant One Ltd");
  event.reference.clear();
  u.w.grant(u.w.registrar, event);
  CHECK(u.status() == RetirementStatus::declared);
  CHECK(u.w.ledger.retirement(u.use)->counted == 5);
}

TEST_CASE("A use of two batches is matched when the registry spoke of both", "[registry_event]") {
  for (const bool at_once : {true, false}) {
    World w;
    w.populate();
    const BatchId one = w.held_by_trader("1", 1, 10);
    // The same numbers of another series are other units.
    auto of_another_series = World::vcs_batch("1", 1, 10);
    of_another_series.serial = of_another_series.space = "2021";
    const BatchId other{w.grant(w.registrar, of_another_series)};
    w.grant(w.registrar, World::transfer(range(other, 1, 10), w.trader));
    const std::vector<BatchRange> both{{one, units(1, 5)}, {other, units(1, 5)}};
    const RetirementId use{w.grant(w.trader, w.retire(both))};
    if (at_once) {
      w.grant(w.registrar, retired_for_plant(both));
    } else {
      w.grant(w.registrar, retired_for_plant({both[1]}));
      CHECK(w.ledger.retirement(use)->status == RetirementStatus::declared);
      w.grant(w.registrar, retired_for_plant({both[0]}));
    }
    CHECK(w.ledger.retirement(use)->status == RetirementStatus::matched);
    CHECK(w.ledger.retirement(use)->counted == 10);
  }
}

TEST_CASE("A registry that spoke of the end of a use has not spoken of its beginning", "[registry_event]") {
  Used u;
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 4, 5)));
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 2)));
  CHECK(u.status() == RetirementStatus::declared);
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 3, 3)));
  CHECK(u.status() == RetirementStatus::matched);
}

TEST_CASE("Only what the registry retired, and did not take back, completes a match", "[registry_event]") {
  Used u;
  auto active =
      registry_event(range(u.batch, 1, 3), RegistryEventStatus::active, "Plant One Ltd (registry)", "FY 2022");
  active.on = day("2023-05-31");
  u.w.grant(u.w.registrar, active);
  const auto slip = u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 3)));
  u.w.grant(u.w.registrar, voiding(slip));
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 4, 5)));
  CHECK(u.status() == RetirementStatus::declared);
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 3)));
  CHECK(u.status() == RetirementStatus::matched);
}

TEST_CASE("A matched use that the registry tells again keeps the reference of its match", "[registry_event]") {
  Used u;
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 5)));
  auto again = retired_for_plant(range(u.batch, 1, 5));
  again.reference = "VCS-R-10";
  u.w.grant(u.w.registrar, again);
  CHECK(u.status() == RetirementStatus::matched);
  CHECK(u.w.ledger.retirement(u.use)->registry_reference == "VCS-R-9");
  CHECK(u.w.ledger.retirement(u.use)->counted == 5);
}

TEST_CASE("Units that stand for nothing any more are moved by no account of their registry", "[registry_event]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.registrar, cancel(range(batch, 1, 2)));
  w.grant(w.association, invalidate(range(batch, 3, 4)));
  w.grant(w.association, foreign_use(range(batch, 5, 6)));
  using Status = RegistryEventStatus;
  for (const Status status : {Status::retired, Status::cancelled, Status::withdrawn, Status::active}) {
    const auto outcome = w.wish(w.registrar, registry_event(range(batch, 1, 6), status));
    REQUIRE(outcome.accepted());
    CHECK(outcome.value().flags.empty());
    CHECK(status_at(w, batch, 1) == UnitStatus::cancelled);
    CHECK(status_at(w, batch, 3) == UnitStatus::invalidated);
    CHECK(status_at(w, batch, 5) == UnitStatus::foreign_use);
  }
}

TEST_CASE("A lock that another use put on stays as firm as that use", "[registry_event][own]") {
  World w;
  w.populate();
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  const RetirementId first{w.grant(w.plant, w.retire(range(own, 1, 1)))};
  const RetirementId second{w.grant(w.plant, w.retire(range(own, 2, 2)))};
  w.grant(w.verifier, retired_for_plant(range(own, 2, 2)));
  CHECK(w.ledger.retirement(second)->status == RetirementStatus::matched);
  const ProjectKey key{"OWN", "P1"};
  CHECK(w.ledger.project(key)->lock->retirement == first);
  CHECK(w.ledger.project(key)->lock->provisional);
  // When the use falls that put it on, the matched one keeps it for ever.
  w.grant(w.plant, WithdrawRetirementCommand{first, "error"});
  CHECK(w.ledger.project(key)->lock->retirement == second);
  CHECK_FALSE(w.ledger.project(key)->lock->provisional);
}

TEST_CASE("Of the projects that an event names those are used whose units it retired", "[registry_event]") {
  World w;
  w.populate();
  const BatchId loose = w.held_by_trader("1", 1, 10);
  const BatchId struck = w.held_by_trader("2", 11, 20);
  w.grant(w.registrar, cancel(range(struck, 11, 20)));
  w.grant(w.registrar, retired_for_plant({{struck, units(11, 20)}, {loose, units(1, 10)}}));
  CHECK(w.ledger.project({"VCS", "1"})->used);
  CHECK_FALSE(w.ledger.project({"VCS", "2"})->used);
}
