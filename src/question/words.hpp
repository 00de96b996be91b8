// SPDX-License-Identifier: Apache-2.0
// A text read word by word.
#pragma once

#include <string>
#include <string_view>

#include "question/text.hpp"

namespace chokepoint::question {

/// A place in the text of an origin, which must outlive it. What is read moves it on; what is refused throws Wrong.
class Words {
 public:
  explicit Words(const Origin& origin) : origin_(origin) {}

  [[nodiscard]] const Origin& origin() const { return origin_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  void move_to(std::size_t at) { at_ = at; }
  /// All that is not read yet.
  [[nodiscard]] std::string_view rest() const { return std::string_view(origin_.text).substr(at_); }

  /// Past blanks; where that is.
  std::size_t skip();
  /// The character that comes next, past blanks; 0 at the end.
  char next();
  /// Whether a word comes next, past blanks, and no number.
  bool next_is_word();
  bool takes(char c);
  /// Without blanks before it.
  bool takes_at_once(char c);
  void want(char c);
  /// Of letters and digits; empty where none stands.
  std::string word();
  /// `power.network_power`: a word, or two with a dot between.
  std::string dotted();
  void want_word(std::string_view expected);
  /// The word that was read last is wrong.
  [[noreturn]] void refuse_word(const std::string& found, const std::string& message, const std::string& hint = {});
  /// Where that starts.
  [[nodiscard]] std::size_t word_at() const { return word_at_; }

 private:
  const Origin& origin_;
  std::size_t at_ = 0;
  std::size_t word_at_ = 0;  // where the last word starts
};

}  // namespace chokepoint::question
