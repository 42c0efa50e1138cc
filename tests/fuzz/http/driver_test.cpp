// The targets of the wire and of everything before the ledger, driven as tests/fuzz/driver.hpp says.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/fuzz/driver.hpp"
#include "tests/fuzz/http/targets.hpp"

using namespace tanbu::fuzz;

TEST_CASE("any octets are one request head or refused", "[wire][asvs:4.2.1]") { campaign("http", targets[0]); }
TEST_CASE("any text is a request target or refused", "[target]") { campaign("http", targets[1]); }
TEST_CASE("any octets are strict JSON or refused", "[json][asvs:1.5.3]") { campaign("http", targets[2]); }
TEST_CASE("any payload is a command or faults with places", "[decode][asvs:2.2.1]") { campaign("http", targets[3]); }
TEST_CASE("no octets but the signed ones verify as a command", "[jws][asvs:9.1.1]") { campaign("http", targets[4]); }
TEST_CASE("no octets but the signed ones speak for a party", "[token][asvs:9.1.1]") { campaign("http", targets[5]); }

// Mutations of what never passes would only ever see the first check.
TEST_CASE("the corpus holds what passes", "[jws][token]") {
  const auto holds = [](const Target& target, const std::string& text) {
    const auto corpus = corpus_of("http", target);
    return std::find(corpus.begin(), corpus.end(), text) != corpus.end();
  };
  INFO(sound_command() << "\n" << sound_token());
  CHECK(holds(targets[4], sound_command()));
  CHECK(holds(targets[5], sound_token()));
}
