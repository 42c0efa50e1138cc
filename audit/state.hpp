// The auditor's own memory of the ledger: what all entries so far add up to, rebuilt from the commands alone. It
// answers the rules as a View and shares no code with the writer's overlay, apply or tables: an auditor that shares the
// writer's code shares its bugs. Not a store: everything is in memory. Threading: one thread at a time.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/events.hpp"
#include "ledger/view.hpp"

namespace tanbu::audit {

// What contradicts the state, in words; nothing when all is well. An auditor never aborts over what it reads.
using Problem = std::optional<std::string>;

// Units of one batch from the key of the map up to `end`, in one condition. The end is kept although the next key says
// the same, so that a gap would show.
struct Span {
  std::int64_t end = 0;
  UnitStatus status{};
  std::optional<PartyId> holder;
  std::optional<RetirementId> retirement;
  EntryIndex since;
};
using Spans = std::map<std::int64_t, Span>;
// Units by status; the place is the number of the status.
using Tally = std::array<std::int64_t, 8>;

class State final : public View {
 public:
  // Applies one event. When it returns a problem the state is no longer to be relied on.
  [[nodiscard]] Problem apply(const Event& event);
  void append_entry() { ++size_; }

  // What the comparison with stored tables and the invariants walk over, each in the order of its table's key.
  struct Tables {
    std::map<std::string, Party> parties;               // by id
    std::map<std::string, Key> keys;                    // by kid
    std::map<std::uint64_t, Appointment> appointments;  // these and all below by the entry that made them
    std::map<std::uint64_t, Factory> factories;
    std::map<std::uint64_t, Project> projects;
    std::map<std::uint64_t, Batch> batches;
    std::map<std::uint64_t, Inventory> inventories;
    std::map<std::uint64_t, Retirement> retirements;
    std::map<std::uint64_t, Spans> spans;                   // by batch
    std::map<std::uint64_t, Tally> tallies;                 // by batch
    std::map<std::string, std::set<std::uint64_t>> tokens;  // projects by token
  };
  [[nodiscard]] const Tables& tables() const { return tables_; }

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] std::optional<PartyId> association() const override { return association_; }
  [[nodiscard]] std::optional<Party> party(const PartyId& id) const override;
  [[nodiscard]] std::optional<Key> key(const KeyId& kid) const override;
  [[nodiscard]] std::vector<Appointment> appointments(const PartyId& party,
                                                      const std::string& programme) const override;
  [[nodiscard]] std::optional<Factory> factory(FactoryId id) const override;
  [[nodiscard]] std::vector<Factory> factories_at(const std::string& division,
                                                  const std::string& address) const override;
  [[nodiscard]] std::optional<Project> project(const ProjectKey& key) const override;
  [[nodiscard]] std::vector<Project> projects_with_token(const std::string& token) const override;
  [[nodiscard]] std::vector<BatchId> batches_of_project(const ProjectKey& key) const override;
  [[nodiscard]] std::optional<Batch> batch(BatchId id) const override;
  [[nodiscard]] std::vector<Batch> batches_overlapping(const std::string& programme, const std::string& space,
                                                       UnitRange units) const override;
  [[nodiscard]] std::optional<BatchId> batch_with_code(const std::string& programme,
                                                       const std::string& code) const override;
  [[nodiscard]] std::vector<Segment> segments(BatchId batch, UnitRange units) const override;
  [[nodiscard]] std::vector<Inventory> inventories(FactoryId factory) const override;
  [[nodiscard]] std::optional<Retirement> retirement(RetirementId id) const override;
  [[nodiscard]] std::vector<Retirement> retirements(FactoryId factory, Period period) const override;

 private:
  using Pair = std::pair<std::string, std::string>;
  using Repaint = std::function<void(Span&)>;

  Problem happened(const PartyEnrolled& event);
  Problem happened(const KeyRegistered& event);
  Problem happened(const RegistrarAppointed& event);
  Problem happened(const FactoryRegistered& event);
  Problem happened(const ProjectRegistered& event);
  Problem happened(const BatchRecorded& event);
  Problem happened(const UnitsTransferred& event);
  Problem happened(const InventoryDeclared& event);
  Problem happened(const UnitsRetired& event);
  Problem happened(const ProjectMarked& event);
  Problem happened(const ProjectLocked& event);
  Problem happened(const ProjectUnitsFrozen& event);
  [[nodiscard]] Problem paint(const BatchRange& range, const std::set<UnitStatus>& from, const Repaint& repaint);
  [[nodiscard]] Project* find_project(const ProjectKey& key);

  std::uint64_t size_ = 0;
  std::optional<PartyId> association_;
  Tables tables_;
  // Ways into the tables that the rules ask for.
  std::map<Pair, std::vector<std::uint64_t>> appointments_of_;  // party, programme
  std::map<Pair, std::vector<std::uint64_t>> factories_at_;     // division, address
  std::map<ProjectKey, std::uint64_t> project_entries_;
  std::map<ProjectKey, std::vector<BatchId>> batches_of_;
  std::map<Pair, std::multimap<std::int64_t, std::uint64_t>> batches_in_space_;  // programme, space; by first unit
  std::map<Pair, std::int64_t> widest_batch_;                           // programme, space; most units of one batch
  std::map<Pair, std::uint64_t> codes_;                                 // programme, printed code
  std::map<std::uint64_t, std::vector<std::uint64_t>> inventories_of_;  // by factory
  std::map<std::pair<std::uint64_t, Period>, std::vector<std::uint64_t>> retirements_of_;  // factory, period
};

// The names under which a project can be found again, in the spelling that the rules ask with (XM-02).
[[nodiscard]] std::set<std::string> tokens_of(const Project& project);

}  // namespace tanbu::audit
