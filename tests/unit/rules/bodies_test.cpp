// Bodies: authorised by the association, engaged by factories, owners of schemes, and documents that make a programme
// count.
#include "ledger/rules/authority.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const char* const scheme = "ceca-zero-carbon";

AuthoriseBodyCommand authorisation(const World& w, const char* from = "2023-01-01", const char* until = "2025-12-31") {
  return {.party = w.verifier,
          .scheme = scheme,
          .batch = 1,
          .cnca_approval = {},
          .verifier_count = 6,
          .from = day(from),
          .until = day(until),
          .evidence = {}};
}
AuthorisationStep step(EntryIndex authorisation, const char* on) {
  return {.authorisation = authorisation, .effective_on = day(on), .reason = "complaint", .evidence = {}};
}
enum class Step { suspend, resume, end };
Outcome<Decision> take(World& w, Step which, EntryIndex authorisation, const char* on) {
  switch (which) {
    case Step::suspend:
      return w.wish(w.association, SuspendAuthorisationCommand{step(authorisation, on)});
    case Step::resume:
      return w.wish(w.association, ResumeAuthorisationCommand{step(authorisation, on)});
    case Step::end:
      break;
  }
  return w.wish(w.association, EndAuthorisationCommand{step(authorisation, on)});
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_bodies() {
  static const std::vector<Row> all{
      {Refusal::not_association, "only the association authorises a body",
       [](World& w) { return w.wish(w.plant, authorisation(w)); }},
      {Refusal::unknown_party, "a body is enrolled before it is authorised",
       [](World& w) {
         auto command = authorisation(w);
         command.party = {"x:nobody"};
         return w.wish(w.association, command);
       }},
      {Refusal::verifier_count, "a body with five verifiers is not authorised",
       [](World& w) {
         auto command = authorisation(w);
         command.verifier_count = 5;
         return w.wish(w.association, command);
       }},
      {Refusal::authorisation_state, "a body has one living authorisation under a scheme",
       [](World& w) {
         w.grant(w.association, authorisation(w));
         return w.wish(w.association, authorisation(w, "2025-12-31", "2028-12-30"));
       }},
      {Refusal::not_association, "only the association suspends",
       [](World& w) {
         const EntryIndex entry{w.grant(w.association, authorisation(w))};
         return w.wish(w.plant, SuspendAuthorisationCommand{step(entry, "2023-06-01")});
       }},
      {Refusal::unknown_authorisation, "what is no authorisation is not ended",
       [](World& w) { return take(w, Step::end, EntryIndex{1}, "2023-06-01"); }},
      {Refusal::authorisation_state, "nothing is suspended before it begins",
       [](World& w) {
         const EntryIndex entry{w.grant(w.association, authorisation(w))};
         return take(w, Step::suspend, entry, "2022-12-31");
       }},
      {Refusal::authorisation_state, "a step is not of before the step before it",
       [](World& w) {
         const EntryIndex entry{w.grant(w.association, authorisation(w))};
         (void)take(w, Step::suspend, entry, "2023-06-01");
         return take(w, Step::resume, entry, "2023-05-31");
       }},
      {Refusal::not_association, "only the association names the owner of a scheme",
       [](World& w) {
         return w.wish(w.plant, AppointSchemeOwnerCommand{w.plant, scheme});
       }},
      {Refusal::unknown_party, "a scheme's owner is enrolled",
       [](World& w) {
         return w.wish(w.association, AppointSchemeOwnerCommand{{"x:nobody"}, scheme});
       }},
      {Refusal::not_association, "only the association recognises a programme",
       [](World& w) {
         return w.wish(w.plant,
                       RecogniseInstrumentCommand{"VCS", "Bureau", evidence(), day("2023-01-01"), day("2023-12-31")});
       }},
      {Refusal::unknown_factory, "a body is engaged for a factory",
       [](World& w) {
         auto command = engaging(w, w.verifier);
         command.factory = {1};
         return w.wish(w.plant, command);
       }},
      {Refusal::not_operator, "only the operator engages a body",
       [](World& w) { return w.wish(w.rival, engaging(w, w.verifier)); }},
      {Refusal::operator_verifies, "an operator does not engage itself",
       [](World& w) { return w.wish(w.plant, engaging(w, w.plant)); }},
      {Refusal::operator_verifies, "who ran the factory in the period does not judge it",
       [](World& w) {
         w.grant(w.association, sale(w.factory, w.rival));
         return w.wish(w.rival, engaging(w, w.plant));
       }},
      {Refusal::unknown_party, "an engaged body is enrolled",
       [](World& w) { return w.wish(w.plant, engaging(w, {"x:nobody"})); }},
      {Refusal::unknown_engagement, "what is no engagement is not accepted",
       [](World& w) { return w.wish(w.verifier, AcceptEngagementCommand{EntryIndex{1}}); }},
      {Refusal::not_engaged, "another body does not accept",
       [](World& w) {
         const EntryIndex entry{w.grant(w.plant, engaging(w, w.verifier))};
         return w.wish(w.trader, AcceptEngagementCommand{entry});
       }},
      {Refusal::engagement_state, "an engagement is accepted once",
       [](World& w) { return w.wish(w.verifier, AcceptEngagementCommand{engaged(w, w.verifier)}); }},
      {Refusal::engagement_state, "an engagement that was ended is not accepted",
       [](World& w) {
         const EntryIndex entry{w.grant(w.plant, engaging(w, w.verifier))};
         w.grant(w.plant, EndEngagementCommand{entry, "changed our mind"});
         return w.wish(w.verifier, AcceptEngagementCommand{entry});
       }},
      {Refusal::unknown_engagement, "what is no engagement is not ended",
       [](World& w) {
         return w.wish(w.plant, EndEngagementCommand{EntryIndex{1}, "over"});
       }},
      {Refusal::not_engaged, "only the two sides end an engagement",
       [](World& w) {
         return w.wish(w.rival, EndEngagementCommand{engaged(w, w.verifier), "over"});
       }},
      {Refusal::engagement_state, "an engagement ends once",
       [](World& w) {
         const EntryIndex entry = engaged(w, w.verifier);
         w.grant(w.verifier, EndEngagementCommand{entry, "over"});
         return w.wish(w.plant, EndEngagementCommand{entry, "over"});
       }},
  };
  return all;
}

TEST_CASE("Bodies are refused reason by reason", "[bodies]") { check_rows(rows_of_bodies()); }

TEST_CASE("A body with six verifiers is authorised and one that states none is marked", "[CB-01]") {
  World w;
  w.populate();
  const auto stated = w.wish(w.association, authorisation(w));
  REQUIRE(stated.accepted());
  CHECK(stated.value().flags.empty());
  auto silent = authorisation(w);
  silent.scheme = "other-scheme";
  silent.verifier_count.reset();
  const auto unstated = w.wish(w.association, silent);
  REQUIRE(unstated.accepted());
  CHECK(unstated.value().flags == std::vector<Flag>{Flag::verifier_count_unstated});
}

TEST_CASE("An authorisation holds on its days and under its scheme", "[CB-02]") {
  World w;
  w.populate();
  w.grant(w.association, authorisation(w));
  CHECK_FALSE(rules::is_authorised(w.verifier, scheme, day("2022-12-31"), w.ledger));
  CHECK(rules::is_authorised(w.verifier, scheme, day("2023-01-01"), w.ledger));
  CHECK(rules::is_authorised(w.verifier, scheme, day("2025-12-31"), w.ledger));
  CHECK_FALSE(rules::is_authorised(w.verifier, scheme, day("2026-01-01"), w.ledger));
  CHECK_FALSE(rules::is_authorised(w.verifier, "other-scheme", day("2024-01-01"), w.ledger));
  CHECK_FALSE(rules::is_authorised(w.trader, scheme, day("2024-01-01"), w.ledger));
  // The next term may follow the day after.
  CHECK(w.wish(w.association, authorisation(w, "2026-01-01", "2028-12-31")).accepted());
  CHECK(rules::is_authorised(w.verifier, scheme, day("2026-01-01"), w.ledger));
}

TEST_CASE("Suspension, resumption and end have their days", "[CB-02]") {
  World w;
  w.populate();
  const EntryIndex entry{w.grant(w.association, authorisation(w))};
  REQUIRE(take(w, Step::suspend, entry, "2023-06-01").accepted());
  REQUIRE(take(w, Step::resume, entry, "2023-09-01").accepted());
  REQUIRE(take(w, Step::end, entry, "2024-03-01").accepted());
  const auto on = [&](const char* date) { return rules::is_authorised(w.verifier, scheme, day(date), w.ledger); };
  CHECK(on("2023-05-31"));
  CHECK_FALSE(on("2023-06-01"));
  CHECK_FALSE(on("2023-08-31"));
  CHECK(on("2023-09-01"));
  CHECK(on("2024-02-29"));
  CHECK_FALSE(on("2024-03-01"));
  // The body may be authorised anew from the day of the end on, and no day earlier.
  CHECK(refusal_of(w.wish(w.association, authorisation(w, "2024-02-29", "2026-01-01"))) ==
        Refusal::authorisation_state);
  CHECK(w.wish(w.association, authorisation(w, "2024-03-01", "2026-01-01")).accepted());
  CHECK(on("2024-03-01"));
}

TEST_CASE("Every state of an authorisation meets every step", "[CB-02]") {
  const Step steps[] = {Step::suspend, Step::resume, Step::end};
  const struct {
    std::vector<Step> before;
    bool granted[3];  // suspend, resume, end
  } states[] = {
      {{}, {true, false, true}},
      {{Step::suspend}, {false, true, true}},
      {{Step::suspend, Step::resume}, {true, false, true}},
      {{Step::end}, {false, false, false}},
      {{Step::suspend, Step::end}, {false, false, false}},
  };
  for (const auto& state : states) {
    for (std::size_t at = 0; at < 3; ++at) {
      World w;
      w.populate();
      const EntryIndex entry{w.grant(w.association, authorisation(w))};
      for (const Step earlier : state.before) REQUIRE(take(w, earlier, entry, "2023-06-01").accepted());
      const auto outcome = take(w, steps[at], entry, "2023-06-01");
      INFO(state.before.size() << " steps before, then step " << at);
      CHECK(outcome.accepted() == state.granted[at]);
      if (!outcome.accepted()) CHECK(outcome.refused().reason == Refusal::authorisation_state);
    }
  }
}

TEST_CASE("A body is engaged from its acceptance on for the periods it was engaged for", "[bodies]") {
  World w;
  w.populate();
  auto asked = engaging(w, w.verifier, "2022");
  asked.until = day("2023-12-31");
  const EntryIndex entry{w.grant(w.plant, asked)};
  const auto is = [&](const char* of_period) {
    return rules::is_engaged(w.verifier, w.factory, period(of_period), w.ledger);
  };
  CHECK_FALSE(is("2022"));
  w.grant(w.verifier, AcceptEngagementCommand{entry});
  CHECK(rules::is_engaged_under(asked.scheme, w.verifier, w.factory, period("2022"), w.ledger));
  CHECK_FALSE(rules::is_engaged_to_certify(asked.scheme, w.verifier, w.factory, period("2022"), w.ledger));
  CHECK_FALSE(is("2021"));
  CHECK(is("2022"));
  CHECK(is("2023"));
  CHECK_FALSE(is("2024"));
  CHECK_FALSE(rules::is_engaged(w.trader, w.factory, period("2022"), w.ledger));
  CHECK_FALSE(rules::is_engaged(w.verifier, w.other_factory, period("2022"), w.ledger));
  SECTION("not after its end") {
    w.grant(w.verifier, EndEngagementCommand{entry, "over"});
    CHECK_FALSE(is("2022"));
  }
  SECTION("not once the body runs the factory itself") {
    w.grant(w.association, sale(w.factory, w.verifier));
    CHECK_FALSE(is("2022"));
    CHECK_FALSE(is("2023"));
  }
  SECTION("nor for the year in which it did") {
    w.grant(w.association, sale(w.factory, w.verifier, "2023-07-01"));
    w.grant(w.association, sale(w.factory, w.plant, "2023-08-01"));
    CHECK(is("2022"));
    CHECK_FALSE(is("2023"));
  }
}

TEST_CASE("An engagement without an end goes on", "[bodies]") {
  World w;
  w.populate();
  engaged(w, w.verifier);
  CHECK(rules::is_engaged(w.verifier, w.factory, period("2030"), w.ledger));
}

TEST_CASE("Owners of schemes and recognised programmes are noted", "[CE-09]") {
  World w;
  w.populate();
  const EntryIndex owner{w.grant(w.association, AppointSchemeOwnerCommand{w.rival, "binhai"})};
  const auto owners = find_notes<SchemeOwner>(w.ledger, index_names::owners_of("binhai"));
  REQUIRE(owners.size() == 1);
  CHECK(owners.front() == SchemeOwner{.entry = owner, .party = w.rival, .scheme = "binhai"});
  const EntryIndex recognised{w.grant(
      w.association, RecogniseInstrumentCommand{"VCS", "Bureau", evidence(), day("2023-01-01"), day("2023-12-31")})};
  const auto documents = find_notes<RecognisedInstrument>(w.ledger, index_names::recognitions_of("VCS"));
  REQUIRE(documents.size() == 1);
  CHECK(documents.front() ==
        RecognisedInstrument{
            .entry = recognised, .programme = "VCS", .from = day("2023-01-01"), .until = day("2023-12-31")});
}
