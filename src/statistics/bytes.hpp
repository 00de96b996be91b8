// SPDX-License-Identifier: Apache-2.0
// Numbers to bytes and back, between processes of one program on machines of one kind. Counts take as many bytes as
// they need.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace chokepoint::statistics {

class Writer {
 public:
  void count(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_ += static_cast<char>(value | 0x80U);
    bytes_ += static_cast<char>(value);
  }
  void number(double value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void counts(const std::vector<std::uint64_t>& values) {
    count(values.size());
    for (const std::uint64_t value : values) count(value);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Throws std::runtime_error where the bytes end too soon.
class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}
  std::uint64_t count() {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(next(1)[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
  }
  double number() {
    double value = 0.0;
    std::memcpy(&value, next(sizeof value), sizeof value);
    return value;
  }
  std::vector<std::uint64_t> counts() {
    std::vector<std::uint64_t> values(count());
    for (std::uint64_t& value : values) value = count();
    return values;
  }

 private:
  const char* next(std::size_t size) {
    if (bytes_.size() - at_ < size) throw std::runtime_error("statistics of another rank are cut short");
    at_ += size;
    return bytes_.data() + at_ - size;
  }
  const std::string& bytes_;
  std::size_t at_ = 0;
};

}  // namespace chokepoint::statistics
