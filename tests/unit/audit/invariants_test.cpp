// Each invariant of the auditor against an entry that only this one can find.
#include <catch2/catch.hpp>

#include "tests/unit/audit/scene.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("a retirement binds what it names, no less and no more", "[audit][invariants]") {
  const BatchId batch{4};
  Scene scene;
  auto overstated = scene.retirement(5, 1, {{batch, units(1, 10)}});
  overstated.quantity = 11;
  CHECK(scene.give(UnitsRetired{overstated}) == "a retirement's ranges do not add up to its quantity");
  CHECK(scene.invariants.at_end() == "a retirement's ranges do not add up to its quantity");
  Scene nowhere;
  CHECK(nowhere.give(UnitsRetired{nowhere.retirement(5, 3, {{batch, units(1, 10)}})}) ==
        "a retirement serves a factory that is not registered");
}

TEST_CASE("a status without what belongs to it is no possible unit", "[audit][invariants]") {
  Scene scene;
  auto batch = Scene::recorded(5, "929", UnitStatus::free);
  batch.holder.reset();
  CHECK(scene.give(batch) == "an impossible unit in batch 5");
  CHECK(scene.invariants.at_end() == "an impossible unit in batch 5");
}

TEST_CASE("a locked project serves one factory and its other names none", "[audit][invariants]") {
  const BatchId batch{4};
  Scene scene;
  CHECK_FALSE(scene.give(Decision{
      {UnitsRetired{scene.retirement(5, 1, {{batch, units(1, 10)}})}, ProjectLocked{{"VCS", "929"}, {{1}, {5}, true}}},
      {}}));
  CHECK_FALSE(scene.give(UnitsRetired{scene.retirement(6, 1, {{batch, units(11, 12)}})}));
  CHECK(scene.give(UnitsRetired{scene.retirement(7, 2, {{batch, units(13, 14)}})}) ==
        "units of a project serve another factory than the one it is locked for; project 3");

  Scene loose;
  CHECK_FALSE(loose.give(Scene::registered("930", 5)));
  CHECK_FALSE(loose.give(Scene::recorded(6, "930", UnitStatus::unassigned)));
  const Event use = UnitsRetired{loose.retirement(7, 1, {{batch, units(1, 10)}})};
  const Event lock = ProjectLocked{{"VCS", "929"}, {{1}, {7}, true}};
  CHECK(loose.give(Decision{{use, lock}, {}}) == "units of another name of a locked project are loose: batch 6");
  CHECK_FALSE(loose.state.apply(ProjectUnitsFrozen{{7}, {"VCS", "930"}}));
  CHECK_FALSE(loose.invariants.at_end());
  CHECK(loose.give(Scene::registered("931", 8)) == "a name of a locked project was registered later: project 8");
}

TEST_CASE("uses of two names that one lock brings together need a conflict that names them", "[audit][invariants]") {
  const BatchId batch{4};
  const auto linked = [&batch](bool with_conflict) {
    Scene scene;
    auto other = Scene::registered("930", 5);
    other.project.asset_code.reset();
    scene.give(other);
    scene.give(Scene::recorded(6, "930", UnitStatus::free));
    scene.give(UnitsRetired{Scene::retirement(7, 2, {{{6}, units(1, 10)}})});
    const Event use = UnitsRetired{Scene::retirement(8, 1, {{batch, units(1, 10)}})};
    REQUIRE_FALSE(scene.give(Decision{{use, ProjectLocked{{"VCS", "929"}, {{1}, {8}, false}}}, {}}));
    Project named = scene.state.project({"VCS", "930"}).value();
    named.also_registered_as = {{"VCS", "929"}};
    Decision link{{ProjectChanged{named}}, {}};
    Conflict conflict;
    conflict.entry = {9};
    conflict.kind = ConflictKind::underlying;
    conflict.projects = {{"VCS", "929"}, {"VCS", "930"}};
    if (with_conflict) link.events.emplace_back(NoteTaken{conflict});
    return scene.give(link);
  };
  CHECK_FALSE(linked(true));
  CHECK(linked(false) == "units of a project serve another factory than the one it is locked for; project 3");
}

TEST_CASE("certificates stay below the electricity of the inventory that counts", "[audit][invariants]") {
  PowerScene scene;
  CHECK_FALSE(scene.give(InventoryDeclared{PowerScene::inventory(7, 10'999), std::nullopt}));
  CHECK_FALSE(scene.give(scene.use(8, 1, 10)));
  CHECK(scene.give(scene.use(9, 11, 11)) == "more certificates than the electricity consumed by inventory 7");
  CHECK(scene.invariants.at_end() == "more certificates than the electricity consumed by inventory 7");
}

TEST_CASE("an inventory that nobody verified limits nothing", "[audit][invariants]") {
  PowerScene scene;
  auto unverified = PowerScene::inventory(7, 10'999);
  unverified.verification->opinion = Opinion::adverse;
  CHECK_FALSE(scene.give(InventoryDeclared{unverified, std::nullopt}));
  CHECK_FALSE(scene.give(scene.use(8, 1, 11)));
}

TEST_CASE("a later inventory may state less than what stands and nothing can be added to it", "[audit][invariants]") {
  PowerScene scene;
  CHECK_FALSE(scene.give(InventoryDeclared{PowerScene::inventory(7, 20'000), std::nullopt}));
  CHECK_FALSE(scene.give(scene.use(8, 1, 20)));
  CHECK_FALSE(scene.give(InventoryDeclared{PowerScene::inventory(9, 10'000), InventoryId{7}}));
  CHECK_FALSE(scene.invariants.at_end());
  CHECK(scene.give(scene.use(10, 21, 21)) == "more certificates than the electricity consumed by inventory 9");
}

TEST_CASE("claims stay below what the asset generated or a conflict names the excess", "[audit][invariants]") {
  const std::string excess =
      "more is claimed than asset ASSET generated in 2024-01, and no open conflict names the excess";
  PowerScene scene;
  CHECK_FALSE(scene.give(NoteTaken{PowerScene::metered(7, 99'999)}));
  CHECK(scene.give(PowerScene::claim(PowerScene::batch, 100'000)) == excess);
  CHECK(scene.invariants.at_end() == excess);
  Conflict conflict;
  conflict.entry = {9};
  conflict.kind = ConflictKind::generation_exceeded;
  conflict.asset_code = "ASSET";
  conflict.month = "2024-01";
  conflict.excess = KilowattHours{1};
  CHECK_FALSE(scene.give(NoteTaken{conflict}));
  CHECK_FALSE(scene.invariants.at_end());
  conflict.closed_by = EntryIndex{10};
  CHECK(scene.give(NoteTaken{conflict}) == excess);
  // A cancelled certificate claims nothing any more.
  Segment dead = Scene::piece(units(1, 1), UnitStatus::cancelled, 11);
  dead.batch = {PowerScene::batch};
  CHECK_FALSE(scene.give(UnitsSet{{dead}}));
}

TEST_CASE("certificates of several months claim each month as far as the living ones reach", "[audit][invariants]") {
  PowerScene scene;
  CHECK_FALSE(scene.give(NoteTaken{PowerScene::metered(7, 49'999)}));
  // Nobody can say of which month the dead ones were, so half of a batch of 100 may still be of this one.
  Segment dead = Scene::piece(units(1, 50), UnitStatus::cancelled, 8);
  dead.batch = {PowerScene::batch};
  CHECK_FALSE(scene.give(UnitsSet{{dead}}));
  CHECK(scene.give(PowerScene::claim(PowerScene::batch, 50'000)).has_value());
}

TEST_CASE("units count only for a retirement that is open and names them", "[audit][invariants]") {
  const BatchId batch{4};
  Scene waiting;
  auto held = Scene::retirement(5, 1, {{batch, units(1, 10)}});
  held.status = RetirementStatus::on_hold;
  CHECK_FALSE(waiting.give(UnitsRetired{held}));
  CHECK(waiting.state.retirement({5})->counted == 0);
  CHECK(waiting.give(UnitsSet{{Scene::piece(units(1, 10), UnitStatus::retired, 6, RetirementId{5})}}) ==
        "units count for a retirement that is closed or on HOLD: 5");
  Scene beside;
  CHECK_FALSE(beside.give(UnitsRetired{Scene::retirement(5, 1, {{batch, units(1, 10)}})}));
  CHECK(beside.give(UnitsSet{{Scene::piece(units(11, 11), UnitStatus::retired, 6, RetirementId{5})}}) ==
        "units bound to a retirement that does not name them in batch 4");
  Scene ended;
  CHECK_FALSE(ended.give(UnitsRetired{Scene::retirement(5, 1, {{batch, units(1, 10)}})}));
  CHECK(ended.give(RetirementChanged{ended.closed(5, 6)}) ==
        "units count for a retirement that is closed or on HOLD: 5");
}

TEST_CASE("units leave a retirement with its end or by a fact and in no other way", "[audit][invariants]") {
  const BatchId batch{4};
  const UnitRange used = units(1, 10);
  const auto after = [&](UnitStatus status, bool close, std::optional<RetirementId> bound) {
    Scene scene;
    REQUIRE_FALSE(scene.give(UnitsRetired{Scene::retirement(5, 1, {{batch, used}})}));
    Decision decision{{UnitsSet{{Scene::piece(used, status, 6, bound)}}}, {}};
    if (close) decision.events.emplace_back(RetirementChanged{scene.closed(5, 6)});
    auto problem = scene.give(decision);
    CHECK(scene.state.retirement({5})->counted == 0);
    return problem;
  };
  const std::string unknown = "units stop counting without a reason that the ledger knows, of retirement 5";
  CHECK_FALSE(after(UnitStatus::free, true, std::nullopt));
  CHECK_FALSE(after(UnitStatus::registry_retired, true, std::nullopt));
  CHECK_FALSE(after(UnitStatus::invalidated, false, RetirementId{5}));
  CHECK(after(UnitStatus::free, false, std::nullopt) == unknown);
  CHECK(after(UnitStatus::held, false, RetirementId{5}) == unknown);
  CHECK(after(UnitStatus::cancelled, true, std::nullopt) == unknown);
  CHECK(after(UnitStatus::unassigned, true, std::nullopt) == unknown);
  CHECK(after(UnitStatus::invalidated, false, std::nullopt) == unknown);
}

TEST_CASE("units of a match that was voided wait again", "[audit][invariants]") {
  Scene scene;
  const UnitRange used = units(1, 10);
  REQUIRE_FALSE(scene.give(UnitsRetired{Scene::retirement(5, 1, {{{4}, used}})}));
  Retirement waiting = scene.state.retirement({5}).value();
  waiting.status = RetirementStatus::on_hold;
  CHECK_FALSE(scene.give(Decision{
      {RetirementChanged{waiting}, UnitsSet{{Scene::piece(used, UnitStatus::held, 5, RetirementId{5})}}}, {}}));
  CHECK(scene.state.retirement({5})->counted == 0);
}

TEST_CASE("units in conflict are named by an open conflict", "[audit][invariants]") {
  const BatchId batch{4};
  const UnitRange used = units(1, 10);
  const Event contradicted = UnitsSet{{Scene::piece(used, UnitStatus::in_conflict, 6, RetirementId{5})}};
  const std::string unnamed = "units in conflict that no open conflict names in batch 4";
  Scene silent;
  CHECK_FALSE(silent.give(UnitsRetired{Scene::retirement(5, 1, {{batch, used}})}));
  CHECK(silent.give(contradicted) == unnamed);
  CHECK(silent.invariants.at_end() == unnamed);
  Scene partly;
  CHECK_FALSE(partly.give(UnitsRetired{Scene::retirement(5, 1, {{batch, used}})}));
  CHECK(partly.give(Decision{{contradicted, NoteTaken{Scene::conflict(6, units(1, 9))}}, {}}) == unnamed);
  Scene forgotten;
  CHECK_FALSE(forgotten.give(UnitsRetired{Scene::retirement(5, 1, {{batch, used}})}));
  Conflict conflict = Scene::conflict(6, used);
  CHECK_FALSE(forgotten.give(Decision{{contradicted, NoteTaken{conflict}}, {}}));
  CHECK_FALSE(forgotten.invariants.at_end());
  conflict.closed_by = EntryIndex{7};
  CHECK(forgotten.give(NoteTaken{conflict}) == unnamed);
}

TEST_CASE("nothing points to what is not there yet", "[audit][invariants]") {
  const BatchId batch{4};
  const std::string ahead = "something points to what was not there before entry 5";
  Scene self;
  Conflict conflict = Scene::conflict(5, units(1, 1));
  conflict.other = EntryIndex{5};
  CHECK(self.give(NoteTaken{conflict}) == ahead);
  Scene since;
  CHECK(since.give(UnitsSet{{Scene::piece(units(1, 1), UnitStatus::reserved, 6)}}) == ahead);
  Scene named;
  CHECK(named.give(UnitsRetired{Scene::retirement(3, 1, {{batch, units(1, 10)}})}) == ahead);
  Scene later;
  Inventory inventory;
  inventory.id = {5};
  inventory.factory = {1};
  inventory.voided_by = EntryIndex{9};
  CHECK(later.give(InventoryDeclared{inventory, std::nullopt}) == ahead);
}
