// unfreeze: what a freeze kept goes back to the condition of before it. A registrar or the association lifts any
// freeze, a body only its own. What a lock of another project froze, or a transfer that waits, is not lifted here.
#include <algorithm>

#include "ledger/rules/facts.hpp"

namespace tanbu {
namespace {

struct Frozen {
  UnitAction freeze;
  std::vector<Segment> pieces;
};

// The frozen pieces, each with the freeze that keeps it.
std::vector<Frozen> frozen_pieces(const UnfreezeCommand& command, const Context& context, const View& view) {
  std::vector<Frozen> all;
  for (const Segment& piece : rules::standing(command.ranges, context, view)) {
    if (piece.status != UnitStatus::frozen) continue;
    auto action = find_note<UnitAction>(view, piece.since);
    HOLDS(action.has_value());
    if (action->kind != ActionKind::freeze) continue;
    auto known = std::find_if(all.begin(), all.end(),
                              [&piece](const Frozen& frozen) { return frozen.freeze.entry == piece.since; });
    if (known == all.end()) known = all.insert(all.end(), Frozen{std::move(*action), {}});
    known->pieces.push_back(piece);
  }
  return all;
}

// What the freeze kept of these pieces, as it goes back. Another freeze that lapsed may still be stored over this one,
// so it is the pieces as they stand that count.
std::vector<Segment> thawed(const Frozen& frozen, const View& view) {
  std::vector<Segment> back;
  for (const Segment& piece : frozen.pieces) {
    for (Segment& part : rules::remembered(frozen.freeze, piece, view)) back.push_back(std::move(part));
  }
  return back;
}

std::int64_t quantity_of(const std::vector<Segment>& pieces) {
  std::int64_t sum = 0;
  for (const Segment& piece : pieces) sum += piece.units.quantity();
  return sum;
}

}  // namespace

Outcome<Decision> decide(const UnfreezeCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  std::vector<Frozen> all = frozen_pieces(command, context, view);
  const bool by_authority = rules::is_association(context.issuer, view) ||
                            rules::is_registrar_of_all(context.issuer, found.value(), context.today(), view);
  const bool own = !all.empty() && std::all_of(all.begin(), all.end(), [&context](const Frozen& frozen) {
    return frozen.freeze.issuer == context.issuer;
  });
  if (!by_authority && !own) return Refusal::not_registrar;
  if (all.empty()) {
    const rules::FoundRange& first = found.value().front();
    return rules::about_range(Refusal::not_frozen, first.batch.id.entry(), first.batch.id, first.range.units);
  }
  // From here on the thaw must succeed.
  Decision decision;
  UnitsSet back;
  for (Frozen& frozen : all) {
    auto pieces = thawed(frozen, view);
    const bool last = rules::kept_by(frozen.freeze, context, view) == quantity_of(pieces);
    for (Segment& piece : pieces) back.pieces.push_back(std::move(piece));
    if (!last) continue;
    frozen.freeze.closed_by = context.entry;
    decision.events.emplace_back(NoteTaken{std::move(frozen.freeze)});
  }
  decision.events.emplace_back(std::move(back));
  return decision;
}

}  // namespace tanbu
