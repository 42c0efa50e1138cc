// Samples of what is said about a factory's year: assessments, attestations, certificates, awards, labels, disputes.
#include "tests/unit/codec/support.hpp"

namespace tanbu::test {
namespace {

struct JudgementRow {
  const char* kind;
  std::string minimal;
  std::string full;
  std::vector<std::string> optional;
};

JudgementRow whole_judgement(const char* kind, const std::string& body, std::vector<std::string> optional) {
  return {kind, body, body, std::move(optional)};
}

std::vector<std::string> with_bare_evidence(std::vector<std::string> pointers) {
  for (const auto* pointer : {"/evidence/reference", "/evidence/url"}) pointers.emplace_back(pointer);
  return pointers;
}

std::string log_key_body(const std::string& reason) {
  return R"({"log_vkey":")" + log_vkey("ledger.example.cn/tanbu/1") + R"(","reason":")" + reason + R"("})";
}

const char* const step = R"({"certificate":320,"effective_on":"2026-02-03","reason":"监督未通过","evidence":EVIDENCE})";
const char* const bare_step = R"({"certificate":320,"effective_on":"2026-02-03","reason":"r"})";

std::vector<JudgementRow> judgements() {
  return {
      {"record_assessment",
       R"({"factory":17,"period":"2025","scheme":"binhai-2024","assessor":"self","assessed_on":"2026-03-01",
           "indicators":[]})",
       R"({"factory":17,"period":"2025","scheme":"binhai-2024","assessor":"third_party","assessed_on":"2026-03-01",
           "level":"NEAR","basic":["laws_and_standards","plan"],
           "accidents":[{"on":"2024-05-06","grade":"ordinary"},{"on":"2024-05-06","grade":"major"}],
           "indicators":[{"row":1,"conform":"conform"},
                         {"row":6,"value":"3700/12000","score":7,"score_max":10,"conform":"nonconform"},
                         {"row":2,"value":"reduce,zero","conform":"not_assessed"}],
           "evidence":EVIDENCE})",
       plus_evidence({"/level", "/basic", "/accidents", "/indicators/1/value", "/indicators/1/score",
                      "/indicators/1/score_max", "/indicators/2/value"})},
      {"attest_coverage",
       R"({"inventory":40,"scheme":"ceca-0171","claim":{},"retirements":[]})",
       R"({"inventory":40,"scheme":"ceca-0171","claim":{"type":"II","percent":"99.99","level":"ZERO"},
           "retirements":[1042,1043],"assessment":300})",
       {"/claim/type", "/claim/percent", "/claim/level", "/assessment"}},
      {"withdraw_attestation", R"({"attestation":310,"reason":"r"})",
       R"({"attestation":310,"reason":"数据有误","evidence":EVIDENCE})", plus_evidence({})},
  };
}

std::vector<JudgementRow> certificates() {
  return {
      {"issue_certificate",
       R"({"number":"1","attestation":310,"assessment":300,"factory":17,"period":"2025","scheme":"ceca-0171",
           "applicant":"某某公司","emissions_t":"0","offset_percent":"0","first_issued_on":"2026-07-21",
           "issued_on":"2026-07-21","cycle_from":"2026-07-21","valid_until":"2029-07-20"})",
       R"({"number":"15/26GHGZC1001R0","attestation":310,"assessment":300,"factory":17,"period":"2025",
           "scheme":"ceca-0171","type":"I","star":5,"level":"ZERO","applicant":"杭州某某科技有限公司",
           "emissions_t":"19706.57","offset_percent":"100.02","first_issued_on":"2026-07-21",
           "issued_on":"2026-07-22","cycle_from":"2026-07-21","valid_until":"2029-07-20"})",
       {"/type", "/star", "/level"}},
      {"record_legacy_certificate",
       R"({"number":"15/23GHGZC1001R0","period":"2022","scheme":"ceca-0171","body_name":"某认证有限公司",
           "applicant":"某某公司","emissions_t":"19706.57","offset_percent":"100","first_issued_on":"2023-07-21",
           "issued_on":"2023-07-21","cycle_from":"2023-07-21","valid_until":"2026-07-20","evidence":EVIDENCE})",
       R"({"number":"15/23GHGZC1001R0","factory":17,"period":"2022","scheme":"ceca-0171","body":"x:body",
           "body_name":"某认证有限公司","type":"UNKNOWN","star":5,"level":"ZERO","applicant":"某某公司",
           "emissions_t":"19706.57","offset_percent":"100","first_issued_on":"2023-07-21","issued_on":"2023-07-21",
           "cycle_from":"2023-07-21","valid_until":"2026-07-20","evidence":EVIDENCE})",
       with_bare_evidence({"/factory", "/body", "/type", "/star", "/level"})},
      {"reissue_certificate", R"({"certificate":320,"number":"1","issued_on":"2027-01-01","reason":"r"})",
       R"({"certificate":320,"number":"15/26GHGZC1001R1","applicant":"新名称公司","issued_on":"2027-01-01",
           "reason":"更名","evidence":EVIDENCE})",
       plus_evidence({"/applicant"})},
      {"renew_certificate",
       R"({"certificate":320,"number":"1","attestation":311,"assessment":301,"period":"2028","applicant":"某某公司",
           "emissions_t":"1","offset_percent":"50","first_issued_on":"2026-07-21","issued_on":"2029-07-21",
           "cycle_from":"2029-07-21","valid_until":"2032-07-20"})",
       R"({"certificate":320,"number":"15/29GHGZC1001R1","attestation":311,"assessment":301,"period":"2028",
           "type":"II","star":6,"level":"ZERO","applicant":"某某公司","emissions_t":"18000.004",
           "offset_percent":"100","first_issued_on":"2026-07-21","issued_on":"2029-07-21",
           "cycle_from":"2029-07-21","valid_until":"2032-07-20"})",
       {"/type", "/star", "/level"}},
      whole_judgement("transfer_certificate",
                      R"({"certificate":320,"to_body":"x:other-body","effective_on":"2027-01-01","grounds":"原机构退出",
                "evidence":EVIDENCE})",
                      with_bare_evidence({})),
      {"record_surveillance",
       R"({"certificate":320,"period":"2026","on":"2027-07-10","result":"failed","evidence":EVIDENCE})",
       R"({"certificate":320,"period":"2026","on":"2027-07-10","result":"passed","attestation":312,
           "evidence":EVIDENCE})",
       with_bare_evidence({"/attestation"})},
      {"suspend_certificate", bare_step, step, plus_evidence({})},
      {"resume_certificate", bare_step, step, plus_evidence({})},
      {"withdraw_certificate", bare_step, step, plus_evidence({})},
      {"cancel_certificate", bare_step, step, plus_evidence({})},
      whole_judgement("record_audit", R"({"certificate":320,"on":"2027-03-01","result":"differs","lookup":EVIDENCE})",
                      {"/lookup/reference", "/lookup/url"}),
  };
}

std::vector<JudgementRow> others() {
  return {
      {"record_award",
       R"({"factory":17,"period":"2025","scheme":"binhai-2024","level":"LOW","notice_from":"2026-08-01",
           "notice_until":"2026-08-07","announced_on":"2026-08-08","reference":"1"})",
       R"({"factory":17,"period":"2025","scheme":"binhai-2024","level":"NEAR","notice_from":"2026-08-01",
           "notice_until":"2026-08-07","announced_on":"2026-08-08","reference":"津滨工信发〔2026〕24号",
           "assessment":300,"evidence":EVIDENCE})",
       plus_evidence({"/assessment"})},
      {"record_review", R"({"award":330,"on":"2027-08-08","result":"removed"})",
       R"({"award":330,"on":"2027-08-08","result":"kept","evidence":EVIDENCE})", plus_evidence({})},
      {"record_label",
       R"({"factory":17,"period":"2025","scheme_name":"近零碳","issuer":"某机构","on":"2026-09-01","inventory":40})",
       R"({"factory":17,"period":"2025","scheme_name":"苏州近零碳工厂","issuer":"苏州市某局","on":"2026-09-01",
           "inventory":40,"includes":[41,42],"evidence":EVIDENCE})",
       plus_evidence({"/includes"})},
      whole_judgement("open_dispute", R"({"target":1042,"reason":"数量存疑","evidence":EVIDENCE})",
                      with_bare_evidence({})),
      {"resolve_dispute", R"({"dispute":340,"outcome":"dismissed","reason":"r"})",
       R"({"dispute":340,"outcome":"upheld","reason":"核实属实","evidence":EVIDENCE})", plus_evidence({})},
      whole_judgement("redact", R"({"entry":12,"reason":"法院要求删除","authority":"（2026）京01执12号"})", {}),
      whole_judgement("record_state_digest",
                      R"({"size":13,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"})", {}),
      whole_judgement("add_log_key", log_key_body("轮换"), {}),
      whole_judgement("retire_log_key", log_key_body("停用旧密钥"), {}),
  };
}

}  // namespace

std::vector<Sample> judgement_samples() {
  std::vector<Sample> samples;
  for (const auto& rows : {judgements(), certificates(), others()}) {
    for (const auto& row : rows)
      samples.push_back({row.kind, parse_body(row.minimal), parse_body(row.full), row.optional});
  }
  return samples;
}

}  // namespace tanbu::test
