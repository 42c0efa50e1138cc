// What one scheme says of one factory-year: every check with its verdict, its numbers and its evidence. Pure; the day
// is an argument. There is one evaluator for all schemes: what they demand is data (scheme.hpp). Not here: who may ask,
// and whether an attestation still stands.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/coverage.hpp"
#include "ledger/refusal.hpp"
#include "ledger/scheme.hpp"

namespace tanbu {

// `undetermined`: something that is needed is not known; it never passes. `hold`: reached only by units whose evidence
// is still awaited. `flag`: shown to everybody, changes nothing.
enum class Verdict : std::uint8_t { pass = 1, fail = 2, undetermined = 3, hold = 4, flag = 5 };
[[nodiscard]] std::string_view name_of(Verdict verdict);

// What needs the check: an attestation (coverage, timing), or a certificate or award (all).
enum class CheckStage : std::uint8_t { coverage = 1, timing = 2, assessment = 3, level = 4 };
[[nodiscard]] std::string_view name_of(CheckStage stage);

struct Check {
  std::string rule;  // "CE-14"
  std::string name;  // stable, snake_case
  CheckStage stage{};
  Verdict verdict{};
  std::vector<std::pair<std::string, std::string>> facts{};
  std::vector<EntryIndex> evidence{};
  // With which a judgement that needs the check is refused when it fails, is undetermined or on HOLD. The checks stand
  // in the order in which refusals are asked.
  std::optional<Refusal> refusal{};
  std::optional<Flag> flag{};
};

// Energy emissions of an earlier year, by the inventory that counts for it.
struct YearOfEmissions {
  int year = 0;
  InventoryId inventory;
  std::optional<Kilograms> energy_emissions;
};

struct SchemeFacts {
  Inventory inventory;
  std::optional<InventoryFigures> figures;
  std::vector<RetiredUnits> retired;
  std::optional<Assessment> assessment;
  Claim claim;
  std::optional<std::int64_t> star;
  LegalForm legal_form{};
  std::string registered_division;
  std::optional<Date> established_on;
  std::vector<YearOfEmissions> earlier_years;
  Date day;  // for which it is asked; the day of the declaration, where a scheme counts from it
  std::optional<Date> certificate_issued_on;
};

struct Evaluation {
  Coverage coverage;  // of the units that the scheme accepts
  Verdict verdict{};  // of the claim as a whole: fail > undetermined > hold > pass; flags do not change it
  std::optional<std::string> level;  // highest level reached, where the scheme has levels
  std::vector<Check> checks;
};

// Nothing on overflow.
[[nodiscard]] std::optional<Evaluation> evaluate(const Scheme& scheme, const SchemeFacts& facts);

}  // namespace tanbu
