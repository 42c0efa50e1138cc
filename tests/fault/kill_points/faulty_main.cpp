// The server with a disk that ends the process at a chosen operation: TANBU_FAULT holds the plan
// (tests/support/fault_vfs.hpp). Everything else is the shipped program. For tests only.
#include <cstdio>
#include <cstdlib>

#include "api/cli/run.hpp"
#include "tests/support/fault_vfs.hpp"

int main(int argument_count, char** arguments) {
  const char* plan = std::getenv("TANBU_FAULT");
  if (plan != nullptr && !tanbu::test::install_fault_plan(plan)) {
    std::fprintf(stderr, "TANBU_FAULT is no plan: %s\n", plan);
    return 2;
  }
  return tanbu::cli::run(argument_count, arguments);
}
