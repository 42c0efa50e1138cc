// Questions of ledger_lists.hpp.
#include "api/cli/ledger_lists.hpp"

#include <boost/json/array.hpp>

#include "api/cli/answer.hpp"
#include "api/cli/found_false.hpp"
#include "ledger/amount.hpp"

namespace tanbu::cli {

namespace json = boost::json;

const json::array& rows_of(const json::value& page) {
  const auto* data = at(page, "data").if_array();
  if (data == nullptr) stop_unreadable("data");
  return *data;
}

void each_of_list(Session& session, const std::string& path, const PageLimits& limits, const TakeElement& take) {
  const std::string asked = path + (path.find('?') == std::string::npos ? "?limit=500" : "&limit=500");
  session.each_page(asked, Access::open, limits, [&](const json::value& page) {
    for (const auto& element : rows_of(page)) take(element);
  });
}

void each_project(Session& session, const std::string& programme, const PageLimits& limits, const TakeElement& take) {
  each_of_list(session, "/v1/projects?programme=" + percent_encoded(programme), limits,
               [&](const json::value& project) {
                 if (at(project, "voided_by").is_null()) take(project);
               });
}

std::optional<UnitRange> range_at(const json::value& value) {
  const auto first = number_at(value, "first");
  const auto last = number_at(value, "last");
  if (!first || !last || *last > static_cast<std::uint64_t>(limits::unit_number_max)) return std::nullopt;
  return UnitRange::from_inclusive(static_cast<std::int64_t>(*first), static_cast<std::int64_t>(*last));
}

}  // namespace tanbu::cli
