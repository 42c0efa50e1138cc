// Which units are taken: by batches that the ledger holds, and by earlier rows of the same file. Not the ledger's own
// index, which decides alone; this one spares sending what would be refused, and tells a registry's news about units
// that the ledger holds from units that it does not.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "importers/reading.hpp"

namespace tanbu::importers {

struct EarlierRow {
  UnitRange units;
  std::size_t sheet = 0;
  std::size_t line = 0;
};

// How units stand to the batches of the ledger, in one namespace.
struct Held {
  std::vector<BatchPart> parts;  // the common units, by number
  bool whole = false;            // every unit is in a batch
  bool exact = false;            // one batch has exactly these units
  bool all_active = true;        // no batch was recorded as retired or cancelled
  bool all_ended = true;         // every unit is retired or cancelled, by its batch or by what was reported since
  bool any_ended = false;        // one of them is
};

class KnownUnits {
 public:
  // The batches must outlive the object.
  explicit KnownUnits(const std::vector<KnownBatch>& batches);
  [[nodiscard]] std::optional<EarlierRow> earlier(const std::string& space, UnitRange units) const;
  // No earlier row may have one of the units.
  void claim(const std::string& space, const EarlierRow& row);
  // Nothing when no unit is in a batch.
  [[nodiscard]] std::optional<Held> held(const std::string& space, UnitRange units) const;

 private:
  std::map<std::string, std::map<std::int64_t, EarlierRow>> rows_;            // by the first unit
  std::map<std::string, std::map<std::int64_t, const KnownBatch*>> batches_;  // by the first unit
};

}  // namespace tanbu::importers
