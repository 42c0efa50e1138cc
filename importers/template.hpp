// The tanbu template: a table of our own for anything that no registry's export covers. Its columns may be named in
// English, in Chinese or in both, and stand in any order. Source: formats section 33.
#pragma once
#include <string>

namespace tanbu::importers {

inline constexpr const char* template_profile = "tanbu-template/1";

// An empty template: a byte order mark, so that spreadsheets read the Chinese, and one row of names.
[[nodiscard]] std::string template_csv();

}  // namespace tanbu::importers
