// Text of a registry made fit for a ledger that takes one spelling only: white space, control characters, Unicode
// composition and length. And whether a text evidently names an organisation, because a natural person's name is never
// recorded (PD-01). Pure functions; the input is valid UTF-8 but for readable().
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tanbu::importers {

struct CleanText {
  std::string text;       // trimmed; may be empty
  bool cut = false;       // it was longer than allowed
  bool replaced = false;  // something could not be spelt in composed form, U+FFFD stands for it
  bool dropped = false;   // control or invisible characters were left out
};
// White space of every kind becomes single blanks. A Latin letter and its combining mark become one character; any
// other character that the ledger's narrow normal form refuses becomes U+FFFD.
[[nodiscard]] CleanText clean_text(std::string_view utf8, std::size_t characters_max);

// Any octets as UTF-8: U+FFFD stands for each one that is none. For what is shown and never recorded, such as names of
// files and samples of cells: JSON with other octets in it is none.
[[nodiscard]] std::string readable(std::string_view octets);

// Accented Latin letters of the composed kind without their accents, everything else as it is.
[[nodiscard]] std::string without_accents(std::string_view utf8);

enum class Named {
  organisation,  // a legal form, a word for an institution or a Brazilian company number (CNPJ) stands in it
  unclear,       // may be a natural person
  personal       // a form of address, a personal number, a telephone or a mail address stands in it
};
// Narrow on purpose: a brand without a legal form is unclear. A short legal form that is a word or a family name too
// (AS, SA, AB, AG ...) counts only where it is spelt with dots or in capitals among small letters and ends its phrase.
[[nodiscard]] Named who_is_named(std::string_view utf8);

}  // namespace tanbu::importers
