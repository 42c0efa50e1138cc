// What Boost.Beast gives without a ledger behind it: the same body to every request, on as many threads as asked for.
// The measure against which reads are shown. For benchmarks only.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

namespace tanbu::bench {

class BeastEcho {
 public:
  // Listens on 127.0.0.1, port of the system's choice, until it is destroyed.
  BeastEcho(int threads, std::string body);
  ~BeastEcho();
  BeastEcho(const BeastEcho&) = delete;
  BeastEcho& operator=(const BeastEcho&) = delete;
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::bench
