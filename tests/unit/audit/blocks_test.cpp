// Blocks of entries are examined beside each other: each with the keys of the blocks before it, however many threads
// there are and however early the next block is started.
#include <algorithm>
#include <catch2/catch.hpp>

#include "audit/commands.hpp"
#include "tests/unit/audit/memory_log.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::vector<audit::SourceEntry> block_of(const MemoryLog& log, std::size_t from, std::size_t to) {
  std::vector<audit::SourceEntry> block;
  for (std::size_t at = from; at < to; ++at) {
    audit::SourceEntry& entry = block.emplace_back();
    entry.index = at;
    entry.line = log.lines.at(at);
    entry.command = log.commands.at(at);
  }
  return block;
}

void enroll_many(MemoryLog& log, const std::string& name, int count) {
  for (int number = 0; number < count; ++number) log.enroll("x:" + name + std::to_string(number));
}

std::size_t count_of(const std::vector<audit::Examined>& block, audit::SignatureVerdict verdict) {
  return static_cast<std::size_t>(std::count_if(
      block.begin(), block.end(), [verdict](const audit::Examined& one) { return one.signature == verdict; }));
}

bool finds(const audit::Report& report, std::uint64_t entry, const std::string& code) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const audit::Finding& finding) { return finding.entry == entry && finding.code == code; });
}

}  // namespace

TEST_CASE("blocks started at once see the keys of the blocks before them and of no later one", "[audit][threads]") {
  MemoryLog log;
  enroll_many(log, "a", 60);
  const std::size_t second = log.lines.size();
  enroll_many(log, "b", 30);
  const auto early = log.add_key("x:late", "x:later");  // by a key that only the third block registers
  const auto known = log.add_key("x:a3", "x:a3-again");
  enroll_many(log, "c", 30);
  const std::size_t third = log.lines.size();
  log.enroll("x:late");
  enroll_many(log, "d", 20);
  const std::size_t end = log.lines.size();
  for (const unsigned threads : {1U, 2U, 4U, 16U}) {
    INFO(threads << " threads");
    for (int round = 0; round < 5; ++round) {
      audit::Examiner fresh(threads);
      fresh.start(block_of(log, 0, second));
      fresh.start(block_of(log, second, third));
      fresh.start(block_of(log, third, end));
      CHECK(count_of(fresh.finish(), audit::SignatureVerdict::valid) == second);
      const auto block = fresh.finish();
      CHECK(count_of(block, audit::SignatureVerdict::valid) == third - second - 1);
      CHECK(block.at(early - second).signature == audit::SignatureVerdict::key_unknown);
      CHECK(block.at(known - second).signature == audit::SignatureVerdict::valid);
      CHECK(count_of(fresh.finish(), audit::SignatureVerdict::valid) == end - third);
    }
  }
}

TEST_CASE("an examiner whose blocks were given up begins anew", "[audit][threads]") {
  MemoryLog log;
  enroll_many(log, "a", 80);
  const std::size_t end = log.lines.size();
  audit::Examiner examiner(3);
  CHECK(examiner.examine({}).empty());
  examiner.start(block_of(log, 0, 40));
  examiner.start(block_of(log, 40, end));
  examiner.forget();
  CHECK(count_of(examiner.examine(block_of(log, 0, 40)), audit::SignatureVerdict::valid) == 40);
  CHECK(count_of(examiner.examine(block_of(log, 40, end)), audit::SignatureVerdict::valid) == end - 40);
}

TEST_CASE("an audit of many blocks finds the same on one thread and on many", "[audit][threads]") {
  MemoryLog log;
  enroll_many(log, "a", 330);
  const std::size_t sound = log.lines.size();
  Claims strange;
  strange.signer = "x:stranger";
  const auto spoilt = log.append_signed("x:a7", "revoke_key", {{"kid", log.kid_of("x:a7")}}, strange);
  enroll_many(log, "b", 40);
  const auto report_on = [&log](unsigned threads) {
    audit::Options options;
    options.signature_threads = threads;
    return log.audit(options);
  };
  const audit::Report alone = report_on(1);
  const auto words = boost::json::serialize(audit::to_json(alone));
  INFO(words);
  CHECK(alone.size == log.lines.size());
  CHECK(alone.entries_replayed >= sound);
  CHECK(alone.signatures_verified == log.lines.size() - 1);
  CHECK(finds(alone, spoilt, "command_key_unknown"));
  for (const unsigned threads : {2U, 3U, 16U})
    CHECK(boost::json::serialize(audit::to_json(report_on(threads))) == words);
}
