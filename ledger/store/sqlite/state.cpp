#include "ledger/store/sqlite/state.hpp"

namespace tanbu::store {

// The association is the party that entry 0, the genesis, enrolled.
std::optional<PartyId> State::association() {
  Query query(connection_, "SELECT party FROM parties WHERE entry = 0");
  return query.next() ? std::optional(parties_.party(query.take<std::int64_t>())) : std::nullopt;
}

std::optional<Party> State::party(const PartyId& id) {
  const auto number = parties_.find(id);
  if (!number) return std::nullopt;
  Query query(connection_, "SELECT " TANBU_PARTY_COLUMNS " FROM parties WHERE party = ?", *number);
  return rows_.first(query, &Rows::party);
}

std::optional<Key> State::key(const KeyId& kid) {
  Query query(connection_, "SELECT " TANBU_KEY_COLUMNS " FROM keys WHERE kid = ?", kid.text);
  return rows_.first(query, &Rows::key);
}

std::vector<Appointment> State::appointments(const PartyId& party, const std::string& programme) {
  const auto number = parties_.find(party);
  if (!number) return {};
  Query query(connection_,
              "SELECT " TANBU_APPOINTMENT_COLUMNS " FROM appointments WHERE programme = ? AND party = ? ORDER BY entry",
              programme, *number);
  return rows_.all(query, &Rows::appointment);
}

std::optional<Appointment> State::appointment(EntryIndex entry) {
  Query query(connection_, "SELECT " TANBU_APPOINTMENT_COLUMNS " FROM appointments WHERE entry = ?", entry);
  return rows_.first(query, &Rows::appointment);
}

std::optional<Factory> State::factory(FactoryId id) {
  Query query(connection_, "SELECT " TANBU_FACTORY_COLUMNS " FROM factories WHERE id = ?", id);
  return rows_.first(query, &Rows::factory);
}

std::vector<Factory> State::factories_at(const std::string& division, const std::string& address) {
  Query query(connection_,
              "SELECT " TANBU_FACTORY_COLUMNS " FROM factories WHERE division = ? AND address = ? ORDER BY id",
              division, address);
  return rows_.all(query, &Rows::factory);
}

std::optional<Project> State::project(const ProjectKey& key) {
  Query query(connection_, "SELECT " TANBU_PROJECT_COLUMNS " FROM projects WHERE programme = ? AND project_id = ?",
              key.programme, key.project_id);
  return rows_.first(query, &Rows::project);
}

std::optional<Project> State::project_at(EntryIndex entry) {
  Query query(connection_, "SELECT " TANBU_PROJECT_COLUMNS " FROM projects WHERE entry = ?", entry);
  return rows_.first(query, &Rows::project);
}

std::vector<Project> State::projects_with_token(const std::string& token) {
  Query query(connection_,
              "SELECT " TANBU_PROJECT_COLUMNS
              " FROM projects WHERE entry IN (SELECT project FROM project_tokens WHERE token = ?) ORDER BY entry",
              token);
  return rows_.all(query, &Rows::project);
}

std::vector<BatchId> State::batches_of_project(const ProjectKey& key) {
  Query query(connection_, "SELECT id FROM batches WHERE programme = ? AND project_id = ? ORDER BY id", key.programme,
              key.project_id);
  std::vector<BatchId> batches;
  while (query.next()) batches.push_back(query.take<BatchId>());
  return batches;
}

std::optional<tanbu::Batch> State::batch(BatchId id) {
  Query query(connection_, "SELECT " TANBU_BATCH_COLUMNS " FROM batches WHERE id = ?", id);
  return rows_.first(query, &Rows::batch);
}

// Living batches of one namespace never overlap each other. So of those that begin before the range only the last can
// reach into it, and one search of the index finds where to begin.
std::vector<tanbu::Batch> State::batches_overlapping(const std::string& programme, const std::string& space,
                                                     UnitRange units) {
  Query query(connection_,
              "SELECT " TANBU_BATCH_COLUMNS
              " FROM batches WHERE voided_by IS NULL AND programme = ?1 AND space = ?2 AND first <= ?4"
              " AND first >= coalesce((SELECT max(first) FROM batches WHERE voided_by IS NULL AND programme = ?1"
              "   AND space = ?2 AND first <= ?3), ?3)"
              " AND last >= ?3 ORDER BY id",
              programme, space, units.first(), units.last());
  return rows_.all(query, &Rows::batch);
}

std::optional<BatchId> State::batch_with_code(const std::string& programme, const std::string& code) {
  Query query(connection_, "SELECT batch FROM printed_codes WHERE programme = ? AND code = ?", programme, code);
  return query.next() ? std::optional(query.take<BatchId>()) : std::nullopt;
}

// Segments of one batch are disjoint: found in the same way.
std::vector<Segment> State::segments(BatchId batch, UnitRange units) {
  Query query(connection_,
              "SELECT " TANBU_SEGMENT_COLUMNS
              " FROM segments WHERE batch = ?1 AND first <= ?3 AND first >= coalesce("
              "  (SELECT max(first) FROM segments WHERE batch = ?1 AND first <= ?2), ?2)"
              " AND last >= ?2 ORDER BY first",
              batch, units.first(), units.last());
  return rows_.all(query, &Rows::segment);
}

std::optional<Inventory> State::inventory(InventoryId id) {
  Query query(connection_, "SELECT " TANBU_INVENTORY_COLUMNS " FROM inventories WHERE id = ?", id);
  return rows_.first(query, &Rows::inventory);
}

std::vector<Inventory> State::inventories(FactoryId factory) {
  Query query(connection_, "SELECT " TANBU_INVENTORY_COLUMNS " FROM inventories WHERE factory = ? ORDER BY id",
              factory);
  return rows_.all(query, &Rows::inventory);
}

std::optional<Retirement> State::retirement(RetirementId id) {
  Query query(connection_, "SELECT " TANBU_RETIREMENT_COLUMNS " FROM retirements WHERE id = ?", id);
  return rows_.first(query, &Rows::retirement);
}

std::vector<Retirement> State::retirements(FactoryId factory, Period period) {
  Query query(connection_,
              "SELECT " TANBU_RETIREMENT_BY_RANGE_COLUMNS " FROM " TANBU_RETIREMENT_BY_RANGE_TABLES
              " WHERE factory = ? AND from_day = ? AND until_day = ? ORDER BY retirements.id, ranges.position",
              factory, period.first, period.last);
  return rows_.retirements_by_range(query);
}

std::vector<Key> State::keys_of(const PartyId& party) {
  const auto number = parties_.find(party);
  if (!number) return {};
  Query query(connection_, "SELECT " TANBU_KEY_COLUMNS " FROM keys WHERE party = ? ORDER BY entry, kid", *number);
  return rows_.all(query, &Rows::key);
}

std::vector<Factory> State::factories_of(const PartyId& operator_party) {
  const auto number = parties_.find(operator_party);
  if (!number) return {};
  Query query(connection_, "SELECT " TANBU_FACTORY_COLUMNS " FROM factories WHERE operator = ? ORDER BY id", *number);
  return rows_.all(query, &Rows::factory);
}

std::vector<Project> State::projects_of(const PartyId& party) {
  const auto number = parties_.find(party);
  if (!number) return {};
  Query query(connection_,
              "SELECT " TANBU_PROJECT_COLUMNS " FROM projects WHERE developer = ?1 OR verifier = ?1 ORDER BY entry",
              *number);
  return rows_.all(query, &Rows::project);
}

// One step of the index for each batch, not one for each segment: a trader's batches can be cut into very many pieces.
std::vector<BatchId> State::batches_held_by(const PartyId& holder) {
  const auto number = parties_.find(holder);
  if (!number) return {};
  Query query(connection_,
              "WITH RECURSIVE held(batch) AS ("
              "  SELECT min(batch) FROM segments WHERE holder = ?1 UNION ALL"
              "  SELECT (SELECT min(batch) FROM segments WHERE holder = ?1 AND batch > held.batch)"
              "    FROM held WHERE held.batch IS NOT NULL)"
              " SELECT batch FROM held WHERE batch IS NOT NULL",
              *number);
  std::vector<BatchId> batches;
  while (query.next()) batches.push_back(query.take<BatchId>());
  return batches;
}

// Claims on HOLD and closed retirements may overlap others, so every range of the batch that begins before the end is
// looked at; the index holds all that is needed for that.
std::vector<Retirement> State::retirements_naming(BatchId batch, UnitRange units) {
  Query query(connection_,
              "SELECT " TANBU_RETIREMENT_BY_RANGE_COLUMNS " FROM " TANBU_RETIREMENT_BY_RANGE_TABLES
              " WHERE retirements.id IN (SELECT retirement FROM retirement_ranges"
              "   WHERE batch = ? AND first <= ? AND last >= ?) ORDER BY retirements.id, ranges.position",
              batch, units.last(), units.first());
  return rows_.retirements_by_range(query);
}

std::optional<Note> State::note(NoteId id) {
  Query query(connection_, "SELECT note FROM notes WHERE sort = ? AND entry = ? AND ordinal = ?", id.sort, id.entry,
              id.ordinal);
  return rows_.first(query, &Rows::note);
}

std::vector<Note> State::notes(const std::string& index_name) {
  Query query(connection_,
              "SELECT note FROM note_index JOIN notes USING (sort, entry, ordinal) WHERE name = ?"
              " ORDER BY sort, entry, ordinal",
              index_name);
  return rows_.all(query, &Rows::note);
}

}  // namespace tanbu::store
