// Who did not sign does not speak: confusion of algorithms, every changed bit, keys that are not the signer's, and a
// captured command sent again a thousand times. All of it against the whole server with keys of all three algorithms.
#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "tests/e2e/http_api/support.hpp"
#include "tests/unit/wire/raw_client.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

// RFC 2104, for the attack in which a verifier takes a public key for a secret.
std::string hmac_sha256(std::string key, const std::string& message) {
  if (key.size() > 64) key = std::string(crypto::as_bytes(crypto::sha256(key)));
  key.resize(64, '\0');
  std::string inner = key;
  std::string outer = key;
  for (char& symbol : inner) symbol = static_cast<char>(symbol ^ 0x36);
  for (char& symbol : outer) symbol = static_cast<char>(symbol ^ 0x5c);
  return std::string(
      crypto::as_bytes(crypto::sha256(outer + std::string(crypto::as_bytes(crypto::sha256(inner + message))))));
}

std::string bytes_of_member(const boost::json::object& jwk, const char* name) {
  return crypto::base64url_decode(std::string(jwk.at(name).as_string())).value();
}
// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), in PEM.
std::string pem_of(const boost::json::object& jwk) {
  const std::string prefix = crypto::hex_decode("302a300506032b6570032100").value();
  return "-----BEGIN PUBLIC KEY-----\n" + crypto::base64_encode(prefix + bytes_of_member(jwk, "x")) +
         "\n-----END PUBLIC KEY-----\n";
}

// A ledger whose trader has a key of each algorithm.
class Keys {
 public:
  Service service;
  const crypto::SigningKey p256 = crypto::SigningKey::generate_p256();
  const crypto::SigningKey sm2 = crypto::SigningKey::generate_sm2();
  const crypto::SigningKey unknown = crypto::SigningKey::generate_ed25519();

  Keys() {
    auto& ledger = service.ledger;
    ledger.populate(5'000);
    for (const auto* key : {&p256, &sm2}) {
      const auto proof = crypto::sign_jws(
          "tanbu-proof+jws", boost::json::serialize(Json{{"party", ledger.trader}, {"aud", ledger.origin}}), *key);
      service.grant(ledger.trader, "add_key",
                    {{"party", ledger.trader}, {"key", crypto::to_jwk(key->public_key())}, {"proof", proof}});
    }
  }
  const crypto::SigningKey& edwards() const { return service.ledger.key(service.ledger.trader); }
  const crypto::SigningKey& rival() const { return service.ledger.key(service.ledger.rival); }
  std::int64_t size() const { return service.get("/v1/log").json().at("size").as_int64(); }
  std::string command() {
    return boost::json::serialize(
        service.ledger.payload(service.ledger.trader, "retire", service.ledger.retire_body(1, 10)));
  }
  std::string claims() const {
    const std::int64_t now = service.ledger.clock->now().unix_ms / 1000;
    return boost::json::serialize(
        Json{{"iss", service.ledger.trader}, {"aud", service.ledger.origin}, {"iat", now}, {"exp", now + 600}});
  }
};

struct Forgery {
  std::string name;
  std::string header;     // with TYPE where the typ stands
  std::string signature;  // of the header and payload: made by `sign` when empty
  const crypto::SigningKey* key = nullptr;
  std::string secret{};  // of an HMAC
  bool unsigned_parts = false;
};

std::string header_of(const std::string& alg, const std::string& kid, const std::string& more = "") {
  return R"({"alg":")" + alg + R"(","kid":")" + kid + R"(","typ":"TYPE")" + more + "}";
}

std::vector<Forgery> forgeries(const Keys& keys) {
  const auto kid = keys.edwards().kid();
  const auto jwk = crypto::to_jwk(keys.edwards().public_key());
  const auto own = boost::json::serialize(crypto::to_jwk(keys.unknown.public_key()));
  const std::string zeros(64, '\0');
  const auto signed_by = [](const std::string& name, const std::string& header, const crypto::SigningKey& key) {
    return Forgery{name, header, "", &key};
  };
  const auto& e = keys.edwards();
  std::vector<Forgery> all;
  for (const std::string alg : {"none", "None", "nOnE", "NONE", ""}) {
    all.push_back({"no signature under " + alg, header_of(alg, kid), "", nullptr, "", true});
    all.push_back({"zeros under " + alg, header_of(alg, kid), zeros});
    all.push_back(signed_by("a sound signature under " + alg, header_of(alg, kid), e));
  }
  for (const std::string alg : {"HS256", "HS512", "hs256"}) {
    all.push_back({"the PEM as secret of " + alg, header_of(alg, kid), "", nullptr, pem_of(jwk)});
    all.push_back({"the raw key as secret of " + alg, header_of(alg, kid), "", nullptr, bytes_of_member(jwk, "x")});
    all.push_back({"the JWK as secret of " + alg, header_of(alg, kid), "", nullptr, boost::json::serialize(jwk)});
  }
  // The HMAC of 32 bytes twice has the size that a signature has.
  all.push_back({"an HMAC that calls itself EdDSA", header_of("EdDSA", kid), "", nullptr, bytes_of_member(jwk, "x")});
  for (const std::string alg : {"RS256", "PS256", "ES384", "ES512", "ES256K", "Ed448", "eddsa", "EDDSA", "EdDSA ",
                                " EdDSA", "ed25519", "es256", "sm2", "SM2SM3", "A128KW", "dir"}) {
    all.push_back(signed_by("a sound signature under " + alg, header_of(alg, kid), e));
  }
  // A right key under another's algorithm, and another's signature under a right key.
  all.push_back(signed_by("Ed25519 under ES256", header_of("ES256", kid), e));
  all.push_back(signed_by("Ed25519 under SM2", header_of("SM2", kid), e));
  all.push_back(signed_by("P-256 under EdDSA", header_of("EdDSA", keys.p256.kid()), keys.p256));
  all.push_back(signed_by("P-256 under SM2", header_of("SM2", keys.p256.kid()), keys.p256));
  all.push_back(signed_by("SM2 under ES256", header_of("ES256", keys.sm2.kid()), keys.sm2));
  all.push_back(signed_by("SM2 under EdDSA", header_of("EdDSA", keys.sm2.kid()), keys.sm2));
  all.push_back(signed_by("P-256 in the name of the Ed25519 key", header_of("ES256", kid), keys.p256));
  all.push_back(signed_by("SM2 in the name of the Ed25519 key", header_of("SM2", kid), keys.sm2));
  all.push_back(signed_by("SM2 in the name of the P-256 key", header_of("SM2", keys.p256.kid()), keys.sm2));
  for (const auto& [alg, id] :
       {std::pair<std::string, std::string>{"ES256", keys.p256.kid()}, {"SM2", keys.sm2.kid()}, {"EdDSA", kid}}) {
    all.push_back({"zeros for " + alg, header_of(alg, id), zeros});
    all.push_back({"ones for " + alg, header_of(alg, id), std::string(64, '\xff')});
  }
  // Keys that the header brings or points to, and what else it may not have.
  for (const std::string& more :
       {",\"jwk\":" + own, std::string(",\"jku\":\"https://evil.example/keys\""),
        std::string(",\"x5u\":\"https://evil.example/cert\""), std::string(",\"x5c\":[\"MIIB\"]"),
        std::string(",\"x5t\":\"AAAA\""), std::string(",\"crit\":[]"), std::string(",\"crit\":[\"exp\"],\"exp\":1"),
        std::string(",\"b64\":false,\"crit\":[\"b64\"]"), std::string(",\"b64\":true"), std::string(",\"cty\":\"JWT\""),
        std::string(",\"zip\":\"DEF\""), std::string(",\"nonce\":\"1\""), std::string(",\"alg\":\"none\""),
        std::string(",\"\\u0061lg\":\"none\""), ",\"kid\":\"" + kid + "\"", std::string(",\"typ\":\"TYPE\"")}) {
    all.push_back(signed_by("a header with " + more.substr(0, 20), header_of("EdDSA", kid, more), e));
    all.push_back(signed_by("another's key in a header with " + more.substr(0, 20),
                            header_of("EdDSA", keys.unknown.kid(), more), keys.unknown));
  }
  // Whose key.
  all.push_back(signed_by("a key that nobody registered", header_of("EdDSA", keys.unknown.kid()), keys.unknown));
  all.push_back(signed_by("an unknown key in a known name", header_of("EdDSA", kid), keys.unknown));
  all.push_back(signed_by("another party's key in the trader's name", header_of("EdDSA", kid), keys.rival()));
  all.push_back(signed_by("another party's own key", header_of("EdDSA", keys.rival().kid()), keys.rival()));
  for (const std::string id : {"", "../../keys/log", "' OR 1=1 --", "%00", "file:///etc/passwd"}) {
    all.push_back(signed_by("kid " + id, header_of("EdDSA", id), e));
  }
  all.push_back(signed_by("kid with a cut end", header_of("EdDSA", kid.substr(0, 42)), e));
  all.push_back(signed_by("kid with padding", header_of("EdDSA", kid + "="), e));
  for (const std::string header : {"", "{}", "[]", "null", "{\"alg\":\"EdDSA\"}"}) {
    all.push_back(signed_by("header " + header, header, e));
  }
  all.push_back(signed_by("alg in a list", R"({"alg":["EdDSA"],"kid":")" + kid + R"(","typ":"TYPE"})", e));
  all.push_back(signed_by("alg null", R"({"alg":null,"kid":")" + kid + R"(","typ":"TYPE"})", e));
  return all;
}

std::string jws_of(const Forgery& forgery, const std::string& type, const std::string& payload) {
  std::string header = forgery.header;
  if (const auto at = header.find("TYPE"); at != std::string::npos) header.replace(at, 4, type);
  if (const auto at = header.find("TYPE"); at != std::string::npos) header.replace(at, 4, type);
  const auto input = crypto::base64url_encode(header) + "." + crypto::base64url_encode(payload);
  if (forgery.unsigned_parts) return input + ".";
  std::string signature = forgery.signature;
  if (forgery.key != nullptr) signature = forgery.key->sign(input);
  if (!forgery.secret.empty()) {
    signature = hmac_sha256(forgery.secret, input);
    if (header.find("HS") == std::string::npos) signature += signature;
  }
  return input + "." + crypto::base64url_encode(signature);
}

}  // namespace

TEST_CASE("No header, algorithm or key but the registered one makes a command or a token pass",
          "[asvs:9.1.1][asvs:9.1.2][asvs:9.1.3]") {
  Keys keys;
  auto& ledger = keys.service.ledger;
  const auto all = forgeries(keys);
  REQUIRE(all.size() >= 80);
  const auto before = keys.size();
  for (const Forgery& forgery : all) {
    INFO(forgery.name << ": " << forgery.header);
    const auto jws = jws_of(forgery, std::string(codec::command_type), keys.command());
    for (const std::string target : {"/v1/commands", "/v1/commands?dry_run=true"}) {
      const auto got = keys.service.post(jws, target);
      INFO(got.body);
      CHECK((got.status == 400 || got.status == 401));
    }
    const auto token = jws_of(forgery, std::string(access_token_type), keys.claims());
    const auto got = keys.service.get("/v1/holdings?party=" + ledger.trader, {{"Authorization", "Bearer " + token}});
    INFO(got.body);
    CHECK(got.status == 401);
  }
  CHECK(keys.size() == before);
  // The same three keys under their own names pass, so it was not for something else.
  std::int64_t unit = 1;
  for (const auto* key : {&keys.edwards(), &keys.p256, &keys.sm2}) {
    const auto payload =
        boost::json::serialize(ledger.payload(ledger.trader, "retire", ledger.retire_body(unit, unit)));
    ++unit;
    CHECK(keys.service.post(crypto::sign_jws(codec::command_type, payload, *key)).status == 201);
    const auto token = crypto::sign_jws(access_token_type, keys.claims(), *key);
    CHECK(keys.service.get("/v1/holdings?party=" + ledger.trader, {{"Authorization", "Bearer " + token}}).status ==
          200);
  }
}

TEST_CASE("A command with any one bit changed is refused, whichever bit and whichever algorithm", "[asvs:4.1.5]") {
  Keys keys;
  const auto before = keys.size();
  for (const auto* key : {&keys.edwards(), &keys.p256, &keys.sm2}) {
    const auto jws = crypto::sign_jws(codec::command_type, keys.command(), *key);
    std::vector<std::string> parts;
    std::istringstream stream(jws);
    for (std::string part; std::getline(stream, part, '.');) {
      parts.push_back(crypto::base64url_decode(part).value());
    }
    REQUIRE(parts.size() == 3);
    REQUIRE(parts[2].size() == 64);
    // All of them in one batch: it is decided line by line.
    std::string lines;
    std::size_t sent = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (std::size_t bit = 0; bit < parts[part].size() * 8; ++bit, ++sent) {
        auto forged = parts;
        forged[part][bit / 8] = static_cast<char>(forged[part][bit / 8] ^ (1 << (bit % 8)));
        lines += crypto::base64url_encode(forged[0]) + "." + crypto::base64url_encode(forged[1]) + "." +
                 crypto::base64url_encode(forged[2]) + "\n";
      }
    }
    const auto got =
        keys.service.request("POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}}, lines);
    REQUIRE(got.status == 200);
    std::istringstream answers(got.body);
    std::size_t refused = 0;
    for (std::string line; std::getline(answers, line); ++refused) {
      const auto status = boost::json::parse(line).at("status").as_int64();
      INFO(refused << ": " << line);
      CHECK((status == 400 || status == 401));
    }
    CHECK(refused == sent);
    CHECK(sent > 512 + 2'000);
    CHECK(keys.size() == before);
    CHECK(keys.service.post(jws, "/v1/commands?dry_run=true").status == 200);
  }
}

TEST_CASE("A captured command sent again a thousand times is one entry and one answer", "[asvs:2.3.3][asvs:2.3.4]") {
  Keys keys;
  auto& ledger = keys.service.ledger;
  const auto jws = crypto::sign_jws(codec::command_type, keys.command(), keys.edwards());
  const auto before = keys.size();
  const auto first = keys.service.post(jws);
  REQUIRE(first.status == 201);
  CHECK(first.headers.count("idempotency-replayed") == 0);
  const std::string request =
      "POST /v1/commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jose\r\n"
      "Content-Length: " +
      std::to_string(jws.size()) + "\r\n\r\n" + jws;
  RawClient client(keys.service.port());
  for (int again = 0; again < 1'000; ++again) {
    REQUIRE(client.send(request));
    const auto got = client.receive();
    REQUIRE(got.status == 200);
    REQUIRE(got.head.find("\r\nIdempotency-Replayed: true\r\n") != std::string::npos);
    REQUIRE(got.body == first.body);
  }
  CHECK(keys.size() == before + 1);
  // Long after it has expired the old answer is still the answer, and a new command of that time is not.
  ledger.clock->pass(2LL * 3600 * 1000);
  const auto late = keys.service.post(jws);
  CHECK(late.status == 200);
  CHECK(late.body == first.body);
  CHECK(keys.size() == before + 1);
}

TEST_CASE("A command signed anew with the same payload is the same command, and for another ledger it is none",
          "[asvs:2.3.4][asvs:9.2.3]") {
  Keys keys;
  auto& ledger = keys.service.ledger;
  const auto payload = keys.command();
  const auto before = keys.size();
  const auto first = keys.service.post(crypto::sign_jws(codec::command_type, payload, keys.p256));
  REQUIRE(first.status == 201);
  for (int again = 0; again < 5; ++again) {
    for (const auto* key : {&keys.p256, &keys.sm2, &keys.edwards()}) {
      const auto got = keys.service.post(crypto::sign_jws(codec::command_type, payload, *key));
      CHECK(got.status == 200);
      CHECK(got.header("idempotency-replayed") == "true");
      CHECK(got.json().at("entry") == first.json().at("entry"));
    }
  }
  // The id with another payload, the payload for another ledger, and the same by another party.
  auto changed = boost::json::parse(payload).as_object();
  changed["body"].as_object()["period"] = "2021";
  CHECK(keys.service.post(crypto::sign_jws(codec::command_type, boost::json::serialize(changed), keys.p256)).code() ==
        "jti_reused");
  auto elsewhere = boost::json::parse(payload).as_object();
  elsewhere["aud"] = "other.example/tanbu/1";
  CHECK(keys.service.post(crypto::sign_jws(codec::command_type, boost::json::serialize(elsewhere), keys.p256)).code() ==
        "audience_mismatch");
  CHECK(keys.service.post(crypto::sign_jws(codec::command_type, payload, keys.rival())).code() == "issuer_mismatch");
  CHECK(keys.size() == before + 1);
  // A proof of possession, an access token and a command are three things.
  for (const std::string type : {"tanbu-proof+jws", "tanbu-access+jws", "JWT", "jose"}) {
    const auto got = keys.service.post(crypto::sign_jws(type, payload, keys.edwards()));
    CHECK((got.status == 400 || got.status == 401));
    const auto token = crypto::sign_jws(type, keys.claims(), keys.edwards());
    const auto read = keys.service.get("/v1/holdings?party=" + ledger.trader, {{"Authorization", "Bearer " + token}});
    CHECK(read.status == (type == access_token_type ? 200 : 401));
  }
  CHECK(keys.size() == before + 1);
}
