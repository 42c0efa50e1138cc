// A ledger under the real rules, held against exports that a test makes: what is proposed is read by the codec as if it
// had come from outside, and granted by the rules. Test support only.
#pragma once
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "importers/reconcile.hpp"
#include "importers/table.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/programme.hpp"
#include "ledger/rules/matching.hpp"
#include "tests/support/world.hpp"

namespace tanbu::test {

using importers::BatchClass;
using importers::Picture;
using importers::Reading;
using importers::ReconcileOptions;
using importers::Reconciliation;
using importers::RowClass;
using importers::Scope;
using Cells = std::map<std::string, std::string>;

inline const std::vector<std::string>& template_columns() {
  static const std::vector<std::string> columns{"programme", "serial",       "quantity",      "project_id", "title",
                                                "country",   "vintage_from", "vintage_until", "issued_on",  "status",
                                                "ended_on",  "beneficiary",  "reason"};
  return columns;
}

inline std::string csv_text(const std::vector<std::string>& columns, const std::vector<Cells>& rows) {
  const auto line_of = [](const std::vector<std::string>& cells) {
    std::string line;
    for (const auto& cell : cells) {
      line += line.empty() ? "\"" : ",\"";
      for (const char symbol : cell) line += symbol == '"' ? std::string("\"\"") : std::string(1, symbol);
      line += "\"";
    }
    return line + "\n";
  };
  std::string text = line_of(columns);
  for (const Cells& row : rows) {
    std::vector<std::string> cells;
    for (const auto& column : columns) cells.push_back(row.count(column) == 0 ? "" : row.at(column));
    text += line_of(cells);
  }
  return text;
}
inline std::string template_text(const std::vector<Cells>& rows) { return csv_text(template_columns(), rows); }

// Units first..last of one block of a VCS project, as the template states them.
inline Cells vcs_row(std::int64_t first, std::int64_t last, const std::string& project = "929") {
  return {{"programme", "VCS"},
          {"serial", "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-" +
                         project + "-01012018-31122018-0"},
          {"quantity", std::to_string(last - first + 1)},
          {"project_id", project},
          {"title", "Stove works"},
          {"vintage_from", "2018-01-01"},
          {"vintage_until", "2018-12-31"},
          {"issued_on", "2019-05-01"},
          {"status", "active"}};
}
inline Cells other_row(const std::string& serial, std::int64_t quantity) {
  Cells row = vcs_row(1, quantity);
  row["programme"] = "OTHER";
  row["serial"] = serial;
  row["project_id"] = "ID-0007";
  row["country"] = "ID";
  return row;
}
inline Cells retired(Cells row, const std::string& on = "2024-03-01", const std::string& beneficiary = "",
                     const std::string& reason = "") {
  row["status"] = "retired";
  row["ended_on"] = on;
  row["beneficiary"] = beneficiary;
  row["reason"] = reason;
  return row;
}
inline Cells cancelled(Cells row, const std::string& on = "2024-03-01") {
  row["status"] = "cancelled";
  row["ended_on"] = on;
  return row;
}

class Book {
 public:
  World w;

  Book() {
    w.populate();
    w.grant(w.association, AppointRegistrarCommand{w.registrar, "OTHER", day("2020-01-01"), day("2030-12-31")});
    w.now = {1'780'000'000'000};  // 2026-05-29 in China
  }

  [[nodiscard]] Picture picture() const {
    Picture picture;
    for (const auto& [entry, command] : w.commands) {
      if (const auto batch = w.ledger.batch({entry}); batch && !batch->voided_by)
        picture.batches.push_back(batch_of(*batch));
      if (const auto* project = std::get_if<RegisterProjectCommand>(&command))
        picture.projects.insert(project->project.programme + " " + project->project.project_id);
      if (const auto use = w.ledger.retirement({entry})) add_use(picture, *use);
    }
    return picture;
  }

  [[nodiscard]] Reading read(const std::string& text, const Picture& seen, const ReconcileOptions& options) const {
    const auto file = importers::FileBytes::of(text);
    auto opened = importers::open_table(file);
    REQUIRE(std::holds_alternative<std::unique_ptr<importers::Table>>(opened));
    auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
    const auto found = importers::find_profile(table);
    REQUIRE(std::holds_alternative<importers::FoundProfile>(found));
    const auto known = importers::known_of(seen);
    auto result = importers::read_rows(table, std::get<importers::FoundProfile>(found),
                                       {file->sha256(), static_cast<std::int64_t>(file->size()), "text/csv"}, known,
                                       {options.made_on, true});
    REQUIRE(std::holds_alternative<Reading>(result));
    return std::get<Reading>(std::move(result));
  }

  Reconciliation compare(const std::string& text, const ReconcileOptions& options = {}) {
    Picture seen = picture();
    reading = read(text, seen, options);
    mark_struck(seen);
    auto found = importers::reconcile(reading, seen, options);
    // Every row and every batch stands in exactly one class.
    std::size_t rows = 0;
    for (const auto& [row_class, count] : found.row_counts()) rows += count;
    CHECK(rows == found.rows_total);
    CHECK(found.rows_total == reading.rows);
    std::size_t batches = 0;
    for (const auto& [batch_class, count] : found.batch_counts()) batches += count;
    CHECK(batches == seen.batches.size());
    return found;
  }

  // Signed by the registrar; every one of them must be granted.
  void apply(const Reconciliation& found) {
    for (const auto& proposed : found.commands) {
      INFO(proposed.kind << " " << boost::json::serialize(proposed.body));
      const boost::json::object payload{{"iss", w.registrar.text}, {"aud", "ledger.example/1"}, {"jti", "01JD8Z4QW3E9"},
                                        {"iat", 1763700000},       {"exp", 1763703600},         {"kind", proposed.kind},
                                        {"body", proposed.body}};
      const auto read_back = codec::read_payload(boost::json::serialize(payload));
      REQUIRE(std::holds_alternative<codec::Payload>(read_back));
      auto command = codec::read_command(std::get<codec::Payload>(read_back));
      REQUIRE(std::holds_alternative<Command>(command));
      const auto outcome = w.wish(w.registrar, std::get<Command>(command));
      if (!outcome.accepted()) FAIL(name_of(outcome.refused().reason));
    }
  }
  // What a registrar does with an export: compared, signed, sent.
  Reconciliation follow(const std::string& text, const ReconcileOptions& options = {}) {
    auto found = compare(text, options);
    apply(found);
    return found;
  }

  [[nodiscard]] BatchId last_batch() const {
    for (auto at = w.commands.rbegin(); at != w.commands.rend(); ++at) {
      if (w.ledger.batch({at->first})) return {at->first};
    }
    FAIL("no batch");
    return {};
  }
  // Units of a batch in the trader's hands, then retired for the plant's 2022.
  RetirementId use(BatchId batch, std::int64_t first, std::int64_t last, const char* on = "2024-03-01") {
    const std::vector<BatchRange> ranges{{batch, units(first, last)}};
    w.grant(w.registrar, World::transfer(ranges, w.trader));
    auto retire = w.retire(ranges);
    retire.retired_on = day(on);
    return {w.grant(w.trader, retire)};
  }
  [[nodiscard]] Retirement retirement(RetirementId id) const { return *w.ledger.retirement(id); }

  Reading reading;  // of the last comparison

 private:
  [[nodiscard]] importers::LedgerBatch batch_of(const Batch& batch) const {
    importers::LedgerBatch one;
    one.batch = batch.id.value;
    one.programme = batch.project.programme;
    one.project_id = batch.project.project_id;
    one.serial = batch.serial;
    one.space = batch.space;
    one.units = batch.units;
    one.vintage = {batch.vintage_from, batch.vintage_until};
    one.issued_on = batch.issued_on;
    one.opaque = find_programme(one.programme)->opaque;
    const auto status = batch.registry_status == RegistryStatus::active    ? RegistryEventStatus::active
                        : batch.registry_status == RegistryStatus::retired ? RegistryEventStatus::retired
                                                                           : RegistryEventStatus::cancelled;
    one.statements.push_back({batch.units, status, batch.status_on, batch.beneficiary_text, batch.reason_text});
    for (const auto& action : find_notes<UnitAction>(w.ledger, index_names::actions_on(batch.id))) {
      if (action.kind != ActionKind::registry_event || action.closed_by) continue;
      for (const BatchRange& range : action.ranges) {
        if (range.batch == batch.id)
          one.statements.push_back(
              {range.units, *action.status, action.on, action.beneficiary_text, action.reason_text});
      }
    }
    return one;
  }
  void add_use(Picture& picture, const Retirement& use) const {
    if (!is_open(use.status) || (use.claim && use.status == RetirementStatus::on_hold)) return;
    importers::LedgerUse one;
    one.retirement = use.id.value;
    one.declared = use.status == RetirementStatus::declared;
    one.matches = rules::match_of(use, w.ledger).state == rules::MatchState::agrees;
    for (const BatchRange& range : use.ranges) one.parts.push_back({range.batch.value, range.units});
    one.period = use.period;
    one.retired_on = use.retired_on;
    one.registry_reference = use.registry_reference;
    one.beneficiary = *w.ledger.party(use.beneficiary);
    picture.uses.push_back(std::move(one));
  }
  // As the command line asks: units behind the row's last one of which nothing is left to strike out.
  void mark_struck(Picture& seen) const {
    for (const auto& row : reading.held) {
      for (auto& batch : seen.batches) {
        if (!batch.opaque || batch.space != row.space || batch.units.end <= row.units.end) continue;
        bool gone = true;
        for (const Segment& piece : w.ledger.segments({batch.batch}, {row.units.end, batch.units.end}))
          gone = gone && (piece.status == UnitStatus::cancelled || piece.status == UnitStatus::in_conflict);
        if (gone) batch.struck_from = row.units.end;
      }
    }
  }
};

inline const importers::RowFinding& row_of(const Reconciliation& found, std::size_t line) {
  for (const auto& row : found.rows) {
    if (row.line == line) return row;
  }
  FAIL("no row " << line);
  return found.rows.front();
}
inline bool has_note(const std::vector<std::string>& notes, const char* code) {
  return std::find(notes.begin(), notes.end(), code) != notes.end();
}
inline bool is_in_line(const Reconciliation& found) {
  return found.commands.empty() && found.row_counts().size() == 1 &&
         found.row_counts().begin()->first == RowClass::unchanged;
}
inline std::vector<std::string> kinds_of(const Reconciliation& found) {
  std::vector<std::string> kinds;
  for (const auto& one : found.commands) kinds.push_back(one.kind);
  return kinds;
}

}  // namespace tanbu::test
