// gzip over zlib, which is also behind the readers of workbooks.
#include "api/http/compression.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "api/http/field_list.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

constexpr int level = 4;              // half of what is to be gained costs a tenth of the time
constexpr int window_bits = 15 + 16;  // 16: a gzip header, not zlib's; without a name and a time
constexpr int memory_level = 8;

constexpr std::array<std::string_view, 5> text_types{"application/json", "application/x-ndjson", "text/csv",
                                                     "text/html", "text/plain"};

}  // namespace

bool takes_gzip(const Request& request) {
  int by_name = -1;
  int by_star = -1;
  for (const auto& [name, value] : request.headers) {
    if (name != "accept-encoding") continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto part = weighed(next_part(rest, ','));
      if (!part) continue;
      if (part->name == "gzip" || part->name == "x-gzip") by_name = part->weight;
      if (part->name == "*") by_star = part->weight;
    }
  }
  return by_name >= 0 ? by_name > 0 : by_star > 0;
}

bool has_gzip_form(const Response& response) {
  if (response.status != 200 || response.stream || response.body.size() < gzip_bytes_min) return false;
  const auto type = std::find_if(response.headers.begin(), response.headers.end(),
                                 [](const auto& field) { return field.first == "Content-Type"; });
  if (type == response.headers.end()) return false;
  std::string_view words = type->second;
  const auto name = next_part(words, ';');
  return std::find(text_types.begin(), text_types.end(), name) != text_types.end();
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out;
  try {
    out.resize(deflateBound(&stream, text.size()));
  } catch (...) {
    deflateEnd(&stream);
    throw;
  }
  // zlib's interface takes what it only reads as writable.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  HOLDS(stream.avail_in == text.size() && stream.avail_out == out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  HOLDS(end == Z_STREAM_END);  // the bound is zlib's own
  return out;
}

}  // namespace tanbu::http
