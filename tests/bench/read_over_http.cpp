// S4: reads per second over HTTP on 1, 16, 64 and 256 connections, as a share of what Boost.Beast alone gives with the
// same body in the same run: the life of a serial with all its retirements, of one unit, a receipt, the coverage of a
// factory's year. Each is asked twice: as it is served, where an answer is kept while the ledger stands still, and of
// an application that makes every answer anew. Client and server share the machine's cores. It prints, it asserts
// nothing about time. Usage: bench_read [FOLDER [SECONDS [RETIREMENTS]]]   FOLDER lies on the disk to be measured and
// is removed afterwards; SECONDS of each single measurement
#include <cstdio>

#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "tests/bench/beast_echo.hpp"
#include "tests/bench/bench_ledger.hpp"
#include "tests/bench/load_client.hpp"

using namespace tanbu;
namespace {

constexpr std::size_t retirements_of_year = 40;
constexpr std::size_t different_questions = 200;  // of one kind, asked in turn

struct Read {
  const char* name;
  double goal;
  std::vector<std::string> requests;
};

std::string get(const std::string& target, const std::string& token = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
         (token.empty() ? std::string() : "Authorization: Bearer " + token + "\r\n") + "\r\n";
}

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

// An application on a port of its own.
class Served {
 public:
  Served(engine::Engine& engine, http::AppOptions application)
      : app_(engine, std::move(application)), server_(options(), handler()) {
    server_.start();
  }
  ~Served() { server_.stop(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }

 private:
  static http::ServerOptions options() {
    http::ServerOptions options;
    options.threads = 2;
    options.body_limit = http::body_limit_of_routes;
    options.problem = http::problem_for_wire;
    return options;
  }
  http::Handler handler() {
    return
        [this](http::Request request, http::Respond respond) { app_.handle(std::move(request), std::move(respond)); };
  }

  http::App app_;
  http::Server server_;
};

bool all_ok(const bench::LoadResult& result) {
  if (result.ok == result.latencies_us.size()) return true;
  std::printf("%zu of %zu were not answered with 200; the first: %s\n", result.latencies_us.size() - result.ok,
              result.latencies_us.size(), result.first_other.c_str());
  return false;
}

double rate_of(const bench::LoadResult& result) { return static_cast<double>(result.ok) / result.seconds; }

// False when an answer was not 200.
bool measure(const Served& as_served, const Served& anew, const Read& read, double seconds) {
  bool complete = true;
  for (const std::size_t connections : {1U, 16U, 64U, 256U}) {
    auto ours = bench::send_for(as_served.port(), read.requests, connections, seconds);
    auto made = bench::send_for(anew.port(), read.requests, connections, seconds);
    complete = all_ok(ours) && all_ok(made) && complete;
    if (!complete) return false;
    const std::string body = body_of(ours.first_ok);
    const bench::BeastEcho echo(2, body);
    const double bare = rate_of(bench::send_for(echo.port(), read.requests, connections, seconds));
    std::printf("%-9s %7zu %11zu %9.0f %8.2f %8.2f %8.2f %9.0f %8.2f %8.2f %8.2f %9.0f  %.2f\n", read.name, body.size(),
                connections, rate_of(ours), bench::milliseconds_at(ours.latencies_us, 0.5),
                bench::milliseconds_at(ours.latencies_us, 0.99), rate_of(ours) / bare, rate_of(made),
                bench::milliseconds_at(made.latencies_us, 0.5), bench::milliseconds_at(made.latencies_us, 0.99),
                rate_of(made) / bare, bare, read.goal);
    std::fflush(stdout);
  }
  return true;
}

std::vector<Read> reads_of(bench::BenchLedger& ledger, std::uint64_t factory) {
  const std::string serial = "15312-4900001-5000000-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
  Read units{"unit", 0.50, {}};
  Read receipts{"receipt", 0.40, {}};
  const std::uint64_t size = ledger.engine().health().size;
  for (std::size_t number = 0; number < different_questions; ++number) {
    units.requests.push_back(get("/v1/serials/VCS/" + std::to_string(4'900'001 + number)));
    receipts.requests.push_back(
        get("/v1/entries/" + std::to_string(size * (number + 1) / (different_questions + 2)) + "/receipt"));
  }
  const std::string coverage = "/v1/factories/" + std::to_string(factory) + "/periods/2022/coverage";
  return {{"serial", 0.50, {get("/v1/serials/VCS/" + serial)}},
          std::move(units),
          std::move(receipts),
          {"coverage", 0.35, {get(coverage, ledger.token())}}};
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::filesystem::path folder = argument_count > 1 ? arguments[1] : "bench-ledger";
  const double seconds = argument_count > 2 ? std::stod(arguments[2]) : 2;
  const std::size_t retirements = argument_count > 3 ? std::stoul(arguments[3]) : 20'000;
  if (std::filesystem::exists(folder)) {
    std::fprintf(stderr, "%s exists; name a folder that does not\n", folder.c_str());
    return 2;
  }
  bench::BenchLedger ledger(folder);
  ledger.record(retirements);
  const auto factory = ledger.record_year(retirements_of_year);
  bool complete = true;
  {
    const Served as_served(ledger.engine(), {});
    http::AppOptions keeps_nothing;
    keeps_nothing.kept = nullptr;
    const Served anew(ledger.engine(), keeps_nothing);
    std::printf("                                as served                               made anew\n");
    std::printf(
        "read        bytes connections   reads/s   p50 ms   p99 ms    ratio   reads/s   p50 ms   p99 ms    ratio"
        "    bare/s  goal (S4)\n");
    for (const Read& read : reads_of(ledger, factory)) complete = measure(as_served, anew, read, seconds) && complete;
  }
  ledger.engine().stop();
  return complete ? 0 : 1;
}
