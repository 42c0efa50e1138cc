#include "ledger/scheme.hpp"

#include <algorithm>

namespace tanbu {
namespace {

bool matches(std::string_view accepted, std::string_view programme) {
  return accepted.ends_with('-') ? programme.starts_with(accepted) : programme == accepted;
}

}  // namespace

const Scheme* find_scheme(std::string_view code) {
  for (const Scheme* scheme : all_schemes()) {
    if (scheme->code == code) return scheme;
  }
  return nullptr;
}

bool accepts_instrument(const Scheme& scheme, std::string_view programme) {
  const auto& accepted = scheme.instruments.accepted;
  return std::any_of(accepted.begin(), accepted.end(),
                     [programme](std::string_view code) { return matches(code, programme); });
}

std::optional<std::size_t> place_of_level(const Scheme& scheme, std::string_view level) {
  const auto found = std::find(scheme.levels.begin(), scheme.levels.end(), level);
  if (found == scheme.levels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - scheme.levels.begin());
}

}  // namespace tanbu
