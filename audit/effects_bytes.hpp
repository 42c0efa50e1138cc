// What the bytes in the table `effects` must be for a decision: written here from the description of the format, to be
// compared with what the writer stored. It never reads them, so nothing in them can mislead it. Threading: pure.
#pragma once
#include <string>
#include <string_view>

#include "ledger/events.hpp"

namespace tanbu::audit {

// Format byte 1, the first 8 bytes of SHA-256 over the rest, the rest: little-endian numbers of the members' widths,
// lengths and enumerations as 32 and 16 bits, free texts left empty.
[[nodiscard]] std::string expected_effects(const Decision& decision);
// Whether the digest in front fits the rest: all that can be said where the decision is not known.
[[nodiscard]] bool wrapping_is_whole(std::string_view bytes);

}  // namespace tanbu::audit
