// The transport over libcurl. The multi interface is used for one transfer at a time, because it alone can be woken by
// another thread: a server that stops must not wait for a witness that never answers.
#include "api/witnesses/transport.hpp"

#include <curl/curl.h>

#include <atomic>
#include <new>
#include <utility>

namespace tanbu::witnesses {
namespace {

constexpr std::size_t header_bytes_max = 16 * 1024;
constexpr int poll_ms = 1000;

struct Collected {
  std::string body;
  std::size_t body_bytes_max;
  std::size_t header_bytes = 0;
  bool too_large = false;
};

// libcurl calls these from C, so nothing may be thrown out of them; a short count ends the transfer.
std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  auto& collected = *static_cast<Collected*>(target);
  const std::size_t bytes = size * count;
  collected.too_large = bytes > collected.body_bytes_max - collected.body.size();
  if (collected.too_large) return 0;
  try {
    collected.body.append(data, bytes);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return bytes;
}

std::size_t take_header(char*, std::size_t size, std::size_t count, void* target) {
  auto& collected = *static_cast<Collected*>(target);
  collected.header_bytes += size * count;
  collected.too_large = collected.header_bytes > header_bytes_max;
  return collected.too_large ? 0 : size * count;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(const std::string& prefix, TransportLimits limits)
      : url_(prefix + "/add-checkpoint"), limits_(std::move(limits)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready == CURLE_OK) {
      multi_ = curl_multi_init();
      easy_ = curl_easy_init();
      for (const char* line : {"Content-Type: text/plain; charset=utf-8", "Expect:"}) {
        if (curl_slist* longer = curl_slist_append(headers_, line)) headers_ = longer;
      }
    }
    if (multi_ == nullptr || easy_ == nullptr || headers_ == nullptr || headers_->next == nullptr) {
      release();
      throw std::bad_alloc();
    }
  }
  ~CurlTransport() override { release(); }
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  Transported post(const std::string& body) override {
    Collected collected{{}, limits_.answer_bytes_max};
    prepare(body, collected);
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return NoAnswer::unreachable;
    const CURLcode code = perform();
    Transported result = read(code, std::move(collected));
    // A name that is still being looked up would otherwise be waited for.
    if (stopping_) curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
    curl_multi_remove_handle(multi_, easy_);
    return result;
  }

  void stop() noexcept override {
    stopping_ = true;
    curl_multi_wakeup(multi_);
  }

 private:
  void prepare(const std::string& body, Collected& collected) {
    curl_easy_reset(easy_);  // keeps the connection, forgets the request
    curl_easy_setopt(easy_, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    // A witness is who the policy names; a redirect would let it, or whoever sits on the way, name somebody else.
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT, limits_.connect_seconds_max);
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT, limits_.answer_seconds_max);
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_USERAGENT, "tanbu");
    if (limits_.ca_file) curl_easy_setopt(easy_, CURLOPT_CAINFO, limits_.ca_file->c_str());
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, static_cast<void*>(&collected));
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, static_cast<void*>(&collected));
  }

  CURLcode perform() {
    int running = 1;
    while (!stopping_ && running > 0) {
      if (curl_multi_perform(multi_, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running > 0 && curl_multi_poll(multi_, nullptr, 0, poll_ms, nullptr) != CURLM_OK) return CURLE_FAILED_INIT;
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_ABORTED_BY_CALLBACK;
  }

  [[nodiscard]] Transported read(CURLcode code, Collected collected) const {
    if (code == CURLE_ABORTED_BY_CALLBACK) return NoAnswer::stopped;
    if (collected.too_large) return NoAnswer::too_large;
    if (code == CURLE_OPERATION_TIMEDOUT) return NoAnswer::timed_out;
    if (code != CURLE_OK) return NoAnswer::unreachable;
    Answer answer{0, {}, std::move(collected.body)};
    const char* type = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_TYPE, &type);
    if (type != nullptr) answer.content_type = type;
    return answer;
  }

  void release() noexcept {
    curl_easy_cleanup(easy_);
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
  }

  std::string url_;
  TransportLimits limits_;
  CURLM* multi_ = nullptr;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  std::atomic<bool> stopping_ = false;
};

}  // namespace

std::unique_ptr<Transport> curl_transport(const std::string& submission_prefix, TransportLimits limits) {
  return std::make_unique<CurlTransport>(submission_prefix, std::move(limits));
}

}  // namespace tanbu::witnesses
