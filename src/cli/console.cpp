// SPDX-License-Identifier: Apache-2.0
#include "cli/console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <langinfo.h>
#include <locale.h>
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
#include "units/utf8.hpp"

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

/// Whether standard output is a terminal whose locale has no UTF-8. Files and pipes get the same bytes everywhere.
bool terminal_is_ascii() {
  if (isatty(STDOUT_FILENO) != 1) return false;
  const locale_t users = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (users == nullptr) return false;
  const bool utf8 = std::string_view(nl_langinfo_l(CODESET, users)) == "UTF-8";
  freelocale(users);
  return !utf8;
}

std::string_view ascii_for(char32_t code) {
  switch (code) {
    case U'\u00a0':
      return " ";
    case U'\u00b7':
      return "*";
    case U'\u00d7':
      return "x";
    case U'\u2013':
      return "-";
    case U'\u2026':
      return "...";
    default:
      return "?";
  }
}

std::string in_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const utf8::Character character = utf8::front(text);
    out += character.valid && character.code < 0x80 ? character.bytes : ascii_for(character.code);
    text.remove_prefix(character.bytes.size());
  }
  return out;
}

}  // namespace

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

void print(std::string_view shown) {
  const std::string text = utf8::printable(shown);
  print_coloured(terminal_is_ascii() ? in_ascii(text) : text);
}

void print_coloured(std::string_view shown) {
  const bool written = std::fwrite(shown.data(), 1, shown.size(), stdout) == shown.size() && std::fflush(stdout) == 0;
  if (!written) throw Unwritable(fmt::format("standard output: {}", std::strerror(errno)));
}

void tell(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

void print_error(std::string_view message, std::string_view hint) {
  tell(fmt::format("chokepoint: error: {}\n", utf8::printable_line(message)));
  if (!hint.empty()) tell(fmt::format("  hint: {}\n", utf8::printable_line(hint)));
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
