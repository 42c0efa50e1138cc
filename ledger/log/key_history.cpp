#include "ledger/log/key_history.hpp"

#include <algorithm>
#include <utility>

#include "ledger/holds.hpp"

namespace tanbu::log {
namespace {

bool is_line_of(const NoteSignature& line, const Verifier& key) {
  return line.name == key.name() && line.id == key.id();
}

bool signs_at(const KeyHistory::Span& span, std::uint64_t size) {
  return span.from_entry < size && !(span.to_entry && *span.to_entry < size);
}

}  // namespace

KeyHistory::KeyHistory(Verifier first) {
  HOLDS(first.type() == SignatureType::ed25519);
  spans_.push_back({std::move(first), 0, std::nullopt});
}

void KeyHistory::add(Verifier key, std::uint64_t entry) {
  HOLDS(key.type() == SignatureType::ed25519 && key.name() == origin());
  spans_.push_back({std::move(key), entry, std::nullopt});
}

void KeyHistory::retire(std::string_view vkey, std::uint64_t entry) {
  const auto span = std::find_if(spans_.begin(), spans_.end(),
                                 [&](const Span& one) { return !one.to_entry && one.key.text() == vkey; });
  HOLDS(span != spans_.end());
  span->to_entry = entry;
}

const KeyHistory::Span* KeyHistory::find(std::string_view vkey) const {
  const auto span = std::find_if(spans_.begin(), spans_.end(), [&](const Span& one) { return one.key.text() == vkey; });
  return span == spans_.end() ? nullptr : &*span;
}

std::vector<Verifier> KeyHistory::in_force_at(std::uint64_t size) const {
  std::vector<Verifier> keys;
  for (const Span& span : spans_) {
    if (signs_at(span, size)) keys.push_back(span.key);
  }
  return keys;
}

std::vector<Verifier> KeyHistory::all() const {
  std::vector<Verifier> keys;
  for (const Span& span : spans_) keys.push_back(span.key);
  return keys;
}

Result<Checkpoint> KeyHistory::open(std::string_view bytes) const {
  const auto parsed = parse_note(bytes);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  const Note& note = value(parsed);
  auto checkpoint = parse_checkpoint_text(note.text);
  if (!ok(checkpoint)) return std::get<Fault>(checkpoint);
  if (value(checkpoint).origin != origin()) return Fault{"checkpoint_other_origin"};
  for (const Span& span : spans_) {
    const auto lines = std::count_if(note.signatures.begin(), note.signatures.end(),
                                     [&](const NoteSignature& line) { return is_line_of(line, span.key); });
    const bool demanded = signs_at(span, value(checkpoint).size);
    if (lines > 1) return Fault{"checkpoint_line_repeated"};
    if (lines == 1 && !demanded) return Fault{"checkpoint_line_unexpected"};
    if (lines == 0 && demanded) return Fault{"checkpoint_line_missing"};
  }
  // Every line of a known key must verify, and all of them are here.
  const auto opened = open_note(bytes, all());
  if (!ok(opened)) return std::get<Fault>(opened);
  return checkpoint;
}

Result<Checkpoint> KeyHistory::open_by_any(std::string_view bytes) const {
  auto checkpoint = claimed_checkpoint(bytes);
  if (!ok(checkpoint)) return std::get<Fault>(checkpoint);
  if (value(checkpoint).origin != origin()) return Fault{"checkpoint_other_origin"};
  const auto opened = open_note(bytes, in_force_at(value(checkpoint).size));
  if (ok(opened)) return checkpoint;
  return code(opened) == "note_unsigned" ? Fault{"checkpoint_line_missing"} : std::get<Fault>(opened);
}

}  // namespace tanbu::log
