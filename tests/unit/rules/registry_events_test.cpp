// What a registry says later: units without a use follow it, uses that agree are matched, uses that disagree count no
// more until one of the two accounts is withdrawn.
#include <catch2/catch.hpp>

#include "ledger/rules/registry_text.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct UsedBatch {
  World w;
  BatchId batch;
  RetirementId use;
  // Units 1..5 of ten, retired by their holder for the plant's 2022.
  UsedBatch() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
    use = {w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  }
  [[nodiscard]] Retirement retirement() const { return w.ledger.retirement(use).value(); }
};

}  // namespace

TEST_CASE("Units that nothing was bound to go where the registry says they are", "[registry_event]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, reservation(w, range(batch, 1, 2)));
  w.grant(w.registrar, freeze(range(batch, 3, 4)));
  w.grant(w.registrar, retired_for_plant(range(batch, 1, 6)));
  for (const std::int64_t unit : {1, 3, 5}) CHECK(status_at(w, batch, unit) == UnitStatus::registry_retired);
  CHECK(status_at(w, batch, 7) == UnitStatus::free);
  CHECK(w.ledger.project({"VCS", "1"})->used);
  CHECK(w.wish(w.plant, w.retire(range(batch, 1, 2))).accepted());
  w.grant(w.registrar, registry_event(range(batch, 5, 7), RegistryEventStatus::active));
  CHECK(status_at(w, batch, 5) == UnitStatus::unassigned);
  CHECK(status_at(w, batch, 7) == UnitStatus::free);
  w.grant(w.registrar, registry_event(range(batch, 5, 7), RegistryEventStatus::cancelled));
  CHECK(status_at(w, batch, 6) == UnitStatus::cancelled);
  w.grant(w.registrar, registry_event(range(batch, 8, 8), RegistryEventStatus::withdrawn));
  CHECK(status_at(w, batch, 8) == UnitStatus::cancelled);
}

TEST_CASE("The newest text of the registry counts for claims", "[registry_event]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.registrar, World::retired_batch("1", 1, 10, "Rival Works Ltd (registry)", "2022"))};
  CHECK_FALSE(w.wish(w.plant, w.retire(range(batch, 1, 5))).accepted());
  w.grant(w.registrar, retired_for_plant(range(batch, 1, 5)));
  CHECK(w.wish(w.plant, w.retire(range(batch, 1, 5))).accepted());
}

TEST_CASE("A use that the registry confirms is matched once it spoke of every unit", "[registry_event]") {
  UsedBatch u;
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 3)));
  CHECK(u.retirement().status == RetirementStatus::declared);
  const auto last = u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 4, 5)));
  CHECK(u.retirement().status == RetirementStatus::matched);
  CHECK(u.retirement().counted == 5);
  CHECK(u.retirement().registry_reference == "VCS-R-9");
  u.w.grant(u.w.registrar, voiding(last));
  CHECK(u.retirement().status == RetirementStatus::declared);
}

TEST_CASE("A text that names nobody leaves a use as it stands", "[registry_event]") {
  for (const char* beneficiary : {"", "Plant One Ltd"}) {
    UsedBatch u;
    u.w.grant(u.w.registrar, registry_event(range(u.batch, 1, 5), RegistryEventStatus::retired, beneficiary));
    CHECK(u.retirement().status == RetirementStatus::declared);
    CHECK(u.retirement().counted == 5);
  }
}

TEST_CASE("The reference that the holder named matches where the text names nobody", "[registry_event]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  auto retire = w.retire(range(batch, 1, 5));
  retire.registry_reference = "VCS-R-9";
  const RetirementId use{w.grant(w.trader, retire)};
  w.grant(w.registrar, registry_event(range(batch, 1, 5), RegistryEventStatus::retired));
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::matched);
}

TEST_CASE("A use that the registry contradicts counts no more", "[registry_event]") {
  using Status = RegistryEventStatus;
  const auto contradictions = [](BatchId b) {
    return std::vector<RecordRegistryEventCommand>{
        retired_for_rival(range(b, 2, 3)),
        registry_event(range(b, 2, 3), Status::retired, "Plant One Ltd (registry)", "ETS compliance 2022"),
        registry_event(range(b, 2, 3), Status::retired, "Plant One Ltd (registry)", "FY 2021"),
        registry_event(range(b, 2, 3), Status::cancelled),
        registry_event(range(b, 2, 3), Status::withdrawn),
        registry_event(range(b, 2, 3), Status::active)};
  };
  for (const auto& event : contradictions(UsedBatch().batch)) {
    UsedBatch u;
    const auto outcome = u.w.wish(u.w.registrar, event);
    REQUIRE(outcome.accepted());
    CHECK(has_flag(outcome, Flag::conflict_opened));
    CHECK(u.retirement().counted == 3);
    CHECK(status_at(u.w, u.batch, 2) == UnitStatus::in_conflict);
    REQUIRE(open_conflicts(u.w).size() == 1);
    const Conflict conflict = open_conflicts(u.w)[0];
    CHECK(conflict.kind == ConflictKind::registry_disagrees);
    CHECK(conflict.other == u.use.entry());
    CHECK(conflict.ranges == range(u.batch, 2, 3));
    CHECK(conflict.retirements == std::vector<RetirementId>{u.use});
  }
}

TEST_CASE("Units that were active before the day of their use contradict nothing", "[registry_event]") {
  UsedBatch u;
  auto event = registry_event(range(u.batch, 1, 5), RegistryEventStatus::active);
  event.on = day("2023-05-31");
  u.w.grant(u.w.registrar, event);
  CHECK(u.retirement().counted == 5);
}

TEST_CASE("A registry that tells our story again ends the conflict", "[registry_event]") {
  UsedBatch u;
  const auto first = u.w.grant(u.w.registrar, retired_for_rival(range(u.batch, 1, 5)));
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 2)));
  CHECK(u.retirement().counted == 2);
  CHECK(u.retirement().status == RetirementStatus::declared);
  REQUIRE(open_conflicts(u.w).size() == 1);
  CHECK(open_conflicts(u.w)[0].entry == EntryIndex{first});
  const auto rest = u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 3, 5)));
  CHECK(u.retirement().counted == 5);
  CHECK(u.retirement().status == RetirementStatus::matched);
  CHECK(open_conflicts(u.w).empty());
  u.w.grant(u.w.registrar, voiding(rest));
  CHECK(u.retirement().counted == 2);
  CHECK(open_conflicts(u.w).size() == 1);
}

TEST_CASE("A use elsewhere is not explained away by a registry's text", "[registry_event]") {
  UsedBatch u;
  u.w.grant(u.w.association, foreign_use(range(u.batch, 1, 5)));
  u.w.grant(u.w.registrar, retired_for_plant(range(u.batch, 1, 5)));
  CHECK(u.retirement().counted == 0);
  CHECK(u.retirement().status == RetirementStatus::declared);
  CHECK(open_conflicts(u.w).size() == 1);
}

TEST_CASE("A second contradiction is told too, and the newest fact decides where the units go", "[registry_event]") {
  UsedBatch u;
  u.w.grant(u.w.registrar, retired_for_rival(range(u.batch, 1, 5)));
  u.w.grant(u.w.registrar, registry_event(range(u.batch, 1, 5), RegistryEventStatus::cancelled));
  CHECK(open_conflicts(u.w).size() == 2);
  u.w.grant(u.w.trader, WithdrawRetirementCommand{u.use, "error"});
  CHECK(status_at(u.w, u.batch, 1) == UnitStatus::cancelled);
  CHECK(open_conflicts(u.w).empty());
}

TEST_CASE("A wish on HOLD counts when the registry names it firmly", "[registry_event]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  REQUIRE(status_at(w, batch, 1) == UnitStatus::held);
  w.grant(w.registrar, retired_for_plant(range(batch, 1, 2)));
  CHECK(status_at(w, batch, 1) == UnitStatus::held);
  const auto event = w.grant(w.registrar, retired_for_plant(range(batch, 3, 5)));
  CHECK(status_at(w, batch, 1) == UnitStatus::retired);
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::matched);
  CHECK(w.ledger.retirement(use)->counted == 5);
  w.grant(w.registrar, voiding(event));
  CHECK(status_at(w, batch, 1) == UnitStatus::held);
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  CHECK(w.ledger.retirement(use)->counted == 0);
}

TEST_CASE("A wish on HOLD in conflict goes back to where it stood", "[registry_event]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  w.grant(w.registrar, retired_for_rival(range(batch, 1, 5)));
  CHECK(status_at(w, batch, 1) == UnitStatus::in_conflict);
  w.grant(w.registrar, registry_event(range(batch, 1, 5), RegistryEventStatus::retired));
  CHECK(status_at(w, batch, 1) == UnitStatus::held);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
  w.grant(w.registrar, retired_for_rival(range(batch, 1, 5)));
  w.grant(w.registrar, retired_for_plant(range(batch, 1, 5)));
  CHECK(status_at(w, batch, 1) == UnitStatus::retired);
  CHECK(w.ledger.retirement(use)->counted == 5);
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("A provisional lock stands for ever once the registry confirms the use", "[registry_event][own]") {
  World w;
  w.populate();
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  w.grant(w.plant, w.retire(range(own, 1, 1)));
  CHECK(w.ledger.project({"OWN", "P1"})->lock->provisional);
  w.grant(w.verifier, retired_for_plant(range(own, 1, 1)));
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock->provisional);
}

TEST_CASE("A benefit that the named beneficiary made over is named too", "[registry_event]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, AssignBenefitCommand{range(batch, 1, 5), w.plant, evidence()});
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  w.grant(w.registrar, registry_event(range(batch, 1, 5), RegistryEventStatus::retired, "Trader (registry)", "2022"));
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::matched);
}

TEST_CASE("The year of a day is no year of use", "[registry_text]") {
  const auto another = [](const char* text) { return rules::names_another_year("", text, period("2022")); };
  CHECK(another("FY 2021"));
  CHECK(another("2020-2021"));
  CHECK(another("2021年"));
  CHECK_FALSE(another("FY 2022"));
  CHECK_FALSE(another("2021 and 2022"));
  CHECK_FALSE(another("retired on 2023-06-01"));
  CHECK_FALSE(another("2023/6/1"));
  CHECK_FALSE(another("2023年6月1日"));
  CHECK(another("2021-13"));
  CHECK_FALSE(another("no year"));
  CHECK_FALSE(another("20211"));
}
