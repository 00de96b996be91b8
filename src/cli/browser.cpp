// SPDX-License-Identifier: Apache-2.0
#include "cli/browser.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/scratch.hpp"

namespace chokepoint::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds patience{120};

/// RFC 8089, with all but the unreserved characters of RFC 3986 escaped.
std::string file_url(const std::string& path) {
  std::string url = "file://";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/-._~").find(c) != std::string_view::npos;
    url += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return url;
}

/// Starts a program, without a shell and without its output.
pid_t start(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own, so that its children end with it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = -1;
  const int failed = posix_spawn(&child, program.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw NoPicture(fmt::format("{} cannot be started: {}", program, std::strerror(failed)));
  return child;
}

void wait_for(pid_t child, const std::string& program) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    int status = 0;
    const pid_t done = waitpid(child, &status, WNOHANG);
    if (done == child) {
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
      throw NoPicture(fmt::format("{} gave up ({} {})", program, WIFEXITED(status) ? "exit status" : "signal",
                                  WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status)));
    }
    const bool late = std::chrono::steady_clock::now() > end;
    if (done < 0 || late || interrupted() != 0) {
      kill(-child, SIGKILL);
      waitpid(child, &status, 0);
      if (interrupted() != 0) throw Interrupted{};
      throw NoPicture(fmt::format("{} did not finish in {} s", program, patience.count()));
    }
    constexpr int milliseconds = 20;
    poll(nullptr, 0, milliseconds);
  }
}

std::vector<std::string> of_browser(const std::string& browser, const std::string& profile, const std::string& page,
                                    const std::string& pdf) {
  std::vector<std::string> arguments{browser,
                                     "--headless",
                                     "--disable-gpu",
                                     "--disable-extensions",
                                     "--disable-background-networking",
                                     "--disable-component-update",
                                     "--disable-sync",
                                     "--no-first-run",
                                     "--user-data-dir=" + profile,
                                     "--no-pdf-header-footer",
                                     "--print-to-pdf=" + pdf,
                                     file_url(page)};
  // Its sandbox does not work for root; the page is our own, and its policy lets nothing else run.
  if (geteuid() == 0) arguments.insert(arguments.begin() + 2, "--no-sandbox");
  return arguments;
}

/// The first of these that PATH has.
std::optional<std::string> find_program(std::initializer_list<const char*> names) {
  const char* const path = std::getenv("PATH");
  if (path == nullptr) return std::nullopt;
  for (const char* const name : names) {
    const std::string folders = path;
    for (std::size_t at = 0; at <= folders.size();) {
      const std::size_t end = std::min(folders.find(':', at), folders.size());
      const fs::path candidate = fs::path(folders.substr(at, end - at)) / name;
      if (candidate.is_absolute() && access(candidate.c_str(), X_OK) == 0) return candidate.string();
      at = end + 1;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_printer() {
  return find_program({"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "weasyprint"});
}

std::optional<std::string> find_drawer() {
  return find_program({"rsvg-convert"});
}

std::string pdf_of(const std::string& program, const std::string& html) {
  const Interruptible interruptible;
  const ScratchFolder folder;
  const std::string page = folder.file("report.html");
  const std::string pdf = folder.file("report.pdf");
  replace_file(page, html);
  const bool is_browser = fs::path(program).filename() != "weasyprint";
  const auto arguments = is_browser ? of_browser(program, folder.file("profile"), page, pdf)
                                    : std::vector<std::string>{program, page, pdf};
  wait_for(start(program, arguments), program);
  std::string content = folder.content_of("report.pdf");
  if (!content.starts_with("%PDF-")) throw NoPicture(fmt::format("{} made no PDF", program));
  return content;
}

std::string png_of(const std::string& program, const std::string& svg) {
  const Interruptible interruptible;
  const ScratchFolder folder;
  replace_file(folder.file("chart.svg"), svg);
  // Twice as many pixels as the picture has units: sharp on paper and on screens of today.
  wait_for(start(program, {program, "--format=png", "--zoom=2", "--output=" + folder.file("chart.png"),
                           folder.file("chart.svg")}),
           program);
  std::string content = folder.content_of("chart.png");
  if (!content.starts_with("\x89PNG\r\n")) throw NoPicture(fmt::format("{} made no PNG", program));
  return content;
}

}  // namespace chokepoint::cli
