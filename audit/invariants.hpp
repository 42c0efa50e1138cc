// The auditor's own opinion on what must be true whatever the rules granted: units are conserved, a counted unit has
// one factory and one period, a locked project serves one factory, certificates stay below the electricity they stand
// for. Written apart from ledger/invariants, over sums kept here. Source: commands document, "Invariants". Threading:
// one thread at a time.
#pragma once
#include <map>
#include <utility>

#include "audit/state.hpp"

namespace tanbu::audit {

class Invariants {
 public:
  explicit Invariants(const State& state) : state_(state) {}
  // After every entry whose events were applied to the state: what they touched.
  [[nodiscard]] Problem after(const Decision& decision, EntryIndex entry);
  // Once, over the whole state.
  [[nodiscard]] Problem at_end() const;

 private:
  [[nodiscard]] Problem batch_is_conserved(std::uint64_t batch) const;
  [[nodiscard]] Problem is_seamless(const BatchRange& range, EntryIndex entry) const;
  [[nodiscard]] Problem is_bound(const Retirement& retirement) const;
  [[nodiscard]] Problem serves_its_lock(const Retirement& retirement) const;
  [[nodiscard]] Problem stays_below_ceiling(const Retirement& retirement);
  [[nodiscard]] Problem lock_is_kept(const Project& locked) const;

  const State& state_;
  std::map<std::pair<std::uint64_t, Period>, std::int64_t> certificates_;  // counted, by factory and period
};

}  // namespace tanbu::audit
