// A number for the state that readers see. It changes around every commit, and while one is under way there is none. So
// two equal numbers, asked before and after a snapshot was taken, say that the snapshot is of that one state; and what
// was answered under a number may be answered again for as long as the number stands. Not the size of the log: a
// refusal that is remembered changes the state and adds no entry.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

namespace tanbu::engine {

class StateNumber {
 public:
  // The writer's thread only: a transaction is about to change what readers see, or nobody knows what they see.
  void unsettle() {
    if (is_settled(number_.load())) number_.fetch_add(1);
  }
  // The writer's thread only, before anybody is told of it: what readers see is known again. A transaction that was
  // rolled back gives a new number too, which costs nothing but what was kept under the old one.
  void settle() {
    if (!is_settled(number_.load())) number_.fetch_add(1);
  }
  // Any thread.
  [[nodiscard]] std::optional<std::uint64_t> settled() const {
    const std::uint64_t number = number_.load();
    return is_settled(number) ? std::optional(number) : std::nullopt;
  }

 private:
  static bool is_settled(std::uint64_t number) { return number % 2 == 0; }
  std::atomic<std::uint64_t> number_{0};  // odd: not settled
};

}  // namespace tanbu::engine
