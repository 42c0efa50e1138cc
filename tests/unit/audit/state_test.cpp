// The auditor's state and invariants against events that no honest rule would yield.
#include <catch2/catch.hpp>

#include "audit/invariants.hpp"
#include "audit/state.hpp"

using namespace tanbu;

namespace {

UnitRange units(std::int64_t first, std::int64_t last) { return UnitRange::from_inclusive(first, last).value(); }

// A plant with two factories, a project and a batch of units 1..100 that the plant holds; entries 0 to 4.
struct Scene {
  Scene() {
    Party plant{.id = {"x:plant"}, .entry = {0}, .legal_form = LegalForm::legal_person, .name = "Plant", .aliases = {}};
    give(PartyEnrolled{plant});
    give(FactoryRegistered{
        {.id = {1}, .operator_party = plant.id, .operator_from = {}, .name = {}, .division = {}, .address = {}}});
    give(FactoryRegistered{
        {.id = {2}, .operator_party = plant.id, .operator_from = {}, .name = {}, .division = {}, .address = {}}});
    give(registered("929", 3));
    give(recorded(4, "929", UnitStatus::free));
  }
  static ProjectRegistered registered(const std::string& id, std::uint64_t entry) {
    Project project;
    project.key = {"VCS", id};
    project.entry = {entry};
    project.asset_code = "ASSET";
    return {project};
  }
  static BatchRecorded recorded(std::uint64_t entry, const std::string& project, UnitStatus status) {
    Batch batch;
    batch.id = {entry};
    batch.project = {"VCS", project};
    batch.units = units(1, 100);
    batch.printed_codes = {"code-" + std::to_string(entry)};
    const auto holder = status == UnitStatus::free ? std::optional(PartyId{"x:plant"}) : std::nullopt;
    return {batch, status, holder};
  }
  Retirement retirement(std::uint64_t entry, std::uint64_t factory, std::vector<BatchRange> ranges) const {
    Retirement made;
    made.id = {entry};
    made.issuer = {"x:plant"};
    made.factory = {factory};
    made.ranges = std::move(ranges);
    for (const auto& range : made.ranges) made.quantity += range.units.quantity();
    made.beneficiary = {"x:plant"};
    made.status = RetirementStatus::declared;
    return made;
  }
  // One entry with this one event: what the state or else the invariants say.
  audit::Problem give(const Event& event) { return give(Decision{{event}, {}}); }
  audit::Problem give(const Decision& decision) {
    for (const Event& event : decision.events) {
      if (auto problem = state.apply(event)) return problem;
    }
    const auto problem = invariants.after(decision, {state.size()});
    state.append_entry();
    return problem;
  }
  audit::State state;
  audit::Invariants invariants{state};
};

}  // namespace

TEST_CASE("cutting a batch keeps every unit once", "[audit][state]") {
  Scene scene;
  const BatchId batch{4};
  CHECK_FALSE(scene.give(UnitsTransferred{{5}, {{batch, units(11, 20)}}, {"x:plant"}}));
  CHECK_FALSE(scene.give(UnitsRetired{scene.retirement(6, 1, {{batch, units(15, 30)}, {batch, units(1, 5)}})}));
  const auto segments = scene.state.segments(batch, units(1, 100));
  REQUIRE(segments.size() == 6);
  const std::vector<UnitRange> expected{units(1, 5),   units(6, 10),  units(11, 14),
                                        units(15, 20), units(21, 30), units(31, 100)};
  for (std::size_t at = 0; at < expected.size(); ++at) CHECK(segments[at].units == expected[at]);
  CHECK(scene.state.tables().tallies.at(4).at(static_cast<std::size_t>(UnitStatus::retired)) == 21);
  CHECK(scene.state.segments(batch, units(16, 25)).size() == 2);
  CHECK(scene.state.segments(batch, units(101, 102)).empty());
  CHECK_FALSE(scene.invariants.at_end());
}

TEST_CASE("units are not moved twice, not from nowhere and not beyond their batch", "[audit][state]") {
  const BatchId batch{4};
  Scene twice;
  CHECK_FALSE(twice.give(UnitsRetired{twice.retirement(5, 1, {{batch, units(1, 10)}})}));
  CHECK(twice.give(UnitsRetired{twice.retirement(6, 1, {{batch, units(10, 11)}})}) ==
        "units 10..10 of batch 4 are retired and cannot be moved");
  Scene moved;
  CHECK_FALSE(moved.give(UnitsRetired{moved.retirement(5, 1, {{batch, units(1, 10)}})}));
  CHECK(moved.give(UnitsTransferred{{6}, {{batch, units(1, 1)}}, {"x:plant"}}));
  Scene beyond;
  CHECK(beyond.give(UnitsTransferred{{5}, {{batch, units(100, 101)}}, {"x:plant"}}) ==
        "units 100..101 of batch 4 are not in the batch");
  CHECK(beyond.give(UnitsTransferred{{5}, {{{17}, units(1, 1)}}, {"x:plant"}}));
}

TEST_CASE("nothing is enrolled, registered, recorded or locked twice", "[audit][state]") {
  Scene scene;
  CHECK(scene.give(PartyEnrolled{*scene.state.party({"x:plant"})}));
  CHECK(scene.give(Scene::registered("929", 5)));
  CHECK(scene.give(KeyRegistered{
      {.kid = {"k"}, .party = {"x:nobody"}, .entry = {5}, .jwk = {}, .valid_from = {}, .valid_until = {}}}));
  CHECK(scene.give(Scene::recorded(5, "930", UnitStatus::free)) == "a batch is of a project that is not registered");
  auto same_code = Scene::recorded(5, "929", UnitStatus::free);
  same_code.batch.printed_codes = {"code-4"};
  CHECK(scene.give(same_code) == "a printed code is recorded twice");
  CHECK_FALSE(scene.state.apply(ProjectLocked{{"VCS", "929"}, {{1}, {5}, true}}));
  CHECK(scene.state.apply(ProjectLocked{{"VCS", "929"}, {{1}, {5}, true}}));
  CHECK(scene.state.apply(ProjectMarked{{"VCS", "none"}, true, false}));
}

TEST_CASE("a retirement binds what it names, no less and no more", "[audit][invariants]") {
  const BatchId batch{4};
  Scene scene;
  auto overstated = scene.retirement(5, 1, {{batch, units(1, 10)}});
  overstated.quantity = 11;
  CHECK(scene.give(UnitsRetired{overstated}) == "a retirement's ranges do not add up to its quantity");
  CHECK(scene.invariants.at_end() == "a quantity that is not the units bound: retirement 5");
  Scene nowhere;
  CHECK(nowhere.give(UnitsRetired{nowhere.retirement(5, 77, {{batch, units(1, 10)}})}) ==
        "a retirement serves a factory that is not registered");
  Scene early;
  CHECK(early.give(UnitsRetired{early.retirement(3, 1, {{batch, units(1, 10)}})}) ==
        "a retirement draws on a later batch");
}

TEST_CASE("a status without what belongs to it is no possible unit", "[audit][invariants]") {
  Scene scene;
  auto batch = Scene::recorded(5, "929", UnitStatus::free);
  batch.holder.reset();
  CHECK(scene.give(batch) == "an impossible unit in batch 5");
  CHECK(scene.invariants.at_end() == "a gap, an overlap or an impossible unit in batch 5");
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
  CHECK(loose.give(Decision{{use, lock}, {}}) ==
        "units of another name of a locked project are loose or used: batch 6");
  CHECK_FALSE(loose.state.apply(ProjectUnitsFrozen{{7}, {"VCS", "930"}}));
  CHECK_FALSE(loose.invariants.at_end());
  CHECK_FALSE(loose.give(Scene::registered("931", 8)));
  CHECK(loose.invariants.at_end() == "a name of a locked project was registered later: project 8");
}

TEST_CASE("certificates stay below the electricity of the inventory that stands", "[audit][invariants]") {
  const BatchId batch{4};
  Scene scene;
  Inventory inventory;
  inventory.id = {5};
  inventory.factory = {1};
  inventory.consumed = {10'999};
  CHECK_FALSE(scene.give(InventoryDeclared{inventory, std::nullopt}));
  auto use = scene.retirement(6, 1, {{batch, units(1, 10)}});
  use.purpose = Purpose::electricity_consumption;
  CHECK_FALSE(scene.give(UnitsRetired{use}));
  use = scene.retirement(7, 1, {{batch, units(11, 11)}});
  use.purpose = Purpose::electricity_consumption;
  CHECK(scene.give(UnitsRetired{use}) == "more certificates than the electricity consumed by inventory 5");
}

TEST_CASE("batches of one namespace are found by any number inside them", "[audit][state]") {
  Scene scene;
  auto far = Scene::recorded(5, "929", UnitStatus::free);
  far.batch.units = units(1'000, 5'000);
  CHECK_FALSE(scene.give(far));
  CHECK(scene.state.batches_overlapping("VCS", "", units(4'999, 6'000)).size() == 1);
  CHECK(scene.state.batches_overlapping("VCS", "", units(100, 1'000)).size() == 2);
  CHECK(scene.state.batches_overlapping("VCS", "", units(101, 999)).empty());
  CHECK(scene.state.batches_overlapping("VCS", "other", units(1, 100)).empty());
  CHECK(scene.state.batches_overlapping("GS", "", units(1, 100)).empty());
}
