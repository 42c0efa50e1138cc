// What befalls the people behind a certificate: doubts that are upheld, bodies that are merged, engagements under other
// rules.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/rules/claims.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using rules::Trouble;

bool shows(const std::vector<Trouble>& troubles, Trouble trouble) {
  return std::find(troubles.begin(), troubles.end(), trouble) != troubles.end();
}
rules::CertificateStanding certificate_standing(const World& w, EntryIndex certificate) {
  return rules::standing_of(find_note<Certificate>(w.ledger, certificate).value(), china_date(w.now), w.ledger);
}
EntryIndex doubted(World& w, EntryIndex target) {
  return {w.grant(w.association, OpenDisputeCommand{target, "doubtful", evidence()})};
}

}  // namespace

TEST_CASE("A doubt that was upheld stays in sight, and takes the word that it is about", "[CB-03]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  const Year& year = certified.year;
  // Units and uses are taken by what is recorded of them, so that they can be replaced.
  const std::vector<std::pair<EntryIndex, bool>> targets{{year.batch.entry(), false},
                                                         {year.retirement.entry(), false},
                                                         {year.inventory.entry(), true},
                                                         {year.attestation, true}};
  const auto which = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3});
  const auto& [target, falls] = targets.at(which);
  const EntryIndex dispute = doubted(w, target);
  auto now = certificate_standing(w, certified.certificate);
  CHECK(shows(now.troubles, Trouble::under_review));
  CHECK(now.attestation->holds);
  const EntryIndex decision{
      w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::upheld, "forged", {}})};
  now = certificate_standing(w, certified.certificate);
  CHECK_FALSE(shows(now.troubles, Trouble::under_review));
  CHECK(shows(now.troubles, Trouble::dispute_upheld));
  CHECK(now.attestation->holds == !falls);
  CHECK(now.attestation->because == std::vector<EntryIndex>{decision});
  CHECK(now.because == std::vector<EntryIndex>{decision});
  CHECK_FALSE(now.upheld_against);
}

TEST_CASE("A doubt about an assessment shows at the certificate that stands on it", "[CB-03]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  const EntryIndex dispute = doubted(w, certified.year.assessment);
  CHECK(certificate_standing(w, certified.certificate).troubles == std::vector<Trouble>{Trouble::under_review});
  CHECK_FALSE(certificate_standing(w, certified.certificate).upheld_against);
  w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::upheld, "never visited", {}});
  CHECK(certificate_standing(w, certified.certificate).troubles == std::vector<Trouble>{Trouble::dispute_upheld});
  CHECK(certificate_standing(w, certified.certificate).upheld_against);
}

TEST_CASE("A doubt that nobody decided keeps nobody from certifying, and shows", "[CB-03]") {
  World w;
  w.populate();
  const Year year = attested_year(w);
  doubted(w, year.assessment);
  const auto issued = w.wish(w.verifier, issuing(w, year));
  REQUIRE(issued.accepted());
  CHECK(certificate_standing(w, {w.ledger.size() - 1}).troubles == std::vector<Trouble>{Trouble::under_review});
}

TEST_CASE("A doubt about the assessment that an attestation names takes its word", "[CB-03]") {
  World w;
  w.populate();
  empower(w);
  const InventoryId inventory = verified(w);
  const RetirementId retirement = matched(w, stock(w, 25'000), 1, 19'707);
  const EntryIndex assessment{w.grant(w.verifier, conforming(w))};
  auto command = attesting(inventory, {retirement});
  command.assessment = assessment;
  const EntryIndex attestation{w.grant(w.verifier, command)};
  const EntryIndex dispute = doubted(w, assessment);
  const auto asked = [&] {
    return rules::standing_of(find_note<Attestation>(w.ledger, attestation).value(), china_date(w.now), w.ledger);
  };
  CHECK(asked().troubles == std::vector<Trouble>{Trouble::under_review});
  w.grant(w.association, ResolveDisputeCommand{dispute, DisputeOutcome::upheld, "never visited", {}});
  CHECK(asked().troubles == std::vector<Trouble>{Trouble::dispute_upheld});
  CHECK_FALSE(asked().holds);
}

TEST_CASE("Who takes a body over stands behind its certificates", "[CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  const SuspendCertificateCommand suspension{step_on(certificate, "2023-11-02")};
  CHECK(refusal_of(w.wish(w.trader, suspension)) == Refusal::not_issuer);
  w.grant(w.association, succession(w.verifier, w.trader, "2023-11-01"));
  CHECK(certificate_standing(w, certificate).body == w.trader);
  CHECK(w.wish(w.trader, suspension).accepted());
  const auto offered = w.wish(w.trader, handing(certificate, w.trader, "2023-11-03"));
  CHECK(refusal_of(offered) == Refusal::not_issuer);
}

TEST_CASE("Who takes a body over cannot sign for the receiver of its certificate", "[CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  authorised(w, w.rival);
  const auto command = handing(certificate, w.rival, "2023-11-02");
  w.grant(w.verifier, command);
  w.grant(w.association, succession(w.verifier, w.trader, "2023-11-01"));
  CHECK(has_flag(w.wish(w.trader, command), Flag::certificate_offered));
  CHECK(certificate_standing(w, certificate).body == w.trader);
  const auto taken = w.wish(w.rival, command);
  CHECK(taken.accepted());
  CHECK_FALSE(has_flag(taken, Flag::certificate_offered));
  CHECK(certificate_standing(w, certificate).body == w.rival);
}

TEST_CASE("Who was asked under one scheme does not judge under another", "[CB-02]") {
  World w;
  w.populate();
  empower(w, "iso-14068-1");
  authorised(w, w.verifier, ceca);
  const InventoryId inventory = verified(w);
  const RetirementId retirement = matched(w, stock(w, 25'000), 1, 19'707);
  CHECK(refusal_of(w.wish(w.verifier, conforming(w))) == Refusal::not_engaged);
  CHECK(refusal_of(w.wish(w.verifier, attesting(inventory, {retirement}))) == Refusal::not_engaged);
  auto command = attesting(inventory, {retirement});
  command.scheme = "iso-14068-1";
  CHECK(w.wish(w.verifier, command).accepted());
}
