// What several tables of routes share. Private to this room; the tables are read once, by all_routes().
#pragma once
#include <vector>

#include "api/http/router.hpp"

namespace tanbu::http {

// A table for each subject, in routes_log.cpp, routes_parties.cpp and routes_units.cpp; the rest stand in routes.cpp.
[[nodiscard]] std::vector<Route> log_routes();
[[nodiscard]] std::vector<Route> party_routes();
[[nodiscard]] std::vector<Route> certificate_routes();
[[nodiscard]] std::vector<Route> unit_routes();

namespace parameters {

inline const Parameter index_in_path{"index", ValueKind::index, true, "index of the entry that made it"};
inline const Parameter programme_in_path{"programme", ValueKind::programme, true, "code of a programme"};
inline const Parameter limit{"limit", ValueKind::page_limit, false, "rows of a page, 1 to 500; 100 when absent"};
inline const Parameter cursor{"cursor", ValueKind::cursor, false, "next of the page before"};
inline const Parameter sort{"sort", ValueKind::sort, false, "entry, or -entry for the newest first; entry when absent"};
inline const Parameter from{"from", ValueKind::index, false, "first entry to list"};
inline const Parameter scheme{"scheme", ValueKind::scheme, false, "judge by this scheme"};
inline const Parameter claim_type{"type", ValueKind::claim_type, false, "I or II; I when absent"};
inline const Parameter percent{"percent", ValueKind::percent, false, "share that is claimed; 100 when absent"};
inline const Parameter on{"on", ValueKind::date, false, "a day; today when absent"};
inline const Parameter as_of{"as_of", ValueKind::index, false, "as known when the log had so many entries"};
inline const Parameter programme{"programme", ValueKind::programme, false, "only of this programme"};

}  // namespace parameters

}  // namespace tanbu::http
