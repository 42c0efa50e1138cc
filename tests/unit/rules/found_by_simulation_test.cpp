// The shortest sequences of commands behind what the random simulation found. Each is one of its seeds, cut down by
// hand; the simulation itself is in tests/model/simulation.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

ConfirmEvidenceCommand confirming(std::uint64_t target) { return {{target}, "VCS-R-9", evidence()}; }

// Ten CCER that the trader sells to the rival beside the registry; the sale waits.
struct WaitingSale {
  World w;
  BatchId batch;
  std::uint64_t sale = 0;
  WaitingSale() {
    w.populate();
    appoint(w, w.registrar, "CCER");
    w.grant(w.registrar, ccer_project("C1"));
    batch = {w.grant(w.registrar, ccer_batch("C1", "CCER-1", 10))};
    w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
    sale = w.grant(w.trader, World::transfer(range(batch, 1, 10), w.rival));
  }
};

// The trader states a batch of its own beside ten units of the registrar's, and retires units of both in one wish.
struct UseOfTwoBatches {
  World w;
  BatchId firm;
  BatchId stated;
  RetirementId use;
  UseOfTwoBatches() {
    w.populate();
    firm = w.held_by_trader("1", 1, 10);
    stated = {w.grant(w.trader, World::vcs_batch("1", 11, 20))};
    use = {w.grant(w.trader, w.retire({{firm, units(1, 5)}, {stated, units(11, 15)}}))};
  }
};

}  // namespace

TEST_CASE("A reservation that was released under a freeze does not come back with the thaw", "[release]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex reserved{w.grant(w.trader, reservation(w, range(batch, 1, 10)))};
  w.grant(w.registrar, freeze(range(batch, 1, 4)));
  w.grant(w.trader, ReleaseCommand{reserved, "not needed"});
  CHECK(status_at(w, batch, 1) == UnitStatus::frozen);
  CHECK(status_at(w, batch, 5) == UnitStatus::free);
  w.grant(w.registrar, unfreeze(range(batch, 1, 4)));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
}

TEST_CASE("A thaw lifts a freeze also where another one that lapsed was laid over it", "[freeze]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex lower{w.grant(w.registrar, freeze(range(batch, 1, 10)))};
  FreezeCommand upper = freeze(range(batch, 1, 4));
  upper.until = day("2023-11-20");
  w.grant(w.registrar, upper);
  w.now = at("2023-11-21");
  w.grant(w.registrar, unfreeze(range(batch, 1, 4)));
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  CHECK(status_at(w, batch, 5) == UnitStatus::frozen);
  CHECK_FALSE(find_note<UnitAction>(w.ledger, lower)->closed_by.has_value());
  w.grant(w.registrar, unfreeze(range(batch, 1, 10)));
  CHECK(status_at(w, batch, 5) == UnitStatus::free);
  CHECK(find_note<UnitAction>(w.ledger, lower)->closed_by.has_value());
  CHECK(refusal_of(w.wish(w.registrar, unfreeze(range(batch, 1, 10)))) == Refusal::not_frozen);
}

TEST_CASE("A sale that was confirmed under a freeze is done when the freeze is lifted", "[CC-11]") {
  WaitingSale s;
  s.w.grant(s.w.registrar, freeze(range(s.batch, 1, 4)));
  s.w.grant(s.w.registrar, confirming(s.sale));
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::frozen);
  CHECK(segment_at(s.w, s.batch, 5).holder == s.w.rival);
  s.w.grant(s.w.registrar, unfreeze(range(s.batch, 1, 4)));
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::free);
  CHECK(segment_at(s.w, s.batch, 1).holder == s.w.rival);
}

TEST_CASE("A sale that was rejected under a freeze leaves the units their seller's", "[CC-11]") {
  WaitingSale s;
  s.w.grant(s.w.registrar, freeze(range(s.batch, 1, 4)));
  s.w.grant(s.w.registrar, RejectEvidenceCommand{{s.sale}, "nothing found"});
  s.w.grant(s.w.registrar, unfreeze(range(s.batch, 1, 4)));
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::free);
  CHECK(segment_at(s.w, s.batch, 1).holder == s.w.trader);
}

TEST_CASE("A sale that is confirmed after its buyer was merged goes to the successor", "[CC-11]") {
  WaitingSale s;
  s.w.grant(s.w.association, succession(s.w.rival, s.w.plant));
  s.w.grant(s.w.registrar, confirming(s.sale));
  CHECK(segment_at(s.w, s.batch, 1).holder == s.w.plant);
}

TEST_CASE("A use that its registry confirmed does not become free because it was in conflict", "[void]") {
  World w;
  w.populate();
  const BatchId one = w.held_by_trader("1", 1, 10);
  const BatchId other = w.held_by_trader("2", 11, 20);
  w.grant(w.trader, w.retire(range(one, 1, 10)));
  const std::uint64_t later = w.grant(w.trader, w.retire(range(other, 11, 20)));
  w.grant(w.association, link({"VCS", "1"}, {"VCS", "2"}));
  REQUIRE(status_at(w, other, 11) == UnitStatus::in_conflict);
  w.grant(w.registrar, confirming(later));
  w.grant(w.trader, voiding(later));
  CHECK(status_at(w, other, 11) == UnitStatus::registry_retired);
}

TEST_CASE("A registrar's own retirement waits again when the report that matched it is voided", "[void]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  RetireCommand retire = w.retire(range(batch, 1, 10));
  retire.evidence = evidence();
  const RetirementId use{w.grant(w.registrar, retire)};
  REQUIRE(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  const std::uint64_t report = w.grant(w.registrar, retired_for_plant(range(batch, 1, 10)));
  REQUIRE(w.ledger.retirement(use)->counted == 10);
  w.grant(w.registrar, voiding(report));
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  CHECK(w.ledger.retirement(use)->counted == 0);
  CHECK(status_at(w, batch, 1) == UnitStatus::held);
}

TEST_CASE("A lock that fell under a freeze does not come back with the thaw", "[own]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId named_otherwise{w.grant(w.registrar, of_year(World::vcs_batch("1", 1, 10), 2021))};
  RegisterProjectCommand own = w.own_project("O1");
  own.also_registered_as = {{"VCS", "1"}};
  w.grant(w.plant, own);
  const BatchId batch{w.grant(w.verifier, World::own_batch("O1", "ST-1", 10))};
  w.grant(w.plant, w.retire(range(batch, 1, 10)));
  REQUIRE(status_at(w, named_otherwise, 1) == UnitStatus::frozen);
  w.grant(w.registrar, freeze(range(named_otherwise, 1, 4)));
  w.grant(w.association, UnlockProjectCommand{{"OWN", "O1"}, "decided", "Board", evidence()});
  CHECK(status_at(w, named_otherwise, 5) == UnitStatus::unassigned);
  w.grant(w.registrar, unfreeze(range(named_otherwise, 1, 4)));
  CHECK(status_at(w, named_otherwise, 1) == UnitStatus::unassigned);
}

TEST_CASE("Nobody can hand units or a factory to a party that was merged into another one", "[succession]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex enrolled = w.ledger.party(w.rival)->entry;
  w.grant(w.association,
          SucceedPartyCommand{w.rival, w.plant, day("2023-06-01"), SuccessionReason::merger, evidence()});
  const auto sold = w.wish(w.trader, World::transfer({{batch, units(1, 5)}}, w.rival));
  REQUIRE_FALSE(sold.accepted());
  CHECK(name_of(sold.refused().reason) == "party_has_successor");
  CHECK(sold.refused().conflict == enrolled);
  CHECK(sold.refused().facts.back() == std::pair<std::string, std::string>{"successor", w.plant.text});
  const auto handed = w.wish(w.association, TransferFactoryCommand{w.factory, w.rival, day("2023-06-01"), evidence()});
  REQUIRE_FALSE(handed.accepted());
  CHECK(name_of(handed.refused().reason) == "party_has_successor");
  // The registry's word is no wish: its old name means the successor.
  w.grant(w.registrar, AmendBatchCommand{batch, std::nullopt, w.rival, "renamed", evidence()});
  CHECK(w.ledger.segments(batch, units(1, 1)).front().holder == w.plant);
}

TEST_CASE("A use of two batches ends as a whole when the registrar records the numbers of one of them", "[RT-02]") {
  UseOfTwoBatches s;
  REQUIRE(s.w.ledger.retirement(s.use)->status == RetirementStatus::on_hold);
  REQUIRE(status_at(s.w, s.firm, 1) == UnitStatus::held);
  const std::uint64_t prevailing = s.w.grant(s.w.registrar, World::vcs_batch("1", 11, 20));
  const auto use = s.w.ledger.retirement(s.use).value();
  CHECK(use.status == RetirementStatus::voided);
  CHECK(use.closed_by == EntryIndex{prevailing});
  CHECK(status_at(s.w, s.stated, 11) == UnitStatus::cancelled);
  // Its units elsewhere are the trader's again, to use or to sell.
  CHECK(status_at(s.w, s.firm, 1) == UnitStatus::free);
  CHECK(segment_at(s.w, s.firm, 1).holder == s.w.trader);
  CHECK_FALSE(segment_at(s.w, s.firm, 1).retirement.has_value());
  CHECK(s.w.wish(s.w.trader, World::transfer(range(s.firm, 1, 10), s.w.rival)).accepted());
}

TEST_CASE("A use of two batches ends as a whole when one record sets both of them aside", "[RT-02]") {
  World w;
  w.populate();
  const BatchId firm = w.held_by_trader("1", 1, 10);
  const BatchId one{w.grant(w.trader, World::vcs_batch("1", 11, 20))};
  const BatchId other{w.grant(w.trader, World::vcs_batch("1", 21, 30))};
  const RetirementId use{
      w.grant(w.trader, w.retire({{firm, units(1, 5)}, {one, units(11, 15)}, {other, units(21, 30)}}))};
  w.grant(w.registrar, World::vcs_batch("1", 11, 30));
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::voided);
  for (const BatchId set_aside : {one, other}) {
    const auto batch = w.ledger.batch(set_aside).value();
    CHECK(batch.voided_by.has_value());
    for (const Segment& piece : w.ledger.segments(set_aside, batch.units)) CHECK(piece.status == UnitStatus::cancelled);
  }
  CHECK(status_at(w, firm, 1) == UnitStatus::free);
}

TEST_CASE("A lock falls when one record ends every use of the project", "[CE-10]") {
  World w;
  w.populate();
  RegisterProjectCommand own = World::vcs_project("7");
  own.developer = w.plant.text;
  own.self_developed_for = w.factory;
  w.grant(w.registrar, own);
  const BatchId stated{w.grant(w.plant, World::vcs_batch("7", 1, 10))};
  w.grant(w.plant, w.retire(range(stated, 1, 5)));
  w.grant(w.plant, w.retire(range(stated, 6, 10)));
  REQUIRE(w.ledger.project({"VCS", "7"})->lock.has_value());
  w.grant(w.registrar, World::vcs_batch("7", 1, 10));
  CHECK_FALSE(w.ledger.project({"VCS", "7"})->lock.has_value());
}
