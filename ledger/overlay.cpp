// Overlay: the changes of a batch in progress, laid over the view they were made for.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/holds.hpp"
#include "ledger/view.hpp"

namespace tanbu {

struct Overlay::Layer {
  std::uint64_t entries_added = 0;
  std::optional<PartyId> association;
  std::map<PartyId, Party> parties;
  std::map<KeyId, Key> keys;
  std::map<EntryIndex, Appointment> appointments;
  std::map<FactoryId, Factory> factories;
  std::map<ProjectKey, Project> projects;
  std::map<BatchId, Batch> batches;
  std::map<InventoryId, Inventory> inventories;
  std::map<RetirementId, Retirement> retirements;
  struct Units {
    std::set<std::int64_t> erased_begins;  // segments of the base that are no more
    std::map<std::int64_t, Segment> inserted;
  };
  std::map<BatchId, Units> units;
  std::map<NoteId, Note> notes;

  // Where records may be found, so that the thousandth command of a batch does not ask all those before it. A name that
  // a record no longer has stays here; whoever looks asks the record itself.
  using Pair = std::pair<std::string, std::string>;
  struct Space {
    std::set<std::pair<std::int64_t, BatchId>> by_begin;
    std::int64_t longest = 0;
  };
  std::map<std::string, std::set<ProjectKey>> projects_by_token;
  std::map<ProjectKey, std::set<BatchId>> batches_by_project;
  std::map<Pair, std::set<BatchId>> batches_by_code;  // by programme and code
  std::map<Pair, Space> spaces;                       // by programme and namespace
  std::map<std::string, std::set<NoteId>> notes_by_name;

  template <class Name, class Key>
  static const std::set<Name>& named(const std::map<Key, std::set<Name>>& names, const Key& key) {
    static const std::set<Name> none;
    const auto at = names.find(key);
    return at == names.end() ? none : at->second;
  }
  [[nodiscard]] std::set<BatchId> batches_near(const Pair& space, UnitRange wanted) const {
    std::set<BatchId> near;
    const auto at = spaces.find(space);
    if (at == spaces.end()) return near;
    const auto& [by_begin, longest] = at->second;
    for (auto batch = by_begin.lower_bound({wanted.begin - longest, BatchId{}}); batch != by_begin.end(); ++batch) {
      if (batch->first >= wanted.end) break;
      near.insert(batch->second);
    }
    return near;
  }

  void put(const Party& party) { parties.insert_or_assign(party.id, party); }
  void put(const Key& key) { keys.insert_or_assign(key.kid, key); }
  void put(const Appointment& appointment) { appointments.insert_or_assign(appointment.entry, appointment); }
  void put(const Factory& factory) { factories.insert_or_assign(factory.id, factory); }
  void put(const Project& project) {
    for (auto& token : project_tokens(project.key, project.also_registered_as, project.asset_code))
      projects_by_token[std::move(token)].insert(project.key);
    projects.insert_or_assign(project.key, project);
  }
  void put(const Batch& batch) {
    const std::string& programme = batch.project.programme;
    batches_by_project[batch.project].insert(batch.id);
    for (const auto& code : batch.printed_codes) batches_by_code[{programme, code}].insert(batch.id);
    Space& space = spaces[{programme, batch.space}];
    space.by_begin.emplace(batch.units.begin, batch.id);
    space.longest = std::max(space.longest, batch.units.quantity());
    batches.insert_or_assign(batch.id, batch);
  }
  void put(const Inventory& inventory) { inventories.insert_or_assign(inventory.id, inventory); }
  void put(const Retirement& retirement) { retirements.insert_or_assign(retirement.id, retirement); }
  void put(const Note& note) {
    const NoteId id = id_of(note);
    for (auto& name : index_names_of(note)) notes_by_name[std::move(name)].insert(id);
    notes.insert_or_assign(id, note);
  }
  void put(const SegmentSplice& splice) {
    Units& changed = units[splice.batch];
    for (const Segment& segment : splice.erased) {
      if (changed.inserted.erase(segment.units.begin) == 0) changed.erased_begins.insert(segment.units.begin);
    }
    for (const Segment& segment : splice.inserted) changed.inserted.insert_or_assign(segment.units.begin, segment);
  }
};

namespace {

// The base's records with the layer's versions in their place and the layer's new ones behind, all in order of their
// entry. A record that no longer is what was asked for drops out.
template <class Record, class Name, class Entry, class Wanted>
std::vector<Record> merged(std::vector<Record> base, const std::map<Name, Record>& layer, const std::set<Name>& names,
                           Name Record::*name, Entry entry_of, Wanted wanted) {
  std::vector<Record> all;
  for (Record& record : base) {
    if (!layer.contains(record.*name)) all.push_back(std::move(record));
  }
  for (const Name& key : names) {
    const Record& record = layer.at(key);
    if (wanted(record)) all.push_back(record);
  }
  std::sort(all.begin(), all.end(), [&](const Record& a, const Record& b) { return entry_of(a) < entry_of(b); });
  return all;
}

// The same where any record of the layer may be wanted.
template <class Record, class Name, class Entry, class Wanted>
std::vector<Record> merged(std::vector<Record> base, const std::map<Name, Record>& layer, Name Record::*name,
                           Entry entry_of, Wanted wanted) {
  std::vector<Record> all;
  for (Record& record : base) {
    if (!layer.contains(record.*name)) all.push_back(std::move(record));
  }
  for (const auto& [key, record] : layer) {
    if (wanted(record)) all.push_back(record);
  }
  std::sort(all.begin(), all.end(), [&](const Record& a, const Record& b) { return entry_of(a) < entry_of(b); });
  return all;
}

template <class Name, class Record>
std::optional<Record> found(const std::map<Name, Record>& layer, const Name& name) {
  const auto at = layer.find(name);
  return at == layer.end() ? std::nullopt : std::optional<Record>(at->second);
}

}  // namespace

std::vector<std::string> project_tokens(const ProjectKey& key, const std::vector<ProjectKey>& also_registered_as,
                                        const std::optional<std::string>& asset_code) {
  std::vector<std::string> tokens{"project:" + key.programme + "/" + key.project_id};
  for (const ProjectKey& alias : also_registered_as)
    tokens.push_back("project:" + alias.programme + "/" + alias.project_id);
  if (asset_code) tokens.push_back("asset:" + *asset_code);
  return tokens;
}

Overlay::Overlay(const View& base) : base_(base), layer_(std::make_unique<Layer>()) {}
Overlay::~Overlay() = default;

void Overlay::put(const Changes& changes) {
  for (const Change& change : changes) {
    std::visit([this](const auto& record) { layer_->put(record); }, change);
  }
  if (size() == 0 && !layer_->parties.empty()) layer_->association = layer_->parties.begin()->first;
}

void Overlay::append_entry() { ++layer_->entries_added; }

std::uint64_t Overlay::size() const { return base_.size() + layer_->entries_added; }

std::optional<PartyId> Overlay::association() const {
  return layer_->association ? layer_->association : base_.association();
}

std::optional<Party> Overlay::party(const PartyId& id) const {
  auto newer = found(layer_->parties, id);
  return newer ? newer : base_.party(id);
}

std::optional<Key> Overlay::key(const KeyId& kid) const {
  auto newer = found(layer_->keys, kid);
  return newer ? newer : base_.key(kid);
}

std::vector<Appointment> Overlay::appointments(const PartyId& party, const std::string& programme) const {
  return merged(
      base_.appointments(party, programme), layer_->appointments, &Appointment::entry,
      [](const Appointment& a) { return a.entry; },
      [&](const Appointment& a) { return a.party == party && a.programme == programme; });
}

std::optional<Appointment> Overlay::appointment(EntryIndex entry) const {
  auto newer = found(layer_->appointments, entry);
  return newer ? newer : base_.appointment(entry);
}

std::optional<Factory> Overlay::factory(FactoryId id) const {
  auto newer = found(layer_->factories, id);
  return newer ? newer : base_.factory(id);
}

std::vector<Factory> Overlay::factories_at(const std::string& division, const std::string& address) const {
  return merged(
      base_.factories_at(division, address), layer_->factories, &Factory::id, [](const Factory& f) { return f.id; },
      [&](const Factory& f) { return f.division == division && f.address == address; });
}

std::optional<Project> Overlay::project(const ProjectKey& key) const {
  auto newer = found(layer_->projects, key);
  return newer ? newer : base_.project(key);
}

std::optional<Project> Overlay::project_at(EntryIndex entry) const {
  for (const auto& [key, project] : layer_->projects) {
    if (project.entry == entry) return project;
  }
  const auto older = base_.project_at(entry);
  return older && !layer_->projects.contains(older->key) ? older : std::nullopt;
}

std::vector<Project> Overlay::projects_with_token(const std::string& token) const {
  return merged(
      base_.projects_with_token(token), layer_->projects, Layer::named(layer_->projects_by_token, token), &Project::key,
      [](const Project& p) { return p.entry; },
      [&](const Project& p) {
        if (p.voided_by) return false;
        const auto tokens = project_tokens(p.key, p.also_registered_as, p.asset_code);
        return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
      });
}

std::vector<BatchId> Overlay::batches_of_project(const ProjectKey& key) const {
  auto all = base_.batches_of_project(key);
  const std::set<BatchId> older(all.begin(), all.end());
  for (const BatchId id : Layer::named(layer_->batches_by_project, key)) {
    if (layer_->batches.at(id).project == key && !older.contains(id)) all.push_back(id);
  }
  return all;
}

std::optional<Batch> Overlay::batch(BatchId id) const {
  auto newer = found(layer_->batches, id);
  return newer ? newer : base_.batch(id);
}

std::vector<Batch> Overlay::batches_overlapping(const std::string& programme, const std::string& space,
                                                UnitRange units) const {
  return merged(
      base_.batches_overlapping(programme, space, units), layer_->batches,
      layer_->batches_near({programme, space}, units), &Batch::id, [](const Batch& b) { return b.id; },
      [&](const Batch& b) {
        return !b.voided_by && b.project.programme == programme && b.space == space && b.units.overlaps(units);
      });
}

std::optional<BatchId> Overlay::batch_with_code(const std::string& programme, const std::string& code) const {
  const auto older = base_.batch_with_code(programme, code);
  if (older && !layer_->batches.contains(*older)) return older;
  for (const BatchId id : Layer::named(layer_->batches_by_code, Layer::Pair{programme, code})) {
    const Batch& batch = layer_->batches.at(id);
    const auto& codes = batch.printed_codes;
    if (!batch.voided_by && batch.project.programme == programme &&
        std::find(codes.begin(), codes.end(), code) != codes.end())
      return id;
  }
  return std::nullopt;
}

std::vector<Segment> Overlay::segments(BatchId batch, UnitRange units) const {
  auto all = base_.segments(batch, units);
  const auto changed = layer_->units.find(batch);
  if (changed == layer_->units.end()) return all;
  const auto gone = [&](const Segment& segment) { return changed->second.erased_begins.contains(segment.units.begin); };
  all.erase(std::remove_if(all.begin(), all.end(), gone), all.end());
  // Segments never overlap, so the one that reaches into the range from the left is the last that begins before it.
  auto at = changed->second.inserted.lower_bound(units.begin);
  if (at != changed->second.inserted.begin()) --at;
  for (; at != changed->second.inserted.end() && at->first < units.end; ++at) {
    if (at->second.units.overlaps(units)) all.push_back(at->second);
  }
  std::sort(all.begin(), all.end(), [](const Segment& a, const Segment& b) { return a.units < b.units; });
  return all;
}

std::optional<Inventory> Overlay::inventory(InventoryId id) const {
  auto newer = found(layer_->inventories, id);
  return newer ? newer : base_.inventory(id);
}

std::vector<Inventory> Overlay::inventories(FactoryId factory) const {
  return merged(
      base_.inventories(factory), layer_->inventories, &Inventory::id, [](const Inventory& i) { return i.id; },
      [&](const Inventory& i) { return i.factory == factory; });
}

std::optional<Retirement> Overlay::retirement(RetirementId id) const {
  auto newer = found(layer_->retirements, id);
  return newer ? newer : base_.retirement(id);
}

std::vector<Retirement> Overlay::retirements(FactoryId factory, Period period) const {
  return merged(
      base_.retirements(factory, period), layer_->retirements, &Retirement::id,
      [](const Retirement& r) { return r.id; },
      [&](const Retirement& r) { return r.factory == factory && r.period == period; });
}

std::vector<Key> Overlay::keys_of(const PartyId& party) const {
  return merged(
      base_.keys_of(party), layer_->keys, &Key::kid, [](const Key& k) { return std::pair(k.entry, k.kid); },
      [&](const Key& k) { return k.party == party; });
}

std::vector<Factory> Overlay::factories_of(const PartyId& operator_party) const {
  return merged(
      base_.factories_of(operator_party), layer_->factories, &Factory::id, [](const Factory& f) { return f.id; },
      [&](const Factory& f) { return f.operator_party == operator_party; });
}

std::vector<Project> Overlay::projects_of(const PartyId& party) const {
  return merged(
      base_.projects_of(party), layer_->projects, &Project::key, [](const Project& p) { return p.entry; },
      [&](const Project& p) { return p.developer == party || p.verifier == party; });
}

std::vector<BatchId> Overlay::batches_held_by(const PartyId& holder) const {
  std::set<BatchId> candidates;
  for (const BatchId batch : base_.batches_held_by(holder)) candidates.insert(batch);
  for (const auto& [batch, changed] : layer_->units) candidates.insert(batch);
  std::vector<BatchId> held;
  for (const BatchId id : candidates) {
    const auto recorded = batch(id);
    HOLDS(recorded.has_value());
    const auto all = segments(id, recorded->units);
    if (std::any_of(all.begin(), all.end(), [&](const Segment& segment) { return segment.holder == holder; }))
      held.push_back(id);
  }
  return held;
}

std::vector<Retirement> Overlay::retirements_naming(BatchId batch, UnitRange units) const {
  return merged(
      base_.retirements_naming(batch, units), layer_->retirements, &Retirement::id,
      [](const Retirement& r) { return r.id; },
      [&](const Retirement& r) {
        return std::any_of(r.ranges.begin(), r.ranges.end(), [&](const BatchRange& range) {
          return range.batch == batch && range.units.overlaps(units);
        });
      });
}

std::optional<Note> Overlay::note(NoteId id) const {
  auto newer = found(layer_->notes, id);
  return newer ? newer : base_.note(id);
}

std::vector<Note> Overlay::notes(const std::string& index_name) const {
  std::map<NoteId, Note> all;
  for (Note& note : base_.notes(index_name)) {
    const NoteId id = id_of(note);
    if (!layer_->notes.contains(id)) all.emplace(id, std::move(note));
  }
  for (const NoteId id : Layer::named(layer_->notes_by_name, index_name)) {
    const Note& note = layer_->notes.at(id);
    const auto names = index_names_of(note);
    if (std::binary_search(names.begin(), names.end(), index_name)) all.emplace(id, note);
  }
  std::vector<Note> ordered;
  for (auto& [id, note] : all) ordered.push_back(std::move(note));
  return ordered;
}

}  // namespace tanbu
