// SPDX-License-Identifier: Apache-2.0
#include "scenario/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "scenario/blocks.hpp"
#include "scenario/by_year.hpp"
#include "scenario/events.hpp"
#include "scenario/own.hpp"
#include "scenario/series.hpp"
#include "units/parse.hpp"
#include "units/utf8.hpp"

namespace chokepoint::scenario {

namespace {

/// Levels that files merge by key: the blocks, and in a block its parameters. A parameter is replaced as a whole, with
/// its source; so is a correlation, which stands a level deeper.
constexpr std::size_t file_depth = 2;
constexpr std::size_t parameter_level = 2;  // below the top

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

/// Without `.` and, where something stands before it, `..`: one name for one file, as far as names can tell.
std::string normal(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    at = end + 1;
    if (part == "." || part.empty()) continue;
    const bool back = part == ".." && !parts.empty() && parts.back() != "..";
    if (back) {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string result = !path.empty() && path[0] == '/' ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) result += (i == 0 ? "" : "/") + parts[i];
  return result;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

std::string beside(const std::string& path, const std::string& name) {
  return normal(!name.empty() && name[0] == '/' ? name : folder_of(path) + name);
}

std::optional<std::string> not_text(std::string_view content) {
  if (content.find('\0') != std::string_view::npos) return "is not text: it holds a zero byte";
  const std::size_t at = utf8::find_invalid(content);
  if (at != std::string_view::npos) return fmt::format("is not UTF-8 text: byte {} cannot be", at + 1);
  return std::nullopt;
}

NodePointer without(const NodePointer& node, const std::vector<std::string_view>& keys) {
  auto left = std::make_shared<Node>(*node);
  left->entries.erase(std::remove_if(left->entries.begin(), left->entries.end(),
                                     [&keys](const Entry& entry) {
                                       return std::find(keys.begin(), keys.end(), entry.key) != keys.end();
                                     }),
                      left->entries.end());
  return left;
}

namespace {

/// Lays mappings over each other by key, down to `depth` levels. An addition is added to a parameter, anything else
/// replaces. A new value stands at its own spot.
class Laying {
 public:
  Laying(const models::Catalogue& catalogue, Laid laid) : catalogue_(catalogue), laid_(laid) {}

  /// `group`: of parameters that the two stand for, with its dot.
  NodePointer lay(const NodePointer& base, const NodePointer& over, std::size_t depth, std::size_t level = 0,
                  const std::string& group = {}) const {
    if (base != nullptr && level == parameter_level && is_addition(*over)) return with_addition(base, over);
    if (base == nullptr || depth == 0 || !base->is_mapping() || !over->is_mapping()) return over;
    return merged(base, over, [&](const NodePointer& value, const Entry& entry) {
      return below(value, entry, depth, level, group);
    });
  }

 private:
  [[nodiscard]] NodePointer below(const NodePointer& base, const Entry& over, std::size_t depth, std::size_t level,
                                  const std::string& group) const {
    if (over.key == "correlations") return lay(base, over.value, depth, level + 1);
    if (level == 0 && over.key == events_key) return lay_events(base, over.value, depth - 1);
    if (level == 0 && over.key == own_key) return lay_own(base, over.value, own_levels);
    // A group is no level: its parameters are where those beside it are.
    const std::string name = group + over.key;
    if (level + 1 == parameter_level && is_group(name, catalogue_)) {
      return lay(base, over.value, depth, level, name + '.');
    }
    return lay(base, over.value, depth - 1, level + 1);
  }

  /// Events of a file are laid over those of the same name key by key, and so are their factors.
  [[nodiscard]] NodePointer lay_events(const NodePointer& base, const NodePointer& over, std::size_t depth) const {
    if (depth == 0 || !base->is_mapping() || !over->is_mapping()) return over;
    return merged(base, over, [this, depth](const NodePointer& event, const Entry& entry) {
      return lay_event(event, entry.value, laid_ == Laid::file ? 1 : depth - 1);
    });
  }

  [[nodiscard]] NodePointer lay_event(const NodePointer& base, const NodePointer& over, std::size_t depth) const {
    if (depth == 0 || !base->is_mapping() || !over->is_mapping()) return over;
    return merged(without_other_beginning(base, over), over,
                  [this, depth](const NodePointer& value, const Entry& entry) {
                    const bool by_path = laid_ == Laid::file && entry.key == factors_key;
                    return lay(value, entry.value, by_path ? 1 : depth - 1, parameter_level + 1);
                  });
  }

  /// Constraints of one's own are merged by name, by section, and by name in it: a step or a parameter is replaced, and
  /// what was declared of a parameter stays where nothing else is said. States are merged to their start and next.
  [[nodiscard]] static NodePointer lay_own(const NodePointer& base, const NodePointer& over, std::size_t levels) {
    if (levels == 0 || !base->is_mapping() || !over->is_mapping()) return over;
    return merged(base, over, [levels](const NodePointer& value, const Entry& entry) {
      if (levels == own_levels - 1 && entry.key == "parameters") return lay_parameters(value, entry.value);
      const bool state = levels == own_levels - 1 && entry.key == "state";
      return lay_own(value, entry.value, levels - (state ? 0 : 1));
    });
  }
  [[nodiscard]] static NodePointer lay_parameters(const NodePointer& base, const NodePointer& over) {
    if (!base->is_mapping() || !over->is_mapping()) return over;
    return merged(base, over,
                  [](const NodePointer& value, const Entry& entry) { return with_declaration_of(value, entry.value); });
  }

  /// Both mappings, with what `below` makes of those keys that both have.
  template <class Below>
  static NodePointer merged(const NodePointer& base, const NodePointer& over, const Below& below) {
    auto made = std::make_shared<Node>(*base);
    made->spot = over->spot;
    // Both may be as large as a scenario is allowed to be.
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < base->entries.size(); ++i) places.emplace(base->entries[i].key, i);
    for (const Entry& entry : over->entries) {
      const auto place = places.find(entry.key);
      if (place == places.end()) {
        made->entries.push_back(entry);
      } else {
        Entry& at = made->entries[place->second];
        at = {entry.key, entry.spot, below(at.value, entry)};
      }
    }
    return made;
  }

  /// A start takes the place of an inherited hazard, and the other way round.
  static NodePointer without_other_beginning(const NodePointer& base, const NodePointer& over) {
    if (!base->is_mapping() || !over->is_mapping()) return base;
    const bool start = over->find(start_key) != nullptr;
    const bool hazard = over->find(hazard_key) != nullptr;
    if (start == hazard) return base;
    return start ? without(base, {hazard_key, "from", "until"}) : without(base, {start_key});
  }

  static constexpr std::size_t own_levels = 3;

  const models::Catalogue& catalogue_;
  Laid laid_;
};

NodePointer with_entry(const NodePointer& node, const std::string& key, const NodePointer& value) {
  auto changed = std::make_shared<Node>(*node);
  for (Entry& entry : changed->entries) {
    if (entry.key == key) entry.value = value;
  }
  return changed;
}

/// A table takes the place of an inherited anchor and growth, and the other way round.
NodePointer without_other_form(const NodePointer& base, const NodePointer& over) {
  const Entry* const old_line = base->find("trajectory");
  const Entry* const new_line = over->find("trajectory");
  if (old_line == nullptr || new_line == nullptr || !old_line->value->is_mapping()) return base;
  const bool table = new_line->value->find("table") != nullptr;
  const bool growth = new_line->value->find("anchor") != nullptr || new_line->value->find("growth") != nullptr;
  NodePointer kept = old_line->value;
  if (table && !growth) kept = without(kept, {"anchor", "anchor_date", "growth", "lead_time"});
  if (growth && !table) kept = without(kept, {"table"});
  return with_entry(base, "trajectory", kept);
}

/// (a, b) and (b, a) are one pair: what `over` says of a pair stands, whichever way round it was inherited.
NodePointer without_pairs(const NodePointer& base, const NodePointer& over) {
  const Entry* const old_pairs = base->find("correlations");
  const Entry* const new_pairs = over->find("correlations");
  if (old_pairs == nullptr || new_pairs == nullptr || !old_pairs->value->is_mapping()) return base;
  std::set<std::pair<std::string_view, std::string_view>> reversed;
  for (const Entry& first : new_pairs->value->entries) {
    for (const Entry& second : first.value->entries) reversed.emplace(second.key, first.key);
  }
  auto kept = std::make_shared<Node>(*old_pairs->value);
  for (Entry& first : kept->entries) {
    if (!first.value->is_mapping()) continue;
    auto left = std::make_shared<Node>(*first.value);
    left->entries.erase(std::remove_if(left->entries.begin(), left->entries.end(),
                                       [&](const Entry& second) {
                                         return reversed.count({first.key, second.key}) > 0;
                                       }),
                        left->entries.end());
    first.value = left;
  }
  return with_entry(base, "correlations", kept);
}

}  // namespace

NodePointer layer_over(const NodePointer& base, const NodePointer& over, std::size_t depth,
                       const models::Catalogue& catalogue, Laid laid) {
  if (base == nullptr || !base->is_mapping() || !over->is_mapping()) return over;
  return Laying(catalogue, laid).lay(without_pairs(without_other_form(base, over), over), over, depth);
}

namespace {

class Loading {
 public:
  Loading(const Shelf& shelf, const models::Catalogue& catalogue, Diagnostics& diagnostics)
      : read_(shelf.read), folders_(shelf.folders), catalogue_(catalogue), diagnostics_(diagnostics) {}

  /// The tree of a file over those it extends. `from`: where it is named, if not on the command line.
  NodePointer file(const std::string& path, const Spot* from) {
    const std::string name = normal(path);
    if (refused(name, from)) return nullptr;
    const auto content = text_of(path, from);
    if (!content) return nullptr;
    const auto text = std::make_shared<const Text>(Text{path, ++layers_.texts, lines_of(*content)});
    const NodePointer own = root_of(text, *content);
    if (own == nullptr || !fits(own->size, path, from)) return nullptr;
    const NodePointer valued = with_values(own, path);
    chain_.push_back(name);
    NodePointer tree;
    for (const Extended& base : extended(*own)) {
      const NodePointer below = file(found(path, base.name), &base.spot);
      layers_.complete = layers_.complete && below != nullptr;
      if (below == nullptr) continue;
      layers_.inherited.push_back(below);
      tree = layer_over(tree, below, file_depth, catalogue_, Laid::file);
    }
    chain_.pop_back();
    layers_.files.push_back(path);
    bibliography(path);
    if (tree != nullptr) tree = without(tree, {"name", "title", "description"});  // they are the base's own
    return layer_over(tree, with_present_names(without(valued, {"extends"}), catalogue_, diagnostics_), file_depth,
                      catalogue_, Laid::file);
  }

  std::map<std::string, Source> sources_of(const std::string& path) {
    const auto content = text_of(path, nullptr);
    if (!content) return {};
    const auto lines = std::make_shared<const Text>(Text{path, ++layers_.texts, lines_of(*content)});
    read_sources(lines, *content, layers_.sources, diagnostics_);
    return layers_.sources;
  }

  Layers finish(NodePointer tree) {
    layers_.tree = std::move(tree);
    return std::move(layers_);
  }

 private:
  struct Extended {
    std::string name;  // as written
    Spot spot;
  };

  void complain(const std::string& path, const Spot* from, const std::string& what, const std::string& hint = {}) {
    if (from == nullptr) {
      diagnostics_.error(path, what, hint);
    } else {
      diagnostics_.error(*from, fmt::format("'{}' {}", path, what), hint);
    }
  }

  bool refused(const std::string& name, const Spot* from) {
    const auto cycle = std::find(chain_.begin(), chain_.end(), name);
    if (cycle != chain_.end()) {
      std::string names;
      for (auto at = cycle; at != chain_.end(); ++at) names += *at + " extends ";
      complain(name, from, fmt::format("extends itself: {}{}", names, name));
      return true;
    }
    if (chain_.size() >= extends_limit) {
      complain(name, from, fmt::format("is more than {} files deep in 'extends'", extends_limit));
      return true;
    }
    return is_one_too_many(name, from);
  }

  bool is_one_too_many(const std::string& name, const Spot* from) {
    if (layers_.texts < file_limit) return false;
    complain(name, from, fmt::format("is one file too many: a scenario is made of at most {}", file_limit));
    return true;
  }

  /// A hundred small files, or one that is extended a hundred times, are as much work as one large file.
  bool fits(std::size_t values, const std::string& path, const Spot* from) {
    values_ += values;
    if (values_ <= size_limit) return true;
    complain(path, from, fmt::format("brings the scenario to more than {} values", size_limit));
    return false;
  }

  std::optional<std::string> text_of(const std::string& path, const Spot* from) {
    // One byte more than allowed, to tell a file that ends there from one that goes on.
    auto ahead = read_ahead_.extract(path);
    auto content = ahead ? std::move(ahead.mapped()) : read_(path, file_size_limit + 1);
    if (const auto* const unreadable = std::get_if<Unreadable>(&content)) {
      complain(path, from, fmt::format("cannot be read: {}", unreadable->why));
      return std::nullopt;
    }
    auto& text = std::get<std::string>(content);
    if (text.size() > file_size_limit) {
      complain(path, from, fmt::format("is larger than {} MiB", file_size_limit >> 20U), "a scenario is a small text");
      return std::nullopt;
    }
    bytes_ += text.size();
    if (bytes_ > scenario_bytes_limit) {
      complain(path, from, fmt::format("brings the scenario to more than {} MiB", scenario_bytes_limit >> 20U));
      return std::nullopt;
    }
    if (const auto why = not_text(text)) {
      complain(path, from, *why);
      return std::nullopt;
    }
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);  // a byte order mark
    return text;
  }

  /// The tree with the values of its series.
  NodePointer with_values(const NodePointer& own, const std::string& path) {
    return with_series(own, catalogue_, [this, &path](const SeriesPlace& place) {
      NodePointer values = values_at(place, path);
      layers_.complete = layers_.complete && values != nullptr;
      return values;
    });
  }

  NodePointer values_at(const SeriesPlace& place, const std::string& path) {
    const Node* const name = file_of(place.node, place.path, diagnostics_);
    if (name == nullptr || values_ > size_limit) return nullptr;  // too many, which has been told
    const std::string file = beside(path, name->text);
    const auto& table = table_of(file, name->spot);
    if (!table) return nullptr;
    NodePointer values = values_of(place.node, *table, place.path, place.has_unit, diagnostics_);
    return values != nullptr && fits(values->size, file, &name->spot) ? values : nullptr;
  }

  /// A table that several parameters have columns of is read, and told of, once.
  const std::optional<Table>& table_of(const std::string& file, const Spot& from) {
    const auto known = tables_.find(file);
    if (known != tables_.end()) return known->second;
    std::optional<Table>& table = tables_[file];
    if (is_one_too_many(file, &from)) return table;
    const auto content = text_of(file, &from);
    if (!content) return table;
    table =
        read_table(std::make_shared<const Text>(Text{file, ++layers_.texts, lines_of(*content), true}), diagnostics_);
    return table;
  }

  NodePointer root_of(const std::shared_ptr<const Text>& text, const std::string& content) {
    const std::size_t before = diagnostics_.errors();
    NodePointer root = parse(text, content, diagnostics_);
    if (root != nullptr && root->is_mapping()) return root;
    if (diagnostics_.errors() > before) return nullptr;
    const bool empty = root == nullptr || root->kind == Node::Kind::null;
    if (empty) {
      diagnostics_.error(text->file, "the file is empty",
                         "a scenario names at least 'years', 'trajectory' and one constraint");
    } else {
      // Without its line: whatever this is, it is no scenario, and may be a secret that a link points to.
      diagnostics_.error(text->file, "is no scenario: a scenario is a mapping of keys to values");
    }
    return nullptr;
  }

  /// A file beside the scenario; when there is none, the first of the folders of named ones.
  std::string found(const std::string& scenario, const std::string& name) {
    std::string path = beside(scenario, name);
    if (chain_.size() >= extends_limit || layers_.texts >= file_limit) return path;  // which will be refused, unread
    const auto is_there = [this](const std::string& file) {
      auto content = read_(file, file_size_limit + 1);
      const auto* const unreadable = std::get_if<Unreadable>(&content);
      const bool there = unreadable == nullptr || unreadable->exists;
      read_ahead_.insert_or_assign(file, std::move(content));
      return there;
    };
    if (name.find('/') != std::string::npos || is_there(path)) return path;
    for (const std::string& folder : folders_) {
      if (is_there(folder + name)) return folder + name;
    }
    return path;
  }

  /// As scenarios are named on the command line.
  static bool is_bare(const Node& name) {
    return name.is_scalar() && !name.text.empty() && name.text.find_first_of("./") == std::string::npos;
  }

  std::vector<Extended> extended(const Node& root) {
    const Entry* const entry = root.find("extends");
    if (entry == nullptr) return {};
    std::vector<NodePointer> names{entry->value};
    if (entry->value->kind == Node::Kind::sequence) names = entry->value->items;
    std::vector<Extended> list;
    for (const NodePointer& name : names) {
      if (is_bare(*name)) {
        list.push_back({name->text + ".yaml", name->spot});
        continue;
      }
      if (!name->is_scalar() || !(ends_with(name->text, ".yaml") || ends_with(name->text, ".yml"))) {
        diagnostics_.error(name->spot,
                           "'extends' names a scenario, or a scenario file ending in .yaml or .yml, or a list of them");
        layers_.complete = false;
        continue;
      }
      list.push_back({name->text, name->spot});
    }
    return list;
  }

  /// The file `sources.yaml` beside a scenario, once.
  void bibliography(const std::string& path) {
    const std::string name = beside(path, "sources.yaml");
    if (!bibliographies_.insert(name).second) return;
    const auto content = read_(name, file_size_limit + 1);
    const auto* const unreadable = std::get_if<Unreadable>(&content);
    if (unreadable != nullptr && !unreadable->exists) return;
    layers_.bibliography = true;
    const std::size_t before = diagnostics_.errors();
    ++layers_.texts;
    if (const auto text = text_of(name, nullptr)) {
      // What is wrong here is told first: errors of scenarios may follow from it.
      read_sources(std::make_shared<const Text>(Text{name, 0, lines_of(*text)}), *text, layers_.sources, diagnostics_);
    }
    layers_.sources_known = layers_.sources_known && diagnostics_.errors() == before;
  }

  const Reader& read_;
  const std::vector<std::string>& folders_;
  const models::Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  Layers layers_;
  std::vector<std::string> chain_;
  std::set<std::string> bibliographies_;
  std::map<std::string, std::variant<std::string, Unreadable>> read_ahead_;  // while looking for a file
  std::map<std::string, std::optional<Table>> tables_;  // of series, by file; nothing: it is wrong, which has been told
  std::size_t values_ = 0;                              // of all files
  std::size_t bytes_ = 0;
};

}  // namespace

std::map<std::string, Source> read_bibliography(const std::string& path, const Reader& read, Diagnostics& diagnostics) {
  const std::vector<std::string> no_folders;
  return Loading({read, no_folders}, *models::built_in(), diagnostics).sources_of(path);
}

Layers read_layers(const std::string& path, const std::vector<std::string>& overrides, const Shelf& shelf,
                   std::shared_ptr<const models::Catalogue> catalogue, Diagnostics& diagnostics) {
  Loading loading(shelf, *catalogue, diagnostics);
  Layers layers = loading.finish(loading.file(path, nullptr));
  layers.catalogue = std::move(catalogue);
  const bool readable = layers.tree != nullptr;
  // The overrides themselves can be wrong even without a file.
  for (const std::string& text : overrides) lay_override(text, layers, diagnostics);
  if (!readable) layers.tree = nullptr;
  return layers;
}

}  // namespace chokepoint::scenario
