// Random notes: every sort, every member sometimes there and sometimes not, few names so that many notes share one.
#pragma once
#include <random>

#include "ledger/notes.hpp"

namespace tanbu::test {

// A note of the sort with this place in the variant. Sorts without an ordinal ignore it.
[[nodiscard]] Note random_note(std::mt19937& random, std::size_t sort, EntryIndex entry, std::uint32_t ordinal);
// The same note as a later entry leaves it: other contents, often under other names.
[[nodiscard]] Note changed_note(std::mt19937& random, const Note& note);

}  // namespace tanbu::test
