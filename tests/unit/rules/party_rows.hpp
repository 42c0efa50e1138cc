// Tables of refusals for parties, keys, bodies, second signatures, factories and inventories, and short ways to common
// situations of theirs.
#pragma once
#include <catch2/catch.hpp>

#include "tests/unit/rules/rows.hpp"

namespace tanbu::test {

[[nodiscard]] const std::vector<Row>& rows_of_parties();
[[nodiscard]] const std::vector<Row>& rows_of_keys();
[[nodiscard]] const std::vector<Row>& rows_of_bodies();
[[nodiscard]] const std::vector<Row>& rows_of_approval();
[[nodiscard]] const std::vector<Row>& rows_of_factories();
[[nodiscard]] const std::vector<Row>& rows_of_inventories();

inline void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    World world;
    world.populate();
    const auto outcome = row.wish(world);
    INFO(row.sentence);
    REQUIRE_FALSE(outcome.accepted());
    CHECK(name_of(outcome.refused().reason) == name_of(row.reason));
  }
}

inline Refusal refusal_of(const Outcome<Decision>& outcome) {
  REQUIRE_FALSE(outcome.accepted());
  return outcome.refused().reason;
}

// The key with which a party was enrolled, and further ones by name.
inline KeyId key_of(const PartyId& party, const std::string& name = "") {
  return {"kid-" + party.text + (name.empty() ? "" : "-" + name)};
}
inline AddKeyCommand further_key(const PartyId& party, const std::string& name, std::vector<std::string> kinds = {}) {
  return {.party = party, .key = {key_of(party, name), "{}"}, .kinds = std::move(kinds)};
}
inline SucceedPartyCommand succession(const PartyId& from, const PartyId& to, const char* on = "2023-06-01") {
  return {.from = from, .to = to, .effective_on = day(on), .reason = SuccessionReason::merger, .evidence = evidence()};
}
inline UpdatePartyCommand renaming(const PartyId& party, const std::string& name) {
  return {.party = party,
          .name = name,
          .name_en = {},
          .aliases = {},
          .legal_form = {},
          .registered_address = {},
          .division = {},
          .evidence = evidence()};
}
inline TransferFactoryCommand sale(FactoryId factory, const PartyId& to, const char* on = "2023-07-01") {
  return {.factory = factory, .to = to, .effective_on = day(on), .evidence = evidence()};
}
inline VerifyInventoryCommand opinion(InventoryId inventory, const PartyId& verifier,
                                      Opinion opinion = Opinion::unqualified) {
  return {.inventory = inventory,
          .verifier = verifier,
          .criteria = "ISO 14064-3",
          .assurance = Assurance::limited,
          .opinion = opinion,
          .statement_number = "V-1",
          .verified_on = day("2023-10-01"),
          .evidence = evidence()};
}
inline EngageBodyCommand engaging(const World& world, const PartyId& body, const char* from = "2022") {
  return {.factory = world.factory,
          .scheme = "ceca-zero-carbon",
          .from_period = period(from),
          .until = {},
          .body = body,
          .role = EngagementRole::verify};
}
inline EntryIndex engaged(World& world, const PartyId& body, const char* from = "2022") {
  const EntryIndex engagement{world.grant(world.plant, engaging(world, body, from))};
  world.grant(body, AcceptEngagementCommand{engagement});
  return engagement;
}
inline SetApprovalPolicyCommand two_signatures(const PartyId& party, std::vector<std::string> kinds) {
  return {.kinds = std::move(kinds), .approvers = {key_of(party), key_of(party, "second")}, .expires_after_hours = 72};
}
// The trader demands that its second key approves what it transfers and retires.
inline void demand_two_signatures(World& world) {
  world.grant(world.trader, further_key(world.trader, "second"));
  world.grant(world.trader, further_key(world.trader, "third"));
  world.grant(world.trader, two_signatures(world.trader, {"transfer", "retire"}));
}

}  // namespace tanbu::test
