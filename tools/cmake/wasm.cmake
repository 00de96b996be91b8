# SPDX-License-Identifier: Apache-2.0
# The libraries of a WebAssembly build (tools/wasm), which Debian has for the machine alone: headers from where they are
# installed, one folder each, since the rest of /usr/include is of another C library; yaml-cpp and utf8proc from their
# sources in CHOKEPOINT_WASM_SOURCES.
set(here ${PROJECT_BINARY_DIR}/headers)
foreach(folder boost eigen3 nlohmann fmt)
  file(MAKE_DIRECTORY ${here}/${folder})
  file(CREATE_LINK /usr/include/${folder} ${here}/${folder}/${folder} SYMBOLIC)
endforeach()

function(headers_alone target)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE ${ARGN})
endfunction()
headers_alone(Boost::headers ${here}/boost)
headers_alone(Eigen3::Eigen ${here}/eigen3/eigen3)
headers_alone(nlohmann_json::nlohmann_json ${here}/nlohmann)
headers_alone(fmt::fmt ${here}/fmt)
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY)
add_library(Threads::Threads INTERFACE IMPORTED)  # there are none

file(GLOB yaml_sources ${CHOKEPOINT_WASM_SOURCES}/yaml-cpp/src/*.cpp)
add_library(yaml-cpp STATIC ${yaml_sources})
target_include_directories(yaml-cpp SYSTEM PUBLIC ${CHOKEPOINT_WASM_SOURCES}/yaml-cpp/include)
target_compile_definitions(yaml-cpp PUBLIC YAML_CPP_STATIC_DEFINE)
target_compile_options(yaml-cpp PRIVATE -Os)
set_target_properties(yaml-cpp PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)

add_library(utf8proc STATIC ${CHOKEPOINT_WASM_SOURCES}/utf8proc/utf8proc.c)
target_include_directories(utf8proc SYSTEM PUBLIC ${CHOKEPOINT_WASM_SOURCES}/utf8proc)
target_compile_definitions(utf8proc PUBLIC UTF8PROC_STATIC)
add_library(utf8proc::utf8proc ALIAS utf8proc)
