// A use on HOLD part of which another account claims: when its ninety days are over the other account stands, whatever
// command finds it so.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Units 1..5 of a batch that the trader stated itself, on HOLD for the plant; of 1..2 somebody told another story; the
// HOLD lapsed.
struct Lapsed {
  World w;
  BatchId batch;
  RetirementId use;
  explicit Lapsed(const std::function<void(World&, BatchId)>& contradict = [](World& w, BatchId b) {
    w.grant(w.registrar, retired_for_rival(range(b, 1, 2)));
  }) {
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    batch = {w.grant(w.trader, World::vcs_batch("1", 1, 10))};
    use = {w.grant(w.trader, w.retire(range(batch, 1, 5)))};
    contradict(w, batch);
    REQUIRE(status_at(w, batch, 1) == UnitStatus::in_conflict);
    REQUIRE(open_conflicts(w).size() == 1);
    w.now = at("2024-06-01");
  }
  void check_closed_by(EntryIndex entry) const {
    CHECK(w.ledger.retirement(use)->status == RetirementStatus::rejected);
    CHECK(w.ledger.retirement(use)->closed_by == entry);
    CHECK(w.ledger.retirement(use)->counted == 0);
    CHECK(open_conflicts(w).empty());
  }
};

}  // namespace

TEST_CASE("A lapsed HOLD leaves contested units to the other account when its free units are used", "[G-02][RT-03]") {
  Lapsed l;
  const EntryIndex again{l.w.grant(l.w.trader, l.w.retire(range(l.batch, 3, 5)))};
  l.check_closed_by(again);
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::registry_retired);
  CHECK(segment_at(l.w, l.batch, 3).retirement == RetirementId{again.value});
  // The registry's next word about them is a fact like any other.
  l.w.grant(l.w.registrar, registry_event(range(l.batch, 1, 2), RegistryEventStatus::active));
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::unassigned);
}

TEST_CASE("A lapsed HOLD is not revived by a registry that tells its story", "[G-02][RT-03]") {
  Lapsed l;
  const EntryIndex event{l.w.grant(l.w.registrar, retired_for_plant(range(l.batch, 1, 5)))};
  l.check_closed_by(event);
  for (const std::int64_t unit : {1, 3, 5}) CHECK(status_at(l.w, l.batch, unit) == UnitStatus::registry_retired);
  // What the registry retired for the plant the plant may claim.
  const RetirementId claim{l.w.grant(l.w.plant, l.w.retire(range(l.batch, 1, 5)))};
  CHECK(l.w.ledger.retirement(claim)->claim);
  CHECK(l.w.ledger.retirement(l.use)->status == RetirementStatus::rejected);
}

TEST_CASE("Contested units of a lapsed HOLD may be claimed by whom their registry names", "[G-02][RT-03]") {
  Lapsed l;
  // The registry had retired them before the day, so this moves nothing; its newest words count.
  l.w.grant(l.w.registrar, retired_for_plant(range(l.batch, 1, 2)));
  CHECK(refusal_of(l.w.wish(l.w.trader, World::transfer(range(l.batch, 1, 2), l.w.rival))) == Refusal::not_free);
  const RetirementId claim{l.w.grant(l.w.plant, l.w.retire(range(l.batch, 1, 2)))};
  l.check_closed_by(claim.entry());
  CHECK(l.w.ledger.retirement(claim)->status == RetirementStatus::on_hold);
  // The batch is a holder's word: the claim waits for its confirmation and binds nothing yet.
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::registry_retired);
  CHECK(status_at(l.w, l.batch, 3) == UnitStatus::free);
}

TEST_CASE("A fact about contested units of a lapsed HOLD contradicts nobody", "[G-02]") {
  Lapsed l;
  const auto outcome = l.w.wish(l.w.registrar, cancel(range(l.batch, 1, 5)));
  CHECK_FALSE(has_flag(outcome, Flag::conflict_opened));
  const EntryIndex entry{l.w.ledger.size() - 1};
  l.check_closed_by(entry);
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::cancelled);
  CHECK(status_at(l.w, l.batch, 3) == UnitStatus::cancelled);
  l.w.grant(l.w.registrar, voiding(entry.value));
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::registry_retired);
  CHECK(segment_at(l.w, l.batch, 3).holder == l.w.trader);
}

TEST_CASE("Contested units of a lapsed HOLD go where the account that contradicted it has them", "[G-02]") {
  const auto left_by = [](const std::function<void(World&, BatchId)>& contradict) {
    Lapsed l(contradict);
    l.check_closed_by({l.w.grant(l.w.trader, World::transfer(range(l.batch, 4, 4), l.w.rival))});
    CHECK(segment_at(l.w, l.batch, 4).holder == l.w.rival);
    CHECK(status_at(l.w, l.batch, 3) == UnitStatus::free);
    CHECK(segment_at(l.w, l.batch, 3).holder == l.w.trader);
    return status_at(l.w, l.batch, 1);
  };
  CHECK(left_by([](World& w, BatchId b) { w.grant(w.registrar, cancel(range(b, 1, 2))); }) == UnitStatus::cancelled);
  CHECK(left_by([](World& w, BatchId b) { w.grant(w.association, foreign_use(range(b, 1, 2))); }) ==
        UnitStatus::foreign_use);
}

TEST_CASE("A conflict of two lapsed HOLDs ends with the command that finds both of them", "[XM-02]") {
  World w;
  w.populate();
  for (const char* project : {"1", "2"}) w.grant(w.registrar, World::vcs_project(project));
  const BatchId first{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const BatchId second{w.grant(w.trader, World::vcs_batch("2", 11, 20))};
  w.grant(w.trader, w.retire(range(first, 1, 5)));
  const RetirementId one{w.grant(w.trader, w.retire(range(second, 11, 12)))};
  const RetirementId other{w.grant(w.trader, w.retire(range(second, 13, 14)))};
  w.grant(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
  REQUIRE(status_at(w, second, 11) == UnitStatus::in_conflict);
  REQUIRE(status_at(w, second, 13) == UnitStatus::in_conflict);
  w.now = at("2024-06-01");
  w.grant(w.trader, World::transfer(range(second, 11, 14), w.rival));
  CHECK(w.ledger.retirement(one)->status == RetirementStatus::rejected);
  CHECK(w.ledger.retirement(other)->status == RetirementStatus::rejected);
  CHECK(segment_at(w, second, 14).holder == w.rival);
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("A conflict that ends half with a lapsed HOLD and half with a fact is closed", "[XM-02]") {
  World w;
  w.populate();
  for (const char* project : {"1", "2"}) w.grant(w.registrar, World::vcs_project(project));
  const BatchId first{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const BatchId second{w.grant(w.trader, World::vcs_batch("2", 11, 20))};
  w.grant(w.trader, w.retire(range(first, 1, 5)));
  w.grant(w.trader, w.retire(range(second, 11, 12)));
  const RetirementId confirmed{w.grant(w.trader, w.retire(range(second, 13, 14)))};
  w.grant(w.registrar, ConfirmEvidenceCommand{confirmed.entry(), "R-1", evidence()});
  w.grant(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
  REQUIRE(open_conflicts(w).size() == 1);
  REQUIRE(status_at(w, second, 11) == UnitStatus::in_conflict);
  REQUIRE(status_at(w, second, 13) == UnitStatus::in_conflict);
  w.now = at("2024-06-01");
  w.grant(w.association, invalidate(range(second, 11, 14)));
  CHECK(status_at(w, second, 11) == UnitStatus::invalidated);
  CHECK(status_at(w, second, 13) == UnitStatus::invalidated);
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("A project stays locked when a contested HOLD on it lapses beside its next use", "[CE-10][G-02]") {
  World w;
  w.populate();
  RegisterProjectCommand own = World::vcs_project("7");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  w.grant(w.registrar, own);
  auto other_name = World::vcs_project("8");
  other_name.also_registered_as = {{"VCS", "7"}};
  w.grant(w.registrar, other_name);
  const BatchId listed{w.grant(w.registrar, World::vcs_batch("8", 101, 110))};
  const BatchId stated{w.grant(w.plant, World::vcs_batch("7", 1, 10))};
  const RetirementId first{w.grant(w.plant, w.retire(range(stated, 1, 5)))};
  REQUIRE(w.ledger.retirement(first)->status == RetirementStatus::on_hold);
  REQUIRE(status_at(w, listed, 101) == UnitStatus::frozen);
  w.grant(w.registrar, retired_for_rival(range(stated, 1, 2)));
  w.now = at("2024-06-01");
  w.grant(w.plant, w.retire(range(stated, 3, 5)));
  CHECK(w.ledger.retirement(first)->status == RetirementStatus::rejected);
  REQUIRE(w.ledger.project({"VCS", "7"})->lock.has_value());
  CHECK(status_at(w, listed, 101) == UnitStatus::frozen);
  CHECK(refusal_of(w.wish(w.registrar, World::transfer(range(listed, 101, 101), w.rival))) ==
        Refusal::underlying_locked);
}

TEST_CASE("A command that waits keeps only its own units when it finds a contested HOLD lapsed", "[approval]") {
  Lapsed l;
  l.w.grant(l.w.trader, further_key(l.w.trader, "second"));
  l.w.grant(l.w.trader, two_signatures(l.w.trader, {"retire"}));
  l.w.grant(l.w.trader, l.w.retire(range(l.batch, 3, 3)), key_of(l.w.trader));
  CHECK(status_at(l.w, l.batch, 3) == UnitStatus::reserved);
  CHECK(status_at(l.w, l.batch, 4) == UnitStatus::free);
  CHECK(status_at(l.w, l.batch, 5) == UnitStatus::free);
}

TEST_CASE("A HOLD that has not lapsed keeps its contested units in conflict", "[G-02]") {
  Lapsed l;
  l.w.now = at("2023-12-01");
  const auto outcome = l.w.wish(l.w.registrar, cancel(range(l.batch, 1, 2)));
  CHECK(has_flag(outcome, Flag::conflict_opened));
  CHECK(l.w.ledger.retirement(l.use)->status == RetirementStatus::on_hold);
  CHECK(status_at(l.w, l.batch, 1) == UnitStatus::in_conflict);
  CHECK(open_conflicts(l.w).size() == 2);
}
