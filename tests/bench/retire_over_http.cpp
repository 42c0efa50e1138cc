// S1: durable, rule-checked, signed retirements per second over HTTP with receipts, as a share of the machine's
// signature ceiling taken in the same run. Commands are signed before the clock starts; client and server share the
// machine's cores. It prints, it asserts nothing. Usage: bench_retire [FOLDER [COMMANDS]]   FOLDER lies on the disk to
// be measured and is removed afterwards
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <future>
#include <thread>

#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "crypto/jws.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/engine/engine.hpp"
#include "ledger/rules.hpp"
#include "tests/bench/load_client.hpp"

using namespace tanbu;
using Json = boost::json::object;

namespace {

using Clock = std::chrono::steady_clock;

// Verifications per second of distinct messages by one key, on two threads, with the library that the server uses.
double signature_ceiling() {
  const auto seed = crypto::ed25519::random_seed();
  const auto key = crypto::ed25519::public_key(seed);
  std::vector<std::pair<std::string, std::string>> signed_messages;
  for (int number = 0; number < 512; ++number) {
    const std::string message(500, static_cast<char>('a' + number % 26));
    const auto signature = crypto::ed25519::sign(seed, message + std::to_string(number));
    signed_messages.emplace_back(message + std::to_string(number), std::string(signature.begin(), signature.end()));
  }
  const auto work = [&](std::size_t& verified) {
    const auto until = Clock::now() + std::chrono::seconds(2);
    while (Clock::now() < until) {
      for (int number = 0; number < 64; ++number) {
        const auto& [message, signature] = signed_messages[verified % signed_messages.size()];
        if (!crypto::ed25519::verify(key, message, signature)) std::abort();
        ++verified;
      }
    }
  };
  std::size_t first = 0;
  std::size_t second = 0;
  const auto started = Clock::now();
  {
    const std::jthread one([&] { work(first); });
    const std::jthread two([&] { work(second); });
  }
  return static_cast<double>(first + second) / std::chrono::duration<double>(Clock::now() - started).count();
}

class Bench {
 public:
  explicit Bench(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    const auto vkey = std::get<log::Verifier>(engine::make_log_key(folder_, origin_));
    const Json body{{"origin", origin_},
                    {"association", Json{{"party", "x:association"},
                                         {"name", "Association"},
                                         {"keys", boost::json::array{crypto::to_jwk(key_.public_key())}}}},
                    {"log_vkey", vkey.text()},
                    {"rules", rules_version}};
    if (engine::found_ledger(folder_, sign("x:association", key_, "genesis", body))) std::abort();
    auto opened = engine::Engine::open({.directory = folder_});
    engine_ = std::move(std::get<std::unique_ptr<engine::Engine>>(opened));
    populate();
  }
  ~Bench() {
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  [[nodiscard]] engine::Engine& engine() { return *engine_; }

  // Requests that each retire one to three units, one after another, from the batches in turn.
  std::vector<std::string> requests(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t number = 0; number < count; ++number, ++used_) {
      const std::size_t at = used_ % batches_.size();
      const std::int64_t units = static_cast<std::int64_t>(used_ % 3) + 1;
      const std::int64_t first = next_[at];
      next_[at] += units;
      const Json body{
          {"factory", factory_},
          {"period", "2022"},
          {"purpose", "factory_offset"},
          {"ranges", boost::json::array{Json{{"batch", batches_[at]}, {"first", first}, {"last", first + units - 1}}}},
          {"quantity", units},
          {"beneficiary", "x:plant"},
          {"retired_on", "2023-06-01"}};
      const std::string jws = sign("x:plant", plant_, "retire", body);
      all.push_back(
          "POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/jose\r\nContent-Length: " +
          std::to_string(jws.size()) + "\r\n\r\n" + jws);
    }
    return all;
  }

 private:
  // Time-ordered, as clients' ULIDs are.
  std::string sign(const std::string& party, const crypto::SigningKey& key, const std::string& kind, const Json& body) {
    const auto now_s =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    char jti[32];
    std::snprintf(jti, sizeof jti, "01BENCH%012zu", ++jti_);
    const Json payload{{"iss", party},        {"aud", origin_}, {"jti", jti},  {"iat", now_s},
                       {"exp", now_s + 3600}, {"kind", kind},   {"body", body}};
    return crypto::sign_jws(engine::command_type, boost::json::serialize(payload), key);
  }
  std::uint64_t grant(const std::string& party, const crypto::SigningKey& key, const std::string& kind,
                      const Json& body) {
    std::promise<engine::Answer> given;
    engine_->submit(sign(party, key, kind, body), [&](engine::Answer answer) { given.set_value(std::move(answer)); });
    const auto answer = given.get_future().get();
    const auto* accepted = std::get_if<engine::Accepted>(&answer);
    if (accepted == nullptr) {
      std::fprintf(stderr, "the preparation was refused: %s\n", kind.c_str());
      std::exit(1);
    }
    return accepted->index.value;
  }
  void populate() {
    for (const auto& [party, key] :
         {std::pair<std::string, const crypto::SigningKey*>{"x:plant", &plant_}, {"x:registrar", &registrar_}}) {
      grant("x:association", key_, "enroll_party",
            {{"party", party},
             {"name", party},
             {"legal_form", "legal_person"},
             {"key", crypto::to_jwk(key->public_key())},
             {"proof", crypto::sign_jws("tanbu-proof+jws",
                                        boost::json::serialize(Json{{"party", party}, {"aud", origin_}}), *key)}});
    }
    grant("x:association", key_, "appoint_registrar",
          {{"party", "x:registrar"}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2099-12-31"}});
    factory_ = grant("x:plant", plant_, "register_factory",
                     {{"name", "Factory"},
                      {"address", "1 Road"},
                      {"division", "330108"},
                      {"industry", "C3823"},
                      {"established_on", "2010-05-01"}});
    grant("x:registrar", registrar_, "register_project",
          {{"programme", "VCS"},
           {"project_id", "929"},
           {"title", "Wind"},
           {"country", "CN"},
           {"technology", "wind"},
           {"methodology", "ACM0002"}});
    constexpr std::int64_t units = 100'000;
    for (std::int64_t number = 0; number < 50; ++number) {
      const std::int64_t first = 1 + number * units;
      const std::int64_t last = first + units - 1;
      const std::string serial = "15312-" + std::to_string(first) + "-" + std::to_string(last) +
                                 "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
      batches_.push_back(grant("x:registrar", registrar_, "record_batch",
                               {{"programme", "VCS"},
                                {"serial", serial},
                                {"quantity", units},
                                {"project", "929"},
                                {"vintage_from", "2022-01-01"},
                                {"vintage_until", "2022-12-31"},
                                {"issued_on", "2023-02-01"},
                                {"registry_status", Json{{"status", "active"}}}}));
      next_.push_back(first);
      grant("x:registrar", registrar_, "transfer",
            {{"ranges", boost::json::array{Json{{"batch", batches_.back()}, {"first", first}, {"last", last}}}},
             {"to", "x:plant"},
             {"basis", "trade"},
             {"evidence", Json{{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "text/csv"}}}});
    }
  }

  const std::string origin_ = "bench.example/tanbu/1";
  std::filesystem::path folder_;
  crypto::SigningKey key_ = crypto::SigningKey::generate_ed25519();
  crypto::SigningKey plant_ = crypto::SigningKey::generate_ed25519();
  crypto::SigningKey registrar_ = crypto::SigningKey::generate_ed25519();
  std::unique_ptr<engine::Engine> engine_{};
  std::uint64_t factory_ = 0;
  std::vector<std::uint64_t> batches_{};
  std::vector<std::int64_t> next_{};
  std::size_t used_ = 0;
  std::size_t jti_ = 0;
};

double milliseconds_at(std::vector<std::uint32_t>& latencies_us, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(latencies_us.size() - 1));
  std::nth_element(latencies_us.begin(), latencies_us.begin() + at, latencies_us.end());
  return static_cast<double>(latencies_us[static_cast<std::size_t>(at)]) / 1000.0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::filesystem::path folder = argument_count > 1 ? arguments[1] : "bench-ledger";
  const std::size_t commands = argument_count > 2 ? std::stoul(arguments[2]) : 40'000;
  if (std::filesystem::exists(folder)) {
    std::fprintf(stderr, "%s exists; name a folder that does not\n", folder.c_str());
    return 2;
  }
  Bench bench(folder);
  http::App app(bench.engine(), {});
  http::ServerOptions options;
  options.threads = 2;
  options.body_limit = http::body_limit_of_routes;
  options.problem = http::problem_for_wire;
  http::Server server(std::move(options), [&app](http::Request request, http::Respond respond) {
    app.handle(std::move(request), std::move(respond));
  });
  server.start();
  std::printf("connections  retirements/s     p50 ms     p99 ms  ceiling/s  ratio (S1, goal 0.60)\n");
  bool complete = true;
  for (const std::size_t connections : {std::size_t{64}, std::size_t{256}, std::size_t{1}}) {
    const auto requests = bench.requests(connections == 1 ? commands / 20 : commands);
    const double ceiling = signature_ceiling();
    auto result = bench::send_all(server.port(), requests, connections);
    const double rate = static_cast<double>(result.created) / result.seconds;
    std::printf("%11zu %14.0f %10.2f %10.2f %10.0f  %.2f\n", connections, rate,
                milliseconds_at(result.latencies_us, 0.5), milliseconds_at(result.latencies_us, 0.99), ceiling,
                rate / ceiling);
    if (result.created != requests.size()) {
      std::printf("%zu of %zu were not recorded; the first: %s\n", requests.size() - result.created, requests.size(),
                  result.first_other.c_str());
      complete = false;
    }
  }
  server.stop();
  bench.engine().stop();
  return complete ? 0 : 1;
}
