// What was read lately: records that nearly every question asks for again, by their names. The writer's view has one,
// whose records nobody else changes; a reader has one for each snapshot, and must never be given the writer's or that
// of an earlier snapshot. A record that is not there is not remembered.
//
// Ordered maps and no hash tables: names come from strangers, who could choose them to collide.
#pragma once
#include <map>
#include <optional>

#include "ledger/records.hpp"

namespace tanbu::store {

class RecordCache {
 public:
  // Of each sort; a full table is emptied, because what is asked again comes back by itself.
  static constexpr std::size_t remembered_max = 65'536;

  // The record as it is remembered, or as `read` answers.
  template <class Name, class Read>
  [[nodiscard]] auto find(const Name& name, Read read) {
    auto& table = table_of(name);
    const auto known = table.find(name);
    if (known != table.end()) return std::optional(known->second);
    auto record = read();
    if (record) remember(name, *record);
    return record;
  }

  // After COMMIT only: the changes as they are stored now.
  void update(const Changes& changes) {
    for (const Change& change : changes) {
      std::visit([this](const auto& record) { put(record); }, change);
    }
  }

  void forget() { *this = {}; }

 private:
  std::map<PartyId, Party>& table_of(const PartyId&) { return parties_; }
  std::map<KeyId, Key>& table_of(const KeyId&) { return keys_; }
  std::map<FactoryId, Factory>& table_of(const FactoryId&) { return factories_; }
  std::map<ProjectKey, Project>& table_of(const ProjectKey&) { return projects_; }
  std::map<BatchId, tanbu::Batch>& table_of(const BatchId&) { return batches_; }

  template <class Name, class Record>
  void remember(const Name& name, const Record& record) {
    auto& table = table_of(name);
    if (table.size() >= remembered_max) table.clear();
    table.insert_or_assign(name, record);
  }

  void put(const Party& party) { remember(party.id, party); }
  void put(const Key& key) { remember(key.kid, key); }
  void put(const Factory& factory) { remember(factory.id, factory); }
  void put(const Project& project) { remember(project.key, project); }
  void put(const tanbu::Batch& batch) { remember(batch.id, batch); }
  template <class Other>
  void put(const Other&) {}

  std::map<PartyId, Party> parties_;
  std::map<KeyId, Key> keys_;
  std::map<FactoryId, Factory> factories_;
  std::map<ProjectKey, Project> projects_;
  std::map<BatchId, tanbu::Batch> batches_;
};

}  // namespace tanbu::store
