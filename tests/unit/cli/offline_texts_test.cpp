// What a verdict says in words: each limit once, with its own number, whoever re-ran the rules.
#include "api/cli/offline_texts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>

using namespace tanbu;
using namespace tanbu::cli;

namespace {

std::size_t times(std::string_view text, std::string_view wanted) {
  std::size_t count = 0;
  for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + wanted.size())) ++count;
  return count;
}

// A bundle about a retirement that holds, of a log with 4711 entries.
offline::Verdict bundle_that_holds() {
  offline::Verdict verdict;
  verdict.kind = offline::FileKind::bundle;
  verdict.checkpoint = log::Checkpoint{"ledger.example/1", 4711, {}};
  boost::json::array units;
  units.push_back(boost::json::object{{"programme", "VCS"}});
  verdict.statement = boost::json::object{{"kind", "retirement"},      {"retirement", 7}, {"quantity", 40},
                                          {"units", std::move(units)}, {"factory", 3},    {"factory_name", "Plant"},
                                          {"period", "2025"},          {"counted", 30},   {"status", "matched"}};
  return verdict;
}

}  // namespace

TEST_CASE("without an executing witness the verdict says once what the entries prove") {
  auto verdict = bundle_that_holds();
  verdict.cosigners.push_back({"w1", 1, false});
  const auto words = verdict_words(verdict);
  CHECK(times(words, "these commands are in the log, signed by those named.\nThe ledger signed") == 1);
  CHECK(times(words, "signed by those named") == 1);
  CHECK(times(words, "4711") == 2);
  CHECK(times(words, "{}") == 0);
  CHECK(times(words, "Witness") == 0);
}

TEST_CASE("an executing witness is named in the verdict, beside what the entries prove") {
  auto verdict = bundle_that_holds();
  verdict.cosigners.push_back({"w1", 1, true});
  verdict.cosigners.push_back({"w2", 1, true});
  const auto words = verdict_words(verdict);
  CHECK(times(words, "signed by those named. Witness w1, w2 has re-run all entries up to there") == 1);
  CHECK(times(words, "{}") == 0);
}

TEST_CASE("the numbers of a sentence stand in their own places") {
  auto verdict = bundle_that_holds();
  verdict.on_the_ledgers_word = {7, 9};
  const auto words = verdict_words(verdict);
  CHECK(times(words, "retirement 7 binds 40 VCS units to factory 3 (Plant) for 2025; 30 of them count (matched)\n") ==
        1);
  CHECK(times(words, "how many of their units count: 7, 9.\n") == 1);
}
