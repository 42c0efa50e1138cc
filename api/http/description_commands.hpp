// The schemas of commands in the description: every kind of the build, each with its own body, out of the table of
// kinds and of what is written in api/http/description/bodies_*.json. Not the reading of commands (ledger/codec), which
// knows more than a schema can say; tests/unit/codec holds the two together.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace tanbu::http {

// "record_batch" and "Body": "RecordBatchBody".
[[nodiscard]] std::string schema_name(std::string_view kind, std::string_view ending);

// Adds what the tables know: CommandKind, ProgrammeCode, SelfRegisteredProgramme and for each kind `<Kind>Command`, and
// makes CommandPayload the choice among these. Throws std::logic_error for a kind without a body.
void add_command_schemas(boost::json::object& schemas);

}  // namespace tanbu::http
