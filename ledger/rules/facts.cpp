#include "ledger/rules/facts.hpp"

#include <algorithm>

#include "ledger/form.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {
namespace {

bool is_about_conflict(const Event& event) {
  const auto* taken = std::get_if<NoteTaken>(&event);
  return taken != nullptr && std::holds_alternative<Conflict>(taken->note);
}

void add_pieces(const Event& event, std::vector<Segment>& pieces) {
  if (const auto* set = std::get_if<UnitsSet>(&event))
    pieces.insert(pieces.end(), set->pieces.begin(), set->pieces.end());
}

}  // namespace

bool is_loose(UnitStatus status) {
  return status == UnitStatus::unassigned || status == UnitStatus::free || status == UnitStatus::reserved ||
         status == UnitStatus::frozen || status == UnitStatus::registry_retired;
}

bool is_used_here(UnitStatus status) { return status == UnitStatus::retired || status == UnitStatus::held; }

Outcome<std::vector<FoundRange>> find_fact(const std::vector<BatchRange>& ranges, Reporters reporters,
                                           const Context& context, const View& view) {
  auto found = find_ranges(ranges, view);
  if (!found.accepted()) return found.refused();
  const bool association = reporters == Reporters::registrar_or_association && is_association(context.issuer, view);
  if (!association && !is_registrar_of_all(context.issuer, found.value(), context.today(), view))
    return Refusal::not_registrar;
  return found;
}

Conflict conflict_with(const Retirement& retirement, ConflictKind kind, std::uint32_t ordinal,
                       std::vector<BatchRange> ranges, const Context& context) {
  Conflict conflict;
  conflict.entry = context.entry;
  conflict.ordinal = ordinal;
  conflict.kind = kind;
  conflict.other = retirement.id.entry();
  conflict.ranges = std::move(ranges);
  conflict.retirements = {retirement.id};
  return conflict;
}

Conflict conflict_between(const Project& a, const Project& b, std::uint32_t ordinal, const Context& context) {
  Conflict conflict;
  conflict.entry = context.entry;
  conflict.ordinal = ordinal;
  conflict.kind = ConflictKind::underlying;
  conflict.other = std::max(a.entry, b.entry);
  conflict.projects = {a.key, b.key};
  return conflict;
}

std::vector<Event> events_closing_conflicts(const std::vector<Segment>& pieces, const Context& context,
                                            const View& view) {
  return settled_conflicts(pieces, context, view);
}

std::vector<Event> marks_of(const Project& project, bool used, bool shared) {
  if ((!used || project.used) && (!shared || project.shared)) return {};
  return {ProjectMarked{.project = project.key, .used = used, .shared = shared}};
}

bool left_the_developer(const std::string& beneficiary_text, const Project& project, const View& view) {
  const auto developer = project.developer ? view.party(*project.developer) : std::nullopt;
  if (!developer) return true;
  const std::string printed = normalised_name(beneficiary_text);
  const auto is_printed = [&printed](const std::string& name) { return normalised_name(name) == printed; };
  return !is_printed(developer->name) && std::none_of(developer->aliases.begin(), developer->aliases.end(), is_printed);
}

Beginning beginning_of(RegistryStatus registry_status, const Project& project) {
  if (registry_status == RegistryStatus::retired) return {UnitStatus::registry_retired, std::nullopt};
  if (registry_status == RegistryStatus::cancelled) return {UnitStatus::cancelled, std::nullopt};
  const Programme* programme = find_programme(project.key.programme);
  HOLDS(programme != nullptr);
  // A self-developed project's units belong to its developer from the start, because nothing can move them later.
  if (programme->self_registered) return {UnitStatus::free, project.developer};
  return {UnitStatus::unassigned, std::nullopt};
}

FactEffects::FactEffects(const Context& context, const View& view) : context_(context), view_(view) {}

void FactEffects::move(const Segment& piece, Segment now) {
  HOLDS(now.batch == piece.batch && now.units == piece.units && now.since == context_.entry);
  if (piece.status == UnitStatus::in_conflict && now.status != UnitStatus::in_conflict) left_conflict_.push_back(piece);
  before_.push_back(piece);
  after_.push_back(std::move(now));
}

void FactEffects::contradict(const Segment& piece, ConflictKind kind) {
  HOLDS(piece.retirement.has_value());
  Segment now = put(piece, UnitStatus::in_conflict, context_);
  now.retirement = piece.retirement;
  contradicted_[{*piece.retirement, kind}].push_back({piece.batch, piece.units});
  move(piece, std::move(now));
}

void FactEffects::add(Event event) { earlier_.push_back(std::move(event)); }

void FactEffects::add_conflicts(std::vector<Event>& events, std::vector<Flag>& flags) {
  std::uint32_t ordinal = 0;
  for (auto& [key, ranges] : contradicted_) {
    const auto retirement = view_.retirement(key.first);
    HOLDS(retirement.has_value());
    events.emplace_back(NoteTaken{conflict_with(*retirement, key.second, ordinal, std::move(ranges), context_)});
    ++ordinal;
  }
  if (ordinal > 0) flags.push_back(Flag::conflict_opened);
}

Decision FactEffects::decision(UnitAction action) {
  Decision decision;
  decision.events = close_lapsed(ranges_of(before_), context_, view_);
  // A conflict may end half with a lapsed use and half with this fact, so it is asked about once, with all that leaves.
  std::erase_if(decision.events, is_about_conflict);
  for (const Event& event : decision.events) add_pieces(event, left_conflict_);
  for (Event& event : earlier_) decision.events.push_back(std::move(event));
  for (Event& event : events_closing_conflicts(left_conflict_, context_, view_))
    decision.events.push_back(std::move(event));
  if (!after_.empty()) decision.events.emplace_back(UnitsSet{std::move(after_)});
  add_conflicts(decision.events, decision.flags);
  action.before = std::move(before_);
  decision.events.emplace_back(NoteTaken{std::move(action)});
  return decision;
}

}  // namespace tanbu::rules
