// SPDX-License-Identifier: Apache-2.0
#include "cli/process.hpp"

int main(int argc, char** argv) {
  return chokepoint::cli::run_process(argc, argv);
}
