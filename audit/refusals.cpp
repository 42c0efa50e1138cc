#include "audit/refusals.hpp"

#include <array>
#include <optional>
#include <string>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/rules.hpp"

namespace tanbu::audit {
namespace {

// The columns of one row of `refusals` with what the other two tables say of the same command.
enum Column : std::size_t {
  number,
  party,
  jti,
  use,
  command,
  digest,
  issuer,
  payload,
  refusal,
  conflict,
  facts,
  use_columns
};
// From use_columns on: number, party, jti, refusal, conflict, facts, time, jws of refused_uses.
constexpr std::size_t use_time = use_columns + 6, use_jws = use_columns + 7;

constexpr const char* chained_rows =
    "SELECT r.number, r.party, r.jti, r.use, r.command, r.digest, p.id, s.payload, s.refusal, s.conflict, s.facts,"
    " u.number, u.party, u.jti, u.refusal, u.conflict, u.facts, u.time, u.jws FROM refusals r"
    " LEFT JOIN party_numbers p ON p.number = r.party LEFT JOIN seen s ON s.party = r.party AND s.jti = r.jti"
    " LEFT JOIN refused_uses u ON u.number = r.use ORDER BY r.number";

bool is_null(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }
std::string bytes_in(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : *text;
}
std::string number_in(const Cell& cell) { return is_null(cell) ? "-" : text_of(cell); }
std::string hex_in(const Cell& cell) { return is_null(cell) ? "-" : crypto::hex_encode(bytes_in(cell)); }
std::string sha256_bytes(const std::string& text) { return std::string(crypto::as_bytes(crypto::sha256(text))); }

// As docs/formats.md section 19 says.
std::string expected_digest(const std::string& previous, const Row& row) {
  std::string text = "tanbu-refusal/1\n" + crypto::hex_encode(previous) + "\n" + bytes_in(row[issuer]) + "\n" +
                     bytes_in(row[jti]) + "\n" + hex_in(row[payload]) + "\n" + number_in(row[refusal]) + "\n" +
                     number_in(row[conflict]) + "\n" + crypto::hex_encode(sha256_bytes(bytes_in(row[facts]))) + "\n";
  if (!is_null(row[use]))
    text += number_in(row[use]) + " " + number_in(row[use_time]) + " " + hex_in(row[command]) + "\n";
  return sha256_bytes(text);
}

class Refusals {
 public:
  Refusals(Database& database, const State* state) : database_(database), state_(state) {}

  std::vector<Finding> check() {
    Statement statement(database_, chained_rows);
    std::int64_t expected_number = 0;
    std::string previous(crypto::Digest{}.size(), '\0');
    while (const auto row = statement.next()) {
      if (row->at(number) != Cell{expected_number}) {
        find("refusals number=" + text_of(row->at(number)), "refusal_missing", "rows are missing before this one");
        if (const auto* found = std::get_if<std::int64_t>(&row->at(number))) expected_number = *found;
      }
      ++expected_number;
      check_row(*row, previous);
      previous = bytes_in(row->at(digest));
    }
    find_unchained();
    return std::move(findings_);
  }

 private:
  void find(std::string place, const char* code, std::string words) {
    constexpr std::size_t findings_here_max = 20;
    if (findings_.size() < findings_here_max) findings_.push_back({std::nullopt, std::move(place), code, words});
  }

  void check_row(const Row& row, const std::string& previous) {
    const std::string who = " iss=" + bytes_in(row[issuer]) + " jti=" + bytes_in(row[jti]);
    if (is_null(row[payload]) || is_null(row[refusal]))
      return find("seen" + who, "refusal_missing",
                  "row " + text_of(row[number]) + " of refusals speaks of a refusal that is not remembered");
    if (row[digest] != Cell{expected_digest(previous, row)})
      find("refusals number=" + text_of(row[number]) + who, "refusal_altered",
           "what is kept of this refused command, or of the one before it, is not what was written");
    if (!is_null(row[use])) check_use(row, who);
  }

  void check_use(const Row& row, const std::string& who) {
    const std::string place = "refused_uses number=" + text_of(row[use]) + who;
    if (is_null(row[use_columns])) return find(place, "refused_use_missing", "the attempted second use is not kept");
    static constexpr std::array<Column, 5> same{party, jti, refusal, conflict, facts};
    static constexpr std::array<const char*, 5> names{"party", "jti", "refusal", "conflict", "facts"};
    for (std::size_t at = 0; at < same.size(); ++at) {
      const auto& kept = row[use_columns + 1 + at];
      if (kept != row[same[at]])
        find(place + " column " + names[at], "refused_use_differs",
             "kept " + text_of(kept) + ", the refusal says " + text_of(row[same[at]]));
    }
    // Of a command that was erased by law only its digest is left.
    if (!is_null(row[use_jws])) check_command(row, place);
  }

  // The issuer's own word that he tried: nobody but he can have written it.
  void check_command(const Row& row, const std::string& place) {
    const auto fault = [&](const std::string& words) { find(place, "refused_use_command", words); };
    const std::string text = bytes_in(row[use_jws]);
    if (row[command] != Cell{sha256_bytes(text)}) return fault("the signed text is not the one that was refused");
    const auto parsed = crypto::parse_jws(text, codec::command_type);
    const auto* jws = std::get_if<crypto::Jws>(&parsed);
    if (jws == nullptr) return fault("the signed text is no command: " + std::get<crypto::JwsFault>(parsed).code);
    if (row[payload] != Cell{sha256_bytes(jws->payload)})
      return fault("the signed text is not what the remembered digest says");
    const auto read = codec::read_payload(jws->payload);
    const auto* said = std::get_if<codec::Payload>(&read);
    if (said == nullptr || !said->envelope) return fault("the signed text is no command of a known form");
    const Envelope& envelope = *said->envelope;
    if (envelope.issuer.text != bytes_in(row[issuer]) || envelope.jti != bytes_in(row[jti]))
      return fault("the signed text is another issuer's, or another command");
    check_signature(*jws, envelope, row[use_time], place);
  }

  void check_signature(const crypto::Jws& jws, const Envelope& envelope, const Cell& time, const std::string& place) {
    if (state_ == nullptr) return;
    const auto fault = [&](const std::string& words) { find(place, "refused_use_signature", words); };
    const auto key = state_->key({jws.kid});
    if (!key) return fault("signed by a key that no entry registered");
    const auto known = crypto::from_jwk_text(key->jwk);
    if (!known || !crypto::verify_jws(jws, *known)) return fault("the signature is not valid");
    if (key->party != envelope.issuer) return fault("signed by a key of " + key->party.text);
    const auto* when = std::get_if<std::int64_t>(&time);
    if (when == nullptr) return fault("its time is no number");
    if (const auto refused = admit(envelope, *key, Instant{*when}))
      fault("not to be admitted at its time: " + std::string(name_of(refused->reason)));
  }

  // What stands in the other tables and in no link of the chain.
  void find_unchained() {
    Statement refused(database_,
                      "SELECT coalesce((SELECT id FROM party_numbers WHERE number = party), 'no party ' || party), jti"
                      " FROM seen WHERE refusal IS NOT NULL AND (party, jti) NOT IN (SELECT party, jti FROM refusals)"
                      " LIMIT 10");
    while (const auto row = refused.next())
      find("seen iss=" + bytes_in(row->at(0)) + " jti=" + bytes_in(row->at(1)), "refusal_unexpected",
           "remembered as refused, but the chain of refusals does not know it");
    Statement uses(
        database_,
        "SELECT number FROM refused_uses WHERE number NOT IN (SELECT use FROM refusals WHERE use IS NOT NULL)"
        " LIMIT 10");
    while (const auto row = uses.next())
      find("refused_uses number=" + text_of(row->at(0)), "refused_use_unexpected",
           "the chain of refusals does not know this attempt");
  }

  Database& database_;
  const State* state_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_refusals(Database& database, const State* state) {
  return Refusals(database, state).check();
}

}  // namespace tanbu::audit
