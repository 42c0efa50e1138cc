#include "tests/bench/bench_ledger.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <thread>

#include "ledger/codec/codec.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/rules.hpp"

namespace tanbu::bench {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

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

BenchLedger::BenchLedger(std::filesystem::path folder) : folder_(std::move(folder)) {
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

BenchLedger::~BenchLedger() {
  engine_.reset();
  std::filesystem::remove_all(folder_);
}

std::vector<std::string> BenchLedger::retirements(std::uint64_t factory, std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t number = 0; number < count; ++number, ++used_) {
    const std::size_t at = used_ % batches_.size();
    const std::int64_t units = static_cast<std::int64_t>(used_ % 3) + 1;
    const std::int64_t first = next_[at];
    next_[at] += units;
    const Json body{
        {"factory", factory},
        {"period", "2022"},
        {"purpose", "factory_offset"},
        {"ranges", boost::json::array{Json{{"batch", batches_[at]}, {"first", first}, {"last", first + units - 1}}}},
        {"quantity", units},
        {"beneficiary", "x:plant"},
        {"retired_on", "2023-06-01"}};
    all.push_back(sign("x:plant", plant_, "retire", body));
  }
  return all;
}

void BenchLedger::record(std::uint64_t factory, std::size_t count) {
  std::size_t refused = 0;
  std::promise<void> finished;
  std::atomic<std::size_t> open{count};
  for (const std::string& jws : retirements(factory, count)) {
    engine_->submit(jws, [&](engine::Answer answer) {
      if (!std::holds_alternative<engine::Accepted>(answer)) ++refused;
      if (--open == 0) finished.set_value();
    });
    // The queue is bounded; what waits here is not measured.
    while (engine_->health().queued > 1'000) std::this_thread::yield();
  }
  if (count > 0) finished.get_future().wait();
  if (refused == 0) return;
  std::fprintf(stderr, "%zu retirements were refused\n", refused);
  std::exit(1);
}

std::uint64_t BenchLedger::record_year(std::size_t retirements) {
  const auto factory = register_factory("Other factory");
  record(factory, retirements);
  grant("x:plant", plant_, "declare_inventory",
        {{"factory", factory},
         {"period", "2022"},
         {"standard", "ISO 14064-1:2018"},
         {"scope1_t", "100000.00"},
         {"electricity", Json{{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}}});
  return factory;
}

std::uint64_t BenchLedger::register_factory(const std::string& name) {
  return grant("x:plant", plant_, "register_factory",
               {{"name", name},
                {"address", name + ", 1 Road"},
                {"division", "330108"},
                {"industry", "C3823"},
                {"established_on", "2010-05-01"}});
}

std::string BenchLedger::token() const {
  const auto now_s =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const Json payload{{"iss", "x:plant"}, {"aud", origin_}, {"iat", now_s}, {"exp", now_s + 600}};
  return crypto::sign_jws("tanbu-access+jws", boost::json::serialize(payload), plant_);
}

// Time-ordered, as clients' ULIDs are.
std::string BenchLedger::sign(const std::string& party, const crypto::SigningKey& key, const std::string& kind,
                              const Json& body) {
  const auto now_s =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  char jti[32];
  std::snprintf(jti, sizeof jti, "01BENCH%012zu", ++jti_);
  const Json payload{{"iss", party},        {"aud", origin_}, {"jti", jti},  {"iat", now_s},
                     {"exp", now_s + 3600}, {"kind", kind},   {"body", body}};
  return crypto::sign_jws(codec::command_type, boost::json::serialize(payload), key);
}

std::uint64_t BenchLedger::grant(const std::string& party, const crypto::SigningKey& key, const std::string& kind,
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

void BenchLedger::populate() {
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
  factory_ = register_factory("Factory");
  grant("x:registrar", registrar_, "register_project",
        {{"programme", "VCS"},
         {"project_id", "929"},
         {"title", "Wind"},
         {"country", "CN"},
         {"technology", "wind"},
         {"methodology", "ACM0002"}});
  record_batches();
}

void BenchLedger::record_batches() {
  constexpr std::int64_t units = 100'000;
  for (std::int64_t number = 0; number < 50; ++number) {
    const std::int64_t first = 1 + number * units;
    const std::int64_t last = first + units - 1;
    const std::string serial =
        "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
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

}  // namespace tanbu::bench
