// SHA-256 over bytes. Not a general digest interface: the formats name one algorithm, and a second one would be a
// second format. Bytes are carried in std::string and std::string_view throughout; they are octets, never text in some
// encoding. Threading: free functions may be called from any thread; one Sha256 object belongs to one thread at a time.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tanbu::crypto {

using Digest = std::array<std::uint8_t, 32>;

// FIPS 180-4. Throws std::runtime_error only when OpenSSL itself fails, which is a fault of the machine.
[[nodiscard]] Digest sha256(std::string_view bytes);

// Incremental form. After finish() the object is fresh again and may be used for the next message.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  [[nodiscard]] Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

[[nodiscard]] std::string_view as_bytes(const Digest& digest);

}  // namespace tanbu::crypto
