// Who may ask how much: requests of an address, commands, lines of batches and files of a key. What is counted by key
// is counted after its signature was checked, or anybody could use up another's allowance. Not the limits of one
// request's size and time, which are the wire's.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/serving/networks.hpp"
#include "api/serving/rate_table.hpp"

namespace tanbu::serving {

struct LimitOptions {
  Rate requests_of_address{6'000, 60'000};
  Rate commands_of_key{6'000, 60'000};
  Rate batch_lines_of_key{2'000'000, 3'600'000};
  Rate imports_of_party{120, 3'600'000};
  std::size_t rows = 16'384;  // a mebibyte for each
  std::uint64_t seed = 0;
  std::function<std::int64_t()> monotonic_ms;  // required
};

enum class Policy : std::uint8_t { address, key, batch, import };
[[nodiscard]] std::string_view name_of(Policy policy);

// One policy's verdict, with what the fields RateLimit-Policy and RateLimit say (draft-ietf-httpapi-ratelimit-headers).
struct Allowance {
  Policy policy{};
  Rate rate;
  RateVerdict verdict;
  [[nodiscard]] std::string policy_field() const;
  [[nodiscard]] std::string state_field() const;
};

// Any thread.
class Limits {
 public:
  explicit Limits(LimitOptions options);
  // Nothing where no limit is set, or, for an address, where it is of the machine itself: a proxy that nobody declared
  // would otherwise make one address of all the world. `handed_on`: a trusted proxy says that it is somebody else's
  // request, and then nothing is spared, whatever it says.
  [[nodiscard]] std::optional<Allowance> request_from(std::string_view address, bool handed_on = false);
  [[nodiscard]] std::optional<Allowance> take(Policy policy, std::string_view name, std::int64_t cost = 1);
  // All of the wishes or none of them: the allowance that is used up, nothing where everything was granted.
  [[nodiscard]] std::optional<Allowance> take_all(Policy policy, std::span<const RateWish> wishes);
  // What was taken for something that the server then could not take on.
  void give_back(Policy policy, std::string_view name, std::int64_t cost = 1);
  // Whether no waiting ever makes so much allowed.
  [[nodiscard]] bool is_never_allowed(Policy policy, std::int64_t cost) const;

 private:
  [[nodiscard]] const Rate& rate_of(Policy policy) const;
  LimitOptions options_;
  RateTable table_;
};

}  // namespace tanbu::serving
