#include "ledger/store/sqlite/state_writer.hpp"

#include <algorithm>
#include <map>

#include "ledger/store/effects.hpp"
#include "ledger/view.hpp"

namespace tanbu::store {
namespace {

// The last version of every record, and the segments as they stand after all splices.
struct Net {
  std::map<PartyId, const Party*> parties;
  std::map<KeyId, const Key*> keys;
  std::map<EntryIndex, const Appointment*> appointments;
  std::map<FactoryId, const Factory*> factories;
  std::map<ProjectKey, const Project*> projects;
  std::map<BatchId, const tanbu::Batch*> batches;
  std::map<InventoryId, const Inventory*> inventories;
  std::map<RetirementId, const Retirement*> retirements;
  std::map<NoteId, const Note*> notes;
  std::vector<const Segment*> erased;  // stored before the batch
  std::map<std::pair<BatchId, std::int64_t>, const Segment*> inserted;

  void add(const Party& party) { parties[party.id] = &party; }
  void add(const Key& key) { keys[key.kid] = &key; }
  void add(const Appointment& appointment) { appointments[appointment.entry] = &appointment; }
  void add(const Factory& factory) { factories[factory.id] = &factory; }
  void add(const Project& project) { projects[project.key] = &project; }
  void add(const tanbu::Batch& batch) { batches[batch.id] = &batch; }
  void add(const Inventory& inventory) { inventories[inventory.id] = &inventory; }
  void add(const Retirement& retirement) { retirements[retirement.id] = &retirement; }
  void add(const Note& note) { notes[id_of(note)] = &note; }
  void add(const SegmentSplice& splice) {
    for (const Segment& segment : splice.erased) {
      const auto earlier = inserted.find({segment.batch, segment.units.begin});
      if (earlier == inserted.end()) {
        erased.push_back(&segment);
      } else if (*earlier->second == segment) {
        inserted.erase(earlier);
      } else {
        throw StoreFault("state: a splice erases a segment that is not there");
      }
    }
    for (const Segment& segment : splice.inserted) {
      if (!inserted.emplace(std::pair(segment.batch, segment.units.begin), &segment).second) {
        throw StoreFault("state: a splice inserts a segment where there is one");
      }
    }
  }
};

}  // namespace

void StateWriter::write(const Changes& changes, EntryIndex first_new) {
  Net net;
  for (const Change& change : changes) {
    std::visit([&net](const auto& record) { net.add(record); }, change);
  }
  for (const auto& [id, party] : net.parties) put(*party);
  for (const auto& [id, key] : net.keys) put(*key);
  for (const auto& [id, appointment] : net.appointments) put(*appointment);
  for (const auto& [id, factory] : net.factories) put(*factory);
  for (const auto& [id, project] : net.projects) put(*project);
  // What a voided batch, or one that reads otherwise now, sets free may be another's in the same breath.
  for (const auto& [id, batch] : net.batches) {
    if (id.entry() < first_new) Query::run(connection_, "DELETE FROM printed_codes WHERE batch = ?", id);
  }
  for (const auto& [id, batch] : net.batches) {
    if (batch->voided_by) put(*batch);
  }
  for (const auto& [id, batch] : net.batches) {
    if (!batch->voided_by) put(*batch);
  }
  for (const auto& [id, inventory] : net.inventories) put(*inventory);
  for (const auto& [id, retirement] : net.retirements) put(*retirement, id.entry() >= first_new);
  for (const auto& [id, note] : net.notes) put(id, *note, id.entry >= first_new);
  for (const Segment* segment : net.erased) erase(*segment);
  for (const auto& [id, segment] : net.inserted) insert(*segment);
}

// Every upsert names its key: a collision of any other unique column is then an error, where INSERT OR REPLACE would
// silently delete the other record.
void StateWriter::put(const Party& party) {
  const auto number = parties_.give(party.id);
  Query::run(connection_,
             "INSERT INTO parties(party, entry, legal_form, name, succeeded_by) VALUES(?, ?, ?, ?, ?)"
             " ON CONFLICT(party) DO UPDATE SET entry = excluded.entry, legal_form = excluded.legal_form,"
             " name = excluded.name, succeeded_by = excluded.succeeded_by",
             number, party.entry, party.legal_form, party.name, parties_.give(party.succeeded_by));
  Query::run(connection_, "DELETE FROM party_aliases WHERE party = ?", number);
  std::int64_t position = 0;
  for (const std::string& alias : party.aliases) {
    Query::run(connection_, "INSERT INTO party_aliases(party, position, alias) VALUES(?, ?, ?)", number, position++,
               alias);
  }
}

void StateWriter::put(const Key& key) {
  Query::run(connection_,
             "INSERT INTO keys(kid, party, entry, jwk, valid_from, valid_until, kinds) VALUES(?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(kid) DO UPDATE SET party = excluded.party, entry = excluded.entry, jwk = excluded.jwk,"
             " valid_from = excluded.valid_from, valid_until = excluded.valid_until, kinds = excluded.kinds",
             key.kid.text, parties_.give(key.party), key.entry, key.jwk, key.valid_from, key.valid_until,
             blob(part_to_bytes(key.kinds)));
}

void StateWriter::put(const Appointment& appointment) {
  Query::run(connection_,
             "INSERT INTO appointments(entry, party, programme, from_day, until_day) VALUES(?, ?, ?, ?, ?)"
             " ON CONFLICT(entry) DO UPDATE SET party = excluded.party, programme = excluded.programme,"
             " from_day = excluded.from_day, until_day = excluded.until_day",
             appointment.entry, parties_.give(appointment.party), appointment.programme, appointment.from,
             appointment.until);
}

void StateWriter::put(const Factory& factory) {
  Query::run(connection_,
             "INSERT INTO factories(id, operator, operator_from, former_operators, name, division, address)"
             " VALUES(?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(id) DO UPDATE SET operator = excluded.operator, operator_from = excluded.operator_from,"
             " former_operators = excluded.former_operators, name = excluded.name, division = excluded.division,"
             " address = excluded.address",
             factory.id, parties_.give(factory.operator_party), factory.operator_from,
             blob(part_to_bytes(factory.former_operators)), factory.name, factory.division, factory.address);
}

void StateWriter::put(const Project& project) {
  std::optional<FactoryId> lock_factory;
  std::optional<RetirementId> lock_retirement;
  std::optional<bool> lock_provisional;
  if (project.lock) {
    lock_factory = project.lock->factory;
    lock_retirement = project.lock->retirement;
    lock_provisional = project.lock->provisional;
  }
  // A voided project that is registered again is another entry's from now on; its names must not stay behind.
  for (const Sql sql : {Sql("DELETE FROM project_aliases WHERE project IN"
                            " (SELECT entry FROM projects WHERE programme = ? AND project_id = ?)"),
                        Sql("DELETE FROM project_tokens WHERE project IN"
                            " (SELECT entry FROM projects WHERE programme = ? AND project_id = ?)")}) {
    Query::run(connection_, sql, project.key.programme, project.key.project_id);
  }
  Query::run(connection_,
             "INSERT INTO projects(entry, programme, project_id, title, developer, verifier, self_developed_for,"
             " located_in_factory, project_class, recorded_by, crediting_from, crediting_until, asset_code, used,"
             " shared, lock_factory, lock_retirement, lock_provisional, voided_by)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(programme, project_id) DO UPDATE SET entry = excluded.entry, title = excluded.title,"
             " developer = excluded.developer, verifier = excluded.verifier,"
             " self_developed_for = excluded.self_developed_for, located_in_factory = excluded.located_in_factory,"
             " project_class = excluded.project_class, recorded_by = excluded.recorded_by,"
             " crediting_from = excluded.crediting_from, crediting_until = excluded.crediting_until,"
             " asset_code = excluded.asset_code, used = excluded.used, shared = excluded.shared,"
             " lock_factory = excluded.lock_factory, lock_retirement = excluded.lock_retirement,"
             " lock_provisional = excluded.lock_provisional, voided_by = excluded.voided_by",
             project.entry, project.key.programme, project.key.project_id, project.title,
             parties_.give(project.developer), parties_.give(project.verifier), project.self_developed_for,
             project.located_in_factory, project.project_class, parties_.give(project.recorded_by),
             project.crediting_from, project.crediting_until, project.asset_code, project.used, project.shared,
             lock_factory, lock_retirement, lock_provisional, project.voided_by);
  put_names(project);
}

void StateWriter::put_names(const Project& project) {
  std::int64_t position = 0;
  for (const ProjectKey& alias : project.also_registered_as) {
    Query::run(connection_, "INSERT INTO project_aliases(project, position, programme, project_id) VALUES(?, ?, ?, ?)",
               project.entry, position++, alias.programme, alias.project_id);
  }
  if (project.voided_by) return;
  for (const std::string& token : project_tokens(project.key, project.also_registered_as, project.asset_code)) {
    Query::run(connection_, "INSERT OR IGNORE INTO project_tokens(token, project) VALUES(?, ?)", token, project.entry);
  }
}

void StateWriter::put(const tanbu::Batch& batch) {
  std::string codes;
  std::optional<Blob> voided_codes;
  if (batch.voided_by) {
    codes = part_to_bytes(batch.printed_codes);
    voided_codes = blob(codes);
  }
  Query::run(connection_,
             "INSERT INTO batches(id, programme, project_id, serial, space, first, last, vintage_from, vintage_until,"
             " issued_on, registry_status, status_on, beneficiary_text, reason_text, registry_reference, tradable,"
             " recorded_by, hold, voided_by, voided_codes)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(id) DO UPDATE SET programme = excluded.programme, project_id = excluded.project_id,"
             " serial = excluded.serial, space = excluded.space, first = excluded.first, last = excluded.last,"
             " vintage_from = excluded.vintage_from, vintage_until = excluded.vintage_until,"
             " issued_on = excluded.issued_on, registry_status = excluded.registry_status,"
             " status_on = excluded.status_on, beneficiary_text = excluded.beneficiary_text,"
             " reason_text = excluded.reason_text, registry_reference = excluded.registry_reference,"
             " tradable = excluded.tradable, recorded_by = excluded.recorded_by, hold = excluded.hold,"
             " voided_by = excluded.voided_by, voided_codes = excluded.voided_codes",
             batch.id, batch.project.programme, batch.project.project_id, batch.serial, batch.space,
             batch.units.first(), batch.units.last(), batch.vintage_from, batch.vintage_until, batch.issued_on,
             batch.registry_status, batch.status_on, batch.beneficiary_text, batch.reason_text,
             batch.registry_reference, batch.tradable, parties_.give(batch.recorded_by), batch.hold, batch.voided_by,
             voided_codes);
  if (batch.voided_by) return;
  std::int64_t position = 0;
  for (const std::string& code : batch.printed_codes) {
    Query::run(connection_, "INSERT INTO printed_codes(programme, code, batch, position) VALUES(?, ?, ?, ?)",
               batch.project.programme, code, batch.id, position++);
  }
}

void StateWriter::put(const Inventory& inventory) {
  std::string verification;
  std::optional<Blob> verification_column;
  if (inventory.verification) {
    verification = part_to_bytes(*inventory.verification);
    verification_column = blob(verification);
  }
  Query::run(
      connection_,
      "INSERT INTO inventories(id, factory, from_day, until_day, standard, version, superseded_by, scope1_kg,"
      " scope2_heat_kg, scope3_kg, consumed_kwh, purchased_kwh, factor_location_e4, ccus_kg, in_boundary_removal_kg,"
      " green_power_kwh, direct, in_boundary_projects, in_boundary_assets, verification, voided_by)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT(id) DO UPDATE SET factory = excluded.factory, from_day = excluded.from_day,"
      " until_day = excluded.until_day, standard = excluded.standard, version = excluded.version,"
      " superseded_by = excluded.superseded_by, scope1_kg = excluded.scope1_kg,"
      " scope2_heat_kg = excluded.scope2_heat_kg, scope3_kg = excluded.scope3_kg,"
      " consumed_kwh = excluded.consumed_kwh, purchased_kwh = excluded.purchased_kwh,"
      " factor_location_e4 = excluded.factor_location_e4, ccus_kg = excluded.ccus_kg,"
      " in_boundary_removal_kg = excluded.in_boundary_removal_kg, green_power_kwh = excluded.green_power_kwh,"
      " direct = excluded.direct, in_boundary_projects = excluded.in_boundary_projects,"
      " in_boundary_assets = excluded.in_boundary_assets, verification = excluded.verification,"
      " voided_by = excluded.voided_by",
      inventory.id, inventory.factory, inventory.period.first, inventory.period.last, inventory.standard,
      inventory.version, inventory.superseded_by, inventory.scope1, inventory.scope2_heat, inventory.scope3,
      inventory.consumed, inventory.purchased, inventory.factor_location, inventory.ccus, inventory.in_boundary_removal,
      inventory.green_power, blob(part_to_bytes(inventory.direct)), blob(part_to_bytes(inventory.in_boundary_projects)),
      blob(part_to_bytes(inventory.in_boundary_assets)), verification_column, inventory.voided_by);
}

void StateWriter::put(const Retirement& retirement, bool is_new) {
  Query::run(connection_,
             "INSERT INTO retirements(id, issuer, factory, from_day, until_day, purpose, quantity, beneficiary,"
             " retired_on, registry_reference, status, claim, holder, recorded_on, counted, replaces, closed_by)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(id) DO UPDATE SET issuer = excluded.issuer, factory = excluded.factory,"
             " from_day = excluded.from_day, until_day = excluded.until_day, purpose = excluded.purpose,"
             " quantity = excluded.quantity, beneficiary = excluded.beneficiary, retired_on = excluded.retired_on,"
             " registry_reference = excluded.registry_reference, status = excluded.status, claim = excluded.claim,"
             " holder = excluded.holder, recorded_on = excluded.recorded_on, counted = excluded.counted,"
             " replaces = excluded.replaces, closed_by = excluded.closed_by",
             retirement.id, parties_.give(retirement.issuer), retirement.factory, retirement.period.first,
             retirement.period.last, retirement.purpose, retirement.quantity, parties_.give(retirement.beneficiary),
             retirement.retired_on, retirement.registry_reference, retirement.status, retirement.claim,
             parties_.give(retirement.holder), retirement.recorded_on, retirement.counted, retirement.replaces,
             retirement.closed_by);
  if (!is_new) Query::run(connection_, "DELETE FROM retirement_ranges WHERE retirement = ?", retirement.id);
  std::int64_t position = 0;
  for (const BatchRange& range : retirement.ranges) {
    Query::run(connection_,
               "INSERT INTO retirement_ranges(retirement, position, batch, first, last) VALUES(?, ?, ?, ?, ?)",
               retirement.id, position++, range.batch, range.units.first(), range.units.last());
  }
}

// The names of a note follow from the note: those of the stored version are known from its bytes.
void StateWriter::put(NoteId id, const Note& note, bool is_new) {
  std::vector<std::string> old_names;
  if (!is_new) {
    Query query(connection_, "SELECT note FROM notes WHERE sort = ? AND entry = ? AND ordinal = ?", id.sort, id.entry,
                id.ordinal);
    if (query.next()) old_names = index_names_of(part_from_bytes<Note>(query.take_blob()));
  }
  Query::run(connection_,
             "INSERT INTO notes(sort, entry, ordinal, note) VALUES(?, ?, ?, ?)"
             " ON CONFLICT(sort, entry, ordinal) DO UPDATE SET note = excluded.note",
             id.sort, id.entry, id.ordinal, blob(part_to_bytes(note)));
  const auto names = index_names_of(note);
  for (const std::string& name : old_names) {
    if (std::binary_search(names.begin(), names.end(), name)) continue;
    Query::run(connection_, "DELETE FROM note_index WHERE name = ? AND sort = ? AND entry = ? AND ordinal = ?", name,
               id.sort, id.entry, id.ordinal);
  }
  for (const std::string& name : names) {
    if (std::binary_search(old_names.begin(), old_names.end(), name)) continue;
    Query::run(connection_, "INSERT INTO note_index(name, sort, entry, ordinal) VALUES(?, ?, ?, ?)", name, id.sort,
               id.entry, id.ordinal);
  }
}

void StateWriter::erase(const Segment& segment) {
  Query::run(connection_,
             "DELETE FROM segments WHERE batch = ? AND first = ? AND last = ? AND status = ? AND holder IS ?"
             " AND retirement IS ? AND traded = ? AND since = ?",
             segment.batch, segment.units.first(), segment.units.last(), segment.status, parties_.give(segment.holder),
             segment.retirement, segment.traded, segment.since);
  if (connection_.changes() != 1) throw StoreFault("state: a splice erases a segment that is not there");
}

void StateWriter::insert(const Segment& segment) {
  Query::run(connection_,
             "INSERT INTO segments(batch, first, last, status, holder, retirement, traded, since)"
             " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
             segment.batch, segment.units.first(), segment.units.last(), segment.status, parties_.give(segment.holder),
             segment.retirement, segment.traded, segment.since);
}

}  // namespace tanbu::store
