// Lists behind import_known.hpp.
#include "api/http/import_known.hpp"

#include <algorithm>

#include "importers/known_batch.hpp"
#include "ledger/notes.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t page_rows = 500;

importers::KnownBatch known_as(const Batch& batch, store::Reader& reader) {
  auto events = find_notes<UnitAction>(reader, index_names::actions_on(batch.id));
  std::erase_if(events, [](const UnitAction& action) {
    return action.kind != ActionKind::registry_event || action.closed_by || !action.status || !action.on;
  });
  std::sort(events.begin(), events.end(),
            [](const UnitAction& one, const UnitAction& other) { return one.entry < other.entry; });
  std::vector<importers::RegistryWord> words;
  for (const UnitAction& event : events) {
    for (const BatchRange& range : event.ranges) {
      if (range.batch == batch.id) words.push_back({range.units, *event.status, event.on});
    }
  }
  importers::KnownBatch recorded{batch.space, batch.units, batch.id.value};
  recorded.active = batch.registry_status == RegistryStatus::active;
  if (!recorded.active) {
    const bool retired = batch.registry_status == RegistryStatus::retired;
    recorded.how = {retired ? RegistryEventStatus::retired : RegistryEventStatus::cancelled, batch.status_on};
  }
  return importers::known_after(std::move(recorded), words);
}

// Calls take(thing) for everything that fetch(page) gives, page after page.
template <class Fetch, class EntryOf, class Take>
void each(Fetch fetch, EntryOf entry_of, Take take) {
  store::Page page{.from = 0, .before = UINT64_MAX, .limit = page_rows};
  while (true) {
    const auto things = fetch(page);
    for (const auto& thing : things) take(thing);
    if (things.size() < page_rows) return;
    page.from = entry_of(things.back()) + 1;
  }
}

}  // namespace

std::optional<importers::KnownByProgramme> known_to_ledger(store::Reader& reader,
                                                           const std::set<std::string>& programmes,
                                                           std::size_t batches_max) {
  importers::KnownByProgramme all;
  std::size_t batches = 0;
  for (const auto& programme : programmes) {
    importers::Known known;
    // What was voided set its name and its numbers free.
    each([&](const store::Page& page) { return reader.projects(page, programme); },
         [](const Project& project) { return project.entry.value; },
         [&](const Project& project) {
           if (!project.voided_by) known.projects.insert(project.key.project_id);
         });
    each(
        [&](const store::Page& page) {
          return batches > batches_max ? std::vector<Batch>{}
                                       : reader.batches(page, {.programme = programme, .project_id = std::nullopt});
        },
        [](const Batch& batch) { return batch.id.value; },
        [&](const Batch& batch) {
          ++batches;
          if (!batch.voided_by) known.batches.push_back(known_as(batch, reader));
        });
    if (batches > batches_max) return std::nullopt;
    all.emplace(programme, std::move(known));
  }
  return all;
}

}  // namespace tanbu::http
