// How firmly a retirement stands: what its units' registry, province, plant and judge say of it.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Flags = std::vector<Flag>;

RetirementStatus status_of_newest(const World& w) { return w.ledger.retirement({w.ledger.size() - 1})->status; }

}  // namespace

TEST_CASE("A temporary credit counts only once somebody confirmed it", "[RT-03]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  auto temporary = World::vcs_batch("1", 1, 10);
  temporary.serial_hold = "temporary_credit";
  const BatchId batch{w.grant(w.registrar, temporary)};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  const auto outcome = w.wish(w.trader, w.retire(range(batch, 1, 10)));
  CHECK(outcome.value().flags == Flags{Flag::temporary_credit});
  const RetirementId use{w.ledger.size() - 1};
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  CHECK(w.ledger.retirement(use)->counted == 0);
  w.grant(w.registrar, ConfirmEvidenceCommand{use.entry(), "VCS-R-9", evidence()});
  CHECK(w.ledger.retirement(use)->counted == 10);
}

TEST_CASE("A reduction of the factory's own province needs no notice", "[PH-05]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "PHCER-GD");
  auto project = World::vcs_project("P-1");
  project.project.programme = "PHCER-GD";
  w.grant(w.registrar, project);
  auto recorded = World::vcs_batch("P-1", 1, 10);
  recorded.project.programme = "PHCER-GD";
  const BatchId batch{w.grant(w.registrar, recorded)};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  auto site = World::site("Hall 9");
  site.division = "440106";
  auto there = w.retire(range(batch, 1, 5));
  there.factory = {w.grant(w.plant, site)};
  CHECK(w.wish(w.trader, there).value().flags.empty());
  CHECK(status_of_newest(w) == RetirementStatus::declared);
  CHECK(w.wish(w.trader, w.retire(range(batch, 6, 10))).value().flags == Flags{Flag::other_region});
}

TEST_CASE("Certificates are of the own plant as the inventory of their year says that stands", "[GE-08]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant);
  const auto is_own = [&](std::int64_t unit) {
    return has_flag(w.wish(w.plant, consumption(w, range(batch, unit, unit))), Flag::gec_own_asset);
  };
  auto of_another_year = w.inventory("2021");
  of_another_year.direct = {{.asset_code = asset, .electricity = {50'000}}};
  w.grant(w.plant, of_another_year);
  CHECK_FALSE(is_own(1));
  auto inventory = w.inventory("2022");
  inventory.direct = of_another_year.direct;
  const InventoryId first{w.grant(w.plant, inventory)};
  CHECK(is_own(2));
  inventory.direct.clear();
  inventory.supersedes = first;
  w.grant(w.plant, inventory);
  CHECK_FALSE(is_own(3));
}

TEST_CASE("The body that a factory engaged confirms a use of its year and no other use", "[confirm]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  engaged(w, w.verifier);
  const EntryIndex use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  auto of_another_year = w.retire(range(batch, 6, 10));
  of_another_year.period = period("2021");
  const EntryIndex other{w.grant(w.trader, of_another_year)};
  const auto confirming = [](EntryIndex target) { return ConfirmEvidenceCommand{target, "VCS-R-9", evidence()}; };
  CHECK(refusal_of(w.wish(w.verifier, confirming(other))) == Refusal::not_engaged);
  w.grant(w.verifier, confirming(use));
  CHECK(w.ledger.retirement({use.value})->status == RetirementStatus::confirmed);
  CHECK(w.ledger.retirement({use.value})->registry_reference == "VCS-R-9");
}
