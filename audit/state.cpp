// How events change the records in the auditor's memory. Units move in state_units.cpp; what the memory answers stands
// in state_view.cpp.
#include "audit/state.hpp"

namespace tanbu::audit {
namespace {

template <class Table, class Name, class Record>
Problem put_new(Table& table, const Name& name, const Record& record, const char* what) {
  if (!table.emplace(name, record).second) return std::string("there is already ") + what + " of this name";
  return std::nullopt;
}

// The record that is to read otherwise from now on; nothing when there is none.
template <class Table, class Name>
auto known(Table& table, const Name& name) -> typename Table::mapped_type* {
  const auto at = table.find(name);
  return at == table.end() ? nullptr : &at->second;
}

Problem changes_nothing_known(const char* what) { return std::string("a change of ") + what + " that is not there"; }

}  // namespace

std::set<std::string> tokens_of(const Project& project) {
  const auto spelt = [](const ProjectKey& key) { return "project:" + key.programme + "/" + key.project_id; };
  std::set<std::string> tokens{spelt(project.key)};
  for (const auto& alias : project.also_registered_as) tokens.insert(spelt(alias));
  if (project.asset_code) tokens.insert("asset:" + *project.asset_code);
  return tokens;
}

void State::append_entry() {
  ++size_;
  departures_.clear();
}

Problem State::apply(const Event& event) {
  return std::visit([this](const auto& what) { return happened(what); }, event);
}

Problem State::happened(const PartyEnrolled& event) {
  if (size_ == 0) association_ = event.party.id;
  tables_.named.insert(event.party.id.text);
  return put_new(tables_.parties, event.party.id.text, event.party, "a party");
}

Problem State::happened(const PartyChanged& event) {
  Party* party = known(tables_.parties, event.party.id.text);
  if (party == nullptr) return changes_nothing_known("a party");
  *party = event.party;
  return std::nullopt;
}

Problem State::happened(const KeyRegistered& event) {
  const Key& key = event.key;
  if (!tables_.parties.count(key.party.text)) return "a key is registered to a party that is not enrolled";
  keys_of_[key.party.text].emplace(key.entry.value, key.kid.text);
  return put_new(tables_.keys, key.kid.text, key, "a key");
}

Problem State::happened(const KeyChanged& event) {
  Key* key = known(tables_.keys, event.key.kid.text);
  if (key == nullptr) return changes_nothing_known("a key");
  if (key->party != event.key.party || key->entry != event.key.entry || key->jwk != event.key.jwk)
    return "a key becomes another party's or another key";
  *key = event.key;
  return std::nullopt;
}

Problem State::happened(const RegistrarAppointed& event) {
  const Appointment& appointment = event.appointment;
  appointments_of_[{appointment.party.text, appointment.programme}].insert(appointment.entry.value);
  return put_new(tables_.appointments, appointment.entry.value, appointment, "an appointment");
}

Problem State::happened(const AppointmentChanged& event) {
  Appointment* appointment = known(tables_.appointments, event.appointment.entry.value);
  if (appointment == nullptr) return changes_nothing_known("an appointment");
  appointments_of_[{appointment->party.text, appointment->programme}].erase(appointment->entry.value);
  *appointment = event.appointment;
  appointments_of_[{appointment->party.text, appointment->programme}].insert(appointment->entry.value);
  return std::nullopt;
}

Problem State::happened(const FactoryRegistered& event) {
  const Factory& factory = event.factory;
  factories_at_[{factory.division, factory.address}].insert(factory.id.value);
  factories_of_[factory.operator_party.text].insert(factory.id.value);
  return put_new(tables_.factories, factory.id.value, factory, "a factory");
}

Problem State::happened(const FactoryChanged& event) {
  Factory* factory = known(tables_.factories, event.factory.id.value);
  if (factory == nullptr) return changes_nothing_known("a factory");
  factories_at_[{factory->division, factory->address}].erase(factory->id.value);
  factories_of_[factory->operator_party.text].erase(factory->id.value);
  *factory = event.factory;
  factories_at_[{factory->division, factory->address}].insert(factory->id.value);
  factories_of_[factory->operator_party.text].insert(factory->id.value);
  return std::nullopt;
}

void State::list(const Project& project) {
  const auto entry = project.entry.value;
  if (project.developer) {
    projects_of_[project.developer->text].insert(entry);
    tables_.named.insert(project.developer->text);
  }
  if (project.verifier) projects_of_[project.verifier->text].insert(entry);
  if (project.voided_by) return;
  for (const auto& token : tokens_of(project)) tables_.tokens[token].insert(entry);
}

void State::unlist(const Project& project) {
  const auto entry = project.entry.value;
  if (project.developer) projects_of_[project.developer->text].erase(entry);
  if (project.verifier) projects_of_[project.verifier->text].erase(entry);
  for (const auto& token : tokens_of(project)) {
    const auto carriers = tables_.tokens.find(token);
    if (carriers == tables_.tokens.end()) continue;
    carriers->second.erase(entry);
    if (carriers->second.empty()) tables_.tokens.erase(carriers);
  }
}

Problem State::happened(const ProjectRegistered& event) {
  const Project& project = event.project;
  // The name of a voided project is free again; the later registration takes its place.
  if (const Project* earlier = find_project(project.key)) {
    if (!earlier->voided_by) return "a project is registered twice";
    unlist(*earlier);
    tables_.projects.erase(earlier->entry.value);
  }
  project_entries_[project.key] = project.entry.value;
  list(project);
  return put_new(tables_.projects, project.entry.value, project, "a project");
}

Problem State::happened(const ProjectChanged& event) {
  Project* project = find_project(event.project.key);
  if (project == nullptr) return changes_nothing_known("a project");
  if (project->entry != event.project.entry) return "a project becomes another entry's without being voided";
  unlist(*project);
  *project = event.project;
  list(*project);
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

Problem State::list(const Batch& batch) {
  if (batch.voided_by) return std::nullopt;
  batches_in_space_[{batch.project.programme, batch.space}].add(batch.units, batch.id.value);
  for (const auto& code : batch.printed_codes) {
    if (!codes_.emplace(Pair{batch.project.programme, code}, batch.id.value).second)
      return "a printed code is recorded twice";
  }
  return std::nullopt;
}

void State::unlist(const Batch& batch) {
  if (batch.voided_by) return;
  batches_in_space_[{batch.project.programme, batch.space}].remove(batch.units, batch.id.value);
  for (const auto& code : batch.printed_codes) codes_.erase(Pair{batch.project.programme, code});
}

Problem State::happened(const BatchRecorded& event) {
  const Batch& batch = event.batch;
  if (!project_entries_.count(batch.project)) return "a batch is of a project that is not registered";
  if (auto problem = put_new(tables_.batches, batch.id.value, batch, "a batch")) return problem;
  batches_of_[batch.project].push_back(batch.id);
  if (auto problem = list(batch)) return problem;
  return put_units(batch.id.value, batch.units.begin,
                   Span{batch.units.end, event.status, event.holder, std::nullopt, /*traded=*/false, batch.id.entry()});
}

Problem State::happened(const BatchExtended& event) {
  Batch* batch = known(tables_.batches, event.batch.value);
  if (batch == nullptr) return changes_nothing_known("a batch");
  if (event.added.begin != batch->units.end || event.added.end <= event.added.begin)
    return "units are not added behind the last one of batch " + std::to_string(event.batch.value);
  unlist(*batch);
  batch->units.end = event.added.end;
  if (auto problem = list(*batch)) return problem;
  return put_units(event.batch.value, event.added.begin,
                   Span{event.added.end, event.status, event.holder, std::nullopt, /*traded=*/false, event.entry});
}

Problem State::happened(const BatchChanged& event) {
  Batch* batch = known(tables_.batches, event.batch.id.value);
  if (batch == nullptr) return changes_nothing_known("a batch");
  if (batch->units != event.batch.units || batch->project != event.batch.project)
    return "a batch gets other numbers or another project";
  unlist(*batch);
  *batch = event.batch;
  return list(*batch);
}

Problem State::happened(const InventoryDeclared& event) {
  const Inventory& inventory = event.inventory;
  if (event.supersedes) {
    Inventory* older = known(tables_.inventories, event.supersedes->value);
    if (older == nullptr) return "an inventory supersedes one that is not declared";
    if (older->superseded_by) return "an inventory is superseded twice";
    older->superseded_by = inventory.id;
  }
  inventories_of_[inventory.factory.value].insert(inventory.id.value);
  return put_new(tables_.inventories, inventory.id.value, inventory, "an inventory");
}

Problem State::happened(const InventoryChanged& event) {
  Inventory* inventory = known(tables_.inventories, event.inventory.id.value);
  if (inventory == nullptr) return changes_nothing_known("an inventory");
  if (inventory->factory != event.inventory.factory) return "an inventory becomes another factory's";
  *inventory = event.inventory;
  return std::nullopt;
}

Problem State::happened(const NoteTaken& event) {
  const NoteId id = id_of(event.note);
  if (const Note* earlier = known(tables_.notes, id)) {
    for (const auto& name : index_names_of(*earlier)) {
      auto& carriers = tables_.note_names[name];
      carriers.erase(id);
      if (carriers.empty()) tables_.note_names.erase(name);
    }
  }
  for (const auto& name : index_names_of(event.note)) tables_.note_names[name].insert(id);
  tables_.notes.insert_or_assign(id, event.note);
  return std::nullopt;
}

Project* State::find_project(const ProjectKey& key) {
  const auto at = project_entries_.find(key);
  return at == project_entries_.end() ? nullptr : &tables_.projects.at(at->second);
}

}  // namespace tanbu::audit
