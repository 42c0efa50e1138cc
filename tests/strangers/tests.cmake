# Strangers: foreign software that judges what we publish. Each has a folder of its own under tests/strangers. They are installed by
# scripts/setup.sh and never skipped: a ledger that only its own program can verify proves nothing.
add_executable(write_small_log ${PROJECT_SOURCE_DIR}/tests/strangers/go/write_small_log.cpp)
target_link_libraries(write_small_log PRIVATE tanbu_log)
add_test(NAME "strangers: Go's sumdb libraries accept the server's checkpoint, receipts and tiles"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/go/live_server.py $<TARGET_FILE:tanbu>
    ${PROJECT_SOURCE_DIR}/tests/strangers/go/build.sh ${PROJECT_BINARY_DIR}/strangers/go-live)

set(small_logs 0 1 2 3 13 255 256 257 600 70000)
add_test(NAME "strangers: small logs are written" COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/write_small_logs.sh
  $<TARGET_FILE:write_small_log> ${PROJECT_BINARY_DIR}/strangers/logs ${small_logs})
set_tests_properties("strangers: small logs are written" PROPERTIES FIXTURES_SETUP small_logs)
add_test(NAME "strangers: npm packages are installed"
  COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/node/npm_ci.sh ${PROJECT_BINARY_DIR}/strangers/node)
set_tests_properties("strangers: npm packages are installed" PROPERTIES FIXTURES_SETUP npm_packages)
list(TRANSFORM small_logs PREPEND ${PROJECT_BINARY_DIR}/strangers/logs/ OUTPUT_VARIABLE small_log_folders)
add_test(NAME "strangers: Sigstore's verifier accepts logs of ten sizes and refuses every altered byte"
  COMMAND node ${PROJECT_SOURCE_DIR}/tests/strangers/node/sigstore.cjs ${PROJECT_BINARY_DIR}/strangers/node ${small_log_folders})
set_tests_properties("strangers: Sigstore's verifier accepts logs of ten sizes and refuses every altered byte"
  PROPERTIES RESOURCE_LOCK small_logs FIXTURES_REQUIRED "small_logs;npm_packages")
add_test(NAME "strangers: Certificate Transparency's verifier accepts logs of ten sizes and refuses every altered byte"
  COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/ct/ct_test.sh ${PROJECT_BINARY_DIR}/strangers/ct ${small_log_folders})
set_tests_properties("strangers: Certificate Transparency's verifier accepts logs of ten sizes and refuses every altered byte"
  PROPERTIES RESOURCE_LOCK small_logs FIXTURES_REQUIRED small_logs)
# It alters the logs where they lie and puts them right again, and so nobody reads them meanwhile.
add_test(NAME "strangers: Go's sumdb libraries accept logs of ten sizes and refuse tampered copies"
  COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/go/small_log_test.sh $<TARGET_FILE:write_small_log>
    ${PROJECT_BINARY_DIR}/strangers/go ${small_log_folders})
set_tests_properties("strangers: Go's sumdb libraries accept logs of ten sizes and refuse tampered copies"
  PROPERTIES RESOURCE_LOCK small_logs FIXTURES_REQUIRED small_logs)
add_test(NAME "strangers: npm's jose and PyJWT make commands that are accepted and verify those that are kept"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/jose/commands_by_jose_and_pyjwt.py $<TARGET_FILE:tanbu>
    ${PROJECT_SOURCE_DIR}/tests/strangers/node/jose.mjs ${PROJECT_BINARY_DIR}/strangers/node)
set_tests_properties("strangers: npm's jose and PyJWT make commands that are accepted and verify those that are kept"
  PROPERTIES FIXTURES_REQUIRED npm_packages)
add_test(NAME "strangers: commands made by a common JOSE library are accepted"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/jose/commands_by_jwcrypto.py $<TARGET_FILE:tanbu>)
add_test(NAME "strangers: the example clients retire, verify, and believe no false receipt"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/clients/clients_test.py $<TARGET_FILE:tanbu>
    ${PROJECT_SOURCE_DIR}/docs/clients ${PROJECT_BINARY_DIR}/strangers/node ${PROJECT_BINARY_DIR}/strangers/clients)
set_tests_properties("strangers: the example clients retire, verify, and believe no false receipt" PROPERTIES
  FIXTURES_REQUIRED npm_packages LABELS strangers TIMEOUT 600)
add_executable(sm2_ours ${PROJECT_SOURCE_DIR}/tests/strangers/sm2/ours.cpp)
target_link_libraries(sm2_ours PRIVATE tanbu_crypto)
add_test(NAME "strangers: SM2 both ways with npm's sm-crypto, Bouncy Castle and the openssl command"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/sm2/round_trips.py $<TARGET_FILE:sm2_ours>
    ${PROJECT_BINARY_DIR}/strangers/sm2)
add_test(NAME "strangers: a party of npm's sm-crypto is heard, and strangers verify the checkpoint's second line"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/sm2/live_server.py $<TARGET_FILE:tanbu>
    ${PROJECT_BINARY_DIR}/strangers/sm2)
# Both install into one folder.
set_tests_properties(
  "strangers: SM2 both ways with npm's sm-crypto, Bouncy Castle and the openssl command"
  "strangers: a party of npm's sm-crypto is heard, and strangers verify the checkpoint's second line"
  PROPERTIES LABELS strangers TIMEOUT 600 RESOURCE_LOCK npm_sm2)
set_tests_properties(
  "strangers: small logs are written"
  "strangers: npm packages are installed"
  "strangers: Sigstore's verifier accepts logs of ten sizes and refuses every altered byte"
  "strangers: Certificate Transparency's verifier accepts logs of ten sizes and refuses every altered byte"
  "strangers: npm's jose and PyJWT make commands that are accepted and verify those that are kept"
  "strangers: Go's sumdb libraries accept logs of ten sizes and refuse tampered copies"
  "strangers: Go's sumdb libraries accept the server's checkpoint, receipts and tiles"
  "strangers: commands made by a common JOSE library are accepted"
  PROPERTIES LABELS strangers TIMEOUT 600)

add_test(NAME "strangers: Redocly's linter is installed" COMMAND ${PROJECT_SOURCE_DIR}/tests/strangers/node/npm_ci.sh
  ${PROJECT_BINARY_DIR}/strangers/redocly ${PROJECT_SOURCE_DIR}/tests/strangers/redocly)
set_tests_properties("strangers: Redocly's linter is installed" PROPERTIES FIXTURES_SETUP npm_redocly LABELS strangers TIMEOUT 600)
add_test(NAME "strangers: Redocly's linter finds no error in the interface's description"
  COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/strangers/redocly/lint.py $<TARGET_FILE:tanbu> ${PROJECT_BINARY_DIR}/strangers/redocly)
set_tests_properties("strangers: Redocly's linter finds no error in the interface's description"
  PROPERTIES FIXTURES_REQUIRED npm_redocly LABELS strangers TIMEOUT 600)
