// record_generation: what an asset was metered to generate in one month, the ceiling of everything that is issued for
// it (GE-09, XM-02). The newest record counts; claims above it are a conflict that names the excess, until a later
// record fits them.
#include <algorithm>

#include "ledger/rules/facts.hpp"
#include "ledger/rules/underlying.hpp"

namespace tanbu {
namespace {

// A registrar of certificates, or of any programme whose batches claim this asset's month.
bool may_report(const RecordGenerationCommand& command, const Context& context, const View& view) {
  for (const Programme* programme : all_programmes()) {
    if (programme->unit != Unit::megawatt_hour) continue;
    if (rules::is_registrar(context.issuer, std::string(programme->code), context.today(), view)) return true;
  }
  const auto claims = find_notes<GenerationClaim>(view, index_names::claims(command.asset_code, command.month));
  return std::any_of(claims.begin(), claims.end(), [&](const GenerationClaim& claim) {
    const auto batch = view.batch({claim.entry.value});
    HOLDS(batch.has_value());
    return rules::is_registrar(context.issuer, batch->project.programme, context.today(), view);
  });
}

Date last_day_of(const std::string& month) {
  const auto first = parse_date(month + "-01");
  HOLDS(first.has_value());
  const int year = year_of(*first);
  const unsigned number = month_of(*first);
  const Date next = number == 12 ? make_date(year + 1, 1, 1) : make_date(year, number + 1, 1);
  return {next.days - 1};
}

// The excess, and the units behind it; units do not stop counting for it, because nobody can say which of them is one
// too many.
std::optional<Conflict> excess_of(const RecordGenerationCommand& command, const Context& context, const View& view) {
  std::int64_t claimed = 0;
  std::optional<EntryIndex> first;
  Conflict conflict;
  for (const rules::LiveClaim& live : rules::live_claims(command.asset_code, command.month, view)) {
    const auto sum = checked_add(claimed, live.kwh);
    HOLDS(sum.has_value());
    claimed = *sum;
    if (!first) first = live.batch.id.entry();
    const auto& known = conflict.projects;
    if (std::find(known.begin(), known.end(), live.batch.project) == known.end())
      conflict.projects.push_back(live.batch.project);
  }
  if (claimed <= command.metered.value) return std::nullopt;
  conflict.entry = context.entry;
  conflict.kind = ConflictKind::generation_exceeded;
  conflict.other = first;
  conflict.asset_code = command.asset_code;
  conflict.month = command.month;
  conflict.excess = KilowattHours{claimed - command.metered.value};
  return conflict;
}

}  // namespace

Outcome<Decision> decide(const RecordGenerationCommand& command, const Context& context, const View& view) {
  if (!may_report(command, context, view)) return Refusal::not_registrar;
  if (last_day_of(command.month) > context.today()) return Refusal::future_date;
  // From here on the record must succeed.
  Decision decision;
  const auto name = index_names::generation(command.asset_code, command.month);
  for (Conflict& earlier : find_notes<Conflict>(view, name)) {
    if (earlier.closed_by) continue;
    earlier.closed_by = context.entry;
    decision.events.emplace_back(NoteTaken{std::move(earlier)});
  }
  decision.events.emplace_back(NoteTaken{Generation{.entry = context.entry,
                                                    .issuer = context.issuer,
                                                    .asset_code = command.asset_code,
                                                    .month = command.month,
                                                    .metered = command.metered,
                                                    .voided_by = std::nullopt}});
  if (auto excess = excess_of(command, context, view)) {
    decision.events.emplace_back(NoteTaken{std::move(*excess)});
    decision.flags.push_back(Flag::conflict_opened);
  }
  return decision;
}

}  // namespace tanbu
