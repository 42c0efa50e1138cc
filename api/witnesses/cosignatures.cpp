// Keeping cosignatures: the folder, the quorum, and what is forgotten.
#include "api/witnesses/cosignatures.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "ledger/engine/folder.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/text.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::witnesses {
namespace {

constexpr std::size_t sizes_above_quorum_max = 64;
constexpr unsigned file_mode = 0644;  // published anyway

// The checkpoint with every line under the log's own name, that of a second key as well, which no witness list knows.
std::string without_cosignatures(log::Note note, const std::string& origin,
                                 const std::vector<log::Policy::Witness>& witnesses) {
  std::erase_if(note.signatures, [&](const log::NoteSignature& line) {
    return line.name != origin || std::any_of(witnesses.begin(), witnesses.end(), [&](const auto& witness) {
             return witness.verifier.name() == line.name && witness.verifier.id() == line.id;
           });
  });
  return log::note_bytes(note);
}

}  // namespace

std::variant<std::unique_ptr<Cosignatures>, OpenFault> Cosignatures::open(
    std::filesystem::path folder, std::shared_ptr<const log::Policy> policy, const log::KeyHistory& log,
    std::uint64_t log_size, log::HashReader& hashes, std::vector<std::string>& ignored) {
  std::error_code trouble;
  if (std::filesystem::create_directory(folder, trouble); trouble) {
    return OpenFault{"witnesses_folder", folder.string() + ": " + trouble.message()};
  }
  auto opened = std::unique_ptr<Cosignatures>(new Cosignatures(std::move(folder), std::move(policy)));
  for (const auto& file : std::filesystem::directory_iterator(opened->folder_)) {
    if (auto fault = opened->read(file.path(), log, log_size, hashes, ignored)) return *std::move(fault);
  }
  return opened;
}

std::optional<OpenFault> Cosignatures::read(const std::filesystem::path& file, const log::KeyHistory& log,
                                            std::uint64_t log_size, log::HashReader& hashes,
                                            std::vector<std::string>& ignored) {
  const auto size = log::parse_decimal(file.filename().string());
  if (!size) return std::nullopt;  // the rest of a write that was cut off, or somebody else's file
  const auto text = engine::read_file(file);
  const auto opened = text ? log::open_checkpoint(*text, log.all(), policy_->witness_keys())
                           : log::Result<log::OpenedCheckpoint>(log::Fault{"file_unreadable"});
  if (!log::ok(opened) || log::value(opened).checkpoint.size != *size || !log::ok(log.open_by_any(*text))) {
    ignored.push_back(file.string());
    return std::nullopt;
  }
  const auto& checkpoint = log::value(opened).checkpoint;
  if (checkpoint.size > log_size || log::root(checkpoint.size, hashes) != checkpoint.root) {
    return OpenFault{"would_fork", file.string() + " is a checkpoint of this log that the database (size " +
                                       std::to_string(log_size) +
                                       ") does not continue; an older database would sign a second history"};
  }
  // From here on it must succeed: the note was opened.
  const auto note = log::parse_note(*text);
  const auto& witnesses = policy_->witnesses();
  Held held{without_cosignatures(log::value(note), log.origin(), witnesses), {}};
  for (const auto& cosignature : log::value(opened).cosignatures) {
    const auto witness = std::find_if(witnesses.begin(), witnesses.end(), [&](const auto& one) {
      return one.verifier.name() == cosignature.name && one.verifier.id() == cosignature.id;
    });
    const auto& signatures = log::value(note).signatures;
    const auto line = std::find_if(signatures.begin(), signatures.end(), [&](const auto& one) {
      return one.name == cosignature.name && one.id == cosignature.id;
    });
    HOLDS(witness != witnesses.end() && line != signatures.end());
    const auto index = static_cast<std::size_t>(witness - witnesses.begin());
    held.by_witness[index] = {index, cosignature.time_unix_seconds, log::signature_line(*line)};
  }
  sizes_[*size] = std::move(held);
  return std::nullopt;
}

void Cosignatures::keep(const Target& target, const std::vector<Cosigned>& cosigned) {
  const std::lock_guard writing(writing_);
  Sizes changed;
  {
    const std::lock_guard reading(reading_);
    changed = sizes_;
  }
  auto& held = changed.try_emplace(target.size, Held{target.note, {}}).first->second;
  for (const auto& one : cosigned) held.by_witness.try_emplace(one.witness, one);
  engine::replace_file(folder_ / std::to_string(target.size), note_of(held), file_mode, engine::Durability::durable);
  const Sizes written = changed;
  forget_old(changed);
  {
    const std::lock_guard reading(reading_);
    sizes_ = changed;
  }
  for (const auto& [size, unused] : written) {
    std::error_code left_behind;  // read again at the next start, and forgotten then
    if (!changed.contains(size)) std::filesystem::remove(folder_ / std::to_string(size), left_behind);
  }
}

void Cosignatures::forget_old(Sizes& sizes) const {
  std::set<std::uint64_t> needed;
  const auto quorum = quorum_size(sizes);
  if (quorum) needed.insert(*quorum);
  for (std::size_t witness = 0; witness < policy_->witnesses().size(); ++witness) {
    for (auto at = sizes.rbegin(); at != sizes.rend(); ++at) {
      if (!at->second.by_witness.contains(witness)) continue;
      needed.insert(at->first);
      break;
    }
  }
  // Above the quorum a slower witness may still complete one.
  std::size_t above = 0;
  for (auto at = sizes.rbegin(); at != sizes.rend() && at->first > quorum.value_or(0); ++at) {
    if (++above > sizes_above_quorum_max) break;
    needed.insert(at->first);
  }
  std::erase_if(sizes, [&](const auto& one) { return !needed.contains(one.first); });
}

bool Cosignatures::satisfied_by(const Held& held) const {
  std::vector<log::VerifiedSignature> cosignatures;
  for (const auto& [witness, one] : held.by_witness) {
    const auto& key = policy_->witnesses()[witness].verifier;
    cosignatures.push_back({key.name(), key.id(), key.type(), one.time_unix_seconds});
  }
  return policy_->satisfied_by(cosignatures);
}

std::string Cosignatures::note_of(const Held& held) {
  std::string note = held.note;
  for (const auto& [witness, one] : held.by_witness) note += one.line;
  return note;
}

std::optional<std::uint64_t> Cosignatures::quorum_size(const Sizes& sizes) const {
  const auto found =
      std::find_if(sizes.rbegin(), sizes.rend(), [&](const auto& one) { return satisfied_by(one.second); });
  return found == sizes.rend() ? std::nullopt : std::optional(found->first);
}

bool Cosignatures::has(std::size_t witness, std::uint64_t size) const {
  const std::lock_guard reading(reading_);
  const auto found = sizes_.find(size);
  return found != sizes_.end() && found->second.by_witness.contains(witness);
}

bool Cosignatures::quorum_met(std::uint64_t size) const {
  const std::lock_guard reading(reading_);
  const auto found = sizes_.find(size);
  return found == sizes_.end() ? policy_->satisfied_by({}) : satisfied_by(found->second);
}

std::optional<Cosignatures::Newest> Cosignatures::newest_of(std::size_t witness) const {
  const std::lock_guard reading(reading_);
  for (auto at = sizes_.rbegin(); at != sizes_.rend(); ++at) {
    const auto found = at->second.by_witness.find(witness);
    if (found != at->second.by_witness.end()) return Newest{at->first, found->second.time_unix_seconds};
  }
  return std::nullopt;
}

std::string Cosignatures::cosigned(std::uint64_t size, std::string note) const {
  const std::lock_guard reading(reading_);
  const auto found = sizes_.find(size);
  if (found == sizes_.end()) return note;
  for (const auto& [witness, one] : found->second.by_witness) note += one.line;
  return note;
}

std::optional<std::string> Cosignatures::witnessed() const {
  const std::lock_guard reading(reading_);
  const auto size = quorum_size(sizes_);
  return size ? std::optional(note_of(sizes_.at(*size))) : std::nullopt;
}

}  // namespace tanbu::witnesses
