// attest_coverage: a body says that exactly these retirements cover this inventory, and the ledger computes whether
// they do. Only what is matched or confirmed counts; one retirement serves one inventory (G-03), whatever labels hang
// on it.
#include <algorithm>

#include "ledger/rules/claims.hpp"
#include "ledger/rules/factory_year.hpp"
#include "ledger/rules/inventories.hpp"
#include "ledger/rules/judgements.hpp"

namespace tanbu {
namespace {

Outcome<std::vector<Retirement>> listed(const AttestCoverageCommand& command, const View& view) {
  std::vector<Retirement> retirements;
  for (const RetirementId id : command.retirements) {
    auto retirement = view.retirement(id);
    if (!retirement) return rules::unknown(Refusal::unknown_retirement, "retirement", id.value);
    retirements.push_back(*std::move(retirement));
  }
  return retirements;
}

Refused about(Refusal reason, const Inventory& inventory, std::optional<EntryIndex> conflict) {
  return {.reason = reason,
          .conflict = conflict,
          .facts = {{"inventory", std::to_string(inventory.id.value)}, {"period", format_period(inventory.period)}}};
}

std::optional<Refused> refuse_inventory(const Inventory& inventory, const Context& context, const View& view) {
  if (inventory.voided_by) return about(Refusal::voided_already, inventory, inventory.voided_by);
  const auto counting = rules::counting_of_series(inventory, view);
  if (!counting) return about(Refusal::inventory_unverified, inventory, inventory.id.entry());
  // The version that counts is the latest verified one; a newer one that nobody verified changes nothing.
  if (counting->id < inventory.id) return about(Refusal::inventory_unverified, inventory, inventory.id.entry());
  if (counting->id != inventory.id) return about(Refusal::inventory_superseded, inventory, counting->id.entry());
  if (context.today() <= inventory.period.last) return about(Refusal::period_not_ended, inventory, std::nullopt);
  return std::nullopt;
}

std::optional<Refused> refuse_scheme(const Scheme& scheme) {
  const auto of_scheme = [&scheme](Refusal reason) {
    return Refused{.reason = reason, .conflict = std::nullopt, .facts = {{"scheme", std::string(scheme.code)}}};
  };
  if (scheme.draft) return of_scheme(Refusal::draft_scheme);
  if (!scheme.coverage_claimed) return of_scheme(Refusal::not_certifiable);
  return std::nullopt;
}

std::optional<Refused> refuse_claim(const Claim& claim, const Scheme& scheme) {
  const bool typed = claim.type == ClaimType::type_1 || claim.type == ClaimType::type_2;
  if (scheme.has_types && !typed) return Refused{.reason = Refusal::claim_type_missing};
  const bool known =
      !claim.level || std::find(scheme.levels.begin(), scheme.levels.end(), *claim.level) != scheme.levels.end();
  if (known) return std::nullopt;
  return Refused{.reason = Refusal::level_unknown, .conflict = std::nullopt, .facts = {{"level", *claim.level}}};
}

std::optional<Refused> refuse_retirements(const Inventory& inventory, const std::vector<Retirement>& retirements,
                                          const View& view) {
  const auto refuse = [](Refusal reason, const Retirement& retirement, EntryIndex conflict) {
    return Refused{.reason = reason,
                   .conflict = conflict,
                   .facts = {{"retirement", std::to_string(retirement.id.value)},
                             {"factory", std::to_string(retirement.factory.value)},
                             {"period", format_period(retirement.period)},
                             {"status", std::string(name_of(retirement.status))}}};
  };
  for (const Retirement& retirement : retirements) {
    const bool here = retirement.factory == inventory.factory && retirement.period == inventory.period;
    if (!here) return refuse(Refusal::retirement_elsewhere, retirement, retirement.id.entry());
  }
  // The key of double use is the inventory, not the label (G-03): a second series of the same year cannot stand on the
  // same units.
  for (const Retirement& retirement : retirements) {
    for (const Attestation& other : rules::live_attestations(retirement.id, view)) {
      const auto theirs = view.inventory(other.inventory);
      HOLDS(theirs.has_value());
      if (theirs->standard == inventory.standard) continue;
      return refuse(Refusal::double_use, retirement, other.entry);
    }
    const auto served = rules::standard_repaired_by(retirement, view);
    if (served && *served != inventory.standard) return refuse(Refusal::double_use, retirement, *retirement.replaces);
  }
  for (const Retirement& retirement : retirements) {
    const bool firm =
        retirement.status == RetirementStatus::matched || retirement.status == RetirementStatus::confirmed;
    if (!firm) return refuse(Refusal::retirement_unconfirmed, retirement, retirement.id.entry());
  }
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const AttestCoverageCommand& command, const Context& context, const View& view) {
  const auto inventory = view.inventory(command.inventory);
  if (!inventory) return rules::unknown(Refusal::unknown_inventory, "inventory", command.inventory.value);
  const Scheme* scheme = find_scheme(command.scheme);
  if (scheme == nullptr) return rules::unknown_scheme(command.scheme);
  const Date today = context.today();
  if (auto refused =
          rules::refuse_judge(context.issuer, inventory->factory, inventory->period, command.scheme, today, view))
    return *refused;
  const auto retirements = listed(command, view);
  if (!retirements.accepted()) return retirements.refused();
  std::optional<Assessment> assessment;
  if (command.assessment) {
    const auto found =
        rules::find_assessment(*command.assessment, inventory->factory, inventory->period, command.scheme, view);
    if (!found.accepted()) return found.refused();
    assessment = found.value();
  }
  if (auto refused = refuse_scheme(*scheme)) return *refused;
  if (auto refused = refuse_inventory(*inventory, context, view)) return *refused;
  if (auto refused = refuse_claim(command.claim, *scheme)) return *refused;
  if (auto refused = refuse_retirements(*inventory, retirements.value(), view)) return *refused;
  const auto evaluation =
      evaluate(*scheme, rules::facts_about(*inventory, retirements.value(), assessment, command.claim, today, view));
  // Amounts within their bounds can still multiply beyond what the ledger counts; nothing is attested of such a year.
  if (!evaluation) return about(Refusal::under_covered, *inventory, inventory->id.entry());
  if (auto refused = rules::refuse_checks(*evaluation, CheckStage::timing)) return *refused;
  // From here on the attestation must stand.
  const Comparison& comparison = evaluation->coverage.attestable;
  Decision decision;
  decision.events.emplace_back(NoteTaken{Attestation{.entry = context.entry,
                                                     .body = context.issuer,
                                                     .inventory = command.inventory,
                                                     .factory = inventory->factory,
                                                     .period = inventory->period,
                                                     .scheme = command.scheme,
                                                     .claim = command.claim,
                                                     .retirements = command.retirements,
                                                     .assessment = command.assessment,
                                                     .to_offset = comparison.to_offset,
                                                     .counted_t = comparison.counted_t,
                                                     .attested_on = today,
                                                     .withdrawn_by = std::nullopt}});
  rules::add_flags(*evaluation, CheckStage::timing, decision.flags);
  return decision;
}

}  // namespace tanbu
