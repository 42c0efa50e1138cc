// What the operator says about webhooks, when a delivery is tried again, and what is kept of it.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "api/cli/webhook_file.hpp"
#include "api/cli/webhook_state.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tanbu;
using namespace tanbu::cli;

namespace {

class File {
 public:
  File() { REQUIRE_FALSE(crypto::write_key_file(folder_.path() / "hook.jwk", crypto::SigningKey::generate_ed25519())); }
  // The fault's words; empty when the file is sound.
  [[nodiscard]] std::string fault_of(const std::string& text) {
    auto result = read(text);
    return std::holds_alternative<WebhookFault>(result) ? std::get<WebhookFault>(result).detail : "";
  }
  [[nodiscard]] std::variant<std::vector<Webhook>, WebhookFault> read(const std::string& text) {
    std::ofstream(folder_.path() / "hooks.json") << text;
    return read_webhooks(folder_.path() / "hooks.json");
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  tanbu::test::TemporaryFolder folder_;
};

std::string one(const std::string& members) {
  return R"({"webhooks":[{"name":"erp","url":"https://erp.example.cn/hooks?x=1","key_file":"hook.jwk")" + members +
         "}]}";
}

}  // namespace

TEST_CASE("A file of webhooks is read member by member") {
  File file;
  const auto read =
      file.read(one(R"(,"kinds":["retire","void"],"from":7,"answer_seconds_max":3,)"
                    R"("retry":{"first_ms":10,"factor":3,"longest_ms":500,"jitter_percent":0,"attempts_max":4})"));
  REQUIRE(std::holds_alternative<std::vector<Webhook>>(read));
  const auto& hooks = std::get<std::vector<Webhook>>(read);
  REQUIRE(hooks.size() == 1);
  CHECK(hooks[0].name == "erp");
  CHECK(hooks[0].base_url == "https://erp.example.cn");
  CHECK(hooks[0].path == "/hooks?x=1");
  CHECK(hooks[0].kinds == std::vector<std::string>{"retire", "void"});
  CHECK(hooks[0].from == 7U);
  CHECK(hooks[0].answer_seconds_max == 3);
  CHECK(hooks[0].retry.attempts_max == 4);
  CHECK(file.fault_of(R"({"webhooks":[]})").empty());
}

TEST_CASE("What is not understood in a file of webhooks stops the server, and is named") {
  File file;
  const auto names = [&](const std::string& text, const std::string& word) {
    INFO(text);
    const auto fault = file.fault_of(text);
    CHECK(fault.find(word) != std::string::npos);
    CHECK(fault.find("hooks.json") != std::string::npos);
  };
  names("{", "strict JSON");
  names("[]", "the file");
  names(R"({"webhooks":{}})", "webhooks");
  names(R"({"webhooks":[],"hooks":1})", "hooks");
  names(one(R"(,"colour":"red")"), "colour");
  names(one(R"(,"kinds":[])"), "kinds");
  names(one(R"(,"kinds":["retired"])"), "kinds");
  names(one(R"(,"from":-1)"), "from");
  names(one(R"(,"answer_seconds_max":0)"), "answer_seconds_max");
  names(one(R"(,"retry":{"factor":0})"), "factor");
  names(one(R"(,"retry":{"first_ms":1000,"longest_ms":999})"), "longest_ms");
  names(one(R"(,"retry":{"tries":3})"), "tries");
  const auto with_url = [](const std::string& url) {
    return R"({"webhooks":[{"name":"a","url":")" + url + R"(","key_file":"hook.jwk"}]})";
  };
  for (const char* url : {"ftp://a/b", "a.example", "https://user@a.example/", "https://a.example/x#y", ""})
    names(with_url(url), "url");
  CHECK(file.fault_of(with_url("http://127.0.0.1:9000")).empty());
  names(R"({"webhooks":[{"name":"A b","url":"http://a/","key_file":"hook.jwk"}]})", "name");
  names(R"({"webhooks":[{"name":"../x","url":"http://a/","key_file":"hook.jwk"}]})", "name");
  names(R"({"webhooks":[{"name":"a","url":"http://a/","key_file":"none.jwk"}]})", "key_file");
  const std::string same = R"({"name":"a","url":"http://a/","key_file":"hook.jwk"})";
  names("{\"webhooks\":[" + same + "," + same + "]}", "two webhooks");
  REQUIRE(::chmod((file.folder() / "hook.jwk").c_str(), 0644) == 0);
  names(one(""), "key_file");
}

TEST_CASE("The pause grows by the factor to its bound, and chance moves it within its share") {
  const WebhookRetry plain{.first_ms = 100, .factor = 3, .longest_ms = 1'000, .jitter_percent = 0, .attempts_max = 9};
  std::vector<std::int64_t> pauses;
  for (std::int64_t failures = 1; failures <= 5; ++failures) pauses.push_back(pause_ms(plain, failures, 12'345));
  CHECK(pauses == std::vector<std::int64_t>{100, 300, 900, 1'000, 1'000});
  const WebhookRetry moved{.first_ms = 100, .factor = 2, .longest_ms = 100, .jitter_percent = 50, .attempts_max = 9};
  std::int64_t smallest = 1'000;
  std::int64_t largest = 0;
  for (std::uint64_t chance = 0; chance < 1'000; ++chance) {
    smallest = std::min(smallest, pause_ms(moved, 1, chance));
    largest = std::max(largest, pause_ms(moved, 1, chance));
  }
  CHECK(smallest == 50);
  CHECK(largest == 150);
  const WebhookRetry longest{
      .first_ms = 86'400'000, .factor = 10, .longest_ms = 86'400'000, .jitter_percent = 100, .attempts_max = 100};
  CHECK(pause_ms(longest, 100, UINT64_MAX) <= 2 * std::int64_t{86'400'000});
  CHECK(pause_ms(longest, 100, 0) >= 0);
}

TEST_CASE("Progress and dead deliveries are kept, asked for again and forgotten") {
  const tanbu::test::TemporaryFolder folder;
  const WebhookState state(folder.path(), "erp");
  CHECK_FALSE(state.next());
  CHECK(state.dead().empty());
  CHECK(state.asked_again().empty());
  CHECK(WebhookState::names(folder.path()).empty());
  state.set_next(7);
  CHECK(state.next() == 7U);
  CHECK(WebhookState::names(folder.path()) == std::vector<std::string>{"erp"});
  state.bury({.index = 10, .attempts = 3, .because = "status 500", .unix_seconds = 1'700'000'000});
  state.bury({.index = 9, .attempts = 3, .because = "no \"answer\"", .unix_seconds = 1'700'000'001});
  state.bury({.index = 10, .attempts = 6, .because = "status 404", .unix_seconds = 1'700'000'002});
  REQUIRE(state.dead().size() == 2);
  CHECK(state.dead()[0].index == 9);
  CHECK(state.dead()[0].because == "no \"answer\"");
  CHECK(state.dead()[1].attempts == 6);
  CHECK(state.dead()[1].because == "status 404");
  CHECK_FALSE(state.ask_again(8));
  CHECK(state.ask_again(10));
  CHECK_FALSE(state.ask_again(10));
  CHECK(state.dead().size() == 1);
  CHECK(state.asked_again() == std::vector<std::uint64_t>{10});
  state.forget_again(10);
  CHECK(state.asked_again().empty());
  CHECK(state.ask_again(9));
  state.bury_again({.index = 9, .attempts = 3, .because = "status 500", .unix_seconds = 1'700'000'003});
  CHECK(state.asked_again().empty());
  CHECK(state.dead().size() == 1);
  // Whoever guesses here leaves entries out.
  std::ofstream(folder.path() / "webhooks" / "erp" / "next") << "seven\n";
  CHECK_THROWS(state.next());
}
