// Which units are taken: by batches that the ledger holds, and by earlier rows of the same file. Not the ledger's own
// index, which decides alone; this one spares sending what would be refused, and tells a registry's news about units
// that the ledger holds from units that it does not. This is all that a reading remembers of a row: 64 octets for its
// units, and the name of a namespace once (for an opaque certificate, which is a namespace of its own, about 120 octets
// more). A batch of the ledger costs 8 octets beside itself. Threading: belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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
  std::vector<BatchPart> open;   // those of them that are neither retired nor cancelled
  // The others, in pieces that ended in one way each.
  struct Ended {
    std::uint64_t batch = 0;
    RegistryEnd how;
  };
  std::vector<Ended> ended;
  bool whole = false;      // every unit is in a batch
  bool exact = false;      // one batch has exactly these units
  bool all_active = true;  // no batch was recorded as retired or cancelled
  bool all_ended = true;   // every unit is retired or cancelled, by its batch or by what was reported since
  bool any_ended = false;  // one of them is
};

class KnownUnits {
 public:
  // The batches must outlive the object, unmoved.
  explicit KnownUnits(const std::vector<KnownBatch>& batches);
  KnownUnits(const KnownUnits&) = delete;
  KnownUnits& operator=(const KnownUnits&) = delete;
  [[nodiscard]] std::optional<EarlierRow> earlier(const std::string& space, UnitRange units) const;
  // No earlier row may have one of the units.
  void claim(const std::string& space, const EarlierRow& row);
  // Nothing when no unit is in a batch.
  [[nodiscard]] std::optional<Held> held(const std::string& space, UnitRange units) const;

 private:
  struct First {
    std::uint32_t space = 0;  // by its number in spaces_
    std::int64_t unit = 0;
    auto operator<=>(const First&) const = default;
  };
  struct Rest {
    std::int64_t end = 0;
    std::uint32_t sheet = 0;
    std::uint32_t line = 0;
  };
  using Rows = std::pmr::map<First, Rest>;

  std::unordered_map<std::string, std::uint32_t> spaces_;
  // Rows are only ever added, so that their nodes lie one behind the other without an allocator's own words between.
  std::pmr::monotonic_buffer_resource memory_;
  Rows rows_{&memory_};
  std::vector<const KnownBatch*> batches_;  // by namespace and first unit, pairwise disjoint
};

}  // namespace tanbu::importers
