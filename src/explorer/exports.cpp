// SPDX-License-Identifier: Apache-2.0
// What a web page calls of the module: memory for a request, the answer to it, and that answer's length.
#include <cstddef>
#include <string>

#include "chokepoint/explorer.hpp"

namespace {

#ifdef __wasm__
/// Tells the page how far the work is; 0 ends it.
__attribute__((import_module("env"), import_name("progress"))) extern "C" int chokepoint_progress(double share);
#else
int chokepoint_progress(double /*share*/) {
  return 1;
}
#endif

/// Of the one page.
chokepoint::explorer::Session& session() {
  static chokepoint::explorer::Session one([](double share) { return chokepoint_progress(share) != 0; });
  return one;
}

std::string request;
std::string answer;

}  // namespace

extern "C" {

/// Where the next request goes: so many bytes.
char* chokepoint_request(std::size_t bytes) {
  request.assign(bytes, '\0');
  return request.data();
}

/// Answers it: bytes that stay until the next answer, UTF-8.
const char* chokepoint_answer() {
  answer = session().answer(request);
  std::string().swap(request);
  return answer.data();
}

std::size_t chokepoint_answer_length() {
  return answer.size();
}
}
