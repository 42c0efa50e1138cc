// Certificates: every reason for which one is not issued, and what it shows while the year under it moves.
#include <catch2/catch.hpp>

#include "ledger/rules/claims.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

rules::CertificateStanding standing(const World& w, EntryIndex certificate, const char* on) {
  return rules::standing_of(find_note<Certificate>(w.ledger, certificate).value(), day(on), w.ledger);
}

const std::vector<Row>& issue_rows() {
  static const std::vector<Row> all{
      issuing_row(Refusal::unknown_factory, "a certificate is of a factory", [](World&, auto& c) { c.factory = {3}; }),
      issuing_row(Refusal::unknown_scheme, "a certificate is under a scheme that this ledger knows",
                  [](World&, auto& c) { c.scheme = "no-such-scheme"; }),
      issuing_row(Refusal::unknown_attestation, "a certificate stands on an attestation",
                  [](World&, auto& c) { c.attestation = {3}; }),
      {Refusal::not_engaged, "a body that was asked to verify was not asked to certify",
       [](World& w) {
         authorised(w, w.trader);
         auto verifying = engaging(w, w.trader);
         verifying.scheme = ceca;
         const EntryIndex engagement{w.grant(w.plant, verifying)};
         w.grant(w.trader, AcceptEngagementCommand{engagement});
         return w.wish(w.trader, issuing(w, attested_year(w)));
       }},
      issuing_row(Refusal::not_authorised, "a body issues while it is on the list",
                  [](World&, auto& c) { c.print.issued_on = day("2022-12-31"); }),
      issuing_row(Refusal::unknown_assessment, "a certificate stands on an assessment",
                  [](World&, auto& c) { c.assessment = {3}; }),
      issuing_row(Refusal::assessment_mismatch, "an assessment that was disputed with success supports nothing",
                  [](World& w, auto& c) {
                    const EntryIndex dispute{
                        w.grant(w.association, OpenDisputeCommand{c.assessment, "never visited", evidence()})};
                    w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::upheld, "so it was", {}});
                  }),
      issuing_row(Refusal::assessment_mismatch, "a factory does not certify itself",
                  [](World& w, auto& c) {
                    auto own = conforming(w);
                    own.assessor = Assessor::self;
                    c.assessment = {w.grant(w.plant, own)};
                  }),
      issuing_row(Refusal::future_date, "no certificate is issued tomorrow",
                  [](World&, auto& c) { c.print.issued_on = day("2023-11-16"); }),
      issuing_row(Refusal::dates_disordered, "the validity ends after the issue",
                  [](World&, auto& c) { c.print.valid_until = day("2023-07-20"); }),
      issuing_row(Refusal::dates_disordered, "a cycle begins with its issue and not decades later",
                  [](World&, auto& c) {
                    c.print.cycle_from = day("2190-01-01");
                    c.print.valid_until = day("2192-12-31");
                  }),
      issuing_row(
          Refusal::not_authorised, "a print of an earlier day does not reach back before the end of the listing",
          [](World& w, auto&) {
            const auto one = find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.verifier)).front();
            w.grant(w.association, EndAuthorisationCommand{{one.entry, day("2023-11-01"), "as decided", {}}});
          }),
      issuing_row(Refusal::validity_length, "three years less a day, and no day more",
                  [](World&, auto& c) { c.print.valid_until = day("2026-07-21"); }),
      issuing_row(Refusal::attestation_withdrawn, "a word that was taken back carries no certificate",
                  [](World& w, auto& c) {
                    w.grant(w.verifier, WithdrawAttestationCommand{c.attestation, "error", {}});
                  }),
      issuing_row(Refusal::claim_mismatch, "the print is of the type that was attested",
                  [](World&, auto& c) { c.print.type = ClaimType::type_2; }),
      issuing_row(Refusal::claim_mismatch, "the print claims no more than was attested",
                  [](World&, auto& c) { c.print.percent_e2 = 10'001; }),
      issuing_row(Refusal::star_range, "there is no second star", [](World&, auto& c) { c.print.star = 2; }),
      issuing_row(Refusal::star_range, "there is no seventh star", [](World&, auto& c) { c.print.star = 7; }),
      issuing_row(Refusal::star_threshold, "six stars need nothing but renewable electricity",
                  [](World&, auto& c) { c.print.star = 6; }),
      issuing_row(Refusal::indicator_fails, "one nonconformity of eight is enough",
                  [](World& w, auto& c) {
                    auto failing = conforming(w);
                    failing.indicators[4].conformity = Conformity::nonconform;
                    c.assessment = {w.grant(w.verifier, failing)};
                  }),
      issuing_row(Refusal::indicator_undetermined, "seven entries are not eight",
                  [](World& w, auto& c) {
                    auto short_one = conforming(w);
                    short_one.indicators.pop_back();
                    c.assessment = {w.grant(w.verifier, short_one)};
                  }),
      issuing_row(Refusal::emissions_differ, "the printed emissions are the computed ones",
                  [](World&, auto& c) { c.print.emissions = {19'706'000}; }),
      issuing_row(Refusal::under_covered, "what has fallen below is not certified",
                  [](World& w, auto&) {
                    w.grant(w.registrar, invalidation(w.ledger.batches_of_project({"VCS", "1"}).front(), 1, 500));
                  }),
      issuing_row(Refusal::inventory_superseded, "a restated year is attested anew before it is certified",
                  [](World& w, auto& c) {
                    auto restated = planned(w);
                    restated.supersedes = find_note<Attestation>(w.ledger, c.attestation)->inventory;
                    restated.reason = "meter replaced";
                    verified(w, restated);
                  }),
      {Refusal::certificate_exists, "a body gives a number once",
       [](World& w) {
         const Certified certified = certified_year(w);
         auto again = issuing(w, certified.year);
         again.print.number = " 15/23ghgzc1001R0 ";
         return w.wish(w.verifier, again);
       }},
      {Refusal::not_legal_person, "a branch is no independent legal person",
       [](World& w) {
         const Year year = attested_year(w);
         UpdatePartyCommand form = renaming(w.plant, "Plant One Ltd");
         form.legal_form = LegalForm::branch;
         w.grant(w.association, form);
         return w.wish(w.verifier, issuing(w, year));
       }},
  };
  return all;
}

}  // namespace

namespace tanbu::test {
const std::vector<Row>& rows_of_certificates() { return issue_rows(); }
}  // namespace tanbu::test

TEST_CASE("No certificate is issued against the rules, reason by reason", "[rules][CE-11]") {
  check_rows(rows_of_certificates());
}

TEST_CASE("A five-star certificate of type I stands, its star unchecked because its threshold is not known",
          "[CE-01][CE-02][CE-03][CE-11]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  const auto issued = w.wish(w.verifier, issuing(w, year));
  REQUIRE(issued.accepted());
  CHECK(has_flag(issued, Flag::star_not_checked));
  CHECK_FALSE(has_flag(issued, Flag::validity_unusual));
  CHECK_FALSE(has_flag(issued, Flag::number_unusual));
  CHECK_FALSE(has_flag(issued, Flag::period_unusual));
}

TEST_CASE("A number of another year and a shorter validity are noticed, not refused", "[CE-12][U-04]") {
  World w;
  w.populate();
  auto command = issuing(w, attested_year(w));
  command.print.number = "15/22GHGZC1001R0";
  command.print.valid_until = day("2026-07-19");
  const auto issued = w.wish(w.verifier, command);
  REQUIRE(issued.accepted());
  CHECK(has_flag(issued, Flag::number_unusual));
  CHECK(has_flag(issued, Flag::validity_unusual));
}

TEST_CASE("A certificate shows that 500 of its units lost their value, and that they were replaced", "[RT-09][CB-03]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  CHECK(standing(w, certified.certificate, "2023-11-15").troubles.empty());
  const EntryIndex fact{w.grant(w.registrar, invalidation(certified.year.batch, 1, 500))};
  const auto fallen = standing(w, certified.certificate, "2023-11-15");
  CHECK(fallen.state == CertificateState::valid);
  CHECK(fallen.troubles == std::vector<rules::Trouble>{rules::Trouble::under_covered});
  CHECK(fallen.attestation->gap == Kilograms{499'570});
  auto repair = matching(w, certified.year.batch, 20'001, 20'500);
  repair.replaces = fact;
  w.grant(w.registrar, repair);
  CHECK(standing(w, certified.certificate, "2023-11-15").troubles.empty());
}

TEST_CASE("The year that was certified is neutral and the next one is not", "[G-04]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  const auto attestations = find_notes<Attestation>(w.ledger, index_names::attestations_of(w.factory));
  CHECK(std::none_of(attestations.begin(), attestations.end(),
                     [](const Attestation& one) { return one.period == period("2023"); }));
  const auto surveyed = w.wish(w.verifier, surveillance(certified.certificate, "2023-11-10"));
  REQUIRE(surveyed.accepted());
  CHECK(has_flag(surveyed, Flag::period_not_covered));
}

TEST_CASE("Units retired after the certificate that claims them are noticed", "[CE-14]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  auto late = matching(w, stock(w, 25'000), 1, 19'707);
  late.retired_on = day("2023-08-01");
  const RetirementId retirement{w.grant(w.registrar, late)};
  const EntryIndex assessment{w.grant(w.verifier, conforming(w))};
  const EntryIndex attestation{w.grant(w.verifier, attesting(inventory, {retirement}))};
  const auto issued = w.wish(w.verifier, issuing(w, {{}, inventory, retirement, assessment, attestation}));
  REQUIRE(issued.accepted());
  CHECK(has_flag(issued, Flag::retired_after_issue));
}
