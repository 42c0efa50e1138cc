// The signatures of outbox_signer.hpp.
#include "api/cli/outbox_signer.hpp"

#include "api/cli/signing.hpp"
#include "api/cli/ulid.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::cli {
namespace {

// What was interrupted must find its commands still in force when it goes on; the formats allow a week.
constexpr int kept_expires_seconds = 6 * 24 * 3600;

}  // namespace

OutboxSigner::OutboxSigner(Session& session, ImportOutbox::Writing& outbox)
    : outbox_(outbox), issuer_(session.party()), origin_(session.ledger().origin), key_(session.key()) {}

void OutboxSigner::sign(std::string_view kind, const boost::json::object& body) {
  const PayloadHead head{issuer_, origin_, fresh_ulid(), unix_seconds_now(), kept_expires_seconds, std::string(kind)};
  outbox_.add(crypto::sign_jws(codec::command_type, payload_text(head, body), key_));
}

}  // namespace tanbu::cli
