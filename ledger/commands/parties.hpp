// Parties, keys and authority: who may speak, with which keys, and on whose behalf (commands document, "Parties, keys,
// authority").
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

// An older ledger that this one goes on from, because its newest entries are lost and signing on under its name would
// be a second history (formats section 5).
struct ContinuedLedger {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;  // base64, as a checkpoint has it
};

struct GenesisCommand {
  std::string origin;
  PartyId association;
  std::string association_name;
  std::vector<KeyText> keys;
  std::string log_vkey;
  std::string rules;  // version of the rule set
  // The key that signs what the ledger states beside its log, such as that a serial is not used (formats section 13).
  std::optional<std::string> statement_vkey{};
  std::optional<ContinuedLedger> continues{};
};

// The name of the key that signs a ledger's statements: its own, so that nobody takes a statement for a checkpoint.
[[nodiscard]] inline std::string statement_key_name(std::string_view origin) {
  return std::string(origin) + "/statements";
}

enum class LegalForm { legal_person, branch, sole_trader, foreign };

struct EnrollPartyCommand {
  PartyId party;
  std::string name;
  std::optional<std::string> name_en;
  std::vector<std::string> aliases;  // names under which registries know the party
  LegalForm legal_form{};
  std::optional<std::string> registered_address;
  std::optional<std::string> division;
  std::optional<KeyText> key;
};

struct AppointRegistrarCommand {
  PartyId party;
  std::string programme;
  Date from;
  Date until;
};

// Members that are absent stay as they are.
struct UpdatePartyCommand {
  PartyId party;
  std::optional<std::string> name;
  std::optional<std::string> name_en;
  std::optional<std::vector<std::string>> aliases;
  std::optional<LegalForm> legal_form;
  std::optional<std::string> registered_address;
  std::optional<std::string> division;
  Evidence evidence;
};

enum class SuccessionReason { merger, split, deregistered, re_identified };

struct SucceedPartyCommand {
  PartyId from;
  PartyId to;
  Date effective_on;
  SuccessionReason reason{};
  Evidence evidence;
};

// The proof of possession was verified by the codec, because it needs no state.
struct AddKeyCommand {
  PartyId party;
  KeyText key;
  std::vector<std::string> kinds;  // what the key may sign; empty: everything
};

struct RevokeKeyCommand {
  KeyId kid;
  std::string reason;
};

struct EndAppointmentCommand {
  EntryIndex appointment;
  Date on;  // the last day
  std::string reason;
};

struct AuthoriseBodyCommand {
  PartyId party;
  std::string scheme;
  std::int64_t batch = 1;  // of the association's list of bodies
  std::optional<std::string> cnca_approval;
  std::optional<std::int64_t> verifier_count;
  Date from;
  Date until;
  std::optional<Evidence> evidence;
};

// suspend_authorisation, resume_authorisation and end_authorisation have one body.
struct AuthorisationStep {
  EntryIndex authorisation;
  Date effective_on;
  std::string reason;
  std::optional<Evidence> evidence;
};
struct SuspendAuthorisationCommand {
  AuthorisationStep step;
};
struct ResumeAuthorisationCommand {
  AuthorisationStep step;
};
struct EndAuthorisationCommand {
  AuthorisationStep step;
};

struct AppointSchemeOwnerCommand {
  PartyId party;
  std::string scheme;
};

// No kinds: the policy is lifted.
struct SetApprovalPolicyCommand {
  std::vector<std::string> kinds;
  std::vector<KeyId> approvers;
  std::int64_t expires_after_hours = 72;  // 1..2'160
};

struct ApproveCommand {
  EntryIndex pending;
};
struct DeclineCommand {
  EntryIndex pending;
  std::string reason;
};

struct VoidCommand {
  EntryIndex target;
  std::string reason;
  Evidence evidence;
};

// A programme or registry whose units count only under a document of some authority (CE-09 d).
struct RecogniseInstrumentCommand {
  std::string programme;
  std::string authority;
  Evidence document;
  Date from;
  Date until;
};

}  // namespace tanbu
