// Two signatures: what one person can no longer do alone, what waits, what is kept for it, and how the wait ends.
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

KeyId first(const World& w) { return key_of(w.trader); }
KeyId second(const World& w) { return key_of(w.trader, "second"); }
KeyId third(const World& w) { return key_of(w.trader, "third"); }

// A transfer of five units to the plant, signed by the first key, that waits.
EntryIndex waiting_transfer(World& w) {
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_two_signatures(w);
  return {w.grant(w.trader, World::transfer({{batch, units(1, 5)}}, w.plant), first(w))};
}
Outcome<Decision> approve(World& w, EntryIndex pending, const KeyId& key) {
  return w.wish(w.trader, ApproveCommand{pending}, key);
}
BatchId batch_of(const World& w) { return w.ledger.batches_of_project({"VCS", "1"}).front(); }
Segment unit(const World& w, std::int64_t number) {
  return w.ledger.segments(batch_of(w), units(number, number)).front();
}
SetApprovalPolicyCommand lifted() { return {.kinds = {}, .approvers = {}, .expires_after_hours = 72}; }
std::size_t policies(const World& w) {
  return find_notes<ApprovalPolicy>(w.ledger, index_names::policies_of(w.trader)).size();
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_approval() {
  static const std::vector<Row> all{
      {Refusal::approver_unknown, "a key of nobody approves nothing",
       [](World& w) { return w.wish(w.trader, two_signatures(w.trader, {"transfer"})); }},
      {Refusal::approver_unknown, "another party's key approves nothing",
       [](World& w) {
         auto command = two_signatures(w.trader, {"transfer"});
         command.approvers.back() = key_of(w.plant);
         return w.wish(w.trader, command);
       }},
      {Refusal::approver_unknown, "a revoked key approves nothing",
       [](World& w) {
         w.grant(w.trader, further_key(w.trader, "second"));
         w.grant(w.trader, RevokeKeyCommand{second(w), "lost"});
         return w.wish(w.trader, two_signatures(w.trader, {"transfer"}));
       }},
      {Refusal::approver_unknown, "a key that is not in force yet approves nothing",
       [](World& w) {
         w.grant(w.association, further_key(w.trader, "second"));
         return w.wish(w.trader, two_signatures(w.trader, {"transfer"}));
       }},
      {Refusal::approver_unknown, "a key that may not sign approvals approves nothing",
       [](World& w) {
         w.grant(w.trader, further_key(w.trader, "second", {"transfer"}));
         return w.wish(w.trader, two_signatures(w.trader, {"transfer"}));
       }},
      {Refusal::approver_unknown, "one key twice is one approver",
       [](World& w) {
         auto command = two_signatures(w.trader, {"transfer"});
         command.approvers.back() = command.approvers.front();
         return w.wish(w.trader, command);
       }},
      {Refusal::unknown_pending, "what does not wait is not approved",
       [](World& w) { return approve(w, EntryIndex{1}, first(w)); }},
      {Refusal::unknown_pending, "another party learns not even that something waits, and does not approve",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         return w.wish(w.plant, ApproveCommand{pending}, key_of(w.plant));
       }},
      {Refusal::not_approver, "a key that the policy does not name does not approve",
       [](World& w) { return approve(w, waiting_transfer(w), third(w)); }},
      {Refusal::not_approver, "nobody approves without a key",
       [](World& w) { return approve(w, waiting_transfer(w), {}); }},
      {Refusal::approval_by_same_person, "nobody approves what he signed himself",
       [](World& w) { return approve(w, waiting_transfer(w), first(w)); }},
      {Refusal::unknown_pending, "a command that was erased is not approved",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         w.commands.erase(pending.value);
         return approve(w, pending, second(w));
       }},
      {Refusal::pending_closed, "a command takes effect once",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         REQUIRE(approve(w, pending, second(w)).accepted());
         return approve(w, pending, second(w));
       }},
      {Refusal::pending_lapsed, "an approval comes in time",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         w.now.unix_ms += 72 * hour_ms;
         return approve(w, pending, second(w));
       }},
      {Refusal::unknown_pending, "what does not wait is not declined",
       [](World& w) {
         return w.wish(w.trader, DeclineCommand{EntryIndex{1}, "no"}, first(w));
       }},
      {Refusal::unknown_pending, "another party learns not even that something waits, and does not decline",
       [](World& w) {
         return w.wish(w.plant, DeclineCommand{waiting_transfer(w), "no"}, key_of(w.plant));
       }},
      {Refusal::pending_closed, "what was approved is not declined",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         REQUIRE(approve(w, pending, second(w)).accepted());
         return w.wish(w.trader, DeclineCommand{pending, "no"}, second(w));
       }},
      {Refusal::pending_lapsed, "what lapsed is not declined",
       [](World& w) {
         const EntryIndex pending = waiting_transfer(w);
         w.now.unix_ms += 72 * hour_ms;
         return w.wish(w.trader, DeclineCommand{pending, "no"}, second(w));
       }},
      {Refusal::not_free, "what a rule refuses does not wait either",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.plant, further_key(w.plant, "second"));
         w.grant(w.plant, two_signatures(w.plant, {"transfer"}));
         return w.wish(w.plant, World::transfer({{batch, units(1, 5)}}, w.rival), key_of(w.plant));
       }},
  };
  return all;
}

TEST_CASE("Second signatures are refused reason by reason", "[approval]") { check_rows(rows_of_approval()); }

TEST_CASE("A command of a listed kind waits and keeps its units from everybody", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_two_signatures(w);
  const EntryIndex entry{w.ledger.size()};
  const auto asked = w.wish(w.trader, World::transfer({{batch, units(1, 5)}}, w.plant), first(w));
  REQUIRE(asked.accepted());
  CHECK(asked.value().flags == std::vector<Flag>{Flag::waits_for_approval});
  CHECK(unit(w, 5).status == UnitStatus::reserved);
  CHECK(unit(w, 5).holder == w.trader);
  CHECK(unit(w, 6).status == UnitStatus::free);
  const auto pending = find_note<Pending>(w.ledger, entry);
  REQUIRE(pending.has_value());
  CHECK(pending->party == w.trader);
  CHECK(pending->maker == first(w));
  CHECK(pending->kind == "transfer");
  CHECK(pending->lapses.unix_ms == w.now.unix_ms + 72 * hour_ms);
  // Neither the same wish again nor another one has the units.
  CHECK(refusal_of(w.wish(w.trader, World::transfer({{batch, units(5, 6)}}, w.plant), third(w))) == Refusal::not_free);
  CHECK(refusal_of(w.wish(w.trader, reservation(w, {{batch, units(1, 1)}}), first(w))) == Refusal::not_free);
  CHECK(refusal_of(w.wish(w.trader, w.retire({{batch, units(1, 1)}}), first(w))) == Refusal::not_free);
  // A kind that is not listed takes effect at once.
  CHECK(w.wish(w.trader, reservation(w, {{batch, units(6, 6)}}), first(w)).accepted());
  CHECK(unit(w, 6).status == UnitStatus::reserved);
}

TEST_CASE("An approved transfer is the approval's entry", "[approval]") {
  World w;
  w.populate();
  const EntryIndex pending = waiting_transfer(w);
  const EntryIndex approval{w.ledger.size()};
  REQUIRE(approve(w, pending, second(w)).accepted());
  CHECK(unit(w, 1).holder == w.plant);
  CHECK(unit(w, 1).status == UnitStatus::free);
  CHECK(unit(w, 1).since == approval);
  CHECK(find_note<Pending>(w.ledger, pending)->closed_by == approval);
  CHECK(find_note<Pending>(w.ledger, pending)->approved);
  CHECK(find_note<UnitAction>(w.ledger, pending)->closed_by == approval);
}

TEST_CASE("An approved retirement is named by the approval and signed by the party", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_two_signatures(w);
  const EntryIndex pending{w.grant(w.trader, w.retire({{batch, units(1, 5)}}), first(w))};
  CHECK_FALSE(w.ledger.retirement({pending.value}).has_value());
  CHECK(w.ledger.retirements(w.factory, period("2022")).empty());
  const RetirementId named{w.ledger.size()};
  REQUIRE(approve(w, pending, second(w)).accepted());
  const auto retirement = w.ledger.retirement(named);
  REQUIRE(retirement.has_value());
  CHECK(retirement->issuer == w.trader);
  CHECK(retirement->counted == 5);
  CHECK(unit(w, 1).retirement == named);
}

TEST_CASE("An approval decides anew and refuses what has become impossible", "[approval]") {
  World w;
  w.populate();
  w.grant(w.plant, further_key(w.plant, "second"));
  w.grant(w.plant, two_signatures(w.plant, {"declare_inventory"}));
  const EntryIndex one{w.grant(w.plant, w.inventory("2022"), key_of(w.plant))};
  const EntryIndex other{w.grant(w.plant, w.inventory("2022"), key_of(w.plant))};
  w.grant(w.plant, ApproveCommand{one}, key_of(w.plant, "second"));
  CHECK(refusal_of(w.wish(w.plant, ApproveCommand{other}, key_of(w.plant, "second"))) == Refusal::inventory_exists);
  // It still waits, and may be declined.
  CHECK_FALSE(find_note<Pending>(w.ledger, other)->closed_by.has_value());
  CHECK(w.wish(w.plant, DeclineCommand{other, "twice"}, key_of(w.plant)).accepted());
}

TEST_CASE("Units that a fact took while they waited do not come back by a refusal", "[approval]") {
  World w;
  w.populate();
  const EntryIndex pending = waiting_transfer(w);
  w.grant(w.registrar, CancelCommand{{{batch_of(w), units(1, 2)}}, CancelReason::registry_cancelled, {}, evidence()});
  CHECK(refusal_of(approve(w, pending, second(w))) == Refusal::not_free);
  w.grant(w.trader, DeclineCommand{pending, "cancelled at the registry"}, second(w));
  CHECK(unit(w, 2).status == UnitStatus::cancelled);
  CHECK(unit(w, 3).status == UnitStatus::free);
}

TEST_CASE("A declined command gives its units back, and its maker may withdraw it", "[approval]") {
  for (const bool by_maker : {false, true}) {
    World w;
    w.populate();
    const EntryIndex pending = waiting_transfer(w);
    const EntryIndex entry{w.ledger.size()};
    w.grant(w.trader, DeclineCommand{pending, "no"}, by_maker ? first(w) : third(w));
    CHECK(unit(w, 1).status == UnitStatus::free);
    CHECK(unit(w, 1).holder == w.trader);
    CHECK(unit(w, 1).since < pending);
    CHECK(find_note<Pending>(w.ledger, pending)->closed_by == entry);
    CHECK_FALSE(find_note<Pending>(w.ledger, pending)->approved);
    CHECK(find_note<UnitAction>(w.ledger, pending)->closed_by == entry);
  }
}

TEST_CASE("A command that nobody approves lapses and its units are free again", "[approval]") {
  World w;
  w.populate();
  const EntryIndex pending = waiting_transfer(w);
  w.now.unix_ms += 72 * hour_ms - 1;
  CHECK(refusal_of(w.wish(w.trader, reservation(w, {{batch_of(w), units(1, 5)}}), first(w))) == Refusal::not_free);
  SECTION("until the last millisecond it can be approved") { CHECK(approve(w, pending, second(w)).accepted()); }
  SECTION("then the units are their holder's again") {
    w.now.unix_ms += 1;
    w.grant(w.trader, reservation(w, {{batch_of(w), units(1, 5)}}), first(w));
    CHECK(unit(w, 1).since > pending);
  }
}

TEST_CASE("One person can neither lift nor weaken the policy", "[approval]") {
  World w;
  w.populate();
  demand_two_signatures(w);
  const KeyId alone = first(w);
  auto weaker = two_signatures(w.trader, {"transfer"});
  weaker.approvers = {alone, third(w)};
  const std::vector<Command> ways{lifted(), weaker, further_key(w.trader, "mine"), RevokeKeyCommand{third(w), "gone"}};
  for (const Command& way : ways) {
    const EntryIndex pending{w.ledger.size()};
    const auto outcome = w.wish(w.trader, way, alone);
    REQUIRE(outcome.accepted());
    CHECK(outcome.value().flags == std::vector<Flag>{Flag::waits_for_approval});
    CHECK(policies(w) == 1);
    CHECK_FALSE(w.ledger.key(key_of(w.trader, "mine")).has_value());
    CHECK_FALSE(w.ledger.key(third(w))->valid_until.has_value());
    CHECK(refusal_of(approve(w, pending, alone)) == Refusal::approval_by_same_person);
    CHECK(refusal_of(approve(w, pending, third(w))) == Refusal::not_approver);
  }
  // Two persons can.
  const EntryIndex lifting{w.grant(w.trader, lifted(), alone)};
  REQUIRE(approve(w, lifting, second(w)).accepted());
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const auto free = w.wish(w.trader, World::transfer({{batch, units(1, 5)}}, w.plant), alone);
  REQUIRE(free.accepted());
  CHECK(unit(w, 1).holder == w.plant);
  // What waited under the policy is approved by any other key now.
  CHECK(approve(w, EntryIndex{lifting.value - 2}, third(w)).accepted());
  CHECK(w.ledger.key(key_of(w.trader, "mine")).has_value());
}

TEST_CASE("A policy whose approvers are all gone does not lock the party for ever", "[approval]") {
  World w;
  w.populate();
  const EntryIndex pending = waiting_transfer(w);
  w.grant(w.trader, DeclineCommand{pending, "later"}, first(w));
  w.grant(w.association, RevokeKeyCommand{first(w), "stolen"});
  const EntryIndex again{w.grant(w.trader, World::transfer({{batch_of(w), units(1, 5)}}, w.plant), third(w))};
  // One approver is left, so nobody else approves.
  CHECK(refusal_of(approve(w, again, first(w))) == Refusal::not_approver);
  w.grant(w.association, RevokeKeyCommand{second(w), "stolen"});
  CHECK(refusal_of(approve(w, again, third(w))) == Refusal::approval_by_same_person);
  w.grant(w.association, further_key(w.trader, "fourth"));
  CHECK(refusal_of(approve(w, again, key_of(w.trader, "fourth"))) == Refusal::not_approver);
  w.now.unix_ms += 7 * 24 * hour_ms;
  const EntryIndex later{w.grant(w.trader, World::transfer({{batch_of(w), units(1, 5)}}, w.plant), third(w))};
  CHECK(approve(w, later, key_of(w.trader, "fourth")).accepted());
  CHECK(unit(w, 1).holder == w.plant);
}

TEST_CASE("A listed kind that moves no units waits as well", "[approval]") {
  World w;
  w.populate();
  w.grant(w.plant, further_key(w.plant, "second"));
  w.grant(w.plant, two_signatures(w.plant, {"declare_inventory", "approve"}));
  auto command = w.inventory("2022");
  command.factor_location = {1};
  const EntryIndex pending{w.grant(w.plant, command, key_of(w.plant))};
  CHECK(w.ledger.inventories(w.factory).empty());
  CHECK_FALSE(find_note<UnitAction>(w.ledger, pending).has_value());
  // Approvals need none themselves, even where somebody lists them.
  const InventoryId inventory{w.ledger.size()};
  const auto outcome = w.wish(w.plant, ApproveCommand{pending}, key_of(w.plant, "second"));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::factor_not_in_table});
  CHECK(w.ledger.inventory(inventory).has_value());
}

TEST_CASE("A waiting command takes over units whose reservation has lapsed", "[approval]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  demand_two_signatures(w);
  // A reservation that lapsed reads as free; what waits takes it over.
  const EntryIndex reserved{w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}), first(w))};
  w.now = at("2024-01-01");
  const EntryIndex pending{w.grant(w.trader, World::transfer({{batch, units(4, 6)}}, w.plant), first(w))};
  CHECK(unit(w, 3).since == reserved);
  CHECK(unit(w, 4).since == pending);
  CHECK(unit(w, 6).since == pending);
  w.grant(w.trader, DeclineCommand{pending, "no"}, first(w));
  CHECK(unit(w, 4).status == UnitStatus::free);
  CHECK(unit(w, 4).holder == w.trader);
}
