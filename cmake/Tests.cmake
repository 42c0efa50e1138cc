# One folder of tests/unit, tests/property, ... is one executable: tests/unit/log/*.cpp becomes unit_log. A test executable links
# the rooms named in its folder's links.txt, one library a line.
find_package(Catch2 2.13 CONFIG REQUIRED)
include(Catch)
enable_testing()

file(WRITE ${PROJECT_BINARY_DIR}/tests_precompiled.cpp "")
add_library(tests_precompiled OBJECT ${PROJECT_BINARY_DIR}/tests_precompiled.cpp)
target_link_libraries(tests_precompiled PRIVATE build_flags Catch2::Catch2)
# Without a handler of exceptions around every single check: a test that throws within one still fails, with its name and what was
# thrown, and the tests compile a fifth quicker. The precompiled header wants the same macros as the tests.
set(tests_defined CATCH_CONFIG_FAST_COMPILE)
target_compile_definitions(tests_precompiled PRIVATE ${tests_defined})
tanbu_precompiled(tests_precompiled cmake/precompiled_tests.hpp)

file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/tests/*/*)
foreach(folder IN LISTS test_folders)
  if(NOT EXISTS ${folder}/links.txt)
    continue()
  endif()
  file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR}/tests ${folder})
  string(REPLACE "/" "_" name ${relative})
  string(REPLACE "/" ": " title ${relative})
  string(REGEX REPLACE "/.*" "" label ${relative})
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(NOT files)
    continue()  # a folder whose first test is still to be written must not stop everybody's configuring
  endif()
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/links.txt)
  file(STRINGS ${folder}/links.txt libraries)
  add_executable(${name} ${files})
  target_link_libraries(${name} PRIVATE ${libraries} Catch2::Catch2WithMain)
  target_compile_definitions(${name} PRIVATE ${tests_defined} TANBU_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TANBU_BINARY_DIR="${PROJECT_BINARY_DIR}")
  tanbu_precompiled(${name} FROM tests_precompiled)
  if(TANBU_LONG)
    target_compile_definitions(${name} PRIVATE TANBU_LONG=1)
  endif()
  set(properties LABELS ${label} TIMEOUT 600)
  if(EXISTS ${folder}/fixture.txt)
    # The name of a ctest fixture that makes the files which the folder's tests read.
    file(STRINGS ${folder}/fixture.txt fixture)
    list(APPEND properties FIXTURES_REQUIRED ${fixture})
  endif()
  catch_discover_tests(${name} TEST_PREFIX "${title}: " EXTRA_ARGS --warn NoTests PROPERTIES ${properties})
endforeach()

add_test(NAME "house: arrows point down" COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/check_layers.py ${PROJECT_SOURCE_DIR})
add_test(NAME "house: the layer check bites" COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/check_layers.py --self-test)
# As it was linked, whatever the preset; the release preset links it statically and holds it to a size (cmake/Verifier.cmake).
add_test(NAME "house: the verifier for a stick holds no database, network client or server, and the check sees them in tanbu"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/check_verifier.py $<TARGET_FILE:tanbu-verify> --refuses $<TARGET_FILE:tanbu>)

# Tests that drive the real binary are scripts with their own files under tests/; each folder may add a tests.cmake.
file(GLOB more CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*/tests.cmake)
foreach(file IN LISTS more)
  include(${file})
endforeach()

# The scripts take longest, and some of them wait most of their time: they start first, so that short tests fill the end.
get_property(scripts DIRECTORY PROPERTY TESTS)
set_tests_properties(${scripts} PROPERTIES COST 100)
