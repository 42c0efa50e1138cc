#include "tests/unit/codec/support.hpp"

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jwk.hpp"

namespace tanbu::test {
namespace {

constexpr auto evidence = R"({"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","bytes":48211,
  "media_type":"application/pdf","reference":"JS-2023-00412","url":"https://registry.example/doc/412.pdf"})";

json::value parse(std::string text) {
  for (auto at = text.find("EVIDENCE"); at != std::string::npos; at = text.find("EVIDENCE")) {
    text.replace(at, 8, evidence);
  }
  return json::parse(text);
}

std::vector<std::string> plus_evidence(std::vector<std::string> pointers) {
  for (const auto* pointer : {"/evidence", "/evidence/reference", "/evidence/url"}) pointers.emplace_back(pointer);
  return pointers;
}

Sample genesis() {
  const std::string origin = "ledger.example.cn/tanbu/1";
  json::value body = {
      {"origin", origin},
      {"association", {{"party", "x:association"}, {"name", "碳中和协会"}, {"keys", json::array{public_jwk(1)}}}},
      {"log_vkey", log_vkey(origin)},
      {"rules", "2026-11-01"}};
  return {"genesis", body, body, {}};
}

Sample enroll_party() {
  json::value full = parse(R"({"party":"uscc:91330100799655058B","name":"杭州某某科技有限公司","name_en":"Example Ltd.",
    "aliases":["某某科技","Example"],"legal_form":"legal_person","registered_address":"杭州市滨江区网商路1号",
    "division":"330108"})");
  full.as_object()["key"] = public_jwk(2);
  return {"enroll_party",
          parse(R"({"party":"x:example","name":"Example","legal_form":"foreign"})"),
          full,
          {"/name_en", "/aliases", "/registered_address", "/division", "/key"}};
}

Sample appoint_registrar() {
  json::value body = parse(R"({"party":"x:registrar","programme":"VCS","from":"2026-01-01","until":"2026-12-31"})");
  return {"appoint_registrar", body, body, {}};
}

Sample register_factory() {
  return {
      "register_factory",
      parse(
          R"({"name":"一厂","address":"A 路 1 号","division":"120116","industry":"C38","established_on":"2012-02-29"})"),
      parse(R"({"name":"一厂","address":"A 路 1 号","division":"120116","zone":"开发区","industry":"C3841",
            "established_on":"2012-02-29"})"),
      {"/zone"}};
}

Sample register_project() {
  return {
      "register_project",
      parse(R"({"programme":"VCS","project_id":"929","title":"Grid wind","country":"CN","technology":"wind",
            "methodology":"ACM0002"})"),
      parse(R"({"programme":"OWN","project_id":"JX-2023/01","title":"屋顶光伏","developer":"uscc:91330100799655058B",
            "country":"CN","division":"330108","site":"地块 12","located_in_factory":17,"technology":"solar",
            "methodology":"CCER-01-002","asset_code":"PPC2206652902001J","class":"new",
            "construction_start":"2021-01-02","registered_on":"2022-03-04","crediting_from":"2022-01-01",
            "crediting_until":"2031-12-31","verifier":"x:verifier","self_developed_for":18,
            "also_registered_as":[{"programme":"GS","project_id":"GS7001"},{"programme":"VCS","project_id":"929"}],
            "evidence":EVIDENCE})"),
      plus_evidence({"/division", "/site", "/located_in_factory", "/asset_code", "/class", "/construction_start",
                     "/registered_on", "/crediting_from", "/crediting_until", "/also_registered_as"})};
}

Sample record_batch() {
  return {"record_batch", parse(R"({"programme":"OWN","serial":"VS-2023/0117","quantity":1,"project":"JX-2023/01",
            "vintage_from":"2022-01-01","vintage_until":"2022-12-31","issued_on":"2023-05-06",
            "registry_status":{"status":"active"}})"),
          parse(R"({"programme":"VCS","serial":"15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O",
            "quantity":100,"project":"929","vintage_from":"2018-01-01","vintage_until":"2018-12-31",
            "issued_on":"2019-05-06","registry_status":{"status":"retired","on":"2023-06-07",
            "beneficiary_text":"杭州某某科技有限公司","reason_text":"FY2022 碳中和","reference":"R 13812345678"},
            "tradable":true,"claimed_generation":[{"asset_code":"PPC2206652902001J","month":"2018-02","kwh":1000}],
            "evidence":EVIDENCE})"),
          plus_evidence({"/registry_status/beneficiary_text", "/registry_status/reason_text",
                         "/registry_status/reference", "/tradable", "/claimed_generation"})};
}

Sample transfer() {
  return {"transfer", parse(R"({"ranges":[{"batch":230,"first":1,"last":1}],"to":"x:buyer","basis":"trade"})"),
          parse(R"({"ranges":[{"batch":230,"first":1,"last":10},{"batch":231,"first":1,"last":10}],"to":"x:buyer",
            "basis":"green_power","evidence":EVIDENCE})"),
          plus_evidence({})};
}

Sample declare_inventory() {
  return {"declare_inventory",
          parse(R"({"factory":17,"period":"2022","standard":"ISO 14064-1:2018","scope1_t":"8000.00",
            "electricity":{"consumed_kwh":0,"purchased_kwh":0,"factor_location":"0.4974"}})"),
          parse(R"({"factory":17,"period":"2022-07-01--2023-06-30","standard":"GB/T 32150-2015","supersedes":40,
            "reason":"计量修正","scope1_t":"8000.00","scope2_heat_t":"1.5","scope3_t":"0","electricity":{
            "consumed_kwh":30000000,"purchased_kwh":23535524,
            "green_power":[{"contract":"GP-1","kwh":1000,"gec":[{"batch":5,"first":1,"last":1}]},
              {"contract":"GP-2","kwh":1000}],
            "direct":[{"asset_code":"PPC2206652902001J","kwh":7}],"factor_location":"0.4974",
            "factor_net":{"year":2023,"area":"浙江","caliber":"market residual","value":"0.5942"}},
            "scope2_market_t":"100","ccus_t":"1","in_boundary_removal_t":"2",
            "in_boundary_reductions":[{"measure":"余热回收","tonnes":"12.345","project":{"programme":"VCS",
              "project_id":"929"},"asset_code":"A1"}],
            "energy_emissions_t":"9000","reduction_plan":{"measures":"节能改造","target_t":"10","achieved_t":"9.99"},
            "evidence":EVIDENCE})"),
          plus_evidence({"/scope2_heat_t", "/scope3_t", "/electricity/green_power", "/electricity/green_power/0/gec",
                         "/electricity/direct", "/electricity/direct/0/asset_code", "/electricity/factor_net",
                         "/scope2_market_t", "/ccus_t", "/in_boundary_removal_t", "/in_boundary_reductions",
                         "/in_boundary_reductions/0/project", "/in_boundary_reductions/0/asset_code",
                         "/energy_emissions_t", "/reduction_plan"})};
}

Sample retire() {
  return {"retire",
          parse(R"({"factory":17,"period":"2022","purpose":"electricity_consumption","ranges":[{"batch":230,"first":0,
            "last":0}],"quantity":1,"beneficiary":"uscc:91330100799655058B","retired_on":"2023-12-31"})"),
          parse(R"({"factory":17,"period":"2022","purpose":"factory_offset","ranges":[{"batch":230,"first":1,"last":10},
            {"batch":231,"first":11,"last":20}],"quantity":20,"beneficiary":"uscc:91330100799655058B",
            "assignment":{"from":"x:head-office","evidence":EVIDENCE},"retired_on":"2023-12-31",
            "registry_reference":"国环规〔2023〕1号","evidence":EVIDENCE})"),
          plus_evidence(
              {"/assignment", "/assignment/evidence/reference", "/assignment/evidence/url", "/registry_reference"})};
}

std::pair<json::value*, std::string> parent_of(json::value& body, const std::string& pointer) {
  const auto slash = pointer.rfind('/');
  return {&body.at_pointer(pointer.substr(0, slash)), pointer.substr(slash + 1)};
}

}  // namespace

json::value public_jwk(unsigned char seed) {
  crypto::ed25519::Seed bytes{};
  bytes.fill(seed);
  return crypto::to_jwk(crypto::SigningKey::from_ed25519_seed(bytes).public_key());
}

std::string log_vkey(const std::string& origin) {
  const auto key = crypto::ed25519::public_key(crypto::ed25519::Seed{7});
  std::string typed_key("\x01");
  for (const auto octet : key) typed_key += static_cast<char>(octet);
  const auto digest = crypto::sha256(origin + "\n" + typed_key);
  return origin + "+" + crypto::hex_encode(crypto::as_bytes(digest).substr(0, 4)) + "+" +
         crypto::base64_encode(typed_key);
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{genesis(),          enroll_party(),      appoint_registrar(),
                                       register_factory(), register_project(),  record_batch(),
                                       transfer(),         declare_inventory(), retire()};
  return all;
}

const Sample& sample(std::string_view kind) {
  for (const auto& candidate : samples()) {
    if (candidate.kind == kind) return candidate;
  }
  throw std::invalid_argument("no such sample");
}

json::object payload_of(std::string_view kind, const json::value& body) {
  return {{"iss", "uscc:91330100799655058B"},
          {"aud", "ledger.example.cn/tanbu/1"},
          {"jti", "01JD8Z4QW3E9"},
          {"iat", 1763700000},
          {"exp", 1763703600},
          {"kind", json::string_view(kind.data(), kind.size())},
          {"body", body}};
}

Faulty faults_of(const json::object& payload) {
  const auto read = codec::read_payload(json::serialize(payload));
  if (const auto* unreadable = std::get_if<codec::Unreadable>(&read)) return {{"", unreadable->code}};
  const auto result = codec::read_command(std::get<codec::Payload>(read));
  Faulty faults;
  if (const auto* found = std::get_if<std::vector<FormFault>>(&result)) {
    for (const auto& fault : *found) faults.push_back({fault.pointer, fault.code});
    CHECK_FALSE(faults.empty());
  }
  return faults;
}

Faulty faults_of(std::string_view kind, const json::value& body) { return faults_of(payload_of(kind, body)); }

Command command_of(std::string_view kind, const json::value& body) {
  const auto read = codec::read_payload(json::serialize(payload_of(kind, body)));
  auto result = codec::read_command(std::get<codec::Payload>(read));
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&result)) {
    FAIL(faults->front().pointer << " " << faults->front().code << " " << faults->front().detail);
  }
  return std::get<Command>(std::move(result));
}

json::value with(json::value body, const std::string& pointer, const json::value& value) {
  const auto [parent, name] = parent_of(body, pointer);
  if (parent->is_object()) {
    parent->as_object()[name] = value;
  } else {
    parent->as_array().at(std::stoul(name)) = value;
  }
  return body;
}

json::value without(json::value body, const std::string& pointer) {
  const auto [parent, name] = parent_of(body, pointer);
  auto& object = parent->as_object();
  object.stable_erase(object.find(name));
  return body;
}

}  // namespace tanbu::test
