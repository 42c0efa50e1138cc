// What the store does when the machine fails under it: nothing is half written, and an unsettled COMMIT is settled by
// recover() alone.
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "ledger/store/sqlite/sqlite_store.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/log_maker.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/store/raw.hpp"

namespace tanbu::test {
namespace {

using store::CommitUnknown;
using store::open_sqlite;
using store::OpenMode;
using store::StoreFault;

struct FaultyMachine {
  FaultyMachine() { install_fault_vfs(); }
  ~FaultyMachine() { remove_fault_vfs(); }
  FaultyMachine(const FaultyMachine&) = delete;
  FaultyMachine& operator=(const FaultyMachine&) = delete;
};

struct Ledger {
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "ledger.sqlite";
  LogMaker log;
  std::unique_ptr<store::Store> store = open_sqlite(file, OpenMode::create);

  // A batch large enough to reach every table.
  [[nodiscard]] static store::Batch batch_of(LogMaker& log, int count) {
    store::Batch batch;
    for (int i = 0; i < count; ++i) {
      const auto entry = log.append(batch);
      const Party party{.id = {"x:party-" + std::to_string(entry.value)},
                        .entry = entry,
                        .legal_form = LegalForm::branch,
                        .name = std::string(500, 'n'),
                        .aliases = {"a"},
                        .succeeded_by = {}};
      batch.changes.emplace_back(party);
      batch.seen.push_back({.issuer = party.id,
                            .jti = "jti-" + std::to_string(entry.value),
                            .seen = {.payload = {1}, .entry = entry, .refused = std::nullopt}});
    }
    return batch;
  }
  void grow(int count) {
    LogMaker grown = log;
    const auto batch = batch_of(grown, count);
    commit(*store, batch, log.size());
    log = grown;
  }
  // Whether the batch of `count` after `before` is there whole or not at all; false when it is there in part.
  [[nodiscard]] static bool whole_or_absent(store::Store& store, std::uint64_t before, std::uint64_t count) {
    const auto head = store.head();
    const auto reader = store.reader();
    const bool there = head.size == before + count;
    bool consistent = (there || head.size == before) && reader->size() == head.size;
    consistent = consistent && head.checkpoint == (head.size == 0 ? "" : any_checkpoint(head.size));
    for (std::uint64_t index = before; index < before + count; ++index) {
      const PartyId party{"x:party-" + std::to_string(index)};
      consistent = consistent && reader->entry({index}).has_value() == there;
      consistent = consistent && reader->party(party).has_value() == there;
      consistent = consistent && reader->seen(party, "jti-" + std::to_string(index)).has_value() == there;
    }
    return consistent;
  }
};

}  // namespace

TEST_CASE("A COMMIT whose sync fails is unknown, everything but recover and reader refuses, recover settles it") {
  const FaultyMachine machine;
  Ledger ledger;
  ledger.grow(3);
  const auto reader = ledger.store->reader();
  LogMaker grown = ledger.log;
  const auto batch = Ledger::batch_of(grown, 2);
  static_cast<void>(ledger.store->prefetch({}));
  const auto seal = [](const auto&) { return any_checkpoint(5); };
  plan_fault({.operation = FaultOperation::sync, .file = FaultFile::wal, .ever_after = true});
  CHECK_THROWS_AS(ledger.store->commit(batch, 3, seal), CommitUnknown);
  CHECK(fault_counts().faults >= 1);

  CHECK_THROWS_AS(ledger.store->head(), StoreFault);
  CHECK_THROWS_AS(ledger.store->prefetch({}), StoreFault);
  CHECK_THROWS_AS(ledger.store->seen({"x:party-0"}, "jti-0"), StoreFault);
  CHECK_THROWS_AS(ledger.store->commit(batch, 3, seal), StoreFault);
  ledger.store->abandon();
  CHECK(ledger.store->reader()->size() == 3);
  CHECK(reader->size() == 3);

  // As long as the disk fails, nothing is settled.
  CHECK_THROWS_AS(ledger.store->recover(), StoreFault);
  CHECK_THROWS_AS(ledger.store->head(), StoreFault);

  clear_faults();
  reader->release();
  ledger.store->recover();
  const auto size = ledger.store->head().size;
  CHECK((size == 3 || size == 5));
  CHECK(Ledger::whole_or_absent(*ledger.store, 3, 2));
  if (size == 5) ledger.log = grown;
  reader->refresh();
  CHECK(reader->size() == size);
  ledger.grow(1);
  CHECK(ledger.store->head().size == size + 1);
}

TEST_CASE("Recovery leaves the write-ahead log empty, so that no unsynced row can come back from it") {
  const FaultyMachine machine;
  Ledger ledger;
  ledger.grow(3);
  LogMaker grown = ledger.log;
  const auto batch = Ledger::batch_of(grown, 2);
  static_cast<void>(ledger.store->prefetch({}));
  plan_fault({.operation = FaultOperation::sync, .file = FaultFile::wal});
  CHECK_THROWS_AS(ledger.store->commit(batch, 3, [](const auto&) { return std::string("x"); }), CommitUnknown);
  CHECK(std::filesystem::file_size(ledger.file.string() + "-wal") > 0);
  ledger.store->recover();
  CHECK(std::filesystem::file_size(ledger.file.string() + "-wal") == 0);
}

TEST_CASE("A reader in an old snapshot holds recovery up until it is released") {
  const FaultyMachine machine;
  Ledger ledger;
  ledger.grow(1);
  const auto reader = ledger.store->reader();
  ledger.grow(1);
  CHECK_THROWS_AS(ledger.store->recover(), StoreFault);
  CHECK_THROWS_AS(ledger.store->head(), StoreFault);
  CHECK(reader->head().size == 1);
  reader->release();
  ledger.store->recover();
  CHECK(ledger.store->head().size == 2);
  reader->refresh();
  CHECK(reader->head().size == 2);
}

TEST_CASE("Whatever write or sync fails, once or for ever, a batch is there whole or not at all") {
  for (const auto effect : {FaultEffect::io_error, FaultEffect::disk_full}) {
    for (const bool ever_after : {false, true}) {
      std::uint64_t failed = 0;
      std::uint64_t unknown = 0;
      bool consistent = true;
      for (std::uint64_t at = 1;; ++at) {
        const FaultyMachine machine;
        Ledger ledger;
        ledger.grow(2);
        LogMaker grown = ledger.log;
        const auto batch = Ledger::batch_of(grown, 3);
        plan_fault({.effect = effect, .at = at, .ever_after = ever_after});
        bool acknowledged = false;
        try {
          commit(*ledger.store, batch, 2);
          acknowledged = true;
        } catch (const CommitUnknown&) {
          ++unknown;
        } catch (const StoreFault&) {
          ++failed;
        }
        const bool struck = fault_counts().faults > 0;
        clear_faults();
        ledger.store->recover();
        consistent = consistent && Ledger::whole_or_absent(*ledger.store, 2, 3);
        if (acknowledged) consistent = consistent && ledger.store->head().size == 5;
        if (!struck) break;
      }
      CAPTURE(ever_after);
      CHECK(consistent);
      CHECK(unknown >= 3);
    }
  }
}

TEST_CASE("A batch that does not fit into memory fails before its COMMIT and is simply not there") {
  const FaultyMachine machine;
  Ledger ledger;
  ledger.grow(2);
  LogMaker grown = ledger.log;
  auto batch = Ledger::batch_of(grown, 1);
  // More than the writer's page cache of 64 MiB, so that pages are spilled to the write-ahead log early.
  for (std::uint64_t party = 1'000; party < 1'100; ++party) {
    batch.changes.emplace_back(Party{.id = {"x:big-" + std::to_string(party)},
                                     .entry = {party},
                                     .legal_form = LegalForm::branch,
                                     .name = std::string(1'000'000, 'n'),
                                     .aliases = {},
                                     .succeeded_by = {}});
  }
  static_cast<void>(ledger.store->prefetch({}));
  plan_fault({.operation = FaultOperation::write, .file = FaultFile::wal, .at = 10});
  bool sealed = false;
  try {
    ledger.store->commit(batch, 2, [&](const auto&) {
      sealed = true;
      return std::string("never");
    });
    FAIL("the batch was committed");
  } catch (const CommitUnknown&) {
    FAIL("the COMMIT was reached");
  } catch (const StoreFault&) {
    CHECK_FALSE(sealed);
  }
  CHECK(ledger.store->head().size == 2);
  ledger.grow(1);
  CHECK(ledger.store->head().size == 3);
}

TEST_CASE(
    "Killed at any write, sync, truncation or removal, an acknowledged batch is there when the ledger is opened") {
  std::uint64_t died = 0;
  bool kept = true;
  for (std::uint64_t at = 1;; ++at) {
    TemporaryFolder folder;
    const auto file = folder.path() / "ledger.sqlite";
    int pipe_ends[2];
    REQUIRE(pipe(pipe_ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      if (!install_fault_plan("kill:any:any:" + std::to_string(at))) _exit(3);
      {
        const auto store = open_sqlite(file, OpenMode::create);
        LogMaker log;
        for (int round = 0; round < 4; ++round) {
          const auto before = log.size();
          commit(*store, Ledger::batch_of(log, 2), before);
          const auto size = static_cast<char>(log.size());
          if (write(pipe_ends[1], &size, 1) != 1) _exit(4);
        }
      }
      _exit(0);
    }
    close(pipe_ends[1]);
    std::uint64_t acknowledged = 0;
    char size = 0;
    while (read(pipe_ends[0], &size, 1) == 1) acknowledged = static_cast<std::uint64_t>(size);
    close(pipe_ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 0) break;
    REQUIRE(WEXITSTATUS(status) == 137);
    ++died;
    // Killed before the schema was there, the same command makes the ledger.
    std::unique_ptr<store::Store> store;
    try {
      store = open_sqlite(file, OpenMode::existing);
    } catch (const StoreFault&) {
      kept = kept && acknowledged == 0;
      store = open_sqlite(file, OpenMode::create);
    }
    const auto there = store->head().size;
    kept = kept && there >= acknowledged && there <= acknowledged + 2 && there % 2 == 0;
    if (there > 0) kept = kept && Ledger::whole_or_absent(*store, there - 2, 2);
  }
  CHECK(kept);
  CHECK(died > 30);
}

TEST_CASE("A plan of faults is read from text and nothing else is") {
  CHECK(install_fault_plan("io_error:write:any:1000000"));
  CHECK(install_fault_plan("disk_full:sync:wal:7:ever"));
  remove_fault_vfs();
  for (const char* text : {"", "kill", "kill:any:any", "kill:any:any:0", "kill:any:any:x", "kill:any:any:1:never",
                           "die:any:any:1", "kill:read:any:1", "kill:any:all:1", "kill:any:any:1:ever:more"}) {
    CHECK_FALSE(install_fault_plan(text));
  }
}

}  // namespace tanbu::test
