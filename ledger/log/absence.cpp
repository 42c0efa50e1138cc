#include "ledger/log/absence.hpp"

#include <array>

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view genesis_word = "genesis ";
constexpr std::string_view receipt_start = "c2sp.org/tlog-proof@v1\n";

}  // namespace

std::string absence_text(const Absence& absence) {
  return std::string(absence_header) + "\n" + absence.origin + "\n" + absence.programme + " " + absence.serial + "\n" +
         std::to_string(absence.size) + "\n" + digest_to_base64(absence.root) + "\n";
}

Result<Absence> parse_absence_text(std::string_view text) {
  std::array<std::string_view, 5> lines;
  for (std::string_view& line : lines) {
    const auto taken = take_line(text);
    if (!taken) return Fault{"absence_shape"};
    line = *taken;
  }
  const auto& [header, origin, subject, size_text, root_text] = lines;
  const auto blank = subject.find(' ');
  const auto size = parse_decimal(size_text);
  const auto root = digest_from_base64(root_text);
  if (!text.empty() || header != absence_header || origin.empty() || blank == std::string_view::npos || blank == 0 ||
      blank + 1 == subject.size() || !size || !root)
    return Fault{"absence_shape"};
  return Absence{std::string(origin), std::string(subject.substr(0, blank)), std::string(subject.substr(blank + 1)),
                 *size, *root};
}

std::string write_witnessed_absence(const WitnessedAbsence& absence) {
  HOLDS(!absence.genesis.empty() && absence.note.ends_with('\n') && absence.receipt.starts_with(receipt_start));
  return std::string(witnessed_absence_header) + "\n" + std::string(genesis_word) + absence.genesis + "\n\n" +
         absence.note + "\n" + absence.receipt;
}

Result<WitnessedAbsence> parse_witnessed_absence(std::string_view text) {
  if (text.size() > witnessed_absence_bytes_max) return Fault{"absence_too_large"};
  if (take_line(text) != witnessed_absence_header) return Fault{"absence_header"};
  const auto genesis = take_line(text);
  const auto parting = take_line(text);
  if (!genesis || !genesis->starts_with(genesis_word) || genesis->size() == genesis_word.size() || parting != "")
    return Fault{"absence_genesis"};
  // A note's one empty line stands before its signatures, so that the first empty line before a receipt ends it.
  const std::string end = "\n\n" + std::string(receipt_start);
  const auto at = text.find(end);
  if (at == std::string_view::npos) return Fault{"absence_parts"};
  return WitnessedAbsence{std::string(genesis->substr(genesis_word.size())), std::string(text.substr(0, at + 1)),
                          std::string(text.substr(at + 2))};
}

}  // namespace tanbu::log
