// SPDX-License-Identifier: Apache-2.0
// Blocks on threads. The only file that knows of threads; without them (a web page) the blocks are done in turn.
#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
#include <thread>
#define CHOKEPOINT_HAS_THREADS
#endif

#include "chokepoint/simulation.hpp"

namespace chokepoint::simulation {

namespace {

/// Hands out blocks, gathers progress, and keeps the first exception (by draw, so that the same one is reported
/// whatever the number of threads).
class Queue {
 public:
  Queue(std::uint64_t first, std::uint64_t last, std::size_t block, const Progress& progress)
      : next_(first), last_(last), block_(block), progress_(progress) {}

  /// The next block, or false when there is none left or the run has ended.
  bool next(std::uint64_t& first, std::size_t& count) {
    if (stopped_.load(std::memory_order_relaxed)) return false;
    first = next_.fetch_add(block_, std::memory_order_relaxed);
    if (first >= last_) return false;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(block_, last_ - first));
    return true;
  }

  void done(std::size_t count) {
    if (!progress_) return;
    const std::scoped_lock lock(mutex_);
    done_ += count;
    if (!stopped_ && !progress_(done_)) {
      stopped_ = true;
      cancelled_ = true;
    }
  }

  void failed(std::uint64_t first) {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    if (!failure_ || first < failed_at_) {
      failure_ = std::current_exception();
      failed_at_ = first;
    }
  }

  /// Throws the failure, if any; false when the run was cancelled.
  [[nodiscard]] bool finish() const {
    if (failure_) std::rethrow_exception(failure_);
    return !cancelled_;
  }

 private:
  std::atomic<std::uint64_t> next_;
  std::uint64_t last_;
  std::size_t block_;
  const Progress& progress_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  bool cancelled_ = false;
  std::exception_ptr failure_;
  std::uint64_t failed_at_ = 0;
};

bool covers(const Extras& there, const Extras& wanted) {
  return (there.needs || !wanted.needs) && (there.governing || !wanted.governing) && (there.details || !wanted.details);
}

void work(const Engine& engine, Queue& queue, Worker& worker, Store* store) {
  Block to_fill;
  to_fill.extras = worker.extras();
  Block block = to_fill;
  std::uint64_t first = 0;
  std::size_t count = 0;
  while (queue.next(first, count)) {
    try {
      const Block* kept = store == nullptr ? nullptr : store->find(first);
      if (kept != nullptr && !covers(kept->extras, block.extras)) kept = nullptr;
      if (kept == nullptr) {
        engine.simulate(first, count, block);
        if (store != nullptr) kept = store->keep(block);
        if (kept != nullptr) block = to_fill;
      }
      worker.take(kept == nullptr ? block : *kept);
    } catch (...) {
      queue.failed(first);
      return;
    }
    queue.done(count);
  }
}

std::size_t bytes_of(const Block& block) {
  std::size_t doubles = block.draws.size() + block.trajectory.size() + block.observed.size() +
                        block.pre_training.size() + block.post_training.size() + block.post_training_share.size() +
                        block.whole_per_pre_training.size() + block.whole_per_accelerator_time.size();
  for (const auto* const several : {&block.constraints, &block.needs, &block.governing}) {
    for (const auto& series : *several) doubles += series.size();
  }
  return doubles * sizeof(double);
}

unsigned threads_for(const Threads& threads, std::uint64_t blocks) {
#ifdef CHOKEPOINT_HAS_THREADS
  const unsigned wanted = threads.count == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads.count;
  return static_cast<unsigned>(std::clamp<std::uint64_t>(blocks, 1, wanted));
#else
  static_cast<void>(threads);
  static_cast<void>(blocks);
  return 1;
#endif
}

}  // namespace

struct Store::Parts {
  std::size_t bytes_left;
  std::map<std::uint64_t, Block> blocks;  // whose nodes stay where they are
  std::mutex mutex;
};

Store::Store(std::size_t bytes_at_most) : parts_(new Parts{bytes_at_most, {}, {}}) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

const Block* Store::find(std::uint64_t first) const {
  const std::scoped_lock lock(parts_->mutex);
  const auto found = parts_->blocks.find(first);
  return found == parts_->blocks.end() ? nullptr : &found->second;
}

const Block* Store::keep(Block& block) {
  const std::size_t bytes = bytes_of(block);
  const std::uint64_t first = block.first;
  const std::scoped_lock lock(parts_->mutex);
  if (bytes > parts_->bytes_left) return nullptr;
  const auto [kept, is_new] = parts_->blocks.try_emplace(first, std::move(block));
  if (!is_new) return nullptr;
  parts_->bytes_left -= bytes;
  return &kept->second;
}

std::vector<std::unique_ptr<Worker>> simulate(const Engine& engine, std::uint64_t first, std::uint64_t last,
                                              const Threads& threads,
                                              const std::function<std::unique_ptr<Worker>()>& hire,
                                              const Progress& progress, Store* store) {
  const std::size_t wanted = threads.block_size == 0 ? engine.block_size() : threads.block_size;
  const std::size_t block = (wanted + draws_per_leaf - 1) / draws_per_leaf * draws_per_leaf;
  const unsigned count = threads_for(threads, (last - first + block - 1) / block);
  Queue queue(first, last, block, progress);
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < count; ++i) workers.push_back(hire());
#ifdef CHOKEPOINT_HAS_THREADS
  std::vector<std::thread> running;
  running.reserve(count - 1);
  try {
    for (unsigned i = 1; i < count; ++i) {
      running.emplace_back([&engine, &queue, &worker = *workers[i], store] { work(engine, queue, worker, store); });
    }
  } catch (const std::system_error&) {
    // The machine gives no more: those that there are do the work, which does not depend on their number.
  }
  work(engine, queue, *workers.front(), store);
  for (auto& thread : running) thread.join();
#else
  work(engine, queue, *workers.front(), store);
#endif
  if (!queue.finish()) workers.clear();
  return workers;
}

}  // namespace chokepoint::simulation
