# The small forms of the campaigns against the real server. Their long forms, which judge memory and times and so want a release
# build and a machine of their own, are in docs/security.md.
set(slow_clients "hostile: half requests are closed by their deadlines and others are answered meanwhile")
add_test(NAME ${slow_clients}
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/slow_clients.py $<TARGET_FILE:tanbu> --small)
set(overload "hostile: at twice the load nothing that was acknowledged is lost")
add_test(NAME ${overload}
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/overload.py $<TARGET_FILE:tanbu> --small)
set(schema "hostile: requests made from the schema are answered as it says, and never with a fault of the server")
add_test(NAME ${schema}
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/schema_fuzz.py $<TARGET_FILE:tanbu> --examples $<IF:$<BOOL:${TANBU_LONG}>,2000,25>)
set_tests_properties(${slow_clients} ${overload} ${schema} PROPERTIES LABELS hostile SKIP_RETURN_CODE 77 TIMEOUT 1200)
add_test(NAME "house: docs/security.md lists the requirements that have tests"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/asvs.py --check)
