// redact, record_state_digest: what the association does to keep the book itself.
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {

Command read_redact(Reader& body) {
  RedactCommand command;
  take(command.entry, body.need("entry").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  take(command.authority, body.need("authority").text());
  return command;
}

Command read_record_state_digest(Reader& body) {
  RecordStateDigestCommand command;
  if (const auto size = body.need("size").integer(1, limits::unit_number_max))
    command.size = static_cast<std::uint64_t>(*size);
  take(command.sha256, read_sha256(body.need("sha256")));
  return command;
}

}  // namespace tanbu::codec
