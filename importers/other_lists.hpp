// Sheets and lists of a file that are passed over because another one is read, and which known list each of them holds:
// whoever gave a workbook of two lists is to hear of the second one. Not a reader of them. Threading: one thread.
#pragma once
#include <cstddef>
#include <map>

#include "importers/table.hpp"

namespace tanbu::importers {

struct Profile;

// So many rows of each sheet are looked at for a header.
inline constexpr std::size_t header_rows_max = 30;

struct OtherList {
  const Profile* profile = nullptr;  // one that can be recorded; nullptr: none was found
  std::size_t rows = 0;              // below its header
};

class OtherLists {
 public:
  void look(const TableRow& row);
  // Of a sheet of which nothing was seen: no profile.
  [[nodiscard]] OtherList of(std::size_t sheet) const;

 private:
  struct Sheet {
    std::size_t looked_at = 0;
    OtherList list;
  };
  std::map<std::size_t, Sheet> sheets_;
};

// A list of JSON that is not read: its names are among the facts.
[[nodiscard]] OtherList other_list(const SheetFacts& facts);

}  // namespace tanbu::importers
