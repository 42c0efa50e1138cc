# Kills of the real server. 60 points with every submission, 1,000 in the long preset.
add_executable(tanbu_with_faults ${PROJECT_SOURCE_DIR}/tests/fault/kill_points/faulty_main.cpp)
target_link_libraries(tanbu_with_faults PRIVATE tanbu_cli tanbu_fault_vfs)
add_test(NAME "fault: killed at a write or a sync, nothing acknowledged is lost"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/fault/kill_points/kill_points.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu_with_faults>
          $<IF:$<BOOL:${TANBU_LONG}>,1000,60>)
set_tests_properties("fault: killed at a write or a sync, nothing acknowledged is lost" PROPERTIES LABELS fault TIMEOUT 3600)
add_test(NAME "fault: an import killed between and within its commits is finished by the same lines, and no row is recorded twice"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/fault/import_kills/import_kills.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu_with_faults>
          $<IF:$<BOOL:${TANBU_LONG}>,300,24>)
set_tests_properties("fault: an import killed between and within its commits is finished by the same lines, and no row is recorded twice"
  PROPERTIES LABELS fault TIMEOUT 3600)
