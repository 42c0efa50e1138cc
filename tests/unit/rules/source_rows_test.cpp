// Projects, batches and facts: every reason for which a command about them is refused, asked in the order of the
// enumeration.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

namespace tanbu::test {
namespace {

const PartyId stranger{"x:stranger"};

BatchId two_programmes(World& w) {
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  return {w.grant(w.registrar, ccer_batch("C1", "CCER-S-1", 10))};
}

BatchId unconfirmed(World& w) {
  w.grant(w.registrar, World::vcs_project("1"));
  return {w.grant(w.trader, World::vcs_batch("1", 1, 10))};
}

// Confirmed for one use, so that the registrar's later record cannot sweep it away.
BatchId unconfirmed_but_used(World& w) {
  const BatchId batch = unconfirmed(w);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  w.grant(w.registrar, ConfirmEvidenceCommand{use.entry(), "R-5", evidence()});
  return batch;
}

}  // namespace

const std::vector<Row>& rows_of_sources() {
  static const std::vector<Row> all{
      {Refusal::not_registrar, "only the programme's registrar registers its projects",
       [](World& w) { return w.wish(w.gec_registrar, World::vcs_project("1")); }},
      {Refusal::not_operator, "only the factory's operator registers its own project",
       [](World& w) { return w.wish(w.rival, w.own_project("P1")); }},
      {Refusal::not_operator, "the developer of an own project is its factory's operator",
       [](World& w) {
         auto own = w.own_project("P1");
         own.developer = w.rival.text;
         return w.wish(w.plant, own);
       }},
      {Refusal::unknown_factory, "a project lies in a registered factory",
       [](World& w) {
         auto project = World::vcs_project("1");
         project.located_in_factory = FactoryId{999};
         return w.wish(w.registrar, project);
       }},
      {Refusal::unknown_party, "a project's verifier is enrolled",
       [](World& w) {
         auto project = World::vcs_project("1");
         project.verifier = stranger;
         return w.wish(w.registrar, project);
       }},
      {Refusal::future_date, "a project was not registered tomorrow",
       [](World& w) {
         auto project = World::vcs_project("1");
         project.registered_on = day("2023-11-16");
         return w.wish(w.registrar, project);
       }},
      {Refusal::project_exists, "a project is registered once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         return w.wish(w.registrar, World::vcs_project("1"));
       }},
      {Refusal::underlying_locked, "a locked project has no second registration",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         w.grant(w.plant, w.retire(range(own, 1, 1)));
         auto again = World::vcs_project("1");
         again.also_registered_as = {{"OWN", "P1"}};
         return w.wish(w.registrar, again);
       }},
      {Refusal::unknown_project, "a batch belongs to a registered project",
       [](World& w) { return w.wish(w.registrar, World::vcs_batch("404", 1, 10)); }},
      {Refusal::unknown_project, "a voided project takes no batch",
       [](World& w) {
         const auto project = w.grant(w.registrar, World::vcs_project("1"));
         w.grant(w.registrar, voiding(project));
         return w.wish(w.registrar, World::vcs_batch("1", 1, 10));
       }},
      {Refusal::not_registrar, "who is not enrolled states no units",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         return w.wish(stranger, World::vcs_batch("1", 1, 10));
       }},
      {Refusal::not_verifier, "an own project's batch comes from the verifier named at its registration",
       [](World& w) {
         appoint(w, w.registrar, "OWN");
         w.grant(w.plant, w.own_project("P1"));
         return w.wish(w.registrar, World::own_batch("P1", "S-1", 10));
       }},
      {Refusal::not_registrar, "a verifier whose appointment is over verifies no own project",
       [](World& w) {
         auto own = w.own_project("P1");
         own.verifier = w.trader;
         w.grant(w.plant, own);
         return w.wish(w.trader, World::own_batch("P1", "S-1", 10));
       }},
      {Refusal::future_date, "nothing was issued tomorrow",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto batch = World::vcs_batch("1", 1, 10);
         batch.issued_on = day("2023-11-16");
         return w.wish(w.registrar, batch);
       }},
      {Refusal::future_date, "nothing was retired tomorrow at its registry",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto batch = World::retired_batch("1", 1, 10, "", "");
         batch.status_on = day("2023-11-16");
         return w.wish(w.registrar, batch);
       }},
      {Refusal::underlying_locked, "no batch is recorded for another name of a locked project",
       [](World& w) {
         auto twin = World::vcs_project("777");
         twin.also_registered_as = {{"OWN", "P1"}};
         w.grant(w.registrar, twin);
         w.grant(w.plant, w.own_project("P1"));
         const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         w.grant(w.plant, w.retire(range(own, 1, 1)));
         return w.wish(w.registrar, World::vcs_batch("777", 1, 10));
       }},
      {Refusal::underlying_conflict, "nothing is issued under two programmes for one period",
       [](World& w) {
         two_programmes(w);
         auto twin = World::vcs_project("1");
         twin.also_registered_as = {{"CCER", "C1"}};
         w.grant(w.registrar, twin);
         return w.wish(w.registrar, World::vcs_batch("1", 1, 10));
       }},
      {Refusal::gec_ccer_overlap, "no megawatt-hour is a certificate and a credit",
       [](World& w) {
         appoint(w, w.registrar, "CCER");
         register_gec(w);
         w.grant(w.registrar, ccer_project("C1"));
         w.grant(w.gec_registrar, generation(100));
         w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 1, 60), 60));
         return w.wish(w.registrar, claiming(ccer_batch("C1", "CCER-S-1", 30), 41));
       }},
      {Refusal::ex_ante, "nothing is issued before it was reduced",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto batch = World::vcs_batch("1", 1, 10);
         batch.issued_on = day("2022-12-30");
         return w.wish(w.registrar, batch);
       }},
      {Refusal::serial_overlap, "a number is recorded once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         w.grant(w.registrar, World::vcs_batch("1", 1, 10));
         return w.wish(w.registrar, World::vcs_batch("1", 10, 20));
       }},
      {Refusal::serial_overlap, "a holder does not state again what the registrar recorded",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         w.grant(w.registrar, World::vcs_batch("1", 1, 10));
         return w.wish(w.trader, World::vcs_batch("1", 10, 20));
       }},
      {Refusal::serial_overlap, "a holder does not state what another holder stated",
       [](World& w) {
         unconfirmed(w);
         return w.wish(w.rival, World::vcs_batch("1", 10, 20));
       }},
      {Refusal::serial_overlap, "a registrar's record does not sweep away what somebody confirmed",
       [](World& w) {
         unconfirmed_but_used(w);
         return w.wish(w.registrar, World::vcs_batch("1", 1, 10));
       }},
      {Refusal::gec_dup, "a certificate's code is recorded once",
       [](World& w) {
         register_gec(w);
         w.grant(w.gec_registrar, World::gec_batch(asset, 1, 100));
         auto again = World::gec_batch(asset, 101, 200);
         again.printed_codes = {asset + "100", asset + "200"};
         return w.wish(w.gec_registrar, again);
       }},
  };
  return all;
}

const std::vector<Row>& rows_of_facts() {
  static const std::vector<Row> all{
      {Refusal::unknown_batch, "a fact is about a recorded batch",
       [](World& w) { return w.wish(w.registrar, cancel(range({999}, 1, 1))); }},
      {Refusal::range_outside_batch, "a fact stays inside its batch",
       [](World& w) { return w.wish(w.registrar, cancel(range(w.held_by_trader("1", 1, 10), 10, 11))); }},
      {Refusal::not_registrar, "only the registrar reports what the registry says",
       [](World& w) { return w.wish(w.association, retired_for_plant(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::not_registrar, "a registrar reports about its own programmes only",
       [](World& w) {
         const BatchId other = two_programmes(w);
         w.grant(w.association, AppointRegistrarCommand{w.trader, "CCER", day("2020-01-01"), day("2030-12-31")});
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, retired_for_plant({{other, units(1, 1)}, {batch, units(1, 1)}}));
       }},
      {Refusal::unknown_batch, "a registry speaks of a recorded batch",
       [](World& w) { return w.wish(w.registrar, retired_for_plant(range({999}, 1, 1))); }},
      {Refusal::future_date, "a registry retired nothing tomorrow",
       [](World& w) {
         auto event = retired_for_plant(range(w.held_by_trader("1", 1, 10), 1, 1));
         event.on = day("2023-11-16");
         return w.wish(w.registrar, event);
       }},
      {Refusal::not_registrar, "a holder cancels nothing",
       [](World& w) { return w.wish(w.trader, cancel(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::unknown_batch, "a cancellation links to a recorded batch",
       [](World& w) {
         auto command = cancel(range(w.held_by_trader("1", 1, 10), 1, 1), CancelReason::conversion);
         command.linked_to = BatchId{999};
         return w.wish(w.registrar, command);
       }},
      {Refusal::not_registrar, "a holder invalidates nothing",
       [](World& w) { return w.wish(w.trader, invalidate(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::not_registrar, "a holder reports no use elsewhere",
       [](World& w) { return w.wish(w.trader, foreign_use(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::unknown_batch, "a freeze is of a recorded batch",
       [](World& w) { return w.wish(w.registrar, freeze(range({999}, 1, 1))); }},
      {Refusal::not_registrar, "a holder freezes nothing",
       [](World& w) { return w.wish(w.trader, freeze(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::unknown_factory, "a freeze is for a registered factory",
       [](World& w) {
         auto command = freeze(range(w.held_by_trader("1", 1, 10), 1, 1));
         command.purpose = FreezePurpose{{999}, period("2022"), Purpose::factory_offset};
         return w.wish(w.registrar, command);
       }},
      {Refusal::unknown_batch, "a thaw is of a recorded batch",
       [](World& w) { return w.wish(w.registrar, unfreeze(range({999}, 1, 1))); }},
      {Refusal::not_registrar, "a holder lifts no freeze",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.registrar, freeze(range(batch, 1, 1)));
         return w.wish(w.trader, unfreeze(range(batch, 1, 1)));
       }},
      {Refusal::not_registrar, "who froze nothing lifts nothing",
       [](World& w) { return w.wish(w.trader, unfreeze(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::not_frozen, "there is nothing to lift",
       [](World& w) { return w.wish(w.registrar, unfreeze(range(w.held_by_trader("1", 1, 10), 1, 1))); }},
      {Refusal::unknown_batch, "a correction is of a recorded batch",
       [](World& w) { return w.wish(w.registrar, amend({999}, 5)); }},
      {Refusal::not_registrar, "only the registrar corrects a batch",
       [](World& w) { return w.wish(w.association, amend(w.held_by_trader("1", 1, 10), 5)); }},
      {Refusal::unknown_party, "units go to an enrolled holder",
       [](World& w) { return w.wish(w.registrar, amend(w.held_by_trader("1", 1, 10), {}, stranger)); }},
      {Refusal::voided_already, "a voided batch is not corrected",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const auto batch = w.grant(w.registrar, World::vcs_batch("1", 1, 10));
         w.grant(w.registrar, voiding(batch));
         return w.wish(w.registrar, amend({batch}, 5));
       }},
      {Refusal::not_transferable, "units of an own project have no other holder than its developer",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         return w.wish(w.verifier, amend(own, {}, w.trader));
       }},
      {Refusal::serial_overlap, "a batch does not grow over another one",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.held_by_trader("1", 11, 20);
         return w.wish(w.registrar, amend(batch, 11));
       }},
      {Refusal::quantity_fixed, "numbers that say what they are do not grow",
       [](World& w) { return w.wish(w.registrar, amend(w.held_by_trader("1", 1, 10), 11)); }},
      {Refusal::not_registrar, "a registrar of credits that claim nothing of it meters no asset",
       [](World& w) { return w.wish(w.registrar, generation(100)); }},
      {Refusal::future_date, "a month is metered when it is over",
       [](World& w) { return w.wish(w.gec_registrar, generation(100, "2023-11")); }},
      {Refusal::not_registrar, "a stranger to both programmes links nothing",
       [](World& w) {
         return w.wish(w.trader, link({"VCS", "1"}, {"VCS", "2"}));
       }},
      {Refusal::unknown_project, "the first project of a link is registered",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("2"));
         return w.wish(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
       }},
      {Refusal::unknown_project, "the second project of a link is registered",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         return w.wish(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
       }},
      {Refusal::projects_linked, "two projects are linked once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         w.grant(w.registrar, World::vcs_project("2"));
         w.grant(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
         return w.wish(w.registrar, link({"VCS", "2"}, {"VCS", "1"}));
       }},
  };
  return all;
}

}  // namespace tanbu::test

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("A command about a project, a batch or a fact is refused for the first reason that applies",
          "[sources][refusals]") {
  for (const auto* rows : {&rows_of_sources(), &rows_of_facts()}) {
    for (const Row& row : *rows) {
      World world;
      world.populate();
      const auto outcome = row.wish(world);
      INFO(row.sentence);
      REQUIRE_FALSE(outcome.accepted());
      CHECK(name_of(outcome.refused().reason) == name_of(row.reason));
    }
  }
}
