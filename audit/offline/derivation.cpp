// Inventories, retirements and figures: what every kind of statement is made of.
#include "audit/offline/derivation.hpp"

#include <algorithm>

#include "ledger/evaluation.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::offline {
namespace {

namespace json = boost::json;

void add_opinions(FoundInventory& found, Derivation& work) {
  Inventory& inventory = found.inventory;
  for (const Effect& effect : work.evidence.effects()) {
    if (const auto* verified = std::get_if<VerifyInventoryCommand>(effect.command)) {
      if (verified->inventory != inventory.id) continue;
      work.rested.on(effect);
      inventory.verification = Verification{.entry = effect.id,
                                            .verifier = verified->verifier,
                                            .reported_by = effect.issuer,
                                            .assurance = verified->assurance,
                                            .opinion = verified->opinion,
                                            .verified_on = verified->verified_on};
    }
    if (const auto* voided = std::get_if<VoidCommand>(effect.command)) {
      if (voided->target != inventory.id.entry()) continue;
      work.rested.on(effect);
      inventory.voided_by = effect.id;
    }
  }
}

std::int64_t counted_of(const Use& use) {
  std::int64_t sum = 0;
  for (const UsedUnits& units : use.units) sum += units.counted;
  return sum;
}

}  // namespace

std::vector<FoundInventory> inventories_of(FactoryId factory, Period period, Derivation& work) {
  std::vector<FoundInventory> found;
  for (const Effect& effect : work.evidence.effects()) {
    const auto* declared = std::get_if<DeclareInventoryCommand>(effect.command);
    if (declared == nullptr || declared->factory != factory || declared->period != period) continue;
    work.rested.on(effect);
    const auto version = 1 + std::count_if(found.begin(), found.end(), [&](const FoundInventory& older) {
                           return older.inventory.standard == declared->standard;
                         });
    found.push_back({rules::inventory_of(*declared, effect.id, version), rules::figures_of(*declared, effect.id)});
    add_opinions(found.back(), work);
  }
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (std::size_t later = at + 1; later < found.size(); ++later) {
      const bool same = found[later].inventory.standard == found[at].inventory.standard;
      if (same && rules::counts(found[later].inventory)) found[at].superseded = true;
    }
  }
  return found;
}

std::optional<FoundInventory> counting_of(std::vector<FoundInventory> found) {
  std::erase_if(found, [](const FoundInventory& one) { return one.inventory.voided_by.has_value(); });
  if (found.empty()) return std::nullopt;
  const auto verified = std::find_if(found.rbegin(), found.rend(),
                                     [](const FoundInventory& one) { return rules::counts(one.inventory); });
  if (verified == found.rend()) return found.back();
  verified->newer_unverified = verified != found.rbegin();
  return *verified;
}

json::object inventory_json(const FoundInventory& found) {
  const Inventory& inventory = found.inventory;
  json::object object{{"inventory", inventory.id.value}, {"standard", inventory.standard},
                      {"version", inventory.version},    {"verified", rules::counts(inventory)},
                      {"verification", nullptr},         {"newer_unverified", found.newer_unverified}};
  if (inventory.verification) {
    object["verification"] = json::object{{"entry", inventory.verification->entry.value},
                                          {"verifier", inventory.verification->verifier.text},
                                          {"opinion", name_of(inventory.verification->opinion)}};
  }
  return object;
}

Result<Use> use_in(std::uint64_t retirement, Derivation& work) {
  auto found = use_of(retirement, work.word, work.evidence, work.rested);
  if (const auto* use = std::get_if<Use>(&found)) {
    const bool bounded = std::any_of(use->units.begin(), use->units.end(),
                                     [](const UsedUnits& units) { return units.counted_least != units.counted_most; });
    if (!use->settled || bounded) work.on_the_ledgers_word.insert(retirement);
  }
  return found;
}

json::object use_json(const Use& use) {
  json::array units;
  for (const UsedUnits& used : use.units) {
    units.push_back(json::object{{"batch", used.range.batch.value},
                                 {"programme", used.batch->project.programme},
                                 {"project", used.batch->project.project_id},
                                 {"serial", used.batch->serial},
                                 {"first", used.range.units.first()},
                                 {"last", used.range.units.last()},
                                 {"counted", used.counted}});
  }
  return {{"retirement", use.id.value},
          {"factory", use.factory.value},
          {"period", format_period(use.period)},
          {"purpose", name_of(use.purpose)},
          {"signed_by", use.issuer.text},
          {"beneficiary", use.beneficiary.text},
          {"retired_on", format_date(use.retired_on)},
          {"status", name_of(use.status)},
          {"quantity", use.quantity},
          {"counted", counted_of(use)},
          {"units", std::move(units)}};
}

json::array uses_json(const std::vector<Use>& uses) {
  json::array all;
  for (const Use& use : uses) all.push_back(use_json(use));
  return all;
}

json::object comparison_json(const Comparison& comparison) {
  return {{"to_offset_kg", comparison.to_offset.value},
          {"counted_t", comparison.counted_t},
          {"percent", format_percent_e2(comparison.percent_e2)},
          {"covered", comparison.covered},
          {"gap_kg", comparison.gap.value}};
}

json::object figures_json(const Coverage& coverage) {
  json::object figures{{"gross_kg", coverage.gross.value},
                       {"scope1_kg", coverage.scope1.value},
                       {"scope2_electricity_kg", coverage.scope2_electricity.value},
                       {"scope2_heat_kg", coverage.scope2_heat.value},
                       {"scope3_kg", nullptr},
                       {"own_removals_kg", coverage.own_removals.value},
                       {"green_deduction_kg", coverage.all.green_deduction.value},
                       {"net_factor", name_of(coverage.net_factor)},
                       {"certificates", coverage.certificates},
                       {"on_hold_t", coverage.on_hold_t},
                       {"all", comparison_json(coverage.all)},
                       {"attestable", comparison_json(coverage.attestable)}};
  if (coverage.scope3) figures["scope3_kg"] = coverage.scope3->value;
  return figures;
}

std::optional<Coverage> coverage_under(const Scheme* scheme, const FoundInventory& found, const std::vector<Use>& uses,
                                       const Claim& claim, Date day) {
  const auto units = retired_units(uses);
  const ClaimType type = claim.type.value_or(ClaimType::type_1);
  if (scheme == nullptr) return coverage_of(found.inventory, units, found.figures, type);
  // Of the evaluation only the sums are used: which units a scheme accepts. Its verdict rests on more than is here.
  SchemeFacts facts;
  facts.inventory = found.inventory;
  facts.figures = found.figures;
  facts.retired = units;
  facts.claim = claim;
  facts.legal_form = LegalForm::legal_person;
  facts.day = day;
  const auto evaluation = evaluate(*scheme, facts);
  return evaluation ? std::optional(evaluation->coverage) : std::nullopt;
}

void add_doubts(EntryIndex target, Derivation& work, Doubts& doubts) {
  for (const Effect& effect : work.evidence.effects()) {
    const auto* opened = std::get_if<OpenDisputeCommand>(effect.command);
    if (opened == nullptr || opened->target != target) continue;
    work.rested.on(effect);
    bool open = true;
    for (const Effect& later : work.evidence.effects()) {
      const auto* resolved = std::get_if<ResolveDisputeCommand>(later.command);
      if (resolved == nullptr || resolved->dispute != effect.id) continue;
      work.rested.on(later);
      open = false;
      doubts.upheld = doubts.upheld || resolved->outcome == DisputeOutcome::upheld;
    }
    doubts.open = doubts.open || open;
  }
}

}  // namespace tanbu::offline
