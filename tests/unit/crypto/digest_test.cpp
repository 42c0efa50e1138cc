// SHA-256 against the published examples, and the two forms against each other.
#include "crypto/digest.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <thread>
#include <vector>

#include "crypto/encoding.hpp"

namespace {

using namespace tanbu::crypto;

std::string hex_of(std::string_view bytes) { return hex_encode(as_bytes(sha256(bytes))); }

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples", "[crypto][digest]") {
  CHECK(hex_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex_of(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the incremental digest agrees with the whole one wherever the message is cut, and is fresh after finish",
          "[crypto][digest]") {
  std::mt19937 random(1);
  Sha256 incremental;
  for (std::size_t length = 0; length < 300; ++length) {
    std::string message;
    for (std::size_t i = 0; i < length; ++i) message += static_cast<char>(random() & 0xff);
    const std::size_t cut = length == 0 ? 0 : random() % length;
    incremental.update(std::string_view(message).substr(0, cut));
    // The free function's own context must not disturb a message that is under way.
    const Digest whole = sha256(message);
    incremental.update(std::string_view(message).substr(cut));
    REQUIRE(incremental.finish() == whole);
  }
}

TEST_CASE("threads do not share a digest context", "[crypto][digest]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([t, &wrong] {
      const std::string message(100 + t, static_cast<char>('a' + t));
      const Digest first = sha256(message);
      for (int i = 0; i < 2000; ++i) wrong[t] += sha256(message) == first ? 0 : 1;
      Sha256 other;
      other.update(message);
      wrong[t] += other.finish() == first ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
