// What most files of the ledger include; only the test presets read it. It adds nothing to a file that includes what it
// uses.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/apply.hpp"
#include "ledger/commands.hpp"
#include "ledger/rules.hpp"
#include "ledger/view.hpp"
