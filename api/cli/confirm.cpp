// The question of confirm.hpp.
#include "api/cli/confirm.hpp"

#include <cstdio>
#include <iostream>

#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {

void demand_yes(const Settings& settings, const std::string& question) {
  if (settings.flags().yes) return;
  if (!stdin_is_terminal()) {
    throw Stop(Exit::usage, said("not asked to confirm without a terminal: give --yes", "非终端无法确认：请加 --yes"));
  }
  std::fputs(question.c_str(), stderr);
  std::fflush(stderr);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "yes") throw Stop(Exit::usage, said("nothing was signed", "未签名任何内容"));
}

}  // namespace tanbu::cli
