// Writes the changes of one batch into the state tables. A change of a record replaces the whole record; only the last
// change of each record is written, and segments that come and go within the batch are never written at all.
#pragma once
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/party_numbers.hpp"

namespace tanbu::store {

class StateWriter {
 public:
  StateWriter(Connection& connection, PartyNumbers& parties) : connection_(connection), parties_(parties) {}
  // Throws StoreFault when a splice erases segments that are not stored exactly so. Nothing that an entry from
  // `first_new` on made is stored yet.
  void write(const Changes& changes, EntryIndex first_new);

 private:
  void put(const Party& party);
  void put(const Key& key);
  void put(const Appointment& appointment);
  void put(const Factory& factory);
  void put(const Project& project);
  void put_names(const Project& project);
  void put(const tanbu::Batch& batch);
  void put(const Inventory& inventory);
  void put(const Retirement& retirement, bool is_new);
  void put(NoteId id, const Note& note, bool is_new);
  void erase(const Segment& segment);
  void insert(const Segment& segment);

  Connection& connection_;
  PartyNumbers& parties_;
};

}  // namespace tanbu::store
