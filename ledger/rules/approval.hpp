// Two signatures: a party may demand that commands of some kinds take effect only once another of its keys approved
// them. Until then the command is recorded as pending and the units that it would use are kept for it, and it lapses by
// the ledger's time. Shared by admission, set_approval_policy, approve, decline and revoke_key.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::rules {

// The policy that stands; nothing where none was ever set or the newest one lifted it.
[[nodiscard]] std::optional<ApprovalPolicy> policy_of(const PartyId& party, const View& view);
// Listed kinds, and always the three by which one person could lift or weaken the policy.
[[nodiscard]] bool needs_approval(const ApprovalPolicy& policy, std::string_view kind);
// The policy's approvers that can still sign.
[[nodiscard]] std::vector<KeyId> approvers_in_force(const ApprovalPolicy& policy, Instant time, const View& view);
// The key belongs to the party, is in force and may sign `approve`.
[[nodiscard]] bool can_approve(const KeyId& kid, const PartyId& party, Instant time, const View& view);

// What a granted command of this kind becomes while it waits: a note, and its units kept.
[[nodiscard]] Decision pending_decision(const Decision& granted, const ApprovalPolicy& policy, std::string_view kind,
                                        const Context& context, const View& view);

// The pending command that an approval or a refusal of it names: unknown_pending, also for a stranger.
[[nodiscard]] Outcome<Pending> find_pending(EntryIndex entry, const Context& context, const View& view);
// pending_closed or pending_lapsed.
[[nodiscard]] std::optional<Refused> refuse_over(const Pending& pending, const Context& context);
// The pending command is closed by the context's entry and its units stand as before it.
[[nodiscard]] std::vector<Event> closing_events(const Pending& pending, bool approved, const Context& context,
                                                const View& view);

}  // namespace tanbu::rules
