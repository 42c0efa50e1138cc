// The second reading of a request head, by Beast's parser, into a Request. It runs only on heads that the guard has
// admitted.
#pragma once
#include <string_view>

#include "api/http/wire/guard.hpp"
#include "api/http/wire/message.hpp"

namespace tanbu::http {

// Fills method, target and headers of `request`, which must be empty. False if Beast does not read `head` exactly as
// the guard did (same length, same body length, same number of fields, no chunks, no upgrade): then nobody may act on
// it.
bool parse_head(std::string_view head, const GuardVerdict& verdict, Request& request);

}  // namespace tanbu::http
