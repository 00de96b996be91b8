// SPDX-License-Identifier: Apache-2.0
#include "chokepoint/statistics.hpp"
#include "statistics/bytes.hpp"

namespace chokepoint::statistics {

namespace {

void add_to(std::vector<double>& sums, const std::vector<double>& more) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
}

}  // namespace

void TreeSums::insert(Node node, std::vector<double> sums) {
  // Two siblings become their parent, always left plus right, and so on upwards.
  for (;;) {
    const auto sibling = nodes_.find({node.first, node.second ^ 1U});
    if (sibling == nodes_.end()) break;
    if ((node.second & 1U) != 0) {
      add_to(sibling->second, sums);
      sums = std::move(sibling->second);
    } else {
      add_to(sums, sibling->second);
    }
    nodes_.erase(sibling);
    node = {node.first + 1, node.second >> 1U};
  }
  nodes_.emplace(node, std::move(sums));
}

void TreeSums::add(std::uint64_t index, std::vector<double> sums) {
  insert({0, index}, std::move(sums));
}

void TreeSums::merge(const TreeSums& other) {
  for (const auto& [node, sums] : other.nodes_) insert(node, sums);
}

void TreeSums::write(Writer& to) const {
  to.count(nodes_.size());
  for (const auto& [node, sums] : nodes_) {
    to.count(node.first);
    to.count(node.second);
    to.count(sums.size());
    for (const double sum : sums) to.number(sum);
  }
}

TreeSums TreeSums::read(Reader& from) {
  TreeSums tree;
  for (std::uint64_t left = from.count(); left > 0; --left) {
    const auto height = static_cast<unsigned>(from.count());
    const std::uint64_t index = from.count();
    std::vector<double> sums(from.count());
    for (double& sum : sums) sum = from.number();
    tree.nodes_.emplace(Node{height, index}, std::move(sums));
  }
  return tree;
}

std::vector<double> TreeSums::totals() const {
  // What is left are subtrees without siblings: the binary digits of the number of leaves, from low to high.
  std::vector<double> totals;
  for (const auto& [node, sums] : nodes_) {
    if (totals.empty()) {
      totals = sums;
    } else {
      add_to(totals, sums);
    }
  }
  return totals;
}

}  // namespace chokepoint::statistics
