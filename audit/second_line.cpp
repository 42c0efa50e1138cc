#include "audit/second_line.hpp"

#include "ledger/log/checkpoint.hpp"

namespace tanbu::audit {

SecondLine::SecondLine(const std::optional<std::string>& vkey) : demanded_(vkey.has_value()) {
  if (!vkey) return;
  const auto parsed = log::Verifier::parse(*vkey);
  if (log::ok(parsed) && log::value(parsed).type() == log::SignatureType::pkix_sm2_sm3) verifier_ = log::value(parsed);
}

std::optional<Finding> SecondLine::see(std::uint64_t size, const std::string& note) {
  if (!verifier_) return std::nullopt;
  const std::string place = "checkpoints size=" + std::to_string(size);
  const auto opened = log::open_checkpoint(note, *verifier_);
  if (log::ok(opened)) {
    ++verified_;
    return std::nullopt;
  }
  if (log::code(opened) != "note_unsigned") {
    return Finding{std::nullopt, place, "sm2_line_invalid",
                   "the line of the SM2 key does not verify: " + std::string(log::code(opened))};
  }
  if (verified_ == 0) return std::nullopt;
  return Finding{std::nullopt, place, "sm2_line_missing", "an earlier checkpoint carries a line of the SM2 key"};
}

std::optional<Finding> SecondLine::at_end() const {
  if (!demanded_) return std::nullopt;
  if (!verifier_) return Finding{std::nullopt, "log-sm2.vkey", "sm2_vkey_unreadable", "the given text is no SM2 key"};
  if (verified_ > 0) return std::nullopt;
  return Finding{std::nullopt, "checkpoints", "sm2_line_missing", "no checkpoint carries a line of the SM2 key"};
}

std::optional<std::uint64_t> SecondLine::verified() const {
  return demanded_ ? std::optional(verified_) : std::nullopt;
}

}  // namespace tanbu::audit
