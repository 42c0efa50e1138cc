#include "ledger/engine/founding.hpp"

#include <system_error>
#include <vector>

#include "ledger/holds.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::engine {
namespace {

// In the order in which they are moved.
std::vector<std::filesystem::path> files_of(const Folder& folder) {
  return {folder.log_key().parent_path(), folder.vkey(), folder.sm2_vkey(), folder.checkpoint(), folder.database()};
}

// What a founding would have to overwrite. An empty folder for keys is nobody's.
std::optional<std::filesystem::path> first_in_the_way(const Folder& folder) {
  const auto keys = folder.log_key().parent_path();
  for (const auto& file : files_of(folder)) {
    if (std::filesystem::exists(file) && !(file == keys && std::filesystem::is_empty(keys))) return file;
  }
  for (const auto& file : {folder.cosignatures(), folder.anchors(), folder.archive_mark()}) {
    if (std::filesystem::exists(file)) return file;
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::unique_ptr<Founding>, OpenFault> Founding::begin(const std::filesystem::path& directory) {
  const Folder folder{directory};
  const Folder place{directory / "founding"};
  const auto there = [&] { return OpenFault{"exists", "there is a ledger in " + directory.string() + " already"}; };
  try {
    if (std::filesystem::exists(folder.database())) return there();  // a server may hold the lock
    make_private_folder(directory);
    auto lock = FolderLock::take(folder);
    if (!lock) return OpenFault{"locked", directory.string() + " is used by another process"};
    if (std::filesystem::exists(folder.database())) return there();
    if (const auto file = first_in_the_way(folder)) {
      return OpenFault{"exists", "there is no ledger in " + directory.string() + ", but there is " + file->string() +
                                     ", perhaps for a restore; take another folder, or move it away"};
    }
    std::filesystem::remove_all(place.root);  // of a founding that was killed
    make_private_folder(place.root);
    return std::unique_ptr<Founding>(new Founding(folder, place, std::move(*lock)));
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

Founding::~Founding() {
  std::error_code ignored;
  std::filesystem::remove_all(place_.root, ignored);
}

std::optional<OpenFault> Founding::finish() {
  HOLDS(std::filesystem::exists(place_.database()));
  const auto from = files_of(place_);
  const auto to = files_of(folder_);
  std::size_t at = 0;
  try {
    for (; at < from.size(); ++at) {
      if (std::filesystem::exists(from[at])) move_file(from[at], to[at]);
    }
    return std::nullopt;
  } catch (const std::runtime_error& fault) {
    // None of these was there when the founding began, and the lock is held: they are its own.
    std::error_code ignored;
    while (at-- > 0) std::filesystem::remove_all(to[at], ignored);
    return OpenFault{"store", fault.what()};
  }
}

}  // namespace tanbu::engine
