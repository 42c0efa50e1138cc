// What a link of two projects must leave alone, and what it finds on both sides: years, dead and voided batches, two
// locks, nothing at all (XM-02).
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const ProjectKey one{"VCS", "1"};
const ProjectKey two{"VCS", "2"};

BatchId held_of_year(World& w, const char* project, std::int64_t first, int year) {
  const BatchId batch{w.grant(w.registrar, of_year(World::vcs_batch(project, first, first + 9), year))};
  w.grant(w.registrar, World::transfer(range(batch, first, first + 9), w.trader));
  return batch;
}

}  // namespace

TEST_CASE("A link puts uses in conflict for the years only that both names issued and still have", "[link_projects]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  w.grant(w.registrar, World::vcs_project("2"));
  const BatchId shared = held_of_year(w, "1", 1, 2022);
  const BatchId shared_too = held_of_year(w, "1", 11, 2022);
  const BatchId of_dead_year = held_of_year(w, "1", 21, 2021);
  const BatchId error{w.grant(w.registrar, World::vcs_batch("1", 31, 40))};
  w.grant(w.registrar, voiding(error.value));
  const BatchId other = held_of_year(w, "2", 101, 2022);
  const BatchId dead = held_of_year(w, "2", 111, 2021);
  w.grant(w.registrar, cancel(range(dead, 111, 120)));
  const RetirementId first{w.grant(w.trader, w.retire(range(other, 101, 105)))};
  const RetirementId later{w.grant(w.trader, w.retire({{shared, units(1, 5)}, {shared_too, units(11, 13)}}))};
  const RetirementId alone{w.grant(w.trader, w.retire(range(of_dead_year, 21, 25)))};
  w.grant(w.registrar, link(one, two));
  CHECK(w.ledger.retirement(first)->counted == 5);
  CHECK(w.ledger.retirement(later)->counted == 0);
  CHECK(w.ledger.retirement(alone)->counted == 5);
  CHECK(status_at(w, error, 31) == UnitStatus::cancelled);
  // One use over two batches is named once.
  REQUIRE(open_conflicts(w).size() == 1);
  CHECK(open_conflicts(w)[0].retirements == std::vector<RetirementId>{later});
  CHECK(open_conflicts(w)[0].ranges == std::vector<BatchRange>{{shared, units(1, 5)}, {shared_too, units(11, 13)}});
}

TEST_CASE("Issued twice is a conflict also where one name or none was used", "[link_projects]") {
  for (const bool used : {true, false}) {
    World w;
    w.populate();
    w.held_by_trader("1", 1, 10);
    const BatchId second = w.held_by_trader("2", 11, 20);
    if (used) w.grant(w.trader, w.retire(range(second, 11, 15)));
    CHECK(has_flag(w.wish(w.registrar, link(one, two)), Flag::conflict_opened));
    REQUIRE(open_conflicts(w).size() == 1);
    CHECK(open_conflicts(w)[0].projects == std::vector<ProjectKey>{one, two});
    CHECK(open_conflicts(w)[0].ranges.empty());
    CHECK(status_at(w, second, 11) == (used ? UnitStatus::retired : UnitStatus::free));
  }
}

TEST_CASE("Of two locked projects that are one the first lock stands", "[link_projects][CE-10]") {
  for (const bool first_is_named_first : {true, false}) {
    World w;
    w.populate();
    w.grant(w.plant, w.own_project("P1"));
    w.grant(w.plant, w.own_project("P2"));
    const BatchId a{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
    const BatchId b{w.grant(w.verifier, World::own_batch("P2", "S-2", 10))};
    const RetirementId first{w.grant(w.plant, w.retire(range(a, 1, 2)))};
    const RetirementId later{w.grant(w.plant, w.retire(range(b, 1, 3)))};
    const ProjectKey standing{"OWN", "P1"};
    const ProjectKey bound{"OWN", "P2"};
    w.grant(w.association, first_is_named_first ? link(standing, bound) : link(bound, standing));
    CHECK(w.ledger.retirement(first)->counted == 2);
    CHECK(w.ledger.retirement(later)->counted == 0);
    CHECK(status_at(w, a, 5) == UnitStatus::free);
    CHECK(status_at(w, b, 5) == UnitStatus::frozen);
    CHECK(w.wish(w.plant, w.retire(range(a, 5, 5))).accepted());
    const auto refused = w.wish(w.plant, w.retire(range(b, 5, 5)));
    REQUIRE(refusal_of(refused) == Refusal::underlying_locked);
    CHECK(refused.refused().conflict == first.entry());
  }
}

TEST_CASE("What a link froze of a locked project comes back with the end of the lock that stood",
          "[link_projects][CE-10]") {
  for (const bool standing_falls_first : {true, false}) {
    World w;
    w.populate();
    w.grant(w.plant, w.own_project("P1"));
    w.grant(w.plant, w.own_project("P2"));
    const BatchId a{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
    const BatchId b{w.grant(w.verifier, World::own_batch("P2", "S-2", 10))};
    w.grant(w.plant, w.retire(range(a, 1, 2)));
    w.grant(w.plant, w.retire(range(b, 1, 3)));
    w.grant(w.association, link({"OWN", "P1"}, {"OWN", "P2"}));
    REQUIRE(status_at(w, b, 5) == UnitStatus::frozen);
    const auto unlock = [&w](const char* project) {
      w.grant(w.association, UnlockProjectCommand{{"OWN", project}, "decided", "Court", evidence()});
    };
    unlock(standing_falls_first ? "P1" : "P2");
    // Its own lock freezes nothing of a project, so only the other one keeps these units.
    CHECK(status_at(w, b, 5) == (standing_falls_first ? UnitStatus::free : UnitStatus::frozen));
    unlock(standing_falls_first ? "P2" : "P1");
    CHECK(status_at(w, a, 5) == UnitStatus::free);
    CHECK(status_at(w, b, 5) == UnitStatus::free);
    CHECK(segment_at(w, b, 5).holder == w.plant);
    CHECK(status_at(w, b, 1) == UnitStatus::in_conflict);
  }
}

TEST_CASE("A link to a locked project finds nothing to freeze where nothing was issued", "[link_projects][CE-10]") {
  World w;
  w.populate();
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  w.grant(w.plant, w.retire(range(own, 1, 1)));
  w.grant(w.registrar, World::vcs_project("1"));
  const auto outcome = w.wish(w.association, link({"OWN", "P1"}, one));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags.empty());
  CHECK(open_conflicts(w).empty());
  // The lock binds the other name all the same.
  CHECK(refusal_of(w.wish(w.registrar, World::vcs_batch("1", 1, 10))) == Refusal::underlying_locked);
}

TEST_CASE("A voided project is linked to nothing", "[link_projects][void]") {
  for (const bool is_named_first : {true, false}) {
    World w;
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    const std::uint64_t gone = w.grant(w.registrar, World::vcs_project("2"));
    w.grant(w.registrar, voiding(gone));
    const auto refused = w.wish(w.registrar, is_named_first ? link(two, one) : link(one, two));
    REQUIRE(refusal_of(refused) == Refusal::unknown_project);
    CHECK(refused.refused().facts ==
          std::vector<std::pair<std::string, std::string>>{{"programme", "VCS"}, {"project", "2"}});
  }
}
