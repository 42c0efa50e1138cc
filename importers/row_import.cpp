// From the cells of a row to typed values.
#include "importers/row_import.hpp"

#include <algorithm>

#include "importers/cells.hpp"
#include "importers/text.hpp"
#include "ledger/form.hpp"
#include "ledger/holds.hpp"
#include "ledger/programmes/tidied_serial.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t cell_characters_max = 2'000;

// Roles whose cells are kept as they stand until their own reader cleans them.
bool is_free_text(Role role) {
  return role == Role::title || role == Role::technology || role == Role::methodology || role == Role::beneficiary ||
         role == Role::reason || role == Role::details || role == Role::certification;
}

bool is_compared_only(Role role) { return is_free_text(role) || role == Role::total; }

bool is_serial(Role role) { return role == Role::serial || role == Role::serial_last; }

// Decimals that say nothing, of a cell that was stored as a number and has no thousands in it.
std::string_view without_noughts(std::string_view number) {
  const auto point = number.find('.');
  const bool whole = point != std::string_view::npos && number.find_first_not_of('0', point + 1) == number.npos;
  return whole ? number.substr(0, point) : number;
}

// A project's number is typed by the same hands as a serial, in full width as well; digits and letters stay.
void tidy_project_id(Draft& draft) {
  const auto tidied = programmes::tidied_serial(draft[Role::project_id]);
  if (tidied == draft[Role::project_id]) return;
  draft[Role::project_id] = tidied;
  draft.notice(Role::project_id, "serial_tidied");
}

// The column that a fault of a serial is about.
Role role_of(const SerialFault& fault) {
  if (fault.code == "range_quantity") return Role::quantity;
  return fault.code == "vintage_mismatch" || fault.code == "gec_month" ? Role::vintage_from : Role::serial;
}

}  // namespace

RowImport::RowImport(const FoundProfile& found, const ReadingHead& head, const KnownByProgramme& known,
                     const ReadOptions& options, RowSink& sink)
    : profile_(*found.profile), head_(head), known_(known), options_(options), places_(found.places), sink_(sink) {}

const Known& RowImport::known_of(std::string_view programme) const {
  static const Known nothing;
  const auto found = known_.find(programme);
  return found == known_.end() ? nothing : found->second;
}

KnownUnits& RowImport::units_of(std::string_view programme) {
  const auto found = units_.find(programme);
  if (found != units_.end()) return found->second;
  return units_.try_emplace(std::string(programme), known_of(programme).batches).first->second;
}

std::string RowImport::own_programme(const Programme& programme) const {
  return programme.code == head_.programme ? std::string() : std::string(programme.code);
}

// The name in the file; where the file has no such column, the name that the format gives it.
std::string RowImport::column_of(Role role) const {
  if (const auto& place = places_[static_cast<std::size_t>(role)]) return place->name;
  for (const auto& column : profile_.columns) {
    if (column.role == role) return std::string(column.names.front());
  }
  return {};
}

Remark RowImport::remark(Role role, std::string code, std::string detail) const {
  Remark result;
  result.line = row_->row;
  result.sheet = row_->sheet;
  result.column = column_of(role);
  result.code = std::move(code);
  result.detail = std::move(detail);
  return result;
}

void RowImport::refuse(Role role, std::string code, std::string detail) {
  refused_ = true;
  sink_.refused(remark(role, std::move(code), std::move(detail)));
}

void RowImport::notice(Role role, std::string code, std::string detail) {
  sink_.notice(remark(role, std::move(code), std::move(detail)));
}

template <class Value>
std::optional<Value> RowImport::keep(Role role, std::variant<Value, CellFault> result) {
  if (auto* value = std::get_if<Value>(&result)) return std::move(*value);
  auto& fault = std::get<CellFault>(result);
  refuse(role, std::move(fault.code), std::move(fault.detail));
  return std::nullopt;
}

void RowImport::refuse_row(const TableFault& fault) {
  sink_.begin_row();
  Remark refusal;
  refusal.line = fault.row;
  refusal.sheet = fault.sheet;
  for (const auto& place : places_) {
    if (fault.column && place && place->column == *fault.column) refusal.column = place->name;
  }
  refusal.code = fault.code;
  refusal.detail = fault.detail;
  sink_.refused(refusal);
}

void RowImport::skip_list(std::size_t sheet, const OtherList& holds) {
  if (holds.profile == nullptr) return;
  Remark remark;
  remark.sheet = sheet;
  remark.code = "sheet_recordable";
  remark.detail = std::string(holds.profile->name) + ": " + std::to_string(holds.rows);
  sink_.notice(remark);
}

void RowImport::skip_sheet(std::size_t sheet, const OtherList& holds) {
  if (holds.profile != nullptr) return skip_list(sheet, holds);
  Remark remark;
  remark.sheet = sheet;
  remark.code = "sheet_skipped";
  remark.detail = "sheet " + std::to_string(sheet + 1) + " has not this header";
  sink_.notice(remark);
}

Draft RowImport::draft_of(const TableRow& row) {
  Draft draft;
  draft.programme = head_.programme;
  for (std::size_t index = 0; index < role_count; ++index) {
    const auto role = static_cast<Role>(index);
    const auto& place = places_[index];
    const TableCell* cell = place ? row.find(place->column) : nullptr;
    if (cell == nullptr) continue;
    if (role == Role::quantity) draft.quantity_stored_as_number = cell->kind == CellKind::number;
    // A title may well be spelt like a number that lost its digits; nothing is counted or compared by it.
    const bool only_looks_lost = is_free_text(role) && cell->fault == "number_precision_lost";
    if (!cell->fault.empty() && !only_looks_lost) {
      if (!is_compared_only(role)) draft.refuse(role, cell->fault);
      continue;
    }
    if (is_serial(role)) {
      draft[role] = programmes::tidied_serial(cell->text);
      if (draft[role] != trimmed(cell->text)) draft.notice(role, "serial_tidied");
    } else if (is_free_text(role)) {
      draft[role] = trimmed(cell->text);
    } else {
      const bool number = cell->kind == CellKind::number;
      draft[role] = clean_text(number ? without_noughts(cell->text) : cell->text, cell_characters_max).text;
      if (role == Role::project_id) tidy_project_id(draft);
    }
  }
  return draft;
}

void RowImport::take_remarks(const Draft& draft) {
  for (const auto& one : draft.refused) refuse(one.role, one.code, one.detail);
  for (const auto& one : draft.notices) notice(one.role, one.code, one.detail);
}

std::optional<DecimalQuantity> RowImport::read_units(const Draft& draft) {
  const auto is_quantity = [](const Draft::Remark& one) { return one.role == Role::quantity; };
  if (std::any_of(draft.refused.begin(), draft.refused.end(), is_quantity)) return std::nullopt;
  if (draft.decimals != 0) {
    return keep(Role::quantity,
                read_decimal_quantity(draft[Role::quantity], draft.decimals, draft.quantity_stored_as_number));
  }
  const auto units = keep(Role::quantity, read_unit_count(draft[Role::quantity]));
  return units ? std::optional(DecimalQuantity{*units}) : std::nullopt;
}

// What the numbers of the row's own serial count says which meaning of the quantity it is.
std::optional<std::int64_t> RowImport::settle(const Block& block, const DecimalQuantity& quantity) {
  const auto fits = [&](std::int64_t units) {
    const auto result = block.programme->parse_serial(block.serial_text, SerialContext{units, block.vintage});
    const auto* fault = std::get_if<SerialFault>(&result);
    return fault == nullptr || role_of(*fault) == Role::vintage_from;
  };
  const auto units = keep(Role::quantity, settled(quantity, fits));
  if (units && *units != quantity.units) {
    notice(Role::quantity, "number_settled");
    units_read_ = checked_add(units_read_, *units - quantity.units).value_or(units_read_);
  }
  return units;
}

void RowImport::read_ending(const Draft& draft, Block& block) {
  if (draft.ending == Ending::active) return;
  const bool says_something =
      !draft[Role::beneficiary].empty() || !draft[Role::reason].empty() || !draft[Role::details].empty();
  if (!draft[Role::ended_on].empty()) {
    block.ended_on = keep(Role::ended_on, read_date(draft[Role::ended_on], profile_.dates));
  } else if (draft.ending != Ending::by_date || (has(Role::ended_on) && says_something)) {
    // Recorded as active, the units would be free although somebody has used them.
    refuse(Role::ended_on, "value_missing", "the units are retired or cancelled, and the row does not say when");
  }
  block.cancelled = draft.ending == Ending::cancelled;
}

void RowImport::read_issue(const Draft& draft, Block& block) {
  if (draft[Role::issued_on].empty()) return;
  block.issued_on = keep(Role::issued_on, read_date(draft[Role::issued_on], profile_.dates));
}

std::optional<Period> RowImport::read_vintage(const Draft& draft, const Block& block) {
  if (draft.vintage) return draft.vintage;
  if (!draft[Role::vintage_from].empty() || !draft[Role::vintage_until].empty()) {
    const auto from = keep(Role::vintage_from, read_date(draft[Role::vintage_from], profile_.dates));
    const auto until = keep(Role::vintage_until, read_date(draft[Role::vintage_until], profile_.dates));
    if (!from || !until) return std::nullopt;
    if (*from <= *until) return Period{*from, *until};
    refuse(Role::vintage_until, "date_order", "the vintage ends before it begins");
    return std::nullopt;
  }
  const Role role = has(Role::vintage) ? Role::vintage : Role::vintage_from;
  if (draft[role].empty()) {
    refuse(role, "value_missing", "the vintage must stand here");
    return std::nullopt;
  }
  auto year = read_vintage_year(draft[Role::vintage]);
  if (!year) {
    refuse(role, "date_form", "a vintage is a year of four digits");
    return std::nullopt;
  }
  // Where only the year is printed, its last days can be later than the issue, and no reduction was certified before it
  // happened.
  const auto latest = block.issued_on ? block.issued_on : block.ended_on;
  if (latest && contains(*year, *latest) && *latest < year->last) {
    year->last = *latest;
    notice(role, "vintage_narrowed");
  }
  return year;
}

void RowImport::read_project_id(const Draft& draft, Block& block) {
  const std::string& text = draft[Role::project_id];
  const std::string printed = block.serial.project_id.value_or("");
  block.project_id = printed.empty() ? text : printed;
  if (block.project_id.empty()) {
    refuse(Role::project_id, "project_missing", "neither a column nor the serial names the project");
  } else if (!text.empty() && !block.programme->project_id_is_valid(text)) {
    refuse(Role::project_id, "project_id_form");
  } else if (!text.empty() && !printed.empty() && text != printed) {
    refuse(Role::project_id, "project_mismatch", "the serial names the project " + printed);
  }
}

// Everything that the serial decides, against what stands beside it.
bool RowImport::read_serial(const Draft& draft, Block& block, std::int64_t units) {
  auto result = block.programme->parse_serial(block.serial_text, SerialContext{units, block.vintage});
  if (const auto* fault = std::get_if<SerialFault>(&result)) {
    refuse(role_of(*fault), fault->code, fault->detail);
    return false;
  }
  block.serial = std::get<Serial>(std::move(result));
  read_project_id(draft, block);
  return true;
}

// Of a row that is refused for its vintage already: what is wrong with the serial itself is told in the same pass.
void RowImport::look_at_serial(const Block& block, std::int64_t units) {
  const auto result = block.programme->parse_serial(block.serial_text, SerialContext{units, Period{}});
  const auto* fault = std::get_if<SerialFault>(&result);
  if (fault != nullptr && role_of(*fault) != Role::vintage_from) refuse(role_of(*fault), fault->code, fault->detail);
}

void RowImport::compare_total(const Draft& draft, std::int64_t units) {
  if (!has(Role::total)) return;
  const auto result = read_unit_count(draft[Role::total]);
  const auto* total = std::get_if<std::int64_t>(&result);
  if (total == nullptr) {
    notice(Role::total, "total_unreadable");
  } else if (*total < units) {
    notice(Role::total, "total_exceeded", "the block alone has more units than the total says");
  }
}

// The row's values; nothing when its units cannot be told. All columns are looked at, so that one pass over the file
// tells everything that is wrong with it.
std::optional<RowImport::Block> RowImport::typed(const Draft& draft) {
  Block block;
  block.programme = find_programme(draft.programme);
  if (block.programme == nullptr) {
    refuse(Role::programme, "programme_unknown", "no programme of this ledger has this code");
    return std::nullopt;
  }
  const auto quantity = read_units(draft);
  if (quantity) units_read_ = checked_add(units_read_, quantity->units).value_or(units_read_);
  decimals_differ_ = decimals_differ_ || decimals_.value_or(draft.decimals) != draft.decimals;
  decimals_ = draft.decimals;
  read_issue(draft, block);
  read_ending(draft, block);
  const auto vintage = read_vintage(draft, block);
  block.serial_text = draft[Role::serial];
  if (block.serial_text.empty()) {
    const auto is_serial_fault = [](const Draft::Remark& one) { return is_serial(one.role); };
    if (std::none_of(draft.refused.begin(), draft.refused.end(), is_serial_fault))
      refuse(Role::serial, "value_missing", "a serial must stand here");
    return std::nullopt;
  }
  if (!quantity) return std::nullopt;
  block.vintage = vintage.value_or(Period{});
  const auto units = settle(block, *quantity);
  if (!units) return std::nullopt;
  if (!vintage) {
    look_at_serial(block, *units);
    return std::nullopt;
  }
  if (!read_serial(draft, block, *units)) return std::nullopt;
  if (!refused_) compare_total(draft, *units);
  return block;
}

void RowImport::read(const TableRow& row) {
  const auto is_empty = [](const TableCell& cell) { return trimmed(cell.text).empty() && cell.fault.empty(); };
  if (std::all_of(row.cells.begin(), row.cells.end(), is_empty)) return;
  row_ = &row;
  refused_ = false;
  Draft draft = draft_of(row);
  if (profile_.prepare != nullptr) profile_.prepare(draft);
  if (draft.not_data || is_totals(draft)) return read_total(draft);
  sink_.begin_row();
  take_remarks(draft);
  if (draft.foreign) return;
  if (draft.project_only) return read_project_only(draft);
  const auto block = typed(draft);
  if (block) place(draft, *block);
}

}  // namespace tanbu::importers
