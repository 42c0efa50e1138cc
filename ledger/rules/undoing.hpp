// Taking back what an entry did: parts that void, reject_evidence and a registrar's prevailing record share. Not here:
// who may.
#pragma once
#include <optional>
#include <vector>

#include "ledger/rules/standing.hpp"

namespace tanbu::rules {

// has_dependents while any unit of the batch moved on from the condition in which it was recorded.
[[nodiscard]] std::optional<Refused> refuse_voiding_batch(const Batch& batch, const View& view);
// The batches are voided: their units cancelled, their numbers free again, uses and claims that name them closed.
[[nodiscard]] std::vector<Event> voided_batches(const std::vector<Batch>& batches, const Context& context,
                                                const View& view);
// The open conflicts that this entry opened, closed.
[[nodiscard]] std::vector<Event> conflicts_closed_of(EntryIndex entry, const Context& context, const View& view);
// Retirements that only this registry event had matched are declared again, and their locks provisional.
[[nodiscard]] std::vector<Event> matches_undone(const UnitAction& registry_event, const View& view);

// The way back of an action that is taken back: a binding that came to its end meanwhile does not return, and one that
// was confirmed meanwhile returns as such.
[[nodiscard]] std::vector<Segment> pieces_back(const UnitAction& action, const Context& context, const View& view);
// Conflicts that this action closed, open again as far as these pieces bring their units back.
[[nodiscard]] std::vector<Event> conflicts_reopened(const UnitAction& action, const std::vector<Segment>& back,
                                                    const View& view);

}  // namespace tanbu::rules
