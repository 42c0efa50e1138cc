// One log to read as a whole, wherever it lies: behind a URL or in a ledger's own folder. Both give a signed
// checkpoint, the entries below it, the commands that the caller may read, and the hashes of the tree. What the source
// hands over is a claim until it hashes up to the checkpoint. Threading: one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/cli/session.hpp"
#include "audit/replay.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/tile.hpp"

namespace tanbu::cli {

// Whether an entry's command is asked for beside its line; over a URL that is a second request.
enum class Wanted { lines, lines_and_commands };

// What stands behind the session's URL, below its newest checkpoint, which the pin store has judged. The session must
// outlive the source.
[[nodiscard]] std::unique_ptr<audit::Source> source_over(Session& session, Wanted wanted);
// The same below this checkpoint of `size` entries, which the caller has judged.
[[nodiscard]] std::unique_ptr<audit::Source> source_over(Session& session, std::string note, std::uint64_t size,
                                                         Wanted wanted = Wanted::lines_and_commands);

// The bytes of a tile of hashes at `size` entries, as wide as that tree has it; "" where the source has none. A folder
// keeps full tiles only, so its right edge is hashed out of the entries and of the roots of full tiles.
[[nodiscard]] std::string tile_of(audit::Source& source, unsigned level, std::uint64_t number, std::uint64_t size);

class OpenLog {
 public:
  // `directory` is a ledger's folder; where it is empty, the log behind the URL of the settings. The checkpoint is
  // verified under the pinned key (of the URL, or of this origin where one is pinned, else --vkey, else what the folder
  // says) and against the newest one that was seen before; where there is a policy, its quorum must have cosigned it,
  // in a folder by the file in `cosignatures`. Stop: found_false where the log contradicts itself, or is not witnessed
  // so.
  OpenLog(const std::string& directory, const Settings& settings, Wanted wanted);

  // Every key under which this log signed what it showed before: the one that signed the newest checkpoint first.
  [[nodiscard]] const std::vector<log::Verifier>& keys() const { return keys_; }
  [[nodiscard]] const std::string& note() const { return note_; }
  [[nodiscard]] const log::Checkpoint& checkpoint() const { return checkpoint_; }
  [[nodiscard]] audit::Source& source() { return *source_; }
  // Hashes of the tree; what they are worth only a root can tell.
  [[nodiscard]] log::TileReader hashes();
  // The session behind a URL; none over a folder.
  [[nodiscard]] Session* session() { return session_.get(); }

 private:
  void open_folder(const std::string& directory, const Settings& settings);
  void open_url(const Settings& settings, Wanted wanted);
  void demand_folder_quorum(const std::string& directory, const Settings& settings) const;
  [[nodiscard]] RotationSource rotations_of_folder();

  std::unique_ptr<Session> session_;
  std::unique_ptr<audit::Source> source_;
  std::vector<log::Verifier> keys_;
  std::string note_;
  log::Checkpoint checkpoint_{};
};

// The audit's fault of a source as the end of a command: exit status and words.
[[noreturn]] void stop_source(const audit::SourceFault& fault);

}  // namespace tanbu::cli
