# SPDX-License-Identifier: Apache-2.0
# engine.wasm: the library as a module that needs no script of emscripten's. engine.js in src/explorer/page starts it.
add_executable(engine src/explorer/exports.cpp)
set_target_properties(engine PROPERTIES SUFFIX .wasm)
target_include_directories(engine PRIVATE src)
target_link_libraries(engine PRIVATE chokepoint chokepoint_flags)
set(exports chokepoint_request chokepoint_answer chokepoint_answer_length)
list(TRANSFORM exports PREPEND -Wl,--export=)
target_link_options(engine PRIVATE ${exports} -O3 -fwasm-exceptions --no-entry -sSTANDALONE_WASM -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=1gb
  -sERROR_ON_UNDEFINED_SYMBOLS=0 -sWARN_ON_UNDEFINED_SYMBOLS=0 -sINITIAL_MEMORY=32mb -sTOTAL_STACK=1mb -sFILESYSTEM=0)
