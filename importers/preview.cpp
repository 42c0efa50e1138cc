// The beginning that preview.hpp keeps.
#include "importers/preview.hpp"

namespace tanbu::importers {
namespace {

template <class Row>
void keep_first(std::vector<Row>& rows, const Row& row) {
  if (rows.size() < rows_previewed_max) rows.push_back(row);
}

}  // namespace

void Preview::begin_file(const ReadingHead& head, const FileFacts& facts) {
  static_cast<ReadingHead&>(beginning_) = head;
  tally_.begin_file(head, facts);
}

void Preview::begin_row() {
  ++beginning_.rows;
  tally_.begin_row();
}

void Preview::project(const ProjectRow& row) {
  keep_first(beginning_.projects, row);
  tally_.project(row);
}

void Preview::batch(const BatchRow& row) {
  keep_first(beginning_.recognised, row);
  tally_.batch(row);
}

void Preview::event(const EventRow& row) {
  keep_first(beginning_.events, row);
  tally_.event(row);
}

void Preview::known(const KnownRow& row) {
  keep_first(beginning_.known, row);
  tally_.known(row);
}

void Preview::refused(const Remark& remark) {
  if (refusals_kept_[remark.code]++ < rows_previewed_max) beginning_.refused.push_back(remark);
  tally_.refused(remark);
}

void Preview::notice(const Remark& remark) {
  tally_.notice(remark);
  if (tally_.notices_by_code().at(remark.code) <= rows_previewed_max) beginning_.notices.push_back(remark);
}

}  // namespace tanbu::importers
