// The command line as one function: arguments in, exit status out.
#pragma once

namespace tanbu::cli {

[[nodiscard]] int run(int argument_count, char** arguments);

}  // namespace tanbu::cli
