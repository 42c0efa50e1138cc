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

#include "audit/unknown_texts.hpp"
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
  bool traded = false;
  EntryIndex since;
};
using Spans = std::map<std::int64_t, Span>;
// Units by status; the place is the number of the status.
using Tally = std::array<std::int64_t, unit_status_count + 1>;

// Units that counted for a retirement before the present entry and stopped, or count for another one now.
struct Departure {
  BatchRange units;
  RetirementId retirement;
  UnitStatus to{};
  std::optional<RetirementId> to_retirement;
};

class State final : public View {
 public:
  // Applies one event. When it returns a problem the state is no longer to be relied on.
  [[nodiscard]] Problem apply(const Event& event);
  // The present entry is complete.
  void append_entry();
  // What the events of the present entry took away from retirements, in their order.
  [[nodiscard]] const std::vector<Departure>& departures() const { return departures_; }

  // What the comparison with stored tables and the invariants walk over, each in the order of its table's key.
  struct Tables {
    std::map<std::string, Party> parties;               // by id
    std::set<std::string> named;                        // ids of parties, and of developers who never enrolled
    std::map<std::string, Key> keys;                    // by kid
    std::map<std::uint64_t, Appointment> appointments;  // these and all below by the entry that made them
    std::map<std::uint64_t, Factory> factories;
    std::map<std::uint64_t, Project> projects;
    std::map<std::uint64_t, Batch> batches;
    std::map<std::uint64_t, Inventory> inventories;
    std::map<std::uint64_t, Retirement> retirements;
    std::map<std::uint64_t, Spans> spans;                   // by batch
    std::map<std::uint64_t, Tally> tallies;                 // by batch
    std::map<std::string, std::set<std::uint64_t>> tokens;  // projects that are not voided, by token
    std::map<NoteId, Note> notes;
    std::map<std::string, std::set<NoteId>> note_names;  // by index name
  };
  [[nodiscard]] const Tables& tables() const { return tables_; }

  // Answers below tell it which records were shown.
  [[nodiscard]] UnknownTexts& unknown_texts() { return unknown_texts_; }
  [[nodiscard]] const UnknownTexts& unknown_texts() const { return unknown_texts_; }

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] std::optional<PartyId> association() const override { return association_; }
  [[nodiscard]] std::optional<Party> party(const PartyId& id) const override;
  [[nodiscard]] std::optional<Key> key(const KeyId& kid) const override;
  [[nodiscard]] std::vector<Appointment> appointments(const PartyId& party,
                                                      const std::string& programme) const override;
  [[nodiscard]] std::optional<Appointment> appointment(EntryIndex entry) const override;
  [[nodiscard]] std::optional<Factory> factory(FactoryId id) const override;
  [[nodiscard]] std::vector<Factory> factories_at(const std::string& division,
                                                  const std::string& address) const override;
  [[nodiscard]] std::optional<Project> project(const ProjectKey& key) const override;
  [[nodiscard]] std::optional<Project> project_at(EntryIndex entry) const override;
  [[nodiscard]] std::vector<Project> projects_with_token(const std::string& token) const override;
  [[nodiscard]] std::vector<BatchId> batches_of_project(const ProjectKey& key) const override;
  [[nodiscard]] std::optional<Batch> batch(BatchId id) const override;
  [[nodiscard]] std::vector<Batch> batches_overlapping(const std::string& programme, const std::string& space,
                                                       UnitRange units) const override;
  [[nodiscard]] std::optional<BatchId> batch_with_code(const std::string& programme,
                                                       const std::string& code) const override;
  [[nodiscard]] std::vector<Segment> segments(BatchId batch, UnitRange units) const override;
  [[nodiscard]] std::optional<Inventory> inventory(InventoryId id) const override;
  [[nodiscard]] std::vector<Inventory> inventories(FactoryId factory) const override;
  [[nodiscard]] std::optional<Retirement> retirement(RetirementId id) const override;
  [[nodiscard]] std::vector<Retirement> retirements(FactoryId factory, Period period) const override;
  [[nodiscard]] std::vector<Key> keys_of(const PartyId& party) const override;
  [[nodiscard]] std::vector<Factory> factories_of(const PartyId& operator_party) const override;
  [[nodiscard]] std::vector<Project> projects_of(const PartyId& party) const override;
  [[nodiscard]] std::vector<BatchId> batches_held_by(const PartyId& holder) const override;
  [[nodiscard]] std::vector<Retirement> retirements_naming(BatchId batch, UnitRange units) const override;
  [[nodiscard]] std::optional<Note> note(NoteId id) const override;
  [[nodiscard]] std::vector<Note> notes(const std::string& index_name) const override;

 private:
  using Pair = std::pair<std::string, std::string>;
  using Entries = std::set<std::uint64_t>;
  using Repaint = std::function<void(Span&)>;
  // Ranges that begin at the key of the map; `widest` bounds how far to the left a search must begin.
  struct Ranges {
    struct One {
      std::int64_t end = 0;
      std::uint64_t entry = 0;
    };
    std::multimap<std::int64_t, One> by_begin;
    std::int64_t widest = 0;
    void add(UnitRange units, std::uint64_t entry);
    void remove(UnitRange units, std::uint64_t entry);
    [[nodiscard]] Entries overlapping(UnitRange units) const;
  };

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
  Problem happened(const UnitsSet& event);
  Problem happened(const BatchExtended& event);
  Problem happened(const PartyChanged& event);
  Problem happened(const KeyChanged& event);
  Problem happened(const AppointmentChanged& event);
  Problem happened(const FactoryChanged& event);
  Problem happened(const ProjectChanged& event);
  Problem happened(const BatchChanged& event);
  Problem happened(const InventoryChanged& event);
  Problem happened(const RetirementChanged& event);
  Problem happened(const NoteTaken& event);

  // Cuts the spans at the range's edges and repaints what lies inside; every status in `from` may be repainted.
  [[nodiscard]] Problem paint(const BatchRange& range, const std::set<UnitStatus>& from, const Repaint& repaint);
  // Adds (sign 1) or takes away (sign -1) a span's units in every sum that is kept of units.
  [[nodiscard]] Problem count(std::uint64_t batch, std::int64_t first, const Span& span, std::int64_t sign);
  [[nodiscard]] Problem put_units(std::uint64_t batch, std::int64_t first, Span span);
  [[nodiscard]] Project* find_project(const ProjectKey& key);
  void list(const Project& project);
  void unlist(const Project& project);
  [[nodiscard]] Problem list(const Batch& batch);
  void unlist(const Batch& batch);
  void list(const Retirement& retirement);
  void unlist(const Retirement& retirement);

  std::uint64_t size_ = 0;
  std::optional<PartyId> association_;
  Tables tables_;
  std::vector<Departure> departures_;
  UnknownTexts unknown_texts_;
  // Ways into the tables that the rules ask for; entries unless said otherwise.
  std::map<Pair, Entries> appointments_of_;                                         // party, programme
  std::map<std::string, std::set<std::pair<std::uint64_t, std::string>>> keys_of_;  // by party: entry, kid
  std::map<Pair, Entries> factories_at_;                                            // division, address
  std::map<std::string, Entries> factories_of_;                                     // by operator
  std::map<ProjectKey, std::uint64_t> project_entries_;
  std::map<std::string, Entries> projects_of_;  // by developer or verifier
  std::map<ProjectKey, std::vector<BatchId>> batches_of_;
  std::map<Pair, Ranges> batches_in_space_;                                // programme, space; not voided
  std::map<Pair, std::uint64_t> codes_;                                    // programme, printed code; not voided
  std::map<std::string, std::map<std::uint64_t, std::int64_t>> holdings_;  // by party: units in each batch
  std::map<std::uint64_t, Entries> inventories_of_;                        // by factory
  std::map<std::pair<std::uint64_t, Period>, Entries> retirements_of_;     // factory, period
  std::map<std::uint64_t, Ranges> retirements_naming_;                     // by batch
};

// The names under which a project can be found again, in the spelling that the rules ask with (XM-02).
[[nodiscard]] std::set<std::string> tokens_of(const Project& project);

}  // namespace tanbu::audit
