// The escaping of json_writer.hpp: runs of plain characters are copied as they are.
#include "api/http/json_writer.hpp"

namespace tanbu::http {
namespace {

constexpr bool is_plain(char symbol) {
  return static_cast<unsigned char>(symbol) >= 0x20 && symbol != '"' && symbol != '\\' && symbol != '\x7f';
}

void append_escaped(std::string& out, char symbol) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (symbol) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    default:
      const auto octet = static_cast<unsigned char>(symbol);
      out += "\\u00";
      out += digits[octet >> 4U];
      out += digits[octet & 15U];
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out.append(text.data(), plain);
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

}  // namespace tanbu::http
