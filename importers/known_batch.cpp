// Folding of known_batch.hpp.
#include "importers/known_batch.hpp"

#include "ledger/unit_pieces.hpp"

namespace tanbu::importers {
namespace {

std::vector<EndedUnits> without(const std::vector<EndedUnits>& ended, UnitRange units) {
  std::vector<EndedUnits> rest;
  for (const EndedUnits& one : ended) {
    cut_at(
        one.units, units,
        [&](UnitRange beside) {
          rest.push_back({beside, one.how});
        },
        [](UnitRange) {});
  }
  return rest;
}

}  // namespace

KnownBatch known_after(KnownBatch recorded, const std::vector<RegistryWord>& words) {
  if (words.empty()) return recorded;
  // What was said later counts; a registry may also say that units are active again.
  if (!recorded.active) recorded.ended.push_back({recorded.units, recorded.how});
  for (const RegistryWord& word : words) {
    if (!recorded.units.overlaps(word.units)) continue;
    recorded.ended = without(recorded.ended, word.units);
    if (word.status == RegistryEventStatus::active) continue;
    recorded.ended.push_back({recorded.units.intersection(word.units), {word.status, word.on}});
  }
  recorded.active = true;
  recorded.how = {};
  return recorded;
}

}  // namespace tanbu::importers
