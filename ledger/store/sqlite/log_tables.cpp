#include "ledger/store/sqlite/log_tables.hpp"

#include "ledger/log/entry.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/store/effects.hpp"
#include "ledger/store/sqlite/refusal_chain.hpp"

namespace tanbu::store {
namespace {

constexpr std::size_t hash_bytes = 32;

#define TANBU_ENTRY_COLUMNS "entries.idx, entries.entry, entries.leaf, commands.jws, effects.effects"
#define TANBU_ENTRY_TABLES \
  "entries JOIN effects ON effects.idx = entries.idx LEFT JOIN commands ON commands.idx = entries.idx "

StoredEntry stored_entry(Query& row) {
  StoredEntry entry{.index = row.take<EntryIndex>(),
                    .entry = row.take_blob(),
                    .leaf = row.take_digest(),
                    .command = std::nullopt,
                    .decision = {}};
  if (row.is_null()) {
    static_cast<void>(row.take_blob());
  } else {
    entry.command = row.take_blob();
  }
  const std::string effects = row.take_blob();
  // The effects carry no hash in the log; an entry that is not what its leaf says is no base for believing them.
  if (log::leaf_hash(entry.entry) != entry.leaf) throw StoreFault("database: an entry does not have its leaf's hash");
  entry.decision = effects_from_bytes(effects);
  return entry;
}

Refusal refusal_of(std::int64_t number) {
  const auto reason = refusal_from_number(static_cast<std::uint16_t>(number));
  if (!reason || static_cast<std::int64_t>(*reason) != number) {
    throw StoreFault("database: a refusal has a number that this program does not know");
  }
  return *reason;
}

}  // namespace

std::uint64_t LogTables::size() {
  Query query(connection_, "SELECT coalesce(max(idx), -1) + 1 FROM entries");
  return query.next() ? query.take<std::uint64_t>() : 0;
}

Head LogTables::head() {
  Query last(connection_, "SELECT idx, entry, leaf FROM entries ORDER BY idx DESC LIMIT 1");
  if (!last.next()) return {};
  Head head{.size = last.take<std::uint64_t>() + 1, .time = {}, .last_leaf = {}, .checkpoint = {}};
  const auto entry = log::parse_entry(last.take_blob());
  if (!entry) throw StoreFault("database: the last entry cannot be read");
  head.time = Instant{entry->time_unix_ms};
  head.last_leaf = last.take_digest();
  Query newest(connection_, "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1");
  if (newest.next()) head.checkpoint = newest.take_blob();
  return head;
}

void LogTables::check_end() {
  Query last(connection_, "SELECT idx, entry, leaf FROM entries ORDER BY idx DESC LIMIT 1");
  const bool empty = !last.next();
  std::uint64_t entries = 0;
  if (!empty) {
    const auto index = last.take<std::uint64_t>();
    const std::string line = last.take_blob();
    const auto entry = log::parse_entry(line);
    if (!entry || entry->index != index || log::leaf_hash(line) != last.take_digest()) {
      throw StoreUnfit("database: the last entry is damaged");
    }
    entries = index + 1;
  }
  Query sizes(connection_,
              "SELECT coalesce((SELECT max(size) FROM checkpoints), 0),"
              " coalesce((SELECT max(idx) FROM effects), -1) + 1");
  if (!sizes.next() || sizes.take<std::uint64_t>() != entries || sizes.take<std::uint64_t>() != entries) {
    throw StoreUnfit("database: the newest checkpoint or the effects do not belong to the last entry");
  }
}

std::optional<Seen> LogTables::seen(const PartyId& issuer, const std::string& jti) {
  const auto number = parties_.find(issuer);
  if (!number) return std::nullopt;
  Query query(connection_, "SELECT payload, entry, refusal, conflict, facts FROM seen WHERE party = ? AND jti = ?",
              *number, jti);
  if (!query.next()) return std::nullopt;
  Seen seen{.payload = query.take_digest(), .entry = query.take<std::optional<EntryIndex>>(), .refused = std::nullopt};
  if (query.is_null()) return seen;
  const Refusal reason = refusal_of(query.take<std::int64_t>());
  seen.refused = Refused{.reason = reason, .conflict = query.take<std::optional<EntryIndex>>()};
  seen.refused->facts = facts_from_bytes(query.take_blob());
  return seen;
}

void LogTables::append(const NewEntry& entry) {
  Query::run(connection_, "INSERT INTO entries(idx, entry, leaf) VALUES(?, ?, ?)", entry.index, blob(entry.entry),
             blob(entry.leaf));
  Query::run(connection_, "INSERT INTO effects(idx, effects) VALUES(?, ?)", entry.index,
             blob(effects_to_bytes(entry.decision)));
  Query::run(connection_, "INSERT INTO commands(idx, jws) VALUES(?, ?)", entry.index, blob(entry.command));
}

void LogTables::append(const NewTile& tile) {
  Query::run(connection_, "INSERT INTO tiles(level, number, root, hashes) VALUES(?, ?, ?, ?)", tile.level, tile.number,
             blob(tile.root), blob(tile.hashes));
}

void LogTables::append(const SeenRow& row) {
  const Seen& seen = row.seen;
  if (seen.entry.has_value() == seen.refused.has_value()) throw StoreFault("seen: either an entry or a refusal");
  const auto number = parties_.give(row.issuer);
  if (seen.entry) {
    Query::run(connection_, "INSERT INTO seen(party, jti, payload, entry) VALUES(?, ?, ?, ?)", number, row.jti,
               blob(seen.payload), *seen.entry);
  } else {
    Query::run(connection_, "INSERT INTO seen(party, jti, payload, refusal, conflict, facts) VALUES(?, ?, ?, ?, ?, ?)",
               number, row.jti, blob(seen.payload), seen.refused->reason, seen.refused->conflict,
               blob(facts_to_bytes(seen.refused->facts)));
  }
}

void LogTables::append(const std::vector<SeenRow>& seen, const std::vector<RefusedUse>& uses) {
  auto use = uses.begin();
  for (const SeenRow& row : seen) {
    append(row);
    if (!row.seen.refused) continue;
    const bool is_use = use != uses.end() && use->issuer == row.issuer && use->jti == row.jti;
    ChainedRefusal refusal{.party = parties_.give(row.issuer),
                           .issuer = row.issuer.text,
                           .jti = row.jti,
                           .payload = row.seen.payload,
                           .refusal = static_cast<std::int64_t>(row.seen.refused->reason),
                           .conflict = std::nullopt,
                           .facts = facts_to_bytes(row.seen.refused->facts),
                           .use = std::nullopt};
    if (row.seen.refused->conflict) refusal.conflict = static_cast<std::int64_t>(row.seen.refused->conflict->value);
    if (is_use) {
      refusal.use = {.number = append(*use), .time_unix_ms = use->time.unix_ms, .command = crypto::sha256(use->jws)};
      ++use;
    }
    append_refusal(connection_, refusal);
  }
  if (use != uses.end()) throw StoreFault("refused use: its refusal is not among those to be remembered");
}

// An attempt to use again what was erased must not bring the erased text back, so only its digest is kept.
std::int64_t LogTables::append(const RefusedUse& use) {
  Query last(connection_, "SELECT coalesce(max(number), -1) + 1 FROM refused_uses");
  const auto number = last.next() ? last.take<std::int64_t>() : 0;
  Query::run(connection_,
             "INSERT INTO refused_uses(number, time, party, jti, refusal, conflict, facts, jws)"
             " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7,"
             "        CASE WHEN EXISTS (SELECT 1 FROM redactions WHERE idx = ?6) THEN NULL ELSE ?8 END)",
             number, use.time, parties_.give(use.issuer), use.jti, use.refused.reason, use.refused.conflict,
             blob(facts_to_bytes(use.refused.facts)), blob(use.jws));
  return number;
}

std::vector<RefusedUse> LogTables::refused_uses(std::uint64_t from, std::size_t limit) {
  Query query(connection_,
              "SELECT r.number, r.time, p.id, r.jti, r.refusal, r.conflict, r.facts, r.jws FROM refused_uses r"
              " JOIN party_numbers p ON p.number = r.party WHERE r.number >= ? ORDER BY r.number LIMIT ?",
              from, limit);
  std::vector<RefusedUse> uses;
  while (query.next()) {
    RefusedUse use;
    use.number = query.take<std::uint64_t>();
    use.time = Instant{query.take<std::int64_t>()};
    use.issuer = PartyId{query.take<std::string>()};
    use.jti = query.take<std::string>();
    use.refused.reason = refusal_of(query.take<std::int64_t>());
    use.refused.conflict = query.take<std::optional<EntryIndex>>();
    use.refused.facts = facts_from_bytes(query.take_blob());
    use.jws = query.take_blob();
    uses.push_back(std::move(use));
  }
  return uses;
}

void LogTables::erase(const Erasure& erasure) {
  Query::run(connection_, "INSERT INTO redactions(idx, entry) VALUES(?, ?)", erasure.target, erasure.by);
  Query::run(connection_, "DELETE FROM commands WHERE idx = ?", erasure.target);
  if (connection_.changes() != 1) throw StoreFault("erase: there is no such command");
  Query::run(connection_, "UPDATE refused_uses SET jws = NULL WHERE conflict = ? AND jws IS NOT NULL", erasure.target);
}

bool LogTables::has_erasures() {
  Query query(connection_, "SELECT EXISTS (SELECT 1 FROM redactions)");
  return query.next() && query.take<bool>();
}

void LogTables::append_checkpoint(std::uint64_t size, const std::string& note) {
  Query::run(connection_,
             "INSERT INTO checkpoints(size, note, previous)"
             " VALUES(?, ?, (SELECT coalesce(max(size), 0) FROM checkpoints))",
             size, blob(note));
}

std::optional<StoredEntry> LogTables::entry(EntryIndex index) {
  Query query(connection_, "SELECT " TANBU_ENTRY_COLUMNS " FROM " TANBU_ENTRY_TABLES "WHERE entries.idx = ?", index);
  return query.next() ? std::optional(stored_entry(query)) : std::nullopt;
}

std::vector<StoredEntry> LogTables::entries(Page page) {
  Query query(connection_,
              page.newest_first ? Sql("SELECT " TANBU_ENTRY_COLUMNS " FROM " TANBU_ENTRY_TABLES
                                      "WHERE entries.idx >= ? AND entries.idx < ? ORDER BY entries.idx DESC LIMIT ?")
                                : Sql("SELECT " TANBU_ENTRY_COLUMNS " FROM " TANBU_ENTRY_TABLES
                                      "WHERE entries.idx >= ? AND entries.idx < ? ORDER BY entries.idx LIMIT ?"),
              page.from, page.before, page.limit);
  std::vector<StoredEntry> entries;
  while (query.next()) entries.push_back(stored_entry(query));
  return entries;
}

std::vector<std::string> LogTables::lines(std::uint64_t first, std::uint64_t count) {
  Query query(connection_, "SELECT entry FROM entries WHERE idx >= ? ORDER BY idx LIMIT ?", first, count);
  std::vector<std::string> lines;
  while (query.next()) lines.push_back(query.take_blob());
  return lines;
}

// The hashes as the tables have them. Of a partial tile, level 0 stands in the entries and every other level in the
// roots of the full tiles below.
std::string LogTables::hashes(unsigned level, std::uint64_t number, unsigned width) {
  std::string hashes;
  if (level == 0) {
    Query query(connection_, "SELECT leaf FROM entries WHERE idx >= ? ORDER BY idx LIMIT ?",
                number * log::tile_width_max, width);
    while (query.next()) hashes += query.take_blob();
  } else {
    Query query(connection_, "SELECT root FROM tiles WHERE level = ? AND number >= ? ORDER BY number LIMIT ?",
                level - 1, number * log::tile_width_max, width);
    while (query.next()) hashes += query.take_blob();
  }
  return hashes;
}

std::optional<std::string> LogTables::tile(unsigned level, std::uint64_t number, unsigned width, std::uint64_t size) {
  if (width == 0 || width > log::tile_width_max || level > log::tile_level_max) return std::nullopt;
  const unsigned present = log::tile_width_at(level, number, size);
  if (width > present) return std::nullopt;
  std::string hashes;
  if (present == log::tile_width_max) {
    Query query(connection_, "SELECT hashes FROM tiles WHERE level = ? AND number = ?", level, number);
    if (query.next()) hashes = query.take_blob().substr(0, width * hash_bytes);
  } else {
    hashes = this->hashes(level, number, width);
  }
  if (hashes.size() != width * hash_bytes) throw StoreFault("database: a tile of the tree is missing");
  return hashes;
}

std::optional<std::vector<std::string>> LogTables::bundle(std::uint64_t number, unsigned width, std::uint64_t size) {
  if (width == 0 || width > log::tile_width_at(0, number, size)) return std::nullopt;
  auto lines = this->lines(number * log::tile_width_max, width);
  if (lines.size() != width) throw StoreFault("database: an entry is missing");
  return lines;
}

std::optional<std::string> LogTables::checkpoint_covering(EntryIndex index) {
  Query query(connection_, "SELECT note FROM checkpoints WHERE size > ? ORDER BY size LIMIT 1", index);
  return query.next() ? std::optional(query.take_blob()) : std::nullopt;
}

}  // namespace tanbu::store
