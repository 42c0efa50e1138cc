#include "ledger/store/sqlite/state_digest.hpp"

#include "ledger/store/coder.hpp"
#include "ledger/store/sqlite/log_tables.hpp"
#include "ledger/store/sqlite/rows.hpp"
#include "ledger/store/sqlite/schema.hpp"

namespace tanbu::store {
namespace {

constexpr int digest_busy_ms = 5'000;

// One message of many records: they are written one by one and hashed at once, so that no table is held in memory.
class StateHash {
 public:
  template <class Value>
  void add(const Value& value) {
    coder_.one(value);
    hash_.update(bytes_);
    bytes_.clear();
  }
  [[nodiscard]] crypto::Digest finish() { return hash_.finish(); }

 private:
  crypto::Sha256 hash_;
  std::string bytes_;
  EffectsWriter writer_{bytes_};
  Coder<EffectsWriter> coder_{writer_, FreeTexts::left_out};
};

std::uint64_t first_number(Connection& connection, Sql sql) {
  Query query(connection, sql);
  return query.next() ? query.take<std::uint64_t>() : 0;
}

template <class Record>
void add_table(StateHash& hash, Connection& connection, Rows& rows, Sql count, Sql select,
               Record (Rows::*read)(Query&)) {
  hash.add(first_number(connection, count));
  Query query(connection, select);
  while (query.next()) hash.add((rows.*read)(query));
}

}  // namespace

StateDigest state_digest_of_sqlite(const std::filesystem::path& database) {
  Connection connection(database, Connection::Access::read, digest_busy_ms);
  check_schema(connection);
  Query::run(connection, "BEGIN");
  PartyNumbers parties(connection);
  LogTables log(connection, parties);
  Rows rows(connection, parties);
  StateDigest digest{.size = log.size(), .sha256 = {}};
  StateHash hash;
  hash.add(digest.size);
  add_table(hash, connection, rows, "SELECT count(*) FROM parties",
            "SELECT " TANBU_PARTY_COLUMNS
            " FROM parties"
            " ORDER BY (SELECT id FROM party_numbers WHERE number = parties.party)",
            &Rows::party);
  add_table(hash, connection, rows, "SELECT count(*) FROM keys", "SELECT " TANBU_KEY_COLUMNS " FROM keys ORDER BY kid",
            &Rows::key);
  add_table(hash, connection, rows, "SELECT count(*) FROM appointments",
            "SELECT " TANBU_APPOINTMENT_COLUMNS " FROM appointments ORDER BY entry", &Rows::appointment);
  add_table(hash, connection, rows, "SELECT count(*) FROM factories",
            "SELECT " TANBU_FACTORY_COLUMNS " FROM factories ORDER BY id", &Rows::factory);
  add_table(hash, connection, rows, "SELECT count(*) FROM projects",
            "SELECT " TANBU_PROJECT_COLUMNS " FROM projects ORDER BY entry", &Rows::project);
  add_table(hash, connection, rows, "SELECT count(*) FROM batches",
            "SELECT " TANBU_BATCH_COLUMNS " FROM batches ORDER BY id", &Rows::batch);
  add_table(hash, connection, rows, "SELECT count(*) FROM segments",
            "SELECT " TANBU_SEGMENT_COLUMNS " FROM segments ORDER BY batch, first", &Rows::segment);
  add_table(hash, connection, rows, "SELECT count(*) FROM inventories",
            "SELECT " TANBU_INVENTORY_COLUMNS " FROM inventories ORDER BY id", &Rows::inventory);
  add_table(hash, connection, rows, "SELECT count(*) FROM retirements",
            "SELECT " TANBU_RETIREMENT_COLUMNS " FROM retirements ORDER BY id", &Rows::retirement);
  add_table(hash, connection, rows, "SELECT count(*) FROM notes",
            "SELECT note FROM notes ORDER BY sort, entry, ordinal", &Rows::note);
  digest.sha256 = hash.finish();
  return digest;
}

}  // namespace tanbu::store
