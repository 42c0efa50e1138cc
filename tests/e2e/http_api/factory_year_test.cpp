// A factory's year through the real server, told for each of its users: the factory that asks whether it is covered,
// the body that attests and certifies, the association that audits, the public that looks a number up.
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http::test;
using tanbu::test::evidence_json;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace {

const std::string scheme = "ceca-g-0171-2022";

// The rival is the body: enrolled, with a key, and no operator of this factory.
class FactoryYear {
 public:
  Service service;
  std::uint64_t inventory = 0;
  std::uint64_t retirement = 0;
  std::uint64_t attestation = 0;
  std::uint64_t assessment = 0;
  std::uint64_t certificate = 0;

  FactoryYear() {
    auto& ledger = service.ledger;
    ledger.populate(25'000);
    service.grant(ledger.association, "authorise_body",
                  {{"party", ledger.rival},
                   {"scheme", scheme},
                   {"batch", 1},
                   {"verifier_count", 6},
                   {"from", "2023-01-01"},
                   {"until", "2028-12-31"}});
    const auto engagement = service.grant(ledger.plant, "engage_body",
                                          {{"factory", ledger.factory},
                                           {"scheme", scheme},
                                           {"from_period", "2022"},
                                           {"body", ledger.rival},
                                           {"role", "certify"}});
    service.grant(ledger.rival, "accept_engagement", {{"engagement", engagement}});
    Json body = inventory_body(ledger.factory);
    body["reduction_plan"] = Json{{"measures", "boiler retrofit"}, {"target_t", "1000"}, {"achieved_t", "1000"}};
    inventory = service.grant(ledger.plant, "declare_inventory", body);
    service.grant(ledger.rival, "verify_inventory",
                  {{"inventory", inventory},
                   {"verifier", ledger.rival},
                   {"criteria", "ISO 14064-3"},
                   {"assurance", "limited"},
                   {"opinion", "unqualified"},
                   {"statement_number", "V-1"},
                   {"verified_on", "2023-06-15"},
                   {"evidence", evidence_json()}});
  }
  void certify() {
    auto& ledger = service.ledger;
    Json use = ledger.retire_body(1, 19'707);
    use["registry_reference"] = "VCS-R-1";
    retirement = service.grant(ledger.registrar, "retire", use);
    attestation = service.grant(ledger.rival, "attest_coverage", attest(retirement));
    boost::json::array indicators;
    for (int row = 1; row <= 8; ++row) indicators.push_back(Json{{"row", row}, {"conform", "conform"}});
    assessment = service.grant(ledger.rival, "record_assessment",
                               {{"factory", ledger.factory},
                                {"period", "2022"},
                                {"scheme", scheme},
                                {"assessor", "third_party"},
                                {"assessed_on", "2023-07-10"},
                                {"accidents", boost::json::array{}},
                                {"indicators", indicators}});
    certificate = service.grant(ledger.rival, "issue_certificate",
                                {{"number", "15/23GHGZC1001R0"},
                                 {"attestation", attestation},
                                 {"assessment", assessment},
                                 {"factory", ledger.factory},
                                 {"period", "2022"},
                                 {"scheme", scheme},
                                 {"type", "I"},
                                 {"star", 5},
                                 {"applicant", "Plant One Ltd"},
                                 {"emissions_t", "19706.57"},
                                 {"offset_percent", "100"},
                                 {"first_issued_on", "2023-07-21"},
                                 {"issued_on", "2023-07-21"},
                                 {"cycle_from", "2023-07-21"},
                                 {"valid_until", "2026-07-20"}});
  }
  [[nodiscard]] Json attest(std::uint64_t use) const {
    return {{"inventory", inventory},
            {"scheme", scheme},
            {"claim", Json{{"type", "I"}, {"percent", "100"}}},
            {"retirements", boost::json::array{use}}};
  }
  [[nodiscard]] std::string year(const std::string& question) const {
    return "/v1/factories/" + std::to_string(service.ledger.factory) + "/periods/2022/" + question;
  }
  [[nodiscard]] std::string certificate_path(const std::string& query = "") const {
    return "/v1/certificates/" + std::to_string(certificate) + query;
  }
};

std::string state(const Json& certificate) { return std::string(certificate.at("status").at("state").as_string()); }

}  // namespace

TEST_CASE("The factory asks whether its year is covered and reads every step from gross to gap", "[CE-14]") {
  FactoryYear year;
  auto& ledger = year.service.ledger;
  Json use = ledger.retire_body(1, 19'706);
  use["registry_reference"] = "VCS-R-1";
  year.service.grant(ledger.registrar, "retire", use);
  const auto got = year.service.get_as(ledger.plant, year.year("coverage?scheme=" + scheme));
  INFO(got.body);
  REQUIRE(got.status == 200);
  const auto answer = got.json();
  CHECK(answer.at("percent").at("exact").as_string() == "19706000/19706570");
  CHECK(answer.at("percent").at("shown").as_string() == "99.99");
  CHECK(answer.at("evaluation").at("verdict").as_string() == "fail");
  std::vector<std::pair<std::string, std::int64_t>> steps;
  for (const auto& step : answer.at("bridge").as_array())
    steps.emplace_back(step.at("step").as_string(), step.at("kg").as_int64());
  CHECK(steps == std::vector<std::pair<std::string, std::int64_t>>{{"gross", 19'706'570},
                                                                   {"green_electricity", 0},
                                                                   {"own_removals", 0},
                                                                   {"to_offset", 19'706'570},
                                                                   {"credits:VCS", -19'706'000},
                                                                   {"gap", 570}});
  // Nobody else reads the inventory, and what is asked for must exist.
  CHECK(year.service.get(year.year("coverage")).status == 404);
  CHECK(year.service.get_as(ledger.plant, year.year("coverage?scheme=none")).code() == "parameter_invalid");
  CHECK(year.service.get_as(ledger.plant, year.year("coverage?as_of=100000")).code() == "as_of_out_of_reach");
}

TEST_CASE("The body attests what the ledger computes, and is told what is missing to the kilogram", "[CE-14][CB-02]") {
  FactoryYear year;
  auto& ledger = year.service.ledger;
  Json use = ledger.retire_body(1, 19'706);
  use["registry_reference"] = "VCS-R-1";
  const auto most = year.service.grant(ledger.registrar, "retire", use);
  const auto refused = year.service.post(ledger.sign(ledger.rival, "attest_coverage", year.attest(most)));
  CHECK(refused.status == 409);
  CHECK(refused.code() == "under_covered");
  CHECK(refused.body.find("570") != std::string::npos);
}

TEST_CASE("The public looks a number up: its status on a day, and whether its year is still covered",
          "[CE-13][RT-09]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  const auto by_number = service.get("/v1/certificates?number=15%2F23ghgzc1001R0").json();
  REQUIRE(by_number.at("data").as_array().size() == 1);
  CHECK(state(service.get(year.certificate_path("?on=2023-07-20")).json()) == "not_yet");
  CHECK(state(service.get(year.certificate_path("?on=2024-07-21")).json()) == "valid");
  CHECK(state(service.get(year.certificate_path("?on=2024-07-22")).json()) == "overdue");
  CHECK(state(service.get(year.certificate_path("?on=2026-07-20")).json()) == "overdue");
  const auto expired = service.get(year.certificate_path("?on=2026-11-21")).json();
  CHECK(state(expired) == "expired");
  CHECK(expired.at("status").at("expired_days").as_int64() == 124);
  CHECK(service.get("/v1/certificates?status=expired&on=2026-07-21").json().at("data").as_array().size() == 1);
  CHECK(service.get("/v1/certificates?status=valid&on=2026-07-21").json().at("data").as_array().empty());
  CHECK(service.get("/v1/certificates?expiring_within=30&on=2026-07-01").json().at("data").as_array().size() == 1);
  CHECK(service.get("/v1/certificates?expiring_within=3&on=2026-07-01").json().at("data").as_array().empty());
  CHECK(service.get("/v1/certificates?number=none").json().at("data").as_array().empty());
  CHECK(service.get("/v1/certificates/3").status == 404);

  const auto before = service.get("/v1/log").json().at("size").as_int64();
  service.grant(service.ledger.registrar, "invalidate",
                {{"ranges", boost::json::array{range_json(service.ledger.batch, 1, 500)}},
                 {"authority", "MEE"},
                 {"reason", "found false"},
                 {"evidence", evidence_json()}});
  const auto hit = service.get("/v1/entries/" + std::to_string(before) + "/affected").json();
  CHECK(hit.at("attestations").at(0).as_int64() == static_cast<std::int64_t>(year.attestation));
  CHECK(hit.at("certificates").at(0).as_int64() == static_cast<std::int64_t>(year.certificate));
  const auto fallen = service.get(year.certificate_path("?on=2023-12-01")).json();
  CHECK(state(fallen) == "valid");
  CHECK_FALSE(fallen.at("status").at("coverage_holds").as_bool());
  CHECK(fallen.at("status").at("gap_t").as_string() == "499.57");
  const auto then = service.get(year.certificate_path("?on=2023-12-01&as_of=" + std::to_string(before))).json();
  CHECK(then.at("status").at("coverage_holds").as_bool());
  CHECK(service.get(year.certificate_path("?as_of=3")).status == 404);
  const auto word = service.get("/v1/attestations/" + std::to_string(year.attestation)).json();
  CHECK_FALSE(word.at("standing").at("holds").as_bool());
  CHECK(word.at("certificates").at(0).as_int64() == static_cast<std::int64_t>(year.certificate));
}

TEST_CASE("A label is shown with its seven fields or not at all", "[CE-15]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  const auto label = service.get(year.certificate_path("/label?on=2026-11-21")).json();
  CHECK(label.size() == 7);
  CHECK(label.at("type").as_string() == "I");
  CHECK(label.at("star").as_string() == "5");
  CHECK(label.at("standard").as_string() == "T/CECA-G 0171-2022");
  CHECK(label.at("status").as_string() == "expired");
  const auto legacy = service.grant(service.ledger.association, "record_legacy_certificate",
                                    {{"number", "15/23GHGZC1002R0"},
                                     {"scheme", scheme},
                                     {"body_name", "杭州万泰认证有限公司"},
                                     {"applicant", "Plant One Ltd"},
                                     {"period", "2022"},
                                     {"type", "UNKNOWN"},
                                     {"star", 5},
                                     {"emissions_t", "19706.57"},
                                     {"offset_percent", "100"},
                                     {"first_issued_on", "2023-07-21"},
                                     {"issued_on", "2023-07-21"},
                                     {"cycle_from", "2023-07-21"},
                                     {"valid_until", "2026-07-20"},
                                     {"evidence", evidence_json()}});
  const std::string path = "/v1/certificates/" + std::to_string(legacy);
  CHECK(service.get(path + "/label").code() == "label_incomplete");
  CHECK(service.get(path).json().at("status").at("coverage_holds").is_null());
}

TEST_CASE("The next body sees every word that was given about the same year", "[CB-03]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  const auto got = service.get_as(service.ledger.rival, year.year("checks?scheme=" + scheme));
  INFO(got.body);
  REQUIRE(got.status == 200);
  const auto answer = got.json();
  CHECK(answer.at("attestations").as_array().size() == 1);
  CHECK(answer.at("assessments").as_array().size() == 1);
  CHECK(answer.at("certificates").as_array().size() == 1);
  CHECK(answer.at("engagements").as_array().size() == 1);
  CHECK(answer.at("evaluation").at("checks").as_array().size() > 3);
  CHECK(service.get(year.year("checks?scheme=" + scheme)).status == 404);
  CHECK(service.get_as(service.ledger.rival, year.year("checks")).code() == "parameter_missing");
  const auto said = service.get("/v1/factories/" + std::to_string(service.ledger.factory) + "/claims").json();
  CHECK(said.at("certificates").as_array().size() == 1);
  CHECK(said.at("attestations").at(0).at("standing").at("holds").as_bool());
}

TEST_CASE(
    "An assessment is read by its factory, its assessor, the association and the scheme's owner, and by nobody else",
    "[CE-04]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  auto& ledger = service.ledger;
  const std::string path = "/v1/entries/" + std::to_string(year.assessment) + "/command";
  CHECK(service.get(path).status == 404);
  CHECK(service.get_as(ledger.trader, path).status == 404);
  for (const std::string& reader : {ledger.plant, ledger.rival, ledger.association})
    CHECK(service.get_as(reader, path).status == 200);
  service.grant(ledger.association, "appoint_scheme_owner", {{"party", ledger.trader}, {"scheme", scheme}});
  CHECK(service.get_as(ledger.trader, path).status == 200);
}

TEST_CASE("A question about the past is judged on the day of that size's last entry", "[G-01]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  const auto size = service.get("/v1/log").json().at("size").as_int64();
  const std::string today = format_date(china_date(service.ledger.clock->now()));
  const auto then = service.get_as(service.ledger.plant, year.year("coverage?as_of=" + std::to_string(size))).json();
  CHECK(then.at("as_of").at("size").as_int64() == size);
  CHECK(then.at("as_of").at("on").as_string() == today);
  service.ledger.clock->pass(400LL * 24 * 3600 * 1000);
  const auto later = service.get_as(service.ledger.plant, year.year("coverage?as_of=" + std::to_string(size))).json();
  CHECK(later.at("as_of").at("on").as_string() == today);
  const auto now = service.get_as(service.ledger.plant, year.year("coverage")).json();
  CHECK(now.at("as_of").at("on").as_string() != today);
}

TEST_CASE("A certificate whose assessment was disputed with success does not stand and shows no label",
          "[CB-03][CE-15]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  auto& ledger = service.ledger;
  CHECK(service.get(year.certificate_path("?on=2023-12-01")).json().at("status").at("stands").as_bool());
  const auto dispute =
      service.grant(ledger.association, "open_dispute",
                    {{"target", year.assessment}, {"reason", "nobody came"}, {"evidence", evidence_json()}});
  const auto upheld = service.grant(ledger.association, "resolve_dispute",
                                    {{"dispute", dispute}, {"outcome", "upheld"}, {"reason", "so it was"}});
  const auto answer = service.get(year.certificate_path("?on=2023-12-01")).json();
  const auto& status = answer.at("status");
  CHECK(status.at("in_force").as_bool());
  CHECK_FALSE(status.at("stands").as_bool());
  CHECK(status.at("because").at(0).as_int64() == static_cast<std::int64_t>(upheld));
  CHECK(service.get(year.certificate_path("/label?on=2023-12-01")).code() == "label_incomplete");
}

TEST_CASE("A doubt about an award is shown beside it until it is dismissed", "[BH-06]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  service.grant(ledger.association, "appoint_scheme_owner", {{"party", ledger.rival}, {"scheme", "binhai-2024"}});
  const auto award = service.grant(ledger.rival, "record_award",
                                   {{"factory", ledger.factory},
                                    {"period", "2022"},
                                    {"scheme", "binhai-2024"},
                                    {"level", "low"},
                                    {"notice_from", "2023-08-01"},
                                    {"notice_until", "2023-08-07"},
                                    {"announced_on", "2023-08-10"},
                                    {"reference", "list 2023"}});
  const auto dispute = service.grant(ledger.association, "open_dispute",
                                     {{"target", award}, {"reason", "doubtful"}, {"evidence", evidence_json()}});
  const std::string claims = "/v1/factories/" + std::to_string(ledger.factory) + "/claims";
  const auto disputes = [&] { return service.get(claims).json().at("awards").at(0).at("disputes").as_array(); };
  REQUIRE(disputes().size() == 1);
  CHECK(disputes().at(0).at("status").as_string() == "open");
  service.grant(ledger.association, "resolve_dispute",
                {{"dispute", dispute}, {"outcome", "dismissed"}, {"reason", "checked"}});
  CHECK(disputes().empty());
}

TEST_CASE(
    "A factory-year shows what was said of it to all, and the versions of its inventory to those who may read them") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  const auto& ledger = service.ledger;
  Json later = inventory_body(ledger.factory);
  later["supersedes"] = year.inventory;
  later["reason"] = "a meter was read anew";
  const auto second = service.grant(ledger.plant, "declare_inventory", later);
  const std::string path = "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022";
  const auto shown = service.get(path).json();
  CHECK(shown.at("period").as_string() == "2022");
  const auto& attestation = shown.at("attestations").at(0);
  CHECK(attestation.at("entry").to_number<std::uint64_t>() == year.attestation);
  CHECK(attestation.at("counted_t").as_int64() == 19'707);
  CHECK(attestation.at("to_offset_t").as_string() == "19706.57");
  CHECK(shown.at("certificates").at(0).to_number<std::uint64_t>() == year.certificate);
  CHECK_FALSE(shown.contains("inventories"));

  for (const auto& reader : {ledger.plant, ledger.rival, ledger.association}) {
    INFO(reader);
    const auto versions = service.get_as(reader, path).json().at("inventories").as_array();
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].at("inventory").to_number<std::uint64_t>() == year.inventory);
    CHECK(versions[0].at("verification").at("opinion").as_string() == "unqualified");
    CHECK(versions[0].at("superseded_by").to_number<std::uint64_t>() == second);
    CHECK(versions[1].at("version").as_int64() == 2);
    CHECK(versions[1].at("verification").is_null());
    // The verified one counts until the newer one is verified, and coverage takes the same.
    CHECK(versions[0].at("counts").as_bool());
    CHECK_FALSE(versions[1].at("counts").as_bool());
    const auto taken = service.get_as(reader, path + "/coverage").json().at("inventory").at("inventory");
    CHECK(taken.to_number<std::uint64_t>() == year.inventory);
  }
  const auto other = service.get_as(ledger.plant, "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2021");
  CHECK(other.json().at("attestations").as_array().empty());
  CHECK(other.json().at("inventories").as_array().empty());
  CHECK(service.get("/v1/factories/999999/periods/2022").status == 404);
  CHECK(service.get(path + "-01").status == 404);
}

TEST_CASE("The association audits a certificate and what it saw is kept beside it", "[CB-03]") {
  FactoryYear year;
  year.certify();
  auto& service = year.service;
  service.grant(
      service.ledger.association, "record_audit",
      {{"certificate", year.certificate}, {"on", "2023-12-01"}, {"result", "differs"}, {"lookup", evidence_json()}});
  const auto shown = service.get(year.certificate_path()).json();
  CHECK(shown.at("events").at(0).at("result").as_string() == "differs");
}

TEST_CASE("Schemes are read with their thresholds, the unknown ones as null, and with their notes", "[CE-03]") {
  Service service;
  const auto all = service.get("/v1/schemes").json();
  CHECK(all.at("data").as_array().size() == 5);
  const auto ceca = service.get("/v1/schemes/" + scheme).json();
  bool unknown = false;
  for (const auto& threshold : ceca.at("star_thresholds").as_array())
    unknown = unknown || (threshold.at("star").as_int64() == 4 && threshold.at("offset_percent").is_null());
  CHECK(unknown);
  CHECK_FALSE(ceca.at("notes").as_array().empty());
  CHECK(service.get("/v1/schemes/none").status == 404);
}
