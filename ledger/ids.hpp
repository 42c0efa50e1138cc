// Names of things: entries and what they made, parties, projects, keys. Commands accept only the canonical spelling;
// people's spellings are normalised by the command line, the importers and search, never here. Source: formats section
// 1; rulebook ID-01 (GB 32100-2015), ISO 17442 for LEI.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu {

// Position of an entry in the log, from 0. A thing made by a command is named by the entry that made it.
struct EntryIndex {
  std::uint64_t value = 0;
  auto operator<=>(const EntryIndex&) const = default;
};

// The same number, but of a thing of one kind: a factory's id cannot be passed where a batch's is wanted.
template <class Tag>
struct Id {
  std::uint64_t value = 0;
  [[nodiscard]] EntryIndex entry() const { return {value}; }
  auto operator<=>(const Id&) const = default;
};
using FactoryId = Id<struct FactoryTag>;
using BatchId = Id<struct BatchTag>;
using RetirementId = Id<struct RetirementTag>;
using InventoryId = Id<struct InventoryTag>;

// uscc:<18>, lei:<20> or x:<slug>, checked. Only parse_party makes one from foreign text.
struct PartyId {
  std::string text;
  auto operator<=>(const PartyId&) const = default;
};

enum class PartyFault { none, party_form, uscc_length, uscc_alphabet, uscc_check, lei_check };
[[nodiscard]] PartyFault check_party(std::string_view text);
[[nodiscard]] std::optional<PartyId> parse_party(std::string_view text);
[[nodiscard]] std::string_view name_of(PartyFault fault);
// The 18th character that the first 17 demand, or nothing where one of them is outside the alphabet (ID-01).
[[nodiscard]] std::optional<char> uscc_check_character(std::string_view first_17);

// RFC 7638 thumbprint of a key: 43 characters of base64url.
struct KeyId {
  std::string text;
  auto operator<=>(const KeyId&) const = default;
};

struct ProjectKey {
  std::string programme;
  std::string project_id;
  auto operator<=>(const ProjectKey&) const = default;
};

// The ledger's name (formats section 1): no scheme, no white space, no '+', 1..255 bytes.
[[nodiscard]] bool origin_is_valid(std::string_view origin);

}  // namespace tanbu
