// What an audit and a follower say of stated digests of the state: a false one that stands, one that was taken back,
// and one of a size that was passed before anybody knew.
#include <catch2/catch.hpp>

#include "audit/follower.hpp"
#include "audit/state.hpp"
#include "tests/unit/audit/memory_log.hpp"

using namespace tanbu;
using namespace tanbu::test;
using audit::Followed;

namespace {

boost::json::object project(const std::string& id) {
  return {{"programme", "VCS"}, {"project_id", id},     {"title", "Project " + id},
          {"country", "CN"},    {"technology", "wind"}, {"methodology", "ACM0002"}};
}

audit::FollowOutcome follow(audit::Follower& follower, const MemoryLog& log) {
  return follower.follow(*audit::callback_source(log.functions()));
}

std::uint64_t state(MemoryLog& log, std::uint64_t size, const std::string& sha256) {
  return log.append_signed("x:association", "record_state_digest", {{"size", size}, {"sha256", sha256}});
}

std::uint64_t take_back(MemoryLog& log, std::uint64_t entry) {
  return log.append_signed(
      "x:association", "void",
      {{"target", entry},
       {"reason", "of another copy"},
       {"evidence",
        {{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "application/pdf"}, {"reference", "R-1"}}}});
}

// What the log really gives, as it is said of a false digest.
std::string true_digest(MemoryLog& log, std::uint64_t size) {
  state(log, size, std::string(64, '0'));
  audit::Follower anew({});
  const auto outcome = follow(anew, log);
  log.lines.pop_back();
  log.commands.pop_back();
  REQUIRE(outcome.code == "state_digest_differs");
  const std::string& words = outcome.words;
  return words.substr(words.size() - 64);
}

}  // namespace

TEST_CASE("an audit finds a false digest that stands, and only tells of one that was taken back", "[audit][digest]") {
  MemoryLog log;
  const auto wrong = state(log, 3, std::string(64, '0'));
  auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings.front().code == "state_digest_differs");
  CHECK(report.findings.front().entry == wrong);
  CHECK(report.exit_code() == 3);
  take_back(log, wrong);
  state(log, 3, true_digest(log, 3));
  report = log.audit();
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.exit_code() == 0);
  CHECK(report.state_digests_verified == 1);
  REQUIRE(report.notices.size() == 1);
  CHECK(report.notices.front().code == "state_digest_voided");
  CHECK(report.notices.front().entry == wrong);
  CHECK(audit::to_text(report).find("notice: entry 3") != std::string::npos);
  CHECK(audit::to_json(report).at("notices").as_array().size() == 1);
}

TEST_CASE("a follower gives no root while a false digest stands, and goes on with the entry that takes it back",
          "[audit][digest][follow]") {
  MemoryLog log;
  audit::Follower follower({});
  REQUIRE(follow(follower, log).followed == Followed::checked);
  log.append_signed("x:registrar", "register_project", project("1"));
  // Of a size that it passed, of one that it has not reached yet, of the newest.
  const std::uint64_t of = GENERATE(std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{4});
  const auto wrong = state(log, of, std::string(64, '0'));
  for (unsigned time = 0; time < 2; ++time) {
    const auto outcome = follow(follower, log);
    CHECK(outcome.followed == Followed::not_yet);
    CHECK(outcome.code == "state_digest_differs");
    CHECK(outcome.entry == wrong);
    CHECK_FALSE(follower.root_at(wrong + 1).has_value());
    CHECK(follower.root_at(wrong).has_value());
  }
  log.append_signed("x:registrar", "register_project", project("2"));
  CHECK(follow(follower, log).code == "state_digest_differs");
  const auto voiding = take_back(log, wrong);
  const auto outcome = follow(follower, log);
  INFO(outcome.code << " " << outcome.words);
  CHECK(outcome.followed == Followed::checked);
  CHECK(follower.root_at(voiding + 1).has_value());
  CHECK_FALSE(follower.root_at(voiding).has_value());
  CHECK(follower.report().notices.size() == 1);
  CHECK(follower.report().ok());
}

TEST_CASE("a true digest of a size that a follower passed is verified", "[audit][digest][follow]") {
  MemoryLog log;
  audit::Follower follower({});
  REQUIRE(follow(follower, log).followed == Followed::checked);
  const auto size = log.lines.size();
  log.append_signed("x:registrar", "register_project", project("1"));
  REQUIRE(follow(follower, log).followed == Followed::checked);
  state(log, size, true_digest(log, size));
  const auto outcome = follow(follower, log);
  INFO(outcome.code << " " << outcome.words);
  CHECK(outcome.followed == Followed::checked);
  CHECK(follower.report().state_digests_verified == 1);
  CHECK(follower.report().state_digests_not_verifiable == 0);
}

TEST_CASE("after an erasure a digest is verified where the log stood still, and let pass with a notice elsewhere",
          "[audit][digest][follow][erasure]") {
  MemoryLog log;
  const auto titled = log.append_signed("x:registrar", "register_project", project("7"));
  audit::Follower follower({});
  REQUIRE(follow(follower, log).followed == Followed::checked);
  log.append_signed("x:association", "redact",
                    {{"entry", titled}, {"reason", "a court wants it gone"}, {"authority", "order 17"}});
  const auto size = log.lines.size();
  const auto digest = true_digest(log, size);
  log.commands[titled].reset();
  REQUIRE(follow(follower, log).followed == Followed::checked);
  const bool stood_still = GENERATE(true, false);
  if (stood_still) REQUIRE(follow(follower, log).followed == Followed::checked);
  state(log, size, digest);
  const auto outcome = follow(follower, log);
  INFO(outcome.code << " " << outcome.words);
  CHECK(outcome.followed == Followed::checked);
  CHECK(follower.report().state_digests_verified == (stood_still ? 1U : 0U));
  CHECK(follower.report().notices.size() == (stood_still ? 0U : 1U));
  CHECK(follower.root_at(log.lines.size()).has_value());
}
