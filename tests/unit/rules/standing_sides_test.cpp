// What comes back when something over units ends: of several batches, under another freeze, under a lock, after a HOLD.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Ten credits and a hundred certificates of the trader's. Both are numbered from 1, so that a number alone says
// nothing.
struct Holdings {
  World w;
  BatchId credits, certified;
  Holdings() {
    w.populate();
    credits = w.held_by_trader("1", 1, 10);
    certified = certificates(w, w.trader);
  }
};

// Units 1 to 10 of a batch that the trader alone states: what it retires of them is on HOLD.
struct Stated {
  World w;
  BatchId batch;
  Stated() {
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    batch = {w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  }
  RetirementId held(std::vector<BatchRange> ranges) {
    const RetirementId use{w.grant(w.trader, w.retire(std::move(ranges)))};
    REQUIRE(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
    return use;
  }
};

// Ten units of the trader's that a link to a locked project froze, and a freeze of the first four above it.
struct LinkedToLocked {
  World w;
  BatchId batch;
  EntryIndex link;
  LinkedToLocked() {
    w.populate();
    w.grant(w.plant, w.own_project("P1"));
    const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
    w.grant(w.plant, w.retire(range(own, 1, 1)));
    batch = w.held_by_trader("1", 1, 10);
    link = {w.grant(w.association, LinkProjectsCommand{{"OWN", "P1"}, {"VCS", "1"}, evidence()})};
    w.grant(w.registrar, freeze(range(batch, 1, 4)));
  }
};

std::int64_t closed_retirements(const Outcome<Decision>& outcome) {
  const auto& events = outcome.value().events;
  return std::count_if(events.begin(), events.end(), [](const Event& event) {
    const auto* changed = std::get_if<RetirementChanged>(&event);
    return changed != nullptr && !is_open(changed->retirement.status);
  });
}

}  // namespace

TEST_CASE("A thaw under a lock leaves the units to the lock", "[unfreeze][CE-10]") {
  LinkedToLocked s;
  s.w.grant(s.w.registrar, unfreeze(range(s.batch, 1, 4)));
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::frozen);
  CHECK(segment_at(s.w, s.batch, 1).since == s.link);
  // What a lock froze no thaw lifts.
  const auto no = s.w.wish(s.w.registrar, unfreeze(range(s.batch, 1, 10)));
  CHECK(refusal_of(no) == Refusal::not_frozen);
  CHECK(no.refused().conflict == s.batch.entry());
}

TEST_CASE("A thaw after the lock fell gives the units back to their holder", "[unfreeze][CE-10]") {
  LinkedToLocked s;
  s.w.grant(s.w.association, UnlockProjectCommand{{"OWN", "P1"}, "decided", "Court", evidence()});
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::frozen);
  CHECK(status_at(s.w, s.batch, 5) == UnitStatus::free);
  s.w.grant(s.w.registrar, unfreeze(range(s.batch, 1, 4)));
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::free);
  CHECK(segment_at(s.w, s.batch, 1).holder == s.w.trader);
}

TEST_CASE("Units whose reservation was released under a freeze stand as before it, each as it came", "[release]") {
  Holdings h;
  const EntryIndex first = segment_at(h.w, h.credits, 1).since;
  h.w.grant(h.w.trader, World::transfer(range(h.credits, 4, 6), h.w.rival));
  const EntryIndex second{h.w.grant(h.w.rival, World::transfer(range(h.credits, 4, 6), h.w.trader))};
  auto same_numbers = World::vcs_batch("1", 1, 10);
  same_numbers.space = "2021";
  same_numbers.serial += "-2021";
  const BatchId other{h.w.grant(h.w.registrar, same_numbers)};
  h.w.grant(h.w.registrar, World::transfer(range(other, 1, 10), h.w.trader));
  const EntryIndex kept{h.w.grant(h.w.trader, reservation(h.w, {{h.credits, units(1, 6)}, {other, units(1, 10)}}))};
  h.w.grant(h.w.registrar, freeze(range(h.credits, 1, 6)));
  h.w.grant(h.w.trader, ReleaseCommand{kept, "not needed"});
  CHECK(status_at(h.w, other, 1) == UnitStatus::free);
  h.w.grant(h.w.trader, World::transfer(range(other, 1, 10), h.w.rival));
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 1, 6)));
  for (const std::int64_t unit : {1, 4}) {
    const Segment back = segment_at(h.w, h.credits, unit);
    CHECK(back.status == UnitStatus::free);
    CHECK(back.holder == h.w.trader);
    CHECK(back.since == (unit == 1 ? first : second));
  }
  CHECK(segment_at(h.w, other, 1).holder == h.w.rival);
}

TEST_CASE("A freeze of several batches is lifted batch by batch", "[unfreeze]") {
  Holdings h;
  const EntryIndex frozen{h.w.grant(h.w.association, freeze({{h.credits, units(1, 10)}, {h.certified, units(1, 10)}}))};
  h.w.grant(h.w.association, unfreeze(range(h.certified, 1, 10)));
  CHECK(status_at(h.w, h.credits, 1) == UnitStatus::frozen);
  CHECK(status_at(h.w, h.certified, 1) == UnitStatus::free);
  CHECK_FALSE(find_note<UnitAction>(h.w.ledger, frozen)->closed_by.has_value());
  h.w.grant(h.w.association, unfreeze(range(h.credits, 1, 10)));
  CHECK(status_at(h.w, h.credits, 1) == UnitStatus::free);
  CHECK(find_note<UnitAction>(h.w.ledger, frozen)->closed_by == EntryIndex{h.w.ledger.size() - 1});
}

TEST_CASE("A freeze is not over while it keeps units under another one", "[unfreeze]") {
  Holdings h;
  const EntryIndex lower{h.w.grant(h.w.registrar, freeze(range(h.credits, 1, 5)))};
  const EntryIndex upper{h.w.grant(h.w.registrar, freeze(range(h.credits, 3, 8)))};
  const auto is_over = [&h](EntryIndex entry) {
    return find_note<UnitAction>(h.w.ledger, entry)->closed_by == EntryIndex{h.w.ledger.size() - 1};
  };
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 1, 2)));
  CHECK(status_at(h.w, h.credits, 1) == UnitStatus::free);
  CHECK(segment_at(h.w, h.credits, 3).since == upper);
  CHECK_FALSE(is_over(lower));
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 3, 8)));
  CHECK(is_over(upper));
  CHECK(status_at(h.w, h.credits, 8) == UnitStatus::free);
  CHECK(status_at(h.w, h.credits, 3) == UnitStatus::frozen);
  CHECK(segment_at(h.w, h.credits, 3).since == lower);
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 3, 5)));
  CHECK(status_at(h.w, h.credits, 3) == UnitStatus::free);
  CHECK(is_over(lower));
}

TEST_CASE("A freeze for one use is not over while units that it keeps lie under another freeze", "[retire][unfreeze]") {
  Holdings h;
  auto for_the_use = freeze(range(h.credits, 1, 10));
  for_the_use.purpose = FreezePurpose{h.w.factory, period("2022"), Purpose::factory_offset};
  const EntryIndex lower{h.w.grant(h.w.registrar, for_the_use)};
  h.w.grant(h.w.registrar, freeze(range(h.credits, 6, 10)));
  h.w.grant(h.w.trader, h.w.retire(range(h.credits, 1, 5)));
  CHECK_FALSE(find_note<UnitAction>(h.w.ledger, lower)->closed_by.has_value());
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 6, 10)));
  CHECK(segment_at(h.w, h.credits, 6).since == lower);
  const EntryIndex last{h.w.grant(h.w.trader, h.w.retire(range(h.credits, 6, 10)))};
  CHECK(find_note<UnitAction>(h.w.ledger, lower)->closed_by == last);
}

TEST_CASE("A use that takes what two freezes kept for it ends both of them", "[retire]") {
  Holdings h;
  std::vector<EntryIndex> freezes;
  for (const std::int64_t first : {1, 6}) {
    auto for_the_use = freeze(range(h.credits, first, first + 4));
    for_the_use.purpose = FreezePurpose{h.w.factory, period("2022"), Purpose::factory_offset};
    freezes.push_back({h.w.grant(h.w.registrar, for_the_use)});
  }
  const EntryIndex use{h.w.grant(h.w.trader, h.w.retire(range(h.credits, 1, 9)))};
  CHECK(find_note<UnitAction>(h.w.ledger, freezes[0])->closed_by == use);
  CHECK_FALSE(find_note<UnitAction>(h.w.ledger, freezes[1])->closed_by.has_value());
  const EntryIndex last{h.w.grant(h.w.trader, h.w.retire(range(h.credits, 10, 10)))};
  CHECK(find_note<UnitAction>(h.w.ledger, freezes[1])->closed_by == last);
}

TEST_CASE("A freeze is over with its last unit, also where units that it left stand under an earlier one",
          "[unfreeze]") {
  Holdings h;
  const EntryIndex lower{h.w.grant(h.w.registrar, freeze(range(h.credits, 1, 5)))};
  const EntryIndex upper{h.w.grant(h.w.registrar, freeze(range(h.credits, 1, 5)))};
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 1, 2)));
  CHECK(segment_at(h.w, h.credits, 1).since == lower);
  CHECK_FALSE(find_note<UnitAction>(h.w.ledger, upper)->closed_by.has_value());
  h.w.grant(h.w.registrar, unfreeze(range(h.credits, 3, 5)));
  CHECK(segment_at(h.w, h.credits, 3).since == lower);
  CHECK(find_note<UnitAction>(h.w.ledger, upper)->closed_by.has_value());
  CHECK_FALSE(find_note<UnitAction>(h.w.ledger, lower)->closed_by.has_value());
}

TEST_CASE("A HOLD that lapsed is closed once, in however many pieces its units lie", "[G-02]") {
  Stated s;
  const RetirementId use = s.held({{s.batch, units(1, 3)}, {s.batch, units(5, 7)}});
  s.w.now = at("2024-03-01");
  const EntryIndex next{s.w.ledger.size()};
  CHECK(closed_retirements(s.w.wish(s.w.trader, World::transfer(range(s.batch, 1, 10), s.w.rival))) == 1);
  CHECK(s.w.ledger.retirement(use)->status == RetirementStatus::rejected);
  CHECK(s.w.ledger.retirement(use)->closed_by == next);
  CHECK(segment_at(s.w, s.batch, 6).holder == s.w.rival);
}

TEST_CASE("A retirement on HOLD is taken back by its signer", "[withdraw]") {
  Stated s;
  const RetirementId use = s.held(range(s.batch, 1, 3));
  const EntryIndex withdrawal{s.w.grant(s.w.trader, WithdrawRetirementCommand{use, "used elsewhere"})};
  CHECK(s.w.ledger.retirement(use)->status == RetirementStatus::withdrawn);
  CHECK(s.w.ledger.retirement(use)->closed_by == withdrawal);
  CHECK(status_at(s.w, s.batch, 1) == UnitStatus::free);
  CHECK(segment_at(s.w, s.batch, 1).holder == s.w.trader);
}

TEST_CASE("What is no reservation is released by nobody, whoever made it", "[release]") {
  Holdings h;
  const EntryIndex frozen{h.w.grant(h.w.registrar, freeze(range(h.credits, 1, 5)))};
  for (const PartyId& party : {h.w.trader, h.w.registrar}) {
    const auto no = h.w.wish(party, ReleaseCommand{frozen, "not needed"});
    CHECK(refusal_of(no) == Refusal::unknown_reservation);
    CHECK(no.refused().facts.front().second == std::to_string(frozen.value));
  }
  CHECK(status_at(h.w, h.credits, 1) == UnitStatus::frozen);
}
