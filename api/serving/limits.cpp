#include "api/serving/limits.hpp"

#include <utility>

#include "ledger/holds.hpp"

namespace tanbu::serving {

std::string_view name_of(Policy policy) {
  switch (policy) {
    case Policy::address:
      return "address";
    case Policy::key:
      return "key";
    case Policy::batch:
      return "batch";
    case Policy::import:
      return "import";
  }
  return "";
}

std::string Allowance::policy_field() const {
  return "\"" + std::string(name_of(policy)) + "\";q=" + std::to_string(rate.quota) +
         ";w=" + std::to_string((rate.window_ms + 999) / 1000);
}

std::string Allowance::state_field() const {
  return "\"" + std::string(name_of(policy)) + "\";r=" + std::to_string(verdict.remaining) +
         ";t=" + std::to_string(verdict.reset_seconds);
}

Limits::Limits(LimitOptions options) : options_(std::move(options)), table_(options_.rows, options_.seed) {
  HOLDS(options_.monotonic_ms != nullptr);
}

const Rate& Limits::rate_of(Policy policy) const {
  switch (policy) {
    case Policy::address:
      return options_.requests_of_address;
    case Policy::key:
      return options_.commands_of_key;
    case Policy::batch:
      return options_.batch_lines_of_key;
    case Policy::import:
      return options_.imports_of_party;
  }
  return options_.requests_of_address;
}

std::optional<Allowance> Limits::request_from(std::string_view address, bool handed_on) {
  const auto network = network_of_address(address);
  if (!network || (is_loopback(address) && !handed_on)) return std::nullopt;
  return take(Policy::address, *network);
}

std::optional<Allowance> Limits::take(Policy policy, std::string_view name, std::int64_t cost) {
  const Rate& rate = rate_of(policy);
  if (!rate.limits()) return std::nullopt;
  return Allowance{policy, rate,
                   table_.take(static_cast<std::uint8_t>(policy), name, rate, cost, options_.monotonic_ms())};
}

std::optional<Allowance> Limits::take_all(Policy policy, std::span<const RateWish> wishes) {
  const Rate& rate = rate_of(policy);
  if (!rate.limits()) return std::nullopt;
  const auto refused = table_.take_all(static_cast<std::uint8_t>(policy), wishes, rate, options_.monotonic_ms());
  return refused ? std::optional(Allowance{policy, rate, *refused}) : std::nullopt;
}

void Limits::give_back(Policy policy, std::string_view name, std::int64_t cost) {
  const Rate& rate = rate_of(policy);
  if (rate.limits()) {
    table_.give_back(static_cast<std::uint8_t>(policy), name, rate, cost, options_.monotonic_ms());
  }
}

bool Limits::is_never_allowed(Policy policy, std::int64_t cost) const {
  const Rate& rate = rate_of(policy);
  return rate.limits() && cost > rate.quota;
}

}  // namespace tanbu::serving
