// Publishing a log as static files: only what is new since the folder's own checkpoint, proved to continue it, the
// checkpoint last. A call that is killed at any moment leaves a folder that is right for the checkpoint it shows, and
// the next call goes on. Not a server. Source: C2SP tlog-tiles v0.1.0; formats section 28.
#pragma once
#include <cstdint>
#include <filesystem>

#include "api/cli/log_source.hpp"

namespace tanbu::cli {

struct Publication {
  std::uint64_t from = 0;  // size that the folder showed before
  std::uint64_t to = 0;
  std::uint64_t files_written = 0;
  std::uint64_t files_kept = 0;  // were there already, with the right bytes
  std::uint64_t files_removed = 0;
};

// Stop with one of these codes, the folder's checkpoint untouched: publish_busy; publish_into_ledger; publish_other_log
// (the folder's checkpoint is no note of this log's key); publish_older (the folder shows more entries than the source
// has); publish_fork (the folder shows another history); publish_tile_differs; publish_source_differs (what the source
// hands over does not hash to its own checkpoint).
[[nodiscard]] Publication publish(OpenLog& source, const std::filesystem::path& directory);

}  // namespace tanbu::cli
