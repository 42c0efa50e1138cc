// Writing, reading and verifying receipts.
#include "ledger/log/proof.hpp"

#include <utility>

#include "crypto/encoding.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";

// What follows `word` in the line; nullopt when the line does not begin with it.
std::optional<std::string_view> after(std::optional<std::string_view> line, std::string_view word) {
  if (!line || line->substr(0, word.size()) != word) return std::nullopt;
  return line->substr(word.size());
}

}  // namespace

std::string write_receipt(const Receipt& receipt) {
  HOLDS(receipt.proof.size() <= proof_hashes_max && !receipt.checkpoint.empty() && !receipt.entry.empty());
  std::string text(header);
  text += "\n" + std::string(extra_word) + crypto::base64_encode(receipt.entry);
  text += "\n" + std::string(index_word) + std::to_string(receipt.index) + "\n";
  for (const auto& hash : receipt.proof) text += digest_to_base64(hash) + "\n";
  return text + "\n" + receipt.checkpoint;
}

Result<Receipt> parse_receipt(std::string_view text) {
  if (text.size() > receipt_bytes_max) return Fault{"receipt_too_large"};
  if (take_line(text) != header) return Fault{"receipt_header"};
  const auto extra = after(take_line(text), extra_word);
  auto entry = extra ? crypto::base64_decode(*extra) : std::nullopt;
  if (!entry || entry->empty()) return Fault{"receipt_entry"};
  const auto index_text = after(take_line(text), index_word);
  const auto index = index_text ? parse_decimal(*index_text) : std::nullopt;
  if (!index) return Fault{"receipt_index"};
  Receipt receipt{std::move(*entry), *index, {}, {}};
  for (;;) {
    const auto line = take_line(text);
    if (!line) return Fault{"receipt_hash"};
    if (line->empty()) break;
    const auto hash = digest_from_base64(*line);
    if (!hash || receipt.proof.size() == proof_hashes_max) return Fault{"receipt_hash"};
    receipt.proof.push_back(*hash);
  }
  if (text.empty()) return Fault{"receipt_checkpoint"};
  receipt.checkpoint = std::string(text);
  return receipt;
}

Result<VerifiedReceipt> verify_receipt(std::string_view text, const Verifier& log,
                                       std::optional<std::string_view> origin) {
  if (origin && *origin != log.name()) return Fault{"receipt_other_origin"};
  auto parsed = parse_receipt(text);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  Receipt receipt = value(std::move(parsed));
  auto opened = open_checkpoint(receipt.checkpoint, log);
  if (!ok(opened)) return std::get<Fault>(opened);
  Checkpoint checkpoint = value(std::move(opened));
  if (!verify_inclusion(receipt.index, checkpoint.size, leaf_hash(receipt.entry), receipt.proof, checkpoint.root)) {
    return Fault{"receipt_not_included"};
  }
  return VerifiedReceipt{std::move(receipt.entry), receipt.index, std::move(checkpoint)};
}

Result<VerifiedReceipt> verify_receipt(std::string_view text, std::string_view log_vkey,
                                       std::optional<std::string_view> origin) {
  const auto log = Verifier::parse(log_vkey);
  if (!ok(log)) return std::get<Fault>(log);
  return verify_receipt(text, value(log), origin);
}

}  // namespace tanbu::log
