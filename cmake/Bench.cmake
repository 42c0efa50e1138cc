# Benchmarks print ratios taken in one run; they assert nothing about time.
add_executable(bench_retire ${PROJECT_SOURCE_DIR}/tests/bench/retire_over_http.cpp ${PROJECT_SOURCE_DIR}/tests/bench/bench_ledger.cpp
  ${PROJECT_SOURCE_DIR}/tests/bench/load_client.cpp)
target_link_libraries(bench_retire PRIVATE tanbu_http)
add_executable(bench_audit ${PROJECT_SOURCE_DIR}/tests/bench/audit_a_ledger.cpp ${PROJECT_SOURCE_DIR}/tests/bench/bench_ledger.cpp)
target_link_libraries(bench_audit PRIVATE tanbu_engine tanbu_audit)
add_executable(bench_verify ${PROJECT_SOURCE_DIR}/tests/bench/verify_signatures.cpp)
target_link_libraries(bench_verify PRIVATE tanbu_crypto)
