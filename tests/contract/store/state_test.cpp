// The state's side of the contract: after any changes, every question is answered as the model answers it.
#include <catch2/catch.hpp>

#include "tests/contract/store/comparison.hpp"
#include "tests/contract/store/place.hpp"
#include "tests/contract/store/random_changes.hpp"
#include "tests/support/log_maker.hpp"

namespace tanbu::test {
namespace {

using store::BatchFilter;
using store::Page;
using store::Reader;
using store::RetirementFilter;

const Party nobody{.id = {"x:nobody"}, .entry = {}, .legal_form = {}, .name = {}, .aliases = {}, .succeeded_by = {}};

template <class Record, class Of, class Value>
std::optional<Record> by(const std::vector<Record>& all, Of of, const Value& value) {
  return Model::one(all, [&](const Record& record) { return record.*of == value; });
}

void compare_who(const View& view, const Model& model, Comparison& comparison) {
  comparison.same(view.association(), model.parties.empty() ? std::nullopt : std::optional(model.parties[0].id),
                  "association");
  auto parties = model.parties;
  parties.push_back(nobody);
  for (const Party& party : parties) {
    comparison.same(view.party(party.id), by(model.parties, &Party::id, party.id), "party " + party.id.text);
    for (const char* programme : {"CCER", "VCS", "GS"}) {
      comparison.same(
          view.appointments(party.id, programme),
          Model::where(model.appointments,
                       [&](const Appointment& a) { return a.party == party.id && a.programme == programme; }),
          "appointments");
    }
  }
  for (const Key& key : model.keys) comparison.same(view.key(key.kid), std::optional(key), "key " + key.kid.text);
  comparison.same(view.key({"no such key"}), std::optional<Key>(), "unknown key");
  for (const char* division : {"330101", "330102", "330103"}) {
    for (const char* address : {"road 1", "road 2"}) {
      comparison.same(view.factories_at(division, address),
                      Model::where(model.factories,
                                   [&](const Factory& f) { return f.division == division && f.address == address; }),
                      "factories_at");
    }
  }
}

void compare_projects(const View& view, const Model& model, Comparison& comparison) {
  std::vector<std::string> tokens{"project:CCER/P0", "asset:none"};
  for (const Project& project : model.projects) {
    comparison.same(view.project(project.key), std::optional(project), "project " + project.key.project_id);
    std::vector<BatchId> batches;
    for (const tanbu::Batch& batch : model.batches) {
      if (batch.project == project.key) batches.push_back(batch.id);
    }
    comparison.same(view.batches_of_project(project.key), batches, "batches_of_project");
    for (const auto& token : project_tokens(project.key, project.also_registered_as, project.asset_code)) {
      tokens.push_back(token);
    }
  }
  for (const std::string& token : tokens) {
    comparison.same(view.projects_with_token(token),
                    Model::where(model.projects,
                                 [&](const Project& p) {
                                   if (p.voided_by) return false;
                                   const auto own = project_tokens(p.key, p.also_registered_as, p.asset_code);
                                   return std::find(own.begin(), own.end(), token) != own.end();
                                 }),
                    "projects_with_token " + token);
  }
}

void compare_batches(const View& view, const Model& model, RandomChanges& random, Comparison& comparison) {
  for (const tanbu::Batch& batch : model.batches) {
    comparison.same(view.batch(batch.id), std::optional(batch), "batch");
    for (const std::string& code : batch.printed_codes) {
      std::optional<BatchId> living;
      for (const tanbu::Batch& other : model.batches) {
        const auto& codes = other.printed_codes;
        if (!other.voided_by && std::find(codes.begin(), codes.end(), code) != codes.end()) living = other.id;
      }
      comparison.same(view.batch_with_code(batch.project.programme, code), living, "batch_with_code");
      comparison.same(view.batch_with_code("GS", code), std::optional<BatchId>(), "batch_with_code elsewhere");
    }
    comparison.same(view.segments(batch.id, batch.units), model.segments_in(batch.id, batch.units), "segments");
    for (int i = 0; i < 3; ++i) {
      const UnitRange units = random.units(batch.units.end + 10);
      comparison.same(view.segments(batch.id, units), model.segments_in(batch.id, units), "segments of a range");
    }
  }
  for (int i = 0; i < 60; ++i) {
    const auto programme = random.programme();
    const auto space = random.space();
    const UnitRange units = random.units(300);
    comparison.same(view.batches_overlapping(programme, space, units),
                    Model::where(model.batches,
                                 [&](const tanbu::Batch& b) {
                                   return !b.voided_by && b.project.programme == programme && b.space == space &&
                                          b.units.overlaps(units);
                                 }),
                    "batches_overlapping");
  }
}

void compare_use(const View& view, const Model& model, Comparison& comparison) {
  for (const Factory& factory : model.factories) {
    comparison.same(view.factory(factory.id), std::optional(factory), "factory");
    comparison.same(view.inventories(factory.id),
                    Model::where(model.inventories, [&](const Inventory& i) { return i.factory == factory.id; }),
                    "inventories");
  }
  for (const Retirement& retirement : model.retirements) {
    comparison.same(view.retirement(retirement.id), std::optional(retirement), "retirement");
    comparison.same(view.retirements(retirement.factory, retirement.period),
                    Model::where(model.retirements,
                                 [&](const Retirement& r) {
                                   return r.factory == retirement.factory && r.period == retirement.period;
                                 }),
                    "retirements");
  }
  comparison.same(view.retirement({0}), std::optional<Retirement>(), "no retirement");
  comparison.same(view.retirement({UINT64_MAX}), std::optional<Retirement>(), "no retirement at the end of numbers");
}

void compare_view(const View& view, const Model& model, RandomChanges& random, Comparison& comparison) {
  compare_who(view, model, comparison);
  compare_projects(view, model, comparison);
  compare_batches(view, model, random, comparison);
  compare_use(view, model, comparison);
}

Page random_page(RandomChanges& random, std::uint64_t size) {
  Page page;
  const auto top = static_cast<std::int64_t>(size);
  if (random.chance(60)) page.from = static_cast<std::uint64_t>(random.number(0, top));
  if (random.chance(60)) page.before = static_cast<std::uint64_t>(random.number(0, top));
  if (random.chance(60)) page.limit = static_cast<std::size_t>(random.number(0, 12));
  page.newest_first = random.chance(40);
  return page;
}

void compare_pages(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  const auto all = [](const auto&) { return true; };
  const Page page = random_page(random, reader.size());
  const auto programme = random.programme();
  comparison.same(reader.parties(page),
                  Model::page(
                      model.parties, page, [](const Party& p) { return p.entry.value; }, all),
                  "parties");
  comparison.same(reader.factories(page),
                  Model::page(
                      model.factories, page, [](const Factory& f) { return f.id.value; }, all),
                  "factories");
  const auto project_entry = [](const Project& p) { return p.entry.value; };
  comparison.same(reader.projects(page, std::nullopt), Model::page(model.projects, page, project_entry, all),
                  "projects");
  comparison.same(
      reader.projects(page, programme),
      Model::page(model.projects, page, project_entry, [&](const Project& p) { return p.key.programme == programme; }),
      "projects of a programme");
  const auto batch_entry = [](const tanbu::Batch& b) { return b.id.value; };
  comparison.same(reader.batches(page, {}), Model::page(model.batches, page, batch_entry, all), "batches");
  comparison.same(reader.batches(page, {.programme = programme, .project_id = std::nullopt}),
                  Model::page(model.batches, page, batch_entry,
                              [&](const tanbu::Batch& b) { return b.project.programme == programme; }),
                  "batches of a programme");
  if (model.projects.empty()) return;
  const ProjectKey key = random.any(model.projects).key;
  comparison.same(
      reader.batches(page, {.programme = key.programme, .project_id = key.project_id}),
      Model::page(model.batches, page, batch_entry, [&](const tanbu::Batch& b) { return b.project == key; }),
      "batches of a project");
  comparison.same(reader.appointments_of(programme),
                  Model::where(model.appointments, [&](const Appointment& a) { return a.programme == programme; }),
                  "appointments_of");
}

void compare_retirement_lists(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  if (model.retirements.empty()) return;
  const Retirement& example = random.any(model.retirements);
  const Page page = random_page(random, reader.size());
  RetirementFilter filter;
  if (random.chance(60)) filter.factory = example.factory;
  if (filter.factory && random.chance(60)) filter.period = example.period;
  if (random.chance(50)) filter.beneficiary = example.beneficiary;
  if (random.chance(5)) filter.beneficiary = nobody.id;
  comparison.same(reader.retirements(page, filter),
                  Model::page(
                      model.retirements, page, [](const Retirement& r) { return r.id.value; },
                      [&](const Retirement& r) {
                        return (!filter.factory || r.factory == *filter.factory) &&
                               (!filter.period || r.period == *filter.period) &&
                               (!filter.beneficiary || r.beneficiary == *filter.beneficiary);
                      }),
                  "retirements by filter");
  const tanbu::Batch& batch = random.any(model.batches);
  const UnitRange units = random.units(batch.units.end + 5);
  comparison.same(reader.retirements_naming(batch.id, units),
                  Model::where(model.retirements,
                               [&](const Retirement& r) {
                                 return std::any_of(r.ranges.begin(), r.ranges.end(), [&](const BatchRange& range) {
                                   return range.batch == batch.id && range.units.overlaps(units);
                                 });
                               }),
                  "retirements_naming");
}

// A party's holdings, page after page, are all its segments in order.
void compare_holdings(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  const PartyId holder = random.chance(5) ? nobody.id : random.any(model.parties).id;
  const auto limit = static_cast<std::size_t>(random.number(1, 5));
  std::vector<Segment> stored;
  BatchRange after{};
  for (;;) {
    const auto page = reader.holdings(holder, after, limit);
    comparison.same(page.size() <= limit, true, "holdings within the limit");
    stored.insert(stored.end(), page.begin(), page.end());
    if (page.size() < limit || stored.size() > model.segments.size()) break;
    after = {page.back().batch, page.back().units};
  }
  comparison.same(stored, Model::where(model.segments, [&](const Segment& s) { return s.holder == holder; }),
                  "holdings");
}

void compare_searches(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  const auto programme = random.programme();
  const auto number = random.number(-1, 300);
  const auto limit = static_cast<std::size_t>(random.number(0, 4));
  auto expected = Model::where(model.batches, [&](const tanbu::Batch& b) {
    return !b.voided_by && b.project.programme == programme && b.units.begin <= number && number < b.units.end;
  });
  if (expected.size() > limit) expected.resize(limit);
  comparison.same(reader.batches_with_number(programme, number, limit), expected, "batches_with_number");
  if (model.batches.empty()) return;
  const tanbu::Batch& batch = random.any(model.batches);
  comparison.same(reader.batch_with_serial(batch.project.programme, batch.serial),
                  Model::one(model.batches,
                             [&](const tanbu::Batch& b) {
                               return !b.voided_by && b.project.programme == batch.project.programme &&
                                      b.serial == batch.serial;
                             }),
                  "batch_with_serial");
  comparison.same(reader.batch_with_serial("GS", batch.serial), std::optional<tanbu::Batch>(), "serial elsewhere");
}

void compare_reader(Reader& reader, const Model& model, RandomChanges& random, Comparison& comparison) {
  compare_view(reader, model, random, comparison);
  for (int i = 0; i < 10; ++i) {
    compare_pages(reader, model, random, comparison);
    compare_retirement_lists(reader, model, random, comparison);
    compare_searches(reader, model, random, comparison);
    if (!model.parties.empty()) compare_holdings(reader, model, random, comparison);
  }
}

Segment segment(BatchId batch, UnitRange units, UnitStatus status) {
  return {.batch = batch,
          .units = units,
          .status = status,
          .holder = std::nullopt,
          .retirement = std::nullopt,
          .traded = false,
          .since = batch.entry()};
}

}  // namespace

TEST_CASE("After random changes every question is answered as by the model") {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    const auto place = new_place();
    auto store = place->create();
    const auto reader = store->reader();
    RandomChanges random(seed);
    LogMaker log;
    Model model;
    Comparison comparison;
    for (int round = 0; round < 12; ++round) {
      const Model before = model;
      const std::uint64_t size = log.size();
      store::Batch batch;
      for (auto count = random.number(1, 25); count > 0; --count) {
        const auto changes = random.of_entry(log.append(batch), model);
        model.apply(changes);
        batch.changes.insert(batch.changes.end(), changes.begin(), changes.end());
      }
      const View& view = store->prefetch({});
      compare_view(view, before, random, comparison);
      comparison.same(view.size(), size, "size");
      store->commit(batch, size, [](const auto&) { return std::string("sealed"); });
      compare_reader(*reader, before, random, comparison);
      reader->refresh();
      compare_reader(*reader, model, random, comparison);
      if (round % 4 == 3) {
        store.reset();
        store = place->open();
      }
    }
    CHECK(comparison.first_difference() == "");
    CHECK(comparison.asked() > 5'000);
    CHECK(model.segments.size() > model.batches.size());
  }
}

TEST_CASE("Segments and batches at the edges of a range are found when they share one unit and not otherwise") {
  const auto place = new_place();
  const auto store = place->create();
  LogMaker log;
  store::Batch batch;
  log.append(batch);
  const BatchId id = {log.append(batch).value};
  constexpr std::int64_t top = limits::unit_number_max;
  tanbu::Batch recorded{};
  recorded.id = id;
  recorded.project = {"VCS", "1"};
  recorded.space = "s";
  recorded.units = {top - 29, top + 1};
  batch.changes.emplace_back(recorded);
  const Segment left = segment(id, {top - 29, top - 19}, UnitStatus::free);
  const Segment middle = segment(id, {top - 19, top - 9}, UnitStatus::retired);
  const Segment right = segment(id, {top - 9, top + 1}, UnitStatus::cancelled);
  batch.changes.emplace_back(SegmentSplice{.batch = id, .erased = {}, .inserted = {left, middle, right}});
  commit(*store, batch, 0);
  const auto reader = store->reader();
  using Segments = std::vector<Segment>;
  CHECK((reader->segments(id, {top - 19, top - 9}) == Segments{middle}));
  CHECK((reader->segments(id, {top - 20, top - 9}) == Segments{left, middle}));
  CHECK((reader->segments(id, {top - 19, top - 8}) == Segments{middle, right}));
  CHECK((reader->segments(id, {top - 15, top - 14}) == Segments{middle}));
  CHECK((reader->segments(id, {top, top + 1}) == Segments{right}));
  CHECK((reader->segments(id, {0, top + 1}) == Segments{left, middle, right}));
  CHECK(reader->segments(id, {0, top - 29}).empty());
  CHECK(reader->segments({id.value + 1}, {0, top}).empty());
  CHECK(reader->batches_overlapping("VCS", "s", {0, top - 29}).empty());
  CHECK(reader->batches_overlapping("VCS", "s", {0, top - 28}).size() == 1);
  CHECK(reader->batches_overlapping("VCS", "s", {top, top + 1}).size() == 1);
  CHECK(reader->batches_overlapping("VCS", "other", {0, top + 1}).empty());
  CHECK(reader->batches_overlapping("CCER", "s", {0, top + 1}).empty());
  CHECK(reader->batches_with_number("VCS", top, 9).size() == 1);
  CHECK(reader->batches_with_number("VCS", top - 30, 9).empty());
}

TEST_CASE("A splice that erases what is not stored exactly so is refused") {
  const auto place = new_place();
  const auto store = place->create();
  LogMaker log;
  store::Batch first;
  const BatchId id = {log.append(first).value};
  const Segment stored = segment(id, {0, 10}, UnitStatus::free);
  first.changes.emplace_back(SegmentSplice{.batch = id, .erased = {}, .inserted = {stored}});
  commit(*store, first, 0);

  std::vector<Segment> wrong(8, stored);
  wrong[0].units = {0, 9};
  wrong[1].units = {1, 10};
  wrong[2].status = UnitStatus::frozen;
  wrong[3].holder = PartyId{"x:somebody"};
  wrong[4].retirement = RetirementId{1};
  wrong[5].since = {9};
  wrong[6].batch = {5};
  wrong[7].traded = true;
  const auto refused = [&](const Changes& changes) {
    store::Batch batch;
    LogMaker copy = log;
    copy.append(batch);
    batch.changes = changes;
    static_cast<void>(store->prefetch({}));
    CHECK_THROWS_AS(store->commit(batch, 1, [](const auto&) { return std::string("x"); }), store::StoreFault);
    CHECK((store->reader()->segments(id, {0, 10}) == std::vector<Segment>{stored}));
  };
  for (const Segment& erased : wrong) {
    refused({SegmentSplice{.batch = id, .erased = {erased}, .inserted = {}}});
  }
  // The same within one batch, where the splice before has not reached the database.
  const Segment changed = segment(id, {0, 10}, UnitStatus::cancelled);
  refused({SegmentSplice{.batch = id, .erased = {stored}, .inserted = {changed}},
           SegmentSplice{.batch = id, .erased = {stored}, .inserted = {}}});
  refused({SegmentSplice{.batch = id, .erased = {stored}, .inserted = {changed, changed}}});
  refused({SegmentSplice{.batch = id, .erased = {}, .inserted = {changed}}});
  CHECK(store->reader()->size() == 1);
}

}  // namespace tanbu::test
