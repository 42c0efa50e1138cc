// The parts of the one derivation, which share the evidence and what it rests on. Not for anybody but statement.cpp and
// statement_*.cpp.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "audit/offline/statement.hpp"
#include "ledger/certificate_state.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::offline {

struct Derivation {
  const Subject& subject;
  const Word& word;
  const Evidence& evidence;
  Rested rested{};
  std::set<std::uint64_t> on_the_ledgers_word{};
};

struct FoundInventory {
  Inventory inventory;
  InventoryFigures figures;
  bool newer_unverified = false;
  bool superseded = false;  // a newer version of the series was verified
};

// Every version for the factory and period, with what verified or voided it; in order of their entries.
[[nodiscard]] std::vector<FoundInventory> inventories_of(FactoryId factory, Period period, Derivation& work);
// The newest one that was verified, else the newest; nothing where there is none that stands.
[[nodiscard]] std::optional<FoundInventory> counting_of(std::vector<FoundInventory> found);
[[nodiscard]] boost::json::object inventory_json(const FoundInventory& found);

[[nodiscard]] Result<Use> use_in(std::uint64_t retirement, Derivation& work);
[[nodiscard]] boost::json::object use_json(const Use& use);
[[nodiscard]] boost::json::array uses_json(const std::vector<Use>& uses);
[[nodiscard]] boost::json::object figures_json(const Coverage& coverage);
[[nodiscard]] boost::json::object comparison_json(const Comparison& comparison);
// Of the units that the scheme accepts, or of all where there is none.
[[nodiscard]] std::optional<Coverage> coverage_under(const Scheme* scheme, const FoundInventory& found,
                                                     const std::vector<Use>& uses, const Claim& claim, Date day);

// Disputes about the entry that are open or were upheld.
struct Doubts {
  bool open = false;
  bool upheld = false;
};
void add_doubts(EntryIndex target, Derivation& work, Doubts& doubts);

[[nodiscard]] Result<boost::json::object> certificate_statement(Derivation& work);

}  // namespace tanbu::offline
