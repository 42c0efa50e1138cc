// The worker's checks of a command, in the order of formats section 2: framing and JWS, key by kid among all keys ever
// registered, signature, strict JSON, issuer and audience, form. Nothing is spent and no state is asked but the keys.
#pragma once
#include <string>
#include <variant>

#include "ledger/engine/key_ring.hpp"

namespace tanbu::engine {

[[nodiscard]] std::variant<Checked, Answer> check_command(std::string jws, const std::string& origin, KeyRing& keys);
// The same from the payload on; `kid` is empty for an unsigned dry run.
[[nodiscard]] std::variant<Checked, Answer> check_payload(std::string_view payload, const PartyId& issuer,
                                                          const std::string& origin);
// The genesis command verifies under one of the keys it names itself.
[[nodiscard]] std::variant<Checked, Answer> check_genesis(std::string jws);

}  // namespace tanbu::engine
