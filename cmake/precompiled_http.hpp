// What most files of the interfaces include; only the test presets read it.
#pragma once
#include <boost/json.hpp>

#include "api/http/answers.hpp"
#include "cmake/precompiled_core.hpp"
