// S4: reads per second over HTTP (what became of a serial, a receipt, the coverage of a factory's year) on 1, 16, 64
// and 256 connections, as a share of what Boost.Beast alone gives with the same body in the same run. Client and server
// share the machine's cores. It prints, it asserts nothing about time. Usage: bench_read [FOLDER [REQUESTS
// [RETIREMENTS]]] FOLDER lies on the disk to be measured and is removed afterwards
#include <cstdio>
#include <thread>

#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "tests/bench/beast_echo.hpp"
#include "tests/bench/bench_ledger.hpp"
#include "tests/bench/load_client.hpp"

using namespace tanbu;
namespace {

struct Read {
  const char* name;
  std::string request;
};

std::string get(const std::string& target, const std::string& token = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
         (token.empty() ? std::string() : "Authorization: Bearer " + token + "\r\n") + "\r\n";
}

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

// False when an answer was not 200.
bool measure(std::uint16_t port, const Read& read, std::size_t requests) {
  bool complete = true;
  for (const std::size_t connections : {1U, 16U, 64U, 256U}) {
    const std::size_t count = connections == 1 ? requests / 10 : requests;
    const std::vector<std::string> all(count, read.request);
    auto ours = bench::send_all(port, all, connections);
    const bench::BeastEcho echo(2, body_of(ours.first_ok));
    const auto bare = bench::send_all(echo.port(), all, connections);
    const double rate = static_cast<double>(ours.ok) / ours.seconds;
    const double ceiling = static_cast<double>(bare.ok) / bare.seconds;
    std::printf("%-9s %11zu %9.0f %8.2f %8.2f %9.0f  %.2f\n", read.name, connections, rate,
                bench::milliseconds_at(ours.latencies_us, 0.5), bench::milliseconds_at(ours.latencies_us, 0.99),
                ceiling, rate / ceiling);
    std::fflush(stdout);
    if (ours.ok == count) continue;
    std::printf("%zu of %zu were not answered with 200; the first: %s\n", count - ours.ok, count,
                ours.first_other.c_str());
    complete = false;
  }
  return complete;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::filesystem::path folder = argument_count > 1 ? arguments[1] : "bench-ledger";
  const std::size_t requests = argument_count > 2 ? std::stoul(arguments[2]) : 40'000;
  const std::size_t retirements = argument_count > 3 ? std::stoul(arguments[3]) : 20'000;
  if (std::filesystem::exists(folder)) {
    std::fprintf(stderr, "%s exists; name a folder that does not\n", folder.c_str());
    return 2;
  }
  bench::BenchLedger ledger(folder);
  ledger.record(retirements);
  const auto factory = std::to_string(ledger.declare_inventory("2022"));
  http::App app(ledger.engine(), {});
  http::ServerOptions options;
  options.threads = 2;
  options.body_limit = http::body_limit_of_routes;
  options.problem = http::problem_for_wire;
  http::Server server(std::move(options), [&app](http::Request request, http::Respond respond) {
    app.handle(std::move(request), std::move(respond));
  });
  server.start();
  const std::string serial = "15312-4900001-5000000-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
  const std::vector<Read> reads{
      {"serial", get("/v1/serials/VCS/" + serial)},
      {"receipt", get("/v1/entries/" + std::to_string(ledger.engine().health().size / 2) + "/receipt")},
      {"coverage", get("/v1/factories/" + factory + "/periods/2022/coverage", ledger.token())}};
  std::printf("read      connections   reads/s   p50 ms   p99 ms    bare/s  ratio (S4, goals 0.50, 0.40, 0.35)\n");
  bool complete = true;
  for (const Read& read : reads) complete = measure(server.port(), read, requests) && complete;
  server.stop();
  ledger.engine().stop();
  return complete ? 0 : 1;
}
