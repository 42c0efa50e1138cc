// A real ledger in a temporary folder: real keys, real signatures, the real engine and SQLite, a clock that the test
// sets.
#pragma once
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <memory>
#include <string>

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/engine/engine.hpp"
#include "ledger/engine/statement_key.hpp"
#include "ledger/rules.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tanbu::test {

class FakeClock final : public engine::Clock {
 public:
  std::atomic<std::int64_t> wall_ms{1'763'700'000'000};  // 2025-11-21 in China
  std::atomic<std::int64_t> steady_ms{0};
  [[nodiscard]] Instant now() override { return {wall_ms}; }
  [[nodiscard]] std::int64_t monotonic_ms() override { return steady_ms; }
  void pass(std::int64_t milliseconds) {
    wall_ms += milliseconds;
    steady_ms += milliseconds;
  }
};

using Json = boost::json::object;

inline Json range_json(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  return {{"batch", batch}, {"first", first}, {"last", last}};
}
inline Json evidence_json() {
  return {{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "application/pdf"}, {"reference", "R-1"}};
}

class LedgerFolder {
 public:
  const std::string origin = "ledger.example/tanbu/1";
  const std::string association = "x:association";
  const std::string registrar = "x:registrar";
  const std::string trader = "x:trader";
  const std::string plant = "uscc:91330100799655058B";
  const std::string rival = "uscc:914403001922038216";

  LedgerFolder() {
    for (const auto& party : {association, registrar, trader, plant, rival})
      keys_.emplace(party, crypto::SigningKey::generate_ed25519());
    auto vkey = engine::make_log_key(path(), origin);
    REQUIRE(std::holds_alternative<log::Verifier>(vkey));
    auto statement_vkey = engine::make_statement_key(path(), origin);
    REQUIRE(std::holds_alternative<log::Verifier>(statement_vkey));
    const Json body{
        {"origin", origin},
        {"association",
         Json{{"party", association}, {"name", "Association"}, {"keys", boost::json::array{jwk(association)}}}},
        {"log_vkey", std::get<log::Verifier>(vkey).text()},
        {"rules", rules_version},
        {"statement_vkey", std::get<log::Verifier>(statement_vkey).text()}};
    const auto fault = engine::found_ledger(path(), sign(association, "genesis", body), clock);
    INFO((fault ? fault->code + " " + fault->detail : ""));
    REQUIRE_FALSE(fault.has_value());
    open();
  }
  ~LedgerFolder() { close(); }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] const crypto::SigningKey& key(const std::string& party) const { return keys_.at(party); }
  [[nodiscard]] boost::json::object jwk(const std::string& party) const {
    return crypto::to_jwk(key(party).public_key());
  }

  // That the party holds its key; a key is enrolled with nothing less.
  [[nodiscard]] std::string proof(const std::string& party) const {
    return crypto::sign_jws("tanbu-proof+jws", boost::json::serialize(Json{{"party", party}, {"aud", origin}}),
                            key(party));
  }

  std::string try_open(engine::EngineOptions options = {}) {
    options.directory = path();
    if (!options.clock) options.clock = clock;
    auto opened = engine::Engine::open(options);
    if (auto* fault = std::get_if<engine::OpenFault>(&opened)) return fault->code;
    engine_ = std::move(std::get<std::unique_ptr<engine::Engine>>(opened));
    return "";
  }
  void open(engine::EngineOptions options = {}) { REQUIRE(try_open(std::move(options)).empty()); }
  void close() { engine_.reset(); }

  [[nodiscard]] std::string next_jti() { return "jti-" + std::to_string(10'000'000 + ++jti_); }
  // A payload; members in `changes` replace or add.
  [[nodiscard]] Json payload(const std::string& party, const std::string& kind, const Json& body,
                             const Json& changes = {}) {
    const std::int64_t now_s = clock->now().unix_ms / 1000;
    Json payload{{"iss", party},        {"aud", origin}, {"jti", next_jti()}, {"iat", now_s},
                 {"exp", now_s + 3600}, {"kind", kind},  {"body", body}};
    for (const auto& member : changes) payload[member.key()] = member.value();
    return payload;
  }
  [[nodiscard]] std::string sign(const std::string& party, const std::string& kind, const Json& body,
                                 const Json& changes = {}) {
    return crypto::sign_jws(codec::command_type, boost::json::serialize(payload(party, kind, body, changes)),
                            key(party));
  }
  engine::Answer send(std::string jws) {
    std::promise<engine::Answer> answer;
    engine_->submit(std::move(jws), [&answer](engine::Answer given) { answer.set_value(std::move(given)); });
    return answer.get_future().get();
  }
  engine::Answer send(const std::string& party, const std::string& kind, const Json& body, const Json& changes = {}) {
    return send(sign(party, kind, body, changes));
  }
  // The index of the entry that the command became; fails the test when it was refused.
  std::uint64_t grant(const std::string& party, const std::string& kind, const Json& body) {
    const auto answer = send(party, kind, body);
    INFO(words(answer));
    REQUIRE(std::holds_alternative<engine::Accepted>(answer));
    return std::get<engine::Accepted>(answer).index.value;
  }
  // "accepted 7", "refused double_use", "unreadable json_syntax", "faulty /body/x code", "unavailable queue_full".
  static std::string words(const engine::Answer& answer) {
    if (const auto* accepted = std::get_if<engine::Accepted>(&answer))
      return "accepted " + std::to_string(accepted->index.value);
    if (const auto* refused = std::get_if<Refused>(&answer)) return "refused " + std::string(name_of(refused->reason));
    if (const auto* unreadable = std::get_if<engine::Unreadable>(&answer)) return "unreadable " + unreadable->code;
    if (const auto* unavailable = std::get_if<engine::Unavailable>(&answer)) return "unavailable " + unavailable->code;
    std::string words = "faulty";
    for (const FormFault& fault : std::get<engine::FaultyForm>(answer).faults)
      words += " " + fault.pointer + " " + fault.code;
    return words;
  }

  // Parties, a registrar of VCS, a factory, a project and a batch of `quantity` units held by the trader.
  void populate(std::int64_t quantity = 1000) {
    const std::pair<std::string, std::string> names[] = {
        {registrar, "Registrar"}, {trader, "Trader"}, {plant, "Plant One Ltd"}, {rival, "Rival Works Ltd"}};
    for (const auto& [party, name] : names) {
      grant(association, "enroll_party",
            {{"party", party},
             {"name", name},
             {"aliases", boost::json::array{name + " (registry)"}},
             {"legal_form", "legal_person"},
             {"key", jwk(party)},
             {"proof", proof(party)}});
    }
    grant(association, "appoint_registrar",
          {{"party", registrar}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2035-12-31"}});
    factory = grant(plant, "register_factory", site("1 Road"));
    other_factory = grant(rival, "register_factory", site("2 Road"));
    grant(registrar, "register_project",
          {{"programme", "VCS"},
           {"project_id", "929"},
           {"title", "Wind"},
           {"country", "CN"},
           {"technology", "wind"},
           {"methodology", "ACM0002"}});
    batch = record(1, quantity);
    grant(registrar, "transfer", transfer_body(batch, 1, quantity, trader));
  }
  static Json site(const std::string& address) {
    return {{"name", "Factory"},
            {"address", address},
            {"division", "330108"},
            {"industry", "C3823"},
            {"established_on", "2010-05-01"}};
  }
  static Json batch_body(std::int64_t first, std::int64_t last) {
    const std::string serial =
        "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
    return {{"programme", "VCS"},           {"serial", serial},
            {"quantity", last - first + 1}, {"project", "929"},
            {"vintage_from", "2022-01-01"}, {"vintage_until", "2022-12-31"},
            {"issued_on", "2023-02-01"},    {"registry_status", Json{{"status", "active"}}}};
  }
  std::uint64_t record(std::int64_t first, std::int64_t last) {
    return grant(registrar, "record_batch", batch_body(first, last));
  }
  static Json transfer_body(std::uint64_t of, std::int64_t first, std::int64_t last, const std::string& to) {
    return {{"ranges", boost::json::array{range_json(of, first, last)}},
            {"to", to},
            {"basis", "trade"},
            {"evidence", evidence_json()}};
  }
  [[nodiscard]] Json retire_body(std::int64_t first, std::int64_t last) const {
    return {{"factory", factory},           {"period", "2022"},
            {"purpose", "factory_offset"},  {"ranges", boost::json::array{range_json(batch, first, last)}},
            {"quantity", last - first + 1}, {"beneficiary", plant},
            {"retired_on", "2023-06-01"}};
  }

  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::uint64_t factory = 0;
  std::uint64_t other_factory = 0;
  std::uint64_t batch = 0;

 private:
  TemporaryFolder folder_;
  std::map<std::string, crypto::SigningKey> keys_;
  std::unique_ptr<engine::Engine> engine_;
  std::int64_t jti_ = 0;
};

}  // namespace tanbu::test
