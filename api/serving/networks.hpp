// Addresses and networks, and whose request a proxy hands on. Pure: texts in, texts out; nobody is looked up.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/wire/message.hpp"

namespace tanbu::serving {

// Sixteen bytes for both families: IPv4 as ::ffff:a.b.c.d (RFC 4291), so that one spelling has one value.
using AddressBytes = std::array<std::uint8_t, 16>;
// "192.0.2.1" or "2001:db8::1"; nothing for anything else, a zone too.
[[nodiscard]] std::optional<AddressBytes> parse_address(std::string_view text);
[[nodiscard]] std::string text_of(const AddressBytes& address);
[[nodiscard]] bool is_loopback(std::string_view address);
// What is limited together: one IPv4 address, or a /64 of IPv6, which one customer has for himself.
[[nodiscard]] std::optional<std::string> network_of_address(std::string_view address);

// "192.0.2.0/24", "2001:db8::/32", or one address. The bits behind the prefix must be 0: they would say that somebody
// meant another network.
struct Network {
  AddressBytes first{};
  int prefix_bits = 128;
  [[nodiscard]] bool holds(const AddressBytes& address) const;
};
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

// The one field that the proxies write. The other one is never looked at, because a proxy that does not know it hands
// on what a client wrote there.
enum class ForwardingField : std::uint8_t { x_forwarded_for, forwarded };

class Proxies {
 public:
  Proxies() = default;
  Proxies(std::vector<Network> trusted, ForwardingField field) : trusted_(std::move(trusted)), field_(field) {}
  [[nodiscard]] bool trusts(std::string_view address) const;
  // From the nearest hop outwards, as long as each one is trusted; the first that is not is the client. What cannot be
  // read as an address ends the walk at the hop that wrote it.
  // Whether a trusted proxy says of the request that it is somebody else's, readably or not.
  [[nodiscard]] bool hands_on(const http::HeaderFields& headers, const std::string& peer) const;
  [[nodiscard]] std::string client_of(const http::HeaderFields& headers, const std::string& peer) const;

 private:
  std::vector<Network> trusted_;
  ForwardingField field_ = ForwardingField::x_forwarded_for;
};

}  // namespace tanbu::serving
