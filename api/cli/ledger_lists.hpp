// Lists of a ledger, element by element, for commands that need all of it. Only questions.
#pragma once
#include <boost/json/value.hpp>
#include <functional>
#include <optional>
#include <string>

#include "api/cli/session.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu::cli {

using TakeElement = std::function<void(const boost::json::value& element)>;

// The list's rows, one for each element of `data`. Stop (failure) where a page has no such member.
[[nodiscard]] const boost::json::array& rows_of(const boost::json::value& page);

// Calls take(element) for everything in a list that anybody may read, page after page.
void each_of_list(Session& session, const std::string& path, const PageLimits& limits, const TakeElement& take);
// Each project of a programme but those that were voided: what was voided set its name and its numbers free.
void each_project(Session& session, const std::string& programme, const PageLimits& limits, const TakeElement& take);

// The units between the members `first` and `last`, both inclusive; nothing where they are no numbers of units.
[[nodiscard]] std::optional<UnitRange> range_at(const boost::json::value& value);

}  // namespace tanbu::cli
