// What stands under a word about a year, seen from its other sides: what was closed or waits, whose series a repair
// serves, and words whose scheme, inventory or day gives no answer.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/rules/claims.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using rules::Trouble;

constexpr const char* pas = "pas-2060";
constexpr const char* national_standard = "GB/T 32150-2015";

rules::AttestationStanding attestation_standing(const World& w, EntryIndex attestation) {
  return rules::standing_of(find_note<Attestation>(w.ledger, attestation).value(), china_date(w.now), w.ledger);
}
rules::CertificateStanding standing_on(const World& w, EntryIndex certificate, const char* on) {
  return rules::standing_of(find_note<Certificate>(w.ledger, certificate).value(), day(on), w.ledger);
}
DeclareInventoryCommand second_series(const World& w) {
  auto other = planned(w);
  other.standard = national_standard;
  return other;
}
RetireCommand repairing(const World& w, BatchId batch, EntryIndex lost, std::int64_t first, std::int64_t last) {
  auto command = matching(w, batch, first, last);
  command.replaces = lost;
  return command;
}
void engage_under(World& w, const char* scheme) {
  auto command = engaging(w, w.verifier);
  command.scheme = scheme;
  w.grant(w.verifier, AcceptEngagementCommand{{w.grant(w.plant, command)}});
}

// One year in two series, each covered by units of its own; one loss takes a hundred of both.
struct TwoSeries {
  World w;
  BatchId batch;
  EntryIndex first;   // by ISO 14064-1, on the later retirement
  EntryIndex second;  // by the national standard, on the earlier one
  InventoryId national;
  EntryIndex lost;
  TwoSeries() {
    w.populate();
    empower(w);
    const InventoryId inventory = verified(w);
    national = verified(w, second_series(w));
    batch = stock(w, 50'000);
    const RetirementId earlier = matched(w, batch, 1, 19'707);
    const RetirementId later = matched(w, batch, 19'708, 39'414);
    first = {w.grant(w.verifier, attesting(inventory, {later}))};
    second = {w.grant(w.verifier, attesting(national, {earlier}))};
    authorised(w, w.verifier, pas, "2023-01-01", "2025-11-30");
    engage_under(w, pas);
    auto labelled = attesting(inventory, {later});
    labelled.scheme = pas;
    w.grant(w.verifier, labelled);
    lost = {w.grant(w.registrar, invalidation(batch, 19'608, 19'807))};
  }
};

}  // namespace

TEST_CASE("A loss of two series is repaired for the one that was attested first", "[RT-09][G-03]") {
  TwoSeries two;
  CHECK(attestation_standing(two.w, two.first).gap == Kilograms{99'570});
  CHECK(attestation_standing(two.w, two.second).gap == Kilograms{99'570});
  const RetirementId repair{two.w.grant(two.w.registrar, repairing(two.w, two.batch, two.lost, 40'001, 40'100))};
  CHECK(rules::standard_repaired_by(*two.w.ledger.retirement(repair), two.w.ledger) == "ISO 14064-1");
  CHECK(attestation_standing(two.w, two.first).holds);
  CHECK(attestation_standing(two.w, two.second).gap == Kilograms{99'570});
  const auto refused = two.w.wish(two.w.verifier, attesting(two.national, {repair}));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::double_use);
  CHECK(refused.refused().conflict == two.lost);
}

TEST_CASE("A repair that was undone repairs nothing", "[RT-09]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  const EntryIndex lost{w.grant(w.registrar, invalidation(year.batch, 1, 500))};
  const RetirementId repair{w.grant(w.registrar, repairing(w, year.batch, lost, 20'001, 20'500))};
  REQUIRE(attestation_standing(w, year.attestation).holds);
  w.grant(w.registrar, VoidCommand{repair.entry(), "typed twice", evidence()});
  const auto fallen = attestation_standing(w, year.attestation);
  CHECK(fallen.gap == Kilograms{499'570});
  CHECK(fallen.because == std::vector<EntryIndex>{lost});
}

TEST_CASE("A repair of units that a word does not list covers nothing under it", "[RT-09][G-03]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  matched(w, year.batch, 21'001, 21'100);
  const EntryIndex elsewhere{w.grant(w.registrar, invalidation(year.batch, 21'001, 21'100))};
  w.grant(w.registrar, repairing(w, year.batch, elsewhere, 22'001, 22'100));
  w.grant(w.registrar, invalidation(year.batch, 1, 50));
  const auto attestation = find_note<Attestation>(w.ledger, year.attestation).value();
  CHECK(rules::standing_for(attestation, w.ledger).size() == 1);
  CHECK(attestation_standing(w, year.attestation).gap == Kilograms{49'570});
}

TEST_CASE("A repair may be attested anew for its own series, beside claims that wait or were rejected",
          "[RT-09][RT-02]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  const BatchId claimed{w.grant(w.registrar, World::retired_batch("1", 200'001, 200'010, "Plant One Ltd", ""))};
  const RetirementId rejected{w.grant(w.plant, w.retire(first_units(w, claimed, 3)))};
  w.grant(w.registrar, RejectEvidenceCommand{rejected.entry(), "nothing found"});
  const RetirementId waiting{w.grant(w.plant, w.retire(first_units(w, claimed, 5)))};
  REQUIRE(w.ledger.retirement(waiting)->status == RetirementStatus::on_hold);
  const EntryIndex lost{w.grant(w.registrar, invalidation(year.batch, 1, 500))};
  const RetirementId repair{w.grant(w.registrar, repairing(w, year.batch, lost, 20'001, 20'500))};
  const auto again = w.wish(w.verifier, attesting(year.inventory, {year.retirement, repair}));
  REQUIRE(again.accepted());
  CHECK(std::get<Attestation>(std::get<NoteTaken>(again.value().events.front()).note).counted_t == 19'707);
}

TEST_CASE("A use whose registry took its word back and that was withdrawn leaves the year short since then",
          "[RT-01][CB-03]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const BatchId batch = stock(w, 25'000);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 19'707)))};
  const EntryIndex word{w.grant(w.registrar, retired_for_plant(range(batch, 1, 19'707)))};
  REQUIRE(w.ledger.retirement(use)->status == RetirementStatus::matched);
  const EntryIndex attestation{w.grant(w.verifier, attesting(inventory, {use}))};
  w.grant(w.registrar, voiding(word.value));
  CHECK_FALSE(attestation_standing(w, attestation).holds);  // declared only
  const EntryIndex withdrawal{w.grant(w.trader, WithdrawRetirementCommand{use, "the registry knows nothing of it"})};
  const auto fallen = attestation_standing(w, attestation);
  CHECK(fallen.troubles == std::vector<Trouble>{Trouble::under_covered});
  CHECK(fallen.because == std::vector<EntryIndex>{withdrawal});
  CHECK(fallen.gap == Kilograms{19'706'570});
}

TEST_CASE("An adverse opinion takes the word that stood on the inventory", "[CE-11][CB-03]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  const EntryIndex adverse{w.verify(opinion(certified.year.inventory, w.verifier, Opinion::adverse))};
  const auto fallen = attestation_standing(w, certified.year.attestation);
  CHECK(fallen.troubles == std::vector<Trouble>{Trouble::inventory_not_counting});
  CHECK(fallen.because == std::vector<EntryIndex>{adverse});
  CHECK_FALSE(fallen.holds);
  auto command = surveillance(certified.certificate, "2023-11-10", "2022");
  command.attestation = certified.year.attestation;
  const auto refused = w.wish(w.verifier, command);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::inventory_superseded);
  CHECK(refused.refused().conflict == adverse);
  CHECK(refused.refused().facts.back() == std::pair<std::string, std::string>{"trouble", "inventory_not_counting"});
}

TEST_CASE("A word under a scheme that this program does not have any more is undetermined", "[CB-02]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  auto attestation = find_note<Attestation>(w.ledger, year.attestation).value();
  attestation.scheme = "no-such-scheme";
  const auto now = rules::standing_of(attestation, china_date(w.now), w.ledger);
  CHECK(now.troubles == std::vector<Trouble>{Trouble::undetermined, Trouble::authorisation_ended});
  CHECK_FALSE(now.holds);
  CHECK_FALSE(now.comparison.has_value());
  const auto refused = rules::refuse_fallen(attestation, china_date(w.now), w.ledger);
  REQUIRE(refused.has_value());
  CHECK(refused->conflict == year.attestation);
  CHECK(rules::surveillance_months("no-such-scheme") == 12);
  CHECK(rules::surveillance_months(ceca) == 12);
}

TEST_CASE("Troubles have stable names", "[G-01]") {
  CHECK(name_of(Trouble::withdrawn) == "withdrawn");
  CHECK(name_of(Trouble::inventory_superseded) == "inventory_superseded");
  CHECK(name_of(Trouble::inventory_not_counting) == "inventory_not_counting");
  CHECK(name_of(Trouble::under_covered) == "under_covered");
  CHECK(name_of(Trouble::undetermined) == "undetermined");
  CHECK(name_of(Trouble::authorisation_ended) == "authorisation_ended");
  CHECK(name_of(Trouble::under_review) == "under_review");
  CHECK(name_of(Trouble::dispute_upheld) == "dispute_upheld");
}

TEST_CASE("A certificate stands on nothing before its issue, and a legacy one on no attestation", "[CB-02][CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  const auto before = standing_on(w, certificate, "2023-07-20");
  CHECK(before.state == CertificateState::not_yet);
  CHECK_FALSE(before.issue.has_value());
  CHECK_FALSE(before.attestation.has_value());
  CHECK(before.troubles.empty());
  auto printed = legacy(w);
  printed.print.number = "15/23GHGZC1002R0";
  const EntryIndex old{w.grant(w.association, printed)};
  CHECK(standing_on(w, old, "2023-11-15").troubles.empty());
  CHECK_FALSE(standing_on(w, old, "2023-11-15").attestation.has_value());
  CHECK(standing_on(w, old, "2022-12-31").troubles == std::vector<Trouble>{Trouble::authorisation_ended});
  printed.body = std::nullopt;
  printed.print.number = "15/23GHGZC1003R0";
  const EntryIndex nobodys{w.grant(w.association, printed)};
  CHECK_FALSE(standing_on(w, nobodys, "2022-12-31").body.has_value());
  CHECK(standing_on(w, nobodys, "2022-12-31").troubles.empty());
}

TEST_CASE("A certificate is vouched for by the body that has it, whoever gave the word under it", "[CB-02][CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  authorised(w, w.trader);
  w.grant(w.trader, handing(certificate, w.trader, "2023-11-01"));
  w.grant(w.verifier, handing(certificate, w.trader, "2023-11-01"));
  const auto end_of = [&w](const PartyId& body) {
    const auto one = find_notes<Authorisation>(w.ledger, index_names::authorisations_of(body)).front();
    w.grant(w.association, EndAuthorisationCommand{{one.entry, day("2023-11-10"), "as decided", {}}});
  };
  end_of(w.verifier);
  const auto now = standing_on(w, certificate, "2023-11-15");
  CHECK(now.body == w.trader);
  CHECK(now.troubles.empty());
  CHECK(now.attestation->troubles == std::vector<Trouble>{Trouble::authorisation_ended});
  CHECK(now.attestation->holds);
  end_of(w.trader);
  CHECK(standing_on(w, certificate, "2023-11-15").troubles == std::vector<Trouble>{Trouble::authorisation_ended});
}

TEST_CASE("A doubt about a certificate itself shows at it", "[CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  w.grant(w.association, OpenDisputeCommand{certificate, "doubtful", evidence()});
  CHECK(standing_on(w, certificate, "2023-11-15").troubles == std::vector<Trouble>{Trouble::under_review});
}

TEST_CASE("The units of another factory cover nothing here", "[G-03]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  auto elsewhere = matching(w, stock(w, 25'000), 1, 19'707);
  elsewhere.factory = w.other_factory;
  elsewhere.beneficiary = w.rival;
  const RetirementId retirement{w.grant(w.registrar, elsewhere)};
  const auto refused = w.wish(w.verifier, attesting(inventory, {retirement}));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::retirement_elsewhere);
  CHECK(refused.refused().conflict == retirement.entry());
}

TEST_CASE("What a registrar confirmed is as firm as what it matched", "[RT-01]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const RetirementId use{w.grant(w.trader, w.retire(range(stock(w, 25'000), 1, 19'707)))};
  CHECK(refusal_of(w.wish(w.verifier, attesting(inventory, {use}))) == Refusal::retirement_unconfirmed);
  w.grant(w.registrar, ConfirmEvidenceCommand{use.entry(), "VCS-R-9", evidence()});
  REQUIRE(w.ledger.retirement(use)->status == RetirementStatus::confirmed);
  CHECK(w.wish(w.verifier, attesting(inventory, {use})).accepted());
}

TEST_CASE("A word and an award name the assessment of their own factory and scheme", "[CE-04]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const RetirementId retirement = matched(w, stock(w, 25'000), 1, 19'707);
  auto own = conforming(w);
  own.assessor = Assessor::self;
  own.factory = w.other_factory;
  auto command = attesting(inventory, {retirement});
  command.assessment = EntryIndex{w.grant(w.rival, own)};
  const auto refused = w.wish(w.verifier, command);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::assessment_mismatch);
  CHECK(refused.refused().facts.front() ==
        std::pair<std::string, std::string>{"factory", std::to_string(w.other_factory.value)});
  own.factory = w.factory;
  own.scheme = pas;
  command.assessment = EntryIndex{w.grant(w.plant, own)};
  CHECK(refusal_of(w.wish(w.verifier, command)) == Refusal::assessment_mismatch);
  command.assessment = EntryIndex{w.grant(w.verifier, conforming(w))};
  CHECK(w.wish(w.verifier, command).accepted());
}
