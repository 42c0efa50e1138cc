// The checkpoints that a ledger's folder holds beside its database: the newest one (D/checkpoint), the cosigned ones
// (D/cosignatures) and the stamped ones (D/anchors). Whoever may sign on from a database asks all of them first: each
// went out into the world, and an older database would sign a second history under the same name. Not the checkpoints
// that others keep. Threading: free functions.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ledger/engine/engine.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/key_history.hpp"

namespace tanbu::engine {

struct KnownNote {
  std::filesystem::path file;
  std::string text;           // empty where the file cannot be read
  bool must_be_sound = true;  // a damaged cosignature or stamp can be asked for again, D/checkpoint cannot
};
// Beside a running server, read before the database: then none of a sound folder is newer than it.
[[nodiscard]] std::vector<KnownNote> known_notes(const Folder& folder);

// A note whose tree the database does not hold.
struct ForeignNote {
  OpenFault fault;     // would_fork, naming the file; chain for a note that must be sound and is not
  std::string text;    // the note as it stands in the file
  std::uint64_t size;  // that it names; 0 where it is not sound
};
// What an unsound D/checkpoint says comes first, then the largest; nothing when the database continues every note.
[[nodiscard]] std::optional<ForeignNote> foreign_note(store::Reader& reader, const std::vector<KnownNote>& notes,
                                                      const log::KeyHistory& keys);

}  // namespace tanbu::engine
