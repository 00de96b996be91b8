// SPDX-License-Identifier: Apache-2.0
// The processes of one `mpirun`, in builds with CHOKEPOINT_MPI; otherwise, and without mpirun, this process is alone.
#pragma once

#include <memory>

#include "chokepoint/simulation.hpp"

namespace chokepoint::cli {

/// To be made first thing in main(), and to outlive all else. Under mpirun only the first rank speaks: what the others
/// write to standard output and standard error is lost.
class Processes {
 public:
  Processes(int& argc, char**& argv);
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;
  ~Processes();
  /// Ends every process, when this one cannot go on: the others would wait for it. Returns when it is alone.
  void abort(int status);

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

/// Those of the Processes in being; null when this process is alone.
[[nodiscard]] simulation::Ranks* ranks();
/// Whether this process writes files: the first rank, or the only process.
[[nodiscard]] bool writes_files();

}  // namespace chokepoint::cli
