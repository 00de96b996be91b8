// SPDX-License-Identifier: Apache-2.0
// Published tables in CSV: comment lines, a header, rows by column name. No field of theirs is quoted.
#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "scenarios.hpp"

namespace chokepoint {

using Row = std::map<std::string, std::string, std::less<>>;

inline std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t at = 0;
  while (at <= line.size()) {
    const std::size_t end = std::min(line.find(',', at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

inline std::vector<Row> published(const std::string& name) {
  std::istringstream text(read_file(CHOKEPOINT_SOURCE_DIR "/tests/published/" + name));
  std::vector<std::string> header;
  std::vector<Row> rows;
  for (std::string line; std::getline(text, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> fields = fields_of(line);
    if (header.empty()) {
      header = fields;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
    rows.push_back(row);
  }
  return rows;
}

}  // namespace chokepoint
