// Makes a View (or a Reader, which is one) of a State: forwards every question, adds the size of the log.
#pragma once
#include "ledger/store/sqlite/state.hpp"

namespace tanbu::store {

// Base is View or Reader. state() must check that the answers come from one transaction.
template <class Base>
class ViewOver : public Base {
 public:
  std::uint64_t size() const override { return log_size(); }
  std::optional<PartyId> association() const override { return state().association(); }
  std::optional<Party> party(const PartyId& id) const override { return state().party(id); }
  std::optional<Key> key(const KeyId& kid) const override { return state().key(kid); }
  std::vector<Appointment> appointments(const PartyId& party, const std::string& programme) const override {
    return state().appointments(party, programme);
  }
  std::optional<Appointment> appointment(EntryIndex entry) const override { return state().appointment(entry); }
  std::optional<Factory> factory(FactoryId id) const override { return state().factory(id); }
  std::vector<Factory> factories_at(const std::string& division, const std::string& address) const override {
    return state().factories_at(division, address);
  }
  std::optional<Project> project(const ProjectKey& key) const override { return state().project(key); }
  std::optional<Project> project_at(EntryIndex entry) const override { return state().project_at(entry); }
  std::vector<Project> projects_with_token(const std::string& token) const override {
    return state().projects_with_token(token);
  }
  std::vector<BatchId> batches_of_project(const ProjectKey& key) const override {
    return state().batches_of_project(key);
  }
  std::optional<tanbu::Batch> batch(BatchId id) const override { return state().batch(id); }
  std::vector<tanbu::Batch> batches_overlapping(const std::string& programme, const std::string& space,
                                                UnitRange units) const override {
    return state().batches_overlapping(programme, space, units);
  }
  std::optional<BatchId> batch_with_code(const std::string& programme, const std::string& code) const override {
    return state().batch_with_code(programme, code);
  }
  std::vector<Segment> segments(BatchId batch, UnitRange units) const override {
    return state().segments(batch, units);
  }
  std::optional<Inventory> inventory(InventoryId id) const override { return state().inventory(id); }
  std::vector<Inventory> inventories(FactoryId factory) const override { return state().inventories(factory); }
  std::optional<Retirement> retirement(RetirementId id) const override { return state().retirement(id); }
  using Base::retirements;  // a Reader has another question of this name
  std::vector<Retirement> retirements(FactoryId factory, Period period) const override {
    return state().retirements(factory, period);
  }
  std::vector<Key> keys_of(const PartyId& party) const override { return state().keys_of(party); }
  std::vector<Factory> factories_of(const PartyId& operator_party) const override {
    return state().factories_of(operator_party);
  }
  std::vector<Project> projects_of(const PartyId& party) const override { return state().projects_of(party); }
  std::vector<BatchId> batches_held_by(const PartyId& holder) const override { return state().batches_held_by(holder); }
  std::vector<Retirement> retirements_naming(BatchId batch, UnitRange units) const override {
    return state().retirements_naming(batch, units);
  }
  std::optional<Note> note(NoteId id) const override { return state().note(id); }
  std::vector<Note> notes(const std::string& index_name) const override { return state().notes(index_name); }

 private:
  [[nodiscard]] virtual State& state() const = 0;
  [[nodiscard]] virtual std::uint64_t log_size() const = 0;
};

}  // namespace tanbu::store
