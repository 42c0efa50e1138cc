// redact, record_state_digest, add_log_key, retire_log_key: what the association does to keep the book itself.
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

namespace {

std::string read_log_vkey(const Field& field, const Audience& audience) {
  std::string vkey;
  if (take(vkey, field.string()) && audience && !is_vkey(vkey, *audience))
    field.fault("vkey_unsound", "the log's key is origin+keyid+key, Ed25519, and all three must agree");
  return vkey;
}

}  // namespace

Command read_add_log_key(Reader& body, const Audience& audience) {
  AddLogKeyCommand command;
  command.log_vkey = read_log_vkey(body.need("log_vkey"), audience);
  take(command.reason, body.need("reason").text());
  return command;
}

Command read_retire_log_key(Reader& body, const Audience& audience) {
  RetireLogKeyCommand command;
  command.log_vkey = read_log_vkey(body.need("log_vkey"), audience);
  take(command.reason, body.need("reason").text());
  return command;
}

}  // namespace tanbu::codec
