// A whole file read by its profile into memory, as an import without options reads it. Test support only.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "importers/rows.hpp"

namespace tanbu::test {

using ReadResult = std::variant<importers::Reading, importers::FileFault>;

inline ReadResult read_table(const std::shared_ptr<const importers::FileBytes>& file,
                             const importers::KnownByProgramme& known = {}, const importers::ReadOptions& options = {},
                             const importers::Source& source = {}) {
  using namespace importers;
  auto opened = open_table(file);
  if (auto* fault = std::get_if<FileFault>(&opened)) return *fault;
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  auto found = find_profile(table);
  if (auto* fault = std::get_if<FileFault>(&found)) return *fault;
  const Source own{file->sha256(), static_cast<std::int64_t>(file->size())};
  return read_rows(table, std::get<FoundProfile>(found), source.sha256.empty() ? own : source, known, options);
}

}  // namespace tanbu::test
