// Corrections of a retirement at the edges of what both operators asked for, of what the registry printed, and of the
// year in which certificates may be used.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

Correction to(FactoryId factory, const char* of_period, RetirementId use) {
  return {use, factory, period(of_period), "a slip"};
}
Outcome<Decision> corrected(World& w, const Correction& correction) {
  return w.wish(w.association, CorrectRetirementCommand{correction});
}
// The plant's own wish is enough where it runs both factories.
Outcome<Decision> asked_and_corrected(World& w, const Correction& correction) {
  w.grant(w.plant, RequestCorrectionCommand{correction});
  return corrected(w, correction);
}
// Certificates of 2025 for a year, used in 2027.
RetireCommand used_late(const World& w, std::vector<BatchRange> ranges, const char* of_period) {
  RetireCommand command = consumption(w, std::move(ranges), of_period);
  command.retired_on = day("2027-01-15");
  return command;
}
const PartyId& missing(const World& w, const Outcome<Decision>& outcome) {
  REQUIRE(refusal_of(outcome) == Refusal::correction_not_agreed);
  const std::string& party = outcome.refused().facts.front().second;
  return party == w.plant.text ? w.plant : w.rival;
}

}  // namespace

TEST_CASE("A factory that the registry has printed stays, and another text binds nobody", "[RT-03]") {
  World w;
  w.populate();
  const FactoryId second{w.grant(w.plant, World::site("Hall 3"))};
  const auto asked_for = [&](const char* reason) {
    const BatchId batch = claimable(w, "Plant One Ltd (registry)", reason);
    const RetirementId claim{w.grant(w.plant, w.retire(first_units(w, batch, 5)))};
    return std::pair{batch, w.wish(w.plant, RequestCorrectionCommand{to(second, "2022", claim)})};
  };
  const auto [batch, refused] = asked_for("offset of the FACTORY in Hangzhou");
  REQUIRE(refusal_of(refused) == Refusal::registry_names_it);
  CHECK(refused.refused().conflict == batch.entry());
  CHECK(asked_for("offset of the works in Hangzhou").second.accepted());
}

TEST_CASE("Both operators ask for the same factory and the same year", "[correct_retirement]") {
  World w;
  w.populate();
  const RetirementId use{w.grant(w.trader, w.retire(range(w.held_by_trader("1", 1, 10), 1, 5)))};
  w.grant(w.plant, RequestCorrectionCommand{to(w.other_factory, "2022", use)});
  w.grant(w.rival, RequestCorrectionCommand{to(w.other_factory, "2023", use)});
  CHECK(missing(w, corrected(w, to(w.other_factory, "2022", use))) == w.rival);
  CHECK(missing(w, corrected(w, to(w.other_factory, "2023", use))) == w.plant);
  CHECK(missing(w, corrected(w, to(w.factory, "2022", use))) == w.plant);
  w.grant(w.rival, RequestCorrectionCommand{to(w.other_factory, "2022", use)});
  REQUIRE(corrected(w, to(w.other_factory, "2022", use)).accepted());
  CHECK(w.ledger.retirement(use)->factory == w.other_factory);
  CHECK(w.ledger.retirement(use)->beneficiary == w.rival);
  CHECK(w.ledger.retirement(use)->counted == 5);
}

TEST_CASE("Credits are corrected into a year after 2025, whatever their vintage", "[GE-07]") {
  World w;
  w.populate();
  w.now = at("2027-02-01");
  auto command = w.retire(range(w.held_by_trader("1", 1, 10), 1, 5));
  command.period = period("2025");
  const RetirementId use{w.grant(w.trader, command)};
  REQUIRE(asked_and_corrected(w, to(w.factory, "2026", use)).accepted());
  CHECK(w.ledger.retirement(use)->period == period("2026"));
}

TEST_CASE("A repair with certificates is corrected into a year that did not make them", "[GE-07][RT-09]") {
  World w;
  w.populate();
  w.now = at("2027-02-01");
  const BatchId batch = certificates(w, w.plant, "2025-12");
  const RetirementId use{w.grant(w.plant, used_late(w, range(batch, 1, 50), "2025"))};
  const EntryIndex taken{w.grant(w.gec_registrar, invalidate(range(batch, 1, 10)))};
  auto command = used_late(w, range(batch, 51, 60), "2025");
  command.replaces = taken;
  const RetirementId repair{w.grant(w.plant, command)};
  CHECK(refusal_of(corrected(w, to(w.factory, "2026", use))) == Refusal::gec_year_mismatch);
  REQUIRE(asked_and_corrected(w, to(w.factory, "2026", repair)).accepted());
  CHECK(w.ledger.retirement(repair)->period == period("2026"));
}

TEST_CASE("A use on HOLD fills no year that it is corrected into, and is not confirmed into a full one", "[GE-08]") {
  World w;
  w.populate();
  w.now = at("2027-02-01");
  auto inventory = w.inventory("2025");
  inventory.consumed = {10'000};
  inventory.purchased = {10'000};
  const InventoryId declared{w.grant(w.plant, inventory)};
  auto verification = opinion(declared, w.verifier);
  verification.verified_on = day("2027-01-20");
  w.verify(verification);
  const BatchId full = certificates(w, w.plant, "2025-12");
  w.grant(w.plant, used_late(w, range(full, 1, 10), "2025"));
  const RetirementId waiting{w.grant(w.plant, used_late(w, range(certificates(w, w.plant, "2025-11"), 1, 1), "2026"))};
  REQUIRE(w.ledger.retirement(waiting)->status == RetirementStatus::on_hold);
  REQUIRE(asked_and_corrected(w, to(w.factory, "2025", waiting)).accepted());
  CHECK(w.ledger.retirement(waiting)->period == period("2025"));
  CHECK(w.ledger.retirement(waiting)->counted == 0);
  const auto refused = w.wish(w.gec_registrar, ConfirmEvidenceCommand{waiting.entry(), "R-5", evidence()});
  REQUIRE(refusal_of(refused) == Refusal::gec_over_consumption);
  // A registrar does not read inventories.
  CHECK_FALSE(refused.refused().conflict.has_value());
  CHECK(refused.refused().facts.empty());
  // One certificate less, and the year has room for it.
  w.grant(w.gec_registrar, invalidate(range(full, 10, 10)));
  REQUIRE(w.wish(w.gec_registrar, ConfirmEvidenceCommand{waiting.entry(), "R-5", evidence()}).accepted());
  CHECK(w.ledger.retirement(waiting)->counted == 1);
}
