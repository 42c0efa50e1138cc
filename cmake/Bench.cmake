# Benchmarks print ratios taken in one run; they assert nothing about time.
add_executable(bench_retire ${PROJECT_SOURCE_DIR}/tests/bench/retire_over_http.cpp ${PROJECT_SOURCE_DIR}/tests/bench/load_client.cpp)
target_link_libraries(bench_retire PRIVATE tanbu_http)
