// Draws commands about factories, their inventories and the bodies engaged for them.
#include "ledger/rules/authority.hpp"
#include "tests/model/simulation/generator.hpp"

namespace tanbu::simulation {

Wish Generator::register_factory() {
  auto command = World::site("Hall " + std::to_string(random_.number(1, 6)));
  command.established_on = past_day(3'000);
  command.industry = random_.chance(80) ? "C3823" : "H6110";
  return {party(), command};
}

Wish Generator::update_factory() {
  const FactoryId id = factory();
  const auto factory = world_.ledger.factory(id);
  UpdateFactoryCommand command{
      .factory = id, .name = "Works", .address = {}, .division = {}, .zone = {}, .industry = {}};
  if (random_.chance(50)) command.address = "Hall " + std::to_string(random_.number(1, 6));
  return {factory ? factory->operator_party : party(), command};
}

Wish Generator::transfer_factory() {
  // Half of the time the other side answers an offer.
  if (!offers_.empty() && random_.chance(50)) {
    const FactoryOffer& offer = random_.any(offers_);
    const auto factory = world_.ledger.factory(offer.factory);
    const PartyId other = offer.issuer == offer.to ? factory->operator_party : offer.to;
    return {other, TransferFactoryCommand{offer.factory, offer.to, offer.effective_on, evidence()}};
  }
  const FactoryId id = factory();
  const auto factory = world_.ledger.factory(id);
  PartyId to = party();
  if (factory && random_.chance(10)) to = factory->operator_party;
  PartyId issuer = random_.chance(50) || !factory ? to : factory->operator_party;
  if (random_.chance(15)) issuer = world_.association;
  return {issuer, TransferFactoryCommand{id, to, past_day(200), evidence()}};
}

Wish Generator::declare_inventory() {
  const FactoryId id = factory();
  const auto factory = world_.ledger.factory(id);
  static const std::vector<const char*> periods{"2022", "2022", "2023", "2021", "2022-01-01--2022-06-30"};
  DeclareInventoryCommand command = world_.inventory(random_.any(periods));
  command.factory = id;
  if (random_.chance(15)) command.standard = "GB/T 32150";
  command.consumed = {random_.number(2, 16) * 1'000};
  command.purchased = command.consumed;
  if (random_.chance(10)) command.direct.push_back({"PLANT" + std::to_string(random_.number(1, 4)), {2'000}});
  if (random_.chance(10) && !projects_.empty())
    command.in_boundary_reductions.push_back({"boiler", {1'000}, project(), {}});
  // Restatements want a year that was stated before.
  const auto stated = world_.ledger.inventories(id);
  if (!stated.empty() && random_.chance(30)) {
    command.period = stated.front().period;
    command.standard = stated.front().standard;
  }
  for (const Inventory& older : stated) {
    const bool newest = older.period == command.period && older.standard == command.standard;
    if (newest && (!older.superseded_by || random_.chance(40)) && random_.chance(90)) command.supersedes = older.id;
  }
  return {factory ? factory->operator_party : party(), command};
}

bool Generator::is_engaged_for(InventoryId id) const {
  const auto inventory = world_.ledger.inventory(id);
  return inventory && rules::is_engaged(world_.verifier, inventory->factory, inventory->period, world_.ledger);
}

Wish Generator::verify_inventory() {
  InventoryId id{one_of(inventories_)};
  // Mostly one whose factory engaged the verifier: nobody else may speak of it.
  for (int tries = 0; tries < 12 && !is_engaged_for(id); ++tries) id = InventoryId{one_of(inventories_)};
  const auto inventory = world_.ledger.inventory(id);
  PartyId verifier = random_.chance(80) ? world_.verifier : party();
  if (inventory && random_.chance(5)) verifier = world_.ledger.factory(inventory->factory)->operator_party;
  return {verifier, VerifyInventoryCommand{.inventory = id,
                                           .verifier = verifier,
                                           .criteria = "ISO 14064-3",
                                           .assurance = Assurance::limited,
                                           .opinion = random_.chance(80) ? Opinion::unqualified : Opinion::adverse,
                                           .statement_number = "V-1",
                                           .verified_on = past_day(30),
                                           .evidence = evidence()}};
}

Wish Generator::engage_body() {
  const FactoryId id = factory();
  const auto factory = world_.ledger.factory(id);
  PartyId body = random_.chance(60) ? world_.verifier : party();
  if (factory && random_.chance(5)) body = factory->operator_party;
  return {factory ? factory->operator_party : party(),
          EngageBodyCommand{.factory = id,
                            .scheme = "ceca-zero-carbon",
                            .from_period = *parse_period(random_.chance(70) ? "2020" : "2023"),
                            .until = {},
                            .body = body,
                            .role = EngagementRole::verify}};
}

Wish Generator::accept_engagement() {
  const EntryIndex entry{one_of(engagements_)};
  const auto engagement = find_note<Engagement>(world_.ledger, entry);
  return {engagement ? engagement->body : party(), AcceptEngagementCommand{entry}};
}

Wish Generator::end_engagement() {
  const EntryIndex entry{one_of(engagements_)};
  const auto engagement = find_note<Engagement>(world_.ledger, entry);
  return {engagement ? engagement->body : party(), EndEngagementCommand{entry, "over"}};
}

}  // namespace tanbu::simulation
