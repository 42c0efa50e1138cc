#include "tests/unit/keeping/erasure_cases.hpp"

namespace tanbu::test {
namespace {

constexpr auto ceca = "ceca-g-0171-2022";

// 100.00 t of the plant's factory in one year.
Json inventory_body(const LedgerFolder& ledger, const char* period) {
  return {{"factory", ledger.factory},
          {"period", period},
          {"standard", "ISO 14064-1:2018"},
          {"scope1_t", "100.00"},
          {"electricity", Json{{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}},
          {"reduction_plan", Json{{"measures", "boiler retrofit"}, {"target_t", "10"}, {"achieved_t", "10"}}}};
}

struct CertifiedYear {
  std::uint64_t inventory = 0;
  std::uint64_t attestation = 0;
  std::uint64_t assessment = 0;
};

// A year that is verified, offset, assessed and attested by the rival, who is the plant's certification body here. The
// units are a batch of their own, and `after` is the year in which all of it happens.
CertifiedYear attested(LedgerFolder& l, const std::string& year, const std::string& after, std::int64_t first) {
  CertifiedYear made;
  made.inventory = l.grant(l.plant, "declare_inventory", inventory_body(l, year.c_str()));
  l.grant(l.rival, "verify_inventory",
          {{"inventory", made.inventory},
           {"verifier", l.rival},
           {"criteria", "ISO 14064-3:2019"},
           {"assurance", "reasonable"},
           {"opinion", "unqualified"},
           {"statement_number", "V-" + year},
           {"verified_on", after + "-06-15"},
           {"evidence", evidence_json()}});
  const auto batch = l.record(first, first + 99);
  l.grant(l.registrar, "transfer", LedgerFolder::transfer_body(batch, first, first + 99, l.plant));
  const auto retirement = l.grant(l.registrar, "retire",
                                  {{"factory", l.factory},
                                   {"period", year},
                                   {"purpose", "factory_offset"},
                                   {"ranges", boost::json::array{range_json(batch, first, first + 99)}},
                                   {"quantity", 100},
                                   {"beneficiary", l.plant},
                                   {"retired_on", after + "-07-01"},
                                   {"registry_reference", "VCS-R-" + year}});
  boost::json::array indicators;
  for (int row = 1; row <= 8; ++row) indicators.push_back(Json{{"row", row}, {"conform", "conform"}});
  made.assessment = l.grant(l.rival, "record_assessment",
                            {{"factory", l.factory},
                             {"period", year},
                             {"scheme", ceca},
                             {"assessor", "third_party"},
                             {"assessed_on", after + "-07-10"},
                             {"accidents", boost::json::array{}},
                             {"indicators", indicators}});
  made.attestation = l.grant(l.rival, "attest_coverage",
                             {{"inventory", made.inventory},
                              {"scheme", ceca},
                              {"claim", Json{{"type", "I"}, {"percent", "100"}}},
                              {"retirements", boost::json::array{retirement}},
                              {"assessment", made.assessment}});
  return made;
}

Json print_body(const char* number, const std::string& applicant) {
  return {{"number", number},
          {"period", "2022"},
          {"type", "I"},
          {"star", 5},
          {"applicant", applicant},
          {"emissions_t", "100.00"},
          {"offset_percent", "100"},
          {"issued_on", "2023-07-21"},
          {"first_issued_on", "2023-07-21"},
          {"cycle_from", "2023-07-21"},
          {"valid_until", "2026-07-20"}};
}

std::uint64_t certify(LedgerFolder& l, const std::string& applicant) {
  l.grant(l.association, "authorise_body",
          {{"party", l.rival},
           {"scheme", ceca},
           {"batch", 1},
           {"verifier_count", 6},
           {"from", "2023-01-01"},
           {"until", "2028-12-31"}});
  const auto engagement = l.grant(
      l.plant, "engage_body",
      {{"factory", l.factory}, {"scheme", ceca}, {"from_period", "2022"}, {"body", l.rival}, {"role", "certify"}});
  l.grant(l.rival, "accept_engagement", {{"engagement", engagement}});
  const auto year = attested(l, "2022", "2023", 7'001);
  Json issue = print_body("15/23GHGZC0001R0", applicant);
  issue["factory"] = l.factory;
  issue["scheme"] = ceca;
  issue["attestation"] = year.attestation;
  issue["assessment"] = year.assessment;
  return l.grant(l.rival, "issue_certificate", issue);
}

std::uint64_t renew(LedgerFolder& l) {
  const auto certificate = certify(l, "Plant One Ltd");
  const auto year = attested(l, "2023", "2024", 8'001);
  Json print = print_body("15/24GHGZC0001R1", marker);
  print["period"] = "2023";
  print["issued_on"] = "2024-07-20";
  print["cycle_from"] = "2024-07-21";
  print["valid_until"] = "2027-07-20";
  print["certificate"] = certificate;
  print["attestation"] = year.attestation;
  print["assessment"] = year.assessment;
  return l.grant(l.rival, "renew_certificate", print);
}

std::uint64_t reissue(LedgerFolder& l) {
  const auto certificate = certify(l, "Plant One Ltd");
  return l.grant(l.rival, "reissue_certificate",
                 {{"certificate", certificate},
                  {"number", "15/23GHGZC0001R1"},
                  {"applicant", marker},
                  {"issued_on", "2024-01-03"},
                  {"reason", marker}});
}

std::uint64_t record_old_certificate(LedgerFolder& l) {
  Json old = print_body("15/23GHGZC0002R0", marker);
  old["scheme"] = ceca;
  old["body_name"] = marker;
  old["evidence"] = evidence_json();
  return l.grant(l.association, "record_legacy_certificate", old);
}

// All its words but the standard: that one is the name that the series of inventories goes by, and stays with the ids.
std::uint64_t declare(LedgerFolder& l) {
  Json body = inventory_body(l, "2022");
  body["electricity"] =
      Json{{"consumed_kwh", 1'000},
           {"purchased_kwh", 1'000},
           {"factor_location", "0.4974"},
           {"factor_net", Json{{"year", 2021}, {"area", marker}, {"caliber", marker}, {"value", "0.5000"}}}};
  body["in_boundary_reductions"] = boost::json::array{Json{{"measure", marker}, {"tonnes", "1.00"}}};
  body["reduction_plan"] = Json{{"measures", marker}, {"target_t", "10"}, {"achieved_t", "10"}};
  return l.grant(l.plant, "declare_inventory", body);
}

std::uint64_t label(LedgerFolder& l) {
  const auto inventory = l.grant(l.plant, "declare_inventory", inventory_body(l, "2022"));
  return l.grant(l.plant, "record_label",
                 {{"factory", l.factory},
                  {"period", "2022"},
                  {"scheme_name", marker},
                  {"issuer", marker},
                  {"on", "2023-06-01"},
                  {"inventory", inventory}});
}

void add_cases_of_parties(std::vector<ErasureCase>& cases) {
  cases.push_back({"enroll_party", "a party's name, alias and address", [](LedgerFolder& l) {
                     return l.grant(l.association, "enroll_party",
                                    {{"party", "x:gone"},
                                     {"name", marker},
                                     {"name_en", marker},
                                     {"registered_address", marker},
                                     {"aliases", boost::json::array{marker + "2"}},
                                     {"legal_form", "legal_person"}});
                   }});
  cases.push_back(
      {"update_party", "a party's new name and address", [](LedgerFolder& l) {
         return l.grant(
             l.association, "update_party",
             {{"party", l.rival}, {"name", marker}, {"registered_address", marker}, {"evidence", evidence_json()}});
       }});
  cases.push_back({"register_factory", "a factory's name, address and zone", [](LedgerFolder& l) {
                     Json site = LedgerFolder::site(marker + " Road");
                     site["name"] = marker;
                     site["zone"] = marker;
                     return l.grant(l.plant, "register_factory", site);
                   }});
  cases.push_back({"update_factory", "a factory's new name, address and zone", [](LedgerFolder& l) {
                     return l.grant(
                         l.rival, "update_factory",
                         {{"factory", l.other_factory}, {"name", marker}, {"address", marker}, {"zone", marker}});
                   }});
}

void add_cases_of_sources(std::vector<ErasureCase>& cases) {
  cases.push_back({"register_project", "a project's title, developer, site and technology", [](LedgerFolder& l) {
                     return l.grant(l.registrar, "register_project",
                                    {{"programme", "VCS"},
                                     {"project_id", "930"},
                                     {"title", marker},
                                     {"developer", marker},
                                     {"site", marker},
                                     {"country", "CN"},
                                     {"technology", marker},
                                     {"methodology", marker}});
                   }});
  cases.push_back({"record_batch", "a batch's registry texts", [](LedgerFolder& l) {
                     return l.grant(l.registrar, "record_batch", retired_batch(5'000, 5'009, marker, marker + "2"));
                   }});
  cases.push_back({"record_registry_event", "the texts of what a registry did later", [](LedgerFolder& l) {
                     return l.grant(l.registrar, "record_registry_event",
                                    {{"ranges", boost::json::array{range_json(l.batch, 800, 809)}},
                                     {"status", "retired"},
                                     {"on", "2023-06-07"},
                                     {"beneficiary_text", marker},
                                     {"reason_text", marker + "2"},
                                     {"reference", "VCS-E-1"}});
                   }});
}

void add_cases_of_certificates(std::vector<ErasureCase>& cases) {
  cases.push_back({"declare_inventory", "an inventory's words", declare});
  cases.push_back(
      {"issue_certificate", "the applicant of a certificate", [](LedgerFolder& l) { return certify(l, marker); }});
  cases.push_back({"reissue_certificate", "the applicant of a certificate that was printed again", reissue});
  cases.push_back({"renew_certificate", "the applicant of a renewed certificate", renew});
  cases.push_back({"record_legacy_certificate", "applicant and body of an old certificate", record_old_certificate});
  cases.push_back({"record_label", "the scheme and the issuer of a label", label});
}

}  // namespace

Json retired_batch(std::int64_t first, std::int64_t last, const std::string& beneficiary, const std::string& reason) {
  Json body = LedgerFolder::batch_body(first, last);
  body["registry_status"] = Json{{"status", "retired"},
                                 {"on", "2023-06-01"},
                                 {"beneficiary_text", beneficiary},
                                 {"reason_text", reason},
                                 {"reference", "VCS-R-1"}};
  return body;
}

std::vector<ErasureCase> erasure_cases() {
  std::vector<ErasureCase> cases;
  add_cases_of_parties(cases);
  add_cases_of_sources(cases);
  add_cases_of_certificates(cases);
  cases.push_back({"withdraw_retirement", "a reason that only the command holds", [](LedgerFolder& l) {
                     const auto retirement = l.grant(l.trader, "retire", l.retire_body(900, 900));
                     return l.grant(l.trader, "withdraw_retirement", {{"retirement", retirement}, {"reason", marker}});
                   }});
  cases.push_back({"freeze", "the authority and the reason of a freeze", [](LedgerFolder& l) {
                     return l.grant(l.registrar, "freeze",
                                    {{"ranges", boost::json::array{range_json(l.batch, 800, 809)}},
                                     {"reason", marker},
                                     {"authority", marker}});
                   }});
  return cases;
}

}  // namespace tanbu::test
