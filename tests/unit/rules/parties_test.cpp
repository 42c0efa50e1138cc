// Parties in the course of time: renamed, merged into others, appointed and dismissed.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/standing.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

const std::vector<Row>& tanbu::test::rows_of_parties() {
  static const std::vector<Row> all{
      {Refusal::party_succeeded, "a party that was merged into another one signs nothing",
       [](World& w) {
         w.grant(w.association, succession(w.rival, w.plant));
         return w.wish(w.rival, World::site("Hall 9"));
       }},
      {Refusal::not_association, "only the association renames a party",
       [](World& w) { return w.wish(w.plant, renaming(w.plant, "Other")); }},
      {Refusal::unknown_party, "a party that is not enrolled is not renamed",
       [](World& w) { return w.wish(w.association, renaming({"x:nobody"}, "Other")); }},
      {Refusal::not_association, "only the association records a succession",
       [](World& w) { return w.wish(w.plant, succession(w.rival, w.plant)); }},
      {Refusal::not_authorised, "the association of the first entry has no successor",
       [](World& w) { return w.wish(w.association, succession(w.association, w.plant)); }},
      {Refusal::unknown_party, "nobody succeeds a party that is not enrolled",
       [](World& w) { return w.wish(w.association, succession({"x:nobody"}, w.plant)); }},
      {Refusal::unknown_party, "a party that is not enrolled succeeds nobody",
       [](World& w) { return w.wish(w.association, succession(w.plant, {"x:nobody"})); }},
      {Refusal::future_date, "a succession has happened",
       [](World& w) { return w.wish(w.association, succession(w.rival, w.plant, "2023-11-16")); }},
      {Refusal::party_has_successor, "a party is succeeded once",
       [](World& w) {
         w.grant(w.association, succession(w.rival, w.plant));
         return w.wish(w.association, succession(w.rival, w.trader));
       }},
      {Refusal::party_has_successor, "a party that is gone succeeds nobody",
       [](World& w) {
         w.grant(w.association, succession(w.rival, w.plant));
         return w.wish(w.association, succession(w.trader, w.rival));
       }},
      {Refusal::succeeds_itself, "nobody is its own successor",
       [](World& w) { return w.wish(w.association, succession(w.rival, w.rival)); }},
      {Refusal::not_association, "only the association ends an appointment",
       [](World& w) {
         return w.wish(w.plant, EndAppointmentCommand{EntryIndex{7}, day("2023-12-31"), "dismissed"});
       }},
      {Refusal::unknown_party, "who is not enrolled is not appointed",
       [](World& w) {
         return w.wish(w.association,
                       AppointRegistrarCommand{{"x:nobody"}, "VCS", day("2020-01-01"), day("2030-12-31")});
       }},
      {Refusal::unknown_appointment, "what is no appointment is not ended",
       [](World& w) {
         return w.wish(w.association, EndAppointmentCommand{EntryIndex{1}, day("2023-12-31"), "dismissed"});
       }},
      {Refusal::appointment_ended, "an appointment does not end twice on one day",
       [](World& w) {
         w.grant(w.association, EndAppointmentCommand{EntryIndex{7}, day("2023-12-31"), "dismissed"});
         return w.wish(w.association, EndAppointmentCommand{EntryIndex{7}, day("2023-12-31"), "dismissed"});
       }},
      {Refusal::appointment_ended, "an end after the end is none",
       [](World& w) {
         return w.wish(w.association, EndAppointmentCommand{EntryIndex{7}, day("2031-01-01"), "longer"});
       }},
      {Refusal::appointment_ended, "an appointment does not end before it begins",
       [](World& w) {
         return w.wish(w.association, EndAppointmentCommand{EntryIndex{7}, day("2019-12-31"), "never"});
       }},
  };
  return all;
}

TEST_CASE("Parties are refused what is not theirs, reason by reason", "[parties]") { check_rows(rows_of_parties()); }

TEST_CASE("A renamed party keeps what the command leaves out", "[ID-02]") {
  World w;
  w.populate();
  auto change = renaming(w.plant, "Plant One Group Ltd");
  w.grant(w.association, change);
  CHECK(w.ledger.party(w.plant)->name == "Plant One Group Ltd");
  CHECK(w.ledger.party(w.plant)->aliases == std::vector<std::string>{"Plant One Ltd (registry)"});
  change.name.reset();
  change.aliases = {"Plant No. 1"};
  change.legal_form = LegalForm::branch;
  w.grant(w.association, change);
  CHECK(w.ledger.party(w.plant)->name == "Plant One Group Ltd");
  CHECK(w.ledger.party(w.plant)->aliases == std::vector<std::string>{"Plant No. 1"});
  CHECK(w.ledger.party(w.plant)->legal_form == LegalForm::branch);
}

TEST_CASE("A registry's new name of a party opens its claims from then on", "[RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, "Plant Number One");
  auto change = renaming(w.plant, "Plant One Ltd");
  change.aliases = {"Plant Number One"};
  w.grant(w.association, change);
  w.grant(w.plant, w.retire(first_units(w, batch, 2)));
  CHECK(w.ledger.retirements(w.factory, period("2022")).front().status == RetirementStatus::matched);
}

TEST_CASE("A successor holds what its predecessor could dispose of and nothing that was used", "[ID-06]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 100);
  const RetirementId used{w.grant(w.trader, w.retire({{batch, units(1, 10)}}))};
  const EntryIndex reserved{w.grant(w.trader, reservation(w, {{batch, units(11, 20)}}))};
  const auto before = w.ledger.segments(batch, units(11, 100));
  w.grant(w.association, succession(w.trader, w.rival));
  CHECK(w.ledger.party(w.trader)->succeeded_by == w.rival);
  // Bound units do not move, and the retirement names whom it named.
  CHECK(w.ledger.segments(batch, units(1, 10)).front().retirement == used);
  CHECK(w.ledger.retirement(used)->issuer == w.trader);
  CHECK(w.ledger.retirement(used)->counted == 10);
  // The others are in the same condition, since the same entries, in other hands.
  const auto after = w.ledger.segments(batch, units(11, 100));
  REQUIRE(after.size() == before.size());
  for (std::size_t at = 0; at < after.size(); ++at) {
    CHECK(after[at].holder == w.rival);
    CHECK(after[at].status == before[at].status);
    CHECK(after[at].since == before[at].since);
  }
  SECTION("the successor sells what is free") {
    CHECK(w.wish(w.rival, World::transfer({{batch, units(21, 30)}}, w.plant)).accepted());
  }
  SECTION("the successor releases a reservation and has the units") {
    w.grant(w.rival, ReleaseCommand{reserved, "not needed"});
    CHECK(w.ledger.segments(batch, units(11, 20)).front().status == UnitStatus::free);
    CHECK(w.ledger.segments(batch, units(11, 20)).front().holder == w.rival);
  }
  SECTION("a reservation that lapses leaves the units with the successor") {
    w.now = at("2024-01-02");
    w.grant(w.rival, World::transfer({{batch, units(11, 20)}}, w.plant));
    CHECK(w.ledger.segments(batch, units(11, 20)).front().holder == w.plant);
  }
  SECTION("a rejected use goes back to the successor") {
    w.grant(w.registrar, RejectEvidenceCommand{used.entry(), "no such retirement"});
    CHECK(w.ledger.segments(batch, units(1, 10)).front().holder == w.rival);
  }
}

TEST_CASE("A successor runs the factories and projects of its predecessor from the day of the merger", "[ID-06]") {
  World w;
  w.populate();
  const ProjectKey project{"OWN", "P1"};
  w.grant(w.plant, w.own_project("P1"));
  w.grant(w.association, succession(w.plant, w.rival, "2023-06-01"));
  const Factory factory = w.ledger.factory(w.factory).value();
  CHECK(factory.operator_party == w.rival);
  CHECK(factory.operator_from == day("2023-06-01"));
  REQUIRE(factory.former_operators.size() == 1);
  CHECK(factory.former_operators.front() ==
        FormerOperator{.party = w.plant, .from = day("2010-05-01"), .until = day("2023-05-31")});
  CHECK(w.ledger.project(project)->developer == w.rival);
  CHECK(w.ledger.project(project)->verifier == w.verifier);
  CHECK(w.wish(w.rival, w.inventory("2022")).accepted());
  SECTION("the verifier's successor is the verifier") {
    w.grant(w.association, succession(w.verifier, w.trader));
    CHECK(w.ledger.project(project)->verifier == w.trader);
    CHECK(w.ledger.project(project)->developer == w.rival);
  }
  SECTION("a factory taken over after the merger's day passes on from its own first day") {
    w.grant(w.association, sale(w.other_factory, w.trader, "2023-09-01"));
    w.grant(w.association, succession(w.trader, w.registrar, "2023-06-01"));
    const Factory other = w.ledger.factory(w.other_factory).value();
    CHECK(other.operator_party == w.registrar);
    CHECK(other.operator_from == day("2023-09-01"));
    CHECK(other.former_operators.size() == 1);
  }
}

TEST_CASE("A dismissed registrar records until its last day", "[parties]") {
  World w;
  w.populate();
  CHECK(w.ledger.appointment(EntryIndex{7})->party == w.registrar);
  w.grant(w.association, EndAppointmentCommand{EntryIndex{7}, day("2023-11-15"), "dismissed"});
  w.grant(w.registrar, World::vcs_project("1"));
  w.now = at("2023-11-16");
  CHECK(refusal_of(w.wish(w.registrar, World::vcs_project("2"))) == Refusal::not_registrar);
}
