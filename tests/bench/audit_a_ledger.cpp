// S3 and S6: entries per second of a full audit of a ledger's folder on two threads, rules replayed and state compared,
// as a share of the machine's signature ceiling taken in the same run; and how long the same ledger takes to open. It
// prints, it asserts nothing about time. Usage: bench_audit [FOLDER [ENTRIES]]   FOLDER lies on the disk to be measured
// and is removed afterwards
#include <atomic>
#include <chrono>
#include <cstdio>

#include "audit/verify.hpp"
#include "tests/bench/bench_ledger.hpp"

using namespace tanbu;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point started) {
  return std::chrono::duration<double>(Clock::now() - started).count();
}

// True when every command became an entry.
bool fill(bench::BenchLedger& ledger, std::size_t entries) {
  std::atomic<std::size_t> accepted{0};
  std::size_t sent = 0;
  constexpr std::size_t block = 10'000;
  while (sent < entries) {
    const auto commands = ledger.retirements(std::min(block, entries - sent));
    for (const std::string& jws : commands) {
      auto checked = ledger.engine().check(jws);
      if (!std::holds_alternative<engine::Checked>(checked)) return false;
      ledger.engine().enqueue(
          std::get<engine::Checked>(std::move(checked)),
          [&accepted](engine::Answer answer) {
            if (std::holds_alternative<engine::Accepted>(answer)) ++accepted;
          },
          engine::QueuePolicy::wait_when_full);
    }
    sent += commands.size();
  }
  ledger.engine().stop();  // what is queued is finished first
  return accepted == entries;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::filesystem::path folder = argument_count > 1 ? arguments[1] : "bench-ledger";
  const std::size_t entries = argument_count > 2 ? std::stoul(arguments[2]) : 200'000;
  if (std::filesystem::exists(folder)) {
    std::fprintf(stderr, "%s exists; name a folder that does not\n", folder.c_str());
    return 2;
  }
  bench::BenchLedger ledger(folder);
  if (!fill(ledger, entries)) {
    std::fprintf(stderr, "not every command was recorded\n");
    return 1;
  }
  ledger.close();
  const double ceiling = bench::signature_ceiling();
  audit::Options options;
  options.signature_threads = 2;
  auto started = Clock::now();
  const auto report = audit::audit_directory(folder, options);
  const double rate = static_cast<double>(report.size) / seconds_since(started);
  if (!report.ok() || !report.complete()) {
    std::fputs(audit::to_text(report).c_str(), stderr);
    return 1;
  }
  started = Clock::now();
  auto opened = engine::Engine::open({.directory = folder});
  const double opening_seconds = seconds_since(started);
  if (!std::holds_alternative<std::unique_ptr<engine::Engine>>(opened)) return 1;
  std::printf("   entries  audited/s  ceiling/s  ratio (S3, goal 0.85)  opened in (S6, goal below 1 s at 1,000,000)\n");
  std::printf("%10llu %10.0f %10.0f  %.2f %38.3f s\n", static_cast<unsigned long long>(report.size), rate, ceiling,
              rate / ceiling, opening_seconds);
  return 0;
}
