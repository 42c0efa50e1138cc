// One run of an audit: the parts that need the order of the entries. It can be continued over the same log when the log
// has grown. Private to this room. Threading: one thread at a time.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/absences.hpp"
#include "audit/commands.hpp"
#include "audit/hash_tree.hpp"
#include "audit/invariants.hpp"
#include "audit/second_line.hpp"
#include "audit/verify.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/rules.hpp"

namespace tanbu::audit {

// A signed checkpoint from elsewhere that the log must agree with.
struct Pledge {
  std::string place;
  std::string code;  // in front of _damaged, _newer, _root
  std::string note;
};

// A stated digest of the state that is not the one which the log gives.
struct FalseDigest {
  std::uint64_t entry = 0;
  std::string words;
  std::optional<std::uint64_t> voided_by;
};

class Run {
 public:
  Run(const Options& options, std::vector<Pledge> pledges, Report& report);
  // Takes the entries from where the last call ended up to the source's size, and examines everything that stands
  // beside them. When it throws SourceFault the entries taken so far stay taken, each of them whole: another call goes
  // on behind them.
  void advance(Source& source);
  // Remember what entries did whose texts live on in the state: an entry that was read here whole may be erased later.
  void keep_past() { keeps_past_ = true; }
  // Told every leaf hash in its order, once the entry's faults are in the report.
  void on_leaf(std::function<void(const crypto::Digest&)> told) { told_of_leaf_ = std::move(told); }
  [[nodiscard]] const HashTree& tree() const { return tree_; }
  // The keys of the log as the entries so far have them; nothing where no key can be read.
  [[nodiscard]] const std::optional<log::KeyHistory>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<FalseDigest>& false_digests() const { return false_digests_; }
  // For an audit that ends here: those that still stand become findings.
  void blame_standing_digests();
  // Keeps the digest of the state as it is now, so that it can be compared although its size was not known to be stated
  // beforehand. Costs a pass over the state.
  void keep_digest();
  // Whether an entry so far erases this one's command.
  [[nodiscard]] bool is_erased(std::uint64_t entry) const;

 private:
  struct DueTile {
    unsigned level = 0;
    std::uint64_t number = 0;
    std::string hashes;
    crypto::Digest above{};
  };

  void begin();
  // audit_keys.cpp
  void choose_keys();
  void find_named_keys();
  void follow_keys(const Examined& examined, bool granted);
  [[nodiscard]] std::optional<log::Checkpoint> open_signed(const std::string& place, const std::string& note);
  void note_pin_signed(const log::Checkpoint& checkpoint);
  void check_keys_at_end();
  [[nodiscard]] std::string vkey_in_genesis();
  void open_absences(const GenesisCommand& genesis);
  void take_entries();
  // Fetches the next entries and lets them be examined; nothing, as the index to go on from, where there are none.
  [[nodiscard]] std::optional<std::uint64_t> start_block(std::uint64_t from);
  void take(const Examined& examined);
  void check_line(const Examined& examined);
  void check_genesis(const Examined& examined);
  // False when the source did not hand over a command that can be read.
  [[nodiscard]] bool check_command(const Examined& examined);
  void check_signature(const Examined& examined);
  void check_admission(const Examined& examined);
  [[nodiscard]] bool is_replaying() const { return !report_.rules_not_replayed_from; }
  // The key as the entry found it; null when it is not registered, or the state is not known. It lives as long as the
  // state is not changed.
  [[nodiscard]] const Key* key_of(const Examined& examined) const;
  // False when the issuer used the command's id before.
  [[nodiscard]] bool spend(const Envelope& envelope);
  [[nodiscard]] const RuleSet* rules_of(const log::Entry& entry);
  void check_rules_go_on(const RuleSet* rules);
  [[nodiscard]] std::optional<Decision> replay(const Examined& examined);
  // What the rules say; nothing, with a finding, when they refuse. audit_erasure.cpp has what follows from erasures.
  [[nodiscard]] std::optional<Decision> decided(const Examined& examined);
  [[nodiscard]] std::optional<Decision> enter(const Examined& examined, Decision decision);
  void find_digest_sizes();
  void remember_digest();
  void check_digests(const Decision& decision);
  void check_digest(const StatedDigest& stated);
  void note_digest_voided(const DigestVoided& voided);
  void note_digest_unverifiable(std::uint64_t entry);
  void note_erased(const Examined& examined);
  void note_claim(const Examined& examined);
  void check_erasures(const Decision& decision);
  void check_unplayed(const Examined& examined);
  void check_claims();
  [[nodiscard]] std::optional<Decision> take_stated(const Examined& examined);
  [[nodiscard]] bool may_take_on_trust(const Examined& examined, const Outcome<Decision>& outcome);
  [[nodiscard]] std::optional<PastEntry> redacted_entry(const Command& command, const Command* pending);
  void remember_past(const Examined& examined, const Decision& decision);
  void remember_pending(const Examined& examined, const Decision& decision);
  void check_full_tiles();
  void check_tile(unsigned level, std::uint64_t number, const std::string& hashes, const crypto::Digest* above);
  void check_checkpoints();
  void check_checkpoint(const SourceCheckpoint& stored);
  // promises.cpp
  struct Promise {
    Pledge pledge;
    std::optional<log::Receipt> receipt;
    bool shows_other_entry = false;  // the log, at the receipt's index
  };
  void take_promises();
  void take_promise(Promise promise);
  void find_damaged(const Promise& promise, std::string_view code);
  void check_receipts(const std::string& line);
  void check_promises();
  void check_promise(const Promise& promise);
  void check_absence_roots();
  void check_root(const std::string& place, const std::string& code, std::uint64_t size, const crypto::Digest& root);
  void find_rolled_back(const std::string& place, const std::string& code, std::uint64_t size);
  void check_promises_beyond();
  void check_end();
  void stop_replay(const std::string& because);
  void find(const char* place, const char* code, std::string words);  // about the present entry
  void find_elsewhere(std::string place, std::string code, std::string words);

  Source* source_ = nullptr;  // of the present advance
  const Options& options_;
  std::vector<Pledge> pledges_;
  Report& report_;
  Examiner examiner_;
  State state_;
  Invariants invariants_{state_};
  HashTree tree_;
  std::optional<log::KeyHistory> keys_;
  std::set<std::string> named_keys_;  // in genesis and in add_log_key; what an entry is worth is judged in its order
  bool pin_signed_ = false;           // some checkpoint of this log bears the pinned key's line
  SecondLine second_line_{options_.sm2_vkey};
  bool begun_ = false;
  std::function<void(const crypto::Digest&)> told_of_leaf_;
  std::deque<DueTile> due_tiles_;  // full, not compared yet
  std::uint64_t total_ = 0;
  std::uint64_t index_ = 0;     // of the present entry
  std::uint64_t expected_ = 0;  // that the next entry should have
  crypto::Digest last_leaf_{};
  std::int64_t last_time_unix_ms_ = 0;
  const RuleSet* last_rules_ = nullptr;                 // of the entry before; null in front of the first
  std::map<std::string, std::set<std::string>> spent_;  // by issuer: jti
  std::optional<GenesisCommand> genesis_;
  std::map<std::uint64_t, Command> pending_;  // that wait for their second signature, by entry
  // Commands that the source calls erased, by entry: by which entry, the kind, and what the entry did; the effect of an
  // approval is kept as well where it approved one of them.
  struct Claim {
    std::uint64_t by = 0;
    std::string kind;
    bool missing = false;
    bool ordered = false;  // the entry `by` was read, and it erases this command
  };
  std::map<std::uint64_t, Claim> claims_;
  std::map<std::uint64_t, Decision> claimed_effects_;
  bool keeps_past_ = false;
  std::vector<std::string_view> past_kinds_;        // by entry
  std::map<std::uint64_t, Decision> past_effects_;  // of kinds whose texts the state keeps, and of approvals of them
  std::map<std::uint64_t, std::uint64_t> unplayed_redacts_;  // targets by entry, where rules are not replayed
  std::map<std::uint64_t, std::string> digests_;             // by size; empty until the state has that size
  std::deque<std::uint64_t> kept_digests_;                   // sizes of keep_digest(), oldest first
  std::vector<FalseDigest> false_digests_;
  std::set<std::uint64_t> unverifiable_digests_;  // entries that state one
  std::optional<SourceCheckpoint> due_;
  std::uint64_t covered_ = 0;  // entries under some stored checkpoint
  bool root_differs_ = false;
  struct AbsenceRoot {
    std::string place;
    crypto::Digest root;
  };
  std::multimap<std::uint64_t, AbsenceRoot> absence_roots_;  // by size
  Absences absences_{options_.absences};
  std::multimap<std::uint64_t, Promise> promises_;      // by the size that each claims; not judged yet
  std::multimap<std::uint64_t, Promise*> receipts_at_;  // of those, by the index of the receipt's entry
};

}  // namespace tanbu::audit
