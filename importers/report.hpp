// The dry-run report: what a file would record, in words (English and Chinese) and as JSON. Not the outcome of sending.
#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "importers/reading.hpp"
#include "importers/table.hpp"

namespace tanbu::importers {

enum class Language { english, chinese };

struct Count {
  std::size_t rows = 0;
  std::int64_t units = 0;
  void add(std::int64_t more_units);
  bool operator==(const Count&) const = default;
};

struct Totals {
  std::size_t rows = 0;
  Count active;            // recognised
  Count retired;           // recognised
  Count cancelled;         // recognised
  Count events_retired;    // news about units that the ledger holds
  Count events_cancelled;  // the same
  Count known;
  std::size_t refused_rows = 0;
  std::size_t projects = 0;  // to be registered
  bool operator==(const Totals&) const = default;
};
[[nodiscard]] Totals totals_of(const Reading& reading);

class Preview;

// What a code means, as one sentence; the code itself where it is unknown.
[[nodiscard]] std::string_view words_of(std::string_view code, Language language);
// "row 5, Quantity Issued: ... [range_quantity]"; the sheet before it where the facts name several.
[[nodiscard]] std::string line_of(const Remark& remark, Language language, const FileFacts* facts = nullptr);

// What the file is, totals, every refused row, notices by code with their first rows. The facts are those of a table
// that was read to its end. Names and cells of the file are shown as they stand but for line ends; the caller makes the
// whole harmless for a terminal.
[[nodiscard]] std::string report_text(const Reading& reading, std::string_view file, Language language,
                                      const FileFacts* facts = nullptr);
// {"profile","programme","file":{"name","sha256","bytes","format"?,"encoding"?,...,"sheets"?},"totals":{...},
// "projects":[...],"recognised":[...],"events":[...],"known":[...],"refused":[...],"notices":[...]}
[[nodiscard]] boost::json::object report_json(const Reading& reading, std::string_view file,
                                              const FileFacts* facts = nullptr);

// The same of a file of any length: all counts, and of every list and every code the first rows. The object has two
// members more, "refused_by_code" {code: rows} and "notices_by_code" {code: notices}, since its lists are not whole.
[[nodiscard]] std::string preview_text(const Preview& preview, std::string_view file, Language language,
                                       const FileFacts* facts = nullptr);
[[nodiscard]] boost::json::object preview_json(const Preview& preview, std::string_view file,
                                               const FileFacts* facts = nullptr);

// One row or remark as it stands in the lists of report_json.
[[nodiscard]] boost::json::object row_json(const ProjectRow& row);
[[nodiscard]] boost::json::object row_json(const BatchRow& row);
[[nodiscard]] boost::json::object row_json(const EventRow& row);
[[nodiscard]] boost::json::object row_json(const KnownRow& row);
[[nodiscard]] boost::json::object remark_json(const Remark& remark, const FileFacts* facts = nullptr);
// {"name","sha256","bytes","format"?,...}, as report_json's "file".
[[nodiscard]] boost::json::object file_json(const ReadingHead& head, std::string_view file, const FileFacts* facts);
[[nodiscard]] boost::json::object totals_json(const Totals& totals);

}  // namespace tanbu::importers
