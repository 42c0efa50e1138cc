// The one place where time comes from: an interface, so that the ledger's time can be given by a test and doubted by
// the writer.
#pragma once
#include <cstdint>

#include "ledger/calendar.hpp"

namespace tanbu::engine {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() = 0;                // civil time, may jump
  [[nodiscard]] virtual std::int64_t monotonic_ms() = 0;  // since some fixed point, never jumps and never pauses
};

// The machine's clocks. The monotonic one goes on while the machine sleeps: otherwise an hour's sleep would look like a
// jump of the civil clock, for as long as the process lives. Any thread.
class MachineClock final : public Clock {
 public:
  [[nodiscard]] Instant now() override;
  [[nodiscard]] std::int64_t monotonic_ms() override;
};

// Doubts the civil clock (decision 14): one forward jump would otherwise stick in the log for ever.
// Belongs to the writer's thread.
class ClockWatch {
 public:
  ClockWatch(Instant start, std::int64_t monotonic_ms, bool accept_time);
  // False when wall and monotonic clock diverged by more than 5 minutes since the start, when the wall clock stands
  // more than 5 minutes before the last entry, or when the first entry after a start lies more than 24 hours after the
  // last one without --accept-time.
  [[nodiscard]] bool trusts(Instant now, std::int64_t monotonic_ms, std::uint64_t log_size, Instant last_entry);
  void entry_written() { first_ = false; }

 private:
  Instant start_;
  std::int64_t start_monotonic_ms_;
  bool accept_time_;
  bool first_ = true;
};

}  // namespace tanbu::engine
