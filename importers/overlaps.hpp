// Which units of a programme are taken: by batches that the ledger holds, or by earlier rows of the same file.
// Intervals within a namespace, pairwise disjoint. Not the ledger's own index, which decides alone; this one only
// spares sending what would be refused.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "importers/reading.hpp"

namespace tanbu::importers {

struct Taken {
  UnitRange units;
  std::size_t line = 0;                // of the row that took them; 0: no row of this file yet
  std::optional<std::uint64_t> batch;  // of the ledger
  bool active = true;                  // of the ledger's batch
};

class Overlaps {
 public:
  explicit Overlaps(const std::vector<KnownBatch>& known);
  // The first interval that has a unit in common.
  [[nodiscard]] std::optional<Taken> find(const std::string& space, UnitRange units) const;
  // The units must be free.
  void add(const std::string& space, UnitRange units, std::size_t line);
  // A row names exactly the units of a batch of the ledger.
  void claim(const std::string& space, UnitRange units, std::size_t line);

 private:
  std::map<std::string, std::map<std::int64_t, Taken>> spaces_;  // by the first unit
};

}  // namespace tanbu::importers
