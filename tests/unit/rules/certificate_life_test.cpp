// The life of a certificate: its whole table of states and operations, its state on any day and at any size of the log,
// and every reason for which a step of it is refused.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "ledger/certificate_state.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using State = CertificateState;
using Operation = CertificateOperation;

Certificate certificate_of(const World& w, EntryIndex entry) { return find_note<Certificate>(w.ledger, entry).value(); }
State state(const World& w, EntryIndex entry, const char* on, std::uint64_t size = whole_log) {
  return state_on(certificate_of(w, entry), day(on), 12, size);
}
const std::vector<Row>& life_rows() {
  static const std::vector<Row> all{
      {Refusal::unknown_certificate, "what is no certificate is not suspended",
       [](World& w) { return w.wish(w.verifier, SuspendCertificateCommand{step_on({3}, "2023-11-01")}); }},
      {Refusal::not_issuer, "a body does not suspend another body's certificate",
       [](World& w) {
         return w.wish(w.trader, SuspendCertificateCommand{step_on(certified_year(w).certificate, "2023-11-01")});
       }},
      {Refusal::not_issuer, "the association prints nobody's certificate again",
       [](World& w) { return w.wish(w.association, reissue(certified_year(w).certificate, "2023-11-01")); }},
      {Refusal::not_issuer, "a certificate goes from the body that has it to another",
       [](World& w) { return w.wish(w.verifier, handing(certified_year(w).certificate, w.verifier, "2023-11-01")); }},
      {Refusal::not_authorised, "only an authorised body takes a certificate over",
       [](World& w) { return w.wish(w.verifier, handing(certified_year(w).certificate, w.trader, "2023-11-01")); }},
      {Refusal::future_date, "nothing happens to a certificate tomorrow",
       [](World& w) {
         return w.wish(w.verifier, SuspendCertificateCommand{step_on(certified_year(w).certificate, "2023-11-16")});
       }},
      {Refusal::certificate_state, "what is not suspended is not resumed",
       [](World& w) {
         return w.wish(w.verifier, ResumeCertificateCommand{step_on(certified_year(w).certificate, "2023-11-01")});
       }},
      {Refusal::certificate_state, "a withdrawn certificate passes no surveillance",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         w.grant(w.verifier, WithdrawCertificateCommand{step_on(certificate, "2023-11-01")});
         return w.wish(w.verifier, surveillance(certificate, "2023-11-02"));
       }},
      {Refusal::certificate_state, "a look of an earlier day does not reach behind a withdrawal either",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         w.grant(w.verifier, WithdrawCertificateCommand{step_on(certificate, "2023-11-01")});
         return w.wish(w.verifier, surveillance(certificate, "2023-10-31"));
       }},
      {Refusal::certificate_state, "nor behind a cancellation",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         w.grant(w.verifier, CancelCertificateCommand{step_on(certificate, "2023-11-01")});
         return w.wish(w.verifier, surveillance(certificate, "2023-10-31"));
       }},
      {Refusal::dates_disordered, "nothing is decided before what was decided already",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         w.grant(w.verifier, SuspendCertificateCommand{step_on(certificate, "2023-11-01")});
         w.grant(w.verifier, ResumeCertificateCommand{step_on(certificate, "2023-11-10")});
         return w.wish(w.verifier, WithdrawCertificateCommand{step_on(certificate, "2023-11-05")});
       }},
      {Refusal::certificate_exists, "a number is given once",
       [](World& w) {
         const EntryIndex first = certified_year(w).certificate;
         auto second = legacy(w);
         second.print.number = "15/23GHGZC1002R0";
         w.grant(w.association, second);
         return w.wish(w.verifier, reissue(first, "2023-11-01", "15/23GHGZC1002R0"));
       }},
      {Refusal::claim_mismatch, "a surveillance names the attestation of its own period",
       [](World& w) {
         const Certified certified = certified_year(w);
         auto command = surveillance(certified.certificate, "2023-11-01");
         command.attestation = certified.year.attestation;
         return w.wish(w.verifier, command);
       }},
      {Refusal::unknown_attestation, "a surveillance names an attestation that exists",
       [](World& w) {
         auto command = surveillance(certified_year(w).certificate, "2023-11-01");
         command.attestation = EntryIndex{3};
         return w.wish(w.verifier, command);
       }},
      {Refusal::attestation_withdrawn, "a surveillance names no attestation that was taken back",
       [](World& w) {
         const Certified certified = certified_year(w);
         w.grant(w.verifier, WithdrawAttestationCommand{certified.year.attestation, "error", {}});
         auto command = surveillance(certified.certificate, "2023-11-01", "2022");
         command.attestation = certified.year.attestation;
         return w.wish(w.verifier, command);
       }},
      {Refusal::not_authorised, "a body that may not judge any more keeps no certificate alive",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         const auto authorisations = find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.verifier));
         w.grant(w.association,
                 EndAuthorisationCommand{{authorisations.front().entry, day("2023-11-10"), "as decided", {}}});
         return w.wish(w.verifier, surveillance(certificate, "2023-11-01"));
       }},
      {Refusal::under_covered, "a surveillance stands on no attestation that is short of units",
       [](World& w) {
         const Certified certified = certified_year(w);
         w.grant(w.registrar, invalidation(certified.year.batch, 1, 500));
         auto command = surveillance(certified.certificate, "2023-11-01", "2022");
         command.attestation = certified.year.attestation;
         return w.wish(w.verifier, command);
       }},
      {Refusal::inventory_superseded, "a surveillance stands on no attestation of a figure that is replaced",
       [](World& w) {
         const Certified certified = certified_year(w);
         auto restated = planned(w);
         restated.supersedes = certified.year.inventory;
         restated.reason = "meter replaced";
         verified(w, restated);
         auto command = surveillance(certified.certificate, "2023-11-01", "2022");
         command.attestation = certified.year.attestation;
         return w.wish(w.verifier, command);
       }},
      {Refusal::not_association, "the association audits",
       [](World& w) {
         return w.wish(w.verifier, RecordAuditCommand{certified_year(w).certificate, day("2023-11-01"),
                                                      AuditResult::found, evidence()});
       }},
      {Refusal::not_association, "the association records what was printed before the ledger",
       [](World& w) { return w.wish(w.verifier, legacy(w)); }},
      {Refusal::unknown_party, "the body of a legacy certificate is enrolled where it is named",
       [](World& w) {
         auto command = legacy(w);
         command.body = PartyId{"x:nobody"};
         return w.wish(w.association, command);
       }},
      {Refusal::dates_disordered, "a year of 2023 is not on a certificate of 2023-07-21",
       [](World& w) {
         auto command = legacy(w);
         command.print.period = period("2023");
         return w.wish(w.association, command);
       }},
      {Refusal::dates_disordered, "a renewal keeps the day of the first issue",
       [](World& w) {
         const Certified certified = certified_year(w);
         auto command = renewal(w, certified);
         command.print.first_issued_on = day("2023-07-22");
         return w.wish(w.verifier, command);
       }},
      {Refusal::not_certifiable, "a legacy certificate without a factory is not renewed here",
       [](World& w) {
         const Certified certified = certified_year(w);
         auto printed = legacy(w);
         printed.factory = std::nullopt;
         printed.print.number = "15/23GHGZC1002R0";
         const EntryIndex old{w.grant(w.association, printed)};
         auto command = renewal(w, certified);
         command.certificate = old;
         return w.wish(w.verifier, command);
       }},
  };
  return all;
}

}  // namespace

namespace tanbu::test {
const std::vector<Row>& rows_of_certificate_lives() { return life_rows(); }
}  // namespace tanbu::test

TEST_CASE("No step of a certificate's life is taken against the rules, reason by reason", "[rules][CB-03]") {
  check_rows(rows_of_certificate_lives());
}

TEST_CASE("Every state of a certificate allows exactly the operations of the table", "[CB-03]") {
  using enum Operation;
  const std::set<Operation> in_force{reissue, renew, transfer, survey, suspend, withdraw, cancel, audit};
  const std::map<State, std::set<Operation>> table{
      {State::not_yet, {}},
      {State::valid, in_force},
      {State::overdue, in_force},
      {State::surveillance_failed, in_force},
      {State::suspended, {resume, survey, withdraw, cancel, audit}},
      {State::expired, {renew, audit}},
      {State::withdrawn, {audit}},
      {State::cancelled, {audit}},
  };
  for (const auto& [state, allowed] : table) {
    for (const Operation operation : {reissue, renew, transfer, survey, suspend, resume, withdraw, cancel, audit}) {
      INFO(name_of(state) << " and operation " << static_cast<int>(operation));
      CHECK(may_follow(state, operation) == allowed.contains(operation));
    }
  }
}

TEST_CASE("The rules of every operation agree with the table in every state that a certificate can be in", "[CB-03]") {
  using Bring = void (*)(World&, EntryIndex);
  const std::vector<std::pair<State, Bring>> ways{
      {State::valid, [](World&, EntryIndex) {}},
      {State::overdue, [](World& w, EntryIndex) { w.now = at("2024-08-01"); }},
      {State::surveillance_failed,
       [](World& w, EntryIndex c) {
         w.grant(w.verifier, surveillance(c, "2023-11-01", "2023", SurveillanceResult::failed));
       }},
      {State::suspended,
       [](World& w, EntryIndex c) { w.grant(w.verifier, SuspendCertificateCommand{step_on(c, "2023-11-01")}); }},
      {State::withdrawn,
       [](World& w, EntryIndex c) { w.grant(w.verifier, WithdrawCertificateCommand{step_on(c, "2023-11-01")}); }},
      {State::cancelled,
       [](World& w, EntryIndex c) { w.grant(w.association, CancelCertificateCommand{step_on(c, "2023-11-01")}); }},
      {State::expired, [](World& w, EntryIndex) { w.now = at("2026-08-01"); }},
  };
  using Try = Outcome<Decision> (*)(World&, EntryIndex, const char*);
  const std::vector<std::pair<Operation, Try>> operations{
      {Operation::reissue, [](World& w, EntryIndex c, const char* on) { return w.wish(w.verifier, reissue(c, on)); }},
      {Operation::survey,
       [](World& w, EntryIndex c, const char* on) { return w.wish(w.verifier, surveillance(c, on)); }},
      {Operation::suspend,
       [](World& w, EntryIndex c, const char* on) {
         return w.wish(w.verifier, SuspendCertificateCommand{step_on(c, on)});
       }},
      {Operation::resume, [](World& w, EntryIndex c,
                             const char* on) { return w.wish(w.verifier, ResumeCertificateCommand{step_on(c, on)}); }},
      {Operation::withdraw,
       [](World& w, EntryIndex c, const char* on) {
         return w.wish(w.verifier, WithdrawCertificateCommand{step_on(c, on)});
       }},
      {Operation::cancel, [](World& w, EntryIndex c,
                             const char* on) { return w.wish(w.verifier, CancelCertificateCommand{step_on(c, on)}); }},
      {Operation::audit,
       [](World& w, EntryIndex c, const char* on) {
         return w.wish(w.association, RecordAuditCommand{c, day(on), AuditResult::found, evidence()});
       }},
      {Operation::transfer,
       [](World& w, EntryIndex c, const char* on) {
         authorised(w, w.trader);
         return w.wish(w.verifier, handing(c, w.trader, on));
       }},
  };
  for (const auto& [wanted, bring] : ways) {
    for (const auto& [operation, attempt] : operations) {
      World w;
      w.populate();
      const EntryIndex certificate = certified_year(w).certificate;
      bring(w, certificate);
      const std::string today = format_date(china_date(w.now));
      REQUIRE(state(w, certificate, today.c_str()) == wanted);
      INFO(name_of(wanted) << " and operation " << static_cast<int>(operation));
      const auto outcome = attempt(w, certificate, today.c_str());
      CHECK(outcome.accepted() == may_follow(wanted, operation));
      if (!outcome.accepted()) CHECK(outcome.refused().reason == Refusal::certificate_state);
    }
  }
}

TEST_CASE("The certificate of 2023-07-21 by date: valid, overdue, its last day, expired for 124 days",
          "[CE-13][U-04]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  CHECK(state(w, certificate, "2023-07-20") == State::not_yet);
  CHECK(state(w, certificate, "2023-07-21") == State::valid);
  CHECK(state(w, certificate, "2024-07-21") == State::valid);
  CHECK(state(w, certificate, "2024-07-22") == State::overdue);
  CHECK(state(w, certificate, "2026-07-20") == State::overdue);
  CHECK(state(w, certificate, "2026-07-21") == State::expired);
  CHECK(state(w, certificate, "2026-11-21") == State::expired);
  CHECK(day("2026-11-21").days - day("2026-07-20").days == 124);
  w.now = at("2026-07-20");
  w.grant(w.verifier, surveillance(certificate, "2024-07-10"));
  w.grant(w.verifier, surveillance(certificate, "2025-07-05", "2024"));
  CHECK(state(w, certificate, "2024-07-22") == State::valid);
  CHECK(state(w, certificate, "2026-07-01") == State::valid);
  CHECK(state(w, certificate, "2026-07-06") == State::overdue);
}

TEST_CASE("A failed surveillance shows at once and the next that passes mends it", "[CE-13]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  w.grant(w.verifier, surveillance(certificate, "2023-11-01", "2023", SurveillanceResult::failed));
  CHECK(state(w, certificate, "2023-10-31") == State::valid);
  CHECK(state(w, certificate, "2023-11-01") == State::surveillance_failed);
  CHECK_FALSE(is_in_force(State::surveillance_failed));
  w.grant(w.verifier, surveillance(certificate, "2023-11-10"));
  CHECK(state(w, certificate, "2023-11-09") == State::surveillance_failed);
  CHECK(state(w, certificate, "2023-11-10") == State::valid);
}

TEST_CASE("What a certificate was on a day is answered as it was known at any size of the log", "[G-01][CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  const std::uint64_t before = w.ledger.size();
  w.grant(w.verifier, SuspendCertificateCommand{step_on(certificate, "2023-11-01")});
  const std::uint64_t suspended = w.ledger.size();
  w.grant(w.verifier, ResumeCertificateCommand{step_on(certificate, "2023-11-10")});
  CHECK(state(w, certificate, "2023-11-05", before) == State::valid);
  CHECK(state(w, certificate, "2023-11-05") == State::suspended);
  CHECK(state(w, certificate, "2023-11-12", suspended) == State::suspended);
  CHECK(state(w, certificate, "2023-11-12") == State::valid);
  CHECK(state(w, certificate, "2023-11-12", certificate.value) == State::not_yet);
  CHECK(state(w, certificate, "2023-10-31") == State::valid);
}

TEST_CASE("A certificate changes its body when both sign, and keeps the end of its validity", "[CB-03]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  authorised(w, w.trader);
  const auto offered = w.wish(w.trader, handing(certificate, w.trader, "2023-11-01"));
  REQUIRE(offered.accepted());
  CHECK(offered.value().flags == std::vector<Flag>{Flag::certificate_offered});
  CHECK(body_on(certificate_of(w, certificate), day("2023-11-15")) == w.verifier);
  const auto taken = w.wish(w.verifier, handing(certificate, w.trader, "2023-11-01"));
  REQUIRE(taken.accepted());
  CHECK(taken.value().flags.empty());
  const Certificate moved = certificate_of(w, certificate);
  CHECK(body_on(moved, day("2023-10-31")) == w.verifier);
  CHECK(body_on(moved, day("2023-11-01")) == w.trader);
  CHECK(issue_on(moved, day("2023-11-01"))->print.valid_until == day("2026-07-20"));
  CHECK(refusal_of(w.wish(w.verifier, SuspendCertificateCommand{step_on(certificate, "2023-11-02")})) ==
        Refusal::not_issuer);
  CHECK(w.wish(w.trader, SuspendCertificateCommand{step_on(certificate, "2023-11-02")}).accepted());
}

TEST_CASE("A certificate printed again keeps its cycle and both numbers find it", "[CE-12]") {
  World w;
  w.populate();
  const EntryIndex certificate = certified_year(w).certificate;
  w.grant(w.verifier, reissue(certificate, "2023-11-01"));
  const Certificate printed = certificate_of(w, certificate);
  CHECK(issue_on(printed, day("2023-10-31"))->print.number == "15/23GHGZC1001R0");
  CHECK(issue_on(printed, day("2023-11-01"))->print.number == "15/23GHGZC1001R1");
  CHECK(issue_on(printed, day("2023-11-01"))->print.valid_until == day("2026-07-20"));
  for (const char* number : {"15/23GHGZC1001R0", "15/23GHGZC1001R1"})
    CHECK(find_notes<Certificate>(w.ledger, index_names::certificates_numbered(number)).size() == 1);
}

TEST_CASE("A renewal begins a new cycle on the attestation of its own year", "[CE-13][G-04]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  const auto renewed = w.wish(w.verifier, renewal(w, certified));
  REQUIRE(renewed.accepted());
  CHECK(state(w, certified.certificate, "2024-07-22") == State::valid);
  CHECK(state(w, certified.certificate, "2027-07-20") == State::overdue);
  CHECK(state(w, certified.certificate, "2027-07-21") == State::expired);
  const Certificate certificate = certificate_of(w, certified.certificate);
  CHECK(issue_on(certificate, day("2024-07-19"))->attestation == certified.year.attestation);
  CHECK(issue_on(certificate, day("2024-07-21"))->print.period == period("2023"));
}

TEST_CASE("A suspension that ran out does not reach into the cycle of a renewal", "[CB-03]") {
  World w;
  w.populate();
  const Certified certified = certified_year(w);
  w.grant(w.verifier, SuspendCertificateCommand{step_on(certified.certificate, "2023-11-01")});
  auto command = renewal(w, certified);
  CHECK(refusal_of(w.wish(w.verifier, command)) == Refusal::certificate_state);
  w.now = at("2026-08-01");
  command.print.number = "15/26GHGZC1001R1";
  command.print.issued_on = day("2026-07-25");
  command.print.cycle_from = day("2026-07-25");
  command.print.valid_until = day("2029-07-24");
  REQUIRE(w.wish(w.verifier, command).accepted());
  CHECK(state(w, certified.certificate, "2026-07-20") == State::suspended);
  CHECK(state(w, certified.certificate, "2026-07-24") == State::expired);
  CHECK(state(w, certified.certificate, "2026-07-25") == State::valid);
  w.grant(w.verifier, reissue(certified.certificate, "2026-07-28", "15/26GHGZC1001R2"));
  CHECK(state(w, certified.certificate, "2026-07-28") == State::valid);
}

TEST_CASE("A legacy certificate of an unknown type is recorded as printed and expires on its day", "[CB-02]") {
  World w;
  w.populate();
  const auto recorded = w.wish(w.association, legacy(w));
  REQUIRE(recorded.accepted());
  const auto& flags = recorded.value().flags;
  CHECK(std::find(flags.begin(), flags.end(), Flag::coverage_not_examined) != flags.end());
  CHECK(std::find(flags.begin(), flags.end(), Flag::issued_before_list) != flags.end());
  const EntryIndex certificate{w.ledger.size() - 1};
  CHECK(certificate_of(w, certificate).issues.front().print.type == ClaimType::unknown);
  CHECK(state(w, certificate, "2026-07-20") == State::overdue);
  CHECK(state(w, certificate, "2026-07-21") == State::expired);
}
