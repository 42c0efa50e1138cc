#include "audit/offline/succession.hpp"

#include "crypto/digest.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::offline {
namespace {

struct Read {
  std::string audience;
  Command command;
};
std::optional<Read> read(const std::string& command) {
  const auto parsed = crypto::parse_jws(command, codec::command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return std::nullopt;
  const auto payload = codec::read_payload(jws->payload);
  const auto* sound = std::get_if<codec::Payload>(&payload);
  if (sound == nullptr || !sound->audience) return std::nullopt;
  auto form = codec::read_command(*sound);
  auto* wish = std::get_if<Command>(&form);
  if (wish == nullptr) return std::nullopt;
  return Read{*sound->audience, std::move(*wish)};
}

}  // namespace

std::optional<log::Verifier> key_that_follows(std::string_view receipt, const std::string& command,
                                              const log::Verifier& from) {
  const auto verified = log::verify_receipt(receipt, from, from.name());
  if (!log::ok(verified)) return std::nullopt;
  const auto entry = log::parse_entry(log::value(verified).entry);
  if (!entry || entry->kind != "add_log_key" || entry->command != crypto::sha256(command)) return std::nullopt;
  const auto wish = read(command);
  const auto* added = wish ? std::get_if<AddLogKeyCommand>(&wish->command) : nullptr;
  if (added == nullptr || wish->audience != from.name()) return std::nullopt;
  auto next = log::Verifier::parse(added->log_vkey);
  if (!log::ok(next)) return std::nullopt;
  // Somebody holds the next key, and held it then.
  const auto parsed = log::parse_receipt(receipt);
  if (!log::ok(log::open_checkpoint(log::value(parsed).checkpoint, log::value(next)))) return std::nullopt;
  return log::value(std::move(next));
}

std::optional<std::string> log_vkey_in(const std::string& command) {
  const auto wish = read(command);
  if (!wish) return std::nullopt;
  if (const auto* genesis = std::get_if<GenesisCommand>(&wish->command)) return genesis->log_vkey;
  if (const auto* added = std::get_if<AddLogKeyCommand>(&wish->command)) return added->log_vkey;
  return std::nullopt;
}

}  // namespace tanbu::offline
