// One note of each sort of judgement, every member set: for tests of bytes. A free text begins with TEXT.
#pragma once
#include <vector>

#include "ledger/notes.hpp"

namespace tanbu::test {

inline CertificatePrint full_print() {
  return {.number = "15/26GHGZC1001R0",
          .applicant = "TEXT-applicant",
          .period = {{20'089}, {20'453}},
          .type = ClaimType::unknown,
          .star = 6,
          .level = "ZERO",
          .emissions = {19'706'570},
          .percent_e2 = 10'002,
          .first_issued_on = {20'600},
          .issued_on = {20'601},
          .cycle_from = {20'602},
          .valid_until = {21'696}};
}

inline Certificate full_certificate() {
  Certificate certificate{.entry = {32},
                          .scheme = "ceca-0171",
                          .factory = FactoryId{3},
                          .body = PartyId{"x:body"},
                          .body_name = "TEXT-body",
                          .issues = {},
                          .events = {}};
  for (std::uint8_t kind = 1; kind <= 4; ++kind) {
    certificate.issues.push_back({.entry = {31U + kind},
                                  .kind = static_cast<CertificateIssue::Kind>(kind),
                                  .print = full_print(),
                                  .attestation = EntryIndex{31},
                                  .assessment = EntryIndex{30}});
  }
  for (std::uint8_t kind = 1; kind <= 9; ++kind) {
    certificate.events.push_back({.entry = {40U + kind},
                                  .kind = static_cast<CertificateEvent::Kind>(kind),
                                  .issuer = {"x:body"},
                                  .effective_on = {20'700},
                                  .period = Period{{20'454}, {20'818}},
                                  .attestation = EntryIndex{33},
                                  .to_body = PartyId{"x:other"},
                                  .audit = AuditResult::differs});
  }
  return certificate;
}

// In the order of the variant.
inline std::vector<Note> full_judgements() {
  const Period year{{20'089}, {20'453}};
  return {
      InventoryFigures{.entry = {7},
                       .green_power_without_certificates = {1},
                       .factor_net = NetFactor{2023, "TEXT-area", "TEXT-caliber", {6'096}},
                       .scope2_market = Kilograms{2},
                       .reductions = {3},
                       .energy_emissions = Kilograms{4},
                       .plan_target = Kilograms{5},
                       .plan_achieved = Kilograms{6}},
      Assessment{.entry = {30},
                 .issuer = {"x:body"},
                 .factory = {3},
                 .period = year,
                 .scheme = "binhai-2024",
                 .assessor = Assessor::authority,
                 .assessed_on = {20'500},
                 .level = "NEAR",
                 .basic = {"plan", "laws"},
                 .accidents = {{{{20'000}, AccidentGrade::extraordinary}, {{20'001}, AccidentGrade::ordinary}}},
                 .indicators = {{6, "3700/12000", 7, 10, Conformity::not_assessed},
                                {7, std::nullopt, std::nullopt, std::nullopt, Conformity::conform}}},
      Attestation{.entry = {31},
                  .body = {"x:body"},
                  .inventory = {7},
                  .factory = {3},
                  .period = year,
                  .scheme = "ceca-0171",
                  .claim = {ClaimType::type_2, 9'999, "ZERO"},
                  .retirements = {{9}, {10}},
                  .assessment = EntryIndex{30},
                  .to_offset = {19'706'570},
                  .counted_t = 19'707,
                  .attested_on = {20'550},
                  .withdrawn_by = EntryIndex{50}},
      full_certificate(),
      Award{.entry = {60},
            .owner = {"x:owner"},
            .factory = {3},
            .period = year,
            .scheme = "binhai-2024",
            .level = "LOW",
            .notice_from = {20'600},
            .notice_until = {20'606},
            .announced_on = {20'607},
            .reference = "reference-4",
            .assessment = EntryIndex{30},
            .reviews = {{{61}, {20'900}, ReviewResult::removed}}},
      Label{.entry = {62},
            .issuer = {"x:plant"},
            .factory = {3},
            .period = year,
            .scheme_name = "TEXT-scheme",
            .label_issuer = "TEXT-issuer",
            .on = {20'700},
            .inventory = {7},
            .includes = {{5}, {6}}},
      Dispute{.entry = {63},
              .issuer = {"x:body"},
              .target = {31},
              .resolved_by = EntryIndex{64},
              .outcome = DisputeOutcome::upheld},
  };
}

}  // namespace tanbu::test
