# What several test executables share. A test names it in its links.txt.
add_library(tanbu_fault_vfs STATIC ${PROJECT_SOURCE_DIR}/tests/support/fault_vfs.cpp)
target_link_libraries(tanbu_fault_vfs PUBLIC build_flags SQLite::SQLite3)
