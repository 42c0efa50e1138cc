add_test(NAME "races: over_http: of sixty-four clients that want one range exactly one gets it"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/races/over_http/one_range.py $<TARGET_FILE:tanbu> $<IF:$<BOOL:${TANBU_LONG}>,200,30>)
set_tests_properties("races: over_http: of sixty-four clients that want one range exactly one gets it" PROPERTIES LABELS races TIMEOUT 1200)
