// record_state_digest: the association states what the state adds up to at a size. The rules cannot recompute it; an
// auditor does. What they keep is that one size has one digest that stands; a wrong one is voided first.
#include "ledger/rules/state_digests.hpp"

#include "ledger/rules/references.hpp"

namespace tanbu {

namespace rules {

std::optional<EntryIndex> digest_voided_by(EntryIndex stated, const View& view) {
  const auto voided = find_notes<DigestVoided>(view, index_names::digest_voidings_of(stated));
  return voided.empty() ? std::nullopt : std::optional(voided.front().entry);
}

bool states_a_digest(EntryIndex entry, const View& view) {
  if (find_note<StatedDigest>(view, entry)) return true;
  const auto pending = find_note<Pending>(view, entry);
  return pending && pending->kind == "record_state_digest";
}

}  // namespace rules

Outcome<Decision> decide(const RecordStateDigestCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (command.size > view.size()) {
    return Refused{.reason = Refusal::unknown_target,
                   .conflict = std::nullopt,
                   .facts = {{"size", std::to_string(command.size)}, {"present", std::to_string(view.size())}}};
  }
  for (const StatedDigest& stated : find_notes<StatedDigest>(view, index_names::digests_at(command.size))) {
    if (stated.sha256 != command.sha256 && !rules::digest_voided_by(stated.entry, view))
      return Refused{.reason = Refusal::digest_stated, .conflict = stated.entry, .facts = {{"sha256", stated.sha256}}};
  }
  // From here on the digest must be recorded.
  Decision decision;
  decision.events.emplace_back(
      NoteTaken{StatedDigest{.entry = context.entry, .size = command.size, .sha256 = command.sha256}});
  return decision;
}

}  // namespace tanbu
