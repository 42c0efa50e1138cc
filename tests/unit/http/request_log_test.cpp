// One line a request, whatever a stranger wrote.
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <string>

#include "api/http/request_log.hpp"

using namespace tanbu::http;

TEST_CASE("A line of the log says what was asked and what became of it", "[log]") {
  const std::string line = log_line({.time_unix_ms = 1'763'700'000'123,
                                     .request_id = "r-1",
                                     .trace_id = "0af7651916cd43dd8448eb211c80319c",
                                     .client = "198.51.100.1",
                                     .method = "GET",
                                     .route = "/v1/entries/{index}",
                                     .status = 404,
                                     .problem_code = "not_found",
                                     .spent_us = 12'345,
                                     .bytes = 77});
  const auto json = boost::json::parse(line).as_object();
  CHECK(json.at("request_id") == "r-1");
  CHECK(json.at("trace_id") == "0af7651916cd43dd8448eb211c80319c");
  CHECK(json.at("client") == "198.51.100.1");
  CHECK(json.at("route") == "/v1/entries/{index}");
  CHECK(json.at("status") == 404);
  CHECK(json.at("code") == "not_found");
  CHECK(json.at("bytes") == 77);
  CHECK(line.find("\"seconds\":0.012345,") != std::string::npos);
  CHECK(std::string(json.at("time").as_string()).starts_with("2025-11-21T"));
  const auto bare = boost::json::parse(log_line({})).as_object();
  CHECK(bare.at("route").is_null());
  CHECK_FALSE(bare.contains("trace_id"));
  CHECK_FALSE(bare.contains("code"));
}

TEST_CASE("Nothing that a stranger wrote can end a line of the log", "[log][asvs:16.4.1]") {
  for (const char* hostile : {"a\r\nb", "a\nb", "a\"b", "a\\b", "\x1b[31m", "\x7f", "\t"}) {
    const std::string line = log_line({.request_id = hostile, .client = hostile, .method = hostile, .route = hostile});
    for (const char symbol : line) CHECK(static_cast<unsigned char>(symbol) >= 0x20);
    const auto json = boost::json::parse(line).as_object();
    CHECK(json.at("method") == hostile);
  }
}

TEST_CASE("A trace id is taken from a sound traceparent and from no other", "[log]") {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  CHECK(trace_id_of("00-" + trace + "-b7ad6b7169203331-01") == trace);
  CHECK(trace_id_of("cc-" + trace + "-b7ad6b7169203331-01-what-comes-later") == trace);
  CHECK(trace_id_of(std::nullopt).empty());
  for (const std::string& text :
       {std::string(), "00-" + trace + "-b7ad6b7169203331-01-more", "ff-" + trace + "-b7ad6b7169203331-01",
        "00-" + std::string(32, '0') + "-b7ad6b7169203331-01", "00-" + trace + "-" + std::string(16, '0') + "-01",
        "00-" + std::string("0AF7651916CD43DD8448EB211C80319C") + "-b7ad6b7169203331-01",
        "00-" + trace + "-b7ad6b7169203331-0", "00_" + trace + "-b7ad6b7169203331-01",
        "cc-" + trace + "-b7ad6b7169203331-01x"}) {
    INFO(text);
    CHECK(trace_id_of(text).empty());
  }
}
