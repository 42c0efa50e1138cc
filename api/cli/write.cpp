// The functions of write.hpp.
#include "api/cli/write.hpp"

#include <fmt/format.h>

#include "api/cli/terminal.hpp"
#include "api/http/problem.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/calendar.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

struct Words {
  std::string_view code, english, chinese;
};

constexpr Words kinds[] = {
    {"genesis", "founding of the ledger", "账本创立"},
    {"enroll_party", "enrolment of a party", "主体登记"},
    {"appoint_registrar", "appointment of a registrar", "登记员任命"},
    {"register_factory", "registration of a factory", "工厂登记"},
    {"register_project", "registration of a project", "项目登记"},
    {"record_batch", "record of a batch of units", "批次登记"},
    {"transfer", "transfer of units", "单位划转"},
    {"declare_inventory", "declaration of an inventory", "排放清单申报"},
    {"retire", "retirement of units", "单位注销"},
    {"update_party", "change of a party", "变更主体信息"},
    {"succeed_party", "succession of a party", "主体承继"},
    {"add_key", "new key", "增加密钥"},
    {"revoke_key", "revocation of a key", "吊销密钥"},
    {"end_appointment", "end of a registrar's appointment", "终止登记员任命"},
    {"authorise_body", "authorisation of a body", "授权机构"},
    {"suspend_authorisation", "suspension of an authorisation", "暂停授权"},
    {"resume_authorisation", "resumption of an authorisation", "恢复授权"},
    {"end_authorisation", "end of an authorisation", "终止授权"},
    {"appoint_scheme_owner", "appointment of a scheme owner", "任命体系主管方"},
    {"set_approval_policy", "rule of approval", "设定复核规则"},
    {"approve", "approval", "复核通过"},
    {"decline", "refusal of an approval", "复核否决"},
    {"void", "voiding", "作废"},
    {"recognise_instrument", "recognition of an instrument", "认可机制"},
    {"link_projects", "link of projects", "关联项目"},
    {"record_registry_event", "record of a registry event", "记录登记机构事件"},
    {"amend_batch", "amendment of a batch", "更正批次"},
    {"record_generation", "record of generation", "记录发电量"},
    {"freeze", "freeze of units", "冻结"},
    {"unfreeze", "end of a freeze", "解冻"},
    {"cancel", "cancellation of units", "取消"},
    {"invalidate", "invalidation of units", "宣告无效"},
    {"record_foreign_use", "record of a use elsewhere", "记录外部使用"},
    {"reserve", "reservation of units", "预留"},
    {"release", "release of a reservation", "释放预留"},
    {"assign_benefit", "assignment of the benefit", "转让受益权"},
    {"confirm_evidence", "confirmation of evidence", "确认凭证"},
    {"reject_evidence", "rejection of evidence", "驳回凭证"},
    {"withdraw_retirement", "withdrawal of a retirement", "撤回注销"},
    {"request_correction", "request of a correction", "申请更正注销"},
    {"correct_retirement", "correction of a retirement", "更正注销"},
    {"unlock_project", "unlocking of a project", "解除项目锁定"},
    {"update_factory", "change of a factory", "变更工厂信息"},
    {"transfer_factory", "transfer of a factory", "工厂转让"},
    {"verify_inventory", "verification of an inventory", "核查排放清单"},
    {"engage_body", "engagement of a body", "委托机构"},
    {"accept_engagement", "acceptance of an engagement", "接受委托"},
    {"end_engagement", "end of an engagement", "终止委托"},
    {"record_assessment", "record of an assessment", "记录评价"},
    {"attest_coverage", "attestation of coverage", "出具抵消证明"},
    {"withdraw_attestation", "withdrawal of an attestation", "撤回抵消证明"},
    {"record_award", "record of an award", "记录入选"},
    {"record_review", "record of a review", "记录复核"},
    {"record_label", "record of a label", "记录标识"},
    {"open_dispute", "opening of a dispute", "提出争议"},
    {"resolve_dispute", "decision of a dispute", "解决争议"},
    {"redact", "erasure by law", "依法删除"},
    {"record_state_digest", "digest of the state", "记录状态摘要"},
    {"add_log_key", "further key of the log", "增加日志密钥"},
    {"retire_log_key", "retirement of a key of the log", "停用日志密钥"},
    {"issue_certificate", "issue of a certificate", "颁发证书"},
    {"record_legacy_certificate", "record of an old certificate", "补录旧证书"},
    {"reissue_certificate", "re-issue of a certificate", "换发证书"},
    {"renew_certificate", "renewal of a certificate", "续期证书"},
    {"transfer_certificate", "transfer of a certificate", "转换认证机构"},
    {"record_surveillance", "record of a surveillance", "记录监督评价"},
    {"suspend_certificate", "suspension of a certificate", "暂停证书"},
    {"resume_certificate", "resumption of a certificate", "恢复证书"},
    {"withdraw_certificate", "withdrawal of a certificate", "撤销证书"},
    {"cancel_certificate", "cancellation of a certificate", "注销证书"},
    {"record_audit", "record of an audit", "记录抽查"},
};

constexpr Words effects[] = {
    {"party_enrolled", "party enrolled", "主体已登记"},
    {"key_registered", "key registered", "密钥已登记"},
    {"registrar_appointed", "registrar appointed", "登记员已任命"},
    {"factory_registered", "factory registered", "工厂已登记"},
    {"project_registered", "project registered", "项目已登记"},
    {"batch_recorded", "batch recorded", "批次已登记"},
    {"units_transferred", "units transferred", "单位已划转"},
    {"inventory_declared", "inventory declared", "排放清单已申报"},
    {"units_retired", "units retired", "单位已注销"},
    {"project_marked", "project marked", "项目已标记"},
    {"project_locked", "project locked", "项目已锁定"},
    {"project_units_frozen", "project's units frozen", "项目单位已冻结"},
    {"units_set", "units stand otherwise", "单位状态已变更"},
    {"batch_extended", "batch extended", "批次已扩展"},
    {"party_changed", "party changed", "主体已变更"},
    {"key_changed", "key changed", "密钥已变更"},
    {"appointment_changed", "appointment changed", "任命已变更"},
    {"factory_changed", "factory changed", "工厂已变更"},
    {"project_changed", "project changed", "项目已变更"},
    {"batch_changed", "batch changed", "批次已变更"},
    {"inventory_changed", "inventory changed", "排放清单已变更"},
    {"retirement_changed", "retirement changed", "注销已变更"},
    {"note_taken", "noted", "已记录事项"},
};

template <std::size_t Size>
std::string words_of(const Words (&table)[Size], std::string_view code) {
  for (const auto& words : table) {
    if (words.code == code) return std::string(say(words.english, words.chinese));
  }
  return std::string(code);
}

// The titles that the ledger itself gives its notices.
std::string flag_words(const std::string& code) {
  const auto* text = http::find_flag_text(code);
  return text == nullptr ? code : std::string(say(text->title, text->title_zh));
}

std::string effect_text(const boost::json::value& effect) {
  std::string text;
  if (!effect.is_object()) return text;
  for (const auto& [name, value] : effect.get_object()) {
    if (name == "type" || value.is_null()) continue;
    text += (text.empty() ? "" : "  ") + std::string(name) + "=" + text_of(value);
  }
  return text;
}

void add_outcome(Sheet& sheet, const boost::json::value& value) {
  if (const auto* list = at(value, "effects").if_array()) {
    for (const auto& effect : *list) sheet.add(words_of(effects, text_at(effect, "type")), effect_text(effect));
  }
  if (const auto* list = at(value, "flags").if_array()) {
    for (const auto& flag : *list) sheet.add(say("notice", "提示"), flag_words(text_of(flag)));
  }
}

std::string base64_of(const crypto::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); }

}  // namespace

std::string kind_words(std::string_view kind) { return words_of(kinds, kind); }

std::string china_time_text(std::int64_t unix_ms) {
  const auto of_day = (unix_ms / 1000 + 8 * 3600) % 86'400;
  return fmt::format("{} {:02}:{:02}:{:02} {}", format_date(china_date({unix_ms})), of_day / 3600, of_day / 60 % 60,
                     of_day % 60, say("China time", "北京时间"));
}

void show_accepted(const HttpAnswer& answer, bool json) {
  if (json) return print_answer(answer);
  const auto value = json_of(answer);
  Sheet sheet;
  sheet.add(say("entry", "条目"), text_at(value, "index"));
  sheet.add(say("kind", "类型"), kind_words(text_at(value, "kind")));
  add_outcome(sheet, value);
  sheet.add(say("receipt", "收据"), say("verified under the pinned key", "已用固定的密钥验证"));
  if (answer.headers.count("idempotency-replayed") != 0) {
    sheet.add(say("note", "说明"),
              say("had been recorded before; this is that answer again", "先前已记录；此为当时的应答"));
  }
  print(sheet.text(stdout_is_terminal()));
}

void show_dry_run(const HttpAnswer& answer, bool json) {
  if (json) return print_answer(answer);
  const auto value = json_of(answer);
  Sheet sheet;
  sheet.add(say("rehearsal", "试运行"), say("would be accepted; nothing was recorded", "可被接受；未记录任何内容"));
  sheet.add(say("kind", "类型"), kind_words(text_at(value, "kind")));
  add_outcome(sheet, value);
  print(sheet.text(stdout_is_terminal()));
}

void show_entry(const std::string& entry_bytes) {
  const auto entry = log::parse_entry(entry_bytes);
  if (!entry) throw Stop(Exit::failure, std::string(say("the entry cannot be read", "无法读取该条目")));
  Sheet sheet;
  sheet.add(say("entry", "条目"), std::to_string(entry->index));
  sheet.add(say("kind", "类型"), kind_words(entry->kind));
  sheet.add(say("recorded", "记录时间"), china_time_text(entry->time_unix_ms));
  sheet.add(say("rules", "规则版本"), entry->rules);
  sheet.add(say("command", "命令摘要"), base64_of(entry->command));
  sheet.add(say("previous", "前一条目"), base64_of(entry->previous));
  sheet.add(say("leaf", "叶哈希"), base64_of(log::leaf_hash(entry_bytes)));
  print(sheet.text(stdout_is_terminal()));
}

Exit write_command(Session& session, const std::string& kind, const boost::json::object& body) {
  if (session.settings().flags().dry_run) {
    show_dry_run(session.dry_run(kind, body), session.json());
  } else {
    show_accepted(session.submit(kind, body), session.json());
  }
  return Exit::ok;
}

}  // namespace tanbu::cli
