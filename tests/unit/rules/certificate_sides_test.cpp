// The life of a certificate where its steps meet: what was known at a size of the log, looks and audits that move no
// day, offers that were overtaken, and renewals of a year that has a cycle already.
#include <algorithm>
#include <catch2/catch.hpp>

#include "ledger/certificate_state.hpp"
#include "ledger/rules/judgements.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using State = CertificateState;

struct Issued {
  World w;
  Certified certified;
  EntryIndex certificate;
  Issued() {
    w.populate();
    certified = certified_year(w);
    certificate = certified.certificate;
  }
  [[nodiscard]] Certificate now() const { return find_note<Certificate>(w.ledger, certificate).value(); }
  [[nodiscard]] State state(const char* on, std::uint64_t size = whole_log) const {
    return state_on(now(), day(on), 12, size);
  }
};

}  // namespace

TEST_CASE("A renewal, a look and a change of body are unknown before their entries", "[G-01][CB-03]") {
  Issued i;
  authorised(i.w, i.w.trader);
  const std::uint64_t surveyed = i.w.grant(i.w.verifier, surveillance(i.certificate, "2023-11-05", "2023"));
  CHECK(surveillance_due(i.now(), day("2023-11-05"), 12) == day("2024-11-05"));
  CHECK(surveillance_due(i.now(), day("2023-11-05"), 12, surveyed) == day("2024-07-21"));
  CHECK_FALSE(surveillance_due(i.now(), day("2023-07-20"), 12).has_value());
  CHECK(i.state("2024-08-01") == State::valid);
  CHECK(i.state("2024-08-01", surveyed) == State::overdue);
  i.w.grant(i.w.trader, handing(i.certificate, i.w.trader, "2023-11-10"));
  const std::uint64_t moved = i.w.grant(i.w.verifier, handing(i.certificate, i.w.trader, "2023-11-10"));
  CHECK(body_on(i.now(), day("2023-11-10")) == i.w.trader);
  CHECK(body_on(i.now(), day("2023-11-10"), moved) == i.w.verifier);
  Issued other;
  auto command = renewal(other.w, other.certified);
  other.w.now = at("2026-08-01");
  command.print.issued_on = day("2026-07-21");
  command.print.cycle_from = day("2026-07-21");
  command.print.valid_until = day("2029-07-20");
  const std::uint64_t renewed = other.w.grant(other.w.verifier, command);
  CHECK(other.state("2026-07-21") == State::valid);
  CHECK(other.state("2026-07-21", renewed) == State::expired);
}

TEST_CASE("A certificate is in force while it is valid, also when its next look is overdue, and in no other state",
          "[CB-03]") {
  CHECK(is_in_force(State::valid));
  CHECK(is_in_force(State::overdue));
  for (const State state : {State::not_yet, State::surveillance_failed, State::suspended, State::expired,
                            State::withdrawn, State::cancelled}) {
    INFO(name_of(state));
    CHECK_FALSE(is_in_force(state));
  }
}

TEST_CASE("A look of an earlier day that is recorded afterwards takes nothing from the later one", "[CE-13]") {
  Issued i;
  i.w.grant(i.w.verifier, surveillance(i.certificate, "2023-11-10", "2023"));
  i.w.grant(i.w.verifier, surveillance(i.certificate, "2023-10-10", "2023", SurveillanceResult::failed));
  CHECK(i.state("2023-10-10") == State::surveillance_failed);
  CHECK(i.state("2023-11-10") == State::valid);
  CHECK(surveillance_due(i.now(), day("2023-11-10"), 12) == day("2024-11-10"));
}

TEST_CASE("Looks, audits and offers move no day, so that what was decided before them may still be recorded",
          "[CB-03]") {
  Issued i;
  authorised(i.w, i.w.trader);
  i.w.grant(i.w.verifier, surveillance(i.certificate, "2023-11-10", "2023"));
  i.w.grant(i.w.verifier, surveillance(i.certificate, "2023-11-11", "2023", SurveillanceResult::failed));
  i.w.grant(i.w.association, RecordAuditCommand{i.certificate, day("2023-11-12"), AuditResult::found, evidence()});
  i.w.grant(i.w.trader, handing(i.certificate, i.w.trader, "2023-11-13"));
  CHECK(latest_day(i.now()) == day("2023-07-21"));
  i.w.grant(i.w.verifier, SuspendCertificateCommand{step_on(i.certificate, "2023-11-01")});
  CHECK(latest_day(i.now()) == day("2023-11-01"));
  CHECK(i.state("2023-11-13") == State::suspended);
}

TEST_CASE("A look that comes too late, and one without an attestation, are noticed", "[CE-13][G-04]") {
  Issued i;
  i.w.now = at("2024-08-01");
  const auto in_time = i.w.wish(i.w.verifier, surveillance(i.certificate, "2024-07-21"));
  REQUIRE(in_time.accepted());
  CHECK_FALSE(has_flag(in_time, Flag::surveillance_late));
  Issued late;
  late.w.now = at("2024-08-01");
  const auto command = renewal(late.w, late.certified);
  auto look = surveillance(late.certificate, "2024-07-22");
  look.attestation = command.attestation;
  const auto noticed = late.w.wish(late.w.verifier, look);
  REQUIRE(noticed.accepted());
  CHECK(noticed.value().flags == std::vector<Flag>{Flag::surveillance_late});
  CHECK(late.now().events.back().attestation == command.attestation);
}

TEST_CASE("A look names an attestation of the certificate's own factory and scheme", "[G-04]") {
  Issued i;
  const auto refused_with = [&i](EntryIndex certificate, EntryIndex attestation) {
    auto look = surveillance(certificate, "2023-11-10", "2022");
    look.attestation = attestation;
    const auto refused = i.w.wish(i.w.verifier, look);
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().conflict == attestation);
    return refused.refused().reason;
  };
  auto printed = legacy(i.w);
  printed.factory = std::nullopt;
  printed.print.number = "15/23GHGZC1002R0";
  const EntryIndex without_factory{i.w.grant(i.w.association, printed)};
  CHECK(refused_with(without_factory, i.certified.year.attestation) == Refusal::claim_mismatch);
  authorised(i.w, i.w.verifier, "pas-2060", "2023-01-01", "2025-11-30");
  auto engagement = engaging(i.w, i.w.verifier);
  engagement.scheme = "pas-2060";
  i.w.grant(i.w.verifier, AcceptEngagementCommand{{i.w.grant(i.w.plant, engagement)}});
  auto label = attesting(i.certified.year.inventory, {i.certified.year.retirement});
  label.scheme = "pas-2060";
  const EntryIndex labelled{i.w.grant(i.w.verifier, label)};
  CHECK(refused_with(i.certificate, labelled) == Refusal::claim_mismatch);
  auto look = surveillance(i.certificate, "2023-11-10", "2022");
  look.attestation = i.certified.year.attestation;
  const auto granted = i.w.wish(i.w.verifier, look);
  REQUIRE(granted.accepted());
  CHECK(granted.value().flags.empty());
}

TEST_CASE("A certificate printed for a new name says so from that day on", "[CE-12]") {
  Issued i;
  auto renamed = reissue(i.certificate, "2023-11-01");
  renamed.applicant = "Plant Two Ltd";
  i.w.grant(i.w.verifier, renamed);
  CHECK(issue_on(i.now(), day("2023-10-31"))->print.applicant == "Plant One Ltd");
  CHECK(issue_on(i.now(), day("2023-11-01"))->print.applicant == "Plant Two Ltd");
}

TEST_CASE("A second word about a year that has its cycle carries no renewal", "[G-04]") {
  Issued i;
  auto command = renewal(i.w, i.certified);
  command.attestation = {i.w.grant(i.w.verifier, attesting(i.certified.year.inventory, {i.certified.year.retirement}))};
  command.print.period = period("2022");
  const auto refused = i.w.wish(i.w.verifier, command);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::claim_mismatch);
  CHECK(refused.refused().conflict == i.certificate);
  CHECK(refused.refused().facts.front() == std::pair<std::string, std::string>{"period", "2022"});
}

TEST_CASE("An offer is taken by the other side, for the same body and the same day, and before the next change",
          "[CB-03]") {
  Issued i;
  World& w = i.w;
  authorised(w, w.trader);
  authorised(w, w.rival);
  const auto offers = [&](const PartyId& who, const PartyId& to, const char* on) {
    return has_flag(w.wish(who, handing(i.certificate, to, on)), Flag::certificate_offered);
  };
  CHECK(offers(w.trader, w.trader, "2023-11-01"));
  CHECK(offers(w.trader, w.trader, "2023-11-01"));    // twice by one side is no agreement
  CHECK(offers(w.verifier, w.rival, "2023-11-01"));   // another body
  CHECK(offers(w.verifier, w.trader, "2023-11-02"));  // another day
  CHECK(body_on(i.now(), day("2023-11-02")) == w.verifier);
  CHECK_FALSE(offers(w.verifier, w.trader, "2023-11-01"));
  CHECK(body_on(i.now(), day("2023-11-02")) == w.trader);
  // The verifier's offer to the rival was that of another owner.
  CHECK(offers(w.rival, w.rival, "2023-11-01"));
  CHECK(body_on(i.now(), day("2023-11-02")) == w.trader);
  CHECK_FALSE(offers(w.trader, w.rival, "2023-11-01"));
  CHECK(body_on(i.now(), day("2023-11-02")) == w.rival);
}

TEST_CASE("A legacy certificate whose body is not enrolled is nobody's to hand over", "[CB-02][CB-03]") {
  World w;
  w.populate();
  authorised(w, w.trader);
  auto printed = legacy(w);
  printed.body = std::nullopt;
  const EntryIndex certificate{w.grant(w.association, printed)};
  const auto refused = w.wish(w.trader, handing(certificate, w.trader, "2023-11-01"));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::not_issuer);
  // The name printed on it is free text: an erasure by law would not reach it in what is kept of refusals.
  CHECK(refused.refused().facts.empty());
  CHECK(refused.refused().conflict == certificate);
  const auto suspended = w.wish(w.trader, SuspendCertificateCommand{step_on(certificate, "2023-11-01")});
  REQUIRE_FALSE(suspended.accepted());
  CHECK(suspended.refused().facts.empty());
}

TEST_CASE("A notice is shown once, up to the stage that is asked, and not for a check that passes", "[CE-11]") {
  const auto check = [](CheckStage stage, Verdict verdict, Flag flag) {
    Check one;
    one.stage = stage;
    one.verdict = verdict;
    one.flag = flag;
    return one;
  };
  Evaluation evaluation;
  evaluation.checks = {check(CheckStage::coverage, Verdict::flag, Flag::plan_behind),
                       check(CheckStage::timing, Verdict::flag, Flag::plan_behind),
                       check(CheckStage::coverage, Verdict::pass, Flag::period_unusual),
                       check(CheckStage::level, Verdict::undetermined, Flag::star_not_checked)};
  std::vector<Flag> flags;
  rules::add_flags(evaluation, CheckStage::timing, flags);
  CHECK(flags == std::vector<Flag>{Flag::plan_behind});
  rules::add_flags(evaluation, CheckStage::level, flags);
  CHECK(flags == std::vector<Flag>{Flag::plan_behind, Flag::star_not_checked});
}
