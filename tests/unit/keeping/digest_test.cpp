// The digest of the state: what the store says, the audit finds in the log by code of its own.
#include "audit/verify.hpp"
#include "crypto/encoding.hpp"
#include "ledger/store/sqlite/state_digest.hpp"
#include "tests/unit/keeping/files.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

store::StateDigest digest_of(const LedgerFolder& ledger) {
  return store::state_digest_of_sqlite(ledger.path() / "ledger.sqlite");
}
std::string hex(const crypto::Digest& digest) { return crypto::hex_encode(crypto::as_bytes(digest)); }

}  // namespace

TEST_CASE("the audit recomputes stated digests of the state at their sizes", "[keeping][digest]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto first = digest_of(ledger);
  CHECK(first.size == ledger.engine().health().size);
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  const auto second = digest_of(ledger);
  CHECK(second.sha256 != first.sha256);
  // The older one is stated last.
  for (const auto& digest : {second, first}) {
    ledger.grant(ledger.association, "record_state_digest", {{"size", digest.size}, {"sha256", hex(digest.sha256)}});
  }
  ledger.grant(ledger.trader, "retire", ledger.retire_body(11, 12));
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.state_digests_verified == 2);
}

TEST_CASE("a digest that the log does not give is named with its entry", "[keeping][digest]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto digest = digest_of(ledger);
  const auto entry = ledger.grant(ledger.association, "record_state_digest",
                                  {{"size", digest.size - 1}, {"sha256", hex(digest.sha256)}});
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].code == "state_digest_differs");
  CHECK(report.findings[0].entry == entry);
}

TEST_CASE("an erasure changes no digest that was stated before it", "[keeping][digest][erasure]") {
  LedgerFolder ledger;
  ledger.populate(1'000);
  const auto digest = digest_of(ledger);
  ledger.grant(ledger.association, "record_state_digest", {{"size", digest.size}, {"sha256", hex(digest.sha256)}});
  ledger.grant(ledger.association, "redact", {{"entry", 2}, {"reason", "gone"}, {"authority", "order 17"}});
  const auto report = audit::audit_directory(ledger.path());
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.state_digests_verified == 1);
}
