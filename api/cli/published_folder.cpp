// The functions of published_folder.hpp.
#include "api/cli/published_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::cli {
namespace {

// One name for all that is being written: whoever was killed leaves one such file, and the next one writes over it.
constexpr const char* aside = ".publishing";
constexpr std::size_t tile_bytes_max = std::size_t{log::tile_width_max} * (log::bundle_entry_bytes_max + 2);

// Closes a descriptor however the function ends.
struct Open {
  int number;
  explicit Open(int opened) : number(opened) {}
  ~Open() {
    if (number >= 0) ::close(number);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
};

}  // namespace

PublishedFolder::PublishedFolder(std::filesystem::path root) : root_(std::move(root)) {
  std::filesystem::create_directories(root_);
  descriptor_ = ::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) machine_failed(errno, root_);
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    if (error == EINTR) continue;
    ::close(descriptor_);
    if (error != EWOULDBLOCK) machine_failed(error, root_);
    throw Stop(Exit::conflict,
               fmt::format(fmt::runtime(say("publish_busy: another process publishes into {}; try again",
                                            "publish_busy：另一进程正在向 {} 发布；请稍后再试")),
                           harmless(root_.string())));
  }
}

PublishedFolder::~PublishedFolder() { ::close(descriptor_); }

std::filesystem::path PublishedFolder::place(const log::TileName& name) const {
  constexpr std::string_view served_under = "/log/";
  return root_ / log::tile_path(name).substr(served_under.size());
}

std::optional<std::string> PublishedFolder::checkpoint() const {
  return read_file(root_ / "checkpoint", log::note_bytes_max);
}

std::optional<std::string> PublishedFolder::tile(const log::TileName& name) const {
  return read_file(place(name), tile_bytes_max);
}

bool PublishedFolder::has(const log::TileName& name) const {
  std::error_code ignored;
  return std::filesystem::is_regular_file(place(name), ignored);
}

void PublishedFolder::put(const log::TileName& name, std::string_view bytes, bool covered) {
  const auto path = place(name);
  if (const auto present = read_file(path, tile_bytes_max)) {
    if (*present == bytes) {
      ++kept_;
      return;
    }
    if (covered) {
      throw Stop(
          Exit::found_false,
          fmt::format(
              fmt::runtime(
                  say("publish_tile_differs: {} is under the published checkpoint and has other bytes than the "
                      "log; find out who changed it, remove it and publish again",
                      "publish_tile_differs：{} 已在公布的检查点之下，内容却与日志不符；请查明原因，删除后重新发布")),
              harmless(path.string())));
    }
  }
  // From here on it must succeed.
  write_aside(bytes, false);
  std::filesystem::create_directories(path.parent_path());
  move_into(path);
  ++written_;
}

void PublishedFolder::put_checkpoint(std::string_view note) {
  // One call for all tiles and the folders that name them: a checkpoint must never outlive what it promises.
  if (::syncfs(descriptor_) != 0) machine_failed(errno, root_);
  write_aside(note, true);
  move_into(root_ / "checkpoint");
  if (::fsync(descriptor_) != 0) machine_failed(errno, root_);
  ++written_;
}

void PublishedFolder::sweep() {
  if (::unlink((root_ / aside).c_str()) != 0 && errno != ENOENT) machine_failed(errno, root_ / aside);
  std::vector<std::filesystem::path> narrower;
  std::error_code none;
  for (auto step = std::filesystem::recursive_directory_iterator(root_ / "tile", none);
       step != std::filesystem::recursive_directory_iterator(); ++step) {
    const auto& path = step->path();
    if (path.extension() != ".p") continue;
    step.disable_recursion_pending();
    auto full = path;
    full.replace_extension();
    if (std::filesystem::is_regular_file(full, none)) narrower.push_back(path);
  }
  for (const auto& path : narrower) removed_ += std::filesystem::remove_all(path) - 1;
}

void PublishedFolder::write_aside(std::string_view bytes, bool durable) const {
  const auto path = root_ / aside;
  // Readable by everybody: what is in here is public, and a web server runs as somebody else.
  const Open file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (file.number < 0) machine_failed(errno, path);
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) machine_failed(errno, path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (durable && ::fsync(file.number) != 0) machine_failed(errno, path);
}

void PublishedFolder::move_into(const std::filesystem::path& path) const {
  if (::rename((root_ / aside).c_str(), path.c_str()) != 0) machine_failed(errno, path);
}

}  // namespace tanbu::cli
