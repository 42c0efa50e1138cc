// The order of checks and the rules of jti, key and time, exactly as formats section 2 has them.
#include <catch2/catch.hpp>

#include "ledger/codec/codec.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;
using engine::Accepted;

TEST_CASE("a command is answered with its entry and a receipt that verifies offline", "[engine]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto answer = ledger.send(ledger.trader, "retire", ledger.retire_body(1, 10));
  INFO(LedgerFolder::words(answer));
  REQUIRE(std::holds_alternative<Accepted>(answer));
  const auto& accepted = std::get<Accepted>(answer);
  const auto verified = log::verify_receipt(accepted.receipt, ledger.engine().log_vkey(), ledger.origin);
  REQUIRE(log::ok(verified));
  CHECK(log::value(verified).entry == accepted.entry);
  CHECK(log::value(verified).index == accepted.index.value);
  CHECK(accepted.kind == "retire");
}

TEST_CASE("the worker's checks come in their order", "[engine][order]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto words = [&](const std::string& jws) { return LedgerFolder::words(ledger.send(jws)); };
  const Json body = ledger.retire_body(1, 1);
  CHECK(words("not a jws") == "unreadable jws_shape");
  const auto stranger = crypto::SigningKey::generate_ed25519();
  const auto by_stranger = [&](const Json& payload) {
    return crypto::sign_jws(codec::command_type, boost::json::serialize(payload), stranger);
  };
  // A key nobody registered is named before anything inside is looked at, broken JSON included.
  CHECK(words(by_stranger(ledger.payload(ledger.trader, "retire", body))) == "refused key_unknown");
  CHECK(words(crypto::sign_jws(codec::command_type, "{", stranger)) == "refused key_unknown");
  std::string forged = ledger.sign(ledger.trader, "retire", body);
  const std::string other = ledger.sign(ledger.trader, "retire", body);
  forged = forged.substr(0, forged.rfind('.')) + other.substr(other.rfind('.'));
  CHECK(words(forged) == "refused signature_invalid");
  CHECK(words(crypto::sign_jws(codec::command_type, "{", ledger.key(ledger.trader))) == "unreadable json_syntax");
  // Issuer and audience before form: another ledger's command is not corrected here.
  Json misdirected = ledger.payload(ledger.plant, "retire", {});
  CHECK(words(crypto::sign_jws(codec::command_type, boost::json::serialize(misdirected), ledger.key(ledger.trader))) ==
        "refused issuer_mismatch");
  CHECK(words(ledger.sign(ledger.trader, "retire", {}, {{"aud", "other.example/1"}})) == "refused audience_mismatch");
  CHECK(words(ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1), {{"kind", "no_such_kind"}})) ==
        "faulty /kind unknown_kind");
}

TEST_CASE("all faults of form are reported at once and spend nothing", "[engine][order]") {
  LedgerFolder ledger;
  ledger.populate();
  Json body = ledger.retire_body(1, 1);
  body["quantity"] = 2;
  body["retired_on"] = "2023-02-30";
  body["surprise"] = 1;
  const auto answer = ledger.send(ledger.trader, "retire", body, {{"jti", "same-jti-1"}});
  REQUIRE(std::holds_alternative<engine::FaultyForm>(answer));
  CHECK(std::get<engine::FaultyForm>(answer).faults.size() == 3);
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1), {{"jti", "same-jti-1"}}))
            .starts_with("accepted"));
}

TEST_CASE("the same payload gets the same answer, byte for byte, even after the command has expired",
          "[engine][replay]") {
  LedgerFolder ledger;
  ledger.populate();
  const std::string jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 10));
  const auto first = std::get<Accepted>(ledger.send(jws));
  ledger.grant(ledger.trader, "retire", ledger.retire_body(11, 12));
  ledger.clock->pass(30LL * 24 * 3600 * 1000);
  const auto again = ledger.send(jws);
  REQUIRE(std::holds_alternative<Accepted>(again));
  CHECK(std::get<Accepted>(again).replayed);
  CHECK(std::get<Accepted>(again).entry == first.entry);
  CHECK(std::get<Accepted>(again).receipt == first.receipt);
  ledger.close();
  ledger.open({.accept_time = true});
  CHECK(std::get<Accepted>(ledger.send(jws)).receipt == first.receipt);
}

TEST_CASE("a refusal is remembered under its jti", "[engine][replay]") {
  LedgerFolder ledger;
  ledger.populate();
  ledger.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  const std::string jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(10, 11));
  const auto first = ledger.send(jws);
  CHECK(LedgerFolder::words(first) == "refused double_use");
  const auto again = ledger.send(jws);
  REQUIRE(std::holds_alternative<Refused>(again));
  CHECK(std::get<Refused>(again) == std::get<Refused>(first));
}

TEST_CASE("a jti used for another payload is refused, whichever member differs", "[engine][replay]") {
  LedgerFolder ledger;
  ledger.populate();
  const std::int64_t now_s = ledger.clock->now().unix_ms / 1000;
  const auto send = [&](const Json& body, const Json& changes) {
    Json all = changes;
    all["jti"] = "same-jti-1";
    return LedgerFolder::words(ledger.send(ledger.trader, "retire", body, all));
  };
  CHECK(send(ledger.retire_body(1, 1), {}).starts_with("accepted"));
  CHECK(send(ledger.retire_body(2, 2), {}) == "refused jti_reused");
  CHECK(send(ledger.retire_body(1, 1), {{"iat", now_s - 1}}) == "refused jti_reused");
  CHECK(send(ledger.retire_body(1, 1), {{"exp", now_s + 60}}) == "refused jti_reused");
  Json other = ledger.retire_body(1, 1);
  other["period"] = "2021";
  CHECK(send(other, {}) == "refused jti_reused");
  // Another party's jti is another jti.
  CHECK(LedgerFolder::words(ledger.send(ledger.registrar, "record_batch", LedgerFolder::batch_body(5001, 5010),
                                        {{"jti", "same-jti-1"}}))
            .starts_with("accepted"));
}

TEST_CASE("commands of the wrong time are not admitted and spend nothing", "[engine][time]") {
  LedgerFolder ledger;
  ledger.populate();
  const std::int64_t now_s = ledger.clock->now().unix_ms / 1000;
  const auto send = [&](std::int64_t issued_s, std::int64_t expires_s) {
    return LedgerFolder::words(ledger.send(ledger.trader, "retire", ledger.retire_body(1, 1),
                                           {{"jti", "same-jti-1"}, {"iat", issued_s}, {"exp", expires_s}}));
  };
  CHECK(send(now_s + 301, now_s + 900) == "refused issued_in_future");
  CHECK(send(now_s - 900, now_s) == "refused command_expired");
  CHECK(send(now_s, now_s + 7 * 24 * 3600 + 1) == "refused lifetime_too_long");
  CHECK(send(now_s + 299, now_s + 900).starts_with("accepted"));
}

TEST_CASE("authority comes before the rules, and both spend the jti", "[engine][order]") {
  LedgerFolder ledger;
  ledger.populate();
  const Json again{{"programme", "VCS"}, {"project_id", "929"},  {"title", "Wind"},
                   {"country", "CN"},    {"technology", "wind"}, {"methodology", "ACM0002"}};
  // The trader has no authority, and the project is registered already.
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "register_project", again)) == "refused not_registrar");
  CHECK(LedgerFolder::words(ledger.send(ledger.registrar, "register_project", again)) == "refused project_exists");
}

TEST_CASE("a dry run decides as the writer would and writes nothing", "[engine][dry_run]") {
  LedgerFolder ledger;
  ledger.populate();
  const auto dry = [&](const std::string& jws) {
    auto checked = ledger.engine().check(jws);
    REQUIRE(std::holds_alternative<engine::Checked>(checked));
    return ledger.engine().dry_run(std::get<engine::Checked>(checked));
  };
  const std::uint64_t size = ledger.engine().health().size;
  CHECK(LedgerFolder::words(dry(ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 10)))) ==
        "accepted " + std::to_string(size));
  CHECK(LedgerFolder::words(dry(ledger.sign(ledger.rival, "retire", ledger.retire_body(1, 10)))) == "refused not_free");
  CHECK(ledger.engine().health().size == size);
  const std::string payload =
      boost::json::serialize(ledger.payload(ledger.trader, "retire", ledger.retire_body(1, 10)));
  CHECK(LedgerFolder::words(ledger.engine().dry_run_unsigned(payload, {ledger.trader})).starts_with("accepted"));
  CHECK(LedgerFolder::words(ledger.engine().dry_run_unsigned(payload, {ledger.plant})) == "refused issuer_mismatch");
}

TEST_CASE("a key enrolled by one command signs the next", "[engine]") {
  LedgerFolder ledger;
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "register_factory", LedgerFolder::site("a"))) ==
        "refused key_unknown");
  ledger.populate();
  CHECK(LedgerFolder::words(ledger.send(ledger.trader, "register_factory", LedgerFolder::site("a")))
            .starts_with("accepted"));
}
