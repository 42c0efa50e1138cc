# What an importer makes of one file, as a line of JSON, for scripts/import_table.py.
add_executable(import_table EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/import_table/main.cpp)
target_link_libraries(import_table PRIVATE tanbu_importers)
