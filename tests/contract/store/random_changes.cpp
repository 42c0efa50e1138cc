#include "tests/contract/store/random_changes.hpp"

namespace tanbu::test {
namespace {

std::string named(const std::string& kind, EntryIndex entry) { return kind + " " + std::to_string(entry.value); }

}  // namespace

UnitRange RandomChanges::units(std::int64_t highest) {
  const auto first = number(0, highest);
  return {first, number(first, highest) + 1};
}

Party RandomChanges::party(EntryIndex entry) {
  Party party{.id = {"x:party-" + std::to_string(entry.value)},
              .entry = entry,
              .legal_form = static_cast<LegalForm>(number(0, 3)),
              .name = named("名", entry),
              .aliases = {},
              .succeeded_by = std::nullopt};
  for (auto count = number(0, 3); count > 0; --count) party.aliases.push_back(named("alias", {entry.value + 1}));
  return party;
}

Project RandomChanges::project(EntryIndex entry, const Model& model) {
  Project project{.key = {programme(), "P" + std::to_string(entry.value)},
                  .entry = entry,
                  .title = named("title", entry),
                  .developer = std::nullopt,
                  .verifier = std::nullopt,
                  .self_developed_for = std::nullopt,
                  .located_in_factory = maybe(FactoryId{entry.value / 3}),
                  .project_class = static_cast<ProjectClass>(number(0, 2)),
                  .recorded_by = any(model.parties).id,
                  .crediting_from = maybe(date()),
                  .crediting_until = maybe(date()),
                  .asset_code = std::nullopt,
                  .also_registered_as = {},
                  .used = chance(20),
                  .shared = chance(20),
                  .lock = std::nullopt,
                  .voided_by = std::nullopt};
  if (chance(50)) project.developer = any(model.parties).id;
  if (chance(50)) project.verifier = any(model.parties).id;
  if (chance(30)) project.self_developed_for = FactoryId{entry.value / 2};
  if (chance(50)) project.asset_code = "asset-" + std::to_string(number(1, 3));
  for (auto count = number(0, 2); count > 0; --count) {
    project.also_registered_as.push_back({programme(), "P" + std::to_string(number(0, 9))});
  }
  return project;
}

Changes RandomChanges::batch(EntryIndex entry, const Model& model) {
  const ProjectKey key = any(model.projects).key;
  const std::string space = this->space();
  std::int64_t& next = next_free_[key.programme + "/" + space];
  const std::int64_t first = next + (chance(50) ? 0 : number(1, 20));
  next = first + number(1, 60);
  tanbu::Batch batch{.id = {entry.value},
                     .project = key,
                     .serial = named("serial", entry),
                     .space = space,
                     .units = {first, next},
                     .printed_codes = {},
                     .vintage_from = date(),
                     .vintage_until = date(),
                     .issued_on = date(),
                     .registry_status = static_cast<RegistryStatus>(number(0, 2)),
                     .status_on = std::nullopt,
                     .beneficiary_text = chance(50) ? named("beneficiary", entry) : "",
                     .reason_text = chance(50) ? named("reason", entry) : "",
                     .registry_reference = named("reference", entry),
                     .tradable = chance(50),
                     .recorded_by = any(model.parties).id,
                     .hold = chance(20) ? "temporary_credit" : "",
                     .voided_by = std::nullopt};
  if (chance(50)) batch.status_on = date();
  for (auto count = number(0, 2); count > 0; --count) {
    batch.printed_codes.push_back("code-" + std::to_string(entry.value) + "-" + std::to_string(count));
  }
  Segment whole{.batch = batch.id,
                .units = batch.units,
                .status = UnitStatus::unassigned,
                .holder = std::nullopt,
                .retirement = std::nullopt,
                .traded = chance(20),
                .since = entry};
  if (chance(70)) {
    whole.status = UnitStatus::free;
    whole.holder = any(model.parties).id;
  }
  return {batch, SegmentSplice{.batch = batch.id, .erased = {}, .inserted = {whole}}};
}

Inventory RandomChanges::inventory(EntryIndex entry, const Model& model) {
  Inventory inventory{.id = {entry.value},
                      .factory = any(model.factories).id,
                      .period = period(),
                      .standard = "GB/T 32150",
                      .version = number(1, 5),
                      .superseded_by = std::nullopt,
                      .scope1 = {number(0, 1'000'000)},
                      .scope2_heat = {number(0, 1'000'000)},
                      .scope3 = std::nullopt,
                      .consumed = {number(0, 1'000'000)},
                      .purchased = {number(0, 1'000'000)},
                      .factor_location = {number(1, 100'000)},
                      .ccus = {number(0, 10)},
                      .in_boundary_removal = {number(0, 10)},
                      .green_power = {number(0, 1'000)},
                      .direct = {},
                      .in_boundary_projects = {},
                      .in_boundary_assets = {},
                      .verification = std::nullopt,
                      .voided_by = maybe(entry)};
  for (auto count = number(0, 2); count > 0; --count) {
    inventory.direct.push_back({maybe(named("asset", entry)), {number(0, 1'000)}});
    inventory.in_boundary_projects.push_back({programme(), named("P", entry)});
    inventory.in_boundary_assets.push_back(named("asset", entry));
  }
  if (chance(50)) {
    inventory.verification = Verification{.entry = entry,
                                          .verifier = any(model.parties).id,
                                          .reported_by = any(model.parties).id,
                                          .assurance = static_cast<Assurance>(number(0, 1)),
                                          .opinion = static_cast<Opinion>(number(0, 2)),
                                          .verified_on = date()};
  }
  if (chance(50)) inventory.scope3 = Kilograms{number(0, 1'000'000)};
  return inventory;
}

// Cuts the segments in the range at its edges and puts the pieces inside into another condition.
SegmentSplice RandomChanges::splice(EntryIndex entry, BatchRange range, const Model& model, RetirementId retirement) {
  SegmentSplice splice{.batch = range.batch, .erased = model.segments_in(range.batch, range.units), .inserted = {}};
  for (const Segment& old : splice.erased) {
    const UnitRange inside = old.units.intersection(range.units);
    const auto add = [&](std::int64_t begin, std::int64_t end, bool changed) {
      if (begin == end) return;
      Segment piece = old;
      piece.units = {begin, end};
      if (changed) {
        piece.status = static_cast<UnitStatus>(number(1, 11));
        piece.traded = chance(30);
        piece.since = entry;
        piece.holder = chance(60) ? std::optional(any(model.parties).id) : std::nullopt;
        piece.retirement = chance(60) ? std::optional(retirement) : std::nullopt;
      }
      splice.inserted.push_back(piece);
    };
    add(old.units.begin, inside.begin, false);
    add(inside.begin, inside.end, true);
    add(inside.end, old.units.end, false);
  }
  return splice;
}

Changes RandomChanges::retire(EntryIndex entry, const Model& model) {
  Retirement retirement{.id = {entry.value},
                        .issuer = any(model.parties).id,
                        .factory = any(model.factories).id,
                        .period = period(),
                        .purpose = static_cast<Purpose>(number(0, 1)),
                        .ranges = {},
                        .quantity = 0,
                        .beneficiary = any(model.parties).id,
                        .retired_on = date(),
                        .registry_reference = chance(50) ? named("reference", entry) : "",
                        .status = static_cast<RetirementStatus>(number(1, 7)),
                        .claim = chance(20),
                        .holder = maybe(any(model.parties).id),
                        .recorded_on = date(),
                        .counted = 0,
                        .replaces = maybe(EntryIndex{entry.value / 2}),
                        .closed_by = maybe(EntryIndex{entry.value + 1})};
  Changes changes;
  std::vector<BatchId> drawn;
  for (auto count = number(1, 3); count > 0; --count) {
    const tanbu::Batch& batch = any(model.batches);
    if (std::find(drawn.begin(), drawn.end(), batch.id) != drawn.end()) continue;
    drawn.push_back(batch.id);
    const auto inside = units(batch.units.quantity() - 1);
    const BatchRange range{batch.id, {batch.units.begin + inside.begin, batch.units.begin + inside.end}};
    retirement.ranges.push_back(range);
    retirement.quantity += range.units.quantity();
    if (!retirement.claim) changes.emplace_back(splice(entry, range, model, retirement.id));
  }
  retirement.counted = number(0, retirement.quantity);
  changes.emplace_back(retirement);
  return changes;
}

// The numbers and codes of a voided batch, recorded again for the same programme.
Changes RandomChanges::batch_again(EntryIndex entry, const Model& model) {
  for (const tanbu::Batch& old : model.batches) {
    const bool taken = std::any_of(model.batches.begin(), model.batches.end(), [&](const tanbu::Batch& other) {
      return !other.voided_by && other.project.programme == old.project.programme && other.space == old.space &&
             other.units.overlaps(old.units);
    });
    const bool code_taken = std::any_of(old.printed_codes.begin(), old.printed_codes.end(), [&](const auto& code) {
      return std::any_of(model.batches.begin(), model.batches.end(), [&](const tanbu::Batch& other) {
        const auto& codes = other.printed_codes;
        return !other.voided_by && std::find(codes.begin(), codes.end(), code) != codes.end();
      });
    });
    if (!old.voided_by || taken || code_taken) continue;
    tanbu::Batch again = old;
    again.id = {entry.value};
    again.voided_by = std::nullopt;
    const Segment whole{.batch = again.id,
                        .units = again.units,
                        .status = UnitStatus::unassigned,
                        .holder = std::nullopt,
                        .retirement = std::nullopt,
                        .traded = false,
                        .since = entry};
    return {again, SegmentSplice{.batch = again.id, .erased = {}, .inserted = {whole}}};
  }
  return {};
}

Changes RandomChanges::voided_or_extended(EntryIndex entry, const Model& model) {
  switch (number(1, 4)) {
    case 1: {
      Project project = any(model.projects);
      if (project.voided_by) {
        Project again = this->project(entry, model);
        again.key = project.key;
        return {again};
      }
      project.voided_by = entry;
      return {project};
    }
    case 2: {
      tanbu::Batch batch = any(model.batches);
      if (!batch.voided_by) batch.voided_by = entry;
      return {batch};
    }
    case 3:
      return batch_again(entry, model);
    default: {
      tanbu::Batch batch = any(model.batches);
      std::int64_t& next = next_free_[batch.project.programme + "/" + batch.space];
      if (batch.voided_by || batch.units.end != next) return {};
      const UnitRange added{next, next + number(1, 20)};
      next = batch.units.end = added.end;
      const Segment behind{.batch = batch.id,
                           .units = added,
                           .status = UnitStatus::free,
                           .holder = any(model.parties).id,
                           .retirement = std::nullopt,
                           .traded = false,
                           .since = entry};
      return {batch, SegmentSplice{.batch = batch.id, .erased = {}, .inserted = {behind}}};
    }
  }
}

Changes RandomChanges::change_of_old(EntryIndex entry, const Model& model) {
  if (!model.batches.empty() && chance(50)) return voided_or_extended(entry, model);
  switch (number(1, 8)) {
    case 1: {
      Party changed = party(any(model.parties).entry);
      changed.succeeded_by = maybe(any(model.parties).id);
      if (chance(50)) changed.aliases.push_back("newer");
      return {changed};
    }
    case 2: {
      if (model.keys.empty()) return {};
      Key key = any(model.keys);
      key.valid_until = Instant{number(1, 1'000'000)};
      key.kinds.push_back("retire");
      return {key};
    }
    case 3: {
      Project project = any(model.projects);
      project.used = true;
      project.lock = ProjectLock{{number(0, 9) > 4 ? 1U : 2U}, {entry.value}, chance(50)};
      if (chance(50)) project.also_registered_as.clear();
      return {project};
    }
    case 4: {
      if (model.inventories.empty()) return {};
      Inventory old = any(model.inventories);
      old.superseded_by = InventoryId{entry.value};
      return {old};
    }
    case 5: {
      if (model.retirements.empty()) return {};
      Retirement retirement = any(model.retirements);
      retirement.status = RetirementStatus::confirmed;
      return {retirement};
    }
    case 6: {
      Factory factory = any(model.factories);
      factory.former_operators.push_back({factory.operator_party, factory.operator_from, date()});
      factory.operator_party = any(model.parties).id;
      return {factory};
    }
    case 7: {
      if (model.notes.empty()) return {};
      return {changed_note(random_, any(model.notes))};
    }
    default: {
      if (model.batches.empty()) return {};
      tanbu::Batch batch = any(model.batches);
      batch.registry_status = RegistryStatus::cancelled;
      if (chance(50) && !batch.printed_codes.empty()) batch.printed_codes.pop_back();
      return {batch};
    }
  }
}

Changes RandomChanges::small_thing(EntryIndex entry, const Model& model) {
  const PartyId party = any(model.parties).id;
  switch (number(1, 4)) {
    case 1:
      return {this->party(entry)};
    case 2:
      return {Key{.kid = {"kid-" + std::to_string(entry.value)},
                  .party = party,
                  .entry = entry,
                  .jwk = R"({"kty":"OKP"})",
                  .valid_from = {number(0, 1'000'000)},
                  .valid_until = std::nullopt,
                  .kinds = chance(50) ? std::vector<std::string>{"retire", "transfer"} : std::vector<std::string>{}}};
    case 3:
      return {Appointment{.entry = entry, .party = party, .programme = programme(), .from = date(), .until = date()}};
    default:
      return {Factory{.id = {entry.value},
                      .operator_party = party,
                      .operator_from = date(),
                      .former_operators = {},
                      .name = named("factory", entry),
                      .division = "33010" + std::to_string(number(1, 2)),
                      .address = "road " + std::to_string(number(1, 2))}};
  }
}

Changes RandomChanges::of_entry(EntryIndex entry, const Model& model) {
  if (entry.value == 0) return {party(entry)};
  if (model.factories.empty() || chance(15)) return small_thing(entry, model);
  if (model.projects.empty() || chance(10)) return {project(entry, model)};
  if (model.batches.empty() || chance(20)) return batch(entry, model);
  if (chance(15)) return {inventory(entry, model)};
  if (chance(25)) {
    Changes notes;
    const auto sort = static_cast<std::size_t>(number(0, std::variant_size_v<Note> - 1));
    for (auto ordinal = number(0, 2); ordinal >= 0; --ordinal) {
      const Note note = random_note(random_, sort, entry, static_cast<std::uint32_t>(ordinal));
      if (id_of(note).ordinal == static_cast<std::uint32_t>(ordinal)) notes.emplace_back(note);
    }
    return notes;
  }
  if (chance(20)) return change_of_old(entry, model);
  return retire(entry, model);
}

}  // namespace tanbu::test
