// The door of an executing witness when more is asked than it can re-run: whoever comes too late or waits too long
// hears it at once, and nobody is answered twice.
#include "api/cli/follow_service.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>

#include "ledger/log/witness.hpp"
#include "tests/unit/cli/support.hpp"

namespace tanbu::cli::test {
namespace {

// A witness whose worker never comes to the requests, as behind a log that is slow: what is tested is the door.
class Door {
 public:
  explicit Door(FollowService::Options options) : service_(witness_, options, stop_) {}

  // The answers so far to the n-th request, which asks for a cosignature of the log at that size.
  std::vector<http::Response>& ask(std::size_t size) {
    auto& answers = answers_.emplace_back();
    http::Request request;
    request.method = "POST";
    request.target = "/add-checkpoint";
    request.body = log::write_add_checkpoint({0, {}, log_.note(size)});
    service_.handle(request, [&answers](http::Response response) { answers.push_back(std::move(response)); });
    return answers;
  }
  FollowService& service() { return service_; }

 private:
  static Flags flags(const SmallLog& log) {
    Flags flags;
    flags.url = log.pin().url;
    return flags;
  }
  // The pin is kept beforehand, so that nothing here asks a network.
  static Folder& home(Folder& folder, const SmallLog& log) {
    ::setenv("TANBU_HOME", folder.path().c_str(), 1);
    REQUIRE_FALSE(PinStore(folder.path()).keep(log.pin()));
    return folder;
  }
  static std::unique_ptr<WitnessState> state_in(const Folder& folder, const Pin& pin, const log::Verifier& witness) {
    auto opened = WitnessState::open(folder.path() / "state", verifiers_of(pin), witness);
    return std::get<std::unique_ptr<WitnessState>>(std::move(opened));
  }

  SmallLog log_{9};
  Folder folder_;
  Settings settings_{(home(folder_, log_), flags(log_))};
  Session session_{settings_};
  log::Signer key_{"witness.example/w1", log::SignatureType::cosignature_v1, crypto::ed25519::Seed{2}};
  std::unique_ptr<WitnessState> state_{state_in(folder_, log_.pin(), key_.verifier())};
  std::atomic<bool> stop_{false};
  ExecutingWitness witness_{session_, *state_, std::move(key_), {}};
  std::deque<std::vector<http::Response>> answers_;  // a deque, because answers are referred to
  FollowService service_;                            // last: its end answers whoever still waits
};

std::string told(const std::vector<http::Response>& answers) {
  REQUIRE(answers.size() == 1);
  const auto& answer = answers.front();
  const auto retry =
      std::find(answer.headers.begin(), answer.headers.end(), std::pair<std::string, std::string>("Retry-After", "5"));
  CHECK(retry != answer.headers.end());
  return std::to_string(answer.status) + " " + answer.body.substr(0, answer.body.find(':'));
}

}  // namespace

TEST_CASE("a witness that has as many requests as it takes answers one more with 503 busy", "[cli][witness]") {
  Door door({.waiting_max = 2});
  auto& first = door.ask(7);
  auto& second = door.ask(8);
  CHECK(told(door.ask(9)) == "503 busy");
  CHECK(first.empty());
  CHECK(second.empty());
  door.service().stop();
  CHECK(told(first) == "503 stopping");
  CHECK(told(second) == "503 stopping");
}

TEST_CASE("a witness answers whoever waited too long with 503 not_rerun, once, and nobody before", "[cli][witness]") {
  Door patient({.answer_seconds_max = std::chrono::hours(1)});
  auto& waiting = patient.ask(9);
  patient.service().answer_overdue();
  CHECK(waiting.empty());

  Door door({.answer_seconds_max = std::chrono::seconds(0)});
  auto& overdue = door.ask(9);
  CHECK(overdue.empty());
  door.service().answer_overdue();
  CHECK(told(overdue) == "503 not_rerun");
  door.service().answer_overdue();
  door.service().stop();
  CHECK(overdue.size() == 1);
}
}  // namespace tanbu::cli::test
