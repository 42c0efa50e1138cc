// The generic cell rate algorithm over a table of rows.
#include "api/serving/rate_table.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "crypto/digest.hpp"
#include "ledger/holds.hpp"

namespace tanbu::serving {
namespace {

constexpr std::int64_t us_per_ms = 1'000;
constexpr std::int64_t us_per_second = 1'000'000;

// A digest, because the names are chosen by strangers and the seed must not be found from what they see.
std::uint64_t number_of(std::uint64_t seed, std::uint8_t policy, std::string_view name) {
  std::string text(sizeof seed, '\0');
  std::memcpy(text.data(), &seed, sizeof seed);
  text += static_cast<char>(policy);
  text += name;
  const auto digest = crypto::sha256(text);
  std::uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return number == 0 ? 1 : number;  // 0 is an empty place
}

std::int64_t seconds_up(std::int64_t us) { return (us + us_per_second - 1) / us_per_second; }

// What one unit of the quota owes.
std::int64_t each_us_of(const Rate& rate) {
  HOLDS(rate.limits() && rate.window_ms > 0);
  return std::max<std::int64_t>(1, rate.window_ms * us_per_ms / rate.quota);
}

RateVerdict judge(std::int64_t owed_us, const Rate& rate, std::int64_t cost) {
  HOLDS(cost >= 0);
  const std::int64_t each_us = each_us_of(rate);
  RateVerdict verdict;
  verdict.allowed = cost <= rate.quota && owed_us + cost * each_us <= each_us * rate.quota;
  const std::int64_t after_us = verdict.allowed ? owed_us + cost * each_us : owed_us;
  verdict.remaining = std::max<std::int64_t>(0, rate.quota - (after_us + each_us - 1) / each_us);
  verdict.reset_seconds = seconds_up(after_us);
  if (!verdict.allowed) {
    const std::int64_t wanted = std::min(cost, rate.quota);
    verdict.retry_seconds = std::max<std::int64_t>(1, seconds_up(owed_us + (wanted - rate.quota) * each_us));
  }
  return verdict;
}

}  // namespace

RateTable::RateTable(std::size_t rows, std::uint64_t seed) : seed_(seed), rows_(rows) { HOLDS(rows > 0); }

RateTable::Place& RateTable::place_of(std::uint64_t name, std::int64_t now_us) {
  Row& row = rows_[name % rows_.size()];
  const auto known = std::find_if(row.begin(), row.end(), [&](const Place& place) { return place.name == name; });
  if (known != row.end()) return *known;
  const auto oldest = std::min_element(row.begin(), row.end(),
                                       [](const Place& a, const Place& b) { return a.paid_at_us < b.paid_at_us; });
  *oldest = {name, now_us};
  return *oldest;
}

std::int64_t RateTable::owed_us(std::uint64_t name, std::int64_t now_us) {
  return std::max<std::int64_t>(0, place_of(name, now_us).paid_at_us - now_us);
}

void RateTable::charge(std::uint64_t name, const Rate& rate, std::int64_t cost, std::int64_t now_us) {
  const std::int64_t owed = owed_us(name, now_us);
  place_of(name, now_us).paid_at_us = now_us + owed + cost * each_us_of(rate);
}

RateVerdict RateTable::take(std::uint8_t policy, std::string_view name, const Rate& rate, std::int64_t cost,
                            std::int64_t now_ms) {
  const std::uint64_t number = number_of(seed_, policy, name);
  const std::int64_t now_us = now_ms * us_per_ms;
  const std::lock_guard lock(mutex_);
  const RateVerdict verdict = judge(owed_us(number, now_us), rate, cost);
  if (verdict.allowed) charge(number, rate, cost, now_us);
  return verdict;
}

std::optional<RateVerdict> RateTable::take_all(std::uint8_t policy, std::span<const RateWish> wishes, const Rate& rate,
                                               std::int64_t now_ms) {
  const std::int64_t now_us = now_ms * us_per_ms;
  const std::lock_guard lock(mutex_);
  for (const RateWish& wish : wishes) {
    const RateVerdict verdict = judge(owed_us(number_of(seed_, policy, wish.name), now_us), rate, wish.cost);
    if (!verdict.allowed) return verdict;
  }
  for (const RateWish& wish : wishes) charge(number_of(seed_, policy, wish.name), rate, wish.cost, now_us);
  return std::nullopt;
}

void RateTable::give_back(std::uint8_t policy, std::string_view name, const Rate& rate, std::int64_t cost,
                          std::int64_t now_ms) {
  const std::uint64_t number = number_of(seed_, policy, name);
  const std::int64_t now_us = now_ms * us_per_ms;
  const std::lock_guard lock(mutex_);
  const std::int64_t owed = owed_us(number, now_us);
  place_of(number, now_us).paid_at_us = now_us + std::max<std::int64_t>(0, owed - cost * each_us_of(rate));
}

}  // namespace tanbu::serving
