// Where the rows of a file go as they are decided, one after the other, so that a file of any length needs no more
// memory than the row in hand. A sink decides nothing. Reading (reading.hpp) is what a sink that keeps everything makes
// of a file; tally.hpp counts; preview.hpp keeps the beginning. Threading: a sink belongs to one thread.
#pragma once
#include <vector>

#include "importers/reading.hpp"

namespace tanbu::importers {

struct FileFacts;

class RowSink {
 public:
  virtual ~RowSink() = default;
  RowSink(const RowSink&) = delete;
  RowSink& operator=(const RowSink&) = delete;

  // Once, before everything else. Both last until the reading's end, when the facts are complete.
  virtual void begin_file(const ReadingHead& head, const FileFacts& facts);
  // A row of data begins. What follows is of this row, until the next one begins; only notices may also be of the file
  // or of a line of totals.
  virtual void begin_row();
  // Before the first batch of the project, so that whoever sends in this order is not told of unknown projects.
  virtual void project(const ProjectRow& row);
  virtual void batch(const BatchRow& row);
  virtual void event(const EventRow& row);
  virtual void known(const KnownRow& row);
  // Only where rows are compared (ReadOptions::compare), in the place of events and known units.
  virtual void held(const HeldRow& row);
  virtual void refused(const Remark& remark);
  virtual void notice(const Remark& remark);

 protected:
  RowSink() = default;
};

// Keeps everything.
class CollectingSink final : public RowSink {
 public:
  void begin_file(const ReadingHead& head, const FileFacts& facts) override;
  void begin_row() override;
  void project(const ProjectRow& row) override;
  void batch(const BatchRow& row) override;
  void event(const EventRow& row) override;
  void known(const KnownRow& row) override;
  void held(const HeldRow& row) override;
  void refused(const Remark& remark) override;
  void notice(const Remark& remark) override;
  [[nodiscard]] Reading take() && { return std::move(reading_); }

 private:
  Reading reading_;
};

// Hands everything to several sinks, in their order. They must outlive it.
class SeveralSinks final : public RowSink {
 public:
  explicit SeveralSinks(std::vector<RowSink*> sinks) : sinks_(std::move(sinks)) {}
  void begin_file(const ReadingHead& head, const FileFacts& facts) override;
  void begin_row() override;
  void project(const ProjectRow& row) override;
  void batch(const BatchRow& row) override;
  void event(const EventRow& row) override;
  void known(const KnownRow& row) override;
  void held(const HeldRow& row) override;
  void refused(const Remark& remark) override;
  void notice(const Remark& remark) override;

 private:
  std::vector<RowSink*> sinks_;
};

}  // namespace tanbu::importers
