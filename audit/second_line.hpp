// The second line of the checkpoints, by the log's SM2 key, for an auditor who demands it. Nothing else of a
// checkpoint. Threading: an object belongs to one thread at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "audit/report.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::audit {

// A ledger may begin without the line; from the first checkpoint that carries it on every one must. Codes of findings:
// sm2_vkey_unreadable, sm2_line_invalid, sm2_line_missing.
class SecondLine {
 public:
  // Without a key nothing is demanded and nothing found.
  explicit SecondLine(const std::optional<std::string>& vkey);
  // The stored checkpoints in ascending order.
  [[nodiscard]] std::optional<Finding> see(std::uint64_t size, const std::string& note);
  [[nodiscard]] std::optional<Finding> at_end() const;
  // Nothing where no key was given.
  [[nodiscard]] std::optional<std::uint64_t> verified() const;

 private:
  bool demanded_;
  std::optional<log::Verifier> verifier_;
  std::uint64_t verified_ = 0;
};

}  // namespace tanbu::audit
