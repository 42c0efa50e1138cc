// What an importer makes of a file: rows that can be recorded, rows that the ledger has already, rows that are refused
// with their place and reason, and notices. Nothing here is signed or sent. Source: commands document
// (register_project, record_batch), rulebook PD-01, RT-02, RT-03.
#pragma once
#include <boost/json/array.hpp>
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
#include "ledger/commands/sources.hpp"
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
  std::size_t sheet = 0;                     // of a workbook, from 0
};

struct ProjectRow {
  std::size_t line = 0;  // the first row that names the project
  std::string project_id;
  std::string title;
  std::string country;
  std::string technology;
  std::string methodology;
  std::string programme = {};  // where the file holds several; empty: Reading::programme
  std::size_t sheet = 0;
};

struct BatchRow {
  std::size_t line = 0;
  std::string serial;  // as printed, without white space around it
  std::string space;   // namespace of the numbers
  UnitRange units;
  std::string project_id;
  Period vintage;
  Date issued_on;
  std::optional<Date> retired_on;  // or cancelled; nothing: active
  std::string beneficiary_text;    // only where it evidently is an organisation
  std::string reason_text;
  std::string programme = {};  // where the file holds several; empty: Reading::programme
  bool cancelled = false;      // on the day retired_on
  std::size_t sheet = 0;
  bool operator==(const BatchRow&) const = default;
};

struct BatchPart {
  std::uint64_t batch = 0;  // entry
  UnitRange units;
  bool operator==(const BatchPart&) const = default;
};

// Units that the ledger holds and that the registry has retired or cancelled since.
struct EventRow {
  std::size_t line = 0;
  std::string serial;
  std::vector<BatchPart> parts;
  bool cancelled = false;
  Date on;
  std::string beneficiary_text;  // only where it evidently is an organisation
  std::string reason_text;
  std::size_t sheet = 0;
  bool operator==(const EventRow&) const = default;
};

// A row about units of which the ledger holds some, as the file states it; only where rows are compared
// (ReadOptions::compare).
struct HeldRow {
  std::size_t line = 0;
  std::string programme = {};  // where the file holds several; empty: Reading::programme
  std::string serial;
  std::string space;
  UnitRange units;
  std::string project_id;
  Period vintage;
  std::optional<Date> issued_on;
  std::optional<Date> ended_on;  // retired or cancelled; nothing: active
  bool cancelled = false;
  std::string beneficiary_text;  // only where it evidently is an organisation
  std::string reason_text;
  std::size_t sheet = 0;
  bool operator==(const HeldRow&) const = default;
};

struct KnownRow {
  std::size_t line = 0;
  std::string serial;       // empty where the row states a project only
  std::uint64_t batch = 0;  // the entry that recorded it; 0: a project, or an earlier row of this file says the same
  std::int64_t quantity = 0;
  std::size_t sheet = 0;
};

// How units ended at their registry, as the ledger was told last. What was not told contradicts nothing.
struct RegistryEnd {
  std::optional<RegistryEventStatus> status = {};  // never active
  std::optional<Date> on = {};
  bool operator==(const RegistryEnd&) const = default;
};
struct EndedUnits {
  UnitRange units;
  RegistryEnd how = {};
  bool operator==(const EndedUnits&) const = default;
};

// What the ledger holds of the programme.
struct KnownBatch {
  std::string space;
  UnitRange units;
  std::uint64_t batch = 0;  // entry
  bool active = true;       // its recorded registry_status
  // Parts of an active batch that the registry has been reported to have retired or cancelled since.
  std::vector<EndedUnits> ended = {};
  RegistryEnd how = {};  // where it is not active
};
struct Known {
  std::set<std::string> projects;
  std::vector<KnownBatch> batches;
};

// What all rows of a file have in common.
struct ReadingHead {
  std::string profile = {};    // "verra-vcu-17/1"
  std::string programme = {};  // "VCS"
  Source source = {};
};

// A whole file in memory: for files whose size somebody bounds. What must not grow with the file takes the rows one by
// one (row_sink.hpp).
struct Reading : ReadingHead {
  std::size_t rows = 0;              // without the header, empty rows and totals
  std::vector<ProjectRow> projects;  // not yet known, in the order of their first rows
  std::vector<BatchRow> recognised;  // in the order of the file
  std::vector<EventRow> events;      // in the order of the file
  std::vector<KnownRow> known;
  std::vector<HeldRow> held;    // in the order of the file
  std::vector<Remark> refused;  // one or several for a row
  std::vector<Remark> notices;
};

// A file that is no export of a known profile, or cannot be read to its end.
struct FileFault {
  std::string code;    // profile_unknown, profile_ambiguous, column_repeated, a Refusal's, or a code of table.hpp
  std::string detail;  // English
  std::string detail_zh = {};  // where the detail is worth reading in Chinese too; otherwise empty
};

// The file, and in it the row that an entry of the ledger rests on, so that an answer can be led back to it later; line
// 0 is the whole list.
[[nodiscard]] boost::json::object evidence_of(const ReadingHead& head, std::size_t sheet, std::size_t line);
[[nodiscard]] boost::json::array ranges_value(const std::vector<BatchPart>& parts);
// Bodies of the commands, as the codec reads them. A Reading is a head too.
[[nodiscard]] boost::json::object register_project_body(const ReadingHead& head, const ProjectRow& project);
[[nodiscard]] boost::json::object record_batch_body(const ReadingHead& head, const BatchRow& batch);
[[nodiscard]] boost::json::object record_registry_event_body(const ReadingHead& head, const EventRow& event);

}  // namespace tanbu::importers
