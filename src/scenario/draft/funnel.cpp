// SPDX-License-Identifier: Apache-2.0
// A funnel: what goes in, and stages that keep a share of it.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenario/blocks.hpp"
#include "scenario/draft/draft.hpp"
#include "scenario/keys.hpp"
#include "scenario/values.hpp"
#include "units/parse.hpp"

namespace chokepoint::scenario {

namespace {

constexpr std::string_view funnel_key = "funnel";
constexpr std::string_view funnel_page = "docs/curation.md";
constexpr std::string_view example = "stages: {language: {keep: 28 %}, quality: {keep: 10 %, quality_gain: 2.24}}";

class ReadingFunnel {
 public:
  ReadingFunnel(Draft& draft, const Entry& entry) : draft_(draft), node_(*entry.value), spot_(entry.spot) {}

  void read() {
    const std::size_t errors = draft_.diagnostics.errors();
    tell_unknown(node_, std::string(funnel_key), funnel_keys, remarks_);
    funnel_.place = place_of(spot_);
    read_title();
    read_of();
    read_feeds();
    const Node* const stages = stages_node();
    if (stages != nullptr) describe(*stages);
    if (stages == nullptr || draft_.diagnostics.errors() > errors) return;
    assume_items();
    for (const Entry& stage : stages->entries) assume_stage(stage);
    if (draft_.diagnostics.errors() == errors) draft_.scenario.funnel = std::move(funnel_);
  }

 private:
  void error(const Spot& spot, const std::string& what, const std::string& hint = {}) {
    draft_.diagnostics.error(spot, what, hint);
  }

  /// Remarks are kept, other keys have to be among these.
  void tell_unknown(const Node& node, const std::string& path, Keys keys, Remarks& remarks) {
    const std::vector<std::string> known = names_of_keys(keys);
    for (const Entry& entry : node.entries) {
      if (read_remark(entry, path, remarks, draft_.diagnostics)) continue;
      if (has_key(keys, entry.key)) continue;
      const std::string near = did_you_mean(entry.key, known);
      error(entry.spot, fmt::format("{}: unknown key '{}'", path, units::excerpt(entry.key)),
            near.empty() ? fmt::format("it has {}", fmt::join(known, ", ")) : near);
    }
    if (!remarks.source.empty()) check_source(draft_, remarks.source, remarks.source_spot);
  }

  void read_title() {
    const Entry* const title = node_.find("title");
    if (title == nullptr) return;
    const std::string& text = title->value->text;
    const bool good = title->value->is_scalar() && !text.empty() && text.find('\n') == std::string::npos;
    if (!good) error(title->spot, "funnel: 'title' is a text of one line");
    funnel_.title = text;
  }

  void read_of() {
    const Entry* const of = node_.find("of");
    if (of == nullptr) return;
    funnel_.of = of->value->text;
    if (of->value->is_scalar() && is_good_name(funnel_.of)) return;
    error(of->value->spot, "funnel: 'of' names what an item is, in one word of the characters a-z, 0-9 and '_'",
          "of: image");
    funnel_.of = "item";
  }

  void read_feeds() {
    const Entry* const feeds = node_.find("feeds");
    if (feeds == nullptr) {
      error(spot_, "funnel: 'feeds' is missing", "feeds: pre-training, or feeds: post-training");
      return;
    }
    static const std::vector<std::string> words(funnel_fed.begin(), funnel_fed.end());
    const std::string& text = feeds->value->text;
    if (!feeds->value->is_scalar() || std::find(words.begin(), words.end(), text) == words.end()) {
      const std::string near = did_you_mean(text, words);
      error(feeds->value->spot, fmt::format("funnel: nothing to feed is named '{}'", units::excerpt(text)),
            near.empty() ? fmt::format("one of {}", fmt::join(words, ", ")) : near);
      return;
    }
    funnel_.feeds_pre_training = text == words.front();
    if (funnel_.feeds_pre_training && funnel_.of != "token") {
      error(feeds->value->spot,
            fmt::format("funnel: pre-training is fed with tokens, and its items are of '{}'", funnel_.of),
            "feeds: post-training; or count its items in tokens");
    }
  }

  /// The mapping of stages, or null, which has been told.
  const Node* stages_node() {
    const Entry* const stages = node_.find("stages");
    if (stages == nullptr || stages->value->entries.empty() || !stages->value->is_mapping()) {
      error(stages == nullptr ? spot_ : stages->spot, "funnel: no stages: a mapping of names to what each keeps",
            std::string(example));
      return nullptr;
    }
    if (stages->value->entries.size() > funnel_stage_limit) {
      error(stages->spot,
            fmt::format("funnel: {} stages; there can be {}", stages->value->entries.size(), funnel_stage_limit));
      return nullptr;
    }
    return stages->value.get();
  }

  [[nodiscard]] units::Kind kind_of_items() const {
    if (funnel_.of == "token") return {units::base(units::Base::token)};
    if (funnel_.of == "image") return {units::base(units::Base::image)};
    return units::ratio_kind;
  }

  /// A cost of nothing, as it would be written.
  [[nodiscard]] std::string_view nothing() const {
    return funnel_.of == "token" ? "0 USD/token" : funnel_.of == "image" ? "0 USD/image" : "0 USD";
  }

  void describe(const Node& stages) {
    auto made = std::make_shared<models::Description>();
    made->name = funnel_key;
    made->title = funnel_.title.empty() ? "Funnel" : funnel_.title;
    made->source = funnel_page;
    made->equations = R"(kept    = items * product of keep
quality = product of quality_gain
cost    = sum of cost * what enters the stage)";
    const units::Kind items = kind_of_items();
    units::Kind cost{units::base(units::Base::currency)};
    if (items != units::ratio_kind) cost.dimension = cost.dimension / items.dimension;
    const auto add = [&made](std::string name, const units::Kind& kind, const models::Bounds& bounds,
                             std::string_view meaning, const models::Default& unless_given = {}) {
      made->parameters.push_back({.name = std::move(name),
                                  .kind = kind,
                                  .bounds = bounds,
                                  .effect = models::Effect::either,
                                  .meaning = meaning,
                                  .source = funnel_page,
                                  .unless_given = unless_given,
                                  .only_before = true});
    };
    constexpr double endless = uncertainty::Distribution::infinity;
    add("items", items, {.lower = 0.0, .upper = endless, .lower_allowed = false, .upper_allowed = false},
        "what enters the first stage");
    for (const Entry& stage : stages.entries) {
      const std::string path = fmt::format("stages.{}.", stage.key);
      add(path + "keep", units::ratio_kind, {.lower = 0.0, .upper = 1.0, .lower_allowed = false, .upper_allowed = true},
          "share of what enters that the stage keeps");
      add(path + "quality_gain", units::ratio_kind,
          {.lower = 1.0, .upper = endless, .lower_allowed = true, .upper_allowed = false},
          "what a kept item is worth, in items that entered", {"1", {"no gain is claimed", "assumed"}});
      add(path + "cost", cost, {.lower = 0.0, .upper = endless, .lower_allowed = true, .upper_allowed = false},
          "cost of the stage for each item that enters", {nothing(), {"not counted", "assumed"}});
    }
    funnel_.description = std::move(made);
  }

  void assume_items() {
    const Entry* const items = node_.find("items");
    if (items == nullptr) {
      error(spot_, "funnel: 'items' is missing",
            fmt::format("how many enter: items: {}", funnel_.of == "token" ? "240e12 token" : "1.1e9"));
      return;
    }
    add(*items->value, 0, remarks_);
  }

  void assume_stage(const Entry& stage) {
    const std::string path = fmt::format("funnel.stages.{}", units::excerpt(stage.key));
    if (!is_good_name(stage.key)) {
      error(stage.spot, fmt::format("funnel: '{}' cannot be the name of a stage", units::excerpt(stage.key)),
            fmt::format("a name has up to {} of the characters a-z, 0-9 and '_', a letter first", block_name_limit));
      return;
    }
    if (!stage.value->is_mapping()) {
      error(stage.spot, fmt::format("{}: a stage is a mapping", path), fmt::format("{}: {{keep: 10 %}}", stage.key));
      return;
    }
    Remarks remarks;
    tell_unknown(*stage.value, path, stage_keys, remarks);
    const Entry* const keep = stage.value->find("keep");
    if (keep == nullptr) {
      error(stage.spot, fmt::format("{}: 'keep' is missing", path),
            "the share of what enters that it keeps: keep: 10 %");
      return;
    }
    Funnel::Stage made{stage.key, 0, 0, 0};
    const std::size_t first = 1 + 3 * funnel_.stages.size();
    made.keep = add(*keep->value, first, remarks);
    made.quality_gain = add_or_default(*stage.value, "quality_gain", first + 1, remarks);
    made.cost = add_or_default(*stage.value, "cost", first + 2, remarks);
    funnel_.stages.push_back(std::move(made));
  }

  std::size_t add_or_default(const Node& stage, std::string_view key, std::size_t parameter, const Remarks& remarks) {
    if (const Entry* const value = stage.find(key)) return add(*value->value, parameter, remarks);
    assume_default(draft_, *funnel_.description, funnel_.description->parameters[parameter], funnel_.assumptions);
    return funnel_.assumptions.size() - 1;
  }

  /// Returns its place among the assumptions.
  std::size_t add(const Node& value, std::size_t parameter, const Remarks& remarks) {
    const std::size_t before = funnel_.assumptions.size();
    assume(draft_, value, *funnel_.description, funnel_.description->parameters[parameter], funnel_.assumptions);
    for (std::size_t i = before; i < funnel_.assumptions.size(); ++i) {
      Assumption& one = funnel_.assumptions[i];
      one.dimension.reset();  // none is set aside for what no run reads
      if (one.source.empty()) one.source = remarks.source;
      if (one.confidence.empty()) one.confidence = remarks.confidence;
      if (one.note.empty()) one.note = remarks.note;
    }
    return before;
  }

  Draft& draft_;
  const Node& node_;
  Spot spot_;
  Funnel funnel_;
  Remarks remarks_;
};

}  // namespace

void read_funnel(Draft& draft) {
  const Entry* const entry = draft.tree().find(funnel_key);
  if (entry == nullptr || is_off(*entry->value)) return;
  if (!entry->value->is_mapping()) {
    draft.diagnostics.error(entry->spot, "'funnel' is a mapping of what enters and what each stage keeps",
                            fmt::format("funnel: {{items: 240e12 token, feeds: pre-training, {}}}; to leave it out, "
                                        "write funnel: off",
                                        example));
    return;
  }
  ReadingFunnel(draft, *entry).read();
}

}  // namespace chokepoint::scenario
