// A factory-year from its inventory to a certificate, and what becomes of the words about it afterwards: every kind of
// judgement that a ledger can hold.
#include "tests/unit/audit/honest_ledger.hpp"

namespace tanbu::test {
namespace {

namespace json = boost::json;

constexpr auto association = "x:association";
constexpr auto registrar = "x:registrar";
constexpr auto body = "x:verifier";
constexpr auto other_body = "x:trader";
constexpr auto owner = "uscc:914403001922038216";
constexpr auto ceca = "ceca-g-0171-2022";
constexpr auto binhai = "binhai-2024";

json::object later_evidence() {
  return {{"sha256", std::string(64, 'b')}, {"bytes", 2}, {"media_type", "application/pdf"}, {"reference", "R-2"}};
}

void authorise(LedgerWriter& ledger, const char* party) {
  ledger.accept(association, "authorise_body",
                {{"party", party},
                 {"scheme", ceca},
                 {"batch", 1},
                 {"verifier_count", 6},
                 {"from", "2023-01-01"},
                 {"until", "2028-12-31"}});
}

struct Made {
  std::uint64_t site = 0;
  std::uint64_t inventory = 0;
  std::uint64_t retirement = 0;
  std::uint64_t assessment = 0;
  std::uint64_t attestation = 0;
  std::uint64_t certificate = 0;
};

// 100.00 t of the year 2024, verified.
void state_emissions(LedgerWriter& ledger, Made& made) {
  made.inventory =
      ledger.accept(owner, "declare_inventory",
                    {{"factory", made.site},
                     {"period", "2024"},
                     {"standard", "ISO 14064-1:2018"},
                     {"scope1_t", "100.00"},
                     {"electricity", {{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}},
                     {"reduction_plan", {{"measures", "boiler retrofit"}, {"target_t", "10"}, {"achieved_t", "10"}}}});
  ledger.accept(body, "verify_inventory",
                {{"inventory", made.inventory},
                 {"verifier", body},
                 {"criteria", "ISO 14064-3:2019"},
                 {"assurance", "reasonable"},
                 {"opinion", "unqualified"},
                 {"statement_number", "V-2025-2"},
                 {"verified_on", "2025-02-01"},
                 {"evidence", later_evidence()}});
}

// 100 units of the batch, retired for it by the registrar with its own reference.
void offset_emissions(LedgerWriter& ledger, std::uint64_t batch, std::int64_t first, Made& made) {
  const json::array ranges{{{"batch", batch}, {"first", first}, {"last", first + 99}}};
  ledger.accept(registrar, "transfer",
                {{"ranges", ranges}, {"to", owner}, {"basis", "trade"}, {"evidence", later_evidence()}});
  made.retirement = ledger.accept(registrar, "retire",
                                  {{"factory", made.site},
                                   {"period", "2024"},
                                   {"purpose", "factory_offset"},
                                   {"ranges", ranges},
                                   {"quantity", 100},
                                   {"beneficiary", owner},
                                   {"retired_on", "2025-02-03"},
                                   {"registry_reference", "VCS-R-9"}});
}

void judge(LedgerWriter& ledger, Made& made) {
  json::array indicators;
  for (int row = 1; row <= 8; ++row) indicators.push_back({{"row", row}, {"conform", "conform"}});
  made.assessment = ledger.accept(body, "record_assessment",
                                  {{"factory", made.site},
                                   {"period", "2024"},
                                   {"scheme", ceca},
                                   {"assessor", "third_party"},
                                   {"assessed_on", "2025-03-01"},
                                   {"accidents", json::array{}},
                                   {"indicators", indicators}});
  const json::object word{{"inventory", made.inventory},
                          {"scheme", ceca},
                          {"claim", {{"type", "I"}, {"percent", "100"}}},
                          {"retirements", json::array{made.retirement}},
                          {"assessment", made.assessment}};
  const auto hasty = ledger.accept(body, "attest_coverage", word);
  ledger.accept(body, "withdraw_attestation", {{"attestation", hasty}, {"reason", "too early"}});
  made.attestation = ledger.accept(body, "attest_coverage", word);
}

json::object print(const char* number) {
  return {{"number", number},
          {"period", "2024"},
          {"type", "I"},
          {"star", 5},
          {"applicant", "Rival Works"},
          {"emissions_t", "100.00"},
          {"offset_percent", "100"},
          {"issued_on", "2025-03-10"},
          {"first_issued_on", "2025-03-10"},
          {"cycle_from", "2025-03-10"},
          {"valid_until", "2028-03-09"}};
}

void certify(LedgerWriter& ledger, Made& made) {
  auto issue = print("15/25GHGZC0001R0");
  issue["factory"] = made.site;
  issue["scheme"] = ceca;
  issue["attestation"] = made.attestation;
  issue["assessment"] = made.assessment;
  made.certificate = ledger.accept(body, "issue_certificate", issue);
  auto old = print("15/25GHGZC0002R0");
  old["scheme"] = ceca;
  old["body_name"] = "某机构";
  old["evidence"] = later_evidence();
  ledger.accept(association, "record_legacy_certificate", old);
  const auto step = [&](const char* kind, const char* on) {
    ledger.accept(body, kind, {{"certificate", made.certificate}, {"effective_on", on}, {"reason", "as decided"}});
  };
  step("suspend_certificate", "2025-04-01");
  step("resume_certificate", "2025-04-02");
  ledger.accept(body, "reissue_certificate",
                {{"certificate", made.certificate},
                 {"number", "15/25GHGZC0001R1"},
                 {"issued_on", "2025-04-03"},
                 {"reason", "name changed"}});
  // Printed again under the same number: only the entry tells the two apart.
  ledger.accept(body, "reissue_certificate",
                {{"certificate", made.certificate},
                 {"number", "15/25GHGZC0001R1"},
                 {"applicant", "更名后的工厂"},
                 {"issued_on", "2025-04-04"},
                 {"reason", "name corrected"}});
  ledger.accept(body, "record_surveillance",
                {{"certificate", made.certificate},
                 {"period", "2025"},
                 {"on", "2025-10-01"},
                 {"result", "passed"},
                 {"evidence", later_evidence()}});
  const json::object handing{{"certificate", made.certificate},
                             {"to_body", other_body},
                             {"effective_on", "2025-10-02"},
                             {"grounds", "the body leaves the market"},
                             {"evidence", later_evidence()}};
  ledger.accept(body, "transfer_certificate", handing);
  ledger.accept(other_body, "transfer_certificate", handing);
  ledger.accept(
      association, "record_audit",
      {{"certificate", made.certificate}, {"on", "2025-11-01"}, {"result", "found"}, {"lookup", later_evidence()}});
  ledger.accept(
      association, "cancel_certificate",
      {{"certificate", made.certificate}, {"effective_on", "2025-11-20"}, {"reason", "at the holder's wish"}});
}

void speak_of_it(LedgerWriter& ledger, const Made& made) {
  ledger.accept(association, "appoint_scheme_owner", {{"party", other_body}, {"scheme", binhai}});
  const auto award = ledger.accept(other_body, "record_award",
                                   {{"factory", made.site},
                                    {"period", "2024"},
                                    {"scheme", binhai},
                                    {"level", "low"},
                                    {"notice_from", "2025-05-01"},
                                    {"notice_until", "2025-05-07"},
                                    {"announced_on", "2025-05-10"},
                                    {"reference", "list 2025"}});
  ledger.accept(other_body, "record_review", {{"award", award}, {"on", "2025-11-01"}, {"result", "kept"}});
  ledger.accept(owner, "record_label",
                {{"factory", made.site},
                 {"period", "2024"},
                 {"scheme_name", "苏州近零碳工厂"},
                 {"issuer", "Suzhou"},
                 {"on", "2025-06-01"},
                 {"inventory", made.inventory}});
  const auto dispute =
      ledger.accept(association, "open_dispute",
                    {{"target", made.attestation}, {"reason", "doubtful"}, {"evidence", later_evidence()}});
  ledger.accept(association, "resolve_dispute",
                {{"dispute", dispute}, {"outcome", "dismissed"}, {"reason", "checked"}});
}

}  // namespace

void certify_a_year(LedgerWriter& ledger, std::uint64_t batch, std::int64_t first) {
  Made made;
  made.site = ledger.accept(owner, "register_factory",
                            {{"name", "二厂"},
                             {"address", "B 路 2 号"},
                             {"division", "330108"},
                             {"industry", "C3841"},
                             {"established_on", "2012-02-29"}});
  authorise(ledger, body);
  authorise(ledger, other_body);
  const auto engagement = ledger.accept(
      owner, "engage_body",
      {{"factory", made.site}, {"scheme", ceca}, {"from_period", "2024"}, {"body", body}, {"role", "certify"}});
  ledger.accept(body, "accept_engagement", {{"engagement", engagement}});
  state_emissions(ledger, made);
  offset_emissions(ledger, batch, first, made);
  judge(ledger, made);
  certify(ledger, made);
  speak_of_it(ledger, made);
}

}  // namespace tanbu::test
