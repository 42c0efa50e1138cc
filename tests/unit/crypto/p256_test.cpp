// ECDSA over P-256: published vectors, ranges, the curve, and OpenSSL's habit of keeping another key's context.
#include "crypto/p256.hpp"

#include <openssl/bn.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace {

using namespace tanbu::crypto;
using p256::PrivateKey;
using p256::PublicKey;

const std::string prime_hex = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const std::string order_hex = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const std::string zero_hex(64, '0');

template <class Array>
Array array_of(const std::string& bytes) {
  Array result{};
  REQUIRE(bytes.size() == result.size());
  std::copy(bytes.begin(), bytes.end(), result.begin());
  return result;
}

PrivateKey private_of(const std::string& hex) { return array_of<PrivateKey>(hex_decode(hex).value()); }
PublicKey public_of(const std::string& hex) { return array_of<PublicKey>(hex_decode(hex).value()); }

struct NumberFree {
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Number = std::unique_ptr<BIGNUM, NumberFree>;

Number number_of(std::string_view big_endian) {
  return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(big_endian.data()),
                          static_cast<int>(big_endian.size()), nullptr));
}
std::string bytes_of(const Number& number) {
  std::string bytes(32, '\0');
  REQUIRE(BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), 32) == 32);
  return bytes;
}

// RFC 6979 A.2.5, the key and the SHA-256 signatures of "sample" and "test".
const std::string rfc6979_private = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
const std::string rfc6979_public =
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

TEST_CASE("the P-256 key and signatures of RFC 6979 A.2.5 verify", "[crypto][p256]") {
  CHECK(p256::public_key(private_of(rfc6979_private)) == public_of(rfc6979_public));
  CHECK(p256::key_is_sound(public_of(rfc6979_public)));
  const std::string sample = hex_decode(
                                 "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                 "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")
                                 .value();
  CHECK(p256::verify(public_of(rfc6979_public), "sample", sample));
  CHECK_FALSE(p256::verify(public_of(rfc6979_public), "test", sample));
  const std::string test = hex_decode(
                               "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                               "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083")
                               .value();
  CHECK(p256::verify(public_of(rfc6979_public), "test", test));
}

TEST_CASE("a P-256 signature with any one bit flipped is refused", "[crypto][p256][asvs:4.1.5]") {
  const PrivateKey secret = private_of(rfc6979_private);
  const std::string signature = p256::sign(secret, "message");
  REQUIRE(signature.size() == 64);
  const PublicKey key = p256::public_key(secret);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 512; ++bit) {
    std::string forged = signature;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    refused += p256::verify(key, "message", forged) ? 0U : 1U;
  }
  CHECK(refused == 512);
}

TEST_CASE("interleaved keys on one thread never lend each other their context", "[crypto][p256][regression]") {
  std::vector<PrivateKey> secrets;
  std::vector<PublicKey> keys;
  for (int i = 0; i < 20; ++i) {
    secrets.push_back(p256::random_key());
    keys.push_back(p256::public_key(secrets.back()));
  }
  std::vector<std::string> signatures;
  for (const auto& secret : secrets) signatures.push_back(p256::sign(secret, "one message"));
  std::size_t accepted_own = 0;
  std::size_t accepted_other = 0;
  for (std::size_t key = 0; key < keys.size(); ++key) {
    for (std::size_t signature = 0; signature < signatures.size(); ++signature) {
      const bool accepted = p256::verify(keys[key], "one message", signatures[signature]);
      (key == signature ? accepted_own : accepted_other) += accepted ? 1U : 0U;
    }
  }
  CHECK(accepted_own == 20);
  CHECK(accepted_other == 0);
}

TEST_CASE("a signature by private key 1, whose public key is the generator, passes under no other key",
          "[crypto][p256][regression]") {
  const PrivateKey one = private_of(zero_hex.substr(0, 63) + "1");
  const std::string signature = p256::sign(one, "message");
  CHECK(p256::verify(p256::public_key(one), "message", signature));
  for (int i = 0; i < 20; ++i) {
    const PublicKey key = p256::public_key(p256::random_key());
    REQUIRE_FALSE(p256::verify(key, "message", signature));
    REQUIRE(p256::verify(p256::public_key(one), "message", signature));
  }
}

TEST_CASE("threads verifying under different P-256 keys do not disturb each other", "[crypto][p256]") {
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([t, &wrong] {
      const PrivateKey secret = p256::random_key();
      const PublicKey key = p256::public_key(secret);
      for (int i = 0; i < 20; ++i) {
        const std::string message = std::to_string(i);
        const std::string signature = p256::sign(secret, message);
        wrong[t] += p256::verify(key, message, signature) && !p256::verify(key, message + "x", signature) ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("r and s outside 1..n-1 are refused", "[crypto][p256][asvs:4.1.5]") {
  const PrivateKey secret = private_of(rfc6979_private);
  const PublicKey key = p256::public_key(secret);
  const std::string good = hex_encode(p256::sign(secret, "message"));
  const std::string r = good.substr(0, 64);
  const std::string s = good.substr(64);
  REQUIRE(p256::verify(key, "message", hex_decode(r + s).value()));
  const std::string above = order_hex.substr(0, 62) + "52";
  const std::string all_ones(64, 'f');
  for (const std::string& bad : {zero_hex, order_hex, above, all_ones}) {
    CHECK_FALSE(p256::verify(key, "message", hex_decode(bad + s).value()));
    CHECK_FALSE(p256::verify(key, "message", hex_decode(r + bad).value()));
    CHECK_FALSE(p256::verify(key, "message", hex_decode(bad + bad).value()));
  }
  // In range, but nobody's.
  const std::string one = zero_hex.substr(0, 63) + "1";
  const std::string below = order_hex.substr(0, 62) + "50";
  CHECK_FALSE(p256::verify(key, "message", hex_decode(one + one).value()));
  CHECK_FALSE(p256::verify(key, "message", hex_decode(below + below).value()));
}

TEST_CASE("a P-256 signature of another length or spelling is refused", "[crypto][p256]") {
  const PrivateKey secret = private_of(rfc6979_private);
  const PublicKey key = p256::public_key(secret);
  const std::string signature = p256::sign(secret, "message");
  CHECK_FALSE(p256::verify(key, "message", ""));
  CHECK_FALSE(p256::verify(key, "message", signature.substr(0, 63)));
  CHECK_FALSE(p256::verify(key, "message", signature + std::string(1, '\0')));
  const std::string der = "\x30\x44\x02\x20" + signature.substr(0, 32) + "\x02\x20" + signature.substr(32);
  CHECK_FALSE(p256::verify(key, "message", der));
}

TEST_CASE("n - s is accepted too, as RFC 7518 allows", "[crypto][p256]") {
  const PrivateKey secret = private_of(rfc6979_private);
  const std::string signature = p256::sign(secret, "message");
  const Number order = number_of(hex_decode(order_hex).value());
  const Number s = number_of(std::string_view(signature).substr(32));
  REQUIRE(BN_sub(s.get(), order.get(), s.get()) == 1);
  CHECK(p256::verify(p256::public_key(secret), "message", signature.substr(0, 32) + bytes_of(s)));
}

TEST_CASE("a signature that leads the verifier to the point at infinity is a plain no", "[crypto][p256][asvs:4.1.5]") {
  // With r = -h/d the sum u1 G + u2 Q is infinity for every s. OpenSSL reports an error of its own there, not
  // "invalid".
  const PrivateKey secret = private_of(rfc6979_private);
  const std::string message = "message";
  const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), &BN_CTX_free);
  const Number order = number_of(hex_decode(order_hex).value());
  const Number d = number_of(std::string(secret.begin(), secret.end()));
  const Digest digest = sha256(message);
  const Number h = number_of(as_bytes(digest));
  const Number inverse(BN_mod_inverse(nullptr, d.get(), order.get(), context.get()));
  const Number r(BN_new());
  REQUIRE(BN_mod_mul(r.get(), h.get(), inverse.get(), order.get(), context.get()) == 1);
  REQUIRE(BN_sub(r.get(), order.get(), r.get()) == 1);
  for (char s = 1; s < 10; ++s) {
    CHECK_FALSE(p256::verify(p256::public_key(secret), message, bytes_of(r) + std::string(31, '\0') + s));
  }
  CHECK(p256::verify(p256::public_key(secret), message, p256::sign(secret, message)));
}

TEST_CASE("a public key off the curve or spelt with coordinates beyond p is not sound", "[crypto][p256]") {
  const std::string x = rfc6979_public.substr(0, 64);
  const std::string y = rfc6979_public.substr(64);
  const std::string signature = p256::sign(private_of(rfc6979_private), "message");
  std::vector<std::string> bad = {zero_hex + zero_hex, y + x,        prime_hex + y,        x + prime_hex,
                                  x + zero_hex,        zero_hex + y, std::string(128, 'f')};
  // The points with x = 5 exist; spelt as p + 5 they are second spellings and must be refused.
  const std::string small_x = zero_hex.substr(0, 63) + "5";
  const std::string small_y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
  CHECK(p256::key_is_sound(public_of(small_x + small_y)));
  bad.push_back("ffffffff00000001000000000000000000000001000000000000000000000004" + small_y);
  for (const std::string& key : bad) {
    CAPTURE(key);
    CHECK_FALSE(p256::key_is_sound(public_of(key)));
    CHECK_FALSE(p256::verify(public_of(key), "message", signature));
  }
  for (std::size_t bit = 0; bit < 512; ++bit) {
    PublicKey key = public_of(rfc6979_public);
    key[bit / 8] = static_cast<std::uint8_t>(key[bit / 8] ^ (1U << (bit % 8)));
    REQUIRE_FALSE(p256::verify(key, "message", signature));
  }
}

TEST_CASE("a private key outside 1..n-1 is refused", "[crypto][p256]") {
  for (const std::string& hex : {zero_hex, order_hex, std::string(64, 'f')}) {
    CHECK_FALSE(p256::private_key_is_sound(private_of(hex)));
    CHECK_THROWS_AS(p256::public_key(private_of(hex)), std::invalid_argument);
    CHECK_THROWS_AS(p256::sign(private_of(hex), "message"), std::invalid_argument);
  }
  CHECK(p256::private_key_is_sound(private_of(zero_hex.substr(0, 63) + "1")));
  CHECK(p256::private_key_is_sound(private_of(order_hex.substr(0, 62) + "50")));
}

TEST_CASE("signatures under fresh P-256 keys verify, whatever leading zeros r and s have", "[crypto][p256][property]") {
  const PrivateKey secret = p256::random_key();
  const PublicKey key = p256::public_key(secret);
  REQUIRE(p256::key_is_sound(key));
  // One in 128 signatures has a scalar shorter than 32 bytes; the loop goes on until it has met some.
  std::size_t short_scalars = 0;
  std::size_t tried = 0;
  for (; tried < 20'000 && (short_scalars < 3 || tried < 50); ++tried) {
    const std::string signature = p256::sign(secret, "message");
    REQUIRE(signature.size() == 64);
    const bool has_leading_zero = signature[0] == '\0' || signature[32] == '\0';
    short_scalars += has_leading_zero ? 1U : 0U;
    if (has_leading_zero || tried < 50) REQUIRE(p256::verify(key, "message", signature));
  }
  CHECK(short_scalars >= 3);
}

}  // namespace
