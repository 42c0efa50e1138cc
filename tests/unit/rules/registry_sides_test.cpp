// Which words of a registry, which assignment and which conflict concern which units: of the same batch, of the same
// numbers, still standing.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// Two batches of project 1 with the same numbers in two series, retired at their registry for somebody.
struct RetiredTwice {
  World w;
  BatchId a, b;
  explicit RetiredTwice(const char* beneficiary) {
    w.populate();
    w.grant(w.registrar, World::vcs_project("1"));
    a = {w.grant(w.registrar, World::retired_batch("1", 1, 10, beneficiary, "carbon neutrality 2022"))};
    auto second = World::retired_batch("1", 1, 10, beneficiary, "carbon neutrality 2022");
    second.space = "2021";
    second.serial += "-2021";
    b = {w.grant(w.registrar, second)};
  }
  Outcome<Decision> claim(BatchId batch, std::int64_t first, std::int64_t last) {
    return w.wish(w.plant, w.retire(range(batch, first, last)));
  }
};

// The same, held by the trader.
struct HeldTwice {
  World w;
  BatchId a, b;
  HeldTwice() {
    w.populate();
    a = w.held_by_trader("1", 1, 10);
    auto second = World::vcs_batch("1", 1, 10);
    second.space = "2021";
    second.serial += "-2021";
    b = {w.grant(w.registrar, second)};
    w.grant(w.registrar, World::transfer(range(b, 1, 10), w.trader));
  }
  RetirementId use(std::vector<BatchRange> ranges) { return {w.grant(w.trader, w.retire(std::move(ranges)))}; }
};

const char* const rivals = "Rival Works Ltd (registry)";
const char* const traders = "Trader (registry)";

}  // namespace

TEST_CASE("A registry's word counts for the units that it names and for no others", "[registry_event]") {
  RetiredTwice s(rivals);
  auto event = retired_for_plant({{s.a, units(1, 5)}, {s.b, units(6, 10)}});
  s.w.grant(s.w.registrar, event);
  CHECK(s.claim(s.a, 1, 5).accepted());
  CHECK(s.claim(s.b, 6, 10).accepted());
  const auto other_numbers = s.claim(s.a, 6, 10);
  CHECK(refusal_of(other_numbers) == Refusal::beneficiary_mismatch);
  CHECK(other_numbers.refused().conflict == s.a.entry());
  CHECK(refusal_of(s.claim(s.b, 1, 5)) == Refusal::beneficiary_mismatch);
}

TEST_CASE("A registry's word that was voided counts for no claim", "[registry_event][void]") {
  RetiredTwice s(rivals);
  s.w.grant(s.w.registrar, voiding(s.w.grant(s.w.registrar, retired_for_plant(range(s.a, 1, 5)))));
  const auto claim = s.claim(s.a, 1, 5);
  CHECK(refusal_of(claim) == Refusal::beneficiary_mismatch);
  CHECK(claim.refused().conflict == s.a.entry());
}

TEST_CASE("What a registry says of units that live is no word about their use", "[registry_event]") {
  HeldTwice s;
  s.w.grant(s.w.registrar, registry_event(range(s.a, 1, 5), RegistryEventStatus::active, rivals, "ETS compliance"));
  CHECK(s.w.wish(s.w.trader, s.w.retire(range(s.a, 1, 5))).accepted());
}

TEST_CASE("A benefit made over to one party serves no other", "[RT-03]") {
  RetiredTwice s(traders);
  s.w.grant(s.w.trader, AssignBenefitCommand{range(s.a, 1, 5), s.w.rival, evidence()});
  CHECK(refusal_of(s.claim(s.a, 1, 5)) == Refusal::beneficiary_mismatch);
  s.w.grant(s.w.trader, AssignBenefitCommand{range(s.a, 1, 5), s.w.plant, evidence()});
  CHECK(s.claim(s.a, 1, 5).accepted());
}

TEST_CASE("A benefit is made over for the units that it names and for no others", "[RT-03]") {
  RetiredTwice s(traders);
  const std::vector<BatchRange> named{{s.b, units(1, 5)}, {s.a, units(3, 6)}};
  s.w.grant(s.w.trader, AssignBenefitCommand{named, s.w.plant, evidence()});
  CHECK(s.claim(s.a, 3, 6).accepted());
  CHECK(s.claim(s.b, 1, 5).accepted());
  for (const auto& [first, last] : {std::pair{1, 2}, {7, 8}}) {
    const auto refused = s.claim(s.a, first, last);
    CHECK(refusal_of(refused) == Refusal::beneficiary_mismatch);
    CHECK(refused.refused().conflict == s.a.entry());
  }
}

TEST_CASE("A benefit of somebody whom the registry names by name only is claimed and waits", "[RT-03]") {
  RetiredTwice s("Trader");
  s.w.grant(s.w.trader, AssignBenefitCommand{range(s.a, 1, 5), s.w.plant, evidence()});
  CHECK(s.claim(s.a, 1, 5).value().flags == std::vector<Flag>{Flag::purpose_unclear});
  const RetirementId claim{s.w.ledger.size() - 1};
  CHECK(s.w.ledger.retirement(claim)->status == RetirementStatus::on_hold);
  CHECK(s.w.ledger.retirement(claim)->counted == 0);
}

TEST_CASE("Whoever the registry does not name any more gives no benefit away", "[RT-03]") {
  RetiredTwice s(traders);
  s.w.grant(s.w.trader, AssignBenefitCommand{range(s.a, 1, 5), s.w.plant, evidence()});
  const EntryIndex corrected{s.w.grant(s.w.registrar, retired_for_rival(range(s.a, 1, 5)))};
  const auto refused = s.claim(s.a, 1, 5);
  CHECK(refusal_of(refused) == Refusal::beneficiary_mismatch);
  CHECK(refused.refused().conflict == corrected);
}

TEST_CASE("A use agrees with its registry as far as the named beneficiary made its units over", "[registry_event]") {
  HeldTwice s;
  const std::vector<BatchRange> named{{s.a, units(1, 2)}, {s.a, units(8, 9)}, {s.b, units(4, 5)}};
  s.w.grant(s.w.trader, AssignBenefitCommand{named, s.w.plant, evidence()});
  const RetirementId between = s.use(range(s.a, 4, 5));
  const RetirementId last = s.use(range(s.a, 8, 9));
  const RetirementId other = s.use(range(s.b, 4, 5));
  const auto retired = RegistryEventStatus::retired;
  s.w.grant(s.w.registrar, registry_event({{s.a, units(4, 9)}, {s.b, units(4, 5)}}, retired, traders, "2022"));
  CHECK(s.w.ledger.retirement(between)->counted == 0);
  CHECK(status_at(s.w, s.a, 4) == UnitStatus::in_conflict);
  CHECK(s.w.ledger.retirement(last)->status == RetirementStatus::matched);
  CHECK(s.w.ledger.retirement(other)->status == RetirementStatus::matched);
}

TEST_CASE("Conflicts that one entry opened and another one settled open again with its void",
          "[registry_event][void]") {
  HeldTwice s;
  const RetirementId first = s.use({{s.a, units(1, 2)}, {s.a, units(4, 5)}});
  const RetirementId second = s.use(range(s.a, 7, 8));
  const RetirementId withdrawn = s.use(range(s.a, 9, 9));
  const RetirementId unsettled = s.use(range(s.a, 10, 10));
  const EntryIndex denied{s.w.grant(s.w.registrar, retired_for_rival(range(s.a, 1, 10)))};
  s.w.grant(s.w.trader, WithdrawRetirementCommand{withdrawn, "an error"});
  REQUIRE(open_conflicts(s.w).size() == 3);
  const auto agreed = s.w.grant(s.w.registrar, retired_for_plant(range(s.a, 1, 9)));
  CHECK(s.w.ledger.retirement(first)->counted == 4);
  CHECK(s.w.ledger.retirement(second)->counted == 2);
  REQUIRE(open_conflicts(s.w).size() == 1);
  CHECK(open_conflicts(s.w).front().retirements == std::vector<RetirementId>{unsettled});
  s.w.grant(s.w.registrar, voiding(agreed));
  CHECK(s.w.ledger.retirement(first)->counted == 0);
  CHECK(s.w.ledger.retirement(second)->counted == 0);
  std::vector<RetirementId> named;
  for (const Conflict& conflict : open_conflicts(s.w)) {
    CHECK(conflict.entry == denied);
    named.insert(named.end(), conflict.retirements.begin(), conflict.retirements.end());
  }
  CHECK(named == std::vector<RetirementId>{first, second, unsettled});
}
