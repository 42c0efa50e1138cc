// add_log_key and retire_log_key: the key under which everybody verifies the log changes in the open. The old and the
// new key sign side by side from the first checkpoint over add_log_key to the last one before retire_log_key, so that
// whoever trusts the old one is led to the new one by a signature of the old. A key that was retired never returns: it
// may be in other hands by now.
#include "ledger/rules/log_keys.hpp"

#include <algorithm>

#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

constexpr std::size_t key_characters = 44;  // base64 of type and key, at the end of a key's line
constexpr std::size_t id_characters = 8;

std::string_view key_part(std::string_view vkey) {
  return vkey.size() < key_characters ? vkey : vkey.substr(vkey.size() - key_characters);
}
std::string_view id_part(std::string_view vkey) {
  const std::size_t tail = id_characters + 1 + key_characters;
  return vkey.size() < tail ? vkey : vkey.substr(vkey.size() - tail, id_characters);
}

Refused about_key(Refusal reason, const LogKey& key) {
  return {.reason = reason, .conflict = key.entry, .facts = {{"log_vkey", key.vkey}}};
}

// Lines of a note are told apart by name and id, and all keys of a log have one name: two keys of one id would make
// every checkpoint unreadable for whoever knows both.
std::optional<Refused> refuse_known(const std::string& vkey, const GenesisCommand& genesis, const View& view) {
  for (const LogKey& key : rules::all_log_keys(view, genesis.log_vkey)) {
    if (key_part(key.vkey) == key_part(vkey) || id_part(key.vkey) == id_part(vkey))
      return about_key(Refusal::log_key_known, key);
  }
  // Whoever verifies a statement must not be able to take it for a checkpoint, nor the other way round.
  if (genesis.statement_vkey && key_part(*genesis.statement_vkey) == key_part(vkey))
    return about_key(Refusal::log_key_known, {.entry = {0}, .vkey = *genesis.statement_vkey, .retired_by = {}});
  return std::nullopt;
}

}  // namespace

namespace rules {

std::vector<LogKey> all_log_keys(const View& view, const std::string& genesis_vkey) {
  auto keys = find_notes<LogKey>(view, index_names::log_keys());
  if (keys.empty() || keys.front().entry.value != 0)
    keys.insert(keys.begin(), LogKey{.entry = {0}, .vkey = genesis_vkey, .retired_by = std::nullopt});
  return keys;
}

std::vector<LogKey> log_keys_in_force(const View& view, const std::string& genesis_vkey) {
  auto keys = all_log_keys(view, genesis_vkey);
  std::erase_if(keys, [](const LogKey& key) { return key.retired_by.has_value(); });
  return keys;
}

bool changes_log_keys(std::string_view kind) { return kind == "add_log_key" || kind == "retire_log_key"; }

}  // namespace rules

Outcome<Decision> decide(const AddLogKeyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (context.genesis == nullptr) return Refusal::not_association;  // an auditor may be shown a log without its genesis
  if (auto refused = refuse_known(command.log_vkey, *context.genesis, view)) return *refused;
  const auto in_force = rules::log_keys_in_force(view, context.genesis->log_vkey);
  if (in_force.size() >= rules::log_keys_in_force_max) return about_key(Refusal::log_keys_two, in_force.front());
  // From here on the key must be added.
  Decision decision;
  decision.events.emplace_back(
      NoteTaken{LogKey{.entry = context.entry, .vkey = command.log_vkey, .retired_by = std::nullopt}});
  return decision;
}

Outcome<Decision> decide(const RetireLogKeyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (context.genesis == nullptr) return Refusal::not_association;
  const auto in_force = rules::log_keys_in_force(view, context.genesis->log_vkey);
  const auto found =
      std::find_if(in_force.begin(), in_force.end(), [&](const LogKey& key) { return key.vkey == command.log_vkey; });
  if (found == in_force.end()) {
    return Refused{
        .reason = Refusal::log_key_not_in_force, .conflict = std::nullopt, .facts = {{"log_vkey", command.log_vkey}}};
  }
  if (in_force.size() == 1) return about_key(Refusal::last_log_key, *found);
  // From here on the key must be retired.
  LogKey retired = *found;
  retired.retired_by = context.entry;
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(retired)});
  return decision;
}

}  // namespace tanbu
