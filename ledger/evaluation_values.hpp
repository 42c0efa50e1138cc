// The values that assessors state for the rows of a table: shares and sets of names, read strictly. A value that does
// not read is never guessed at: its row is UNDETERMINED.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace tanbu {

// A part of a whole in one unit, whichever it is.
struct Share {
  std::int64_t part = 0;
  std::int64_t whole = 1;  // always positive
  bool operator==(const Share&) const = default;
};

// Energy in coal equivalent: an amount, with the coefficient by which it was converted, in ten-thousandths of a tonne
// per megawatt hour (by heat 1'229).
struct CoalEquivalent {
  std::int64_t amount = 0;
  std::int64_t coefficient_e4 = 0;
};
// The share of two amounts in coal equivalent. Nothing when their coefficients differ: by heat below and by coal above,
// the share would come out about two and a half times too high (CA-03).
[[nodiscard]] std::optional<Share> share_of(CoalEquivalent part, CoalEquivalent whole);

enum class ShareFault : std::uint8_t { form = 1, coefficients_differ = 2 };
[[nodiscard]] std::string_view name_of(ShareFault fault);
// "part/whole" in whole numbers of one unit; in coal equivalent "491600tce0.1229/10000000tce0.1229".
[[nodiscard]] std::variant<Share, ShareFault> parse_share(std::string_view text);
// part x 10'000 >= whole x least_e2. Nothing when both products leave 64 bits.
[[nodiscard]] std::optional<bool> reaches(Share share, std::int64_t least_e2);
// "30.83", truncated (U-03); empty where it cannot be shown.
[[nodiscard]] std::string format_share(Share share);

using Names = std::set<std::string_view>;
// "a,b": lower-case names, each once; an empty text is the empty set.
[[nodiscard]] std::optional<Names> parse_names(std::string_view text);
// True when the names hold all of one alternative of "a,b|c".
[[nodiscard]] bool satisfies(const Names& names, std::string_view demanded);

}  // namespace tanbu
