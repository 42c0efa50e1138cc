// What a fuzz target is. Test support only; who feeds them is driver.hpp.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tanbu::fuzz {

using Input = std::span<const std::uint8_t>;

struct Target {
  std::string_view name;    // and the corpus' folder
  int (*one_input)(Input);  // 0; a broken promise ends the process
  int iterations;           // of mutations in every run of the tests
  std::array<std::string_view, 12> tokens;
};

}  // namespace tanbu::fuzz
