// Where the real files of the registries lie: in the folder that TANBU_REGISTRY_FILES names, otherwise beside the
// source tree. Those without a licence may not be copied here, so a test that reads them holds nothing where they are
// absent. It cannot pass in silence then: whoever asks for a file that is not there ends, unless he fails, with 77,
// which ctest shows as skipped, and with the names of what was not examined. Test support only.
#pragma once
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace tanbu::test {

// What ctest takes for skipped (skipped.cmake).
inline constexpr int exit_skipped = 77;

// Names of files that were asked for and are not there. Never destroyed: it is read when the process ends.
inline std::set<std::string>& files_not_examined() {
  static auto* const names = new std::set<std::string>;
  return *names;
}

// With what the process ends: a test that failed has failed, whatever it did not examine.
inline void end_as_skipped(int status, void*) {
  if (status != 0) return;
  for (const auto& name : files_not_examined()) {
    std::printf("not examined, because it is not there: %s\n", name.empty() ? "all of them" : name.c_str());
  }
  std::fflush(nullptr);
  ::_exit(exit_skipped);
}

inline void note_not_examined(const std::string& name) {
  if (files_not_examined().empty()) ::on_exit(end_as_skipped, nullptr);
  files_not_examined().insert(name);
}

// "" is the folder.
inline std::filesystem::path registry_file(const std::string& name) {
  const char* told = std::getenv("TANBU_REGISTRY_FILES");
  const auto folder = told != nullptr ? std::filesystem::path(told)
                                      : std::filesystem::path(TANBU_SOURCE_DIR).parent_path() / "shared" / "data";
  if (!std::filesystem::exists(folder / name)) note_not_examined(name);
  return folder / name;
}
inline bool has_registry_file(const std::string& name) { return std::filesystem::exists(registry_file(name)); }
inline bool has_registry_files() { return has_registry_file(""); }

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
