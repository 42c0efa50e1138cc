// What a set of entries says, once every command was read and tied to its entry and its signer: keys, second signatures
// and effects in the order of the log. Not the state of a ledger: entries that are not here did not happen as far as
// this knows, and no rule is run. Threading: an Evidence never changes once it is read.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/offline/fault.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "ledger/commands.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/records.hpp"

namespace tanbu::offline {

struct SourceEntry {
  std::string line;
  std::string command;
};

// One command that took effect. Where it needed two signatures, `id` is the entry of the second one.
struct Effect {
  EntryIndex id;
  EntryIndex signed_at;  // the entry that holds the command
  Instant time;          // of `id`
  PartyId issuer;
  const Command* command = nullptr;  // lives as long as the Evidence
};

enum class Signatures { verified, not_verified };

class Evidence {
 public:
  Evidence(Evidence&&) = default;  // effects point into the items, which a move leaves where they are
  Evidence& operator=(Evidence&&) = default;
  Evidence(const Evidence&) = delete;
  Evidence& operator=(const Evidence&) = delete;
  // Entries in ascending order, the first of them genesis. Codes: bundle_empty, entry_malformed, entry_order,
  // entry_time_order, entry_chain, genesis_missing, genesis_origin, command_hash, command_jws, command_payload,
  // command_form, command_kind, command_audience, command_repeated, key_not_registered, key_of_another_party,
  // key_not_in_force, key_not_for_kind, key_authority, key_registered_twice, signature_invalid, command_time,
  // party_succeeded, approval_without_command, approval_of_another_party, approval_by_same_key, approval_late,
  // approval_not_approver.
  // Without verified signatures everything is read alike, but neither keys nor signatures are judged: for whoever
  // selects entries of a whole log, of which some commands may be withheld, and verifies what was selected afterwards.
  [[nodiscard]] static Result<Evidence> read(const std::vector<SourceEntry>& entries, const std::string& origin,
                                             Signatures signatures);

  [[nodiscard]] const GenesisCommand& genesis() const;
  [[nodiscard]] const std::vector<Effect>& effects() const { return effects_; }
  [[nodiscard]] const log::Entry& entry(std::uint64_t index) const { return items_.at(index).entry; }
  [[nodiscard]] const PartyId& issuer(std::uint64_t index) const { return items_.at(index).envelope.issuer; }
  [[nodiscard]] std::uint64_t last_index() const { return items_.rbegin()->first; }
  // The entries that say which keys the parties had and what they needed a second signature for: enrolments, added and
  // revoked keys, approval policies and successions, with second signatures.
  [[nodiscard]] std::set<std::uint64_t> about_signers(const std::set<PartyId>& parties) const;

 private:
  friend class EvidenceReader;
  Evidence() = default;
  struct Item {
    log::Entry entry;
    Envelope envelope;
    KeyId key;
    Command command;
  };
  std::map<std::uint64_t, Item> items_;
  std::vector<Effect> effects_;
  std::map<std::string, PartyId> key_parties_;
};

// The effect of this kind that has the id; the effects stand in the order of their ids.
template <class Wish>
[[nodiscard]] const Effect* find_effect(const Evidence& evidence, std::uint64_t id) {
  const auto& effects = evidence.effects();
  const auto at = std::lower_bound(effects.begin(), effects.end(), id,
                                   [](const Effect& effect, std::uint64_t wanted) { return effect.id.value < wanted; });
  const bool found = at != effects.end() && at->id.value == id && std::holds_alternative<Wish>(*at->command);
  return found ? &*at : nullptr;
}

}  // namespace tanbu::offline
