// confirm_evidence: a registrar or the engaged body has seen the registry's evidence. What waited counts from now on;
// of several claims on the same units the confirmed one is the use, and the others are closed (RT-02, RT-03).
#include <algorithm>

#include "ledger/rules/certificates.hpp"
#include "ledger/rules/judging.hpp"
#include "ledger/rules/own_project.hpp"

namespace tanbu {
namespace {

using rules::FoundRange;
using rules::MaybeRefused;

// The units that a confirmation binds: held for a wish, retired at their registry for a claim. What a wish on HOLD
// holds is held for nobody else until it has lapsed.
bool is_bindable(const Segment& piece, const Retirement& retirement) {
  return piece.status == (retirement.claim ? UnitStatus::registry_retired : UnitStatus::held);
}

MaybeRefused refuse_double_use(const Retirement& retirement, const View& view) {
  for (const BatchRange& range : retirement.ranges) {
    for (const Segment& segment : view.segments(range.batch, range.units)) {
      if (is_bindable(segment, retirement)) continue;
      const EntryIndex by = segment.retirement ? segment.retirement->entry() : segment.since;
      Refused refused =
          rules::about_range(Refusal::double_use, by, range.batch, segment.units.intersection(range.units));
      refused.facts.emplace_back("status", std::string(name_of(segment.status)));
      return refused;
    }
  }
  return std::nullopt;
}

MaybeRefused refuse_binding(const Retirement& retirement, const std::vector<FoundRange>& ranges, const Context& context,
                            const View& view) {
  const auto factory = view.factory(retirement.factory);
  HOLDS(factory.has_value());
  if (auto refused = rules::refuse_own_boundary(ranges, *factory, retirement.period, retirement.purpose, view))
    return refused;
  if (auto refused = rules::refuse_own_projects(ranges, retirement.factory, view)) return refused;
  if (!rules::hold_has_lapsed(retirement, context)) {
    if (auto refused = refuse_double_use(retirement, view)) return refused;
  }
  if (retirement.purpose == Purpose::electricity_consumption) {
    if (auto refused = rules::refuse_over_consumption(retirement.factory, retirement.period, ranges, context, view))
      return refused;
  }
  if (!rules::hold_has_lapsed(retirement, context)) return std::nullopt;
  return Refused{.reason = Refusal::hold_lapsed, .conflict = retirement.id.entry(), .facts = {}};
}

UnitsSet bound_units(const Retirement& retirement, const Context& context, const View& view) {
  UnitsSet bound;
  for (Segment& piece : rules::standing(retirement.ranges, context, view)) {
    Segment now = rules::put(piece, UnitStatus::retired, context);
    now.retirement = retirement.id;
    now.since = retirement.id.entry();
    bound.pieces.push_back(std::move(now));
  }
  return bound;
}

// The other claims that wait for the same units: one is confirmed, so they are uses of the same unit twice.
void close_rivals(const Retirement& confirmed, const Context& context, const View& view, std::vector<Event>& events) {
  std::vector<RetirementId> closed;
  for (const BatchRange& range : confirmed.ranges) {
    for (Retirement& rival : view.retirements_naming(range.batch, range.units)) {
      const bool waits = rival.claim && rival.status == RetirementStatus::on_hold && rival.id != confirmed.id;
      if (!waits || std::find(closed.begin(), closed.end(), rival.id) != closed.end()) continue;
      closed.push_back(rival.id);
      rival.status = RetirementStatus::rejected;
      rival.closed_by = context.entry;
      events.emplace_back(RetirementChanged{std::move(rival)});
    }
  }
}

// A lock that this retirement put on provisionally is a lock for ever now.
void settle_locks(const Retirement& retirement, const std::vector<FoundRange>& ranges, const View& view,
                  std::vector<Event>& events) {
  std::vector<Project> unlocked;
  for (Project& project : rules::projects_of(ranges)) {
    if (!project.lock) unlocked.push_back(project);
    if (!project.lock || project.lock->retirement != retirement.id) continue;
    project.lock->provisional = false;
    events.emplace_back(ProjectChanged{project});
  }
  for (Event& event : rules::own_use_events(unlocked, retirement, view)) events.push_back(std::move(event));
}

Outcome<Decision> confirm(const Retirement& retirement, const ConfirmEvidenceCommand& command, const Context& context,
                          const View& view) {
  const auto found = rules::find_ranges(retirement.ranges, view);
  HOLDS(found.accepted());
  const bool binds_now = retirement.status == RetirementStatus::on_hold;
  if (binds_now) {
    if (auto refused = refuse_binding(retirement, found.value(), context, view)) return *refused;
  }
  // From here on the confirmation must succeed.
  Retirement confirmed = retirement;
  confirmed.status = RetirementStatus::confirmed;
  confirmed.registry_reference = command.registry_reference;
  Decision decision;
  decision.events.emplace_back(RetirementChanged{confirmed});
  if (binds_now) decision.events.emplace_back(bound_units(retirement, context, view));
  if (retirement.claim) close_rivals(retirement, context, view, decision.events);
  settle_locks(confirmed, found.value(), view, decision.events);
  return decision;
}

Decision confirm(Batch batch) {
  batch.hold.clear();
  Decision decision;
  decision.events.emplace_back(BatchChanged{std::move(batch)});
  return decision;
}

Decision confirm(UnitAction transfer, const ConfirmEvidenceCommand& command, const Context& context, const View& view) {
  HOLDS(transfer.to.has_value());
  UnitsSet moved;
  for (const Segment& piece : rules::way_back(transfer, view)) {
    Segment now = rules::put(piece, UnitStatus::free, context);
    now.holder = rules::present_holder(*transfer.to, view);
    moved.pieces.push_back(std::move(now));
  }
  transfer.closed_by = context.entry;
  // Units that a freeze keeps meanwhile are the receiver's once it is lifted.
  transfer.registry_reference = command.registry_reference;
  Decision decision;
  if (!moved.pieces.empty()) decision.events.emplace_back(std::move(moved));
  decision.events.emplace_back(NoteTaken{std::move(transfer)});
  return decision;
}

}  // namespace

Outcome<Decision> decide(const ConfirmEvidenceCommand& command, const Context& context, const View& view) {
  const auto target = rules::find_judged(command.target, context, view);
  if (!target.accepted()) return target.refused();
  if (const auto* retirement = std::get_if<Retirement>(&target.value()))
    return confirm(*retirement, command, context, view);
  if (const auto* batch = std::get_if<Batch>(&target.value())) return confirm(*batch);
  return confirm(std::get<UnitAction>(target.value()), command, context, view);
}

}  // namespace tanbu
