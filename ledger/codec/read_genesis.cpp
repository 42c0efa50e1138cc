// genesis: who the ledger is, whose keys rule it and which keys sign its checkpoints and its statements. The lines of
// those two keys are taken apart here, because a genesis that names a key nobody can use is a ledger nobody can verify.
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

bool is_rules_version(std::string_view text) {
  constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz.-";
  return !text.empty() && text.size() <= 32 && text.find_first_not_of(alphabet) == std::string_view::npos;
}

bool is_root(std::string_view text) {
  const auto bytes = crypto::base64_decode(text);
  return bytes && bytes->size() == sizeof(crypto::Digest);
}

ContinuedLedger read_continued(const Field& field, const std::optional<std::string>& own_origin) {
  ContinuedLedger continued;
  field.object([&](Reader& older) {
    const Field origin = older.need("origin");
    if (take(continued.origin, origin.word(origin_is_valid, "origin_form",
                                           "an origin is a name without scheme, blank or +, up to 255 bytes")) &&
        continued.origin == own_origin) {
      origin.fault("continues_itself", "a ledger that goes on from another one has a name of its own");
    }
    if (const auto size = older.need("size").integer(1, limits::unit_number_max))
      continued.size = static_cast<std::uint64_t>(*size);
    take(continued.root, older.need("root").word(is_root, "root_form", "a root is 32 bytes in base64"));
  });
  return continued;
}

}  // namespace

Command read_genesis(Reader& body) {
  GenesisCommand command;
  const auto origin = body.need("origin").word(origin_is_valid, "origin_form",
                                               "an origin is a name without scheme, blank or +, up to 255 bytes");
  command.origin = origin.value_or("");
  body.need("association").object([&](Reader& association) {
    take(command.association, association.need("party").party());
    take(command.association_name, association.need("name").text());
    command.keys = read_keys(association.need("keys"));
  });
  const Field vkey = body.need("log_vkey");
  if (take(command.log_vkey, vkey.string()) && origin && !is_vkey(command.log_vkey, *origin)) {
    vkey.fault("vkey_unsound", "the log's key is origin+keyid+key, Ed25519, and all three must agree");
  }
  const Field statement = body.may("statement_vkey");
  if (statement.present()) command.statement_vkey = statement.string();
  if (command.statement_vkey && origin && !is_vkey(*command.statement_vkey, statement_key_name(*origin))) {
    statement.fault("vkey_unsound", "the statement key is origin/statements+keyid+key, Ed25519, and all must agree");
  }
  const Field continues = body.may("continues");
  if (continues.present()) command.continues = read_continued(continues, origin);
  take(command.rules, body.need("rules").word(is_rules_version, "rules_form",
                                              "a rule set is named by small letters, digits, . and -"));
  return command;
}

}  // namespace tanbu::codec
