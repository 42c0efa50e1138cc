// The proof that whoever enrols a key holds its private half: without it a party could be given somebody else's key and
// be said to have signed what the other did. A compact JWS, typ tanbu-proof+jws, by the new key over exactly
// {"party","aud"}. Source: formats section 2. Threading: may be called from any thread.
#pragma once
#include <optional>
#include <string>

#include "ledger/codec/reader.hpp"

namespace tanbu::codec {

inline constexpr std::string_view proof_type = "tanbu-proof+jws";

// A fault key_proof at `field` unless it proves that the key's holder wants to sign for the party in this ledger.
// Where party, key or audience are missing or faulty, that is the fault, and the proof is only held to be a string.
void check_proof(const Field& field, const std::optional<PartyId>& party, const std::optional<KeyText>& key,
                 const std::optional<std::string>& audience);

}  // namespace tanbu::codec
