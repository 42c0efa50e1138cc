// The sinks of row_sink.hpp.
#include "importers/row_sink.hpp"

namespace tanbu::importers {

// A sink hears what it asks for and nothing else.
void RowSink::begin_file(const ReadingHead&, const FileFacts&) {}
void RowSink::begin_row() {}
void RowSink::project(const ProjectRow&) {}
void RowSink::batch(const BatchRow&) {}
void RowSink::event(const EventRow&) {}
void RowSink::known(const KnownRow&) {}
void RowSink::held(const HeldRow&) {}
void RowSink::refused(const Remark&) {}
void RowSink::notice(const Remark&) {}

void CollectingSink::begin_file(const ReadingHead& head, const FileFacts&) {
  static_cast<ReadingHead&>(reading_) = head;
}
void CollectingSink::begin_row() { ++reading_.rows; }
void CollectingSink::project(const ProjectRow& row) { reading_.projects.push_back(row); }
void CollectingSink::batch(const BatchRow& row) { reading_.recognised.push_back(row); }
void CollectingSink::event(const EventRow& row) { reading_.events.push_back(row); }
void CollectingSink::known(const KnownRow& row) { reading_.known.push_back(row); }
void CollectingSink::held(const HeldRow& row) { reading_.held.push_back(row); }
void CollectingSink::refused(const Remark& remark) { reading_.refused.push_back(remark); }
void CollectingSink::notice(const Remark& remark) { reading_.notices.push_back(remark); }

void SeveralSinks::begin_file(const ReadingHead& head, const FileFacts& facts) {
  for (RowSink* sink : sinks_) sink->begin_file(head, facts);
}
void SeveralSinks::begin_row() {
  for (RowSink* sink : sinks_) sink->begin_row();
}
void SeveralSinks::project(const ProjectRow& row) {
  for (RowSink* sink : sinks_) sink->project(row);
}
void SeveralSinks::batch(const BatchRow& row) {
  for (RowSink* sink : sinks_) sink->batch(row);
}
void SeveralSinks::event(const EventRow& row) {
  for (RowSink* sink : sinks_) sink->event(row);
}
void SeveralSinks::known(const KnownRow& row) {
  for (RowSink* sink : sinks_) sink->known(row);
}
void SeveralSinks::held(const HeldRow& row) {
  for (RowSink* sink : sinks_) sink->held(row);
}
void SeveralSinks::refused(const Remark& remark) {
  for (RowSink* sink : sinks_) sink->refused(remark);
}
void SeveralSinks::notice(const Remark& remark) {
  for (RowSink* sink : sinks_) sink->notice(remark);
}

}  // namespace tanbu::importers
