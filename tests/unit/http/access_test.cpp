// Access tokens, judged without a ledger: every way in which a token can be wrong, one at a time.
#include "api/http/access.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"

using namespace tanbu;
using namespace tanbu::http;

namespace {

constexpr std::int64_t now_seconds = 1'763'700'000;
const std::string origin = "ledger.example/tanbu/1";

struct Fixture {
  crypto::SigningKey key = crypto::SigningKey::generate_ed25519();
  crypto::SigningKey stranger = crypto::SigningKey::generate_ed25519();
  std::optional<Instant> revoked;

  [[nodiscard]] TokenJudge judge() const {
    TokenJudge judge;
    judge.find_key = [this](const std::string& kid) -> std::optional<engine::Engine::KnownKey> {
      if (kid != key.kid()) return std::nullopt;
      return engine::Engine::KnownKey{key.public_key(), PartyId{"x:plant"}};
    };
    judge.find_record = [this](const KeyId& kid) -> std::optional<Key> {
      return Key{kid, {"x:plant"}, {1}, "{}", Instant{(now_seconds - 1000) * 1000}, revoked, {}};
    };
    judge.origin = origin;
    judge.now = {now_seconds * 1000};
    return judge;
  }
  [[nodiscard]] std::string judged(const std::string& token) const {
    const auto result = judge_token(token, judge());
    if (const auto* fault = std::get_if<TokenFault>(&result)) return std::string(fault->code);
    return std::get<PartyId>(result).text;
  }
  [[nodiscard]] std::string token(const std::string& payload) const {
    return crypto::sign_jws(access_token_type, payload, key);
  }
};

std::string payload(const std::string& issuer = "x:plant", const std::string& audience = origin,
                    std::int64_t issued_at = now_seconds - 10, std::int64_t expires_at = now_seconds + 500) {
  return boost::json::serialize(
      boost::json::object{{"iss", issuer}, {"aud", audience}, {"iat", issued_at}, {"exp", expires_at}});
}

std::string jws_with_header(const std::string& header, const std::string& body, const std::string& signature) {
  return crypto::base64url_encode(header) + "." + crypto::base64url_encode(body) + "." +
         crypto::base64url_encode(signature);
}

}  // namespace

TEST_CASE("A sound token speaks for its party", "[asvs:9.2.1]") {
  const Fixture fixture;
  CHECK(fixture.judged(fixture.token(payload())) == "x:plant");
  CHECK(fixture.judged(fixture.token(payload("x:plant", origin, now_seconds - 599, now_seconds + 1))) == "x:plant");
}

TEST_CASE("A token with one thing wrong speaks for nobody", "[asvs:9.1.1][asvs:9.2.1]") {
  Fixture fixture;
  CHECK(fixture.judged(fixture.token(payload("x:other"))) == "token_issuer_mismatch");
  CHECK(fixture.judged(fixture.token(payload("x:plant", "ledger.example/other"))) == "token_audience_mismatch");
  CHECK(fixture.judged(fixture.token(payload("x:plant", origin, now_seconds - 600, now_seconds))) == "token_expired");
  CHECK(fixture.judged(fixture.token(payload("x:plant", origin, now_seconds - 100, now_seconds + 501))) ==
        "token_lifetime");
  CHECK(fixture.judged(fixture.token(payload("x:plant", origin, now_seconds, now_seconds))) == "token_lifetime");
  CHECK(fixture.judged(fixture.token(payload("x:plant", origin, now_seconds + 301, now_seconds + 400))) ==
        "token_not_yet_valid");
  CHECK(fixture.judged(crypto::sign_jws(access_token_type, payload(), fixture.stranger)) == "token_key_unknown");
  CHECK(fixture.judged(crypto::sign_jws("tanbu-command+jws", payload(), fixture.key)) == "token_malformed");
  auto changed = fixture.token(payload());
  changed[changed.size() - 20] = changed[changed.size() - 20] == 'A' ? 'B' : 'A';
  CHECK(fixture.judged(changed) == "token_signature_invalid");
  fixture.revoked = Instant{now_seconds * 1000};
  CHECK(fixture.judged(fixture.token(payload())) == "token_key_not_in_force");
}

TEST_CASE("A token's payload has exactly its four members", "[asvs:9.2.1]") {
  const Fixture fixture;
  for (const std::string& bad : {std::string("{}"), std::string("[]"), std::string("\"x\""), std::string(""),
                                 std::string(R"({"iss":"x:plant","aud":"a","iat":1})"),
                                 std::string(R"({"iss":"x:plant","aud":"a","iat":1,"exp":2,"admin":true})"),
                                 std::string(R"({"iss":"x:plant","iss":"x:association","aud":"a","iat":1,"exp":2})"),
                                 std::string(R"({"iss":"plant","aud":"a","iat":1,"exp":2})"),
                                 std::string(R"({"iss":"x:plant","aud":"a","iat":"1","exp":2})"),
                                 std::string(R"({"iss":"x:plant","aud":"a","iat":1.0,"exp":2})"),
                                 std::string(R"({"iss":"x:plant","aud":"a","iat":-5,"exp":2})")}) {
    INFO(bad);
    CHECK(fixture.judged(fixture.token(bad)) == "token_malformed");
  }
}

TEST_CASE("No trick with the header makes an unsigned token pass", "[asvs:9.1.2]") {
  const Fixture fixture;
  const std::string kid = fixture.key.kid();
  const std::string zeros(64, '\0');
  for (const std::string alg : {"none", "None", "nOnE", "HS256", "RS256", "ES256", ""}) {
    const std::string header = R"({"alg":")" + alg + R"(","kid":")" + kid + R"(","typ":"tanbu-access+jws"})";
    INFO(alg);
    CHECK(fixture.judged(jws_with_header(header, payload(), "")) == "token_malformed");
    const auto judged = fixture.judged(jws_with_header(header, payload(), zeros));
    CHECK((judged == "token_malformed" || judged == "token_signature_invalid"));
  }
  for (const std::string extra :
       {R"("jwk":{})", R"("jku":"https://x")", R"("x5u":"https://x")", R"("crit":["b64"])", R"("b64":false)"}) {
    const std::string header = R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"tanbu-access+jws",)" + extra + "}";
    INFO(extra);
    CHECK(fixture.judged(jws_with_header(header, payload(), zeros)) == "token_malformed");
  }
  for (const std::string id : {"../../keys/log", "' OR 1=1 --", ""}) {
    const std::string header = R"({"alg":"EdDSA","kid":")" + id + R"(","typ":"tanbu-access+jws"})";
    CHECK(fixture.judged(jws_with_header(header, payload(), zeros)) == "token_malformed");
  }
}

TEST_CASE("A token that is known is judged by the clock at every use", "[asvs:9.2.1]") {
  SoundTokens tokens;
  constexpr std::uint64_t state = 6;
  const std::string field = "Bearer a.b.c";
  const Instant now{now_seconds * 1000};
  SoundToken token{.party = {"x:plant"},
                   .issued_at = now_seconds - 10,
                   .expires_at = now_seconds + 500,
                   .key_from = Instant{(now_seconds - 1000) * 1000}};
  const auto party_at = [&](std::int64_t seconds_later) {
    const auto party = tokens.find(state, field, Instant{now.unix_ms + seconds_later * 1000});
    return party ? party->text : "nobody";
  };
  CHECK(party_at(0) == "nobody");
  tokens.keep(state, field, token);
  CHECK(party_at(0) == "x:plant");
  CHECK(party_at(499) == "x:plant");
  CHECK(party_at(500) == "nobody");
  CHECK(party_at(-311) == "nobody");  // issued more than five minutes ahead
  token.key_until = Instant{now.unix_ms + 100'000};
  tokens.keep(state, field, token);
  CHECK(party_at(99) == "x:plant");
  CHECK(party_at(100) == "nobody");
  token.key_from = Instant{now.unix_ms + 1};
  tokens.keep(state, field, token);
  CHECK(party_at(0) == "nobody");
  // A machine's clock that stepped back does not make it older than the ledger's last entry.
  token.last_entry = Instant{now.unix_ms + 1};
  tokens.keep(state, field, token);
  CHECK(party_at(0) == "x:plant");
}

TEST_CASE("A token is known in the state it was judged in and under its own text alone", "[asvs:9.2.1]") {
  SoundTokens tokens;
  const Instant now{now_seconds * 1000};
  const SoundToken token{.party = {"x:plant"}, .issued_at = now_seconds - 10, .expires_at = now_seconds + 500};
  tokens.keep(6, "Bearer a.b.c", token);
  CHECK(tokens.find(6, "Bearer a.b.c", now) == PartyId{"x:plant"});
  CHECK_FALSE(tokens.find(6, "Bearer a.b.d", now));
  CHECK_FALSE(tokens.find(6, "Bearer a.b.", now));
  CHECK_FALSE(tokens.find(8, "Bearer a.b.c", now));
  CHECK_FALSE(tokens.find(4, "Bearer a.b.c", now));
  tokens.keep(8, "Bearer x.y.z", token);
  CHECK_FALSE(tokens.find(8, "Bearer a.b.c", now));
  tokens.keep(6, "Bearer a.b.c", token);  // too late
  CHECK_FALSE(tokens.find(6, "Bearer a.b.c", now));
  CHECK(tokens.find(8, "Bearer x.y.z", now) == PartyId{"x:plant"});
  for (std::size_t number = 0; number < SoundTokens::kept_max; ++number)
    tokens.keep(8, "Bearer " + std::to_string(number), token);
  CHECK_FALSE(tokens.find(8, "Bearer x.y.z", now));  // there was no more room
  CHECK(tokens.find(8, "Bearer " + std::to_string(SoundTokens::kept_max - 1), now) == PartyId{"x:plant"});
}
