# One file is one credit programme or one family of them: ledger/programmes/<name>.cpp defines
# `std::vector<const Programme*> tanbu::programmes::<name>()`. The table of all programmes, in the order of their codes, is
# generated from the folder, so that adding a programme touches no other file.
function(tanbu_programmes room folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "std::vector<const Programme*> ${name}();\n")
    string(APPEND calls "    for (const Programme* programme : ${name}()) all.push_back(programme);\n")
  endforeach()
  set(table ${PROJECT_BINARY_DIR}/generated/all_programmes.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT "// Generated from ${folder}; do not edit.
#include <algorithm>

#include \"ledger/programme.hpp\"
namespace tanbu::programmes {
${declarations}}
namespace tanbu {
const std::vector<const Programme*>& all_programmes() {
  using namespace programmes;
  static const std::vector<const Programme*> table = [] {
    std::vector<const Programme*> all;
${calls}    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->code < b->code; });
    return all;
  }();
  return table;
}
}
" @ONLY)
  target_sources(tanbu_${room} PRIVATE ${files} ${table})
endfunction()
