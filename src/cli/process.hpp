// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chokepoint::cli {

/// What `chokepoint` does with its words, as a process of its own: it takes over standard streams and signals, and may
/// end the process. The exit status.
[[nodiscard]] int run_process(int argc, char** argv);

}  // namespace chokepoint::cli
