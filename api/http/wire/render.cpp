// Response heads: every byte that could end a line early is dropped here, whoever put it into a field.
#include "api/http/wire/render.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "api/http/wire/guard.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "";  // RFC 9112 section 4: the phrase may be empty
  }
}

constexpr bool ends_or_breaks_a_line(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

// The audit of Boost 1.83 found that a value with CR LF is written through as two header lines; a redirect or an echoed
// request id would have been enough. Values are cut, not refused: a hostile input must not be able to turn an answer
// into an abort.
void append_clean(std::string& out, std::string_view text) {
  if (std::none_of(text.begin(), text.end(), ends_or_breaks_a_line)) {
    out += text;
    return;
  }
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return !ends_or_breaks_a_line(c); });
}

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

// The fields that only the server may write, because they decide where the response ends.
bool is_server_field(std::string_view name) {
  constexpr std::array<std::string_view, 8> names{"content-length", "transfer-encoding", "connection", "date",
                                                  "keep-alive",     "trailer",           "upgrade",    "server"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view own) { return same_name(name, own); });
}

}  // namespace

void append_response_head(std::string& out, const Response& response, bool close, std::string_view date) {
  HOLDS(response.status >= 200 && response.status <= 599);
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\nDate: ";
  out += date;
  if (status_has_body(response.status) && !response.stream) {
    out += "\r\nContent-Length: ";
    out += std::to_string(response.body.size());
  }
  if (close) out += "\r\nConnection: close";
  for (const auto& [name, value] : response.headers) {
    if (!is_token(name) || is_server_field(name)) continue;
    out += "\r\n";
    out += name;
    out += ": ";
    append_clean(out, value);
  }
  out += "\r\n\r\n";
}

std::string http_date(std::int64_t unix_seconds) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  HOLDS(unix_seconds >= 0);
  const sys_seconds instant{seconds{unix_seconds}};
  const sys_days day = floor<days>(instant);
  const year_month_day date{day};
  const hh_mm_ss time{instant - day};
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                   weekdays[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                                   months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                                   static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                   static_cast<int>(time.seconds().count()));
  HOLDS(length > 0 && static_cast<std::size_t>(length) < text.size());
  return std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace tanbu::http
