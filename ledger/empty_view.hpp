// The ledger before anything happened: the ground on which a state is built up from its entries.
#pragma once
#include "ledger/view.hpp"

namespace tanbu {

class EmptyView final : public View {
 public:
  [[nodiscard]] std::uint64_t size() const override;
  [[nodiscard]] std::optional<PartyId> association() const override;
  [[nodiscard]] std::optional<Party> party(const PartyId&) const override;
  [[nodiscard]] std::optional<Key> key(const KeyId&) const override;
  [[nodiscard]] std::vector<Appointment> appointments(const PartyId&, const std::string&) const override;
  [[nodiscard]] std::optional<Appointment> appointment(EntryIndex) const override;
  [[nodiscard]] std::optional<Factory> factory(FactoryId) const override;
  [[nodiscard]] std::vector<Factory> factories_at(const std::string&, const std::string&) const override;
  [[nodiscard]] std::optional<Project> project(const ProjectKey&) const override;
  [[nodiscard]] std::optional<Project> project_at(EntryIndex) const override;
  [[nodiscard]] std::vector<Project> projects_with_token(const std::string&) const override;
  [[nodiscard]] std::vector<BatchId> batches_of_project(const ProjectKey&) const override;
  [[nodiscard]] std::optional<Batch> batch(BatchId) const override;
  [[nodiscard]] std::vector<Batch> batches_overlapping(const std::string&, const std::string&,
                                                       UnitRange) const override;
  [[nodiscard]] std::optional<BatchId> batch_with_code(const std::string&, const std::string&) const override;
  [[nodiscard]] std::vector<Segment> segments(BatchId, UnitRange) const override;
  [[nodiscard]] std::optional<Inventory> inventory(InventoryId) const override;
  [[nodiscard]] std::vector<Inventory> inventories(FactoryId) const override;
  [[nodiscard]] std::optional<Retirement> retirement(RetirementId) const override;
  [[nodiscard]] std::vector<Retirement> retirements(FactoryId, Period) const override;
  [[nodiscard]] std::vector<Key> keys_of(const PartyId&) const override;
  [[nodiscard]] std::vector<Factory> factories_of(const PartyId&) const override;
  [[nodiscard]] std::vector<Project> projects_of(const PartyId&) const override;
  [[nodiscard]] std::vector<BatchId> batches_held_by(const PartyId&) const override;
  [[nodiscard]] std::vector<Retirement> retirements_naming(BatchId, UnitRange) const override;
  [[nodiscard]] std::optional<Note> note(NoteId) const override;
  [[nodiscard]] std::vector<Note> notes(const std::string&) const override;
};

}  // namespace tanbu
