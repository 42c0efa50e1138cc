// Lists in header fields: parts between commas or semicolons, blanks around them, and how much a client wants each
// (RFC 9110 sections 5.6.1 and 12.4.2). Pure functions. Not a parser of quoted strings: no field that is read here
// needs one, and a part that holds one is passed over by whoever asked.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::http {

// Without the blanks and tabs at both ends.
[[nodiscard]] std::string_view without_blanks(std::string_view text);
// Cuts off and gives the part before the next separator, without the blanks around it. At the end `text` is empty.
[[nodiscard]] std::string_view next_part(std::string_view& text, char separator);
// ASCII letters alone.
[[nodiscard]] std::string lower_case(std::string_view text);

// "text/csv;q=0.5": a name in lower case and its weight in thousandths, 1000 when none is given.
struct Weighed {
  std::string name;
  int weight = 1000;
};
// Nothing where the weight cannot be read. Other parameters are passed over.
[[nodiscard]] std::optional<Weighed> weighed(std::string_view part);

}  // namespace tanbu::http
