# SPDX-License-Identifier: Apache-2.0
# What is installed beside programs and headers, and what CPack makes of it: docs/install.md, docs/decisions/0020-packages.md.
# Components are the packages: chokepoint, development, python.

if(CHOKEPOINT_EXECUTABLE)
  install(FILES tools/completion/chokepoint.bash RENAME chokepoint
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT chokepoint)
  install(FILES tools/completion/_chokepoint DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT chokepoint)
  install(FILES tools/completion/chokepoint.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT chokepoint)

  # A page for each verb, which the program names itself. Not in `all`: it takes seconds after every change.
  set(man ${PROJECT_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${man}/chokepoint.1.gz
    COMMAND ${PROJECT_SOURCE_DIR}/tools/man $<TARGET_FILE:chokepoint_executable> ${man}
    DEPENDS chokepoint_executable tools/man VERBATIM)
  add_custom_target(man DEPENDS ${man}/chokepoint.1.gz)
  install(DIRECTORY ${man}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT chokepoint
    FILES_MATCHING PATTERN "*.1.gz" PATTERN "new" EXCLUDE)

  # The same objects, with no library of the machine: where Debian has the archives. It runs on any Linux of this processor.
  find_library(CHOKEPOINT_YAML_ARCHIVE libyaml-cpp.a)
  find_library(CHOKEPOINT_UTF8PROC_ARCHIVE libutf8proc.a)
  find_library(CHOKEPOINT_MD_ARCHIVE libmd.a)
  if(CHOKEPOINT_YAML_ARCHIVE AND CHOKEPOINT_UTF8PROC_ARCHIVE AND CHOKEPOINT_MD_ARCHIVE AND NOT CHOKEPOINT_MPI AND NOT CHOKEPOINT_SANITIZE)
    # But for what writes workbooks: Debian has no archive of libxlsxwriter.
    add_executable(chokepoint_static EXCLUDE_FROM_ALL $<FILTER:$<TARGET_OBJECTS:chokepoint_executable>,EXCLUDE,/workbook\\.cpp>
      src/cli/workbook.cpp tools/static/fmt.cpp tools/static/spdlog.cpp)
    target_include_directories(chokepoint_static PRIVATE src include)
    target_compile_definitions(chokepoint_static PRIVATE SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
    set_target_properties(chokepoint_static PROPERTIES OUTPUT_NAME chokepoint RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/static)
    add_dependencies(chokepoint_static chokepoint)
    target_link_options(chokepoint_static PRIVATE -static-pie)
    target_link_libraries(chokepoint_static PRIVATE $<TARGET_FILE:chokepoint> ${CHOKEPOINT_YAML_ARCHIVE} ${CHOKEPOINT_UTF8PROC_ARCHIVE}
      ${CHOKEPOINT_MD_ARCHIVE})
  endif()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chokepoint)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The chokepoint authors <chokepoint@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "which physical limit stops AI training compute first")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL development)
if(CHOKEPOINT_EXECUTABLE)
  list(APPEND CPACK_COMPONENTS_ALL chokepoint)
endif()
if(CHOKEPOINT_PYTHON AND NOT DEFINED SKBUILD)
  list(APPEND CPACK_COMPONENTS_ALL python)
endif()

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(same_version "chokepoint (= ${PROJECT_VERSION})")  # whose scenarios they find

set(CPACK_DEBIAN_CHOKEPOINT_PACKAGE_NAME chokepoint)
set(CPACK_DEBIAN_CHOKEPOINT_PACKAGE_SUGGESTS "chromium-headless-shell | chromium | weasyprint")  # PDF
set(CPACK_COMPONENT_CHOKEPOINT_DESCRIPTION
"A simulator of what stops the growth of AI training compute: power, chips,
data, latency, money. Scenarios are files of values with sources; answers are
probabilities, planning reports and tables for other programs.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libchokepoint-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)  # an archive
# What the CMake package asks for (tools/chokepoint-config.cmake.in).
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${same_version}, libyaml-cpp-dev (>= 0.7), libfmt-dev (>= 9), libutf8proc-dev, libc6-dev | libc-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"Headers, the static library and the CMake package of the simulator of what
stops the growth of AI training compute, for C++20 programs.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-chokepoint)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
# A module of this Python alone: pybind11 2.10 has no stable ABI.
if(CHOKEPOINT_PYTHON)
  math(EXPR next_minor "${Python_VERSION_MINOR} + 1")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "${same_version}, python3 (>= 3.${Python_VERSION_MINOR}), python3 (<< 3.${next_minor}), python3-numpy")
endif()
set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "python3-pandas, python3-xarray, python3-matplotlib")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION
"The simulator of what stops the growth of AI training compute as a Python
package: scenarios, runs and what-if questions, typed, with NumPy, and with
pandas and xarray where they are asked for.")

# Debian asks for a copyright and a changelog in each.
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/debian)
string(CONCAT copyright
  "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: chokepoint\n\nFiles: *\n"
  "Copyright: 2024-2026 The chokepoint authors\nLicense: Apache-2.0\n On Debian systems, the full text of the Apache License, version 2.0, is in\n"
  " /usr/share/common-licenses/Apache-2.0.\n")
file(WRITE ${PROJECT_BINARY_DIR}/debian/copyright "${copyright}")
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)  # SOURCE_DATE_EPOCH, where it is given
file(WRITE ${PROJECT_BINARY_DIR}/debian/changelog
  "chokepoint (${PROJECT_VERSION}) stable; urgency=medium\n\n  * What changed is in CHANGELOG.md of the package chokepoint.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
configure_file(CHANGELOG.md debian/CHANGELOG.md COPYONLY)
find_program(CHOKEPOINT_GZIP gzip REQUIRED)
execute_process(COMMAND ${CHOKEPOINT_GZIP} -9nfk changelog CHANGELOG.md WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/debian COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  install(FILES ${PROJECT_BINARY_DIR}/debian/copyright ${PROJECT_BINARY_DIR}/debian/changelog.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME} COMPONENT ${component})
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/debian/CHANGELOG.md.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/chokepoint COMPONENT chokepoint)
include(CPack)
