// The state as anybody would keep it in memory: lists that are searched from one end to the other. What a store answers
// is compared with this; nothing here is quick or clever.
#pragma once
#include <algorithm>
#include <map>

#include "ledger/store/store.hpp"

namespace tanbu::test {

class Model {
 public:
  std::vector<Party> parties;  // each list ascending by entry
  std::vector<Key> keys;
  std::vector<Appointment> appointments;
  std::vector<Factory> factories;
  std::vector<Project> projects;
  std::vector<tanbu::Batch> batches;
  std::vector<Inventory> inventories;
  std::vector<Retirement> retirements;
  std::vector<Segment> segments;  // ascending by batch and number
  std::vector<Note> notes;        // ascending by id

  void apply(const Changes& changes) {
    for (const Change& change : changes) std::visit([this](const auto& record) { put(record); }, change);
  }

  template <class Record, class Wanted>
  [[nodiscard]] static std::vector<Record> where(const std::vector<Record>& all, Wanted wanted) {
    std::vector<Record> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), wanted);
    return found;
  }
  template <class Record, class Wanted>
  [[nodiscard]] static std::optional<Record> one(const std::vector<Record>& all, Wanted wanted) {
    const auto found = std::find_if(all.begin(), all.end(), wanted);
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  // The records made by entries in [from, before), at most `limit`, in the order that is asked for.
  template <class Record, class Entry, class Wanted>
  [[nodiscard]] static std::vector<Record> page(const std::vector<Record>& all, store::Page page, Entry entry_of,
                                                Wanted wanted) {
    auto found = where(all, [&](const Record& record) {
      return entry_of(record) >= page.from && entry_of(record) < page.before && wanted(record);
    });
    if (page.newest_first) std::reverse(found.begin(), found.end());
    if (found.size() > page.limit) found.resize(page.limit);
    return found;
  }
  [[nodiscard]] std::vector<Segment> segments_in(BatchId batch, UnitRange units) const {
    return where(segments, [&](const Segment& s) { return s.batch == batch && s.units.overlaps(units); });
  }

 private:
  template <class Record, class Same>
  static void replace(std::vector<Record>& all, const Record& record, Same same) {
    const auto found = std::find_if(all.begin(), all.end(), same);
    if (found == all.end()) {
      all.push_back(record);
    } else {
      *found = record;
    }
  }
  void put(const Party& r) {
    replace(parties, r, [&](const Party& old) { return old.id == r.id; });
  }
  void put(const Key& r) {
    replace(keys, r, [&](const Key& old) { return old.kid == r.kid; });
  }
  void put(const Appointment& r) {
    replace(appointments, r, [&](const Appointment& old) { return old.entry == r.entry; });
  }
  void put(const Factory& r) {
    replace(factories, r, [&](const Factory& old) { return old.id == r.id; });
  }
  void put(const Project& r) {
    replace(projects, r, [&](const Project& old) { return old.key == r.key; });
    // One that was voided and is registered again has another entry.
    std::sort(projects.begin(), projects.end(), [](const Project& a, const Project& b) { return a.entry < b.entry; });
  }
  void put(const tanbu::Batch& r) {
    replace(batches, r, [&](const tanbu::Batch& old) { return old.id == r.id; });
  }
  void put(const Inventory& r) {
    replace(inventories, r, [&](const Inventory& old) { return old.id == r.id; });
  }
  void put(const Retirement& r) {
    replace(retirements, r, [&](const Retirement& old) { return old.id == r.id; });
  }
  void put(const Note& r) {
    replace(notes, r, [&](const Note& old) { return id_of(old) == id_of(r); });
    std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) { return id_of(a) < id_of(b); });
  }
  void put(const SegmentSplice& splice) {
    for (const Segment& erased : splice.erased) {
      segments.erase(std::find(segments.begin(), segments.end(), erased));
    }
    segments.insert(segments.end(), splice.inserted.begin(), splice.inserted.end());
    std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
      return std::pair(a.batch, a.units) < std::pair(b.batch, b.units);
    });
  }
};

}  // namespace tanbu::test
