// SPDX-License-Identifier: Apache-2.0
// Latency: the largest model that can be pushed through its data in time when every layer waits for its accelerators.
// Sevilla et al. 2024, "Can AI scaling continue through 2030?", section on latency and appendix E.
#include "models/latency_equation.hpp"
#include "models/model.hpp"

namespace chokepoint::models {

template <class Real>
class Latency {
 public:
  struct Parameters {
    Quantity<units::Time, Real> matmul_latency;
    Quantity<units::Time, Real> base_latency;
    Quantity<units::Time, Real> intranode_latency;
    Quantity<units::Time, Real> internode_latency;
    Quantity<units::Ratio, Real> ranks_per_node;
    Quantity<units::Ratio, Real> matmuls_per_layer;
    Quantity<units::TokensPerAccelerator, Real> minimum_microbatch;
    Quantity<units::Ratio, Real> reference_layers;
    Quantity<units::ModelSize, Real> layer_reference_size;
    Quantity<units::Ratio, Real> layer_exponent;
    Quantity<units::ModelSize, Real> batch_reference_size;
    Quantity<units::Ratio, Real> batch_exponent;

    template <class Visit>
    void each(Visit&& visit) {
      visit(matmul_latency,
            {"matmul_latency", positive, Effect::lowers,
             "time of one matrix multiplication that no accelerator can avoid", "sevilla-2024, appendix E"});
      visit(base_latency, {"base_latency", not_negative, Effect::lowers, "irreducible latency of an all-reduce",
                           "sevilla-2024, appendix E"});
      visit(intranode_latency, {"intranode_latency", not_negative, Effect::lowers, "latency per rank inside a node",
                                "sevilla-2024, appendix E"});
      visit(internode_latency, {"internode_latency", positive, Effect::lowers, "latency per doubling of the nodes",
                                "sevilla-2024, appendix E"});
      visit(ranks_per_node, {"ranks_per_node", positive, Effect::either,
                             "ranks of a node along one dimension of tensor parallelism", "sevilla-2024, appendix E"});
      visit(matmuls_per_layer, {"matmuls_per_layer", positive, Effect::lowers,
                                "matrix multiplications of a layer that wait for each other, forward and backward",
                                "sevilla-2024, appendix E"});
      visit(minimum_microbatch,
            {"minimum_microbatch", positive, Effect::lowers,
             "smallest batch per accelerator that keeps utilization high", "sevilla-2024, appendix E"});
      visit(reference_layers, {"reference_layers", positive, Effect::lowers,
                               "layers of a model of layer_reference_size", "calibrated: docs/models.md, latency"});
      visit(layer_reference_size,
            {"layer_reference_size", positive, Effect::raises, "size of the model that has reference_layers",
             "calibrated: docs/models.md, latency"});
      visit(layer_exponent, {"layer_exponent", Bounds{0.0, 1.0, true, true}, Effect::either,
                             "doublings of the layers for a doubling of the model", "sevilla-2024, appendix E"});
      visit(batch_reference_size,
            {"batch_reference_size", positive, Effect::lowers, "size of the model that can use batches of batch_size",
             "calibrated: docs/models.md, latency"});
      visit(batch_exponent, {"batch_exponent", Bounds{0.0, 1.0, true, false}, Effect::either,
                             "doublings of the usable batch for a doubling of the model", "sevilla-2024, appendix E"});
    }
  };

  struct Ceiling {
    Quantity<units::Compute, Real> largest_run;
    Quantity<units::ModelSize, Real> model_size;
    Quantity<units::Time, Real> layer_time;

    template <class Visit>
    void each(Visit&& visit) {
      visit(largest_run, Role::ceiling, "", "largest compute-optimal run that latency lets finish in time");
      visit(model_size, Role::internal, "model_size", "parameters of that model");
      visit(layer_time, Role::internal, "layer_time", "time of one layer, forward and backward");
    }
  };

  static constexpr About about{.model = "all_reduce",
                               .title = "Latency",
                               .equations = R"(C            = training_compute * tokens_per_parameter * N^2
accelerators = C / (training_duration * peak_performance
                    * performance_growth^t * utilization)
L            = reference_layers * (N / layer_reference_size)^layer_exponent
B            = batch_size * (N / batch_reference_size)^batch_exponent
ranks        = sqrt(accelerators * minimum_microbatch / B)
doublings    = log2(max(1, ranks / ranks_per_node))
layer_time   = matmuls_per_layer * (matmul_latency + base_latency
               + 2 * (ranks_per_node * intranode_latency
                      + doublings * internode_latency))
training_duration = layer_time * L * tokens_per_parameter * N / B,
               solved for N
latency(t)   = C)",
                               .source = "sevilla-2024, section on latency and appendix E",
                               .sees = Sees::pre_training};
  static constexpr NeedOf<units::Time> need_of{"time per update", "time that the run has for an update of its model",
                                               "least time that an update of a model of that size takes", true};
  static constexpr bool waits = true;
  static constexpr std::string_view reads[] = {"training_duration",  "peak_performance", "utilization",
                                               "performance_growth", "batch_size",       "tokens_per_parameter",
                                               "training_compute"};

  // The unknown is y = ln(N / batch_reference_size). Everything but the year's accelerators is fixed here: with one
  // node the time of a layer does not depend on N, and layer_time(y) = one_node + per_log_node * max(0, ln(nodes(y))).
  Latency(const Shared<Real>& shared, const Parameters& p) : shared_(shared), reference_size_(p.batch_reference_size) {
    const Real two(2.0);
    const Real ranks_per_node = units::value_of(p.ranks_per_node);
    const Real batch_exponent = units::value_of(p.batch_exponent);
    const Real layer_exponent = units::value_of(p.layer_exponent);
    const Quantity<units::Time, Real> inside =
        p.matmul_latency + p.base_latency + two * (ranks_per_node * p.intranode_latency);
    one_node_ = p.matmuls_per_layer * inside;
    per_log_node_ = p.matmuls_per_layer * (two / Real(natural_log_of_2) * p.internode_latency);

    layers_ = p.reference_layers;
    layers_of_reference_ = p.batch_reference_size / p.layer_reference_size;
    const Quantity<units::Tokens, Real> tokens = shared.tokens_per_parameter * reference_size_;
    const Quantity<units::Ratio, Real> time =
        shared.training_duration * shared.batch_size / (one_node_ * layers_ * tokens);
    // Of ln(layers * tokens / batch) in y, and ln(training_duration / time with one node at y = 0).
    slope_ = Real(1.0) + layer_exponent - batch_exponent;
    budget_ = log(units::value_of(time)) - layer_exponent * log(units::value_of(layers_of_reference_));

    // ln(nodes(y)) = node_slope * (y - one_node_until).
    const Quantity<units::Ratio, Real> ranks_squared =
        shared.optimal_run(reference_size_) * p.minimum_microbatch / (shared.compute_of_each() * shared.batch_size);
    node_slope_ = Real(1.0) - batch_exponent / two;
    const Real per_log_squared = Real(0.5) / node_slope_;
    one_node_until_ = (two * log(ranks_per_node) - log(units::value_of(ranks_squared))) * per_log_squared;
    one_node_until_growth_ = log(shared.performance_growth.factor()) * per_log_squared;
    improvement_ = Real(0.0);
    width_ = units::value_of(Quantity<units::Ratio, Real>(one_node_ / (per_log_node_ * node_slope_)));
    layer_exponent_ = layer_exponent;
    batch_exponent_ = batch_exponent;
  }

  [[nodiscard]] Ceiling ceiling() const {
    Ceiling result;
    result.model_size = reference_size_ * exp(equation_.root());
    result.layer_time = one_node_ + per_log_node_ * (node_slope_ * equation_.beyond());
    result.largest_run = shared_.optimal_run(result.model_size);
    return result;
  }

  /// Duration over updates, against layers one after the other.
  [[nodiscard]] Amounts<units::Time, Real> need(const Quantity<units::Compute, Real>& run) const {
    const Quantity<units::Ratio, Real> size = shared_.size_of(run) / reference_size_;
    const Real y = log(units::value_of(size));
    const Quantity<units::Time, Real> layer =
        one_node_ + per_log_node_ * (node_slope_ * max(y - one_node_until_, Real(0.0)));
    const Real layers = exp(layer_exponent_ * (y + log(units::value_of(layers_of_reference_))));
    const Real fewer = exp((batch_exponent_ - Real(1.0)) * y);
    const Quantity<units::Ratio, Real> updates = shared_.tokens_per_parameter * reference_size_ / shared_.batch_size;
    return {shared_.training_duration / updates * fewer, layer * (layers_ * layers)};
  }

  // Faster accelerators: fewer of them for the same compute, so that a larger model still fits one node.
  void advance() {
    one_node_until_ += one_node_until_growth_;
    improvement_ += one_node_until_growth_;
  }

  void inherit(const Latency& earlier) {
    improvement_ = earlier.improvement_ * earlier.node_slope_ / node_slope_;
    one_node_until_ += improvement_;
  }

  void settle() {
    if (is_solved_) {
      equation_.move_knee_to(one_node_until_);
    } else {
      equation_ = {slope_, width_, one_node_until_, budget_};
      is_solved_ = true;
    }
  }

 private:
  static constexpr double natural_log_of_2 = 0.693147180559945309417;

  Shared<Real> shared_;
  Quantity<units::ModelSize, Real> reference_size_;
  Quantity<units::Time, Real> one_node_;
  Quantity<units::Time, Real> per_log_node_;
  Real node_slope_;             // of ln(nodes) in y
  Real one_node_until_;         // the y up to which one node is enough
  Real one_node_until_growth_;  // its growth in a year
  Real improvement_;            // of it since the base year
  Real slope_;                  // of the equation, as the next two
  Real width_;
  Real budget_;
  LatencyEquation<Real> equation_;
  bool is_solved_ = false;  // of an earlier year
  // Read by need() alone.
  Quantity<units::Ratio, Real> layers_;  // of a model of layer_reference_size
  Quantity<units::Ratio, Real> layers_of_reference_;
  Real layer_exponent_;
  Real batch_exponent_;
};

}  // namespace chokepoint::models

CHOKEPOINT_CONSTRAINT(latency, Latency)
