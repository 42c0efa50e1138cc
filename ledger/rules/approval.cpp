#include "ledger/rules/approval.hpp"

#include <algorithm>

#include "ledger/rules/keys.hpp"
#include "ledger/rules/log_keys.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {
namespace {

constexpr std::int64_t hour_ms = 60LL * 60 * 1000;

bool is_among(const std::vector<std::string>& kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

void add_ranges(std::vector<BatchRange>& ranges, const Event& event) {
  if (const auto* moved = std::get_if<UnitsTransferred>(&event)) {
    ranges.insert(ranges.end(), moved->ranges.begin(), moved->ranges.end());
  } else if (const auto* retired = std::get_if<UnitsRetired>(&event)) {
    ranges.insert(ranges.end(), retired->retirement.ranges.begin(), retired->retirement.ranges.end());
  } else if (const auto* set = std::get_if<UnitsSet>(&event)) {
    for (const Segment& piece : set->pieces) {
      // What becomes free was given back by something that ended; the command takes none of it.
      if (piece.status != UnitStatus::free) ranges.push_back({piece.batch, piece.units});
    }
  }
}

// The units that the events touch, each once: two events of one command may speak of the same ones.
std::vector<BatchRange> touched_by(const std::vector<Event>& events) {
  std::vector<BatchRange> ranges;
  for (const Event& event : events) add_ranges(ranges, event);
  std::sort(ranges.begin(), ranges.end());
  std::vector<BatchRange> apart;
  for (const BatchRange& range : ranges) {
    const bool joins =
        !apart.empty() && apart.back().batch == range.batch && range.units.begin <= apart.back().units.end;
    if (joins) {
      apart.back().units.end = std::max(apart.back().units.end, range.units.end);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

std::vector<Segment> taken_from(const PartyId& holder, const std::vector<Event>& events, const Context& context,
                                const View& view) {
  std::vector<Segment> taken;
  for (Segment& piece : standing(touched_by(events), context, view)) {
    if (piece.status == UnitStatus::free && piece.holder == holder) taken.push_back(std::move(piece));
  }
  return taken;
}

}  // namespace

std::optional<ApprovalPolicy> policy_of(const PartyId& party, const View& view) {
  auto policies = find_notes<ApprovalPolicy>(view, index_names::policies_of(party));
  if (policies.empty() || policies.back().kinds.empty()) return std::nullopt;
  return std::move(policies.back());
}

bool needs_approval(const ApprovalPolicy& policy, std::string_view kind) {
  if (kind == "approve" || kind == "decline") return false;  // They are the second signature.
  if (changes_log_keys(kind)) return false;
  return kind == "set_approval_policy" || kind == "add_key" || kind == "revoke_key" || is_among(policy.kinds, kind);
}

bool can_approve(const KeyId& kid, const PartyId& party, Instant time, const View& view) {
  const auto key = view.key(kid);
  return key && key->party == party && is_in_force(*key, time) && may_sign(*key, "approve");
}

std::vector<KeyId> approvers_in_force(const ApprovalPolicy& policy, Instant time, const View& view) {
  std::vector<KeyId> approvers;
  for (const KeyId& kid : policy.approvers) {
    if (can_approve(kid, policy.party, time, view)) approvers.push_back(kid);
  }
  return approvers;
}

Decision pending_decision(const Decision& granted, const ApprovalPolicy& policy, std::string_view kind,
                          const Context& context, const View& view) {
  const Instant lapses{context.time.unix_ms + policy.expires_after_hours * hour_ms};
  Decision waiting;
  waiting.flags.push_back(Flag::waits_for_approval);
  waiting.events.emplace_back(NoteTaken{Pending{.entry = context.entry,
                                                .party = context.issuer,
                                                .maker = context.key,
                                                .kind = std::string(kind),
                                                .lapses = lapses,
                                                .closed_by = std::nullopt}});
  std::vector<Segment> taken = taken_from(context.issuer, granted.events, context, view);
  if (taken.empty()) return waiting;
  const std::vector<BatchRange> ranges = ranges_of(taken);
  for (Event& event : close_lapsed(ranges, context, view)) waiting.events.push_back(std::move(event));
  UnitsSet reserved;
  for (const Segment& piece : taken) reserved.pieces.push_back(kept(piece, UnitStatus::reserved, context));
  waiting.events.emplace_back(std::move(reserved));
  UnitAction action = action_of(ActionKind::pending, context, ranges, std::move(taken));
  action.lapses = lapses;
  waiting.events.emplace_back(NoteTaken{std::move(action)});
  return waiting;
}

Outcome<Pending> find_pending(EntryIndex entry, const Context& context, const View& view) {
  auto pending = find_note<Pending>(view, entry);
  // That a command waits, and whose it is, is its own party's to know: to others it is as if it did not wait.
  if (!pending || pending->party != context.issuer) {
    return Refused{.reason = Refusal::unknown_pending,
                   .conflict = std::nullopt,
                   .facts = {{"pending", std::to_string(entry.value)}}};
  }
  return std::move(*pending);
}

std::optional<Refused> refuse_over(const Pending& pending, const Context& context) {
  if (pending.closed_by) {
    return Refused{.reason = Refusal::pending_closed,
                   .conflict = pending.closed_by,
                   .facts = {{"approved", pending.approved ? "true" : "false"}}};
  }
  if (pending.lapses <= context.time)
    return Refused{.reason = Refusal::pending_lapsed, .conflict = pending.entry, .facts = {}};
  return std::nullopt;
}

std::vector<Event> closing_events(const Pending& pending, bool approved, const Context& context, const View& view) {
  std::vector<Event> events;
  auto action = find_note<UnitAction>(view, pending.entry);
  if (action) {
    auto back = way_back(*action, view);
    if (!back.empty()) events.emplace_back(UnitsSet{std::move(back)});
    action->closed_by = context.entry;
    events.emplace_back(NoteTaken{std::move(*action)});
  }
  Pending closed = pending;
  closed.closed_by = context.entry;
  closed.approved = approved;
  events.emplace_back(NoteTaken{std::move(closed)});
  return events;
}

}  // namespace tanbu::rules
