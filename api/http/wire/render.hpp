// Bytes of a response head. Pure: no socket, no clock; the body is sent by the server beside these bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/wire/message.hpp"

namespace tanbu::http {

// Appends status line, fields and blank line to `out`. `date` is an IMF-fixdate. The status must be 200..599.
void append_response_head(std::string& out, const Response& response, bool close, std::string_view date);

// Whether a response of this status carries a body at all (RFC 9110 section 6.4.1).
constexpr bool status_has_body(int status) { return status != 204 && status != 304; }

// IMF-fixdate of RFC 9110 section 5.6.7, for instance "Sun, 06 Nov 1994 08:49:37 GMT". From 1970 on.
std::string http_date(std::int64_t unix_seconds);

}  // namespace tanbu::http
