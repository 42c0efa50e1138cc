// Text as the cryptographic libraries want it. Private to this room.
#pragma once
#include <cstdint>
#include <string_view>

namespace tanbu::crypto {

[[nodiscard]] inline const std::uint8_t* octets(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace tanbu::crypto
