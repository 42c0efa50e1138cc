// S1: durable, rule-checked, signed retirements per second over HTTP with receipts, as a share of the machine's
// signature ceiling taken in the same run. Commands are signed before the clock starts; client and server share the
// machine's cores. Beside it what Boost.Beast alone answers to the same requests. It prints, it asserts nothing. Usage:
// bench_retire [FOLDER [COMMANDS]]   FOLDER lies on the disk to be measured and is removed afterwards
#include <cstdio>

#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "tests/bench/beast_echo.hpp"
#include "tests/bench/bench_ledger.hpp"
#include "tests/bench/load_client.hpp"

using namespace tanbu;
namespace {

std::vector<std::string> requests(const std::vector<std::string>& commands) {
  std::vector<std::string> all;
  for (const std::string& jws : commands)
    all.push_back(
        "POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/jose\r\nContent-Length: " +
        std::to_string(jws.size()) + "\r\n\r\n" + jws);
  return all;
}

// Empty where there was none.
std::string body_of(const std::string& answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string::npos ? std::string() : answer.substr(head + 4);
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::filesystem::path folder = argument_count > 1 ? arguments[1] : "bench-ledger";
  const std::size_t commands = argument_count > 2 ? std::stoul(arguments[2]) : 40'000;
  if (std::filesystem::exists(folder)) {
    std::fprintf(stderr, "%s exists; name a folder that does not\n", folder.c_str());
    return 2;
  }
  bench::BenchLedger ledger(folder);
  http::App app(ledger.engine(), {});
  http::ServerOptions options;
  options.threads = 2;
  options.body_limit = http::body_limit_of_routes;
  options.problem = http::problem_for_wire;
  http::Server server(std::move(options), [&app](http::Request request, http::Respond respond) {
    app.handle(std::move(request), std::move(respond));
  });
  server.start();
  std::printf("connections  retirements/s     p50 ms     p99 ms  ceiling/s  ratio (S1, goal 0.60)    bare/s\n");
  bool complete = true;
  for (const std::size_t connections : {1U, 16U, 64U, 256U}) {
    const auto all = requests(ledger.retirements(connections == 1 ? commands / 20 : commands));
    const double ceiling = bench::signature_ceiling();
    auto result = bench::send_all(server.port(), all, connections);
    const double rate = static_cast<double>(result.created) / result.seconds;
    const bench::BeastEcho echo(2, body_of(result.first_created));
    const auto bare = bench::send_all(echo.port(), all, connections);
    std::printf("%11zu %14.0f %10.2f %10.2f %10.0f  %.2f %28.0f\n", connections, rate,
                bench::milliseconds_at(result.latencies_us, 0.5), bench::milliseconds_at(result.latencies_us, 0.99),
                ceiling, rate / ceiling, static_cast<double>(bare.ok) / bare.seconds);
    if (result.created != all.size()) {
      std::printf("%zu of %zu were not recorded; the first: %s\n", all.size() - result.created, all.size(),
                  result.first_other.c_str());
      complete = false;
    }
  }
  server.stop();
  ledger.engine().stop();
  return complete ? 0 : 1;
}
