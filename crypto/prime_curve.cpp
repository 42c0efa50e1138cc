#include "crypto/prime_curve.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <sodium.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/octets.hpp"

namespace tanbu::crypto {
namespace {

using PointPointer = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;
using NumberPointer = std::unique_ptr<BIGNUM, Free<BN_clear_free>>;

NumberPointer number(const std::uint8_t* big_endian) {
  return NumberPointer(needed(BN_bin2bn(big_endian, scalar_bytes, nullptr)));
}

std::array<std::uint8_t, 1 + 2 * scalar_bytes> uncompressed(const PointBytes& point) {
  std::array<std::uint8_t, 1 + 2 * scalar_bytes> result{0x04};
  std::copy(point.begin(), point.end(), result.begin() + 1);
  return result;
}

KeyPointer import_key(const char* key_type, OSSL_PARAM* parameters, int selection) {
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new_from_name(nullptr, key_type, nullptr)));
  EVP_PKEY* made = nullptr;
  const bool taken = succeeded(EVP_PKEY_fromdata_init(context.get())) &&
                     succeeded(EVP_PKEY_fromdata(context.get(), &made, selection, parameters));
  KeyPointer key(made);
  if (!taken || EVP_PKEY_is_a(key.get(), key_type) != 1) {
    throw std::runtime_error("OpenSSL did not take a key that is sound");
  }
  return key;
}

// OSSL_PARAM wants a pointer to mutable characters, and only reads them.
OSSL_PARAM group_parameter(const char* name) {
  return OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(name), 0);
}

// A scalar in the byte order of the machine, which OSSL_PARAM integers have; wiped however the function ends.
struct NativeScalar {
  Scalar bytes{};
  explicit NativeScalar(const Scalar& scalar) {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    std::reverse_copy(scalar.begin(), scalar.end(), bytes.begin());
  }
  ~NativeScalar() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  NativeScalar(const NativeScalar&) = delete;
  NativeScalar& operator=(const NativeScalar&) = delete;
};

void append_integer(std::string& der, std::string_view scalar) {
  const auto zeros = std::min(scalar.find_first_not_of('\0'), scalar.size() - 1);
  scalar.remove_prefix(zeros);
  const bool needs_zero = (static_cast<unsigned char>(scalar.front()) & 0x80) != 0;
  der += '\x02';
  der += static_cast<char>(scalar.size() + (needs_zero ? 1 : 0));
  if (needs_zero) der += '\0';
  der += scalar;
}

}  // namespace

bool below(const std::uint8_t* scalar, const Scalar& bound) {
  return std::lexicographical_compare(scalar, scalar + scalar_bytes, bound.begin(), bound.end());
}

bool is_zero(const std::uint8_t* scalar) {
  return std::all_of(scalar, scalar + scalar_bytes, [](std::uint8_t octet) { return octet == 0; });
}

bool PrimeCurve::has_scalar(const std::uint8_t* scalar) const { return !is_zero(scalar) && below(scalar, group_order); }

Scalar PrimeCurve::random_scalar(bool (*is_sound)(const Scalar& scalar)) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
  Scalar scalar{};
  do {
    randombytes_buf(scalar.data(), scalar.size());
  } while (!is_sound(scalar));
  return scalar;
}

bool PrimeCurve::has_point(const PointBytes& point) const {
  const std::uint8_t* const x = point.data();
  const std::uint8_t* const y = point.data() + scalar_bytes;
  if (!below(x, field_prime) || !below(y, field_prime)) return false;
  const PointPointer made(needed(EC_POINT_new(group)));
  const NumberPointer x_number = number(x);
  const NumberPointer y_number = number(y);
  // Fails for a pair that does not satisfy the curve's equation. The cofactor is 1: every such point has the full
  // order.
  return succeeded(EC_POINT_set_affine_coordinates(group, made.get(), x_number.get(), y_number.get(), nullptr));
}

bool PrimeCurve::has_signature(std::string_view raw) const {
  return raw.size() == 2 * scalar_bytes && has_scalar(octets(raw)) && has_scalar(octets(raw) + scalar_bytes);
}

PointBytes PrimeCurve::point_of(const Scalar& scalar) const {
  const PointPointer point(needed(EC_POINT_new(group)));
  const NumberPointer secret = number(scalar.data());
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  const NumberPointer x(needed(BN_new()));
  const NumberPointer y(needed(BN_new()));
  PointBytes result{};
  if (EC_POINT_mul(group, point.get(), secret.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_get_affine_coordinates(group, point.get(), x.get(), y.get(), nullptr) != 1 ||
      BN_bn2binpad(x.get(), result.data(), scalar_bytes) != scalar_bytes ||
      BN_bn2binpad(y.get(), result.data() + scalar_bytes, scalar_bytes) != scalar_bytes) {
    throw std::runtime_error("OpenSSL could not derive a public key");
  }
  return result;
}

KeyPointer PrimeCurve::public_key(const PointBytes& point) const {
  auto encoded = uncompressed(point);
  std::array<OSSL_PARAM, 3> parameters{
      group_parameter(group_name),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end(),
  };
  return import_key(key_type, parameters.data(), EVP_PKEY_PUBLIC_KEY);
}

KeyPointer PrimeCurve::private_key(const Scalar& scalar, const PointBytes& point) const {
  NativeScalar native(scalar);
  auto encoded = uncompressed(point);
  std::array<OSSL_PARAM, 4> parameters{
      group_parameter(group_name),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.bytes.data(), native.bytes.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end(),
  };
  return import_key(key_type, parameters.data(), EVP_PKEY_KEYPAIR);
}

std::string der_of_signature(std::string_view raw) {
  std::string body;
  append_integer(body, raw.substr(0, scalar_bytes));
  append_integer(body, raw.substr(scalar_bytes));
  std::string der = "\x30";
  der += static_cast<char>(body.size());
  return der + body;
}

std::string signature_of_der(std::string_view der) {
  std::string raw(2 * scalar_bytes, '\0');
  std::size_t at = 2;
  for (std::size_t end = scalar_bytes; end <= raw.size(); end += scalar_bytes) {
    if (at + 2 > der.size() || der[at] != '\x02') throw std::runtime_error("OpenSSL wrote an unexpected signature");
    std::string_view integer = der.substr(at + 2, static_cast<std::uint8_t>(der[at + 1]));
    at += 2 + integer.size();
    if (integer.size() == scalar_bytes + 1 && integer[0] == '\0') integer.remove_prefix(1);
    if (integer.empty() || integer.size() > scalar_bytes)
      throw std::runtime_error("OpenSSL wrote an unexpected signature");
    std::copy(integer.begin(), integer.end(), raw.begin() + static_cast<std::ptrdiff_t>(end - integer.size()));
  }
  if (at != der.size()) throw std::runtime_error("OpenSSL wrote an unexpected signature");
  return raw;
}

}  // namespace tanbu::crypto
