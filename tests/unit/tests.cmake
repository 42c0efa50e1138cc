# Unit tests that are programs of their own. A folder without a links.txt becomes no Catch2 executable.
add_executable(unit_importers_shared ${PROJECT_SOURCE_DIR}/tests/unit/importers_shared/main.cpp)
target_link_libraries(unit_importers_shared PRIVATE tanbu_importers)
target_compile_definitions(unit_importers_shared PRIVATE TANBU_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
add_test(NAME "unit: importers: the exports of 2024 are read where they lie beside the source" COMMAND unit_importers_shared)
set_tests_properties("unit: importers: the exports of 2024 are read where they lie beside the source" PROPERTIES
  LABELS unit SKIP_RETURN_CODE 77 TIMEOUT 120)

add_test(NAME "unit: every numbered rule has a test or a reason" COMMAND /usr/bin/python3
  ${PROJECT_SOURCE_DIR}/scripts/rule_report.py --check)
set_tests_properties("unit: every numbered rule has a test or a reason" PROPERTIES LABELS unit TIMEOUT 60)

add_executable(unit_importers_tables ${PROJECT_SOURCE_DIR}/tests/unit/importers_shared/tables.cpp)
target_link_libraries(unit_importers_tables PRIVATE tanbu_importers)
target_compile_definitions(unit_importers_tables PRIVATE TANBU_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
add_test(NAME "unit: importers: every real table is read where it lies beside the source" COMMAND unit_importers_tables)
set_tests_properties("unit: importers: every real table is read where it lies beside the source" PROPERTIES
  LABELS unit SKIP_RETURN_CODE 77 TIMEOUT 300)
