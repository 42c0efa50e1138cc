// The read-only window through which rules see the ledger. A database, an overlay of a batch in progress, an auditor's
// own memory and a test's model stand behind it. Answers are values: nothing a rule gets from a view changes under its
// hands. Threading: a view belongs to one thread.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/records.hpp"

namespace tanbu {

class View {
 public:
  virtual ~View() = default;
  // Number of entries so far; 0 before genesis.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  [[nodiscard]] virtual std::optional<PartyId> association() const = 0;
  [[nodiscard]] virtual std::optional<Party> party(const PartyId& id) const = 0;
  [[nodiscard]] virtual std::optional<Key> key(const KeyId& kid) const = 0;
  [[nodiscard]] virtual std::vector<Appointment> appointments(const PartyId& party,
                                                              const std::string& programme) const = 0;
  // The appointment that the entry made.
  [[nodiscard]] virtual std::optional<Appointment> appointment(EntryIndex entry) const = 0;
  [[nodiscard]] virtual std::optional<Factory> factory(FactoryId id) const = 0;
  // Factories with this division and address, in order of registration.
  [[nodiscard]] virtual std::vector<Factory> factories_at(const std::string& division,
                                                          const std::string& address) const = 0;
  [[nodiscard]] virtual std::optional<Project> project(const ProjectKey& key) const = 0;
  // The project that the entry registered; nothing when it was voided and registered again since.
  [[nodiscard]] virtual std::optional<Project> project_at(EntryIndex entry) const = 0;
  // Every project that is not voided and carries the token among its tokens (project_tokens below), in order of
  // registration.
  [[nodiscard]] virtual std::vector<Project> projects_with_token(const std::string& token) const = 0;
  [[nodiscard]] virtual std::vector<BatchId> batches_of_project(const ProjectKey& key) const = 0;
  [[nodiscard]] virtual std::optional<Batch> batch(BatchId id) const = 0;
  // Batches of the programme's namespace that are not voided and whose numbers overlap, in order of recording.
  [[nodiscard]] virtual std::vector<Batch> batches_overlapping(const std::string& programme, const std::string& space,
                                                               UnitRange units) const = 0;
  // Voided batches set their codes free.
  [[nodiscard]] virtual std::optional<BatchId> batch_with_code(const std::string& programme,
                                                               const std::string& code) const = 0;
  // Segments of the batch that overlap the range, ascending.
  [[nodiscard]] virtual std::vector<Segment> segments(BatchId batch, UnitRange units) const = 0;
  [[nodiscard]] virtual std::optional<Inventory> inventory(InventoryId id) const = 0;
  // Every inventory of the factory, in order of declaration.
  [[nodiscard]] virtual std::vector<Inventory> inventories(FactoryId factory) const = 0;
  [[nodiscard]] virtual std::optional<Retirement> retirement(RetirementId id) const = 0;
  [[nodiscard]] virtual std::vector<Retirement> retirements(FactoryId factory, Period period) const = 0;
  // Every key ever registered to the party, in order of registration.
  [[nodiscard]] virtual std::vector<Key> keys_of(const PartyId& party) const = 0;
  // Factories that the party runs today, in order of registration.
  [[nodiscard]] virtual std::vector<Factory> factories_of(const PartyId& operator_party) const = 0;
  // Projects whose developer or verifier is the party, in order of registration.
  [[nodiscard]] virtual std::vector<Project> projects_of(const PartyId& party) const = 0;
  // Batches in which the party holds units, in order of recording.
  [[nodiscard]] virtual std::vector<BatchId> batches_held_by(const PartyId& holder) const = 0;
  // Retirements of any status that name units overlapping the range, in order.
  [[nodiscard]] virtual std::vector<Retirement> retirements_naming(BatchId batch, UnitRange units) const = 0;
  [[nodiscard]] virtual std::optional<Note> note(NoteId id) const = 0;
  // Notes that carry this index name, in order of their ids.
  [[nodiscard]] virtual std::vector<Note> notes(const std::string& index_name) const = 0;
};

// The note of this sort that the entry made, the first where it made several.
template <class Sort>
[[nodiscard]] std::optional<Sort> find_note(const View& view, EntryIndex entry, std::uint32_t ordinal = 0) {
  const auto sort = static_cast<std::uint32_t>(Note(Sort{}).index());
  const auto note = view.note({sort, entry, ordinal});
  return note ? std::optional<Sort>(std::get<Sort>(*note)) : std::nullopt;
}
// All notes of this sort under an index name.
template <class Sort>
[[nodiscard]] std::vector<Sort> find_notes(const View& view, const std::string& index_name) {
  std::vector<Sort> found;
  for (Note& note : view.notes(index_name)) {
    if (auto* sort = std::get_if<Sort>(&note)) found.push_back(std::move(*sort));
  }
  return found;
}

// The names under which a real project can be found again (XM-02): its own identity, its aliases, its asset code.
[[nodiscard]] std::vector<std::string> project_tokens(const ProjectKey& key,
                                                      const std::vector<ProjectKey>& also_registered_as,
                                                      const std::optional<std::string>& asset_code);

// Changes laid over a view: what a batch of commands sees of its predecessors before anything is durable.
class Overlay final : public View {
 public:
  explicit Overlay(const View& base);
  ~Overlay() override;
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;
  // Lays changes over; they must come from apply() on this very overlay. The number of entries grows by append_entry()
  // only.
  void put(const Changes& changes);
  void append_entry();

  [[nodiscard]] std::uint64_t size() const override;
  [[nodiscard]] std::optional<PartyId> association() const override;
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
  struct Layer;
  const View& base_;
  std::unique_ptr<Layer> layer_;
};

}  // namespace tanbu
