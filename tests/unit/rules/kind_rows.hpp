// Tables of refusals that are told apart from others only by the kind of command, or by what happened before it.
#pragma once
#include <vector>

#include "tests/unit/rules/rows.hpp"

namespace tanbu::test {

[[nodiscard]] const std::vector<Row>& rows_of_changed_worlds();
[[nodiscard]] const std::vector<Row>& rows_of_further_kinds();
[[nodiscard]] const std::vector<Row>& rows_of_keeping();
[[nodiscard]] const std::vector<Row>& rows_of_log_keys();

}  // namespace tanbu::test
