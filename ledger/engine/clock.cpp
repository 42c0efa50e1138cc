#include "ledger/engine/clock.hpp"

#include <chrono>
#include <ctime>

#include "ledger/holds.hpp"

namespace tanbu::engine {
namespace {

constexpr std::int64_t divergence_ms_max = 5LL * 60 * 1000;
constexpr std::int64_t pause_ms_max = 24LL * 60 * 60 * 1000;

}  // namespace

Instant MachineClock::now() {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::int64_t MachineClock::monotonic_ms() {
  timespec time{};
  HOLDS(::clock_gettime(CLOCK_BOOTTIME, &time) == 0);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

ClockWatch::ClockWatch(Instant start, std::int64_t monotonic_ms, bool accept_time)
    : start_(start), start_monotonic_ms_(monotonic_ms), accept_time_(accept_time) {}

bool ClockWatch::trusts(Instant now, std::int64_t monotonic_ms, std::uint64_t log_size, Instant last_entry) {
  const std::int64_t divergence_ms = (now.unix_ms - start_.unix_ms) - (monotonic_ms - start_monotonic_ms_);
  if (divergence_ms > divergence_ms_max || divergence_ms < -divergence_ms_max) return false;
  if (log_size == 0) return true;
  if (now.unix_ms + divergence_ms_max < last_entry.unix_ms) return false;
  return !first_ || accept_time_ || now.unix_ms - last_entry.unix_ms <= pause_ms_max;
}

}  // namespace tanbu::engine
