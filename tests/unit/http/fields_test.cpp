// Header fields that hold lists, and answers in gzip.
#include <zlib.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "api/http/accept.hpp"
#include "api/http/compression.hpp"
#include "api/http/field_list.hpp"

using namespace tanbu::http;

namespace {

std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) found.emplace_back(next_part(text, ','));
  return found;
}

Request asking(std::string name, std::string value) {
  Request request;
  request.headers.emplace_back(std::move(name), std::move(value));
  return request;
}

Response answer(std::string type, std::size_t bytes) {
  Response response;
  response.headers.emplace_back("Content-Type", std::move(type));
  response.body = std::string(bytes, 'a');
  return response;
}

}  // namespace

TEST_CASE("A list in a field is cut at its separators and the blanks fall away") {
  CHECK(parts("").empty());
  CHECK(parts("a") == std::vector<std::string>{"a"});
  CHECK(parts(" a\t, b ,,c") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(parts("a,") == std::vector<std::string>{"a"});
  CHECK(without_blanks(" \t ") == "");
  CHECK(lower_case("Text/CSV é") == "text/csv é");
}

TEST_CASE("A weight is read exactly or not at all") {
  const auto weight = [](std::string_view part) {
    const auto read = weighed(part);
    return read ? read->weight : -1;
  };
  CHECK(weight("gzip") == 1000);
  CHECK(weight("gzip ; q=0.5") == 500);
  CHECK(weight("gzip;Q=0") == 0);
  CHECK(weight("gzip;q=0.125") == 125);
  CHECK(weight("gzip;q=1.000") == 1000);
  CHECK(weight("text/csv;charset=utf-8;q=0.1") == 100);
  for (const char* bad :
       {"gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=-1", "gzip;q=0,5", "gzip;q=.5"}) {
    INFO(bad);
    CHECK(weight(bad) == -1);
  }
  CHECK(weighed("GZip;q=0.3")->name == "gzip");
}

TEST_CASE("Gzip is for who asks for it, and a refusal counts more than a star") {
  const auto takes = [](const char* value) { return takes_gzip(asking("accept-encoding", value)); };
  CHECK_FALSE(takes_gzip(Request{}));
  CHECK(takes("gzip"));
  CHECK(takes("br, GZIP;q=0.1"));
  CHECK(takes("*"));
  CHECK_FALSE(takes("gzip;q=0"));
  CHECK_FALSE(takes("*, gzip;q=0"));
  CHECK_FALSE(takes("gzip;q=0, *"));
  CHECK_FALSE(takes("identity"));
  CHECK_FALSE(takes("*;q=0"));
  CHECK_FALSE(takes(""));
}

TEST_CASE("Only a text of some length has a form in gzip, and it opens to the same bytes") {
  CHECK(has_gzip_form(answer("application/json", gzip_bytes_min)));
  CHECK(has_gzip_form(answer("text/csv; charset=utf-8; header=present", gzip_bytes_min)));
  CHECK_FALSE(has_gzip_form(answer("application/json", gzip_bytes_min - 1)));
  CHECK_FALSE(has_gzip_form(answer("application/octet-stream", 100'000)));
  auto problem = answer("application/json", 100'000);
  problem.status = 404;
  CHECK_FALSE(has_gzip_form(problem));
  std::string text;
  for (int at = 0; at < 5000; ++at) text += "row " + std::to_string(at * at) + "\n";
  const std::string packed = gzip(text);
  CHECK(packed.size() < text.size() / 2);
  CHECK(packed == gzip(text));  // no time and no name in it
  std::string opened(text.size() + 1, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string input = packed;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(opened.data());
  stream.avail_out = static_cast<uInt>(opened.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  opened.resize(stream.total_out);
  inflateEnd(&stream);
  CHECK(opened == text);
}

TEST_CASE("Lines of JSON are a form of a list where they are wanted more") {
  const auto form = [](const char* value) { return form_of_list(asking("accept", value)); };
  CHECK(form("application/x-ndjson") == ListForm::lines);
  CHECK(form("application/x-ndjson, text/csv;q=0.9") == ListForm::lines);
  CHECK(form("application/x-ndjson;q=0.5, text/csv") == ListForm::csv);
  CHECK(form("application/x-ndjson;q=0.5, application/json") == ListForm::json);
  CHECK(form("*/*") == ListForm::json);
  CHECK(form_of_list(Request{}) == ListForm::json);
}
