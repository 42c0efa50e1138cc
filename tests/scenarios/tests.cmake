# The CDM registry publishes its issuances as a workbook; a fixture turns it into rows that the scenario reads.
add_test(NAME "scenarios: registries: the workbook of CDM issuances becomes rows"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/spreadsheet_to_csv.py
    ${PROJECT_SOURCE_DIR}/../shared/data/cdm/CDM_Retired_November_erickch.xlsx ${PROJECT_BINARY_DIR}/registries/cdm_issuances.csv)
set_tests_properties("scenarios: registries: the workbook of CDM issuances becomes rows"
  PROPERTIES LABELS scenarios SKIP_RETURN_CODE 77 TIMEOUT 120 FIXTURES_SETUP cdm_issuances)
