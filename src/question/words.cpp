// SPDX-License-Identifier: Apache-2.0
#include "question/words.hpp"

#include <fmt/format.h>

namespace chokepoint::question {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::size_t Words::skip() {
  while (at_ < origin_.text.size() && origin_.text[at_] == ' ') ++at_;
  return at_;
}

char Words::next() {
  return skip() < origin_.text.size() ? origin_.text[at_] : '\0';
}

bool Words::next_is_word() {
  return is_letter(next());
}

bool Words::takes(char c) {
  skip();
  return takes_at_once(c);
}

bool Words::takes_at_once(char c) {
  if (at_ >= origin_.text.size() || origin_.text[at_] != c) return false;
  ++at_;
  return true;
}

void Words::want(char c) {
  if (!takes(c)) origin_.refuse(at_, 1, fmt::format("'{}' is expected here", c));
}

std::string Words::word() {
  word_at_ = skip();
  while (at_ < origin_.text.size() && (is_letter(origin_.text[at_]) || is_digit(origin_.text[at_]))) ++at_;
  return origin_.text.substr(word_at_, at_ - word_at_);
}

std::string Words::dotted() {
  std::string name = word();
  const std::size_t start = word_at_;
  if (name.empty() || !takes_at_once('.')) return name;
  name += '.' + word();
  word_at_ = start;
  return name;
}

void Words::want_word(std::string_view expected) {
  const std::string found = word();
  if (found != expected) refuse_word(found, fmt::format("'{}' is expected here", expected));
}

void Words::refuse_word(const std::string& found, const std::string& message, const std::string& hint) {
  origin_.refuse(word_at_, found.size(), message, hint);
}

}  // namespace chokepoint::question
