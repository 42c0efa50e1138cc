// A log as plain files (formats section 28): a folder that `log publish` wrote, or a URL under which a web server shows
// one. Also a ledger's own server, which answers the same paths. Read without asking anything but those files: no pin
// is made here, and a checkpoint is opened with a key that the caller has. Threading: one thread.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/cli/settings.hpp"
#include "audit/replay.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::cli {

// The bytes of a file of the tree by its path below the log's root ("checkpoint", "tile/0/000"); nothing where there is
// none. Stop (unreachable) where nobody answers.
using Files = std::function<std::optional<std::string>(const std::string& path)>;

// `place` is a URL or a folder. Nothing where it is neither or shows no checkpoint.
[[nodiscard]] std::optional<Files> published_files(const std::string& place, const Settings& settings);
// Entries and tiles below a checkpoint. A narrow tile that is gone is cut from the full one, as the format allows.
[[nodiscard]] std::unique_ptr<audit::Source> mirror_source(Files files, const std::string& note,
                                                           const log::Checkpoint& checkpoint);

}  // namespace tanbu::cli
