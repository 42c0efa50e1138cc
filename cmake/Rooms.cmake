# A room of the house is a static library made of every .cpp in its folders; nobody keeps a list of files.
add_library(build_flags INTERFACE)
target_include_directories(build_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(build_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Werror -fstack-protector-strong -D_GLIBCXX_ASSERTIONS)
# Where several files are one, a local name of one shadows a function of another, which is no fault of either: only local names are
# compared there. The preset dev judges every file by itself.
if(CMAKE_UNITY_BUILD)
  target_compile_options(build_flags INTERFACE -Wshadow=local)
else()
  target_compile_options(build_flags INTERFACE -Wshadow)
endif()
# GCC 12 sees overlapping copies in std::string's operator+ when it optimises (its bug 105651); the warning is left to other compilers.
target_compile_options(build_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(TANBU_SANITIZE)
  # GCC's manual: the checks that a sanitizer adds make this warning speak of values that are set. Release builds keep it.
  target_compile_options(build_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_compile_options(build_flags INTERFACE -fsanitize=${TANBU_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(build_flags INTERFACE -fsanitize=${TANBU_SANITIZE})
endif()

# The test presets parse the headers that nearly every file includes once. GCC compares a precompiled header with the flags and the
# macros of the file, so ccache is told to trust it.
if(TANBU_PRECOMPILED_HEADERS)
  target_compile_options(build_flags INTERFACE -fpch-preprocess -Winvalid-pch)
  # The tests are forty programs with sanitizers in them, and most of the time of linking them goes by in one thread of the linker.
  find_program(TANBU_MOLD mold)
  if(TANBU_MOLD)
    target_link_options(build_flags INTERFACE -fuse-ld=mold)
  endif()
endif()
function(tanbu_precompiled name)
  if(NOT TANBU_PRECOMPILED_HEADERS)
    return()
  endif()
  if(ARGV1 STREQUAL "FROM")
    target_precompile_headers(${name} REUSE_FROM ${ARGV2})
  else()
    # In quotes and without a folder, so that ccache finds it again from another checkout.
    target_precompile_headers(${name} PRIVATE "\"${ARGV1}\"")
  endif()
endfunction()

function(tanbu_room name)
  cmake_parse_arguments(ROOM "" "PRECOMPILED" "SOURCES;LINKS" ${ARGN})
  set(files "")
  foreach(folder IN LISTS ROOM_SOURCES)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND files ${found})
  endforeach()
  if(files)
    add_library(tanbu_${name} STATIC ${files})
    target_link_libraries(tanbu_${name} PUBLIC build_flags ${ROOM_LINKS})
    # The rules, the log and the readers run in the tests' inner loops and are compiled hardly slower. The command line, the
    # HTTP interface and the tests themselves run once and would be, by far.
    if(TANBU_ROOMS_OPTIMISED AND NOT ROOM_PRECOMPILED MATCHES "[.]hpp$" OR TANBU_ROOMS_OPTIMISED AND name STREQUAL "core")
      target_compile_options(tanbu_${name} PRIVATE -O1)
    endif()
    if(ROOM_PRECOMPILED MATCHES "[.]hpp$")
      tanbu_precompiled(tanbu_${name} cmake/${ROOM_PRECOMPILED})
    elseif(ROOM_PRECOMPILED)
      tanbu_precompiled(tanbu_${name} FROM tanbu_${ROOM_PRECOMPILED})
    endif()
  else()
    add_library(tanbu_${name} INTERFACE)
    target_link_libraries(tanbu_${name} INTERFACE build_flags ${ROOM_LINKS})
  endif()
endfunction()
