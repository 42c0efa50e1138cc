// What `tanbu serve` may be told, and what is no such thing.
#include <catch2/catch.hpp>

#include "api/cli/exit.hpp"
#include "api/cli/serve_options.hpp"

using namespace tanbu;
using namespace tanbu::cli;

TEST_CASE("a limit is a quota for a window, or none") {
  const auto rate = rate_in("6000/60");
  REQUIRE(rate.has_value());
  CHECK(rate->quota == 6000);
  CHECK(rate->window_ms == 60'000);
  REQUIRE(rate_in("0").has_value());
  CHECK_FALSE(rate_in("0")->limits());
  for (const char* text : {"", "5", "/", "5/", "/5", "0/60", "5/0", "-5/60", "5/-60", "+5/60", "5 /60", "5/60/60",
                           "1e3/60", "99999999999999999999/60", "1/99999999999"}) {
    INFO(text);
    CHECK_FALSE(rate_in(text).has_value());
  }
}

TEST_CASE("proxies are networks, and the field that they write is one of two") {
  AroundOptions options;
  options.trusted_proxies = {"10.0.0.0/8", "2001:db8::/32"};
  const auto proxies = proxies_of(options);
  CHECK(proxies.trusts("10.255.0.1"));
  CHECK(proxies.trusts("2001:db8:1::1"));
  CHECK_FALSE(proxies.trusts("11.0.0.1"));
  CHECK(proxies.client_of({{"x-forwarded-for", "198.51.100.1"}, {"forwarded", "for=198.51.100.2"}}, "10.0.0.1") ==
        "198.51.100.1");
  options.forwarding_field = "forwarded";
  CHECK(proxies_of(options).client_of({{"x-forwarded-for", "198.51.100.1"}, {"forwarded", "for=198.51.100.2"}},
                                      "10.0.0.1") == "198.51.100.2");
  options.trusted_proxies = {"10.0.0.1/8"};
  CHECK_THROWS_AS(proxies_of(options), Stop);
}
