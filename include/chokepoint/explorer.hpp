// SPDX-License-Identifier: Apache-2.0
// Stage `explorer`: the library asked and answering in JSON, for a page that has no files, no clock and no threads. The
// same code runs natively and as WebAssembly.
//
// A request is one JSON object with the verb in `do`; the answer is {"ok": …} or {"diagnostics": […]}, never both, and
// has no line break in it. Numbers are in coherent units (W, s, FLOP, bit, USD; of a growth the factor of one year),
// shares from 0 to 1; what cannot be told is null. Texts are plain: whoever shows them escapes them.
//
// Every verb but `open` and `about` takes
//   state    {"scenario": NAME, "set": [[PATH, TEXT], …]}: a scenario that was opened, and what is changed in it, each
//            as `--set PATH=TEXT`, in order. In place of TEXT an object {"p10": n, "p50": n, "p90": n} stands for the
//            text that `value` makes of it. At most 1,000 changes.
// and those that draw
//   draws    1 to 1,048,576; without it 65,536, of a map, `matters` and levers 16,384
//   seed     0 to 2^53; without it 1
//   point    true: one draw of medians
//
// open       {"version": TEXT, "commit": TEXT, "sha256": {PATH: HEX}, "scenarios": [{"path": PATH}, …], "files": {PATH:
// TEXT, …}}: what bundle() gives. It
//            takes the place of what was open before.
//            -> {"version", "scenarios": [{"name", "title", "description", "path", "first_year", "last_year",
//            "base_year"}]}
// about      -> {"version", "registers": "baseline", "verbs": [NAME, …], "words": [words that texts take for units]}
// levers     What can be moved.
//            -> {"scenario": {name, title, description, first_year, last_year, base_year},
//                "years": {"path": "years", "text": "2024..2030"},
//                "groups": [GROUP, …]}: trajectory, shared, each constraint, each event, relief.
//            GROUP: "name" ("power"), "title", "what" (trajectory, shared, constraint, event, relief), "colour" (of a
//            constraint, as charts have it: a number, else null), "region" or null, "equations" (lines), "off": whether
//            [NAME, "off"] can be set, "dates": [{"path": "trajectory.anchor_date", "text"}],
//            "models": of a constraint [{"name", "title", "current": bool, "path": "power.model",
//                                        "missing": [parameters without a value there]}, …], else [],
//            "parameters": [PARAMETER, …], "couplings": [{"path", "meaning", "output": "chips/stock", "source",
//            "note"}] PARAMETER: "path" ("power.campus_power", "trajectory.growth.2028"), "meaning", "unit" ("W", "" of
//            a ratio), "quantity" ("a power"), "text" (as written, and as set), "written" (as in the file), "changed":
//            bool, "family" ("metalog"), "p10", "p50", "p90" (numbers; null of a word), "print": {"p10", "p50", "p90"}
//            (for people), "bounds": [low or null, high or null], "range": [low, high] that a handle goes through,
//            "scale": "log" or "linear", "density": [[x, 0 to 1], …] or [] of a constant, "word" (its value where it is
//            a word, else null), "words": [that it takes], "numbers": whether it takes any, "year" (or null), "added":
//            bool (an addition from that year on), "default": bool, "settable": bool, "as_of" ("" or a date),
//            "confidence" (or
//            ""), "note", "source": null or {"key", "title", "authors", "date", "address", "licence"}, "effect"
//            ("raises it"). `range` is that of the scenario without changes, widened to hold what is set.
// value      {"path", "p10", "p50", "p90"}: numbers to the text of a value, of three digits or as many as tell them
//            apart. -> {"text": "{p10: 2 GW, p50: 3 GW, p90: 6 GW}"}; one number where all are the same
// check      {"path", "text"}: one value more. -> {"text", "p10", "p50", "p90", "print", "family", "density", "scale",
//            "word"} of the parameter with it (nothing but "text" of what is no parameter, such as `years`)
// run        {"sections": [ID, …], "members": [NAME, …]}: without sections answer, picture, lowest, order, needs,
//            data-wall, ways, events, those that the scenario has; without members all of RUN.
//            -> {"run": RUN, "sections": [SECTION, …], "condition": what `matters` asks where nothing is said, and one
//            would solve for: "headroom(power, 2030) >= 1"}. RUN is what results.json has of a run (docs/json.md), with
//            `needs`. SECTION: {"id", "title", "elements": [ELEMENT, …]}. ELEMENT: {"is": "paragraph", "text", "lead":
//            bool},
//            {"is": "heading", "text"}, {"is": "headline", "text"}, {"is": "facts", "items": [{"value", "label"}]},
//            {"is": "bullets", "items": [TEXT]}, {"is": "code", "text"},
//            {"is": "references", "items": [{"id", "text", "address"}]},
//            {"is": "table", "caption", "columns": [{"name", "number": bool}], "rows": [[{"text", "link"}]]},
//            {"is": "figure", "id", "caption", "legend": [{"name", "colour", "dashed", "point"}], "panels": [{"id",
//            "title", "alt", "chart"}], "table", "csv"}; `chart` is what page.js draws from. With "still": true a panel
//            has "svg" as well.
// matters    {"of": OUTPUT, "indices": bool}. -> {"sensitivity": as `sensitivity --format json`, "sections": [the
//            section `change`]}; without "indices" the tornado alone, whose indices are 0. Without "of", that of the
//            condition of `levers`; only then there is a section.
// map        {"x": AXIS, "y": AXIS, "year", "logarithmic": bool}; AXIS as `map` takes it, "power.campus_power=1 to 10
//            GW:11" … -> {"map": as `map --format json`, "colours": {constraint: colour}}
// solve      {"until": CONDITION, "levers": [PATH, …], "within": ["FROM..TO", …]}: one lever, or two.
//            -> {"solution": as `solve --format json`, "text": as the terminal has it}
// ways       -> {"relief": of RUN, or null, "sections": [ways]}
// assumptions -> {"sections": [assumptions, references]}
// compare    {"a": STATE, "b": STATE} in place of `state`. -> {"comparison": as `compare --format json`, "text": as the
//            terminal has it}. The second scenario goes by its name and " (b)" where both have one name.
// yaml       -> {"name": FILE, "text"}: a scenario that extends the one that was changed, which `chokepoint run` takes
// command    {"verb": "run"}. -> {"text"}: the command line that gives the same
// csv        -> {"name": FILE, "text"}: as `run --format csv`
// report     {"title": TEXT, "brief": bool}. -> {"name": FILE, "text"}: the planning report, a page, without what was
//            learnt from observations and how the scenario has done so far
//
// A diagnostic: {"severity": "error" or "warning", "file" ("--set" of a change, "request" of what is wrong with the
// request itself), "line", "column" (from 1; 0: all of it), "length", "path" (of the change it is in, or null),
// "in_value" (column within its text, from 0, or null), "message", "hint" (or ""), "excerpt" (the line, and the caret
// below it; or ""), "text" (all of it, as a terminal has it)}. Warnings alone come with an answer: {"ok", "warnings"}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "chokepoint/analysis.hpp"
#include "chokepoint/evidence.hpp"
#include "chokepoint/report.hpp"
#include "chokepoint/scenario.hpp"
#include "chokepoint/simulation.hpp"

namespace chokepoint::explorer {

inline constexpr std::size_t request_limit = scenario::file_size_limit;    // bytes, but for `open`:
inline constexpr std::size_t open_limit = 64 * scenario::file_size_limit;  // all files of all scenarios
inline constexpr std::size_t depth_limit = 16;                             // of objects and lists in each other
inline constexpr std::size_t change_limit = 1000;                          // of a state
inline constexpr std::uint64_t draw_limit = std::uint64_t{1} << 20U;

/// What is opened: the scenarios of these files, with the text of every file that they read and its hash, as the
/// request `open`. Or all that is wrong.
[[nodiscard]] std::variant<std::string, std::vector<scenario::Diagnostic>> bundle(const std::vector<std::string>& paths,
                                                                                  const std::string& version,
                                                                                  const std::string& commit,
                                                                                  const scenario::Reader& read,
                                                                                  const report::Digest& sha256);

/// Called with the share of the work that is done. Returning false ends it: the answer is then a diagnostic.
using Progress = std::function<bool(double share)>;

/// What is open, and what of it is ready for the next request. Memory does not grow with requests. For one thread.
class Session {
 public:
  struct Parts;  // of the stage itself

  explicit Session(Progress progress = {});
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Never throws for what a request holds.
  [[nodiscard]] std::string answer(std::string_view request);

 private:
  std::unique_ptr<Parts> parts_;
};

/// What a page shows before its engine has started: {"open": its answer, "run": the answer to a run of all draws of the
/// first scenario, with the members `ensemble` and `verdict`, and the sections answer, together and picture}. Empty
/// where there is no such run: the page says why when its engine has started. `bundle`: what bundle() gives.
[[nodiscard]] std::string first_answers(const std::string& bundle);

// --- a chapter of a planning report, for whoever makes one ---------------------------------------------------------

/// What it is made from besides its scenario.
struct Making {
  std::string version;  // of chokepoint
  std::vector<std::pair<scenario::View, scenario::ScenarioPointer>> views;
  evidence::Match observed;
  /// Where what was observed is to score and to teach: evidence::backtest() and evidence::learn(), which a page does
  /// without, being a tenth of its code. Null: it does not.
  std::function<std::optional<evidence::Backtest>(const scenario::ScenarioPointer&, const evidence::Match&,
                                                  const analysis::Effort&)>
      score = {};
  std::function<std::optional<std::variant<evidence::Learned, std::vector<evidence::Refused>>>(
      const scenario::ScenarioPointer&, const evidence::Match&, const analysis::Effort&)>
      learn = {};

  /// How often an effort is asked for, at most.
  [[nodiscard]] std::size_t pieces() const { return 6 + views.size(); }
};

/// The effort for the next piece of the work, with this ensemble.
using NextEffort = std::function<analysis::Effort(const simulation::Ensemble&)>;

/// Nothing when progress ended it.
[[nodiscard]] std::optional<report::Chapter> chapter(const scenario::ScenarioPointer& scenario, const Making& making,
                                                     const simulation::Ensemble& ensemble, const NextEffort& next);

}  // namespace chokepoint::explorer
