// SPDX-License-Identifier: Apache-2.0
#include "cli/console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "cli/files.hpp"

namespace chokepoint::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto quiet_for = 1s;
constexpr auto between_updates = 100ms;
constexpr std::size_t bar_width = 40;

std::atomic<int> caught_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it");

extern "C" void on_signal(int signal) {
  caught_signal = signal;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

void print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) throw Unwritable(fmt::format("standard output: {}", std::strerror(errno)));
}

void tell(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void print_error(std::string_view message, std::string_view hint) {
  tell(fmt::format("chokepoint: error: {}\n", message));
  if (!hint.empty()) tell(fmt::format("  hint: {}\n", hint));
}

Interruptible::Interruptible() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

Interruptible::~Interruptible() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  if (interrupted() != 0 && std::uncaught_exceptions() == 0) end_by_interrupt();
}

int interrupted() {
  return caught_signal;
}

void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // Opened for reading, so that writing to it fails: it gets the lowest number that is free, which is this one.
    if (fcntl(stream, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != stream) return;
  }
}

void end_by_interrupt() {
  std::signal(caught_signal, SIG_DFL);
  std::raise(caught_signal);
  std::abort();
}

ProgressBar::ProgressBar(std::uint64_t total)
    : total_(total), on_terminal_(isatty(STDERR_FILENO) == 1), start_(Clock::now()), shown_(start_) {}

ProgressBar::~ProgressBar() {
  if (visible_) tell("\r\033[K");
}

void ProgressBar::show(std::uint64_t done) {
  const auto now = Clock::now();
  if (!on_terminal_ || now - start_ < quiet_for || now - shown_ < between_updates) return;
  shown_ = now;
  visible_ = true;
  const double share = static_cast<double>(done) / static_cast<double>(total_);
  const auto filled = static_cast<std::size_t>(share * bar_width);
  const auto left = countdown_.left(std::chrono::duration<double>(now - start_).count(), share);
  tell(fmt::format("\r[{}{}] {:3.0f}%{}\033[K", std::string(filled, '#'), std::string(bar_width - filled, '.'),
                   100.0 * share, left ? fmt::format(", {:.0f} s left", *left) : std::string()));
}

}  // namespace chokepoint::cli
