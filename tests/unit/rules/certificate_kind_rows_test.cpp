// The same reason for another kind of command about certificates: what one step refuses, its neighbours refuse too.
#include <catch2/catch.hpp>

#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Try = Outcome<Decision> (*)(World&, const PartyId&, EntryIndex, const char*);
struct KindStep {
  const char* name;
  Try attempt;
};
template <class Command>
Outcome<Decision> take(World& w, const PartyId& who, EntryIndex certificate, const char* on) {
  return w.wish(who, Command{step_on(certificate, on)});
}
const std::vector<KindStep>& steps() {
  static const std::vector<KindStep> all{
      {"suspend", take<SuspendCertificateCommand>},
      {"resume", take<ResumeCertificateCommand>},
      {"withdraw", take<WithdrawCertificateCommand>},
      {"cancel", take<CancelCertificateCommand>},
      {"reissue",
       [](World& w, const PartyId& who, EntryIndex c, const char* on) { return w.wish(who, reissue(c, on)); }},
      {"survey",
       [](World& w, const PartyId& who, EntryIndex c, const char* on) { return w.wish(who, surveillance(c, on)); }},
      {"audit",
       [](World& w, const PartyId&, EntryIndex c, const char* on) {
         return w.wish(w.association, RecordAuditCommand{c, day(on), AuditResult::found, evidence()});
       }},
      {"transfer",
       [](World& w, const PartyId& who, EntryIndex c, const char* on) {
         if (w.ledger.party(w.trader) && !find_note<Certificate>(w.ledger, c))
           return w.wish(who, handing(c, w.trader, on));
         authorised(w, w.trader, ceca, "2023-01-01");
         return w.wish(who, handing(c, w.trader, on));
       }},
  };
  return all;
}

void add_step_rows(std::vector<Row>& rows) {
  for (const KindStep& step : steps()) {
    const Try attempt = step.attempt;
    const bool audits = std::string(step.name) == "audit";
    const bool surveys = std::string(step.name) == "survey";
    rows.push_back({Refusal::unknown_certificate, "a step is one of a certificate",
                    [attempt](World& w) { return attempt(w, w.verifier, {3}, "2023-11-01"); }});
    rows.push_back({Refusal::future_date, "no step is taken tomorrow", [attempt](World& w) {
                      return attempt(w, w.verifier, certified_year(w).certificate, "2023-11-16");
                    }});
    rows.push_back({Refusal::certificate_state, "a step fits the state", [attempt, audits](World& w) {
                      const EntryIndex certificate = certified_year(w).certificate;
                      if (audits) return attempt(w, w.verifier, certificate, "2023-07-01");
                      w.grant(w.verifier, WithdrawCertificateCommand{step_on(certificate, "2023-10-01")});
                      return attempt(w, w.verifier, certificate, "2023-11-01");
                    }});
    if (audits) continue;
    rows.push_back({Refusal::not_issuer, "a step is the body's that stands behind the certificate",
                    [attempt](World& w) { return attempt(w, w.rival, certified_year(w).certificate, "2023-11-01"); }});
    if (surveys) continue;
    const bool resumes = std::string(step.name) == "resume";
    rows.push_back(
        {Refusal::dates_disordered, "a step comes after the steps that were taken", [attempt, resumes](World& w) {
           const EntryIndex certificate = certified_year(w).certificate;
           w.grant(w.verifier, SuspendCertificateCommand{step_on(certificate, "2023-10-01")});
           w.grant(w.verifier, ResumeCertificateCommand{step_on(certificate, "2023-10-20")});
           return attempt(w, w.verifier, certificate, resumes ? "2023-10-10" : "2023-09-01");
         }});
  }
}

using Change = void (*)(World&, RenewCertificateCommand&);
Row renewing(Refusal reason, const char* sentence, Change change) {
  return {reason, sentence, [change](World& w) {
            auto command = renewal(w, certified_year(w));
            change(w, command);
            return w.wish(w.verifier, command);
          }};
}
RecordAssessmentCommand next_assessment(const World& w) {
  auto command = conforming(w, "2023");
  command.assessed_on = day("2024-07-10");
  return command;
}

void add_renewal_rows(std::vector<Row>& rows) {
  const std::vector<Row> more{
      renewing(Refusal::unknown_certificate, "what is no certificate is not renewed",
               [](World&, auto& c) { c.certificate = {3}; }),
      {Refusal::not_issuer, "a body renews its own certificates",
       [](World& w) {
         auto command = renewal(w, certified_year(w));
         return w.wish(w.rival, command);
       }},
      {Refusal::unknown_scheme, "a legacy certificate of a scheme without rules is not renewed here",
       [](World& w) {
         auto command = renewal(w, certified_year(w));
         auto old = legacy(w);
         old.scheme = "no-such-scheme";
         old.print.number = "15/23GHGZC1002R0";
         command.certificate = {w.grant(w.association, old)};
         return w.wish(w.verifier, command);
       }},
      {Refusal::draft_scheme, "a legacy certificate under a draft is not renewed",
       [](World& w) {
         auto command = renewal(w, certified_year(w));
         empower(w, "cace-00x-draft");
         auto old = legacy(w);
         old.scheme = "cace-00x-draft";
         old.print.number = "15/23GHGZC1002R0";
         command.certificate = {w.grant(w.association, old)};
         auto trial = next_assessment(w);
         trial.scheme = "cace-00x-draft";
         command.assessment = {w.grant(w.verifier, trial)};
         return w.wish(w.verifier, command);
       }},
      renewing(Refusal::certificate_state, "a withdrawn certificate is not renewed",
               [](World& w, auto& c) {
                 w.grant(w.verifier, WithdrawCertificateCommand{step_on(c.certificate, "2023-11-01")});
               }),
      renewing(Refusal::future_date, "nothing is renewed tomorrow",
               [](World&, auto& c) { c.print.issued_on = day("2024-08-02"); }),
      renewing(Refusal::unknown_attestation, "a renewal stands on an attestation",
               [](World&, auto& c) { c.attestation = {3}; }),
      renewing(Refusal::not_engaged, "a body renews while it is engaged",
               [](World& w, auto&) {
                 const auto engagement =
                     find_notes<Engagement>(w.ledger, index_names::engagements_of(w.factory)).front();
                 w.grant(w.plant, EndEngagementCommand{engagement.entry, "over"});
               }),
      renewing(Refusal::not_authorised, "a body renews while it is on the list",
               [](World& w, auto&) {
                 const auto one =
                     find_notes<Authorisation>(w.ledger, index_names::authorisations_of(w.verifier)).front();
                 w.grant(w.association, EndAuthorisationCommand{{one.entry, day("2024-01-01"), "as decided", {}}});
               }),
      renewing(Refusal::unknown_assessment, "a renewal stands on an assessment",
               [](World&, auto& c) { c.assessment = {3}; }),
      renewing(Refusal::assessment_mismatch, "a renewal stands on the assessment of its own year",
               [](World& w, auto& c) { c.assessment = {w.grant(w.verifier, conforming(w))}; }),
      renewing(Refusal::validity_length, "a renewal is for three years less a day, too",
               [](World&, auto& c) { c.print.valid_until = day("2027-07-21"); }),
      renewing(Refusal::attestation_withdrawn, "a word that was taken back carries no renewal",
               [](World& w, auto& c) {
                 w.grant(w.verifier, WithdrawAttestationCommand{c.attestation, "error", {}});
               }),
      renewing(Refusal::claim_mismatch, "a renewal is of the type that was attested",
               [](World&, auto& c) { c.print.type = ClaimType::type_2; }),
      renewing(Refusal::claim_mismatch, "a renewal is for a year of its own",
               [](World& w, auto& c) {
                 const auto first = find_note<Certificate>(w.ledger, c.certificate)->issues.front();
                 c.attestation = *first.attestation;
               }),
      renewing(Refusal::dates_disordered, "a renewed cycle begins where the last one ends at the latest",
               [](World&, auto& c) {
                 c.print.cycle_from = day("2026-07-22");
                 c.print.valid_until = day("2029-07-21");
               }),
      renewing(Refusal::star_range, "no renewal has two stars", [](World&, auto& c) { c.print.star = 2; }),
      renewing(Refusal::star_threshold, "six stars need renewable electricity in every year",
               [](World&, auto& c) { c.print.star = 6; }),
      renewing(Refusal::level_unknown, "a renewal names no level of another scheme",
               [](World&, auto& c) { c.print.level = "golden"; }),
      renewing(Refusal::indicator_fails, "one nonconformity stops a renewal",
               [](World& w, auto& c) {
                 auto failing = next_assessment(w);
                 failing.indicators[4].conformity = Conformity::nonconform;
                 c.assessment = {w.grant(w.verifier, failing)};
               }),
      renewing(Refusal::indicator_undetermined, "a renewal needs all eight entries",
               [](World& w, auto& c) {
                 auto fewer = next_assessment(w);
                 fewer.indicators.pop_back();
                 c.assessment = {w.grant(w.verifier, fewer)};
               }),
      renewing(Refusal::emissions_differ, "a renewal prints the emissions of its own year",
               [](World&, auto& c) { c.print.emissions = {19'706'000}; }),
      renewing(Refusal::under_covered, "a year that has fallen below is not renewed",
               [](World& w, auto&) {
                 const BatchId batch = w.ledger.batches_of_project({"VCS", "2"}).front();
                 w.grant(w.registrar, invalidation(batch, 100'001, 100'500));
               }),
      renewing(Refusal::inventory_superseded, "a restated year is attested anew before it is renewed",
               [](World& w, auto& c) {
                 auto restated = planned(w, "2023");
                 restated.supersedes = find_note<Attestation>(w.ledger, c.attestation)->inventory;
                 restated.reason = "meter replaced";
                 verified(w, restated);
               }),
      renewing(Refusal::inventory_unverified, "an inventory whose verification fell carries no renewal",
               [](World& w, auto& c) {
                 const InventoryId inventory = find_note<Attestation>(w.ledger, c.attestation)->inventory;
                 w.verify(opinion(inventory, w.verifier, Opinion::adverse));
               }),
      renewing(Refusal::not_legal_person, "a factory that became a branch is not renewed",
               [](World& w, auto&) {
                 auto form = renaming(w.plant, "Plant One Ltd");
                 form.legal_form = LegalForm::branch;
                 w.grant(w.association, form);
               }),
      renewing(Refusal::certificate_exists, "a renewal takes no other certificate's number",
               [](World& w, auto& c) {
                 auto old = legacy(w);
                 old.print.number = c.print.number;
                 w.grant(w.association, old);
               }),
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

void add_other_rows(std::vector<Row>& rows) {
  const std::vector<Row> more{
      issuing_row(Refusal::not_engaged, "a body certifies while it is engaged",
                  [](World& w, auto&) {
                    const auto one = find_notes<Engagement>(w.ledger, index_names::engagements_of(w.factory)).front();
                    w.grant(w.plant, EndEngagementCommand{one.entry, "over"});
                  }),
      issuing_row(Refusal::draft_scheme, "a draft gives no certificates",
                  [](World& w, auto& c) {
                    empower(w, "cace-00x-draft");
                    c.scheme = "cace-00x-draft";
                    auto trial = conforming(w);
                    trial.scheme = c.scheme;
                    c.assessment = {w.grant(w.verifier, trial)};
                  }),
      issuing_row(Refusal::not_certifiable, "a scheme of awards gives no certificates",
                  [](World& w, auto& c) {
                    empower(w, binhai);
                    c.scheme = binhai;
                    auto other = conforming(w);
                    other.scheme = c.scheme;
                    c.assessment = {w.grant(w.verifier, other)};
                  }),
      issuing_row(Refusal::level_unknown, "a certificate of stars names no level of another scheme",
                  [](World&, auto& c) { c.print.level = "golden"; }),
      issuing_row(Refusal::inventory_unverified, "an inventory whose verification fell carries no certificate",
                  [](World& w, auto& c) {
                    const InventoryId inventory = find_note<Attestation>(w.ledger, c.attestation)->inventory;
                    w.verify(opinion(inventory, w.verifier, Opinion::adverse));
                  }),
      {Refusal::attested, "not even the association moves what a live attestation lists",
       [](World& w) {
         const Year year = attested_year(w);
         return w.wish(w.association,
                       CorrectRetirementCommand{{year.retirement, w.factory, period("2021"), "wrong year"}});
       }},
      {Refusal::assessment_mismatch, "an award names the assessment of its own year",
       [](World& w) {
         empower(w);
         w.grant(w.association, AppointSchemeOwnerCommand{w.rival, binhai});
         RecordAwardCommand command{.factory = w.factory,
                                    .period = period("2022"),
                                    .scheme = binhai,
                                    .level = "low",
                                    .notice_from = day("2023-08-01"),
                                    .notice_until = day("2023-08-07"),
                                    .announced_on = day("2023-08-10"),
                                    .reference = "list 2023",
                                    .assessment = EntryIndex{w.grant(w.verifier, conforming(w))},
                                    .evidence = {}};
         return w.wish(w.rival, command);
       }},
      {Refusal::certificate_exists, "a legacy number is recorded once",
       [](World& w) {
         w.grant(w.association, legacy(w));
         return w.wish(w.association, legacy(w));
       }},
      {Refusal::future_date, "no legacy certificate is of tomorrow",
       [](World& w) {
         auto command = legacy(w);
         command.print.issued_on = day("2023-11-16");
         return w.wish(w.association, command);
       }},
      {Refusal::unknown_factory, "a legacy certificate names no factory that is not here",
       [](World& w) {
         auto command = legacy(w);
         command.factory = FactoryId{3};
         return w.wish(w.association, command);
       }},
      {Refusal::unknown_party, "a certificate goes to an enrolled body",
       [](World& w) { return w.wish(w.verifier, handing(certified_year(w).certificate, {"x:nobody"}, "2023-11-01")); }},
      {Refusal::party_has_successor, "no certificate goes to a body that was merged into another one",
       [](World& w) {
         const EntryIndex certificate = certified_year(w).certificate;
         w.grant(w.association, succession(w.rival, w.trader));
         return w.wish(w.verifier, handing(certificate, w.rival, "2023-11-01"));
       }},
  };
  rows.insert(rows.end(), more.begin(), more.end());
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_certificate_kinds() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows;
    add_step_rows(rows);
    add_renewal_rows(rows);
    add_other_rows(rows);
    return rows;
  }();
  return all;
}

TEST_CASE("What one step of a certificate is refused for its neighbours are refused for too", "[rules][CB-03]") {
  check_rows(rows_of_certificate_kinds());
}
