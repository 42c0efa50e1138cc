// What several commands share: the digest of a document, a key, a purpose. Not a command itself.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/calendar.hpp"
#include "ledger/ids.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu {

// The digest of a document that lies elsewhere, never the document (CR-02).
struct Evidence {
  std::string sha256;  // 64 lower-case hexadecimal characters
  std::int64_t bytes = 0;
  std::string media_type;
  std::string reference;  // the registry's own number; may be empty
  std::optional<std::string> url;
  bool operator==(const Evidence&) const = default;
};

struct KeyText {
  KeyId kid;
  std::string jwk;  // canonical JWK text; the core does not look inside
  bool operator==(const KeyText&) const = default;
};

enum class Purpose { factory_offset, electricity_consumption };

}  // namespace tanbu
