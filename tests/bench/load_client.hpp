// A load client for loopback: many keep-alive connections on one thread, each sending its next request when the last
// one was answered. It knows just enough HTTP to find the end of an answer. For benchmarks only.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace tanbu::bench {

struct LoadResult {
  double seconds = 0;
  std::vector<std::uint32_t> latencies_us;  // one for each request, unordered
  std::size_t created = 0;                  // answers with status 201
  std::size_t ok = 0;                       // answers with status 200
  std::string first_created;                // the first with 201, whole
  std::string first_ok;                     // the first with 200, whole
  std::string first_other;                  // the head of the first answer with another status
};

// The latency that this share of the answers did not exceed. Puts the latencies into another order.
[[nodiscard]] double milliseconds_at(std::vector<std::uint32_t>& latencies_us, double share);

// Sends the requests in turn, again and again, for so long; then waits for the answers that are still out.
[[nodiscard]] LoadResult send_for(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections,
                                  double seconds);
// Sends every request once over `connections` connections to 127.0.0.1:port.
[[nodiscard]] LoadResult send_all(std::uint16_t port, const std::vector<std::string>& requests,
                                  std::size_t connections);

}  // namespace tanbu::bench
