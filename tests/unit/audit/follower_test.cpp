// A follower says of every size what a whole audit says, stops at the first entry that breaks a rule, and never passes
// a gap.
#include "audit/follower.hpp"

#include <catch2/catch.hpp>

#include "ledger/log/merkle.hpp"
#include "ledger/log/tree.hpp"
#include "tests/unit/audit/memory_log.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;
using audit::Followed;

namespace {

crypto::Digest root_of(const std::vector<std::string>& lines, std::uint64_t size) {
  log::Tree tree;
  for (std::uint64_t index = 0; index < size; ++index) tree.append(log::leaf_hash(lines[index]));
  return tree.root();
}

audit::FollowOutcome follow(audit::Follower& follower, const audit::LogFunctions& functions) {
  const auto source = audit::callback_source(functions);
  return follower.follow(*source);
}
audit::FollowOutcome follow(audit::Follower& follower, const MemoryLog& log) {
  return follow(follower, log.functions());
}

void add_projects(MemoryLog& log, unsigned count) {
  for (unsigned number = 0; number < count; ++number)
    log.append_signed("x:registrar", "register_project", project_body(std::to_string(1000 + number)));
}

void add_projects_from(MemoryLog& log, unsigned first, unsigned count) {
  for (unsigned number = first; number < first + count; ++number)
    log.append_signed("x:registrar", "register_project", project_body(std::to_string(number)));
}

log::Signer signer_of_log() { return {LedgerWriter::origin, log::SignatureType::ed25519, crypto::ed25519::Seed{1}}; }

// Functions whose sources stop in front of an entry as a server that goes away.
audit::LogFunctions failing_at(audit::LogFunctions functions, std::uint64_t index) {
  functions.entries = [entries = functions.entries, index](std::uint64_t from, std::size_t limit) {
    if (from >= index) throw audit::SourceFault("source_unreachable", "gone");
    return entries(from, std::min<std::size_t>(limit, index - from));
  };
  return functions;
}

// What a ledger's folder holds of its log.
struct Stored {
  explicit Stored(const Copy& copy) : key(copy.log_key()) {
    copy.alter([this](sqlite3* database) {
      for (const auto& row : rows(database, "SELECT entry FROM entries ORDER BY idx")) lines.push_back(row[0]);
      for (const auto& row : rows(database, "SELECT jws FROM commands ORDER BY idx")) commands.emplace_back(row[0]);
    });
    REQUIRE(lines.size() == commands.size());
  }
  [[nodiscard]] audit::LogFunctions at(std::uint64_t size) const { return functions_over(lines, commands, key, size); }
  log::Signer key;
  std::vector<std::string> lines;
  std::vector<std::optional<std::string>> commands;
};

}  // namespace

TEST_CASE("a real ledger with something of everything is followed in steps to what a whole audit finds",
          "[audit][follow]") {
  HonestLedger made;
  const Copy copy(small_ledger(made));
  const Stored log(copy);
  audit::Follower follower({});
  for (std::uint64_t size = 1; size <= made.size;
       size += size < made.size ? std::min<std::uint64_t>(7, made.size - size) : 1) {
    const auto outcome = follow(follower, log.at(size));
    INFO(size << " " << outcome.code << " " << outcome.words);
    REQUIRE(outcome.followed == Followed::checked);
    CHECK(follower.root_at(size) == root_of(log.lines, size));
  }
  const auto whole = copy.audit();
  const auto followed = follower.report();
  REQUIRE(whole.ok());
  CHECK(followed.root == whole.root);
  CHECK(followed.size == whole.size);
  CHECK(followed.entries_replayed == whole.entries_replayed);
  CHECK(followed.signatures_verified == whole.signatures_verified);
}

TEST_CASE("a real ledger with one altered entry is followed up to it and not past it", "[audit][follow]") {
  HonestLedger made;
  const std::uint64_t bad = GENERATE_COPY(std::uint64_t{1}, std::uint64_t{9}, std::uint64_t{40});
  const Copy copy(small_ledger(made));
  copy.alter(
      [bad](sqlite3* database) { rewrite_history(database, bad, [](log::Entry& entry) { entry.time_unix_ms /= 2; }); });
  const Stored log(copy);
  audit::Follower follower({});
  CHECK(follow(follower, log.at(bad)).followed == Followed::checked);
  CHECK(follower.root_at(bad) == root_of(log.lines, bad));
  const auto outcome = follow(follower, log.at(bad + 1));
  CHECK(outcome.followed == Followed::found_false);
  CHECK(outcome.code == "entry_time");
  CHECK(outcome.entry == bad);
  for (std::uint64_t size = 1; size <= made.size; ++size) CHECK_FALSE(follower.root_at(size).has_value());
  CHECK(follow(follower, log.at(made.size)).followed == Followed::found_false);
  CHECK(follower.size() == bad);
}

TEST_CASE("a log that grows in steps is followed to what a whole audit finds", "[audit][follow]") {
  MemoryLog log;
  audit::Follower follower({});
  CHECK(follower.size() == 0);
  CHECK_FALSE(follower.root_at(0).has_value());
  const log::Signer key(LedgerWriter::origin, log::SignatureType::ed25519, crypto::ed25519::Seed{1});
  const std::vector<std::string> no_lines;
  const std::vector<std::optional<std::string>> no_commands;
  CHECK(follow(follower, functions_over(no_lines, no_commands, key, 0)).code == "log_behind");
  unsigned number = 0;
  for (const std::uint64_t size : {3U, 4U, 5U, 100U, 255U, 256U, 257U, 700U}) {
    while (log.lines.size() < size)
      log.append_signed("x:registrar", "register_project", project_body(std::to_string(1000 + number++)));
    const auto outcome = follow(follower, log);
    INFO(outcome.code + " " + outcome.words);
    REQUIRE(outcome.followed == Followed::checked);
    CHECK(follower.size() == size);
    CHECK(follower.report().root == log.audit().root);
    // Nothing new is asked again, and says the same.
    CHECK(follow(follower, log).followed == Followed::checked);
  }
  for (std::uint64_t size = 1; size <= 700; ++size) REQUIRE(follower.root_at(size) == root_of(log.lines, size));
  CHECK_FALSE(follower.root_at(701).has_value());
  for (const std::uint64_t from : {1U, 2U, 255U, 256U, 699U, 700U})
    CHECK(log::verify_consistency(from, 700, root_of(log.lines, from), root_of(log.lines, 700),
                                  follower.proof(from, 700).value()));
  CHECK_FALSE(follower.proof(0, 700).has_value());
  CHECK_FALSE(follower.proof(7, 701).has_value());
  const auto whole = log.audit();
  const auto followed = follower.report();
  CHECK(followed.ok());
  CHECK(followed.complete());
  CHECK(followed.entries_replayed == whole.entries_replayed);
  CHECK(followed.signatures_verified == whole.signatures_verified);
}

TEST_CASE("a follower finds at every entry what a whole audit finds there", "[audit][follow]") {
  // Each of them makes one entry of a log that is otherwise honest.
  const std::vector<std::function<void(MemoryLog&)>> faults{
      [](MemoryLog& log) { log.append_signed("x:registrar", "register_project", project_body("1000")); },
      [](MemoryLog& log) {
        log.append_signed("x:registrar", "register_project", project_body("5000"), {.signer = "x:stranger"});
      },
      [](MemoryLog& log) {
        log.append_signed("x:registrar", "register_project", project_body("5000"), {.jti = "jti-10003"});
      },
      [](MemoryLog& log) {
        log.append("register_batch", log.sign("x:registrar", "register_project", project_body("5000")));
      },
      [](MemoryLog& log) {
        log.time_unix_ms -= 1000;
        log.append_signed("x:registrar", "register_project", project_body("5000"));
        log.time_unix_ms += 1000;
      },
      [](MemoryLog& log) {
        log.rules = "2099-01-01";
        log.append_signed("x:registrar", "register_project", project_body("5000"));
        log.rules = "2026-11-01";
      },
  };
  for (const auto& fault : faults) {
    MemoryLog log;
    add_projects(log, 20);
    audit::Follower follower({});
    REQUIRE(follow(follower, log).followed == Followed::checked);
    const std::uint64_t bad = log.lines.size();
    fault(log);
    const auto whole = log.audit();
    const auto outcome = follow(follower, log);
    INFO(outcome.code + " " + outcome.words);
    CHECK(outcome.followed == Followed::found_false);
    CHECK(outcome.entry == bad);
    REQUIRE_FALSE(whole.findings.empty());
    CHECK(outcome.code == whole.findings.front().code);
    CHECK(follower.report().findings == whole.findings);
    // It does not heal, and no root is given any more, not even of sizes before the fault.
    log.append_signed("x:registrar", "register_project", project_body("6000"));
    CHECK(follow(follower, log).followed == Followed::found_false);
    CHECK(follower.size() == bad);
    CHECK_FALSE(follower.root_at(bad).has_value());
  }
}

TEST_CASE("a command that is withheld stops a follower in front of it until it is handed over", "[audit][follow]") {
  MemoryLog log;
  add_projects(log, 300);
  const auto all = log.commands;
  for (const std::uint64_t gap : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{150}, log.lines.size() - 1}) {
    audit::Follower follower({});
    log.commands[gap].reset();
    for (unsigned time = 0; time < 2; ++time) {
      const auto outcome = follow(follower, log);
      CHECK(outcome.followed == Followed::not_yet);
      CHECK(outcome.code == "command_withheld");
      CHECK(outcome.entry == gap);
      CHECK(follower.size() == 0);
      CHECK_FALSE(follower.root_at(1).has_value());
    }
    log.commands = all;
    const auto outcome = follow(follower, log);
    INFO(outcome.words);
    CHECK(outcome.followed == Followed::checked);
    CHECK(follower.report().findings.empty());
    CHECK(follower.report().entries_replayed == log.lines.size());
  }
}

TEST_CASE("an erasure of what a follower has read is followed, and one that begins anew stops in front of the gap",
          "[audit][follow][erasure]") {
  MemoryLog log;
  const auto titled = log.append_signed("x:registrar", "register_project", project_body("7"));
  audit::Follower follower({});
  REQUIRE(follow(follower, log).followed == Followed::checked);
  log.append_signed("x:association", "redact",
                    {{"entry", titled}, {"reason", "a court wants it gone"}, {"authority", "order 17"}});
  log.commands[titled].reset();
  add_projects(log, 3);
  const auto outcome = follow(follower, log);
  INFO(outcome.code << " " << outcome.words);
  CHECK(outcome.followed == Followed::checked);
  CHECK(follower.report().entries_replayed == log.lines.size());
  CHECK(follower.root_at(log.lines.size()) == root_of(log.lines, log.lines.size()));

  audit::Follower anew({});
  const auto stopped = follow(anew, log);
  CHECK(stopped.followed == Followed::not_yet);
  CHECK(stopped.code == "command_withheld");
  CHECK(stopped.entry == titled);
}

TEST_CASE("a source that fails anywhere is taken up where it failed", "[audit][follow]") {
  MemoryLog log;
  add_projects(log, 300);
  const auto functions = log.functions();
  audit::Follower follower({});
  for (std::uint64_t index = 0; index <= 250; index += 50) {
    const auto outcome = follow(follower, failing_at(functions, index));
    CHECK(outcome.followed == Followed::not_yet);
    CHECK(outcome.code == "source_unreachable");
    CHECK_FALSE(follower.root_at(1).has_value());
  }
  // Tiles fail too: the full one, and the edges at the end.
  for (const unsigned width_failing : {256U, 47U, 1U}) {
    auto tiles_fail = functions;
    tiles_fail.tile = [tile = functions.tile, width_failing](unsigned level, std::uint64_t number, unsigned width) {
      if (width == width_failing) throw audit::SourceFault("source_unreachable", "gone");
      return tile(level, number, width);
    };
    CHECK(follow(follower, tiles_fail).followed == Followed::not_yet);
    CHECK(follower.size() == 0);
  }
  const auto outcome = follow(follower, functions);
  INFO(outcome.code + " " + outcome.words);
  CHECK(outcome.followed == Followed::checked);
  const auto report = follower.report();
  CHECK(report.entries_replayed == log.lines.size());
  CHECK(report.signatures_verified == log.lines.size());
  CHECK(report.tiles_compared >= 3);
  CHECK(report.root == log.audit().root);
}

TEST_CASE("what nobody signed and does not hash to the signed root is never held against the log", "[audit][follow]") {
  MemoryLog log;
  const auto begun = log.functions();
  add_projects(log, 300);
  const auto honest = log.functions();
  const auto flip = [](std::string text) {
    text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
    return text;
  };
  std::vector<audit::LogFunctions> spoilt(7, honest);
  spoilt[0].tile = [](unsigned, std::uint64_t, unsigned) { return std::optional<std::string>(); };
  spoilt[1].tile = [&](unsigned level, std::uint64_t number, unsigned width) {
    return std::optional(flip(honest.tile(level, number, width).value()));
  };
  spoilt[2].entries = [&](std::uint64_t from, std::size_t limit) {
    auto lines = honest.entries(from, limit);
    if (from <= 40 && from + lines.size() > 40) lines[40 - from] = flip(lines[40 - from]);
    return lines;
  };
  spoilt[3].commands = [&](std::uint64_t from, std::size_t count) {
    auto commands = honest.commands(from, count);
    if (from <= 40 && from + count > 40) commands[40 - from] = flip(*commands[40 - from]);
    return commands;
  };
  spoilt[4].checkpoint = flip(honest.checkpoint);
  spoilt[5].checkpoint.clear();
  // Honest when it is hashed and another when it is read.
  unsigned fetches = 0;
  spoilt[6].entries = [&](std::uint64_t from, std::size_t limit) {
    auto lines = honest.entries(from, limit);
    if (from <= 40 && from + lines.size() > 40 && ++fetches == 2) lines[40 - from] = flip(lines[40 - from]);
    return lines;
  };
  for (const auto& functions : spoilt) {
    audit::Follower follower({});
    REQUIRE(follow(follower, begun).followed == Followed::checked);
    const auto outcome = follow(follower, functions);
    INFO(&functions - spoilt.data() << " " << outcome.code << " " << outcome.words);
    CHECK(outcome.followed == Followed::not_yet);
    CHECK(outcome.code == "source_malformed");
    CHECK(follower.size() == 3);
    CHECK(follower.report().findings.empty());
    // Nor by an audit, which says that it did not get to the end.
    const auto report = audit::audit_source(*audit::callback_source(functions));
    if (&functions != &spoilt[6]) CHECK(report.exit_code() == 7);
    CHECK(follow(follower, honest).followed == Followed::checked);
    CHECK(follower.report().root == log.audit().root);
  }
}

TEST_CASE("a longer second history is known by its signed root, whatever its entries look like first",
          "[audit][follow]") {
  MemoryLog log;
  add_projects(log, 20);
  const auto parting = log.lines.size();
  add_projects_from(log, 2000, 2);
  audit::Follower follower({});
  REQUIRE(follow(follower, log).followed == Followed::checked);
  log.lines.resize(parting);
  log.commands.resize(parting);
  add_projects_from(log, 3000, 4);
  const auto outcome = follow(follower, log);
  CHECK(outcome.followed == Followed::found_false);
  CHECK(outcome.code == "checkpoint_root");
  CHECK(outcome.words.find("entry " + std::to_string(parting)) != std::string::npos);
}

TEST_CASE("a checkpoint in front of a withheld command is checked although nothing signed came between",
          "[audit][follow]") {
  MemoryLog log;
  add_projects(log, 5);
  const auto in_front = log.functions();
  add_projects_from(log, 2000, 3);
  log.commands[8].reset();
  audit::Follower follower({});
  CHECK(follow(follower, log).code == "command_withheld");
  CHECK(follower.size() == 0);
  for (const std::uint64_t size : {std::uint64_t{8}, std::uint64_t{6}}) {
    const auto outcome = follow(follower, functions_over(log.lines, log.commands, signer_of_log(), size));
    INFO(outcome.code << " " << outcome.words);
    CHECK(outcome.followed == Followed::checked);
  }
  CHECK(follower.size() == 8);
  CHECK(follower.root_at(8) == root_of(log.lines, 8));
  CHECK(follow(follower, log).code == "command_withheld");
  CHECK(follower.report().findings.empty());
}

TEST_CASE("a second history of a size that was checked is found, and an older checkpoint of the same is not",
          "[audit][follow]") {
  MemoryLog log;
  const auto older = log.functions();
  log.append_signed("x:registrar", "register_project", project_body("9001"));
  const auto checked = log.functions();
  audit::Follower follower({});
  REQUIRE(follow(follower, checked).followed == Followed::checked);
  REQUIRE(follow(follower, older).followed == Followed::checked);
  CHECK(follower.size() == 4);
  // The same log's key over another entry in the same place.
  log.lines.pop_back();
  log.commands.pop_back();
  log.append_signed("x:registrar", "register_project", project_body("9002"));
  const auto outcome = follow(follower, log);
  CHECK(outcome.followed == Followed::found_false);
  CHECK(outcome.code == "checkpoint_root");
  CHECK_FALSE(follower.root_at(3).has_value());
}

TEST_CASE("a follower that begins anew holds the log to what was known before", "[audit][follow]") {
  MemoryLog log;
  log.append_signed("x:registrar", "register_project", project_body("9001"));
  const auto known = log.functions().checkpoint;
  const auto begun_with = [&known] {
    audit::Options options;
    options.known_checkpoints = {known};
    return options;
  };
  log.append_signed("x:registrar", "register_project", project_body("9002"));
  audit::Follower same(begun_with());
  CHECK(follow(same, log).followed == Followed::checked);

  const auto lines = log.lines;
  const auto commands = log.commands;
  const auto shorten = [&] {
    log.lines.resize(3);
    log.commands.resize(3);
  };
  audit::Follower behind(begun_with());
  shorten();
  CHECK(follow(behind, log).code == "log_behind");
  log.lines = lines;
  log.commands = commands;
  CHECK(follow(behind, log).followed == Followed::checked);

  shorten();
  log.append_signed("x:registrar", "register_project", project_body("9003"));
  log.append_signed("x:registrar", "register_project", project_body("9004"));
  audit::Follower other(begun_with());
  const auto outcome = follow(other, log);
  CHECK(outcome.followed == Followed::found_false);
  CHECK(outcome.code == "known_checkpoint_root");
}

TEST_CASE("a follower after an exception of the machine is not used again", "[audit][follow]") {
  MemoryLog log;
  add_projects(log, 300);
  audit::Options options;
  bool throws = true;
  options.progress = [&](std::uint64_t, std::uint64_t) {
    if (throws) throw std::runtime_error("stop");
  };
  audit::Follower follower(options);
  CHECK_THROWS_AS(follow(follower, log), std::runtime_error);
  throws = false;
  CHECK_THROWS_AS(follow(follower, log), std::logic_error);
  CHECK_FALSE(follower.root_at(1).has_value());
}
