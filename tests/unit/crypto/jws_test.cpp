// JWS: what is accepted, and the ways in which others have been talked into accepting more.
#include "crypto/jws.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace {

using namespace tanbu::crypto;
using namespace std::string_literals;

const std::string type = "tanbu-command+jws";
const std::string payload = R"({"iss":"x:alice","kind":"retire"})";

SigningKey edwards_key() { return SigningKey::from_ed25519_seed(ed25519::Seed{7, 7, 7}); }

std::string code_of(const std::string& text) {
  const auto result = parse_jws(text, type);
  const auto* const fault = std::get_if<JwsFault>(&result);
  return fault == nullptr ? "accepted" : fault->code;
}

bool parses_and_verifies(const std::string& text, const PublicKey& key) {
  const auto result = parse_jws(text, type);
  const auto* const jws = std::get_if<Jws>(&result);
  return jws != nullptr && verify_jws(*jws, key);
}

std::string header_of(const std::string& alg, const std::string& kid) {
  return R"({"alg":")" + alg + R"(","kid":")" + kid + R"(","typ":")" + type + "\"}";
}

// A JWS with any header, honestly signed by `key` over exactly that header.
std::string signed_with_header(const std::string& header, const SigningKey& key, const std::string& body = payload) {
  const std::string input = base64url_encode(header) + "." + base64url_encode(body);
  return input + "." + base64url_encode(key.sign(input));
}

std::string with_signature(const std::string& header, const std::string& signature) {
  return base64url_encode(header) + "." + base64url_encode(payload) + "." + base64url_encode(signature);
}

// RFC 2104, for the attack in which a verifier takes a public key for an HMAC secret.
std::string hmac_sha256(std::string key, const std::string& message) {
  if (key.size() > 64) key = std::string(as_bytes(sha256(key)));
  key.resize(64, '\0');
  std::string inner = key;
  std::string outer = key;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return std::string(as_bytes(sha256(outer + std::string(as_bytes(sha256(inner + message))))));
}

SigningKey generate(int kind) {
  if (kind == 0) return SigningKey::generate_ed25519();
  return kind == 1 ? SigningKey::generate_p256() : SigningKey::generate_sm2();
}

TEST_CASE("what sign_jws writes parses and verifies under its key and no other", "[crypto][jws][property]") {
  std::mt19937 random(4);
  for (int i = 0; i < 60; ++i) {
    const SigningKey key = generate(i % 3);
    const SigningKey other = generate(i % 3);
    std::string body;
    for (auto length = random() % 2000; length > 0; --length) body += static_cast<char>(random() & 0xff);
    const std::string text = sign_jws(type, body, key);
    const auto result = parse_jws(text, type);
    REQUIRE(std::holds_alternative<Jws>(result));
    const Jws& jws = std::get<Jws>(result);
    REQUIRE(jws.payload == body);
    REQUIRE(jws.kid == key.kid());
    REQUIRE(jws.type == type);
    REQUIRE(jws.signature.size() == 64);
    REQUIRE(jws.signing_input == text.substr(0, text.rfind('.')));
    REQUIRE(verify_jws(jws, key.public_key()));
    REQUIRE_FALSE(verify_jws(jws, other.public_key()));
  }
}

TEST_CASE("the header is written as alg, kid, typ without white space", "[crypto][jws]") {
  const SigningKey key = edwards_key();
  const std::string text = sign_jws(type, payload, key);
  CHECK(base64url_decode(text.substr(0, text.find('.'))) == header_of("EdDSA", key.kid()));
  const SigningKey point = SigningKey::generate_p256();
  const std::string other = sign_jws(type, payload, point);
  CHECK(base64url_decode(other.substr(0, other.find('.'))) == header_of("ES256", point.kid()));
  const SigningKey chinese = SigningKey::generate_sm2();
  const std::string third = sign_jws(type, payload, chinese);
  CHECK(base64url_decode(third.substr(0, third.find('.'))) == header_of("SM2", chinese.kid()));
}

TEST_CASE("alg Ed25519 is another name of EdDSA, and members may stand in any order", "[crypto][jws]") {
  const SigningKey key = edwards_key();
  CHECK(parses_and_verifies(signed_with_header(header_of("Ed25519", key.kid()), key), key.public_key()));
  const std::string turned = R"({ "typ":")" + type + R"(", "kid":")" + key.kid() + R"(", "alg":"EdDSA" })";
  CHECK(parses_and_verifies(signed_with_header(turned, key), key.public_key()));
}

TEST_CASE("RFC 7515 A.3's ES256 signature verifies under its key, and its bare header is still refused",
          "[crypto][jws]") {
  const std::string text =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const auto key = from_jwk_text(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                 R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  REQUIRE(key.has_value());
  Jws jws{};
  jws.algorithm = Algorithm::es256;
  jws.signing_input = std::string_view(text).substr(0, text.rfind('.'));
  jws.signature = base64url_decode(text.substr(text.rfind('.') + 1)).value();
  CHECK(verify_jws(jws, *key));
  CHECK(code_of(text) == "jws_header_member");
}

TEST_CASE("no header but the narrow one is accepted, even when honestly signed", "[crypto][jws][asvs:9.1.2]") {
  const SigningKey key = edwards_key();
  const std::string kid = key.kid();
  const auto extra = [&](const std::string& member) {
    const std::string header = header_of("EdDSA", kid);
    return header.substr(0, header.size() - 1) + "," + member + "}";
  };
  struct Row {
    std::string header;
    std::string code;
  };
  // clang-format off
  const std::vector<Row> rows = {
      {header_of("none", kid), "jws_algorithm"}, {header_of("None", kid), "jws_algorithm"}, {header_of("nOnE", kid), "jws_algorithm"},
      {header_of("", kid), "jws_algorithm"}, {header_of("HS256", kid), "jws_algorithm"}, {header_of("RS256", kid), "jws_algorithm"},
      {header_of("ES384", kid), "jws_algorithm"}, {header_of("ES256K", kid), "jws_algorithm"}, {header_of("sm2", kid), "jws_algorithm"},
      {header_of("SM2P256V1", kid), "jws_algorithm"}, {header_of("SM2SM3", kid), "jws_algorithm"}, {header_of("SM2 ", kid), "jws_algorithm"},
      {header_of("eddsa", kid), "jws_algorithm"}, {header_of("EdDSA ", kid), "jws_algorithm"}, {header_of("ed25519", kid), "jws_algorithm"},
      {header_of("Ed448", kid), "jws_algorithm"},
      {extra(R"("jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"), "jws_header_member"},
      {extra(R"("jku":"https://example.com/keys")"), "jws_header_member"}, {extra(R"("x5u":"https://example.com/c")"), "jws_header_member"},
      {extra(R"("x5c":["MIIB"])"), "jws_header_member"}, {extra(R"("x5t":"a")"), "jws_header_member"},
      {extra(R"("crit":["exp"],"exp":1)"), "jws_header_member"}, {extra(R"("crit":[])"), "jws_header_member"},
      {extra(R"("b64":false,"crit":["b64"])"), "jws_header_member"}, {extra(R"("b64":true)"), "jws_header_member"},
      {extra(R"("cty":"json")"), "jws_header_member"}, {extra(R"("zip":"DEF")"), "jws_header_member"}, {extra(R"("":"")"), "jws_header_member"},
      {extra(R"("alg":"none")"), "jws_header_json"}, {extra(R"("\u0061lg":"none")"), "jws_header_json"},
      {R"({"alg":"EdDSA","typ":")" + type + "\"}", "jws_header_member"}, {R"({"alg":"EdDSA","kid":")" + kid + "\"}", "jws_header_member"},
      {R"({"kid":")" + kid + R"(","typ":")" + type + "\"}", "jws_header_member"}, {"{}", "jws_header_member"},
      {R"({"alg":["EdDSA"],"kid":")" + kid + R"(","typ":")" + type + "\"}", "jws_header_member"},
      {R"({"alg":null,"kid":")" + kid + R"(","typ":")" + type + "\"}", "jws_header_member"},
      {R"({"ALG":"EdDSA","kid":")" + kid + R"(","typ":")" + type + "\"}", "jws_header_member"},
      {R"({"alg":"EdDSA","kid":5,"typ":")" + type + "\"}", "jws_header_member"},
      {header_of("EdDSA", ""), "jws_kid"}, {header_of("EdDSA", "../../etc/passwd"), "jws_kid"},
      {header_of("EdDSA", "' OR 1=1 --"), "jws_kid"}, {header_of("EdDSA", kid + "A"), "jws_kid"},
      {header_of("EdDSA", kid.substr(0, 42)), "jws_kid"}, {header_of("EdDSA", kid + "="), "jws_kid"},
      {header_of("EdDSA", "../" + kid.substr(3)), "jws_kid"}, {header_of("EdDSA", kid.substr(0, 42) + "."), "jws_kid"},
      {R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"JWT"})", "jws_type"},
      {R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"tanbu-access+jws"})", "jws_type"},
      {R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"TANBU-COMMAND+JWS"})", "jws_type"},
      {R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"application/tanbu-command+jws"})", "jws_type"},
      {"", "jws_header_json"}, {"[]", "jws_header_json"}, {"null", "jws_header_json"}, {"\"EdDSA\"", "jws_header_json"},
      {header_of("EdDSA", kid) + "{}", "jws_header_json"}, {"\xef\xbb\xbf" + header_of("EdDSA", kid), "jws_header_json"},
      {header_of("EdDSA", kid) + std::string(512, ' '), "jws_header_json"}, {header_of("EdDSA\\u0000", kid), "jws_header_json"},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.header);
    const std::string text = signed_with_header(row.header, key);
    CHECK(code_of(text) == row.code);
    CHECK_FALSE(parses_and_verifies(text, key.public_key()));
  }
  CHECK(code_of(signed_with_header(header_of("EdDSA", kid), key)) == "accepted");
}

TEST_CASE("the registered key fixes the algorithm, whatever the header says", "[crypto][jws][asvs:9.1.2]") {
  const SigningKey edwards = edwards_key();
  const SigningKey point = SigningKey::generate_p256();
  // Right key, right signature, the other algorithm's name.
  CHECK_FALSE(
      parses_and_verifies(signed_with_header(header_of("ES256", edwards.kid()), edwards), edwards.public_key()));
  CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("EdDSA", point.kid()), point), point.public_key()));
  CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("Ed25519", point.kid()), point), point.public_key()));
  // SM2 and P-256 keys have one size and their signatures one shape.
  const SigningKey chinese = SigningKey::generate_sm2();
  for (const std::string alg : {"ES256", "EdDSA", "Ed25519"}) {
    CHECK_FALSE(parses_and_verifies(signed_with_header(header_of(alg, chinese.kid()), chinese), chinese.public_key()));
  }
  CHECK(parses_and_verifies(signed_with_header(header_of("SM2", chinese.kid()), chinese), chinese.public_key()));
  for (const SigningKey* const key : {&edwards, &point}) {
    CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("SM2", key->kid()), *key), key->public_key()));
    CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("SM2", chinese.kid()), *key), chinese.public_key()));
    CHECK_FALSE(
        parses_and_verifies(signed_with_header(header_of(key->algorithm(), key->kid()), chinese), key->public_key()));
  }
  // Another's signature under the victim's kid.
  CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("EdDSA", edwards.kid()), SigningKey::generate_ed25519()),
                                  edwards.public_key()));
  CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("ES256", point.kid()), edwards), point.public_key()));
  CHECK_FALSE(parses_and_verifies(signed_with_header(header_of("EdDSA", edwards.kid()), point), edwards.public_key()));
}

TEST_CASE("a public key used as an HMAC secret opens nothing", "[crypto][jws][asvs:9.1.2]") {
  const SigningKey key = SigningKey::generate_p256();
  const auto& raw = std::get<p256::PublicKey>(key.public_key());
  const std::string pem = "-----BEGIN PUBLIC KEY-----\n" +
                          base64_encode(hex_decode("3059301306072a8648ce3d020106082a8648ce3d03010703420004").value() +
                                        std::string(raw.begin(), raw.end())) +
                          "\n-----END PUBLIC KEY-----\n";
  for (const std::string& secret :
       {std::string(raw.begin(), raw.end()), pem, to_jwk_text(key.public_key()), std::string()}) {
    for (const std::string alg : {"HS256", "ES256"}) {
      const std::string header = header_of(alg, key.kid());
      const std::string mac = hmac_sha256(secret, base64url_encode(header) + "." + base64url_encode(payload));
      CHECK_FALSE(parses_and_verifies(with_signature(header, mac), key.public_key()));
      CHECK_FALSE(parses_and_verifies(with_signature(header, mac + mac), key.public_key()));
    }
  }
}

TEST_CASE("empty, zero and wrongly long signatures are refused", "[crypto][jws][asvs:9.1.2]") {
  const SigningKey edwards = edwards_key();
  const SigningKey point = SigningKey::generate_p256();
  const SigningKey chinese = SigningKey::generate_sm2();
  for (const SigningKey* const key : {&edwards, &point, &chinese}) {
    const std::string header = header_of(key->algorithm(), key->kid());
    for (const std::size_t size : {0U, 1U, 32U, 63U, 65U, 96U, 128U}) {
      CHECK(code_of(with_signature(header, std::string(size, '\0'))) == "jws_signature_size");
    }
    // CVE-2022-21449: Java accepted r = s = 0 for any message.
    CHECK(code_of(with_signature(header, std::string(64, '\0'))) == "accepted");
    CHECK_FALSE(parses_and_verifies(with_signature(header, std::string(64, '\0')), key->public_key()));
    CHECK_FALSE(parses_and_verifies(with_signature(header, std::string(64, '\xff')), key->public_key()));
  }
}

TEST_CASE("all 15 other base64url spellings of one signature are refused", "[crypto][jws][asvs:9.1.2]") {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const SigningKey key = edwards_key();
  const std::string text = sign_jws(type, payload, key);
  // 64 bytes are 86 symbols; the last carries two bits of data and four unused ones.
  const std::size_t value = alphabet.find(text.back());
  REQUIRE(value % 16 == 0);
  std::size_t refused = 0;
  for (std::size_t unused = 1; unused < 16; ++unused) {
    std::string other = text;
    other.back() = alphabet[value + unused];
    refused += code_of(other) == "jws_base64" ? 1U : 0U;
  }
  CHECK(refused == 15);
  CHECK(code_of(text + "==") == "jws_base64");
  CHECK(code_of(text + "\n") == "jws_base64");
  CHECK(code_of(" " + text) == "jws_base64");
}

TEST_CASE("a text that has not exactly three parts, or another alphabet, is refused", "[crypto][jws]") {
  const SigningKey key = edwards_key();
  const std::string text = sign_jws(type, payload, key);
  const std::size_t first = text.find('.');
  const std::size_t second = text.rfind('.');
  for (const std::string& bad :
       {std::string(), "."s, ".."s.substr(0, 1), text.substr(0, second), text.substr(0, first), text + ".",
        text + ".QUJD", "." + text, text.substr(0, first) + "." + text.substr(first),
        R"({"payload":"","signatures":[]})"s}) {
    CAPTURE(bad);
    CHECK(code_of(bad) == "jws_shape");
  }
  CHECK(code_of("..") == "jws_header_json");
  CHECK(code_of("A" + text) != "accepted");
  CHECK(code_of(text.substr(0, first) + "=" + text.substr(first)) == "jws_base64");
  CHECK(code_of(text.substr(0, first + 1) + "+" + text.substr(first + 2)) == "jws_base64");
  CHECK(code_of(text.substr(0, second + 1) + "/" + text.substr(second + 2)) == "jws_base64");
  CHECK(code_of(text.substr(0, second) + "=" + text.substr(second)) == "jws_base64");
}

TEST_CASE("16 KiB of payload pass and one byte more does not", "[crypto][jws]") {
  const SigningKey key = edwards_key();
  const std::string largest = sign_jws(type, std::string(payload_bytes_max, 'a'), key);
  CHECK(parses_and_verifies(largest, key.public_key()));
  CHECK_THROWS_AS(sign_jws(type, std::string(payload_bytes_max + 1, 'a'), key), std::length_error);
  const std::string header = header_of("EdDSA", key.kid());
  CHECK(code_of(signed_with_header(header, key, std::string(payload_bytes_max + 1, 'a'))) == "jws_too_large");
  CHECK(code_of(std::string(jws_bytes_max + 1, '.')) == "jws_too_large");
  CHECK(code_of(std::string(jws_bytes_max, '.')) == "jws_shape");
  CHECK(parses_and_verifies(sign_jws(type, "", key), key.public_key()));
}

TEST_CASE("a JWS changed in any one character does not verify", "[crypto][jws][asvs:4.1.5]") {
  const SigningKey edwards = edwards_key();
  const SigningKey point = SigningKey::generate_p256();
  const SigningKey chinese = SigningKey::generate_sm2();
  for (const SigningKey* const key : {&edwards, &point, &chinese}) {
    const std::string text = sign_jws(type, payload, *key);
    REQUIRE(parses_and_verifies(text, key->public_key()));
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (const char c : {'A', 'B', '.', '=', '\0', static_cast<char>(text[at] ^ 1)}) {
        if (c == text[at]) continue;
        std::string changed = text;
        changed[at] = c;
        if (parses_and_verifies(changed, key->public_key())) FAIL("verifies although changed at " << at);
      }
    }
  }
}

TEST_CASE("a fault's detail repeats nothing of what was sent", "[crypto][jws][asvs:16.4.1]") {
  const SigningKey key = edwards_key();
  for (const std::string& header :
       {header_of("EVIL", key.kid()), header_of("EdDSA", "EVIL"), R"({"EVIL":1})"s, "EVIL"s}) {
    const auto result = parse_jws(signed_with_header(header, key), type);
    REQUIRE(std::holds_alternative<JwsFault>(result));
    CHECK(std::get<JwsFault>(result).detail.find("EVIL") == std::string::npos);
  }
}

}  // namespace
