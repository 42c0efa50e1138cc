#include "ledger/refusal.hpp"

namespace tanbu {

std::string_view name_of(Refusal refusal) {
  switch (refusal) {  // No default: -Wswitch names the reason you forgot.
    case Refusal::key_unknown:
      return "key_unknown";
    case Refusal::signature_invalid:
      return "signature_invalid";
    case Refusal::issuer_mismatch:
      return "issuer_mismatch";
    case Refusal::audience_mismatch:
      return "audience_mismatch";
    case Refusal::jti_reused:
      return "jti_reused";
    case Refusal::key_not_in_force:
      return "key_not_in_force";
    case Refusal::issued_in_future:
      return "issued_in_future";
    case Refusal::lifetime_too_long:
      return "lifetime_too_long";
    case Refusal::command_expired:
      return "command_expired";
    case Refusal::not_association:
      return "not_association";
    case Refusal::not_registrar:
      return "not_registrar";
    case Refusal::not_operator:
      return "not_operator";
    case Refusal::not_verifier:
      return "not_verifier";
    case Refusal::not_beneficiary:
      return "not_beneficiary";
    case Refusal::genesis_exists:
      return "genesis_exists";
    case Refusal::unknown_party:
      return "unknown_party";
    case Refusal::unknown_factory:
      return "unknown_factory";
    case Refusal::unknown_project:
      return "unknown_project";
    case Refusal::unknown_batch:
      return "unknown_batch";
    case Refusal::unknown_inventory:
      return "unknown_inventory";
    case Refusal::range_outside_batch:
      return "range_outside_batch";
    case Refusal::future_date:
      return "future_date";
    case Refusal::evidence_required:
      return "evidence_required";
    case Refusal::party_exists:
      return "party_exists";
    case Refusal::key_exists:
      return "key_exists";
    case Refusal::project_exists:
      return "project_exists";
    case Refusal::inventory_overlap:
      return "inventory_overlap";
    case Refusal::inventory_exists:
      return "inventory_exists";
    case Refusal::gec_not_offset:
      return "gec_not_offset";
    case Refusal::purpose_conflict:
      return "purpose_conflict";
    case Refusal::ranges_mixed:
      return "ranges_mixed";
    case Refusal::underlying_locked:
      return "underlying_locked";
    case Refusal::project_shared:
      return "project_shared";
    case Refusal::underlying_conflict:
      return "underlying_conflict";
    case Refusal::not_transferable:
      return "not_transferable";
    case Refusal::transfer_to_self:
      return "transfer_to_self";
    case Refusal::double_use:
      return "double_use";
    case Refusal::not_free:
      return "not_free";
    case Refusal::ex_ante:
      return "ex_ante";
    case Refusal::registry_mismatch:
      return "registry_mismatch";
    case Refusal::beneficiary_mismatch:
      return "beneficiary_mismatch";
    case Refusal::gec_over_consumption:
      return "gec_over_consumption";
    case Refusal::serial_overlap:
      return "serial_overlap";
    case Refusal::gec_dup:
      return "gec_dup";
  }
  HOLDS(false);
  return "";
}

const std::vector<Refusal>& all_refusals() {
  // Every number up to the last is asked for its name, so that a refusal cannot be missing from the list.
  static const std::vector<Refusal> all = [] {
    std::vector<Refusal> found;
    for (std::uint16_t number = 1; number <= 600; ++number) {
      if (const auto refusal = refusal_from_number(number)) found.push_back(*refusal);
    }
    return found;
  }();
  return all;
}

std::optional<Refusal> refusal_from_number(std::uint16_t number) {
  const bool known = (number >= 1 && number <= 9) || (number >= 100 && number <= 104) ||
                     (number >= 200 && number <= 208) || (number >= 300 && number <= 304) ||
                     (number >= 400 && number <= 413) || (number >= 500 && number <= 501);
  if (!known) return std::nullopt;
  return static_cast<Refusal>(number);
}

RefusalGroup group_of(Refusal refusal) {
  const auto number = static_cast<std::uint16_t>(refusal);
  if (number < 100) return RefusalGroup::admission;
  if (number < 200) return RefusalGroup::authority;
  return RefusalGroup::state;
}

std::string_view name_of(Flag flag) {
  switch (flag) {
    case Flag::same_site:
      return "same_site";
    case Flag::factor_not_in_table:
      return "factor_not_in_table";
    case Flag::purpose_unclear:
      return "purpose_unclear";
    case Flag::surplus_forfeited:
      return "surplus_forfeited";
    case Flag::crediting_period_missing:
      return "crediting_period_missing";
    case Flag::old_vintage:
      return "old_vintage";
  }
  HOLDS(false);
  return "";
}

}  // namespace tanbu
