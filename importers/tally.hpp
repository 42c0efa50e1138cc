// Counts what became of a file's rows while they are read. Its size depends on how many codes there are, not on the
// file. Threading: belongs to one thread.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "importers/report.hpp"
#include "importers/row_sink.hpp"
#include "importers/rows.hpp"

namespace tanbu::importers {

class Tally final : public RowSink {
 public:
  void begin_file(const ReadingHead& head, const FileFacts& facts) override;
  void begin_row() override;
  void project(const ProjectRow& row) override;
  void batch(const BatchRow& row) override;
  void event(const EventRow& row) override;
  void known(const KnownRow& row) override;
  void refused(const Remark& remark) override;
  void notice(const Remark& remark) override;

  [[nodiscard]] const Totals& totals() const { return totals_; }
  // As account_of() counts a whole reading.
  [[nodiscard]] const Account& account() const { return account_; }
  [[nodiscard]] const std::map<std::string, std::size_t>& notices_by_code() const { return notices_by_code_; }
  [[nodiscard]] std::size_t batches() const { return batches_; }
  [[nodiscard]] std::size_t events() const { return events_; }
  // What there is to sign: projects, batches and events.
  [[nodiscard]] std::size_t commands() const { return totals_.projects + batches_ + events_; }
  // True when all that is to be recorded is counted in tonnes of CO2e.
  [[nodiscard]] bool counts_tonnes() const { return batches_ == 0 ? usually_tonnes_ : all_tonnes_; }

 private:
  void count_recorded();

  Totals totals_;
  Account account_;
  std::map<std::string, std::size_t> notices_by_code_;
  std::size_t batches_ = 0;
  std::size_t events_ = 0;
  std::string programme_;
  bool usually_tonnes_ = false;
  bool all_tonnes_ = true;
  // Of the present row, which counts once however many remarks it has.
  bool recorded_in_row_ = false;
  bool known_in_row_ = false;
  std::vector<std::string> codes_in_row_;
};

}  // namespace tanbu::importers
