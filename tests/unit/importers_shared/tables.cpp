// Opens every table of the registries' real files where they lie beside the source tree, and counts their rows; without
// them the program ends with 77, which ctest shows as skipped. With the names of files it shows what it makes of them.
#include <cstdio>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "importers/report.hpp"
#include "importers/table.hpp"

namespace {

using namespace tanbu::importers;


struct Counts {
  FileFacts facts;
  std::string code;  // why the file cannot be read, or empty
  std::vector<std::size_t> rows;
  std::vector<std::size_t> widths;  // of the widest row of each sheet
  std::size_t faults = 0;
  std::string first_fault;
};

Counts counted(const std::filesystem::path& path) {
  Counts counts;
  auto opened = open_table(FileBytes::open(path));
  if (const auto* fault = std::get_if<FileFault>(&opened)) {
    counts.code = fault->code;
    return counts;
  }
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  counts.rows.resize(table.facts().sheets.size());
  counts.widths.resize(counts.rows.size());
  while (const auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      if (++counts.faults == 1) counts.first_fault = fault->code + " in row " + std::to_string(fault->row);
      continue;
    }
    const auto& row = std::get<TableRow>(*item);
    if (row.row != 0) ++counts.rows[row.sheet];
    counts.widths[row.sheet] = std::max(counts.widths[row.sheet], row.width());
  }
  counts.facts = table.facts();
  return counts;
}

void show(const std::string& name, const Counts& counts) {
  std::printf("%s: %s %s (%s)", name.c_str(), counts.code.c_str(), std::string(name_of(counts.facts.format)).c_str(),
              counts.facts.encoding_reason.c_str());
  if (counts.facts.delimiter != 0) std::printf(" '%c' %s", counts.facts.delimiter, counts.facts.delimiter_reason.c_str());
  for (std::size_t at = 0; at < counts.rows.size(); ++at) {
    const auto& sheet = counts.facts.sheets[at];
    std::printf(" [%s%s %zu x %zu, %zu formulas, %zu merged, %zu hidden]", sheet.name.c_str(),
                sheet.hidden ? " hidden" : "", counts.rows[at], counts.widths[at], sheet.formulas, sheet.merged,
                sheet.hidden_rows);
  }
  std::printf(" faults %zu %s\n", counts.faults, counts.first_fault.c_str());
  for (const auto& sample : counts.facts.encoding_samples) {
    std::printf("    line %zu: %s\n", sample.line, sample.text.c_str());
  }
}

}  // namespace

int main(int count, char** arguments) {
  for (int at = 1; at < count; ++at) show(arguments[at], counted(arguments[at]));
  return 0;
}
