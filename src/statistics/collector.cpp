// SPDX-License-Identifier: Apache-2.0
// Blocks to counts, of one worker or of all, and an ensemble to its summary.
#include <utility>

#include "statistics/bytes.hpp"
#include "statistics/summary.hpp"

namespace chokepoint::statistics {

struct Collector::Parts {
  Parts(scenario::ScenarioPointer scenario, const Keep& keep)
      : layout(std::move(scenario), keep), wanted(wanted_of(layout)), counted(layout) {}
  Layout layout;
  std::vector<binding::Wanted> wanted;
  Counted counted;
  binding::Outcome outcome;  // scratch
};

Collector::Collector(scenario::ScenarioPointer scenario, const Keep& keep)
    : parts_(std::make_unique<Parts>(std::move(scenario), keep)) {}
Collector::~Collector() = default;
Collector::Collector(Collector&&) noexcept = default;
Collector& Collector::operator=(Collector&&) noexcept = default;

void Collector::take(const simulation::Block& block) {
  const Layout& layout = parts_->layout;
  binding::Table table = table_of(layout.scenario(), block);
  table.draws = block.count;
  table.wanted = parts_->wanted;
  table.each_draw = false;
  binding::bind(table, parts_->outcome);
  statistics::take(layout, block, parts_->outcome, parts_->counted.bindings);
  statistics::take(layout, block, parts_->outcome, parts_->counted.spreads);
  statistics::take(layout, block, parts_->counted.conditions);
}

void Collector::merge(const Collector& other) {
  statistics::merge(other.parts_->counted.bindings, parts_->counted.bindings);
  statistics::merge(other.parts_->counted.spreads, parts_->counted.spreads);
  statistics::merge(other.parts_->counted.conditions, parts_->counted.conditions);
}

std::string Collector::bytes() const {
  Writer writer;
  write(parts_->counted.bindings, writer);
  write(parts_->counted.spreads, writer);
  write(parts_->counted.conditions, writer);
  return writer.take();
}

Collector Collector::from_bytes(scenario::ScenarioPointer scenario, const Keep& keep, const std::string& bytes) {
  Collector collector(std::move(scenario), keep);
  Reader reader(bytes);
  read(reader, collector.parts_->counted.bindings);
  read(reader, collector.parts_->counted.spreads);
  read(reader, collector.parts_->counted.conditions);
  return collector;
}

Summary Collector::summary() const {
  return summary_of(parts_->layout, parts_->counted);
}

void bind(const scenario::Scenario& scenario, const simulation::Block& block, binding::Outcome& outcome) {
  binding::bind(table_of(scenario, block), outcome);
}

namespace {

class Gatherer : public simulation::Worker {
 public:
  Gatherer(const scenario::ScenarioPointer& scenario, const Keep& keep)
      : collector(scenario, keep), extras_(extras_for(keep)) {}
  void take(const simulation::Block& block) override { collector.take(block); }
  [[nodiscard]] simulation::Extras extras() const override { return extras_; }
  Collector collector;

 private:
  simulation::Extras extras_;
};

/// Draws of a run whose blocks are small: it takes longer to touch fresh memory for large ones than it saves.
constexpr std::uint64_t short_run = 64 * simulation::draws_per_leaf;

simulation::Threads blocks_for(simulation::Threads threads, std::uint64_t draws) {
  if (threads.block_size == 0 && draws <= short_run) threads.block_size = simulation::draws_per_leaf;
  return threads;
}

}  // namespace

std::optional<Summary> summarize(const simulation::Engine& engine, const simulation::Threads& threads, const Keep& keep,
                                 const simulation::Progress& progress) {
  const scenario::ScenarioPointer& scenario = engine.scenario();
  const auto own_share = [&]() -> std::optional<Collector> {
    const simulation::Share share = simulation::share_of(threads.ranks, engine.draws());
    auto workers = simulation::simulate(
        engine, share.first, share.last, blocks_for(threads, share.last - share.first),
        [&scenario, &keep] { return std::make_unique<Gatherer>(scenario, keep); }, progress);
    if (workers.empty()) return std::nullopt;
    Collector& all = dynamic_cast<Gatherer&>(*workers.front()).collector;
    for (std::size_t i = 1; i < workers.size(); ++i) all.merge(dynamic_cast<const Gatherer&>(*workers[i]).collector);
    return std::move(all);
  };
  if (threads.ranks == nullptr) {
    const auto all = own_share();
    return all ? std::optional(all->summary()) : std::nullopt;
  }
  const auto all = simulation::combined(
      *threads.ranks,
      [&own_share]() -> std::optional<std::string> {
        const auto mine = own_share();
        return mine ? std::optional(mine->bytes()) : std::nullopt;
      },
      [&scenario, &keep](const std::string& a, const std::string& b) {
        Collector merged = Collector::from_bytes(scenario, keep, a);
        merged.merge(Collector::from_bytes(scenario, keep, b));
        return merged.bytes();
      });
  return all ? std::optional(Collector::from_bytes(scenario, keep, *all).summary()) : std::nullopt;
}

}  // namespace chokepoint::statistics
