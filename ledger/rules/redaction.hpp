// Which kinds of command leave free texts in the state, so that erasing one must blank them there. Not here: how
// (redact.cpp). Threading: pure.
#pragma once
#include <string_view>

namespace tanbu::rules {

[[nodiscard]] bool leaves_texts(std::string_view kind);

}  // namespace tanbu::rules
