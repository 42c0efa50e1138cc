// The threads and rounds over a real ledger, with witnesses that are functions instead of servers.
#include "api/witnesses/witnesses.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "ledger/log/text.hpp"
#include "ledger/log/witness.hpp"
#include "tests/support/ledger_folder.hpp"
#include "tests/unit/witnesses/support.hpp"

namespace tanbu::witnesses::test {
namespace {

using tanbu::test::LedgerFolder;

// What the witnesses behind all transports have in common.
struct Town {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::vector<log::AddCheckpoint>> asked;  // by the name in the policy
  std::map<std::string, int> in_flight;
  int most_in_flight = 0;

  [[nodiscard]] std::size_t times(const std::string& name) {
    const std::lock_guard lock(mutex);
    return asked[name].size();
  }
  template <class Condition>
  bool wait_until(Condition holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), holds);
  }
};

// A witness that does what the standard says, on its own verification of the proof.
class Honest final : public Transport {
 public:
  Honest(Town& town, std::string name, std::uint64_t now) : town_(town), name_(std::move(name)), now_(now) {}

  Transported post(const std::string& body) override {
    const auto parsed = log::parse_add_checkpoint(body);
    if (!log::ok(parsed)) return Answer{400, "", ""};
    const auto& request = log::value(parsed);
    {
      const std::lock_guard lock(town_.mutex);
      town_.asked[name_].push_back(request);
      town_.most_in_flight = std::max(town_.most_in_flight, ++town_.in_flight[name_]);
    }
    const auto answer = judge(request);
    {
      const std::lock_guard lock(town_.mutex);
      --town_.in_flight[name_];
    }
    town_.changed.notify_all();
    return answer;
  }
  void stop() noexcept override {}

 private:
  Answer judge(const log::AddCheckpoint& request) {
    const auto note = log::parse_note(request.checkpoint);
    const auto shown = log::parse_checkpoint_text(log::value(note).text);
    const auto& checkpoint = log::value(shown);
    if (request.old_size != size_) return {409, "text/x.tlog.size", std::to_string(size_) + "\n"};
    const bool follows = size_ == 0
                             ? request.proof.empty()
                             : log::verify_consistency(size_, checkpoint.size, root_, checkpoint.root, request.proof);
    if (!follows) return {422, "", ""};
    size_ = checkpoint.size;
    root_ = checkpoint.root;
    return {200, "", log::signature_line(witness(name_).cosign(log::value(note).text, now_))};
  }
  Town& town_;
  const std::string name_;
  const std::uint64_t now_;
  std::uint64_t size_ = 0;
  log::Digest root_{};
};

// A witness that takes the question and never answers.
class Silent final : public Transport {
 public:
  Silent(Town& town, std::string name) : town_(town), name_(std::move(name)) {}
  Transported post(const std::string& body) override {
    std::unique_lock lock(town_.mutex);
    town_.asked[name_].push_back(log::value(log::parse_add_checkpoint(body)));
    town_.changed.notify_all();
    stopped_.wait(lock, [this] { return stopping_; });
    return NoAnswer::stopped;
  }
  void stop() noexcept override {
    {
      const std::lock_guard lock(town_.mutex);
      stopping_ = true;
    }
    stopped_.notify_all();
  }

 private:
  Town& town_;
  const std::string name_;
  std::condition_variable stopped_;
  bool stopping_ = false;
};

std::variant<std::unique_ptr<Witnesses>, OpenFault> open(LedgerFolder& ledger, Town& town, const std::string& policy) {
  Options options;
  options.directory = ledger.path();
  options.policy = std::make_shared<const log::Policy>(policy_of(policy));
  const auto now = static_cast<std::uint64_t>(ledger.clock->now().unix_ms / 1000);
  options.transport = [&town, now](const std::string& url) -> std::unique_ptr<Transport> {
    const auto name = url.substr(url.find("//") + 2, 1);
    if (name == "s") return std::make_unique<Silent>(town, name);
    return std::make_unique<Honest>(town, name, now);
  };
  std::vector<std::string> ignored;
  return Witnesses::open(ledger.engine(), std::move(options), ignored);
}
std::unique_ptr<Witnesses> opened(LedgerFolder& ledger, Town& town, const std::string& policy) {
  auto result = open(ledger, town, policy);
  REQUIRE(std::holds_alternative<std::unique_ptr<Witnesses>>(result));
  return std::get<std::unique_ptr<Witnesses>>(std::move(result));
}

store::Head head_of(LedgerFolder& ledger) {
  store::Head head;
  ledger.engine().with_reader([&](store::Reader& reader) { head = reader.head(); });
  return head;
}

// Waits for what another thread will do; the bound only ends a test that has failed.
template <class Condition>
bool comes_true(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

bool is_witnessed(LedgerFolder& ledger, const Witnesses& witnesses) {
  const auto head = head_of(ledger);
  const auto note = witnesses.witnessed(head);
  return note && note->rfind(head.checkpoint, 0) == 0;
}

}  // namespace

TEST_CASE("witnesses cosign what the log adds, each from where it stands, while one of them is silent", "[witnesses]") {
  LedgerFolder ledger;
  Town town;
  const auto policy = witness_line("a") + witness_line("b") + witness_line("s") + "group g 2 a b s\nquorum g\n";
  const auto witnesses = opened(ledger, town, policy);
  witnesses->start();
  CHECK(comes_true([&] { return is_witnessed(ledger, *witnesses); }));
  ledger.populate();
  CHECK(comes_true([&] { return is_witnessed(ledger, *witnesses); }));
  CHECK(town.wait_until([&] { return !town.asked["s"].empty(); }));
  const auto head = head_of(ledger);
  const auto shown = witnesses->cosigned(head.size, head.checkpoint);
  CHECK(log::ok(log::open_checkpoint(shown, policy_of("log " + ledger.engine().log_vkey() + "\n" + policy))));
  witnesses->stop();
  CHECK(town.times("s") == 1);
  CHECK(town.most_in_flight == 1);
  const auto statuses = witnesses->statuses();
  REQUIRE(statuses.size() == 3);
  CHECK(statuses[0].state == "cosigned");
  REQUIRE(statuses[0].newest.has_value());
  CHECK(statuses[0].newest->size == head.size);
  CHECK(statuses[2].state == "waiting");
  CHECK_FALSE(statuses[2].newest.has_value());
  // Nobody was asked twice about one checkpoint, and every question began where the one before had ended.
  for (const std::string name : {"a", "b"}) {
    std::uint64_t stands = 0;
    for (const auto& request : town.asked[name]) {
      CHECK(request.old_size == stands);
      const auto checkpoint = log::open_checkpoint(request.checkpoint, ledger.engine().log_verifier());
      REQUIRE(log::ok(checkpoint));
      CHECK(log::value(checkpoint).size > stands);
      stands = log::value(checkpoint).size;
    }
    CHECK(stands == head.size);
  }
}

TEST_CASE("after a restart the cosignatures are there, and nobody is asked again for them", "[witnesses]") {
  LedgerFolder ledger;
  const auto policy = witness_line("a") + "quorum a\n";
  std::string before;
  {
    Town town;
    const auto witnesses = opened(ledger, town, policy);
    witnesses->start();
    REQUIRE(comes_true([&] { return is_witnessed(ledger, *witnesses); }));
    before = *witnesses->witnessed(head_of(ledger));
  }
  ledger.close();
  ledger.open();
  Town town;
  const auto witnesses = opened(ledger, town, policy);
  CHECK(witnesses->witnessed(head_of(ledger)) == before);
  const auto size = head_of(ledger).size;
  witnesses->start();
  ledger.grant(ledger.association, "enroll_party",
               {{"party", ledger.trader},
                {"name", "Trader"},
                {"legal_form", "legal_person"},
                {"key", ledger.jwk(ledger.trader)},
                {"proof", ledger.proof(ledger.trader)}});
  REQUIRE(town.wait_until([&] { return !town.asked["a"].empty(); }));
  witnesses->stop();
  CHECK(town.asked["a"][0].old_size == size);
}

TEST_CASE("a witness without an address is named and not asked, and without a quorum every checkpoint will do",
          "[witnesses]") {
  LedgerFolder ledger;
  Town town;
  const auto witnesses = opened(ledger, town, "witness a " + witness("a").verifier().text() + "\nquorum none\n");
  witnesses->start();
  witnesses->stop();
  REQUIRE(witnesses->statuses().size() == 1);
  CHECK(witnesses->statuses()[0].state == "not_asked");
  CHECK(witnesses->witnessed(head_of(ledger)) == head_of(ledger).checkpoint);
}

TEST_CASE("a policy for other logs is refused, one that names this log or none is taken", "[witnesses]") {
  LedgerFolder ledger;
  Town town;
  const auto other = open(ledger, town, "log " + log_signer().verifier().text() + "\nquorum none\n");
  REQUIRE(std::holds_alternative<OpenFault>(other));
  CHECK(std::get<OpenFault>(other).code == "witnesses_policy");
  const auto both = "log " + log_signer().verifier().text() + "\nlog " + ledger.engine().log_vkey() + "\nquorum none\n";
  CHECK(std::holds_alternative<std::unique_ptr<Witnesses>>(open(ledger, town, both)));
  CHECK(std::holds_alternative<std::unique_ptr<Witnesses>>(open(ledger, town, "quorum none\n")));
}

TEST_CASE("a round lasts until the quorum, but not for ever", "[witnesses]") {
  CHECK_FALSE(round_is_over(round_ms_min - 1, true));
  CHECK(round_is_over(round_ms_min, true));
  CHECK_FALSE(round_is_over(round_ms_max - 1, false));
  CHECK(round_is_over(round_ms_max, false));
}

}  // namespace tanbu::witnesses::test
