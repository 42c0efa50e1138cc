#include "api/cli/out_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "api/cli/arguments.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/given.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {

CLI::Option* add_out_options(CLI::App& verb, OutFile& file, const std::string& text) {
  verb.add_flag("--replace", file.replace, said("write over a file of that name", "覆盖同名文件"));
  return verb.add_option("--out", file.path, text)->check(not_empty());
}

void stop_taken(const std::string& path) {
  throw Stop(Exit::usage, fmt::format(fmt::runtime(say("the file exists already: {}; give another name, or --replace",
                                                       "文件已存在：{}；请另取文件名，或加 --replace")),
                                      harmless(path)));
}

void check_out(const OutFile& file) {
  if (file.path.empty() && file.replace)
    stop_usage("--replace", "", say("names no file; goes with --out", "未指明文件；须与 --out 同用"));
  std::error_code ignored;
  // A link that leads nowhere is a name that is taken, too.
  const bool taken = !file.path.empty() && std::filesystem::exists(std::filesystem::symlink_status(file.path, ignored));
  if (taken && !file.replace) stop_taken(file.path);
}

void write_out(const OutFile& file, std::string_view bytes) {
  GrowingFile written(file.path);
  written.add(bytes);
  finish_out(file, written);
}

void finish_out(const OutFile& file, GrowingFile& written) {
  if (file.replace) {
    written.finish();
  } else if (!written.finish_unless_taken()) {
    stop_taken(file.path);
  }
}

}  // namespace tanbu::cli
