add_test(NAME "model: third_reader: it accepts the examples of the formats page and refuses what the page refuses"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/model/third_reader/reader_test.py)
set_tests_properties("model: third_reader: it accepts the examples of the formats page and refuses what the page refuses" PROPERTIES LABELS model)
