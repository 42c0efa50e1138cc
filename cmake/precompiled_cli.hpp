// What most files of the command line include; only the test presets read it.
#pragma once
#include <CLI/CLI.hpp>

#include "cmake/precompiled_http.hpp"
