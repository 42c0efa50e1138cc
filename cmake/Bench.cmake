# Benchmarks print ratios taken in one run; they assert nothing about time. The tests build the audit's and run it over a small
# ledger, so that it still compiles, fills and audits when somebody wants its figures.
add_executable(bench_audit ${PROJECT_SOURCE_DIR}/tests/bench/audit_a_ledger.cpp ${PROJECT_SOURCE_DIR}/tests/bench/bench_ledger.cpp)
target_link_libraries(bench_audit PRIVATE tanbu_engine tanbu_audit)
if(BUILD_TESTING)
  # It names no folder that exists; one of an earlier run that was killed is in the way.
  add_test(NAME "bench: a ledger of 500 retirements is filled, audited and opened"
    COMMAND sh -c "rm -rf bench-smoke && $<TARGET_FILE:bench_audit> bench-smoke 500" WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
  set_tests_properties("bench: a ledger of 500 retirements is filled, audited and opened" PROPERTIES LABELS bench TIMEOUT 600)
endif()
if(TANBU_BENCH)
  # One library, so that no program over HTTP can lack a part that the other has.
  add_library(bench_over_http STATIC ${PROJECT_SOURCE_DIR}/tests/bench/bench_ledger.cpp ${PROJECT_SOURCE_DIR}/tests/bench/load_client.cpp
    ${PROJECT_SOURCE_DIR}/tests/bench/beast_echo.cpp)
  target_link_libraries(bench_over_http PUBLIC tanbu_http)
  add_executable(bench_retire ${PROJECT_SOURCE_DIR}/tests/bench/retire_over_http.cpp)
  target_link_libraries(bench_retire PRIVATE bench_over_http)
  add_executable(bench_read ${PROJECT_SOURCE_DIR}/tests/bench/read_over_http.cpp)
  target_link_libraries(bench_read PRIVATE bench_over_http)
  add_executable(bench_verify ${PROJECT_SOURCE_DIR}/tests/bench/verify_signatures.cpp)
  target_link_libraries(bench_verify PRIVATE tanbu_crypto)
endif()
