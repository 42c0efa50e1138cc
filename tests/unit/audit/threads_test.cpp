// How many threads verify signatures is nobody's business but the clock's: the report is the same, word by word, of an
// honest ledger and of spoilt ones.
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string report_of(const Copy& copy, unsigned threads) {
  audit::Options options;
  options.signature_threads = threads;
  return boost::json::serialize(audit::to_json(copy.audit(options)));
}

// Another character inside the signature of each command from `first` on, every `step`-th.
std::string spoil_signatures(int first, int step) {
  return "UPDATE commands SET jws = CAST(substr(jws, 1, length(jws) - 20) || CASE WHEN substr(jws, -20, 1) = x'41' "
         "THEN "
         "x'42' ELSE x'41' END || substr(jws, -19) AS BLOB) WHERE idx >= " +
         std::to_string(first) + " AND idx % " + std::to_string(step) + " = 0";
}

}  // namespace

TEST_CASE("an audit on one thread and on many gives the same report", "[audit][threads]") {
  HonestLedger made;
  const auto& honest = big_ledger(made);
  const std::vector<std::string> changes{
      "SELECT 1",
      spoil_signatures(7, 5),
      spoil_signatures(1, 1),
      "DELETE FROM commands WHERE idx IN (20, 21, 150)",
      "DELETE FROM entries WHERE idx = 40",
      "UPDATE entries SET leaf = zeroblob(32) WHERE idx IN (3, 90, 300)",
      "UPDATE commands SET jws = (SELECT c.jws FROM commands c WHERE c.idx = 13) WHERE idx > 250"};
  std::set<std::string> reports;
  for (const std::string& change : changes) {
    const Copy copy(honest);
    copy.alter(change);
    const auto alone = report_of(copy, 1);
    INFO(change << "\n" << alone);
    for (const unsigned threads : {2U, 3U, 4U, 16U}) CHECK(report_of(copy, threads) == alone);
    reports.insert(alone);
  }
  CHECK(reports.size() == changes.size());
}
