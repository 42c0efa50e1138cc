// One row of an export against the ledger's batches, for reconcile.cpp. Not for use elsewhere.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "importers/reconcile.hpp"

namespace tanbu::importers {

// Finds batches by their numbers and uses by their batches.
class PictureIndex {
 public:
  // The picture must outlive the object.
  explicit PictureIndex(const Picture& picture);
  [[nodiscard]] std::vector<const LedgerBatch*> batches_with(const std::string& programme, const std::string& space,
                                                             UnitRange units) const;
  [[nodiscard]] std::vector<const LedgerUse*> uses_of(std::uint64_t batch, UnitRange units) const;

 private:
  std::map<std::pair<std::string, std::string>, std::map<std::int64_t, const LedgerBatch*>> batches_;
  std::multimap<std::uint64_t, std::pair<UnitRange, const LedgerUse*>> uses_;
};

// Units of a batch, and the newest of what was said about them.
struct SaidPiece {
  UnitRange units;
  const Statement* said = nullptr;
};
[[nodiscard]] std::vector<SaidPiece> newest_words(const std::vector<Statement>& statements, UnitRange units);

// What one row comes to: its finding, and what would bring the ledger in line with it.
struct ComparedRow {
  RowFinding finding;
  std::vector<Proposed> amendments;
  std::vector<Proposed> events;
};
// "retired", "cancelled", "active".
[[nodiscard]] RegistryEventStatus status_of(const HeldRow& row);

struct RowRules {
  const Reading& reading;
  const PictureIndex& index;
  std::optional<Date> made_on;
  bool issues_only = false;
};
[[nodiscard]] ComparedRow compare_row(const HeldRow& row, const RowRules& rules);

void add_once(std::vector<std::string>& codes, std::string_view code);
void add_once(std::vector<std::uint64_t>& entries, std::uint64_t entry);

}  // namespace tanbu::importers
