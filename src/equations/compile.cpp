// SPDX-License-Identifier: Apache-2.0
// The formulas of one constraint together: names looked up, units inferred, circles found, a program made.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "chokepoint/equations.hpp"
#include "equations/graph.hpp"
#include "equations/tree.hpp"
#include "equations/unit.hpp"
#include "units/parse.hpp"

namespace chokepoint::equations {

namespace {

constexpr units::Kind flop{units::base(units::Base::compute)};
constexpr std::string_view shared_prefix = "shared.";

/// Thrown where something is wrong because something else is, which has been told.
struct Told {};

/// What a name stands for.
struct Meaning {
  enum class What { parameter, other, shared, definition, state, years, year, run };
  What what = What::parameter;
  std::size_t place = 0;  // of a state: its start
};

/// "Power and energy cannot be …".
std::string_view verb_of(Shape shape) {
  switch (shape) {
    case Shape::sum:
      return "added";
    case Shape::difference:
      return "subtracted";
    case Shape::if_less:
    case Shape::if_not_more:
      return "compared";
    default:
      return "taken together";
  }
}

class Compiling {
 public:
  explicit Compiling(const Source& source)
      : source_(source), trees_(source.definitions.size()), units_(trees_.size()), stages_(trees_.size()) {
    checked_.kinds.resize(trees_.size());
    checked_.reads_parameter.resize(source.parameters.size());
    checked_.reads_shared.resize(source.shared.size());
    for (auto& values : values_) values.resize(trees_.size());
  }

  Checked done() {
    name_all();
    for (std::size_t i = 0; i < trees_.size(); ++i) parse(i);
    for (std::size_t i = 0; i < trees_.size(); ++i) {
      attempt(i, [&] { static_cast<void>(unit_of_definition(i)); });
    }
    for (std::size_t i = 0; i < trees_.size(); ++i) {
      if (units_[i]) checked_.kinds[i] = kind_of(*units_[i]);
    }
    if (!wrong_) make_program();
    warn();
    std::stable_sort(checked_.remarks.begin(), checked_.remarks.end(),
                     [](const Remark& a, const Remark& b) { return a.definition < b.definition; });
    return std::move(checked_);
  }

 private:
  enum class Stage { untouched, under_way, done, wrong };

  // --- what is told --------------------------------------------------------------------------------------------------

  void tell(std::size_t definition, const Wrong& wrong) {
    checked_.remarks.push_back({definition, wrong.span.offset, wrong.span.length, wrong.message, wrong.hint, false});
    wrong_ = true;
  }
  void warn(std::size_t definition, const Span& span, std::string message, std::string hint) {
    checked_.remarks.push_back({definition, span.offset, span.length, std::move(message), std::move(hint), true});
  }
  template <class Do>
  bool attempt(std::size_t definition, const Do& act) {
    try {
      act();
      return true;
    } catch (const Wrong& wrong) {
      tell(definition, wrong);
    } catch (const Told&) {
      wrong_ = true;
    }
    return false;
  }

  // --- names ---------------------------------------------------------------------------------------------------------

  void name_all() {
    using What = Meaning::What;
    names_["t"] = {What::years, 0};
    names_["year"] = {What::year, 0};
    names_["run"] = {What::run, 0};
    for (std::size_t i = 0; i < source_.parameters.size(); ++i)
      names_[source_.parameters[i].name] = {What::parameter, i};
    for (std::size_t i = 0; i < source_.others.size(); ++i) names_[source_.others[i].name] = {What::other, i};
    for (std::size_t i = 0; i < source_.shared.size(); ++i) {
      names_[std::string(shared_prefix) + source_.shared[i].name] = {What::shared, i};
    }
    for (std::size_t i = 0; i < source_.definitions.size(); ++i) {
      const Definition& one = source_.definitions[i];
      if (one.part == Part::step || one.part == Part::part) names_[one.name] = {What::definition, i};
      if (one.part == Part::start) names_[one.name] = {What::state, i};
      if (one.part == Part::ceiling) names_["ceiling"] = {What::definition, i};
    }
  }

  Meaning meaning_of(const Piece& piece, std::size_t definition) {
    const auto found = names_.find(piece.name);
    if (found == names_.end()) refuse_name(piece);
    if (found->second.what == Meaning::What::run && source_.definitions[definition].part != Part::needed) {
      throw Wrong{piece.span, "'run' is the training run whose need is asked: only 'needed' can name it",
                  "the ceiling is what the run is held against"};
    }
    return found->second;
  }

  [[noreturn]] void refuse_name(const Piece& piece) const {
    std::vector<std::string_view> known;
    for (const auto& [name, meaning] : names_) known.push_back(name);
    known.insert(known.end(), source_.elsewhere.begin(), source_.elsewhere.end());
    const std::string shared = std::string(shared_prefix) + piece.name;
    const std::string_view near = units::nearest(piece.name, known);
    std::string hint;
    if (names_.count(shared) > 0) {
      hint = fmt::format("did you mean {}?", shared);
    } else if (!near.empty()) {
      hint = fmt::format("did you mean {}?", near);
    } else if (piece.name.find('.') != std::string::npos) {
      hint = "with a dot: shared.NAME, or CONSTRAINT.SERIES of another constraint of the scenario";
    } else {
      hint = "names are those of its parameters, states, steps and parts, t and year";
    }
    throw Wrong{piece.span, fmt::format("nothing is named '{}'", units::excerpt(piece.name)), hint};
  }

  // --- units ---------------------------------------------------------------------------------------------------------

  void parse(std::size_t i) {
    if (!attempt(i, [&] { trees_[i] = read(source_.definitions[i].text); })) stages_[i] = Stage::wrong;
  }

  const Unit& unit_of_definition(std::size_t i) {
    if (stages_[i] == Stage::wrong) throw Told{};
    if (stages_[i] == Stage::done) return *units_[i];
    stages_[i] = Stage::under_way;
    under_way_.push_back(i);
    try {
      units_[i] = inferred(i);
      expect(i, *units_[i]);
    } catch (...) {
      stages_[i] = Stage::wrong;
      under_way_.pop_back();
      throw;
    }
    under_way_.pop_back();
    stages_[i] = Stage::done;
    return *units_[i];
  }

  /// Another definition, which `piece` names. What is wrong there is told there.
  Unit unit_through(const Piece& piece, std::size_t i) {
    if (stages_[i] == Stage::under_way)
      throw Wrong{piece.span, circle_through(i), "leave one of these names out of its formula"};
    Unit unit;
    if (!attempt(i, [&] { unit = unit_of_definition(i); })) throw Told{};
    return unit;
  }

  std::string circle_through(std::size_t i) const {
    std::string text = "names wait for each other: ";
    for (auto one = std::find(under_way_.begin(), under_way_.end(), i); one != under_way_.end(); ++one) {
      text += fmt::format("{} reads ", title_of(*one));
    }
    return text + title_of(i);
  }
  [[nodiscard]] std::string title_of(std::size_t i) const {
    const Definition& one = source_.definitions[i];
    return one.part == Part::start ? fmt::format("the start of {}", one.name)
           : one.name.empty()      ? std::string("the ceiling")
                                   : one.name;
  }

  void expect(std::size_t i, const Unit& unit) {
    const Definition& one = source_.definitions[i];
    Unit expected = unit;
    std::string hint;
    if (one.part == Part::ceiling || one.part == Part::part) {
      expected = unit_of(flop);
      hint = "accelerators become a run by * shared.peak_performance * shared.utilization * shared.training_duration";
    } else if (one.part == Part::next) {
      expected = unit_through(trees_[i].back(), names_.at(one.name).place);
      hint = fmt::format("as its start is; a rate becomes an amount by * 1 yr");
    } else if (one.part == Part::supply) {
      for (std::size_t other = 0; other < trees_.size(); ++other) {
        if (source_.definitions[other].part == Part::needed) expected = unit_through(trees_[i].back(), other);
      }
      hint = "as what a run takes is";
    } else if (unit.growth) {
      throw Wrong{trees_[i].back().span, "a yearly growth is no amount",
                  "raised to t it is one: growth^t; growth^1 is what it makes in a year"};
    }
    if (unit == expected) return;
    throw Wrong{trees_[i].back().span, fmt::format("expected {}, got {}", name_of(expected), name_of(unit)), hint};
  }

  Unit inferred(std::size_t definition) {
    const Tree& tree = trees_[definition];
    std::vector<Unit> units(tree.size());
    for (std::size_t i = 0; i < tree.size(); ++i) {
      const Piece& piece = tree[i];
      std::array<const Unit*, 4> of{};
      for (std::size_t j = 0; j < piece.count; ++j) of[j] = &units[piece.operands[j]];
      units[i] = unit_of_piece(tree, piece, of, definition);
    }
    return units.back();
  }

  using Operands = std::array<const Unit*, 4>;

  Unit unit_of_piece(const Tree& tree, const Piece& piece, const Operands& of, std::size_t definition) {
    switch (piece.shape) {
      case Shape::number:
        return unit_of(piece.amount.kind);
      case Shape::name:
        return unit_of_name(piece, definition);
      case Shape::minimum:
      case Shape::maximum:
        same(tree, piece, *of[0], *of[1]);
        return *of[0];
      case Shape::clamp:
        same(tree, piece, *of[0], *of[1]);
        same(tree, piece, *of[0], *of[2]);
        return *of[0];
      case Shape::if_less:
      case Shape::if_not_more:
        same(tree, piece, *of[0], *of[1]);
        if (!(*of[2] == *of[3])) {
          throw Wrong{piece.span, fmt::format("either {} or {}", name_of(*of[2]), name_of(*of[3])),
                      "both ends of an if are of one unit"};
        }
        return *of[2];
      case Shape::power:
        return unit_of_power(tree, piece, *of[0], *of[1]);
      default:
        break;
    }
    for (std::size_t j = 0; j < piece.count; ++j) no_growth(tree[piece.operands[j]], *of[j]);
    return unit_of_arithmetic(tree, piece, of);
  }

  Unit unit_of_arithmetic(const Tree& tree, const Piece& piece, const Operands& of) {
    switch (piece.shape) {
      case Shape::sum:
      case Shape::difference:
        same(tree, piece, *of[0], *of[1]);
        return *of[0];
      case Shape::times:
        return bounded(piece, product(*of[0], *of[1]));
      case Shape::over:
        return bounded(piece, product(*of[0], *of[1], -1));
      case Shape::square_root:
        return bounded(piece, power(*of[0], {1, 2}));
      case Shape::exponential:
      case Shape::logarithm:
        if (of[0]->is_ratio()) return {};
        throw Wrong{
            tree[piece.operands[0]].span,
            fmt::format("{} of {}; it takes a ratio", piece.shape == Shape::logarithm ? "ln" : "exp", name_of(*of[0])),
            "divide by an amount of the same unit"};
      default:
        return *of[0];  // a sign or an absolute value
    }
  }

  static Unit bounded(const Piece& piece, const std::optional<Unit>& unit) {
    if (unit) return *unit;
    throw Wrong{piece.span, "the exponents of its unit are too large", ""};
  }

  static void no_growth(const Piece& piece, const Unit& unit) {
    if (!unit.growth) return;
    throw Wrong{piece.span, "a yearly growth is no number to reckon with",
                "raised to t it is what it makes since the base year: growth^t; growth^1 is the factor of one year"};
  }

  static void same(const Tree& tree, const Piece& piece, const Unit& a, const Unit& b) {
    if (a == b) return;
    std::string hint;
    const auto is_zero = [&tree](std::size_t i) {
      return tree[i].shape == Shape::number && tree[i].amount.value == 0.0;
    };
    for (std::size_t i = 0; i < 2; ++i) {
      const auto kind = kind_of(i == 0 ? b : a);
      if (is_zero(piece.operands[i]) && kind) hint = fmt::format("write 0 {}", units::symbol_of(*kind));
    }
    if (hint.empty() && product(a, b, -1) == unit_of({units::base(units::Base::time)}))
      hint = "the second is a rate: * 1 yr";
    if (hint.empty() && product(b, a, -1) == unit_of({units::base(units::Base::time)}))
      hint = "the first is a rate: * 1 yr";
    throw Wrong{piece.span, fmt::format("{} and {} cannot be {}", name_of(a), name_of(b), verb_of(piece.shape)), hint};
  }

  static Unit unit_of_power(const Tree& tree, const Piece& piece, const Unit& base, const Unit& exponent) {
    const Piece& raised_to = tree[piece.operands[1]];
    if (!exponent.is_ratio()) {
      throw Wrong{raised_to.span, fmt::format("an exponent is a ratio, and not {}", name_of(exponent)),
                  "t counts years since the base year without a unit"};
    }
    if (base.growth || base.is_ratio()) return {};
    const auto number = number_of(tree, piece.operands[1]);
    const auto of_unit = number ? fraction(*number) : std::nullopt;
    if (!of_unit) {
      throw Wrong{raised_to.span,
                  fmt::format("{} can be raised to a whole number or a simple fraction alone", name_of(base)),
                  "divide by an amount of the same unit before raising"};
    }
    return bounded(piece, power(base, *of_unit));
  }

  /// A number that is written: 2, -1, 1/3.
  static std::optional<double> number_of(const Tree& tree, std::size_t i) {
    const Piece& piece = tree[i];
    if (piece.shape == Shape::number) return piece.amount.value;
    if (piece.shape == Shape::negative) {
      const auto positive = number_of(tree, piece.operands[0]);
      return positive ? std::optional(-*positive) : std::nullopt;
    }
    if (piece.shape != Shape::over) return std::nullopt;
    const Piece& above = tree[piece.operands[0]];
    const Piece& below = tree[piece.operands[1]];
    if (above.shape != Shape::number || below.shape != Shape::number) return std::nullopt;
    return above.amount.value / below.amount.value;
  }

  Unit unit_of_name(const Piece& piece, std::size_t definition) {
    const Meaning meaning = meaning_of(piece, definition);
    switch (meaning.what) {
      case Meaning::What::parameter:
        checked_.reads_parameter[meaning.place] = true;
        return unit_of(source_.parameters[meaning.place].kind);
      case Meaning::What::other:
        return unit_of(source_.others[meaning.place].kind);
      case Meaning::What::shared:
        checked_.reads_shared[meaning.place] = true;
        return unit_of(source_.shared[meaning.place].kind);
      case Meaning::What::run:
        return unit_of(flop);
      case Meaning::What::years:
      case Meaning::What::year:
        return {};
      case Meaning::What::definition:
      case Meaning::What::state:
        break;
    }
    return unit_through(piece, meaning.place);
  }

  // --- the program ---------------------------------------------------------------------------------------------------

  using Id = Graph::Id;

  /// The value of a definition; `at_start`: of states, in the base year before any is known.
  Id value_of(std::size_t definition, bool at_start) {
    auto& known = values_[at_start ? 1 : 0][definition];
    if (known) return *known;
    const Tree& tree = trees_[definition];
    std::vector<Id> ids(tree.size());
    for (std::size_t i = 0; i < tree.size(); ++i) {
      ids[i] = value_of_piece(tree, i, ids, at_start);
      check_number(tree, i, ids, definition);
    }
    if (graph_.computed() > operation_limit) {
      throw Wrong{tree.back().span, fmt::format("the constraint takes more than {} operations", operation_limit), ""};
    }
    known = ids.back();
    return *known;
  }

  /// 0/0, ln(-1): what constants alone make, and is no number.
  void check_number(const Tree& tree, std::size_t i, const std::vector<Id>& ids, std::size_t definition) {
    const auto number = graph_.number_of(ids[i]);
    if (!number || std::isfinite(*number) || !tried_.insert({definition, i}).second) return;
    throw Wrong{tree[i].span, fmt::format("this is {}", std::isnan(*number) ? "no number" : "infinite"), ""};
  }

  Id value_of_piece(const Tree& tree, std::size_t i, const std::vector<Id>& ids, bool at_start) {
    const Piece& piece = tree[i];
    const auto id = [&](std::size_t j) { return ids[piece.operands[j]]; };
    switch (piece.shape) {
      case Shape::number:
        return graph_.constant(piece.amount.value);
      case Shape::name:
        return value_of_name(piece, at_start);
      case Shape::negative:
        return graph_.make(Operation::negate, {id(0)});
      case Shape::sum:
        return graph_.make(Operation::add, {id(0), id(1)});
      case Shape::difference:
        return graph_.make(Operation::subtract, {id(0), id(1)});
      case Shape::times:
        return graph_.make(Operation::multiply, {id(0), id(1)});
      case Shape::over:
        return graph_.make(Operation::divide, {id(0), id(1)});
      case Shape::power:
        return power_of(tree, piece, id(0), id(1));
      case Shape::minimum:
        return graph_.make(Operation::minimum, {id(0), id(1)});
      case Shape::maximum:
        return graph_.make(Operation::maximum, {id(0), id(1)});
      case Shape::exponential:
        return graph_.make(Operation::exponential, {id(0)});
      case Shape::logarithm:
        return graph_.make(Operation::logarithm, {id(0)});
      case Shape::square_root:
        return graph_.make(Operation::square_root, {id(0)});
      case Shape::absolute:
        return graph_.make(Operation::absolute, {id(0)});
      case Shape::clamp:
        return graph_.make(Operation::maximum, {graph_.make(Operation::minimum, {id(0), id(2)}), id(1)});
      case Shape::if_less:
        return graph_.make(Operation::if_less, {id(0), id(1), id(2), id(3)});
      case Shape::if_not_more:
        return graph_.make(Operation::if_not_more, {id(0), id(1), id(2), id(3)});
    }
    return 0;
  }

  /// A growth raised to the years, with something added or not, is the product of what it was in each of them: so it
  /// stays right where the growth is given by year.
  Id power_of(const Tree& tree, const Piece& piece, Id base, Id exponent) {
    const auto years = is_growth(tree, piece.operands[0]) ? graph_.years_and(exponent) : std::nullopt;
    return years ? graph_.grown(base, *years) : graph_.power(base, exponent);
  }
  [[nodiscard]] bool is_growth(const Tree& tree, std::size_t i) const {
    const Piece& piece = tree[i];
    if (piece.shape == Shape::number) return piece.amount.kind.growth;
    if (piece.shape == Shape::name) {
      const Meaning meaning = names_.at(piece.name);
      return (meaning.what == Meaning::What::parameter && source_.parameters[meaning.place].kind.growth) ||
             (meaning.what == Meaning::What::shared && source_.shared[meaning.place].kind.growth);
    }
    const bool either = piece.shape == Shape::minimum || piece.shape == Shape::maximum || piece.shape == Shape::clamp;
    const bool choice = piece.shape == Shape::if_less || piece.shape == Shape::if_not_more;
    return (either && is_growth(tree, piece.operands[0])) || (choice && is_growth(tree, piece.operands[2]));
  }

  Id value_of_name(const Piece& piece, bool at_start) {
    const Meaning meaning = names_.at(piece.name);
    switch (meaning.what) {
      case Meaning::What::parameter:
        return graph_.leaf(Operation::own, meaning.place);
      case Meaning::What::other:
        return graph_.leaf(Operation::own, source_.parameters.size() + meaning.place);
      case Meaning::What::shared:
        return graph_.leaf(Operation::shared, meaning.place);
      case Meaning::What::run:
        return graph_.leaf(Operation::run);
      case Meaning::What::years:
        return at_start ? graph_.constant(0.0) : graph_.leaf(Operation::time);
      case Meaning::What::year:
        return graph_.make(Operation::add, {at_start ? graph_.constant(0.0) : graph_.leaf(Operation::time),
                                            graph_.constant(source_.base_year)});
      case Meaning::What::state:
        return at_start ? value_of(meaning.place, true) : graph_.leaf(Operation::state, states_.at(meaning.place));
      case Meaning::What::definition:
        break;
    }
    return value_of(meaning.place, at_start);
  }

  void make_program() {
    const auto& all = source_.definitions;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].part == Part::start) states_[i] = graph_.add_state();
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      attempt(i, [&] { static_cast<void>(value_of(i, all[i].part == Part::start)); });
    }
    if (wrong_) return;
    auto made = std::make_shared<Program>();
    const auto append = [&](Part part) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].part == part) made->outputs.push_back(value_of(i, false));
      }
    };
    append(Part::ceiling);
    append(Part::part);
    made->governing = governing(made->outputs);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].part != Part::next) continue;
      const std::size_t start = names_.at(all[i].name).place;
      graph_.set_state(states_.at(start), value_of(start, true), value_of(i, false));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].part == Part::start) made->outputs.push_back(graph_.leaf(Operation::state, states_.at(i)));
    }
    for (const std::string& name : source_.internals) {
      made->outputs.push_back(value_of(names_.at(name).place, false));
    }
    made->needs = needs(made->outputs.front());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool named = all[i].part == Part::step || all[i].part == Part::part || all[i].part == Part::ceiling;
      if (named) made->formulas.push_back({all[i].name.empty() ? "ceiling" : all[i].name, value_of(i, false)});
    }
    made->values = std::move(graph_.values);
    made->states = std::move(graph_.states);
    checked_.program = std::move(made);
  }

  /// The first of the parts that lie nearest to the ceiling: where that is one of them, that one.
  Id governing(const std::vector<Id>& runs) {
    Id found = graph_.constant(0.0);
    std::optional<Id> least;
    for (std::size_t i = 1; i < runs.size(); ++i) {
      const Id distance = graph_.make(Operation::absolute, {graph_.make(Operation::subtract, {runs[i], runs[0]})});
      if (least) {
        found = graph_.make(Operation::if_less, {distance, *least, graph_.constant(static_cast<double>(i - 1)), found});
      }
      least = least ? graph_.make(Operation::minimum, {*least, distance}) : distance;
    }
    return found;
  }

  /// What a run takes, what there is, what is missing: as it is said, or else the run itself and the ceiling.
  std::array<Id, 3> needs(Id ceiling) {
    Id needed = graph_.leaf(Operation::run);
    Id supply = ceiling;
    for (std::size_t i = 0; i < trees_.size(); ++i) {
      if (source_.definitions[i].part == Part::needed) needed = value_of(i, false);
      if (source_.definitions[i].part == Part::supply) supply = value_of(i, false);
    }
    const Id missing = graph_.make(Operation::subtract, {needed, supply});
    return {needed, supply, graph_.make(Operation::maximum, {missing, graph_.constant(0.0)})};
  }

  // --- what is odd ---------------------------------------------------------------------------------------------------

  void warn() {
    std::vector<bool> read_by_any(trees_.size());
    for (std::size_t i = 0; i < trees_.size(); ++i) {
      for (const Piece& piece : trees_[i]) {
        const auto meaning = piece.shape == Shape::name ? names_.find(piece.name) : names_.end();
        if (meaning != names_.end() && meaning->second.what == Meaning::What::definition) {
          read_by_any[meaning->second.place] = true;
        }
        if (piece.shape == Shape::over) warn_of_zero(i, piece);
      }
    }
    for (std::size_t i = 0; i < trees_.size(); ++i) {
      const Definition& one = source_.definitions[i];
      const auto& shown = source_.internals;
      if (one.part != Part::step || read_by_any[i] || trees_[i].empty()) continue;
      if (std::find(shown.begin(), shown.end(), one.name) != shown.end()) continue;
      warn(i, trees_[i].back().span, fmt::format("nothing reads {}", one.name),
           "name it under internals to see it in results");
    }
  }

  void warn_of_zero(std::size_t definition, const Piece& piece) {
    const Piece& below = trees_[definition][piece.operands[1]];
    const auto meaning = below.shape == Shape::name ? names_.find(below.name) : names_.end();
    if (meaning == names_.end() || meaning->second.what != Meaning::What::parameter) return;
    const Given& given = source_.parameters[meaning->second.place];
    if (!given.can_be_zero) return;
    warn(definition, below.span, fmt::format("{} can be 0, and is divided by", given.name), "give it bounds above 0");
  }

  const Source& source_;
  Checked checked_;
  bool wrong_ = false;
  std::vector<Tree> trees_;  // empty: it could not be read
  std::vector<std::optional<Unit>> units_;
  std::vector<Stage> stages_;
  std::vector<std::size_t> under_way_;
  std::map<std::string, Meaning> names_;
  Graph graph_;
  std::map<std::size_t, std::size_t> states_;  // by the definition of the start
  std::array<std::vector<std::optional<Id>>, 2> values_;
  std::set<std::pair<std::size_t, std::size_t>> tried_;
};

}  // namespace

Checked compile(const Source& source) {
  return Compiling(source).done();
}

std::size_t operations(const Program& program) {
  return static_cast<std::size_t>(std::count_if(program.values.begin(), program.values.end(),
                                                [](const Value& one) { return !is_leaf(one.operation); }));
}

}  // namespace chokepoint::equations
