// SPDX-License-Identifier: Apache-2.0
#include "uncertainty/copula.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

namespace chokepoint::uncertainty {

namespace {

/// Pearson's correlation of normals whose rank correlation is this (Kruskal 1958, "Ordinal measures of association").
double pearson(double spearman) {
  constexpr double pi = 3.14159265358979323846;
  return 2.0 * std::sin(pi * spearman / 6.0);
}

Eigen::MatrixXd matrix_of(const std::vector<std::size_t>& members, std::span<const Correlation> correlations) {
  const auto place = [&members](std::size_t marginal) {
    return std::find(members.begin(), members.end(), marginal) - members.begin();
  };
  const auto size = static_cast<Eigen::Index>(members.size());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(size, size);
  for (const Correlation& one : correlations) {
    const Eigen::Index a = place(one.a);
    const Eigen::Index b = place(one.b);
    if (a == size || b == size) continue;
    matrix(a, b) = matrix(b, a) = pearson(one.spearman);
  }
  return matrix;
}

/// A pivot this small is rounding: the marginal would follow from the others.
constexpr double least_pivot = 1e-9;

bool positive_definite(const Eigen::LLT<Eigen::MatrixXd>& cholesky) {
  if (cholesky.info() != Eigen::Success) return false;
  const Eigen::MatrixXd lower = cholesky.matrixL();
  return lower.diagonal().array().square().minCoeff() > least_pivot;
}

/// Members of each group, by marginal index; marginals alone are in none.
std::vector<std::vector<std::size_t>> joined(std::size_t marginals, std::span<const Correlation> correlations) {
  std::vector<std::size_t> root(marginals);
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto root_of = [&root](std::size_t marginal) {
    while (root[marginal] != marginal) marginal = root[marginal];
    return marginal;
  };
  for (const Correlation& one : correlations) root[root_of(one.a)] = root_of(one.b);
  std::vector<std::vector<std::size_t>> groups(marginals);
  for (std::size_t i = 0; i < marginals; ++i) groups[root_of(i)].push_back(i);
  groups.erase(std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.size() < 2; }),
               groups.end());
  return groups;
}

bool can_hold(std::size_t marginals, std::span<const Correlation> correlations) {
  const auto groups = joined(marginals, correlations);
  return std::all_of(groups.begin(), groups.end(), [&](const std::vector<std::size_t>& members) {
    return positive_definite(Eigen::LLT<Eigen::MatrixXd>(matrix_of(members, correlations)));
  });
}

void require_pairs(std::size_t marginals, std::span<const Correlation> correlations) {
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const Correlation& one : correlations) {
    if (one.a >= marginals || one.b >= marginals) throw std::invalid_argument("a correlation of no marginal");
    if (one.a == one.b) throw std::invalid_argument("a correlation of a marginal with itself");
    if (!(std::abs(one.spearman) <= 1.0)) throw std::invalid_argument("a correlation beyond one");
    if (!pairs.insert(std::minmax(one.a, one.b)).second) throw std::invalid_argument("a pair is correlated twice");
  }
}

}  // namespace

std::optional<std::vector<std::size_t>> inconsistent(std::size_t marginals, std::span<const Correlation> correlations) {
  require_pairs(marginals, correlations);
  if (can_hold(marginals, correlations)) return std::nullopt;
  // Each marginal in turn is left out for good when the rest cannot hold either: the pairs of those that stay cannot
  // hold together, and could without any one of the marginals.
  std::vector<std::size_t> kept(correlations.size());
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  for (std::size_t marginal = 0; marginal < marginals; ++marginal) {
    std::vector<std::size_t> fewer;
    std::vector<Correlation> rest;
    for (const std::size_t index : kept) {
      if (correlations[index].a == marginal || correlations[index].b == marginal) continue;
      fewer.push_back(index);
      rest.push_back(correlations[index]);
    }
    if (!can_hold(marginals, rest)) kept = std::move(fewer);
  }
  return kept;
}

std::vector<Group> groups_of(std::span<const std::size_t> ranks, std::span<const Correlation> correlations) {
  if (inconsistent(ranks.size(), correlations)) {
    throw std::invalid_argument("correlations that cannot hold together");
  }
  std::vector<Group> groups;
  for (std::vector<std::size_t>& members : joined(ranks.size(), correlations)) {
    std::sort(members.begin(), members.end(), [&ranks](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    const Eigen::MatrixXd lower = Eigen::LLT<Eigen::MatrixXd>(matrix_of(members, correlations)).matrixL();
    Group group{std::move(members), {}};
    for (Eigen::Index row = 0; row < lower.rows(); ++row) {
      for (Eigen::Index column = 0; column <= row; ++column) group.lower.push_back(lower(row, column));
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace chokepoint::uncertainty
