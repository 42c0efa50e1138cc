// The guard's rules, one row per way to be ambiguous.
#include "api/http/wire/guard.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "hostile_heads.hpp"

namespace tanbu::http {
namespace {

std::string code_of(const std::string& head, const GuardLimits& limits = {}) {
  const GuardVerdict verdict = guard_head(head, limits);
  return verdict.problem ? std::string(text_of(*verdict.problem).code) : "";
}

TEST_CASE("every hostile head is refused under its own code", "[wire][guard][asvs:4.2.1]") {
  for (const auto& row : hostile_heads()) {
    INFO(row.head);
    CHECK(code_of(row.head) == row.code);
  }
  REQUIRE(hostile_heads().size() >= 60);
}

TEST_CASE("every problem of the guard is met by the hostile heads", "[wire][guard]") {
  std::set<std::string> met;
  for (const auto& row : hostile_heads()) met.insert(row.code);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(WireProblem::body_not_allowed); ++i) {
    const std::string code(text_of(static_cast<WireProblem>(i)).code);
    INFO(code);
    CHECK(met.count(code) == 1);
  }
}

TEST_CASE("every problem has a code of its own and a status that closes", "[wire][guard]") {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < wire_problem_count; ++i) {
    const WireProblemText text = text_of(static_cast<WireProblem>(i));
    codes.insert(text.code);
    CHECK(text.status >= 400);
    CHECK(text.status <= 599);
    CHECK_FALSE(text.detail.empty());
  }
  CHECK(codes.size() == wire_problem_count);
}

TEST_CASE("ordinary heads are admitted with the length of their body", "[wire][guard]") {
  struct Row {
    std::string head;
    std::uint64_t body_bytes;
    bool close_wanted;
  };
  const std::vector<Row> rows{
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0, false},
      {"GET /v1/entries?from=1&limit=2 HTTP/1.1\r\nHost: a.example:8080\r\nAccept: */*\r\n\r\n", 0, false},
      {"HEAD /healthz HTTP/1.1\r\nhost: [::1]:80\r\n\r\n", 0, false},
      {"POST /v1/commands HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", 12, false},
      {"POST /v1/commands HTTP/1.1\r\nHost: a\r\nCONTENT-LENGTH:\t12 \r\n\r\n", 12, false},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", 999'999'999'999'999'999U, false},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 0, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 0, false},
      {"PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, false},
      {"DELETE /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", 3, false},
      {"OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n", 0, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 0, true},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Close\r\n\r\n", 0, true},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nTE: trailers\r\n\r\n", 0, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Text: caf\xc3\xa9\r\n\r\n", 0, false},
  };
  for (const auto& row : rows) {
    INFO(row.head);
    const GuardVerdict verdict = guard_head(row.head, {});
    CHECK_FALSE(verdict.problem);
    CHECK(verdict.body_bytes == row.body_bytes);
    CHECK(verdict.close_wanted == row.close_wanted);
  }
}

TEST_CASE("the limits of a head hold on both sides", "[wire][guard]") {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::string end = "\r\n\r\n";
  const GuardLimits limits;
  const std::size_t room = limits.header_bytes_max - start.size() - end.size();
  CHECK(code_of(start + std::string(room, 'x') + end).empty());
  CHECK(code_of(start + std::string(room + 1, 'x') + end) == "header_too_large");

  std::string fields = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 1; i < limits.header_fields_max; ++i) fields += "X: y\r\n";
  CHECK(guard_head(fields + "\r\n", limits).field_count == limits.header_fields_max);
  CHECK(code_of(fields + "X: y\r\n\r\n") == "header_fields_too_many");
}

TEST_CASE("every byte of a target and of a value is either harmless or refused", "[wire][guard]") {
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    INFO(byte);
    const bool visible = byte > 0x20 && byte < 0x7f && c != '#' && c != '\\';
    CHECK(code_of(std::string("GET /") + c + "x HTTP/1.1\r\nHost: a\r\n\r\n").empty() == visible);
    const bool text = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    CHECK(code_of(std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a") + c + "b\r\n\r\n").empty() == text);
    const bool token = byte < 0x80 && (std::isalnum(byte) != 0 || std::string("!#$%&'*+-.^_`|~").find(c) < 15);
    const bool colon = c == ':';  // ends the name: "x" with the value "y: v"
    CHECK(code_of(std::string("GET / HTTP/1.1\r\nHost: a\r\nx") + c + "y: v\r\n\r\n").empty() == (token || colon));
  }
}

TEST_CASE("no single changed byte of a framing field is admitted with another length", "[wire][guard]") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
  const auto from = head.find("Content");
  int admitted = 0;
  for (std::size_t i = from; i < head.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string mutant = head;
      mutant[i] = static_cast<char>(byte);
      const GuardVerdict verdict = guard_head(mutant, {});
      if (verdict.problem) continue;
      ++admitted;
      CHECK(verdict.body_bytes ==
            std::strtoull(mutant.c_str() + from + std::string("Content-Length:").size(), nullptr, 10));
    }
  }
  CHECK(admitted > 20);
}

TEST_CASE("the end of a head is found however the bytes are cut", "[wire][guard]") {
  using Found = HeadSearch::Found;
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
  const std::string bytes = head + "GET /next HTTP/1.1\r\n\r\n";
  for (std::size_t first = 0; first < head.size(); ++first) {
    const HeadSearch before = find_head_end(std::string_view(bytes).substr(0, first), 0);
    REQUIRE(before.found == Found::not_yet);
    const HeadSearch after = find_head_end(bytes, before.bytes);
    REQUIRE(after.found == Found::complete);
    REQUIRE(after.bytes == head.size());
  }
  CHECK(find_head_end("GET / HTTP/1.1\nHost", 0).found == Found::line_ending_bare);
  CHECK(find_head_end("\n", 0).found == Found::line_ending_bare);
  CHECK(find_head_end("GET / HTTP/1.1\r\nHost: a\r\n\n", 0).found == Found::line_ending_bare);
  CHECK(find_head_end("\r\n", 0).found == Found::complete);
  CHECK(find_head_end("", 0).found == Found::not_yet);
}

TEST_CASE("the guard answers for any bytes at all", "[wire][guard]") {
  CHECK(guard_head("", {}).problem.has_value());
  CHECK(guard_head("\r\n\r\n", {}).problem.has_value());
  CHECK(guard_head("GET / HTTP/1.1\r\nHost: a\r\n", {}).problem.has_value());
  CHECK(guard_head("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", {}).problem.has_value());
  // Every prefix of a good head is no head.
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
  for (std::size_t length = 0; length < head.size(); ++length) {
    CHECK(guard_head(std::string_view(head).substr(0, length), {}).problem.has_value());
  }
}

}  // namespace
}  // namespace tanbu::http
