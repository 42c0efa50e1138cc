// The parts of a zip archive that a stranger made. Its directory is walked and judged before anything is inflated:
// number of entries, names, overlaps, encryption; and while a part is inflated its octets are counted, whatever the
// directory says. Inflating and CRC are libzip's. Source: APPNOTE 6.3, and the overlapping bombs of CVE-2019-13232.
// Threading: one archive belongs to one thread.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "importers/table.hpp"

namespace tanbu::importers {

struct ArchiveEntry {
  std::string name;
  std::uint64_t packed = 0;    // as the directory says
  std::uint64_t unpacked = 0;  // as the directory says
};

class ArchivePart;

class Archive {
 public:
  // zip_broken, zip_too_many_entries, zip_name, zip_name_repeated, zip_encrypted, zip_method, zip_special_entry,
  // zip_overlap, zip_ratio, unpacked_too_large.
  [[nodiscard]] static std::variant<std::unique_ptr<Archive>, FileFault> open(std::shared_ptr<const FileBytes> file,
                                                                              const TableLimits& limits);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  [[nodiscard]] const std::vector<ArchiveEntry>& entries() const { return entries_; }
  [[nodiscard]] bool has(std::string_view name) const;
  // Nothing where there is no such part. The archive must outlive it.
  [[nodiscard]] std::unique_ptr<ArchivePart> part(std::string_view name);

 private:
  friend class ArchivePart;
  struct Handle;
  Archive() = default;
  std::unique_ptr<Handle> handle_;
  std::vector<ArchiveEntry> entries_;
  TableLimits limits_;
  std::uint64_t unpacked_ = 0;  // of all parts so far
};

class ArchivePart {
 public:
  ~ArchivePart();
  ArchivePart(const ArchivePart&) = delete;
  ArchivePart& operator=(const ArchivePart&) = delete;
  // The next octets, none at the end: or zip_broken (CRC, damaged), zip_size_lies, zip_ratio, unpacked_too_large.
  [[nodiscard]] std::variant<std::size_t, FileFault> read(std::span<char> piece);

 private:
  friend class Archive;
  struct Handle;
  ArchivePart() = default;
  Archive* archive_ = nullptr;
  const ArchiveEntry* entry_ = nullptr;
  std::unique_ptr<Handle> handle_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace tanbu::importers
