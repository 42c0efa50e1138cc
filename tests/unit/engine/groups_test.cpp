// Commands that stand or fall together: all of them become entries under one checkpoint, or nothing of them stays.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "ledger/log/checkpoint.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/fault_vfs.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Accepted;
using engine::GroupAnswer;

namespace {

std::vector<engine::Checked> checked_of(LedgerFolder& ledger, const std::vector<std::string>& lines) {
  std::vector<engine::Checked> commands;
  for (const auto& line : lines) {
    auto checked = ledger.engine().check(line);
    REQUIRE(std::holds_alternative<engine::Checked>(checked));
    commands.push_back(std::get<engine::Checked>(std::move(checked)));
  }
  return commands;
}

GroupAnswer together(LedgerFolder& ledger, const std::vector<std::string>& lines) {
  auto result = ledger.engine().decide_together(checked_of(ledger, lines));
  REQUIRE(std::holds_alternative<GroupAnswer>(result));
  return std::get<GroupAnswer>(std::move(result));
}

GroupAnswer dry_together(LedgerFolder& ledger, const std::vector<std::string>& lines) {
  return ledger.engine().dry_run_together(checked_of(ledger, lines));
}

// "accepted 12 new", "accepted 12 again", "would_be 12", "refused double_use 12".
std::string told(const engine::Answer& answer) {
  const auto* accepted = std::get_if<Accepted>(&answer);
  if (accepted != nullptr) {
    const auto index = std::to_string(accepted->index.value);
    if (accepted->entry.empty()) return "would_be " + index;
    return "accepted " + index + (accepted->replayed ? " again" : " new");
  }
  const auto* refused = std::get_if<Refused>(&answer);
  const bool named = refused != nullptr && refused->conflict;
  return LedgerFolder::words(answer) + (named ? " " + std::to_string(refused->conflict->value) : "");
}
std::vector<std::string> told(const GroupAnswer& group) {
  std::vector<std::string> all;
  for (const auto& answer : group.answers) all.push_back(told(answer));
  return all;
}

std::string number(std::uint64_t value) { return std::to_string(value); }

struct Size {
  std::uint64_t entries = 0;
  std::string checkpoint;
  std::size_t attempts = 0;
  bool operator==(const Size&) const = default;
};
Size size_of(LedgerFolder& ledger) {
  Size size;
  ledger.engine().with_reader([&](store::Reader& reader) {
    size = {reader.head().size, reader.head().checkpoint, reader.refused_uses(0, 100).size()};
  });
  return size;
}

Json project_body(const std::string& id) {
  return {{"programme", "VCS"}, {"project_id", id},     {"title", "Wind " + id},
          {"country", "CN"},    {"technology", "wind"}, {"methodology", "ACM0002"}};
}
// A batch of a project that the test names.
Json batch_of(const std::string& project, std::int64_t first, std::int64_t last) {
  Json body = LedgerFolder::batch_body(first, last);
  body["project"] = project;
  body["serial"] = "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-" + project +
                   "-01012022-31122022-0";
  return body;
}

}  // namespace

TEST_CASE("a group becomes entries in its order under one checkpoint, each command seeing those before it",
          "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger).entries;
  const std::vector<std::string> lines{ledger.sign(ledger.registrar, "register_project", project_body("930")),
                                       ledger.sign(ledger.registrar, "record_batch", batch_of("930", 5001, 5100)),
                                       ledger.sign(ledger.registrar, "record_batch", batch_of("930", 5101, 5200))};
  const auto group = together(ledger, lines);
  CHECK(group.recorded);
  CHECK(group.size_before == before);
  CHECK(told(group) == std::vector<std::string>{"accepted " + number(before) + " new",
                                                "accepted " + number(before + 1) + " new",
                                                "accepted " + number(before + 2) + " new"});
  for (const auto& answer : group.answers) {
    const auto verified = log::verify_receipt(std::get<Accepted>(answer).receipt, ledger.engine().log_vkey());
    REQUIRE(log::ok(verified));
  }
  // No published tree lies inside the group: the first checkpoint that covers its first entry covers its last.
  ledger.engine().with_reader([&](store::Reader& reader) {
    const auto first = log::claimed_checkpoint(reader.checkpoint_covering({before}).value());
    REQUIRE(log::ok(first));
    CHECK(log::value(first).size == before + 3);
  });
  ledger.close();
  REQUIRE(ledger.try_open().empty());
  CHECK(size_of(ledger).entries == before + 3);
}

TEST_CASE("one refusal leaves nothing of a group: no entry, no spent id, no refusal, no attempt", "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger);
  const auto project = ledger.sign(ledger.registrar, "register_project", project_body("930"));
  const auto good = ledger.sign(ledger.registrar, "record_batch", batch_of("930", 5001, 5100));
  const auto taken = ledger.sign(ledger.registrar, "record_batch", batch_of("930", 1000, 1001));
  const auto group = together(ledger, {project, taken, good});
  CHECK_FALSE(group.recorded);
  CHECK(told(group) == std::vector<std::string>{"would_be " + number(before.entries),
                                                "refused serial_overlap " + number(ledger.batch),
                                                "would_be " + number(before.entries + 1)});
  CHECK(size_of(ledger) == before);
  ledger.engine().with_reader([&](store::Reader& reader) {
    for (const auto& line : {project, good, taken}) {
      const auto checked = std::get<engine::Checked>(ledger.engine().check(line));
      CHECK_FALSE(reader.seen(checked.envelope.issuer, checked.envelope.jti).has_value());
    }
    CHECK_FALSE(reader.project({"VCS", "930"}).has_value());
  });
  // The same signed lines without the bad one; then the bad one alone, which is remembered as an attempt.
  CHECK(together(ledger, {project, good}).recorded);
  CHECK(told(ledger.send(taken)) == "refused serial_overlap " + number(ledger.batch));
  CHECK(size_of(ledger).attempts == before.attempts + 1);
  CHECK(size_of(ledger).entries == before.entries + 2);
}

TEST_CASE("a command that collides with one of its own group names the entry that this would have become",
          "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger);
  const std::vector<std::string> lines{ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001, 5100)),
                                       ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5100, 5200))};
  const std::vector<std::string> expected{"would_be " + number(before.entries),
                                          "refused serial_overlap " + number(before.entries)};
  const auto dry = dry_together(ledger, lines);
  CHECK_FALSE(dry.recorded);
  CHECK(told(dry) == expected);
  const auto group = together(ledger, lines);
  CHECK_FALSE(group.recorded);
  CHECK(group.size_before == before.entries);
  CHECK(told(group) == expected);
  CHECK(size_of(ledger) == before);
}

TEST_CASE("what a group says again of the ledger or of itself is answered by the entry that there is",
          "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto old = ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001, 5100));
  const auto first = ledger.send(old);
  const auto index = std::get<Accepted>(first).index.value;
  const auto fresh = ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5101, 5200));
  const auto group = together(ledger, {old, fresh, fresh});
  CHECK(group.recorded);
  CHECK(told(group) == std::vector<std::string>{"accepted " + number(index) + " again",
                                                "accepted " + number(index + 1) + " new",
                                                "accepted " + number(index + 1) + " again"});
  CHECK(std::get<Accepted>(group.answers[0]).receipt == std::get<Accepted>(first).receipt);
  // All of it again: nothing new, and the same bytes.
  const auto size = size_of(ledger);
  const auto again = together(ledger, {old, fresh});
  CHECK(again.recorded);
  CHECK(told(again) ==
        std::vector<std::string>{"accepted " + number(index) + " again", "accepted " + number(index + 1) + " again"});
  CHECK(std::get<Accepted>(again.answers[1]).receipt == std::get<Accepted>(group.answers[1]).receipt);
  CHECK(size_of(ledger) == size);
  // An id of before under other words refuses the group.
  const auto other =
      ledger.sign(ledger.registrar, "record_batch", batch_of("929", 6001, 6100), {{"jti", "jti-other-1"}});
  const auto same_id =
      ledger.sign(ledger.registrar, "record_batch", batch_of("929", 6101, 6200), {{"jti", "jti-other-1"}});
  CHECK(told(together(ledger, {old, other, same_id})) ==
        std::vector<std::string>{"accepted " + number(index) + " again", "would_be " + number(size.entries),
                                 "refused jti_reused"});
  CHECK(size_of(ledger) == size);
}

TEST_CASE("a dry run of a group sees its earlier lines, tells what the group would get and writes nothing",
          "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger);
  const auto project = ledger.sign(ledger.registrar, "register_project", project_body("930"));
  const auto batch = ledger.sign(ledger.registrar, "record_batch", batch_of("930", 5001, 5100));
  CHECK(told(dry_together(ledger, {batch})) == std::vector<std::string>{"refused unknown_project"});
  CHECK(told(dry_together(ledger, {project, batch, batch})) ==
        std::vector<std::string>{"would_be " + number(before.entries), "would_be " + number(before.entries + 1),
                                 "would_be " + number(before.entries + 1)});
  CHECK(size_of(ledger) == before);
  CHECK(together(ledger, {project}).recorded);
  CHECK(told(dry_together(ledger, {project, batch})) ==
        std::vector<std::string>{"accepted " + number(before.entries) + " again",
                                 "would_be " + number(before.entries + 1)});
}

TEST_CASE("what a group was refused does not hold up the commands that share its batch", "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger).entries;
  // Each line is signed before the first is handed over, so that the writer finds many at a time.
  std::vector<engine::Checked> singles;
  std::vector<std::vector<engine::Checked>> groups;
  constexpr std::int64_t rounds = 40;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const std::int64_t first = 10'000 + round * 100;
    const auto batch = [&](std::int64_t from, std::int64_t to) {
      return ledger.sign(ledger.registrar, "record_batch", batch_of("929", from, to));
    };
    singles.push_back(checked_of(ledger, {batch(first, first + 9)}).front());
    // Every second group takes a unit of the single command before it.
    const std::int64_t from = round % 2 == 0 ? first + 10 : first + 9;
    groups.push_back(checked_of(ledger, {batch(from, first + 19), batch(first + 20, first + 29)}));
  }
  std::atomic<int> singly{0};
  std::thread asker([&] {
    for (auto& checked : singles) {
      ledger.engine().enqueue(
          std::move(checked),
          [&](engine::Answer answer) { singly += std::holds_alternative<Accepted>(answer) ? 1 : 0; },
          engine::QueuePolicy::wait_when_full);
    }
  });
  asker.join();
  int recorded = 0;
  for (auto& group : groups) {
    auto result = ledger.engine().decide_together(std::move(group));
    recorded += std::get<GroupAnswer>(result).recorded ? 1 : 0;
  }
  ledger.engine().stop();
  CHECK(singly == rounds);
  CHECK(recorded == rounds / 2);
  CHECK(size_of(ledger).entries == before + static_cast<std::uint64_t>(rounds + 2 * (rounds / 2)));
}

TEST_CASE("a group is longer than the queue and the batch allow single commands to be, and is not split",
          "[engine][groups][overload]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.close();
  ledger.open({.queue_commands_max = 4, .batch_commands_max = 2});
  const auto before = size_of(ledger).entries;
  std::vector<std::string> lines;
  for (std::int64_t at = 0; at < 300; ++at)
    lines.push_back(ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001 + at * 10, 5010 + at * 10)));
  CHECK(together(ledger, lines).recorded);
  ledger.engine().with_reader([&](store::Reader& reader) {
    const auto covering = log::claimed_checkpoint(reader.checkpoint_covering({before}).value());
    CHECK(log::value(covering).size == before + 300);
  });
  // Tiles, stored hashes and the tree in memory still agree: the next entry and a fresh start both need them.
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1))) ==
        "accepted " + number(before + 300));
  ledger.close();
  REQUIRE(ledger.try_open().empty());
}

TEST_CASE("after a refused group that would have filled a tile the tree goes on as if it had not been asked",
          "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto before = size_of(ledger).entries;
  std::vector<std::string> lines;
  for (std::int64_t at = 0; at < 260; ++at)
    lines.push_back(ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001 + at * 10, 5010 + at * 10)));
  auto with_fault = lines;
  with_fault.push_back(ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001, 5001)));
  CHECK_FALSE(together(ledger, with_fault).recorded);
  CHECK(size_of(ledger).entries == before);
  CHECK(together(ledger, lines).recorded);
  CHECK(size_of(ledger).entries == before + 260);
  ledger.close();
  REQUIRE(ledger.try_open().empty());
}

TEST_CASE("a disk that fails anywhere in a group leaves all of it or nothing, and the same lines settle which",
          "[engine][groups][fault]") {
  struct FaultyDisk {
    FaultyDisk() { install_fault_vfs(); }
    ~FaultyDisk() {
      clear_faults();
      remove_fault_vfs();
    }
  } const disk;
  int nothing = 0;
  int whole = 0;
  for (std::uint64_t at = 1; at <= 24; ++at) {
    clear_faults();
    LedgerFolder ledger;
    ledger.populate();
    const auto before = size_of(ledger).entries;
    std::vector<std::string> lines{ledger.sign(ledger.registrar, "register_project", project_body("930"))};
    for (std::int64_t row = 0; row < 20; ++row)
      lines.push_back(ledger.sign(ledger.registrar, "record_batch", batch_of("930", 5001 + row * 10, 5010 + row * 10)));
    plan_fault({.operation = at % 3 == 0 ? FaultOperation::sync : FaultOperation::write,
                .file = FaultFile::wal,
                .effect = at % 2 == 0 ? FaultEffect::io_error : FaultEffect::disk_full,
                .at = (at + 1) / 2});
    const auto result = ledger.engine().decide_together(checked_of(ledger, lines));
    clear_faults();
    if (std::holds_alternative<engine::Unavailable>(result)) {
      INFO(std::get<engine::Unavailable>(result).code);
      // What lies in the log now is none of the group, or all of it where COMMIT itself was in doubt.
      const auto now = size_of(ledger).entries;
      CHECK((now == before || now == before + lines.size()));
      (now == before ? nothing : whole)++;
    }
    const auto again = together(ledger, lines);
    CHECK(again.recorded);
    CHECK(size_of(ledger).entries == before + lines.size());
    ledger.close();
    REQUIRE(ledger.try_open().empty());
    CHECK(size_of(ledger).entries == before + lines.size());
  }
  CHECK(nothing > 0);
  WARN(nothing << " left nothing, " << whole << " left all of the group");
}

TEST_CASE("a stopping engine decides a queued group wholly or says that it did not", "[engine][groups]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto lines =
      std::vector<std::string>{ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5001, 5100)),
                               ledger.sign(ledger.registrar, "record_batch", batch_of("929", 5101, 5200))};
  auto commands = checked_of(ledger, lines);
  ledger.engine().stop();
  const auto result = ledger.engine().decide_together(std::move(commands));
  REQUIRE(std::holds_alternative<engine::Unavailable>(result));
  CHECK(std::get<engine::Unavailable>(result).code == "stopping");
}
