// SPDX-License-Identifier: Apache-2.0
// The closed set of families: how each is made, and its quantile function, distribution function and support.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>
#include <string_view>

#include "chokepoint/uncertainty.hpp"
#include "uncertainty/kernels.hpp"

namespace chokepoint::uncertainty {

namespace {

constexpr double infinity = Distribution::infinity;

/// Measured with Boost 1.74: between these a beta quantile takes below 0.1 ms for every u; beyond, its series take a
/// hundred times as long, or give up.
constexpr double least_beta_parameter = 1e-6;
constexpr double most_beta_parameter = 1e6;
/// Of a mixture, with those of mixtures in it: each is asked some fifty times for each draw.
constexpr std::size_t component_limit = 20;

struct Constant {
  double value = 0.0;
};

/// alpha and beta on [low, low + width]; no error ends the program: parameters are checked when it is made.
struct Beta {
  using Quiet =
      boost::math::policies::policy<boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                    boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
                                    boost::math::policies::promote_double<false>>;
  boost::math::beta_distribution<double, Quiet> standard;
  double low = 0.0;
  double width = 1.0;
};

struct Mixture {
  std::vector<double> weights;  // they add up to one
  std::vector<Distribution> components;
};

struct Truncated {
  Distribution whole;
  double below = 0.0;   // the share of the whole below the lower end
  double inside = 1.0;  // and between the ends
};

/// Where the quantile function rises through x. toms748 needs a bracket whose ends differ in sign; these are all the
/// uniform numbers there are, as logits, so that both tails are resolved.
template <class Quantile>
double share_below(double x, const Quantile& quantile) {
  constexpr double lowest = -700.0;
  constexpr double highest = 36.5;
  const auto share = [](double logit) { return 1.0 / (1.0 + std::exp(-logit)); };
  const auto excess = [&](double logit) { return quantile(share(logit)) - x; };
  if (excess(lowest) >= 0.0) return 0.0;
  if (excess(highest) <= 0.0) return 1.0;
  std::uintmax_t steps = 200;
  const auto [below, above] =
      boost::math::tools::toms748_solve(excess, lowest, highest, boost::math::tools::eps_tolerance<double>(50), steps);
  return share(0.5 * (below + above));
}

double cdf_of(const Constant& family, double x) {
  return x < family.value ? 0.0 : 1.0;
}
double cdf_of(const Normal& family, double x) {
  return normal_cdf((x - family.mean) / family.standard_deviation);
}
double cdf_of(const Lognormal& family, double x) {
  return x <= 0.0 ? 0.0 : normal_cdf(log(x / family.median) / family.log_standard_deviation);
}
double cdf_of(const Uniform& family, double x) {
  return std::clamp((x - family.low) / family.width, 0.0, 1.0);
}
double cdf_of(const LogUniform& family, double x) {
  return x <= family.low ? 0.0 : std::min(1.0, log(x / family.low) / family.log_width);
}
double cdf_of(const Triangular& family, double x) {
  if (x <= family.low) return 0.0;
  if (x >= family.high) return 1.0;
  const double width = family.high - family.low;
  if (x < family.mode) return (x - family.low) / width * ((x - family.low) / (family.mode - family.low));
  return 1.0 - (family.high - x) / width * ((family.high - x) / (family.high - family.mode));
}
double cdf_of(const Beta& family, double x) {
  return boost::math::cdf(family.standard, std::clamp((x - family.low) / family.width, 0.0, 1.0));
}
double cdf_of(const Mixture& family, double x) {
  double sum = 0.0;
  for (std::size_t i = 0; i < family.weights.size(); ++i) sum += family.weights[i] * family.components[i].cdf(x);
  return std::min(sum, 1.0);
}
double cdf_of(const Truncated& family, double x) {
  return std::clamp((family.whole.cdf(x) - family.below) / family.inside, 0.0, 1.0);
}
template <class AnyMetalog>
double cdf_of(const AnyMetalog& family, double x) {
  return share_below(x, [&family](double u) { return family.quantile(u); });
}

double quantile_of(const Constant& family, double /*u*/) {
  return family.value;
}
double quantile_of(const Beta& family, double u) {
  return family.low + family.width * boost::math::quantile(family.standard, u);
}
/// The least x with at least a share u at or below it.
double quantile_of(const Mixture& family, double u) {
  double least = infinity;
  double most = -infinity;
  for (const Distribution& component : family.components) {
    least = std::min(least, component.quantile(u));
    most = std::max(most, component.quantile(u));
  }
  const auto excess = [&family, u](double x) { return cdf_of(family, x) - u; };
  if (!(least < most) || excess(least) >= 0.0) return least;
  if (excess(most) <= 0.0) return most;
  std::uintmax_t steps = 300;
  const auto [below, above] =
      boost::math::tools::toms748_solve(excess, least, most, boost::math::tools::eps_tolerance<double>(50), steps);
  // At the jump of a constant the root is that constant itself, not a neighbour of it.
  for (const Distribution& component : family.components) {
    if (component.is_constant() && component.lower() >= below && component.lower() <= above) return component.lower();
  }
  return above;
}
double quantile_of(const Truncated& family, double u) {
  return family.whole.quantile(family.below + u * family.inside);
}
template <class InLanes>
double quantile_of(const InLanes& family, double u) {
  return family.quantile(u);
}

/// Families that have a kernel take it; the others go value by value.
template <class InLanes>
void quantiles_of(const InLanes& family, const Inside& inside, const double* u, double* out, std::size_t count) {
  using Builds = ByTarget<void(const InLanes&, const Inside&, const double*, double*, std::size_t)>;
  widest(Builds CHOKEPOINT_BY_TARGET(quantile_column))(family, inside, u, out, count);
}
template <class OneByOne>
void quantiles_one_by_one(const OneByOne& family, const Inside& inside, const double* u, double* out,
                          std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = inside(quantile_of(family, u[i]));
}
void quantiles_of(const Constant& family, const Inside& /*inside*/, const double* /*u*/, double* out,
                  std::size_t count) {
  std::fill_n(out, count, family.value);
}
void quantiles_of(const Beta& family, const Inside& inside, const double* u, double* out, std::size_t count) {
  quantiles_one_by_one(family, inside, u, out, count);
}
void quantiles_of(const Mixture& family, const Inside& inside, const double* u, double* out, std::size_t count) {
  quantiles_one_by_one(family, inside, u, out, count);
}
void quantiles_of(const Truncated& family, const Inside& inside, const double* u, double* out, std::size_t count) {
  quantiles_one_by_one(family, inside, u, out, count);
}

using Form = std::variant<Constant, Metalog, MetalogAbove, MetalogBelow, MetalogBetween, Normal, Lognormal, Uniform,
                          LogUniform, Triangular, Beta, Mixture, Truncated>;

bool finite(std::initializer_list<double> values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

Infeasible not_below(std::string_view a, std::string_view b) {
  return {std::string(a) + " is not below " + std::string(b), "put the values in increasing order"};
}

Infeasible not_drawn(std::string_view what, std::string_view side, double limit) {
  return {fmt::format("{} {} {:g} cannot be drawn", what, side, limit), "a normal or a constant is as good there"};
}

const Infeasible not_finite{"a value is not finite", "write it as a number within the range of doubles"};

}  // namespace

struct Distribution::Family {
  Form form;
  std::string name;
  double lower = -infinity;
  double upper = infinity;
  Inside inside{-infinity, infinity};
  std::size_t components = 1;

  /// The ends themselves are not drawn, but by a constant.
  static Distribution make(Form form, std::string name, double lower, double upper) {
    Family family{std::move(form), std::move(name), lower, upper, {-infinity, infinity}, 1};
    if (std::isfinite(lower)) family.inside.least = std::nextafter(lower, infinity);
    if (std::isfinite(upper)) family.inside.most = std::nextafter(upper, -infinity);
    return Distribution(std::make_shared<const Family>(std::move(family)));
  }
  /// A mixture or a truncated distribution may hold constants, which are drawn.
  static Distribution make_closed(Form form, std::string name, double lower, double upper, std::size_t components = 1) {
    return Distribution(std::make_shared<const Family>(
        Family{std::move(form), std::move(name), lower, upper, {lower, upper}, components}));
  }
};

Distribution::Distribution(std::shared_ptr<const Family> family) : family_(std::move(family)) {}

Distribution Distribution::constant(double value) {
  return Family::make_closed(Constant{value}, "constant", value, value);
}

namespace {

/// a2 and a3 from the distances of P10 and P90 from P50 in the coordinate of the fit.
MetalogShape shape_through(double from_p10, double from_p90) {
  const double logit_of_p90 = std::log(9.0);
  return {(from_p90 + from_p10) / (2.0 * logit_of_p90), (from_p90 - from_p10) / (0.8 * logit_of_p90)};
}

/// The slope of the quantile function times u (1 - u) is a2 + a3 g(u) with g(u) = (u - 1/2) + u (1 - u) logit(u), which
/// is antisymmetric about 1/2 and largest where 2 = (2 u - 1) logit(u): |g| <= 0.599841. So it is positive everywhere
/// exactly when a2 > 0 and |a3| < 1.667109 a2 (Keelin 2016, section 4, has the same limit for three terms).
bool increases(const MetalogShape& shape) {
  constexpr double steepest = 1.667109;
  return shape.a2 > 0.0 && std::abs(shape.a3) < steepest * shape.a2;
}

std::optional<Infeasible> wrong_percentiles(double p10, double p50, double p90, double lower, double upper) {
  if (!finite({p10, p50, p90}) || std::isnan(lower) || std::isnan(upper)) return not_finite;
  if (!(p10 < p50)) return not_below("p10", "p50");
  if (!(p50 < p90)) return not_below("p50", "p90");
  if (!(lower < upper)) return not_below("lower", "upper");
  if (!(lower < p10)) return Infeasible{"p10 is not above the lower bound", "raise p10, or lower the bound"};
  if (!(p90 < upper)) return Infeasible{"p90 is not below the upper bound", "lower p90, or raise the bound"};
  return std::nullopt;
}

}  // namespace

Distribution::Made<Distribution> Distribution::metalog(double p10, double p50, double p90, double lower, double upper) {
  if (const auto wrong = wrong_percentiles(p10, p50, p90, lower, upper)) return *wrong;
  const bool above = std::isfinite(lower);
  const bool below = std::isfinite(upper);
  // The distance of x from the median in the coordinate of the fit, without the rounding of a difference of logarithms.
  const auto distance = [&](double a, double b) {
    const double to_lower = above ? (b - lower) / (a - lower) : 1.0;
    const double to_upper = below ? (upper - a) / (upper - b) : 1.0;
    return above || below ? std::log(to_lower * to_upper) : b - a;
  };
  const MetalogShape shape = shape_through(distance(p10, p50), distance(p50, p90));
  if (!increases(shape)) {
    const bool near_p10 = shape.a3 > 0.0;
    return Infeasible{
        std::string("no metalog passes through these percentiles: p50 lies too close to ") + (near_p10 ? "p10" : "p90"),
        std::string("move p50 towards ") + (near_p10 ? "p90" : "p10") + ", give a bound, or describe it as a mixture"};
  }
  const auto make = [&](Form form) { return Family::make(std::move(form), "metalog", lower, upper); };
  if (above && below) return make(MetalogBetween{shape, lower, upper - lower, (upper - p50) / (p50 - lower)});
  if (above) return make(MetalogAbove{shape, lower, p50 - lower});
  if (below) return make(MetalogBelow{shape, upper, upper - p50});
  return make(Metalog{shape, p50});
}

Distribution::Made<Distribution> Distribution::normal(double mean, double standard_deviation) {
  if (!finite({mean, standard_deviation})) return not_finite;
  if (!(standard_deviation > 0.0)) return Infeasible{"the standard deviation is not above 0", ""};
  return Family::make(Normal{mean, standard_deviation}, "normal", -infinity, infinity);
}

Distribution::Made<Distribution> Distribution::lognormal(double log_mean, double log_standard_deviation) {
  if (!finite({log_mean, log_standard_deviation})) return not_finite;
  if (!(log_standard_deviation > 0.0)) {
    return Infeasible{"the geometric standard deviation is not above 1", "a factor of 2 is a spread of half to double"};
  }
  const double median = std::exp(log_mean);
  if (!finite({median}) || median < std::numeric_limits<double>::min()) return not_finite;
  return Family::make(Lognormal{median, log_standard_deviation}, "lognormal", 0.0, infinity);
}

Distribution::Made<Distribution> Distribution::interval(double low, double high, double level) {
  if (!finite({low, high})) return not_finite;
  if (!(low < high)) return not_below("the lower end", "the upper end");
  if (!(level > 0.0 && level < 1.0)) {
    return Infeasible{"the interval must hold more than 0 % and less than 100 % of the draws",
                      "80 % and 90 % are usual"};
  }
  const double z = normal_quantile(0.5 + 0.5 * level);
  if (low <= 0.0) return normal(0.5 * low + 0.5 * high, (high - low) / (2.0 * z));
  return Family::make(Lognormal{std::sqrt(low) * std::sqrt(high), std::log(high / low) / (2.0 * z)}, "lognormal", 0.0,
                      infinity);
}

Distribution::Made<Distribution> Distribution::uniform(double low, double high) {
  if (!finite({low, high, high - low})) return not_finite;
  if (!(low < high)) return not_below("low", "high");
  return Family::make(Uniform{low, high - low}, "uniform", low, high);
}

Distribution::Made<Distribution> Distribution::log_uniform(double low, double high) {
  if (!finite({low, high})) return not_finite;
  if (!(low > 0.0)) return Infeasible{"low is not above 0", "a log-uniform distribution has no zero; use uniform"};
  if (!(low < high)) return not_below("low", "high");
  return Family::make(LogUniform{low, std::log(high / low)}, "log-uniform", low, high);
}

namespace {

std::optional<Infeasible> wrong_mode(double low, double mode, double high) {
  if (!finite({low, mode, high, high - low})) return not_finite;
  if (!(low < high)) return not_below("low", "high");
  if (mode < low) return not_below("low", "mode");
  if (mode > high) return not_below("mode", "high");
  return std::nullopt;
}

}  // namespace

Distribution::Made<Distribution> Distribution::triangular(double low, double mode, double high) {
  if (const auto wrong = wrong_mode(low, mode, high)) return *wrong;
  return Family::make(Triangular{low, mode, high}, "triangular", low, high);
}

Distribution::Made<Distribution> Distribution::pert(double low, double mode, double high, double shape) {
  if (const auto wrong = wrong_mode(low, mode, high)) return *wrong;
  if (!(shape > 0.0) || !finite({shape})) return Infeasible{"the shape is not above 0", "4 is usual"};
  if (shape > most_beta_parameter) return not_drawn("a shape", "above", most_beta_parameter);
  const double alpha = 1.0 + shape * (mode - low) / (high - low);
  const double beta = 1.0 + shape * (high - mode) / (high - low);
  return Family::make(Beta{boost::math::beta_distribution<double, Beta::Quiet>(alpha, beta), low, high - low}, "PERT",
                      low, high);
}

Distribution::Made<Distribution> Distribution::beta(double alpha, double beta, double low, double high) {
  if (!finite({alpha, beta, low, high, high - low})) return not_finite;
  if (!(alpha > 0.0)) return Infeasible{"alpha is not above 0", ""};
  if (!(beta > 0.0)) return Infeasible{"beta is not above 0", ""};
  if (!(low < high)) return not_below("low", "high");
  for (const auto& [name, value] : {std::pair("alpha", alpha), std::pair("beta", beta)}) {
    if (value < least_beta_parameter) return not_drawn(name, "below", least_beta_parameter);
    if (value > most_beta_parameter) return not_drawn(name, "above", most_beta_parameter);
  }
  return Family::make(Beta{boost::math::beta_distribution<double, Beta::Quiet>(alpha, beta), low, high - low}, "beta",
                      low, high);
}

Distribution::Made<Distribution> Distribution::mixture(const std::vector<Component>& components) {
  double sum = 0.0;
  for (const Component& component : components) {
    if (!(component.weight > 0.0) || !finite({component.weight})) {
      return Infeasible{"a weight is not above 0", "leave out a component that is never drawn"};
    }
    sum += component.weight;
  }
  if (components.empty() || !finite({sum})) return Infeasible{"a mixture needs components", ""};
  Mixture mixture;
  double lower = infinity;
  double upper = -infinity;
  std::size_t count = 0;
  for (const Component& component : components) {
    count += component.distribution.family_->components;
    mixture.weights.push_back(component.weight / sum);
    mixture.components.push_back(component.distribution);
    lower = std::min(lower, component.distribution.lower());
    upper = std::max(upper, component.distribution.upper());
  }
  if (count > component_limit) {
    return Infeasible{
        "a mixture of " + std::to_string(count) + " components cannot be drawn in reasonable time",
        "at most " + std::to_string(component_limit) + ", those of mixtures in it counted; percentiles say as much"};
  }
  return Family::make_closed(std::move(mixture), "mixture", lower, upper, count);
}

Distribution::Made<Distribution> Distribution::truncated(const Distribution& whole, double lower, double upper) {
  if (std::isnan(lower) || std::isnan(upper)) return not_finite;
  if (!(lower < upper)) return not_below("lower", "upper");
  const double from = std::max(lower, whole.lower());
  const double to = std::min(upper, whole.upper());
  // A share so small would be drawn from the rounding of the whole, not from its shape.
  constexpr double least_share = 1e-6;
  const double below = from > whole.lower() ? whole.cdf(std::nextafter(from, -infinity)) : 0.0;
  const double inside = (to < whole.upper() ? whole.cdf(to) : 1.0) - below;
  if (from > to || inside < least_share) {
    return Infeasible{"almost nothing is left between the bounds of the truncation",
                      "the bounds must hold a part of the distribution"};
  }
  if (whole.is_constant()) return whole;
  return Family::make_closed(Truncated{whole, below, inside}, "truncated " + whole.family(), from, to,
                             whole.family_->components);
}

double Distribution::quantile(double u) const {
  const Inside& inside = family_->inside;
  return std::visit([u, &inside](const auto& family) { return inside(quantile_of(family, u)); }, family_->form);
}

double Distribution::cdf(double x) const {
  if (x < family_->lower) return 0.0;
  if (x >= family_->upper) return 1.0;
  return std::visit([x](const auto& family) { return cdf_of(family, x); }, family_->form);
}

double Distribution::lower() const {
  return family_->lower;
}
double Distribution::upper() const {
  return family_->upper;
}
bool Distribution::is_constant() const {
  return std::holds_alternative<Constant>(family_->form);
}
std::string Distribution::family() const {
  return family_->name;
}

void Distribution::quantiles(const double* u, double* out, std::size_t count) const {
  const Inside& inside = family_->inside;
  std::visit([&](const auto& family) { quantiles_of(family, inside, u, out, count); }, family_->form);
}

}  // namespace chokepoint::uncertainty
