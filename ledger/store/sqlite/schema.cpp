#include "ledger/store/sqlite/schema.hpp"

#include "ledger/store/sqlite/declarations.hpp"
#include "ledger/store/sqlite/refusal_chain.hpp"

namespace tanbu::store {
namespace {

constexpr Sql meta_tables =
    "PRAGMA application_id = 1952542306;"
    "PRAGMA user_version = 5;"
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO meta VALUES('schema_version', 5);";

constexpr Sql log_tables =
    "CREATE TABLE entries("
    "  idx INTEGER PRIMARY KEY CHECK (idx >= 0),"
    "  entry BLOB NOT NULL CHECK (length(entry) BETWEEN 1 AND 32768),"
    "  leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT;"
    "CREATE TABLE effects(idx INTEGER PRIMARY KEY, effects BLOB NOT NULL CHECK (length(effects) > 0)) STRICT;"
    // Apart from the entries, because a command can be erased by law and its entry cannot.
    "CREATE TABLE commands(idx INTEGER PRIMARY KEY, jws BLOB NOT NULL CHECK (length(jws) > 0)) STRICT;"
    // The root stands before the hashes, so that reading roots does not walk the overflow pages.
    "CREATE TABLE tiles("
    "  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 63), number INTEGER NOT NULL CHECK (number >= 0),"
    "  root BLOB NOT NULL CHECK (length(root) = 32), hashes BLOB NOT NULL CHECK (length(hashes) = 8192),"
    "  PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE party_numbers(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;"
    // Clients choose jti in time order as a rule; behind the party's number they then append to one end of a range.
    "CREATE TABLE seen("
    "  party INTEGER NOT NULL, jti TEXT NOT NULL, payload BLOB NOT NULL CHECK (length(payload) = 32),"
    "  entry INTEGER, refusal INTEGER, conflict INTEGER, facts BLOB,"
    "  PRIMARY KEY (party, jti),"
    "  CHECK ((entry IS NULL) <> (refusal IS NULL)), CHECK ((refusal IS NULL) = (facts IS NULL)),"
    "  CHECK (refusal IS NOT NULL OR conflict IS NULL)) STRICT, WITHOUT ROWID;";

// One for each commit, however many entries it has: that one is gone shows only in its successor.
constexpr Sql checkpoints_table =
    "CREATE TABLE checkpoints("
    "  size INTEGER PRIMARY KEY CHECK (size > 0), note BLOB NOT NULL CHECK (length(note) > 0),"
    "  previous INTEGER NOT NULL CHECK (previous >= 0 AND previous < size)) STRICT;";
constexpr Sql checkpoints_guards =
    "CREATE TRIGGER checkpoints_insert BEFORE INSERT ON checkpoints"
    "  WHEN NEW.size IS NOT (SELECT max(idx) + 1 FROM entries)"
    "    OR NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoints)"
    "    OR NEW.previous IS NOT (SELECT coalesce(max(size), 0) FROM checkpoints)"
    "  BEGIN SELECT RAISE(ABORT, 'checkpoints: out of order'); END;"
    "CREATE TRIGGER checkpoints_update BEFORE UPDATE ON checkpoints"
    "  BEGIN SELECT RAISE(ABORT, 'checkpoints: append-only'); END;"
    "CREATE TRIGGER checkpoints_delete BEFORE DELETE ON checkpoints"
    "  BEGIN SELECT RAISE(ABORT, 'checkpoints: append-only'); END;";

// The signed text goes when the entry that it collided with is erased.
constexpr Sql refused_uses_table =
    "CREATE TABLE refused_uses("
    "  number INTEGER PRIMARY KEY CHECK (number >= 0), time INTEGER NOT NULL, party INTEGER NOT NULL,"
    "  jti TEXT NOT NULL, refusal INTEGER NOT NULL, conflict INTEGER, facts BLOB NOT NULL,"
    "  jws BLOB CHECK (length(jws) > 0)) STRICT;";

// Which command was erased, and by which entry.
constexpr Sql redactions_table =
    "CREATE TABLE redactions("
    "  idx INTEGER PRIMARY KEY CHECK (idx > 0), entry INTEGER NOT NULL UNIQUE CHECK (entry > idx)) STRICT;";

// What a row digests stands in refusal_chain.hpp. `use` is the row of refused_uses, where there is one.
constexpr Sql refusals_table =
    "CREATE TABLE refusals("
    "  number INTEGER PRIMARY KEY CHECK (number >= 0), party INTEGER NOT NULL, jti TEXT NOT NULL, use INTEGER,"
    "  command BLOB CHECK (length(command) = 32), digest BLOB NOT NULL CHECK (length(digest) = 32)) STRICT;";
constexpr Sql refusals_guards =
    "CREATE TRIGGER refusals_insert BEFORE INSERT ON refusals"
    "  WHEN NEW.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM refusals)"
    "  BEGIN SELECT RAISE(ABORT, 'refusals: out of order'); END;"
    "CREATE TRIGGER refusals_update BEFORE UPDATE ON refusals"
    "  BEGIN SELECT RAISE(ABORT, 'refusals: append-only'); END;"
    "CREATE TRIGGER refusals_delete BEFORE DELETE ON refusals"
    "  BEGIN SELECT RAISE(ABORT, 'refusals: append-only'); END;";

// INSERT OR REPLACE deletes the row in its way without firing the trigger against DELETE unless recursive_triggers is
// on, and that is a setting of whoever connects (measured: an entry was overwritten that way). So an INSERT is held to
// the next number as well: a row in the way is then never there.
constexpr Sql log_guards =
    "CREATE TRIGGER entries_insert BEFORE INSERT ON entries"
    "  WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM entries)"
    "  BEGIN SELECT RAISE(ABORT, 'entries: out of order'); END;"
    "CREATE TRIGGER entries_update BEFORE UPDATE ON entries"
    "  BEGIN SELECT RAISE(ABORT, 'entries: append-only'); END;"
    "CREATE TRIGGER entries_delete BEFORE DELETE ON entries"
    "  BEGIN SELECT RAISE(ABORT, 'entries: append-only'); END;"
    "CREATE TRIGGER effects_insert BEFORE INSERT ON effects"
    "  WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM effects)"
    "  BEGIN SELECT RAISE(ABORT, 'effects: out of order'); END;"
    "CREATE TRIGGER effects_update BEFORE UPDATE ON effects"
    "  BEGIN SELECT RAISE(ABORT, 'effects: append-only'); END;"
    "CREATE TRIGGER effects_delete BEFORE DELETE ON effects"
    "  BEGIN SELECT RAISE(ABORT, 'effects: append-only'); END;"
    // Held to the newest entry and not to the newest command: the newest command may one day be an erased one.
    "CREATE TRIGGER commands_insert BEFORE INSERT ON commands"
    "  WHEN NEW.idx IS NOT (SELECT max(idx) FROM entries) OR EXISTS (SELECT 1 FROM commands WHERE idx = NEW.idx)"
    "  BEGIN SELECT RAISE(ABORT, 'commands: out of order'); END;"
    "CREATE TRIGGER commands_update BEFORE UPDATE ON commands"
    "  BEGIN SELECT RAISE(ABORT, 'commands: append-only'); END;"
    "CREATE TRIGGER tiles_insert BEFORE INSERT ON tiles"
    "  WHEN NEW.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM tiles WHERE level = NEW.level)"
    "  BEGIN SELECT RAISE(ABORT, 'tiles: out of order'); END;"
    "CREATE TRIGGER tiles_update BEFORE UPDATE ON tiles"
    "  BEGIN SELECT RAISE(ABORT, 'tiles: append-only'); END;"
    "CREATE TRIGGER tiles_delete BEFORE DELETE ON tiles"
    "  BEGIN SELECT RAISE(ABORT, 'tiles: append-only'); END;"
    "CREATE TRIGGER seen_insert BEFORE INSERT ON seen"
    "  WHEN EXISTS (SELECT 1 FROM seen WHERE party = NEW.party AND jti = NEW.jti)"
    "  BEGIN SELECT RAISE(ABORT, 'seen: out of order'); END;"
    "CREATE TRIGGER seen_update BEFORE UPDATE ON seen"
    "  BEGIN SELECT RAISE(ABORT, 'seen: append-only'); END;"
    "CREATE TRIGGER seen_delete BEFORE DELETE ON seen"
    "  BEGIN SELECT RAISE(ABORT, 'seen: append-only'); END;"
    // A party's number is what `seen` means by it.
    "CREATE TRIGGER party_numbers_insert BEFORE INSERT ON party_numbers"
    "  WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM party_numbers)"
    "    OR EXISTS (SELECT 1 FROM party_numbers WHERE id = NEW.id)"
    "  BEGIN SELECT RAISE(ABORT, 'party_numbers: out of order'); END;"
    "CREATE TRIGGER party_numbers_update BEFORE UPDATE ON party_numbers"
    "  BEGIN SELECT RAISE(ABORT, 'party_numbers: append-only'); END;"
    "CREATE TRIGGER party_numbers_delete BEFORE DELETE ON party_numbers"
    "  BEGIN SELECT RAISE(ABORT, 'party_numbers: append-only'); END;";

// An erasure by law is the one deletion. A checkpoint is the last row of its transaction, so "from the newest
// checkpoint's size on" are the entries that are not committed yet: a deletion passes only in the transaction of the
// entry that orders it.
constexpr Sql erasure_guards =
    "CREATE TRIGGER redactions_insert BEFORE INSERT ON redactions"
    "  WHEN NOT EXISTS (SELECT 1 FROM entries WHERE idx = NEW.entry"
    "      AND (instr(entry, '\"kind\":\"redact\"') > 0 OR instr(entry, '\"kind\":\"approve\"') > 0))"
    "    OR NEW.entry < (SELECT coalesce(max(size), 0) FROM checkpoints)"
    "    OR NOT EXISTS (SELECT 1 FROM commands WHERE idx = NEW.idx)"
    "  BEGIN SELECT RAISE(ABORT, 'redactions: out of order'); END;"
    "CREATE TRIGGER redactions_update BEFORE UPDATE ON redactions"
    "  BEGIN SELECT RAISE(ABORT, 'redactions: append-only'); END;"
    "CREATE TRIGGER redactions_delete BEFORE DELETE ON redactions"
    "  BEGIN SELECT RAISE(ABORT, 'redactions: append-only'); END;"
    "CREATE TRIGGER commands_delete BEFORE DELETE ON commands"
    "  WHEN NOT EXISTS (SELECT 1 FROM redactions WHERE idx = OLD.idx"
    "      AND entry >= (SELECT coalesce(max(size), 0) FROM checkpoints))"
    "  BEGIN SELECT RAISE(ABORT, 'commands: append-only'); END;";
// Who repeats what was erased would bring it back: of such an attempt no text is kept, and of every other it must be.
constexpr Sql refused_uses_guards =
    "CREATE TRIGGER refused_uses_insert BEFORE INSERT ON refused_uses"
    "  WHEN NEW.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM refused_uses)"
    "    OR (NEW.jws IS NULL) IS NOT EXISTS (SELECT 1 FROM redactions WHERE idx = NEW.conflict)"
    "  BEGIN SELECT RAISE(ABORT, 'refused_uses: out of order'); END;"
    "CREATE TRIGGER refused_uses_update BEFORE UPDATE ON refused_uses"
    "  WHEN NEW.jws IS NOT NULL OR NEW.number IS NOT OLD.number OR NEW.time IS NOT OLD.time"
    "    OR NEW.party IS NOT OLD.party OR NEW.jti IS NOT OLD.jti OR NEW.refusal IS NOT OLD.refusal"
    "    OR NEW.conflict IS NOT OLD.conflict OR NEW.facts IS NOT OLD.facts"
    "    OR NOT EXISTS (SELECT 1 FROM redactions WHERE idx = OLD.conflict"
    "      AND entry >= (SELECT coalesce(max(size), 0) FROM checkpoints))"
    "  BEGIN SELECT RAISE(ABORT, 'refused_uses: append-only'); END;"
    "CREATE TRIGGER refused_uses_delete BEFORE DELETE ON refused_uses"
    "  BEGIN SELECT RAISE(ABORT, 'refused_uses: append-only'); END;";

constexpr Sql who_tables =
    "CREATE TABLE parties("
    "  party INTEGER PRIMARY KEY REFERENCES party_numbers(number), entry INTEGER NOT NULL UNIQUE,"
    "  legal_form INTEGER NOT NULL CHECK (legal_form BETWEEN 0 AND 3), name TEXT NOT NULL,"
    "  succeeded_by INTEGER REFERENCES party_numbers(number)) STRICT;"
    "CREATE TABLE party_aliases("
    "  party INTEGER NOT NULL REFERENCES parties(party), position INTEGER NOT NULL, alias TEXT NOT NULL,"
    "  PRIMARY KEY (party, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE keys("
    "  kid TEXT PRIMARY KEY, party INTEGER NOT NULL REFERENCES party_numbers(number), entry INTEGER NOT NULL,"
    "  jwk TEXT NOT NULL, valid_from INTEGER NOT NULL, valid_until INTEGER, kinds BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX keys_by_party ON keys(party, entry);"
    "CREATE TABLE appointments("
    "  entry INTEGER PRIMARY KEY, party INTEGER NOT NULL REFERENCES party_numbers(number), programme TEXT NOT NULL,"
    "  from_day INTEGER NOT NULL, until_day INTEGER NOT NULL) STRICT;"
    "CREATE INDEX appointments_by_programme ON appointments(programme, party);"
    "CREATE TABLE factories("
    "  id INTEGER PRIMARY KEY, operator INTEGER NOT NULL REFERENCES party_numbers(number),"
    "  operator_from INTEGER NOT NULL, former_operators BLOB NOT NULL, name TEXT NOT NULL, division TEXT NOT NULL,"
    "  address TEXT NOT NULL) STRICT;"
    "CREATE INDEX factories_by_site ON factories(division, address);"
    "CREATE INDEX factories_by_operator ON factories(operator);";

constexpr Sql what_tables =
    "CREATE TABLE projects("
    "  entry INTEGER PRIMARY KEY, programme TEXT NOT NULL, project_id TEXT NOT NULL, title TEXT NOT NULL,"
    "  developer INTEGER REFERENCES party_numbers(number), verifier INTEGER REFERENCES party_numbers(number),"
    "  self_developed_for INTEGER, located_in_factory INTEGER,"
    "  project_class INTEGER NOT NULL CHECK (project_class BETWEEN 0 AND 2),"
    "  recorded_by INTEGER NOT NULL REFERENCES party_numbers(number), crediting_from INTEGER, crediting_until INTEGER,"
    "  asset_code TEXT,"
    "  used INTEGER NOT NULL CHECK (used IN (0, 1)), shared INTEGER NOT NULL CHECK (shared IN (0, 1)),"
    "  lock_factory INTEGER, lock_retirement INTEGER, lock_provisional INTEGER CHECK (lock_provisional IN (0, 1)),"
    "  voided_by INTEGER, UNIQUE (programme, project_id),"
    "  CHECK ((lock_factory IS NULL) = (lock_retirement IS NULL)),"
    "  CHECK ((lock_factory IS NULL) = (lock_provisional IS NULL))) STRICT;"
    "CREATE INDEX projects_by_developer ON projects(developer) WHERE developer IS NOT NULL;"
    "CREATE INDEX projects_by_verifier ON projects(verifier) WHERE verifier IS NOT NULL;"
    "CREATE TABLE project_aliases("
    "  project INTEGER NOT NULL REFERENCES projects(entry), position INTEGER NOT NULL,"
    "  programme TEXT NOT NULL, project_id TEXT NOT NULL,"
    "  PRIMARY KEY (project, position)) STRICT, WITHOUT ROWID;"
    // Names under which living projects are found; a voided project has none.
    "CREATE TABLE project_tokens("
    "  token TEXT NOT NULL, project INTEGER NOT NULL REFERENCES projects(entry),"
    "  PRIMARY KEY (token, project)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX project_tokens_by_project ON project_tokens(project);"
    "CREATE TABLE batches("
    "  id INTEGER PRIMARY KEY, programme TEXT NOT NULL, project_id TEXT NOT NULL, serial TEXT NOT NULL,"
    "  space TEXT NOT NULL, first INTEGER NOT NULL CHECK (first >= 0), last INTEGER NOT NULL CHECK (first <= last),"
    "  vintage_from INTEGER NOT NULL, vintage_until INTEGER NOT NULL, issued_on INTEGER NOT NULL,"
    "  registry_status INTEGER NOT NULL CHECK (registry_status BETWEEN 0 AND 2), status_on INTEGER,"
    "  beneficiary_text TEXT NOT NULL, reason_text TEXT NOT NULL, registry_reference TEXT NOT NULL,"
    "  tradable INTEGER NOT NULL CHECK (tradable IN (0, 1)),"
    "  recorded_by INTEGER NOT NULL REFERENCES party_numbers(number), hold TEXT NOT NULL, voided_by INTEGER,"
    "  voided_codes BLOB, CHECK ((voided_by IS NULL) = (voided_codes IS NULL))) STRICT;"
    // A voided batch sets its numbers, its serial and its codes free.
    "CREATE UNIQUE INDEX batches_by_space ON batches(programme, space, first) WHERE voided_by IS NULL;"
    "CREATE INDEX batches_by_serial ON batches(programme, serial) WHERE voided_by IS NULL;"
    "CREATE INDEX batches_by_project ON batches(programme, project_id);"
    "CREATE INDEX batches_by_programme ON batches(programme);"
    // Codes of living batches; those of a voided one stand in its own row.
    "CREATE TABLE printed_codes("
    "  programme TEXT NOT NULL, code TEXT NOT NULL, batch INTEGER NOT NULL REFERENCES batches(id),"
    "  position INTEGER NOT NULL, PRIMARY KEY (programme, code)) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX printed_codes_by_batch ON printed_codes(batch, position);";

// The rows that every retirement writes carry no foreign keys: each would cost a search, and what they would guard is
// checked by the invariants before the commit and by the audit after it.
constexpr Sql unit_tables =
    "CREATE TABLE segments("
    "  batch INTEGER NOT NULL, first INTEGER NOT NULL CHECK (first >= 0), last INTEGER NOT NULL CHECK (first <= last),"
    "  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 11), holder INTEGER, retirement INTEGER,"
    "  traded INTEGER NOT NULL CHECK (traded IN (0, 1)), since INTEGER NOT NULL,"
    "  PRIMARY KEY (batch, first)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX segments_by_holder ON segments(holder, batch, first) WHERE holder IS NOT NULL;"
    "CREATE TABLE inventories("
    "  id INTEGER PRIMARY KEY, factory INTEGER NOT NULL, from_day INTEGER NOT NULL,"
    "  until_day INTEGER NOT NULL CHECK (from_day <= until_day), standard TEXT NOT NULL,"
    "  version INTEGER NOT NULL CHECK (version >= 1), superseded_by INTEGER, scope1_kg INTEGER NOT NULL,"
    "  scope2_heat_kg INTEGER NOT NULL, scope3_kg INTEGER, consumed_kwh INTEGER NOT NULL,"
    "  purchased_kwh INTEGER NOT NULL, factor_location_e4 INTEGER NOT NULL, ccus_kg INTEGER NOT NULL,"
    "  in_boundary_removal_kg INTEGER NOT NULL, green_power_kwh INTEGER NOT NULL, direct BLOB NOT NULL,"
    "  in_boundary_projects BLOB NOT NULL, in_boundary_assets BLOB NOT NULL, verification BLOB,"
    "  voided_by INTEGER) STRICT;"
    "CREATE INDEX inventories_by_factory ON inventories(factory);"
    "CREATE TABLE retirements("
    "  id INTEGER PRIMARY KEY, issuer INTEGER NOT NULL, factory INTEGER NOT NULL, from_day INTEGER NOT NULL,"
    "  until_day INTEGER NOT NULL CHECK (from_day <= until_day),"
    "  purpose INTEGER NOT NULL CHECK (purpose BETWEEN 0 AND 1), quantity INTEGER NOT NULL CHECK (quantity > 0),"
    "  beneficiary INTEGER NOT NULL, retired_on INTEGER NOT NULL, registry_reference TEXT NOT NULL,"
    "  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 7), claim INTEGER NOT NULL CHECK (claim IN (0, 1)),"
    "  holder INTEGER, recorded_on INTEGER NOT NULL,"
    "  counted INTEGER NOT NULL CHECK (counted BETWEEN 0 AND quantity), replaces INTEGER, closed_by INTEGER) STRICT;"
    "CREATE INDEX retirements_by_factory ON retirements(factory, from_day, until_day);"
    "CREATE INDEX retirements_by_beneficiary ON retirements(beneficiary);"
    "CREATE TABLE retirement_ranges("
    "  retirement INTEGER NOT NULL, position INTEGER NOT NULL, batch INTEGER NOT NULL, first INTEGER NOT NULL,"
    "  last INTEGER NOT NULL CHECK (first <= last), PRIMARY KEY (retirement, position)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX retirement_ranges_by_batch ON retirement_ranges(batch, first, last);";

// Notes are small, and every question names either the note or one of its index names: the rows lie in the index
// itself.
constexpr Sql note_tables =
    "CREATE TABLE notes("
    "  sort INTEGER NOT NULL CHECK (sort >= 0), entry INTEGER NOT NULL, ordinal INTEGER NOT NULL CHECK (ordinal >= 0),"
    "  note BLOB NOT NULL, PRIMARY KEY (sort, entry, ordinal)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE note_index("
    "  name TEXT NOT NULL, sort INTEGER NOT NULL, entry INTEGER NOT NULL, ordinal INTEGER NOT NULL,"
    "  PRIMARY KEY (name, sort, entry, ordinal)) STRICT, WITHOUT ROWID;";

// Schema 2 knew no erasure: nothing was ever deleted, and every refused use kept its text. Its rows stay as they are.
constexpr Sql from_2_to_3 =
    "DROP TRIGGER commands_delete;"
    "ALTER TABLE refused_uses RENAME TO refused_uses_of_schema_2;";
constexpr Sql refill_from_2 =
    "INSERT INTO refused_uses SELECT number, time, party, jti, refusal, conflict, facts, jws"
    "  FROM refused_uses_of_schema_2 ORDER BY number;"
    "DROP TABLE refused_uses_of_schema_2;";

// Until schema 5 the text of an attempt came back when it was made after the entry it collided with had been erased.
constexpr Sql from_4_to_5 =
    "DROP TRIGGER IF EXISTS refused_uses_insert;"
    "DROP TRIGGER IF EXISTS refused_uses_update;"
    "DROP TRIGGER IF EXISTS refused_uses_delete;"
    "UPDATE refused_uses SET jws = NULL WHERE jws IS NOT NULL AND conflict IN (SELECT idx FROM redactions);"
    // Not renamed, because that would change what the triggers of other tables say.
    "CREATE TABLE checkpoints_of_schema_4 AS SELECT size, note FROM checkpoints;"
    "DROP TABLE checkpoints;";
constexpr Sql refill_from_4 =
    "INSERT INTO checkpoints SELECT size, note, lag(size, 1, 0) OVER (ORDER BY size) FROM checkpoints_of_schema_4"
    "  ORDER BY size;"
    "DROP TABLE checkpoints_of_schema_4;";
constexpr Sql now_of_schema_5 =
    "UPDATE meta SET value = 5 WHERE name = 'schema_version';"
    "PRAGMA user_version = 5";

std::int64_t number(Connection& connection, Sql sql) {
  Query query(connection, sql);
  if (!query.next()) throw StoreUnfit("database: the schema is not this program's");
  return query.take<std::int64_t>();
}

bool is_old(std::int64_t version) { return version >= 2 && version < schema_version; }

bool is_of_old_schema(Connection& connection) {
  try {
    return number(connection, "PRAGMA application_id") == application_id &&
           is_old(number(connection, "PRAGMA user_version"));
  } catch (const SqliteFault& fault) {
    if ((fault.code() & 0xff) == SQLITE_NOTADB) return false;  // check_schema says so
    throw;
  }
}

}  // namespace

void create_schema(Connection& connection) {
  connection.execute("BEGIN IMMEDIATE");
  try {
    if (number(connection, "SELECT count(*) FROM sqlite_schema") != 0 ||
        number(connection, "PRAGMA application_id") != 0) {
      throw StoreUnfit("database: the file is in use already; a new ledger needs a new file");
    }
    for (const Sql sql : {meta_tables, log_tables, checkpoints_table, checkpoints_guards, refused_uses_table,
                          redactions_table, refusals_table, log_guards, erasure_guards, refused_uses_guards,
                          refusals_guards, who_tables, what_tables, unit_tables, note_tables}) {
      connection.execute(sql);
    }
    connection.execute("COMMIT");
  } catch (...) {
    static_cast<void>(connection.roll_back());
    throw;
  }
}

void upgrade_schema(Connection& connection) {
  if (!is_of_old_schema(connection)) return;
  // The rows that are moved must not stay readable in the pages that they leave.
  connection.execute("PRAGMA secure_delete = ON");
  connection.execute("BEGIN IMMEDIATE");
  try {
    // Asked again under the lock: another process may have been faster.
    const auto version = number(connection, "PRAGMA user_version");
    if (version == 2) {
      connection.execute(from_2_to_3);
      for (const Sql sql : {refused_uses_table, redactions_table, refill_from_2, erasure_guards})
        connection.execute(sql);
    }
    // Schema 3 had no chain over refusals.
    if (version == 2 || version == 3) {
      connection.execute(refusals_table);
      chain_old_refusals(connection);
      connection.execute(refusals_guards);
    }
    if (is_old(version)) {
      for (const Sql sql :
           {from_4_to_5, refused_uses_guards, checkpoints_table, refill_from_4, checkpoints_guards, now_of_schema_5})
        connection.execute(sql);
      // A trigger that somebody added has seen every row that was moved.
      check_declarations(connection);
    }
    connection.execute("COMMIT");
  } catch (...) {
    static_cast<void>(connection.roll_back());
    throw;
  }
}

std::int64_t check_schema(Connection& connection, Schemas allowed) {
  try {
    if (number(connection, "PRAGMA application_id") != application_id) {
      throw StoreUnfit("database: the file is not a ledger of this program");
    }
    const auto version = number(connection, "PRAGMA user_version");
    const bool known = version == schema_version || (allowed == Schemas::upgradable && is_old(version));
    if (!known || number(connection, "SELECT value FROM meta WHERE name = 'schema_version'") != version) {
      const std::string what_to_do =
          version > schema_version ? "; use the program that wrote it or a later one"
                                   : "; the server brings a database of version 2 to 4 up to date when it opens it";
      throw StoreUnfit("database: schema version " + std::to_string(version) + " is not the version " +
                       std::to_string(schema_version) + " that this program knows" + what_to_do);
    }
    return version;
  } catch (const SqliteFault& fault) {
    if ((fault.code() & 0xff) == SQLITE_NOTADB) throw StoreUnfit(fault.what());
    throw;
  }
}

}  // namespace tanbu::store
