// Finding what a command refers to, and who has authority: questions that several commands ask in the same way.
#pragma once
#include <optional>
#include <vector>

#include "ledger/programme.hpp"
#include "ledger/rules.hpp"

namespace tanbu::rules {

[[nodiscard]] bool is_association(const PartyId& party, const View& view);
// Appointed for the programme on that day, both ends included.
[[nodiscard]] bool is_registrar(const PartyId& party, const std::string& programme, Date day, const View& view);

// A range of a command together with what it names.
struct FoundRange {
  BatchRange range;
  Batch batch;
  Project project;
  const Programme* programme;
};
// unknown_batch or range_outside_batch for the first range that names nothing.
[[nodiscard]] Outcome<std::vector<FoundRange>> find_ranges(const std::vector<BatchRange>& ranges, const View& view);

// True when the party is an appointed registrar of every programme among the ranges.
[[nodiscard]] bool is_registrar_of_all(const PartyId& party, const std::vector<FoundRange>& ranges, Date day,
                                       const View& view);

// The projects among the ranges, each once, in order of appearance.
[[nodiscard]] std::vector<Project> projects_of(const std::vector<FoundRange>& ranges);

// A refusal about a range, naming batch and numbers.
[[nodiscard]] Refused about_range(Refusal reason, std::optional<EntryIndex> conflict, BatchId batch, UnitRange units);

}  // namespace tanbu::rules
