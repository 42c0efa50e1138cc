// What the auditor's memory answers to the rules. How it came to know stands in state.cpp.
#include <algorithm>

#include "audit/state.hpp"

namespace tanbu::audit {
namespace {

template <class Table, class Name>
auto found(const Table& table, const Name& name) -> std::optional<typename Table::mapped_type> {
  const auto at = table.find(name);
  if (at == table.end()) return std::nullopt;
  return at->second;
}

// The records of these entries, in the entries' order.
template <class Record>
std::vector<Record> records_of(const std::set<std::uint64_t>& entries, const std::map<std::uint64_t, Record>& table) {
  std::vector<Record> records;
  for (const auto entry : entries) records.push_back(table.at(entry));
  return records;
}

template <class Index, class Name, class Record>
std::vector<Record> listed(const Index& index, const Name& name, const std::map<std::uint64_t, Record>& table) {
  const auto at = index.find(name);
  return at == index.end() ? std::vector<Record>{} : records_of(at->second, table);
}

template <class Record>
std::optional<Record> shown(const UnknownTexts& unknown, std::optional<Record> record) {
  if (record) unknown.shown(*record);
  return record;
}
template <class Record>
std::vector<Record> shown(const UnknownTexts& unknown, std::vector<Record> records) {
  for (const Record& record : records) unknown.shown(record);
  return records;
}

}  // namespace

void State::Ranges::add(UnitRange units, std::uint64_t entry) {
  by_begin.emplace_hint(by_begin.end(), units.begin, One{units.end, entry});  // most often behind all others
  widest = std::max(widest, units.quantity());
}

void State::Ranges::remove(UnitRange units, std::uint64_t entry) {
  const auto [first, last] = by_begin.equal_range(units.begin);
  const auto at = std::find_if(
      first, last, [&](const auto& one) { return one.second.entry == entry && one.second.end == units.end; });
  if (at != last) by_begin.erase(at);
}

// No assumption that the ranges are disjoint: that is what the rules are to find out. A range that begins further left
// than the widest one is long cannot reach into the units.
State::Entries State::Ranges::overlapping(UnitRange units) const {
  Entries entries;
  for (auto at = by_begin.upper_bound(units.begin - widest); at != by_begin.end() && at->first < units.end; ++at) {
    if (at->second.end > units.begin) entries.insert(at->second.entry);
  }
  return entries;
}

std::optional<Party> State::party(const PartyId& id) const {
  return shown(unknown_texts_, found(tables_.parties, id.text));
}
std::optional<Key> State::key(const KeyId& kid) const { return found(tables_.keys, kid.text); }
std::optional<Appointment> State::appointment(EntryIndex entry) const {
  return found(tables_.appointments, entry.value);
}
std::optional<Factory> State::factory(FactoryId id) const {
  return shown(unknown_texts_, found(tables_.factories, id.value));
}
std::optional<Project> State::project_at(EntryIndex entry) const { return found(tables_.projects, entry.value); }
std::optional<Batch> State::batch(BatchId id) const { return shown(unknown_texts_, found(tables_.batches, id.value)); }
std::optional<Inventory> State::inventory(InventoryId id) const { return found(tables_.inventories, id.value); }
std::optional<Retirement> State::retirement(RetirementId id) const { return found(tables_.retirements, id.value); }
std::optional<Note> State::note(NoteId id) const { return shown(unknown_texts_, found(tables_.notes, id)); }

std::vector<Appointment> State::appointments(const PartyId& party, const std::string& programme) const {
  return listed(appointments_of_, Pair{party.text, programme}, tables_.appointments);
}

std::vector<Factory> State::factories_at(const std::string& division, const std::string& address) const {
  unknown_texts_.searched(division);
  return listed(factories_at_, Pair{division, address}, tables_.factories);
}

std::vector<Factory> State::factories_of(const PartyId& operator_party) const {
  return shown(unknown_texts_, listed(factories_of_, operator_party.text, tables_.factories));
}

std::optional<Project> State::project(const ProjectKey& key) const {
  const auto entry = found(project_entries_, key);
  return entry ? found(tables_.projects, *entry) : std::nullopt;
}

std::vector<Project> State::projects_with_token(const std::string& token) const {
  return listed(tables_.tokens, token, tables_.projects);
}

std::vector<Project> State::projects_of(const PartyId& party) const {
  return listed(projects_of_, party.text, tables_.projects);
}

std::vector<BatchId> State::batches_of_project(const ProjectKey& key) const {
  return found(batches_of_, key).value_or(std::vector<BatchId>{});
}

std::vector<Batch> State::batches_overlapping(const std::string& programme, const std::string& space,
                                              UnitRange units) const {
  const auto in_space = batches_in_space_.find(Pair{programme, space});
  if (in_space == batches_in_space_.end()) return {};
  return shown(unknown_texts_, records_of(in_space->second.overlapping(units), tables_.batches));
}

std::optional<BatchId> State::batch_with_code(const std::string& programme, const std::string& code) const {
  const auto entry = found(codes_, Pair{programme, code});
  return entry ? std::optional(BatchId{*entry}) : std::nullopt;
}

std::vector<Segment> State::segments(BatchId batch, UnitRange units) const {
  std::vector<Segment> segments;
  const auto spans = tables_.spans.find(batch.value);
  if (spans == tables_.spans.end()) return segments;
  auto at = spans->second.upper_bound(units.begin);
  if (at != spans->second.begin()) --at;
  for (; at != spans->second.end() && at->first < units.end; ++at) {
    const Span& span = at->second;
    if (span.end <= units.begin) continue;
    segments.push_back(
        {batch, {at->first, span.end}, span.status, span.holder, span.retirement, span.traded, span.since});
  }
  return segments;
}

std::vector<Inventory> State::inventories(FactoryId factory) const {
  return listed(inventories_of_, factory.value, tables_.inventories);
}

std::vector<Retirement> State::retirements(FactoryId factory, Period period) const {
  return listed(retirements_of_, std::pair{factory.value, period}, tables_.retirements);
}

std::vector<Retirement> State::retirements_naming(BatchId batch, UnitRange units) const {
  const auto ranges = retirements_naming_.find(batch.value);
  if (ranges == retirements_naming_.end()) return {};
  return records_of(ranges->second.overlapping(units), tables_.retirements);
}

std::vector<Key> State::keys_of(const PartyId& party) const {
  std::vector<Key> keys;
  const auto at = keys_of_.find(party.text);
  if (at == keys_of_.end()) return keys;
  for (const auto& [entry, kid] : at->second) keys.push_back(tables_.keys.at(kid));
  return keys;
}

std::vector<BatchId> State::batches_held_by(const PartyId& holder) const {
  std::vector<BatchId> batches;
  const auto at = holdings_.find(holder.text);
  if (at == holdings_.end()) return batches;
  for (const auto& [batch, units] : at->second) batches.push_back({batch});
  return batches;
}

std::vector<Note> State::notes(const std::string& index_name) const {
  std::vector<Note> notes;
  const auto at = tables_.note_names.find(index_name);
  if (at == tables_.note_names.end()) return notes;
  for (const NoteId& id : at->second) notes.push_back(tables_.notes.at(id));
  return shown(unknown_texts_, std::move(notes));
}

}  // namespace tanbu::audit
