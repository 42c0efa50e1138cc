// An audit that goes on: it keeps the replayed state, the tree and the invariants in memory and takes whatever a log
// has grown by since the last call, entry by entry, with every check of verify.hpp. What it says of a size holds for
// all entries below it: it never leaves a gap, so that a command which the source withholds stops it in front of that
// entry until the command is handed over. Only what hashes to a signed root is examined at all (proven_source.hpp), so
// that nothing which happens on the way is held against the log. Not here: signing (witness.hpp), and what is kept
// between two processes: a new follower begins with entry 0, because a stored state would have to be believed. Memory:
// the state, and 64 octets an entry for the roots of all sizes. Threading: one thread at a time.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "audit/verify.hpp"
#include "crypto/digest.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/merkle.hpp"

namespace tanbu::audit {

// How a call of Follower::follow ended.
enum class Followed {
  checked,      // everything up to the source's size was re-run, without a fault, and its checkpoint's root is ours
  not_yet,      // the source did not hand over what is needed, or shows less than what was known before; ask again
  found_false,  // there are findings in the report. From now on every call ends so: a broken log does not heal
};

struct FollowOutcome {
  Followed followed = Followed::checked;
  // Of not_yet: a code of SourceFault; command_withheld (a command up to here is not handed over, so that no rule can
  // be re-run from there on); log_behind (the source shows none, or fewer entries than one of the known checkpoints);
  // state_digest_differs (a digest that the association stated is false and stands; the entry that voids it ends that);
  // state_digest_not_checked (of an earlier size; the newest checkpoint is wanted). Of found_false: the code of the
  // first finding.
  std::string code;
  std::string words;
  std::optional<std::uint64_t> entry;  // that the first finding or the withheld command belongs to
};

class Follower {
 public:
  // Options as for an audit; `known_checkpoints` must be part of the log that is followed.
  explicit Follower(Options options);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Takes the log up to the source's size. All sources must be of one log, and the caller has found the checkpoint that
  // each shows signed by that log. Exceptions are the machine's (and those of
  // `progress`); after one the follower answers every call with std::logic_error.
  [[nodiscard]] FollowOutcome follow(Source& source);

  // Entries that were re-run without a fault and seen under a checkpoint.
  [[nodiscard]] std::uint64_t size() const;
  // The keys of the log as the entries re-run so far have them; nothing before the first.
  [[nodiscard]] const std::optional<log::KeyHistory>& log_keys() const;
  // The root of the first `size` entries; nothing for 0, beyond size(), once anything was found, or where a false
  // digest of the state stands among them.
  [[nodiscard]] std::optional<crypto::Digest> root_at(std::uint64_t size) const;
  // That the first `to` entries begin with the first `from`; nothing unless 1 <= from <= to and root_at(to) is there.
  [[nodiscard]] std::optional<log::Proof> proof(std::uint64_t from, std::uint64_t to) const;
  // Up to here, its findings in their order.
  [[nodiscard]] Report report() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::audit
