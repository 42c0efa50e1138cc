// The archive of archive.hpp over libzip.
#include "importers/table/archive.hpp"

#include <zip.h>

#include <algorithm>
#include <stdexcept>

#include "importers/table/zip_directory.hpp"

namespace tanbu::importers {
namespace {

constexpr std::uint64_t ratio_free_bytes = 256U * 1024;

// libzip reads the file through this, so that it sees the octets that were judged and nothing by a name.
struct Octets {
  std::shared_ptr<const FileBytes> file;
  std::uint64_t at = 0;
  std::exception_ptr trouble;
};

zip_int64_t answer(Octets& octets, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  switch (command) {
    case ZIP_SOURCE_OPEN:
      octets.at = 0;
      return 0;
    case ZIP_SOURCE_READ: {
      const auto count = octets.file->read(octets.at, std::span(static_cast<char*>(data), length));
      octets.at += count;
      return static_cast<zip_int64_t>(count);
    }
    case ZIP_SOURCE_SEEK: {
      const auto place = zip_source_seek_compute_offset(octets.at, octets.file->size(), data, length, nullptr);
      if (place < 0) return -1;
      octets.at = static_cast<std::uint64_t>(place);
      return 0;
    }
    case ZIP_SOURCE_TELL:
      return static_cast<zip_int64_t>(octets.at);
    case ZIP_SOURCE_STAT: {
      auto* stat = static_cast<zip_stat_t*>(data);
      zip_stat_init(stat);
      stat->valid = ZIP_STAT_SIZE;
      stat->size = octets.file->size();
      return sizeof *stat;
    }
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                            ZIP_SOURCE_SUPPORTS, -1);
    case ZIP_SOURCE_ERROR: {
      auto* codes = static_cast<int*>(data);
      codes[0] = ZIP_ER_READ;
      codes[1] = 0;
      return 2 * sizeof(int);
    }
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    default:
      return -1;
  }
}

// An exception must not pass through the C code of the library; it is kept and thrown behind it.
zip_int64_t answer_for_c(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  auto& octets = *static_cast<Octets*>(state);
  try {
    return answer(octets, data, length, command);
  } catch (...) {
    octets.trouble = std::current_exception();
    return -1;
  }
}

}  // namespace

struct Archive::Handle {
  Octets octets;
  zip_t* zip = nullptr;
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
  void rethrow() {
    if (octets.trouble) std::rethrow_exception(std::exchange(octets.trouble, nullptr));
  }
};

struct ArchivePart::Handle {
  zip_file_t* file = nullptr;
  ~Handle() {
    if (file != nullptr) zip_fclose(file);
  }
};

Archive::~Archive() = default;
ArchivePart::~ArchivePart() = default;

std::variant<std::unique_ptr<Archive>, FileFault> Archive::open(std::shared_ptr<const FileBytes> file,
                                                                const TableLimits& limits) {
  auto directory = read_zip_directory(*file, limits);
  if (auto* fault = std::get_if<FileFault>(&directory)) return std::move(*fault);
  std::unique_ptr<Archive> archive(new Archive());
  archive->limits_ = limits;
  archive->entries_ = std::get<std::vector<ArchiveEntry>>(std::move(directory));
  archive->handle_ = std::make_unique<Handle>();
  auto& handle = *archive->handle_;
  handle.octets.file = std::move(file);
  zip_error_t error;
  zip_error_init(&error);
  auto* source = zip_source_function_create(answer_for_c, &handle.octets, &error);
  if (source == nullptr) throw std::runtime_error("libzip gives no source");
  handle.zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (handle.zip == nullptr) {
    zip_source_free(source);
    handle.rethrow();
    return FileFault{"zip_broken", "the archive does not open: " + reason};
  }
  // Two readers of one directory: where they disagree, somebody wanted it.
  const auto count = zip_get_num_entries(handle.zip, 0);
  bool same = count >= 0 && static_cast<std::size_t>(count) == archive->entries_.size();
  for (std::size_t index = 0; same && index < archive->entries_.size(); ++index) {
    const auto* name = zip_get_name(handle.zip, index, ZIP_FL_ENC_RAW);
    same = name != nullptr && archive->entries_[index].name == name;
  }
  if (!same) return FileFault{"zip_broken", "the directory reads in two ways"};
  return archive;
}

bool Archive::has(std::string_view name) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const ArchiveEntry& entry) { return entry.name == name; });
}

std::unique_ptr<ArchivePart> Archive::part(std::string_view name) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const ArchiveEntry& entry) { return entry.name == name; });
  if (found == entries_.end()) return nullptr;
  std::unique_ptr<ArchivePart> part(new ArchivePart());
  part->archive_ = this;
  part->entry_ = &*found;
  part->handle_ = std::make_unique<ArchivePart::Handle>();
  part->handle_->file = zip_fopen_index(handle_->zip, static_cast<zip_uint64_t>(found - entries_.begin()), 0);
  handle_->rethrow();
  return part;  // one that does not open is told at the first read
}

std::variant<std::size_t, FileFault> ArchivePart::read(std::span<char> piece) {
  const FileFault damaged{"zip_broken", "a part is damaged: " + entry_->name};
  if (handle_->file == nullptr) return damaged;
  const auto count = zip_fread(handle_->file, piece.data(), piece.size());
  archive_->handle_->rethrow();
  // More octets than the directory says are a lie before they are damage.
  const FileFault lie{"zip_size_lies", "a part has another size than the directory says: " + entry_->name};
  if (count < 0) {
    const auto* error = zip_file_get_error(handle_->file);
    const bool wrong_size = zip_error_code_zip(error) == ZIP_ER_INCONS || zip_error_code_zip(error) == ZIP_ER_EOF;
    return wrong_size ? lie : damaged;
  }
  const auto octets = static_cast<std::uint64_t>(count);
  unpacked_ += octets;
  archive_->unpacked_ += octets;
  const auto& limits = archive_->limits_;
  if (unpacked_ > entry_->unpacked || (count == 0 && unpacked_ != entry_->unpacked)) return lie;
  if (archive_->unpacked_ > limits.unpacked_bytes_max) {
    return FileFault{"unpacked_too_large",
                     "a workbook has at most " + std::to_string(limits.unpacked_bytes_max) + " octets unpacked"};
  }
  if (unpacked_ > ratio_free_bytes && unpacked_ / limits.ratio_max > entry_->packed) {
    return FileFault{"zip_ratio", "a part is packed more than " + std::to_string(limits.ratio_max) + " times"};
  }
  return static_cast<std::size_t>(count);
}

}  // namespace tanbu::importers
