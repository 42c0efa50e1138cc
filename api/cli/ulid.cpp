// The two functions of ulid.hpp.
#include "api/cli/ulid.hpp"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>

#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
}

std::string ulid(std::int64_t unix_ms, const std::array<std::uint8_t, 10>& random) {
  HOLDS(unix_ms >= 0 && unix_ms < (std::int64_t{1} << 48));
  std::string text(26, '0');
  auto time = static_cast<std::uint64_t>(unix_ms);
  for (std::size_t at = 10; at > 0; --at, time >>= 5) text[at - 1] = crockford[time & 31];
  // Five octets are eight characters, so the 80 random bits fall into two groups without a remainder.
  for (std::size_t group = 0; group < 2; ++group) {
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at < 5; ++at) bits = (bits << 8) | random[group * 5 + at];
    for (std::size_t at = 8; at > 0; --at, bits >>= 5) text[10 + group * 8 + at - 1] = crockford[bits & 31];
  }
  return text;
}

std::string fresh_ulid() {
  std::array<std::uint8_t, 10> random{};
  while (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return ulid(std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), random);
}

}  // namespace tanbu::cli
