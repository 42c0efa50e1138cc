// Batches and meters from the other side: what a project does not state raises no doubt, and an excess names each
// project once.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("A crediting period that nobody stated is left by no vintage", "[CC-06]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  const auto flagged = [&w](const char* id, bool from, bool until) {
    auto project = ccer_project(id);
    project.crediting_from = from ? std::optional(day("2022-02-01")) : std::nullopt;
    project.crediting_until = until ? std::optional(day("2022-11-30")) : std::nullopt;
    w.grant(w.registrar, project);
    return has_flag(w.wish(w.registrar, ccer_batch(id, std::string("CCER-S-") + id, 10)),
                    Flag::outside_crediting_period);
  };
  CHECK_FALSE(flagged("C1", false, false));
  CHECK(flagged("C2", true, false));
  CHECK(flagged("C3", false, true));
}

TEST_CASE("Five years before a leap day is the last of February", "[CC-05][U-04]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  const auto late = [&w](const char* from, const char* issued) {
    w.now = {at(issued).unix_ms + 86'400'000};
    auto batch = ccer_batch("C1", std::string("CCER-S-") + from + issued, 10);
    batch.vintage_from = day(from);
    batch.vintage_until = day("2023-12-31");
    batch.issued_on = day(issued);
    return has_flag(w.wish(w.registrar, batch), Flag::issued_late);
  };
  CHECK_FALSE(late("2023-02-28", "2028-02-28"));
  CHECK_FALSE(late("2023-02-28", "2028-02-29"));
  CHECK(late("2023-02-27", "2028-02-29"));
  CHECK(late("2023-02-28", "2028-03-01"));
}

TEST_CASE("An excess names the first batch behind it and each project once", "[GE-09]") {
  World w;
  w.populate();
  register_gec(w);
  const EntryIndex first{w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 1, 100), 100))};
  w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 101, 150), 50));
  const auto outcome = w.wish(w.gec_registrar, generation(120));
  CHECK(has_flag(outcome, Flag::conflict_opened));
  REQUIRE(open_conflicts(w).size() == 1);
  const Conflict excess = open_conflicts(w)[0];
  CHECK(excess.other == first);
  CHECK(excess.projects == std::vector<ProjectKey>{{"GEC", asset}});
  CHECK(excess.excess == KilowattHours{30'000});
  // A reading that fits closes it, and the next one finds nothing left to close.
  const EntryIndex fits{w.grant(w.gec_registrar, generation(150))};
  CHECK(find_note<Conflict>(w.ledger, excess.entry)->closed_by == fits);
  w.grant(w.gec_registrar, generation(160));
  CHECK(find_note<Conflict>(w.ledger, excess.entry)->closed_by == fits);
}
