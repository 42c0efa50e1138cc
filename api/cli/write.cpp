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
