// A small ledger in memory for tests of rules: the real rules, apply and invariants over a real overlay, without bytes,
// keys or disk.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/apply.hpp"
#include "ledger/empty_view.hpp"
#include "ledger/invariants.hpp"
#include "ledger/rules.hpp"

namespace tanbu::test {

inline Date day(const char* text) { return parse_date(text).value(); }
inline Period period(const char* text) { return parse_period(text).value(); }
inline UnitRange units(std::int64_t first, std::int64_t last) { return UnitRange::from_inclusive(first, last).value(); }
inline Evidence evidence() {
  return {.sha256 = std::string(64, 'a'),
          .bytes = 1,
          .media_type = "application/pdf",
          .reference = "R-1",
          .url = std::nullopt};
}

class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const PartyId association{"x:association"};
  const PartyId registrar{"x:registrar"};  // of VCS
  const PartyId gec_registrar{"x:gec-registrar"};
  const PartyId verifier{"x:verifier"};  // registrar of OWN
  const PartyId trader{"x:trader"};
  const PartyId plant{"uscc:91330100799655058B"};  // operates `factory`
  const PartyId rival{"uscc:914403001922038216"};  // operates `other_factory`
  FactoryId factory;
  FactoryId other_factory;

  // The wish of a party at the world's present time. An accepted wish becomes the next entry; the invariants hold or
  // the test dies.
  // `key` is one of the issuer's; without one the wish is signed by a key that no policy and no limit knows.
  Outcome<Decision> wish(const PartyId& issuer, const Command& command, const KeyId& key = {});
  // For a command of one kind; world.cpp makes it for every kind, so that no test compiles the whole variant.
  template <class OneKind>
  Outcome<Decision> wish(const PartyId& issuer, const OneKind& command, const KeyId& key = {});
  // The same where the test cannot go on without it.
  std::uint64_t grant(const PartyId& issuer, const Command& command, const KeyId& key = {});
  template <class OneKind>
  std::uint64_t grant(const PartyId& issuer, const OneKind& command, const KeyId& key = {});

  // The opinion of the verifier, engaged by the factory's operator for as long as it takes where it is not engaged.
  std::uint64_t verify(const VerifyInventoryCommand& statement);

  // Genesis, parties, appointments and two factories.
  World& populate();

  static EnrollPartyCommand enrolment(const PartyId& party, const std::string& name);
  static RegisterFactoryCommand site(const std::string& address);
  static RegisterProjectCommand vcs_project(const std::string& id);
  RegisterProjectCommand own_project(const std::string& id) const;
  static RecordBatchCommand vcs_batch(const std::string& project, std::int64_t first, std::int64_t last);
  static RecordBatchCommand retired_batch(const std::string& project, std::int64_t first, std::int64_t last,
                                          const std::string& beneficiary, const std::string& reason);
  static RecordBatchCommand own_batch(const std::string& project, const std::string& statement, std::int64_t quantity);
  static RecordBatchCommand gec_batch(const std::string& asset, std::int64_t first, std::int64_t last);
  // A recorded batch whose units the trader holds.
  BatchId held_by_trader(const std::string& project, std::int64_t first, std::int64_t last);
  static TransferCommand transfer(std::vector<BatchRange> ranges, const PartyId& to);
  RetireCommand retire(std::vector<BatchRange> ranges) const;
  DeclareInventoryCommand inventory(const char* of_period, const std::string& standard = "ISO 14064-1") const;

  std::map<std::uint64_t, Command> commands;    // by the entry that each became
  std::map<std::uint64_t, Decision> decisions;  // the same
  std::string_view last_kind;                   // of the wish that came last, granted or not
  Instant now{1'700'000'000'000};               // 2023-11-15 in China
  EmptyView nothing;
  Overlay ledger{nothing};
};

}  // namespace tanbu::test
