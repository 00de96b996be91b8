// SPDX-License-Identifier: Apache-2.0
#include "explorer/sections.hpp"

namespace chokepoint::explorer {

namespace {

Json of(const report::Cell& cell) {
  return {{"text", cell.text}, {"link", cell.link}};
}

Json of(const report::Table& table) {
  Json columns = Json::array();
  for (const report::Column& one : table.columns) columns.push_back({{"name", one.name}, {"number", one.number}});
  Json rows = Json::array();
  for (const auto& row : table.rows) {
    Json cells = Json::array();
    for (const report::Cell& cell : row) cells.push_back(of(cell));
    rows.push_back(std::move(cells));
  }
  return {{"is", "table"}, {"caption", table.caption}, {"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

Json of(const report::Panel& panel, bool still) {
  Json json = {{"id", panel.id}, {"title", panel.title}, {"alt", panel.alt}, {"chart", Json::parse(panel.chart)}};
  if (still) json["svg"] = panel.svg;
  return json;
}

/// One element of a section.
class Elements {
 public:
  explicit Elements(bool still) : still_(still) {}

  Json operator()(const report::Paragraph& one) const {
    return {{"is", "paragraph"}, {"text", one.text}, {"lead", one.lead}};
  }
  Json operator()(const report::Heading& one) const { return {{"is", "heading"}, {"text", one.text}}; }
  Json operator()(const report::Headline& one) const { return {{"is", "headline"}, {"text", one.text}}; }
  Json operator()(const report::Code& one) const { return {{"is", "code"}, {"text", one.text}}; }
  Json operator()(const report::Bullets& one) const { return {{"is", "bullets"}, {"items", one.items}}; }
  Json operator()(const report::Facts& facts) const {
    Json items = Json::array();
    for (const report::Fact& one : facts.items) items.push_back({{"value", one.value}, {"label", one.label}});
    return {{"is", "facts"}, {"items", std::move(items)}};
  }
  Json operator()(const report::References& references) const {
    Json items = Json::array();
    for (const report::Reference& one : references.items) {
      items.push_back({{"id", one.id}, {"text", one.text}, {"address", one.address}});
    }
    return {{"is", "references"}, {"items", std::move(items)}};
  }
  Json operator()(const report::Table& table) const { return of(table); }
  Json operator()(const report::Figure& figure) const {
    Json legend = Json::array();
    for (const report::Legend& one : figure.legend) {
      legend.push_back({{"name", one.name}, {"colour", one.colour}, {"dashed", one.dashed}, {"point", one.point}});
    }
    Json panels = Json::array();
    for (const report::Panel& panel : figure.panels) panels.push_back(of(panel, still_));
    return {{"is", "figure"},
            {"id", figure.id},
            {"caption", figure.caption},
            {"legend", std::move(legend)},
            {"panels", std::move(panels)},
            {"table", of(figure.table)},
            {"csv", figure.csv}};
  }

 private:
  bool still_;
};

}  // namespace

Json json_of(const report::Section& section, bool still) {
  Json elements = Json::array();
  for (const report::Element& element : section.elements) elements.push_back(std::visit(Elements(still), element));
  return {{"id", section.id}, {"title", section.title}, {"elements", std::move(elements)}};
}

}  // namespace chokepoint::explorer
