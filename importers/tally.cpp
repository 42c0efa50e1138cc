// The counts of tally.hpp.
#include "importers/tally.hpp"

#include <algorithm>

#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

bool is_in_tonnes(const std::string& code) {
  const Programme* programme = find_programme(code);
  return programme != nullptr && programme->unit == Unit::tonne_co2e && programme->units_per_whole == 1;
}

}  // namespace

void Tally::begin_file(const ReadingHead& head, const FileFacts&) {
  programme_ = head.programme;
  usually_tonnes_ = is_in_tonnes(programme_);
}

void Tally::begin_row() {
  ++totals_.rows;
  ++account_.rows;
  recorded_in_row_ = false;
  known_in_row_ = false;
  codes_in_row_.clear();
}

void Tally::count_recorded() {
  if (!recorded_in_row_) ++account_.recorded;
  recorded_in_row_ = true;
}

void Tally::project(const ProjectRow&) {
  ++totals_.projects;
  count_recorded();
}

void Tally::batch(const BatchRow& row) {
  ++batches_;
  auto& count = !row.retired_on ? totals_.active : row.cancelled ? totals_.cancelled : totals_.retired;
  count.add(row.units.quantity());
  all_tonnes_ = all_tonnes_ && (row.programme.empty() ? usually_tonnes_ : is_in_tonnes(row.programme));
  count_recorded();
}

void Tally::event(const EventRow& row) {
  ++events_;
  std::int64_t units = 0;
  for (const auto& part : row.parts) units += part.units.quantity();
  (row.cancelled ? totals_.events_cancelled : totals_.events_retired).add(units);
  count_recorded();
}

void Tally::known(const KnownRow& row) {
  totals_.known.add(row.quantity);
  if (!known_in_row_) ++account_.known;
  known_in_row_ = true;
}

void Tally::refused(const Remark& remark) {
  if (codes_in_row_.empty()) {
    ++account_.refused;
    ++totals_.refused_rows;
  }
  if (std::find(codes_in_row_.begin(), codes_in_row_.end(), remark.code) != codes_in_row_.end()) return;
  codes_in_row_.push_back(remark.code);
  ++account_.refused_by_code[remark.code];
}

void Tally::notice(const Remark& remark) { ++notices_by_code_[remark.code]; }

}  // namespace tanbu::importers
