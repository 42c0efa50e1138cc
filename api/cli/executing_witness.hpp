// The executing witness of one log behind a URL: an audit that goes on (audit/follower.hpp), a witness
// (audit/witness.hpp) that cosigns nothing but what the audit re-ran, and the record on the disk. Not here: threads,
// HTTP towards those who ask, the command line. Threading: one thread, except witness().
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/cli/exit.hpp"
#include "api/cli/session.hpp"
#include "api/cli/witness_state.hpp"
#include "audit/follower.hpp"
#include "audit/witness.hpp"

namespace tanbu::cli {

// Thrown out of a long replay when the process is told to end; nothing is lost, nothing was signed.
struct Stopping {};

class ExecutingWitness {
 public:
  struct Options {
    // Whether poll() cosigns: `newer` for a log that asks nobody, `always` for a single run.
    enum class Cosigns { never, newer, always } cosigns = Cosigns::never;
    const std::atomic<bool>* stop = nullptr;
  };
  // The session must know the ledger; session and state must outlive the object.
  ExecutingWitness(Session& session, WitnessState& state, log::Signer signer, Options options);

  // Follows to the log's newest checkpoint and prints what is new: a line for a size, for each fault, and for a reason
  // to wait when it changes. How a single run would end: ok; found_false (a fault, or a log that shows less than it
  // did); not_allowed (a command is withheld); unreachable. A fault that the state keeps is told once and is the end:
  // the log is not asked any more.
  Exit poll();
  // Follows to the checkpoint that was asked for, and cosigns it when everything up to there was re-run without a
  // fault. Beyond the codes of WitnessAnswer: 422 with the code of the first finding, 503 with the code of a follower
  // that has to wait.
  [[nodiscard]] audit::WitnessAnswer answer(const audit::Asked& asked, std::string_view body);
  // Holds a note that the log signed, and that was refused at the door, against the log.
  void suspect(const std::string& note);
  [[nodiscard]] const audit::Witness& witness() const { return witness_; }
  [[nodiscard]] bool found_fault() const { return fault_.has_value(); }

 private:
  [[nodiscard]] std::vector<std::string> known_checkpoints() const;
  [[nodiscard]] audit::Options audit_options() const;
  audit::FollowOutcome follow_to(const std::string& note, std::uint64_t size);
  audit::FollowOutcome follow_newest();
  void keep_fault(const std::string& note, const audit::FollowOutcome& outcome);
  void keep_doubtful(const std::string& note, std::uint64_t size);
  void judge_doubtful();
  [[nodiscard]] audit::FollowOutcome newest(std::string& note, log::Checkpoint& checkpoint);
  [[nodiscard]] audit::WitnessAnswer cosign(std::string_view body);
  void cosign_newest(const std::string& note, const log::Checkpoint& checkpoint);
  void tell_outcome(const audit::FollowOutcome& outcome);
  void tell_fault(const audit::Finding& finding);
  void tell_kept_fault();
  void tell_notices();

  Session& session_;
  WitnessState& state_;
  const Options options_;
  const std::string origin_;
  audit::Follower follower_;
  audit::Witness witness_;
  std::optional<audit::FollowOutcome> fault_;
  bool told_fault_ = false;
  std::string last_checked_;                                     // the note that was found good last
  std::vector<std::pair<std::uint64_t, std::string>> doubtful_;  // size and note
  std::set<std::string> told_notices_;
  std::uint64_t told_size_ = 0;
  std::string told_waiting_;
};

}  // namespace tanbu::cli
