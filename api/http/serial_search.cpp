// The search: by exact serial, by printed code, by project and number, by number.
#include "api/http/serial_search.hpp"

#include <algorithm>

namespace tanbu::http {
namespace {

// A calendar month, because some grammars take nothing longer. A grammar that compares it with the serial says
// vintage_mismatch, which comes after every question about form and quantity.
const Period some_month{make_date(2000, 1, 1), make_date(2000, 1, 31)};

std::optional<std::int64_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 16) return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  if (number > limits::unit_number_max) return std::nullopt;
  return number;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& symbol : upper) symbol = symbol >= 'a' && symbol <= 'z' ? static_cast<char>(symbol - 'a' + 'A') : symbol;
  return upper;
}

bool is_fault_of_form(const SerialFault& fault) {
  return fault.code == "serial_form" || fault.code == "serial_plastic" || fault.code == "serial_number_range";
}

class Search {
 public:
  Search(const Programme& programme, store::Reader& reader, EntryIndex before)
      : programme_(programme), reader_(reader), before_(before) {}

  void add(const Batch& batch, UnitRange asked) {
    if (!(batch.id.entry() < before_)) return;
    if (found_.size() == found_batches_max || !batch.units.overlaps(asked)) return;
    const bool known =
        std::any_of(found_.begin(), found_.end(), [&](const FoundUnits& found) { return found.batch.id == batch.id; });
    if (!known) found_.push_back({batch, batch.units.intersection(asked)});
  }
  void add_exact(const std::string& canonical) {
    const auto batch = reader_.batch_with_serial(std::string(programme_.code), canonical);
    if (batch) add(*batch, batch->units);
  }
  void add_codes(const std::vector<std::string>& codes, UnitRange asked) {
    for (const std::string& code : codes) {
      const auto id = reader_.batch_with_code(std::string(programme_.code), code);
      const auto batch = id ? reader_.batch(*id) : std::nullopt;
      if (batch) add(*batch, asked);
    }
  }
  void add_project(const std::string& project, UnitRange asked) {
    for (const BatchId id : reader_.batches_of_project({std::string(programme_.code), project})) {
      if (const auto batch = reader_.batch(id)) add(*batch, asked);
    }
  }
  // Every namespace in which the number could lie.
  void add_numbers(UnitRange asked, std::string_view serial) {
    std::vector<Batch> batches;
    for (const std::string_view space : programme_.spaces) {
      for (Batch& batch : reader_.batches_overlapping(std::string(programme_.code), std::string(space), asked)) {
        batches.push_back(std::move(batch));
      }
    }
    if (programme_.spaces.empty()) {
      batches = reader_.batches_with_number(std::string(programme_.code), asked.first(), found_batches_max);
    }
    for (const Batch& batch : batches) {
      if (may_be(batch, asked, serial)) add(batch, asked);
    }
  }

  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] std::vector<FoundUnits> take() { return std::move(found_); }

 private:
  // With the batch's own vintage the grammar may be able to tell that the serial belongs to another namespace or states
  // other numbers.
  [[nodiscard]] bool may_be(const Batch& batch, UnitRange asked, std::string_view serial) const {
    if (serial.empty()) return true;
    const auto parsed =
        programme_.parse_serial(serial, {asked.quantity(), Period{batch.vintage_from, batch.vintage_until}});
    const auto* read = std::get_if<Serial>(&parsed);
    return read == nullptr || (read->space == batch.space && read->units == asked);
  }

  const Programme& programme_;
  store::Reader& reader_;
  EntryIndex before_;
  std::vector<FoundUnits> found_;
};

// A serial that may state these numbers. Where the grammar reads it, it also says whether it does.
void search_printed(const Programme& programme, std::string_view text, UnitRange asked, Search& search) {
  const auto parsed = programme.parse_serial(text, {asked.quantity(), some_month});
  if (const auto* serial = std::get_if<Serial>(&parsed)) {
    if (serial->units != asked) return;
    search.add_exact(serial->canonical);
    if (!search.empty()) return;
    search.add_codes(serial->printed_codes, asked);
    if (!search.empty()) return;
    if (serial->project_id) return search.add_project(*serial->project_id, asked);
  }
  search.add_numbers(asked, text);
}

}  // namespace

std::vector<UnitRange> stated_units(const Programme& programme, std::string_view text) {
  if (programme.opaque) return {};
  // One unit is asked for. Where the serial states more, the grammar refuses the quantity and says what it read.
  const auto parsed = programme.parse_serial(text, {1, some_month});
  if (const auto* serial = std::get_if<Serial>(&parsed)) return {serial->units};
  const auto& fault = std::get<SerialFault>(parsed);
  if (fault.units) return {*fault.units};
  return {};
}

std::variant<std::string, SerialFault> canonical_serial(const Programme& programme, std::string_view text) {
  const std::string upper = upper_case(text);
  auto parsed = programme.parse_serial(upper, {1, some_month});
  if (const auto* fault = std::get_if<SerialFault>(&parsed)) {
    if (is_fault_of_form(*fault)) return *fault;
    for (const UnitRange units : stated_units(programme, upper)) {
      parsed = programme.parse_serial(upper, {units.quantity(), some_month});
    }
  }
  const auto* serial = std::get_if<Serial>(&parsed);
  return serial != nullptr ? serial->canonical : upper;
}

std::variant<std::vector<FoundUnits>, SerialFault> search_serial(const Programme& programme, std::string_view text,
                                                                 store::Reader& reader, EntryIndex before) {
  Search search(programme, reader, before);
  if (const auto number = number_of(text)) {
    const auto one = UnitRange::from_inclusive(*number, *number);
    HOLDS(one.has_value());
    // An opaque serial may consist of digits alone.
    if (programme.opaque) search.add_exact(std::string(text));
    search.add_numbers(*one, {});
    return search.take();
  }
  const std::string upper = upper_case(text);
  const auto parsed = programme.parse_serial(upper, {1, some_month});
  if (const auto* fault = std::get_if<SerialFault>(&parsed)) {
    if (is_fault_of_form(*fault)) return *fault;
  }
  search.add_exact(upper);
  if (!search.empty()) return search.take();
  if (programme.opaque) return search.take();
  for (const UnitRange asked : stated_units(programme, upper)) search_printed(programme, upper, asked, search);
  return search.take();
}

bool may_hold_units_of(const Programme& programme, std::string_view serial, const Batch& batch) {
  if (batch.project.programme != programme.code) return false;
  if (batch.serial == serial) return true;
  const auto stated = stated_units(programme, serial);
  return std::any_of(stated.begin(), stated.end(), [&](UnitRange units) { return units.overlaps(batch.units); });
}

}  // namespace tanbu::http
