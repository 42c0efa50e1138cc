// What a clerk linked or made over by error is taken back: links of projects and assignments of a benefit.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const ProjectKey first_project{"VCS", "1"};
const ProjectKey second_project{"VCS", "2"};

struct Linked {
  World w;
  BatchId a, b;
  RetirementId first_use, second_use;
  EntryIndex link;

  Linked() {
    w.populate();
    a = w.held_by_trader("1", 1, 10);
    b = w.held_by_trader("2", 11, 20);
    first_use = {w.grant(w.trader, w.retire(range(a, 1, 5)))};
    second_use = {w.grant(w.trader, w.retire(range(b, 11, 15)))};
    link = EntryIndex{w.grant(w.registrar, LinkProjectsCommand{first_project, second_project, evidence()})};
  }
  [[nodiscard]] Outcome<Decision> voided(const PartyId& issuer) {
    return w.wish(issuer, VoidCommand{link, "the wrong project was typed", evidence()});
  }
};

Refused refused_by(const Outcome<Decision>& outcome) {
  REQUIRE_FALSE(outcome.accepted());
  return outcome.refused();
}

// An own project of the plant that is locked by its first use; gives that use.
RetirementId locked_own_project(World& w) {
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  return RetirementId{w.grant(w.plant, w.retire(range(own, 1, 1)))};
}

}  // namespace

TEST_CASE("A link that was an error is taken back, and what it struck counts again", "[void][XM-02]") {
  Linked s;
  REQUIRE(s.w.ledger.retirement(s.second_use)->counted == 0);
  CHECK(refused_by(s.voided(s.w.trader)).reason == Refusal::not_signer);
  REQUIRE(s.voided(s.w.registrar).accepted());
  CHECK(s.w.ledger.retirement(s.second_use)->counted == 5);
  CHECK(status_at(s.w, s.b, 11) == UnitStatus::retired);
  CHECK(open_conflicts(s.w).empty());
  for (const ProjectKey& key : {first_project, second_project}) {
    CHECK(s.w.ledger.project(key)->also_registered_as.empty());
    CHECK(s.w.ledger.projects_with_token("project:" + key.programme + "/" + key.project_id).size() <= 1);
  }
  CHECK(refused_by(s.voided(s.w.association)).reason == Refusal::voided_already);
  // They can be linked again: the first link binds nobody any more.
  CHECK(s.w.wish(s.w.registrar, LinkProjectsCommand{second_project, first_project, evidence()}).accepted());
}

TEST_CASE("A use that was withdrawn meanwhile does not come back with its link's end", "[void]") {
  Linked s;
  s.w.grant(s.w.trader, WithdrawRetirementCommand{s.second_use, "used twice"});
  REQUIRE(s.voided(s.w.association).accepted());
  CHECK(s.w.ledger.retirement(s.second_use)->counted == 0);
  CHECK(status_at(s.w, s.b, 11) == UnitStatus::free);
}

TEST_CASE("A link falls only after what rests on it", "[void][XM-02]") {
  Linked s;
  // A batch of the year that both have issued for is a second conflict of the two.
  const auto fact = s.w.grant(s.w.registrar, LinkProjectsCommand{{"VCS", "1"},
                                                                 [&] {
                                                                   s.w.held_by_trader("3", 31, 40);
                                                                   return ProjectKey{"VCS", "3"};
                                                                 }(),
                                                                 evidence()});
  const auto refusal = refused_by(s.voided(s.w.registrar));
  CHECK(refusal.reason == Refusal::has_dependents);
  CHECK(refusal.conflict == EntryIndex{fact});
  s.w.grant(s.w.registrar, VoidCommand{{fact}, "error", evidence()});
  CHECK(s.voided(s.w.registrar).accepted());
}

TEST_CASE("A link to a locked project gives back what it froze when it is taken back", "[void][CE-10]") {
  World w;
  w.populate();
  locked_own_project(w);
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 2)))};
  const EntryIndex link{w.grant(w.association, LinkProjectsCommand{{"OWN", "P1"}, first_project, evidence()})};
  REQUIRE(status_at(w, batch, 1) == UnitStatus::in_conflict);
  REQUIRE(status_at(w, batch, 5) == UnitStatus::frozen);
  w.grant(w.association, VoidCommand{link, "error", evidence()});
  CHECK(status_at(w, batch, 1) == UnitStatus::retired);
  CHECK(w.ledger.retirement(use)->counted == 2);
  CHECK(status_at(w, batch, 5) == UnitStatus::free);
  CHECK(segment_at(w, batch, 5).holder == w.trader);
  CHECK(open_conflicts(w).empty());
  CHECK(w.wish(w.trader, w.retire(range(batch, 5, 5))).accepted());
}

TEST_CASE("A link stays while a lock rests on it", "[void][CE-10]") {
  World w;
  w.populate();
  auto other = World::vcs_project("1");
  other.developer = w.plant.text;
  w.grant(w.registrar, other);
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  w.grant(w.plant, w.own_project("P1"));
  auto recorded = World::own_batch("P1", "S-1", 10);
  recorded.vintage_from = day("2021-01-01");
  recorded.vintage_until = day("2021-12-31");
  const BatchId own{w.grant(w.verifier, recorded)};
  const EntryIndex link{w.grant(w.association, LinkProjectsCommand{{"OWN", "P1"}, first_project, evidence()})};
  const RetirementId use{w.grant(w.plant, w.retire(range(own, 1, 1)))};
  REQUIRE(status_at(w, batch, 1) == UnitStatus::frozen);
  const auto refusal = refused_by(w.wish(w.association, VoidCommand{link, "error", evidence()}));
  CHECK(refusal.reason == Refusal::has_dependents);
  CHECK(refusal.conflict == use.entry());
  w.grant(w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK(w.wish(w.association, VoidCommand{link, "error", evidence()}).accepted());
}

TEST_CASE("A benefit made over by error is taken back while nobody has claimed on it", "[void][RT-03]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{
      w.grant(w.registrar, World::retired_batch("1", 1, 10, "Trader (registry)", "carbon neutrality 2022"))};
  const EntryIndex given{w.grant(w.trader, AssignBenefitCommand{range(batch, 1, 10), w.plant, evidence()})};
  const VoidCommand error{given, "error", evidence()};
  CHECK(refused_by(w.wish(w.plant, error)).reason == Refusal::not_signer);
  SECTION("nobody has claimed") {
    w.grant(w.trader, error);
    CHECK(refused_by(w.wish(w.trader, error)).reason == Refusal::voided_already);
    auto claim = w.retire(range(batch, 1, 2));
    claim.registry_reference = "VCS-R-1";
    CHECK(refused_by(w.wish(w.plant, claim)).reason == Refusal::beneficiary_mismatch);
  }
  SECTION("somebody has") {
    auto claim = w.retire(range(batch, 1, 2));
    claim.registry_reference = "VCS-R-1";
    const EntryIndex use{w.grant(w.plant, claim)};
    const auto refusal = refused_by(w.wish(w.trader, error));
    CHECK(refusal.reason == Refusal::has_dependents);
    CHECK(refusal.conflict == use);
  }
}
