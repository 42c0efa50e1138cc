// The signatures of import_sign.hpp.
#include "api/cli/import_sign.hpp"

#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/ulid.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::cli {
namespace {

// A resumed import must find its commands still in force; the formats allow a week.
constexpr int import_expires_seconds = 6 * 24 * 3600;

}  // namespace

ImportSigning::ImportSigning(Session& session, ImportOutbox::Writing& outbox, std::size_t commands)
    : outbox_(outbox),
      issuer_(session.party()),
      origin_(session.ledger().origin),
      key_(session.key()),
      progress_(std::string(say("signing", "签名")), commands) {}

void ImportSigning::begin_file(const importers::ReadingHead& head, const importers::FileFacts&) { head_ = &head; }

void ImportSigning::sign(const char* kind, const boost::json::object& body) {
  const PayloadHead head{issuer_, origin_, fresh_ulid(), unix_seconds_now(), import_expires_seconds, kind};
  outbox_.add(crypto::sign_jws(codec::command_type, payload_text(head, body), key_));
  progress_.show(outbox_.count());
}

void ImportSigning::project(const importers::ProjectRow& row) {
  sign("register_project", register_project_body(*head_, row));
}
void ImportSigning::batch(const importers::BatchRow& row) { sign("record_batch", record_batch_body(*head_, row)); }
void ImportSigning::event(const importers::EventRow& row) {
  sign("record_registry_event", record_registry_event_body(*head_, row));
}

}  // namespace tanbu::cli
