// The keys of one log over time, and the rule of lines (formats section 30): a checkpoint of size n bears exactly one
// line of every key that an entry below n brought and no entry below n retired. All keys carry the log's name. Not
// here: which entries bring and retire keys. Threading: const members may be called from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/log/checkpoint.hpp"

namespace tanbu::log {

class KeyHistory {
 public:
  struct Span {
    Verifier key;
    std::uint64_t from_entry = 0;
    std::optional<std::uint64_t> to_entry;  // that retired it
  };
  // The key that entry 0 brings: a plain Ed25519 key.
  explicit KeyHistory(Verifier first);
  // Entries in ascending order. The key is another than all before.
  void add(Verifier key, std::uint64_t entry);
  // The key is in force.
  void retire(std::string_view vkey, std::uint64_t entry);

  [[nodiscard]] const std::string& origin() const { return spans_.front().key.name(); }
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }  // in the order in which the keys came
  [[nodiscard]] const Span* find(std::string_view vkey) const;
  // Whose lines a checkpoint of this size bears, oldest first.
  [[nodiscard]] std::vector<Verifier> in_force_at(std::uint64_t size) const;
  // Every key that ever was one of this log.
  [[nodiscard]] std::vector<Verifier> all() const;

  // The checkpoint with all the lines that it must bear, each valid, and none that it must not. Other names' lines and
  // those of keys that are not of this history are passed over. Codes: those of open_checkpoint;
  // checkpoint_line_missing (a key in force at this size did not sign), checkpoint_line_unexpected (a key that is
  // retired, or not yet in force, did), checkpoint_line_repeated.
  [[nodiscard]] Result<Checkpoint> open(std::string_view note) const;

  // The same where one line of a key in force at its size is enough: for a note that somebody kept, perhaps without all
  // its lines. Codes: those of open_checkpoint; checkpoint_line_missing (none of the keys in force at its size signed).
  [[nodiscard]] Result<Checkpoint> open_by_any(std::string_view note) const;

 private:
  std::vector<Span> spans_;
};

}  // namespace tanbu::log
