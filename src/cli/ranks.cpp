// SPDX-License-Identifier: Apache-2.0
#include "cli/ranks.hpp"

#ifdef CHOKEPOINT_MPI
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "cli/console.hpp"
#endif

namespace chokepoint::cli {

namespace {

simulation::Ranks* all_ranks = nullptr;

}  // namespace

simulation::Ranks* ranks() {
  return all_ranks;
}

bool writes_files() {
  return all_ranks == nullptr || all_ranks->rank() == 0;
}

#ifdef CHOKEPOINT_MPI

namespace {

namespace mpi = boost::mpi;

/// Whether a launcher started this process: starting MPI takes longer than a run, so that it is not done in vain.
bool launched() {
  for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
    if (std::getenv(name) != nullptr) return true;
  }
  return false;
}

/// For the others. All are interrupted when the launcher is, and end together; when one alone is, the others would go
/// on until all their work is done: it ends them.
class Patience {
 public:
  void wait() {
    sched_yield();
    if (interrupted() == 0) return;
    const auto now = std::chrono::steady_clock::now();
    if (!end_) end_ = now + std::chrono::seconds(1);
    if (now > *end_) mpi::environment::abort(128 + interrupted());
  }

 private:
  std::optional<std::chrono::steady_clock::time_point> end_;
};

class MpiRanks : public simulation::Ranks {
 public:
  [[nodiscard]] int rank() const override { return world_.rank(); }
  [[nodiscard]] int size() const override { return world_.size(); }

  /// Up a binary tree, neighbours first, and down again.
  std::string combine(std::string mine, const Merge& merge) override {
    const int own = world_.rank();
    const int size = world_.size();
    int step = 1;
    for (; step < size && own % (2 * step) == 0; step *= 2) {
      if (own + step < size) mine = merge(mine, receive(own + step));
    }
    if (own > 0) {
      send(own - step, mine);
      mine = receive(own - step);
    }
    for (step /= 2; step > 0; step /= 2) {
      if (own + step < size) send(own + step, mine);
    }
    return mine;
  }

 private:
  void send(int to, const std::string& text) {
    mpi::request request = world_.isend(to, tag, text);
    Patience patience;
    while (!request.test()) patience.wait();
  }
  std::string receive(int from) {
    Patience patience;
    while (!world_.iprobe(from, tag)) patience.wait();
    std::string text;
    world_.recv(from, tag, text);
    return text;
  }

  static constexpr int tag = 1;
  mpi::communicator world_;
};

/// Nothing that this process says is seen any more.
void fall_silent() {
  const int nothing = open("/dev/null", O_WRONLY);
  if (nothing < 0) return;
  dup2(nothing, STDOUT_FILENO);
  dup2(nothing, STDERR_FILENO);
  close(nothing);
}

}  // namespace

struct Processes::Session {
  Session(int& argc, char**& argv) : environment(argc, argv) {}
  mpi::environment environment;
  MpiRanks ranks;
};

Processes::Processes(int& argc, char**& argv) {
  if (!launched()) return;
  session_ = std::make_unique<Session>(argc, argv);
  all_ranks = &session_->ranks;
  if (all_ranks->rank() != 0) fall_silent();
}

void Processes::abort(int status) {
  if (session_ != nullptr && session_->ranks.size() > 1) mpi::environment::abort(status);
}

#else

struct Processes::Session {};
Processes::Processes(int& /*argc*/, char**& /*argv*/) {}
void Processes::abort(int /*status*/) {}

#endif

Processes::~Processes() {
  all_ranks = nullptr;
}

}  // namespace chokepoint::cli
