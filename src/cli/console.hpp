// SPDX-License-Identifier: Apache-2.0
// The terminal and its user: width, progress, interruption, errors.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chokepoint::cli {

/// Columns of the terminal that standard output is; 80 when it is none.
[[nodiscard]] std::size_t terminal_width();

/// Writes all of it to standard output, made printable (units/utf8.hpp), and ASCII on a terminal without UTF-8. Throws Unwritable (files.hpp).
void print(std::string_view shown);

/// "chokepoint: error: …" and an indented hint on standard error, in the style of all input errors.
void print_error(std::string_view message, std::string_view hint = {});

/// From now on the first interrupt (Ctrl-C, SIGTERM) asks for an orderly end, the second ends at once.
void catch_interrupts();
[[nodiscard]] bool interrupted();
/// Thrown where work ends because it was interrupted, so that what it made is cleared away.
struct Interrupted {};
/// Ends this process the way the caught signal would have.
[[noreturn]] void end_by_interrupt();

/// A bar on standard error for runs of more than a second; silent when that is no terminal.
class ProgressBar {
 public:
  explicit ProgressBar(std::uint64_t total);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();  // wipes the bar
  void show(std::uint64_t done);

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t total_;
  bool on_terminal_;
  Clock::time_point start_;
  Clock::time_point shown_;
  bool visible_ = false;
};

}  // namespace chokepoint::cli
