// Faults of form: what is wrong with a command whatever the state of any ledger. All faults are reported at once, each
// with a JSON pointer into the payload and a stable code. Free text is checked for personal information (PD-01) here as
// well.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu {

struct FormFault {
  std::string pointer;  // RFC 6901, into the payload: /body/ranges/0/first
  std::string code;     // snake_case, part of the public format
  std::string detail;   // English; translations are made from the code
  bool operator==(const FormFault&) const = default;
};

namespace limits {
inline constexpr std::size_t text_characters_max = 500;
inline constexpr std::size_t beneficiary_characters_max = 300;
}  // namespace limits

// True when the text holds a mobile number between non-digits, a resident id with a right GB 11643 check, or an e-mail
// address.
[[nodiscard]] bool holds_personal_information(std::string_view utf8);
// The first fault of a free text, as a code: text_empty, text_too_long, text_not_utf8, text_control_character,
// text_not_nfc, pii; or nothing.
[[nodiscard]] std::optional<std::string_view> text_fault(std::string_view utf8, std::size_t characters_max);
// Characters (code points) of valid UTF-8; nothing when it is not valid.
[[nodiscard]] std::optional<std::size_t> count_characters(std::string_view utf8);

// How names of organisations are compared (RT-03): letters of ASCII lowered, full-width made half-width, white space
// and the punctuation ., () （） dropped. Never used to decide identity, only to decide between a match and a HOLD.
[[nodiscard]] std::string normalised_name(std::string_view utf8);

}  // namespace tanbu
