#include "tests/model/simulation/generator.hpp"

#include <algorithm>

#include "ledger/rules/references.hpp"

namespace tanbu::simulation {

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

std::int64_t Random::number(std::int64_t least, std::int64_t most) {
  HOLDS(least <= most);
  return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
}

const std::vector<Generator::Kind>& Generator::kinds() {
  using G = Generator;
  static const std::vector<Kind> all{{1, &G::genesis},
                                     {6, &G::enroll_party},
                                     {4, &G::update_party},
                                     {2, &G::succeed_party},
                                     {6, &G::add_key},
                                     {4, &G::revoke_key},
                                     {6, &G::appoint_registrar},
                                     {2, &G::end_appointment},
                                     {4, &G::authorise_body},
                                     {3, &G::suspend_authorisation},
                                     {3, &G::resume_authorisation},
                                     {2, &G::end_authorisation},
                                     {2, &G::appoint_scheme_owner},
                                     {6, &G::set_approval_policy},
                                     {12, &G::approve},
                                     {5, &G::decline},
                                     {2, &G::recognise_instrument},
                                     {3, &G::register_factory},
                                     {2, &G::update_factory},
                                     {6, &G::transfer_factory},
                                     {10, &G::declare_inventory},
                                     {10, &G::verify_inventory},
                                     {6, &G::engage_body},
                                     {6, &G::accept_engagement},
                                     {2, &G::end_engagement},
                                     {14, &G::register_project},
                                     {4, &G::link_projects},
                                     {44, &G::record_batch},
                                     {8, &G::amend_batch},
                                     {8, &G::record_generation},
                                     {14, &G::record_registry_event},
                                     {10, &G::freeze},
                                     {8, &G::unfreeze},
                                     {5, &G::cancel},
                                     {6, &G::invalidate},
                                     {4, &G::record_foreign_use},
                                     {50, &G::transfer},
                                     {14, &G::reserve},
                                     {8, &G::release},
                                     {6, &G::assign_benefit},
                                     {50, &G::retire},
                                     {16, &G::retire_claim},
                                     {16, &G::confirm_evidence},
                                     {8, &G::reject_evidence},
                                     {8, &G::withdraw_retirement},
                                     {7, &G::request_correction},
                                     {7, &G::correct_retirement},
                                     {3, &G::unlock_project},
                                     {20, &G::void_entry}};
  return all;
}

Generator::Generator(World& world, std::uint64_t seed) : world_(world), random_(seed) {
  parties_ = {world.registrar, world.gec_registrar, world.verifier, world.trader, world.plant, world.rival};
  factories_ = {world.factory, world.other_factory};
  for (const PartyId& party : parties_) keys_.push_back({"kid-" + party.text});
}

Wish Generator::next() {
  move_clock();
  static const int all_weights = [] {
    int sum = 0;
    for (const Kind& kind : kinds()) sum += kind.weight;
    return sum;
  }();
  auto left = random_.number(0, all_weights - 1);
  auto kind = kinds().begin();
  while (left >= kind->weight) {
    left -= kind->weight;
    ++kind;
  }
  // Where there is nothing yet, most kinds would have nothing to speak of.
  const bool early = batches_.size() < 4 && random_.chance(80);
  Wish wish = !early ? (this->*kind->draw)() : random_.chance(40) ? register_project() : record_batch();
  if (random_.chance(5)) wish.issuer = random_.any(parties_);
  // Whoever signs has a key here, and so a place in the ledger (admission).
  if (!world_.ledger.party(wish.issuer)) wish.issuer = world_.association;
  if (wish.key.text.empty() && random_.chance(50)) wish.key = key_of(wish.issuer);
  return wish;
}

void Generator::move_clock() {
  constexpr std::int64_t hour_ms = 3'600'000;
  std::int64_t hours = random_.number(0, 8);
  if (random_.chance(20)) hours = random_.number(0, 48);
  if (random_.chance(2)) hours = 24 * random_.number(5, 100);
  world_.now.unix_ms += hours * hour_ms;
}

void Generator::learn(const Decision& decision) {
  for (const Event& event : decision.events) {
    if (const auto* e = std::get_if<PartyEnrolled>(&event)) parties_.push_back(e->party.id);
    if (const auto* e = std::get_if<KeyRegistered>(&event)) keys_.push_back(e->key.kid);
    if (const auto* e = std::get_if<RegistrarAppointed>(&event)) appointments_.push_back(e->appointment.entry.value);
    if (const auto* e = std::get_if<FactoryRegistered>(&event)) factories_.push_back(e->factory.id);
    if (const auto* e = std::get_if<InventoryDeclared>(&event)) inventories_.push_back(e->inventory.id.value);
    if (const auto* e = std::get_if<ProjectRegistered>(&event)) {
      projects_.push_back(e->project.key);
      voidable_.push_back(e->project.entry.value);
    }
    if (const auto* e = std::get_if<BatchRecorded>(&event)) batches_.push_back(e->batch.id.value);
    if (const auto* e = std::get_if<UnitsRetired>(&event)) retirements_.push_back(e->retirement.id.value);
    const auto* taken = std::get_if<NoteTaken>(&event);
    if (taken == nullptr || id_of(taken->note).entry.value + 1 < world_.ledger.size()) continue;
    const std::uint64_t entry = id_of(taken->note).entry.value;
    if (std::holds_alternative<Generation>(taken->note)) voidable_.push_back(entry);
    if (std::holds_alternative<Pending>(taken->note)) pending_.push_back(entry);
    if (std::holds_alternative<Engagement>(taken->note)) engagements_.push_back(entry);
    if (std::holds_alternative<Authorisation>(taken->note)) authorisations_.push_back(entry);
    if (const auto* note = std::get_if<CorrectionRequest>(&taken->note)) requests_.push_back(*note);
    if (const auto* note = std::get_if<FactoryOffer>(&taken->note)) offers_.push_back(*note);
    const auto* action = std::get_if<UnitAction>(&taken->note);
    if (action == nullptr) continue;
    if (action->kind == ActionKind::reservation) reservations_.push_back(entry);
    if (action->kind == ActionKind::transfer_hold) waiting_transfers_.push_back(entry);
    if (action->kind == ActionKind::invalidation) invalidations_.push_back(entry);
    voidable_.push_back(entry);
  }
}

// Mostly somebody who is still there.
PartyId Generator::party() {
  if (random_.chance(2)) return {"x:stranger"};
  PartyId party = random_.any(parties_);
  for (int attempt = 0; attempt < 3 && world_.ledger.party(party)->succeeded_by; ++attempt)
    party = random_.any(parties_);
  return party;
}

// Whoever gets units or a factory is still there. The rules grant a transfer to a party that was merged into another
// one, and its units then rest with somebody who signs nothing any more; what follows from that is not simulated.
PartyId Generator::receiver() {
  PartyId to = party();
  for (auto known = world_.ledger.party(to); known && known->succeeded_by; known = world_.ledger.party(to))
    to = *known->succeeded_by;
  return to;
}

PartyId Generator::registrar_of(const std::string& programme) {
  std::vector<PartyId> appointed;
  for (const PartyId& party : parties_) {
    const bool speaks = rules::is_registrar(party, programme, china_date(world_.now), world_.ledger);
    if (speaks && !world_.ledger.party(party)->succeeded_by) appointed.push_back(party);
  }
  return appointed.empty() ? party() : random_.any(appointed);
}

PartyId Generator::registrar_or_association(const std::vector<BatchRange>& ranges) {
  return random_.chance(25) ? world_.association : registrar_of(programme_of(ranges));
}

KeyId Generator::key_of(const PartyId& party) {
  const auto keys = world_.ledger.keys_of(party);
  return keys.empty() ? KeyId{} : random_.any(keys).kid;
}

FactoryId Generator::factory() {
  if (random_.chance(1)) return {999'999};
  return random_.any(factories_);
}

FactoryId Generator::factory_of(const PartyId& party) {
  const auto own = world_.ledger.factories_of(party);
  return own.empty() || random_.chance(10) ? factory() : random_.any(own).id;
}

Period Generator::period() {
  return *parse_period(std::to_string(random_.chance(60) ? 2022 : random_.number(2020, 2025)));
}

Date Generator::past_day(int within_days) {
  const std::int32_t today = china_date(world_.now).days;
  if (random_.chance(3)) return {today + 5};
  return {today - static_cast<std::int32_t>(random_.number(0, within_days))};
}

// Mostly one of the newest; now and then an entry that is something else, or none.
std::uint64_t Generator::one_of(const std::vector<std::uint64_t>& entries) {
  if (entries.empty() || random_.chance(5))
    return static_cast<std::uint64_t>(random_.number(0, static_cast<std::int64_t>(world_.ledger.size()) + 2));
  const auto count = static_cast<std::int64_t>(entries.size());
  const auto back = random_.chance(60) ? random_.number(1, std::min<std::int64_t>(count, 6)) : random_.number(1, count);
  return entries[static_cast<std::size_t>(count - back)];
}

ProjectKey Generator::project() {
  if (projects_.empty() || random_.chance(2)) return {"VCS", "nowhere"};
  return random_.any(projects_);
}

std::string Generator::text_naming(const PartyId& party) {
  const auto named = world_.ledger.party(party);
  const auto kind = random_.number(0, 9);
  if (!named || kind == 0) return "Somebody Else GmbH";
  if (kind == 1) return "";
  if (kind == 2) return "for " + named->name;
  return named->aliases.empty() ? named->name : named->aliases.front();
}

std::string Generator::reason_text() {
  static const std::vector<std::string> texts{"2022", "2022", "2022", "FY 2022", "2021", "2023", "", "event", "ETS"};
  return random_.any(texts);
}

// Units of one or two batches in one of the wanted conditions; any units where there are none such.
std::vector<BatchRange> Generator::ranges_where(const Wanted& wanted) {
  if (batches_.empty()) return {{{0}, units(1, 1)}};
  std::vector<BatchRange> found;
  const std::size_t count = random_.chance(15) ? 2 : 1;
  for (int attempt = 0; attempt < 10 && found.size() < count; ++attempt) {
    const std::uint64_t id = one_of(batches_);
    const auto batch = world_.ledger.batch({id});
    const bool known = std::any_of(found.begin(), found.end(), [id](const auto& one) { return one.batch.value == id; });
    if (!batch || known) continue;
    auto segments = world_.ledger.segments({id}, batch->units);
    std::erase_if(segments, [&](const Segment& segment) { return !wanted(segment); });
    if (segments.empty()) continue;
    UnitRange range = random_.any(segments).units;
    if (random_.chance(55)) {
      range.begin += random_.number(0, range.quantity() - 1);
      range.end -= random_.number(0, range.quantity() - 1);
    }
    found.push_back({{id}, range});
  }
  if (found.empty()) {
    const std::uint64_t id = random_.any(batches_);
    found.push_back({{id}, world_.ledger.batch({id})->units});
  }
  if (random_.chance(1)) found.front().units.end += 40;
  if (random_.chance(1)) found.front().batch = {999'999};
  return found;
}

std::vector<BatchRange> Generator::ranges_with(const std::vector<UnitStatus>& statuses) {
  return ranges_where([&statuses](const Segment& segment) {
    return std::find(statuses.begin(), statuses.end(), segment.status) != statuses.end();
  });
}

PartyId Generator::holder_of(const std::vector<BatchRange>& ranges) {
  for (const Segment& segment : world_.ledger.segments(ranges.front().batch, ranges.front().units)) {
    if (segment.holder) return *segment.holder;
  }
  return party();
}

std::string Generator::programme_of(const std::vector<BatchRange>& ranges) {
  const auto batch = world_.ledger.batch(ranges.front().batch);
  return batch ? batch->project.programme : "VCS";
}

}  // namespace tanbu::simulation
