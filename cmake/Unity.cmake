# All presets but dev compile several files of a room at once (CMAKE_UNITY_BUILD), which takes less than half of the time:
# most of it goes into reading the same headers. The preset dev compiles every file by itself, and so finds a file that forgot
# an include.
if(NOT CMAKE_UNITY_BUILD)
  return()
endif()
# GCC warns of a type from an unnamed namespace unless it stands in the file that it was asked to compile.
add_compile_options(-Wno-subobject-linkage)

# A name in an unnamed namespace belongs to its file. Where neighbours use one name for different things, all but one of them
# are named in compiled_alone.txt, one pattern a line.
file(STRINGS ${PROJECT_SOURCE_DIR}/cmake/compiled_alone.txt alone)
list(TRANSFORM alone PREPEND ${PROJECT_SOURCE_DIR}/)
file(GLOB alone CONFIGURE_DEPENDS ${alone})
set_source_files_properties(${alone} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
