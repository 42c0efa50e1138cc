// Addresses, networks and whose request a proxy hands on.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "api/serving/networks.hpp"

namespace tanbu::serving {
namespace {

Network network(std::string_view text) {
  const auto parsed = parse_network(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

bool holds(std::string_view text, std::string_view address) { return network(text).holds(*parse_address(address)); }

Proxies proxies(const std::vector<std::string>& trusted, ForwardingField field = ForwardingField::x_forwarded_for) {
  std::vector<Network> networks;
  for (const auto& text : trusted) networks.push_back(network(text));
  return {std::move(networks), field};
}

TEST_CASE("a network holds what it says, on both sides of its ends", "[serving][networks]") {
  CHECK(holds("192.0.2.0/24", "192.0.2.0"));
  CHECK(holds("192.0.2.0/24", "192.0.2.255"));
  CHECK_FALSE(holds("192.0.2.0/24", "192.0.3.0"));
  CHECK_FALSE(holds("192.0.2.0/24", "192.0.1.255"));
  CHECK(holds("192.0.2.128/25", "192.0.2.128"));
  CHECK_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
  CHECK(holds("0.0.0.0/0", "203.0.113.7"));
  CHECK_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  CHECK(holds("192.0.2.1", "::ffff:192.0.2.1"));
  CHECK_FALSE(holds("192.0.2.1", "192.0.2.2"));
  CHECK(holds("2001:db8::/33", "2001:db8:7fff::1"));
  CHECK_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  CHECK(holds("::/0", "::1"));
}

TEST_CASE("what is no network is none", "[serving][networks]") {
  for (const char* text : {"", "/", "192.0.2.0/", "/24", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/ 8",
                           "192.0.2.1/24", "2001:db8::/129", "2001:db8::1/64", "192.0.2/24", "192.0.2.0/24/24",
                           "example.com", "192.0.2.256", "fe80::1%eth0", "192.0.2.0/99999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_network(text).has_value());
  }
}

TEST_CASE("only a trusted proxy is believed, and only what the next one saw", "[serving][forwarded]") {
  const auto trusted = proxies({"10.0.0.0/8", "192.0.2.7"});
  const auto client = [&](const std::string& field, const std::string& peer) {
    return trusted.client_of({{"x-forwarded-for", field}}, peer);
  };
  CHECK(client("198.51.100.1", "10.0.0.1") == "198.51.100.1");
  // Nobody else is asked.
  CHECK(client("198.51.100.1", "203.0.113.9") == "203.0.113.9");
  // What a client invents stands to the left of what the proxy saw.
  CHECK(client("127.0.0.1, 198.51.100.1", "10.0.0.1") == "198.51.100.1");
  CHECK(client("1.1.1.1, 198.51.100.1, 192.0.2.7, 10.9.9.9", "10.0.0.1") == "198.51.100.1");
  CHECK(client(" 198.51.100.1:4711 ", "10.0.0.1") == "198.51.100.1");
  CHECK(client("[2001:db8::1]:4711", "10.0.0.1") == "2001:db8::1");
  CHECK(client("2001:DB8:0::1", "10.0.0.1") == "2001:db8::1");
  CHECK(client("::ffff:198.51.100.1", "::ffff:10.0.0.1") == "198.51.100.1");
  // What cannot be read ends the walk where it still could.
  CHECK(client("198.51.100.1, unknown", "10.0.0.1") == "10.0.0.1");
  CHECK(client("198.51.100.1, nonsense, 10.2.2.2", "10.0.0.1") == "10.2.2.2");
  CHECK(client("", "10.0.0.1") == "10.0.0.1");
  CHECK(client("10.1.1.1, 10.2.2.2", "10.0.0.1") == "10.1.1.1");
  CHECK(trusted.client_of({}, "10.0.0.1") == "10.0.0.1");
  // A quote is no quote in this field, and swallows nothing of what the proxy adds.
  CHECK(client("\", 198.51.100.1", "10.0.0.1") == "198.51.100.1");
  CHECK(Proxies().client_of({{"x-forwarded-for", "198.51.100.1"}}, "127.0.0.1") == "127.0.0.1");
}

TEST_CASE("several fields are one list, and the other field is never looked at", "[serving][forwarded]") {
  const auto trusted = proxies({"10.0.0.0/8"});
  CHECK(trusted.client_of({{"x-forwarded-for", "198.51.100.1"}, {"x-forwarded-for", "198.51.100.2"}}, "10.0.0.1") ==
        "198.51.100.2");
  CHECK(trusted.client_of({{"forwarded", "for=198.51.100.1"}}, "10.0.0.1") == "10.0.0.1");
  const auto standard = proxies({"10.0.0.0/8"}, ForwardingField::forwarded);
  CHECK(standard.client_of({{"x-forwarded-for", "198.51.100.1"}}, "10.0.0.1") == "10.0.0.1");
  CHECK(standard.client_of({{"forwarded", "for=198.51.100.1;proto=https;by=10.0.0.2"}}, "10.0.0.1") == "198.51.100.1");
  CHECK(standard.client_of({{"forwarded", "proto=https;FOR=\"[2001:db8::1]:4711\""}}, "10.0.0.1") == "2001:db8::1");
  CHECK(standard.client_of({{"forwarded", "for=1.1.1.1, for=\"198.51.100.1\", for=10.3.3.3"}}, "10.0.0.1") ==
        "198.51.100.1");
  CHECK(standard.client_of({{"forwarded", "for=\"a,for=198.51.100.1\""}}, "10.0.0.1") == "10.0.0.1");
  // A quote that never closes would swallow it.
  CHECK(standard.client_of({{"forwarded", "for=9.9.9.9;x=\", for=198.51.100.1"}}, "10.0.0.1") == "10.0.0.1");
  CHECK(standard.hands_on({{"forwarded", "\""}}, "10.0.0.1"));
  CHECK_FALSE(standard.hands_on({{"forwarded", "for=1.1.1.1"}}, "203.0.113.9"));
  CHECK_FALSE(standard.hands_on({{"x-forwarded-for", "1.1.1.1"}}, "10.0.0.1"));
  CHECK(standard.client_of({{"forwarded", "for=_hidden"}}, "10.0.0.1") == "10.0.0.1");
  CHECK(standard.client_of({{"forwarded", "by=198.51.100.1"}}, "10.0.0.1") == "10.0.0.1");
}

TEST_CASE("a list as long as a header allows is walked for a bounded while", "[serving][forwarded]") {
  std::string field;
  for (int i = 0; i < 1000; ++i) field += "10.0.0.1,";
  CHECK(proxies({"10.0.0.0/8"}).client_of({{"x-forwarded-for", "198.51.100.1," + field + "10.0.0.1"}}, "10.0.0.1") ==
        "10.0.0.1");
}

}  // namespace
}  // namespace tanbu::serving
