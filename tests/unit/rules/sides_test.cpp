// The other side of conditions that the tables of refusals ask only once: what passes beside what is stopped, and where
// units go when the account that contradicted a use stands.
#include <catch2/catch.hpp>
#include <functional>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct HeldUnits {
  World w;
  BatchId batch;
  HeldUnits() {
    w.populate();
    batch = w.held_by_trader("1", 1, 10);
  }
};

}  // namespace

TEST_CASE("A use that is withdrawn leaves its units where the contradicting account says they are", "[G-02]") {
  const auto left_by = [](const std::function<void(World&, BatchId)>& contradict) {
    HeldUnits h;
    const RetirementId use{h.w.grant(h.w.trader, h.w.retire(range(h.batch, 1, 5)))};
    contradict(h.w, h.batch);
    REQUIRE(status_at(h.w, h.batch, 1) == UnitStatus::in_conflict);
    h.w.grant(h.w.trader, WithdrawRetirementCommand{use, "the other account stands"});
    CHECK(open_conflicts(h.w).empty());
    return status_at(h.w, h.batch, 1);
  };
  CHECK(left_by([](World& w, BatchId b) { w.grant(w.registrar, cancel(range(b, 1, 5))); }) == UnitStatus::cancelled);
  CHECK(left_by([](World& w, BatchId b) { w.grant(w.association, foreign_use(range(b, 1, 5))); }) ==
        UnitStatus::foreign_use);
  CHECK(left_by([](World& w, BatchId b) { w.grant(w.registrar, retired_for_rival(range(b, 1, 5))); }) ==
        UnitStatus::registry_retired);
  const auto event = [](RegistryEventStatus status) {
    return [status](World& w, BatchId b) { w.grant(w.registrar, registry_event(range(b, 1, 5), status)); };
  };
  CHECK(left_by(event(RegistryEventStatus::active)) == UnitStatus::unassigned);
  CHECK(left_by(event(RegistryEventStatus::withdrawn)) == UnitStatus::cancelled);
}

TEST_CASE("A cancellation may name the batch that it made room for", "[CC-13]") {
  HeldUnits h;
  const BatchId other = h.w.held_by_trader("2", 11, 20);
  CancelCommand conversion = cancel(range(h.batch, 1, 10), CancelReason::conversion);
  conversion.linked_to = other;
  const EntryIndex entry{h.w.grant(h.w.registrar, conversion)};
  CHECK(find_note<UnitAction>(h.w.ledger, entry)->linked_to == other);
}

TEST_CASE("Free units of somebody else have no benefit to make over, and a name without alias is enough", "[RT-03]") {
  HeldUnits h;
  CHECK(refusal_of(h.w.wish(h.w.plant, AssignBenefitCommand{range(h.batch, 1, 5), h.w.rival, evidence()})) ==
        Refusal::not_assignable);
  CHECK(h.w.wish(h.w.trader, AssignBenefitCommand{range(h.batch, 1, 5), h.w.rival, evidence()}).accepted());
  const BatchId named = claimable(h.w, "Works of Plant One Ltd", "");
  CHECK(h.w.wish(h.w.plant, AssignBenefitCommand{first_units(h.w, named, 5), h.w.rival, evidence()}).accepted());
}

TEST_CASE("Units that a command asks for in two adjoining ranges are kept once while it waits", "[approval]") {
  HeldUnits h;
  demand_two_signatures(h.w);
  const KeyId first = key_of(h.w.trader);
  RetireCommand retire = h.w.retire({{h.batch, units(1, 5)}, {h.batch, units(6, 8)}});
  const EntryIndex pending{h.w.grant(h.w.trader, retire, first)};
  CHECK(find_note<UnitAction>(h.w.ledger, pending)->ranges == range(h.batch, 1, 8));
  CHECK(status_at(h.w, h.batch, 8) == UnitStatus::reserved);
  CHECK(status_at(h.w, h.batch, 9) == UnitStatus::free);
}

TEST_CASE("A command that is declined while a freeze keeps all its units leaves them to the thaw", "[approval]") {
  HeldUnits h;
  demand_two_signatures(h.w);
  const EntryIndex pending{h.w.grant(h.w.trader, h.w.retire(range(h.batch, 1, 5)), key_of(h.w.trader))};
  h.w.grant(h.w.registrar, freeze(range(h.batch, 1, 5)));
  h.w.grant(h.w.trader, DeclineCommand{pending, "no"}, key_of(h.w.trader, "second"));
  CHECK(status_at(h.w, h.batch, 1) == UnitStatus::frozen);
  h.w.grant(h.w.registrar, unfreeze(range(h.batch, 1, 5)));
  CHECK(status_at(h.w, h.batch, 1) == UnitStatus::free);
}

TEST_CASE("Certificates are reserved for electricity and credits are not", "[CE-08]") {
  HeldUnits h;
  const BatchId power = certificates(h.w, h.w.plant);
  auto wanted = reservation(h.w, range(power, 1, 5));
  wanted.purpose = Purpose::electricity_consumption;
  CHECK(h.w.wish(h.w.plant, wanted).accepted());
  wanted.ranges = range(h.batch, 1, 5);
  CHECK(refusal_of(h.w.wish(h.w.trader, wanted)) == Refusal::purpose_conflict);
}

TEST_CASE("A project is voided once every one of its batches is", "[void]") {
  World w;
  w.populate();
  const EntryIndex project{w.grant(w.registrar, World::vcs_project("1"))};
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  CHECK(refusal_of(w.wish(w.registrar, VoidCommand{project, "a slip", evidence()})) == Refusal::has_dependents);
  w.grant(w.registrar, voiding(batch.value));
  w.grant(w.registrar, VoidCommand{project, "a slip", evidence()});
  CHECK(w.ledger.project({"VCS", "1"})->voided_by.has_value());
}

TEST_CASE("A holder who is named again keeps what he holds", "[amend]") {
  HeldUnits h;
  const EntryIndex since = segment_at(h.w, h.batch, 1).since;
  h.w.grant(h.w.registrar, amend(h.batch, {}, h.w.trader));
  CHECK(segment_at(h.w, h.batch, 1).since == since);
  h.w.grant(h.w.registrar, amend(h.batch, {}, h.w.rival));
  CHECK(segment_at(h.w, h.batch, 1).holder == h.w.rival);
}
