// An honest ledger passes, whole, from its folder and through functions, and while a server writes to it.
#include <catch2/catch.hpp>

#include "audit/effects_bytes.hpp"
#include "audit/verify.hpp"
#include "crypto/digest.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/honest_ledger.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("an honest ledger passes with nothing left unexamined", "[audit]") {
  TemporaryFolder folder;
  const auto made = make_honest_ledger(folder.path(), 260);
  std::uint64_t last_done = 0;
  audit::Options options;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    CHECK(done > last_done);
    CHECK(total == made.size);
    last_done = done;
  };
  const auto report = audit::audit_directory(folder.path(), options);
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.complete());
  CHECK(report.exit_code() == 0);
  CHECK(report.size == made.size);
  CHECK(report.entries_replayed == made.size);
  CHECK(report.signatures_verified == made.size);
  CHECK(report.tiles_compared == 1);
  CHECK(report.checkpoints_verified >= 2);
  CHECK(report.state_compared);
  CHECK(report.state_digests_verified == 1);
  CHECK(report.state_digests_not_verifiable == 0);
  CHECK(report.origin == LedgerWriter::origin);
  CHECK(last_done == made.size);
}

TEST_CASE("stored effects read back are the decision that they were written from", "[audit][erasure]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  std::size_t read = 0;
  copy.alter([&](sqlite3* database) {
    for (const auto& row : rows(database, "SELECT effects FROM effects ORDER BY idx")) {
      const auto decision = audit::stated_effects(row[0]);
      REQUIRE(decision.has_value());
      CHECK(audit::expected_effects(*decision) == row[0]);
      ++read;
    }
  });
  CHECK(read == made.size);
}

TEST_CASE("bytes that are no decision's are never read as one", "[audit][erasure]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  // With their digest put right, as somebody would who writes the database.
  const auto sealed = [](std::string bytes) {
    const auto digest = crypto::sha256(std::string_view(bytes).substr(9));
    bytes.replace(1, 8, std::string(crypto::as_bytes(digest).substr(0, 8)));
    return bytes;
  };
  std::size_t refused = 0;
  copy.alter([&](sqlite3* database) {
    for (const auto& row : rows(database, "SELECT effects FROM effects ORDER BY length(effects) DESC LIMIT 12")) {
      const std::string& bytes = row[0];
      REQUIRE(sealed(bytes) == bytes);
      for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK_FALSE(audit::stated_effects(bytes.substr(0, length)).has_value());
        if (length > 9) CHECK_FALSE(audit::stated_effects(sealed(bytes.substr(0, length))).has_value());
      }
      CHECK_FALSE(audit::stated_effects(sealed(bytes + '\0')).has_value());
      for (std::size_t at = 9; at < bytes.size(); ++at) {
        for (const char wrong : {'\0', '\x7f', '\xff'}) {
          std::string changed = bytes;
          changed[at] = wrong;
          if (changed == bytes) continue;
          CHECK_FALSE(audit::stated_effects(changed).has_value());  // the digest does not fit
          const auto decision = audit::stated_effects(sealed(changed));
          // Another number is another decision; whatever is read is spelt exactly so.
          if (decision) CHECK(audit::expected_effects(*decision) == sealed(changed));
          if (!decision) ++refused;
        }
      }
    }
  });
  CHECK(refused > 1'000);
}

TEST_CASE("a ledger is audited while its writer is at work", "[audit]") {
  TemporaryFolder folder;
  LedgerWriter ledger(folder.path());
  for (unsigned round = 0; round < 3; ++round) {
    const auto index = ledger.accept("x:association", "register_factory",
                                     {{"name", "F"},
                                      {"address", "Hall " + std::to_string(round)},
                                      {"division", "330108"},
                                      {"industry", "C3841"},
                                      {"established_on", "2012-02-29"}});
    const auto report = audit::audit_directory(folder.path());
    INFO(audit::to_text(report));
    CHECK(report.ok());
    CHECK(report.size == index + 1);
    CHECK(report.state_compared);
  }
}
