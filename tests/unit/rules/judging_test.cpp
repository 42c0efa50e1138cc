// What a registrar confirms and rejects beside retirements: batches that their holders stated, claims of several
// parties on the same units, and sales whose units a freeze keeps.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

ConfirmEvidenceCommand confirming_evidence(std::uint64_t target) { return {{target}, "VCS-R-9", evidence()}; }
RejectEvidenceCommand rejecting(std::uint64_t target) { return {{target}, "nothing found"}; }
RetirementStatus status_of(const World& w, RetirementId id) { return w.ledger.retirement(id)->status; }

struct Stated {
  World w;
  BatchId batch;
  Stated() {
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    batch = {w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  }
};

// Ten retired credits whose registry names the plant without a year: every claim waits.
struct Claimable {
  World w;
  BatchId batch;
  Claimable() {
    w.populate();
    batch = claimable(w, "Plant One Ltd", "");
  }
  RetirementId claim(std::int64_t count) { return {w.grant(w.plant, w.retire(first_units(w, batch, count)))}; }
};

}  // namespace

TEST_CASE("What a holder stated counts once its registrar has confirmed it, and is confirmed once", "[RT-02]") {
  Stated s;
  s.w.grant(s.w.registrar, confirming_evidence(s.batch.value));
  CHECK(s.w.ledger.batch(s.batch)->hold.empty());
  CHECK(refusal_of(s.w.wish(s.w.registrar, confirming_evidence(s.batch.value))) == Refusal::not_open);
  const RetirementId use{s.w.grant(s.w.trader, s.w.retire(range(s.batch, 1, 10)))};
  CHECK(status_of(s.w, use) == RetirementStatus::declared);
}

TEST_CASE("What a holder stated is cancelled when its registrar finds nothing, unless something stands on it",
          "[RT-02]") {
  Stated s;
  const std::uint64_t use = s.w.grant(s.w.trader, s.w.retire(range(s.batch, 1, 5)));
  const auto refused = s.w.wish(s.w.registrar, rejecting(s.batch.value));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::has_dependents);
  CHECK(refused.refused().conflict == EntryIndex{use});
  Stated unused;
  unused.w.grant(unused.w.registrar, rejecting(unused.batch.value));
  CHECK(unused.w.ledger.batch(unused.batch)->voided_by.has_value());
  CHECK(status_at(unused.w, unused.batch, 1) == UnitStatus::cancelled);
  CHECK(refusal_of(unused.w.wish(unused.w.registrar, confirming_evidence(unused.batch.value))) == Refusal::not_open);
  // Its numbers are free again.
  CHECK(unused.w.wish(unused.w.registrar, World::vcs_batch("1", 1, 10)).accepted());
}

TEST_CASE("Neither a freeze nor an entry without units is confirmed or rejected", "[confirm]") {
  Stated s;
  const std::uint64_t frozen = s.w.grant(s.w.registrar, freeze(range(s.batch, 1, 4)));
  CHECK(refusal_of(s.w.wish(s.w.registrar, confirming_evidence(frozen))) == Refusal::unknown_target);
  CHECK(refusal_of(s.w.wish(s.w.registrar, rejecting(frozen))) == Refusal::unknown_target);
}

TEST_CASE("Of several claims the confirmed one is the use, and every other one of its units is closed", "[RT-02]") {
  Claimable c;
  const RetirementId first = c.claim(10);
  const RetirementId second = c.claim(4);
  const RetirementId third = c.claim(10);
  c.w.grant(c.w.registrar, confirming_evidence(second.value));
  CHECK(status_of(c.w, first) == RetirementStatus::rejected);
  CHECK(status_of(c.w, second) == RetirementStatus::confirmed);
  CHECK(status_of(c.w, third) == RetirementStatus::rejected);
  // A claim that came later is told whose use the units are.
  const auto late = c.w.wish(c.w.plant, c.w.retire(first_units(c.w, c.batch, 4)));
  REQUIRE_FALSE(late.accepted());
  CHECK(late.refused().conflict == second.entry());
}

TEST_CASE("A claim is not confirmed after its registrar bound the units itself", "[RT-02]") {
  Claimable c;
  const RetirementId claim = c.claim(10);
  RetireCommand bound = c.w.retire(first_units(c.w, c.batch, 4));
  bound.evidence = evidence();
  const RetirementId use{c.w.grant(c.w.registrar, bound)};
  REQUIRE(status_of(c.w, use) == RetirementStatus::matched);
  const auto refused = c.w.wish(c.w.registrar, confirming_evidence(claim.value));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::double_use);
  CHECK(refused.refused().conflict == use.entry());
}

TEST_CASE("A claim that was confirmed in two ranges closes a rival of both of them once", "[RT-02]") {
  Claimable c;
  const auto units_of = c.w.ledger.batch(c.batch)->units;
  const std::vector<BatchRange> two{{c.batch, {units_of.begin, units_of.begin + 2}},
                                    {c.batch, {units_of.begin + 4, units_of.begin + 6}}};
  const RetirementId rival = c.claim(10);
  const RetirementId claim{c.w.grant(c.w.plant, c.w.retire(two))};
  c.w.grant(c.w.registrar, confirming_evidence(claim.value));
  CHECK(status_of(c.w, rival) == RetirementStatus::rejected);
  CHECK(c.w.ledger.retirement(claim)->counted == 4);
}

TEST_CASE("What ends while a freeze keeps all its units leaves them where they would have been", "[freeze]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex reserved{w.grant(w.trader, reservation(w, range(batch, 1, 10)))};
  w.grant(w.registrar, freeze(range(batch, 1, 10)));
  w.grant(w.trader, ReleaseCommand{reserved, "not needed"});
  CHECK(status_at(w, batch, 1) == UnitStatus::frozen);
  w.grant(w.registrar, unfreeze(range(batch, 1, 10)));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
}

TEST_CASE("A sale is confirmed or rejected while a freeze keeps all its units", "[CC-11]") {
  for (const bool confirmed : {true, false}) {
    INFO("confirmed: " << confirmed);
    World w;
    w.populate();
    appoint(w, w.registrar, "CCER");
    w.grant(w.registrar, ccer_project("C1"));
    const BatchId batch{w.grant(w.registrar, ccer_batch("C1", "CCER-1", 10))};
    w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
    const std::uint64_t sale = w.grant(w.trader, World::transfer(range(batch, 1, 10), w.rival));
    w.grant(w.registrar, freeze(range(batch, 1, 10)));
    if (confirmed)
      w.grant(w.registrar, confirming_evidence(sale));
    else
      w.grant(w.registrar, rejecting(sale));
    CHECK(status_at(w, batch, 1) == UnitStatus::frozen);
    w.grant(w.registrar, unfreeze(range(batch, 1, 10)));
    CHECK(status_at(w, batch, 1) == UnitStatus::free);
    CHECK(segment_at(w, batch, 1).holder == (confirmed ? w.rival : w.trader));
  }
}

TEST_CASE("A lock that a registry's word made firm is provisional again when that word is voided", "[CE-10]") {
  World w;
  w.populate();
  RegisterProjectCommand own = World::vcs_project("7");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  w.grant(w.registrar, own);
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("7", 1, 10))};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.plant));
  const RetirementId use{w.grant(w.plant, w.retire(range(batch, 1, 10)))};
  REQUIRE(w.ledger.project({"VCS", "7"})->lock->provisional);
  const std::uint64_t word = w.grant(w.registrar, retired_for_plant(range(batch, 1, 10)));
  REQUIRE_FALSE(w.ledger.project({"VCS", "7"})->lock->provisional);
  w.grant(w.registrar, voiding(word));
  REQUIRE(status_of(w, use) == RetirementStatus::declared);
  CHECK(w.ledger.project({"VCS", "7"})->lock->provisional);
  w.grant(w.plant, WithdrawRetirementCommand{use, "a slip"});
  CHECK_FALSE(w.ledger.project({"VCS", "7"})->lock.has_value());
}
