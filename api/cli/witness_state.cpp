// The functions of witness_state.hpp.
#include "api/cli/witness_state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include "api/cli/files.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::cli {
namespace {

constexpr std::string_view format = "tanbu-witness-state/1";
constexpr std::size_t witness_state_bytes_max = log::note_bytes_max + 4096;
// Half of the places are left to what proves a fault: its keeper comes last, and a witness in doubt has filled the
// rest.
constexpr std::size_t evidence_max = 2 * WitnessState::doubtful_max;
constexpr std::size_t fault_bytes_max = 64 * 1024;

std::string digest_name(std::string_view text) { return crypto::hex_encode(crypto::as_bytes(crypto::sha256(text))); }

std::string base64_digest(std::string_view text) {
  return crypto::base64_encode(crypto::as_bytes(crypto::sha256(text)));
}

// The names of new folders must be on the disk too, up to one that was there: a whole folder that a power cut takes
// away would look like a witness that never signed.
void make_durable_folder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> made;
  for (auto path = folder; !path.empty() && !std::filesystem::is_directory(path); path = path.parent_path())
    made.push_back(path);
  make_private_folder(folder);
  for (const auto& path : made) sync_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

bool is_leftover(const std::string& name) {
  constexpr std::string_view ending = ".new";
  return name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

// What a process that was killed in the middle of a replacement left behind; never read.
void remove_leftovers(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> leftovers;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (is_leftover(file.path().filename().string())) leftovers.push_back(file.path());
  }
  for (const auto& path : leftovers) remove_file(path);
}

std::string head_of(const log::Verifier& log, const log::Verifier& witness) {
  return std::string(format) + "\nwitness " + witness.text() + "\nlog " + log.text() + "\n";
}

}  // namespace

WitnessState::WitnessState(std::filesystem::path folder, int lock, std::string head)
    : folder_(std::move(folder)), lock_(lock), head_(std::move(head)) {}

WitnessState::~WitnessState() { ::close(lock_); }

std::variant<std::unique_ptr<WitnessState>, WitnessStateFault> WitnessState::open(
    const std::filesystem::path& directory, const std::vector<log::Verifier>& log, const log::Verifier& witness) {
  const auto folder = directory / digest_name(log.front().name());
  make_durable_folder(folder);
  // The folder itself is locked, so that no lock file is left to be mistaken for a sign of use.
  const int lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) throw std::system_error(errno, std::generic_category(), folder.string());
  std::unique_ptr<WitnessState> state(new WitnessState(folder, lock, head_of(log.front(), witness)));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw std::system_error(errno, std::generic_category(), folder.string());
    return WitnessStateFault{"state_locked", folder.string() + " is used by another process"};
  }
  if (auto fault = state->load(log, witness)) return std::move(*fault);
  return state;
}

std::optional<WitnessStateFault> WitnessState::load(const std::vector<log::Verifier>& log,
                                                    const log::Verifier& witness) {
  remove_leftovers(folder_);
  std::optional<std::string> text;
  try {
    text = read_file(folder_ / "state", witness_state_bytes_max);
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error& fault) {
    return WitnessStateFault{"state_damaged", fault.what()};
  }
  if (text) {
    if (auto fault = read(*text, log, witness)) return fault;
  } else if (!std::filesystem::is_empty(folder_)) {
    return WitnessStateFault{"state_missing", (folder_ / "state").string() + " is gone, and it was there before"};
  } else {
    replace_file(folder_ / "state", text_of({}));
  }
  fault_ = read_fault();
  // Only after the record: from now on its absence is a fault.
  if (!std::filesystem::exists(folder_ / "origin")) replace_file(folder_ / "origin", log.front().name() + "\n");
  return std::nullopt;
}

std::optional<WitnessStateFault> WitnessState::read(const std::string& text, const std::vector<log::Verifier>& log,
                                                    const log::Verifier& witness) {
  const auto fault = [this](const char* code, const std::string& words) {
    return WitnessStateFault{code, (folder_ / "state").string() + ": " + words};
  };
  const auto border = text.find("\n\n");
  if (border == std::string::npos) return fault("state_damaged", "not a whole record");
  const std::string note = text.substr(border + 2);
  // The digest of head and note comes before anything is said of either.
  const auto digest_line = text.rfind('\n', border - 1);
  if (digest_line == std::string::npos) return fault("state_damaged", "not a whole record");
  const std::string head = text.substr(0, digest_line + 1);
  if (text.substr(digest_line + 1, border - digest_line - 1) != "sha256 " + base64_digest(head + note))
    return fault("state_damaged", "the digest is not that of the content");
  const bool ours =
      std::any_of(log.begin(), log.end(), [&](const log::Verifier& key) { return head == head_of(key, witness); });
  if (!ours) return fault("state_other_key", "of another witness key or another key of the log");
  if (note.empty()) return std::nullopt;
  const auto opened = log::open_checkpoint(note, log, {witness});
  if (!log::ok(opened) || log::value(opened).cosignatures.size() != 1)
    return fault("state_damaged", "the record is not signed by the log and this witness");
  note_ = note;
  last_ = {log::value(opened).checkpoint.size, log::value(opened).checkpoint.root};
  return std::nullopt;
}

std::string WitnessState::text_of(const std::string& note) const {
  return head_ + "sha256 " + base64_digest(head_ + note) + "\n\n" + note;
}

void WitnessState::keep(const std::string& cosigned_note) {
  replace_file(folder_ / "state", text_of(cosigned_note));
  note_ = cosigned_note;
  replace_file(folder_ / "checkpoint", cosigned_note);
}

void WitnessState::keep_evidence(const std::string& note) {
  make_durable_folder(folder_ / "evidence");
  const auto kept = evidence();
  if (kept.size() >= evidence_max || std::find(kept.begin(), kept.end(), note) != kept.end()) return;
  replace_file(evidence_file(note), note);
}

void WitnessState::drop_evidence(const std::string& note) { remove_file(evidence_file(note)); }

std::filesystem::path WitnessState::evidence_file(const std::string& note) const {
  return folder_ / "evidence" / (digest_name(note) + ".checkpoint");
}

void WitnessState::keep_fault(const WitnessFault& fault) {
  if (fault_) return;
  const std::string entry = fault.entry ? std::to_string(*fault.entry) : "-";
  replace_file(folder_ / "fault", fault.code + "\n" + entry + "\n" + fault.words + "\n");
  fault_ = fault;
}

// A file that cannot be read as it was written is a fault all the same.
std::optional<WitnessFault> WitnessState::read_fault() const {
  if (!std::filesystem::exists(folder_ / "fault")) return std::nullopt;
  const WitnessFault unreadable{"fault_unreadable", std::nullopt, (folder_ / "fault").string()};
  std::optional<std::string> text;
  try {
    text = read_file(folder_ / "fault", fault_bytes_max);
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error&) {
    return unreadable;
  }
  const auto first = text ? text->find('\n') : std::string::npos;
  const auto second = first == std::string::npos ? first : text->find('\n', first + 1);
  if (second == std::string::npos || text->back() != '\n') return unreadable;
  WitnessFault fault{text->substr(0, first), std::nullopt, text->substr(second + 1, text->size() - second - 2)};
  const std::string entry = text->substr(first + 1, second - first - 1);
  std::uint64_t number = 0;
  const auto end = std::from_chars(entry.data(), entry.data() + entry.size(), number);
  if (end.ec == std::errc() && end.ptr == entry.data() + entry.size()) fault.entry = number;
  return fault;
}

std::vector<std::string> WitnessState::evidence() const {
  std::vector<std::string> notes;
  const auto folder = folder_ / "evidence";
  if (!std::filesystem::is_directory(folder)) return notes;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (!is_leftover(file.path().filename().string())) files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    if (auto note = read_file(path, log::note_bytes_max)) notes.push_back(std::move(*note));
  }
  return notes;
}

}  // namespace tanbu::cli
