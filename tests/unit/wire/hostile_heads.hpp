// Request heads that two readers could understand differently, each with the code it must be refused under. Not
// complete requests: whoever sends them chooses what follows.
#pragma once
#include <string>
#include <vector>

namespace tanbu::http {

struct HostileHead {
  std::string head;
  std::string code;
};

// Puts the lines between a good request line with a Host and the blank line.
inline std::string post_with(const std::string& lines) {
  return "POST /hostile HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

inline std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

inline const std::vector<HostileHead>& hostile_heads() {
  using namespace std::string_literals;
  // clang-format off
  static const std::vector<HostileHead> rows{
      // Length and chunks together, alone, in disguise: the parser behind the guard refuses some of these and lets
      // others through.
      {post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "framing_transfer_encoding"},
      {post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: chunked\r\n"), "framing_transfer_encoding"},
      {post_with("transfer-encoding: CHUNKED\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: identity\r\nContent-Length: 5\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: chunked, gzip\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding:\r\nContent-Length: 5\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding:\tchunked\r\n"), "framing_transfer_encoding"},
      {post_with("Trailer: Content-Length\r\nTransfer-Encoding: chunked\r\n"), "framing_transfer_encoding"},
      {post_with("Transfer-Encoding: \x0b" "chunked\r\n"), "header_control_character"},
      {"POST /hostile HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "http_version_unsupported"},
      {post_with("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n"), "header_space_before_colon"},
      {post_with("Content-Length: 5\r\nX: y\r\n Transfer-Encoding: chunked\r\n"), "header_folded"},
      {post_with("Content-Length: 5\r\nX: y\rTransfer-Encoding: chunked\r\n"), "line_ending_bare"},
      {post_with("Content-Length: 5\r\nX: y\nTransfer-Encoding: chunked\r\n"), "line_ending_bare"},
      // The length itself.
      {post_with("Content-Length: 5\r\nContent-Length: 6\r\n"), "framing_content_length_repeated"},
      {post_with("Content-Length: 5\r\nContent-Length: 5\r\n"), "framing_content_length_repeated"},
      {post_with("Content-Length: 5\r\ncontent-length: 0\r\n"), "framing_content_length_repeated"},
      {post_with("Content-Length: 3,3\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 3, 4\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: +3\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: -1\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 0x10\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 5.0\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 1e3\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 5 5\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: \"5\"\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length:\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: \xd9\xa5\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 18446744073709551621\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length: 0000000000000000005\r\n"), "framing_content_length_malformed"},
      {post_with("Content-Length : 5\r\n"), "header_space_before_colon"},
      {post_with("Content-Length\t: 5\r\n"), "header_space_before_colon"},
      {post_with("Content-Length: 5\r\n 5\r\n"), "header_folded"},
      {post_with("Content-Length: 5\0\r\n"s), "header_control_character"},
      {post_with("Content-Length\0: 5\r\n"s), "header_name_malformed"},
      {post_with(""), "framing_content_length_missing"},
      {"GET /hostile HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "body_not_allowed"},
      {"HEAD /hostile HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "body_not_allowed"},
      {"OPTIONS /hostile HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "body_not_allowed"},
      // The host.
      {"GET / HTTP/1.1\r\n\r\n", "host_missing"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "host_repeated"},
      {"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", "host_repeated"},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "host_malformed"},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "host_malformed"},
      {"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", "host_malformed"},
      {"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "host_malformed"},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "host_malformed"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "header_folded"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "header_space_before_colon"},
      // The request line.
      {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", "http_version_unsupported"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "http_version_unsupported"},
      {"GET / HTTP/1.10\r\nHost: a\r\n\r\n", "http_version_unsupported"},
      {"GET / http/1.1\r\nHost: a\r\n\r\n", "http_version_unsupported"},
      {"GET /\r\nHost: a\r\n\r\n", "request_line_malformed"},
      {"GET\r\nHost: a\r\n\r\n", "request_line_malformed"},
      {"\r\n\r\n", "request_line_malformed"},
      {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "target_not_origin_form"},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "http_version_unsupported"},
      {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "target_character"},
      {"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "request_line_malformed"},
      {"G\0T / HTTP/1.1\r\nHost: a\r\n\r\n"s, "request_line_malformed"},
      {"get / HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
      {"GETX / HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
      {"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "method_unknown"},
      {"PRI * HTTP/2.0\r\n\r\n", "method_unknown"},
      {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "target_not_origin_form"},
      {"GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "target_not_origin_form"},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "target_not_origin_form"},
      {"GET ?a=b HTTP/1.1\r\nHost: a\r\n\r\n", "target_not_origin_form"},
      {"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"s, "target_character"},
      {"GET /a\x7f HTTP/1.1\r\nHost: a\r\n\r\n", "target_character"},
      {"GET /\xe7\xa2\xb3 HTTP/1.1\r\nHost: a\r\n\r\n", "target_character"},
      {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "target_character"},
      {"GET /..\\..\\etc HTTP/1.1\r\nHost: a\r\n\r\n", "target_character"},
      // Lines and fields.
      {"GET / HTTP/1.1\nHost: a\n\n", "line_ending_bare"},
      {"GET / HTTP/1.1\r\nHost: a\n\r\n", "line_ending_bare"},
      {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", "line_ending_bare"},
      {"GET / HTTP/1.1\rHost: a\r\n\r\n", "line_ending_bare"},
      {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "header_name_malformed"},
      {"GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", "header_name_malformed"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n", "header_name_malformed"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX\x80: z\r\n\r\n", "header_name_malformed"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: \x1b[31m\r\n\r\n", "header_control_character"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, "header_control_character"},
      {"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", "header_repeated"},
      {post_with("Content-Length: 0\r\nContent-Type: a/b\r\ncontent-type: c/d\r\n"), "header_repeated"},
      {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n", "upgrade_refused"},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade\r\n\r\n", "upgrade_refused"},
      {post_with("Content-Length: 5\r\nExpect: 100-continue\r\n"), "expectation_refused"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9000, 'x') + "\r\n\r\n", "header_too_large"},
      {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "header_too_large"},
      {post_with(repeated("X: y\r\n", 64)), "header_fields_too_many"},
  };
  // clang-format on
  return rows;
}

}  // namespace tanbu::http
