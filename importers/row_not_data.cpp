// Lines among the rows that are none: totals, and the names of the columns once more.
#include <algorithm>
#include <initializer_list>

#include "importers/cells.hpp"
#include "importers/row_import.hpp"

namespace tanbu::importers {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  auto key = header_key(text);
  while (!key.empty() && (key.back() == ':' || key.back() == ' ')) key.pop_back();
  return std::find(words.begin(), words.end(), key) != words.end();
}
bool is_word_of_part(std::string_view text) {
  return is_one_of(text, {"subtotal", "sub-total", "sub total", "小计", "小 计", "本页合计", "本页小计"});
}
bool is_word_of_totals(std::string_view text) {
  return is_word_of_part(text) ||
         is_one_of(text, {"total", "totals", "grand total", "sum", "合计", "合 计", "总计", "总 计", "共计", "总和"});
}

}  // namespace

bool RowImport::may_be_header(const TableRow& row) const {
  const auto& place = places_[static_cast<std::size_t>(has(Role::quantity) ? Role::quantity : Role::serial)];
  if (!place) return false;
  const auto text = row.text(place->column);
  return !text.empty() && text.find_first_of("0123456789") == std::string_view::npos;
}

void RowImport::repeat_header(const TableRow& row, const FoundProfile& found) {
  places_ = found.places;
  Remark remark;
  remark.line = row.row;
  remark.sheet = row.sheet;
  remark.code = "header_repeated";
  sink_.notice(remark);
}

// A line that somebody has put below the rows: the word, numbers and nothing else, no serial among them. Nothing of it
// could be recorded.
bool RowImport::is_totals(const Draft& draft) const {
  if (!draft[Role::serial].empty() || !draft[Role::serial_last].empty()) return false;
  bool is_named = false;
  for (const auto& cell : row_->cells) {
    const auto text = plain_text(cell.text);
    if (text.find_first_not_of("0123456789,. ") == std::string::npos) continue;
    if (is_named || !is_word_of_totals(text)) return false;
    is_named = true;
  }
  return is_named;
}

// What a line of totals says must be what was read.
void RowImport::read_total(const Draft& draft) {
  notice(Role::quantity, "row_not_data");
  const bool is_part = std::any_of(row_->cells.begin(), row_->cells.end(),
                                   [](const TableCell& cell) { return is_word_of_part(plain_text(cell.text)); });
  // Certificates and their millionths have no sum.
  if (is_part || decimals_differ_) return;
  const unsigned decimals = decimals_.value_or(0);
  bool is_read = false;
  bool is_same = false;
  if (decimals == 0) {
    const auto result = read_unit_count(draft[Role::quantity]);
    const auto* units = std::get_if<std::int64_t>(&result);
    is_read = units != nullptr;
    is_same = is_read && *units == units_read_;
  } else {
    const auto result = read_decimal_quantity(draft[Role::quantity], decimals, draft.quantity_stored_as_number);
    const auto* quantity = std::get_if<DecimalQuantity>(&result);
    is_read = quantity != nullptr;
    is_same = is_read && (quantity->units == units_read_ || quantity->otherwise == units_read_);
  }
  if (is_read && !is_same) {
    notice(Role::quantity, "total_differs", "the rows above hold " + std::to_string(units_read_) + " units");
  }
}

}  // namespace tanbu::importers
