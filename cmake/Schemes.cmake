# One file is one assessment scheme: ledger/schemes/<name>.cpp defines `const Scheme& tanbu::schemes::<name>()`. The table of all
# schemes, in the order of their codes, is generated from the folder, so that adding a scheme touches no other file.
function(tanbu_schemes room folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  set(declarations "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "const Scheme& ${name}();\n")
    string(APPEND entries "&schemes::${name}(), ")
  endforeach()
  set(table ${PROJECT_BINARY_DIR}/generated/all_schemes.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT "// Generated from ${folder}; do not edit.
#include <algorithm>

#include \"ledger/scheme.hpp\"
namespace tanbu::schemes {
${declarations}}
namespace tanbu {
const std::vector<const Scheme*>& all_schemes() {
  static const std::vector<const Scheme*> table = [] {
    std::vector<const Scheme*> all{${entries}};
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->code < b->code; });
    return all;
  }();
  return table;
}
}
" @ONLY)
  target_sources(tanbu_${room} PRIVATE ${files} ${table})
endfunction()
