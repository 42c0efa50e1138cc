// Reading a policy file line by line, and deciding a quorum.
#include "ledger/log/policy.hpp"

#include <algorithm>
#include <utility>

#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view no_quorum = "none";

bool is_blank(char character) { return character == ' ' || character == '\t'; }

bool is_allowed(char character) {
  const auto octet = static_cast<unsigned char>(character);
  return octet == '\t' || octet == '\n' || (octet >= 0x20 && octet != 0x7F);
}

std::vector<std::string_view> items_of(std::string_view line) {
  std::vector<std::string_view> items;
  while (!line.empty()) {
    const auto start = std::find_if_not(line.begin(), line.end(), is_blank);
    line.remove_prefix(static_cast<std::size_t>(start - line.begin()));
    const auto end = std::find_if(line.begin(), line.end(), is_blank);
    const auto length = static_cast<std::size_t>(end - line.begin());
    if (length > 0) items.push_back(line.substr(0, length));
    line.remove_prefix(length);
  }
  return items;
}

// The same key under two names would let one holder count twice (tlog-policy, "Defining a witness"); the same name and
// key id under two keys would leave open which of them a signature line belongs to.
bool clashes(const Verifier& one, const Verifier& other) {
  return (one.type() == other.type() && one.public_key() == other.public_key()) ||
         (one.name() == other.name() && one.id() == other.id());
}

}  // namespace

// Fills a Policy from its lines; every function gives the code of a refusal, empty when the line is taken.
class PolicyReader {
 public:
  [[nodiscard]] std::string_view take(const std::vector<std::string_view>& items) {
    if (items[0] == "log") return take_log(items);
    if (items[0] == "witness") return take_witness(items);
    if (items[0] == "group") return take_group(items);
    if (items[0] == "quorum") return take_quorum(items);
    return "policy_line";
  }
  [[nodiscard]] bool has_quorum() const { return has_quorum_; }
  [[nodiscard]] Policy&& finished() { return std::move(policy_); }

 private:
  [[nodiscard]] std::string_view take_log(const std::vector<std::string_view>& items) {
    if (items.size() < 2 || items.size() > 3) return "policy_line";
    if (policy_.logs_.size() == policy_logs_max) return "policy_too_large";
    auto key = Verifier::parse(items[1]);
    if (!ok(key) || value(key).type() != SignatureType::ed25519 || !origin_is_valid(value(key).name()) ||
        is_known(value(key))) {
      return "policy_key";
    }
    policy_.logs_.push_back(value(std::move(key)));
    return {};
  }

  [[nodiscard]] std::string_view take_witness(const std::vector<std::string_view>& items) {
    if (items.size() < 3 || items.size() > 4) return "policy_line";
    if (policy_.witnesses_.size() == policy_witnesses_max) return "policy_too_large";
    if (items[1] == no_quorum || party(items[1])) return "policy_name_repeated";
    auto key = Verifier::parse(items[2]);
    if (!ok(key) || value(key).type() != SignatureType::cosignature_v1 || is_known(value(key))) return "policy_key";
    policy_.parties_.push_back({std::string(items[1]), policy_.witnesses_.size(), 0, {}});
    policy_.witnesses_.push_back(
        {std::string(items[1]), value(std::move(key)), std::string(items.size() == 4 ? items[3] : "")});
    return {};
  }

  [[nodiscard]] std::string_view take_group(const std::vector<std::string_view>& items) {
    if (items.size() < 4) return "policy_line";
    if (groups_ == policy_groups_max) return "policy_too_large";
    if (items[1] == no_quorum || party(items[1])) return "policy_name_repeated";
    const std::size_t count = items.size() - 3;
    const auto threshold = items[2] == "any" ? 1 : items[2] == "all" ? count : parse_decimal(items[2]).value_or(0);
    if (threshold < 1 || threshold > count) return "policy_threshold";
    Policy::Party group{std::string(items[1]), std::nullopt, threshold, {}};
    for (auto name = items.begin() + 3; name != items.end(); ++name) {
      const auto member = party(*name);
      if (!member) return "policy_name_unknown";
      // Once in the whole file: otherwise one witness could count towards a quorum in two ways.
      if (std::find(members_.begin(), members_.end(), *member) != members_.end()) return "policy_name_repeated";
      members_.push_back(*member);
      group.members.push_back(*member);
    }
    ++groups_;
    policy_.parties_.push_back(std::move(group));
    return {};
  }

  [[nodiscard]] std::string_view take_quorum(const std::vector<std::string_view>& items) {
    if (items.size() != 2 || has_quorum_) return "policy_line";
    has_quorum_ = true;
    if (items[1] == no_quorum) return {};
    policy_.quorum_ = party(items[1]);
    return policy_.quorum_ ? "" : "policy_name_unknown";
  }

  [[nodiscard]] std::optional<std::size_t> party(std::string_view name) const {
    const auto& all = policy_.parties_;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
  }

  [[nodiscard]] bool is_known(const Verifier& key) const {
    const auto& logs = policy_.logs_;
    const auto& witnesses = policy_.witnesses_;
    return std::any_of(logs.begin(), logs.end(), [&](const auto& log) { return clashes(log, key); }) ||
           std::any_of(witnesses.begin(), witnesses.end(), [&](const auto& one) { return clashes(one.verifier, key); });
  }

  Policy policy_;
  std::vector<std::size_t> members_;  // of all groups
  std::size_t groups_ = 0;
  bool has_quorum_ = false;
};

Result<Policy> Policy::parse(std::string_view text) {
  if (text.size() > policy_bytes_max) return Fault{"policy_too_large"};
  if (!std::all_of(text.begin(), text.end(), is_allowed)) return Fault{"policy_line"};
  PolicyReader reader;
  while (const auto line = take_line(text)) {
    const auto items = items_of(*line);
    if (items.empty() || items[0].front() == '#') continue;
    const auto refusal = reader.take(items);
    if (!refusal.empty()) return Fault{refusal};
  }
  if (!text.empty()) return Fault{"policy_line"};
  if (!reader.has_quorum()) return Fault{"policy_quorum_missing"};
  return reader.finished();
}

std::vector<Verifier> Policy::witness_keys() const {
  std::vector<Verifier> keys;
  for (const auto& witness : witnesses_) keys.push_back(witness.verifier);
  return keys;
}

bool Policy::satisfied_by(const std::vector<VerifiedSignature>& cosignatures) const {
  if (!quorum_) return true;
  const auto has_cosigned = [&](const Verifier& key) {
    return std::any_of(cosignatures.begin(), cosignatures.end(), [&](const VerifiedSignature& one) {
      return one.type == key.type() && one.name == key.name() && one.id == key.id();
    });
  };
  std::vector<bool> holds;
  for (const auto& party : parties_) {
    if (party.witness) {
      holds.push_back(has_cosigned(witnesses_[*party.witness].verifier));
      continue;
    }
    const auto count =
        std::count_if(party.members.begin(), party.members.end(), [&](std::size_t member) { return holds[member]; });
    holds.push_back(static_cast<std::size_t>(count) >= party.threshold);
  }
  return holds[*quorum_];
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const Policy& policy) {
  const auto checkpoint = claimed_checkpoint(note);
  if (!ok(checkpoint)) return std::get<Fault>(checkpoint);
  // An origin may have more than one key in the policy (its key was changed): one of them must have signed.
  Result<OpenedCheckpoint> opened = Fault{"policy_log_unknown"};
  for (const auto& log : policy.logs()) {
    if (log.name() != value(checkpoint).origin) continue;
    opened = open_checkpoint(note, log, policy.witness_keys());
    if (ok(opened)) break;
  }
  if (ok(opened) && !policy.satisfied_by(value(opened).cosignatures)) return Fault{"policy_quorum_not_met"};
  return opened;
}

}  // namespace tanbu::log
