// A newer export of a registry held against what a ledger has recorded of it: what is new, what reads otherwise, what
// the registry has done with units since, what it lists no more, and what contradicts a use in the ledger; and the
// commands that would bring the ledger in line, unsigned. Every row of the file stands in exactly one class, and so
// does every batch of the ledger. Nothing is signed or sent, and nothing is ever deleted: what a registry does not list
// any more is reported as withdrawn. The ledger decides alone; what is foreseen here spares surprises. Pure functions.
// Source: commands document (record_registry_event, amend_batch, confirm_evidence), rulebook G-02; decision 43; formats
// section 36.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "importers/report.hpp"
#include "importers/rows.hpp"
#include "ledger/records.hpp"

namespace tanbu::importers {

// What a registry was reported to say of units.
struct Statement {
  UnitRange units;
  RegistryEventStatus status{};
  std::optional<Date> on;
  std::string beneficiary_text;
  std::string reason_text;
};

struct LedgerBatch {
  std::uint64_t batch = 0;  // entry
  std::string programme;
  std::string project_id;
  std::string serial;
  std::string space;
  UnitRange units;
  Period vintage;
  Date issued_on;
  bool opaque = false;
  std::vector<Statement> statements;  // as it was recorded, then events in order; never empty
  // From which unit on nothing is left to strike out: the quantity was corrected downwards. Nothing where it was not.
  std::optional<std::int64_t> struck_from = {};
};

// A retirement of the ledger that may count or come to count.
struct LedgerUse {
  std::uint64_t retirement = 0;
  bool declared = false;  // waits for its registry
  bool matches = false;   // the ledger's own comparison says: agrees
  std::vector<BatchPart> parts;
  Period period;
  Date retired_on;
  std::string registry_reference;
  Party beneficiary;  // id, name and aliases
};

struct Picture {
  std::vector<LedgerBatch> batches;  // in order of their entries, without those that were undone
  std::vector<LedgerUse> uses;       // in order of their entries
  std::set<std::string> projects;    // "programme project"
};
// What the reading of the file needs of it.
[[nodiscard]] KnownByProgramme known_of(const Picture& picture);

enum class Scope { not_complete, projects, programme };
struct ReconcileOptions {
  // How much the list claims to hold: nothing in particular; everything of the projects that it names; everything of
  // its programme.
  Scope complete = Scope::not_complete;
  // The day on which the registry made the list. What happened later is not on it.
  std::optional<Date> made_on;
};

enum class RowClass { fresh, unchanged, attributes_changed, quantity_corrected, status_moved, conflict, refused };
enum class BatchClass {
  unchanged,
  attributes_changed,
  quantity_corrected,
  status_moved,
  conflict,
  vanished,
  ended,       // the registry withdrew or cancelled it before, and does not list it
  not_listed,  // and the list does not claim to hold it
};
[[nodiscard]] std::string_view name_of(RowClass row_class);
[[nodiscard]] std::string_view name_of(BatchClass batch_class);

struct Changed {
  std::string field;  // status, ended_on, beneficiary, reason, quantity, project, vintage, issued_on
  std::string old_value;
  std::string new_value;
};

struct RowFinding {
  std::size_t sheet = 0;
  std::size_t line = 0;
  RowClass row_class{};
  std::string serial;  // the project where the row states no units
  std::vector<std::uint64_t> batches;
  std::vector<Changed> changes;
  std::vector<std::uint64_t> retirements;  // of this ledger, concerned by what changed
  std::vector<std::string> notes;          // codes
};
struct BatchFinding {
  std::uint64_t batch = 0;
  std::string serial;
  BatchClass batch_class{};
  std::vector<UnitRange> vanished;  // units that no row lists
  std::vector<std::uint64_t> retirements;
  std::vector<std::string> notes;
};

struct Proposed {
  std::string kind;
  boost::json::object body;
};

struct Reconciliation {
  std::vector<RowFinding> rows;       // by sheet and line
  std::vector<BatchFinding> batches;  // by entry
  std::vector<Proposed> commands;     // in the order in which they are to be sent
  std::vector<std::string> notes;     // codes about the whole
  std::size_t rows_total = 0;
  [[nodiscard]] std::map<RowClass, std::size_t> row_counts() const;
  [[nodiscard]] std::map<BatchClass, std::size_t> batch_counts() const;
};

// The reading was made with ReadOptions::compare and known_of(picture).
[[nodiscard]] Reconciliation reconcile(const Reading& reading, const Picture& picture, const ReconcileOptions& options);

[[nodiscard]] std::string reconciliation_text(const Reconciliation& found, const Reading& reading,
                                              std::string_view file, Language language);
[[nodiscard]] boost::json::object reconciliation_json(const Reconciliation& found, const Reading& reading,
                                                      std::string_view file);
// One line for each row and each batch that is not unchanged, with a header.
[[nodiscard]] std::string reconciliation_csv(const Reconciliation& found);
// One line for each command: {"kind":...,"body":{...}}.
[[nodiscard]] std::string proposed_lines(const Reconciliation& found);

}  // namespace tanbu::importers
