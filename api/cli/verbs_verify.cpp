// tanbu verify: a receipt judged with nothing but the file and a key. No network, no server, no database.
#include <fmt/format.h>

#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/pins.hpp"
#include "api/cli/second_line.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {
namespace {

// The origin that a receipt speaks of, before anything is verified: only for choosing among the pinned keys.
std::string claimed_origin(const std::string& receipt) {
  const auto parsed = log::parse_receipt(receipt);
  if (!log::ok(parsed)) return {};
  const auto& note = log::value(parsed).checkpoint;
  return note.substr(0, note.find('\n'));
}

[[noreturn]] void stop_false(const std::string& why, bool json) {
  if (json) print_json(boost::json::object{{"verified", false}, {"code", why}});
  throw Stop(Exit::found_false,
             coloured(say("FALSE", "不成立"), Colour::red, stderr_is_terminal()) + "  " +
                 fmt::format(fmt::runtime(say("the receipt does not verify: {}", "收据未通过验证：{}")), why));
}

Exit verify(const std::string& file, const Settings& settings) {
  const auto text = read_file(file, log::receipt_bytes_max);
  if (!text) stop_usage("FILE", file, say("no such file", "无此文件"));
  const bool json = settings.flags().json;
  const PinStore pins(settings.home());
  const auto pin = pins.find_by_origin(claimed_origin(*text));
  const auto given = settings.vkey();
  if (!given && !pin) {
    const auto parsed = log::parse_receipt(*text);
    if (!log::ok(parsed)) stop_false(std::string(log::code(parsed)), json);
    throw Stop(Exit::usage, fmt::format(fmt::runtime(say("no key is pinned for {}; give it with --vkey",
                                                         "尚未固定 {} 的密钥；请用 --vkey 指定")),
                                        harmless(claimed_origin(*text))));
  }
  const auto& vkey = given ? *given : pin->vkey;
  const auto verifier = log::Verifier::parse(vkey);
  if (!log::ok(verifier)) stop_usage("--vkey", vkey, log::code(verifier));
  const auto verified = log::verify_receipt(*text, log::value(verifier));
  if (!log::ok(verified)) stop_false(std::string(log::code(verified)), json);
  const auto& receipt = log::value(verified);
  if (const auto why = sm2_trouble(log::value(log::parse_receipt(*text)).checkpoint, settings)) stop_false(*why, json);
  // Two signed checkpoints of one size and different roots need no network to be a contradiction.
  if (const auto kept_note = pins.checkpoint(receipt.checkpoint.origin)) {
    const auto kept = log::open_checkpoint(*kept_note, log::value(verifier));
    if (log::ok(kept) && log::value(kept).size == receipt.checkpoint.size &&
        log::value(kept).root != receipt.checkpoint.root) {
      stop_false("checkpoint_other_history", json);
    }
  }
  if (json) {
    boost::json::object answer{
        {"verified", true},       {"origin", receipt.checkpoint.origin}, {"index", receipt.index},
        {"entry", receipt.entry}, {"size", receipt.checkpoint.size},     {"vkey", vkey}};
    if (const auto sm2_vkey = settings.sm2_vkey()) answer["sm2_vkey"] = *sm2_vkey;
    print_json(answer);
    return Exit::ok;
  }
  print(coloured(say("TRUE", "成立"), Colour::green, stdout_is_terminal()) + "  " +
        fmt::format(fmt::runtime(say("the log {} has committed to this entry under {} entries:",
                                     "日志 {} 已在 {} 条之下承诺此条目：")),
                    harmless(receipt.checkpoint.origin), receipt.checkpoint.size) +
        "\n");
  show_entry(receipt.entry);
  return Exit::ok;
}

}  // namespace

void add_verify_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "verify", "verify a receipt offline", "离线验证收据");
  auto file = std::make_shared<std::string>();
  verb->add_option("FILE", *file, "*.tlog-proof")->required();
  verb->callback([file, &call] { call.action = [file](const Settings& settings) { return verify(*file, settings); }; });
}

}  // namespace tanbu::cli
