#include "ledger/rules/standing.hpp"

#include <algorithm>

#include "ledger/rules/own_project.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {
namespace {

Segment clipped(Segment segment, UnitRange units) {
  segment.units = segment.units.intersection(units);
  return segment;
}

// A lock freezes the units of the other names, and only as long as it stands.
bool is_locked(BatchId id, const View& view) {
  const auto batch = view.batch(id);
  HOLDS(batch.has_value());
  const auto project = view.project(batch->project);
  HOLDS(project.has_value());
  return is_locked_by_another(*project, {}, view);
}

// A reservation that was released, a command that was decided, a lock that fell, a sale that was settled: it keeps
// nothing any more, also where something else lay over its units when it ended.
bool is_over(const UnitAction& action, BatchId batch, const View& view) {
  switch (action.kind) {
    case ActionKind::reservation:
    case ActionKind::pending:
    case ActionKind::transfer_hold:
      return action.closed_by.has_value();
    case ActionKind::own_lock:
    case ActionKind::project_link:
      return action.closed_by || !is_locked(batch, view);
    default:
      return false;
  }
}

// The part of an earlier condition inside the units, as it reads today.
void add_remembered(std::vector<Segment>& all, const Segment& before, UnitRange units, const View& view) {
  Segment part = clipped(before, units);
  if (part.holder) part.holder = present_holder(*part.holder, view);
  const bool kept = part.status == UnitStatus::reserved || part.status == UnitStatus::frozen;
  const auto keeper = kept ? find_note<UnitAction>(view, part.since) : std::nullopt;
  if (!keeper || !is_over(*keeper, part.batch, view)) {
    all.push_back(std::move(part));
    return;
  }
  if (is_confirmed_transfer(*keeper)) {
    part.status = UnitStatus::free;
    part.holder = present_holder(*keeper->to, view);
    all.push_back(std::move(part));
    return;
  }
  for (const Segment& earlier : keeper->before) {
    if (earlier.batch == part.batch && earlier.units.overlaps(part.units))
      add_remembered(all, earlier, part.units, view);
  }
}

bool has_lapsed(const UnitAction& action, const Context& context) {
  if (action.until && *action.until < context.today()) return true;
  return action.lapses && *action.lapses <= context.time;
}

bool waits_no_more(const Retirement& retirement, const Context& context) {
  return retirement.status == RetirementStatus::on_hold && hold_has_lapsed(retirement, context);
}

void add_standing(std::vector<Segment>& all, const Segment& piece, const Context& context, const View& view) {
  if (piece.status == UnitStatus::reserved || piece.status == UnitStatus::frozen) {
    const auto action = find_note<UnitAction>(view, piece.since);
    HOLDS(action.has_value());
    if (has_lapsed(*action, context)) {
      // What it covered may have lapsed as well: a freeze over a freeze, or over a reservation.
      for (const Segment& before : remembered(*action, piece, view)) add_standing(all, before, context, view);
      return;
    }
  }
  if (piece.status == UnitStatus::held) {
    const auto retirement = view.retirement(*piece.retirement);
    HOLDS(retirement.has_value());
    if (hold_has_lapsed(*retirement, context)) {
      Segment again = piece;
      again.status = UnitStatus::free;
      again.retirement = std::nullopt;
      all.push_back(again);
      return;
    }
  }
  if (piece.status == UnitStatus::in_conflict) {
    HOLDS(piece.retirement.has_value());
    const auto retirement = view.retirement(*piece.retirement);
    HOLDS(retirement.has_value());
    if (waits_no_more(*retirement, context)) {
      // Of two accounts the one that waited is over, so the units are where the other one has them.
      Segment again = unbound(piece, *retirement, context, view);
      again.since = piece.since;
      all.push_back(again);
      return;
    }
  }
  all.push_back(piece);
}

// Some of the units that it binds are claimed by another account as well.
bool is_contested(const Retirement& retirement, const View& view) {
  return std::any_of(retirement.ranges.begin(), retirement.ranges.end(), [&](const BatchRange& range) {
    const auto segments = view.segments(range.batch, range.units);
    return std::any_of(segments.begin(), segments.end(),
                       [](const Segment& segment) { return segment.status == UnitStatus::in_conflict; });
  });
}

std::int64_t kept_among(const UnitAction& action, const std::vector<Segment>& pieces, const View& view) {
  std::int64_t sum = 0;
  for (const Segment& piece : pieces) {
    const bool kept = piece.status == UnitStatus::reserved || piece.status == UnitStatus::frozen;
    if (!kept || piece.since < action.entry) continue;
    const auto keeper = find_note<UnitAction>(view, piece.since);
    HOLDS(keeper.has_value());
    sum += piece.since == action.entry ? piece.units.quantity()
                                       : kept_among(action, remembered(*keeper, piece, view), view);
  }
  return sum;
}

}  // namespace

bool is_confirmed_transfer(const UnitAction& action) {
  return action.kind == ActionKind::transfer_hold && !action.registry_reference.empty();
}

std::vector<Segment> remembered(const UnitAction& action, const Segment& piece, const View& view) {
  std::vector<Segment> all;
  for (const Segment& before : action.before) {
    if (before.batch == piece.batch && before.units.overlaps(piece.units))
      add_remembered(all, before, piece.units, view);
  }
  return all;
}

PartyId present_holder(PartyId holder, const View& view) {
  for (;;) {
    const auto party = view.party(holder);
    HOLDS(party.has_value());
    if (!party->succeeded_by) return holder;
    holder = *party->succeeded_by;
  }
}

bool hold_has_lapsed(const Retirement& retirement, const Context& context) {
  if (retirement.status != RetirementStatus::on_hold) return true;
  return retirement.recorded_on.days + context.rules->hold_days < context.today().days;
}

std::vector<Segment> standing(const BatchRange& range, const Context& context, const View& view) {
  std::vector<Segment> all;
  for (const Segment& segment : view.segments(range.batch, range.units))
    add_standing(all, clipped(segment, range.units), context, view);
  return all;
}

std::vector<Segment> standing(const std::vector<BatchRange>& ranges, const Context& context, const View& view) {
  std::vector<Segment> all;
  for (const BatchRange& range : ranges) {
    for (Segment& piece : standing(range, context, view)) all.push_back(std::move(piece));
  }
  return all;
}

Segment put(const Segment& piece, UnitStatus status, const Context& context) {
  Segment moved = kept(piece, status, context);
  moved.holder = std::nullopt;
  return moved;
}

Segment kept(const Segment& piece, UnitStatus status, const Context& context) {
  Segment moved = piece;
  moved.status = status;
  moved.retirement = std::nullopt;
  moved.since = context.entry;
  return moved;
}

std::vector<Segment> way_back(const UnitAction& action, const View& view) {
  std::vector<Segment> back;
  for (const Segment& before : action.before) {
    for (const Segment& segment : view.segments(before.batch, before.units)) {
      if (segment.since == action.entry) add_remembered(back, before, segment.units, view);
    }
  }
  return back;
}

std::int64_t kept_by(const UnitAction& action, const Context& context, const View& view) {
  return kept_among(action, standing(ranges_of(action.before), context, view), view);
}

Refused about_units(Refusal reason, const Segment& piece, const std::vector<BatchRange>& ranges, const Context& context,
                    const View& view) {
  const bool holders_business = piece.status == UnitStatus::free || piece.status == UnitStatus::reserved;
  const auto batch = view.batch(piece.batch);
  HOLDS(batch.has_value());
  const bool told = !holders_business || piece.holder == context.issuer || is_association(context.issuer, view) ||
                    is_registrar(context.issuer, batch->project.programme, context.today(), view);
  if (told) return about_range(reason, piece.since, piece.batch, piece.units);
  const auto asked = std::find_if(ranges.begin(), ranges.end(), [&](const BatchRange& range) {
    return range.batch == piece.batch && range.units.overlaps(piece.units);
  });
  HOLDS(asked != ranges.end());
  return about_range(reason, std::nullopt, asked->batch, asked->units);
}

UnitAction action_of(ActionKind kind, const Context& context, const std::vector<BatchRange>& ranges,
                     std::vector<Segment> before) {
  UnitAction action;
  action.entry = context.entry;
  action.kind = kind;
  action.issuer = context.issuer;
  action.ranges = ranges;
  action.before = std::move(before);
  return action;
}

std::vector<BatchRange> ranges_of(const std::vector<Segment>& pieces) {
  std::vector<BatchRange> ranges;
  for (const Segment& piece : pieces) ranges.push_back({piece.batch, piece.units});
  return ranges;
}

std::vector<Event> close_lapsed(const std::vector<BatchRange>& ranges, const Context& context, const View& view) {
  std::vector<RetirementId> closed;
  std::vector<Retirement> contested;
  std::vector<Event> events;
  for (const BatchRange& range : ranges) {
    for (const Segment& segment : view.segments(range.batch, range.units)) {
      if (segment.status != UnitStatus::held && segment.status != UnitStatus::in_conflict) continue;
      auto retirement = view.retirement(*segment.retirement);
      HOLDS(retirement.has_value());
      const bool known = std::find(closed.begin(), closed.end(), retirement->id) != closed.end();
      if (known || !waits_no_more(*retirement, context)) continue;
      closed.push_back(retirement->id);
      if (is_contested(*retirement, view)) {
        contested.push_back(std::move(*retirement));
        continue;
      }
      retirement->status = RetirementStatus::rejected;
      retirement->closed_by = context.entry;
      events.emplace_back(RetirementChanged{std::move(*retirement)});
    }
  }
  // Nobody could settle a conflict any more in which a closed use still stood. A lock that it put on stays until the
  // association unlocks the project: the entry that finds the lapse may use the project itself.
  for (Event& event : unbinding_events(contested, RetirementStatus::rejected, context, view))
    events.push_back(std::move(event));
  return events;
}

RegistryText registry_text(const Batch& batch, UnitRange units, const View& view) {
  RegistryText text{.entry = batch.id.entry(),
                    .on = batch.status_on,
                    .beneficiary = batch.beneficiary_text,
                    .reason = batch.reason_text,
                    .reference = batch.registry_reference};
  for (const UnitAction& action : find_notes<UnitAction>(view, index_names::actions_on(batch.id))) {
    // Of all actions only a registry event has such a status.
    if (action.status != RegistryEventStatus::retired || action.closed_by) continue;
    const bool covered = std::any_of(action.ranges.begin(), action.ranges.end(), [&](const BatchRange& range) {
      return range.batch == batch.id && range.units.contains(units);
    });
    if (!covered) continue;
    text = {.entry = action.entry,
            .on = action.on,
            .beneficiary = action.beneficiary_text,
            .reason = action.reason_text,
            .reference = action.registry_reference};
  }
  return text;
}

bool share_units(const std::vector<BatchRange>& a, const std::vector<BatchRange>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const BatchRange& one) {
    return std::any_of(b.begin(), b.end(), [&one](const BatchRange& other) {
      return one.batch == other.batch && one.units.overlaps(other.units);
    });
  });
}

bool covers(const std::vector<BatchRange>& ranges, const Segment& piece) {
  return std::any_of(ranges.begin(), ranges.end(), [&piece](const BatchRange& range) {
    return range.batch == piece.batch && range.units.contains(piece.units);
  });
}

std::vector<Conflict> open_conflicts_on(const std::vector<BatchRange>& ranges, const View& view) {
  std::vector<Conflict> open;
  for (const BatchRange& range : ranges) {
    for (Conflict& conflict : find_notes<Conflict>(view, index_names::conflicts_on(range.batch))) {
      const bool known = std::any_of(open.begin(), open.end(), [&](const Conflict& seen) {
        return seen.entry == conflict.entry && seen.ordinal == conflict.ordinal;
      });
      if (!known && !conflict.closed_by && share_units(conflict.ranges, {range})) open.push_back(std::move(conflict));
    }
  }
  return open;
}

}  // namespace tanbu::rules
