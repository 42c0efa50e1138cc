#include "audit/state.hpp"

#include <algorithm>

namespace tanbu::audit {
namespace {

std::string units_text(std::uint64_t batch, std::int64_t first, std::int64_t end) {
  return "units " + std::to_string(first) + ".." + std::to_string(end - 1) + " of batch " + std::to_string(batch);
}

// The span that holds the unit; the batch must hold it.
Spans::iterator span_of(Spans& spans, std::int64_t unit) { return std::prev(spans.upper_bound(unit)); }

void cut_at(Spans& spans, std::int64_t unit) {
  const auto left = span_of(spans, unit);
  if (left->first == unit || left->second.end <= unit) return;
  spans.emplace(unit, left->second);
  left->second.end = unit;
}

template <class Table, class Name>
auto found(const Table& table, const Name& name) -> std::optional<typename Table::mapped_type> {
  const auto at = table.find(name);
  if (at == table.end()) return std::nullopt;
  return at->second;
}

// The records that an index names, in the index's order.
template <class Index, class Name, class Record>
std::vector<Record> listed(const Index& index, const Name& name, const std::map<std::uint64_t, Record>& table) {
  std::vector<Record> records;
  const auto at = index.find(name);
  if (at == index.end()) return records;
  for (const auto entry : at->second) records.push_back(table.at(entry));
  return records;
}

template <class Table, class Name, class Record>
Problem put_new(Table& table, const Name& name, const Record& record, const char* what) {
  if (!table.emplace(name, record).second) return std::string("there is already ") + what + " of this name";
  return std::nullopt;
}

}  // namespace

std::set<std::string> tokens_of(const Project& project) {
  const auto spelt = [](const ProjectKey& key) { return "project:" + key.programme + "/" + key.project_id; };
  std::set<std::string> tokens{spelt(project.key)};
  for (const auto& alias : project.also_registered_as) tokens.insert(spelt(alias));
  if (project.asset_code) tokens.insert("asset:" + *project.asset_code);
  return tokens;
}

Problem State::apply(const Event& event) {
  return std::visit([this](const auto& what) { return happened(what); }, event);
}

Problem State::happened(const PartyEnrolled& event) {
  if (size_ == 0) association_ = event.party.id;
  return put_new(tables_.parties, event.party.id.text, event.party, "a party");
}

Problem State::happened(const KeyRegistered& event) {
  if (!tables_.parties.count(event.key.party.text)) return "a key is registered to a party that is not enrolled";
  return put_new(tables_.keys, event.key.kid.text, event.key, "a key");
}

Problem State::happened(const RegistrarAppointed& event) {
  const Appointment& appointment = event.appointment;
  appointments_of_[{appointment.party.text, appointment.programme}].push_back(appointment.entry.value);
  return put_new(tables_.appointments, appointment.entry.value, appointment, "an appointment");
}

Problem State::happened(const FactoryRegistered& event) {
  const Factory& factory = event.factory;
  factories_at_[{factory.division, factory.address}].push_back(factory.id.value);
  return put_new(tables_.factories, factory.id.value, factory, "a factory");
}

Problem State::happened(const ProjectRegistered& event) {
  const Project& project = event.project;
  if (!project_entries_.emplace(project.key, project.entry.value).second) return "a project is registered twice";
  for (const auto& token : tokens_of(project)) tables_.tokens[token].insert(project.entry.value);
  return put_new(tables_.projects, project.entry.value, project, "a project");
}

Problem State::happened(const BatchRecorded& event) {
  const Batch& batch = event.batch;
  const auto id = batch.id.value;
  if (!project_entries_.count(batch.project)) return "a batch is of a project that is not registered";
  const Pair space{batch.project.programme, batch.space};
  for (const auto& code : batch.printed_codes) {
    if (!codes_.emplace(Pair{batch.project.programme, code}, id).second) return "a printed code is recorded twice";
  }
  batches_of_[batch.project].push_back(batch.id);
  batches_in_space_[space].emplace(batch.units.begin, id);
  widest_batch_[space] = std::max(widest_batch_[space], batch.units.quantity());
  tables_.spans[id] = {{batch.units.begin, Span{.end = batch.units.end,
                                                .status = event.status,
                                                .holder = event.holder,
                                                .retirement = std::nullopt,
                                                .since = batch.id.entry()}}};
  tables_.tallies[id] = {};
  tables_.tallies[id].at(static_cast<std::size_t>(event.status)) = batch.units.quantity();
  return put_new(tables_.batches, id, batch, "a batch");
}

Problem State::happened(const UnitsTransferred& event) {
  for (const BatchRange& range : event.ranges) {
    auto problem = paint(range, {UnitStatus::free, UnitStatus::unassigned}, [&](Span& span) {
      span = Span{span.end, UnitStatus::free, event.to, std::nullopt, event.entry};
    });
    if (problem) return problem;
  }
  return std::nullopt;
}

Problem State::happened(const InventoryDeclared& event) {
  const Inventory& inventory = event.inventory;
  if (event.supersedes) {
    const auto older = tables_.inventories.find(event.supersedes->value);
    if (older == tables_.inventories.end()) return "an inventory supersedes one that is not declared";
    if (older->second.superseded_by) return "an inventory is superseded twice";
    older->second.superseded_by = inventory.id;
  }
  inventories_of_[inventory.factory.value].push_back(inventory.id.value);
  return put_new(tables_.inventories, inventory.id.value, inventory, "an inventory");
}

Problem State::happened(const UnitsRetired& event) {
  const Retirement& retirement = event.retirement;
  retirements_of_[{retirement.factory.value, retirement.period}].push_back(retirement.id.value);
  if (auto problem = put_new(tables_.retirements, retirement.id.value, retirement, "a retirement")) return problem;
  const bool waits = retirement.status == RetirementStatus::on_hold;
  if (waits && retirement.claim) return std::nullopt;  // a claim that waits binds no unit
  const std::set<UnitStatus> from{retirement.claim ? UnitStatus::registry_retired : UnitStatus::free};
  for (const BatchRange& range : retirement.ranges) {
    auto problem = paint(range, from, [&](Span& span) {
      span.status = waits ? UnitStatus::held : UnitStatus::retired;
      if (!waits) span.holder.reset();
      span.retirement = retirement.id;
      span.since = retirement.id.entry();
    });
    if (problem) return problem;
  }
  return std::nullopt;
}

Problem State::happened(const ProjectMarked& event) {
  Project* project = find_project(event.project);
  if (project == nullptr) return "a mark is put on a project that is not registered";
  if (event.used) project->used = true;
  if (event.shared) project->shared = true;
  return std::nullopt;
}

Problem State::happened(const ProjectLocked& event) {
  Project* project = find_project(event.project);
  if (project == nullptr || project->lock) return "a lock is put on a project that is absent or locked already";
  project->lock = event.lock;
  project->used = true;
  return std::nullopt;
}

Problem State::happened(const ProjectUnitsFrozen& event) {
  const auto batches = batches_of_.find(event.project);
  if (batches == batches_of_.end()) return std::nullopt;
  for (const BatchId batch : batches->second) {
    Tally& tally = tables_.tallies.at(batch.value);
    for (auto& [first, span] : tables_.spans.at(batch.value)) {
      if (span.status != UnitStatus::free && span.status != UnitStatus::unassigned) continue;
      tally.at(static_cast<std::size_t>(span.status)) -= span.end - first;
      tally.at(static_cast<std::size_t>(UnitStatus::frozen)) += span.end - first;
      span.status = UnitStatus::frozen;
      span.since = event.entry;
    }
  }
  return std::nullopt;
}

Problem State::paint(const BatchRange& range, const std::set<UnitStatus>& from, const Repaint& repaint) {
  const auto batch = tables_.batches.find(range.batch.value);
  if (batch == tables_.batches.end())
    return "units of a batch that is not recorded: " + std::to_string(range.batch.value);
  const UnitRange units = range.units;
  if (units.begin >= units.end || units.begin < batch->second.units.begin || units.end > batch->second.units.end) {
    return units_text(range.batch.value, units.begin, units.end) + " are not in the batch";
  }
  Spans& spans = tables_.spans.at(range.batch.value);
  Tally& tally = tables_.tallies.at(range.batch.value);
  cut_at(spans, units.begin);
  if (units.end < batch->second.units.end) cut_at(spans, units.end);
  for (auto at = spans.find(units.begin); at != spans.end() && at->first < units.end; ++at) {
    const std::int64_t quantity = at->second.end - at->first;
    if (!from.count(at->second.status)) {
      return units_text(range.batch.value, at->first, at->second.end) + " are " +
             std::string(name_of(at->second.status)) + " and cannot be moved";
    }
    tally.at(static_cast<std::size_t>(at->second.status)) -= quantity;
    repaint(at->second);
    tally.at(static_cast<std::size_t>(at->second.status)) += quantity;
  }
  return std::nullopt;
}

Project* State::find_project(const ProjectKey& key) {
  const auto at = project_entries_.find(key);
  return at == project_entries_.end() ? nullptr : &tables_.projects.at(at->second);
}

std::optional<Party> State::party(const PartyId& id) const { return found(tables_.parties, id.text); }
std::optional<Key> State::key(const KeyId& kid) const { return found(tables_.keys, kid.text); }
std::optional<Factory> State::factory(FactoryId id) const { return found(tables_.factories, id.value); }
std::optional<Batch> State::batch(BatchId id) const { return found(tables_.batches, id.value); }
std::optional<Retirement> State::retirement(RetirementId id) const { return found(tables_.retirements, id.value); }

std::vector<Appointment> State::appointments(const PartyId& party, const std::string& programme) const {
  return listed(appointments_of_, Pair{party.text, programme}, tables_.appointments);
}

std::vector<Factory> State::factories_at(const std::string& division, const std::string& address) const {
  return listed(factories_at_, Pair{division, address}, tables_.factories);
}

std::optional<Project> State::project(const ProjectKey& key) const {
  const auto entry = found(project_entries_, key);
  return entry ? found(tables_.projects, *entry) : std::nullopt;
}

std::vector<Project> State::projects_with_token(const std::string& token) const {
  return listed(tables_.tokens, token, tables_.projects);
}

std::vector<BatchId> State::batches_of_project(const ProjectKey& key) const {
  return found(batches_of_, key).value_or(std::vector<BatchId>{});
}

// No assumption that batches of one namespace are disjoint: that is what the rules are to find out. A batch that begins
// further left than the widest one is long cannot reach into the range.
std::vector<Batch> State::batches_overlapping(const std::string& programme, const std::string& space,
                                              UnitRange units) const {
  const Pair name{programme, space};
  const auto in_space = batches_in_space_.find(name);
  if (in_space == batches_in_space_.end()) return {};
  std::set<std::uint64_t> entries;
  for (auto at = in_space->second.upper_bound(units.begin - widest_batch_.at(name));
       at != in_space->second.end() && at->first < units.end; ++at) {
    if (tables_.batches.at(at->second).units.end > units.begin) entries.insert(at->second);
  }
  std::vector<Batch> batches;
  for (const auto entry : entries) batches.push_back(tables_.batches.at(entry));
  return batches;
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
    segments.push_back({batch, {at->first, span.end}, span.status, span.holder, span.retirement, span.since});
  }
  return segments;
}

std::vector<Inventory> State::inventories(FactoryId factory) const {
  return listed(inventories_of_, factory.value, tables_.inventories);
}

std::vector<Retirement> State::retirements(FactoryId factory, Period period) const {
  return listed(retirements_of_, std::pair{factory.value, period}, tables_.retirements);
}

}  // namespace tanbu::audit
