// Draws commands about parties, keys, registrars, bodies and second signatures.
#include "tests/model/simulation/generator.hpp"

namespace tanbu::simulation {

Wish Generator::genesis() {
  return {world_.association, GenesisCommand{.origin = "ledger.example/2",
                                             .association = world_.association,
                                             .association_name = "Association",
                                             .keys = {{{"kid-other"}, "{}"}},
                                             .log_vkey = "v",
                                             .rules = std::string(rules_version)}};
}

Wish Generator::enroll_party() {
  const std::string name = "Works " + std::to_string(next_number_++);
  const PartyId id = random_.chance(15) ? random_.any(parties_) : PartyId{"x:works-" + std::to_string(next_number_)};
  auto command = World::enrolment(id, name);
  if (random_.chance(10)) command.key = KeyText{random_.any(keys_), "{}"};
  if (random_.chance(10)) command.legal_form = LegalForm::foreign;
  return {world_.association, command};
}

Wish Generator::update_party() {
  UpdatePartyCommand command{.party = party(),
                             .name = {},
                             .name_en = {},
                             .aliases = {},
                             .legal_form = {},
                             .registered_address = {},
                             .division = {},
                             .evidence = evidence()};
  if (random_.chance(50)) command.name = "Renamed " + std::to_string(next_number_++);
  if (random_.chance(30)) command.legal_form = random_.chance(50) ? LegalForm::foreign : LegalForm::branch;
  return {world_.association, command};
}

// The parties that keep the registries stay; else a ledger would fall silent early.
Wish Generator::succeed_party() {
  PartyId from = party();
  for (int attempt = 0; attempt < 5 && (from == world_.registrar || from == world_.verifier); ++attempt) from = party();
  if (random_.chance(10)) from = world_.association;
  for (const PartyId& gone : parties_) {
    if (world_.ledger.party(gone)->succeeded_by && random_.chance(15)) from = gone;
  }
  const PartyId to = random_.chance(10) ? from : party();
  return {world_.association, SucceedPartyCommand{.from = from,
                                                  .to = to,
                                                  .effective_on = past_day(60),
                                                  .reason = SuccessionReason::merger,
                                                  .evidence = evidence()}};
}

Wish Generator::add_key() {
  const PartyId owner = party();
  AddKeyCommand command{.party = owner, .key = {{"kid-" + std::to_string(next_number_++)}, "{}"}, .kinds = {}};
  if (random_.chance(10)) command.key.kid = random_.any(keys_);
  if (random_.chance(15)) command.kinds = {"declare_inventory"};
  return {random_.chance(20) ? world_.association : owner, command};
}

Wish Generator::revoke_key() {
  const KeyId kid = random_.chance(5) ? KeyId{"kid-nobody"} : random_.any(keys_);
  const auto key = world_.ledger.key(kid);
  const PartyId issuer = key && random_.chance(80) ? key->party : world_.association;
  return {issuer, RevokeKeyCommand{.kid = kid, .reason = "lost"}};
}

Wish Generator::appoint_registrar() {
  static const std::vector<std::string> programmes{"VCS", "GEC", "OWN", "CCER", "OTHER", "PHCER-GD", "IREC"};
  PartyId who = random_.chance(50) ? world_.registrar : party();
  return {world_.association,
          AppointRegistrarCommand{who, random_.any(programmes), day("2020-01-01"), day("2030-12-31")}};
}

Wish Generator::end_appointment() {
  const Date today = china_date(world_.now);
  return {world_.association,
          EndAppointmentCommand{
              {one_of(appointments_)}, {today.days + static_cast<std::int32_t>(random_.number(-9, 90))}, "over"}};
}

Wish Generator::authorise_body() {
  AuthoriseBodyCommand command;
  command.party = party();
  command.scheme = random_.chance(70) ? "ceca-zero-carbon" : "another-scheme";
  if (random_.chance(70)) command.verifier_count = random_.number(4, 12);
  command.from = day("2023-01-01");
  command.until = day("2027-12-31");
  return {world_.association, command};
}

AuthorisationStep Generator::authorisation_step() {
  return {.authorisation = {one_of(authorisations_)}, .effective_on = past_day(20), .reason = "found", .evidence = {}};
}
Wish Generator::suspend_authorisation() {
  return {world_.association, SuspendAuthorisationCommand{authorisation_step()}};
}
Wish Generator::resume_authorisation() {
  return {world_.association, ResumeAuthorisationCommand{authorisation_step()}};
}
Wish Generator::end_authorisation() { return {world_.association, EndAuthorisationCommand{authorisation_step()}}; }

Wish Generator::appoint_scheme_owner() {
  return {world_.association, AppointSchemeOwnerCommand{party(), "ceca-zero-carbon"}};
}

Wish Generator::set_approval_policy() {
  const PartyId who = random_.chance(60) ? world_.trader : party();
  if (world_.ledger.keys_of(who).size() < 3 && random_.chance(90)) {
    return {who, AddKeyCommand{.party = who, .key = {{"kid-" + std::to_string(next_number_++)}, "{}"}, .kinds = {}}};
  }
  SetApprovalPolicyCommand command{.kinds = {}, .approvers = {}, .expires_after_hours = random_.number(24, 1'000)};
  if (random_.chance(20)) return {who, command};
  for (const char* kind : {"transfer", "retire", "reserve"}) {
    if (random_.chance(60)) command.kinds.emplace_back(kind);
  }
  for (const Key& key : world_.ledger.keys_of(who)) {
    if (key.kinds.empty() && !key.valid_until) command.approvers.push_back(key.kid);
  }
  if (random_.chance(10)) command.approvers.push_back({"kid-nobody"});
  return {who, command};
}

// Mostly a command that still waits.
EntryIndex Generator::waiting_entry() {
  EntryIndex entry{one_of(pending_)};
  for (int attempt = 0; attempt < 8; ++attempt) {
    const auto pending = find_note<Pending>(world_.ledger, entry);
    if (pending && !pending->closed_by && world_.now < pending->lapses) break;
    entry = {one_of(pending_)};
  }
  return entry;
}

Wish Generator::approve() {
  if (pending_.empty() && random_.chance(95)) return set_approval_policy();
  const EntryIndex entry = waiting_entry();
  const auto pending = find_note<Pending>(world_.ledger, entry);
  if (!pending) return {party(), ApproveCommand{entry}};
  KeyId key = key_of(pending->party);
  for (int attempt = 0; attempt < 2 && key == pending->maker; ++attempt) key = key_of(pending->party);
  return {pending->party, ApproveCommand{entry}, key};
}

Wish Generator::decline() {
  if (pending_.empty() && random_.chance(95)) return set_approval_policy();
  const EntryIndex entry = waiting_entry();
  const auto pending = find_note<Pending>(world_.ledger, entry);
  return {pending ? pending->party : party(), DeclineCommand{entry, "no"}};
}

Wish Generator::recognise_instrument() {
  const std::string programme = random_.chance(50) ? "OTHER" : "IREC";
  return {world_.association,
          RecogniseInstrumentCommand{programme, "Ministry", evidence(), day("2022-01-01"), day("2028-12-31")}};
}

}  // namespace tanbu::simulation
