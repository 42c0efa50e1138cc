#include "ledger/ids.hpp"

#include <array>

namespace tanbu {
namespace {

// GB 32100-2015: 31 symbols, without I, O, S, V and Z.
constexpr std::string_view uscc_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

PartyFault check_uscc(std::string_view code) {
  if (code.size() != 18) return PartyFault::uscc_length;
  if (code.find_first_not_of(uscc_alphabet) != std::string_view::npos) return PartyFault::uscc_alphabet;
  if (uscc_check_character(code.substr(0, 17)) != code[17]) return PartyFault::uscc_check;
  return PartyFault::none;
}

// ISO 17442: 18 characters and two digits; the whole, letters read as 10..35, is 1 modulo 97 (ISO 7064 MOD 97-10).
PartyFault check_lei(std::string_view code) {
  if (code.size() != 20) return PartyFault::party_form;
  int remainder = 0;
  for (const char symbol : code) {
    if (symbol >= '0' && symbol <= '9') {
      remainder = (remainder * 10 + (symbol - '0')) % 97;
    } else if (symbol >= 'A' && symbol <= 'Z') {
      remainder = (remainder * 100 + (symbol - 'A' + 10)) % 97;
    } else {
      return PartyFault::party_form;
    }
  }
  // Every character is a digit or a capital letter by now, and letters come after digits.
  if (code[18] > '9' || code[19] > '9') return PartyFault::party_form;
  return remainder == 1 ? PartyFault::none : PartyFault::lei_check;
}

PartyFault check_slug(std::string_view slug) {
  if (slug.size() < 2 || slug.size() > 40) return PartyFault::party_form;
  const auto foreign = slug.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-");
  return foreign == std::string_view::npos ? PartyFault::none : PartyFault::party_form;
}

}  // namespace

std::optional<char> uscc_check_character(std::string_view first_17) {
  constexpr std::array<std::size_t, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  if (first_17.size() != weights.size()) return std::nullopt;
  std::size_t sum = 0;
  for (std::size_t position = 0; position < weights.size(); ++position) {
    const auto value = uscc_alphabet.find(first_17[position]);
    if (value == std::string_view::npos) return std::nullopt;
    sum += value * weights[position];
  }
  // A remainder of 0 gives symbol 0; a plain 31 - 0 would run off the table.
  return uscc_alphabet[(31 - sum % 31) % 31];
}

PartyFault check_party(std::string_view text) {
  if (text.starts_with("uscc:")) return check_uscc(text.substr(5));
  if (text.starts_with("lei:")) return check_lei(text.substr(4));
  if (text.starts_with("x:")) return check_slug(text.substr(2));
  return PartyFault::party_form;
}

std::optional<PartyId> parse_party(std::string_view text) {
  if (check_party(text) != PartyFault::none) return std::nullopt;
  return PartyId{std::string(text)};
}

std::string_view name_of(PartyFault fault) {
  switch (fault) {
    case PartyFault::none:
      return "none";
    case PartyFault::party_form:
      return "party_form";
    case PartyFault::uscc_length:
      return "uscc_length";
    case PartyFault::uscc_alphabet:
      return "uscc_alphabet";
    case PartyFault::uscc_check:
      return "uscc_check";
    case PartyFault::lei_check:
      return "lei_check";
  }
  return "none";
}

bool origin_is_valid(std::string_view origin) {
  if (origin.empty() || origin.size() > 255 || origin.find("://") != std::string_view::npos) return false;
  for (const char symbol : origin) {
    const auto code = static_cast<unsigned char>(symbol);
    if (code <= 0x20 || code >= 0x7f || symbol == '+') return false;
  }
  return true;
}

}  // namespace tanbu
