// Retirements as the entries of a bundle tell them: which units, for which factory and period, and between which bounds
// what counts of them must lie. Not the rules: whether a retirement was granted, and how firmly, is the ledger's word;
// here is only what follows from the entries whatever the rules said. Threading: pure functions.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/offline/evidence.hpp"
#include "ledger/coverage.hpp"

namespace tanbu::offline {

// What only the ledger can say of a retirement, because its rules decided it. Taken from what it signed (word.hpp).
struct UseWord {
  std::string status;
  std::optional<PartyId> beneficiary{};  // looked at only where a correction may have changed it
  std::vector<std::int64_t> counted;     // by range; empty: as many as can count
};
using Word = std::map<std::uint64_t, UseWord>;  // by retirement

struct UsedUnits {
  BatchRange range;
  const RecordBatchCommand* batch = nullptr;
  const Programme* programme = nullptr;
  std::int64_t counted_least = 0;  // what no entry here touches
  std::int64_t counted_most = 0;   // what no entry here has taken away for good
  std::int64_t counted = 0;        // the ledger's word, within these bounds
};

struct Use {
  RetirementId id;
  PartyId issuer;
  FactoryId factory;
  Period period;
  Purpose purpose{};
  PartyId beneficiary;
  Date retired_on;
  std::optional<EntryIndex> replaces;
  RetirementStatus status{};
  bool settled = false;  // the status follows from an entry; otherwise it is the ledger's word
  std::int64_t quantity = 0;
  std::vector<UsedUnits> units;
  std::set<EntryIndex> touched_by;  // entries that took something of it away, or may have
};

// The entries that a derivation looked at and rests on.
class Rested {
 public:
  void on(const Effect& effect) {
    entries_.insert(effect.id.value);
    entries_.insert(effect.signed_at.value);
  }
  [[nodiscard]] const std::set<std::uint64_t>& entries() const { return entries_; }

 private:
  std::set<std::uint64_t> entries_;
};

// Codes: evidence_missing (an entry that the statement needs is not there), retirement_word (status or counted units
// that the entries contradict), units_overflow.
[[nodiscard]] Result<Use> use_of(std::uint64_t retirement, const Word& word, const Evidence& evidence, Rested& rested);
// The ids of the retirements that serve the factory's period after all corrections, in order.
[[nodiscard]] std::vector<std::uint64_t> uses_of_year(FactoryId factory, Period period, const Evidence& evidence);

// More units count, of some range that several of these name, than it has: then nothing else of them is true.
[[nodiscard]] bool counts_twice(const std::vector<Use>& uses);

// As the arithmetic of coverage wants them.
[[nodiscard]] std::vector<RetiredUnits> retired_units(const std::vector<Use>& uses);

}  // namespace tanbu::offline
