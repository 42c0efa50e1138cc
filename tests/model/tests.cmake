add_test(NAME "model: third_reader: it accepts the examples of the formats page and refuses what the page refuses"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/model/third_reader/reader_test.py)
set_tests_properties("model: third_reader: it accepts the examples of the formats page and refuses what the page refuses" PROPERTIES LABELS model)
add_test(NAME "model: third_reader: an operator and a party that collude do not get past it"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/model/third_reader/collusion_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("model: third_reader: an operator and a party that collude do not get past it" PROPERTIES LABELS model TIMEOUT 600)
