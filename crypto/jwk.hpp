// Keys as JWK (RFC 7517, 8037, 7518): OKP/Ed25519, EC/P-256 and, as a private profile that no registry names, EC with
// crv `SM2`. Public keys have exactly {kty, crv, x} or {kty, crv, x, y}; a private key file adds d. A key is named by
// its RFC 7638 thumbprint (SHA-256, base64url), written `kid`. Not here: which party a key belongs to and when it is in
// force; that is the ledger's business.
#pragma once
#include <array>
#include <boost/json/value.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/ed25519.hpp"
#include "crypto/p256.hpp"
#include "crypto/sm2.hpp"

namespace tanbu::crypto {

// Which algorithm family a key belongs to. The registered key fixes the algorithm of a JWS; the header may only agree.
using PublicKey = std::variant<ed25519::PublicKey, p256::PublicKey, sm2::PublicKey>;

[[nodiscard]] std::string thumbprint(const PublicKey& key);
[[nodiscard]] boost::json::object to_jwk(const PublicKey& key);
// Refuses unknown members, wrong types, non-canonical base64url, and keys that are not sound (small order, off the
// curve).
[[nodiscard]] std::optional<PublicKey> from_jwk(const boost::json::value& jwk);
// One line that names the key and its algorithm, for storing: the JWK without white space, members in RFC 7638 order.
// Reading is as strict as from_jwk() but takes any order of members and at most 1 KiB.
[[nodiscard]] std::string to_jwk_text(const PublicKey& key);
[[nodiscard]] std::optional<PublicKey> from_jwk_text(std::string_view text);

// A private key in memory. Wiped when destroyed or moved from (a moved-from key must not be used again). Not copyable
// by accident: pass it by reference. Threading: the const functions may be called from any thread.
class SigningKey {
 public:
  [[nodiscard]] static SigningKey generate_ed25519();
  [[nodiscard]] static SigningKey generate_p256();
  [[nodiscard]] static SigningKey generate_sm2();
  [[nodiscard]] static SigningKey from_ed25519_seed(const ed25519::Seed& seed);
  [[nodiscard]] static std::optional<SigningKey> from_private_jwk(std::string_view text);  // both halves must agree
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();

  [[nodiscard]] const PublicKey& public_key() const { return public_; }
  [[nodiscard]] std::string kid() const { return thumbprint(public_); }
  [[nodiscard]] std::string algorithm() const;                     // "EdDSA", "ES256" or "SM2"
  [[nodiscard]] std::string sign(std::string_view message) const;  // 64 bytes
  [[nodiscard]] std::string to_private_jwk() const;                // not wiped: the caller's to wipe

 private:
  SigningKey() = default;
  PublicKey public_{};
  std::array<std::uint8_t, 32> secret_{};
};

// Key files hold a private JWK (at most 1 KiB) and have mode 0600; a file that anybody but its owner can touch is
// refused, as ssh does.
struct KeyFileFault {
  // key_file_missing: no such file or, when writing, no such folder. key_file_unreadable: not accessible, not a regular
  // file or not a private JWK. Also key_file_permissions and key_file_exists.
  std::string code;
  std::string detail;  // the path and the reason, never anything of the content
};
// Both throw std::system_error for a fault of the machine (input or output error, disk full).
[[nodiscard]] std::variant<SigningKey, KeyFileFault> read_key_file(const std::filesystem::path& path);
// Creates the file with mode 0600 from the first byte (O_EXCL), syncs it and its folder; refuses to overwrite. Nothing
// is left behind when it throws.
[[nodiscard]] std::optional<KeyFileFault> write_key_file(const std::filesystem::path& path, const SigningKey& key);

}  // namespace tanbu::crypto
