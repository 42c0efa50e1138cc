#include "api/serving/networks.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace tanbu::serving {
namespace {

constexpr std::size_t hops_max = 32;  // a client may write as many as the header has room for
constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_ipv4(const AddressBytes& address) { return std::equal(mapped.begin(), mapped.end(), address.begin()); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "192.0.2.1", "192.0.2.1:4711", "[2001:db8::1]", "[2001:db8::1]:4711", "2001:db8::1".
std::optional<AddressBytes> parse_node(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(end + 1);
    if (!rest.empty() && (rest.front() != ':' || !is_digits(rest.substr(1)))) return std::nullopt;
    return parse_address(text.substr(1, end - 1));
  }
  const auto colon = text.find(':');
  const bool port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (port && !is_digits(text.substr(colon + 1))) return std::nullopt;
  return parse_address(port ? text.substr(0, colon) : text);
}

// The parts between separators.
std::vector<std::string_view> split_bare(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(end + 1);
  }
  parts.push_back(trimmed(text));
  return parts;
}

// The parts between separators that do not stand in quotes (RFC 9110 section 5.6.4). None where a quote never closes: a
// client who begins one would swallow what the proxies add behind it.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == separator && !quoted) {
      parts.push_back(trimmed(text.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  if (quoted) return {};
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

bool is_for(std::string_view name) {
  return name.size() == 3 && (name[0] | 0x20) == 'f' && (name[1] | 0x20) == 'o' && (name[2] | 0x20) == 'r';
}

// As the wire has names: in lower case.
std::string_view name_of(ForwardingField field) {
  return field == ForwardingField::forwarded ? "forwarded" : "x-forwarded-for";
}

// The value of for= in one element of RFC 7239; empty when it has none.
std::string_view forwarded_for(std::string_view element) {
  for (const std::string_view pair : split(element, ';')) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || !is_for(pair.substr(0, equals))) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  AddressBytes bytes{};
  const std::string ended(text);
  if (ended.find('\0') != std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET6, ended.c_str(), bytes.data()) == 1) return bytes;
  std::copy(mapped.begin(), mapped.end(), bytes.begin());
  if (::inet_pton(AF_INET, ended.c_str(), bytes.data() + mapped.size()) == 1) return bytes;
  return std::nullopt;
}

std::string text_of(const AddressBytes& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool four = is_ipv4(address);
  ::inet_ntop(four ? AF_INET : AF_INET6, address.data() + (four ? mapped.size() : 0), text.data(), text.size());
  return text.data();
}

bool is_loopback(std::string_view address) {
  const auto bytes = parse_address(address);
  if (!bytes) return false;
  AddressBytes one{};
  one.back() = 1;
  return is_ipv4(*bytes) ? (*bytes)[12] == 127 : *bytes == one;
}

std::optional<std::string> network_of_address(std::string_view address) {
  auto bytes = parse_address(address);
  if (!bytes) return std::nullopt;
  if (is_ipv4(*bytes)) return text_of(*bytes);
  std::fill(bytes->begin() + 8, bytes->end(), std::uint8_t{0});
  return text_of(*bytes) + "/64";
}

bool Network::holds(const AddressBytes& address) const {
  const auto whole = static_cast<std::size_t>(prefix_bits / 8);
  if (!std::equal(first.begin(), first.begin() + prefix_bits / 8, address.begin())) return false;
  const int rest = prefix_bits % 8;
  return rest == 0 || ((first[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{*address, 128};
  if (slash == std::string_view::npos) return network;
  const std::string_view digits = text.substr(slash + 1);
  int bits = -1;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool four = text.find(':') == std::string_view::npos;
  if (!is_digits(digits) || parsed.ec != std::errc() || bits > (four ? 32 : 128)) return std::nullopt;
  network.prefix_bits = four ? 96 + bits : bits;
  for (int bit = network.prefix_bits; bit < 128; ++bit) {
    if (((*address)[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) return std::nullopt;
  }
  return network;
}

bool Proxies::trusts(std::string_view address) const {
  const auto bytes = parse_address(address);
  return bytes &&
         std::any_of(trusted_.begin(), trusted_.end(), [&](const Network& network) { return network.holds(*bytes); });
}

bool Proxies::hands_on(const http::HeaderFields& headers, const std::string& peer) const {
  if (trusted_.empty() || !trusts(peer)) return false;
  const std::string_view field = name_of(field_);
  return std::any_of(headers.begin(), headers.end(), [&](const auto& one) { return one.first == field; });
}

std::string Proxies::client_of(const http::HeaderFields& headers, const std::string& peer) const {
  if (trusted_.empty() || !trusts(peer)) return peer;
  const bool standard = field_ == ForwardingField::forwarded;
  const std::string_view field = name_of(field_);
  std::vector<std::string_view> hops;
  for (const auto& [name, value] : headers) {
    if (name != field) continue;
    const auto elements = standard ? split(value, ',') : split_bare(value, ',');
    if (elements.empty()) hops.emplace_back();  // unreadable: the walk ends here
    for (const std::string_view element : elements) hops.push_back(standard ? forwarded_for(element) : element);
  }
  std::string client = peer;
  std::size_t seen = 0;
  for (auto hop = hops.rbegin(); hop != hops.rend() && seen < hops_max; ++hop, ++seen) {
    const auto address = parse_node(*hop);
    if (!address) return client;
    client = text_of(*address);
    if (!trusts(client)) return client;
  }
  return client;
}

}  // namespace tanbu::serving
