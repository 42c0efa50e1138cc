// Reads one file as `tanbu import --dry-run` would without a ledger, and prints what became of its rows as one line of
// JSON. Usage: import_table FILE [YYYY-MM-DD], the day on which the file was made.
#include <boost/json.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "importers/preview.hpp"
#include "importers/rows.hpp"

namespace {

using namespace tanbu;
using namespace tanbu::importers;
namespace json = boost::json;

// Nothing where the file was read to its end.
std::optional<FileFault> read_file(const char* path, const ReadOptions& options, Preview& preview) {
  const auto file = FileBytes::open(path);
  auto opened = open_table(file);
  if (auto* fault = std::get_if<FileFault>(&opened)) return *fault;
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  auto found = find_profile(table);
  if (auto* fault = std::get_if<FileFault>(&found)) return *fault;
  const Source source{file->sha256(), static_cast<std::int64_t>(file->size()), "application/octet-stream"};
  return read_rows(table, std::get<FoundProfile>(found), source, {}, options, preview);
}

json::object line_of(const Preview& preview) {
  const Tally& tally = preview.tally();
  const Account& account = tally.account();
  const Totals& totals = tally.totals();
  json::object refused;
  for (const auto& [code, rows] : account.refused_by_code) refused[code] = rows;
  return {{"profile", preview.beginning().profile},
          {"rows", account.rows},
          {"recorded", account.recorded},
          {"known", account.known},
          {"refused", account.refused},
          {"refused_by_code", std::move(refused)},
          {"projects", totals.projects},
          {"batches", tally.batches()},
          {"units", totals.active.units + totals.retired.units + totals.cancelled.units},
          {"whole", account.is_whole()}};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: import_table FILE [YYYY-MM-DD]\n", stderr);
    return 2;
  }
  try {
    ReadOptions options;
    if (count > 2) options.made_on = parse_date(arguments[2]);
    Preview preview;
    const auto fault = read_file(arguments[1], options, preview);
    const json::object line = fault ? json::object{{"fault", fault->code}} : line_of(preview);
    std::cout << json::serialize(line) << "\n";
    return 0;
  } catch (const std::exception& trouble) {
    std::cerr << trouble.what() << "\n";
    return 1;
  }
}
