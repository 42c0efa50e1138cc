# The description of the HTTP interface and the style of its pages are files that people write; the binary carries them, so
# that a server reads nothing of its own from a disk. They become one source file when a build runs.
function(tanbu_description room folder)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.json ${PROJECT_SOURCE_DIR}/${folder}/*.css)
  set(source ${PROJECT_BINARY_DIR}/generated/http_description_files.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_description.cmake)
  add_custom_command(OUTPUT ${source} COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/${folder} -DSOURCE=${source} -P ${script}
    DEPENDS ${files} ${script} VERBATIM)
  target_sources(tanbu_${room} PRIVATE ${source})
endfunction()
