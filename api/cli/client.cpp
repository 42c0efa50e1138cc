// The functions of client.hpp.
#include "api/cli/client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <new>

#include "api/cli/terminal.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

struct Headers {
  curl_slist* list = nullptr;
  Headers() = default;
  ~Headers() { curl_slist_free_all(list); }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list = longer;
  }
};

struct Collected {
  HttpAnswer answer;
  std::size_t bytes_max;
  bool is_cut = false;
  std::size_t header_bytes = 0;
};

constexpr std::size_t header_bytes_max = 64 * 1024;

// libcurl calls these from C, so nothing may be thrown out of them; a short count ends the transfer.
std::size_t take_body(char* data, std::size_t size, std::size_t count, void* target) {
  auto& collected = *static_cast<Collected*>(target);
  const std::size_t bytes = size * count;
  if (collected.answer.body.size() + bytes > collected.bytes_max) return collected.is_cut ? bytes : 0;
  try {
    collected.answer.body.append(data, bytes);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return bytes;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* target) {
  auto& collected = *static_cast<Collected*>(target);
  const std::size_t bytes = size * count;
  collected.header_bytes += bytes;
  if (collected.header_bytes > header_bytes_max) return 0;
  try {
    const std::string_view line(data, bytes);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return bytes;
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    auto value = line.substr(colon + 1);
    const auto first = value.find_first_not_of(" \t");
    value = first == std::string_view::npos ? std::string_view{} : value.substr(first);
    collected.answer.headers[name] = std::string(value.substr(0, value.find_last_not_of(" \t\r\n") + 1));
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return bytes;
}

// One part of a URL as libcurl itself will read it; empty where it is missing. A second parser of URLs would be a
// second opinion about where a token is sent.
struct Url {
  CURLU* handle = curl_url();
  bool sound = false;
  explicit Url(const std::string& text) {
    if (handle == nullptr) throw std::bad_alloc();
    sound = curl_url_set(handle, CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  }
  ~Url() { curl_url_cleanup(handle); }
  Url(const Url&) = delete;
  Url& operator=(const Url&) = delete;
  [[nodiscard]] std::string part(CURLUPart which) const {
    char* value = nullptr;
    if (!sound || curl_url_get(handle, which, &value, 0) != CURLUE_OK) return {};
    std::string text(value);
    curl_free(value);
    return text;
  }
};

// Called by libcurl at least once a second; what is not 0 ends the transfer.
int ask_to_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

bool is_this_machine(const std::string& host) {
  // Digits and dots only: 127.example.com is a name, and whose machine it is, its owner decides.
  const bool loopback = host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == std::string::npos;
  return loopback || host == "localhost" || host == "[::1]";
}

}  // namespace

bool base_url_is_valid(const std::string& url) {
  if (url.find_first_of(" \t\r\n") != std::string::npos) return false;
  const Url parsed(url);
  const auto scheme = parsed.part(CURLUPART_SCHEME);
  return (scheme == "http" || scheme == "https") && !parsed.part(CURLUPART_HOST).empty() &&
         parsed.part(CURLUPART_USER).empty() && parsed.part(CURLUPART_PASSWORD).empty() &&
         parsed.part(CURLUPART_QUERY).empty() && parsed.part(CURLUPART_FRAGMENT).empty();
}

bool travels_in_clear(const std::string& url) {
  const Url parsed(url);
  return parsed.part(CURLUPART_SCHEME) != "https" && !is_this_machine(parsed.part(CURLUPART_HOST));
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string result;
  for (const char octet : text) {
    const bool letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
    if (letter || (octet >= '0' && octet <= '9') ||
        (octet != '\0' && std::string_view("-._~").find(octet) != std::string_view::npos)) {
      result += octet;
    } else {
      const auto value = static_cast<unsigned char>(octet);
      result += '%';
      result += hex[value >> 4];
      result += hex[value & 15];
    }
  }
  return result;
}

struct Client::Inside {
  ClientOptions options;
  CURL* handle = nullptr;
  const std::atomic<bool>* stop = nullptr;
  explicit Inside(ClientOptions given) : options(std::move(given)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    handle = ready == CURLE_OK ? curl_easy_init() : nullptr;
    if (handle == nullptr) throw std::bad_alloc();
  }
  ~Inside() { curl_easy_cleanup(handle); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  void prepare(const std::string& path) const {
    HOLDS(!path.empty() && path.front() == '/');
    curl_easy_reset(handle);  // keeps the connection, forgets the request
    curl_easy_setopt(handle, CURLOPT_URL, (options.base_url + path).c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, options.connect_seconds_max);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, options.request_seconds_max);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    // The path is sent as it stands: "." and ".." in it are the server's to judge.
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    if (options.ca_file) curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file->c_str());
    if (stop != nullptr) {
      curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ask_to_stop);
      curl_easy_setopt(handle, CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(stop)));
    }
    // A proxy of the environment is for other machines; what is on this one is asked directly.
    if (is_this_machine(Url(options.base_url).part(CURLUPART_HOST))) curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  }

  HttpResult perform(const Headers& headers) const {
    Collected collected{.answer = {}, .bytes_max = options.answer_bytes_max, .is_cut = options.answer_is_cut};
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.list);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, static_cast<void*>(&collected));
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, static_cast<void*>(&collected));
    const CURLcode code = curl_easy_perform(handle);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));  // the list dies with the caller
    if (code != CURLE_OK) return Unreachable{options.base_url + ": " + curl_easy_strerror(code)};
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &collected.answer.status);
    return std::move(collected.answer);
  }

  void add_common(Headers& headers, const std::optional<std::string>& token) const {
    headers.add(std::string("Accept-Language: ") + (language() == Language::chinese ? "zh, en;q=0.5" : "en"));
    headers.add("User-Agent: tanbu-cli");
    headers.add("Cache-Control: no-cache");  // a cache between us and the ledger would look like a rollback
    if (token) headers.add("Authorization: Bearer " + *token);
  }
};

Client::Client(ClientOptions options) : inside_(std::make_unique<Inside>(std::move(options))) {
  HOLDS(base_url_is_valid(inside_->options.base_url));
}
Client::~Client() = default;
void Client::stop_when(const std::atomic<bool>& stop) { inside_->stop = &stop; }

HttpResult Client::get(const std::string& path, const std::optional<std::string>& token) {
  Headers headers;
  inside_->add_common(headers, token);
  inside_->prepare(path);
  return inside_->perform(headers);
}

HttpResult Client::post(const std::string& path, const std::string& media_type, const std::string& body,
                        const std::optional<std::string>& token) {
  Headers headers;
  inside_->add_common(headers, token);
  headers.add("Content-Type: " + media_type);
  headers.add("Expect:");  // the server refuses expectations; libcurl would add one to a long body
  inside_->prepare(path);
  curl_easy_setopt(inside_->handle, CURLOPT_POST, 1L);
  curl_easy_setopt(inside_->handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(inside_->handle, CURLOPT_POSTFIELDS, body.c_str());
  return inside_->perform(headers);
}

}  // namespace tanbu::cli
