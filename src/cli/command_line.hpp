// SPDX-License-Identifier: Apache-2.0
// What CLI11 cannot say as we want it said: unknown words with the nearest known one, options given twice or without a
// value, and help that breaks between words.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chokepoint::cli {

struct Complaint {
  std::string message;
  std::string hint;
};

/// What is wrong with the words of the command line, before they are parsed; nothing when CLI11 may have them.
[[nodiscard]] std::optional<Complaint> wrong_words(const CLI::App& app, const std::vector<std::string>& words);

/// An error of CLI11 in our words.
[[nodiscard]] Complaint complaint_of(const CLI::ParseError& error, const CLI::App& app);

/// Whole numbers in decimal digits alone.
[[nodiscard]] CLI::Validator decimal();

/// Help in lines of the terminal's width.
[[nodiscard]] std::shared_ptr<CLI::Formatter> help_formatter();

}  // namespace chokepoint::cli
