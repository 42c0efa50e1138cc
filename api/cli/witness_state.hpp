// What a witness must remember for ever of one log: the checkpoint that it cosigned last, as a note with the log's line
// and its own. One folder a log, D/<SHA-256 of the origin>/:
//   state       the record; replaced whole, synced with its folder, before a signature leaves the process
//   checkpoint  the same note alone, for whoever wants the cosigned checkpoint
//   origin      the log's name for people, and the sign that there must be a record
//   evidence/   checkpoints that the log signed and that do not belong to the history which it serves
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
  // Checkpoints to be held against the log whenever it is followed anew.
  void keep_evidence(const std::string& note);
  [[nodiscard]] std::vector<std::string> evidence() const;

 private:
  WitnessState(std::filesystem::path folder, int lock, std::string head);
  // The fault of what stands in the file, if any.
  [[nodiscard]] std::optional<WitnessStateFault> read(const std::string& text, const std::vector<log::Verifier>& log,
                                                      const log::Verifier& witness);
  [[nodiscard]] std::optional<WitnessStateFault> load(const std::vector<log::Verifier>& log,
                                                      const log::Verifier& witness);
  [[nodiscard]] std::string text_of(const std::string& note) const;

  std::filesystem::path folder_;
  int lock_;
  std::string head_;  // the lines that name the format and the two keys
  std::string note_;
  audit::Cosigned last_;
};

}  // namespace tanbu::cli
