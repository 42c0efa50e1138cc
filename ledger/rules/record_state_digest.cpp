// record_state_digest: the association states what the state adds up to at a size. The rules cannot recompute it; an
// auditor does. What they keep is that one size has one digest.
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const RecordStateDigestCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (command.size > view.size()) {
    return Refused{.reason = Refusal::unknown_target,
                   .conflict = std::nullopt,
                   .facts = {{"size", std::to_string(command.size)}, {"present", std::to_string(view.size())}}};
  }
  for (const StatedDigest& stated : find_notes<StatedDigest>(view, index_names::digests_at(command.size))) {
    if (stated.sha256 != command.sha256)
      return Refused{.reason = Refusal::digest_stated, .conflict = stated.entry, .facts = {{"sha256", stated.sha256}}};
  }
  // From here on the digest must be recorded.
  Decision decision;
  decision.events.emplace_back(
      NoteTaken{StatedDigest{.entry = context.entry, .size = command.size, .sha256 = command.sha256}});
  return decision;
}

}  // namespace tanbu
