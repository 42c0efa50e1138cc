// Files that are being made under a name of our own beside the place they are for: PLACE.tanbu-part-PID-N, the number
// being this process's own count. Nobody else's file is touched under such a name, two processes never share one, and
// what a killed process left behind is known by it and removed. Threading: any thread.
#pragma once
#include <filesystem>
#include <string_view>

namespace tanbu::engine {

// PLACE.tanbu-WHAT-PID-N; no two calls give the same.
[[nodiscard]] std::filesystem::path own_name_beside(const std::filesystem::path& place, std::string_view what);

// Not made here: whoever fills it makes it. Gone at the end, with what SQLite puts beside it, unless it was moved.
class PartialFile {
 public:
  explicit PartialFile(std::filesystem::path place);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Durably. False, and nothing changed, when a file has that name by now. Throws StoreFault.
  [[nodiscard]] bool move_into_place();

 private:
  std::filesystem::path place_;
  std::filesystem::path path_;
};

// Every partial file of this process: for a process that is about to end without unwinding.
void remove_partial_files() noexcept;
// Whatever stands under names of ours beside this place, and under `PLACE.restoring`, which earlier versions gave. Only
// for who holds a lock that says that nobody is writing there.
void remove_parts_of(const std::filesystem::path& place) noexcept;
// What processes that are no more left in this folder under names of ours.
void remove_left_behind(const std::filesystem::path& folder) noexcept;

}  // namespace tanbu::engine
