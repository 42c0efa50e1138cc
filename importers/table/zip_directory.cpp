// The judgement of zip_directory.hpp. Numbers are little-endian; APPNOTE 6.3 sections 4.3.7, 4.3.12 and 4.3.16.
#include "importers/table/zip_directory.hpp"

#include <algorithm>
#include <set>

namespace tanbu::importers {
namespace {

constexpr std::size_t end_bytes = 22;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t comment_bytes_max = 65535;
constexpr std::uint64_t directory_bytes_max = 4ULL * 1024 * 1024;
// Parts as small as this may shrink to nearly nothing without meaning harm: a sheet of empty rows.
constexpr std::uint64_t ratio_free_bytes = 256U * 1024;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t index = length; index > 0; --index) {
    value = (value << 8) | static_cast<unsigned char>(bytes[at + index - 1]);
  }
  return value;
}

std::string piece_of(const FileBytes& file, std::uint64_t offset, std::size_t length) {
  std::string piece(length, '\0');
  piece.resize(file.read(offset, piece));
  return piece;
}

FileFault broken(std::string detail) { return {"zip_broken", std::move(detail)}; }

struct End {
  std::uint64_t at = 0;
  std::uint64_t entries = 0;
  std::uint64_t directory_at = 0;
  std::uint64_t directory_bytes = 0;
};

// The record whose comment ends exactly with the file. Two programs that settle on different records read different
// archives.
std::variant<End, FileFault> find_end(const FileBytes& file) {
  const auto tail_bytes = std::min<std::uint64_t>(file.size(), end_bytes + comment_bytes_max);
  const auto tail_at = file.size() - tail_bytes;
  const auto tail = piece_of(file, tail_at, static_cast<std::size_t>(tail_bytes));
  std::optional<End> found;
  for (auto at = tail.find("PK\x05\x06"); at != std::string::npos; at = tail.find("PK\x05\x06", at + 1)) {
    if (at + end_bytes > tail.size() || at + end_bytes + number(tail, at + 20, 2) != tail.size()) continue;
    if (found) return broken("the archive has two ends");
    if (number(tail, at + 4, 2) != 0 || number(tail, at + 8, 2) != number(tail, at + 10, 2)) {
      return broken("the archive is a part of several");
    }
    found = End{tail_at + at, number(tail, at + 10, 2), number(tail, at + 16, 4), number(tail, at + 12, 4)};
  }
  if (!found) return broken("the archive has no end: it was cut off, perhaps while it was downloaded");
  return *found;
}

bool is_unsafe(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.size() > 1024) return true;
  if (name.find('\\') != std::string_view::npos || name.find(':') != std::string_view::npos) return true;
  if (std::any_of(name.begin(), name.end(), [](char symbol) { return static_cast<unsigned char>(symbol) < 0x20; })) {
    return true;
  }
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    const auto folder = name.substr(at, end - at);
    if (folder == ".." || folder == ".") return true;
    at = end + 1;
  }
  return false;
}

// Names of parts are compared without regard to case (ECMA-376 part 2, 6.2.2.3).
std::string lowered(std::string_view name) {
  std::string lower(name);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return lower;
}

struct Extent {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

std::optional<FileFault> judge(const ArchiveEntry& entry, std::string_view record, const TableLimits& limits) {
  constexpr std::uint64_t unix_host = 3;
  const auto flags = number(record, 8, 2);
  const auto method = number(record, 10, 2);
  if ((flags & 0x41U) != 0) {
    return FileFault{"zip_encrypted", "the archive has a password: give the file without one"};
  }
  if (is_unsafe(entry.name)) return FileFault{"zip_name", "an entry's name leads out of the archive"};
  if (method != 0 && method != 8) {
    return FileFault{"zip_method",
                     "an entry is packed by method " + std::to_string(method) + ", not stored or deflated"};
  }
  const auto kind = (number(record, 38, 4) >> 16) & 0xf000U;
  if (number(record, 5, 1) == unix_host && kind != 0 && kind != 0x8000 && kind != 0x4000) {
    return FileFault{"zip_special_entry", "an entry is a link or a device"};
  }
  if (entry.packed == 0xffffffff || entry.unpacked == 0xffffffff || number(record, 42, 4) == 0xffffffff) {
    return FileFault{"unpacked_too_large", "an entry has four gibibytes or more"};
  }
  if (method == 0 && entry.packed != entry.unpacked) {
    return FileFault{"zip_size_lies", "an entry that is stored as it is has two sizes"};
  }
  if (entry.unpacked > limits.unpacked_bytes_max) {
    return FileFault{"unpacked_too_large",
                     "a part has at most " + std::to_string(limits.unpacked_bytes_max) + " octets unpacked"};
  }
  if (entry.unpacked > ratio_free_bytes && entry.unpacked / limits.ratio_max > entry.packed) {
    return FileFault{"zip_ratio", "a part is packed more than " + std::to_string(limits.ratio_max) +
                                      " times: no table is, but bombs are"};
  }
  return std::nullopt;
}

// Where the entry's octets lie, by its own header.
std::variant<Extent, FileFault> extent_of(const FileBytes& file, std::uint64_t at, const ArchiveEntry& entry) {
  const auto header = piece_of(file, at, local_bytes);
  if (header.size() < local_bytes || header.substr(0, 4) != "PK\x03\x04") {
    return broken("an entry does not begin where the directory says");
  }
  const auto name_bytes = number(header, 26, 2);
  if (piece_of(file, at + local_bytes, static_cast<std::size_t>(name_bytes)) != entry.name) {
    return broken("an entry has another name than in the directory");
  }
  return Extent{at, at + local_bytes + name_bytes + number(header, 28, 2) + entry.packed};
}

std::optional<FileFault> judge_extents(std::vector<Extent> extents, std::uint64_t directory_at) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.first < b.first; });
  for (std::size_t at = 0; at < extents.size(); ++at) {
    const auto next = at + 1 < extents.size() ? extents[at + 1].first : directory_at;
    if (extents[at].end > next) return FileFault{"zip_overlap", "two entries of the archive share octets"};
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::vector<ArchiveEntry>, FileFault> read_zip_directory(const FileBytes& file,
                                                                      const TableLimits& limits) {
  const auto found = find_end(file);
  if (const auto* fault = std::get_if<FileFault>(&found)) return *fault;
  const auto& end = std::get<End>(found);
  if (end.entries > limits.entries_max) {
    return FileFault{"zip_too_many_entries", "a workbook has at most " + std::to_string(limits.entries_max) + " parts"};
  }
  if (end.directory_bytes > directory_bytes_max || end.directory_at + end.directory_bytes != end.at) {
    // Also what stands between directory and end: a 64-bit directory of its own, or octets that hide something.
    const auto locator = end.at >= 20 ? piece_of(file, end.at - 20, 4) : std::string{};
    if (locator != "PK\x06\x07") return broken("the directory does not lie before the archive's end");
    // The numbers of 32 bits must be the directory's own. Where they only point to the others, this reader would see no
    // entry and another one all of them; no table is so large that its writer could not have used them.
    if (end.entries == 0 || end.directory_at + end.directory_bytes > end.at) {
      return broken("the archive's end says nothing of its directory");
    }
  }
  const auto directory =
      piece_of(file, end.directory_at, static_cast<std::size_t>(std::min(end.directory_bytes, directory_bytes_max)));
  std::vector<ArchiveEntry> entries;
  std::vector<Extent> extents;
  std::set<std::string> names;
  std::size_t at = 0;
  for (std::uint64_t index = 0; index < end.entries; ++index) {
    if (at + central_bytes > directory.size() || directory.compare(at, 4, "PK\x01\x02") != 0) {
      return broken("the directory has fewer entries than it says");
    }
    const auto record = std::string_view(directory).substr(at, central_bytes);
    const auto name_bytes = static_cast<std::size_t>(number(record, 28, 2));
    const auto record_bytes = central_bytes + name_bytes + number(record, 30, 2) + number(record, 32, 2);
    if (at + record_bytes > directory.size()) return broken("the directory is cut off");
    ArchiveEntry entry{directory.substr(at + central_bytes, name_bytes), number(record, 20, 4), number(record, 24, 4)};
    if (auto fault = judge(entry, record, limits)) return *std::move(fault);
    if (!names.insert(lowered(entry.name)).second) {
      return FileFault{"zip_name_repeated", "two entries of the archive have one name"};
    }
    const auto extent = extent_of(file, number(record, 42, 4), entry);
    if (const auto* fault = std::get_if<FileFault>(&extent)) return *fault;
    extents.push_back(std::get<Extent>(extent));
    entries.push_back(std::move(entry));
    at += static_cast<std::size_t>(record_bytes);
  }
  if (at != directory.size()) return broken("the directory has more entries than it says");
  if (auto fault = judge_extents(std::move(extents), end.directory_at)) return *std::move(fault);
  return entries;
}

}  // namespace tanbu::importers
