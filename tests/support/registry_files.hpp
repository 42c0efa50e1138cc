// Where the real files of the registries lie: beside the source tree, on the machines that have them. Those without a
// licence may not be copied here, so that a test which reads them says so and holds nothing where they are absent. Test
// support only.
#pragma once
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace tanbu::test {

inline std::filesystem::path registry_file(const std::string& name) {
  return std::filesystem::path(TANBU_SOURCE_DIR).parent_path() / "shared" / "data" / name;
}
inline bool has_registry_file(const std::string& name) { return std::filesystem::exists(registry_file(name)); }
inline bool has_registry_files() { return has_registry_file("INDEX.md"); }

// Verra's export of April 2026, whose licence allows a copy here.
inline std::filesystem::path verra_sample() {
  return std::filesystem::path(TANBU_SOURCE_DIR) / "tests/data/verra/transactions_2026-04_sample.csv";
}

// Empty where the file is not there.
inline std::string whole_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace tanbu::test
