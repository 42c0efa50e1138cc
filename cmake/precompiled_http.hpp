// What most files of the interfaces include; only the test presets read it.
#pragma once
#include <boost/json.hpp>

#include "cmake/precompiled_core.hpp"
#include "api/http/answers.hpp"
