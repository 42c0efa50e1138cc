// Who may come how often. Time is given, so nothing here waits.
#include <catch2/catch.hpp>
#include <string>

#include "api/serving/limits.hpp"
#include "api/serving/rate_table.hpp"

namespace tanbu::serving {
namespace {

constexpr Rate ten_a_minute{10, 60'000};

int allowed_of(RateTable& table, std::string_view name, int tries, std::int64_t now_ms) {
  int allowed = 0;
  for (int i = 0; i < tries; ++i) allowed += table.take(0, name, ten_a_minute, 1, now_ms).allowed ? 1 : 0;
  return allowed;
}

TEST_CASE("a quota may be used in one row and comes back evenly", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(allowed_of(table, "a", 25, 1'000) == 10);
  CHECK(allowed_of(table, "a", 25, 1'000 + 5'999) == 0);
  CHECK(allowed_of(table, "a", 25, 1'000 + 6'000) == 1);
  CHECK(allowed_of(table, "a", 25, 1'000 + 6'000 + 30'000) == 5);
  CHECK(allowed_of(table, "a", 25, 1'000'000) == 10);
}

TEST_CASE("what is told of a quota is what happens", "[serving][rate]") {
  RateTable table(64, 1);
  for (int left = 9; left >= 0; --left) {
    const auto verdict = table.take(0, "a", ten_a_minute, 1, 0);
    CHECK(verdict.allowed);
    CHECK(verdict.remaining == left);
    CHECK(verdict.reset_seconds == 6 * (10 - left));
  }
  const auto refused = table.take(0, "a", ten_a_minute, 1, 0);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  REQUIRE(refused.retry_seconds == 6);
  CHECK_FALSE(table.take(0, "a", ten_a_minute, 1, refused.retry_seconds * 1000 - 1).allowed);
  CHECK(table.take(0, "a", ten_a_minute, 1, refused.retry_seconds * 1000).allowed);
}

TEST_CASE("a refused wish costs nothing, and one above the whole quota is never granted", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(table.take(0, "a", ten_a_minute, 8, 0).allowed);
  for (int i = 0; i < 100; ++i) CHECK_FALSE(table.take(0, "a", ten_a_minute, 3, 0).allowed);
  CHECK(table.take(0, "a", ten_a_minute, 2, 0).allowed);
  CHECK_FALSE(table.take(0, "b", ten_a_minute, 11, 0).allowed);
  CHECK_FALSE(table.take(0, "b", ten_a_minute, 11, 1'000'000'000).allowed);
  CHECK(table.take(0, "b", ten_a_minute, 10, 0).allowed);
}

TEST_CASE("wishes that come together are granted together or cost nobody anything", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(table.take(0, "b", ten_a_minute, 8, 0).allowed);
  const std::vector<RateWish> wishes{{"a", 6}, {"b", 3}};
  const auto refused = table.take_all(0, wishes, ten_a_minute, 0);
  REQUIRE(refused.has_value());
  CHECK(refused->remaining == 2);
  REQUIRE(refused->retry_seconds == 6);
  CHECK_FALSE(table.take_all(0, wishes, ten_a_minute, 6'000).has_value());
  CHECK(table.take(0, "a", ten_a_minute, 4, 6'000).allowed);
  CHECK_FALSE(table.take(0, "a", ten_a_minute, 1, 6'000).allowed);
  CHECK_FALSE(table.take(0, "b", ten_a_minute, 1, 6'000).allowed);
}

TEST_CASE("what is given back can be taken again, and never more than the quota", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(allowed_of(table, "a", 25, 0) == 10);
  table.give_back(0, "a", ten_a_minute, 2, 0);
  CHECK(allowed_of(table, "a", 25, 0) == 2);
  table.give_back(0, "a", ten_a_minute, 1'000, 0);
  CHECK(allowed_of(table, "a", 25, 0) == 10);
  table.give_back(0, "nobody", ten_a_minute, 5, 0);
  CHECK(allowed_of(table, "nobody", 25, 0) == 10);
}

TEST_CASE("names and policies have allowances of their own", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(allowed_of(table, "a", 25, 0) == 10);
  CHECK(allowed_of(table, "b", 25, 0) == 10);
  CHECK(table.take(1, "a", ten_a_minute, 1, 0).allowed);
}

TEST_CASE("a million names take no more memory than one, and leave those alone who use theirs", "[serving][rate]") {
  RateTable table(1024, 7);
  const auto bytes = table.bytes();
  // Whoever owes much is not forgotten for those who owe little.
  CHECK(allowed_of(table, "greedy", 10, 0) == 10);
  for (int i = 0; i < 1'000'000; ++i) {
    const auto verdict = table.take(0, "stranger " + std::to_string(i), ten_a_minute, 1, 0);
    if (!verdict.allowed) FAIL("a stranger who came once was refused");
  }
  CHECK(table.bytes() == bytes);
  CHECK_FALSE(table.take(0, "greedy", ten_a_minute, 1, 0).allowed);
}

TEST_CASE("a clock that stands still or steps back gives nothing away", "[serving][rate]") {
  RateTable table(64, 1);
  CHECK(allowed_of(table, "a", 25, 100'000) == 10);
  CHECK(allowed_of(table, "a", 25, 100'000) == 0);
  CHECK(allowed_of(table, "a", 25, 40'000) == 0);
}

TEST_CASE("long quotas keep their number", "[serving][rate]") {
  RateTable table(64, 1);
  const Rate lines{2'000'000, 3'600'000};
  CHECK(table.take(0, "a", lines, 1'999'999, 0).allowed);
  CHECK(table.take(0, "a", lines, 1, 0).allowed);
  CHECK_FALSE(table.take(0, "a", lines, 1, 0).allowed);
  CHECK(table.take(0, "a", lines, 1'000'000, 1'800'000).allowed);
}

TEST_CASE("an address has one allowance, an IPv6 customer one for all of his", "[serving][limits]") {
  std::int64_t now = 0;
  LimitOptions options;
  options.requests_of_address = {2, 60'000};
  options.commands_of_key = {};
  options.monotonic_ms = [&now] { return now; };
  Limits limits(options);
  const auto may = [&](std::string_view address) {
    const auto allowance = limits.request_from(address);
    return !allowance || allowance->verdict.allowed;
  };
  CHECK(may("198.51.100.1"));
  CHECK(may("::ffff:198.51.100.1"));
  CHECK_FALSE(may("198.51.100.1"));
  CHECK(may("198.51.100.2"));
  CHECK(may("2001:db8:1:2::1"));
  CHECK(may("2001:db8:1:2:ffff::9"));
  CHECK_FALSE(may("2001:db8:1:2::77"));
  CHECK(may("2001:db8:1:3::1"));
  for (int i = 0; i < 10; ++i) CHECK(may("127.0.0.1"));
  // What a proxy hands on is nobody's of this machine, whatever it says.
  CHECK(limits.request_from("127.0.0.1", true)->verdict.allowed);
  CHECK(limits.request_from("127.0.0.1", true)->verdict.allowed);
  CHECK_FALSE(limits.request_from("127.0.0.1", true)->verdict.allowed);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(limits.take(Policy::key, "unlimited").has_value());
  now += 60'000;
  CHECK(may("198.51.100.1"));
}

TEST_CASE("an allowance is spelled as the fields want it", "[serving][limits]") {
  const Allowance allowance{Policy::batch, {100, 3'600'000}, {true, 42, 17, 0}};
  CHECK(allowance.policy_field() == "\"batch\";q=100;w=3600");
  CHECK(allowance.state_field() == "\"batch\";r=42;t=17");
}

}  // namespace
}  // namespace tanbu::serving
