// The auditor's own opinion on what must be true whatever the rules granted: units are conserved, a counted unit has
// one factory and one period and leaves them only for a reason, a locked project serves one factory, certificates stay
// below the electricity they stand for and claims below what was generated, units in conflict are named, a certificate
// was printed, an attestation lists each retirement once, and nothing points to what is not there yet. Written apart
// from ledger/invariants. Source: commands document, "Invariants". Threading: one thread at a time.
#pragma once
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "audit/state.hpp"

namespace tanbu::audit {

// A thing of the ledger and its entry, as a Problem words it.
[[nodiscard]] std::string named(const char* what, std::uint64_t entry);

class Invariants {
 public:
  explicit Invariants(const State& state) : state_(state) {}
  // After every entry whose events were applied to the state, before append_entry(): what they touched.
  [[nodiscard]] Problem after(const Decision& decision, EntryIndex entry);
  // Once, over the whole state.
  [[nodiscard]] Problem at_end() const;

 private:
  using Year = std::pair<std::uint64_t, Period>;      // of a factory
  using Month = std::pair<std::string, std::string>;  // of an asset: code, month
  // What the events of one entry touched.
  struct Touched {
    std::vector<BatchRange> units;
    std::set<std::uint64_t> batches;
    std::set<std::uint64_t> retirements;
    std::set<std::uint64_t> made;  // retirements that the entry itself made
    std::set<ProjectKey> projects;
    std::set<ProjectKey> registered;
    std::set<ProjectKey> locked;
    std::set<Year> years;
    std::set<Year> restated;  // by an inventory of this entry
    std::set<Month> months;
  };
  [[nodiscard]] Touched touched_by(const Decision& decision) const;
  void add_record(const Event& event, Touched& touched) const;
  void add_units(const Event& event, Touched& touched) const;
  void add_note(const Note& note, Touched& touched) const;
  void add_whole_batch(BatchId batch, Touched& touched) const;

  // Units (invariants.cpp).
  [[nodiscard]] Problem batch_is_conserved(std::uint64_t batch) const;
  [[nodiscard]] Problem is_seamless(const BatchRange& range, EntryIndex entry) const;
  [[nodiscard]] Problem may_stand(std::uint64_t batch, std::int64_t first, const Span& span) const;
  [[nodiscard]] Problem left_for_a_reason(EntryIndex entry) const;
  [[nodiscard]] Problem binds_its_units(const Retirement& retirement) const;
  [[nodiscard]] Problem counts_rightly(const Retirement& retirement) const;
  [[nodiscard]] bool is_named_in_conflict(std::uint64_t batch, UnitRange units) const;
  // Null when there is none; it lives as long as the state is not changed.
  [[nodiscard]] const Retirement* retirement_of(std::uint64_t id) const;

  // Locks and ceilings (limits.cpp).
  // The project's other names, ascending by entry. They live as long as the state is not changed.
  [[nodiscard]] std::vector<const Project*> linked_to(const Project& project) const;
  [[nodiscard]] bool is_named_in_conflict(const ProjectKey& one, const ProjectKey& other) const;
  [[nodiscard]] Problem serves_its_lock(const Retirement& retirement) const;
  [[nodiscard]] Problem lock_is_kept(const Project& locked) const;
  [[nodiscard]] Problem linked_units_stand_still(const Project& locked) const;
  [[nodiscard]] Problem is_registered_in_time(const Project& project) const;
  [[nodiscard]] std::int64_t certified_kwh(const Year& year) const;
  [[nodiscard]] std::optional<Inventory> counting_inventory(const Year& year) const;
  [[nodiscard]] Problem stays_below_ceiling(const Year& year, bool explained);
  [[nodiscard]] Problem stays_below_generation(const Month& month) const;
  [[nodiscard]] std::int64_t claimed_kwh(const Month& month) const;

  const State& state_;
  // By entry, null where an entry made none: every unit that is bound asks for its retirement, and the state's own way
  // to it grows with the log. A retirement is never taken out of the state.
  std::vector<const Retirement*> retirements_;
  // Factory-years whose certificates exceed what a later inventory states, and by how many kWh they may at most.
  std::map<Year, std::int64_t> excused_;
};

// Whether everything that the event points to was there before the entry, and what it makes is the entry's own.
[[nodiscard]] Problem points_backwards(const Event& event, EntryIndex entry);

}  // namespace tanbu::audit
