// SPDX-License-Identifier: Apache-2.0
// A machine that gives no threads. Its pthread_create() is here, between the program and the library of the system.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>

#include "chokepoint/simulation.hpp"
#include "scenarios.hpp"

namespace {

std::atomic<int> threads_left = 1'000'000;

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument) {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  if (threads_left-- <= 0) return EAGAIN;
  return create(thread, attributes, start, argument);
}

namespace chokepoint::simulation {
namespace {

class Counting : public Worker {
 public:
  void take(const Block& block) override { draws += block.count; }
  std::uint64_t draws = 0;
};

// 100 blocks for 8 threads, of which 7 are extra.
TEST(Threads, ThatCannotStartAreDoneWithout) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const Engine engine(scenario, {.draws = 25'600});
  for (const int extra : {0, 1, 3, 7}) {
    threads_left = extra;
    const auto workers = simulate(engine, 0, engine.draws(), {.count = 8, .block_size = 256},
                                  [] { return std::make_unique<Counting>(); });
    std::uint64_t draws = 0;
    for (const auto& worker : workers) draws += dynamic_cast<const Counting&>(*worker).draws;
    EXPECT_EQ(draws, 25'600U) << extra;
    EXPECT_EQ(threads_left, extra == 7 ? 0 : -1);  // it was asked
  }
  threads_left = 1'000'000;
}

}  // namespace
}  // namespace chokepoint::simulation
