// What a ledger says of the programmes of a file, for reconciling: its batches with every word of their registries, the
// retirements that rest on them, and its projects. Only questions.
#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>

#include "api/cli/session.hpp"
#include "importers/reconcile.hpp"

namespace tanbu::cli {

[[nodiscard]] importers::Picture ask_picture(Session& session, const std::set<std::string>& programmes);
// Of batches whose numbers only count and of which the file states fewer units: from which unit on the ledger has
// struck them out already.
void ask_struck_units(Session& session, const importers::Reading& reading, importers::Picture& picture);

// One batch of GET /v1/batches; nothing where it was undone or is no batch of units that a file could name.
[[nodiscard]] std::optional<importers::LedgerBatch> ledger_batch(const boost::json::value& batch);
// One of GET /v1/retirements; nothing where it is closed or binds nothing. The beneficiary has its id only.
[[nodiscard]] std::optional<importers::LedgerUse> ledger_use(const boost::json::value& retirement);

}  // namespace tanbu::cli
