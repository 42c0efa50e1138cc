#include "tests/support/world.hpp"

#include "ledger/holds.hpp"
#include "ledger/rules/authority.hpp"

namespace tanbu::test {

World::World() = default;
World::~World() = default;

Outcome<Decision> World::wish(const PartyId& issuer, const Command& command, const KeyId& key) {
  last_kind = kind_of(command);
  const EntryIndex entry{ledger.size()};
  Context context{.issuer = issuer, .entry = entry, .time = now, .key = key};
  if (const auto* approve = std::get_if<ApproveCommand>(&command)) {
    const auto waiting = commands.find(approve->pending.value);
    if (waiting != commands.end()) context.pending = &waiting->second;
  }
  std::optional<PastEntry> target;
  const RedactCommand* const redact = redact_in(command, context.pending);
  if (redact != nullptr && redact->entry < entry) {
    target = PastEntry{std::string(kind_of(commands.at(redact->entry.value))),
                       decisions.at(redacted_effect_of(redact->entry, ledger).value)};
    context.target = &*target;
  }
  if (entry.value > 0) context.genesis = std::get_if<GenesisCommand>(&commands.at(0));
  auto outcome = decide(command, context, ledger);
  if (!outcome.accepted()) return outcome;
  decisions.insert_or_assign(entry.value, outcome.value());
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

std::uint64_t World::verify(const VerifyInventoryCommand& statement) {
  const auto inventory = ledger.inventory(statement.inventory);
  HOLDS(inventory.has_value());
  if (rules::is_engaged(verifier, inventory->factory, inventory->period, ledger)) return grant(verifier, statement);
  const EntryIndex engagement{
      grant(ledger.factory(inventory->factory)->operator_party, EngageBodyCommand{.factory = inventory->factory,
                                                                                  .scheme = "ceca-zero-carbon",
                                                                                  .from_period = inventory->period,
                                                                                  .until = {},
                                                                                  .body = verifier,
                                                                                  .role = EngagementRole::verify})};
  grant(verifier, AcceptEngagementCommand{engagement});
  const auto entry = grant(verifier, statement);
  grant(verifier, EndEngagementCommand{engagement, "the opinion is given"});
  return entry;
}

std::uint64_t World::grant(const PartyId& issuer, const Command& command, const KeyId& key) {
  const std::uint64_t entry = ledger.size();
  const auto outcome = wish(issuer, command, key);
  if (!outcome.accepted()) bug_found(std::string(name_of(outcome.refused().reason)).c_str(), __FILE__, __LINE__);
  return entry;
}

World& World::populate() {
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

EnrollPartyCommand World::enrolment(const PartyId& party, const std::string& name) {
  return {.party = party,
          .name = name,
          .name_en = {},
          .aliases = {name + " (registry)"},
          .legal_form = LegalForm::legal_person,
          .registered_address = {},
          .division = {},
          .key = KeyText{{"kid-" + party.text}, "{}"}};
}

RegisterFactoryCommand World::site(const std::string& address) {
  return {.name = "Factory",
          .address = address,
          .division = "330108",
          .zone = {},
          .industry = "C3823",
          .established_on = day("2010-05-01")};
}

RegisterProjectCommand World::vcs_project(const std::string& id) {
  RegisterProjectCommand project;
  project.project = {"VCS", id};
  project.title = "Project " + id;
  project.country = "CN";
  project.technology = "wind";
  project.methodology = "ACM0002";
  return project;
}

RegisterProjectCommand World::own_project(const std::string& id) const {
  RegisterProjectCommand project = vcs_project(id);
  project.project = {"OWN", id};
  project.developer = plant.text;
  project.verifier = verifier;
  project.self_developed_for = factory;
  return project;
}

RecordBatchCommand World::vcs_batch(const std::string& project, std::int64_t first, std::int64_t last) {
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

RecordBatchCommand World::retired_batch(const std::string& project, std::int64_t first, std::int64_t last,
                                        const std::string& beneficiary, const std::string& reason) {
  RecordBatchCommand batch = vcs_batch(project, first, last);
  batch.registry_status = RegistryStatus::retired;
  batch.status_on = day("2023-06-01");
  batch.beneficiary_text = beneficiary;
  batch.reason_text = reason;
  batch.registry_reference = "VCS-R-1";
  return batch;
}

RecordBatchCommand World::own_batch(const std::string& project, const std::string& statement, std::int64_t quantity) {
  RecordBatchCommand batch = vcs_batch(project, 1, quantity);
  batch.project = {"OWN", project};
  batch.serial = statement;
  batch.space = statement;
  return batch;
}

RecordBatchCommand World::gec_batch(const std::string& asset, std::int64_t first, std::int64_t last) {
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

BatchId World::held_by_trader(const std::string& project, std::int64_t first, std::int64_t last) {
  if (!ledger.project({"VCS", project})) grant(registrar, vcs_project(project));
  const BatchId batch{grant(registrar, vcs_batch(project, first, last))};
  grant(registrar, transfer({{batch, units(first, last)}}, trader));
  return batch;
}

TransferCommand World::transfer(std::vector<BatchRange> ranges, const PartyId& to) {
  return {.ranges = std::move(ranges), .to = to, .basis = TransferBasis::trade, .evidence = evidence()};
}

RetireCommand World::retire(std::vector<BatchRange> ranges) const {
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

DeclareInventoryCommand World::inventory(const char* of_period, const std::string& standard) const {
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

template <class OneKind>
Outcome<Decision> World::wish(const PartyId& issuer, const OneKind& command, const KeyId& key) {
  return wish(issuer, Command{command}, key);
}

template <class OneKind>
std::uint64_t World::grant(const PartyId& issuer, const OneKind& command, const KeyId& key) {
  return grant(issuer, Command{command}, key);
}

// One line for each kind of command; a kind that is missing here does not link.
#define TANBU_WORLD_KNOWS(OneKind)                                                               \
  template Outcome<Decision> World::wish<OneKind>(const PartyId&, const OneKind&, const KeyId&); \
  template std::uint64_t World::grant<OneKind>(const PartyId&, const OneKind&, const KeyId&)
TANBU_WORLD_KNOWS(GenesisCommand);
TANBU_WORLD_KNOWS(EnrollPartyCommand);
TANBU_WORLD_KNOWS(AppointRegistrarCommand);
TANBU_WORLD_KNOWS(RegisterFactoryCommand);
TANBU_WORLD_KNOWS(RegisterProjectCommand);
TANBU_WORLD_KNOWS(RecordBatchCommand);
TANBU_WORLD_KNOWS(TransferCommand);
TANBU_WORLD_KNOWS(DeclareInventoryCommand);
TANBU_WORLD_KNOWS(RetireCommand);
TANBU_WORLD_KNOWS(UpdatePartyCommand);
TANBU_WORLD_KNOWS(SucceedPartyCommand);
TANBU_WORLD_KNOWS(AddKeyCommand);
TANBU_WORLD_KNOWS(RevokeKeyCommand);
TANBU_WORLD_KNOWS(EndAppointmentCommand);
TANBU_WORLD_KNOWS(AuthoriseBodyCommand);
TANBU_WORLD_KNOWS(SuspendAuthorisationCommand);
TANBU_WORLD_KNOWS(ResumeAuthorisationCommand);
TANBU_WORLD_KNOWS(EndAuthorisationCommand);
TANBU_WORLD_KNOWS(AppointSchemeOwnerCommand);
TANBU_WORLD_KNOWS(SetApprovalPolicyCommand);
TANBU_WORLD_KNOWS(ApproveCommand);
TANBU_WORLD_KNOWS(DeclineCommand);
TANBU_WORLD_KNOWS(VoidCommand);
TANBU_WORLD_KNOWS(RecogniseInstrumentCommand);
TANBU_WORLD_KNOWS(LinkProjectsCommand);
TANBU_WORLD_KNOWS(RecordRegistryEventCommand);
TANBU_WORLD_KNOWS(AmendBatchCommand);
TANBU_WORLD_KNOWS(RecordGenerationCommand);
TANBU_WORLD_KNOWS(FreezeCommand);
TANBU_WORLD_KNOWS(UnfreezeCommand);
TANBU_WORLD_KNOWS(CancelCommand);
TANBU_WORLD_KNOWS(InvalidateCommand);
TANBU_WORLD_KNOWS(RecordForeignUseCommand);
TANBU_WORLD_KNOWS(ReserveCommand);
TANBU_WORLD_KNOWS(ReleaseCommand);
TANBU_WORLD_KNOWS(AssignBenefitCommand);
TANBU_WORLD_KNOWS(ConfirmEvidenceCommand);
TANBU_WORLD_KNOWS(RejectEvidenceCommand);
TANBU_WORLD_KNOWS(WithdrawRetirementCommand);
TANBU_WORLD_KNOWS(RequestCorrectionCommand);
TANBU_WORLD_KNOWS(CorrectRetirementCommand);
TANBU_WORLD_KNOWS(UnlockProjectCommand);
TANBU_WORLD_KNOWS(UpdateFactoryCommand);
TANBU_WORLD_KNOWS(TransferFactoryCommand);
TANBU_WORLD_KNOWS(VerifyInventoryCommand);
TANBU_WORLD_KNOWS(EngageBodyCommand);
TANBU_WORLD_KNOWS(AcceptEngagementCommand);
TANBU_WORLD_KNOWS(EndEngagementCommand);
TANBU_WORLD_KNOWS(RecordAssessmentCommand);
TANBU_WORLD_KNOWS(AttestCoverageCommand);
TANBU_WORLD_KNOWS(WithdrawAttestationCommand);
TANBU_WORLD_KNOWS(IssueCertificateCommand);
TANBU_WORLD_KNOWS(RecordLegacyCertificateCommand);
TANBU_WORLD_KNOWS(ReissueCertificateCommand);
TANBU_WORLD_KNOWS(RenewCertificateCommand);
TANBU_WORLD_KNOWS(TransferCertificateCommand);
TANBU_WORLD_KNOWS(RecordSurveillanceCommand);
TANBU_WORLD_KNOWS(SuspendCertificateCommand);
TANBU_WORLD_KNOWS(ResumeCertificateCommand);
TANBU_WORLD_KNOWS(WithdrawCertificateCommand);
TANBU_WORLD_KNOWS(CancelCertificateCommand);
TANBU_WORLD_KNOWS(RecordAuditCommand);
TANBU_WORLD_KNOWS(RecordAwardCommand);
TANBU_WORLD_KNOWS(RecordReviewCommand);
TANBU_WORLD_KNOWS(RecordLabelCommand);
TANBU_WORLD_KNOWS(OpenDisputeCommand);
TANBU_WORLD_KNOWS(ResolveDisputeCommand);
TANBU_WORLD_KNOWS(RedactCommand);
TANBU_WORLD_KNOWS(RecordStateDigestCommand);
TANBU_WORLD_KNOWS(AddLogKeyCommand);
TANBU_WORLD_KNOWS(RetireLogKeyCommand);
#undef TANBU_WORLD_KNOWS

}  // namespace tanbu::test
