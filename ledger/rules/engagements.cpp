#include "ledger/rules/engagements.hpp"

namespace tanbu::rules {

Outcome<Engagement> find_engagement(EntryIndex entry, const View& view) {
  auto engagement = find_note<Engagement>(view, entry);
  if (engagement) return std::move(*engagement);
  return Refused{.reason = Refusal::unknown_engagement,
                 .conflict = std::nullopt,
                 .facts = {{"engagement", std::to_string(entry.value)}}};
}

Refused wrong_state(const Engagement& engagement) {
  const bool ended = engagement.ended_by.has_value();
  return {.reason = Refusal::engagement_state,
          .conflict = ended ? engagement.ended_by : engagement.accepted_by,
          .facts = {{"state", ended ? "ended" : "accepted"}}};
}

}  // namespace tanbu::rules
