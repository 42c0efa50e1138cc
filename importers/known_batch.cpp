#include "importers/known_batch.hpp"

#include "ledger/unit_pieces.hpp"

namespace tanbu::importers {

KnownBatch known_after(KnownBatch recorded, const std::vector<RegistryWord>& words) {
  if (words.empty()) return recorded;
  // What was said later counts; a registry may also say that units are active again.
  if (!recorded.active) recorded.ended.push_back(recorded.units);
  for (const RegistryWord& word : words) {
    if (!recorded.units.overlaps(word.units)) continue;
    recorded.ended = without_units(recorded.ended, word.units);
    if (!word.active) recorded.ended.push_back(recorded.units.intersection(word.units));
  }
  recorded.active = true;
  return recorded;
}

}  // namespace tanbu::importers
