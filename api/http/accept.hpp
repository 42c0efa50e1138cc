// Which form of an answer a client wants, by its Accept fields (RFC 9110 section 12.5.1). Pure functions.
#pragma once
#include <optional>
#include <string_view>

#include "api/http/wire/message.hpp"

namespace tanbu::http {

enum class ListForm { json, csv, lines };

// How much the client wants a media type, in thousandths; 0: not at all. Without an Accept field everything is wanted.
// A part of the field that cannot be read is passed over.
[[nodiscard]] int wanted(const Request& request, std::string_view media_type);

// The form in which a list is given: CSV or lines of JSON (NDJSON) where they are wanted more than JSON, else JSON. A
// client that asks for neither gets JSON all the same, as it always did; nothing only where it refuses JSON in words
// (q=0), or asks for a workbook and would keep JSON under the name of one.
[[nodiscard]] std::optional<ListForm> form_of_list(const Request& request);

}  // namespace tanbu::http
