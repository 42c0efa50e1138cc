// What `tanbu serve` may be told about the world around it: TLS, proxies, limits, the page of metrics. Read and checked
// before anything is opened, so that a wrong word stops the start and not the service.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/cli/listen.hpp"
#include "api/http/wire/tls.hpp"
#include "api/serving/limits.hpp"
#include "api/serving/networks.hpp"

namespace tanbu::cli {

struct AroundOptions {
  std::string certificate_file;
  std::string key_file;
  std::string client_authorities_file;
  std::string metrics;
  std::vector<std::string> trusted_proxies;
  std::string forwarding_field = "x-forwarded-for";
  std::string limit_address = "6000/60";
  std::string limit_key = "6000/60";
  std::string limit_batch = "2000000/3600";
  std::string limit_import = "120/3600";
  std::size_t connections_max = 8192;
  std::size_t connections_of_address_max = 512;
};
void add_around_options(CLI::App& verb, AroundOptions& options);

// Each of these is a Stop (usage) that names the option when its text is wrong.
[[nodiscard]] serving::Proxies proxies_of(const AroundOptions& options);
[[nodiscard]] std::shared_ptr<serving::Limits> limits_of(const AroundOptions& options);
[[nodiscard]] std::optional<Endpoint> metrics_endpoint_of(const AroundOptions& options);
// Null: in the clear.
[[nodiscard]] std::shared_ptr<http::TlsIdentity> tls_identity_of(const AroundOptions& options);
// Reads the files again.
[[nodiscard]] std::variant<std::shared_ptr<const http::TlsContext>, http::TlsFault> read_tls(
    const AroundOptions& options);
// "QUOTA/SECONDS", or 0 for no limit; nothing for anything else.
[[nodiscard]] std::optional<serving::Rate> rate_in(const std::string& text);

}  // namespace tanbu::cli
