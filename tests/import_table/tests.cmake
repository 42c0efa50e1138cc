# What an importer makes of one file, as a line of JSON, for scripts/import_table.py.
add_executable(import_table ${PROJECT_SOURCE_DIR}/tests/import_table/main.cpp)
target_link_libraries(import_table PRIVATE tanbu_importers)
add_test(NAME "e2e: import: the table of docs/importers.md is what the code makes of the files beside the source"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/import_table.py $<TARGET_FILE:import_table>
    ${PROJECT_SOURCE_DIR}/../shared/data --check)
set_tests_properties("e2e: import: the table of docs/importers.md is what the code makes of the files beside the source"
  PROPERTIES LABELS e2e SKIP_RETURN_CODE 77 TIMEOUT 600)
