#include "ledger/engine/recorded_command.hpp"

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/check.hpp"

namespace tanbu::engine {

std::optional<Command> read_recorded_command(const std::string& jws) {
  const auto parsed = crypto::parse_jws(jws, command_type);
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

}  // namespace tanbu::engine
