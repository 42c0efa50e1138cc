// Units and sites in other hands: what a mixed sale means for each sort, who is told what, what a successor takes over.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Holdings {
  World w;
  BatchId credits, certified;
  Holdings() {
    w.populate();
    credits = w.held_by_trader("1", 1, 10);
    certified = certificates(w, w.trader);
  }
};

std::string status_fact(const Outcome<Decision>& outcome) {
  REQUIRE(refusal_of(outcome) == Refusal::not_free);
  return outcome.refused().facts.back().second;
}

TransferCommand without_evidence(std::vector<BatchRange> ranges, const PartyId& to, TransferBasis basis) {
  TransferCommand command = World::transfer(std::move(ranges), to);
  command.basis = basis;
  command.evidence = std::nullopt;
  return command;
}

PartyId operator_of(const World& w, FactoryId factory) { return w.ledger.factory(factory)->operator_party; }

}  // namespace

TEST_CASE("Credits that were sold together with certificates are sold again, the certificates are not", "[GE-04]") {
  Holdings h;
  h.w.grant(h.w.trader, World::transfer({{h.certified, units(1, 5)}, {h.credits, units(1, 5)}}, h.w.rival));
  CHECK(refusal_of(h.w.wish(h.w.rival, World::transfer(range(h.certified, 1, 5), h.w.plant))) == Refusal::gec_retrade);
  h.w.grant(h.w.rival, World::transfer(range(h.credits, 1, 5), h.w.plant));
  CHECK(segment_at(h.w, h.credits, 1).holder == h.w.plant);
}

TEST_CASE("A stranger who gives units to their holder learns only that they are not his") {
  Holdings h;
  CHECK(status_fact(h.w.wish(h.w.plant, World::transfer(range(h.credits, 1, 5), h.w.trader))) == "held_by_another");
  const auto to_self = World::transfer(range(h.credits, 1, 5), h.w.trader);
  CHECK(refusal_of(h.w.wish(h.w.trader, to_self)) == Refusal::transfer_to_self);
  CHECK(refusal_of(h.w.wish(h.w.registrar, to_self)) == Refusal::transfer_to_self);
}

TEST_CASE("A refusal names the holding that stands in the way to its holder, its registrar and the association alone") {
  Holdings h;
  h.w.grant(h.w.trader, reservation(h.w, range(h.credits, 4, 5)));
  const auto refused_to = [&](const PartyId& asker) {
    const auto outcome = h.w.wish(asker, reservation(h.w, range(h.credits, 4, 7)));
    REQUIRE(refusal_of(outcome) == Refusal::not_free);
    return outcome.refused();
  };
  for (const PartyId& asker : {h.w.trader, h.w.registrar, h.w.association}) {
    const auto refused = refused_to(asker);
    CHECK(refused.conflict.has_value());
    CHECK(refused.facts.at(2).second == "5");
  }
  const auto refused = refused_to(h.w.rival);
  CHECK_FALSE(refused.conflict.has_value());
  CHECK(refused.facts.at(1).second == "4");
  CHECK(refused.facts.at(2).second == "7");
}

TEST_CASE("A registrar moves no units that are struck out", "[transfer]") {
  Holdings h;
  h.w.grant(h.w.registrar, cancel(range(h.credits, 1, 2)));
  CHECK(status_fact(h.w.wish(h.w.registrar, World::transfer(range(h.credits, 1, 5), h.w.rival))) == "cancelled");
  CHECK(status_at(h.w, h.credits, 3) == UnitStatus::free);
}

TEST_CASE("A holder proves a move only where a certificate follows its electricity", "[GE-03][transfer]") {
  Holdings h;
  for (const TransferBasis basis : {TransferBasis::trade, TransferBasis::other}) {
    h.w.grant(h.w.trader, without_evidence(range(h.credits, 1, 5), h.w.rival, basis));
    CHECK(segment_at(h.w, h.credits, 1).holder == h.w.rival);
    h.w.grant(h.w.rival, without_evidence(range(h.credits, 1, 5), h.w.trader, basis));
  }
  const BatchId untraded = certificates(h.w, h.w.trader, "2022-06");
  h.w.grant(h.w.trader, without_evidence(range(untraded, 1, 5), h.w.rival, TransferBasis::trade));
  CHECK(segment_at(h.w, untraded, 1).traded);
  const auto mixed =
      without_evidence({{h.credits, units(1, 5)}, {h.certified, units(1, 5)}}, h.w.rival, TransferBasis::self_use);
  const auto refused = h.w.wish(h.w.trader, mixed);
  CHECK(refusal_of(refused) == Refusal::evidence_required);
  CHECK(refused.refused().conflict == h.certified.entry());
}

TEST_CASE("An offer of a factory to one party is taken up by no other", "[transfer_factory]") {
  World w;
  w.populate();
  w.grant(w.plant, sale(w.factory, w.trader));
  const auto outcome = w.wish(w.rival, sale(w.factory, w.rival));
  CHECK(has_flag(outcome, Flag::factory_transfer_offered));
  CHECK(operator_of(w, w.factory) == w.plant);
  w.grant(w.trader, sale(w.factory, w.trader));
  CHECK(operator_of(w, w.factory) == w.trader);
}

TEST_CASE("What an earlier sale of a factory settled, a later one neither settles again nor rests on",
          "[transfer_factory]") {
  World w;
  w.populate();
  const EntryIndex offer{w.grant(w.plant, sale(w.factory, w.trader, "2023-07-01"))};
  const EntryIndex sold{w.grant(w.trader, sale(w.factory, w.trader, "2023-07-01"))};
  w.grant(w.trader, sale(w.factory, w.plant, "2023-07-01"));
  w.grant(w.plant, sale(w.factory, w.plant, "2023-07-01"));
  REQUIRE(operator_of(w, w.factory) == w.plant);
  CHECK(find_note<FactoryOffer>(w.ledger, offer)->closed_by == sold);
  // The first offer names the same buyer and day again, but it was used up.
  CHECK(has_flag(w.wish(w.trader, sale(w.factory, w.trader, "2023-07-01")), Flag::factory_transfer_offered));
  CHECK(operator_of(w, w.factory) == w.plant);
}

TEST_CASE("A successor takes over what its predecessor could still dispose of", "[succession]") {
  Holdings h;
  const EntryIndex reserved{
      h.w.grant(h.w.trader, reservation(h.w, {{h.credits, units(1, 2)}, {h.credits, units(4, 5)}}))};
  h.w.grant(h.w.registrar, freeze(range(h.credits, 7, 7)));
  const auto struck = h.w.grant(h.w.registrar, invalidate(range(h.credits, 8, 8)));
  const BatchId stated{h.w.grant(h.w.trader, World::vcs_batch("1", 21, 30))};
  const RetirementId waiting{h.w.grant(h.w.trader, h.w.retire(range(stated, 21, 25)))};
  REQUIRE(status_at(h.w, stated, 21) == UnitStatus::held);
  const auto outcome = h.w.wish(h.w.association, succession(h.w.trader, h.w.rival));
  const auto& events = outcome.value().events;
  CHECK(std::count_if(events.begin(), events.end(),
                      [](const Event& event) { return std::holds_alternative<NoteTaken>(event); }) == 1);
  for (const std::int64_t unit : {1, 3, 4, 7}) CHECK(segment_at(h.w, h.credits, unit).holder == h.w.rival);
  CHECK(status_at(h.w, h.credits, 7) == UnitStatus::frozen);
  CHECK(segment_at(h.w, stated, 21).holder == h.w.rival);
  CHECK(segment_at(h.w, stated, 21).retirement == waiting);
  // What an authority struck is nobody's to dispose of until the judgement falls; then it is the successor's.
  CHECK(segment_at(h.w, h.credits, 8).holder == h.w.trader);
  h.w.grant(h.w.registrar, voiding(struck));
  CHECK(segment_at(h.w, h.credits, 8).holder == h.w.rival);
  h.w.grant(h.w.rival, ReleaseCommand{reserved, "not needed"});
  CHECK(status_at(h.w, h.credits, 4) == UnitStatus::free);
  CHECK(segment_at(h.w, h.credits, 4).holder == h.w.rival);
}

TEST_CASE("Units that wait for a predecessor's second signature are the successor's once it is too late",
          "[succession]") {
  Holdings h;
  demand_two_signatures(h.w);
  const EntryIndex pending{h.w.grant(h.w.trader, h.w.retire(range(h.credits, 1, 5)), key_of(h.w.trader))};
  h.w.grant(h.w.association, succession(h.w.trader, h.w.rival));
  CHECK(status_at(h.w, h.credits, 1) == UnitStatus::reserved);
  CHECK(find_note<UnitAction>(h.w.ledger, pending)->issuer == h.w.trader);
  const auto sale_of_units = World::transfer(range(h.credits, 1, 5), h.w.plant);
  CHECK(status_fact(h.w.wish(h.w.rival, sale_of_units)) == "reserved");
  h.w.now.unix_ms += 72LL * 60 * 60 * 1000;
  h.w.grant(h.w.rival, sale_of_units);
  CHECK(segment_at(h.w, h.credits, 1).holder == h.w.plant);
}
