// Reads entries in order, as section 20 of the formats tells a verifier to, with what a bundle can know.
#include "audit/offline/evidence.hpp"

#include <algorithm>

#include "ledger/codec/codec.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/rules.hpp"
#include "ledger/rules/keys.hpp"
#include "ledger/rules/log_keys.hpp"

namespace tanbu::offline {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t hour_ms = 60LL * 60 * 1000;

using Problem = std::optional<Fault>;

bool lists(const std::vector<std::string>& kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

class EvidenceReader {
 public:
  EvidenceReader(std::string origin, Signatures signatures) : origin_(std::move(origin)), signatures_(signatures) {}

  Result<Evidence> read(const std::vector<SourceEntry>& entries) {
    if (entries.empty()) return Fault{.code = "bundle_empty"};
    for (const SourceEntry& source : entries) {
      if (auto problem = take(source)) return *std::move(problem);
    }
    return std::move(evidence_);
  }

 private:
  struct RegisteredKey {
    Key record;
    crypto::PublicKey key;
  };
  struct Waiting {
    std::uint64_t entry;
    Instant lapses;
  };

  [[nodiscard]] Fault fault(std::string code, std::string detail = {}) const {
    return {.code = std::move(code), .detail = std::move(detail), .entry = index_};
  }

  Problem take(const SourceEntry& source) {
    auto entry = log::parse_entry(source.line);
    if (!entry) return Fault{.code = "entry_malformed"};
    index_ = entry->index;
    if (auto problem = check_order(*entry)) return problem;
    if (crypto::sha256(source.command) != entry->command) return fault("command_hash");
    auto parsed = crypto::parse_jws(source.command, codec::command_type);
    if (const auto* jws_fault = std::get_if<crypto::JwsFault>(&parsed)) return fault("command_jws", jws_fault->code);
    const auto& jws = std::get<crypto::Jws>(parsed);
    auto read = codec::read_payload(jws.payload);
    if (const auto* unreadable = std::get_if<codec::Unreadable>(&read))
      return fault("command_payload", unreadable->code);
    const auto& payload = std::get<codec::Payload>(read);
    auto command = codec::read_command(payload);
    if (std::holds_alternative<std::vector<FormFault>>(command) || !payload.envelope) return fault("command_form");
    Evidence::Item item{*std::move(entry), *payload.envelope, KeyId{jws.kid}, std::get<Command>(std::move(command))};
    if (auto problem = check_envelope(item)) return problem;
    last_leaf_ = log::leaf_hash(source.line);
    const auto [at, fresh] = evidence_.items_.emplace(index_, std::move(item));
    HOLDS(fresh);
    // A genesis is signed by a key that it names itself.
    const bool founds = std::holds_alternative<GenesisCommand>(at->second.command);
    if (founds) {
      if (auto problem = found(at->second)) return problem;
    }
    if (signatures_ == Signatures::verified) {
      if (auto problem = check_signer(at->second, jws)) return problem;
    }
    return founds ? Problem{} : let_act(at->second);
  }

  Problem check_order(const log::Entry& entry) {
    if (!last_) {
      if (entry.index != 0 || entry.kind != "genesis") return fault("genesis_missing");
    } else {
      if (entry.index <= last_->index) return fault("entry_order");
      if (entry.time_unix_ms < last_->time_unix_ms) return fault("entry_time_order");
      if (entry.index == last_->index + 1 && entry.previous != last_leaf_) return fault("entry_chain");
    }
    last_ = entry;
    return std::nullopt;
  }

  Problem check_envelope(const Evidence::Item& item) {
    if (item.envelope.kind != item.entry.kind) return fault("command_kind");
    if (item.envelope.audience != origin_) return fault("command_audience");
    if (!spent_.emplace(item.envelope.issuer.text, item.envelope.jti).second) return fault("command_repeated");
    return std::nullopt;
  }

  Problem found(const Evidence::Item& item) {
    const auto& genesis = std::get<GenesisCommand>(item.command);
    if (index_ != 0) return fault("genesis_missing", "a second genesis");
    if (genesis.origin != origin_ || item.envelope.issuer != genesis.association) return fault("genesis_origin");
    association_ = genesis.association;
    for (const KeyText& key : genesis.keys) {
      if (auto problem = register_key(key, genesis.association, time_of(item), {})) return problem;
    }
    evidence_.effects_.push_back({{0}, {0}, time_of(item), item.envelope.issuer, &item.command});
    return std::nullopt;
  }

  Problem check_signer(const Evidence::Item& item, const crypto::Jws& jws) {
    const auto known = keys_.find(jws.kid);
    if (known == keys_.end()) return fault("key_not_registered", "by no entry before this one");
    const Key& key = known->second.record;
    if (key.party != item.envelope.issuer) return fault("key_of_another_party");
    if (!crypto::verify_jws(jws, known->second.key)) return fault("signature_invalid");
    if (const auto refused = admit(item.envelope, key, time_of(item)))
      return fault(refused->reason == Refusal::key_not_in_force ? "key_not_in_force" : "command_time");
    if (!key.kinds.empty() && !lists(key.kinds, item.envelope.kind)) return fault("key_not_for_kind");
    if (succeeded_.contains(item.envelope.issuer)) return fault("party_succeeded");
    return std::nullopt;
  }

  // A command takes effect at once, waits for its second signature, or is that signature.
  Problem let_act(const Evidence::Item& item) {
    const std::string& kind = item.envelope.kind;
    if (const auto* approval = std::get_if<ApproveCommand>(&item.command)) return approve(item, *approval);
    if (const auto* declined = std::get_if<DeclineCommand>(&item.command)) return decline(item, *declined);
    const auto policy = policies_.find(item.envelope.issuer);
    const bool approved_always = kind == "set_approval_policy" || kind == "add_key" || kind == "revoke_key";
    const bool waits = policy != policies_.end() && !policy->second.kinds.empty() && !rules::changes_log_keys(kind) &&
                       (approved_always || lists(policy->second.kinds, kind));
    if (!waits) return effect(item.entry.index, item);
    waiting_[index_] = {index_, {item.entry.time_unix_ms + policy->second.expires_after_hours * hour_ms}};
    return std::nullopt;
  }

  Problem approve(const Evidence::Item& item, const ApproveCommand& approval) {
    const auto waits = waiting_.find(approval.pending.value);
    if (waits == waiting_.end()) {
      // Whose command waited is a matter of the policy, which may not be here; nothing is said of it then.
      return signatures_ == Signatures::verified ? Problem(fault("approval_without_command")) : std::nullopt;
    }
    const Evidence::Item& wish = evidence_.items_.at(waits->second.entry);
    if (wish.envelope.issuer != item.envelope.issuer) return fault("approval_of_another_party");
    if (wish.key == item.key) return fault("approval_by_same_key");
    if (waits->second.lapses <= time_of(item)) return fault("approval_late");
    if (signatures_ == Signatures::verified && !may_approve(item)) return fault("approval_not_approver");
    waiting_.erase(waits);
    return effect(index_, wish);
  }

  // One of the policy's approvers whose key can sign now; any key of the party where none of them can.
  [[nodiscard]] bool may_approve(const Evidence::Item& item) const {
    const auto policy = policies_.find(item.envelope.issuer);
    if (policy == policies_.end() || policy->second.kinds.empty()) return true;
    const auto& approvers = policy->second.approvers;
    if (std::find(approvers.begin(), approvers.end(), item.key) != approvers.end()) return true;
    return std::none_of(approvers.begin(), approvers.end(), [&](const KeyId& kid) {
      const auto known = keys_.find(kid.text);
      if (known == keys_.end() || known->second.record.party != item.envelope.issuer) return false;
      return rules::is_in_force(known->second.record, time_of(item)) &&
             rules::may_sign(known->second.record, "approve");
    });
  }

  // A command that was declined waits no more.
  Problem decline(const Evidence::Item& item, const DeclineCommand& command) {
    const auto waits = waiting_.find(command.pending.value);
    if (waits == waiting_.end()) return std::nullopt;
    if (evidence_.items_.at(waits->second.entry).envelope.issuer != item.envelope.issuer)
      return fault("approval_of_another_party");
    waiting_.erase(waits);
    return std::nullopt;
  }

  Problem effect(std::uint64_t id, const Evidence::Item& item) {
    auto problem = act(id, item);
    return signatures_ == Signatures::verified ? problem : std::nullopt;
  }

  Problem act(std::uint64_t id, const Evidence::Item& item) {
    const Instant time{last_->time_unix_ms};
    const PartyId& issuer = item.envelope.issuer;
    evidence_.effects_.push_back({{id}, {item.entry.index}, time, issuer, &item.command});
    if (const auto* enrolled = std::get_if<EnrollPartyCommand>(&item.command)) {
      if (issuer != association_) return fault("key_authority");
      return enrolled->key ? register_key(*enrolled->key, enrolled->party, time, {}) : std::nullopt;
    }
    if (const auto* added = std::get_if<AddKeyCommand>(&item.command)) return add_key(*added, issuer, time);
    if (const auto* revoked = std::get_if<RevokeKeyCommand>(&item.command)) return revoke_key(*revoked, issuer, time);
    if (rules::changes_log_keys(item.envelope.kind) && issuer != association_) return fault("key_authority");
    if (const auto* policy = std::get_if<SetApprovalPolicyCommand>(&item.command)) policies_[issuer] = *policy;
    if (const auto* succession = std::get_if<SucceedPartyCommand>(&item.command)) succeeded_.insert(succession->from);
    return std::nullopt;
  }

  // A key that the association adds beside others is a recovery and waits some days.
  Problem add_key(const AddKeyCommand& command, const PartyId& issuer, Instant time) {
    if (issuer != command.party && issuer != association_) return fault("key_authority");
    const bool has_keys = std::any_of(keys_.begin(), keys_.end(),
                                      [&](const auto& known) { return known.second.record.party == command.party; });
    if (issuer != command.party && has_keys) {
      const RuleSet* rules = find_rule_set(last_->rules);
      time.unix_ms += (rules == nullptr ? RuleSet{} : *rules).recovery_days * day_ms;
    }
    return register_key(command.key, command.party, time, command.kinds);
  }

  Problem revoke_key(const RevokeKeyCommand& command, const PartyId& issuer, Instant time) {
    const auto known = keys_.find(command.kid.text);
    if (known == keys_.end()) return fault("key_not_registered", "the key that is revoked");
    if (issuer != known->second.record.party && issuer != association_) return fault("key_authority");
    known->second.record.valid_until = time;
    return std::nullopt;
  }

  Problem register_key(const KeyText& text, const PartyId& party, Instant valid_from, std::vector<std::string> kinds) {
    auto key = crypto::from_jwk_text(text.jwk);
    // The codec has checked both; a bundle is a stranger's all the same.
    if (!key || crypto::thumbprint(*key) != text.kid.text) return fault("command_form", "a key");
    Key record{.kid = text.kid,
               .party = party,
               .entry = {index_},
               .jwk = text.jwk,
               .valid_from = valid_from,
               .valid_until = std::nullopt,
               .kinds = std::move(kinds)};
    if (!keys_.emplace(text.kid.text, RegisteredKey{std::move(record), *std::move(key)}).second)
      return fault("key_registered_twice");
    evidence_.key_parties_.emplace(text.kid.text, party);
    return std::nullopt;
  }

  static Instant time_of(const Evidence::Item& item) { return {item.entry.time_unix_ms}; }

  std::string origin_;
  Signatures signatures_;
  Evidence evidence_;
  std::uint64_t index_ = 0;
  std::optional<log::Entry> last_;
  log::Digest last_leaf_{};
  PartyId association_;
  std::map<std::string, RegisteredKey> keys_;
  std::map<PartyId, SetApprovalPolicyCommand> policies_;
  std::set<PartyId> succeeded_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::set<std::pair<std::string, std::string>> spent_;
};

Result<Evidence> Evidence::read(const std::vector<SourceEntry>& entries, const std::string& origin,
                                Signatures signatures) {
  return EvidenceReader(origin, signatures).read(entries);
}

const GenesisCommand& Evidence::genesis() const { return std::get<GenesisCommand>(items_.at(0).command); }

std::set<std::uint64_t> Evidence::about_signers(const std::set<PartyId>& parties) const {
  std::set<std::uint64_t> found{0};
  for (const Effect& effect : effects_) {
    const auto concerns = [&](const PartyId& party) { return parties.contains(party); };
    bool about = false;
    if (const auto* enrolled = std::get_if<EnrollPartyCommand>(effect.command)) about = concerns(enrolled->party);
    if (const auto* added = std::get_if<AddKeyCommand>(effect.command)) about = concerns(added->party);
    if (const auto* succession = std::get_if<SucceedPartyCommand>(effect.command)) about = concerns(succession->from);
    if (std::holds_alternative<SetApprovalPolicyCommand>(*effect.command)) about = concerns(effect.issuer);
    if (const auto* revoked = std::get_if<RevokeKeyCommand>(effect.command)) {
      const auto party = key_parties_.find(revoked->kid.text);
      about = party != key_parties_.end() && concerns(party->second);
    }
    if (!about) continue;
    found.insert(effect.id.value);
    found.insert(effect.signed_at.value);
  }
  return found;
}

}  // namespace tanbu::offline
