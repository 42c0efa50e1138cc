#include "ledger/commands.hpp"

#include <algorithm>
#include <array>

#include "ledger/holds.hpp"
#include "ledger/records.hpp"

namespace tanbu {
namespace {

// In the order of the Command variant.
constexpr std::array<std::string_view, std::variant_size_v<Command>> kinds{
    "genesis",          "enroll_party",      "appoint_registrar",
    "register_factory", "register_project",  "record_batch",
    "transfer",         "declare_inventory", "retire"};

}  // namespace

std::string_view kind_of(const Command& command) { return kinds[command.index()]; }

bool kind_is_public(std::string_view kind) { return kind != "transfer" && kind != "declare_inventory"; }

std::string_view name_of(LegalForm form) {
  switch (form) {
    case LegalForm::legal_person:
      return "legal_person";
    case LegalForm::branch:
      return "branch";
    case LegalForm::sole_trader:
      return "sole_trader";
    case LegalForm::foreign:
      return "foreign";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ProjectClass project_class) {
  switch (project_class) {
    case ProjectClass::none:
      return "none";
    case ProjectClass::ccer_old:
      return "old";
    case ProjectClass::ccer_new:
      return "new";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(RegistryStatus status) {
  switch (status) {
    case RegistryStatus::active:
      return "active";
    case RegistryStatus::retired:
      return "retired";
    case RegistryStatus::cancelled:
      return "cancelled";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(TransferBasis basis) {
  switch (basis) {
    case TransferBasis::trade:
      return "trade";
    case TransferBasis::green_power:
      return "green_power";
    case TransferBasis::self_use:
      return "self_use";
    case TransferBasis::hydro:
      return "hydro";
    case TransferBasis::off_grid:
      return "off_grid";
    case TransferBasis::other:
      return "other";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::factory_offset:
      return "factory_offset";
    case Purpose::electricity_consumption:
      return "electricity_consumption";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(UnitStatus status) {
  switch (status) {
    case UnitStatus::unassigned:
      return "unassigned";
    case UnitStatus::free:
      return "free";
    case UnitStatus::held:
      return "held";
    case UnitStatus::frozen:
      return "frozen";
    case UnitStatus::registry_retired:
      return "registry_retired";
    case UnitStatus::retired:
      return "retired";
    case UnitStatus::cancelled:
      return "cancelled";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(RetirementStatus status) {
  switch (status) {
    case RetirementStatus::declared:
      return "declared";
    case RetirementStatus::matched:
      return "matched";
    case RetirementStatus::confirmed:
      return "confirmed";
    case RetirementStatus::on_hold:
      return "on_hold";
  }
  HOLDS(false);
  return "";
}

}  // namespace tanbu
