# End to end: the real binary, the real server process.
add_test(NAME "e2e: main_job: real credits in, retired for a factory and a year, every second use refused"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/main_job/main_job_test.py $<TARGET_FILE:tanbu> ${PROJECT_BINARY_DIR}/main_job)
set_tests_properties("e2e: main_job: real credits in, retired for a factory and a year, every second use refused"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: cli: every verb, every exit status, broken connections and servers that lie about their past"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/cli/cli_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: cli: every verb, every exit status, broken connections and servers that lie about their past"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: cli: whoever answers shows the pinned ledger first, before every verb that reads or writes"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/cli/trust_test.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu-verify>)
set_tests_properties("e2e: cli: whoever answers shows the pinned ledger first, before every verb that reads or writes"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: cli: an audit shows bar, rate and time left on a terminal and nothing of it elsewhere"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/cli/progress_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: cli: an audit shows bar, rate and time left on a terminal and nothing of it elsewhere"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: anchors: an authority stamps checkpoints, and a rewritten history contradicts its stamps"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/anchors/anchors_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: anchors: an authority stamps checkpoints, and a rewritten history contradicts its stamps"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: witness: cosignatures are asked for, verified, kept and shown, whatever a witness answers"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/witness/witness_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: witness: cosignatures are asked for, verified, kept and shown, whatever a witness answers"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: publish: a published log is right at every moment, and proofs, differences and exports of it hold"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/publish/publish_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: publish: a published log is right at every moment, and proofs, differences and exports of it hold"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: follow: a witness signs only what it re-ran, and one history however often it is killed"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/follow/follow_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: follow: a witness signs only what it re-ran, and one history however often it is killed"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: bundle: one file proves its statement with no server, and a forged one does not"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/bundle/bundle_test.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu-verify>)
set_tests_properties("e2e: bundle: one file proves its statement with no server, and a forged one does not" PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: keeping: backup beside a server, restore, erasure by law, digest of the state"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/keeping/keeping_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: keeping: backup beside a server, restore, erasure by law, digest of the state"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: absence: what is not recorded is signed under a witnessed checkpoint, and a lie convicts its operator"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/absence/absence_test.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu-verify>)
set_tests_properties("e2e: absence: what is not recorded is signed under a witnessed checkpoint, and a lie convicts its operator"
  PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: keeping: the log's key is rotated, stolen and lost, and so are the association's"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/keeping/rotation_test.py $<TARGET_FILE:tanbu> $<TARGET_FILE:tanbu-verify>)
set_tests_properties("e2e: keeping: the log's key is rotated, stolen and lost, and so are the association's" PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: exports: whole lists as CSV and workbooks, read by strangers and imported again"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/exports/exports_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: exports: whole lists as CSV and workbooks, read by strangers and imported again" PROPERTIES LABELS e2e TIMEOUT 600)
# The same script makes the figures of docs/importers.md with longer files and a release build.
add_test(NAME "e2e: import: thousands of rows are recorded, known or refused, in memory that does not grow with them"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/import_speed.py ${PROJECT_BINARY_DIR} ${PROJECT_SOURCE_DIR}/tests/data
    --rows 2500,10000 --growth-max 1.3)
set_tests_properties("e2e: import: thousands of rows are recorded, known or refused, in memory that does not grow with them"
  PROPERTIES LABELS e2e SKIP_RETURN_CODE 77 TIMEOUT 1200
  # A sanitizer keeps 256 MiB of what was freed, which is not what the program needs.
  ENVIRONMENT "ASAN_OPTIONS=quarantine_size_mb=1:thread_local_quarantine_size_kb=16")
add_test(NAME "e2e: http_api: a live server and its description agree, both ways"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/http_api/contract_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: http_api: a live server and its description agree, both ways" PROPERTIES LABELS e2e TIMEOUT 600)
add_test(NAME "e2e: webhooks: entries are posted at least once, whatever is killed, refused or not there"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/webhooks/webhooks_test.py $<TARGET_FILE:tanbu>)
set_tests_properties("e2e: webhooks: entries are posted at least once, whatever is killed, refused or not there"
  PROPERTIES LABELS e2e TIMEOUT 600)
# Serving: what stands between the ledger and the world.
foreach(serving "tls: certificates are read again, and no connection is dropped" "operation: metrics, log, limits, proxies and the service manager"
    "stops: SIGTERM under load loses nothing that was acknowledged" "disk_full: reads go on, and writes come back with the room")
  string(REGEX REPLACE ":.*" "" file ${serving})
  add_test(NAME "e2e: serving: ${serving}" COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/e2e/serving/${file}_test.py $<TARGET_FILE:tanbu>)
  set_tests_properties("e2e: serving: ${serving}" PROPERTIES LABELS e2e SKIP_RETURN_CODE 77 TIMEOUT 600)
endforeach()
