// What a command keeps while it waits for its second signature, and what it leaves to others.
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

KeyId second(const PartyId& party) { return key_of(party, "second"); }

// The party's second key approves what it signs of this kind.
void demand_second_signature(World& w, const PartyId& party, const char* kind) {
  w.grant(party, further_key(party, "second"));
  w.grant(party, two_signatures(party, {kind}));
}
std::vector<BatchRange> kept_by(const World& w, EntryIndex pending) {
  const auto action = find_note<UnitAction>(w.ledger, pending);
  return action ? action->ranges : std::vector<BatchRange>{};
}

}  // namespace

TEST_CASE("A reservation that waits keeps its units, and its approval reserves them", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_second_signature(w, w.trader, "reserve");
  const EntryIndex pending{w.grant(w.trader, reservation(w, range(batch, 2, 4)), key_of(w.trader))};
  CHECK(kept_by(w, pending) == range(batch, 2, 4));
  CHECK(find_note<UnitAction>(w.ledger, pending)->kind == ActionKind::pending);
  CHECK(refusal_of(w.wish(w.trader, World::transfer(range(batch, 4, 5), w.rival))) == Refusal::not_free);
  const EntryIndex approval{w.grant(w.trader, ApproveCommand{pending}, second(w.trader))};
  CHECK(segment_at(w, batch, 2).since == approval);
  CHECK(find_note<UnitAction>(w.ledger, approval)->kind == ActionKind::reservation);
  CHECK(status_at(w, batch, 5) == UnitStatus::free);
}

TEST_CASE("Ranges that do not touch are kept apart while a command waits", "[approval]") {
  World w;
  w.populate();
  const BatchId one = w.held_by_trader("1", 1, 10);
  // The same numbers of another series are other units.
  auto of_another_series = World::vcs_batch("1", 1, 10);
  of_another_series.serial = of_another_series.space = "2021";
  const BatchId other{w.grant(w.registrar, of_another_series)};
  w.grant(w.registrar, World::transfer(range(other, 1, 10), w.trader));
  demand_two_signatures(w);
  const std::vector<BatchRange> ranges{{one, units(1, 2)}, {one, units(4, 5)}, {other, units(2, 3)}};
  const EntryIndex pending{w.grant(w.trader, w.retire(ranges), key_of(w.trader))};
  CHECK(kept_by(w, pending) == ranges);
  CHECK(status_at(w, one, 3) == UnitStatus::free);
  CHECK(status_at(w, one, 4) == UnitStatus::reserved);
  CHECK(status_at(w, other, 2) == UnitStatus::reserved);
  CHECK(status_at(w, other, 4) == UnitStatus::free);
}

TEST_CASE("A registrar's command that waits keeps nobody's units from him", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_second_signature(w, w.registrar, "freeze");
  const EntryIndex pending{w.grant(w.registrar, freeze(range(batch, 1, 5)), key_of(w.registrar))};
  CHECK(kept_by(w, pending).empty());
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  w.grant(w.trader, World::transfer(range(batch, 1, 2), w.plant));
  // The approval decides anew, over what stands then.
  w.grant(w.registrar, ApproveCommand{pending}, second(w.registrar));
  CHECK(status_at(w, batch, 1) == UnitStatus::frozen);
  CHECK(segment_at(w, batch, 1).holder == w.plant);
  CHECK(segment_at(w, batch, 5).holder == w.trader);
}

TEST_CASE("A release that waits leaves the units reserved as they were", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex reserved{w.grant(w.trader, reservation(w, range(batch, 1, 5)))};
  demand_second_signature(w, w.trader, "release");
  const EntryIndex pending{w.grant(w.trader, ReleaseCommand{reserved, "not needed"}, key_of(w.trader))};
  CHECK(kept_by(w, pending).empty());
  CHECK(segment_at(w, batch, 1).since == reserved);
  w.grant(w.trader, ApproveCommand{pending}, second(w.trader));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
}

TEST_CASE("A HOLD that lapsed is closed by the command that waits for its units", "[approval]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId held{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  REQUIRE(w.ledger.retirement(held)->status == RetirementStatus::on_hold);
  demand_two_signatures(w);
  w.now = at("2024-06-01");
  const EntryIndex pending{w.grant(w.trader, w.retire(range(batch, 4, 6)), key_of(w.trader))};
  CHECK(w.ledger.retirement(held)->status == RetirementStatus::rejected);
  CHECK(w.ledger.retirement(held)->closed_by == pending);
  CHECK(kept_by(w, pending).front().units == units(4, 5));
  CHECK(status_at(w, batch, 6) == UnitStatus::reserved);
  w.grant(w.trader, DeclineCommand{pending, "no"}, key_of(w.trader));
  CHECK(status_at(w, batch, 4) == UnitStatus::free);
  CHECK(segment_at(w, batch, 4).holder == w.trader);
}

TEST_CASE("Of three approvers one may go, and of two none", "[approval][keys]") {
  World w;
  w.populate();
  demand_two_signatures(w);
  auto wider = two_signatures(w.trader, {"transfer"});
  wider.approvers.push_back(key_of(w.trader, "third"));
  const EntryIndex policy{w.grant(w.trader, wider, key_of(w.trader))};
  w.grant(w.trader, ApproveCommand{policy}, second(w.trader));
  const auto revoking = [&w](const char* name) {
    return w.wish(w.trader, RevokeKeyCommand{key_of(w.trader, name), "lost"}, key_of(w.trader));
  };
  const auto first_to_go = revoking("third");
  REQUIRE(first_to_go.accepted());
  CHECK(first_to_go.value().flags == std::vector<Flag>{Flag::waits_for_approval});
  w.grant(w.trader, ApproveCommand{{w.ledger.size() - 1}}, second(w.trader));
  CHECK(w.ledger.key(key_of(w.trader, "third"))->valid_until == w.now);
  const auto next = revoking("second");
  CHECK(refusal_of(next) == Refusal::policy_locked);
  CHECK(next.refused().facts.front().second == second(w.trader).text);
}
