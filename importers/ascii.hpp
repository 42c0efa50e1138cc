// Which bytes are digits and letters of ASCII, whatever the locale of the process says.
#pragma once

namespace tanbu::importers {

[[nodiscard]] constexpr bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }
[[nodiscard]] constexpr bool is_small(char symbol) { return symbol >= 'a' && symbol <= 'z'; }
[[nodiscard]] constexpr bool is_capital(char symbol) { return symbol >= 'A' && symbol <= 'Z'; }
[[nodiscard]] constexpr bool is_letter(char symbol) { return is_small(symbol) || is_capital(symbol); }

}  // namespace tanbu::importers
