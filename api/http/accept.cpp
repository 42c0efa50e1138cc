// Reading of Accept fields.
#include "api/http/accept.hpp"

#include <algorithm>
#include <string>

#include "importers/table.hpp"

namespace tanbu::http {
namespace {

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Cuts off and gives the part before the next separator.
std::string_view next_part(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = without_blanks(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return lower;
}

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

struct Range {
  std::string type;  // "text/csv", "text/*", "*/*"
  int weight = 1000;
};

std::optional<Range> range_of(std::string_view text) {
  Range range{lowered(next_part(text, ';'))};
  if (range.type.find('/') == std::string::npos) return std::nullopt;
  while (!text.empty()) {
    const auto parameter = lowered(next_part(text, ';'));
    if (parameter.substr(0, 2) != "q=") continue;  // charset and the like do not change what we give
    const auto weight = weight_of(std::string_view(parameter).substr(2));
    if (!weight) return std::nullopt;
    range.weight = *weight;
  }
  return range;
}

// The most precise range decides, whatever the others say.
int precision(std::string_view range, std::string_view type) {
  if (range == type) return 3;
  const auto family = type.substr(0, type.find('/') + 1);
  if (range == std::string(family) + "*") return 2;
  return range == "*/*" ? 1 : 0;
}

struct Wish {
  int precision = 0;  // 0: nothing in the field speaks of the type
  int weight = 0;
};

Wish wish_of(const Request& request, std::string_view type) {
  Wish wish;
  for (const auto& [name, value] : request.headers) {
    if (name != "accept") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto range = range_of(next_part(rest, ','));
      const int found = range ? precision(range->type, type) : 0;
      if (found > wish.precision) wish = {found, range->weight};
    }
  }
  return wish;
}

}  // namespace

int wanted(const Request& request, std::string_view media_type) {
  return request.header("accept") ? wish_of(request, media_type).weight : 1000;
}

std::optional<ListForm> form_of_list(const Request& request) {
  const int csv = wanted(request, "text/csv");
  const int json = wanted(request, "application/json");
  if (csv > json) return ListForm::csv;
  if (json > 0) return ListForm::json;
  const bool refused = wish_of(request, "application/json").precision > 0;
  const bool asks_for_workbook = wanted(request, media_type_of(importers::Format::xlsx)) > 0;
  if (refused || asks_for_workbook) return std::nullopt;
  return ListForm::json;
}

}  // namespace tanbu::http
