// Rows of units: first cut to what was asked and may be seen, then written.
#include "api/http/units_json.hpp"

#include <map>

namespace tanbu::http {
namespace {

struct VisibleUnits {
  UnitRange units;
  UnitStatus status{};
  std::optional<RetirementId> retirement;
  std::optional<EntryIndex> since;
  std::optional<PartyId> holder;

  [[nodiscard]] bool continues(const VisibleUnits& before) const {
    return before.units.end == units.begin && before.status == status && before.retirement == retirement &&
           before.since == since && before.holder == holder;
  }
};

bool is_shown(const Segment& segment, const Batch& batch, const Rights& rights) {
  return !segment.holder || rights.may_see_holder(*segment.holder, batch.project.programme);
}

// What somebody has reserved, and that he has, is his business as much as what he holds.
UnitStatus told_status(const Segment& segment, bool shown) {
  return !shown && segment.status == UnitStatus::reserved ? UnitStatus::free : segment.status;
}

VisibleUnits visible(const Segment& segment, UnitRange asked, const Batch& batch, const Rights& rights) {
  const bool shown = is_shown(segment, batch, rights);
  VisibleUnits row{segment.units.intersection(asked), told_status(segment, shown), segment.retirement, std::nullopt,
                   std::nullopt};
  // A retirement is public, and so is its entry.
  if (shown || segment.retirement) row.since = segment.since;
  if (shown) row.holder = segment.holder;
  return row;
}

void write_row(JsonWriter& json, const VisibleUnits& row, RecordCache& cache) {
  json.open_object().member("first", row.units.first()).member("last", row.units.last());
  json.member("quantity", row.units.quantity()).member("status", name_of(row.status));
  if (row.retirement) {
    const Retirement& retirement = cache.retirement(*row.retirement);
    json.member("retirement", retirement.id.value).member("factory", retirement.factory.value);
    json.member("period", format_period(retirement.period));
  }
  if (row.since) json.member("since", row.since->value);
  if (row.holder) json.member("holder", row.holder->text);
  json.close_object();
}

}  // namespace

bool write_units(JsonWriter& json, const std::vector<Segment>& segments, UnitRange asked, const Batch& batch,
                 const Rights& rights, RecordCache& cache) {
  std::vector<VisibleUnits> rows;
  for (const Segment& segment : segments) {
    if (!segment.units.overlaps(asked)) continue;
    VisibleUnits row = visible(segment, asked, batch, rights);
    if (!rows.empty() && row.continues(rows.back())) {
      rows.back().units.end = row.units.end;
    } else {
      rows.push_back(std::move(row));
    }
  }
  json.open_array();
  for (std::size_t at = 0; at < rows.size() && at < unit_rows_max; ++at) write_row(json, rows[at], cache);
  json.close_array();
  return rows.size() <= unit_rows_max;
}

void write_totals(JsonWriter& json, const std::vector<Segment>& segments, const Batch& batch, const Rights& rights) {
  std::map<UnitStatus, std::int64_t> totals;
  for (const Segment& segment : segments) {
    totals[told_status(segment, is_shown(segment, batch, rights))] += segment.units.quantity();
  }
  json.open_object();
  for (const auto& [status, quantity] : totals) json.member(name_of(status), quantity);
  json.close_object();
}

}  // namespace tanbu::http
