// Ed25519: RFC 8032's vectors, and everything that is nearly a signature or nearly a key.
#include "crypto/ed25519.hpp"

#include <sodium.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "crypto/encoding.hpp"

namespace {

using namespace tanbu::crypto;
using ed25519::PublicKey;
using ed25519::Seed;

std::array<std::uint8_t, 32> bytes32(const std::string& hex) {
  const std::string bytes = hex_decode(hex).value();
  std::array<std::uint8_t, 32> result{};
  REQUIRE(bytes.size() == result.size());
  std::copy(bytes.begin(), bytes.end(), result.begin());
  return result;
}

template <std::size_t size>
std::string string_of(const std::array<std::uint8_t, size>& octets) {
  return {octets.begin(), octets.end()};
}

Seed test_seed() { return bytes32("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"); }

// The eight points of small order, made by adding a point of order 8 to itself, not copied from the table under test.
std::vector<PublicKey> torsion() {
  REQUIRE(sodium_init() >= 0);
  const PublicKey eighth = bytes32("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  std::vector<PublicKey> points{eighth};
  for (int i = 0; i < 7; ++i) {
    PublicKey sum{};
    REQUIRE(crypto_core_ed25519_add(sum.data(), points.back().data(), eighth.data()) == 0);
    points.push_back(sum);
  }
  return points;
}

// The eight points, and every other spelling of them: y + p where that fits 255 bits, and the sign bit at x = 0.
std::set<PublicKey> small_order_spellings() {
  std::set<PublicKey> all;
  for (const PublicKey& point : torsion()) all.insert(point);
  REQUIRE(all.size() == 8);
  const std::string tail(60, 'f');
  for (const std::string last : {"7f", "ff"}) {
    all.insert(bytes32("ed" + tail + last));  // y = p, that is 0
    all.insert(bytes32("ee" + tail + last));  // y = p + 1, that is 1
  }
  all.insert(bytes32("ec" + tail + "ff"));                  // y = -1, x = 0 with the sign
  all.insert(bytes32("01" + std::string(60, '0') + "80"));  // y = 1, x = 0 with the sign
  REQUIRE(all.size() == 14);
  return all;
}

struct Vector {
  std::string seed, key, message, signature;
};

TEST_CASE("the vectors of RFC 8032 section 7.1 sign and verify", "[crypto][ed25519]") {
  const auto vector = GENERATE(values<Vector>({
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "46551"
       "41438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "eb00d"
       "291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
       "dc027"
       "beceea1ec40a"},
      {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80"
       "e2a9a"
       "c94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17"
       "ad9be"
       "f1177331a704"},
  }));
  const Seed seed = bytes32(vector.seed);
  const std::string message = hex_decode(vector.message).value();
  CHECK(ed25519::public_key(seed) == bytes32(vector.key));
  CHECK(hex_encode(string_of(ed25519::sign(seed, message))) == vector.signature);
  CHECK(ed25519::verify(bytes32(vector.key), message, hex_decode(vector.signature).value()));
  CHECK(ed25519::key_is_sound(bytes32(vector.key)));
}

TEST_CASE("a signature with any one bit flipped is refused", "[crypto][ed25519][asvs:4.1.5]") {
  const PublicKey key = ed25519::public_key(test_seed());
  const std::string message(300, 'm');
  const std::string signature = string_of(ed25519::sign(test_seed(), message));
  REQUIRE(ed25519::verify(key, message, signature));
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string forged = signature;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    refused += ed25519::verify(key, message, forged) ? 0U : 1U;
  }
  CHECK(refused == 512);
}

TEST_CASE("a message of 300 bytes with any one bit flipped is refused", "[crypto][ed25519][asvs:4.1.5]") {
  const PublicKey key = ed25519::public_key(test_seed());
  std::string message(300, 'm');
  const std::string signature = string_of(ed25519::sign(test_seed(), message));
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    const auto flip = [&] { message[bit / 8] = static_cast<char>(message[bit / 8] ^ (1 << (bit % 8))); };
    flip();
    refused += ed25519::verify(key, message, signature) ? 0U : 1U;
    flip();
  }
  CHECK(refused == 2400);
  CHECK(ed25519::verify(key, message, signature));
}

TEST_CASE("a key with any one bit flipped does not verify", "[crypto][ed25519][asvs:4.1.5]") {
  const std::string signature = string_of(ed25519::sign(test_seed(), "message"));
  for (std::size_t bit = 0; bit < 256; ++bit) {
    PublicKey key = ed25519::public_key(test_seed());
    key[bit / 8] = static_cast<std::uint8_t>(key[bit / 8] ^ (1U << (bit % 8)));
    REQUIRE_FALSE(ed25519::verify(key, "message", signature));
  }
}

TEST_CASE("S + L, the second signature that anybody can compute, is refused", "[crypto][ed25519][asvs:4.1.5]") {
  const auto order = bytes32("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  const PublicKey key = ed25519::public_key(test_seed());
  const auto signature = ed25519::sign(test_seed(), "message");
  std::string forged = string_of(signature);
  // S + k L for every k that fits 256 bits; S < L, and 15 L + S < 2^256.
  std::size_t tried = 0;
  for (int k = 1; k <= 15; ++k) {
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
      const unsigned sum = static_cast<std::uint8_t>(forged[32 + i]) + order[i] + carry;
      forged[32 + i] = static_cast<char>(static_cast<std::uint8_t>(sum & 0xff));
      carry = sum >> 8;
    }
    if (carry != 0) break;
    ++tried;
    CHECK_FALSE(ed25519::verify(key, "message", forged));
  }
  CHECK(tried >= 14);
}

TEST_CASE("no point of small order, however spelt, is sound or verifies anything as a key",
          "[crypto][ed25519][asvs:4.1.5]") {
  // S = 0 with R and A of small order satisfies the equation for a share of all messages, and for ALL with the neutral
  // element.
  for (const PublicKey& key : small_order_spellings()) {
    CAPTURE(hex_encode(string_of(key)));
    CHECK_FALSE(ed25519::key_is_sound(key));
    for (const PublicKey& r : small_order_spellings()) {
      const std::string signature = string_of(r) + std::string(32, '\0');
      for (int i = 0; i < 8; ++i) REQUIRE_FALSE(ed25519::verify(key, "message " + std::to_string(i), signature));
    }
  }
}

TEST_CASE("no point of small order, however spelt, is accepted as R under a good key",
          "[crypto][ed25519][asvs:4.1.5]") {
  // With R = [j]T and S = H(R,A,M) a mod L the cofactored equation holds, and the cofactorless one does for R neutral.
  // The holder of a key can compute such an S, so this is a signature that verifiers disagree on.
  std::array<std::uint8_t, 64> expanded{};
  const Seed seed = test_seed();
  const PublicKey key = ed25519::public_key(seed);
  crypto_hash_sha512(expanded.data(), seed.data(), seed.size());
  expanded[0] &= 248;
  expanded[31] &= 127;
  expanded[31] |= 64;
  for (const PublicKey& r : small_order_spellings()) {
    const std::string message = "message";
    const std::string hashed = string_of(r) + string_of(key) + message;
    std::array<std::uint8_t, 64> wide{};
    crypto_hash_sha512(wide.data(), reinterpret_cast<const std::uint8_t*>(hashed.data()), hashed.size());
    std::array<std::uint8_t, 32> challenge{};
    crypto_core_ed25519_scalar_reduce(challenge.data(), wide.data());
    std::array<std::uint8_t, 64> wide_secret{};
    std::copy(expanded.begin(), expanded.begin() + 32, wide_secret.begin());
    std::array<std::uint8_t, 32> secret{};
    crypto_core_ed25519_scalar_reduce(secret.data(), wide_secret.data());
    std::array<std::uint8_t, 32> s{};
    crypto_core_ed25519_scalar_mul(s.data(), challenge.data(), secret.data());
    CAPTURE(hex_encode(string_of(r)));
    CHECK_FALSE(ed25519::verify(key, message, string_of(r) + string_of(s)));
  }
}

TEST_CASE("a key with a torsion part is not sound", "[crypto][ed25519][asvs:4.1.5]") {
  const PublicKey key = ed25519::public_key(test_seed());
  std::size_t mixed_count = 0;
  for (const PublicKey& point : torsion()) {
    PublicKey mixed{};
    REQUIRE(crypto_core_ed25519_add(mixed.data(), key.data(), point.data()) == 0);
    if (mixed == key) continue;  // the neutral element
    ++mixed_count;
    CHECK_FALSE(ed25519::key_is_sound(mixed));
  }
  CHECK(mixed_count == 7);
}

TEST_CASE("keys that are no canonical points are not sound", "[crypto][ed25519]") {
  const std::string tail(60, 'f');
  // y = p + 2 .. p + 18 are second spellings of 2 .. 18; some of them are points of the curve.
  for (unsigned low = 0xed; low <= 0xff; ++low) {
    const char octet = static_cast<char>(static_cast<std::uint8_t>(low));
    CHECK_FALSE(ed25519::key_is_sound(bytes32(hex_encode({&octet, 1}) + tail + "7f")));
    CHECK_FALSE(ed25519::key_is_sound(bytes32(hex_encode({&octet, 1}) + tail + "ff")));
  }
  // y = 2 is not on the curve.
  CHECK_FALSE(ed25519::key_is_sound(bytes32("02" + std::string(62, '0'))));
}

TEST_CASE("a signature of another length is refused", "[crypto][ed25519]") {
  const PublicKey key = ed25519::public_key(test_seed());
  const std::string signature = string_of(ed25519::sign(test_seed(), ""));
  CHECK(ed25519::verify(key, "", signature));
  CHECK_FALSE(ed25519::verify(key, "", ""));
  CHECK_FALSE(ed25519::verify(key, "", signature.substr(0, 63)));
  CHECK_FALSE(ed25519::verify(key, "", signature + std::string(1, '\0')));
}

TEST_CASE("fresh seeds make sound keys whose signatures verify under them and no other",
          "[crypto][ed25519][property]") {
  PublicKey before = ed25519::public_key(test_seed());
  for (int i = 0; i < 100; ++i) {
    const Seed seed = ed25519::random_seed();
    const PublicKey key = ed25519::public_key(seed);
    const std::string message = "message " + std::to_string(i);
    const std::string signature = string_of(ed25519::sign(seed, message));
    REQUIRE(key != before);
    REQUIRE(ed25519::key_is_sound(key));
    REQUIRE(ed25519::verify(key, message, signature));
    REQUIRE_FALSE(ed25519::verify(before, message, signature));
    before = key;
  }
}

}  // namespace
