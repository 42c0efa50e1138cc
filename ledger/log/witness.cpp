// Writing and reading the body of add-checkpoint.
#include "ledger/log/witness.hpp"

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view old_word = "old ";

}  // namespace

std::string write_add_checkpoint(const AddCheckpoint& request) {
  HOLDS(request.proof.size() <= add_checkpoint_hashes_max && !request.checkpoint.empty());
  std::string body = std::string(old_word) + std::to_string(request.old_size) + "\n";
  for (const auto& hash : request.proof) body += digest_to_base64(hash) + "\n";
  return body + "\n" + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > add_checkpoint_bytes_max) return Fault{"note_too_large"};
  const auto first = take_line(body);
  if (!first || first->substr(0, old_word.size()) != old_word) return Fault{"add_checkpoint_old"};
  const auto old_size = parse_decimal(first->substr(old_word.size()));
  if (!old_size) return Fault{"add_checkpoint_old"};
  AddCheckpoint request{*old_size, {}, {}};
  for (;;) {
    const auto line = take_line(body);
    if (!line) return Fault{"add_checkpoint_shape"};
    if (line->empty()) break;
    const auto hash = digest_from_base64(*line);
    if (!hash || request.proof.size() == add_checkpoint_hashes_max) return Fault{"add_checkpoint_hash"};
    request.proof.push_back(*hash);
  }
  if (body.empty()) return Fault{"add_checkpoint_shape"};
  if (body.size() > note_bytes_max) return Fault{"note_too_large"};
  request.checkpoint = std::string(body);
  return request;
}

}  // namespace tanbu::log
