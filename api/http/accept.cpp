// Reading of Accept fields.
#include "api/http/accept.hpp"

#include <string>

#include "api/http/field_list.hpp"
#include "importers/table.hpp"

namespace tanbu::http {
namespace {

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
      const auto range = weighed(next_part(rest, ','));
      const int found = range ? precision(range->name, type) : 0;
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
  const int lines = wanted(request, "application/x-ndjson");
  const int json = wanted(request, "application/json");
  if (csv > json && csv >= lines) return ListForm::csv;
  if (lines > json) return ListForm::lines;
  if (json > 0) return ListForm::json;
  const bool refused = wish_of(request, "application/json").precision > 0;
  const bool asks_for_workbook = wanted(request, media_type_of(importers::Format::xlsx)) > 0;
  if (refused || asks_for_workbook) return std::nullopt;
  return ListForm::json;
}

}  // namespace tanbu::http
