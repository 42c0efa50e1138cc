// The one file that knows Beast.
#include "api/http/wire/head_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <string>
#include <utility>

namespace tanbu::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

// Beast's parser over a head that the guard has admitted, writing straight into the request. It never sees a byte of a
// body.
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  explicit HeadParser(Request& request) : request_(request) {
    eager(false);
    body_limit(boost::none);  // the limit depends on the target and is checked by the session
  }

  // Whether Beast reads the head exactly as the guard did.
  bool agrees(std::string_view head, const GuardVerdict& verdict) {
    header_limit(static_cast<std::uint32_t>(head.size()) + 1);
    request_.headers.reserve(verdict.field_count);
    error_code error;
    const std::size_t used = put(boost::asio::buffer(head), error);
    return !error && used == head.size() && is_header_done() && !chunked() && !upgrade() && version_ == 11 &&
           request_.headers.size() == verdict.field_count && content_length().value_or(0) == verdict.body_bytes;
  }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       error_code&) override {
    request_.method = view_of(method);
    request_.target = view_of(target);
    version_ = version;
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, error_code&) override {
    std::string lower_case(view_of(name));
    for (char& c : lower_case) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    request_.headers.emplace_back(std::move(lower_case), view_of(value));
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  int version_ = 0;
};

}  // namespace

bool parse_head(std::string_view head, const GuardVerdict& verdict, Request& request) {
  return HeadParser(request).agrees(head, verdict);
}

}  // namespace tanbu::http
