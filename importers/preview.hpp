// What a person or a program is shown of a file of any length: every count, and the first rows of each kind and code.
// Not the whole; for that a report is written row by row (import_report.hpp). Threading: belongs to one thread.
#pragma once
#include <cstddef>
#include <map>
#include <string>

#include "importers/row_sink.hpp"
#include "importers/tally.hpp"

namespace tanbu::importers {

// So many rows of each list, and so many remarks of each code.
inline constexpr std::size_t rows_previewed_max = 20;

class Preview final : public RowSink {
 public:
  void begin_file(const ReadingHead& head, const FileFacts& facts) override;
  void begin_row() override;
  void project(const ProjectRow& row) override;
  void batch(const BatchRow& row) override;
  void event(const EventRow& row) override;
  void known(const KnownRow& row) override;
  void refused(const Remark& remark) override;
  void notice(const Remark& remark) override;

  // The beginning of every list, with the head of the whole; Reading::rows counts all rows.
  [[nodiscard]] const Reading& beginning() const { return beginning_; }
  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  Reading beginning_;
  Tally tally_;
  std::map<std::string, std::size_t> refusals_kept_;
};

}  // namespace tanbu::importers
