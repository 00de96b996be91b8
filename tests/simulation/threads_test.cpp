// SPDX-License-Identifier: Apache-2.0
// A machine that gives no threads. Its pthread_create() is here, between the program and the library of the system.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <memory>

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

/// Where the trajectory of each block lies, and what it is.
class Watching : public Worker {
 public:
  void take(const Block& block) override {
    places[block.first] = block.trajectory.data();
    values[block.first] = block.trajectory;
  }
  std::map<std::uint64_t, const double*> places;
  std::map<std::uint64_t, Lanes> values;
};

Watching watched(const Engine& engine, Store* store) {
  const auto workers = simulate(
      engine, 0, engine.draws(), {.count = 1, .block_size = 256}, [] { return std::make_unique<Watching>(); }, {},
      store);
  return dynamic_cast<const Watching&>(*workers.front());
}

// What is kept is simulated once: the next look at the ensemble finds it where it lay. What there is no room for is
// simulated again, into the one block of its worker.
TEST(Stores, KeepWhatTheyHaveRoomFor) {
  const auto scenario = load_scenario("scenarios/sevilla-2024.yaml");
  const Engine engine(scenario, {.draws = 1'024});
  const Watching alone = watched(engine, nullptr);
  ASSERT_EQ(alone.values.size(), 4U);
  Block block;
  engine.simulate(0, 256, block);
  std::size_t doubles = block.draws.size() + block.trajectory.size();
  for (const auto& series : block.constraints) doubles += series.size();
  for (const std::size_t room : {0U, 2U, 4U}) {
    Store store(room * doubles * sizeof(double));
    const Watching first = watched(engine, &store);
    const Watching second = watched(engine, &store);
    EXPECT_EQ(first.values, alone.values) << room;
    EXPECT_EQ(second.values, alone.values) << room;
    for (std::uint64_t draw = 0; draw < engine.draws(); draw += 256) {
      const bool kept = draw < room * 256;
      EXPECT_EQ(store.find(draw) != nullptr, kept) << room << " " << draw;
      if (kept) {
        EXPECT_EQ(first.places.at(draw), second.places.at(draw)) << room << " " << draw;
      }
    }
  }
}

TEST(Stores, LeaveABlockThatTheyDoNotTake) {
  const Engine engine(load_scenario("scenarios/sevilla-2024.yaml"), {.draws = 256});
  Block block;
  engine.simulate(0, 256, block);
  const Lanes trajectory = block.trajectory;
  Store none(0);
  EXPECT_EQ(none.keep(block), nullptr);
  EXPECT_EQ(block.trajectory, trajectory);
  Store some(std::size_t{1} << 30);
  const Block* const kept = some.keep(block);
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(some.find(0), kept);
  EXPECT_EQ(kept->trajectory, trajectory);
  Block again;
  engine.simulate(0, 256, again);
  EXPECT_EQ(some.keep(again), nullptr);  // there is one that starts there
  EXPECT_EQ(again.trajectory, trajectory);
}

}  // namespace
}  // namespace chokepoint::simulation
