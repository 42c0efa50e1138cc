// RFC 3161 tokens from an authority that the openssl command plays, and everything that must not pass for one.
#include "crypto/timestamp.hpp"

#include <catch2/catch.hpp>

#include "tests/support/timestamp_authority.hpp"

using namespace tanbu;
using namespace tanbu::crypto::timestamp;
using test::TimestampAuthority;

namespace {

const std::string data = "ledger.example/carbon/1\n13\n";

struct Anchored {
  TimestampAuthority authority;
  std::string request = make_request(crypto::sha256(data));
  std::string answer = authority.answer(request);
};

std::string code_of(const std::variant<Token, Fault>& result) {
  const auto* fault = std::get_if<Fault>(&result);
  return fault == nullptr ? "" : fault->code;
}

}  // namespace

TEST_CASE("An authority's answer to a request is accepted and verified by openssl too", "[crypto][timestamp]") {
  const Anchored a;
  const auto token = accept_answer(a.answer, a.request, a.authority.root_pem());
  REQUIRE(code_of(token) == "");
  CHECK(std::get<Token>(token).imprint == crypto::sha256(data));
  CHECK(std::get<Token>(token).serial == "02");
  CHECK(std::get<Token>(token).time_unix_seconds > 1'700'000'000);
  CHECK(std::get<Token>(verify_answer(a.answer, crypto::sha256(data), a.authority.root_pem())) ==
        std::get<Token>(token));
  CHECK(std::get<Token>(read_answer(a.answer)) == std::get<Token>(token));
  CHECK(a.authority.openssl_verifies(a.answer, data));
  CHECK_FALSE(a.authority.openssl_verifies(a.answer, data + "x"));
}

TEST_CASE("Two requests for the same bytes are told apart by their nonce", "[crypto][timestamp]") {
  const Anchored a;
  const std::string again = make_request(crypto::sha256(data));
  CHECK(again != a.request);
  CHECK(code_of(accept_answer(a.answer, again, a.authority.root_pem())) == "timestamp_other_answer");
}

TEST_CASE("A token about other bytes is refused", "[crypto][timestamp]") {
  const Anchored a;
  CHECK(code_of(verify_answer(a.answer, crypto::sha256(data + "x"), a.authority.root_pem())) == "timestamp_imprint");
  const std::string other = make_request(crypto::sha256(data + "x"));
  CHECK(code_of(accept_answer(a.answer, other, a.authority.root_pem())) == "timestamp_imprint");
}

TEST_CASE("A token of an authority that nobody trusts is refused", "[crypto][timestamp]") {
  const Anchored a;
  const TimestampAuthority stranger;
  CHECK(code_of(accept_answer(a.answer, a.request, stranger.root_pem())) == "timestamp_untrusted");
  CHECK(code_of(accept_answer(a.answer, a.request, "")) == "timestamp_untrusted");
  CHECK(code_of(accept_answer(a.answer, a.request, "no certificate")) == "timestamp_untrusted");
  // Of several authorities one is enough.
  CHECK(code_of(accept_answer(a.answer, a.request, stranger.root_pem() + a.authority.root_pem())) == "");
}

TEST_CASE("An authority that refuses has not stamped anything", "[crypto][timestamp]") {
  const Anchored a;
  // It takes SHA-256 alone, so a request that is none is answered with a refusal.
  const std::string refusal = a.authority.answer("not a request");
  CHECK(code_of(accept_answer(refusal, a.request, a.authority.root_pem())) == "timestamp_not_granted");
}

TEST_CASE("What is no answer, or more than one, is refused", "[crypto][timestamp]") {
  const Anchored a;
  const std::string root = a.authority.root_pem();
  for (const std::string& bytes :
       {std::string(), std::string("x"), a.answer + '\0', a.answer + a.answer, a.answer.substr(0, a.answer.size() - 1),
        a.request, std::string(answer_bytes_max + 1, '\x30')})
    CHECK(code_of(accept_answer(bytes, a.request, root)) == "timestamp_shape");
}

TEST_CASE("A token with any bit flipped is refused or says exactly the same", "[crypto][timestamp]") {
  const Anchored a;
  const std::string root = a.authority.root_pem();
  const auto honest = std::get<Token>(accept_answer(a.answer, a.request, root));
  unsigned refused = 0;
  for (std::size_t at = 0; at < a.answer.size(); ++at) {
    std::string bytes = a.answer;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
    const auto result = accept_answer(bytes, a.request, root);
    if (!code_of(result).empty()) {
      ++refused;
      continue;
    }
    INFO("byte " << at);
    CHECK(std::get<Token>(result) == honest);
  }
  CHECK(refused > a.answer.size() / 2);
}
