// SPDX-License-Identifier: Apache-2.0
// Data: a case computed by hand.
#include <gtest/gtest.h>

#include "models/step.hpp"

namespace chokepoint::models::data_test {
namespace {

Values round_numbers() {
  return {{"tokens_per_parameter", "20 token/parameter"},
          {"training_compute", "6 FLOP/token/parameter"},
          {"text_stock", "500e12 token"},
          {"image_stock", "10e12 image"},
          {"video_stock", "8e12 s"},
          {"audio_stock", "1e12 s"},
          {"stock_growth", "1.1x/yr"},
          {"epochs", "5"},
          {"quality_share", "20 %"},
          {"tokens_per_image", "20 token/image"},
          {"images_per_video_second", "1 image/s"},
          {"tokens_per_audio_second", "25 token/s"}};
}

// 500e12 of text, 18e12 images of 20 tokens and 25e12 of audio are 885e12 tokens; a fifth of them, five times.
TEST(Data, TokensOfEveryKind) {
  const Series series = step("data", round_numbers(), 3);
  EXPECT_NEAR(series.at("effective_tokens")[0] / 885e12, 1.0, 1e-15);
  EXPECT_NEAR(series.at("effective_tokens")[2] / (885e12 * 1.21), 1.0, 1e-15);
}

// Hoffmann et al. 2022: C = 6 N D with D = 20 N is 0.3 D^2.
TEST(Data, ComputeOptimalRun) {
  const Series series = step("data", round_numbers(), 1);
  EXPECT_NEAR(series.at("")[0] / (0.3 * 885e12 * 885e12), 1.0, 1e-14);
}

TEST(Data, NoVideoIsNoError) {
  Values values = round_numbers();
  values["video_stock"] = "0 s";
  values["image_stock"] = "0 image";
  EXPECT_NEAR(step("data", values, 1).at("effective_tokens")[0] / 525e12, 1.0, 1e-15);
}

}  // namespace
}  // namespace chokepoint::models::data_test
