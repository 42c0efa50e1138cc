#include "ledger/empty_view.hpp"

namespace tanbu {

std::uint64_t EmptyView::size() const { return 0; }
std::optional<PartyId> EmptyView::association() const { return std::nullopt; }
std::optional<Party> EmptyView::party(const PartyId&) const { return std::nullopt; }
std::optional<Key> EmptyView::key(const KeyId&) const { return std::nullopt; }
std::vector<Appointment> EmptyView::appointments(const PartyId&, const std::string&) const { return {}; }
std::optional<Appointment> EmptyView::appointment(EntryIndex) const { return std::nullopt; }
std::optional<Factory> EmptyView::factory(FactoryId) const { return std::nullopt; }
std::vector<Factory> EmptyView::factories_at(const std::string&, const std::string&) const { return {}; }
std::optional<Project> EmptyView::project(const ProjectKey&) const { return std::nullopt; }
std::optional<Project> EmptyView::project_at(EntryIndex) const { return std::nullopt; }
std::vector<Project> EmptyView::projects_with_token(const std::string&) const { return {}; }
std::vector<BatchId> EmptyView::batches_of_project(const ProjectKey&) const { return {}; }
std::optional<Batch> EmptyView::batch(BatchId) const { return std::nullopt; }
std::vector<Batch> EmptyView::batches_overlapping(const std::string&, const std::string&, UnitRange) const {
  return {};
}
std::optional<BatchId> EmptyView::batch_with_code(const std::string&, const std::string&) const { return std::nullopt; }
std::vector<Segment> EmptyView::segments(BatchId, UnitRange) const { return {}; }
std::optional<Inventory> EmptyView::inventory(InventoryId) const { return std::nullopt; }
std::vector<Inventory> EmptyView::inventories(FactoryId) const { return {}; }
std::optional<Retirement> EmptyView::retirement(RetirementId) const { return std::nullopt; }
std::vector<Retirement> EmptyView::retirements(FactoryId, Period) const { return {}; }
std::vector<Key> EmptyView::keys_of(const PartyId&) const { return {}; }
std::vector<Factory> EmptyView::factories_of(const PartyId&) const { return {}; }
std::vector<Project> EmptyView::projects_of(const PartyId&) const { return {}; }
std::vector<BatchId> EmptyView::batches_held_by(const PartyId&) const { return {}; }
std::vector<Retirement> EmptyView::retirements_naming(BatchId, UnitRange) const { return {}; }
std::optional<Note> EmptyView::note(NoteId) const { return std::nullopt; }
std::vector<Note> EmptyView::notes(const std::string&) const { return {}; }

}  // namespace tanbu
