// What the bytes in the table `effects`, of notes and of small parts of records must be: written here from the
// description of the format, to be compared with what the writer stored. Read are only the effects of an entry whose
// command was erased by law. Threading: pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/events.hpp"

namespace tanbu::audit {

// Format byte 2, the first 8 bytes of SHA-256 over the rest, the rest: little-endian numbers of the members' widths,
// lengths and enumerations as 32 and 16 bits, alternatives by their place in 8 bits, members in the order of their
// declaration, free texts left empty.
[[nodiscard]] std::string expected_effects(const Decision& decision);
// The same for what the state keeps as one value. Free texts stand in it.
[[nodiscard]] std::string expected_part(const Note& note);
[[nodiscard]] std::string expected_part(const Verification& verification);
[[nodiscard]] std::string expected_part(const std::vector<std::string>& texts);
[[nodiscard]] std::string expected_part(const std::vector<FormerOperator>& operators);
[[nodiscard]] std::string expected_part(const std::vector<DirectAsset>& assets);
[[nodiscard]] std::string expected_part(const std::vector<ProjectKey>& projects);
// Whether the digest in front fits the rest: all that can be said where the decision is not known.
[[nodiscard]] bool wrapping_is_whole(std::string_view bytes);
// Whether they are expected_effects() of the decision. Precondition: the wrapping is whole, so that nothing has to be
// hashed a second time.
[[nodiscard]] bool whole_effects_are(std::string_view bytes, const Decision& decision);

// The decision that the bytes of `effects` state; nothing when they are not exactly what some decision is spelt as. Any
// decision may stand there: whoever applies it asks the state whether it is possible.
[[nodiscard]] std::optional<Decision> stated_effects(std::string_view bytes);

}  // namespace tanbu::audit
