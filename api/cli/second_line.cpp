#include "api/cli/second_line.hpp"

#include "api/cli/arguments.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::cli {

std::optional<std::string> sm2_trouble(const std::string& note, const Settings& settings) {
  const auto vkey = settings.sm2_vkey();
  if (!vkey) return std::nullopt;
  const auto verifier = log::Verifier::parse(*vkey);
  if (!log::ok(verifier)) stop_usage("--sm2-vkey", *vkey, log::code(verifier));
  if (log::value(verifier).type() != log::SignatureType::pkix_sm2_sm3) {
    stop_usage("--sm2-vkey", *vkey, say("not an SM2 key", "不是 SM2 公钥"));
  }
  const auto opened = log::open_checkpoint(note, log::value(verifier));
  if (log::ok(opened)) return std::nullopt;
  if (log::code(opened) == "note_unsigned") return "checkpoint_without_sm2_line";
  return std::string(log::code(opened));
}

}  // namespace tanbu::cli
