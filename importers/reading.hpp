// What an importer makes of a file: rows that can be recorded, rows that the ledger has already, rows that are refused
// with their place and reason, and notices. Nothing here is signed or sent. Source: commands document
// (register_project, record_batch), rulebook PD-01, RT-02, RT-03.
#pragma once
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/calendar.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu::importers {

// The file as a document: every payload names it as its evidence.
struct Source {
  std::string sha256;  // 64 lower-case hexadecimal characters
  std::int64_t bytes = 0;
  std::string media_type = "text/csv";
};

// A remark about one row. Its words in both languages: report.hpp.
struct Remark {
  std::size_t line = 0;        // in the file, from 1
  std::string column;          // name of the column; empty where the whole row is meant
  std::string code;            // snake_case
  std::string detail;          // English, for this row; may be empty; never holds text that may name a person
  std::size_t other_line = 0;  // the row it collides with, 0 where there is none
  std::optional<std::uint64_t> other_entry;  // the ledger's batch it collides with
};

struct ProjectRow {
  std::size_t line = 0;  // the first row that names the project
  std::string project_id;
  std::string title;
  std::string country;
  std::string technology;
  std::string methodology;
};

struct BatchRow {
  std::size_t line = 0;
  std::string serial;  // as printed, without white space around it
  std::string space;   // namespace of the numbers
  UnitRange units;
  std::string project_id;
  Period vintage;
  Date issued_on;
  std::optional<Date> retired_on;  // nothing: active
  std::string beneficiary_text;    // only where it evidently is an organisation
  std::string reason_text;
  bool operator==(const BatchRow&) const = default;
};

struct KnownRow {
  std::size_t line = 0;
  std::string serial;
  std::uint64_t batch = 0;  // the entry that recorded it
  std::int64_t quantity = 0;
};

// What the ledger holds of the programme.
struct KnownBatch {
  std::string space;
  UnitRange units;
  std::uint64_t batch = 0;  // entry
  bool active = true;       // its recorded registry_status
};
struct Known {
  std::set<std::string> projects;
  std::vector<KnownBatch> batches;
};

struct Reading {
  std::string profile;    // "verra-vcu-17/1"
  std::string programme;  // "VCS"
  Source source;
  std::size_t rows = 0;              // without the header
  std::vector<ProjectRow> projects;  // not yet known, in the order of their first rows
  std::vector<BatchRow> recognised;  // in the order of the file
  std::vector<KnownRow> known;
  std::vector<Remark> refused;  // one or several for a row
  std::vector<Remark> notices;
};

// A file that is no export of a known profile, or cannot be read to its end.
struct FileFault {
  std::string code;    // profile_unknown, column_missing, column_unknown, column_repeated, or a code of table.hpp
  std::string detail;  // English
};

// Bodies of the commands, as the codec reads them.
[[nodiscard]] boost::json::object register_project_body(const Reading& reading, const ProjectRow& project);
[[nodiscard]] boost::json::object record_batch_body(const Reading& reading, const BatchRow& batch);

}  // namespace tanbu::importers
