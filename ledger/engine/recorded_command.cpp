#include "ledger/engine/recorded_command.hpp"

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/check.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::engine {

std::optional<Command> read_recorded_command(const std::string& jws) {
  const auto parsed = crypto::parse_jws(jws, codec::command_type);
  const auto* sound = std::get_if<crypto::Jws>(&parsed);
  if (sound == nullptr) return std::nullopt;
  const auto read = codec::read_payload(sound->payload);
  const auto* payload = std::get_if<codec::Payload>(&read);
  if (payload == nullptr) return std::nullopt;
  auto command = codec::read_command(*payload);
  if (auto* readable = std::get_if<Command>(&command)) return std::move(*readable);
  return std::nullopt;
}

std::optional<EntryIndex> waits_for(const Command& command, const View& view) {
  const auto* approval = std::get_if<ApproveCommand>(&command);
  if (approval == nullptr || !find_note<Pending>(view, approval->pending)) return std::nullopt;
  return approval->pending;
}

std::optional<Command> recorded_command(store::Reader& reader, EntryIndex index) {
  const auto stored = reader.entry(index);
  if (!stored || !stored->command) return std::nullopt;
  return read_recorded_command(*stored->command);
}

std::optional<GenesisCommand> recorded_genesis(store::Reader& reader) {
  auto first = recorded_command(reader, {0});
  auto* genesis = first ? std::get_if<GenesisCommand>(&*first) : nullptr;
  if (genesis == nullptr) return std::nullopt;
  return std::move(*genesis);
}

std::string kind_of_entry(store::Reader& reader, EntryIndex index) {
  const auto stored = reader.entry(index);
  HOLDS(stored.has_value());
  const auto entry = log::parse_entry(stored->entry);
  HOLDS(entry.has_value());
  return entry->kind;
}

Decision effect_of_entry(store::Reader& reader, EntryIndex index) {
  auto stored = reader.entry(index);
  HOLDS(stored.has_value());
  return std::move(stored->decision);
}

}  // namespace tanbu::engine
