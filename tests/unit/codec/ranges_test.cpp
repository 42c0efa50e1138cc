// No unit twice in one command: every position of a repeated range among few, many positions among more.
#include <catch2/catch.hpp>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

json::value range(std::int64_t batch, std::int64_t first, std::int64_t last) {
  return {{"batch", batch}, {"first", first}, {"last", last}};
}

// Ranges of ten units in one batch with gaps between them.
json::array distinct(std::size_t count) {
  json::array ranges;
  for (std::size_t index = 0; index < count; ++index) {
    const auto first = static_cast<std::int64_t>(index) * 100;
    ranges.push_back(range(7, first, first + 9));
  }
  return ranges;
}

Faulty faults_with(const json::array& ranges) {
  return faults_of("transfer", with(sample("transfer").minimal, "/ranges", ranges));
}

Faulty repeated_at(std::size_t index) { return {{"/body/ranges/" + std::to_string(index), "range_repeated"}}; }

}  // namespace

TEST_CASE("ranges that share no unit are accepted in any number up to the limit") {
  for (const std::size_t count : {1U, 2U, 64U, 256U}) CHECK(faults_with(distinct(count)).empty());
  CHECK(faults_with(distinct(257)) == Faulty{{"/body/ranges", "too_many"}});
  CHECK(faults_with({range(1, 0, 9), range(1, 10, 19)}).empty());
  CHECK(faults_with({range(1, 10, 19), range(1, 0, 9)}).empty());
  CHECK(faults_with({range(1, 0, 9), range(2, 0, 9)}).empty());
}

TEST_CASE("a range that repeats another is refused at its second place") {
  for (std::size_t count = 2; count <= 64; ++count) {
    for (std::size_t second = 1; second < count; ++second) {
      for (std::size_t first = 0; first < second; ++first) {
        // Every pair of positions among up to eight, and among more the edges and one pair in the middle.
        const bool edge = (first == 0 && second == count - 1) || (first == count / 3 && second == count / 2);
        if (count > 8 && !edge) continue;
        auto ranges = distinct(count);
        const auto copy = ranges[first];
        ranges[second] = copy;
        INFO(count << " " << first << " " << second);
        CHECK(faults_with(ranges) == repeated_at(second));
      }
    }
  }
}

TEST_CASE("one shared unit is enough, wherever it lies", "[RT-02]") {
  for (const auto& second :
       {range(1, 0, 10), range(1, 19, 30), range(1, 12, 13), range(1, 0, 99), range(1, 10, 10), range(1, 19, 19)}) {
    INFO(json::serialize(second));
    CHECK(faults_with({range(1, 10, 19), second}) == repeated_at(1));
  }
  CHECK(faults_with({range(1, 0, 0), range(1, 0, 0), range(1, 0, 0)}) ==
        Faulty{{"/body/ranges/1", "range_repeated"}, {"/body/ranges/2", "range_repeated"}});
}

TEST_CASE("a retirement with a repeated range is refused whatever quantity it states", "[RT-02]") {
  const json::array ranges{range(1, 0, 9), range(1, 0, 9)};
  for (const auto quantity : {10, 20}) {
    auto body = with(with(sample("retire").minimal, "/ranges", ranges), "/quantity", quantity);
    CHECK(faults_of("retire", body) == repeated_at(1));
  }
}

TEST_CASE("certificates under two contracts of one inventory are different ones", "[GE-04]") {
  auto body = with(sample("declare_inventory").full, "/electricity/green_power/1/gec",
                   json::array{range(5, 2, 2), range(5, 1, 1)});
  CHECK(faults_of("declare_inventory", body) == Faulty{{"/body/electricity/green_power/1/gec/1", "range_repeated"}});
}

TEST_CASE("one command names at most 256 ranges wherever they stand") {
  auto body = sample("declare_inventory").full;
  json::array first;
  json::array second;
  for (std::int64_t index = 0; index < 128; ++index) {
    first.push_back(range(5, index, index));
    second.push_back(range(6, index, index));
  }
  body = with(body, "/electricity/green_power/0/gec", first);
  body = with(body, "/electricity/green_power/1/gec", second);
  CHECK(faults_of("declare_inventory", body).empty());
  second.push_back(range(7, 0, 0));
  body = with(body, "/electricity/green_power/1/gec", second);
  CHECK(faults_of("declare_inventory", body) == Faulty{{"/body/electricity/green_power/1/gec", "too_many"}});
}
