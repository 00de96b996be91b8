// SPDX-License-Identifier: Apache-2.0
#include "report/escape.hpp"

#include <gtest/gtest.h>

namespace chokepoint::report {
namespace {

// RFC 4648, section 10.
TEST(Base64, OfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

// Unicode 15, table 3-7: well-formed byte sequences, and the first that are not.
TEST(Escaped, KeepsTextAndMarksWhatIsNone) {
  EXPECT_EQ(escaped("<a b='c' & \"d\">"), "&lt;a b=&#39;c&#39; &amp; &quot;d&quot;&gt;");
  for (const char* const good :
       {"\xC2\xA0", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBD"}) {
    EXPECT_EQ(escaped(good), good);
  }
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(escaped("\xC0\xAF"), mark + mark);             // overlong
  EXPECT_EQ(escaped("\xED\xA0\x80"), mark + mark + mark);  // a surrogate
  EXPECT_EQ(escaped("\xF4\x90\x80\x80"), mark + mark + mark + mark);
  EXPECT_EQ(escaped("\xE2\x82"), mark + mark);  // cut short
  EXPECT_EQ(escaped(std::string_view("\0", 1)), mark);
  EXPECT_EQ(escaped("\x1B[31m"), mark + "[31m");
  EXPECT_EQ(escaped("\xC2\x9B"), mark);  // C1
}

TEST(EscapedMarkdown, NothingIsMarkup) {
  EXPECT_EQ(escaped_markdown("*a* _b_ [c](d) `e` | # ~"), "\\*a\\* \\_b\\_ \\[c\\](d) \\`e\\` \\| \\# \\~");
  EXPECT_EQ(escaped_markdown("<b> & https://x.org"), "&lt;b\\> &amp; https\\://x.org");
  EXPECT_EQ(escaped_markdown("1. a\n- b"), "1\\. a - b");
  EXPECT_EQ(escaped_markdown("- a"), "\\- a");
  EXPECT_EQ(escaped_markdown("2.2e29"), "2.2e29");
}

TEST(PercentEncoded, OnlyWhatMust) {
  EXPECT_EQ(percent_encoded("a,b/1.5\n \"%"), "a,b/1.5%0A%20%22%25");
}

TEST(JsonText, CannotEndItsScript) {
  EXPECT_EQ(json_text(R"("</script>")"), R"("\u003c/script>")");
}

}  // namespace
}  // namespace chokepoint::report
