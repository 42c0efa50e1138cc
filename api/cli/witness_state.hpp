// What a witness must remember for ever of one log: the checkpoint that it cosigned last, as a note with the log's line
// and its own. One folder a log, D/<SHA-256 of the origin>/:
//   state       the record; replaced whole, synced with its folder, before a signature leaves the process
//   checkpoint  the same note alone, for whoever wants the cosigned checkpoint
//   origin      the log's name for people, and the sign that there must be a record
//   evidence/   checkpoints that the log signed and that do not belong, or are not known to belong, to the history
//               which it serves; with a fault, also those of the other history. Whoever holds the log's key can sign
//               doubtful ones without end, so they never take the places of the proof of a fault
//   fault       what the log was caught at. While the file is there nothing is cosigned, whatever the log shows then;
//               only a person takes it away
// The folder is locked for as long as the object lives. Faults of the machine are std::system_error. Threading: one
// thread at a time.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audit/witness.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::cli {

// Why a record cannot be used. None of them may be mended by beginning anew: a witness that forgot what it cosigned
// signs a second history. Codes: state_locked (another process has it), state_missing (the folder was used before and
// its record is gone), state_damaged (not what was written), state_other_key (of another witness key or log key).
struct WitnessStateFault {
  std::string code;
  std::string detail;
};

// What a log was caught at, in the words that were told first.
struct WitnessFault {
  std::string code;
  std::optional<std::uint64_t> entry;
  std::string words;  // one line
};

class WitnessState {
 public:
  // Makes the folder where there is none: then nothing was cosigned yet. `log` are the log's key and the earlier ones
  // that it led on from.
  [[nodiscard]] static std::variant<std::unique_ptr<WitnessState>, WitnessStateFault> open(
      const std::filesystem::path& directory, const std::vector<log::Verifier>& log, const log::Verifier& witness);
  ~WitnessState();
  WitnessState(const WitnessState&) = delete;
  WitnessState& operator=(const WitnessState&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // The note that was cosigned last; empty when none was.
  [[nodiscard]] const std::string& note() const { return note_; }
  [[nodiscard]] const audit::Cosigned& last() const { return last_; }
  // For audit::Witness::Keep.
  void keep(const std::string& cosigned_note);
  // So many checkpoints that are not known to belong to the history may be kept; as many places more are free for the
  // proof of a fault.
  static constexpr std::size_t doubtful_max = 16;
  // Checkpoints to be held against the log whenever it is followed anew. One that is kept already is kept once.
  void keep_evidence(const std::string& note);
  // One that turned out to belong to the history, or that made way for another.
  void drop_evidence(const std::string& note);
  // The first fault is kept; a further one changes nothing.
  void keep_fault(const WitnessFault& fault);
  [[nodiscard]] const std::optional<WitnessFault>& fault() const { return fault_; }
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  WitnessState(std::filesystem::path folder, int lock, std::string head);
  // The fault of what stands in the file, if any.
  [[nodiscard]] std::optional<WitnessStateFault> read(const std::string& text, const std::vector<log::Verifier>& log,
                                                      const log::Verifier& witness);
  [[nodiscard]] std::optional<WitnessStateFault> load(const std::vector<log::Verifier>& log,
                                                      const log::Verifier& witness);
  [[nodiscard]] std::string text_of(const std::string& note) const;
  [[nodiscard]] std::optional<WitnessFault> read_fault() const;
  [[nodiscard]] std::filesystem::path evidence_file(const std::string& note) const;

  std::filesystem::path folder_;
  int lock_;
  std::string head_;  // the lines that name the format and the two keys
  std::string note_;
  audit::Cosigned last_;
  std::optional<WitnessFault> fault_;
};

}  // namespace tanbu::cli
