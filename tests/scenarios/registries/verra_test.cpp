// Two real retirements in Verra's export that a Chinese factory could want to count. Neither text proves it, and so
// neither counts before somebody confirms it.
#include <catch2/catch.hpp>

#include "tests/scenarios/registries/registry.hpp"
#include "tests/support/read_table.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Claimed {
  Outcome<Decision> outcome;
  Retirement retirement;
};

// Records the one row of the export that holds the unit, and claims its units for the party's factory and year.
Claimed claimed(World& w, std::int64_t unit, const char* name, const char* year) {
  const auto result = read_table(importers::FileBytes::open(verra_sample()));
  const auto& reading = std::get<importers::Reading>(result);
  const auto row = std::find_if(reading.recognised.begin(), reading.recognised.end(),
                                [unit](const auto& one) { return one.units.begin <= unit && unit < one.units.end; });
  REQUIRE(row != reading.recognised.end());
  const auto project = std::find_if(reading.projects.begin(), reading.projects.end(),
                                    [&](const auto& one) { return one.project_id == row->project_id; });
  REQUIRE(project != reading.projects.end());
  w.now = at("2026-11-21");
  const PartyId party{"x:claimant"};
  auto enrolled = World::enrolment(party, name);
  enrolled.aliases = {row->beneficiary_text};
  w.grant(w.association, enrolled);
  const FactoryId factory{w.grant(party, World::site("The factory"))};
  w.grant(w.registrar, command_of("register_project", importers::register_project_body(reading, *project)));
  const BatchId batch{w.grant(w.registrar, command_of("record_batch", importers::record_batch_body(reading, *row)))};
  RetireCommand claim = w.retire({{batch, row->units}});
  claim.factory = factory;
  claim.beneficiary = party;
  claim.period = *parse_period(year);
  claim.retired_on = *row->retired_on;
  const RetirementId id{w.ledger.size()};
  auto outcome = w.wish(party, claim);
  REQUIRE(outcome.accepted());
  return {std::move(outcome), w.ledger.retirement(id).value()};
}

void check_hold(const Claimed& claim, std::int64_t quantity) {
  CHECK(claim.outcome.value().flags == std::vector<Flag>{Flag::purpose_unclear});
  CHECK(claim.retirement.status == RetirementStatus::on_hold);
  CHECK(claim.retirement.quantity == quantity);
  CHECK(claim.retirement.counted == 0);
}

}  // namespace

TEST_CASE("VCU 935444726 to 935449725 wait, because their text names an organisation's claim of ISO 14068", "[RT-03]") {
  World w;
  w.populate();
  check_hold(claimed(w, 935444726, "三明厦钨新能源材料有限公司", "2025"), 5'000);
}

TEST_CASE("VCU 940005924 to 940008531 wait, because their text names no year", "[RT-03]") {
  World w;
  w.populate();
  check_hold(claimed(w, 940005924, "江苏亨通高压海缆有限公司", "2025"), 2'608);
}
