#include "api/cli/offline.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <initializer_list>

#include "api/cli/files.hpp"
#include "api/cli/offline_texts.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;
using offline::Cosigner;
using offline::FileKind;
using offline::Verdict;

[[noreturn]] void stop_usage(const std::string& what, std::string_view reason) {
  throw Stop(Exit::usage, harmless(what) + ": " + std::string(reason));
}

std::string time_of(std::uint64_t unix_seconds) {
  constexpr std::uint64_t seconds_max = 253'402'300'799;  // the year 9999
  return unix_seconds > seconds_max ? "?" : log::time_text(static_cast<std::int64_t>(unix_seconds) * 1000);
}

std::string sha256_of(const std::string& text) { return crypto::hex_encode(crypto::as_bytes(crypto::sha256(text))); }

json::object to_json(const Verdict& verdict, const std::string& text, const SeenBefore& seen) {
  json::object object{{"verified", verdict.holds()}, {"file_sha256", sha256_of(text)}};
  if (verdict.fault) {
    object["code"] = verdict.fault->code;
    object["detail"] = verdict.fault->detail;
    if (verdict.fault->entry) object["about_entry"] = *verdict.fault->entry;
    return object;
  }
  object["origin"] = verdict.checkpoint->origin;
  object["size"] = verdict.checkpoint->size;
  object["root"] = log::digest_to_base64(verdict.checkpoint->root);
  object["vkey"] = verdict.vkey;
  object["seen_before"] = json::object{{"compared", seen.compared}, {"size", nullptr}};
  if (seen.size) object["seen_before"].as_object()["size"] = *seen.size;
  json::array witnesses;
  for (const Cosigner& one : verdict.cosigners) {
    witnesses.push_back(
        json::object{{"name", one.name}, {"time", one.time_unix_seconds}, {"executing", one.executing}});
  }
  object["witnesses"] = std::move(witnesses);
  json::object checks;
  for (const auto& [name, count] : verdict.checks) checks[name] = count;
  object["checks"] = std::move(checks);
  if (verdict.kind == FileKind::receipt) {
    object["index"] = verdict.index;
    object["entry"] = verdict.entry;
  }
  if (verdict.kind == FileKind::absence || verdict.kind == FileKind::witnessed_absence) {
    object["programme"] = verdict.programme;
    object["serial"] = verdict.serial;
  }
  if (verdict.kind != FileKind::bundle) return object;
  object["genesis_leaf"] = verdict.genesis_leaf;
  object["statement"] = verdict.statement;
  json::array words;
  for (const std::uint64_t retirement : verdict.on_the_ledgers_word) words.emplace_back(retirement);
  object["on_the_ledgers_word"] = std::move(words);
  object["word_vkey"] = verdict.word_vkey;
  // That no other entry took something back is the ledger's signed word; the file's entries do not prove it.
  object["complete"] = false;
  object["rules_rerun"] = std::any_of(verdict.cosigners.begin(), verdict.cosigners.end(),
                                      [](const Cosigner& one) { return one.executing; });
  return object;
}

std::string words_of(const SeenBefore& seen) {
  if (!seen.size)
    return std::string(say("nothing to compare with: no checkpoint of this ledger is kept here; not compared",
                           "无可比较：此处未保存此账本的检查点；未作比较"));
  const std::string size = std::to_string(*seen.size);
  if (seen.compared) return std::string(say("the same tree, of entries: ", "同一棵树，条目数：")) + size;
  return std::string(say("not compared with what you saw, which had entries: ", "未与您此前所见作比较，其条目数为：")) +
         size +
         std::string(say("; `tanbu receipt` and `tanbu log checkpoint` ask the ledger to connect the two",
                         "；可用 `tanbu receipt` 与 `tanbu log checkpoint` 让账本证明两者相承"));
}

void add_checks(Sheet& sheet, const Verdict& verdict) {
  for (const auto& [name, count] : verdict.checks)
    sheet.add(check_words(name), std::string(say("holds", "成立")) + " (" + std::to_string(count) + ")");
}

void add_hashes(Sheet& sheet, const Verdict& verdict, const std::string& text) {
  sheet.add(say("ledger", "账本"), harmless(verdict.checkpoint->origin));
  sheet.add(say("entries", "条目数"), std::to_string(verdict.checkpoint->size));
  sheet.add(say("root", "根哈希"), log::digest_to_base64(verdict.checkpoint->root));
  sheet.add(say("key", "密钥"), harmless(verdict.vkey));
  for (const Cosigner& one : verdict.cosigners) {
    std::string words = harmless(one.name) + ", " + time_of(one.time_unix_seconds);
    if (one.executing) words += say(", re-runs the rules", "，重演规则");
    sheet.add(say("witness", "见证人"), words);
  }
  if (!verdict.word_vkey.empty()) sheet.add(say("key of its word", "账本声明密钥"), harmless(verdict.word_vkey));
  if (!verdict.genesis_leaf.empty()) sheet.add(say("entry 0", "首个条目"), verdict.genesis_leaf);
  if (verdict.kind == FileKind::receipt) {
    const auto entry = log::parse_entry(verdict.entry);
    if (entry) {
      sheet.add(say("entry", "条目"), std::to_string(entry->index) + ", " + entry->kind);
      sheet.add(say("recorded", "记录时间"), log::time_text(entry->time_unix_ms));
      sheet.add(say("command", "命令哈希"), log::digest_to_base64(entry->command));
    }
  }
  sheet.add(say("file, SHA-256", "文件 SHA-256"), sha256_of(text));
}

}  // namespace

std::string read_offline_file(const std::string& file) {
  try {
    auto text = read_file(file, offline_bytes_max);
    if (!text) stop_usage(file, say("no such file", "无此文件"));
    return *std::move(text);
  } catch (const std::runtime_error&) {
    stop_usage(file, say("cannot be read, or is larger than any file this judges", "无法读取，或超过可核验文件的大小"));
  }
}

offline::Trust trust_of(const OfflineOptions& options) {
  offline::Trust trust;
  if (options.policy_file.empty() && !options.vkey) {
    throw Stop(Exit::usage,
               std::string(say("whom do you trust? give --vkey KEY or --policy FILE, as the association publishes it",
                               "以谁为信任依据？请按协会公布的内容给出 --vkey 或 --policy")));
  }
  if (options.vkey) {
    auto key = log::Verifier::parse(*options.vkey);
    if (!log::ok(key)) stop_usage("--vkey " + *options.vkey, log::code(key));
    trust.key = log::value(std::move(key));
  }
  if (!options.policy_file.empty()) {
    auto policy = log::Policy::parse(read_offline_file(options.policy_file));
    if (!log::ok(policy)) stop_usage("--policy " + options.policy_file, log::code(policy));
    trust.policy = log::value(std::move(policy));
  }
  for (const std::string& name : options.executing) {
    const bool known = trust.policy && std::any_of(trust.policy->witnesses().begin(), trust.policy->witnesses().end(),
                                                   [&](const auto& witness) { return witness.name == name; });
    if (!known) stop_usage("--executing " + name, say("the policy names no such witness", "策略文件中无此见证人"));
  }
  trust.executing = options.executing;
  return trust;
}

Verdict judge_file(const std::string& text, const offline::Trust& trust) {
  auto verdict = offline::verify_file(text, trust);
  const bool other_key =
      verdict.kind == FileKind::absence && verdict.fault && verdict.fault->code == "absence_key" && trust.key;
  if (!other_key) return verdict;
  const std::string wanted = offline::claimed_origin(text) + "/statements";
  stop_usage("--vkey " + trust.key->name(),
             std::string(say("this signed absence bears no checkpoint, so that not the log's key is wanted but the "
                             "ledger's statement key: give the --vkey of ",
                             "此不存在声明不含检查点，所需并非日志密钥，而是账本的声明密钥：请给出 ")) +
                 harmless(wanted) +
                 std::string(say(", which `tanbu log info` prints as statement_vkey [absence_key]",
                                 " 的 --vkey，即 `tanbu log info` 所示的 statement_vkey [absence_key]")));
}

Exit show_verdict(const Verdict& verdict, const std::string& text, bool json, const SeenBefore& seen) {
  if (json) print(json::serialize(to_json(verdict, text, seen)) + "\n");
  if (verdict.fault) {
    const std::string because = fault_words(*verdict.fault);
    Sheet held;
    add_checks(held, verdict);
    const bool only_unsaid = verdict.fault->code == "word_missing" || verdict.fault->code == "word_key_absent";
    const auto headline = only_unsaid ? say("NOT SHOWN", "未获证明") : say("FALSE", "不成立");
    throw Stop(Exit::found_false, coloured(headline, Colour::red, stderr_is_terminal()) + "  " +
                                      harmless_lines(because) + "\n" + held.text(stderr_is_terminal()));
  }
  if (json) return Exit::ok;
  Sheet sheet;
  add_checks(sheet, verdict);
  add_hashes(sheet, verdict, text);
  sheet.add(say("seen before", "此前所见"), words_of(seen));
  print(coloured(say("TRUE", "成立"), Colour::green, stdout_is_terminal()) + "  " +
        harmless_lines(verdict_words(verdict)) + "\n" + sheet.text(stdout_is_terminal()));
  return Exit::ok;
}

}  // namespace tanbu::cli
