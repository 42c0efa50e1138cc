// How a pin follows the log to its next key (formats section 30): the entry that brings the key is proved by a
// checkpoint that the pinned key signed, the entry's command names the new key, and the new key signed that same
// checkpoint. Nothing is asked of anybody here: whoever has the log, behind a URL or in a folder, brings its words.
// Threading: as the source.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/cli/pins.hpp"

namespace tanbu::cli {

// A key that the log claims to have been brought in by an entry.
struct ClaimedKey {
  std::string vkey;
  std::uint64_t from_entry = 0;
};

struct RotationSource {
  std::function<std::vector<ClaimedKey>()> keys;
  // The receipt of an entry under the first checkpoint that covers it, and its command; "" where there is none.
  std::function<std::string(std::uint64_t entry)> receipt;
  std::function<std::string(std::uint64_t entry)> command;
};

// One step of the way from the pinned key: what proves it, and the key that it leads to.
struct Succession {
  std::string vkey;
  std::uint64_t entry = 0;
  std::string checkpoint;  // bears a line of both keys
};

// The proved steps from the pin's key to one that signed `note`; nothing where the log proves no such way.
[[nodiscard]] std::optional<std::vector<Succession>> find_successions(const Pin& pin, const std::string& note,
                                                                      const RotationSource& source);
// Words for a person whose pin has moved.
[[nodiscard]] std::string explain_move(const Pin& before, const Pin& after, const std::vector<Succession>& steps);

}  // namespace tanbu::cli
