// SPDX-License-Identifier: Apache-2.0
// The terminal and its user: width, progress, interruption, errors.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/countdown.hpp"

namespace chokepoint::cli {

/// Columns of the terminal that standard output is; 80 when it is none.
[[nodiscard]] std::size_t terminal_width();

/// Writes all of it to standard output, made printable (units/utf8.hpp), and ASCII on a terminal without UTF-8. Throws
/// Unwritable (files.hpp).
void print(std::string_view shown);
/// The same as it is, for text with colour codes of our own: nothing in it may be a terminal's that we did not write.
void print_coloured(std::string_view shown);

/// Writes to standard error as far as that can be written: a full or closed one changes no exit status.
void tell(std::string_view text);

/// "chokepoint: error: …" and an indented hint on standard error, in the style of all input errors.
void print_error(std::string_view message, std::string_view hint = {});

/// For work that looks at interrupted(): while it lives, the first interrupt (Ctrl-C, SIGTERM) asks for an orderly end,
/// and the second ends at once, as every one does before and after. One at a time; the process ends with it when there
/// was an interrupt that nobody heeded.
class Interruptible {
 public:
  Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible();
};
/// The signal, or 0.
[[nodiscard]] int interrupted();
/// Thrown where work ends because it was interrupted, so that what it made is cleared away.
struct Interrupted {};
/// Ends this process the way the caught signal would have.
[[noreturn]] void end_by_interrupt();

/// Gives standard streams that are closed a file of no use, before a file of ours takes their place: then writing to
/// standard output fails, as it must, and results do not get what was meant for standard error.
void occupy_closed_streams();

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
  Countdown countdown_;
  bool visible_ = false;
};

}  // namespace chokepoint::cli
