# Strangers: foreign software that judges what we publish. Each has a folder of its own under tests/strangers. They are installed by
# scripts/setup.sh and never skipped: a ledger that only its own program can verify proves nothing.
add_executable(write_small_log ${PROJECT_SOURCE_DIR}/tests/strangers/go/write_small_log.cpp)
target_link_libraries(write_small_log PRIVATE tanbu_log)
add_test(NAME "strangers: Go's sumdb libraries accept a small log and refuse tampered copies"
  COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/go/small_log_test.sh $<TARGET_FILE:write_small_log>
    ${PROJECT_BINARY_DIR}/strangers/go)
add_test(NAME "strangers: Go's sumdb libraries accept the server's checkpoint, receipts and tiles"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/go/live_server.py $<TARGET_FILE:tanbu>
    ${PROJECT_SOURCE_DIR}/tests/strangers/go/build.sh ${PROJECT_BINARY_DIR}/strangers/go-live)
add_test(NAME "strangers: commands made by a common JOSE library are accepted"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/jose/commands_by_jwcrypto.py $<TARGET_FILE:tanbu>)
set_tests_properties(
  "strangers: Go's sumdb libraries accept a small log and refuse tampered copies"
  "strangers: Go's sumdb libraries accept the server's checkpoint, receipts and tiles"
  "strangers: commands made by a common JOSE library are accepted"
  PROPERTIES LABELS strangers TIMEOUT 600)
