// How events move units in the auditor's memory, and the sums that are kept of units: by status, by holder and by
// retirement. Records stand in state.cpp.
#include <algorithm>

#include "audit/state.hpp"

namespace tanbu::audit {
namespace {

std::string units_text(std::uint64_t batch, std::int64_t first, std::int64_t end) {
  return "units " + std::to_string(first) + ".." + std::to_string(end - 1) + " of batch " + std::to_string(batch);
}

// The span that holds the unit; the batch must hold it.
Spans::iterator span_of(Spans& spans, std::int64_t unit) { return std::prev(spans.upper_bound(unit)); }

// Cuts the span, which holds the unit or ends before it, so that one begins with the unit. The span that does, or the
// one behind where the unit lies in none.
Spans::iterator cut_at(Spans& spans, Spans::iterator left, std::int64_t unit) {
  if (left->first == unit) return left;
  const auto behind = std::next(left);
  if (left->second.end <= unit) return behind;
  const auto right = spans.emplace_hint(behind, unit, left->second);
  left->second.end = unit;
  return right;
}

std::set<UnitStatus> every_status() {
  std::set<UnitStatus> all;
  for (std::size_t number = 1; number <= unit_status_count; ++number) all.insert(static_cast<UnitStatus>(number));
  return all;
}

// A claim that waits binds no unit: several may stand on the same ones.
bool binds(const Retirement& retirement) { return !retirement.claim || retirement.status != RetirementStatus::on_hold; }

}  // namespace

Problem State::happened(const UnitsTransferred& event) {
  // Kept units can move where what kept them is over by its day; that the day is over is the rules' question.
  static const std::set<UnitStatus> from{UnitStatus::free, UnitStatus::unassigned, UnitStatus::reserved,
                                         UnitStatus::frozen, UnitStatus::held};
  for (const BatchRange& range : event.ranges) {
    auto problem = paint(range, from, [&](Span& span) {
      span = Span{span.end, UnitStatus::free, event.to, std::nullopt, span.traded || event.traded, event.entry};
    });
    if (problem) return problem;
  }
  return std::nullopt;
}

void State::list(const Retirement& retirement) {
  const auto id = retirement.id.value;
  Entries& of_year = retirements_of_[{retirement.factory.value, retirement.period}];
  of_year.insert(of_year.end(), id);  // most often behind all others
  for (const BatchRange& range : retirement.ranges) retirements_naming_[range.batch.value].add(range.units, id);
}

void State::unlist(const Retirement& retirement) {
  const auto id = retirement.id.value;
  retirements_of_[{retirement.factory.value, retirement.period}].erase(id);
  for (const BatchRange& range : retirement.ranges) retirements_naming_[range.batch.value].remove(range.units, id);
}

Problem State::happened(const UnitsRetired& event) {
  const std::size_t known = tables_.retirements.size();
  const auto put =
      tables_.retirements.emplace_hint(tables_.retirements.end(), event.retirement.id.value, event.retirement);
  if (tables_.retirements.size() == known) return "there is already a retirement of this name";
  // Nothing counts before it is counted here, whatever the event says.
  put->second.counted = 0;
  const Retirement& retirement = put->second;
  list(retirement);
  if (!binds(retirement)) return std::nullopt;
  const bool waits = retirement.status == RetirementStatus::on_hold;
  static const std::set<UnitStatus> from{UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen, UnitStatus::held,
                                         UnitStatus::registry_retired};
  for (const BatchRange& range : retirement.ranges) {
    auto problem = paint(range, from, [&](Span& span) {
      span.status = waits ? UnitStatus::held : UnitStatus::retired;
      if (!waits) span.holder.reset();
      span.retirement = retirement.id;
      span.since = retirement.id.entry();
    });
    if (problem) return problem;
  }
  return std::nullopt;
}

Problem State::happened(const RetirementChanged& event) {
  const auto at = tables_.retirements.find(event.retirement.id.value);
  if (at == tables_.retirements.end()) return "a change of a retirement that is not there";
  Retirement& retirement = at->second;
  const std::int64_t counted = retirement.counted;
  unlist(retirement);
  retirement = event.retirement;
  retirement.counted = counted;
  list(retirement);
  return std::nullopt;
}

Problem State::happened(const ProjectUnitsFrozen& event) {
  const auto batches = batches_of_.find(event.project);
  if (batches == batches_of_.end()) return std::nullopt;
  for (const BatchId batch : batches->second) {
    for (auto& [first, span] : tables_.spans.at(batch.value)) {
      if (span.status != UnitStatus::free && span.status != UnitStatus::unassigned) continue;
      if (auto problem = count(batch.value, first, span, -1)) return problem;
      span.status = UnitStatus::frozen;
      span.since = event.entry;
      if (auto problem = count(batch.value, first, span, 1)) return problem;
    }
  }
  return std::nullopt;
}

Problem State::happened(const UnitsSet& event) {
  static const std::set<UnitStatus> from = every_status();
  std::set<BatchRange> pieces;
  for (const Segment& piece : event.pieces) {
    const auto [at, is_new] = pieces.insert({piece.batch, piece.units});
    const auto touches = [&at](const BatchRange& other) {
      return other.batch == at->batch && other.units.overlaps(at->units);
    };
    const bool left = at != pieces.begin() && touches(*std::prev(at));
    const bool right = std::next(at) != pieces.end() && touches(*std::next(at));
    if (!is_new || left || right)
      return units_text(piece.batch.value, piece.units.begin, piece.units.end) + " are set twice by one event";
    auto problem = paint({piece.batch, piece.units}, from, [&piece](Span& span) {
      span = Span{span.end, piece.status, piece.holder, piece.retirement, piece.traded, piece.since};
    });
    if (problem) return problem;
  }
  return std::nullopt;
}

Problem State::put_units(std::uint64_t batch, std::int64_t first, Span span) {
  if (auto problem = count(batch, first, span, 1)) return problem;
  if (!tables_.spans[batch].emplace(first, std::move(span)).second)
    return "units are put where there are some in batch " + std::to_string(batch);
  return std::nullopt;
}

Problem State::count(std::uint64_t batch, std::int64_t first, const Span& span, std::int64_t sign) {
  const std::int64_t units = sign * (span.end - first);
  const auto place = static_cast<std::size_t>(span.status);
  Tally& tally = tables_.tallies[batch];
  if (place == 0 || place >= tally.size()) return units_text(batch, first, span.end) + " are in no known condition";
  tally.at(place) += units;
  if (span.holder) {
    auto& held = holdings_[span.holder->text];
    if ((held[batch] += units) == 0) held.erase(batch);
  }
  if (span.status != UnitStatus::retired) return std::nullopt;
  const auto end = tables_.retirements.end();
  const auto retirement = span.retirement ? tables_.retirements.find(span.retirement->value) : end;
  if (retirement == end) return units_text(batch, first, span.end) + " count for no retirement that is there";
  retirement->second.counted += units;
  return std::nullopt;
}

Problem State::paint(const BatchRange& range, const std::set<UnitStatus>& from, const Repaint& repaint) {
  const auto batch = tables_.batches.find(range.batch.value);
  if (batch == tables_.batches.end())
    return "units of a batch that is not recorded: " + std::to_string(range.batch.value);
  const UnitRange units = range.units;
  const UnitRange whole = batch->second.units;
  if (units.begin >= units.end || units.begin < whole.begin || units.end > whole.end)
    return units_text(range.batch.value, units.begin, units.end) + " are not in the batch";
  Spans& spans = tables_.spans.at(range.batch.value);
  auto at = cut_at(spans, span_of(spans, units.begin), units.begin);
  const bool begins = at != spans.end() && at->first == units.begin;
  // Mostly all lies in one span, and nothing has to be searched again.
  const bool in_one = begins && units.end < at->second.end;
  if (units.end < whole.end) cut_at(spans, in_one ? at : span_of(spans, units.end), units.end);
  if (!begins) return std::nullopt;
  for (; at != spans.end() && at->first < units.end; ++at) {
    Span& span = at->second;
    if (!from.count(span.status)) {
      return units_text(range.batch.value, at->first, span.end) + " are " + std::string(name_of(span.status)) +
             " and cannot be moved";
    }
    if (auto problem = count(range.batch.value, at->first, span, -1)) return problem;
    const Span before = span;
    repaint(span);
    if (auto problem = count(range.batch.value, at->first, span, 1)) return problem;
    const bool counted = before.status == UnitStatus::retired;
    if (counted && (span.status != UnitStatus::retired || span.retirement != before.retirement))
      departures_.push_back({{range.batch, {at->first, span.end}}, *before.retirement, span.status, span.retirement});
  }
  return std::nullopt;
}

}  // namespace tanbu::audit
