#include "ledger/engine/changes.hpp"

namespace tanbu::engine {

Changes changes_of(const Decision& decision, const Overlay& overlay) {
  if (decision.events.size() == 1) return tanbu::apply(decision.events.front(), overlay);
  Overlay trial(static_cast<const View&>(overlay));
  Changes all;
  for (const Event& event : decision.events) {
    Changes changes = tanbu::apply(event, trial);
    trial.put(changes);
    for (Change& change : changes) all.push_back(std::move(change));
  }
  return all;
}

}  // namespace tanbu::engine
