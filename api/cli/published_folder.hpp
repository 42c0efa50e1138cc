// A folder that any web server or object store can serve as a log (C2SP tlog-tiles v0.1.0, formats section 28): the
// checkpoint, tiles of hashes and entry bundles as plain files. It knows which file may change and in which order
// things reach the disk; what belongs into the files is publish.hpp's business. One process at a time: the folder is
// flocked. Faults of the machine are std::system_error; a folder that must not be written is a Stop with a publish_
// code.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/log/tile.hpp"

namespace tanbu::cli {

class PublishedFolder {
 public:
  // Makes the folder where it is missing. Stop: publish_busy where another process publishes into it.
  explicit PublishedFolder(std::filesystem::path root);
  ~PublishedFolder();
  PublishedFolder(const PublishedFolder&) = delete;
  PublishedFolder& operator=(const PublishedFolder&) = delete;

  [[nodiscard]] std::filesystem::path place(const log::TileName& name) const;
  [[nodiscard]] std::optional<std::string> checkpoint() const;
  [[nodiscard]] std::optional<std::string> tile(const log::TileName& name) const;
  [[nodiscard]] bool has(const log::TileName& name) const;

  // Puts a tile whole or not at all. `covered`: the folder's checkpoint vouches for it, so that another content is not
  // replaced: Stop, publish_tile_differs. What no checkpoint vouches for is what an interrupted call left, and is.
  void put(const log::TileName& name, std::string_view bytes, bool covered);
  // Everything that was put is on the disk before the checkpoint changes, and the checkpoint before this returns.
  void put_checkpoint(std::string_view note);
  // Removes what stands beside a full tile as its narrower versions, and what an interrupted call left half written.
  void sweep();

  [[nodiscard]] std::uint64_t written() const { return written_; }
  [[nodiscard]] std::uint64_t kept() const { return kept_; }
  [[nodiscard]] std::uint64_t removed() const { return removed_; }

 private:
  void write_aside(std::string_view bytes, bool durable) const;
  void move_into(const std::filesystem::path& path) const;

  std::filesystem::path root_;
  int descriptor_ = -1;
  std::uint64_t written_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t removed_ = 0;
};

}  // namespace tanbu::cli
