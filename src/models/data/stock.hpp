// SPDX-License-Identifier: Apache-2.0
// The stock of tokens: text of the web, and what stands beside it. Villalobos et al. 2024; D1 and D2 of
// docs/data-stock.md.
#pragma once

#include "models/model.hpp"

namespace chokepoint::models {

/// Pages that search engines have an index of.
template <class Real>
struct Web {
  Quantity<units::Ratio, Real> pages;
  Growth<Real> page_count_growth;
  Quantity<units::Information, Real> bytes_per_page;
  Growth<Real> page_size_growth;
  Quantity<units::Per<units::Information, units::Tokens>, Real> bytes_per_token;

  template <class Visit>
  void each(Visit&& visit) {
    visit(pages, {"pages", positive, Effect::raises, "pages of the indexed web at the start of the base year",
                  "villalobos-2024, section on the stock", at_base_year, "page_count_growth"});
    visit(page_count_growth, {"page_count_growth", positive, Effect::raises, "yearly growth of the number of pages",
                              "villalobos-2024, section on the stock"});
    visit(bytes_per_page, {"bytes_per_page", positive, Effect::raises, "text of a page at the start of the base year",
                           "villalobos-2024, section on the stock", at_base_year, "page_size_growth"});
    visit(page_size_growth, {"page_size_growth", positive, Effect::raises, "yearly growth of the text of a page",
                             "villalobos-2024, section on the stock"});
    visit(bytes_per_token,
          {"bytes_per_token", positive, Effect::lowers, "text in one token", "villalobos-2024, section on the stock"});
  }

  [[nodiscard]] Quantity<units::Tokens, Real> tokens() const { return pages * bytes_per_page / bytes_per_token; }
  [[nodiscard]] Growth<Real> growth() const { return page_count_growth * page_size_growth; }
};

/// Tokens that a scenario adds to the indexed web, of which some count.
template <class Real>
struct MoreTokens {
  Quantity<units::Tokens, Real> tokens;
  Growth<Real> growth;
  Quantity<units::Ratio, Real> share;

  [[nodiscard]] Quantity<units::Tokens, Real> counted() const { return tokens * share; }
};

/// What differs between them, but for their name.
struct MoreTokensSaid {
  std::string_view tokens;
  std::string_view share;  // its name, what it is, and what it is unless a scenario says otherwise
  std::string_view share_means;
  Default share_unless_given;
};

template <class Real, class Visit>
void visit_more(Visit&& visit, MoreTokens<Real>& more, const MoreTokensSaid& said) {
  visit(more.tokens, {"tokens",
                      not_negative,
                      Effect::raises,
                      said.tokens,
                      "data-stock",
                      at_base_year,
                      "growth",
                      {"0 token", {"off unless a scenario turns it on", "assumed"}},
                      "",
                      true});
  visit(more.growth, {"growth",
                      positive,
                      Effect::raises,
                      "yearly growth of these tokens",
                      "data-stock",
                      false,
                      "",
                      {"1.08x/yr", {"as the indexed web grows: 1.03x by the page and 1.05x in pages", "assumed"}}});
  visit(more.share,
        {said.share, part_of_all, Effect::raises, said.share_means, "data-stock", false, "", said.share_unless_given});
}

template <class Real>
struct UnindexedWeb : MoreTokens<Real> {
  template <class Visit>
  void each(Visit&& visit) {
    visit_more(visit, *this,
               {"text of the web beyond what is indexed, at the start of the base year",
                "access",
                "share of it that a run can get",
                {"1", {"the whole web, where a scenario turns it on", "assumed"}}});
  }
};

template <class Real>
struct PrivateText : MoreTokens<Real> {
  template <class Visit>
  void each(Visit&& visit) {
    visit_more(visit, *this,
               {"text that is not public (messages, mail, documents), at the start of the base year",
                "access",
                "share of it that a run can get",
                {"{p10: 0.01, p50: 0.1, p90: 0.5}", {"docs/data-stock.md", "assumed"}}});
  }
};

template <class Real>
struct LicensedText : MoreTokens<Real> {
  template <class Visit>
  void each(Visit&& visit) {
    visit_more(visit, *this,
               {"text that owners sell for training, at the start of the base year",
                "access",
                "share of it that a run can get",
                {"1", {"what is bought can be used", "assumed"}}});
  }
};

/// Its tokens come after quality filters, as docs/models.md counts them.
template <class Real>
struct Multimodal : MoreTokens<Real> {
  template <class Visit>
  void each(Visit&& visit) {
    visit_more(visit, *this,
               {"tokens of images, video and audio after quality filters, at the start of the base year",
                "worth",
                "tokens of text that one of them is worth for the loss of text",
                {"{p10: 0.02, p50: 0.1, p90: 0.5}", {"no exchange rate is published", "assumed"}}});
  }
};

}  // namespace chokepoint::models
