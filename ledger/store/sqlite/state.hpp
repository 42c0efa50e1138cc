// The questions of ledger/view.hpp, answered from the state tables of one connection. Not a View itself: view_over.hpp
// makes one of it, so that the writer's view and the readers share these answers.
#pragma once
#include "ledger/store/sqlite/rows.hpp"

namespace tanbu::store {

class State {
 public:
  State(Connection& connection, PartyNumbers& parties)
      : connection_(connection), parties_(parties), rows_(connection, parties) {}

  [[nodiscard]] std::optional<PartyId> association();
  [[nodiscard]] std::optional<Party> party(const PartyId& id);
  [[nodiscard]] std::optional<Key> key(const KeyId& kid);
  [[nodiscard]] std::vector<Appointment> appointments(const PartyId& party, const std::string& programme);
  [[nodiscard]] std::optional<Appointment> appointment(EntryIndex entry);
  [[nodiscard]] std::optional<Factory> factory(FactoryId id);
  [[nodiscard]] std::vector<Factory> factories_at(const std::string& division, const std::string& address);
  [[nodiscard]] std::optional<Project> project(const ProjectKey& key);
  [[nodiscard]] std::optional<Project> project_at(EntryIndex entry);
  [[nodiscard]] std::vector<Project> projects_with_token(const std::string& token);
  [[nodiscard]] std::vector<BatchId> batches_of_project(const ProjectKey& key);
  [[nodiscard]] std::optional<tanbu::Batch> batch(BatchId id);
  [[nodiscard]] std::vector<tanbu::Batch> batches_overlapping(const std::string& programme, const std::string& space,
                                                              UnitRange units);
  [[nodiscard]] std::optional<BatchId> batch_with_code(const std::string& programme, const std::string& code);
  [[nodiscard]] std::vector<Segment> segments(BatchId batch, UnitRange units);
  [[nodiscard]] std::optional<Inventory> inventory(InventoryId id);
  [[nodiscard]] std::vector<Inventory> inventories(FactoryId factory);
  [[nodiscard]] std::optional<Retirement> retirement(RetirementId id);
  [[nodiscard]] std::vector<Retirement> retirements(FactoryId factory, Period period);
  [[nodiscard]] std::vector<Key> keys_of(const PartyId& party);
  [[nodiscard]] std::vector<Factory> factories_of(const PartyId& operator_party);
  [[nodiscard]] std::vector<Project> projects_of(const PartyId& party);
  [[nodiscard]] std::vector<BatchId> batches_held_by(const PartyId& holder);
  [[nodiscard]] std::vector<Retirement> retirements_naming(BatchId batch, UnitRange units);
  [[nodiscard]] std::optional<Note> note(NoteId id);
  [[nodiscard]] std::vector<Note> notes(const std::string& index_name);

 private:
  Connection& connection_;
  PartyNumbers& parties_;
  Rows rows_;
};

}  // namespace tanbu::store
