# Strangers: foreign software that judges what we publish. Each has a folder of its own under tests/strangers.
add_executable(write_small_log ${PROJECT_SOURCE_DIR}/tests/strangers/go/write_small_log.cpp)
target_link_libraries(write_small_log PRIVATE tanbu_log)
add_test(NAME "strangers: Go's sumdb libraries accept a small log and refuse tampered copies"
  COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/go/small_log_test.sh $<TARGET_FILE:write_small_log>
    ${PROJECT_BINARY_DIR}/strangers/go)
set_tests_properties("strangers: Go's sumdb libraries accept a small log and refuse tampered copies" PROPERTIES
  LABELS strangers SKIP_RETURN_CODE 77 TIMEOUT 300)
