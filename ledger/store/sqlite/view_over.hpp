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
  std::optional<Factory> factory(FactoryId id) const override { return state().factory(id); }
  std::vector<Factory> factories_at(const std::string& division, const std::string& address) const override {
    return state().factories_at(division, address);
  }
  std::optional<Project> project(const ProjectKey& key) const override { return state().project(key); }
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
  std::vector<Inventory> inventories(FactoryId factory) const override { return state().inventories(factory); }
  std::optional<Retirement> retirement(RetirementId id) const override { return state().retirement(id); }
  using Base::retirements;  // a Reader has another question of this name
  std::vector<Retirement> retirements(FactoryId factory, Period period) const override {
    return state().retirements(factory, period);
  }

 private:
  [[nodiscard]] virtual State& state() const = 0;
  [[nodiscard]] virtual std::uint64_t log_size() const = 0;
};

}  // namespace tanbu::store
