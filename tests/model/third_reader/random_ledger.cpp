#include "tests/model/third_reader/random_ledger.hpp"

#include <algorithm>
#include <stdexcept>

#include "crypto/jws.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/tree.hpp"
#include "ledger/rules.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::test {
namespace {

namespace json = boost::json;

constexpr auto origin = "third.example/tanbu/1";
const std::string association = "x:association";
const std::string registrar = "x:registrar";
const std::string plant = "uscc:91330100799655058B";
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

}  // namespace

std::uint64_t Draw::next() {
  std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15U);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31);
}

std::int64_t Draw::number(std::int64_t least, std::int64_t most) {
  return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
}

KeyPool::KeyPool() : log_signer(origin, log::SignatureType::ed25519, crypto::ed25519::Seed{7}) {
  constexpr std::size_t count = 24;
  for (std::size_t at = 0; at < count; ++at)
    keys.push_back(at % 3 == 2 ? crypto::SigningKey::generate_p256() : crypto::SigningKey::generate_ed25519());
}

RandomLedger::RandomLedger(const KeyPool& pool, std::uint64_t seed, std::size_t entries)
    : pool_(pool), draw_(seed), now_ms_(1'763'700'000'000 + draw_.number(0, 300) * day_ms) {
  begin();
  // A step may be refused, and a registrar whose keys were all revoked ends a ledger early.
  for (int attempt = 0; lines_.size() < entries && attempt < 500; ++attempt) step();
  log::Tree tree;
  for (const auto& line : lines_) tree.append(log::leaf_hash(line.entry));
  checkpoint_ = log::sign_checkpoint({origin, tree.size(), tree.root()}, pool.log_signer);
}

void RandomLedger::begin() {
  keys_of_[association] = {next_key_++};
  const json::object genesis{{"origin", origin},
                             {"association",
                              {{"party", association},
                               {"name", "Association"},
                               {"keys", json::array{crypto::to_jwk(key_at(0).public_key())}}}},
                             {"log_vkey", pool_.log_signer.verifier().text()},
                             {"rules", std::string(rules_version)}};
  bool done = wish(association, "genesis", genesis);
  for (const auto& [party, name] : {std::pair{registrar, "Registrar"}, {plant, "Plant One Ltd"}}) {
    const auto place = next_key_++;
    keys_of_[party] = {place};
    done = done && wish(association, "enroll_party",
                        {{"party", party},
                         {"name", name},
                         {"legal_form", "legal_person"},
                         {"key", crypto::to_jwk(key_at(place).public_key())},
                         {"proof", proof(party, place)}});
  }
  holders_ = {plant};
  done = done && wish(association, "appoint_registrar",
                      {{"party", registrar}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2035-12-31"}});
  done = done && wish(registrar, "register_project",
                      {{"programme", "VCS"},
                       {"project_id", "929"},
                       {"title", "Wind 风电"},
                       {"country", "CN"},
                       {"technology", "wind"},
                       {"methodology", "ACM0002"}});
  factories_.push_back(lines_.size());
  done = done && wish(plant, "register_factory",
                      {{"name", "一厂"},
                       {"address", "1 Road"},
                       {"division", "330108"},
                       {"industry", "C3823"},
                       {"established_on", "2010-05-01"}});
  if (!done) throw std::runtime_error("the beginning of a random ledger is refused");
  record_batch();
}

void RandomLedger::step() {
  if (draw_.chance(30)) now_ms_ += draw_.number(1, draw_.chance(15) ? 12 * day_ms : 600'000);
  using Verb = void (RandomLedger::*)();
  static const std::vector<Verb> verbs{&RandomLedger::enroll,     &RandomLedger::add_key,
                                       &RandomLedger::revoke_key, &RandomLedger::record_batch,
                                       &RandomLedger::transfer,   &RandomLedger::transfer,
                                       &RandomLedger::transfer,   &RandomLedger::reserve,
                                       &RandomLedger::reserve,    &RandomLedger::release,
                                       &RandomLedger::retire,     &RandomLedger::retire,
                                       &RandomLedger::retire,     &RandomLedger::retire_reservation,
                                       &RandomLedger::withdraw,   &RandomLedger::freeze,
                                       &RandomLedger::unfreeze,   &RandomLedger::strike};
  (this->*draw_.any(verbs))();
}

std::string RandomLedger::proof(const std::string& party, std::size_t place) const {
  return crypto::sign_jws("tanbu-proof+jws", json::serialize(json::object{{"party", party}, {"aud", origin}}),
                          key_at(place));
}

const crypto::SigningKey* RandomLedger::signing_key(const std::string& party, const std::string& kind) {
  std::vector<const crypto::SigningKey*> able;
  for (const std::size_t place : keys_of_[party]) {
    const auto& candidate = key_at(place);
    const auto key = state_.key({candidate.kid()});
    if (lines_.empty()) return &candidate;  // genesis registers the key that signs it
    if (!key || key->valid_from > Instant{now_ms_} || key->valid_until) continue;
    const bool limited =
        !key->kinds.empty() && std::find(key->kinds.begin(), key->kinds.end(), kind) == key->kinds.end();
    if (!limited) able.push_back(&candidate);
  }
  return able.empty() ? nullptr : draw_.any(able);
}

bool RandomLedger::wish(const std::string& issuer, const std::string& kind, const Object& body) {
  const auto* key = signing_key(issuer, kind);
  if (key == nullptr) return false;
  const std::int64_t now_s = now_ms_ / 1000;
  const std::int64_t issued_s = now_s + draw_.number(-3600, 299);
  const json::object payload{{"iss", issuer},
                             {"aud", origin},
                             {"jti", "jti-" + std::to_string(10'000 + commands_++)},
                             {"iat", issued_s},
                             {"exp", now_s + draw_.number(301, 86'400)},
                             {"kind", kind},
                             {"body", body}};
  const std::string text = json::serialize(payload);
  const auto read = codec::read_payload(text);
  const auto* sound = std::get_if<codec::Payload>(&read);
  if (sound == nullptr) throw std::runtime_error("a random command is no payload: " + text);
  const auto command = codec::read_command(*sound);
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&command))
    throw std::runtime_error("a random command is faulty: " + faults->front().pointer + " " + text);
  const Context context{.issuer = {issuer}, .entry = {lines_.size()}, .time = {now_ms_}, .key = {key->kid()}};
  const auto outcome = decide(std::get<Command>(command), context, state_);
  if (!outcome.accepted()) return false;
  for (const Event& event : outcome.value().events) {
    if (const auto problem = state_.apply(event)) throw std::runtime_error(*problem);
  }
  state_.append_entry();
  append(kind, crypto::sign_jws("tanbu-command+jws", text, *key));
  return true;
}

void RandomLedger::append(const std::string& kind, const std::string& jws) {
  const log::Entry entry{.index = lines_.size(),
                         .previous = lines_.empty() ? crypto::Digest{} : log::leaf_hash(lines_.back().entry),
                         .time_unix_ms = now_ms_,
                         .kind = kind,
                         .command = crypto::sha256(jws),
                         .rules = std::string(rules_version)};
  lines_.push_back({log::entry_bytes(entry), jws});
  ++kinds_[kind];
}

std::vector<RandomLedger::Piece> RandomLedger::pieces_in(const std::vector<UnitStatus>& statuses) {
  const Context context{.issuer = {registrar}, .entry = {lines_.size()}, .time = {now_ms_}};
  std::vector<Piece> found;
  for (const auto& [id, batch] : state_.tables().batches) {
    for (const Segment& segment : rules::standing(BatchRange{{id}, batch.units}, context, state_)) {
      if (std::find(statuses.begin(), statuses.end(), segment.status) == statuses.end()) continue;
      found.push_back({id, segment.units.first(), segment.units.last(), segment.status,
                       segment.holder ? segment.holder->text : std::string()});
    }
  }
  return found;
}

// A part of one piece, or parts of several: neighbours, whole pieces and single units all occur.
json::array RandomLedger::ranges_among(const std::vector<Piece>& pieces) {
  json::array ranges;
  for (const Piece& piece : pieces) {
    const bool whole = draw_.chance(25);
    const auto first = whole ? piece.first : draw_.number(piece.first, piece.last);
    const auto last = whole ? piece.last : draw_.number(first, std::min(piece.last, first + 400));
    ranges.push_back(json::object{{"batch", piece.batch}, {"first", first}, {"last", last}});
  }
  return ranges;
}

}  // namespace tanbu::test
