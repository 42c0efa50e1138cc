// That a ledger which could not decide is ready again by itself, without a command that finds it out.
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/fault_vfs.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

struct FaultyDisk {
  FaultyDisk() { install_fault_vfs(); }
  ~FaultyDisk() {
    clear_faults();
    remove_fault_vfs();
  }
};

// What the engine told, in order.
class Told {
 public:
  [[nodiscard]] engine::EngineOptions options() {
    engine::EngineOptions wanted;
    wanted.erasure_retry_ms = 5;
    wanted.notice = [this](std::string_view event) {
      const std::lock_guard lock(mutex_);
      events_.emplace_back(event);
    };
    return wanted;
  }
  [[nodiscard]] std::vector<std::string> events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> events_;
};

// Bounded, so that a ledger which never recovers fails the test instead of holding it up.
bool becomes_ready(LedgerFolder& ledger) {
  for (int i = 0; i < 4'000 && !ledger.engine().health().ready; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return ledger.engine().health().ready;
}

}  // namespace

TEST_CASE("a clock that is right again makes the ledger ready without a command", "[engine][clock]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  Told told;
  ledger.open(told.options());
  ledger.clock->wall_ms += 3'600'000;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "unavailable clock_suspect");
  CHECK(ledger.engine().health().reason == "clock_suspect");
  ledger.clock->wall_ms -= 3'600'000;
  CHECK(becomes_ready(ledger));
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))).starts_with("accepted"));
  // Told by the thread that decided the command, before it did; readiness shows a moment earlier.
  CHECK(told.events() == std::vector<std::string>{"clock_suspect", "recovered"});
}

TEST_CASE("a clock that stays wrong stays suspected, however long nobody asks", "[engine][clock]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  Told told;
  ledger.open(told.options());
  ledger.clock->wall_ms += 3'600'000;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "unavailable clock_suspect");
  // Both clocks go on together: an hour of waiting does not make the jump right.
  ledger.clock->pass(3'600'000);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK(ledger.engine().health().reason == "clock_suspect");
  CHECK(told.events() == std::vector<std::string>{"clock_suspect"});
}

TEST_CASE("a store that works again makes the ledger ready without a command", "[engine][store]") {
  const FaultEffect effect = GENERATE(FaultEffect::io_error, FaultEffect::disk_full);
  const FaultOperation operation = GENERATE(FaultOperation::write, FaultOperation::sync);
  const FaultyDisk disk;
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  Told told;
  ledger.open(told.options());
  const auto wish = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1));
  plan_fault({.operation = operation, .effect = effect, .at = 1, .ever_after = true});
  const std::string first = LedgerFolder::words(ledger.send(wish));
  INFO(first);
  REQUIRE(first.starts_with("unavailable "));
  CHECK_FALSE(ledger.engine().health().ready);
  // Reads are served all the while.
  std::uint64_t size = 0;
  ledger.engine().with_reader([&](store::Reader& reader) { size = reader.size(); });
  CHECK(size > 0);
  clear_faults();
  CHECK(becomes_ready(ledger));
  CHECK(LedgerFolder::words(ledger.send(wish)).starts_with("accepted"));
  // Told by the thread that decided the command, before it did; readiness shows a moment earlier.
  CHECK(told.events().back() == "recovered");
}
