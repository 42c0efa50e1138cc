// What a void takes back and what it leaves: words of a registry that only some uses rested on, locks that others hold,
// and judgements of units that came to count meanwhile.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Scene {
  World w;
  BatchId batch;
  // Units 1 to 10, held by the trader by the registrar's word, or stated by the trader alone: then uses are on HOLD.
  explicit Scene(bool stated = false) {
    w.populate();
    if (!stated) {
      batch = w.held_by_trader("1", 1, 10);
      return;
    }
    w.grant(w.registrar, World::vcs_project("1"));
    batch = {w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  }
  RetirementId use(std::vector<BatchRange> ranges) { return {w.grant(w.trader, w.retire(std::move(ranges)))}; }
  [[nodiscard]] Retirement retirement(RetirementId id) const { return w.ledger.retirement(id).value(); }
};

// How many times the decision writes this retirement.
std::int64_t writes(const Outcome<Decision>& outcome, RetirementId id) {
  const auto& events = outcome.value().events;
  return std::count_if(events.begin(), events.end(), [id](const Event& event) {
    const auto* changed = std::get_if<RetirementChanged>(&event);
    return changed != nullptr && changed->retirement.id == id;
  });
}

}  // namespace

TEST_CASE("A use that a registry's word did not match stands as it stood when the word is voided", "[void]") {
  Scene s;
  const RetirementId use = s.use(range(s.batch, 1, 5));
  const auto silent = s.w.grant(s.w.registrar, registry_event(range(s.batch, 1, 5), RegistryEventStatus::retired));
  REQUIRE(s.retirement(use).status == RetirementStatus::declared);
  CHECK(writes(s.w.wish(s.w.registrar, voiding(silent)), use) == 0);
  CHECK(s.retirement(use).status == RetirementStatus::declared);
  CHECK(s.retirement(use).counted == 5);
}

TEST_CASE("A claim rests on its batch and not on a word that came later", "[void][RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w);
  const auto wanted = first_units(w, batch, 5);
  const RetirementId claim{w.grant(w.plant, w.retire(wanted))};
  const auto again = w.grant(w.registrar, retired_for_plant(wanted));
  w.grant(w.registrar, voiding(again));
  CHECK(w.ledger.retirement(claim)->status == RetirementStatus::matched);
  CHECK(w.ledger.retirement(claim)->counted == 5);
}

TEST_CASE("A use that its registrar signed with a reference rests on this word alone", "[void]") {
  Scene s;
  auto signed_by_registrar = s.w.retire(range(s.batch, 1, 5));
  signed_by_registrar.registry_reference = "VCS-R-1";
  const RetirementId use{s.w.grant(s.w.registrar, signed_by_registrar)};
  REQUIRE(s.retirement(use).status == RetirementStatus::matched);
  const auto again = s.w.grant(s.w.registrar, retired_for_plant(range(s.batch, 1, 5)));
  s.w.grant(s.w.registrar, voiding(again));
  CHECK(s.retirement(use).status == RetirementStatus::matched);
}

TEST_CASE("A use of several ranges that a word matched is declared again once", "[void]") {
  Scene s;
  const std::vector<BatchRange> parts{{s.batch, units(1, 2)}, {s.batch, units(4, 5)}};
  const RetirementId use = s.use(parts);
  const auto word = s.w.grant(s.w.registrar, retired_for_plant(parts));
  REQUIRE(s.retirement(use).status == RetirementStatus::matched);
  CHECK(writes(s.w.wish(s.w.registrar, voiding(word)), use) == 1);
  CHECK(s.retirement(use).status == RetirementStatus::declared);
  CHECK(s.retirement(use).counted == 4);
}

TEST_CASE("Every use on HOLD that a word matched waits again when the word is voided", "[void]") {
  Scene s(true);
  const std::vector<RetirementId> uses{s.use(range(s.batch, 1, 3)), s.use(range(s.batch, 4, 6))};
  const auto word = s.w.grant(s.w.registrar, retired_for_plant(range(s.batch, 1, 6)));
  for (const RetirementId use : uses) CHECK(s.retirement(use).counted == 3);
  s.w.grant(s.w.registrar, voiding(word));
  for (const RetirementId use : uses) {
    CHECK(s.retirement(use).status == RetirementStatus::on_hold);
    CHECK(s.retirement(use).counted == 0);
  }
  for (const std::int64_t unit : {1, 4}) {
    CHECK(status_at(s.w, s.batch, unit) == UnitStatus::held);
    CHECK(segment_at(s.w, s.batch, unit).holder == s.w.trader);
  }
}

TEST_CASE("Only what waited before a word waits again after its void", "[void]") {
  Scene s(true);
  const BatchId firm = s.w.held_by_trader("1", 11, 20);
  const RetirementId waiting = s.use(range(s.batch, 1, 5));
  const RetirementId declared = s.use(range(firm, 11, 15));
  const auto word = s.w.grant(s.w.registrar, retired_for_plant({{s.batch, units(1, 5)}, {firm, units(11, 15)}}));
  REQUIRE(s.retirement(declared).status == RetirementStatus::matched);
  s.w.grant(s.w.registrar, voiding(word));
  CHECK(s.retirement(waiting).status == RetirementStatus::on_hold);
  CHECK(s.retirement(declared).status == RetirementStatus::declared);
  CHECK(s.retirement(declared).counted == 5);
}

TEST_CASE("A lock that an earlier use made firm stays firm when a later use is declared again", "[void][CE-10]") {
  World w;
  w.populate();
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  const RetirementId first{w.grant(w.plant, w.retire(range(own, 1, 1)))};
  const RetirementId second{w.grant(w.plant, w.retire(range(own, 2, 3)))};
  w.grant(w.verifier, retired_for_plant(range(own, 1, 1)));
  const auto word = w.grant(w.verifier, retired_for_plant(range(own, 2, 3)));
  REQUIRE(w.ledger.retirement(second)->status == RetirementStatus::matched);
  w.grant(w.verifier, voiding(word));
  CHECK(w.ledger.retirement(second)->status == RetirementStatus::declared);
  CHECK(w.ledger.project({"OWN", "P1"})->lock->retirement == first);
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock->provisional);
}

TEST_CASE("Units of a use that came to count meanwhile count too when their invalidation is voided", "[void]") {
  Scene s(true);
  const RetirementId use = s.use(range(s.batch, 1, 5));
  const auto struck = s.w.grant(s.w.registrar, invalidate(range(s.batch, 1, 2)));
  SECTION("the use was matched") {
    s.w.grant(s.w.registrar, retired_for_plant(range(s.batch, 1, 5)));
    REQUIRE(s.retirement(use).status == RetirementStatus::matched);
    CHECK(s.retirement(use).counted == 3);
    s.w.grant(s.w.registrar, voiding(struck));
    CHECK(status_at(s.w, s.batch, 1) == UnitStatus::retired);
    CHECK_FALSE(segment_at(s.w, s.batch, 1).holder.has_value());
    CHECK(s.retirement(use).counted == 5);
  }
  SECTION("the use still waits") {
    s.w.grant(s.w.registrar, voiding(struck));
    CHECK(status_at(s.w, s.batch, 1) == UnitStatus::held);
    CHECK(segment_at(s.w, s.batch, 1).holder == s.w.trader);
    CHECK(s.retirement(use).counted == 0);
  }
}

TEST_CASE("A use that was withdrawn is not closed again when the registrar's record prevails", "[RT-02]") {
  Scene s(true);
  const RetirementId withdrawn = s.use(range(s.batch, 1, 3));
  const EntryIndex withdrawal{s.w.grant(s.w.trader, WithdrawRetirementCommand{withdrawn, "an error"})};
  const RetirementId open = s.use(range(s.batch, 4, 5));
  const EntryIndex prevailing{s.w.grant(s.w.registrar, World::vcs_batch("1", 1, 10))};
  CHECK(s.retirement(withdrawn).status == RetirementStatus::withdrawn);
  CHECK(s.retirement(withdrawn).closed_by == withdrawal);
  CHECK(s.retirement(open).status == RetirementStatus::voided);
  CHECK(s.retirement(open).closed_by == prevailing);
}
