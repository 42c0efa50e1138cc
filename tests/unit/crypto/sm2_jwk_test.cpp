// SM2 keys as JWK, the private profile: one spelling, a thumbprint of its own, and nothing that is unsound is read.
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <string>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

namespace {

using namespace tanbu::crypto;

// The key of GM/T 0003.5-2012 annex A.
const std::string d_hex = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const std::string x_hex = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const std::string y_hex = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const std::string order_hex = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
const std::string prime_hex = "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff";

std::string spelt(const std::string& hex) { return base64url_encode(hex_decode(hex).value()); }
std::string public_jwk(const std::string& x, const std::string& y) {
  return R"({"crv":"SM2","kty":"EC","x":")" + x + R"(","y":")" + y + "\"}";
}
std::string private_jwk(const std::string& d) {
  return R"({"crv":"SM2","d":")" + d + R"(","kty":"EC","x":")" + spelt(x_hex) + R"(","y":")" + spelt(y_hex) + "\"}";
}

TEST_CASE("an SM2 key's JWK and thumbprint have one spelling", "[crypto][jwk][sm2]") {
  const std::string text = public_jwk(spelt(x_hex), spelt(y_hex));
  const auto key = from_jwk_text(text);
  REQUIRE(key.has_value());
  CHECK(std::holds_alternative<sm2::PublicKey>(*key));
  CHECK(to_jwk_text(*key) == text);
  CHECK(boost::json::serialize(to_jwk(*key)) == text);
  CHECK(thumbprint(*key) == base64url_encode(as_bytes(sha256(text))));
  CHECK(thumbprint(*key) == "lgVsnVqdKsFLJ2q4y2l6gACWaCOEQcWQb1t30j4Q6fU");  // as the page on formats has it
  CHECK(from_jwk_text(R"( {"y":")" + spelt(y_hex) + R"(","kty":"EC", "x":")" + spelt(x_hex) + R"(","crv":"SM2"} )") ==
        key);
}

TEST_CASE("an SM2 JWK that is not exactly a sound key is refused", "[crypto][jwk][sm2]") {
  const std::string x = spelt(x_hex);
  const std::string y = spelt(y_hex);
  const std::string zero = spelt(std::string(64, '0'));
  // -G, the public key of n - 1, which is no private key.
  const std::string generator_x = "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7";
  const std::string minus_y = "43c8c95c0b098863a642311c9496deac2f56788239d5b8c0fd20cd1adec60f5f";
  for (const std::string& text : {
           public_jwk(zero, zero),
           public_jwk(spelt(generator_x), spelt(minus_y)),
           public_jwk(y, x),
           public_jwk(x, zero),
           public_jwk(spelt(prime_hex), y),
           public_jwk(x, spelt(prime_hex)),
           public_jwk(spelt(std::string(64, 'f')), y),
           public_jwk(x, y + "="),
           public_jwk(x.substr(0, 42), y),
           public_jwk(x, ""),
           R"({"crv":"SM2","kty":"EC","x":")" + x + "\"}",
           R"({"crv":"SM2","kty":"OKP","x":")" + x + R"(","y":")" + y + "\"}",
           R"({"crv":"sm2p256v1","kty":"EC","x":")" + x + R"(","y":")" + y + "\"}",
           R"({"crv":"P-256","kty":"EC","x":")" + x + R"(","y":")" + y + "\"}",
           R"({"alg":"SM2","crv":"SM2","kty":"EC","x":")" + x + R"(","y":")" + y + "\"}",
           private_jwk(spelt(d_hex)),
       }) {
    CAPTURE(text);
    CHECK_FALSE(from_jwk_text(text).has_value());
  }
  // A P-256 key under SM2's name is no key either.
  const auto other = SigningKey::generate_p256();
  std::string renamed = to_jwk_text(other.public_key());
  renamed.replace(renamed.find("P-256"), 5, "SM2");
  CHECK_FALSE(from_jwk_text(renamed).has_value());
}

TEST_CASE("an SM2 private JWK is read only when both halves agree and the scalar is one", "[crypto][jwk][sm2]") {
  const auto key = SigningKey::from_private_jwk(private_jwk(spelt(d_hex)));
  REQUIRE(key.has_value());
  CHECK(key->algorithm() == "SM2");
  CHECK(key->to_private_jwk() == private_jwk(spelt(d_hex)));
  CHECK(sm2::verify(std::get<sm2::PublicKey>(key->public_key()), "message", key->sign("message")));
  for (const std::string& d : {std::string(64, '0'), order_hex, order_hex.substr(0, 62) + "22", std::string(64, 'f'),
                               d_hex.substr(0, 62) + "b9"}) {
    CAPTURE(d);
    CHECK_FALSE(SigningKey::from_private_jwk(private_jwk(spelt(d))).has_value());
  }
  std::string renamed = private_jwk(spelt(d_hex));
  renamed.replace(renamed.find("SM2"), 3, "P-256");
  CHECK_FALSE(SigningKey::from_private_jwk(renamed).has_value());
}

}  // namespace
