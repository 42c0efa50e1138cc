// Cursors are base64url of "1 <size> <position> <unit> <list>".
#include "api/http/cursor.hpp"

#include "crypto/encoding.hpp"
#include "ledger/amount.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

std::optional<std::uint64_t> take_number(std::string_view& text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto number = log::parse_decimal(text.substr(0, blank));
  text.remove_prefix(blank + 1);
  return number;
}

}  // namespace

std::string newest_first_list(std::string_view pattern) { return "-" + std::string(pattern); }

std::string write_cursor(const Cursor& cursor, std::string_view list) {
  std::string text = "1 " + std::to_string(cursor.size) + " " + std::to_string(cursor.position) + " " +
                     std::to_string(cursor.unit) + " ";
  text += list;
  return crypto::base64url_encode(text);
}

std::optional<Cursor> read_cursor(std::string_view text, std::string_view list) {
  if (text.size() > 512) return std::nullopt;
  const auto bytes = crypto::base64url_decode(text);
  if (!bytes) return std::nullopt;
  std::string_view rest = *bytes;
  const auto version = take_number(rest);
  const auto size = take_number(rest);
  const auto position = take_number(rest);
  const auto unit = take_number(rest);
  if (version != 1U || !size || !position || !unit || rest != list) return std::nullopt;
  // Anybody can write a cursor: a unit that no range can hold would become a negative number further on.
  if (*unit > static_cast<std::uint64_t>(limits::unit_number_max)) return std::nullopt;
  return Cursor{*size, *position, *unit};
}

}  // namespace tanbu::http
