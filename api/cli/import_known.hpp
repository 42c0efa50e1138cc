// What a ledger knows already of the programmes of a file: projects, batches, and what registries have said of their
// units since. Without it every row would look new, and news would be told twice.
#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>

#include "api/cli/session.hpp"
#include "importers/rows.hpp"
#include "ledger/commands.hpp"

namespace tanbu::cli {

[[nodiscard]] importers::KnownByProgramme ask_known(Session& session, const std::set<std::string>& programmes);

// active, retired, cancelled, withdrawn; nothing for any other word.
[[nodiscard]] std::optional<RegistryEventStatus> registry_event_status(const std::string& word);

// One batch of GET /v1/batches; nothing where it is no batch of units that a file could name.
[[nodiscard]] std::optional<importers::KnownBatch> known_batch(const boost::json::value& batch);

}  // namespace tanbu::cli
