// What stands between a stranger's octets and the ledger, as functions that take any octets and must neither crash nor
// break what they promise. Each has the shape that libFuzzer wants (compile one with -fsanitize=fuzzer and call it from
// LLVMFuzzerTestOneInput); here a driver feeds them. Test support only.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "tests/fuzz/target.hpp"

namespace tanbu::fuzz {

// 0; a broken promise ends the process.
int wire_input(Input input);    // octets of a connection, with one head or several
int target_input(Input input);  // a request target, through parser and router
int json_input(Input input);    // strict JSON
int decode_input(Input input);  // the payload of a command
int jws_input(Input input);     // a command as a compact JWS
int token_input(Input input);   // an access token

// The one command and the one token that the key of the targets has signed; both lie in the corpus. Nothing else
// passes.
[[nodiscard]] const std::string& sound_command();
[[nodiscard]] const std::string& sound_token();

inline constexpr std::array<Target, 6> targets{{
    {"wire",
     wire_input,
     6000,
     {"\r\n", "\r\n\r\n", "\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: a\r\n",
      " HTTP/1.1\r\n", "GET /", "POST /v1/commands", ": ", "\t", "0\r\n\r\n"}},
    {"target",
     target_input,
     6000,
     {"/", "//", "?", "&", "=", "%2e%2e", "%00", "%c0%ae", "/v1/", "limit=1", "cursor=", "/v1/entries/"}},
    {"json",
     json_input,
     6000,
     {"{", "}", "[", "]", "\"a\":", ",", "\\u0000", "1e400", "-0", "9007199254740992", "\"\\ud800\"", "\"\\u0061\":1"}},
    {"decode",
     decode_input,
     6000,
     {"\"iss\":", "\"kind\":\"retire\"", "\"body\":{", "}", "\"ranges\":[", "\"first\":1", "2023-06-01", "x:trader",
      "\"quantity\":", "9007199254740991", "null", "\"\\u0061\""}},
    {"jws", jws_input, 6000, {".", "=", "A", "eyJhbGciOiJub25lIn0", "-", "_", "+", "/", "AAAA", "..", "\n", "eyJ"}},
    {"token", token_input, 6000, {".", "=", "A", "eyJhbGciOiJub25lIn0", "-", "_", "+", "/", "AAAA", "..", "\n", "eyJ"}},
}};

}  // namespace tanbu::fuzz
