// One thing spoilt in an honest ledger, and the audit names it: the code and the place.
#include <catch2/catch.hpp>
#include <fstream>

#include "ledger/log/checkpoint.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The audit of a small ledger after this SQL.
audit::Report after(const std::string& sql) {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  copy.alter(sql);
  return copy.audit();
}

// Another byte in a column's n-th place whatever stands there: keys are made anew in every run, so a fixed byte would
// now and then be the one that is there already and spoil nothing.
std::string flip_byte(const std::string& column, int place) {
  const std::string at = std::to_string(place);
  return "CAST(substr(" + column + ", 1, " + at + " - 1) || CASE WHEN substr(" + column + ", " + at +
         ", 1) = x'41' THEN x'42' ELSE x'41' END || substr(" + column + ", " + at + " + 1) AS BLOB)";
}

// As the ledger's own server would give it, against the newest checkpoint.
std::string receipt_of(const Copy& copy, std::uint64_t index) {
  auto opened = engine::Engine::open({.directory = copy.path(), .clock = std::make_shared<StandingClock>()});
  auto& engine = *std::get<std::unique_ptr<engine::Engine>>(opened);
  std::string receipt;
  engine.with_reader([&](store::Reader& reader) {
    receipt = engine.receipt(reader, {index}, engine::Engine::ReceiptOf::latest_checkpoint).value();
  });
  return receipt;
}

std::string flip_first_byte(const char* column) { return flip_byte(column, 1); }

}  // namespace

TEST_CASE("altered state rows are named with table, key, column and both values", "[audit][state]") {
  HonestLedger made;
  small_ledger(made);
  const std::string batch = std::to_string(made.batch);
  struct Case {
    std::string sql, code, place;
  };
  const std::vector<Case> cases{
      {"UPDATE parties SET name = 'Another' WHERE entry = 4", "state_value_differs", "column name"},
      {"UPDATE party_aliases SET alias = 'Another' WHERE position = 0 AND party = 5", "state_value_differs",
       "party_aliases"},
      {"UPDATE keys SET valid_from = valid_from + 1 WHERE entry = 2", "state_value_differs", "column valid_from"},
      {"UPDATE keys SET valid_until = 1 WHERE entry = 2", "state_value_differs", "column valid_until"},
      {"UPDATE appointments SET until_day = until_day + 1 WHERE entry = 7", "state_value_differs",
       "appointments entry=7 column until_day"},
      {"UPDATE factories SET operator = 1 WHERE id = 10", "state_value_differs", "factories id=10 column operator"},
      {"UPDATE projects SET shared = 1 - shared WHERE project_id = '929'", "state_value_differs", "column shared"},
      {"UPDATE projects SET lock_factory = NULL, lock_retirement = NULL, lock_provisional = NULL",
       "state_value_differs", "column lock_factory"},
      {"DELETE FROM project_aliases", "state_row_missing", "project_aliases"},
      {"DELETE FROM project_tokens WHERE token LIKE 'asset:PPC2%'", "state_row_missing", "project_tokens"},
      {"UPDATE batches SET last = last + 1 WHERE id = " + batch, "state_value_differs",
       "batches id=" + batch + " column last"},
      {"UPDATE printed_codes SET code = code || 'x' WHERE position = 0", "state_value_differs", "printed_codes"},
      {"UPDATE segments SET holder = holder + 1 WHERE holder IS NOT NULL AND batch = " + batch, "state_value_differs",
       "column holder"},
      {"UPDATE segments SET holder = 99 WHERE holder IS NOT NULL AND batch = " + batch, "state_value_differs",
       "column holder"},
      {"UPDATE segments SET status = 2, holder = 5 WHERE status = 6 AND batch = " + batch, "state_value_differs",
       "column status"},
      {"UPDATE segments SET last = last - 1 WHERE status = 6 AND batch = " + batch, "state_value_differs",
       "segments batch=" + batch},
      {"DELETE FROM segments WHERE status = 6 AND batch = " + batch, "state_row_missing", "segments batch=" + batch},
      {"INSERT INTO segments VALUES(" + batch + ", 1, 5, 2, 5, NULL, 0, 3)", "state_row_unexpected",
       "segments batch=" + batch + " first=1"},
      {"UPDATE inventories SET consumed_kwh = consumed_kwh + 1 WHERE version = 2", "state_value_differs",
       "column consumed_kwh"},
      {"UPDATE retirements SET quantity = quantity - 1 WHERE id = " + std::to_string(made.retirement),
       "state_value_differs", "retirements id=" + std::to_string(made.retirement) + " column quantity"},
      {"UPDATE retirement_ranges SET first = first + 1 WHERE retirement = " + std::to_string(made.retirement),
       "state_value_differs", "retirement_ranges retirement=" + std::to_string(made.retirement)},
      {"UPDATE segments SET traded = 1 WHERE batch = " + batch, "state_value_differs", "column traded"},
      {"UPDATE retirements SET counted = counted - 1 WHERE id = " + std::to_string(made.retirement),
       "state_value_differs", "column counted"},
      {"UPDATE retirements SET closed_by = 1 WHERE id = " + std::to_string(made.retirement), "state_value_differs",
       "column closed_by"},
      {"UPDATE parties SET succeeded_by = NULL", "state_value_differs", "column succeeded_by"},
      {"UPDATE keys SET kinds = " + flip_first_byte("kinds") + " WHERE entry = 2", "state_value_differs",
       "column kinds"},
      {"UPDATE factories SET former_operators = x'00' WHERE id = 10", "state_value_differs", "column former_operators"},
      {"UPDATE projects SET recorded_by = 1 WHERE project_id = '929'", "state_value_differs", "column recorded_by"},
      {"UPDATE batches SET hold = 'temporary_credit' WHERE id = " + batch, "state_value_differs", "column hold"},
      {"UPDATE batches SET voided_by = voided_by - 1 WHERE id = " + std::to_string(made.voided_batch),
       "state_value_differs", "column voided_by"},
      {"UPDATE batches SET voided_codes = x'02' WHERE id = " + std::to_string(made.voided_batch), "state_value_differs",
       "column voided_codes"},
      {"UPDATE inventories SET verification = NULL WHERE version = 2", "state_value_differs", "column verification"},
      {"UPDATE inventories SET green_power_kwh = 1 WHERE version = 2", "state_value_differs", "column green_power_kwh"},
      {"UPDATE notes SET note = " + flip_byte("note", 30) +
           " WHERE sort = 1 AND entry = " + std::to_string(made.conflict),
       "state_value_differs", "notes sort=1 entry=" + std::to_string(made.conflict) + " ordinal=0 column note"},
      {"DELETE FROM notes WHERE entry = " + std::to_string(made.approval), "state_row_missing",
       "entry=" + std::to_string(made.approval)},
      {"INSERT INTO notes SELECT sort, entry, ordinal + 1, note FROM notes WHERE sort = 1", "state_row_unexpected",
       "notes sort=1"},
      {"DELETE FROM note_index WHERE name = 'conflicts/open'", "state_row_missing",
       "note_index name=\"conflicts/open\""},
      {"INSERT INTO note_index VALUES('conflicts/open', 1, 3, 0)", "state_row_unexpected",
       "note_index name=\"conflicts/open\" sort=1 entry=3"},
      {"INSERT INTO party_numbers VALUES((SELECT max(number) + 1 FROM party_numbers), 'x:ghost')",
       "state_row_unexpected", "party_numbers number="},
      {"INSERT INTO meta VALUES('mood', 1)", "state_row_unexpected", "meta"},
  };
  for (const auto& one : cases) {
    const auto report = after(one.sql);
    INFO(one.sql << "\n" << audit::to_text(report));
    CHECK(names(report, one.code, one.place));
    CHECK(report.exit_code() == 3);
    // The log itself is whole, so every finding is about a state table.
    for (const auto& finding : report.findings) CHECK(finding.code.rfind("state_", 0) == 0);
  }
}

TEST_CASE("a difference is told with both values", "[audit][state]") {
  const auto report = after("UPDATE appointments SET programme = 'GS' WHERE entry = 7");
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].words == "stored \"GS\", the log says \"VCS\"");
}

TEST_CASE("one byte of an entry changes its hash, its successor's link and every later root", "[audit][log]") {
  HonestLedger made;
  small_ledger(made);
  const auto report =
      after("UPDATE entries SET entry = CAST(replace(entry, '\"v\":1', '\"v\":2') AS BLOB) WHERE idx = 12");
  INFO(audit::to_text(report));
  CHECK(report.findings.front().entry == 12U);
  CHECK(names(report, "entry_malformed", 12));
  CHECK(names(report, "entry_leaf", 12));
  CHECK(names(report, "entry_prev", 13));
  CHECK(names(report, "checkpoint_root", "checkpoints size=13"));
  CHECK(report.rules_not_replayed_from == 12U);
}

TEST_CASE("a stored leaf hash that is not the entry's is named", "[audit][log]") {
  const auto report = after("UPDATE entries SET leaf = " + flip_first_byte("leaf") + " WHERE idx = 9");
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "entry_leaf", 9));
}

TEST_CASE("a swapped pair of entries is named at both", "[audit][log]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  copy.alter([](sqlite3* database) {
    const auto pair = rows(database, "SELECT entry FROM entries WHERE idx IN (8, 9) ORDER BY idx");
    run(database, "UPDATE entries SET entry = ? WHERE idx = 8", {pair[1][0]});
    run(database, "UPDATE entries SET entry = ? WHERE idx = 9", {pair[0][0]});
  });
  const auto report = copy.audit();
  INFO(audit::to_text(report));
  CHECK(report.findings.front().entry == 8U);
  CHECK(names(report, "entry_index", 8));
  CHECK(names(report, "entry_index", 9));
}

TEST_CASE("missing entries are named, in the middle and at the end", "[audit][log]") {
  HonestLedger made;
  small_ledger(made);
  auto report = after("DELETE FROM entries WHERE idx = 8");
  CHECK(names(report, "entry_missing", 9));
  CHECK(names(report, "row_without_entry", "commands idx=8"));
  report = after("DELETE FROM entries WHERE idx = " + std::to_string(made.size - 1));
  INFO(audit::to_text(report));
  CHECK(names(report, "checkpoint_beyond_log", "checkpoints size=" + std::to_string(made.size)));
  CHECK(names(report, "checkpoint_file_newer", "checkpoint"));
}

TEST_CASE("an empty log has no genesis", "[audit][log]") {
  const auto report = after("DELETE FROM entries");
  CHECK(names(report, "genesis_missing", "entries"));
  CHECK(report.size == 0);
}

TEST_CASE("a changed, a foreign and a missing command are named", "[audit][commands]") {
  auto report = after("UPDATE commands SET jws = " + flip_byte("jws", 100) + " WHERE idx = 14");
  CHECK(names(report, "command_hash", 14));
  CHECK(report.rules_not_replayed_from == 14U);
  report = after("UPDATE commands SET jws = (SELECT c.jws FROM commands c WHERE c.idx = 13) WHERE idx = 14");
  CHECK(names(report, "command_hash", 14));
  report = after("DELETE FROM commands WHERE idx = 14");
  CHECK(names(report, "command_missing", 14));
  CHECK(report.findings.size() == 1);
}

TEST_CASE("altered effects are named whether or not their digest was made to fit", "[audit][effects]") {
  auto report = after("UPDATE effects SET effects = " + flip_first_byte("effects") + " WHERE idx = 14");
  CHECK(names(report, "effects_damaged", 14));
  report = after("UPDATE effects SET effects = (SELECT f.effects FROM effects f WHERE f.idx = 13) WHERE idx = 14");
  CHECK(names(report, "effects_differ", 14));
  report = after("DELETE FROM effects WHERE idx = 14");
  CHECK(names(report, "effects_missing", 14));
}

TEST_CASE("altered memories of spent commands are named", "[audit][seen]") {
  auto report = after("UPDATE seen SET payload = " + flip_first_byte("payload") + " WHERE entry = 14");
  CHECK(names(report, "seen_payload", 14));
  report = after("UPDATE seen SET entry = 13 WHERE entry = 14");
  CHECK(names(report, "seen_entry", 14));
  CHECK(names(report, "seen_unexpected", "seen entry=13"));
  report = after("DELETE FROM seen WHERE entry = 14");
  CHECK(names(report, "seen_missing", 14));
  report = after("UPDATE seen SET jti = 'another-id' WHERE entry = 14");
  CHECK(names(report, "seen_missing", 14));
  report = after(
      "INSERT INTO seen(party, jti, payload, entry) SELECT party, 'another-id', payload, 14 FROM seen WHERE entry = "
      "14");
  CHECK(names(report, "seen_unexpected", "seen entry=14"));
  report = after("UPDATE seen SET refusal = 9999 WHERE refusal IS NOT NULL");
  CHECK(names(report, "seen_refusal_damaged", "seen iss="));
  report = after("UPDATE seen SET facts = " + flip_first_byte("facts") + " WHERE refusal IS NOT NULL");
  CHECK(names(report, "seen_refusal_damaged", "seen iss="));
}

TEST_CASE("a tile with one other byte, a missing and a surplus tile are named", "[audit][tiles]") {
  HonestLedger made;
  const auto& big = big_ledger(made);
  const auto audited = [&](const std::string& sql) {
    const Copy copy(big);
    copy.alter(sql);
    return copy.audit();
  };
  auto report = audited("UPDATE tiles SET hashes = " + flip_byte("hashes", 1001));
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "tile_differs", "tiles 0/0"));
  CHECK(report.findings[0].words == "differs from hash 31 on");
  report = audited("UPDATE tiles SET root = " + flip_first_byte("root"));
  CHECK(names(report, "tile_root_differs", "tiles 0/0"));
  report = audited("DELETE FROM tiles");
  CHECK(names(report, "tile_missing", "tiles 0/0"));
  report = audited("INSERT INTO tiles SELECT 1, 0, root, hashes FROM tiles");
  CHECK(names(report, "tile_unexpected", "tiles 1/0"));
}

TEST_CASE("checkpoints that are missing, moved or signed by another key are named", "[audit][checkpoints]") {
  HonestLedger made;
  const auto& small = small_ledger(made);
  const std::string last = std::to_string(made.size);
  auto report = after("DELETE FROM checkpoints WHERE size = " + last);
  CHECK(names(report, "checkpoint_missing", "checkpoints"));
  report = after("DELETE FROM checkpoints WHERE size BETWEEN 5 AND 7");
  CHECK(names(report, "checkpoint_missing", "checkpoints size=8"));
  report = after("UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 5) WHERE size = 6");
  CHECK(names(report, "checkpoint_size", "checkpoints size=6"));

  const Copy copy(small);
  copy.alter([&](sqlite3* database) {
    const log::Signer other(LedgerWriter::origin, log::SignatureType::ed25519, crypto::ed25519::random_seed());
    crypto::Digest root{};
    const auto bytes = root_at(database, made.size);
    std::copy(bytes.begin(), bytes.end(), root.begin());
    run(database, "UPDATE checkpoints SET note = ? WHERE size = " + last,
        {log::sign_checkpoint({LedgerWriter::origin, made.size, root}, other)});
  });
  report = copy.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "checkpoint_signature", "checkpoints size=" + last));
}

TEST_CASE("the log key beside the database is the one that genesis names", "[audit][genesis]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const log::Signer other(LedgerWriter::origin, log::SignatureType::ed25519, crypto::ed25519::random_seed());
  std::ofstream(copy.path() / "log.vkey") << other.verifier().text() << "\n";
  const auto report = copy.audit();
  CHECK(names(report, "genesis_vkey", 0));
  CHECK(names(report, "checkpoint_signature", "checkpoints size=1"));
  CHECK(names(report, "checkpoint_file_damaged", "checkpoint"));
  audit::Options options;
  options.pinned_log_vkey = copy.log_key().verifier().text();
  CHECK(names(copy.audit(options), "vkey_not_pinned", "log.vkey"));
}

TEST_CASE("a ledger put back to yesterday is newer in its own checkpoint file and in kept ones", "[audit][rollback]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const auto signer = copy.log_key();
  const std::string note = log::sign_checkpoint({LedgerWriter::origin, made.size + 1, crypto::sha256("later")}, signer);
  audit::Options options;
  options.known_checkpoints = {note};
  auto report = copy.audit(options);
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "known_checkpoint_newer", "known checkpoint"));
  options.known_checkpoints = {log::sign_checkpoint({LedgerWriter::origin, 7, crypto::sha256("other")}, signer),
                               "no note"};
  report = copy.audit(options);
  CHECK(names(report, "known_checkpoint_root", "known checkpoint"));
  CHECK(names(report, "known_checkpoint_damaged", "known checkpoint"));
  std::ofstream(copy.path() / "checkpoint") << note;
  report = copy.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "checkpoint_file_newer", "checkpoint"));
  std::filesystem::remove(copy.path() / "checkpoint");
  CHECK(names(copy.audit(), "checkpoint_file_missing", "checkpoint"));
}

TEST_CASE("a guard that was taken away is named", "[audit][database]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((copy.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
  run(database, "DROP TRIGGER seen_update");
  sqlite3_close(database);
  const auto report = copy.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "guard_missing", "seen"));
}

TEST_CASE("a guard that says something else is named", "[audit][database]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((copy.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
  run(database, "DROP TRIGGER seen_delete");
  run(database,
      "CREATE TRIGGER seen_delete BEFORE DELETE ON seen WHEN 0 BEGIN SELECT RAISE(ABORT, 'seen: append-only'); END");
  sqlite3_close(database);
  const auto report = copy.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "guard_missing", "seen"));
}

TEST_CASE("a table that accepts more than a ledger's is named", "[audit][database]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((copy.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
  // One digit, as a flipped bit would change it: no row differs, and SQLite finds nothing wrong.
  run(database, "PRAGMA writable_schema = ON");
  run(database,
      "UPDATE sqlite_schema SET sql = replace(sql, 'BETWEEN 0 AND 63', 'BETWEEN 0 AND 73') WHERE name = 'tiles'");
  run(database, "CREATE TABLE beside(x)");
  sqlite3_close(database);
  const auto report = copy.audit();
  CHECK(names(report, "definition_altered", "tiles"));
  CHECK(names(report, "definition_altered", "beside"));
  CHECK(report.findings.size() == 2);
}

TEST_CASE("a table that is a view is not read, because it may never end", "[audit][database]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((copy.path() / "ledger.sqlite").c_str(), &database) == SQLITE_OK);
  run(database, "ALTER TABLE entries RENAME TO kept");
  run(database,
      "CREATE VIEW entries AS WITH RECURSIVE n(idx) AS (SELECT 0 UNION ALL SELECT idx + 1 FROM n)"
      " SELECT idx, x'' AS entry, x'' AS leaf FROM n");
  sqlite3_close(database);
  const auto report = copy.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "database_unfit", "ledger.sqlite"));
}

TEST_CASE("no database, another database and garbage are findings", "[audit][database]") {
  TemporaryFolder folder;
  CHECK(names(audit::audit_directory(folder.path()), "database_missing", "ledger.sqlite"));
  const auto file = folder.path() / "ledger.sqlite";
  std::ofstream(file) << std::string(10'000, 'x');
  CHECK(names(audit::audit_directory(folder.path()), "database_damaged", "ledger.sqlite"));
  std::filesystem::remove(file);
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  run(database, "CREATE TABLE entries(idx)");
  sqlite3_close(database);
  CHECK(names(audit::audit_directory(folder.path()), "database_unfit", "ledger.sqlite"));
}

TEST_CASE("a receipt that somebody holds is honoured, or the audit says how it is not", "[audit][receipts]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const std::string receipt = receipt_of(copy, 5);
  audit::Options options;
  options.receipts = {{"mine", receipt}};
  CHECK(copy.audit(options).ok());

  SECTION("of an entry that was exchanged since") {
    const auto signer = copy.log_key();
    copy.alter(
        [&](sqlite3* database) { rewrite_history(database, 5, [](log::Entry& entry) { entry.time_unix_ms += 1; }); });
    const auto report = copy.audit(options);
    CHECK(names(report, "receipt_entry", "receipt mine"));
    CHECK(names(report, "receipt_root", "receipt mine"));
  }
  SECTION("of a log that was longer") {
    copy.alter("DELETE FROM entries WHERE idx >= 6; DELETE FROM checkpoints WHERE size > 6");
    CHECK(names(copy.audit(options), "receipt_newer", "receipt mine"));
  }
  SECTION("that does not verify") {
    for (std::string damaged : {receipt.substr(1), std::string("index 5"), std::string()}) {
      options.receipts = {{"damaged", damaged}};
      const auto report = copy.audit(options);
      REQUIRE(report.findings.size() == 1);
      CHECK(names(report, "receipt_damaged", "receipt damaged"));
    }
  }
}
