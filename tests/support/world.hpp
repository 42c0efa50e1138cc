// A small ledger in memory for tests of rules: the real rules, apply and invariants over a real overlay, without bytes,
// keys or disk.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/apply.hpp"
#include "ledger/invariants.hpp"
#include "ledger/rules.hpp"

namespace tanbu::test {

// The ledger before anything happened.
class EmptyView final : public View {
 public:
  [[nodiscard]] std::uint64_t size() const override { return 0; }
  [[nodiscard]] std::optional<PartyId> association() const override { return std::nullopt; }
  [[nodiscard]] std::optional<Party> party(const PartyId&) const override { return std::nullopt; }
  [[nodiscard]] std::optional<Key> key(const KeyId&) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Appointment> appointments(const PartyId&, const std::string&) const override { return {}; }
  [[nodiscard]] std::optional<Appointment> appointment(EntryIndex) const override { return std::nullopt; }
  [[nodiscard]] std::optional<Factory> factory(FactoryId) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Factory> factories_at(const std::string&, const std::string&) const override { return {}; }
  [[nodiscard]] std::optional<Project> project(const ProjectKey&) const override { return std::nullopt; }
  [[nodiscard]] std::optional<Project> project_at(EntryIndex) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Project> projects_with_token(const std::string&) const override { return {}; }
  [[nodiscard]] std::vector<BatchId> batches_of_project(const ProjectKey&) const override { return {}; }
  [[nodiscard]] std::optional<Batch> batch(BatchId) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Batch> batches_overlapping(const std::string&, const std::string&,
                                                       UnitRange) const override {
    return {};
  }
  [[nodiscard]] std::optional<BatchId> batch_with_code(const std::string&, const std::string&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<Segment> segments(BatchId, UnitRange) const override { return {}; }
  [[nodiscard]] std::optional<Inventory> inventory(InventoryId) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Inventory> inventories(FactoryId) const override { return {}; }
  [[nodiscard]] std::optional<Retirement> retirement(RetirementId) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Retirement> retirements(FactoryId, Period) const override { return {}; }
  [[nodiscard]] std::vector<Key> keys_of(const PartyId&) const override { return {}; }
  [[nodiscard]] std::vector<Factory> factories_of(const PartyId&) const override { return {}; }
  [[nodiscard]] std::vector<Project> projects_of(const PartyId&) const override { return {}; }
  [[nodiscard]] std::vector<BatchId> batches_held_by(const PartyId&) const override { return {}; }
  [[nodiscard]] std::vector<Retirement> retirements_naming(BatchId, UnitRange) const override { return {}; }
  [[nodiscard]] std::optional<Note> note(NoteId) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Note> notes(const std::string&) const override { return {}; }
};

inline Date day(const char* text) { return parse_date(text).value(); }
inline Period period(const char* text) { return parse_period(text).value(); }
inline UnitRange units(std::int64_t first, std::int64_t last) { return UnitRange::from_inclusive(first, last).value(); }
inline Evidence evidence() {
  return {.sha256 = std::string(64, 'a'),
          .bytes = 1,
          .media_type = "application/pdf",
          .reference = "R-1",
          .url = std::nullopt};
}

class World {
 public:
  const PartyId association{"x:association"};
  const PartyId registrar{"x:registrar"};  // of VCS
  const PartyId gec_registrar{"x:gec-registrar"};
  const PartyId verifier{"x:verifier"};  // registrar of OWN
  const PartyId trader{"x:trader"};
  const PartyId plant{"uscc:91330100799655058B"};  // operates `factory`
  const PartyId rival{"uscc:914403001922038216"};  // operates `other_factory`
  FactoryId factory;
  FactoryId other_factory;

  // The wish of a party at the world's present time. An accepted wish becomes the next entry; the invariants hold or
  // the test dies.
  // `key` is one of the issuer's; without one the wish is signed by a key that no policy and no limit knows.
  Outcome<Decision> wish(const PartyId& issuer, const Command& command, const KeyId& key = {}) {
    const EntryIndex entry{ledger.size()};
    Context context{.issuer = issuer, .entry = entry, .time = now, .key = key};
    if (const auto* approve = std::get_if<ApproveCommand>(&command)) {
      const auto waiting = commands.find(approve->pending.value);
      if (waiting != commands.end()) context.pending = &waiting->second;
    }
    auto outcome = decide(command, context, ledger);
    if (!outcome.accepted()) return outcome;
    commands.insert_or_assign(entry.value, command);
    Changes all;
    {
      Overlay trial(static_cast<const View&>(ledger));
      for (const Event& event : outcome.value().events) {
        const Changes changes = tanbu::apply(event, trial);
        trial.put(changes);
        all.insert(all.end(), changes.begin(), changes.end());
      }
    }
    const auto violation = violated_invariant(all, ledger, entry);
    if (violation) bug_found(violation->c_str(), __FILE__, __LINE__);
    ledger.put(all);
    ledger.append_entry();
    return outcome;
  }
  // The same where the test cannot go on without it.
  std::uint64_t grant(const PartyId& issuer, const Command& command, const KeyId& key = {}) {
    const std::uint64_t entry = ledger.size();
    const auto outcome = wish(issuer, command, key);
    if (!outcome.accepted()) bug_found(std::string(name_of(outcome.refused().reason)).c_str(), __FILE__, __LINE__);
    return entry;
  }

  // Genesis, parties, appointments and two factories.
  World& populate() {
    grant(association, GenesisCommand{.origin = "ledger.example/1",
                                      .association = association,
                                      .association_name = "Association",
                                      .keys = {{{"kid-association"}, "{}"}},
                                      .log_vkey = "v",
                                      .rules = std::string(rules_version)});
    for (const auto& [party, name] : {std::pair{registrar, "Registrar"},
                                      {gec_registrar, "GEC registrar"},
                                      {verifier, "Verifier"},
                                      {trader, "Trader"},
                                      {plant, "Plant One Ltd"},
                                      {rival, "Rival Works Ltd"}}) {
      grant(association, enrolment(party, name));
    }
    grant(association, AppointRegistrarCommand{registrar, "VCS", day("2020-01-01"), day("2030-12-31")});
    grant(association, AppointRegistrarCommand{gec_registrar, "GEC", day("2020-01-01"), day("2030-12-31")});
    grant(association, AppointRegistrarCommand{verifier, "OWN", day("2020-01-01"), day("2030-12-31")});
    factory = {grant(plant, site("Hall 1"))};
    other_factory = {grant(rival, site("Hall 2"))};
    return *this;
  }

  static EnrollPartyCommand enrolment(const PartyId& party, const std::string& name) {
    return {.party = party,
            .name = name,
            .name_en = {},
            .aliases = {name + " (registry)"},
            .legal_form = LegalForm::legal_person,
            .registered_address = {},
            .division = {},
            .key = KeyText{{"kid-" + party.text}, "{}"}};
  }
  static RegisterFactoryCommand site(const std::string& address) {
    return {.name = "Factory",
            .address = address,
            .division = "330108",
            .zone = {},
            .industry = "C3823",
            .established_on = day("2010-05-01")};
  }
  static RegisterProjectCommand vcs_project(const std::string& id) {
    RegisterProjectCommand project;
    project.project = {"VCS", id};
    project.title = "Project " + id;
    project.country = "CN";
    project.technology = "wind";
    project.methodology = "ACM0002";
    return project;
  }
  RegisterProjectCommand own_project(const std::string& id) const {
    RegisterProjectCommand project = vcs_project(id);
    project.project = {"OWN", id};
    project.developer = plant.text;
    project.verifier = verifier;
    project.self_developed_for = factory;
    return project;
  }
  static RecordBatchCommand vcs_batch(const std::string& project, std::int64_t first, std::int64_t last) {
    RecordBatchCommand batch;
    batch.project = {"VCS", project};
    batch.serial = "S-" + project + "-" + std::to_string(first) + "-" + std::to_string(last);
    batch.space = "2020";
    batch.units = units(first, last);
    batch.vintage_from = day("2022-01-01");
    batch.vintage_until = day("2022-12-31");
    batch.issued_on = day("2023-02-01");
    batch.registry_status = RegistryStatus::active;
    return batch;
  }
  static RecordBatchCommand retired_batch(const std::string& project, std::int64_t first, std::int64_t last,
                                          const std::string& beneficiary, const std::string& reason) {
    RecordBatchCommand batch = vcs_batch(project, first, last);
    batch.registry_status = RegistryStatus::retired;
    batch.status_on = day("2023-06-01");
    batch.beneficiary_text = beneficiary;
    batch.reason_text = reason;
    batch.registry_reference = "VCS-R-1";
    return batch;
  }
  static RecordBatchCommand own_batch(const std::string& project, const std::string& statement, std::int64_t quantity) {
    RecordBatchCommand batch = vcs_batch(project, 1, quantity);
    batch.project = {"OWN", project};
    batch.serial = statement;
    batch.space = statement;
    return batch;
  }
  static RecordBatchCommand gec_batch(const std::string& asset, std::int64_t first, std::int64_t last) {
    RecordBatchCommand batch = vcs_batch(asset, first, last);
    batch.project = {"GEC", asset};
    batch.serial = asset + "#" + std::to_string(first);
    batch.space = asset + "/2022-05";
    batch.printed_codes = {asset + std::to_string(first), asset + std::to_string(last)};
    batch.vintage_from = day("2022-05-01");
    batch.vintage_until = day("2022-05-31");
    batch.issued_on = day("2022-07-01");
    batch.tradable = true;
    return batch;
  }
  // A recorded batch whose units the trader holds.
  BatchId held_by_trader(const std::string& project, std::int64_t first, std::int64_t last) {
    if (!ledger.project({"VCS", project})) grant(registrar, vcs_project(project));
    const BatchId batch{grant(registrar, vcs_batch(project, first, last))};
    grant(registrar, transfer({{batch, units(first, last)}}, trader));
    return batch;
  }
  static TransferCommand transfer(std::vector<BatchRange> ranges, const PartyId& to) {
    return {.ranges = std::move(ranges), .to = to, .basis = TransferBasis::trade, .evidence = evidence()};
  }
  RetireCommand retire(std::vector<BatchRange> ranges) const {
    std::int64_t quantity = 0;
    for (const BatchRange& range : ranges) quantity += range.units.quantity();
    return {.factory = factory,
            .period = period("2022"),
            .purpose = Purpose::factory_offset,
            .ranges = std::move(ranges),
            .reservation = {},
            .quantity = quantity,
            .beneficiary = plant,
            .assignment = {},
            .retired_on = day("2023-06-01"),
            .registry_reference = {},
            .replaces = {},
            .evidence = {}};
  }
  DeclareInventoryCommand inventory(const char* of_period, const std::string& standard = "ISO 14064-1") const {
    DeclareInventoryCommand command;
    command.factory = factory;
    command.period = period(of_period);
    command.standard = standard;
    command.scope1 = {8'000'000};
    command.consumed = {23'535'524};
    command.purchased = {23'535'524};
    command.factor_location = {4'974};
    return command;
  }

  std::map<std::uint64_t, Command> commands;  // by the entry that each became
  Instant now{1'700'000'000'000};             // 2023-11-15 in China
  EmptyView nothing;
  Overlay ledger{nothing};
};

}  // namespace tanbu::test
