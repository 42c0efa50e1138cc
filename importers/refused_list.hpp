// Profiles of lists that are recognised and refused as a whole: told by names in their header, with no column read.
#pragma once
#include <string_view>
#include <vector>

#include "importers/profile.hpp"

namespace tanbu::importers {

// `marks`: names that the header must hold; `absent`: names by which a relative is told apart.
[[nodiscard]] Profile refused_list(std::string_view programme, std::string_view name, std::string_view title,
                                   std::string_view title_zh, std::vector<std::string_view> marks,
                                   const Refusal& refusal, std::vector<std::string_view> absent = {});

}  // namespace tanbu::importers
