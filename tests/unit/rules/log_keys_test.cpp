// add_log_key and retire_log_key: who may, which keys may come and go, and that nothing hides such a change.
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "ledger/rules/log_keys.hpp"
#include "tests/unit/rules/kind_rows.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const std::string genesis_vkey = "v";  // World's

// The line of a key: a name, an id of eight characters and 44 characters of type and key.
std::string vkey(char key, const std::string& id = "") {
  return "ledger.example/1+" + (id.empty() ? std::string(8, key) : id) + "+" + std::string(44, key);
}
AddLogKeyCommand adding(const std::string& key) { return {key, "planned rotation"}; }
RetireLogKeyCommand retiring(const std::string& key) { return {key, "rotation ends"}; }

std::vector<std::string> in_force(const World& w) {
  std::vector<std::string> vkeys;
  for (const LogKey& key : rules::log_keys_in_force(w.ledger, genesis_vkey)) vkeys.push_back(key.vkey);
  return vkeys;
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_log_keys() {
  static const std::vector<Row> all{
      {Refusal::not_association, "nobody but the association adds a key of the log",
       [](World& w) { return w.wish(w.registrar, adding(vkey('a'))); }},
      {Refusal::not_association, "nobody but the association retires a key of the log",
       [](World& w) { return w.wish(w.registrar, retiring(genesis_vkey)); }},
      {Refusal::log_key_known, "the key that genesis names is not added again",
       [](World& w) { return w.wish(w.association, adding(genesis_vkey)); }},
      {Refusal::log_keys_two, "a third key waits until one of two is retired",
       [](World& w) {
         w.grant(w.association, adding(vkey('a')));
         return w.wish(w.association, adding(vkey('b')));
       }},
      {Refusal::log_key_not_in_force, "a key that was never added is not retired",
       [](World& w) { return w.wish(w.association, retiring(vkey('a'))); }},
      {Refusal::last_log_key, "the only key of the log is not retired",
       [](World& w) { return w.wish(w.association, retiring(genesis_vkey)); }},
      {Refusal::not_erasable, "a change of the log's keys is never erased",
       [](World& w) {
         const auto added = w.grant(w.association, adding(vkey('a')));
         return w.wish(w.association, RedactCommand{EntryIndex{added}, "r", "a"});
       }},
  };
  return all;
}

TEST_CASE("the log's keys do not change against the rules, reason by reason", "[rules]") {
  check_rows(rows_of_log_keys());
}

TEST_CASE("a retired key of the log never returns, neither the first one nor a later one", "[rules]") {
  World w;
  w.populate();
  w.grant(w.association, adding(vkey('a')));
  w.grant(w.association, retiring(genesis_vkey));
  CHECK(refusal_of(w.wish(w.association, adding(genesis_vkey))) == Refusal::log_key_known);
  CHECK(refusal_of(w.wish(w.association, retiring(genesis_vkey))) == Refusal::log_key_not_in_force);
  w.grant(w.association, adding(vkey('b')));
  w.grant(w.association, retiring(vkey('b')));
  CHECK(refusal_of(w.wish(w.association, adding(vkey('b')))) == Refusal::log_key_known);
  CHECK(in_force(w) == std::vector<std::string>{vkey('a')});
}

TEST_CASE("a key of the log is known by its key and by its id, whatever else its line says", "[rules]") {
  World w;
  w.populate();
  w.grant(w.association, adding(vkey('a')));
  w.grant(w.association, retiring(genesis_vkey));
  const auto same_key = w.wish(w.association, adding(vkey('a', "01234567")));
  CHECK(refusal_of(same_key) == Refusal::log_key_known);
  const auto same_id = w.wish(w.association, adding(vkey('b', "aaaaaaaa")));
  CHECK(refusal_of(same_id) == Refusal::log_key_known);
  CHECK(same_id.refused().facts == std::vector<std::pair<std::string, std::string>>{{"log_vkey", vkey('a')}});
}

TEST_CASE("the key that signs statements never signs checkpoints", "[rules]") {
  World w;
  w.populate();
  GenesisCommand genesis = std::get<GenesisCommand>(w.commands.at(0));
  genesis.statement_vkey = "ledger.example/1/statements+01234567+" + std::string(44, 's');
  const Context context{.issuer = w.association,
                        .entry = {w.ledger.size()},
                        .time = w.now,
                        .key = {},
                        .pending = nullptr,
                        .target = nullptr,
                        .genesis = &genesis};
  CHECK(refusal_of(decide(adding(vkey('s')), context, w.ledger)) == Refusal::log_key_known);
  CHECK(decide(adding(vkey('a')), context, w.ledger).accepted());
}

TEST_CASE("without its genesis a log has no key to add to or to retire", "[rules]") {
  World w;
  w.populate();
  const Context context{.issuer = w.association, .entry = {w.ledger.size()}, .time = w.now};
  CHECK(refusal_of(decide(adding(vkey('a')), context, w.ledger)) == Refusal::not_association);
  CHECK(refusal_of(decide(retiring(genesis_vkey), context, w.ledger)) == Refusal::not_association);
}

TEST_CASE("a change of the log's keys never waits for a second signature, because everybody must be able to read it",
          "[rules]") {
  World w;
  w.populate();
  w.grant(w.association, further_key(w.association, "second"));
  w.now.unix_ms += 8LL * 24 * 3600 * 1000;
  w.grant(w.association,
          SetApprovalPolicyCommand{
              {"add_log_key", "retire_log_key"}, {{"kid-association"}, key_of(w.association, "second")}, 72},
          {"kid-association"});
  w.grant(w.association, adding(vkey('a')), {"kid-association"});
  w.grant(w.association, retiring(genesis_vkey), {"kid-association"});
  CHECK(in_force(w) == std::vector<std::string>{vkey('a')});
}

TEST_CASE("whatever is asked of the log's keys, one or two are in force and none comes back", "[rules]") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    World w;
    w.populate();
    std::vector<std::string> model_in_force{genesis_vkey};
    std::map<std::string, bool> ever{{genesis_vkey, true}};
    for (int step = 0; step < 60; ++step) {
      const auto pick = std::uniform_int_distribution<int>(-1, 11)(random);
      const std::string key = pick < 0 ? genesis_vkey : vkey(static_cast<char>('a' + pick));
      const auto there = std::find(model_in_force.begin(), model_in_force.end(), key);
      if (random() % 2 == 0) {
        const bool right = !ever[key] && model_in_force.size() < 2;
        REQUIRE(w.wish(w.association, adding(key)).accepted() == right);
        if (right) {
          model_in_force.push_back(key);
          ever[key] = true;
        }
      } else {
        const bool right = there != model_in_force.end() && model_in_force.size() == 2;
        REQUIRE(w.wish(w.association, retiring(key)).accepted() == right);
        if (right) model_in_force.erase(there);
      }
      REQUIRE(in_force(w) == model_in_force);
    }
  }
}
