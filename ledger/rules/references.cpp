#include "ledger/rules/references.hpp"

#include <algorithm>

namespace tanbu::rules {

bool is_association(const PartyId& party, const View& view) { return view.association() == party; }

bool is_registrar(const PartyId& party, const std::string& programme, Date day, const View& view) {
  const auto appointments = view.appointments(party, programme);
  return std::any_of(appointments.begin(), appointments.end(), [day](const Appointment& appointment) {
    return appointment.from <= day && day <= appointment.until;
  });
}

Refused about_range(Refusal reason, std::optional<EntryIndex> conflict, BatchId batch, UnitRange units) {
  return {.reason = reason,
          .conflict = conflict,
          .facts = {{"batch", std::to_string(batch.value)},
                    {"first", std::to_string(units.first())},
                    {"last", std::to_string(units.last())}}};
}

Outcome<std::vector<FoundRange>> find_ranges(const std::vector<BatchRange>& ranges, const View& view) {
  std::vector<FoundRange> found;
  for (const BatchRange& range : ranges) {
    auto batch = view.batch(range.batch);
    if (!batch) return about_range(Refusal::unknown_batch, std::nullopt, range.batch, range.units);
    if (!batch->units.contains(range.units)) {
      return about_range(Refusal::range_outside_batch, batch->id.entry(), range.batch, batch->units);
    }
    auto project = view.project(batch->project);
    const Programme* programme = find_programme(batch->project.programme);
    HOLDS(project.has_value() && programme != nullptr);
    found.push_back({range, std::move(*batch), std::move(*project), programme});
  }
  return found;
}

bool is_registrar_of_all(const PartyId& party, const std::vector<FoundRange>& ranges, Date day, const View& view) {
  return std::all_of(ranges.begin(), ranges.end(), [&](const FoundRange& found) {
    return is_registrar(party, found.batch.project.programme, day, view);
  });
}

std::vector<Project> projects_of(const std::vector<FoundRange>& ranges) {
  std::vector<Project> projects;
  for (const FoundRange& found : ranges) {
    const bool known = std::any_of(projects.begin(), projects.end(),
                                   [&](const Project& project) { return project.key == found.project.key; });
    if (!known) projects.push_back(found.project);
  }
  return projects;
}

}  // namespace tanbu::rules
