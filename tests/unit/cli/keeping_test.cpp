// What must survive a killed process: signed commands, replaced files; and keys that are refused.
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "api/cli/answer.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/outbox.hpp"
#include "api/cli/session.hpp"
#include "api/cli/signing.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/unit/cli/support.hpp"

using namespace tanbu;
using namespace tanbu::cli;
using test::Folder;

TEST_CASE("the outbox gives back the very bytes, oldest first, also to another process") {
  const Folder folder;
  const auto key = crypto::SigningKey::generate_p256();  // its signatures are never the same twice
  const auto jws = crypto::sign_jws(codec::command_type, "{}", key);
  Outbox(folder.path()).keep("01JD8Z4QW3E9AAAAAAAAAAAAAB", "second");
  Outbox(folder.path()).keep("01JD8Z4QW3E9AAAAAAAAAAAAAA", jws);
  Outbox outbox(folder.path());
  REQUIRE(outbox.all().size() == 2);
  CHECK(outbox.all()[0].jti == "01JD8Z4QW3E9AAAAAAAAAAAAAA");
  CHECK(outbox.all()[0].jws == jws);
  CHECK(outbox.find("01JD8Z4QW3E9AAAAAAAAAAAAAA") == jws);
  CHECK(test::mode_of(folder.path() / "outbox" / "01JD8Z4QW3E9AAAAAAAAAAAAAA.jws") == 0600);
  outbox.remove("01JD8Z4QW3E9AAAAAAAAAAAAAA");
  outbox.remove("01JD8Z4QW3E9AAAAAAAAAAAAAA");  // somebody else had the answer first
  CHECK(outbox.all().size() == 1);
}

TEST_CASE("half-written and foreign files in the outbox are not commands") {
  const Folder folder;
  Outbox outbox(folder.path());
  std::ofstream(folder.path() / "outbox" / "01JD8Z4QW3E9AAAAAAAAAAAAAA.jws.01JD.new") << "half";
  std::ofstream(folder.path() / "outbox" / "short.jws") << "x";
  CHECK(outbox.all().empty());
  CHECK_FALSE(outbox.find("../../secret-key"));
}

TEST_CASE("a file is replaced whole while others read it") {
  const Folder folder;
  const auto path = folder.path() / "file";
  replace_file(path, std::string(40'000, 'a'));
  std::atomic<bool> stop = false;
  std::size_t torn = 0, reads = 0;
  std::thread reader([&] {
    while (!stop) {
      const auto text = read_file(path, 1 << 20);
      ++reads;
      if (!text || text->size() != 40'000 || text->find_first_not_of(text->front()) != std::string::npos) ++torn;
    }
  });
  for (int at = 0; at < 50; ++at) replace_file(path, std::string(40'000, static_cast<char>('a' + at % 2)));
  stop = true;
  reader.join();
  CHECK(torn == 0);
  CHECK(reads > 0);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);  // no leftovers
}

TEST_CASE("a file that is missing is nothing, a file that is too large is an error") {
  const Folder folder;
  CHECK_FALSE(read_file(folder.path() / "missing", 10));
  replace_file(folder.path() / "large", "12345678901");
  CHECK_THROWS_AS(read_file(folder.path() / "large", 10), std::runtime_error);
}

TEST_CASE("a key file that others can read is refused before anything is sent") {
  const Folder folder;
  const auto file = folder.path() / "key";
  REQUIRE_FALSE(crypto::write_key_file(file, crypto::SigningKey::generate_ed25519()));
  ::setenv("TANBU_HOME", folder.path().c_str(), 1);
  Flags flags;
  flags.url = "http://127.0.0.1:1";
  flags.key_file = file.string();
  const Settings settings(flags);
  Session sound(settings);
  CHECK_NOTHROW(sound.key());
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  Session session(settings);
  try {
    (void)session.key();
    FAIL("the key was taken");
  } catch (const Stop& stop) {
    CHECK(stop.status() == Exit::failure);
    CHECK(stop.message().find("key_file_permissions") != std::string::npos);
  }
}

TEST_CASE("where nobody listens, the exit status says so") {
  const Folder folder;
  ::setenv("TANBU_HOME", folder.path().c_str(), 1);
  Flags flags;
  flags.url = "http://127.0.0.1:1";
  const Settings settings(flags);
  Session session(settings);
  try {
    (void)session.get("/v1/log");
    FAIL("somebody answered");
  } catch (const Stop& stop) {
    CHECK(stop.status() == Exit::unreachable);
  }
}

TEST_CASE("a signed payload is what the ledger's own reader reads") {
  const auto text = payload_text({"x:me-1", "ledger.example/tanbu/1", "01JD8Z4QW3E9", 1763700000, 3600, "transfer"},
                                 {{"to", "x:you-1"}});
  CHECK(text ==
        R"({"iss":"x:me-1","aud":"ledger.example/tanbu/1","jti":"01JD8Z4QW3E9","iat":1763700000,"exp":1763703600,)"
        R"("kind":"transfer","body":{"to":"x:you-1"}})");
  const auto payload = codec::read_payload(text);
  REQUIRE(std::holds_alternative<codec::Payload>(payload));
  CHECK(std::get<codec::Payload>(payload).envelope);
}

TEST_CASE("an access token names issuer, audience and a life of at most ten minutes") {
  const auto key = crypto::SigningKey::generate_ed25519();
  const auto token = access_token("x:me-1", "ledger.example/tanbu/1", 1763700000, key);
  const auto parsed = crypto::parse_jws(token, access_type);
  REQUIRE(std::holds_alternative<crypto::Jws>(parsed));
  const auto& jws = std::get<crypto::Jws>(parsed);
  CHECK(crypto::verify_jws(jws, key.public_key()));
  CHECK(jws.payload == R"({"iss":"x:me-1","aud":"ledger.example/tanbu/1","iat":1763700000,"exp":1763700300})");
  CHECK(std::holds_alternative<crypto::JwsFault>(crypto::parse_jws(token, codec::command_type)));
}

TEST_CASE("a problem is told with title, detail, collision, code, number and request") {
  HttpAnswer answer;
  answer.status = 409;
  answer.body =
      R"({"title":"Double use","detail":"The units are used.","code":"double_use","number":407,"request_id":"abc",)"
      R"("conflict":{"index":42,"factory":17},"facts":{"period":"2025","first":1,"last":5}})";
  const auto text = describe_problem(answer);
  for (const char* part :
       {"Double use", "The units are used.", "42", "17", "2025", "double_use", "407", "abc", "409"}) {
    CAPTURE(part, text);
    CHECK(text.find(part) != std::string::npos);
  }
}

TEST_CASE("a problem that is none does not pretend to be one") {
  HttpAnswer answer;
  answer.status = 500;
  answer.body = "<html>\x1b[2J</html>";
  CHECK(describe_problem(answer).find("html") == std::string::npos);
  answer.status = 302;
  CHECK(describe_problem(answer).find("--url") != std::string::npos);
}

TEST_CASE("members of an answer that are missing or of another type are empty") {
  const boost::json::value value{{"a", {{"b", 5}}}, {"c", "text"}, {"d", nullptr}, {"e", -1}};
  CHECK(text_at(value, "a.b") == "5");
  CHECK(text_at(value, "c") == "text");
  CHECK(text_at(value, "c.x").empty());
  CHECK(text_at(value, "d").empty());
  CHECK(text_at(value, "x.y.z").empty());
  CHECK(number_at(value, "a.b") == 5U);
  CHECK_FALSE(number_at(value, "e"));
  CHECK_FALSE(number_at(value, "c"));
}
