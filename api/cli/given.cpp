#include "api/cli/given.hpp"

#include "api/cli/terminal.hpp"

namespace tanbu::cli {

CLI::Validator not_empty() {
  return CLI::Validator(
      [](std::string& value) {
        return value.empty() ? said("given, but empty; was the file that it came from there?",
                                    "已给出此选项，但值为空；其来源文件是否存在？")
                             : std::string();
      },
      "");
}

}  // namespace tanbu::cli
