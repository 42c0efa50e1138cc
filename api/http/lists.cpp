// Reading limit and cursor.
#include "api/http/lists.hpp"

namespace tanbu::http {

std::optional<AskedPage> asked_page(const Call& call, std::uint64_t log_size) {
  AskedPage page;
  page.cursor.size = log_size;
  if (const auto limit = call.values.number("limit")) page.limit = static_cast<std::size_t>(*limit);
  if (const auto from = call.values.number("from")) page.cursor.position = *from;
  if (call.values.has("cursor")) {
    const auto cursor = read_cursor(call.values.text("cursor"), call.route->pattern);
    HOLDS(cursor.has_value());  // the router has read it
    if (cursor->size > log_size) return std::nullopt;
    page.cursor = *cursor;
  }
  return page;
}

}  // namespace tanbu::http
