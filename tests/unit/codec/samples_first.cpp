// Samples of the kinds with the longest bodies: the nine that a small ledger needs.
#include "tests/unit/codec/support.hpp"

namespace tanbu::test {
namespace {

Sample genesis() {
  const std::string origin = "ledger.example.cn/tanbu/1";
  json::value body = {
      {"origin", origin},
      {"association", {{"party", "x:association"}, {"name", "碳中和协会"}, {"keys", json::array{public_jwk(1)}}}},
      {"log_vkey", log_vkey(origin)},
      {"rules", "2026-11-21"}};
  json::value full = body;
  full.as_object()["statement_vkey"] = log_vkey(origin + "/statements");
  return {"genesis", body, full, {"/statement_vkey"}};
}

Sample enroll_party() {
  json::value full =
      parse_body(R"({"party":"uscc:91330100799655058B","name":"杭州某某科技有限公司","name_en":"Example Ltd.",
    "aliases":["某某科技","Example"],"legal_form":"legal_person","registered_address":"杭州市滨江区网商路1号",
    "division":"330108"})");
  full.as_object()["key"] = public_jwk(2);
  full.as_object()["proof"] =
      proof_of_possession(2, {{"party", "uscc:91330100799655058B"}, {"aud", "ledger.example.cn/tanbu/1"}});
  return {"enroll_party",
          parse_body(R"({"party":"x:example","name":"Example","legal_form":"foreign"})"),
          full,
          {"/name_en", "/aliases", "/registered_address", "/division"}};
}

Sample appoint_registrar() {
  json::value body =
      parse_body(R"({"party":"x:registrar","programme":"VCS","from":"2026-01-01","until":"2026-12-31"})");
  return {"appoint_registrar", body, body, {}};
}

Sample register_factory() {
  return {
      "register_factory",
      parse_body(
          R"({"name":"一厂","address":"A 路 1 号","division":"120116","industry":"C38","established_on":"2012-02-29"})"),
      parse_body(R"({"name":"一厂","address":"A 路 1 号","division":"120116","zone":"开发区","industry":"C3841",
            "established_on":"2012-02-29"})"),
      {"/zone"}};
}

Sample register_project() {
  return {"register_project",
          parse_body(R"({"programme":"VCS","project_id":"929","title":"Grid wind","country":"CN","technology":"wind",
            "methodology":"ACM0002"})"),
          parse_body(
              R"({"programme":"OWN","project_id":"JX-2023/01","title":"屋顶光伏","developer":"uscc:91330100799655058B",
            "country":"CN","division":"330108","site":"地块 12","located_in_factory":17,"technology":"solar",
            "methodology":"CCER-01-002","asset_code":"PPC2206652902001J","class":"new",
            "construction_start":"2021-01-02","registered_on":"2022-03-04","crediting_from":"2022-01-01",
            "crediting_until":"2031-12-31","verifier":"x:verifier","self_developed_for":18,
            "also_registered_as":[{"programme":"GS","project_id":"7001"},{"programme":"VCS","project_id":"929"}],
            "evidence":EVIDENCE})"),
          plus_evidence({"/division", "/site", "/located_in_factory", "/asset_code", "/class", "/construction_start",
                         "/registered_on", "/crediting_from", "/crediting_until", "/also_registered_as"})};
}

Sample record_batch() {
  return {"record_batch", parse_body(R"({"programme":"OWN","serial":"VS-2023/0117","quantity":1,"project":"JX-2023/01",
            "vintage_from":"2022-01-01","vintage_until":"2022-12-31","issued_on":"2023-05-06",
            "registry_status":{"status":"active"}})"),
          parse_body(
              R"({"programme":"VCS","serial":"15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O",
            "quantity":100,"project":"929","vintage_from":"2018-01-01","vintage_until":"2018-12-31",
            "issued_on":"2019-05-06","registry_status":{"status":"retired","on":"2023-06-07",
            "beneficiary_text":"杭州某某科技有限公司","reason_text":"FY2022 碳中和","reference":"R 13812345678"},
            "tradable":true,"claimed_generation":[{"asset_code":"PPC2206652902001J","month":"2018-02","kwh":1000}],
            "evidence":EVIDENCE})"),
          plus_evidence({"/registry_status/beneficiary_text", "/registry_status/reason_text",
                         "/registry_status/reference", "/tradable", "/claimed_generation"})};
}

Sample transfer() {
  return {"transfer", parse_body(R"({"ranges":[{"batch":230,"first":1,"last":1}],"to":"x:buyer","basis":"trade"})"),
          parse_body(R"({"ranges":[{"batch":230,"first":1,"last":10},{"batch":231,"first":1,"last":10}],"to":"x:buyer",
            "basis":"green_power","evidence":EVIDENCE})"),
          plus_evidence({})};
}

Sample declare_inventory() {
  return {"declare_inventory",
          parse_body(R"({"factory":17,"period":"2022","standard":"ISO 14064-1:2018","scope1_t":"8000.00",
            "electricity":{"consumed_kwh":0,"purchased_kwh":0,"factor_location":"0.4974"}})"),
          parse_body(R"({"factory":17,"period":"2022-07-01--2023-06-30","standard":"GB/T 32150-2015","supersedes":40,
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
  return {
      "retire",
      parse_body(R"({"factory":17,"period":"2022","purpose":"electricity_consumption","ranges":[{"batch":230,"first":0,
            "last":0}],"quantity":1,"beneficiary":"uscc:91330100799655058B","retired_on":"2023-12-31"})"),
      parse_body(
          R"({"factory":17,"period":"2022","purpose":"factory_offset","ranges":[{"batch":230,"first":1,"last":10},
            {"batch":231,"first":11,"last":20}],"quantity":20,"beneficiary":"uscc:91330100799655058B",
            "assignment":{"from":"x:head-office","evidence":EVIDENCE},"retired_on":"2023-12-31",
            "registry_reference":"国环规〔2023〕1号","replaces":900,"evidence":EVIDENCE})"),
      plus_evidence({"/assignment", "/assignment/evidence/reference", "/assignment/evidence/url", "/registry_reference",
                     "/replaces"})};
}

}  // namespace

std::vector<Sample> first_samples() {
  return {genesis(),          enroll_party(),      appoint_registrar(),
          register_factory(), register_project(),  record_batch(),
          transfer(),         declare_inventory(), retire()};
}

}  // namespace tanbu::test
