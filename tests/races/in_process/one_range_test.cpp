// Many threads, one range: exactly one wins, the others are told by name what stands in their way, and no unit is made
// or lost (ASVS 2.3.4, 15.4.2).
#include <atomic>
#include <barrier>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/support/ledger_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr int threads = 32;
#ifdef TANBU_LONG
constexpr int races = 1000;
#else
constexpr int races = 200;
#endif

// Half of the contenders retire, a quarter for another factory, a quarter transfers.
std::string contender(LedgerFolder& ledger, int race, int thread) {
  const std::int64_t first = race * 10 + 1;
  if (thread % 4 == 3)
    return ledger.sign(ledger.trader, "transfer",
                       LedgerFolder::transfer_body(ledger.batch, first, first + 9, ledger.rival));
  Json body = ledger.retire_body(first, first + 9 - thread % 3);
  if (thread % 4 == 2) {
    body["factory"] = ledger.other_factory;
    body["beneficiary"] = ledger.rival;
  }
  return ledger.sign(ledger.trader, "retire", body);
}

}  // namespace

TEST_CASE("of thirty-two threads that want one range exactly one gets it", "[race][asvs:2.3.4][asvs:15.4.2]") {
  LedgerFolder ledger;
  ledger.populate(races * 10);
  std::vector<std::vector<std::string>> wishes(threads);
  for (int thread = 0; thread < threads; ++thread) {
    for (int race = 0; race < races; ++race)
      wishes[static_cast<std::size_t>(thread)].push_back(contender(ledger, race, thread));
  }
  std::vector<std::atomic<int>> winners(races);
  std::atomic<int> named{0};
  std::atomic<int> unexpected{0};
  std::barrier start(threads);
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        for (int race = 0; race < races; ++race) {
          start.arrive_and_wait();
          const auto answer =
              ledger.send(std::move(wishes[static_cast<std::size_t>(thread)][static_cast<std::size_t>(race)]));
          const std::string words = LedgerFolder::words(answer);
          if (words.starts_with("accepted")) {
            ++winners[static_cast<std::size_t>(race)];
          } else if (words == "refused double_use" || words == "refused not_free") {
            const auto& refused = std::get<Refused>(answer);
            // Of what another holds by now, the refusal names the range and nothing of his.
            const bool told = refused.conflict.has_value() || refused.reason == Refusal::not_free;
            (told && !refused.facts.empty() ? named : unexpected)++;
          } else {
            ++unexpected;
          }
        }
      });
    }
  }
  for (int race = 0; race < races; ++race) {
    INFO("race " << race);
    REQUIRE(winners[static_cast<std::size_t>(race)] == 1);
  }
  CHECK(named == races * (threads - 1));
  CHECK(unexpected == 0);
  ledger.engine().with_reader([&](store::Reader& reader) {
    const auto batch = reader.batch({ledger.batch});
    REQUIRE(batch.has_value());
    std::int64_t expected = batch->units.begin;
    for (const Segment& segment : reader.segments(batch->id, batch->units)) {
      REQUIRE(segment.units.begin == expected);
      expected = segment.units.end;
    }
    CHECK(expected == batch->units.end);
  });
}

TEST_CASE("one command sent sixty-four times at once is one entry with sixty-four equal receipts", "[race][replay]") {
  LedgerFolder ledger;
  ledger.populate();
  for (int round = 0; round < 20; ++round) {
    const std::string jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(round * 5 + 1, round * 5 + 5));
    std::vector<std::string> receipts(64);
    std::barrier start(64);
    {
      std::vector<std::jthread> running;
      for (std::size_t thread = 0; thread < receipts.size(); ++thread) {
        running.emplace_back([&, thread] {
          start.arrive_and_wait();
          const auto answer = ledger.send(jws);
          if (const auto* accepted = std::get_if<engine::Accepted>(&answer)) receipts[thread] = accepted->receipt;
        });
      }
    }
    CHECK_FALSE(receipts.front().empty());
    for (const std::string& receipt : receipts) CHECK(receipt == receipts.front());
  }
}
