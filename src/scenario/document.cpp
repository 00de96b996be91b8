// SPDX-License-Identifier: Apache-2.0
#include "scenario/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_set>

#include "units/parse.hpp"
#include "units/utf8.hpp"

namespace chokepoint::scenario {

namespace {

/// The first control character in a text, other than a tab or the end of a line.
std::optional<utf8::Character> control_in(std::string_view text) {
  while (!text.empty()) {
    const utf8::Character character = utf8::front(text);
    if (character.is_control() && character.code != '\t' && character.code != '\n') return character;
    text.remove_prefix(character.bytes.size());
  }
  return std::nullopt;
}

/// `,5 GW`: "did you mean 0.5 GW?"
std::string decimal_point(std::string_view line, std::size_t comma) {
  const std::string_view rest = line.substr(comma + 1);
  if (rest.empty() || rest[0] < '0' || rest[0] > '9') return "a text that begins with ',' needs quotes";
  return fmt::format("did you mean 0.{}?", units::excerpt(rest));
}

/// Ends the reading where going on makes no sense; it has been told already.
struct Stop {};

class Builder : public YAML::EventHandler {
 public:
  Builder(std::shared_ptr<const Text> text, std::size_t shift, Diagnostics& diagnostics)
      : text_(std::move(text)), shift_(shift), diagnostics_(diagnostics) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    // yaml-cpp ends a document where a value begins with what can only stand within brackets.
    const Spot here = spot_of(mark, 3);
    const std::string line = here.line < text_->lines.size() ? text_->lines[here.line] : std::string();
    if (const char first = here.column < line.size() ? line[here.column] : ' ';
        first == ',' || first == ']' || first == '}') {
      diagnostics_.error(here.part(0, 1), fmt::format("unexpected '{}'", first),
                         first == ',' ? decimal_point(line, here.column) : "");
      throw Stop();
    }
    diagnostics_.error(here, "a second document in one file",
                       "a scenario is one document; put the other into a file of its own");
    throw Stop();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { take(make(Node::Kind::null, mark), anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    refuse_control(mark, value);
    auto node = make(Node::Kind::scalar, mark);
    node->text = value;
    node->size += value.size() / 32;  // an alias may repeat a long text as well
    point_at_text(*node);
    plain_ = tag == "?";
    take(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto at = anchors_.find(anchor);
    if (at == anchors_.end()) {
      diagnostics_.error(spot_of(mark, 1), "an alias inside of what it stands for");
      throw Stop();
    }
    place(at->second, mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override {
    merge(*open_.back().node);
    close();
  }

  [[nodiscard]] NodePointer root() const { return root_; }
  [[nodiscard]] Spot spot_of(const YAML::Mark& mark, std::size_t length) const {
    const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    return {text_, line, column + (line == 0 ? shift_ : 0), length};
  }

 private:
  using Making = std::shared_ptr<Node>;

  /// A sequence or mapping that is being read. In a mapping keys and values
  /// take turns.
  struct Open {
    Making node;
    YAML::anchor_t anchor = 0;
    bool key_is_next = true;
    bool key_is_usable = true;
    bool merges = false;  // the key is `<<`
    std::string key;
    Spot key_spot;
    std::unordered_set<std::string> keys;
    std::vector<NodePointer> merged;  // values of `<<`
  };

  Making make(Node::Kind kind, const YAML::Mark& mark) const {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->spot = spot_of(mark, 1);
    return node;
  }

  /// yaml-cpp gives the start of the anchor or quote; the text itself stands
  /// somewhat later in the line, if it stands there unchanged.
  void point_at_text(Node& node) const {
    if (node.spot.line >= text_->lines.size() || node.text.empty()) return;
    const std::string& line = text_->lines[node.spot.line];
    const std::size_t at = node.text.size() <= line.size() ? line.find(node.text, node.spot.column) : std::string::npos;
    if (at == std::string::npos) return;
    node.spot.column = at;
    node.spot.length = node.text.size();
    node.exact = true;
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    diagnostics_.error(word_at(mark, '!'), fmt::format("the tag '{}' is not allowed here", units::excerpt(tag)),
                       "a value says by its unit what it is; leave the tag out");
  }

  /// Escapes can write what no file may hold: a zero in a path, a command to
  /// the terminal in a title.
  void refuse_control(const YAML::Mark& mark, const std::string& value) {
    const auto character = control_in(value);
    if (!character) return;
    const bool turns = character->code > 0xFF;
    diagnostics_.error(
        spot_of(mark, 1),
        fmt::format("a control character (U+{:04X}) stands in this text", static_cast<std::uint32_t>(character->code)),
        turns ? "it turns the direction of text, which can make it look like another" : "");
    throw Stop();
  }

  /// The word that begins with `first` at the mark or behind it, where yaml-cpp
  /// points at what stands before.
  [[nodiscard]] Spot word_at(const YAML::Mark& mark, char first) const {
    Spot spot = spot_of(mark, 1);
    const std::string& line = spot.line < text_->lines.size() ? text_->lines[spot.line] : std::string();
    const std::size_t at = line.find(first, spot.column);
    if (at == std::string::npos) return spot;
    spot.column = at;
    spot.length = std::min(line.find_first_of(" \t,]}", at), line.size()) - at;
    return spot;
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    if (open_.size() >= depth_limit) {
      diagnostics_.error(spot_of(mark, 1), fmt::format("more than {} levels of nesting", depth_limit));
      throw Stop();
    }
    open_.emplace_back();
    open_.back().node = make(kind, mark);
    open_.back().anchor = anchor;
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    for (const NodePointer& item : done.node->items) grow(*done.node, *item);
    for (const Entry& entry : done.node->entries) grow(*done.node, *entry.value);
    plain_ = false;
    take(std::move(done.node), done.anchor);
  }

  void grow(Node& node, const Node& child) {
    node.size += child.size;
    if (node.size <= size_limit) return;
    diagnostics_.error(node.spot,
                       fmt::format("more than {} values, aliases counted as often as they stand", size_limit));
    throw Stop();
  }

  void take(Making node, YAML::anchor_t anchor) {
    const NodePointer complete = std::move(node);
    if (anchor != 0) anchors_[anchor] = complete;
    if (++values_ > size_limit) {
      diagnostics_.error(complete->spot, fmt::format("more than {} values", size_limit));
      throw Stop();
    }
    add(complete, complete->spot);
  }
  /// An alias: the node it stands for, but a key is told of where the alias
  /// stands.
  void place(const NodePointer& node, const YAML::Mark& mark) {
    plain_ = false;
    add(node, spot_of(mark, 1));
  }

  void add(const NodePointer& node, const Spot& spot) {
    if (open_.empty()) {
      root_ = node;
      return;
    }
    Open& parent = open_.back();
    if (parent.node->kind == Node::Kind::sequence) {
      parent.node->items.push_back(node);
    } else if (parent.key_is_next) {
      begin_entry(parent, *node, spot);
    } else {
      end_entry(parent, node);
    }
  }

  void begin_entry(Open& parent, const Node& key, const Spot& spot) {
    parent.key_is_next = false;
    parent.key_is_usable = key.is_scalar();
    parent.key = key.text;
    parent.key_spot = spot;
    const bool merges = key.text == "<<" && plain_;
    if (!key.is_scalar()) {
      diagnostics_.error(spot, "a key must be a plain word");
    } else if (!parent.keys.insert(key.text).second) {
      diagnostics_.error(spot, fmt::format("the key '{}' stands here twice", units::excerpt(key.text)),
                         merges ? "several mappings are merged as a list: <<: [*a, *b]"
                                : "keep one of them; YAML readers differ in which one they "
                                  "would take");
      parent.key_is_usable = false;
    }
    parent.merges = merges;
  }

  void end_entry(Open& parent, const NodePointer& value) {
    parent.key_is_next = true;
    if (parent.merges) {
      parent.merged.push_back(value);
    } else if (parent.key_is_usable) {
      parent.node->entries.push_back({parent.key, parent.key_spot, value});
    }
  }

  /// `<<`: the entries of a mapping, or of several of which the first comes
  /// first; own keys come before all.
  void merge(Node& node) {
    Open& self = open_.back();
    for (const NodePointer& value : self.merged) {
      const bool several = value->kind == Node::Kind::sequence;
      const std::vector<NodePointer> sources = several ? value->items : std::vector<NodePointer>{value};
      for (const NodePointer& source : sources) {
        if (!source->is_mapping()) {
          diagnostics_.error(source->spot, "'<<' merges a mapping, or a list of mappings");
          continue;
        }
        grow(node, *source);  // each is gone through, even where it adds nothing
        for (const Entry& entry : source->entries) {
          if (self.keys.insert(entry.key).second) node.entries.push_back(entry);
        }
      }
    }
  }

  std::shared_ptr<const Text> text_;
  std::size_t shift_;
  Diagnostics& diagnostics_;
  NodePointer root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, NodePointer> anchors_;
  std::size_t documents_ = 0;
  std::size_t values_ = 0;
  bool plain_ = false;  // whether the scalar just read has no quotes
};

void run(Builder& builder, const std::string& content) {
  std::istringstream stream(content);
  YAML::Parser parser(stream);
  while (parser.HandleNextDocument(builder)) {
  }
}

/// What most often is the matter where yaml-cpp gives up.
std::string hint_for(const Spot& spot, std::string_view message) {
  const std::string line = spot.line < spot.text->lines.size() ? spot.text->lines[spot.line] : std::string();
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string::npos) {
    return "YAML is indented with spaces; this line has a tab";
  }
  if (spot.column < line.size() && line[spot.column] == ',') return decimal_point(line, spot.column);
  if (message.find("map value") != std::string_view::npos || message.find("token") != std::string_view::npos) {
    return "a text with ':', '#', '{' or '%' in it needs quotes";
  }
  return {};
}

}  // namespace

const Entry* Node::find(std::string_view key) const {
  const auto at = std::find_if(entries.begin(), entries.end(), [key](const Entry& entry) { return entry.key == key; });
  return at == entries.end() ? nullptr : &*at;
}

std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at <= content.size()) {
    const std::size_t end = std::min(content.find('\n', at), content.size());
    std::string_view line = content.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

NodePointer parse(const std::shared_ptr<const Text>& text, const std::string& content, Diagnostics& diagnostics,
                  std::size_t shift) {
  Builder builder(text, shift, diagnostics);
  try {
    run(builder, content);
  } catch (const Stop&) {
    return nullptr;
  } catch (const YAML::Exception& error) {
    const std::string message = fmt::format("not YAML: {}", utf8::first(error.msg, 200));
    if (error.mark.is_null()) {
      diagnostics.error(text->file, message);
    } else {
      const Spot spot = builder.spot_of(error.mark, 1);
      diagnostics.error(spot, message, hint_for(spot, error.msg));
    }
    return nullptr;
  }
  return builder.root();
}

std::string one_line(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::null:
      return "~";
    case Node::Kind::scalar:
      out = node.text;
      std::replace(out.begin(), out.end(), '\n', ' ');
      return out;
    case Node::Kind::sequence:
      for (const NodePointer& item : node.items) out += (out.empty() ? "" : ", ") + one_line(*item);
      return "[" + out + "]";
    case Node::Kind::mapping:
      for (const Entry& entry : node.entries) {
        out += (out.empty() ? "" : ", ") + entry.key + ": " + one_line(*entry.value);
      }
      return "{" + out + "}";
  }
  return out;
}

}  // namespace chokepoint::scenario
