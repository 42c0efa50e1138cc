// Everything that an import finds and is told, as lines of JSON in a file that a person names: for files whose rows do
// not fit on a screen or into memory. Each line has "what": "file" first, then in the order of the file "project",
// "batch", "event", "known", "refused" and "notice", then "totals"; of what was sent every "refused_by_ledger", and
// "outcome" at the end. A file under that name is whole: it grows under another one. Source: docs/importers.md.
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "api/cli/files.hpp"
#include "api/cli/import_send.hpp"
#include "importers/preview.hpp"
#include "importers/row_sink.hpp"

namespace tanbu::cli {

[[nodiscard]] boost::json::object refused_json(const RefusedLine& line);
[[nodiscard]] boost::json::object outcome_json(const SendOutcome& outcome);

class ImportReport final : public importers::RowSink {
 public:
  // Stop (usage) where the name is taken or the file cannot be made there. It comes to its place in finish(), whole.
  ImportReport(const std::filesystem::path& path, std::string name_of_file);

  void begin_file(const importers::ReadingHead& head, const importers::FileFacts& facts) override;
  void project(const importers::ProjectRow& row) override;
  void batch(const importers::BatchRow& row) override;
  void event(const importers::EventRow& row) override;
  void known(const importers::KnownRow& row) override;
  void refused(const importers::Remark& remark) override;
  void notice(const importers::Remark& remark) override;
  void totals(const importers::Totals& totals);
  void refused_by_ledger(const RefusedLine& line);
  void outcome(const SendOutcome& outcome);
  void finish();

 private:
  void add(std::string_view what, boost::json::object object);

  std::string name_of_file_;
  const importers::FileFacts* facts_ = nullptr;  // while the file is read
  std::unique_ptr<GrowingFile> file_;
};

}  // namespace tanbu::cli
