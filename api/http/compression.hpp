// Answers made smaller on the way (RFC 9110 section 8.4, RFC 1952). Only texts, only above a size from which it pays,
// and only for who asks. Pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "api/http/wire/message.hpp"

namespace tanbu::http {

inline constexpr std::size_t gzip_bytes_min = 1024;

// Whether Accept-Encoding takes gzip, by name or by "*", with a weight above 0.
[[nodiscard]] bool takes_gzip(const Request& request);
// Whether an answer is given in gzip to those who take it: a text of at least gzip_bytes_min. Hashes, which do not get
// smaller, and answers that go on are not.
[[nodiscard]] bool has_gzip_form(const Response& response);
// The same bytes for the same text. Throws std::bad_alloc.
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace tanbu::http
