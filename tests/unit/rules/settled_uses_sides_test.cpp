// Where units and records go when a use is confirmed, withdrawn or voided beside others that speak of the same units.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Held {
  World w;
  BatchId batch;
  Held() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
  }
};

const char* const both_named = "Plant One Ltd and Rival Works Ltd";

RetireCommand for_rival(const World& w, std::vector<BatchRange> ranges) {
  RetireCommand command = w.retire(std::move(ranges));
  command.factory = w.other_factory;
  command.beneficiary = w.rival;
  return command;
}
ConfirmEvidenceCommand confirming(RetirementId use) { return {use.entry(), "R-5", evidence()}; }
RetirementStatus status_of(const World& w, RetirementId use) { return w.ledger.retirement(use)->status; }

}  // namespace

TEST_CASE("A use on HOLD whose units were contradicted meanwhile is not confirmed", "[RT-02][CC-13]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  auto temporary = World::vcs_batch("1", 1, 10);
  temporary.serial_hold = "temporary_credit";
  const BatchId batch{w.grant(w.registrar, temporary)};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  const EntryIndex fact{w.grant(w.registrar, foreign_use(range(batch, 4, 4)))};
  const auto refused = w.wish(w.registrar, confirming(use));
  REQUIRE(refusal_of(refused) == Refusal::double_use);
  CHECK(refused.refused().conflict == use.entry());
  CHECK(refused.refused().facts.back() == std::pair<std::string, std::string>{"status", "in_conflict"});
  w.grant(w.registrar, voiding(fact.value));
  REQUIRE(w.wish(w.registrar, confirming(use)).accepted());
  CHECK(w.ledger.retirement(use)->counted == 5);
}

TEST_CASE("A confirmed claim closes the rival claims and no other retirement of its units", "[RT-03]") {
  Held h;
  const RetirementId withdrawn{h.w.grant(h.w.trader, h.w.retire(range(h.batch, 1, 5)))};
  const EntryIndex closed{h.w.grant(h.w.trader, WithdrawRetirementCommand{withdrawn, "error"})};
  h.w.grant(h.w.registrar, registry_event(range(h.batch, 1, 5), RegistryEventStatus::retired, both_named, "offset"));
  const RetirementId given_up{h.w.grant(h.w.plant, h.w.retire(range(h.batch, 1, 5)))};
  h.w.grant(h.w.plant, WithdrawRetirementCommand{given_up, "error"});
  const RetirementId claim{h.w.grant(h.w.plant, h.w.retire(range(h.batch, 1, 5)))};
  const RetirementId rival{h.w.grant(h.w.rival, for_rival(h.w, range(h.batch, 2, 3)))};
  const EntryIndex confirmed{h.w.grant(h.w.registrar, confirming(claim))};
  CHECK(status_of(h.w, claim) == RetirementStatus::confirmed);
  CHECK(status_of(h.w, rival) == RetirementStatus::rejected);
  CHECK(h.w.ledger.retirement(rival)->closed_by == confirmed);
  CHECK(status_of(h.w, withdrawn) == RetirementStatus::withdrawn);
  CHECK(h.w.ledger.retirement(withdrawn)->closed_by == closed);
  CHECK(status_of(h.w, given_up) == RetirementStatus::withdrawn);
}

TEST_CASE("A claim that waited gives back nothing of what was bound to another", "[RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, both_named, "offset");
  const std::int64_t first = w.ledger.batch(batch)->units.first();
  const RetirementId claim{w.grant(w.plant, w.retire(first_units(w, batch, 5)))};
  const RetirementId bound{w.grant(w.registrar, for_rival(w, first_units(w, batch, 3)))};
  w.grant(w.plant, WithdrawRetirementCommand{claim, "error"});
  CHECK(status_of(w, claim) == RetirementStatus::withdrawn);
  CHECK(w.ledger.retirement(bound)->counted == 3);
  CHECK(segment_at(w, batch, first).retirement == bound);
  CHECK(status_at(w, batch, first + 4) == UnitStatus::registry_retired);
}

TEST_CASE("What a registry retired stays retired there when the use is voided here", "[void][G-02]") {
  SECTION("retired by the registrar for the holder") {
    Held h;
    auto matched = h.w.retire(range(h.batch, 1, 5));
    matched.registry_reference = "VCS-R-1";
    const RetirementId use{h.w.grant(h.w.registrar, matched)};
    REQUIRE(status_of(h.w, use) == RetirementStatus::matched);
    h.w.grant(h.w.registrar, voiding(use.value));
    CHECK(status_at(h.w, h.batch, 1) == UnitStatus::registry_retired);
    CHECK_FALSE(segment_at(h.w, h.batch, 1).holder.has_value());
  }
  SECTION("claimed by the beneficiary") {
    World w;
    w.populate();
    const BatchId batch = claimable(w);
    const RetirementId use{w.grant(w.plant, w.retire(first_units(w, batch, 5)))};
    REQUIRE(status_of(w, use) == RetirementStatus::matched);
    w.grant(w.plant, voiding(use.value));
    CHECK(status_at(w, batch, w.ledger.batch(batch)->units.first()) == UnitStatus::registry_retired);
    CHECK(w.wish(w.plant, w.retire(first_units(w, batch, 5))).accepted());
  }
}

TEST_CASE("A conflict over two batches is settled by the end of the one use of both", "[G-02]") {
  Held h;
  const BatchId other = h.w.held_by_trader("2", 11, 20);
  const std::vector<BatchRange> both{{h.batch, units(1, 5)}, {other, units(11, 15)}};
  const RetirementId use{h.w.grant(h.w.trader, h.w.retire(both))};
  h.w.grant(h.w.association, foreign_use(both));
  REQUIRE(open_conflicts(h.w).size() == 1);
  CHECK(open_conflicts(h.w)[0].ranges == both);
  h.w.grant(h.w.trader, WithdrawRetirementCommand{use, "the other account stands"});
  CHECK(open_conflicts(h.w).empty());
  CHECK(status_at(h.w, other, 11) == UnitStatus::foreign_use);
}

TEST_CASE("A project names every batch that stands in the way of its voiding", "[void]") {
  World w;
  w.populate();
  const std::uint64_t project = w.grant(w.registrar, World::vcs_project("1"));
  const std::uint64_t first = w.grant(w.registrar, World::vcs_batch("1", 1, 10));
  const std::uint64_t second = w.grant(w.registrar, World::vcs_batch("1", 11, 20));
  const auto refused = w.wish(w.registrar, voiding(project));
  REQUIRE(refusal_of(refused) == Refusal::has_dependents);
  CHECK(refused.refused().conflict == EntryIndex{first});
  CHECK(refused.refused().facts == std::vector<std::pair<std::string, std::string>>{
                                       {"entries", std::to_string(first) + " " + std::to_string(second)}});
}

TEST_CASE("The association takes back a transfer, and the sender holds the units again", "[void]") {
  Held h;
  const EntryIndex moved{h.w.grant(h.w.trader, World::transfer(range(h.batch, 1, 5), h.w.plant))};
  REQUIRE(segment_at(h.w, h.batch, 1).holder == h.w.plant);
  h.w.grant(h.w.association, voiding(moved.value));
  CHECK(segment_at(h.w, h.batch, 1).holder == h.w.trader);
  CHECK(find_note<UnitAction>(h.w.ledger, moved)->closed_by == EntryIndex{h.w.ledger.size() - 1});
}

TEST_CASE("An assignment falls while only earlier, ended or other parties' claims name its units", "[void][RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, "Trader (registry)", "factories 2022");
  const std::int64_t first = w.ledger.batch(batch)->units.first();
  const auto part = [&](std::int64_t from, std::int64_t until) { return range(batch, first + from, first + until); };
  auto explained = w.retire(part(0, 1));
  explained.assignment = Assignment{w.trader, evidence()};
  const RetirementId earlier{w.grant(w.plant, explained)};
  const EntryIndex given{w.grant(w.trader, AssignBenefitCommand{part(0, 9), w.plant, evidence()})};
  const std::uint64_t ended = w.grant(w.plant, w.retire(part(2, 3)));
  REQUIRE(status_of(w, {ended}) == RetirementStatus::matched);
  REQUIRE(refusal_of(w.wish(w.trader, voiding(given.value))) == Refusal::has_dependents);
  w.grant(w.plant, voiding(ended));
  const RetirementId others{w.grant(w.registrar, for_rival(w, part(4, 5)))};
  w.grant(w.trader, voiding(given.value));
  CHECK(find_note<BenefitAssignment>(w.ledger, given)->voided_by == EntryIndex{w.ledger.size() - 1});
  CHECK(status_of(w, earlier) == RetirementStatus::on_hold);
  CHECK(status_of(w, others) == RetirementStatus::matched);
  CHECK(refusal_of(w.wish(w.plant, w.retire(part(2, 3)))) == Refusal::beneficiary_mismatch);
}
