// Assessments and attestations: every reason for which a body's word about a factory's year is refused, and how a word
// that was given stands when what it rests on moves.
#include <catch2/catch.hpp>

#include "ledger/rules/claims.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

AttestCoverageCommand with(AttestCoverageCommand command, void (*change)(AttestCoverageCommand&)) {
  change(command);
  return command;
}
// Enough units, matched, for a verified year.
AttestCoverageCommand ready(World& w) {
  empower(w);
  const InventoryId inventory = verified(w);
  return attesting(inventory, {matched(w, stock(w, 25'000), 1, 19'707)});
}
void asked_to_verify(World& w, const PartyId& body) {
  auto command = engaging(w, body);
  command.scheme = ceca;
  w.grant(body, AcceptEngagementCommand{{w.grant(w.plant, command)}});
}
rules::AttestationStanding standing(const World& w, EntryIndex attestation) {
  return rules::standing_of(find_note<Attestation>(w.ledger, attestation).value(), china_date(w.now), w.ledger);
}
bool shows(const rules::AttestationStanding& standing, rules::Trouble trouble) {
  return std::find(standing.troubles.begin(), standing.troubles.end(), trouble) != standing.troubles.end();
}

const std::vector<Row>& attestation_rows() {
  static const std::vector<Row> all{
      {Refusal::unknown_inventory, "an attestation names an inventory",
       [](World& w) { return w.wish(w.verifier, attesting({3}, {})); }},
      {Refusal::unknown_scheme, "an attestation names a scheme that this ledger knows",
       [](World& w) {
         return w.wish(w.verifier, with(attesting(verified(w), {}), [](auto& c) { c.scheme = "no-such-scheme"; }));
       }},
      {Refusal::not_engaged, "a body that the factory did not engage attests nothing",
       [](World& w) {
         authorised(w, w.verifier);
         return w.wish(w.verifier, attesting(verified(w), {}));
       }},
      {Refusal::not_authorised, "a body that the association did not authorise attests nothing",
       [](World& w) {
         asked_to_verify(w, w.verifier);
         return w.wish(w.verifier, attesting(verified(w), {}));
       }},
      {Refusal::not_authorised, "the operator of the factory does not attest its own year",
       [](World& w) {
         empower(w);
         authorised(w, w.trader);
         asked_to_verify(w, w.trader);
         w.grant(w.association,
                 EndAuthorisationCommand{
                     {find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.trader)).front().entry,
                      day("2023-11-01"),
                      "as decided",
                      {}}});
         return w.wish(w.trader, attesting(verified(w), {}));
       }},
      {Refusal::unknown_retirement, "an attestation lists retirements",
       [](World& w) {
         empower(w);
         return w.wish(w.verifier, attesting(verified(w), {{3}}));
       }},
      {Refusal::unknown_assessment, "an attestation may name an assessment that exists",
       [](World& w) { return w.wish(w.verifier, with(ready(w), [](auto& c) { c.assessment = EntryIndex{3}; })); }},
      {Refusal::assessment_mismatch, "an attestation names the assessment of its own year",
       [](World& w) {
         auto command = ready(w);
         command.assessment = EntryIndex{w.grant(w.verifier, conforming(w, "2023"))};
         return w.wish(w.verifier, command);
       }},
      {Refusal::draft_scheme, "a draft is a trial evaluation and attests nothing",
       [](World& w) {
         empower(w, "cace-00x-draft");
         return w.wish(w.verifier, with(attesting(verified(w), {}), [](auto& c) { c.scheme = "cace-00x-draft"; }));
       }},
      {Refusal::not_certifiable, "a scheme whose rows judge is not attested by coverage",
       [](World& w) {
         empower(w, binhai);
         return w.wish(w.verifier, with(attesting(verified(w), {}), [](auto& c) { c.scheme = binhai; }));
       }},
      {Refusal::inventory_unverified, "nobody attests an inventory that nobody verified",
       [](World& w) {
         empower(w);
         return w.wish(w.verifier, attesting({w.grant(w.plant, planned(w))}, {}));
       }},
      {Refusal::inventory_unverified, "a newer version that nobody verified is not the one that counts",
       [](World& w) {
         empower(w);
         auto newer = planned(w);
         newer.supersedes = verified(w);
         newer.reason = "meter replaced";
         return w.wish(w.verifier, attesting({w.grant(w.plant, newer)}, {}));
       }},
      {Refusal::inventory_superseded, "an older version does not count once a newer one is verified",
       [](World& w) {
         empower(w);
         auto newer = planned(w);
         const InventoryId first = verified(w);
         newer.supersedes = first;
         newer.reason = "meter replaced";
         verified(w, newer);
         return w.wish(w.verifier, attesting(first, {}));
       }},
      {Refusal::voided_already, "an inventory that was undone is not attested",
       [](World& w) {
         empower(w);
         const InventoryId inventory{w.grant(w.plant, planned(w))};
         w.grant(w.plant, VoidCommand{inventory.entry(), "typed twice", evidence()});
         return w.wish(w.verifier, attesting(inventory, {}));
       }},
      {Refusal::period_not_ended, "a year that runs is not attested",
       [](World& w) {
         empower(w);
         return w.wish(w.verifier, attesting(verified(w, planned(w, "2023")), {}));
       }},
      {Refusal::claim_type_missing, "a certificate is of type I or of type II",
       [](World& w) { return w.wish(w.verifier, with(ready(w), [](auto& c) { c.claim.type = std::nullopt; })); }},
      {Refusal::level_unknown, "a level is one of the scheme's",
       [](World& w) { return w.wish(w.verifier, with(ready(w), [](auto& c) { c.claim.level = "golden"; })); }},
      {Refusal::scope_missing, "type II covers scope 3, which must be stated",
       [](World& w) { return w.wish(w.verifier, with(ready(w), [](auto& c) { c.claim.type = ClaimType::type_2; })); }},
      {Refusal::plan_missing, "offsets come after own reduction",
       [](World& w) {
         empower(w);
         const InventoryId inventory = verified(w, w.inventory("2022"));
         return w.wish(w.verifier, attesting(inventory, {matched(w, stock(w, 25'000), 1, 19'707)}));
       }},
      {Refusal::retirement_elsewhere, "the units of another year do not cover this one",
       [](World& w) {
         auto command = ready(w);
         command.retirements.push_back(matched(w, stock(w, 10, "2"), 1, 10, "2021"));
         return w.wish(w.verifier, command);
       }},
      {Refusal::double_use, "a second inventory for the same retirement is refused, a second label is not",
       [](World& w) {
         const Year year = attested_year(w);
         auto other = planned(w);
         other.standard = "GB/T 32150-2015";
         return w.wish(w.verifier, attesting(verified(w, other), {year.retirement}));
       }},
      {Refusal::retirement_unconfirmed, "what only its holder declared does not count for an attestation",
       [](World& w) {
         empower(w);
         const InventoryId inventory = verified(w);
         const BatchId batch = stock(w, 25'000);
         return w.wish(w.verifier, attesting(inventory, {{w.grant(w.trader, w.retire(range(batch, 1, 19'707)))}}));
       }},
      {Refusal::retired_late, "an ISO 14068-1 claim is retired within twelve months of its year",
       [](World& w) {
         empower(w, "iso-14068-1");
         const InventoryId inventory = verified(w);
         w.now = at("2024-02-02");
         auto late = matching(w, stock(w, 25'000), 1, 19'707);
         late.retired_on = day("2024-01-01");
         const RetirementId retirement{w.grant(w.registrar, late)};
         return w.wish(w.verifier, with(attesting(inventory, {retirement}), [](auto& c) { c.scheme = "iso-14068-1"; }));
       }},
      {Refusal::standard_withdrawn, "PAS 2060 supports no claim after its withdrawal",
       [](World& w) {
         authorised(w, w.verifier, "pas-2060");
         auto command = engaging(w, w.verifier);
         command.scheme = "pas-2060";
         w.grant(w.verifier, AcceptEngagementCommand{{w.grant(w.plant, command)}});
         const InventoryId inventory = verified(w);
         const RetirementId retirement = matched(w, stock(w, 25'000), 1, 19'707);
         w.now = at("2025-12-02");
         return w.wish(w.verifier, with(attesting(inventory, {retirement}), [](auto& c) { c.scheme = "pas-2060"; }));
       }},
      {Refusal::under_covered, "19,706 units lack 0.57 t of 19,706.57 t",
       [](World& w) {
         empower(w);
         const InventoryId inventory = verified(w);
         return w.wish(w.verifier, attesting(inventory, {matched(w, stock(w, 25'000), 1, 19'706)}));
       }},
      {Refusal::under_covered, "a year whose electricity leaves what the ledger counts is not attested",
       [](World& w) {
         empower(w);
         auto command = planned(w);
         command.consumed = {100'000'000'000'000};
         command.purchased = command.consumed;
         command.factor_location = {15'000};
         return w.wish(w.verifier, attesting(verified(w, command), {}));
       }},
      {Refusal::double_use, "a repair serves the series whose units were lost, and no second one",
       [](World& w) {
         const Year year = attested_year(w);
         const EntryIndex fact{w.grant(w.registrar, invalidation(year.batch, 1, 500))};
         auto repair = matching(w, year.batch, 20'001, 20'500);
         repair.replaces = fact;
         const RetirementId repaired{w.grant(w.registrar, repair)};
         auto other = planned(w);
         other.standard = "GB/T 32150-2015";
         return w.wish(w.verifier, attesting(verified(w, other), {repaired}));
       }},
      {Refusal::unknown_attestation, "what is no attestation is not withdrawn",
       [](World& w) {
         return w.wish(w.verifier, WithdrawAttestationCommand{{3}, "error", {}});
       }},
      {Refusal::not_signer, "a body does not withdraw another body's word",
       [](World& w) {
         const Year year = attested_year(w);
         return w.wish(w.trader, WithdrawAttestationCommand{year.attestation, "error", {}});
       }},
      {Refusal::attestation_withdrawn, "a word is taken back once",
       [](World& w) {
         const Year year = attested_year(w);
         w.grant(w.verifier, WithdrawAttestationCommand{year.attestation, "error", {}});
         return w.wish(w.association, WithdrawAttestationCommand{year.attestation, "error", {}});
       }},
      {Refusal::attested, "a retirement that a live attestation lists is not moved to another year",
       [](World& w) {
         const Year year = attested_year(w);
         return w.wish(w.plant, RequestCorrectionCommand{{year.retirement, w.factory, period("2021"), "wrong year"}});
       }},
      {Refusal::has_dependents, "a retirement that a live attestation lists is not undone",
       [](World& w) {
         const Year year = attested_year(w);
         return w.wish(w.registrar, VoidCommand{year.retirement.entry(), "typed twice", evidence()});
       }},
  };
  return all;
}

const std::vector<Row>& assessment_rows() {
  static const std::vector<Row> all{
      {Refusal::unknown_factory, "an assessment is of a factory",
       [](World& w) {
         auto command = conforming(w);
         command.factory = {3};
         return w.wish(w.verifier, command);
       }},
      {Refusal::not_operator, "a self-assessment is the operator's",
       [](World& w) {
         auto command = conforming(w);
         command.assessor = Assessor::self;
         return w.wish(w.rival, command);
       }},
      {Refusal::not_engaged, "a third party assesses where it is engaged",
       [](World& w) { return w.wish(w.verifier, conforming(w)); }},
      {Refusal::not_scheme_owner, "an authority assesses under its own scheme",
       [](World& w) {
         auto command = conforming(w);
         command.assessor = Assessor::authority;
         return w.wish(w.verifier, command);
       }},
      {Refusal::unknown_scheme, "an assessment is under a scheme that this ledger knows",
       [](World& w) {
         auto command = conforming(w);
         command.assessor = Assessor::self;
         command.scheme = "no-such-scheme";
         return w.wish(w.plant, command);
       }},
      {Refusal::future_date, "nobody has assessed tomorrow",
       [](World& w) {
         empower(w);
         auto command = conforming(w);
         command.assessed_on = day("2023-11-16");
         return w.wish(w.verifier, command);
       }},
      {Refusal::level_unknown, "the level of an assessment is one of the scheme's",
       [](World& w) {
         empower(w);
         auto command = conforming(w);
         command.level = "golden";
         return w.wish(w.verifier, command);
       }},
  };
  return all;
}

}  // namespace

namespace tanbu::test {
const std::vector<Row>& rows_of_attestations() { return attestation_rows(); }
const std::vector<Row>& rows_of_assessments() { return assessment_rows(); }
}  // namespace tanbu::test

TEST_CASE("No body's word stands against the rules, reason by reason", "[rules]") {
  check_rows(rows_of_attestations());
  check_rows(rows_of_assessments());
}

TEST_CASE("19,707 whole tonnes cover 19,706.57 t and 19,706 lack 570 kg", "[CE-14][U-03][RT-01]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const BatchId batch = stock(w, 25'000);
  const RetirementId most = matched(w, batch, 1, 19'706);
  const auto refused = w.wish(w.verifier, attesting(inventory, {most}));
  REQUIRE_FALSE(refused.accepted());
  const auto& facts = refused.refused().facts;
  CHECK(std::count(facts.begin(), facts.end(), std::pair<std::string, std::string>{"gap_kg", "570"}) == 1);
  const RetirementId last = matched(w, batch, 19'707, 19'707);
  const auto granted = w.wish(w.verifier, attesting(inventory, {most, last}));
  REQUIRE(granted.accepted());
  const auto attestation = std::get<Attestation>(std::get<NoteTaken>(granted.value().events.front()).note);
  CHECK(attestation.to_offset == Kilograms{19'706'570});
  CHECK(attestation.counted_t == 19'707);
  // A smaller claim stands on fewer units: 80 % needs 15,766, 50 % needs 9,854.
  for (const auto& [percent_e2, least] : {std::pair{8'000, 15'766}, {5'000, 9'854}}) {
    World other;
    other.populate();
    empower(other);
    auto command = attesting(verified(other), {matched(other, stock(other, 25'000), 1, least - 1)});
    command.claim.percent_e2 = percent_e2;
    CHECK(refusal_of(other.wish(other.verifier, command)) == Refusal::under_covered);
    command.retirements.push_back(matched(other, stock(other, 10, "2"), 1, 1));
    CHECK(other.wish(other.verifier, command).accepted());
  }
}

TEST_CASE("500 units that lost their value leave the year 499.57 t short until 500 others replace them", "[RT-09]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  CHECK(standing(w, year.attestation).holds);
  const EntryIndex fact{w.grant(w.registrar, invalidation(year.batch, 1, 500))};
  const auto fallen = standing(w, year.attestation);
  CHECK_FALSE(fallen.holds);
  CHECK(shows(fallen, rules::Trouble::under_covered));
  CHECK(fallen.gap == Kilograms{499'570});
  CHECK(fallen.comparison->counted_t == 19'207);
  CHECK(format_percent_e2(fallen.comparison->percent_e2) == "97.46");
  CHECK(fallen.because == std::vector<EntryIndex>{fact});
  auto repair = matching(w, year.batch, 20'001, 20'500);
  repair.replaces = fact;
  w.grant(w.registrar, repair);
  const auto repaired = standing(w, year.attestation);
  CHECK(repaired.holds);
  CHECK(repaired.gap == Kilograms{0});
  CHECK(repaired.comparison->counted_t == 19'707);
}

TEST_CASE("What repaired a loss and was lost itself is repaired again, and a doubt about a repair shows", "[RT-09]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  const auto repair = [&](EntryIndex lost, std::int64_t first) {
    auto command = matching(w, year.batch, first, first + 499);
    command.replaces = lost;
    return RetirementId{w.grant(w.registrar, command)};
  };
  repair({w.grant(w.registrar, invalidation(year.batch, 1, 500))}, 20'001);
  const EntryIndex again{w.grant(w.registrar, invalidation(year.batch, 20'001, 20'500))};
  CHECK_FALSE(standing(w, year.attestation).holds);
  const RetirementId last = repair(again, 21'001);
  CHECK(standing(w, year.attestation).holds);
  w.grant(w.association, OpenDisputeCommand{last.entry(), "doubtful", evidence()});
  CHECK(shows(standing(w, year.attestation), rules::Trouble::under_review));
}

TEST_CASE("A word shows at once what became of the inventory, the body and the doubts under it", "[CB-02][G-03]") {
  using rules::Trouble;
  World w;
  w.populate();
  const Year year = attested_year(w);
  const EntryIndex dispute{w.grant(w.association, OpenDisputeCommand{year.batch.entry(), "doubtful", evidence()})};
  CHECK(shows(standing(w, year.attestation), Trouble::under_review));
  CHECK(standing(w, year.attestation).holds);
  w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::dismissed, "checked", {}});
  CHECK(standing(w, year.attestation).troubles.empty());
  const auto authorisation = find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.verifier)).front();
  w.grant(w.association, EndAuthorisationCommand{{authorisation.entry, day("2023-11-15"), "as decided", {}}});
  CHECK(shows(standing(w, year.attestation), Trouble::authorisation_ended));
  CHECK(standing(w, year.attestation).holds);
  auto restated = planned(w);
  restated.supersedes = year.inventory;
  restated.reason = "meter replaced";
  const InventoryId newer{w.grant(w.plant, restated)};
  CHECK(standing(w, year.attestation).holds);
  auto statement = opinion(newer, w.verifier);
  w.verify(statement);
  CHECK(shows(standing(w, year.attestation), Trouble::inventory_superseded));
  CHECK_FALSE(standing(w, year.attestation).holds);
  w.grant(w.verifier, WithdrawAttestationCommand{year.attestation, "error", {}});
  CHECK(standing(w, year.attestation).troubles.front() == Trouble::withdrawn);
}

TEST_CASE("A retirement is free again to be corrected once the word on it is withdrawn", "[G-03]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  w.grant(w.verifier, WithdrawAttestationCommand{year.attestation, "error", {}});
  CHECK(
      w.wish(w.plant, RequestCorrectionCommand{{year.retirement, w.factory, period("2021"), "wrong year"}}).accepted());
}

TEST_CASE("Two labels of two schemes stand on one inventory and on the same units", "[G-03]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  empower(w, "pas-2060");
  auto command = attesting(year.inventory, {year.retirement});
  command.scheme = "pas-2060";
  CHECK(w.wish(w.verifier, command).accepted());
}
