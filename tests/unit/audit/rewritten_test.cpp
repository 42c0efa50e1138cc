// An operator who rewrites history: entry k is another one, and chain, leaf hashes and tiles are made to fit again.
// Only what was signed is out of his reach, and so the audit names the entry and every checkpoint from there on. For
// every k from 1 to 200, in shares that run beside each other; in one of two ways each, and in both in a long campaign.
#include <catch2/catch.hpp>

#include "crypto/encoding.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::uint64_t shares = 2;  // each makes the honest ledger anew, which takes as long as many rewritings of it
constexpr std::uint64_t rewritten_last = 200;
#ifdef TANBU_LONG
constexpr bool in_both_ways = true;
#else
constexpr bool in_both_ways = false;
#endif

// The command with another jti under the old signature: of the same kind, by the same party, with the same body.
std::string forged_command(const std::string& jws) {
  const auto first = jws.find('.');
  const auto second = jws.find('.', first + 1);
  std::string payload = crypto::base64url_decode(std::string_view(jws).substr(first + 1, second - first - 1)).value();
  const auto place = payload.find("\"jti\":\"jti-");
  REQUIRE(place != std::string::npos);
  payload[payload.find("jti-", place)] = 'k';
  return jws.substr(0, first + 1) + crypto::base64url_encode(payload) + jws.substr(second);
}

// What every rewriting leaves behind: the chain is whole, and no signed root from `index` on is the tree's.
void check_only_signatures_tell(const audit::Report& report, std::uint64_t index) {
  CHECK(names(report, "checkpoint_root", "checkpoints size=" + std::to_string(index + 1)));
  CHECK_FALSE(names(report, "checkpoint_root", "checkpoints size=" + std::to_string(index)));
  CHECK(names(report, "checkpoint_file_root", "checkpoint"));
  for (const auto& finding : report.findings) {
    CHECK(finding.code != "entry_prev");
    CHECK(finding.code != "entry_leaf");
    CHECK(finding.code != "command_hash");
    CHECK(finding.code != "tile_differs");
    CHECK(finding.code != "tile_root_differs");
    if (finding.entry) CHECK(*finding.entry >= index);
  }
}

void rewrite_each(std::uint64_t share) {
  HonestLedger made;
  const auto& honest = big_ledger(made);
  REQUIRE(made.size > rewritten_last);
  const Copy copy(honest);
  const auto audited = [&](const std::function<void(sqlite3*)>& change) {
    std::filesystem::copy_file(honest / "ledger.sqlite", copy.path() / "ledger.sqlite",
                               std::filesystem::copy_options::overwrite_existing);
    copy.alter(change);
    return copy.audit();
  };
  const auto rename = [&](std::uint64_t index) {
    const auto renamed = audited([index](sqlite3* database) {
      rewrite_history(database, index, [](log::Entry& entry) { entry.kind = "amended"; });
    });
    INFO("entry " << index << " under another kind\n" << audit::to_text(renamed));
    CHECK(names(renamed, "kind_mismatch", index));
    check_only_signatures_tell(renamed, index);
  };
  const auto forge = [&](std::uint64_t index) {
    const auto forged = audited([index](sqlite3* database) {
      const std::string place = " WHERE idx = " + std::to_string(index);
      const std::string jws = forged_command(rows(database, "SELECT jws FROM commands" + place).at(0).at(0));
      run(database, "UPDATE commands SET jws = ?" + place, {jws});
      rewrite_history(database, index, [&jws](log::Entry& entry) { entry.command = crypto::sha256(jws); });
    });
    INFO("entry " << index << " of the same kind\n" << audit::to_text(forged));
    CHECK(names(forged, "command_signature", index));
    CHECK_FALSE(names(forged, "kind_mismatch", index));
    check_only_signatures_tell(forged, index);
  };
  bool renames = true;
  for (std::uint64_t index = share + 1; index <= rewritten_last; index += shares, renames = !renames) {
    if (renames || in_both_ways) rename(index);
    if (!renames || in_both_ways) forge(index);
  }
}

}  // namespace

TEST_CASE("a rewritten history is caught by what was signed: odd entries", "[audit][rewritten]") { rewrite_each(0); }

TEST_CASE("a rewritten history is caught by what was signed: even entries", "[audit][rewritten]") { rewrite_each(1); }
