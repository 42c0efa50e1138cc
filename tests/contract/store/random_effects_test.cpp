// Effects of any decision come back as they were: every kind of event with random contents.
#include <catch2/catch.hpp>
#include <set>

#include "ledger/store/effects.hpp"
#include "tests/contract/store/random_changes.hpp"

namespace tanbu::test {
namespace {

// The events that could have made the change.
struct EventsOf {
  RandomChanges& random;
  EntryIndex entry;
  std::vector<Event> events;

  void operator()(const Party& record) { events.insert(events.end(), {PartyEnrolled{record}, PartyChanged{record}}); }
  void operator()(const Key& record) { events.insert(events.end(), {KeyRegistered{record}, KeyChanged{record}}); }
  void operator()(const Appointment& record) {
    events.insert(events.end(), {RegistrarAppointed{record}, AppointmentChanged{record}});
  }
  void operator()(const Factory& record) {
    events.insert(events.end(), {FactoryRegistered{record}, FactoryChanged{record}});
  }
  void operator()(const Project& record) {
    events.insert(events.end(), {ProjectRegistered{record}, ProjectChanged{record},
                                 ProjectMarked{record.key, random.chance(50), random.chance(50)},
                                 ProjectLocked{record.key, {{3}, {entry.value}, random.chance(50)}},
                                 ProjectUnitsFrozen{entry, record.key}});
  }
  void operator()(const tanbu::Batch& record) {
    events.insert(
        events.end(),
        {BatchRecorded{record, static_cast<UnitStatus>(random.number(1, 11)), holder()}, BatchChanged{record},
         BatchExtended{record.id, record.units, static_cast<UnitStatus>(random.number(1, 11)), holder(), entry}});
  }
  void operator()(const Inventory& record) {
    const auto older = random.chance(50) ? std::optional(InventoryId{1}) : std::nullopt;
    events.insert(events.end(), {InventoryDeclared{record, older}, InventoryChanged{record}});
  }
  void operator()(const Retirement& record) {
    events.insert(events.end(), {UnitsRetired{record}, RetirementChanged{record},
                                 UnitsTransferred{entry, record.ranges, record.beneficiary, random.chance(50)}});
  }
  void operator()(const SegmentSplice& splice) { events.emplace_back(UnitsSet{splice.inserted}); }
  void operator()(const Note& note) { events.emplace_back(NoteTaken{note}); }

 private:
  [[nodiscard]] std::optional<PartyId> holder() const {
    return random.chance(50) ? std::optional(PartyId{"x:holder"}) : std::nullopt;
  }
};

}  // namespace

TEST_CASE("Effects of every event come back from their bytes whatever it holds") {
  std::set<std::size_t> events_seen;
  std::set<std::size_t> notes_seen;
  for (std::uint32_t seed = 201; seed <= 206; ++seed) {
    RandomChanges random(seed);
    Model model;
    bool all_same = true;
    bool no_text = true;
    for (std::uint64_t entry = 0; entry < 300; ++entry) {
      const auto changes = random.of_entry({entry}, model);
      model.apply(changes);
      EventsOf made{random, {entry}, {}};
      for (const Change& change : changes) std::visit(made, change);
      for (const Event& event : made.events) {
        events_seen.insert(event.index());
        if (const auto* taken = std::get_if<NoteTaken>(&event)) {
          notes_seen.insert(taken->note.index());
          all_same = all_same && store::part_from_bytes<Note>(store::part_to_bytes(taken->note)) == taken->note;
        }
      }
      const Decision decision{made.events, {static_cast<Flag>(random.number(1, 51))}};
      const std::string bytes = store::effects_to_bytes(decision);
      const Decision back = store::effects_from_bytes(bytes);
      const Decision expected = store::without_texts(decision);
      all_same = all_same && back.events == expected.events && back.flags == expected.flags;
      no_text = no_text && bytes.find("TEXT") == std::string::npos;
    }
    CHECK(all_same);
    CHECK(no_text);
  }
  CHECK(events_seen.size() == std::variant_size_v<Event>);
  CHECK(notes_seen.size() == std::variant_size_v<Note>);
}

}  // namespace tanbu::test
