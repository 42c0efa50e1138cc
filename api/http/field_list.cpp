// Reading of lists in header fields.
#include "api/http/field_list.hpp"

#include <algorithm>

namespace tanbu::http {
namespace {

// 0, 1, 0.5, 0.123, 1.000 in thousandths; nothing for anything else.
std::optional<int> weight_of(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = text[0] == '1' ? 1000 : 0;
  if (text.size() == 1) return weight;
  if (text[1] != '.') return std::nullopt;
  int scale = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * scale;
    scale /= 10;
  }
  return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view next_part(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = without_blanks(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return lower;
}

std::optional<Weighed> weighed(std::string_view part) {
  Weighed found{lower_case(next_part(part, ';'))};
  while (!part.empty()) {
    const auto parameter = lower_case(next_part(part, ';'));
    if (parameter.substr(0, 2) != "q=") continue;  // charset and the like do not change what we give
    const auto weight = weight_of(std::string_view(parameter).substr(2));
    if (!weight) return std::nullopt;
    found.weight = *weight;
  }
  return found;
}

}  // namespace tanbu::http
