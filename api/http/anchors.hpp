// Checkpoints of ours that somebody else's clock has stamped (RFC 3161): the bytes that were stamped and the answer, in
// pairs of files D/anchors/<size>.checkpoint and <size>.tsr, and in memory for whoever asks. An anchor proves that the
// tree of that size existed at the authority's time, so nobody can invent an older history later. Not here: who asks
// the authority (api/cli/anchoring.hpp). Threading: any thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::http {

struct Anchor {
  std::uint64_t size = 0;              // of the checkpoint
  std::int64_t time_unix_seconds = 0;  // as the authority says
  std::string checkpoint;              // the stamped bytes: a checkpoint with the log's own line alone
  std::string answer;                  // DER, as received
};

class Anchors {
 public:
  // Reads what the folder holds; it need not exist. A pair that does not fit together is left out and named in
  // faults(), because what is served must prove what it says.
  explicit Anchors(std::filesystem::path folder);
  [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

  // Writes both files durably, then serves them. Throws std::system_error when the disk refuses.
  void add(Anchor anchor);
  [[nodiscard]] std::optional<Anchor> find(std::uint64_t size) const;
  [[nodiscard]] std::optional<Anchor> newest() const;
  // Sizes and times, ascending.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::int64_t>> all() const;

 private:
  std::filesystem::path folder_;
  std::vector<std::string> faults_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Anchor> anchors_;
};

}  // namespace tanbu::http
