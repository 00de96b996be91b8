// SPDX-License-Identifier: Apache-2.0
// Code points, their UTF-8 and their widths are those of the Unicode standard, written out by hand.
#include "units/utf8.hpp"

#include <gtest/gtest.h>

namespace {

using namespace chokepoint;

TEST(Utf8, FindsWhatIsNoCharacter) {
  EXPECT_EQ(utf8::find_invalid("a\u00e9\u4e2d\U0001F600"), std::string_view::npos);
  EXPECT_EQ(utf8::find_invalid("a\xff"), 1U);
  EXPECT_EQ(utf8::find_invalid("ab\xc3"), 2U) << "ends within a character";
  EXPECT_EQ(utf8::find_invalid("\x80"), 0U) << "continues nothing";
  EXPECT_EQ(utf8::find_invalid("\xc0\xaf"), 0U) << "overlong";
  EXPECT_EQ(utf8::find_invalid("\xe0\x80\x80"), 0U) << "overlong";
  EXPECT_EQ(utf8::find_invalid("\xed\xa0\x80"), 0U) << "surrogate";
  EXPECT_EQ(utf8::find_invalid("\xf4\x90\x80\x80"), 0U) << "above U+10FFFF";
  EXPECT_EQ(utf8::find_invalid("\xf4\x8f\xbf\xbd"), std::string_view::npos) << "U+10FFFD";
}

TEST(Utf8, CountsCharactersAndColumns) {
  EXPECT_EQ(utf8::count("a\u00e9\u4e2d\U0001F600"), 4U);
  EXPECT_EQ(utf8::width("a\u00e9\u4e2d\uff21\U0001F600"), 1U + 1U + 2U + 2U + 2U);
  EXPECT_EQ(utf8::width("e\u0301"), 1U) << "an accent stands on its letter";
  EXPECT_EQ(utf8::count("e\u0301"), 2U);
  EXPECT_EQ(utf8::count("\xff\xfe"), 2U) << "bytes of no character count one by one";
  EXPECT_EQ(utf8::width("\u2581\u2588\u2026"), 3U) << "blocks and the ellipsis of tables";
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(utf8::first("\u00e9\u4e2dz", 2), "\u00e9\u4e2d");
  EXPECT_EQ(utf8::first("ab", 3), "ab");
  EXPECT_EQ(utf8::first("ab", 0), "");
}

TEST(Utf8, ShowsNothingThatATerminalWouldObey) {
  EXPECT_EQ(utf8::printable_line("a\x1b[2J\x7f"), "a\ufffd[2J\ufffd");
  EXPECT_EQ(utf8::printable_line("\u0085\u009b"), "\ufffd\ufffd") << "C1";
  EXPECT_EQ(utf8::printable_line("a\tb\nc\r"), "a b\ufffdc\ufffd");
  EXPECT_EQ(utf8::printable("a\tb\nc\r"), "a\tb\nc\ufffd");
  EXPECT_EQ(utf8::printable("\u202e\u2066\u200f\u061c!"), "\ufffd\ufffd\ufffd\ufffd!") << "turn the line";
  EXPECT_EQ(utf8::printable("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(utf8::printable("\u05e9\u05dc\u4e2d\u200d\u00a0"), "\u05e9\u05dc\u4e2d\u200d\u00a0") << "the rest stays";
}

}  // namespace
