// What a ledger remembers of refused commands cannot change unseen: every column of every row, rows that are lost, put
// in or exchanged, and the issuers' own signatures.
#include <algorithm>
#include <catch2/catch.hpp>

#include "crypto/digest.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The column with another octet at `place`.
std::string with_other_octet(const std::string& column, const std::string& type, std::size_t place) {
  const std::string at = std::to_string(place + 1);
  const std::string octets = "CAST(" + column + " AS BLOB)";
  return "CAST(substr(" + octets + ", 1, " + std::to_string(place) + ") || CASE WHEN substr(" + octets + ", " + at +
         ", 1) = x'41' THEN x'42' ELSE x'41' END || substr(" + octets + ", " + at + " + 1) AS " + type + ")";
}

struct Table {
  std::string name;
  std::string key;
  std::string which;
};
const std::vector<Table> tables{{"refusals", "number", ""},
                                {"refused_uses", "number", ""},
                                {"seen", "party || ' ' || jti", " WHERE refusal IS NOT NULL"}};

// One statement for each value of the first two rows and for several octets of it.
std::vector<std::string> alterations(sqlite3* database, const Table& table) {
  std::vector<std::string> statements;
  const auto keys = rows(database, "SELECT " + table.key + " FROM " + table.name + table.which + " ORDER BY 1 LIMIT 2");
  for (const auto& column : rows(database, "SELECT name FROM pragma_table_info('" + table.name + "')")) {
    for (const auto& key : keys) {
      const std::string row = " WHERE " + table.key + " = " + (table.key == "number" ? key[0] : "'" + key[0] + "'");
      const auto set = [&](const std::string& value) {
        statements.push_back("UPDATE OR IGNORE " + table.name + " SET " + column[0] + " = " + value + row);
      };
      const auto of = rows(database, "SELECT upper(typeof(" + column[0] + ")), length(CAST(" + column[0] +
                                         " AS BLOB)) FROM " + table.name + row);
      if (of.at(0)[0] == "NULL") continue;
      if (of[0][0] == "INTEGER") {
        set(column[0] + " + 1");
        continue;
      }
      const std::size_t length = std::stoul(of[0][1]);
      for (std::size_t place = 0; place < length; place += std::max<std::size_t>(1, length / 2))
        set(with_other_octet(column[0], of[0][0], place));
    }
  }
  return statements;
}

}  // namespace

TEST_CASE("no value that is kept of a refused command changes unseen", "[audit][refusals]") {
  HonestLedger made;
  const Copy honest(small_ledger(made));
  REQUIRE(honest.audit().ok());
  std::size_t changed = 0;
  for (const Table& table : tables) {
    std::vector<std::string> statements;
    honest.alter([&](sqlite3* database) { statements = alterations(database, table); });
    for (const std::string& statement : statements) {
      INFO(statement);
      const Copy copy(honest.path());
      const std::string all = "SELECT * FROM " + table.name + " ORDER BY 1, 2";
      bool changes = false;
      copy.alter([&](sqlite3* database) {
        const auto before = rows(database, all);
        run(database, statement);
        changes = rows(database, all) != before;
      });
      if (!changes) continue;  // another row stood in the way
      ++changed;
      CHECK_FALSE(copy.audit().ok());
    }
  }
  CHECK(changed > 40);
}

TEST_CASE("the refused command that was altered is named in words", "[audit][refusals]") {
  HonestLedger made;
  const auto found = [&](const std::string& sql) {
    const Copy copy(small_ledger(made));
    copy.alter(sql);
    return copy.audit();
  };
  const std::string first = " WHERE number = (SELECT min(number) FROM refused_uses)";
  CHECK(names(found("UPDATE refused_uses SET time = time + 1" + first), "refusal_altered", "jti="));
  CHECK(names(found("UPDATE refused_uses SET conflict = conflict + 1" + first), "refused_use_differs",
              "column conflict"));
  CHECK(names(found("UPDATE refused_uses SET jws = CAST(jws || 'A' AS BLOB)" + first), "refused_use_command",
              "refused_uses number=0"));
  CHECK(names(found("UPDATE seen SET payload = zeroblob(32) WHERE refusal IS NOT NULL"), "refusal_altered", "jti="));
  CHECK(names(found("DELETE FROM refused_uses" + first), "refused_use_missing", "refused_uses number=0"));
  CHECK(names(found("DELETE FROM refusals WHERE number = 0"), "refusal_missing", "refusals number=1"));
  CHECK(names(found("DELETE FROM seen WHERE refusal IS NOT NULL"), "refusal_missing", "seen iss="));
  // The last of the chain, so that no later row misses it: the other tables do.
  CHECK(names(found("DELETE FROM refusals WHERE number = (SELECT max(number) FROM refusals)"), "refusal_unexpected",
              "seen iss="));
  CHECK(names(found("INSERT INTO refused_uses SELECT number + 100, time, party, jti, refusal, conflict, facts, jws"
                    " FROM refused_uses" +
                    first),
              "refused_use_unexpected", "refused_uses number=100"));
}

TEST_CASE("rows that erase what is not there, and erased texts that came back, are named", "[audit][refusals]") {
  HonestLedger made;
  const auto found = [&](const std::string& sql) {
    const Copy copy(small_ledger(made));
    copy.alter(sql);
    return copy.audit();
  };
  const std::string size = std::to_string(made.size == 0 ? 100'000 : made.size);
  CHECK(names(found("INSERT INTO redactions(idx, entry) VALUES(100000, 100001)"), "row_without_entry",
              "redactions idx=100000"));
  CHECK(names(found("INSERT INTO redactions(idx, entry) VALUES(3, " + size + ")"), "row_without_entry",
              "redactions idx=3"));
  // As if the entry that it collided with had been erased, and its text put back afterwards.
  CHECK(names(found("INSERT INTO redactions(idx, entry) SELECT conflict, (SELECT max(idx) FROM entries) FROM"
                    " refused_uses WHERE number = 0"),
              "refused_use_not_erased", "refused_uses number=0"));
}

TEST_CASE("a refused use that somebody chained anew still needs its issuer's signature", "[audit][refusals]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  // Whoever has the file and the source can write the chain again; what he cannot write is another's signature.
  std::string text;
  copy.alter([&](sqlite3* database) {
    text = rows(database, "SELECT jws FROM refused_uses ORDER BY number LIMIT 1")[0][0];
    const auto place = text.rfind('.') + 10;
    text[place] = text[place] == 'A' ? 'B' : 'A';
    run(database, "UPDATE refused_uses SET jws = ? WHERE number = 0", {text});
    run(database, "UPDATE refusals SET command = ? WHERE use = 0",
        {std::string(crypto::as_bytes(crypto::sha256(text)))});
  });
  CHECK(names(copy.audit(), "refused_use_signature", "refused_uses number=0"));
}
