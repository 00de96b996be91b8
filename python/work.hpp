// SPDX-License-Identifier: Apache-2.0
// How work is done for Python: what is wrong becomes an exception, and nothing waits for Python's lock.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/report.hpp"

namespace chokepoint::python {

/// Texts that are wrong: chokepoint.ScenarioError.
struct Wrong {
  std::vector<scenario::Diagnostic> diagnostics;
};

template <class Value>
Value good(std::variant<Value, scenario::Diagnostic> read) {
  if (auto* const wrong = std::get_if<scenario::Diagnostic>(&read)) throw Wrong{{std::move(*wrong)}};
  return std::get<Value>(std::move(read));
}

/// How much of it: made by Python with every verb.
struct Effort {
  simulation::Ensemble ensemble;
  unsigned threads = 0;
};

inline Effort effort_of(std::uint64_t draws, std::uint64_t seed, const std::string& sampler, unsigned threads,
                        bool point) {
  using uncertainty::Method;
  if (draws < 1 || draws > uncertainty::draw_limit) {
    throw std::invalid_argument("draws: a whole number from 1 to " + std::to_string(uncertainty::draw_limit));
  }
  const bool sobol = sampler == "sobol";
  if (!sobol && sampler != "random" && sampler != "latin") {
    throw std::invalid_argument("sampler: 'sobol', 'random' or 'latin', not '" + sampler + "'");
  }
  const Method method = sobol ? Method::sobol : sampler == "random" ? Method::random : Method::latin;
  return {{.draws = draws, .seed = seed, .method = method, .partner = false, .point = point}, threads};
}

/// Works on a thread of its own, so that others can hold Python's lock and this one sees Ctrl+C. `work` gets an effort
/// that ends when it is pressed, and gives nothing then.
template <class Work>
auto done(const Effort& effort, const Work& work) {
  std::atomic<bool> ended = false;
  const analysis::Effort asked{effort.ensemble, {.count = effort.threads}, [&ended](double) { return !ended; }};
  const pybind11::gil_scoped_release released;
  auto result = std::async(std::launch::async, [&] { return work(asked); });
  while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    const pybind11::gil_scoped_acquire held;
    if (PyErr_CheckSignals() == 0) continue;
    const pybind11::error_already_set pressed;
    ended = true;
    const pybind11::gil_scoped_release again;
    result.wait();
    throw pybind11::error_already_set(pressed);
  }
  return std::move(*result.get());
}

/// A result as text, CSV and JSON.
using Answer = std::tuple<std::string, std::string, std::string>;
template <class Make>
Answer answer(const Make& make) {
  return {make(report::Format::terminal), make(report::Format::csv), make(report::Format::json)};
}

/// Of texts.
inline constexpr std::size_t width = 80;

}  // namespace chokepoint::python
