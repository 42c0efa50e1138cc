// The auditor's state against events that no honest rule would yield.
#include <catch2/catch.hpp>

#include "tests/unit/audit/scene.hpp"

using namespace tanbu;
using namespace tanbu::test;

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
  Key key;
  key.kid = {"k"};
  key.party = {"x:nobody"};
  key.entry = {5};
  CHECK(scene.give(KeyRegistered{key}));
  CHECK(scene.give(Scene::recorded(5, "930", UnitStatus::free)) == "a batch is of a project that is not registered");
  auto same_code = Scene::recorded(5, "929", UnitStatus::free);
  same_code.batch.printed_codes = {"code-4"};
  CHECK(scene.give(same_code) == "a printed code is recorded twice");
  CHECK_FALSE(scene.state.apply(ProjectLocked{{"VCS", "929"}, {{1}, {5}, true}}));
  CHECK(scene.state.apply(ProjectLocked{{"VCS", "929"}, {{1}, {5}, true}}));
  CHECK(scene.state.apply(ProjectMarked{{"VCS", "none"}, true, false}));
}

TEST_CASE("a batch that is voided sets its numbers and codes free and stays on record", "[audit][state]") {
  Scene scene;
  Batch voided = scene.state.batch({4}).value();
  voided.voided_by = EntryIndex{5};
  CHECK_FALSE(scene.give(
      Decision{{UnitsSet{{Scene::piece(units(1, 100), UnitStatus::cancelled, 5)}}, BatchChanged{voided}}, {}}));
  CHECK(scene.state.batches_overlapping("VCS", "", units(1, 100)).empty());
  CHECK_FALSE(scene.state.batch_with_code("VCS", "code-4"));
  CHECK(scene.state.batch({4})->printed_codes == std::vector<std::string>{"code-4"});
  CHECK(scene.state.batches_of_project({"VCS", "929"}).size() == 1);
  CHECK(scene.state.batches_held_by({"x:plant"}).empty());
  auto again = Scene::recorded(6, "929", UnitStatus::free);
  again.batch.printed_codes = {"code-4"};
  CHECK_FALSE(scene.give(again));
  CHECK(scene.state.batch_with_code("VCS", "code-4") == BatchId{6});
  CHECK(scene.state.batches_held_by({"x:plant"}) == std::vector<BatchId>{BatchId{6}});
}

TEST_CASE("a voided project is found by its key alone until it is registered again", "[audit][state]") {
  Scene scene;
  Project project = scene.state.project({"VCS", "929"}).value();
  project.voided_by = EntryIndex{5};
  CHECK_FALSE(scene.give(ProjectChanged{project}));
  CHECK(scene.state.projects_with_token("asset:ASSET").empty());
  CHECK(scene.state.project({"VCS", "929"})->voided_by == EntryIndex{5});
  CHECK_FALSE(scene.give(Scene::registered("929", 6)));
  CHECK_FALSE(scene.state.project_at({3}));
  CHECK(scene.state.project_at({6}).has_value());
  CHECK(scene.state.projects_with_token("asset:ASSET").size() == 1);
}

TEST_CASE("a batch grows behind its last unit only", "[audit][state]") {
  Scene scene;
  const PartyId plant{"x:plant"};
  CHECK_FALSE(scene.give(BatchExtended{{4}, units(101, 150), UnitStatus::free, plant, {5}}));
  CHECK(scene.state.batches_overlapping("VCS", "", units(150, 150)).size() == 1);
  CHECK_FALSE(scene.invariants.at_end());
  CHECK(scene.give(BatchExtended{{4}, units(152, 160), UnitStatus::free, plant, {6}}));
}

TEST_CASE("a note that is taken again leaves the names that it no longer has", "[audit][state]") {
  Scene scene;
  Conflict conflict = Scene::conflict(5, units(1, 1));
  CHECK_FALSE(scene.give(NoteTaken{conflict}));
  CHECK(scene.state.notes(index_names::conflicts_open()).size() == 1);
  conflict.closed_by = EntryIndex{6};
  CHECK_FALSE(scene.give(NoteTaken{conflict}));
  CHECK(scene.state.notes(index_names::conflicts_open()).empty());
  CHECK(scene.state.notes(index_names::conflicts_all()).size() == 1);
  CHECK(find_note<Conflict>(scene.state, {5})->closed_by == EntryIndex{6});
}

TEST_CASE("one event sets no unit twice", "[audit][state]") {
  Scene scene;
  CHECK(scene.give(UnitsSet{
            {Scene::piece(units(1, 10), UnitStatus::reserved, 5), Scene::piece(units(10, 12), UnitStatus::free, 5)}}) ==
        "units 10..12 of batch 4 are set twice by one event");
}

TEST_CASE("a corrected retirement is found under its new year only", "[audit][state]") {
  Scene scene;
  CHECK_FALSE(scene.give(UnitsRetired{Scene::retirement(5, 1, {{{4}, units(1, 10)}})}));
  Retirement corrected = scene.state.retirement({5}).value();
  corrected.factory = {2};
  corrected.counted = 3;  // not to be taken from the event
  CHECK_FALSE(scene.give(RetirementChanged{corrected}));
  CHECK(scene.state.retirements({1}, {}).empty());
  REQUIRE(scene.state.retirements({2}, {}).size() == 1);
  CHECK(scene.state.retirements({2}, {}).front().counted == 10);
  CHECK(scene.state.retirements_naming({4}, units(10, 11)).size() == 1);
  CHECK(scene.state.retirements_naming({4}, units(11, 12)).empty());
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
