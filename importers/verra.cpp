// Reads the rows of verra.hpp. One object, Import, carries the reading of one file.
#include "importers/verra.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "importers/cells.hpp"
#include "importers/overlaps.hpp"
#include "importers/text.hpp"
#include "ledger/form.hpp"
#include "ledger/holds.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

enum Column : std::size_t {
  issuance_date,
  development_goals,
  vintage_start,
  vintage_end,
  project_id,
  project_name,
  country_area,
  project_type,
  methodology,
  total_quantity,
  quantity_issued,
  serial_number,
  certifications,
  retired_date,
  beneficiary,
  reason,
  details,
  column_count
};
constexpr std::array<std::string_view, column_count> column_names{"Issuance Date",
                                                                  "Sustainable Development Goals",
                                                                  "Vintage Start",
                                                                  "Vintage End",
                                                                  "ID",
                                                                  "Name",
                                                                  "Country/Area",
                                                                  "Project Type",
                                                                  "Methodology",
                                                                  "Total Vintage Quantity",
                                                                  "Quantity Issued",
                                                                  "Serial Number",
                                                                  "Additional Certifications",
                                                                  "Retirement/Cancellation Date",
                                                                  "Retirement Beneficiary",
                                                                  "Retirement Reason",
                                                                  "Retirement Details"};
// A header with fewer of the names than this is some other file, and its missing columns are not worth listing.
constexpr std::size_t names_of_a_relative = 9;

// Where each column stands; a fault when the header is not exactly the 17 names.
std::variant<std::array<std::size_t, column_count>, FileFault> read_header(const TableRow& header) {
  std::array<std::size_t, column_count> places{};
  std::array<int, column_count> seen{};
  std::size_t unknown = 0;
  for (const auto& cell : header.cells) {
    const auto* found = std::find(column_names.begin(), column_names.end(), cell.text);
    if (found == column_names.end()) {
      ++unknown;
      continue;
    }
    const auto column = static_cast<std::size_t>(found - column_names.begin());
    ++seen[column];
    places[column] = cell.column;
  }
  const auto found = static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [](int n) { return n > 0; }));
  if (found < names_of_a_relative) {
    return FileFault{"profile_unknown", "the first row is not the header of a known export"};
  }
  std::string missing;
  std::string repeated;
  for (std::size_t column = 0; column < column_count; ++column) {
    auto& list = seen[column] == 0 ? missing : repeated;
    if (seen[column] != 1) list += (list.empty() ? "" : ", ") + std::string(column_names[column]);
  }
  if (!missing.empty()) return FileFault{"column_missing", "the header lacks: " + missing};
  if (!repeated.empty()) return FileFault{"column_repeated", "the header holds twice: " + repeated};
  if (unknown > 0) {
    return FileFault{"column_unknown",
                     "the header holds " + std::to_string(unknown) + " columns that this profile does not know"};
  }
  return places;
}

class Import {
 public:
  Import(const Source& source, const Known& known, std::array<std::size_t, column_count> places)
      : programme_(*find_programme("VCS")), known_(known), places_(places), taken_(known.batches) {
    reading_.profile = verra_profile;
    reading_.programme = programme_.code;
    reading_.source = source;
  }

  void read(const TableRow& row);
  void refuse_row(const TableFault& fault);
  Reading take() && { return std::move(reading_); }

 private:
  [[nodiscard]] std::string_view cell(Column column) const { return row_->text(places_[column]); }
  void refuse(Column column, std::string code, std::string detail);
  void notice(Column column, std::string code, std::string detail = {});
  template <class Value>
  std::optional<Value> keep(Column column, std::variant<Value, CellFault> result);
  std::optional<BatchRow> typed_row();
  bool read_serial(BatchRow& batch, std::int64_t quantity);
  void read_retirement(BatchRow& batch);
  std::string read_beneficiary();
  std::string read_reason();
  void compare_total(std::int64_t quantity);
  bool place(const BatchRow& batch);
  void add_project(const BatchRow& batch);
  std::string project_text(Column column, const std::string& instead);

  const Programme& programme_;
  const Known& known_;
  std::array<std::size_t, column_count> places_;
  Overlaps taken_;
  Reading reading_;
  std::unordered_map<std::string, std::string> names_;  // of the projects seen so far
  const TableRow* row_ = nullptr;
  bool refused_ = false;
  std::string country_;
};

void Import::refuse(Column column, std::string code, std::string detail) {
  refused_ = true;
  reading_.refused.push_back(
      {row_->row, std::string(column_names[column]), std::move(code), std::move(detail), 0, std::nullopt});
}

void Import::notice(Column column, std::string code, std::string detail) {
  reading_.notices.push_back(
      {row_->row, std::string(column_names[column]), std::move(code), std::move(detail), 0, std::nullopt});
}

template <class Value>
std::optional<Value> Import::keep(Column column, std::variant<Value, CellFault> result) {
  if (auto* value = std::get_if<Value>(&result)) return std::move(*value);
  auto& fault = std::get<CellFault>(result);
  refuse(column, std::move(fault.code), std::move(fault.detail));
  return std::nullopt;
}

void Import::refuse_row(const TableFault& fault) {
  ++reading_.rows;
  std::string column;
  for (std::size_t index = 0; index < column_count; ++index) {
    if (fault.column == places_[index]) column = column_names[index];
  }
  reading_.refused.push_back({fault.row, std::move(column), fault.code, fault.detail, 0, std::nullopt});
}

// Everything that the serial decides, against what stands beside it.
bool Import::read_serial(BatchRow& batch, std::int64_t quantity) {
  auto result = programme_.parse_serial(batch.serial, SerialContext{quantity, batch.vintage});
  if (const auto* fault = std::get_if<SerialFault>(&result)) {
    const Column column = fault->code == "range_quantity"     ? quantity_issued
                          : fault->code == "vintage_mismatch" ? vintage_start
                                                              : serial_number;
    refuse(column, fault->code, fault->detail);
    return false;
  }
  auto& serial = std::get<Serial>(result);
  HOLDS(serial.project_id.has_value() && serial.country.has_value());
  if (!batch.project_id.empty() && *serial.project_id != batch.project_id) {
    refuse(project_id, "project_mismatch", "the serial names the project " + *serial.project_id);
    return false;
  }
  batch.space = std::move(serial.space);
  batch.units = serial.units;
  country_ = std::move(*serial.country);
  return true;
}

// The row's own values; nothing when any of them is refused. All columns are looked at, so that one pass over the file
// tells everything that is wrong with it.
std::optional<BatchRow> Import::typed_row() {
  BatchRow batch;
  batch.line = row_->row;
  for (const auto column :
       {issuance_date, vintage_start, vintage_end, project_id, quantity_issued, serial_number, retired_date}) {
    const auto* used = row_->find(places_[column]);
    if (used != nullptr && !used->fault.empty()) refuse(column, used->fault, {});
  }
  const auto issued_on = keep(issuance_date, read_date(cell(issuance_date)));
  const auto from = keep(vintage_start, read_date(cell(vintage_start)));
  const auto until = keep(vintage_end, read_date(cell(vintage_end)));
  const auto quantity = keep(quantity_issued, read_quantity(cell(quantity_issued)));
  const bool in_order = from && until && *from <= *until;
  if (from && until && !in_order) refuse(vintage_end, "date_order", "the vintage ends before it begins");
  if (issued_on && in_order && *issued_on < *until) {
    refuse(issuance_date, "ex_ante", "the units were issued before their vintage ended");
  }
  batch.project_id = trimmed(cell(project_id));
  if (batch.project_id.empty()) {
    refuse(project_id, "value_missing", "the project's number must stand here");
  } else if (!programme_.project_id_is_valid(batch.project_id)) {
    refuse(project_id, "project_id_form", "a project is named by digits without leading zeros");
    batch.project_id.clear();
  }
  batch.serial = trimmed(cell(serial_number));
  if (batch.serial.empty()) {
    refuse(serial_number, "value_missing", "a serial must stand here");
  } else if (in_order && quantity) {
    batch.vintage = Period{*from, *until};
    read_serial(batch, *quantity);
  }
  if (!trimmed(cell(retired_date)).empty()) {
    batch.retired_on = keep(retired_date, read_date(cell(retired_date)));
  } else if (!trimmed(cell(beneficiary)).empty() || !trimmed(cell(reason)).empty() || !trimmed(cell(details)).empty()) {
    // Recorded as active, the units would be free although somebody has used them.
    refuse(retired_date, "value_missing", "the row says who or what the units were retired for, but not when");
  }
  if (refused_) return std::nullopt;
  batch.issued_on = *issued_on;
  compare_total(*quantity);
  return batch;
}

void Import::compare_total(std::int64_t quantity) {
  const auto result = read_quantity(cell(total_quantity));
  const auto* total = std::get_if<std::int64_t>(&result);
  if (total == nullptr) {
    notice(total_quantity, "total_unreadable");
  } else if (*total < quantity) {
    notice(total_quantity, "total_exceeded", "the block alone has more units than the total says");
  }
}

std::string Import::read_beneficiary() {
  auto clean = clean_text(cell(beneficiary), limits::beneficiary_characters_max);
  if (clean.text.empty()) return {};
  const Named named = who_is_named(clean.text);
  if (named == Named::personal) {
    notice(beneficiary, "beneficiary_personal");
    return {};
  }
  if (named == Named::unclear) {
    notice(beneficiary, "beneficiary_withheld");
    return {};
  }
  if (clean.replaced || text_fault(clean.text, limits::beneficiary_characters_max)) {
    // A name with a hole in it could only be compared wrongly.
    notice(beneficiary, "beneficiary_unspellable");
    return {};
  }
  if (clean.cut) notice(beneficiary, "text_cut");
  return std::move(clean.text);
}

std::string Import::read_reason() {
  auto clean = clean_text(cell(reason), limits::text_characters_max);
  if (clean.text.empty()) return {};
  const bool personal = who_is_named(clean.text) == Named::personal;
  if (personal || text_fault(clean.text, limits::text_characters_max)) {
    notice(reason, "reason_withheld");
    return {};
  }
  if (clean.cut) notice(reason, "text_cut");
  if (clean.replaced || clean.dropped) notice(reason, "text_replaced");
  return std::move(clean.text);
}

// Details are looked at for being there, and never kept: they are sentences about people's journeys and events.
void Import::read_retirement(BatchRow& batch) {
  if (!batch.retired_on) return;
  if (*batch.retired_on < batch.issued_on) notice(retired_date, "retired_before_issuance");
  const bool says_nothing =
      trimmed(cell(beneficiary)).empty() && trimmed(cell(reason)).empty() && trimmed(cell(details)).empty();
  if (says_nothing) notice(retired_date, "may_be_cancelled");
  batch.beneficiary_text = read_beneficiary();
  batch.reason_text = read_reason();
}

// False when the units stand in an earlier row or in the ledger.
bool Import::place(const BatchRow& batch) {
  const auto taken = taken_.find(batch.space, batch.units);
  const bool same = taken && taken->units == batch.units;
  if (taken && taken->line == 0 && same) {
    reading_.known.push_back({batch.line, batch.serial, *taken->batch, batch.units.quantity()});
    if (taken->active == batch.retired_on.has_value()) {
      reading_.notices.push_back({batch.line, std::string(column_names[retired_date]), "status_differs",
                                  taken->active
                                      ? "the ledger holds the batch as active, the file as retired"
                                      : "the ledger holds the batch as retired or cancelled, the file as active",
                                  0, taken->batch});
    }
    taken_.claim(batch.space, batch.units, batch.line);
    return false;
  }
  if (!taken) {
    taken_.add(batch.space, batch.units, batch.line);
    return true;
  }
  Remark remark{batch.line,
                std::string(column_names[serial_number]),
                same ? "serial_repeated" : "serial_overlap",
                {},
                taken->line,
                std::nullopt};
  const auto common = taken->units.intersection(batch.units);
  remark.detail = "units " + std::to_string(common.first()) + " to " + std::to_string(common.last());
  if (taken->batch) remark.other_entry = taken->batch;
  reading_.refused.push_back(std::move(remark));
  return false;
}

std::string Import::project_text(Column column, const std::string& instead) {
  auto clean = clean_text(cell(column), limits::text_characters_max);
  if (clean.text.empty()) {
    notice(column, "text_missing");
    return instead;
  }
  if (text_fault(clean.text, limits::text_characters_max)) {
    notice(column, "text_withheld");
    return instead;
  }
  if (clean.cut) notice(column, "text_cut");
  if (clean.replaced || clean.dropped) notice(column, "text_replaced");
  return std::move(clean.text);
}

void Import::add_project(const BatchRow& batch) {
  if (known_.projects.count(batch.project_id) != 0) return;
  const std::string name = clean_text(cell(project_name), limits::text_characters_max).text;
  const auto [seen, fresh] = names_.emplace(batch.project_id, name);
  if (!fresh) {
    if (seen->second != name) notice(project_name, "project_differs", "an earlier row names the project otherwise");
    return;
  }
  ProjectRow project;
  project.line = batch.line;
  project.project_id = batch.project_id;
  project.title = project_text(project_name, "VCS " + batch.project_id);
  project.country = country_;
  project.technology = project_text(project_type, "not stated");
  project.methodology = project_text(methodology, "not stated");
  reading_.projects.push_back(std::move(project));
}

void Import::read(const TableRow& row) {
  ++reading_.rows;
  row_ = &row;
  refused_ = false;
  auto batch = typed_row();
  if (!batch || !place(*batch)) return;
  read_retirement(*batch);
  add_project(*batch);
  reading_.recognised.push_back(std::move(*batch));
}

}  // namespace

std::variant<Reading, FileFault> read_verra(Table& table, const Source& source, const Known& known) {
  auto first = table.next();
  if (!first) return FileFault{"file_empty", "the file holds no row"};
  if (const auto* fault = std::get_if<TableFault>(&*first)) return FileFault{fault->code, fault->detail};
  const auto& header = std::get<TableRow>(*first);
  const auto places = read_header(header);
  if (const auto* fault = std::get_if<FileFault>(&places)) return *fault;
  Import import(source, known, std::get<std::array<std::size_t, column_count>>(places));
  while (auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      if (fault->ends) return FileFault{fault->code, fault->detail};
      import.refuse_row(*fault);
    } else if (const auto& row = std::get<TableRow>(*item); row.sheet != header.sheet) {
      import.refuse_row({"profile_unknown", false, row.sheet, row.row, 0, std::nullopt, "a row of another sheet"});
    } else {
      import.read(row);
    }
  }
  return std::move(import).take();
}

std::variant<Reading, FileFault> read_verra(std::string_view bytes, const Source& source, const Known& known,
                                            CsvLimits limits) {
  TableOptions options;
  options.encoding = Encoding::utf8;
  options.delimiter = ',';
  options.limits.file_bytes_max = limits.file_bytes_max;
  options.limits.row_bytes_max = limits.row_bytes_max;
  options.limits.columns_max = limits.columns_max;
  options.limits.rows_max = limits.rows_max;
  auto opened = open_table(FileBytes::of(bytes), options);
  if (auto* fault = std::get_if<FileFault>(&opened)) return std::move(*fault);
  return read_verra(*std::get<std::unique_ptr<Table>>(opened), source, known);
}

}  // namespace tanbu::importers
