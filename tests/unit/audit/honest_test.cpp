// An honest ledger passes, whole, from its folder and through functions, and while a server writes to it.
#include <catch2/catch.hpp>

#include "audit/verify.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/audit/honest_ledger.hpp"

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
  CHECK(report.origin == LedgerWriter::origin);
  CHECK(last_done == made.size);
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
