// One run of an audit over one source: the parts that need the order of the entries. Private to this room.
#pragma once
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/commands.hpp"
#include "audit/hash_tree.hpp"
#include "audit/invariants.hpp"
#include "audit/second_line.hpp"
#include "audit/verify.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/rules.hpp"

namespace tanbu::audit {

// A signed checkpoint from elsewhere that the log must agree with.
struct Pledge {
  std::string place;
  std::string code;  // in front of _damaged, _newer, _root
  std::string note;
};

class Run {
 public:
  Run(Source& source, const Options& options, std::vector<Pledge> pledges, Report& report);
  void run();

 private:
  using Block = std::vector<Examined>;

  void choose_verifier();
  [[nodiscard]] std::string vkey_in_genesis();
  void open_pledges();
  void open_pledge(const Pledge& pledge);
  void open_receipts();
  [[nodiscard]] std::future<Block> start_block(std::uint64_t from);
  void take(const Examined& examined);
  void check_line(const Examined& examined);
  void check_genesis(const Examined& examined);
  // False when the source did not hand over a command that can be read.
  [[nodiscard]] bool check_command(const Examined& examined);
  void check_signature(const Examined& examined);
  void check_admission(const Examined& examined);
  [[nodiscard]] bool is_replaying() const { return !report_.rules_not_replayed_from; }
  // The key as the entry found it; nothing when it is not registered, or the state is not known.
  [[nodiscard]] std::optional<Key> key_of(const Examined& examined) const;
  [[nodiscard]] const RuleSet* rules_of(const log::Entry& entry);
  [[nodiscard]] std::optional<Decision> replay(const Examined& examined);
  void remember_pending(const Examined& examined, const Decision& decision);
  void check_tile(unsigned level, std::uint64_t number, const std::string& hashes, const crypto::Digest* above);
  void check_checkpoints();
  void check_checkpoint(const SourceCheckpoint& stored);
  void check_pledges();
  void check_receipts(const std::string& line);
  void check_end();
  void stop_replay(const std::string& because);
  void find(const char* place, const char* code, std::string words);  // about the present entry
  void find_elsewhere(std::string place, std::string code, std::string words);

  Source& source_;
  const Options& options_;
  std::vector<Pledge> pledges_;
  Report& report_;
  Examiner examiner_;
  State state_;
  Invariants invariants_{state_};
  HashTree tree_;
  std::optional<log::Verifier> verifier_;
  SecondLine second_line_{options_.sm2_vkey};
  std::uint64_t total_ = 0;
  std::uint64_t index_ = 0;     // of the present entry
  std::uint64_t expected_ = 0;  // that the next entry should have
  crypto::Digest last_leaf_{};
  std::int64_t last_time_unix_ms_ = 0;
  std::set<std::pair<std::string, std::string>> spent_;  // issuer, jti
  std::map<std::uint64_t, Command> pending_;             // that wait for their second signature, by entry
  std::optional<SourceCheckpoint> due_;
  std::uint64_t covered_ = 0;  // entries under some stored checkpoint
  bool root_differs_ = false;
  struct OpenedPledge {
    std::string place;
    std::string code;
    crypto::Digest root;
  };
  std::multimap<std::uint64_t, OpenedPledge> opened_pledges_;  // by size
  struct OpenedReceipt {
    std::string place;
    std::string entry;
  };
  std::multimap<std::uint64_t, OpenedReceipt> opened_receipts_;  // by index
};

}  // namespace tanbu::audit
