// SPDX-License-Identifier: Apache-2.0
// Stage `uncertainty`: marginals, correlations, a seed and a range of draws give columns of draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace chokepoint::uncertainty {

/// Why a distribution cannot be, in words for a user, without the name of the parameter.
struct Infeasible {
  std::string message;
  std::string hint;
};

/// A distribution is its quantile function: one uniform number in, one value out. Immutable, cheap to copy.
class Distribution {
 public:
  template <class T>
  using Made = std::variant<T, Infeasible>;

  struct Component;
  struct Family;  // the closed set of families: src/uncertainty/distribution.cpp

  static Distribution constant(double value);
  /// Three-term metalog through P10, P50 and P90 (Keelin 2016), in ln(x - lower), ln(upper - x) or
  /// ln((x - lower) / (upper - x)) when bounded. Infeasible when the quantile function does not increase.
  static Made<Distribution> metalog(double p10, double p50, double p90, double lower = -infinity,
                                    double upper = infinity);
  static Made<Distribution> normal(double mean, double standard_deviation);
  /// ln(x) is normal with this mean and standard deviation.
  static Made<Distribution> lognormal(double log_mean, double log_standard_deviation);
  /// `level` of the draws lie between low and high: lognormal, or normal when low <= 0.
  static Made<Distribution> interval(double low, double high, double level = 0.90);
  static Made<Distribution> uniform(double low, double high);
  static Made<Distribution> log_uniform(double low, double high);
  static Made<Distribution> triangular(double low, double mode, double high);
  /// Beta on [low, high] with mean (low + shape * mode + high) / (shape + 2).
  static Made<Distribution> pert(double low, double mode, double high, double shape = 4.0);
  static Made<Distribution> beta(double alpha, double beta, double low = 0.0, double high = 1.0);
  /// Weights need not add to one.
  static Made<Distribution> mixture(const std::vector<Component>& components);
  /// Conditional on lower <= x <= upper.
  static Made<Distribution> truncated(const Distribution& whole, double lower, double upper);

  /// The value below which a share u of the draws lies; 0 < u < 1.
  [[nodiscard]] double quantile(double u) const;
  /// The share of the draws at or below x.
  [[nodiscard]] double cdf(double x) const;
  /// No draw lies outside [lower(), upper()]; infinite where a tail is unbounded. The ends themselves are drawn
  /// only by a constant.
  [[nodiscard]] double lower() const;
  [[nodiscard]] double upper() const;
  [[nodiscard]] bool is_constant() const;
  /// For people: "metalog", "lognormal", …
  [[nodiscard]] std::string family() const;

  /// quantile() of a column, in lanes: out[i] = quantile(u[i]), bit for bit the same as one by one. Both have
  /// `count` values, a multiple of lane_multiple.
  void quantiles(const double* u, double* out, std::size_t count) const;

  static constexpr double infinity = std::numeric_limits<double>::infinity();

 private:
  explicit Distribution(std::shared_ptr<const Family> family);
  std::shared_ptr<const Family> family_;
};

struct Distribution::Component {
  double weight = 1.0;
  Distribution distribution;
};

/// One value to draw. `path` names its random numbers: marginals of one path are drawn with the same ones, and so move
/// together. `dimension` is the Sobol' dimension of these numbers, fixed by the path alone, so that a parameter more
/// elsewhere moves no draw of this one; without one they are counter-based (Philox), by the path.
struct Marginal {
  std::string path;
  std::optional<std::size_t> dimension;
  Distribution distribution;
};
inline constexpr std::size_t dimension_limit = 3667;  // of the table of direction numbers (Joe and Kuo 2008)

/// Spearman's rank correlation of two marginals, by their index, imposed through a Gaussian copula
/// (Pearson r = 2 sin(pi rho / 6)).
struct Correlation {
  std::size_t a = 0;
  std::size_t b = 0;
  double spearman = 0.0;
};

/// When the correlations cannot hold together: indices into the list of pairs that cannot, among as few marginals as
/// possible. Nothing when they can.
[[nodiscard]] std::optional<std::vector<std::size_t>> inconsistent(std::size_t marginals,
                                                                   std::span<const Correlation> correlations);

enum class Method { sobol, random, latin };

struct Plan {
  Method method = Method::sobol;
  std::uint64_t seed = 0;
  std::uint64_t draws = 0;  // the whole ensemble: a Latin hypercube must know it
};
inline constexpr std::uint64_t draw_limit = 4'294'967'296;  // 2^32: the length of the Sobol' sequence used

/// Fills columns of draws. The value of a draw is a pure function of (method, seed, path, dimension, index of the draw)
/// and, for correlated marginals, of those they are correlated with. Thread-safe: sample() is const and keeps nothing.
class Sampler {
 public:
  /// Throws std::invalid_argument when the correlations are inconsistent() or join marginals of one path, or a
  /// dimension is out of range or used by two paths.
  Sampler(std::vector<Marginal> marginals, std::span<const Correlation> correlations, Plan plan);
  ~Sampler();
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;

  /// Writes draws [first, first + count) of marginal i to columns[i][0, count). `count` is a multiple of lane_multiple
  /// and may run past the last draw (those values are valid and mean nothing). Columns that are null are left out.
  void sample(std::uint64_t first, std::size_t count, std::span<double* const> columns) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chokepoint::uncertainty
