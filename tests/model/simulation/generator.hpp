// Draws commands at random: all kinds, aimed at what stands in the ledger so that most of them are granted, and spoiled
// now and then so that many are refused. The same seed draws the same commands on every machine. Not the judge: what is
// right is said by the model.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/support/world.hpp"

namespace tanbu::simulation {

using test::day;
using test::evidence;
using test::units;
using test::World;

// splitmix64; the standard's distributions draw other numbers with other libraries.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // Both ends included.
  std::int64_t number(std::int64_t least, std::int64_t most);
  bool chance(int percent) { return number(0, 99) < percent; }
  template <class Item>
  const Item& any(const std::vector<Item>& items) {
    return items.at(static_cast<std::size_t>(number(0, static_cast<std::int64_t>(items.size()) - 1)));
  }

 private:
  std::uint64_t state_;
};

struct Wish {
  PartyId issuer;
  Command command;
  KeyId key{};
};

class Generator {
 public:
  // The world must be populated; the clock of the world is moved on by next().
  Generator(World& world, std::uint64_t seed);
  Wish next();
  // What the granted wish made, so that later wishes can name it.
  void learn(const Decision& decision);

 private:
  struct Kind {
    int weight;
    Wish (Generator::*draw)();
  };
  using Wanted = std::function<bool(const Segment&)>;
  static const std::vector<Kind>& kinds();

  // generator_parties.cpp
  Wish genesis();
  Wish enroll_party();
  Wish update_party();
  Wish succeed_party();
  Wish add_key();
  Wish revoke_key();
  Wish appoint_registrar();
  Wish end_appointment();
  Wish authorise_body();
  Wish suspend_authorisation();
  Wish resume_authorisation();
  Wish end_authorisation();
  Wish appoint_scheme_owner();
  Wish set_approval_policy();
  Wish approve();
  Wish decline();
  EntryIndex waiting_entry();
  Wish recognise_instrument();
  // generator_factories.cpp
  Wish register_factory();
  Wish update_factory();
  Wish transfer_factory();
  Wish declare_inventory();
  Wish verify_inventory();
  [[nodiscard]] bool is_engaged_for(InventoryId id) const;
  Wish engage_body();
  Wish accept_engagement();
  Wish end_engagement();
  // generator_sources.cpp
  Wish register_project();
  Wish link_projects();
  Wish link_again(LinkProjectsCommand command);
  Wish record_batch();
  Wish amend_batch();
  Wish record_generation();
  Wish record_registry_event();
  Wish freeze();
  Wish unfreeze();
  Wish cancel();
  Wish invalidate();
  Wish record_foreign_use();
  // generator_uses.cpp
  Wish transfer();
  Wish reserve();
  Wish release();
  Wish assign_benefit();
  Wish retire();
  Wish retire_claim();
  Wish confirm_evidence();
  Wish reject_evidence();
  Wish withdraw_retirement();
  Wish request_correction();
  Wish correct_retirement();
  Wish unlock_project();
  Wish void_entry();

  // generator.cpp: choices that several kinds share.
  void move_clock();
  PartyId party();
  PartyId receiver();
  PartyId registrar_of(const std::string& programme);
  PartyId registrar_or_association(const std::vector<BatchRange>& ranges);
  KeyId key_of(const PartyId& party);
  FactoryId factory();
  FactoryId factory_of(const PartyId& party);
  Period period();
  Date past_day(int within_days);
  std::uint64_t one_of(const std::vector<std::uint64_t>& entries);
  ProjectKey project();
  std::string text_naming(const PartyId& party);
  std::string reason_text();
  std::vector<BatchRange> ranges_where(const Wanted& wanted);
  std::vector<BatchRange> ranges_with(const std::vector<UnitStatus>& statuses);
  PartyId holder_of(const std::vector<BatchRange>& ranges);
  std::string programme_of(const std::vector<BatchRange>& ranges);
  AuthorisationStep authorisation_step();
  RecordBatchCommand batch_of(const Project& project);
  RetireCommand retirement(std::vector<BatchRange> ranges);
  PartyId judge_of(std::uint64_t target);
  Correction correction();

  World& world_;
  Random random_;
  std::int64_t next_number_ = 1;  // of units, keys and names
  std::vector<PartyId> parties_;
  std::vector<FactoryId> factories_;
  std::vector<ProjectKey> projects_;
  std::vector<KeyId> keys_;
  std::vector<std::uint64_t> batches_, retirements_, inventories_, appointments_, authorisations_, engagements_,
      pending_, reservations_, waiting_transfers_, invalidations_, voidable_;
  std::vector<CorrectionRequest> requests_;
  std::vector<FactoryOffer> offers_;
};

}  // namespace tanbu::simulation
