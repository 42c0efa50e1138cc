// The file of an import: opened, recognised, read. Where it cannot be read, Stop says why and what to ask for. Nothing
// here speaks to a ledger.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "api/cli/import.hpp"
#include "importers/report.hpp"
#include "importers/row_sink.hpp"
#include "importers/rows.hpp"
#include "importers/table.hpp"

namespace tanbu::cli {

[[nodiscard]] importers::Language report_language();

class ImportFile {
 public:
  // Stop (usage) where an option does not read or there is no such file; Stop (failure) where it cannot be opened.
  explicit ImportFile(const ImportArguments& arguments);

  [[nodiscard]] const std::string& name() const { return name_; }  // harmless for a terminal
  [[nodiscard]] const std::string& sha256() const { return source_.sha256; }
  // What tells this reading from others of the same file; empty without options.
  [[nodiscard]] const std::string& options_text() const { return options_text_; }
  // The file's format, by its header. Stop (failure) where there is none that can be recorded.
  [[nodiscard]] const importers::Profile& profile() const;
  // Codes of the programmes whose units the file may hold: the profile's, and those that a column of the file names.
  [[nodiscard]] std::set<std::string> programmes() const;
  // The same. Stop (usage) where somebody wants one that is not among them; who wants none says so with an empty word.
  [[nodiscard]] std::set<std::string> programmes(const std::string& wanted) const;
  // Its rows into the sink, one after the other; what was found out about the file on the way. Stop (failure) where it
  // cannot be read to its end; the sink has had the rows before it then.
  importers::FileFacts read(const importers::KnownByProgramme& known, importers::RowSink& sink) const;

 private:
  struct Opened {
    std::unique_ptr<importers::Table> table;
    importers::FoundProfile found;
  };
  [[nodiscard]] Opened open() const;
  [[noreturn]] void stop(const importers::FileFault& fault) const;

  std::shared_ptr<const importers::FileBytes> file_;
  std::string name_;
  std::string options_text_;
  importers::Source source_;
  importers::TableOptions table_options_;
  importers::ReadOptions read_options_;
  const importers::Profile* only_ = nullptr;
};

}  // namespace tanbu::cli
