// How often somebody may come: a table of allowances in a fixed piece of memory, however many come. Pure: the time is
// given, nothing sleeps and nothing is read. It does not know who "somebody" is: a text names him.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tanbu::serving {

// At most `quota` in any row, and `quota` in each window on the average. 0: no limit.
struct Rate {
  std::int64_t quota = 0;
  std::int64_t window_ms = 60'000;
  [[nodiscard]] bool limits() const { return quota > 0; }
};

struct RateVerdict {
  bool allowed = true;
  std::int64_t remaining = 0;      // what could still be asked at this moment
  std::int64_t reset_seconds = 0;  // until everything may be asked again, rounded up
  std::int64_t retry_seconds = 0;  // where it is not allowed: until it would be; at least 1
};

// What one name wants of its quota.
struct RateWish {
  std::string_view name;
  std::int64_t cost = 1;
};

// Any thread. Each name has one number: the moment at which all that it took will be paid off. A name that owes nothing
// need not be remembered, so places become free by themselves; where all places of a name's row are taken, the one that
// will be paid off first is forgotten. Who has so many names gains what the places of one row owe, and no memory.
class RateTable {
 public:
  // The seed keeps strangers from choosing names that meet in one row.
  RateTable(std::size_t rows, std::uint64_t seed);
  // Takes `cost` of the quota if there is so much, and nothing otherwise. A cost above the whole quota is never
  // allowed. `policy` keeps one name's different allowances apart.
  [[nodiscard]] RateVerdict take(std::uint8_t policy, std::string_view name, const Rate& rate, std::int64_t cost,
                                 std::int64_t now_ms);
  // Takes what all of the wishes cost, or nothing of any: then the verdict on the first that was not granted. No name
  // stands twice.
  [[nodiscard]] std::optional<RateVerdict> take_all(std::uint8_t policy, std::span<const RateWish> wishes,
                                                    const Rate& rate, std::int64_t now_ms);
  // Of what was taken before: whoever took it could not use it.
  void give_back(std::uint8_t policy, std::string_view name, const Rate& rate, std::int64_t cost, std::int64_t now_ms);
  [[nodiscard]] std::size_t bytes() const { return rows_.size() * sizeof(Row); }

 private:
  struct Place {
    std::uint64_t name = 0;
    std::int64_t paid_at_us = 0;
  };
  using Row = std::array<Place, 4>;
  [[nodiscard]] Place& place_of(std::uint64_t name, std::int64_t now_us);
  [[nodiscard]] std::int64_t owed_us(std::uint64_t name, std::int64_t now_us);
  void charge(std::uint64_t name, const Rate& rate, std::int64_t cost, std::int64_t now_us);

  std::uint64_t seed_;
  std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace tanbu::serving
