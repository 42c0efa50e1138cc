// Signed absences that somebody holds ("nothing of this serial is recorded in the first N entries"), held against the
// log that signed them. A lie convicts: the statement key signed it, entry 0 names that key, and the entries say
// otherwise. Private to this room. Threading: one thread at a time.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/report.hpp"
#include "audit/state.hpp"
#include "ledger/log/absence.hpp"

namespace tanbu::audit {

class Absences {
 public:
  // Files with the names under which they are told: notes alone, or witnessed ones.
  explicit Absences(const std::vector<std::pair<std::string, std::string>>& files);

  struct Promise {
    std::string place;
    std::uint64_t size = 0;
    crypto::Digest root{};
  };
  // The checkpoints that witnessed files carry, verbatim, each with its place: the log's promises like any other.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> checkpoints() const;
  // Opens every statement under the key that entry 0 names. What is opened promises a root as well. Codes of findings:
  // absence_damaged.
  [[nodiscard]] std::vector<Promise> open(const std::optional<std::string>& statement_vkey, const std::string& origin,
                                          Report& report);
  // The state after the entries of that size; nullptr where it is not known. Code of findings: absence_untrue.
  void judge(std::uint64_t size, const State* state, Report& report) const;

 private:
  struct File {
    std::string place;
    std::string note;
    std::optional<std::string> checkpoint;
    std::string fault;  // why it cannot be read
  };
  struct Statement {
    std::string place;
    log::Absence absence;
  };
  std::vector<File> files_;
  std::multimap<std::uint64_t, Statement> statements_;  // by size
};

}  // namespace tanbu::audit
