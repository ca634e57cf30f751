# Turns text files into one C++ source that maps their path from the root to their bytes (engine/embedded.hpp).
set(QINGKONG_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/embed_script.cmake")

function(qingkong_embed out_sources)
  cmake_parse_arguments(EMBED "" "" "GLOBS" ${ARGN})
  set(files)
  foreach(pattern IN LISTS EMBED_GLOBS)
    file(GLOB found CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/${pattern}")
    list(APPEND files ${found})
  endforeach()
  list(SORT files)
  set(output "${CMAKE_BINARY_DIR}/embedded.cpp")
  set(dependencies)
  foreach(file IN LISTS files)
    list(APPEND dependencies "${CMAKE_SOURCE_DIR}/${file}")
  endforeach()
  list(JOIN files "|" joined)
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -DROOT=${CMAKE_SOURCE_DIR} "-DFILES=${joined}" -DOUTPUT=${output}
            -P "${QINGKONG_EMBED_SCRIPT}"
    DEPENDS ${dependencies} "${QINGKONG_EMBED_SCRIPT}" VERBATIM)
  set(${out_sources} "${output}" PARENT_SCOPE)
endfunction()
