// The routes of the application as data: what exists, for whom, with which parameters. The router, the limits, the
// tests and the description of the API read this one table.
#pragma once
#include <span>

#include "api/http/router.hpp"

namespace tanbu::http {

[[nodiscard]] std::span<const Route> all_routes();

}  // namespace tanbu::http
