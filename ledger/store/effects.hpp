// The effects of an entry as bytes: what a decision did, in cereal's portable binary. Not a public format: only this
// program reads it, and only out of its own store.
//
// Free texts (names of parties and factories, aliases, addresses, titles of projects, the registry's beneficiary and
// reason texts of batches and registry events) are left out: they stand in the commands, and a command can be erased by
// law while its effects stay for ever. So effects_from_bytes(effects_to_bytes(d)) equals without_texts(d), not d. The
// tables of the state hold the texts.
//
// Bytes: format (1), the first 8 bytes of the SHA-256 of the rest, the rest. The digest is there against rot, not
// against an enemy, and it is checked before anything is decoded. Every length is checked against what is left before
// anything is allocated: cereal's own strings allocate first and read later, so nine bad bytes could ask for a TiB.
// Threading: pure functions.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/events.hpp"

namespace tanbu::store {

[[nodiscard]] std::string effects_to_bytes(const Decision& decision);
// Throws StoreFault when the bytes are not what effects_to_bytes writes.
[[nodiscard]] Decision effects_from_bytes(std::string_view bytes);
[[nodiscard]] Decision without_texts(Decision decision);

// The facts of a refusal, in the same wrapping.
using Facts = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string facts_to_bytes(const Facts& facts);
[[nodiscard]] Facts facts_from_bytes(std::string_view bytes);

// A note, or a small part of a record that nobody searches by, as one column of the state: the same wrapping, texts
// kept. Part is Note, Verification, or a vector of std::string, FormerOperator, DirectAsset or ProjectKey. Reading
// throws StoreFault when the bytes are not what part_to_bytes writes for this Part.
template <class Part>
[[nodiscard]] std::string part_to_bytes(const Part& part);
template <class Part>
[[nodiscard]] Part part_from_bytes(std::string_view bytes);

}  // namespace tanbu::store
