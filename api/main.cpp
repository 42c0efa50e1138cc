// The program `tanbu`. Everything it does is in api/cli.
#include "api/cli/run.hpp"

int main(int argument_count, char** arguments) { return tanbu::cli::run(argument_count, arguments); }
