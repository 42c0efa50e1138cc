#include "tests/unit/audit/tamper.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "ledger/log/merkle.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::test {
namespace {

struct Made {
  explicit Made(unsigned filler) { ledger = make_honest_ledger(folder.path(), filler); }
  TemporaryFolder folder;
  HonestLedger ledger;
};

void check(sqlite3* database, int code) {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
    throw std::runtime_error(sqlite3_errmsg(database));
}

// The root of hashes[from, to), split as RFC 6962 says.
crypto::Digest head(const std::vector<crypto::Digest>& hashes, std::size_t from, std::size_t to) {
  if (to - from == 1) return hashes[from];
  std::size_t split = 1;
  while (split * 2 < to - from) split *= 2;
  return log::node_hash(head(hashes, from, from + split), head(hashes, from + split, to));
}

std::vector<crypto::Digest> leaves_of(sqlite3* database) {
  std::vector<crypto::Digest> leaves;
  for (const auto& row : rows(database, "SELECT entry FROM entries ORDER BY idx"))
    leaves.push_back(log::leaf_hash(row[0]));
  return leaves;
}

}  // namespace

const std::filesystem::path& big_ledger(HonestLedger& made) {
  static const Made big(260);
  made = big.ledger;
  return big.folder.path();
}

const std::filesystem::path& small_ledger(HonestLedger& made) {
  static const Made small(0);
  made = small.ledger;
  return small.folder.path();
}

Copy::Copy(const std::filesystem::path& original) {
  std::filesystem::copy(original, folder_.path(), std::filesystem::copy_options::recursive);
}

void Copy::alter(const std::string& sql) const {
  alter([&sql](sqlite3* database) { run(database, sql); });
}

void Copy::alter(const std::function<void(sqlite3*)>& change) const {
  sqlite3* database = nullptr;
  check(database, sqlite3_open((path() / "ledger.sqlite").c_str(), &database));
  run(database, "PRAGMA ignore_check_constraints = ON");
  run(database, "PRAGMA synchronous = OFF");  // a copy for one test need not survive a power cut
  const auto guards = rows(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
  for (const auto& guard : guards) run(database, "DROP TRIGGER " + guard[0]);
  change(database);
  for (const auto& guard : guards) run(database, guard[1]);
  sqlite3_close(database);
}

audit::Report Copy::audit(const audit::Options& options) const { return audit::audit_directory(path(), options); }

log::Signer Copy::log_key() const {
  std::ifstream file(path() / "keys" / "log");
  std::string line;
  std::getline(file, line);
  return log::value(log::Signer::parse(line));
}

std::vector<std::vector<std::string>> rows(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  check(database, sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr));
  std::vector<std::vector<std::string>> all;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    auto& row = all.emplace_back();
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      row.push_back(bytes == nullptr ? std::string() : std::string(bytes, size));
    }
  }
  check(database, sqlite3_finalize(statement));
  return all;
}

void run(sqlite3* database, const std::string& sql, const std::vector<std::string>& blobs) {
  sqlite3_stmt* statement = nullptr;
  check(database, sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr));
  int position = 0;
  for (const auto& blob : blobs)
    check(database,
          sqlite3_bind_blob(statement, ++position, blob.data(), static_cast<int>(blob.size()), SQLITE_TRANSIENT));
  check(database, sqlite3_step(statement));
  check(database, sqlite3_finalize(statement));
}

bool names(const audit::Report& report, const std::string& code, const std::string& place) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const audit::Finding& finding) {
    return finding.code == code && finding.place.find(place) != std::string::npos;
  });
}

bool names(const audit::Report& report, const std::string& code, std::uint64_t entry) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const audit::Finding& finding) { return finding.code == code && finding.entry == entry; });
}

void rewrite_history(sqlite3* database, std::uint64_t index, const std::function<void(log::Entry&)>& change) {
  run(database, "BEGIN");
  crypto::Digest previous{};
  for (const auto& row : rows(database, "SELECT idx, entry FROM entries ORDER BY idx")) {
    auto entry = log::parse_entry(row[1]).value();
    if (entry.index >= index) {
      if (entry.index == index) change(entry);
      entry.previous = previous;
      const std::string line = log::entry_bytes(entry);
      run(database, "UPDATE entries SET entry = ?, leaf = ? WHERE idx = " + row[0],
          {line, std::string(crypto::as_bytes(log::leaf_hash(line)))});
      previous = log::leaf_hash(line);
    } else {
      previous = log::leaf_hash(row[1]);
    }
  }
  const auto leaves = leaves_of(database);
  for (std::size_t tile = 0; (tile + 1) * 256 <= leaves.size(); ++tile) {
    std::string hashes;
    for (std::size_t at = tile * 256; at < (tile + 1) * 256; ++at) hashes += crypto::as_bytes(leaves[at]);
    run(database, "UPDATE tiles SET hashes = ?, root = ? WHERE level = 0 AND number = " + std::to_string(tile),
        {hashes, std::string(crypto::as_bytes(head(leaves, tile * 256, (tile + 1) * 256)))});
  }
  run(database, "COMMIT");
}

std::string root_at(sqlite3* database, std::uint64_t size) {
  const auto leaves = leaves_of(database);
  return std::string(crypto::as_bytes(head(leaves, 0, static_cast<std::size_t>(size))));
}

}  // namespace tanbu::test
