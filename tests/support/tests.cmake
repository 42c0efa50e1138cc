# What several test executables share. A test names it in its links.txt.
add_library(tanbu_fault_vfs STATIC ${PROJECT_SOURCE_DIR}/tests/support/fault_vfs.cpp)
target_link_libraries(tanbu_fault_vfs PUBLIC build_flags SQLite::SQLite3)

add_library(tanbu_world STATIC ${PROJECT_SOURCE_DIR}/tests/support/world.cpp)
target_link_libraries(tanbu_world PUBLIC tanbu_core)
if(TANBU_ROOMS_OPTIMISED)
  target_compile_options(tanbu_world PRIVATE -O1)  # as the room whose precompiled header it takes
endif()
tanbu_precompiled(tanbu_world FROM tanbu_core)

set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${PROJECT_SOURCE_DIR}/tests/support/skipped.cmake)
add_test(NAME "house: tests of the registries' files are shown as skipped where those are absent, and fail where they differ"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/support/absent_files_test.py ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
set_tests_properties("house: tests of the registries' files are shown as skipped where those are absent, and fail where they differ"
  PROPERTIES LABELS house TIMEOUT 600)
