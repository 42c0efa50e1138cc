// Keys of a party: added by itself, brought back by the association, limited to some kinds, revoked for ever.
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

void revoke(World& w, const PartyId& party, const KeyId& kid) { w.grant(party, RevokeKeyCommand{kid, "lost"}); }

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_keys() {
  static const std::vector<Row> all{
      {Refusal::key_not_for_kind, "a key that is limited to other kinds does not sign",
       [](World& w) {
         w.grant(w.trader, further_key(w.trader, "clerk", {"reserve"}));
         return w.wish(w.trader, World::site("Hall 9"), key_of(w.trader, "clerk"));
       }},
      {Refusal::not_association, "nobody adds a key to another party",
       [](World& w) { return w.wish(w.rival, further_key(w.plant, "second")); }},
      {Refusal::unknown_party, "a key belongs to an enrolled party",
       [](World& w) { return w.wish(w.association, further_key({"x:nobody"}, "first")); }},
      {Refusal::key_exists, "a key belongs to one party",
       [](World& w) {
         auto command = further_key(w.rival, "second");
         command.key.kid = key_of(w.plant);
         return w.wish(w.rival, command);
       }},
      {Refusal::key_revoked, "a revoked key never returns",
       [](World& w) {
         w.grant(w.plant, further_key(w.plant, "second"));
         revoke(w, w.plant, key_of(w.plant, "second"));
         return w.wish(w.plant, further_key(w.plant, "second"));
       }},
      {Refusal::key_exists, "nobody is enrolled with another's key",
       [](World& w) {
         auto command = World::enrolment({"x:new-party"}, "New");
         command.key->kid = key_of(w.plant);
         return w.wish(w.association, command);
       }},
      {Refusal::key_revoked, "nobody is enrolled with a revoked key",
       [](World& w) {
         w.grant(w.plant, further_key(w.plant, "second"));
         revoke(w, w.plant, key_of(w.plant, "second"));
         auto command = World::enrolment({"x:new-party"}, "New");
         command.key->kid = key_of(w.plant, "second");
         return w.wish(w.association, command);
       }},
      {Refusal::unknown_key, "a key that was never registered is not revoked",
       [](World& w) {
         return w.wish(w.plant, RevokeKeyCommand{{"kid-nobody"}, "lost"});
       }},
      {Refusal::not_association, "nobody revokes another's key",
       [](World& w) {
         return w.wish(w.rival, RevokeKeyCommand{key_of(w.plant), "theirs"});
       }},
      {Refusal::key_revoked, "a key is revoked once",
       [](World& w) {
         revoke(w, w.association, key_of(w.plant));
         return w.wish(w.association, RevokeKeyCommand{key_of(w.plant), "again"});
       }},
      {Refusal::last_key, "a party does not revoke its last key",
       [](World& w) {
         return w.wish(w.plant, RevokeKeyCommand{key_of(w.plant), "lost"});
       }},
      {Refusal::last_key, "a key that is not in force yet is no other key",
       [](World& w) {
         w.grant(w.association, further_key(w.plant, "second"));
         return w.wish(w.plant, RevokeKeyCommand{key_of(w.plant), "lost"});
       }},
      {Refusal::policy_locked, "a party does not revoke one of the last two keys that can approve",
       [](World& w) {
         demand_two_signatures(w);
         return w.wish(w.trader, RevokeKeyCommand{key_of(w.trader, "second"), "left"}, key_of(w.trader));
       }},
  };
  return all;
}

TEST_CASE("Keys are refused reason by reason", "[keys]") { check_rows(rows_of_keys()); }

TEST_CASE("A party's own further key is in force at once and signs what it is for", "[keys]") {
  World w;
  w.populate();
  const auto added = w.wish(w.trader, further_key(w.trader, "clerk", {"reserve", "release"}));
  REQUIRE(added.accepted());
  CHECK(added.value().flags.empty());
  const Key key = w.ledger.key(key_of(w.trader, "clerk")).value();
  CHECK(key.valid_from == w.now);
  CHECK(key.kinds == std::vector<std::string>{"reserve", "release"});
  const BatchId batch = w.held_by_trader("1", 1, 10);
  CHECK(w.wish(w.trader, reservation(w, {{batch, units(1, 1)}}), key.kid).accepted());
}

TEST_CASE("The association's key for a party that has one waits seven days in which it can be seen", "[keys]") {
  World w;
  w.populate();
  const auto added = w.wish(w.association, further_key(w.plant, "second"));
  REQUIRE(added.accepted());
  CHECK(added.value().flags == std::vector<Flag>{Flag::key_in_recovery});
  const Key key = w.ledger.key(key_of(w.plant, "second")).value();
  CHECK(key.valid_from.unix_ms == w.now.unix_ms + 7LL * 86'400'000);
  const Envelope envelope{.issuer = w.plant,
                          .audience = "ledger.example/1",
                          .jti = "j",
                          .issued_at = key.valid_from,
                          .expires_at = {key.valid_from.unix_ms + 1'000},
                          .kind = "reserve"};
  CHECK(admit(envelope, key, {key.valid_from.unix_ms - 1})->reason == Refusal::key_not_in_force);
  CHECK_FALSE(admit(envelope, key, key.valid_from).has_value());
  // Who still has the first key stops the second one before its day.
  w.grant(w.plant, RevokeKeyCommand{key.kid, "not ours"});
  CHECK(w.ledger.key(key.kid)->valid_until == w.now);
}

TEST_CASE("A first key and the association's own further key need no recovery", "[keys]") {
  World w;
  w.populate();
  auto keyless = World::enrolment({"x:new-party"}, "New");
  keyless.key.reset();
  w.grant(w.association, keyless);
  const auto first = w.wish(w.association, further_key({"x:new-party"}, "first"));
  REQUIRE(first.accepted());
  CHECK(first.value().flags.empty());
  CHECK(w.ledger.key(key_of({"x:new-party"}, "first"))->valid_from == w.now);
  const auto own = w.wish(w.association, further_key(w.association, "second"));
  REQUIRE(own.accepted());
  CHECK(own.value().flags.empty());
}

TEST_CASE("Every key a party ever had makes the association's next one a recovery", "[keys]") {
  World w;
  w.populate();
  w.grant(w.association, RevokeKeyCommand{key_of(w.plant), "stolen"});
  const auto added = w.wish(w.association, further_key(w.plant, "second"));
  REQUIRE(added.accepted());
  CHECK(added.value().flags == std::vector<Flag>{Flag::key_in_recovery});
}

TEST_CASE("A revoked key ends with its revocation's entry and the association may revoke the last one", "[keys]") {
  World w;
  w.populate();
  w.grant(w.association, RevokeKeyCommand{key_of(w.plant), "stolen"});
  const Key key = w.ledger.key(key_of(w.plant)).value();
  CHECK(key.valid_until == w.now);
  const Envelope envelope{.issuer = w.plant,
                          .audience = "ledger.example/1",
                          .jti = "j",
                          .issued_at = w.now,
                          .expires_at = {w.now.unix_ms + 1'000},
                          .kind = "retire"};
  CHECK(admit(envelope, key, w.now)->reason == Refusal::key_not_in_force);
  // A party that has a second key revokes the first one itself.
  w.grant(w.rival, further_key(w.rival, "second"));
  w.grant(w.rival, RevokeKeyCommand{key_of(w.rival), "old"});
  CHECK(w.ledger.key(key_of(w.rival))->valid_until == w.now);
}
