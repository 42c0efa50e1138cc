// Dates and plain spellings of cells.hpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

#include "importers/ascii.hpp"
#include "importers/cells.hpp"
#include "importers/table/sheet_rows.hpp"

namespace tanbu::importers {
namespace {

using Read = std::variant<Date, CellFault>;

// The character that a registry's character stands for; 0: none.
char32_t plain(char32_t value) {
  if (value >= 0xff01 && value <= 0xff5e) value -= 0xfee0;  // full-width
  const bool blank = value == 0xa0 || value == 0x3000 || (value >= 0x2000 && value <= 0x200a) || value == 0x202f ||
                     value == 0x205f || (value >= 0x9 && value <= 0xd) || value == 0x85;
  if (blank) return ' ';
  const bool dash =
      (value >= 0x2010 && value <= 0x2015) || value == 0x2212 || value == 0x2043 || value == 0xfe58 || value == 0xfe63;
  if (dash) return '-';
  const bool invisible = (value >= 0x200b && value <= 0x200f) || (value >= 0x202a && value <= 0x202e) ||
                         (value >= 0x2060 && value <= 0x2064) || value == 0xfeff || value == 0xad || value < 0x20;
  return invisible ? 0 : value;
}

// Words and numbers of a date, in their order; the signs between numbers are kept apart.
struct Token {
  std::string_view text;
  bool number = false;
  char mark_before = 0;  // the last sign before it
};
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  char mark = 0;
  for (std::size_t at = 0; at < text.size();) {
    const bool number = is_digit(text[at]);
    const bool word = is_letter(text[at]);
    if (!number && !word) {
      // Two signs in a row are no date.
      if (text[at] != ' ') mark = mark == 0 || mark == ' ' ? text[at] : '?';
      if (mark == 0) mark = ' ';
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < text.size() && (number ? is_digit(text[at]) : is_letter(text[at]))) ++at;
    tokens.push_back({text.substr(begin, at - begin), number, mark});
    mark = 0;
  }
  return tokens;
}

unsigned month_named(std::string_view word) {
  constexpr std::array<std::string_view, 12> names{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
  std::string lower(word);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol + 32);
  }
  for (unsigned month = 0; month < names.size(); ++month) {
    if (lower == names.at(month) || lower == names.at(month).substr(0, 3)) return month + 1;
  }
  return lower == "sept" ? 9 : 0;
}

int value_of(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + std::min<std::size_t>(digits.size(), 8), value);
  return value;
}

std::optional<Date> date_of(int year, int month, int day) {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return make_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

CellFault wrong_form() {
  return {"date_form", "a date is spelt YYYY-MM-DD, YYYY/M/D, YYYY年M月D日 or 1 Jan 2020, and must exist"};
}

// A year of four digits, or of two where the profile says which hundred years are meant.
std::optional<int> year_in(std::string_view digits, const DateForm& form) {
  if (digits.size() == 4) return value_of(digits);
  if (digits.size() != 2 || !form.short_years_from) return std::nullopt;
  const int first = *form.short_years_from;
  const int year = first - first % 100 + value_of(digits);
  return year < first ? year + 100 : year;
}

Read in_order(const std::array<int, 2>& numbers, std::string_view year_digits, const DateForm& form) {
  if (year_digits.size() == 2 && !form.short_years_from) {
    return CellFault{"date_year_short", "the year has two digits, and nothing says which century is meant"};
  }
  const auto year = year_in(year_digits, form);
  if (!year) return wrong_form();
  const auto day_first = date_of(*year, numbers[1], numbers[0]);
  const auto month_first = date_of(*year, numbers[0], numbers[1]);
  if (form.order == DateOrder::not_stated) {
    if (day_first && month_first && *day_first != *month_first) {
      return CellFault{"date_ambiguous", "this is " + format_date(*month_first) + " or " + format_date(*day_first) +
                                             ", and nothing says which"};
    }
    return CellFault{"date_form", "a date with the year behind needs a stated order of day and month"};
  }
  const auto& date = form.order == DateOrder::day_month_year ? day_first : month_first;
  if (!date) return wrong_form();
  return *date;
}

// A time of day behind the date: 13:45, 13:45:00.000Z, +08:00, AM. It says nothing that is recorded.
bool is_time(const std::vector<Token>& tokens) {
  if (tokens.size() < 5) return tokens.size() == 3;
  for (std::size_t at = 3; at < tokens.size(); ++at) {
    if (!tokens[at].number && tokens[at].text != "T" && tokens[at].text != "Z" && tokens[at].text != "AM" &&
        tokens[at].text != "PM" && tokens[at].text != "UTC" && tokens[at].text != "GMT") {
      return false;
    }
  }
  return std::any_of(tokens.begin() + 4, tokens.end(), [](const Token& token) { return token.mark_before == ':'; });
}

Read from_tokens(const std::vector<Token>& tokens, const DateForm& form) {
  if (tokens.size() < 3 || !is_time(tokens)) return wrong_form();
  const auto& [first, second, third] = std::tie(tokens[0], tokens[1], tokens[2]);
  const bool two_before = second.text.size() <= 2 && first.text.size() <= 2;
  if (first.number && second.number && third.number) {
    if (second.mark_before != third.mark_before || second.mark_before == ' ') return wrong_form();
    if (first.text.size() == 4 && second.text.size() <= 2 && third.text.size() <= 2) {
      if (const auto date = date_of(value_of(first.text), value_of(second.text), value_of(third.text))) return *date;
      return wrong_form();
    }
    if (!two_before) return wrong_form();
    return in_order({value_of(first.text), value_of(second.text)}, third.text, form);
  }
  const bool day_first = first.number && !second.number && third.number;
  const bool month_first = !first.number && second.number && third.number;
  if (!day_first && !month_first) return wrong_form();
  const auto month = month_named(day_first ? second.text : first.text);
  const auto day = day_first ? first.text : second.text;
  if (month == 0 || day.size() > 2) return wrong_form();
  if (third.text.size() == 2 && !form.short_years_from) {
    return CellFault{"date_year_short", "the year has two digits, and nothing says which century is meant"};
  }
  const auto year = year_in(third.text, form);
  if (!year) return wrong_form();
  if (const auto date = date_of(*year, static_cast<int>(month), value_of(day))) return *date;
  return wrong_form();
}

bool has_only_marks_of_dates(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char symbol) {
    return is_digit(symbol) || is_letter(symbol) || std::string_view("-/., :+").find(symbol) != std::string_view::npos;
  });
}

// 2025年1月26日 with signs in place of the characters.
std::string without_characters(std::string text) {
  for (const auto& [character, sign] :
       {std::pair<std::string_view, std::string_view>{"年", "-"}, {"月", "-"}, {"日", " "}, {"号", " "}}) {
    const auto at = text.find(character);
    if (at != std::string::npos) text.replace(at, character.size(), sign);
  }
  return text;
}

}  // namespace

std::string plain_text(std::string_view utf8) {
  std::string text;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const auto character = utf8.substr(at, length);
    at += length;
    char32_t value = length == 1 ? lead : lead & (0x7fU >> length);
    for (const char octet : character.substr(1)) value = (value << 6) | (static_cast<unsigned char>(octet) & 0x3fU);
    const auto result = plain(value);
    if (result == 0) continue;
    if (result == ' ' && (text.empty() || text.back() == ' ')) continue;
    if (result < 0x80) {
      text += static_cast<char>(result);
    } else {
      text += character;
    }
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::variant<Date, CellFault> read_date(std::string_view text, const DateForm& form) {
  const auto spelt = without_characters(plain_text(text));
  if (spelt.empty()) return CellFault{"value_missing", "a date must stand here"};
  const bool all_digits = std::all_of(spelt.begin(), spelt.end(), is_digit);
  if (all_digits && spelt.size() == 8) {
    const std::string_view digits = spelt;
    const auto date = date_of(value_of(digits.substr(0, 4)), value_of(digits.substr(4, 2)), value_of(digits.substr(6)));
    if (date) return *date;
    return wrong_form();
  }
  if (all_digits && form.serial_numbers && spelt.size() <= 5) {
    const auto serial = serial_date(spelt, false);
    const auto date = serial.fault.empty() ? parse_date(serial.text) : std::nullopt;
    if (date) return *date;
    return wrong_form();
  }
  if (!has_only_marks_of_dates(spelt)) return wrong_form();
  return from_tokens(tokens_of(spelt), form);
}

}  // namespace tanbu::importers
