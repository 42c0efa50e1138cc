// The looking of other_lists.hpp.
#include "importers/other_lists.hpp"

#include "importers/profile.hpp"

namespace tanbu::importers {
namespace {

const Profile* recordable_with(const TableRow& header) {
  for (const Profile* profile : all_profiles()) {
    if (!profile->refusal && match_header(*profile, header)) return profile;
  }
  return nullptr;
}

}  // namespace

void OtherLists::look(const TableRow& row) {
  Sheet& sheet = sheets_[row.sheet];
  if (sheet.list.profile != nullptr) {
    ++sheet.list.rows;
  } else if (sheet.looked_at < header_rows_max) {
    ++sheet.looked_at;
    sheet.list.profile = recordable_with(row);
  }
}

OtherList OtherLists::of(std::size_t sheet) const {
  const auto found = sheets_.find(sheet);
  return found == sheets_.end() ? OtherList{} : found->second.list;
}

OtherList other_list(const SheetFacts& facts) {
  TableRow header;
  for (const auto& name : facts.names_unread) {
    auto& cell = header.cells.emplace_back();
    cell.column = header.cells.size() - 1;
    cell.text = name;
  }
  return {recordable_with(header), facts.rows};
}

}  // namespace tanbu::importers
