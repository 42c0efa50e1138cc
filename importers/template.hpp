// The tanbu template: a table of our own for anything that no registry's export covers. Its columns may be named in
// English, in Chinese or in both, and stand in any order. Source: formats section 33.
#pragma once
#include <string>
#include <vector>

namespace tanbu::importers {

inline constexpr const char* template_profile = "tanbu-template/1";

// The names of its columns, each in both languages, in the order in which an empty template has them.
[[nodiscard]] std::vector<std::string> template_columns();

// An empty template: a byte order mark, so that spreadsheets read the Chinese, and one row of names.
[[nodiscard]] std::string template_csv();

}  // namespace tanbu::importers
