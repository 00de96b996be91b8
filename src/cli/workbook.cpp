// SPDX-License-Identifier: Apache-2.0
#include "cli/workbook.hpp"

#include "cli/files.hpp"

#ifdef CHOKEPOINT_XLSX

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <variant>

#include "cli/scratch.hpp"
#include "units/utf8.hpp"

namespace chokepoint::cli {

namespace {

using report::Workbook;

constexpr std::size_t longest_text = 32'767;  // characters of a cell, by Excel's limits
constexpr time_t fixed_date = 315'532'800;    // 1980-01-01, as that of the files in the archive: no clock is read
constexpr double narrowest = 11.0;            // columns, in characters
constexpr double widest = 34.0;
constexpr double paragraph_width = 60.0;

/// Characters that XML has, and no more of them than a cell takes.
std::string cell_text(const std::string& text) {
  std::string out;
  for (std::string_view rest = utf8::first(text, longest_text); !rest.empty();) {
    const utf8::Character one = utf8::front(rest);
    const bool kept = one.valid && (!one.is_control() || one.code == U'\n' || one.code == U'\t') &&
                      one.code != 0xFFFE && one.code != 0xFFFF;
    out += kept ? one.bytes : utf8::replacement;
    rest.remove_prefix(one.bytes.size());
  }
  return out;
}

/// By Workbook::Format. Numbers are read as such; what is far from one has powers of ten.
constexpr std::array<const char*, 7> number_formats{
    "",    "", "0", "0.00E+00", "[>=1000000]0.00E+00;[>=0.01]0.00##;General", "[>=1000000]0.0E+00;[>=0.01]0.00;General",
    "0.0%"};

class Book {
 public:
  explicit Book(const report::Workbook& content) : book_(open(folder_), lxw_workbook_free) {
    lxw_doc_properties properties{};
    std::string title = cell_text(content.title);
    std::string comments = "Conditional on the assumptions that it lists.";
    properties.title = title.data();
    properties.comments = comments.data();
    properties.created = fixed_date;
    check(workbook_set_properties(book_.get(), &properties));
    make_formats();
    add_cover(content);
    for (const Workbook::Sheet& sheet : content.sheets) add(sheet);
  }

  std::string take() {
    check(workbook_close(book_.release()));
    return folder_.content_of(file);
  }

 private:
  static constexpr const char* file = "workbook.xlsx";

  static lxw_workbook* open(const ScratchFolder& folder) {
    std::string place = folder.path();
    lxw_workbook_options options{};
    options.tmpdir = place.data();
    lxw_workbook* const book = workbook_new_opt(folder.file(file).c_str(), &options);
    if (book == nullptr) throw Unwritable("no memory for a workbook");
    return book;
  }
  static void check(lxw_error error) {
    if (error != LXW_NO_ERROR) throw Unwritable(fmt::format("a workbook: {}", lxw_strerror(error)));
  }

  void make_formats() {
    for (std::size_t i = 0; i < formats_.size(); ++i) {
      formats_[i] = workbook_add_format(book_.get());
      format_set_align(formats_[i], LXW_ALIGN_VERTICAL_TOP);
      if (*number_formats[i] != '\0') format_set_num_format(formats_[i], number_formats[i]);
    }
    format_set_text_wrap(of(Workbook::Format::paragraph));
    head_ = workbook_add_format(book_.get());
    format_set_bold(head_);
    format_set_text_wrap(head_);
    format_set_align(head_, LXW_ALIGN_VERTICAL_TOP);
    format_set_bottom(head_, LXW_BORDER_THIN);
    title_ = workbook_add_format(book_.get());
    format_set_bold(title_);
    constexpr double title_size = 16.0;
    format_set_font_size(title_, title_size);
    word_ = workbook_add_format(book_.get());
    format_set_bold(word_);
    format_set_align(word_, LXW_ALIGN_VERTICAL_TOP);
  }
  [[nodiscard]] lxw_format* of(Workbook::Format format) const { return formats_[static_cast<std::size_t>(format)]; }

  lxw_worksheet* add_sheet(const std::string& name) {
    lxw_worksheet* const sheet = workbook_add_worksheet(book_.get(), name.c_str());
    if (sheet == nullptr) throw Unwritable(fmt::format("a workbook: no sheet can have the name '{}'", name));
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    return sheet;
  }

  /// A string, whatever it begins with.
  static void write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
                    lxw_format* format) {
    if (!text.empty()) check(worksheet_write_string(sheet, row, column, cell_text(text).c_str(), format));
  }

  void add_cover(const report::Workbook& content) {
    lxw_worksheet* const sheet = add_sheet("About");
    constexpr double word_width = 24.0;
    constexpr double text_width = 100.0;
    check(worksheet_set_column(sheet, 0, 0, word_width, nullptr));
    check(worksheet_set_column(sheet, 1, 1, text_width, nullptr));
    write(sheet, 0, 0, content.title, title_);
    lxw_row_t row = 2;
    for (const auto& [word, text] : content.cover) {
      write(sheet, row, 0, word, word_);
      write(sheet, row++, 1, text, of(Workbook::Format::paragraph));
    }
  }

  static double width_of(const Workbook::Sheet& content, std::size_t column) {
    const Workbook::Format format = content.columns[column].format;
    if (format == Workbook::Format::paragraph) return paragraph_width;
    if (format != Workbook::Format::text) return narrowest + 2.0;
    double width = narrowest;
    for (const auto& row : content.rows) {
      const auto* const text = std::get_if<std::string>(&row[column]);
      if (text != nullptr) width = std::max(width, 1.0 + static_cast<double>(utf8::width(*text)));
    }
    return std::min(width, widest);
  }

  void add(const Workbook::Sheet& content) {
    lxw_worksheet* const sheet = add_sheet(content.name);
    const auto last = static_cast<lxw_col_t>(content.columns.size() - 1);
    for (std::size_t i = 0; i < content.columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      check(worksheet_set_column(sheet, column, column, width_of(content, i), nullptr));
      write(sheet, 0, column, content.columns[i].head, head_);
    }
    lxw_row_t at = 1;
    for (const auto& row : content.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        lxw_format* const format = of(content.columns[i].format);
        const auto column = static_cast<lxw_col_t>(i);
        if (const auto* const text = std::get_if<std::string>(&row[i])) write(sheet, at, column, *text, format);
        if (const auto* const number = std::get_if<double>(&row[i]))
          check(worksheet_write_number(sheet, at, column, *number, format));
      }
      ++at;
    }
    worksheet_freeze_panes(sheet, 1, 0);
    check(worksheet_autofilter(sheet, 0, 0, std::max<lxw_row_t>(at - 1, 1), last));
    check(worksheet_repeat_rows(sheet, 0, 0));
  }

  ScratchFolder folder_;
  std::unique_ptr<lxw_workbook, decltype(&lxw_workbook_free)> book_;
  std::array<lxw_format*, number_formats.size()> formats_{};
  lxw_format* head_ = nullptr;
  lxw_format* title_ = nullptr;
  lxw_format* word_ = nullptr;
};

}  // namespace

bool writes_workbooks() {
  return true;
}

std::string xlsx_of(const report::Workbook& book) {
  return Book(book).take();
}

}  // namespace chokepoint::cli

#else

namespace chokepoint::cli {

bool writes_workbooks() {
  return false;
}

std::string xlsx_of(const report::Workbook& /*book*/) {
  throw Unwritable("this chokepoint was built without libxlsxwriter");
}

}  // namespace chokepoint::cli

#endif
