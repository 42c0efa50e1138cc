// SM2 with SM3: the standard's known answers, OpenSSL's three traps, and everything that is no valid key or signature.
#include "crypto/sm2.hpp"

#include <openssl/x509.h>

#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "crypto/p256.hpp"
#include "sm2_scheme.hpp"

namespace {

using namespace tanbu::crypto;
using namespace sm2_scheme;

TEST_CASE("SM3 gives the two known answers of GM/T 0004", "[crypto][sm2]") {
  CHECK(hex_encode(sm3("abc")) == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string sixteen;
  for (int i = 0; i < 16; ++i) sixteen += "abcd";
  CHECK(hex_encode(sm3(sixteen)) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST_CASE("the SM2 key and signature of GM/T 0003.5 verify", "[crypto][sm2]") {
  const PublicKey key = public_of(standard_public);
  CHECK(sm2::public_key(private_of(standard_private)) == key);
  CHECK(sm2::key_is_sound(key));
  CHECK(sm2::verify(key, "message digest", bytes_of_hex(standard_signature)));
  CHECK_FALSE(sm2::verify(key, "message digesT", bytes_of_hex(standard_signature)));
  CHECK_FALSE(sm2::verify(key, "", bytes_of_hex(standard_signature)));
}

TEST_CASE("the scheme written out in this test gives the standard's ZA, r and s", "[crypto][sm2]") {
  CHECK(hex_encode(Scheme::za(standard_public, default_identifier)) == standard_za);
  Scheme scheme;
  const auto signature = scheme.sign(standard_private, hash_with(default_identifier, "message digest"), standard_k);
  CHECK(hex_encode(signature) == standard_signature);
}

TEST_CASE("an SM2 signature made under another distinguishing identifier is refused", "[crypto][sm2][regression]") {
  Scheme scheme;
  const PublicKey key = public_of(standard_public);
  CHECK(sm2::verify(key, "m", scheme.sign(standard_private, hash_with(default_identifier, "m"), standard_k)));
  // The empty one is what OpenSSL 3.0 takes when nobody names one; the next is the one of the standard's draft.
  for (const std::string identifier : {"", "ALICE123@YAHOO.COM", "123456781234567", "12345678123456789"}) {
    CAPTURE(identifier);
    CHECK_FALSE(sm2::verify(key, "m", scheme.sign(standard_private, hash_with(identifier, "m"), standard_k)));
  }
  // Nor is the message hashed alone, without ZA.
  CHECK_FALSE(sm2::verify(key, "m", scheme.sign(standard_private, sm3("m"), standard_k)));
}

Key openssl_key(const PrivateKey& secret) {
  PrivateKey native{};
  std::reverse_copy(secret.begin(), secret.end(), native.begin());
  std::string point = "\x04";
  const PublicKey key = sm2::public_key(secret);
  point.append(key.point.begin(), key.point.end());
  char name[] = "SM2";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.data(), native.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  EVP_PKEY* made = nullptr;
  REQUIRE(EVP_PKEY_fromdata_init(context.get()) == 1);
  REQUIRE(EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEYPAIR, parameters) == 1);
  return Key(made);
}

// OpenSSL's own signature as r || s.
std::string openssl_sign(const Key& key, std::string_view message, OSSL_PARAM* parameters) {
  const DigestContext context(EVP_MD_CTX_new());
  REQUIRE(EVP_DigestSignInit_ex(context.get(), nullptr, "SM3", nullptr, nullptr, key.get(), nullptr) == 1);
  if (parameters != nullptr) REQUIRE(EVP_PKEY_CTX_set_params(EVP_MD_CTX_get_pkey_ctx(context.get()), parameters) == 1);
  std::string der(80, '\0');
  std::size_t length = der.size();
  const auto* octets = reinterpret_cast<const unsigned char*>(message.data());
  REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &length, octets,
                         message.size()) == 1);
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)));
  const Number r(BN_dup(ECDSA_SIG_get0_r(parsed.get())));
  const Number s(BN_dup(ECDSA_SIG_get0_s(parsed.get())));
  return bytes_of(r) + bytes_of(s);
}

TEST_CASE("what OpenSSL signs with the same key is accepted with the identifier and refused without one",
          "[crypto][sm2][regression]") {
  const PrivateKey secret = private_of(standard_private);
  const PublicKey key = public_of(standard_public);
  std::string identifier = default_identifier;
  OSSL_PARAM named[] = {
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, identifier.data(), identifier.size()),
      OSSL_PARAM_construct_end()};
  for (int i = 0; i < 10; ++i) {
    CHECK(sm2::verify(key, "m", openssl_sign(openssl_key(secret), "m", named)));
    CHECK_FALSE(sm2::verify(key, "m", openssl_sign(openssl_key(secret), "m", nullptr)));
  }
}

TEST_CASE("an ECDSA signature by the same key on the same curve is no SM2 signature", "[crypto][sm2][regression]") {
  Scheme scheme;
  for (const std::string& digest : {sm3("m"), hash_with(default_identifier, "m")}) {
    CHECK_FALSE(sm2::verify(public_of(standard_public), "m", scheme.ecdsa(standard_private, digest, standard_k)));
  }
}

TEST_CASE("interleaved SM2 keys on one thread never lend each other their context", "[crypto][sm2][regression]") {
  std::vector<PrivateKey> secrets;
  std::vector<PublicKey> keys;
  std::vector<std::string> signatures;
  for (int i = 0; i < 20; ++i) {
    secrets.push_back(sm2::random_key());
    keys.push_back(sm2::public_key(secrets.back()));
    signatures.push_back(sm2::sign(secrets.back(), "one message"));
  }
  std::size_t accepted_own = 0;
  std::size_t accepted_other = 0;
  for (std::size_t key = 0; key < keys.size(); ++key) {
    for (std::size_t signature = 0; signature < signatures.size(); ++signature) {
      const bool accepted = sm2::verify(keys[key], "one message", signatures[signature]);
      (key == signature ? accepted_own : accepted_other) += accepted ? 1U : 0U;
    }
  }
  CHECK(accepted_own == 20);
  CHECK(accepted_other == 0);
}

TEST_CASE("threads signing and verifying under different SM2 keys do not disturb each other", "[crypto][sm2]") {
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([t, &wrong] {
      const PrivateKey secret = sm2::random_key();
      const PublicKey key = sm2::public_key(secret);
      for (int i = 0; i < 10; ++i) {
        const std::string message = std::to_string(i);
        const std::string signature = sm2::sign(secret, message);
        wrong[t] += sm2::verify(key, message, signature) && !sm2::verify(key, message + "x", signature) ? 0 : 1;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("an SM2 signature or its message with any one bit flipped is refused", "[crypto][sm2][asvs:4.1.5]") {
  const PrivateKey secret = private_of(standard_private);
  const PublicKey key = public_of(standard_public);
  std::string message;
  for (int i = 0; i < 100; ++i) message += static_cast<char>(i * 37);
  const std::string signature = sm2::sign(secret, message);
  REQUIRE(signature.size() == 64);
  REQUIRE(sm2::verify(key, message, signature));
  const auto flipped = [](std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
  };
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 512; ++bit) refused += sm2::verify(key, message, flipped(signature, bit)) ? 0U : 1U;
  CHECK(refused == 512);
  refused = 0;
  for (std::size_t bit = 0; bit < 800; ++bit) refused += sm2::verify(key, flipped(message, bit), signature) ? 0U : 1U;
  CHECK(refused == 800);
}

TEST_CASE("SM2's r and s outside 1..n-1 and every other spelling of a signature are refused",
          "[crypto][sm2][asvs:4.1.5]") {
  const PublicKey key = public_of(standard_public);
  const std::string r = standard_signature.substr(0, 64);
  const std::string s = standard_signature.substr(64);
  const std::string message = "message digest";
  REQUIRE(sm2::verify(key, message, bytes_of_hex(r + s)));
  const std::string above = order_hex.substr(0, 62) + "24";
  for (const std::string& bad : {zero_hex, order_hex, above, prime_hex, std::string(64, 'f')}) {
    CHECK_FALSE(sm2::verify(key, message, bytes_of_hex(bad + s)));
    CHECK_FALSE(sm2::verify(key, message, bytes_of_hex(r + bad)));
    CHECK_FALSE(sm2::verify(key, message, bytes_of_hex(bad + bad)));
  }
  // In range, but nobody's; the last has r + s = n, where the standard's t is zero.
  const std::string one = zero_hex.substr(0, 63) + "1";
  const std::string last = order_hex.substr(0, 62) + "22";
  for (const std::string& scalars : {one + one, last + last, one + last}) {
    CHECK_FALSE(sm2::verify(key, message, bytes_of_hex(scalars)));
  }
  const std::string good = bytes_of_hex(standard_signature);
  CHECK_FALSE(sm2::verify(key, message, ""));
  CHECK_FALSE(sm2::verify(key, message, good.substr(0, 63)));
  CHECK_FALSE(sm2::verify(key, message, good + std::string(1, '\0')));
  CHECK_FALSE(sm2::verify(key, message, good.substr(32) + good.substr(0, 32)));
  const std::string der = "\x30\x46\x02\x21" + std::string(1, '\0') + good.substr(0, 32) + "\x02\x21" +
                          std::string(1, '\0') + good.substr(32);
  CHECK_FALSE(sm2::verify(key, message, der));
}

TEST_CASE("SM2's n - s is no second signature, and only the private key gives another s for the same r",
          "[crypto][sm2][asvs:4.1.5]") {
  Scheme scheme;
  const PublicKey key = public_of(standard_public);
  const std::string good = bytes_of_hex(standard_signature);
  const std::string r = good.substr(0, 32);
  const std::string s = good.substr(32);
  CHECK_FALSE(sm2::verify(key, "message digest", r + scheme.order_minus(s)));
  CHECK_FALSE(sm2::verify(key, "message digest", scheme.order_minus(r) + s));
  CHECK_FALSE(sm2::verify(key, "message digest", scheme.order_minus(r) + scheme.order_minus(s)));
  const std::string twin = scheme.twin(standard_private, good);
  CHECK(twin != good);
  CHECK(sm2::verify(key, "message digest", twin));
}

TEST_CASE("an SM2 signature that leads the verifier to the point at infinity is a plain no",
          "[crypto][sm2][asvs:4.1.5]") {
  Scheme scheme;
  const PublicKey key = public_of(standard_public);
  for (int last = 1; last < 10; ++last) {
    const std::string r = std::string(31, '\0') + static_cast<char>(last);
    CHECK_FALSE(sm2::verify(key, "message", scheme.to_infinity(standard_private, r)));
  }
  // r = e is what a verifier would accept who took infinity for a point with x = 0.
  const std::string e = hash_with(default_identifier, "message");
  REQUIRE(e < bytes_of_hex(order_hex));
  CHECK_FALSE(sm2::verify(key, "message", scheme.to_infinity(standard_private, e)));
  CHECK(sm2::verify(key, "message", sm2::sign(private_of(standard_private), "message")));
}

TEST_CASE("an SM2 public key off the curve, beyond p, at zero or belonging to n - 1 is not sound", "[crypto][sm2]") {
  const std::string x = standard_public.substr(0, 64);
  const std::string y = standard_public.substr(64);
  const std::string signature = bytes_of_hex(standard_signature);
  std::vector<std::string> bad = {zero_hex + zero_hex, y + x,        prime_hex + y,        x + prime_hex,
                                  x + zero_hex,        zero_hex + y, std::string(128, 'f')};
  // A point with x = 1 exists; spelt as p + 1 it is a second spelling and must be refused.
  const std::string small_x = zero_hex.substr(0, 63) + "1";
  const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
  const Point point(EC_POINT_new(group.get()));
  const Number one(BN_new());
  const Number small_y_number(BN_new());
  REQUIRE(BN_set_word(one.get(), 1) == 1);
  int tried = 1;
  while (EC_POINT_set_compressed_coordinates(group.get(), point.get(), one.get(), 0, nullptr) != 1) {
    REQUIRE(BN_add_word(one.get(), 1) == 1);
    REQUIRE(++tried < 100);
  }
  REQUIRE(EC_POINT_get_affine_coordinates(group.get(), point.get(), nullptr, small_y_number.get(), nullptr) == 1);
  const std::string small_y = hex_encode(bytes_of(small_y_number));
  CHECK(sm2::key_is_sound(public_of(hex_encode(bytes_of(one)) + small_y)));
  const Number second_spelling = number_of(bytes_of_hex(prime_hex));
  REQUIRE(BN_add(second_spelling.get(), second_spelling.get(), one.get()) == 1);
  bad.push_back(hex_encode(bytes_of(second_spelling)) + small_y);
  // -G, whose private key would be n - 1.
  const Number minus_y = number_of(bytes_of_hex(prime_hex));
  const Number generator_y = number_of(bytes_of_hex(generator_hex.substr(64)));
  REQUIRE(BN_sub(minus_y.get(), minus_y.get(), generator_y.get()) == 1);
  bad.push_back(generator_hex.substr(0, 64) + hex_encode(bytes_of(minus_y)));
  CHECK(sm2::key_is_sound(public_of(generator_hex)));
  for (const std::string& key : bad) {
    CAPTURE(key);
    CHECK_FALSE(sm2::key_is_sound(public_of(key)));
    CHECK_FALSE(sm2::verify(public_of(key), "message digest", signature));
    CHECK_FALSE(sm2::from_spki(sm2::to_spki(public_of(key))).has_value());
  }
  for (std::size_t bit = 0; bit < 512; ++bit) {
    PublicKey key = public_of(standard_public);
    key.point[bit / 8] = static_cast<std::uint8_t>(key.point[bit / 8] ^ (1U << (bit % 8)));
    REQUIRE_FALSE(sm2::verify(key, "message digest", signature));
  }
}

TEST_CASE("an SM2 private key outside 1..n-2 is refused", "[crypto][sm2]") {
  for (const std::string& hex : {zero_hex, order_hex, order_hex.substr(0, 62) + "22", std::string(64, 'f')}) {
    CAPTURE(hex);
    CHECK_FALSE(sm2::private_key_is_sound(private_of(hex)));
    CHECK_THROWS_AS(sm2::public_key(private_of(hex)), std::invalid_argument);
    CHECK_THROWS_AS(sm2::sign(private_of(hex), "message"), std::invalid_argument);
  }
  for (const std::string& hex : {zero_hex.substr(0, 63) + "1", order_hex.substr(0, 62) + "21"}) {
    CAPTURE(hex);
    CHECK(sm2::private_key_is_sound(private_of(hex)));
    const PublicKey key = sm2::public_key(private_of(hex));
    CHECK(sm2::key_is_sound(key));
    CHECK(sm2::verify(key, "message", sm2::sign(private_of(hex), "message")));
  }
}

TEST_CASE("SM2 signatures verify whatever leading zeros r and s have, and two of one message differ",
          "[crypto][sm2][property]") {
  const PrivateKey secret = sm2::random_key();
  const PublicKey key = sm2::public_key(secret);
  CHECK(sm2::sign(secret, "message") != sm2::sign(secret, "message"));
  // One in 128 signatures has a scalar shorter than 32 bytes; the loop goes on until it has met one.
  std::size_t short_scalars = 0;
  std::size_t tried = 0;
  for (; tried < 20'000 && (short_scalars < 2 || tried < 50); ++tried) {
    const std::string signature = sm2::sign(secret, "message");
    REQUIRE(signature.size() == 64);
    const bool has_leading_zero = signature[0] == '\0' || signature[32] == '\0';
    short_scalars += has_leading_zero ? 1U : 0U;
    if (has_leading_zero || tried < 50) REQUIRE(sm2::verify(key, "message", signature));
  }
  CHECK(short_scalars >= 2);
}

TEST_CASE("an SM2 key has one SubjectPublicKeyInfo, which OpenSSL writes alike", "[crypto][sm2]") {
  const PrivateKey secret = private_of(standard_private);
  const PublicKey key = public_of(standard_public);
  const std::string spki = sm2::to_spki(key);
  CHECK(spki.size() == sm2::spki_bytes);
  unsigned char* written = nullptr;
  const Key theirs = openssl_key(secret);
  const int length = i2d_PUBKEY(theirs.get(), &written);
  REQUIRE(length > 0);
  CHECK(spki == std::string(reinterpret_cast<const char*>(written), static_cast<std::size_t>(length)));
  OPENSSL_free(written);
  CHECK(sm2::from_spki(spki) == key);
  CHECK_FALSE(sm2::from_spki("").has_value());
  CHECK_FALSE(sm2::from_spki(spki.substr(0, 90)).has_value());
  CHECK_FALSE(sm2::from_spki(spki + std::string(1, '\0')).has_value());
  // No bit of it may be another: neither of the frame, nor of the point, which then is off the curve.
  for (std::size_t bit = 0; bit < 8 * spki.size(); ++bit) {
    std::string changed = spki;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    CAPTURE(bit);
    CHECK_FALSE(sm2::from_spki(changed).has_value());
  }
}

TEST_CASE("the same numbers are never a key of P-256 and of SM2's curve", "[crypto][sm2]") {
  CHECK_FALSE(p256::key_is_sound(public_of(standard_public).point));
  CHECK_FALSE(sm2::key_is_sound({p256::public_key(p256::random_key())}));
}

}  // namespace
