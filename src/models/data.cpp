// SPDX-License-Identifier: Apache-2.0
// Data: the compute-optimal run that uses every token there is, of text, images, video and audio.
// Sevilla et al. 2024, "Can AI scaling continue through 2030?", section on data; Hoffmann et al. 2022.
#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
class Data {
 public:
  struct Parameters {
    Quantity<units::Tokens, Real> text_stock;
    Quantity<units::Images, Real> image_stock;
    Quantity<units::Time, Real> video_stock;
    Quantity<units::Time, Real> audio_stock;
    Growth<Real> stock_growth;
    Quantity<units::Ratio, Real> epochs;
    Quantity<units::Ratio, Real> quality_share;
    Quantity<units::TokensPerImage, Real> tokens_per_image;
    Quantity<units::Per<units::Images, units::Time>, Real> images_per_video_second;
    Quantity<units::TokenRate, Real> tokens_per_audio_second;

    template <class Visit>
    void each(Visit&& visit) {
      visit(text_stock, {"text_stock", not_negative, Effect::raises,
                         "tokens of text on the indexed web at the start of the base year",
                         "sevilla-2024, section on data", at_base_year, "stock_growth"});
      visit(image_stock,
            {"image_stock", not_negative, Effect::raises, "images on the internet at the start of the base year",
             "sevilla-2024, section on data", at_base_year, "stock_growth"});
      visit(video_stock, {"video_stock", not_negative, Effect::raises,
                          "duration of all video on the internet at the start of the base year",
                          "sevilla-2024, section on data", at_base_year, "stock_growth"});
      visit(audio_stock, {"audio_stock", not_negative, Effect::raises,
                          "duration of all audio on the internet at the start of the base year",
                          "sevilla-2024, section on data", at_base_year, "stock_growth"});
      visit(stock_growth, {"stock_growth", positive, Effect::raises, "yearly growth of the stock of data",
                           "sevilla-2024, section on data"});
      visit(epochs,
            {"epochs", positive, Effect::raises, "useful passes over the data", "sevilla-2024, section on data"});
      visit(quality_share,
            {"quality_share", share, Effect::raises, "share of the stock kept after deduplication and quality filters",
             "sevilla-2024, section on data"});
      visit(tokens_per_image,
            {"tokens_per_image", positive, Effect::raises, "tokens in one image", "sevilla-2024, section on data"});
      visit(images_per_video_second,
            {"images_per_video_second", not_negative, Effect::raises, "images that count for one second of video",
             "sevilla-2024, section on data: a second of video is taken to hold the tokens of one image"});
      visit(tokens_per_audio_second, {"tokens_per_audio_second", positive, Effect::raises,
                                      "tokens in one second of audio", "sevilla-2024, section on data"});
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::Tokens, Real> effective_tokens;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest compute-optimal run on the data there is");
      visit(effective_tokens, Role::internal, "effective_tokens",
            "tokens to train on, after quality filters and with repetition");
    }
  };

  static constexpr About about{.model = "stock",
                               .title = "Data",
                               .equations = R"(images    = image_stock + video_stock * images_per_video_second
tokens(t) = (text_stock + images * tokens_per_image
             + audio_stock * tokens_per_audio_second)
            * stock_growth^t * quality_share * epochs
data(t)   = training_compute * tokens(t)^2 / tokens_per_parameter)",
                               .source = "sevilla-2024, section on data; hoffmann-2022",
                               .passable = true,
                               .sees = Sees::pre_training};
  static constexpr NeedOf<units::Tokens> need_of{"training data", "tokens that the compute-optimal run is trained on",
                                                 "tokens to train on, after quality filters and with repetition"};
  static constexpr std::string_view reads[] = {"tokens_per_parameter", "training_compute"};

  Data(const Shared<Real>& shared, const Parameters& p) : shared_(shared), stock_growth_(p.stock_growth) {
    const Quantity<units::Images, Real> images = p.image_stock + p.video_stock * p.images_per_video_second;
    const Quantity<units::Tokens, Real> stock =
        p.text_stock + images * p.tokens_per_image + p.audio_stock * p.tokens_per_audio_second;
    effective_tokens_ = stock * p.quality_share * p.epochs;
  }

  [[nodiscard]] Ceiling ceiling() const {
    const Quantity<units::ModelSize, Real> size = effective_tokens_ / shared_.tokens_per_parameter;
    Ceiling result;
    result.effective_tokens = effective_tokens_;
    result.largest_run = shared_.optimal_run(size);
    return result;
  }

  [[nodiscard]] Amounts<units::Tokens, Real> need(const Quantity<units::Compute, Real>& run) const {
    return {shared_.tokens_per_parameter * shared_.size_of(run), effective_tokens_};
  }

  void advance() { effective_tokens_ *= stock_growth_; }

  void inherit(const Data& /*earlier*/) {}

 private:
  Shared<Real> shared_;
  Growth<Real> stock_growth_;
  Quantity<units::Tokens, Real> effective_tokens_;
};

}  // namespace chokepoint::models

CHOKEPOINT_CONSTRAINT(data, Data)
