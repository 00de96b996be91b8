// SPDX-License-Identifier: Apache-2.0
// chokepoint explore as a user types it. The page itself is tested in browsers: tests/browser/explorer_test.mjs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "cli/command.hpp"

namespace chokepoint {
namespace {

using testing::HasSubstr;
using testing::Not;

// A folder may hold the name of a person; no page that is handed on needs it.
TEST(Explore, WritesAPageThatNamesNoFolder) {
  const TemporaryFolder folder;
  for (const char* const file : {"sevilla-2024.yaml", "sources.yaml", "data"}) {
    std::filesystem::copy(CHOKEPOINT_SOURCE_DIR "/scenarios/" + std::string(file), folder.path() / file,
                          std::filesystem::copy_options::recursive);
  }
  const std::string page = (folder.path() / "page.html").string();
  const std::string scenario = (folder.path() / "sevilla-2024.yaml").string();
  const Result result = chokepoint_with({"explore", scenario, "--out", page});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, page + "\n");
  const std::string content = read_file(page);
  EXPECT_THAT(content, Not(HasSubstr(folder.path().string())));
  EXPECT_THAT(content, HasSubstr("'wasm-unsafe-eval'; worker-src blob:"));
  EXPECT_LT(content.size(), 2'000'000U);

  const Result again = chokepoint_with({"explore", scenario, "--out", page});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(chokepoint_with({"explore", scenario, "--out", page, "--force"}).status, 0);
}

TEST(Explore, TakesNoNameThatIsNoPage) {
  const TemporaryFolder folder;
  for (const std::string& out : {(folder.path() / "page.txt").string(), folder.path().string()}) {
    const Result result = chokepoint_with({"explore", std::string(published), "--out", out});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("a name that ends in .html"));
  }
}

}  // namespace
}  // namespace chokepoint
