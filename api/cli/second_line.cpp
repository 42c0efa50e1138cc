#include "api/cli/second_line.hpp"

#include <fmt/format.h>

#include "api/cli/arguments.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::cli {

namespace {

std::optional<log::Verifier> sm2_key(const Settings& settings) {
  const auto vkey = settings.sm2_vkey();
  if (!vkey) return std::nullopt;
  auto verifier = log::Verifier::parse(*vkey);
  if (!log::ok(verifier)) stop_usage("--sm2-vkey", *vkey, log::code(verifier));
  if (log::value(verifier).type() != log::SignatureType::pkix_sm2_sm3) {
    stop_usage("--sm2-vkey", *vkey, say("not an SM2 key", "不是 SM2 公钥"));
  }
  return log::value(std::move(verifier));
}

}  // namespace

void check_sm2_vkey(const Settings& settings) { (void)sm2_key(settings); }

std::optional<std::string> sm2_trouble(const std::string& note, const Settings& settings) {
  const auto key = sm2_key(settings);
  if (!key) return std::nullopt;
  const auto opened = log::open_checkpoint(note, *key);
  if (log::ok(opened)) return std::nullopt;
  if (log::code(opened) == "note_unsigned") return "checkpoint_without_sm2_line";
  return std::string(log::code(opened));
}

void demand_second_line(const std::string& note, const Settings& settings) {
  const auto why = sm2_trouble(note, settings);
  if (!why) return;
  throw Stop(Exit::found_false, fmt::format(fmt::runtime(say("the checkpoint's SM2 line does not verify: {}",
                                                             "检查点的 SM2 签名行未通过验证：{}")),
                                            *why));
}

}  // namespace tanbu::cli
