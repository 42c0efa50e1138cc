// The command of an entry, read back from the log: an approval decides it anew. Not a check of its signature; that was
// done before it became an entry.
#pragma once
#include <optional>
#include <string>

#include "ledger/commands.hpp"
#include "ledger/rules.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::engine {

// Nothing where the bytes are of a form that is not read any more.
[[nodiscard]] std::optional<Command> read_recorded_command(const std::string& jws);
// The entry whose command waits for this one; nothing where this is no approval, or nothing waits there.
[[nodiscard]] std::optional<EntryIndex> waits_for(const Command& command, const View& view);
// Nothing as well where the command was erased by law.
[[nodiscard]] std::optional<Command> recorded_command(store::Reader& reader, EntryIndex index);

// The kind and the effect of an entry that is there; the effect has no free texts.
[[nodiscard]] std::string kind_of_entry(store::Reader& reader, EntryIndex index);
[[nodiscard]] Decision effect_of_entry(store::Reader& reader, EntryIndex index);
// Entry 0, which is never erased; nothing where the log is empty or not a ledger's.
[[nodiscard]] std::optional<GenesisCommand> recorded_genesis(store::Reader& reader);

}  // namespace tanbu::engine
