// Where a list goes on: the next position and the size of the log that the first page saw, so that all pages together
// list the same entries. Opaque to clients. Not a secret: it holds numbers that the list itself shows.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::http {

struct Cursor {
  std::uint64_t size = 0;      // of the log when the first page was read; later entries are not listed
  std::uint64_t position = 0;  // what comes next: an entry index, or a batch where `unit` counts
  std::uint64_t unit = 0;      // the unit within the batch; 0 in lists of entries
  bool operator==(const Cursor&) const = default;
};

// The one order other than the natural one, which is "entry".
inline constexpr std::string_view sort_newest_first = "-entry";
// What a list is called in cursors when it is read from its end.
[[nodiscard]] std::string newest_first_list(std::string_view pattern);

// `list` is the list's pattern, or newest_first_list of it: a cursor of one list, or of one direction, is not one of
// another.
[[nodiscard]] std::string write_cursor(const Cursor& cursor, std::string_view list);
// Accepts exactly what write_cursor writes for the same list.
[[nodiscard]] std::optional<Cursor> read_cursor(std::string_view text, std::string_view list);

}  // namespace tanbu::http
