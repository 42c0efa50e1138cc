#include "ledger/rules/underlying.hpp"

#include <algorithm>

#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu::rules {
namespace {

constexpr std::int64_t kilowatt_hours_per_certificate = 1'000;

bool is_dead(UnitStatus status) { return status == UnitStatus::cancelled || status == UnitStatus::invalidated; }

const Programme& programme_of(const ProjectKey& project) {
  const Programme* programme = find_programme(project.programme);
  HOLDS(programme != nullptr);
  return *programme;
}

bool is_certificate(const ProjectKey& project) { return programme_of(project).unit == Unit::megawatt_hour; }

template <class Predicate>
std::int64_t units_that(const Batch& batch, const View& view, Predicate wanted) {
  std::int64_t units = 0;
  for (const Segment& segment : view.segments(batch.id, batch.units)) {
    if (wanted(segment)) units += segment.units.quantity();
  }
  return units;
}

// Units cancelled because something else was issued instead of them.
std::int64_t converted_units(const Batch& batch, const View& view) {
  return units_that(batch, view, [&view](const Segment& segment) {
    if (segment.status != UnitStatus::cancelled) return false;
    const auto action = find_note<UnitAction>(view, segment.since);
    return action &&
           (action->cancel_reason == CancelReason::conversion || action->cancel_reason == CancelReason::ccer_switch);
  });
}

bool is_unconfirmed(const Batch& batch) { return batch.hold == "recorded_by_holder"; }

bool contains(const std::vector<BatchId>& batches, BatchId wanted) {
  return std::find(batches.begin(), batches.end(), wanted) != batches.end();
}

// What only a holder stated, and what falls with this record, does not stand in its way.
bool is_set_aside(const NewIssuance& issuance, const Batch& batch) {
  return batch.voided_by || contains(issuance.set_aside, batch.id) || (issuance.by_registrar && is_unconfirmed(batch));
}

bool same_vintage(const Batch& batch, const RecordBatchCommand& command) {
  return overlaps(Period{batch.vintage_from, batch.vintage_until}, Period{command.vintage_from, command.vintage_until});
}

// Batches of the project with a vintage in common with the new one.
std::vector<Batch> batches_beside(const Project& project, const NewIssuance& issuance, const View& view) {
  std::vector<Batch> beside;
  for (const BatchId id : view.batches_of_project(project.key)) {
    auto batch = view.batch(id);
    HOLDS(batch.has_value());
    if (!is_set_aside(issuance, *batch) && same_vintage(*batch, issuance.command)) beside.push_back(std::move(*batch));
  }
  return beside;
}

// Power that both sides state in kWh is compared in kWh.
bool is_compared_as_power(const Batch& batch, const NewIssuance& issuance, const View& view) {
  return !issuance.command.claimed_generation.empty() &&
         !find_notes<GenerationClaim>(view, index_names::claims_of(batch.id)).empty();
}

// Both in units of the other's whole, so that a registry of kilograms compares with one of tonnes. Bounded by 10^12
// units a batch and 10^6 units a whole.
bool is_enough(std::int64_t cancelled, const Programme& there, std::int64_t wanted, const Programme& here) {
  if (there.unit != here.unit) return false;
  const auto have = checked_multiply(cancelled, here.units_per_whole);
  const auto need = checked_multiply(wanted, there.units_per_whole);
  return have && need && *have >= *need;
}

// How a linked project of another programme stands beside the new batch.
Underlying beside_linked(const Project& linked, const NewIssuance& issuance, const View& view,
                         std::optional<BatchId>& named) {
  std::int64_t live = 0;
  std::int64_t converted = 0;
  bool any = false;
  for (const Batch& batch : batches_beside(linked, issuance, view)) {
    if (is_compared_as_power(batch, issuance, view)) continue;
    any = true;
    converted += converted_units(batch, view);
    const std::int64_t living = live_units(batch, view);
    live += living;
    if (living > 0 && !named) named = batch.id;
  }
  if (!any) return Underlying::clear;
  // What was cancelled once makes room once: earlier batches of this side have taken their part of it.
  std::int64_t here = issuance.command.units.quantity();
  for (const Batch& batch : batches_beside(issuance.project, issuance, view)) here += live_units(batch, view);
  const bool enough = is_enough(converted, programme_of(linked.key), here, programme_of(issuance.project.key));
  if (live > 0) return enough ? Underlying::linked_claim : Underlying::conflict;
  return converted > 0 ? Underlying::linked_claim : Underlying::information;
}

Refused about_batch(Refusal reason, const Batch& batch) {
  return {.reason = reason,
          .conflict = batch.id.entry(),
          .facts = {{"batch", std::to_string(batch.id.value)},
                    {"programme", batch.project.programme},
                    {"project", batch.project.project_id}}};
}

void add_flag(std::vector<Flag>& flags, Flag flag) {
  if (std::find(flags.begin(), flags.end(), flag) == flags.end()) flags.push_back(flag);
}

void compare_links(const NewIssuance& issuance, const View& view, UnderlyingVerdict& verdict) {
  for (const Project& linked : linked_projects(issuance.project, view)) {
    if (linked.key.programme == issuance.project.key.programme) continue;
    std::optional<BatchId> named;
    const Underlying kind = beside_linked(linked, issuance, view, named);
    verdict.kind = std::max(verdict.kind, kind);
    if (kind == Underlying::linked_claim) add_flag(verdict.flags, Flag::linked_claim);
    if (kind == Underlying::information) add_flag(verdict.flags, Flag::shared_vintage);
    if (kind != Underlying::conflict) continue;
    verdict.refused = about_batch(Refusal::underlying_conflict, *view.batch(*named));
    return;
  }
}

Refused about_power(Refusal reason, const Batch& batch, const ClaimedGeneration& claim) {
  Refused refused = about_batch(reason, batch);
  refused.facts.emplace_back("asset_code", claim.asset_code);
  refused.facts.emplace_back("month", claim.month);
  return refused;
}

// The first claim of the other sort (certificates beside credits), else the first of all.
const LiveClaim* collides_with(const std::vector<LiveClaim>& standing, bool certificates) {
  const auto of_other_sort = [certificates](const LiveClaim& live) { return live.certificates != certificates; };
  const auto other = std::find_if(standing.begin(), standing.end(), of_other_sort);
  if (other != standing.end()) return &*other;
  return standing.empty() ? nullptr : &standing.front();
}

Refused exceeded(const ClaimedGeneration& claim, std::int64_t claimed, const Generation& metered,
                 const std::vector<LiveClaim>& standing, bool certificates) {
  const LiveClaim* other = collides_with(standing, certificates);
  Refused refused{.reason = Refusal::underlying_conflict,
                  .conflict = metered.entry,
                  .facts = {{"asset_code", claim.asset_code}, {"month", claim.month}}};
  if (other != nullptr) {
    const bool both_sorts = other->certificates != certificates;
    refused = about_power(both_sorts ? Refusal::gec_ccer_overlap : Refusal::underlying_conflict, other->batch, claim);
  }
  refused.facts.emplace_back("claimed_kwh", std::to_string(claimed));
  refused.facts.emplace_back("metered_kwh", std::to_string(metered.metered.value));
  return refused;
}

void compare_power(const ClaimedGeneration& claim, const NewIssuance& issuance, const View& view,
                   UnderlyingVerdict& verdict) {
  const bool certificates = is_certificate(issuance.project.key);
  std::vector<LiveClaim> standing = live_claims(claim.asset_code, claim.month, view);
  standing.erase(std::remove_if(standing.begin(), standing.end(),
                                [&](const LiveClaim& live) { return is_set_aside(issuance, live.batch); }),
                 standing.end());
  std::int64_t claimed = claim.electricity.value;
  for (const LiveClaim& live : standing) {
    const bool foreign_certificate =
        certificates && live.certificates && live.batch.project.programme != issuance.project.key.programme;
    // Two sorts of certificates for one asset's month are two proofs of the same power, however much it was (GE-10).
    if (foreign_certificate) {
      verdict.refused = about_power(Refusal::underlying_conflict, live.batch, claim);
      return;
    }
    const auto sum = checked_add(claimed, live.kwh);
    HOLDS(sum.has_value());
    claimed = *sum;
  }
  const auto metered = metered_generation(claim.asset_code, claim.month, view);
  if (!metered)
    add_flag(verdict.flags, Flag::generation_unknown);
  else if (claimed > metered->metered.value)
    verdict.refused = exceeded(claim, claimed, *metered, standing, certificates);
}

}  // namespace

std::optional<Generation> metered_generation(const std::string& asset_code, const std::string& month,
                                             const View& view) {
  std::optional<Generation> newest;
  for (Generation& record : find_notes<Generation>(view, index_names::generation(asset_code, month))) {
    if (!record.voided_by) newest = std::move(record);
  }
  return newest;
}

std::int64_t live_units(const Batch& batch, const View& view) {
  if (batch.voided_by) return 0;
  return units_that(batch, view, [](const Segment& segment) { return !is_dead(segment.status); });
}

std::vector<LiveClaim> live_claims(const std::string& asset_code, const std::string& month, const View& view) {
  std::vector<LiveClaim> live;
  for (GenerationClaim& claim : find_notes<GenerationClaim>(view, index_names::claims(asset_code, month))) {
    const auto batch = view.batch({claim.entry.value});
    HOLDS(batch.has_value());
    const std::int64_t living = live_units(*batch, view);
    if (living == 0) continue;
    LiveClaim found{std::move(claim), *batch, is_certificate(batch->project), 0};
    found.kwh = found.claim.electricity.value;
    if (found.certificates) {
      // Nobody can say of which month the dead ones were, so each month's claim stands as far as the living reach. The
      // part of a kilowatt-hour that lives counts as a whole one.
      const auto thousandths = checked_multiply(living, kilowatt_hours_per_certificate);
      HOLDS(thousandths.has_value());
      const std::int64_t whole = programme_of(batch->project).units_per_whole;
      found.kwh = std::min(found.kwh, *thousandths / whole + (*thousandths % whole == 0 ? 0 : 1));
    }
    if (found.kwh > 0) live.push_back(std::move(found));
  }
  return live;
}

bool share_live_vintage(const Project& a, const Project& b, const View& view) {
  for (const BatchId first : view.batches_of_project(a.key)) {
    const auto one = view.batch(first);
    if (live_units(*one, view) == 0) continue;
    for (const BatchId second : view.batches_of_project(b.key)) {
      const auto other = view.batch(second);
      const bool same =
          overlaps(Period{one->vintage_from, one->vintage_until}, Period{other->vintage_from, other->vintage_until});
      if (same && live_units(*other, view) > 0) return true;
    }
  }
  return false;
}

UnderlyingVerdict underlying_verdict(const NewIssuance& issuance, const View& view) {
  UnderlyingVerdict verdict;
  compare_links(issuance, view, verdict);
  for (const ClaimedGeneration& claim : issuance.command.claimed_generation) {
    if (verdict.refused) break;
    compare_power(claim, issuance, view, verdict);
  }
  if (verdict.refused) verdict.kind = Underlying::conflict;
  return verdict;
}

}  // namespace tanbu::rules
