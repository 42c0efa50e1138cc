// Signed notes: splitting, signature lines, opening with known keys. Keys themselves are in note_key.cpp.
#include <algorithm>

#include "crypto/encoding.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view line_start = "\xE2\x80\x94 ";  // U+2014 and a space

bool is_note_encoding(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto point = first_code_point(bytes);
    if (!point || (point->value < 0x20 && point->value != '\n')) return false;
    bytes.remove_prefix(point->bytes);
  }
  return true;
}

}  // namespace

std::string signature_line(const NoteSignature& signature) {
  std::string bytes;
  for (const auto byte : signature.id) bytes.push_back(static_cast<char>(byte));
  bytes += signature.bytes;
  return std::string(line_start) + signature.name + " " + crypto::base64_encode(bytes) + "\n";
}

std::optional<NoteSignature> parse_signature_line(std::string_view line) {
  if (line.substr(0, line_start.size()) != line_start) return std::nullopt;
  line.remove_prefix(line_start.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !key_name_is_valid(line.substr(0, space))) return std::nullopt;
  const auto bytes = crypto::base64_decode(line.substr(space + 1));
  NoteSignature signature{std::string(line.substr(0, space)), {}, {}};
  if (!bytes || bytes->size() <= signature.id.size()) return std::nullopt;
  std::transform(bytes->begin(), bytes->begin() + 4, signature.id.begin(),
                 [](char character) { return static_cast<std::uint8_t>(character); });
  signature.bytes = bytes->substr(signature.id.size());
  return signature;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > note_bytes_max) return Fault{"note_too_large"};
  if (!is_note_encoding(bytes)) return Fault{"note_encoding"};
  // The text may hold empty lines of its own; signatures cannot, so the last empty line is the border.
  const auto border = bytes.rfind("\n\n");
  if (border == std::string_view::npos) return Fault{"note_shape"};
  Note note;
  note.text = std::string(bytes.substr(0, border + 1));
  std::string_view rest = bytes.substr(border + 2);
  if (rest.empty() || rest.back() != '\n') return Fault{"note_shape"};
  while (const auto line = take_line(rest)) {
    auto signature = parse_signature_line(*line);
    if (!signature) return Fault{"note_signature_line"};
    if (note.signatures.size() == note_signatures_max) return Fault{"note_signatures_too_many"};
    note.signatures.push_back(std::move(*signature));
  }
  return note;
}

std::string note_bytes(const Note& note) {
  HOLDS(!note.text.empty() && note.text.back() == '\n' && !note.signatures.empty());
  std::string bytes = note.text + "\n";
  for (const auto& signature : note.signatures) bytes += signature_line(signature);
  return bytes;
}

Result<OpenedNote> open_note(std::string_view bytes, const std::vector<Verifier>& known) {
  auto parsed = parse_note(bytes);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  const Note& note = value(parsed);
  OpenedNote opened{note.text, {}};
  for (const auto& signature : note.signatures) {
    const auto is_named = [&](const Verifier& key) { return key.name() == signature.name && key.id() == signature.id; };
    const auto key = std::find_if(known.begin(), known.end(), is_named);
    if (key == known.end()) continue;
    if (std::find_if(key + 1, known.end(), is_named) != known.end()) return Fault{"note_key_ambiguous"};
    auto verified = key->verify(note.text, signature);
    if (!verified) return Fault{"note_signature_invalid"};
    const bool repeated = std::any_of(opened.signatures.begin(), opened.signatures.end(), [&](const auto& earlier) {
      return earlier.name == verified->name && earlier.id == verified->id;
    });
    if (!repeated) opened.signatures.push_back(std::move(*verified));
  }
  if (opened.signatures.empty()) return Fault{"note_unsigned"};
  return opened;
}

}  // namespace tanbu::log
