// What the writer does when time jumps, the disk fails, the queue is full or the folder is not what it was.
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "ledger/engine/folder.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Accepted;

namespace {

std::int64_t entry_time(const engine::Answer& answer) {
  const auto& line = std::get<Accepted>(answer).entry;
  const auto json = boost::json::parse(line);
  return log::parse_time_text(json.as_object().at("time").as_string().c_str()).value();
}

struct FailingDisk {
  FailingDisk() { install_fault_vfs(); }
  ~FailingDisk() {
    clear_faults();
    remove_fault_vfs();
  }
};

}  // namespace

TEST_CASE("the time of entries never decreases, whatever the clock does within its bounds", "[engine][clock]") {
  LedgerFolder ledger;
  ledger.populate();
  std::int64_t previous = 0;
  const std::int64_t steps[] = {0, 1'000, -60'000, -120'000, 30'000, -1, 100'000};
  std::int64_t unit = 1;
  for (const std::int64_t step : steps) {
    ledger.clock->wall_ms += step;
    const auto answer = ledger.send(ledger.trader, "retire", ledger.retire_body(unit, unit));
    INFO(LedgerFolder::words(answer));
    REQUIRE(std::holds_alternative<Accepted>(answer));
    CHECK(entry_time(answer) >= previous);
    previous = entry_time(answer);
    ++unit;
  }
}

TEST_CASE("a clock that jumped is suspected and the writer stops until it is right again", "[engine][clock]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.clock->wall_ms += 5 * 60 * 1000 + 1;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "unavailable clock_suspect");
  CHECK(ledger.engine().health().reason == "clock_suspect");
  ledger.clock->wall_ms -= 2 * (5 * 60 * 1000 + 1);
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "unavailable clock_suspect");
  ledger.clock->wall_ms += 5 * 60 * 1000 + 1;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))).starts_with("accepted"));
  CHECK(ledger.engine().health().ready);
}

TEST_CASE("a first entry more than a day after the last one wants --accept-time", "[engine][clock]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  ledger.clock->pass(24LL * 3600 * 1000 + 1);
  ledger.open();
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "unavailable clock_suspect");
  ledger.close();
  ledger.open({.accept_time = true});
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))).starts_with("accepted"));
}

TEST_CASE("a full queue answers at once and loses nothing that it took", "[engine][overload]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  ledger.open({.queue_commands_max = 4, .batch_commands_max = 2});
  std::atomic<int> accepted{0};
  std::atomic<int> full{0};
  std::atomic<int> other{0};
  constexpr int commands = 400;
  std::vector<std::string> signed_commands;
  for (int unit = 1; unit <= commands; ++unit)
    signed_commands.push_back(ledger.sign(ledger.trader, "retire", ledger.retire_body(unit, unit)));
  {
    std::vector<engine::Checked> checked;
    for (auto& jws : signed_commands) checked.push_back(std::get<engine::Checked>(ledger.engine().check(jws)));
    for (auto& command : checked) {
      ledger.engine().enqueue(
          std::move(command),
          [&](engine::Answer answer) {
            const std::string words = LedgerFolder::words(answer);
            (words.starts_with("accepted") ? accepted : words == "unavailable queue_full" ? full : other)++;
          },
          engine::QueuePolicy::refuse_when_full);
    }
    ledger.engine().stop();
  }
  CHECK(accepted + full == commands);
  CHECK(other == 0);
  CHECK(full > 0);
  CHECK(ledger.engine().health().reason == "stopping");
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(900, 900))) ==
        "unavailable stopping");
}

TEST_CASE("a second process is kept out of the folder", "[engine][folder]") {
  LedgerFolder ledger;
  const auto second = engine::Engine::open({.directory = ledger.path()});
  REQUIRE(std::holds_alternative<engine::OpenFault>(second));
  CHECK(std::get<engine::OpenFault>(second).code == "locked");
}

TEST_CASE("a database older than the published checkpoint is refused, and so is another history", "[engine][folder]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  const auto database = ledger.path() / "ledger.sqlite";
  const auto copy = ledger.path() / "yesterday";
  std::filesystem::copy_file(database, copy);
  if (std::filesystem::exists(database.string() + "-wal"))
    std::filesystem::copy_file(database.string() + "-wal", copy.string() + "-wal");
  ledger.open();
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  ledger.close();
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(database.string() + suffix);
  std::filesystem::copy_file(copy, database);
  if (std::filesystem::exists(copy.string() + "-wal"))
    std::filesystem::copy_file(copy.string() + "-wal", database.string() + "-wal");
  CHECK(ledger.try_open() == "would_fork");
}

TEST_CASE("a log key that others can read, and a broken checkpoint file, are refused", "[engine][folder]") {
  LedgerFolder ledger;
  ledger.close();
  std::filesystem::permissions(ledger.path() / "keys" / "log", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  CHECK(ledger.try_open() == "key_file");
  std::filesystem::permissions(ledger.path() / "keys" / "log", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::remove);
  std::ofstream(ledger.path() / "checkpoint", std::ios::trunc) << "nonsense";
  CHECK(ledger.try_open() == "chain");
  // Power was lost between creating and writing, or somebody emptied it: it cannot say which database is the newest.
  std::ofstream(ledger.path() / "checkpoint", std::ios::trunc) << "";
  CHECK(ledger.try_open() == "chain");
  std::filesystem::remove(ledger.path() / "checkpoint");
  CHECK(ledger.try_open().empty());
}

TEST_CASE("after a failed COMMIT nobody is told yes or no, and the same command gives one entry later",
          "[engine][fault]") {
  const FailingDisk disk;
  int unknown = 0;
  int failed = 0;
  int untouched = 0;
  for (std::uint64_t at = 1; at <= 12; ++at) {
    clear_faults();
    LedgerFolder ledger;
    ledger.populate();
    const std::string jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 10));
    plan_fault({.operation = at % 2 == 0 ? FaultOperation::sync : FaultOperation::write,
                .file = FaultFile::wal,
                .effect = FaultEffect::io_error,
                .at = (at + 1) / 2});
    const std::string words = LedgerFolder::words(ledger.send(jws));
    clear_faults();
    unknown += words == "unavailable outcome_unknown" ? 1 : 0;
    failed += words == "unavailable store_failed" ? 1 : 0;
    untouched += words.starts_with("accepted") ? 1 : 0;
    const auto again = ledger.send(jws);
    INFO("fault " << at << ": " << words << ", then " << LedgerFolder::words(again));
    REQUIRE(std::holds_alternative<Accepted>(again));
    CHECK(log::ok(log::verify_receipt(std::get<Accepted>(again).receipt, ledger.engine().log_vkey())));
    CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) == "refused double_use");
    ledger.close();
    REQUIRE(ledger.try_open().empty());
    CHECK(std::get<Accepted>(ledger.send(jws)).receipt == std::get<Accepted>(again).receipt);
  }
  CHECK(unknown > 0);
  WARN(unknown << " unknown, " << failed << " failed before COMMIT, " << untouched << " not hit");
}
