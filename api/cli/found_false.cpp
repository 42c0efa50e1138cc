#include "api/cli/found_false.hpp"

#include <fmt/format.h>

#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {

std::string false_words(std::string_view words) {
  return fmt::format("{}  {}", coloured(say("FALSE", "不成立"), Colour::red, stderr_is_terminal()), words);
}

void stop_false(std::string_view words) { throw Stop(Exit::found_false, false_words(words)); }

void stop_false(std::string_view code, std::string_view words) { stop_false(fmt::format("{}: {}", code, words)); }

void stop_unreadable(std::string_view what) {
  throw Stop(Exit::failure, fmt::format(fmt::runtime(say("the answer cannot be read: {}", "无法读取应答：{}")), what));
}

}  // namespace tanbu::cli
