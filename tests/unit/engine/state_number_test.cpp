// The number that names the state which readers see: another one after everything that they can see, none while nobody
// knows.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "ledger/engine/state_number.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct UnsoundDisk {
  UnsoundDisk() { install_fault_vfs(); }
  ~UnsoundDisk() {
    clear_faults();
    remove_fault_vfs();
  }
};

std::uint64_t state_of(LedgerFolder& ledger) {
  const auto state = ledger.engine().settled_state();
  REQUIRE(state.has_value());
  return *state;
}

}  // namespace

TEST_CASE("a state that is being changed has no number", "[engine][state]") {
  engine::StateNumber number;
  const auto first = number.settled();
  REQUIRE(first.has_value());
  number.settle();
  CHECK(number.settled() == first);
  number.unsettle();
  CHECK_FALSE(number.settled().has_value());
  number.unsettle();
  CHECK_FALSE(number.settled().has_value());
  number.settle();
  CHECK(number.settled() > first);
}

TEST_CASE("whatever readers can see changes the number of the state, and nothing else does", "[engine][state]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto first = state_of(ledger);
  ledger.engine().with_reader([](store::Reader& reader) { CHECK(reader.size() > 0); });
  CHECK(state_of(ledger) == first);
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  const auto second = state_of(ledger);
  CHECK(second > first);
  // A refusal that is remembered adds no entry, and is listed.
  const auto size = ledger.engine().health().size;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) == "refused double_use");
  const auto third = state_of(ledger);
  CHECK(third > second);
  CHECK(ledger.engine().health().size == size);
  // Of what is merely repeated nothing is written.
  const auto wish = ledger.sign(ledger.trader, "retire", ledger.retire_body(2, 2));
  CHECK(LedgerFolder::words(ledger.send(wish)).starts_with("accepted"));
  const auto fourth = state_of(ledger);
  CHECK(fourth > third);
  CHECK(LedgerFolder::words(ledger.send(wish)).starts_with("accepted"));
  CHECK(state_of(ledger) == fourth);
}

TEST_CASE("while a commit is unknown the state has no number", "[engine][state]") {
  const UnsoundDisk disk;
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  engine::EngineOptions options;
  options.erasure_retry_ms = 5;
  ledger.open(options);
  const auto before = state_of(ledger);
  const auto wish = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1));
  plan_fault({.operation = FaultOperation::sync, .effect = FaultEffect::io_error, .at = 1, .ever_after = true});
  CHECK(LedgerFolder::words(ledger.send(wish)) == "unavailable outcome_unknown");
  CHECK_FALSE(ledger.engine().settled_state().has_value());
  clear_faults();
  for (int i = 0; i < 4'000 && !ledger.engine().health().ready; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  REQUIRE(ledger.engine().health().ready);
  CHECK(state_of(ledger) > before);
}
