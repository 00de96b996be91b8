// SPDX-License-Identifier: Apache-2.0
// Programs of this machine that make a PDF of a page, a browser or WeasyPrint, and a PNG of a picture, rsvg-convert.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>

namespace chokepoint::cli {

/// The first that PATH has of chromium-headless-shell (which prints in a third of the time of those with windows),
/// chromium, chromium-browser, google-chrome, weasyprint; nothing when there is none.
[[nodiscard]] std::optional<std::string> find_printer();

/// rsvg-convert (Debian: librsvg2-bin), where PATH has it.
[[nodiscard]] std::optional<std::string> find_drawer();

/// The program that could not: the message says what it did.
class NoPicture : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The page, printed. Works in a folder of its own, which it removes. Throws NoPicture, Unwritable (files.hpp)
/// and Interrupted (console.hpp).
[[nodiscard]] std::string pdf_of(const std::string& program, const std::string& html);

/// The picture, drawn; the rest as above.
[[nodiscard]] std::string png_of(const std::string& program, const std::string& svg);

}  // namespace chokepoint::cli
