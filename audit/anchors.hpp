// Timestamps (RFC 3161) that a ledger's folder keeps beside the database, D/anchors/<size>.tsr with <size>.checkpoint:
// each must stamp a checkpoint that the log still contains. Somebody who rewrites history with the log's own key cannot
// rewrite what an authority stamped before. Not here: asking an authority. Threading: pure functions.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "audit/report.hpp"

namespace tanbu::audit {

struct StampedCheckpoint {
  std::string place;  // "anchors/1234"
  std::string note;   // a checkpoint that the log must agree with
};

struct Anchors {
  std::vector<StampedCheckpoint> checkpoints;
  std::uint64_t verified = 0;  // signed by an authority, where certificates were given
  // anchor_damaged (no token, or of other bytes), anchor_untrusted (not signed under the given certificates).
  std::vector<Finding> findings;
};

// `authorities_pem` may be empty: then a token is taken for what it says and its signature is not verified.
[[nodiscard]] Anchors read_anchors(const std::filesystem::path& directory, const std::string& authorities_pem);

}  // namespace tanbu::audit
