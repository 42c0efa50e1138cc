// The SM2 signature scheme once more, written from GM/T 0003.2-2012 over plain numbers, and the standard's example. For
// tests only: it knows any identifier and takes k from the caller, so that tests can make what honest software never
// makes.
#pragma once
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/encoding.hpp"
#include "crypto/openssl.hpp"
#include "crypto/sm2.hpp"

namespace sm2_scheme {
using tanbu::crypto::Free;
using tanbu::crypto::hex_decode;
using tanbu::crypto::hex_encode;
using tanbu::crypto::sm2::PrivateKey;
using tanbu::crypto::sm2::PublicKey;

inline const std::string prime_hex = "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff";
inline const std::string order_hex = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
inline const std::string zero_hex(64, '0');
inline const std::string generator_hex =
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";
inline const std::string default_identifier = "1234567812345678";

// GM/T 0003.5-2012 annex A and GB/T 32918.5-2017 annex A: private key, public key, ZA, k, r and s of "message digest".
inline const std::string standard_private = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
inline const std::string standard_public =
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
inline const std::string standard_za = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
inline const std::string standard_k = "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21";
inline const std::string standard_signature =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

template <class Array>
Array array_of(const std::string& bytes) {
  Array result{};
  REQUIRE(bytes.size() == result.size());
  std::copy(bytes.begin(), bytes.end(), result.begin());
  return result;
}
inline PrivateKey private_of(const std::string& hex) { return array_of<PrivateKey>(hex_decode(hex).value()); }
inline PublicKey public_of(const std::string& hex) {
  return {array_of<decltype(PublicKey::point)>(hex_decode(hex).value())};
}
inline std::string bytes_of_hex(const std::string& hex) { return hex_decode(hex).value(); }

using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Free<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

inline Number number_of(std::string_view big_endian) {
  return Number(BN_bin2bn(reinterpret_cast<const unsigned char*>(big_endian.data()),
                          static_cast<int>(big_endian.size()), nullptr));
}
inline std::string bytes_of(const Number& number) {
  std::string bytes(32, '\0');
  REQUIRE(BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), 32) == 32);
  return bytes;
}

inline std::string sm3(std::string_view message) {
  std::string digest(32, '\0');
  unsigned int length = 0;
  REQUIRE(EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
                     EVP_sm3(), nullptr) == 1);
  REQUIRE(length == 32);
  return digest;
}

class Scheme {
 public:
  static std::string za(const std::string& public_hex, const std::string& identifier) {
    std::string input;
    input += static_cast<char>((8 * identifier.size()) >> 8);
    input += static_cast<char>((8 * identifier.size()) & 0xff);
    input += identifier;
    input += bytes_of_hex("fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc");
    input += bytes_of_hex("28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93");
    input += bytes_of_hex(generator_hex) + bytes_of_hex(public_hex);
    return sm3(input);
  }

  // r || s; e is SM3(ZA || message).
  std::string sign(const std::string& private_hex, const std::string& e_bytes, const std::string& k_hex) {
    const Number d = number_of(bytes_of_hex(private_hex));
    const Number k = number_of(bytes_of_hex(k_hex));
    const Number e = number_of(e_bytes);
    const Number x = times_generator(k);
    const Number r(BN_new());
    REQUIRE(BN_mod_add(r.get(), e.get(), x.get(), order_.get(), context_.get()) == 1);
    const Number rd(BN_new());
    REQUIRE(BN_mod_mul(rd.get(), r.get(), d.get(), order_.get(), context_.get()) == 1);
    const Number s(BN_new());
    REQUIRE(BN_mod_sub(s.get(), k.get(), rd.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_mul(s.get(), s.get(), inverse_of_d_plus_1(d).get(), order_.get(), context_.get()) == 1);
    return bytes_of(r) + bytes_of(s);
  }

  // ECDSA with the same key on the same curve: what a key of OpenSSL's type EC signs. r || s over the given digest.
  std::string ecdsa(const std::string& private_hex, const std::string& digest, const std::string& k_hex) {
    const Number d = number_of(bytes_of_hex(private_hex));
    const Number k = number_of(bytes_of_hex(k_hex));
    const Number h = number_of(digest);
    const Number r(BN_new());
    REQUIRE(BN_nnmod(r.get(), times_generator(k).get(), order_.get(), context_.get()) == 1);
    const Number s(BN_new());
    REQUIRE(BN_mod_mul(s.get(), r.get(), d.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_add(s.get(), s.get(), h.get(), order_.get(), context_.get()) == 1);
    const Number inverse(BN_mod_inverse(nullptr, k.get(), order_.get(), context_.get()));
    REQUIRE(BN_mod_mul(s.get(), s.get(), inverse.get(), order_.get(), context_.get()) == 1);
    return bytes_of(r) + bytes_of(s);
  }

  // The other s with the same r under which sG + (r + s)P has the same x: -s - 2rd/(1 + d).
  std::string twin(const std::string& private_hex, const std::string& signature) {
    const Number d = number_of(bytes_of_hex(private_hex));
    const Number r = number_of(std::string_view(signature).substr(0, 32));
    const Number s = number_of(std::string_view(signature).substr(32));
    const Number term(BN_new());
    REQUIRE(BN_mod_mul(term.get(), r.get(), d.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_mul(term.get(), term.get(), inverse_of_d_plus_1(d).get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_lshift1(term.get(), term.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_add(term.get(), term.get(), s.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_sub(term.get(), order_.get(), term.get()) == 1);
    return signature.substr(0, 32) + bytes_of(term);
  }

  // s with which the verifier meets infinity: -rd/(1 + d).
  std::string to_infinity(const std::string& private_hex, const std::string& r_bytes) {
    const Number d = number_of(bytes_of_hex(private_hex));
    const Number r = number_of(r_bytes);
    const Number term(BN_new());
    REQUIRE(BN_mod_mul(term.get(), r.get(), d.get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_mod_mul(term.get(), term.get(), inverse_of_d_plus_1(d).get(), order_.get(), context_.get()) == 1);
    REQUIRE(BN_sub(term.get(), order_.get(), term.get()) == 1);
    return r_bytes + bytes_of(term);
  }

  std::string order_minus(const std::string& bytes) {
    const Number value = number_of(bytes);
    REQUIRE(BN_sub(value.get(), order_.get(), value.get()) == 1);
    return bytes_of(value);
  }

 private:
  Number times_generator(const Number& k) {
    const Point point(EC_POINT_new(group_.get()));
    Number x(BN_new());
    REQUIRE(EC_POINT_mul(group_.get(), point.get(), k.get(), nullptr, nullptr, context_.get()) == 1);
    REQUIRE(EC_POINT_get_affine_coordinates(group_.get(), point.get(), x.get(), nullptr, context_.get()) == 1);
    return x;
  }
  Number inverse_of_d_plus_1(const Number& d) {
    const Number sum(BN_dup(d.get()));
    REQUIRE(BN_add_word(sum.get(), 1) == 1);
    return Number(BN_mod_inverse(nullptr, sum.get(), order_.get(), context_.get()));
  }

  NumberContext context_{BN_CTX_new()};
  Group group_{EC_GROUP_new_by_curve_name(NID_sm2)};
  Number order_ = number_of(bytes_of_hex(order_hex));
};

inline std::string hash_with(const std::string& identifier, const std::string& message) {
  return sm3(Scheme::za(standard_public, identifier) + message);
}

}  // namespace sm2_scheme
