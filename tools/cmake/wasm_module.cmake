# SPDX-License-Identifier: Apache-2.0
# engine.wasm: the library as a module that needs no script of emscripten's. What it imports, src/explorer/page says.
file(WRITE ${PROJECT_BINARY_DIR}/empty.cpp "")
add_executable(engine ${PROJECT_BINARY_DIR}/empty.cpp)
set_target_properties(engine PROPERTIES SUFFIX .wasm)
target_link_libraries(engine PRIVATE -Wl,--whole-archive chokepoint -Wl,--no-whole-archive)
target_link_options(engine PRIVATE -O3 --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=1gb -sTOTAL_STACK=1mb
  -sFILESYSTEM=0)
