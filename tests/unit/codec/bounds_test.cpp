// Values at and beyond the edges, rules between members, several faults at once, personal information.
#include <catch2/catch.hpp>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct Bounds {
  std::string kind;
  std::string pointer;
  std::int64_t smallest;
  std::int64_t largest;
};

json::string repeated(json::string_view character, std::size_t count) {
  json::string text;
  for (std::size_t index = 0; index < count; ++index) text.append(character);
  return text;
}

constexpr std::int64_t json_max = limits::unit_number_max;

}  // namespace

TEST_CASE("every integer is bounded on both sides and no value wraps") {
  const std::vector<Bounds> rows{
      {"register_project", "/located_in_factory", 0, json_max},
      {"register_project", "/self_developed_for", 0, json_max},
      {"register_project", "/evidence/bytes", 1, json_max},
      {"record_batch", "/claimed_generation/0/kwh", 0, limits::electricity_kwh_max},
      {"transfer", "/ranges/0/batch", 0, json_max},
      {"declare_inventory", "/factory", 0, json_max},
      {"declare_inventory", "/supersedes", 0, json_max},
      {"declare_inventory", "/electricity/consumed_kwh", 0, limits::electricity_kwh_max},
      {"declare_inventory", "/electricity/purchased_kwh", 0, limits::electricity_kwh_max},
      {"declare_inventory", "/electricity/green_power/0/kwh", 0, limits::electricity_kwh_max},
      {"declare_inventory", "/electricity/direct/0/kwh", 0, limits::electricity_kwh_max},
      {"declare_inventory", "/electricity/factor_net/year", 1990, 2199},
      {"retire", "/factory", 0, json_max},
      {"retire", "/ranges/0/batch", 0, json_max},
  };
  for (const auto& [kind, pointer, smallest, largest] : rows) {
    for (const auto value : {-json_max, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, smallest - 1, smallest,
                             largest - 1, largest, largest + 1, json_max}) {
      if (value > json_max) continue;
      INFO(kind << pointer << " " << value);
      const auto faults = faults_of(kind, with(sample(kind).full, pointer, value));
      const bool good = smallest <= value && value <= largest;
      CHECK(faults == (good ? Faulty{} : Faulty{{"/body" + pointer, "out_of_range"}}));
    }
    // What no integer of the format can be does not reach the members at all.
    for (const auto* number : {"9007199254740992", "9223372036854775807", "-9223372036854775808"}) {
      auto text = json::serialize(payload_of(kind, with(sample(kind).full, pointer, "NUMBER")));
      text.replace(text.find("\"NUMBER\""), 8, number);
      const auto read = codec::read_payload(text);
      REQUIRE(std::holds_alternative<codec::Unreadable>(read));
      CHECK(std::get<codec::Unreadable>(read).code == "json_integer_range");
    }
  }
}

TEST_CASE("quantities are at least one and agree with what they count", "[U-02][RT-02]") {
  check_values({
      {"record_batch", "/quantity", 0, "out_of_range"},
      {"record_batch", "/quantity", -1, "out_of_range"},
      {"record_batch", "/quantity", limits::units_max + 1, "out_of_range"},
      {"record_batch", "/quantity", json_max, "out_of_range"},
      {"record_batch", "/quantity", limits::units_max, "range_quantity"},
      {"record_batch", "/quantity", 99, "range_quantity"},
      {"record_batch", "/quantity", 101, "range_quantity"},
      {"record_batch", "/quantity", 100, ""},
      {"retire", "/quantity", 0, "out_of_range"},
      {"retire", "/quantity", -1, "out_of_range"},
      {"retire", "/quantity", json_max, "range_quantity"},
      {"retire", "/quantity", 19, "range_quantity"},
      {"retire", "/quantity", 21, "range_quantity"},
      {"retire", "/quantity", 20, ""},
  });
}

TEST_CASE("many ranges of all numbers have a sum that does not wrap") {
  json::array ranges;
  for (int batch = 0; batch < 256; ++batch) ranges.push_back({{"batch", batch}, {"first", 0}, {"last", json_max}});
  // 256 times 2^53 lies within 64 bits, so the sum is exact and simply not the quantity.
  auto body = with(sample("retire").minimal, "/ranges", ranges);
  CHECK(faults_of("retire", body) == Faulty{{"/body/quantity", "range_quantity"}});
  ranges.push_back({{"batch", 256}, {"first", 0}, {"last", 0}});
  body = with(body, "/ranges", ranges);
  CHECK(faults_of("retire", body) == Faulty{{"/body/ranges", "too_many"}});
}

TEST_CASE("amounts are plain decimals within the world's size", "[U-01]") {
  std::vector<ValueRow> rows;
  for (const auto* pointer : {"/scope1_t", "/scope2_heat_t", "/scope3_t", "/scope2_market_t", "/ccus_t",
                              "/in_boundary_removal_t", "/in_boundary_reductions/0/tonnes", "/energy_emissions_t",
                              "/reduction_plan/target_t", "/reduction_plan/achieved_t"}) {
    for (const auto* good : {"0", "0.001", "19706.57", "99999999999.999", "100000000000"}) {
      rows.push_back({"declare_inventory", pointer, good, ""});
    }
    for (const auto* bad : {"-1", "+1", "1.", ".5", "01", "1.2345", "1e3", "1,000", "１", "100000000000.001", " 1",
                            "NaN", "9223372036854775807", "9223372036854775808", "99999999999999999999999"}) {
      rows.push_back({"declare_inventory", pointer, bad, "number_form"});
    }
  }
  for (const auto* pointer : {"/electricity/factor_location", "/electricity/factor_net/value"}) {
    for (const auto* good : {"0", "0.4974", "10", "10.0000"}) rows.push_back({"declare_inventory", pointer, good, ""});
    for (const auto* bad : {"10.0001", "0.49741", "-0.1", "11", "0,5"}) {
      rows.push_back({"declare_inventory", pointer, bad, "number_form"});
    }
  }
  check_values(rows);
}

TEST_CASE("dates and periods have one spelling", "[U-04]") {
  std::vector<ValueRow> rows;
  for (const auto& [kind, pointer] :
       std::vector<std::pair<std::string, std::string>>{{"register_factory", "/established_on"},
                                                        {"register_project", "/construction_start"},
                                                        {"register_project", "/registered_on"},
                                                        {"record_batch", "/issued_on"},
                                                        {"record_batch", "/registry_status/on"},
                                                        {"retire", "/retired_on"}}) {
    rows.push_back({kind, pointer, "2024-02-29", ""});
    for (const auto* bad : {"2023-02-29", "2023-2-9", "2023/02/09", "20230209", "1899-12-31", "2200-01-01",
                            "0000-00-00", "2023-02-09T00:00:00Z", " 2023-02-09"}) {
      rows.push_back({kind, pointer, bad, "date_form"});
    }
  }
  for (const auto* kind : {"retire", "declare_inventory"}) {
    rows.push_back({kind, "/period", "2022-07-01--2023-06-30", ""});
    for (const auto* bad : {"2022-01-01--2022-12-31", "22", "2022-01", "2022-02-01--2022-01-31", "2022 "}) {
      rows.push_back({kind, "/period", bad, "period_form"});
    }
  }
  for (const auto* bad : {"2018-13", "2018-1", "2018", "2018-02-01", "2018/02", "2018-00"}) {
    rows.push_back({"record_batch", "/claimed_generation/0/month", bad, "month_form"});
  }
  check_values(rows);
}

TEST_CASE("what begins after it ends is refused at its end") {
  check_values({
      {"appoint_registrar", "/until", "2025-12-31", "date_order"},
      {"appoint_registrar", "/until", "2026-01-01", ""},
      {"register_project", "/crediting_until", "2021-12-31", "date_order"},
      {"register_project", "/crediting_until", "2022-01-01", ""},
      {"record_batch", "/vintage_until", "2017-12-31", "date_order"},
      {"transfer", "/ranges/0/last", 0, "range_order"},
      {"transfer", "/ranges/0/last", 1, ""},
      {"transfer", "/ranges/0/last", json_max, ""},
  });
}

TEST_CASE("codes have their own alphabets", "[ID-01][ID-05]") {
  check_values({
      {"genesis", "/origin", "https://ledger.example.cn/tanbu/1", "origin_form"},
      {"genesis", "/rules", "2026 11 01", "rules_form"},
      {"genesis", "/log_vkey", "ledger.example.cn/tanbu/1+00000000+AAAA", "vkey_unsound"},
      {"genesis", "/log_vkey", json::string(log_vkey("ledger.example.cn/tanbu/2")), "vkey_unsound"},
      {"genesis", "/association/keys", json::array{}, "too_few"},
      {"genesis", "/association/keys", json::array(17, public_jwk(1)), "too_many"},
      {"enroll_party", "/party", "uscc:91330100799655058b", "uscc_alphabet"},
      {"enroll_party", "/party", "uscc:9133010079965505", "uscc_length"},
      {"enroll_party", "/party", "uscc:91330100799655058C", "uscc_check"},
      {"enroll_party", "/party", "somebody", "party_form"},
      {"enroll_party", "/legal_form", "company", "unknown_value"},
      {"enroll_party", "/division", "33010", "division_form"},
      {"enroll_party", "/division", "3301080", "division_form"},
      {"enroll_party", "/division", "33010A", "division_form"},
      {"enroll_party", "/aliases", json::array{}, ""},
      {"enroll_party", "/aliases", json::array(65, "a"), "too_many"},
      {"appoint_registrar", "/programme", "vcs", "unknown_programme"},
      {"appoint_registrar", "/programme", "CEA", "unknown_programme"},
      {"register_factory", "/industry", "C44", "industry_letter"},
      {"register_factory", "/industry", "D44", ""},
      {"register_factory", "/industry", "C12", "industry_letter"},
      {"register_factory", "/industry", "A00", "industry_letter"},
      {"register_factory", "/industry", "T97", ""},
      {"register_factory", "/industry", "T98", "industry_letter"},
      {"register_factory", "/industry", "U98", "industry_letter"},
      {"register_factory", "/industry", "C3", "industry_form"},
      {"register_factory", "/industry", "C3899x", "industry_form"},
      {"register_factory", "/industry", "C38411", "industry_form"},
      {"register_factory", "/industry", "c3841", "industry_form"},
      {"register_project", "/country", "CHN", "country_form"},
      {"register_project", "/country", "cn", "country_form"},
      {"register_project", "/class", "none", "unknown_value"},
      {"register_project", "/class", "old", ""},
      {"register_project", "/project_id", "jx", "project_id_form"},
      {"register_project", "/asset_code", "a1", "asset_code_form"},
      {"register_project", "/asset_code", repeated("A", 65), "asset_code_form"},
      {"register_project", "/developer", "Some company", "party_form"},
      {"register_project", "/verifier", "lei:5493001KJTIIGC8Y1R99", "lei_check"},
      {"register_project", "/also_registered_as/0/programme", "G", "programme_form"},
      {"register_project", "/also_registered_as/0/programme", "9A", "programme_form"},
      {"register_project", "/also_registered_as/0/programme", "PHCER-GD", ""},
      {"register_project", "/also_registered_as/0/project_id", "a b", "project_id_form"},
      {"register_project", "/also_registered_as/1/project_id", "VCS929", "project_id_form"},
      {"register_project", "/evidence/sha256", repeated("A", 64), "digest_form"},
      {"register_project", "/evidence/sha256", repeated("a", 63), "digest_form"},
      {"register_project", "/evidence/media_type", "pdf", "media_type_form"},
      {"register_project", "/evidence/media_type", "Application/pdf", "media_type_form"},
      {"register_project", "/evidence/media_type", "text/plain;charset=utf-8", "media_type_form"},
      {"register_project", "/evidence/media_type", "a/b/c", "media_type_form"},
      {"register_project", "/evidence/url", "ftp://a.example/x", "url_form"},
      {"register_project", "/evidence/url", "javascript:alert(1)", "url_form"},
      {"register_project", "/evidence/url", "https://", "url_form"},
      {"register_project", "/evidence/url", "https://me@a.example/", "url_form"},
      {"register_project", "/evidence/url", "https://a.example/绿证", "url_form"},
      {"register_project", "/evidence/reference", " 1", "reference_form"},
      {"register_project", "/evidence/reference", "a@b.example", "reference_form"},
      {"register_project", "/evidence/reference", repeated("1", 201), "text_too_long"},
      {"record_batch", "/registry_status/status", "sold", "unknown_value"},
      {"transfer", "/basis", "gift", "unknown_value"},
      {"transfer", "/ranges", json::array{}, "too_few"},
      {"retire", "/purpose", "event", "unknown_value"},
  });
  for (const auto* basis : {"trade", "green_power", "self_use", "hydro", "off_grid", "other"}) {
    CHECK(faults_of("transfer", with(sample("transfer").full, "/basis", basis)).empty());
  }
}

TEST_CASE("a key that is not sound is one fault") {
  for (const auto* pointer : {"/key/x", "/key/kty", "/key/crv"}) {
    CHECK(faults_of("enroll_party", with(sample("enroll_party").full, pointer, "AAAA")) ==
          Faulty{{"/body/key", "key_unsound"}});
  }
  CHECK(faults_of("enroll_party", with(sample("enroll_party").full, "/key/d", "AAAA")) ==
        Faulty{{"/body/key", "key_unsound"}});
  const auto twice = json::array{public_jwk(1), public_jwk(2), public_jwk(1)};
  CHECK(faults_of("genesis", with(sample("genesis").full, "/association/keys", twice)) ==
        Faulty{{"/body/association/keys/2", "key_repeated"}});
}

TEST_CASE("the log's key line must be the origin's own and sound in every character") {
  const auto vkey = log_vkey("ledger.example.cn/tanbu/1");
  for (std::size_t at = 0; at < vkey.size(); ++at) {
    auto wrong = vkey;
    wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
    INFO(wrong);
    CHECK(faults_of("genesis", with(sample("genesis").full, "/log_vkey", json::string(wrong))) ==
          Faulty{{"/body/log_vkey", "vkey_unsound"}});
    for (const char* kind : {"add_log_key", "retire_log_key"}) {
      CHECK(faults_of(kind, with(sample(kind).full, "/log_vkey", json::string(wrong))) ==
            Faulty{{"/body/log_vkey", "vkey_unsound"}});
    }
  }
}

TEST_CASE("texts are counted in characters, Chinese or not") {
  check_values({
      {"enroll_party", "/name", repeated("碳", 500), ""},
      {"enroll_party", "/name", repeated("碳", 501), "text_too_long"},
      {"enroll_party", "/name", repeated("𠮷", 500), ""},
      {"enroll_party", "/aliases/0", repeated("a", 501), "text_too_long"},
      {"record_batch", "/registry_status/beneficiary_text", repeated("厂", 300), ""},
      {"record_batch", "/registry_status/beneficiary_text", repeated("厂", 301), "text_too_long"},
      {"record_batch", "/registry_status/reason_text", repeated("因", 500), ""},
      {"record_batch", "/registry_status/reason_text", repeated("因", 501), "text_too_long"},
      {"declare_inventory", "/standard", repeated("S", 100), ""},
      {"declare_inventory", "/standard", repeated("S", 101), "text_too_long"},
  });
}

TEST_CASE("a developer is a party where it looks like one and a printed name otherwise") {
  auto body = sample("register_project").minimal;
  body.as_object()["developer"] = "Some Wind Company Ltd.";
  CHECK(faults_of("register_project", body).empty());
  body.as_object()["developer"] = "uscc:91330100799655058C";
  CHECK(faults_of("register_project", body) == Faulty{{"/body/developer", "uscc_check"}});
  body.as_object()["developer"] = "uscc:91330100799655058B";
  CHECK(faults_of("register_project", body).empty());
}

TEST_CASE("who registers a project of his own names its developer, verifier and factory", "[CE-10]") {
  auto body = with(sample("register_project").minimal, "/programme", "OWN");
  body = with(body, "/project_id", "JX-1");
  CHECK(faults_of("register_project", body) == Faulty{{"/body/developer", "missing_member"},
                                                      {"/body/verifier", "missing_member"},
                                                      {"/body/self_developed_for", "missing_member"}});
}

TEST_CASE("a serial says what stands beside it") {
  check_values({
      {"record_batch", "/serial", "15312", "serial_form"},
      {"record_batch", "/serial", "1-1-100-VCS-PLASTIC-208-VER-CA-3-929-01012018-31122018-0", "serial_plastic"},
      {"record_batch", "/serial", "1-100-1-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", "serial_number_range"},
      {"record_batch", "/project", "930", "project_mismatch"},
      {"record_batch", "/project", "P930", "project_id_form"},
      {"record_batch", "/programme", "XYZ", "unknown_programme"},
  });
  CHECK(faults_of("record_batch", with(sample("record_batch").full, "/vintage_until", "2018-12-30")) ==
        Faulty{{"/body/serial", "vintage_mismatch"}});
  const auto command = std::get<RecordBatchCommand>(command_of("record_batch", sample("record_batch").full));
  CHECK(command.space == "2020");
  CHECK(command.units.quantity() == 100);
  CHECK(command.project == ProjectKey{"VCS", "929"});
  CHECK(command.registry_status == RegistryStatus::retired);
  CHECK(command.status_on == parse_date("2023-06-07"));
}

TEST_CASE("a registry status has the members that belong to it") {
  const auto& body = sample("record_batch").full;
  const json::value active{{"status", "active"}};
  const json::value cancelled{{"status", "cancelled"}, {"on", "2023-01-01"}, {"reason_text", "duplicate"}};
  CHECK(faults_of("record_batch", with(body, "/registry_status", active)).empty());
  CHECK(faults_of("record_batch", with(body, "/registry_status", cancelled)).empty());
  auto wrong = with(with(body, "/registry_status", active), "/registry_status/on", "2023-01-01");
  CHECK(faults_of("record_batch", wrong) == Faulty{{"/body/registry_status/on", "unknown_member"}});
  wrong = with(with(body, "/registry_status", cancelled), "/registry_status/beneficiary_text", "A");
  CHECK(faults_of("record_batch", wrong) == Faulty{{"/body/registry_status/beneficiary_text", "unknown_member"}});
}

TEST_CASE("a correction of an inventory names what it corrects and why") {
  const auto& body = sample("declare_inventory").full;
  CHECK(faults_of("declare_inventory", without(body, "/reason")) == Faulty{{"/body/reason", "missing_member"}});
  CHECK(faults_of("declare_inventory", without(body, "/supersedes")) == Faulty{{"/body/supersedes", "missing_member"}});
  CHECK(faults_of("declare_inventory", without(without(body, "/reason"), "/supersedes")).empty());
}

TEST_CASE("nothing stands in a list twice") {
  check_values({
      {"enroll_party", "/aliases/1", "某某科技", "alias_repeated"},
  });
  auto body = sample("register_project").full;
  body = with(body, "/also_registered_as/0", body.at_pointer("/also_registered_as/1"));
  CHECK(faults_of("register_project", body) == Faulty{{"/body/also_registered_as/1", "project_repeated"}});
  body = with(sample("register_project").full, "/also_registered_as/0",
              {{"programme", "OWN"}, {"project_id", "JX-2023/01"}});
  CHECK(faults_of("register_project", body) == Faulty{{"/body/also_registered_as/0", "project_repeated"}});
  auto batch = sample("record_batch").full;
  auto& claims = batch.at_pointer("/claimed_generation").as_array();
  const json::value claim = claims.front();
  claims.push_back(claim);
  CHECK(faults_of("record_batch", batch) == Faulty{{"/body/claimed_generation/1", "claim_repeated"}});
}

TEST_CASE("all faults are reported at once, in the order of the document, unknown members last") {
  auto payload = payload_of("retire", json::value{{"zzz", 1},
                                                  {"retired_on", "yesterday"},
                                                  {"quantity", 0},
                                                  {"ranges",
                                                   {{{"batch", 1}, {"first", 5}, {"last", 4}},
                                                    {{"batch", -1}, {"first", "1"}, {"last", 1}},
                                                    {{"batch", 1}, {"last", 1}, {"more", 1}},
                                                    7}},
                                                  {"period", "22"},
                                                  {"purpose", "fun"}});
  payload["jti"] = "short";
  payload["aaa"] = 1;
  CHECK(faults_of(payload) == Faulty{{"/jti", "jti_form"},
                                     {"/body/factory", "missing_member"},
                                     {"/body/period", "period_form"},
                                     {"/body/purpose", "unknown_value"},
                                     {"/body/ranges/0/last", "range_order"},
                                     {"/body/ranges/1/batch", "out_of_range"},
                                     {"/body/ranges/1/first", "wrong_type"},
                                     {"/body/ranges/2/first", "missing_member"},
                                     {"/body/ranges/3", "wrong_type"},
                                     {"/body/quantity", "out_of_range"},
                                     {"/body/beneficiary", "missing_member"},
                                     {"/body/retired_on", "date_form"},
                                     {"/aaa", "unknown_member"},
                                     {"/body/ranges/2/more", "unknown_member"},
                                     {"/body/zzz", "unknown_member"}});
}
