# tanbu-verify judges one file and needs no server, database or network, so that it can travel on a stick beside the file.
# Where the archives of its libraries are there it is one program that needs nothing of the machine but a kernel.
option(TANBU_STATIC_VERIFIER "link tanbu-verify statically where the archives are there" ON)

add_executable(tanbu-verify api/verify_main.cpp api/cli/offline.cpp api/cli/offline_texts.cpp api/cli/terminal.cpp api/cli/files.cpp
  api/cli/ulid.cpp api/cli/settings.cpp api/cli/normalise.cpp)
target_link_libraries(tanbu-verify PRIVATE build_flags)
find_library(SODIUM_ARCHIVE libsodium.a)
find_library(CRYPTO_ARCHIVE libcrypto.a)
find_library(BOOST_JSON_ARCHIVE libboost_json.a)
find_library(BOOST_CONTAINER_ARCHIVE libboost_container.a)
if(TANBU_STATIC_VERIFIER AND NOT TANBU_SANITIZE AND SODIUM_ARCHIVE AND CRYPTO_ARCHIVE AND BOOST_JSON_ARCHIVE AND BOOST_CONTAINER_ARCHIVE)
  # The rooms by their files: as targets they would bring the shared libraries that they name. The libraries' own warnings about
  # names that a static program cannot look up concern calls that are never made here (OpenSSL's sockets and engines).
  add_dependencies(tanbu-verify tanbu_offline tanbu_codec tanbu_log tanbu_core tanbu_crypto)
  target_link_libraries(tanbu-verify PRIVATE
    $<TARGET_FILE:tanbu_offline> $<TARGET_FILE:tanbu_codec> $<TARGET_FILE:tanbu_log> $<TARGET_FILE:tanbu_core>
    $<TARGET_FILE:tanbu_crypto> ${BOOST_JSON_ARCHIVE} ${BOOST_CONTAINER_ARCHIVE} ${SODIUM_ARCHIVE} ${CRYPTO_ARCHIVE})
  target_link_options(tanbu-verify PRIVATE -static -Wl,--gc-sections)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    # What grows past this or drags in a database fails where it is built. It had 9.9 million when this was written; a debug build is another size.
    set(verifier_bytes_max 12000000)
    add_custom_command(TARGET tanbu-verify POST_BUILD VERBATIM COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/scripts/check_verifier.py
      $<TARGET_FILE:tanbu-verify> --bytes-max ${verifier_bytes_max})
  endif()
else()
  target_link_libraries(tanbu-verify PRIVATE tanbu_offline)
endif()
