#include "api/cli/serve_options.hpp"

#include <sys/random.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <system_error>

#include "api/cli/arguments.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/given.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t pem_bytes_max = std::size_t{1} << 20;
constexpr std::int64_t quota_max = 1'000'000'000;
constexpr std::int64_t window_seconds_max = 31 * 24 * 3'600;

std::optional<std::int64_t> number_in(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool sound = !text.empty() && parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return sound && number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

serving::Rate rate_argument(std::string_view option, const std::string& text) {
  const auto rate = rate_in(text);
  if (!rate) {
    stop_usage(option, text,
               say("QUOTA/SECONDS, for instance 6000/60, or 0 for no limit", "应为 额度/秒数，如 6000/60；0 表示不限"));
  }
  return *rate;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (::getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed)) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return seed;
}

std::string said(const char* english, const char* chinese) { return std::string(say(english, chinese)); }

void add_limit_options(CLI::App& verb, AroundOptions& options) {
  verb.add_option("--limit-address", options.limit_address,
                  said("requests of one address, QUOTA/SECONDS (6000/60), 0: no limit",
                       "每个地址的请求数，额度/秒数（6000/60），0 为不限"));
  verb.add_option("--limit-key", options.limit_key,
                  said("commands of one key (6000/60)", "每把密钥的命令数（6000/60）"));
  verb.add_option("--limit-batch", options.limit_batch,
                  said("lines of batches of one key (2000000/3600)", "每把密钥的批量行数（2000000/3600）"));
  verb.add_option("--limit-import", options.limit_import,
                  said("files that one party posts (120/3600)", "每个主体提交的文件数（120/3600）"));
  verb.add_option("--connections", options.connections_max,
                  said("connections of all together (8192)", "连接总数上限（8192）"))
      ->check(CLI::Range(1, 1'000'000));
  verb.add_option("--connections-of-address", options.connections_of_address_max,
                  said("connections of one address (512), 0: no limit", "每个地址的连接数（512），0 为不限"))
      ->check(CLI::Range(0, 1'000'000));
}

}  // namespace

void add_around_options(CLI::App& verb, AroundOptions& options) {
  auto* certificate =
      verb.add_option("--tls-cert", options.certificate_file,
                      said("PEM file of the server's certificate and what leads to its root; read again "
                           "on SIGHUP",
                           "服务器证书链（PEM）；收到 SIGHUP 时重新读取"))
          ->check(not_empty());
  auto* key = verb.add_option("--tls-key", options.key_file,
                              said("PEM file of its private key, without a passphrase", "其私钥（PEM，无口令）"))
                  ->check(not_empty());
  certificate->needs(key);
  key->needs(certificate);
  verb.add_option("--tls-client-ca", options.client_authorities_file,
                  said("PEM file of authorities; every client must show a certificate under one of them",
                       "客户端证书机构（PEM）；客户端须出示其签发的证书"))
      ->check(not_empty())
      ->needs(certificate);
  verb.add_option(
      "--metrics", options.metrics,
      said("ADDRESS:PORT of the page for Prometheus, in the clear", "Prometheus 指标页的 地址:端口（明文）"));
  verb.add_option("--trusted-proxy", options.trusted_proxies,
                  said("network of proxies whose word is taken for where a request comes from; may be repeated",
                       "可信代理的网段，采信其所报的请求来源；可重复"));
  verb.add_option("--forwarded-field", options.forwarding_field,
                  said("the field that they write: x-forwarded-for (default) or forwarded",
                       "代理写入的字段：x-forwarded-for（默认）或 forwarded"))
      ->check(CLI::IsMember({"x-forwarded-for", "forwarded"}));
  add_limit_options(verb, options);
}

std::optional<serving::Rate> rate_in(const std::string& text) {
  if (text == "0") return serving::Rate{.quota = 0};
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto quota = number_in(std::string_view(text).substr(0, slash), quota_max);
  const auto seconds = number_in(std::string_view(text).substr(slash + 1), window_seconds_max);
  if (!quota || !seconds || *quota == 0 || *seconds == 0) return std::nullopt;
  return serving::Rate{*quota, *seconds * 1000};
}

serving::Proxies proxies_of(const AroundOptions& options) {
  std::vector<serving::Network> networks;
  for (const std::string& text : options.trusted_proxies) {
    const auto network = serving::parse_network(text);
    if (!network) {
      stop_usage("--trusted-proxy", text,
                 say("an address or a network, for instance 192.0.2.0/24 or 2001:db8::/32",
                     "应为地址或网段，如 192.0.2.0/24 或 2001:db8::/32"));
    }
    networks.push_back(*network);
  }
  const bool standard = options.forwarding_field == "forwarded";
  return {std::move(networks),
          standard ? serving::ForwardingField::forwarded : serving::ForwardingField::x_forwarded_for};
}

std::shared_ptr<serving::Limits> limits_of(const AroundOptions& options) {
  serving::LimitOptions wanted;
  wanted.requests_of_address = rate_argument("--limit-address", options.limit_address);
  wanted.commands_of_key = rate_argument("--limit-key", options.limit_key);
  wanted.batch_lines_of_key = rate_argument("--limit-batch", options.limit_batch);
  wanted.imports_of_party = rate_argument("--limit-import", options.limit_import);
  wanted.seed = random_seed();
  wanted.monotonic_ms = [] {
    using namespace std::chrono;
    return std::int64_t{duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count()};
  };
  return std::make_shared<serving::Limits>(std::move(wanted));
}

std::optional<Endpoint> metrics_endpoint_of(const AroundOptions& options) {
  if (options.metrics.empty()) return std::nullopt;
  return endpoint_argument(options.metrics, "--metrics");
}

std::variant<std::shared_ptr<const http::TlsContext>, http::TlsFault> read_tls(const AroundOptions& options) {
  http::TlsTexts texts;
  const auto read = [](const std::string& file, std::string& text) {
    auto found = read_file(file, pem_bytes_max);
    if (!found || found->empty()) return false;
    text = *std::move(found);
    return true;
  };
  if (!read(options.certificate_file, texts.certificates)) return http::TlsFault{"--tls-cert cannot be read"};
  if (!read(options.key_file, texts.key)) return http::TlsFault{"--tls-key cannot be read"};
  const bool clients = !options.client_authorities_file.empty();
  // A file that is gone must not mean that anybody may come.
  if (clients && !read(options.client_authorities_file, texts.client_authorities))
    return http::TlsFault{"--tls-client-ca cannot be read"};
  return http::TlsContext::make(texts);
}

std::shared_ptr<http::TlsIdentity> tls_identity_of(const AroundOptions& options) {
  if (options.certificate_file.empty()) return nullptr;
  auto read = read_tls(options);
  if (const auto* fault = std::get_if<http::TlsFault>(&read)) throw Stop(Exit::failure, "tls: " + fault->detail);
  return std::make_shared<http::TlsIdentity>(std::get<std::shared_ptr<const http::TlsContext>>(std::move(read)));
}

}  // namespace tanbu::cli
