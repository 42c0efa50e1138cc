// A factory's year as far as a certificate: verified inventory, retired credits, assessment, attestation, certificate.
// The figures are those of the certificate of rulebook C-1: 19,706.57 t in 2022, issued on 2023-07-21.
#pragma once
#include <string>
#include <vector>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

namespace tanbu::test {

[[nodiscard]] const std::vector<Row>& rows_of_assessments();
[[nodiscard]] const std::vector<Row>& rows_of_attestations();
[[nodiscard]] const std::vector<Row>& rows_of_certificates();
[[nodiscard]] const std::vector<Row>& rows_of_certificate_lives();
[[nodiscard]] const std::vector<Row>& rows_of_awards();
[[nodiscard]] const std::vector<Row>& rows_of_certificate_kinds();

inline constexpr const char* ceca = "ceca-g-0171-2022";
inline constexpr const char* binhai = "binhai-2024";

inline EntryIndex authorised(World& w, const PartyId& body, const char* scheme = ceca, const char* from = "2023-01-01",
                             const char* until = "2028-12-31") {
  return {w.grant(w.association, AuthoriseBodyCommand{.party = body,
                                                      .scheme = scheme,
                                                      .batch = 1,
                                                      .cnca_approval = {},
                                                      .verifier_count = 6,
                                                      .from = day(from),
                                                      .until = day(until),
                                                      .evidence = {}})};
}
// The verifier, engaged by the plant from 2022 on and authorised.
inline void empower(World& w, const char* scheme = ceca) {
  authorised(w, w.verifier, scheme);
  auto command = engaging(w, w.verifier);
  command.scheme = scheme;
  command.role = EngagementRole::certify;
  const EntryIndex engagement{w.grant(w.plant, command)};
  w.grant(w.verifier, AcceptEngagementCommand{engagement});
}
// 8,000.00 t + 23,535,524 kWh x 0.4974 = 19,706.570 t, with a reduction plan, verified.
inline DeclareInventoryCommand planned(const World& w, const char* of_period = "2022") {
  auto command = w.inventory(of_period);
  command.reduction_plan = ReductionPlan{"boiler retrofit by GB/T 32150", {1'000'000}, {1'000'000}};
  return command;
}
inline InventoryId verified(World& w, const DeclareInventoryCommand& command) {
  const InventoryId inventory{w.grant(w.plant, command)};
  auto statement = opinion(inventory, w.verifier);
  statement.verified_on = day("2023-06-15");
  w.verify(statement);
  return inventory;
}
inline InventoryId verified(World& w) { return verified(w, planned(w)); }

// A batch of the trader's, of which the registrar retires units for the plant with its own reference: matched. Units
// are counted from the batch's first. Numbers of a second project lie elsewhere in the same series.
inline BatchId stock(World& w, std::int64_t units_in_batch, const char* project = "1") {
  const std::int64_t first = std::string(project) == "1" ? 1 : 100'001;
  return w.held_by_trader(project, first, first + units_in_batch - 1);
}
inline RetireCommand matching(const World& w, BatchId batch, std::int64_t first, std::int64_t last,
                              const char* of_period = "2022") {
  const std::int64_t before = w.ledger.batch(batch)->units.first() - 1;
  RetireCommand command = w.retire(range(batch, before + first, before + last));
  command.period = period(of_period);
  command.registry_reference = "VCS-R-1";
  return command;
}
inline RetirementId matched(World& w, BatchId batch, std::int64_t first, std::int64_t last,
                            const char* of_period = "2022") {
  return {w.grant(w.registrar, matching(w, batch, first, last, of_period))};
}

inline RecordAssessmentCommand conforming(const World& w, const char* of_period = "2022") {
  RecordAssessmentCommand command;
  command.factory = w.factory;
  command.period = period(of_period);
  command.scheme = ceca;
  command.assessor = Assessor::third_party;
  command.assessed_on = day("2023-07-10");
  command.accidents.emplace();
  for (std::int64_t row = 1; row <= 8; ++row)
    command.indicators.push_back(
        {.row = row, .value = {}, .score = {}, .score_max = {}, .conformity = Conformity::conform});
  return command;
}
inline AttestCoverageCommand attesting(InventoryId inventory, std::vector<RetirementId> retirements) {
  return {.inventory = inventory,
          .scheme = ceca,
          .claim = {.type = ClaimType::type_1, .percent_e2 = 10'000, .level = {}},
          .retirements = std::move(retirements),
          .assessment = {}};
}

struct Year {
  BatchId batch;
  InventoryId inventory;
  RetirementId retirement;
  EntryIndex assessment;
  EntryIndex attestation;
};
// 19,707 units of a batch of 25,000 cover the year; attested and assessed.
inline Year attested_year(World& w) {
  empower(w);
  Year year;
  year.inventory = verified(w);
  year.batch = stock(w, 25'000);
  year.retirement = matched(w, year.batch, 1, 19'707);
  year.assessment = {w.grant(w.verifier, conforming(w))};
  year.attestation = {w.grant(w.verifier, attesting(year.inventory, {year.retirement}))};
  return year;
}
inline CertificatePrint print_of_2023() {
  return {.number = "15/23GHGZC1001R0",
          .applicant = "Plant One Ltd",
          .period = period("2022"),
          .type = ClaimType::type_1,
          .star = 5,
          .level = {},
          .emissions = {19'706'570},
          .percent_e2 = 10'000,
          .first_issued_on = day("2023-07-21"),
          .issued_on = day("2023-07-21"),
          .cycle_from = day("2023-07-21"),
          .valid_until = day("2026-07-20")};
}
inline IssueCertificateCommand issuing(const World& w, const Year& year) {
  return {.factory = w.factory,
          .scheme = ceca,
          .attestation = year.attestation,
          .assessment = year.assessment,
          .print = print_of_2023()};
}
// A row about a certificate of an attested year, changed before it is wished for.
inline Row issuing_row(Refusal reason, const char* sentence, void (*change)(World&, IssueCertificateCommand&)) {
  return {reason, sentence, [change](World& w) {
            auto command = issuing(w, attested_year(w));
            change(w, command);
            return w.wish(w.verifier, command);
          }};
}
struct Certified {
  Year year;
  EntryIndex certificate;
};
inline Certified certified_year(World& w) {
  Certified certified{.year = attested_year(w), .certificate = {}};
  certified.certificate = {w.grant(w.verifier, issuing(w, certified.year))};
  return certified;
}
inline CertificateStep step_on(EntryIndex certificate, const char* on) {
  return {.certificate = certificate, .effective_on = day(on), .reason = "as decided", .evidence = {}};
}
inline RecordSurveillanceCommand surveillance(EntryIndex certificate, const char* on, const char* of_period = "2023",
                                              SurveillanceResult result = SurveillanceResult::passed) {
  return {.certificate = certificate,
          .period = period(of_period),
          .on = day(on),
          .result = result,
          .attestation = {},
          .evidence = evidence()};
}
inline InvalidateCommand invalidation(BatchId batch, std::int64_t first, std::int64_t last) {
  return {range(batch, first, last), "MEE", "found false", evidence()};
}

inline ReissueCertificateCommand reissue(EntryIndex certificate, const char* on,
                                         const char* number = "15/23GHGZC1001R1") {
  return {certificate, number, std::nullopt, day(on), "name changed", std::nullopt};
}
inline TransferCertificateCommand handing(EntryIndex certificate, const PartyId& to, const char* on) {
  return {certificate, to, day(on), "the body leaves the market", evidence()};
}
inline RecordLegacyCertificateCommand legacy(const World& w) {
  auto print = print_of_2023();
  print.type = ClaimType::unknown;
  return {w.factory, ceca, w.verifier, "杭州万泰认证有限公司", print, evidence()};
}
// The next year, attested and assessed.
inline RenewCertificateCommand renewal(World& w, const Certified& certified) {
  w.now = at("2024-08-01");
  const InventoryId inventory = verified(w, planned(w, "2023"));
  const BatchId batch = stock(w, 25'000, "2");
  const RetirementId retirement = matched(w, batch, 1, 19'707, "2023");
  auto assessing = conforming(w, "2023");
  assessing.assessed_on = day("2024-07-10");
  const EntryIndex assessment{w.grant(w.verifier, assessing)};
  const EntryIndex attestation{w.grant(w.verifier, attesting(inventory, {retirement}))};
  auto print = print_of_2023();
  print.number = "15/24GHGZC1001R1";
  print.period = period("2023");
  print.issued_on = day("2024-07-20");
  print.cycle_from = day("2024-07-21");
  print.valid_until = day("2027-07-20");
  return {certified.certificate, attestation, assessment, print};
}

}  // namespace tanbu::test
