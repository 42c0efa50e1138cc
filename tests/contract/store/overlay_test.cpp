// A store and an overlay in memory that were given the same changes answer every question of a view alike, and the
// lists of notes are what the model holds.
#include <catch2/catch.hpp>
#include <set>

#include "tests/contract/store/comparison.hpp"
#include "tests/contract/store/place.hpp"
#include "tests/contract/store/random_changes.hpp"
#include "tests/support/log_maker.hpp"
#include "tests/support/world.hpp"

namespace tanbu::test {
namespace {

using store::Reader;

void compare_parties(const View& stored, const View& overlay, const Model& model, Comparison& comparison) {
  comparison.same(stored.association(), overlay.association(), "association");
  std::vector<PartyId> parties{{"x:nobody"}};
  for (const Party& party : model.parties) parties.push_back(party.id);
  for (const PartyId& party : parties) {
    comparison.same(stored.party(party), overlay.party(party), "party");
    comparison.same(stored.keys_of(party), overlay.keys_of(party), "keys_of");
    comparison.same(stored.factories_of(party), overlay.factories_of(party), "factories_of");
    comparison.same(stored.projects_of(party), overlay.projects_of(party), "projects_of");
    comparison.same(stored.batches_held_by(party), overlay.batches_held_by(party), "batches_held_by");
    for (const char* programme : {"CCER", "VCS"}) {
      comparison.same(stored.appointments(party, programme), overlay.appointments(party, programme), "appointments");
    }
  }
  for (const Key& key : model.keys) comparison.same(stored.key(key.kid), overlay.key(key.kid), "key");
  for (const Factory& factory : model.factories) {
    comparison.same(stored.factory(factory.id), overlay.factory(factory.id), "factory");
    comparison.same(stored.factories_at(factory.division, factory.address),
                    overlay.factories_at(factory.division, factory.address), "factories_at");
    comparison.same(stored.inventories(factory.id), overlay.inventories(factory.id), "inventories");
  }
}

void compare_batches(const View& stored, const View& overlay, const Model& model, RandomChanges& random,
                     Comparison& comparison) {
  for (const tanbu::Batch& batch : model.batches) {
    comparison.same(stored.batch(batch.id), overlay.batch(batch.id), "batch");
    comparison.same(stored.segments(batch.id, batch.units), overlay.segments(batch.id, batch.units), "segments");
    const std::string& programme = batch.project.programme;
    comparison.same(stored.batches_overlapping(programme, batch.space, batch.units),
                    overlay.batches_overlapping(programme, batch.space, batch.units), "batches_overlapping");
    for (const std::string& code : batch.printed_codes) {
      comparison.same(stored.batch_with_code(programme, code), overlay.batch_with_code(programme, code),
                      "batch_with_code");
    }
    for (int i = 0; i < 3; ++i) {
      const UnitRange units = random.units(batch.units.end + 10);
      comparison.same(stored.segments(batch.id, units), overlay.segments(batch.id, units), "segments of a range");
      comparison.same(stored.retirements_naming(batch.id, units), overlay.retirements_naming(batch.id, units),
                      "retirements_naming");
    }
  }
}

void compare_projects(const View& stored, const View& overlay, const Model& model, Comparison& comparison) {
  for (const Project& project : model.projects) {
    comparison.same(stored.project(project.key), overlay.project(project.key), "project");
    comparison.same(stored.batches_of_project(project.key), overlay.batches_of_project(project.key),
                    "batches_of_project");
    for (const auto& token : project_tokens(project.key, project.also_registered_as, project.asset_code)) {
      comparison.same(stored.projects_with_token(token), overlay.projects_with_token(token), "projects_with_token");
    }
  }
  for (const Retirement& retirement : model.retirements) {
    comparison.same(stored.retirement(retirement.id), overlay.retirement(retirement.id), "retirement");
    comparison.same(stored.retirements(retirement.factory, retirement.period),
                    overlay.retirements(retirement.factory, retirement.period), "retirements");
  }
}

std::set<std::string> names_in(const Model& model) {
  std::set<std::string> names{"no such name", index_names::conflicts_open()};
  for (const Note& note : model.notes) {
    for (const std::string& name : index_names_of(note)) names.insert(name);
  }
  return names;
}

// Every question that is asked by the number of an entry, at every entry and one beyond the end; and every name.
void compare_entries_and_notes(const View& stored, const View& overlay, const Model& model, Comparison& comparison) {
  for (std::uint64_t entry = 0; entry <= overlay.size(); ++entry) {
    comparison.same(stored.appointment({entry}), overlay.appointment({entry}), "appointment");
    comparison.same(stored.project_at({entry}), overlay.project_at({entry}), "project_at");
    comparison.same(stored.inventory({entry}), overlay.inventory({entry}), "inventory");
  }
  for (const Note& note : model.notes) {
    NoteId id = id_of(note);
    comparison.same(stored.note(id), overlay.note(id), "note");
    id.ordinal += 3;
    comparison.same(stored.note(id), overlay.note(id), "no such note");
  }
  for (const std::string& name : names_in(model)) {
    comparison.same(stored.notes(name), overlay.notes(name), "notes " + name);
  }
}

void compare_all(const View& stored, const View& overlay, const Model& model, RandomChanges& random,
                 Comparison& comparison) {
  comparison.same(stored.size(), overlay.size(), "size");
  compare_parties(stored, overlay, model, comparison);
  compare_batches(stored, overlay, model, random, comparison);
  compare_projects(stored, overlay, model, comparison);
  compare_entries_and_notes(stored, overlay, model, comparison);
}

std::vector<Note> by_entry(std::vector<Note> notes) {
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    const NoteId left = id_of(a);
    const NoteId right = id_of(b);
    return std::tie(left.entry, left.sort, left.ordinal) < std::tie(right.entry, right.sort, right.ordinal);
  });
  return notes;
}

void compare_note_lists(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  for (std::uint64_t entry = 0; entry <= reader.size(); ++entry) {
    comparison.same(reader.note_at_entry({entry}),
                    Model::where(model.notes, [&](const Note& note) { return id_of(note).entry.value == entry; }),
                    "note_at_entry");
  }
  for (const std::string& name : names_in(model)) {
    const auto named = by_entry(Model::where(model.notes, [&](const Note& note) {
      const auto names = index_names_of(note);
      return std::find(names.begin(), names.end(), name) != names.end();
    }));
    store::Page page;
    const auto top = static_cast<std::int64_t>(reader.size());
    if (random.chance(60)) page.from = static_cast<std::uint64_t>(random.number(0, top));
    if (random.chance(60)) page.before = static_cast<std::uint64_t>(random.number(0, top));
    if (random.chance(60)) page.limit = static_cast<std::size_t>(random.number(0, 5));
    comparison.same(
        reader.notes_page(name, page),
        Model::page(
            named, page, [](const Note& note) { return id_of(note).entry.value; }, [](const Note&) { return true; }),
        "notes_page " + name);
  }
}

}  // namespace

TEST_CASE("After any number of commits a store answers as an overlay that was given the same changes") {
  bool batch_voided = false;
  for (std::uint32_t seed = 101; seed <= 108; ++seed) {
    CAPTURE(seed);
    const auto place = new_place();
    auto store = place->create();
    auto reader = store->reader();
    RandomChanges random(seed);
    LogMaker log;
    Model model;
    const EmptyView nothing;
    Overlay overlay(nothing);
    Comparison comparison;
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t size = log.size();
      store::Batch batch;
      const View& view = store->prefetch({});
      compare_all(view, overlay, model, random, comparison);
      for (auto count = random.number(1, 30); count > 0; --count) {
        const auto changes = random.of_entry(log.append(batch), model);
        model.apply(changes);
        overlay.put(changes);
        overlay.append_entry();
        batch.changes.insert(batch.changes.end(), changes.begin(), changes.end());
      }
      store->commit(batch, size, [](const auto&) { return std::string("sealed"); });
      if (round % 3 == 2) {
        reader.reset();
        store.reset();
        store = place->open();
        reader = store->reader();
      }
      reader->refresh();
      compare_all(*reader, overlay, model, random, comparison);
      compare_note_lists(*reader, model, random, comparison);
    }
    CHECK(comparison.first_difference() == "");
    CHECK(comparison.asked() > 5'000);
    CHECK(model.notes.size() > 10);
    for (const auto& batch : model.batches) batch_voided = batch_voided || batch.voided_by;
  }
  CHECK(batch_voided);
}

}  // namespace tanbu::test
