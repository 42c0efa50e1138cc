// Which ledger a file must be compared with, before its rows are read.
#include "importers/cells.hpp"
#include "importers/rows.hpp"
#include "importers/text.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t code_characters_max = 64;

}  // namespace

std::set<std::string> programmes_in(Table& table, const FoundProfile& found) {
  std::set<std::string> codes(found.profile->programmes.begin(), found.profile->programmes.end());
  auto place = found.place(Role::programme);
  while (place) {
    const auto item = table.next();
    if (!item) break;
    const auto* row = std::get_if<TableRow>(&*item);
    if (row == nullptr) continue;
    // On another sheet the column may stand elsewhere.
    if (const auto header = match_header(*found.profile, *row, found.matched_by)) {
      place = header->place(Role::programme);
      continue;
    }
    const auto code = clean_text(row->text(place->column), code_characters_max).text;
    if (find_programme(code) != nullptr) codes.insert(code);
  }
  return codes;
}

}  // namespace tanbu::importers
