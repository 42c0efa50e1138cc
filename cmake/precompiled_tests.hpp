// What most tests include; only the test presets read it.
#pragma once
#include <catch2/catch.hpp>

#include "cmake/precompiled_core.hpp"
