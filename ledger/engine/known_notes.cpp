#include "ledger/engine/known_notes.hpp"

#include <algorithm>
#include <system_error>

#include "ledger/engine/chain_end.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::engine {
namespace {

// A file that is there and cannot be read is not the same as none.
std::optional<std::string> text_of(const std::filesystem::path& file) {
  std::error_code unknown;
  const auto status = std::filesystem::symlink_status(file, unknown);
  if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
  return std::filesystem::is_regular_file(file, unknown) ? read_file(file).value_or("") : "";
}

void add_folder(const std::filesystem::path& folder, const std::string& extension, std::vector<KnownNote>& notes) {
  std::error_code absent;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder, absent)) {
    const auto& path = file.path();
    if (path.extension() == extension && log::parse_decimal(path.stem().string())) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    if (auto text = text_of(file)) notes.push_back({file, *std::move(text), false});
  }
}

ForeignNote unsound(const KnownNote& note, std::string_view code) {
  const std::string what = note.text.empty() ? "is empty or cannot be read" : "does not verify: " + std::string(code);
  return {{"chain", note.file.string() + " " + what +
                        "; put the newest checkpoint in its place that anybody has (a client, a witness, anchors), "
                        "because it tells whether this database is the newest"},
          note.text,
          0};
}

// What a note that does not verify claims to be; nothing for one that is of another log or no checkpoint at all.
std::optional<log::Checkpoint> claim_of(const KnownNote& note, const log::KeyHistory& keys) {
  const auto checkpoint = log::claimed_checkpoint(note.text);
  if (!log::ok(checkpoint) || log::value(checkpoint).origin != keys.origin()) return std::nullopt;
  return log::value(checkpoint);
}

std::optional<ForeignNote> judge(store::Reader& reader, const KnownNote& note, const log::KeyHistory& keys) {
  const auto opened = keys.open_by_any(note.text);
  if (log::ok(opened)) {
    auto fault = check_continues(reader, note.text, keys, note.file.string());
    if (!fault) return std::nullopt;
    return ForeignNote{*std::move(fault), note.text, log::value(opened).size};
  }
  const auto claim = claim_of(note, keys);
  const auto size = reader.head().size;
  // A key that came after this database was copied signs lines that it cannot know.
  if (claim && claim->size > size) {
    return ForeignNote{{"would_fork", note.file.string() + " names size " + std::to_string(claim->size) +
                                          " and is signed by no key that the database (size " + std::to_string(size) +
                                          ") knows; an older database would sign a second history"},
                       note.text,
                       claim->size};
  }
  return note.must_be_sound ? std::optional(unsound(note, log::code(opened))) : std::nullopt;
}

}  // namespace

std::vector<KnownNote> known_notes(const Folder& folder) {
  std::vector<KnownNote> notes;
  if (auto text = text_of(folder.checkpoint())) notes.push_back({folder.checkpoint(), *std::move(text), true});
  add_folder(folder.cosignatures(), "", notes);
  add_folder(folder.anchors(), ".checkpoint", notes);
  return notes;
}

std::optional<ForeignNote> foreign_note(store::Reader& reader, const std::vector<KnownNote>& notes,
                                        const log::KeyHistory& keys) {
  std::optional<ForeignNote> found;
  for (const KnownNote& note : notes) {
    auto foreign = judge(reader, note, keys);
    if (!foreign) continue;
    if (foreign->size == 0) return foreign;
    if (!found || foreign->size > found->size) found = std::move(foreign);
  }
  return found;
}

}  // namespace tanbu::engine
