// The codecs: RFC 4648's examples, round trips, and that no bytes have a second spelling.
#include "crypto/encoding.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace {

using namespace tanbu::crypto;

std::string random_bytes(std::mt19937& random, std::size_t length) {
  std::string bytes;
  for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(random() & 0xff);
  return bytes;
}

TEST_CASE("the encoders give the texts of RFC 4648 section 10", "[crypto][encoding]") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foo") == "Zm9v");
  CHECK(base64_encode("foob") == "Zm9vYg==");
  CHECK(base64_encode("fooba") == "Zm9vYmE=");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
  CHECK(base64url_encode("f") == "Zg");
  CHECK(base64url_encode("fooba") == "Zm9vYmE");
  CHECK(base64_encode("\xfb\xff\xbf") == "+/+/");
  CHECK(base64url_encode("\xfb\xff\xbf") == "-_-_");
  CHECK(hex_encode("foo\xff") == "666f6fff");
}

TEST_CASE("what was encoded decodes to itself at every length", "[crypto][encoding][property]") {
  std::mt19937 random(2);
  for (std::size_t length = 0; length < 400; ++length) {
    const std::string bytes = random_bytes(random, length);
    REQUIRE(hex_decode(hex_encode(bytes)) == bytes);
    REQUIRE(base64_decode(base64_encode(bytes)) == bytes);
    REQUIRE(base64url_decode(base64url_encode(bytes)) == bytes);
  }
}

TEST_CASE("every text of up to three symbols that decodes is the encoding of what it decodes to",
          "[crypto][encoding][property]") {
  // All texts over the two alphabets, '=' and some strangers, so that a second spelling of any bytes cannot hide.
  const std::string symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= .\n";
  std::size_t accepted = 0;
  const auto check = [&](const std::string& text) {
    if (const auto bytes = base64url_decode(text)) {
      ++accepted;
      if (base64url_encode(*bytes) != text) FAIL("second spelling: " << text);
    }
    if (const auto bytes = base64_decode(text)) {
      if (base64_encode(*bytes) != text) FAIL("second spelling: " << text);
    }
    const std::string padded = "QUJD" + text + "=";
    if (const auto bytes = base64_decode(padded)) {
      ++accepted;
      if (base64_encode(*bytes) != padded) FAIL("second spelling: " << padded);
    }
  };
  for (const char a : symbols) {
    check(std::string{a});
    for (const char b : symbols) {
      check(std::string{a, b});
      for (const char c : symbols) check(std::string{a, b, c});
    }
  }
  // base64url: 256 one-byte and 65536 two-byte values; base64 after one whole group: "xx==" arises as text "xx=" and
  // "xxx=" as "xxx".
  CHECK(accepted == 256 + 65536 + 256 + 65536);
}

TEST_CASE("a text that is not canonical base64 is refused", "[crypto][encoding]") {
  const auto text =
      GENERATE(values<std::string>({"Z",    "Zg",   "Zg=",  "Zg===",      "Zg==Zg==", "Zh==",  "Zm9=",  "Zm8",
                                    "=",    "==",   "====", "Zm9v=",      "Zm9v====", " Zg==", "Zg== ", "Zg==\n",
                                    "Z g=", "Zm9-", "Zm9_", "Zm\xc3\xa9", "Zg\0=",    "Zm=v",  "A===",  "Zm9vZ"}));
  CAPTURE(text);
  CHECK_FALSE(base64_decode(text).has_value());
}

TEST_CASE("a text that is not canonical base64url is refused", "[crypto][encoding]") {
  const auto text = GENERATE(values<std::string>(
      {"Z", "Zg==", "Zm8=", "Zh", "Zm9", "Zm9vZ", "Zm9+", "Zm9/", " Zg", "Zg ", "Zg\n", "Z.g", "=", "Zm9v="}));
  CAPTURE(text);
  CHECK_FALSE(base64url_decode(text).has_value());
}

TEST_CASE("hexadecimal is lower case, whole and nothing else", "[crypto][encoding]") {
  const auto text = GENERATE(values<std::string>({"0", "abc", "AB", "aB", "0x", "g0", " 00", "00 ", "0\n", "-1"}));
  CAPTURE(text);
  CHECK_FALSE(hex_decode(text).has_value());
}

}  // namespace
