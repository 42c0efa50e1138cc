# One file is one family of file formats: importers/profiles/<name>.cpp defines
# `std::vector<const Profile*> tanbu::importers::profiles::<name>()`. The table of all profiles, in the order of their names, is
# generated from the folder, so that adding a format touches no other file.
function(tanbu_profiles room folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  set(declarations "")
  set(calls "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND declarations "std::vector<const Profile*> ${name}();\n")
    string(APPEND calls "    for (const Profile* profile : ${name}()) all.push_back(profile);\n")
  endforeach()
  set(table ${PROJECT_BINARY_DIR}/generated/all_profiles.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT "// Generated from ${folder}; do not edit.
#include <algorithm>

#include \"importers/profile.hpp\"
namespace tanbu::importers::profiles {
${declarations}}
namespace tanbu::importers {
const std::vector<const Profile*>& all_profiles() {
  using namespace profiles;
  static const std::vector<const Profile*> table = [] {
    std::vector<const Profile*> all;
${calls}    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    return all;
  }();
  return table;
}
}
" @ONLY)
  target_sources(tanbu_${room} PRIVATE ${files} ${table})
endfunction()
