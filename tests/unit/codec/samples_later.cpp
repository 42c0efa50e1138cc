// Samples of the kinds of parties, sources, uses and factories: a minimal body, a full one, and what may be left out of
// the full one.
#include "tests/unit/codec/support.hpp"

namespace tanbu::test {
namespace {

struct Row {
  const char* kind;
  const char* minimal;
  const char* full;
  std::vector<std::string> optional;
};

Sample sample_of(const Row& row) { return {row.kind, parse_body(row.minimal), parse_body(row.full), row.optional}; }

// Kinds of one spelling only: everything in it is required.
Row whole(const char* kind, const char* body, std::vector<std::string> optional = {}) {
  return {kind, body, body, std::move(optional)};
}

const std::vector<std::string> inside_evidence{"/evidence/reference", "/evidence/url"};

Sample add_key() {
  const json::object payload{{"party", "x:example"}, {"aud", "ledger.example.cn/tanbu/1"}};
  json::value minimal{{"party", "x:example"}, {"key", public_jwk(3)}, {"proof", proof_of_possession(3, payload)}};
  json::value full = minimal;
  full.as_object()["kinds"] = json::array{"retire", "transfer"};
  return {"add_key", minimal, full, {"/kinds"}};
}

std::vector<Row> authority() {
  const char* step = R"({"authorisation":31,"effective_on":"2026-02-03","reason":"年度监督","evidence":EVIDENCE})";
  const char* bare_step = R"({"authorisation":31,"effective_on":"2026-02-03","reason":"r"})";
  return {
      whole("revoke_key", R"({"kid":"zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNME","reason":"密钥遗失"})"),
      whole("end_appointment", R"({"appointment":5,"on":"2026-06-30","reason":"任期调整"})"),
      {"authorise_body",
       R"({"party":"x:body","scheme":"ceca-0171","batch":1,"from":"2026-01-01","until":"2026-01-01"})",
       R"({"party":"x:body","scheme":"ceca-0171","batch":2,"cnca_approval":"CNCA-R-2003-115","verifier_count":6,
           "from":"2026-01-01","until":"2028-12-31","evidence":EVIDENCE})",
       plus_evidence({"/cnca_approval", "/verifier_count"})},
      {"suspend_authorisation", bare_step, step, plus_evidence({})},
      {"resume_authorisation", bare_step, step, plus_evidence({})},
      {"end_authorisation", bare_step, step, plus_evidence({})},
      whole("appoint_scheme_owner", R"({"party":"x:binhai","scheme":"binhai-zero.1"})"),
      {"set_approval_policy",
       R"({"kinds":[]})",
       R"({"kinds":["retire","transfer"],"approvers":["zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNME",
           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],"expires_after_hours":24})",
       {"/expires_after_hours"}},
      whole("approve", R"({"pending":77})"),
      {"decline", R"({"pending":77})", R"({"pending":77,"reason":"数量有误"})", {"/reason"}},
      whole("void", R"({"target":40,"reason":"录入错误","evidence":EVIDENCE})", inside_evidence),
      whole("recognise_instrument",
            R"({"programme":"OWN","authority":"生态环境厅","document":EVIDENCE,"from":"2026-01-01",
                "until":"2026-12-31"})",
            {"/document/reference", "/document/url"}),
  };
}

std::vector<Row> facts() {
  return {
      whole("link_projects",
            R"({"a":{"programme":"VCS","project_id":"929"},"b":{"programme":"GS","project_id":"7001"},
                "evidence":EVIDENCE})",
            inside_evidence),
      {"record_registry_event",
       R"({"ranges":[{"batch":230,"first":1,"last":1}],"status":"active","on":"2026-01-02","reference":"R-1"})",
       R"({"ranges":[{"batch":230,"first":1,"last":5},{"batch":231,"first":0,"last":0}],"status":"withdrawn",
           "on":"2026-01-02","beneficiary_text":"杭州某某科技有限公司","reason_text":"2022 年碳中和",
           "reference":"国环规〔2023〕1号","evidence":EVIDENCE})",
       plus_evidence({"/beneficiary_text", "/reason_text"})},
      {"amend_batch",
       R"({"batch":230,"holder":"x:holder","reason":"r","evidence":EVIDENCE})",
       R"({"batch":230,"quantity":90,"holder":"x:holder","reason":"登记机构更正","evidence":EVIDENCE})",
       {"/quantity", "/holder", "/evidence/reference", "/evidence/url"}},
      {"record_generation", R"({"asset_code":"PPC2206652902001J","month":"2026-01","metered_kwh":0})",
       R"({"asset_code":"PPC2206652902001J","month":"2026-01","metered_kwh":1000,"evidence":EVIDENCE})",
       plus_evidence({})},
      {"freeze", R"({"ranges":[{"batch":230,"first":1,"last":1}],"reason":"r","authority":"a"})",
       R"({"ranges":[{"batch":230,"first":1,"last":5}],"purpose":{"factory":17,"period":"2025",
           "purpose":"factory_offset"},"until":"2026-12-31","reason":"争议","authority":"生态环境局",
           "evidence":EVIDENCE})",
       plus_evidence({"/purpose", "/until"})},
      {"unfreeze", R"({"ranges":[{"batch":230,"first":1,"last":1}],"reason":"r"})",
       R"({"ranges":[{"batch":230,"first":1,"last":5}],"reason":"争议已解决","evidence":EVIDENCE})", plus_evidence({})},
      {"cancel",
       R"({"ranges":[{"batch":230,"first":1,"last":1}],"reason":"expired","evidence":EVIDENCE})",
       R"({"ranges":[{"batch":230,"first":1,"last":5}],"reason":"ccer_switch","linked_to":231,"evidence":EVIDENCE})",
       {"/linked_to", "/evidence/reference", "/evidence/url"}},
      whole("invalidate",
            R"({"ranges":[{"batch":230,"first":1,"last":5}],"authority":"法院","reason":"造假","evidence":EVIDENCE})",
            inside_evidence),
      whole("record_foreign_use",
            R"({"ranges":[{"batch":230,"first":1,"last":5}],"purpose":"event","user":"某马拉松","evidence":EVIDENCE})",
            inside_evidence),
  };
}

std::vector<Row> uses() {
  const char* correction = R"({"retirement":1042,"factory":17,"period":"2025","reason":"工厂填错"})";
  return {
      whole("reserve",
            R"({"ranges":[{"batch":230,"first":1,"last":5}],"factory":17,"period":"2025",
                "purpose":"electricity_consumption","until":"2026-12-31"})"),
      whole("release", R"({"reservation":88,"reason":"计划取消"})"),
      whole("assign_benefit", R"({"ranges":[{"batch":230,"first":1,"last":5}],"to":"x:plant","evidence":EVIDENCE})",
            inside_evidence),
      whole("confirm_evidence", R"({"target":1042,"registry_reference":"R-7","evidence":EVIDENCE})", inside_evidence),
      whole("reject_evidence", R"({"target":1042,"reason":"凭证不符"})"),
      whole("withdraw_retirement", R"({"retirement":1042,"reason":"误操作"})"),
      whole("request_correction", correction),
      whole("correct_retirement", correction),
      whole("unlock_project",
            R"({"project":{"programme":"OWN","project_id":"JX-2023/01"},"reason":"判决","authority":"法院",
                "evidence":EVIDENCE})",
            inside_evidence),
  };
}

std::vector<Row> factory_year() {
  return {
      {"update_factory",
       R"({"factory":17,"zone":"开发区"})",
       R"({"factory":17,"name":"一厂","address":"A 路 2 号","division":"120116","zone":"开发区","industry":"C3841"})",
       {"/name", "/address", "/division", "/zone", "/industry"}},
      whole("transfer_factory", R"({"factory":17,"to":"x:buyer","effective_on":"2026-03-01","evidence":EVIDENCE})",
            inside_evidence),
      whole("verify_inventory",
            R"({"inventory":40,"verifier":"x:verifier","criteria":"ISO 14064-3:2019","assurance":"reasonable",
                "opinion":"qualified","statement_number":"VS-2026/001","verified_on":"2026-03-31","evidence":EVIDENCE})",
            inside_evidence),
      {"engage_body",
       R"({"factory":17,"scheme":"ceca-0171","from_period":"2025","body":"x:body","role":"verify"})",
       R"({"factory":17,"scheme":"ceca-0171","from_period":"2025-07-01--2026-06-30","until":"2028-12-31",
           "body":"x:body","role":"certify"})",
       {"/until"}},
      whole("accept_engagement", R"({"engagement":91})"),
      whole("end_engagement", R"({"engagement":91,"reason":"合同到期"})"),
  };
}

std::vector<Row> parties() {
  return {
      {"update_party",
       R"({"party":"x:example","aliases":[],"evidence":EVIDENCE})",
       R"({"party":"x:example","name":"新名称","name_en":"New Name","aliases":["旧名称","Old"],
           "legal_form":"legal_person","registered_address":"杭州市滨江区网商路2号","division":"330108",
           "evidence":EVIDENCE})",
       {"/name", "/name_en", "/aliases", "/legal_form", "/registered_address", "/division", "/evidence/reference",
        "/evidence/url"}},
      whole("succeed_party",
            R"({"from":"x:old","to":"x:new","effective_on":"2026-01-01","reason":"merger","evidence":EVIDENCE})",
            inside_evidence),
  };
}

}  // namespace

std::vector<Sample> later_samples() {
  std::vector<Sample> samples;
  const auto put = [&](const std::vector<Row>& rows) {
    for (const auto& row : rows) samples.push_back(sample_of(row));
  };
  put(parties());
  samples.push_back(add_key());
  for (const auto& rows : {authority(), facts(), uses(), factory_year()}) put(rows);
  return samples;
}

}  // namespace tanbu::test
