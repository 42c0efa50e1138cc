// Answers that are given again: only to the very same question, only at the very same moment, only as many as there is
// room for.
#include "api/http/kept_answers.hpp"

#include <catch2/catch.hpp>

using namespace tanbu;
using namespace tanbu::http;

namespace {

const Moment noon{4, make_date(2026, 1, 2)};

Response saying(std::string body) {
  Response response;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

std::string given(KeptAnswers& kept, const Moment& moment, const Question& question) {
  const auto found = kept.find(moment, question);
  return found ? found->body : "nothing";
}

}  // namespace

TEST_CASE("A kept answer is given to the same question and to no other", "[http][kept]") {
  KeptAnswers kept;
  const Question asked{"/v1/serials/VCS/1", PartyId{"x:plant"}, Language::english, false};
  kept.keep(noon, asked, saying("for x:plant"));
  CHECK(given(kept, noon, asked) == "for x:plant");
  Question other = asked;
  other.target = "/v1/serials/VCS/2";
  CHECK(given(kept, noon, other) == "nothing");
  other = asked;
  other.who = PartyId{"x:plan"};
  CHECK(given(kept, noon, other) == "nothing");
  other.who = std::nullopt;
  CHECK(given(kept, noon, other) == "nothing");
  other = asked;
  other.language = Language::chinese;
  CHECK(given(kept, noon, other) == "nothing");
  other = asked;
  other.gzip = true;
  CHECK(given(kept, noon, other) == "nothing");
  CHECK(kept.given() == 1);
}

TEST_CASE("No two parts of a question can be taken for one another", "[http][kept]") {
  KeptAnswers kept;
  kept.keep(noon, {"/b", PartyId{"x:a"}, Language::english, false}, saying("of x:a"));
  CHECK(given(kept, noon, {"x:a/b", std::nullopt, Language::english, false}) == "nothing");
  CHECK(given(kept, noon, {"a/b", PartyId{"x:"}, Language::english, false}) == "nothing");
  CHECK(given(kept, noon, {"b", PartyId{"x:a/"}, Language::english, false}) == "nothing");
}

TEST_CASE("A kept answer does not outlive its moment", "[http][kept]") {
  KeptAnswers kept;
  const Question asked{"/v1/serials/VCS/1", std::nullopt, Language::english, false};
  kept.keep(noon, asked, saying("old"));
  CHECK(given(kept, {noon.state, make_date(2026, 1, 3)}, asked) == "nothing");
  CHECK(given(kept, noon, asked) == "old");
  CHECK(given(kept, {noon.state + 2, noon.day}, asked) == "nothing");
  CHECK(kept.bytes() == 0);
  SECTION("and one who read before it ended does not bring it back") {
    kept.keep(noon, asked, saying("old"));
    CHECK(given(kept, noon, asked) == "nothing");
    CHECK(given(kept, {noon.state + 2, noon.day}, asked) == "nothing");
  }
  SECTION("and the next moment has its own") {
    kept.keep({noon.state + 2, noon.day}, asked, saying("new"));
    CHECK(given(kept, {noon.state + 2, noon.day}, asked) == "new");
    CHECK(given(kept, noon, asked) == "nothing");
  }
}

TEST_CASE("Kept answers are bounded in bytes", "[http][kept]") {
  constexpr std::size_t room = 80'000;
  KeptAnswers kept(room);
  std::vector<std::string> targets;
  for (int number = 0; number < 100; ++number) targets.push_back("/v1/serials/VCS/" + std::to_string(number));
  for (const std::string& target : targets) {
    kept.keep(noon, {target, std::nullopt, Language::english, false}, saying(std::string(5'000, 'x')));
    REQUIRE(kept.bytes() <= room);
  }
  CHECK(kept.bytes() > 5'000);
  const Question newest{targets.back(), std::nullopt, Language::english, false};
  CHECK(given(kept, noon, newest) == std::string(5'000, 'x'));
  const Question longest{"/v1/serials/VCS/1000", std::nullopt, Language::english, false};
  kept.keep(noon, longest, saying(std::string(room / 8, 'x')));
  CHECK(given(kept, noon, longest) == "nothing");
  const auto before = kept.bytes();
  kept.keep(noon, newest, saying(std::string(5'000, 'x')));
  CHECK(kept.bytes() == before);
}
