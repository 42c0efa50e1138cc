#include "audit/witness.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "ledger/holds.hpp"

namespace tanbu::audit {
namespace {

WitnessAnswer refused(int status, std::string_view code, std::string_view words) {
  WitnessAnswer answer{.status = status, .code = std::string(code)};
  answer.body = answer.code + ": " + std::string(words) + "\n";
  return answer;
}

// 409: whoever asks learns from the body which size to prove from.
WitnessAnswer conflicting(std::string_view code, std::uint64_t size) {
  return {.status = 409,
          .code = std::string(code),
          .content_type = std::string(log::size_content_type),
          .body = std::to_string(size) + "\n"};
}

// What is not signed by the log's key is forbidden, also where the signature's line cannot be read (base64 has one
// spelling here, so that a signature has); what cannot be read otherwise is a bad request.
WitnessAnswer refused_note(std::string_view code) {
  if (code == "note_signature_line" || code == "note_unsigned" || code == "note_signature_invalid" ||
      code == "checkpoint_not_signed_by_log")
    return refused(403, code, "invalid signature: no line of the log's own key verifies");
  return refused(400, code, "not a checkpoint");
}

bool follows(const Cosigned& last, const log::Checkpoint& checkpoint, const log::Proof& proof) {
  // Everything follows the empty tree, and nothing is to be proved.
  if (last.size == 0) return proof.empty();
  return log::verify_consistency(last.size, checkpoint.size, last.root, checkpoint.root, proof);
}

// Why what the log signed is no step from what was cosigned last.
std::optional<WitnessAnswer> refuse_step(const Cosigned& last, const log::AddCheckpoint& request,
                                         const log::Checkpoint& checkpoint) {
  if (request.old_size > checkpoint.size)
    return refused(400, "old_beyond_checkpoint", "the old size is larger than the checkpoint's");
  if (request.old_size != last.size) return conflicting("old_size_differs", last.size);
  if (checkpoint.size == last.size && checkpoint.size > 0 && checkpoint.root != last.root)
    return conflicting("checkpoint_forks", last.size);
  if (!follows(last, checkpoint, request.proof))
    return refused(422, "proof_invalid", "the consistency proof does not lead from what was cosigned last to here");
  return std::nullopt;
}

}  // namespace

Witness::Witness(log::Signer signer, std::vector<WitnessedLog> logs, Keep keep)
    : signer_(std::move(signer)), logs_(std::move(logs)), keep_(std::move(keep)) {
  HOLDS(signer_.verifier().type() == log::SignatureType::cosignature_v1 && keep_ != nullptr);
  for (const auto& one : logs_) HOLDS(!one.keys.empty() && find(one.origin()) == &one);
}

std::variant<Asked, WitnessAnswer> Witness::examine(std::string_view body) const {
  const std::lock_guard<std::mutex> lock(guard_);
  return judge(body);
}

// In the order of the specification.
Witness::Judged Witness::judge(std::string_view body) const {
  auto parsed = log::parse_add_checkpoint(body);
  if (!log::ok(parsed)) return refused(400, log::code(parsed), "not a request to add a checkpoint");
  auto& request = std::get<log::AddCheckpoint>(parsed);
  const auto note = log::parse_note(request.checkpoint);
  const bool text_readable = log::ok(note) || log::code(note) == "note_signature_line";
  if (!text_readable) return refused_note(log::code(note));
  const std::string_view text = request.checkpoint;
  const WitnessedLog* known = find(text.substr(0, text.find('\n')));
  if (known == nullptr) return refused(404, "log_unknown", "unknown log: this witness does not know the origin");
  auto opened = log::open_checkpoint(request.checkpoint, known->keys, {});
  if (!log::ok(opened)) return refused_note(log::code(opened));
  const auto& checkpoint = log::value(opened).checkpoint;
  auto refusal = refuse_step(known->last, request, checkpoint);
  if (!refusal) return Asked{std::move(request), checkpoint};
  refusal->signed_note = std::move(request.checkpoint);
  return *std::move(refusal);
}

WitnessAnswer Witness::add_checkpoint(std::string_view body, std::uint64_t time_unix_seconds,
                                      const Condition& condition) {
  // One lock over check and record: a check that another request's record overtakes would roll the record back (the
  // race that tlog-witness describes).
  const std::lock_guard<std::mutex> lock(guard_);
  if (record_failed_)
    return refused(503, "record_failed", "the record of cosigned checkpoints could not be written; start again");
  auto judged = judge(body);
  if (auto* answer = std::get_if<WitnessAnswer>(&judged)) return std::move(*answer);
  const auto& asked = std::get<Asked>(judged);
  if (const auto unwilling = condition(asked.checkpoint))
    return refused(unwilling->status, unwilling->code, unwilling->words);
  return sign(asked, time_unix_seconds);
}

WitnessAnswer Witness::sign(const Asked& asked, std::uint64_t time_unix_seconds) {
  const auto known = std::find_if(logs_.begin(), logs_.end(),
                                  [&](const auto& one) { return one.origin() == asked.checkpoint.origin; });
  const std::string text = log::checkpoint_text(asked.checkpoint);
  const auto cosignature = signer_.cosign(text, time_unix_seconds);
  const auto own = log::own_checkpoint(asked.request.checkpoint, known->keys);
  log::Note kept{text, {}};
  // One line of each key: a note that is stuffed with lines must not become a record that cannot be read again.
  const log::Note lines = log::value(log::parse_note(log::value(own)));
  for (const auto& signature : lines.signatures) {
    const bool repeated = std::any_of(kept.signatures.begin(), kept.signatures.end(),
                                      [&](const auto& earlier) { return earlier.id == signature.id; });
    if (!repeated) kept.signatures.push_back(signature);
  }
  kept.signatures.push_back(cosignature);
  try {
    keep_(asked.checkpoint.origin, log::note_bytes(kept));
  } catch (...) {
    // Whether the record reached the disk is unknown. The signature is dropped here and nothing is signed any more.
    record_failed_ = true;
    throw;
  }
  // From here on it must succeed.
  known->last = {asked.checkpoint.size, asked.checkpoint.root};
  return {.body = log::signature_line(cosignature)};
}

const WitnessedLog* Witness::find(std::string_view origin) const {
  const auto known = std::find_if(logs_.begin(), logs_.end(), [&](const auto& one) { return one.origin() == origin; });
  return known == logs_.end() ? nullptr : &*known;
}

void Witness::know_keys(std::string_view origin, std::vector<log::Verifier> keys) {
  const std::lock_guard<std::mutex> lock(guard_);
  const auto known = std::find_if(logs_.begin(), logs_.end(), [&](const auto& one) { return one.origin() == origin; });
  HOLDS(known != logs_.end() && !keys.empty());
  for (const auto& key : keys) HOLDS(key.name() == origin);
  known->keys = std::move(keys);
}

std::optional<Cosigned> Witness::last(std::string_view origin) const {
  const std::lock_guard<std::mutex> lock(guard_);
  const WitnessedLog* known = find(origin);
  return known == nullptr ? std::nullopt : std::optional(known->last);
}

}  // namespace tanbu::audit
