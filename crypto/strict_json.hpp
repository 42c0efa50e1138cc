// Strict JSON (RFC 8259, narrowed): UTF-8 without BOM, no duplicate names (also when spelt with escapes), no number
// that is not an integer in -(2^53-1)..2^53-1 (no fraction, no exponent, no -0), no NUL in a string, no lone surrogate,
// nothing after the value, depth at most 32. Boost.JSON by itself keeps the last of two duplicate names and turns 1e400
// into Infinity and 0e111252000 into NaN; a document two readers understand differently is a document that was signed
// twice. Result numbers are always int64. Object members keep the document's order. Names that differ only in Unicode
// normalisation differ. Threading: may be called from any thread.
#pragma once
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace tanbu::crypto {

struct JsonFault {
  // syntax; duplicate_name; not_an_integer (a fraction, an exponent or -0); integer_range; nul_character (spelt as an
  // escape: a raw one is syntax, as every control character is); depth; too_large.
  std::string code;
  std::size_t offset;  // byte position at or shortly after the trouble
};

using JsonResult = std::variant<boost::json::value, JsonFault>;
// A text of more than `bytes_max` bytes is too_large and not looked at.
[[nodiscard]] JsonResult parse_strict_json(std::string_view text, std::size_t bytes_max);

// The same reader for files and answers of programs that legitimately hold fractions is deliberately absent.

}  // namespace tanbu::crypto
