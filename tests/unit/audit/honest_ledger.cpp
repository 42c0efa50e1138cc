#include "tests/unit/audit/honest_ledger.hpp"

#include <future>
#include <stdexcept>

#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"
#include "ledger/engine/engine.hpp"
#include "ledger/engine/statement_key.hpp"
#include "ledger/rules.hpp"
#include "ledger/store/sqlite/state_digest.hpp"

namespace tanbu::test {
namespace {

namespace json = boost::json;

constexpr auto association = "x:association";
constexpr auto registrar = "x:registrar";
constexpr auto gec_registrar = "x:gec-registrar";
constexpr auto verifier = "x:verifier";
constexpr auto trader = "x:trader";
constexpr auto plant = "uscc:91330100799655058B";
constexpr auto rival = "uscc:914403001922038216";

json::object evidence() {
  return {{"sha256", std::string(64, 'a')}, {"bytes", 1}, {"media_type", "application/pdf"}, {"reference", "R-1"}};
}

json::object enrolment(LedgerWriter& ledger, const std::string& party, const std::string& name) {
  return {{"party", party},
          {"name", name},
          {"aliases", json::array{name + " (registry)"}},
          {"legal_form", "legal_person"},
          {"key", ledger.jwk_of(party)},
          {"proof", ledger.proof_of(party)}};
}

json::object factory(const std::string& address) {
  return {{"name", "一厂"},
          {"address", address},
          {"division", "330108"},
          {"industry", "C3841"},
          {"established_on", "2012-02-29"}};
}

json::object vcs_batch(const std::string& project, std::int64_t first, std::int64_t last) {
  return {{"programme", "VCS"},
          {"serial", "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-" +
                         project + "-01012018-31122018-O"},
          {"quantity", last - first + 1},
          {"project", project},
          {"vintage_from", "2018-01-01"},
          {"vintage_until", "2018-12-31"},
          {"issued_on", "2019-05-06"},
          {"registry_status", {{"status", "active"}}}};
}

json::object retired(json::object batch, const std::string& beneficiary, const std::string& reason) {
  batch["registry_status"] = {{"status", "retired"},
                              {"on", "2023-06-07"},
                              {"beneficiary_text", beneficiary},
                              {"reason_text", reason},
                              {"reference", "VCS-R-1"}};
  return batch;
}

json::object vcs_project(const std::string& id) {
  return {{"programme", "VCS"}, {"project_id", id},     {"title", "Project " + id},
          {"country", "CN"},    {"technology", "wind"}, {"methodology", "ACM0002"}};
}

json::array ranges(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  return {{{"batch", batch}, {"first", first}, {"last", last}}};
}

json::object transfer(const json::array& what, const std::string& to) {
  return {{"ranges", what}, {"to", to}, {"basis", "trade"}, {"evidence", evidence()}};
}

json::object retire(std::uint64_t factory, const char* period, std::uint64_t batch, std::int64_t first,
                    std::int64_t last) {
  return {{"factory", factory},           {"period", period},
          {"purpose", "factory_offset"},  {"ranges", ranges(batch, first, last)},
          {"quantity", last - first + 1}, {"beneficiary", plant},
          {"retired_on", "2023-06-07"}};
}

json::object inventory(std::uint64_t factory, std::int64_t consumed_kwh) {
  return {{"factory", factory},
          {"period", "2024"},
          {"standard", "ISO 14064-1:2018"},
          {"scope1_t", "8000.00"},
          {"electricity",
           {{"consumed_kwh", consumed_kwh}, {"purchased_kwh", consumed_kwh}, {"factor_location", "0.4974"}}}};
}

void populate(LedgerWriter& ledger) {
  for (const auto& [party, name] : {std::pair{registrar, "Registrar"},
                                    {gec_registrar, "GEC registrar"},
                                    {verifier, "Verifier"},
                                    {trader, "Trader"},
                                    {plant, "Plant One Ltd"},
                                    {rival, "Rival Works Ltd"}}) {
    ledger.accept(association, "enroll_party", enrolment(ledger, party, name));
  }
  for (const auto& [party, programme] : {std::pair{registrar, "VCS"}, {gec_registrar, "GEC"}, {verifier, "OWN"}}) {
    ledger.accept(association, "appoint_registrar",
                  {{"party", party}, {"programme", programme}, {"from", "2020-01-01"}, {"until", "2030-12-31"}});
  }
}

// The self-developed project, another name of it in VCS, and the use that locks the one and freezes the other.
void lock_own_project(LedgerWriter& ledger, std::uint64_t site, HonestLedger& made) {
  auto own = vcs_project("JX-2023/01");
  own["programme"] = "OWN";
  own["developer"] = plant;
  own["verifier"] = verifier;
  own["self_developed_for"] = site;
  own["asset_code"] = "PPC2206652902001J";
  own["crediting_from"] = "2022-01-01";
  own["crediting_until"] = "2031-12-31";
  own["evidence"] = evidence();
  ledger.accept(plant, "register_project", own);
  auto other_name = vcs_project("930");
  other_name["asset_code"] = "PPC2206652902001J";
  other_name["also_registered_as"] = json::array{{{"programme", "VCS"}, {"project_id", "931"}}};
  ledger.accept(registrar, "register_project", other_name);
  made.frozen_batch = ledger.accept(registrar, "record_batch", vcs_batch("930", 700'000'001, 700'000'010));
  auto batch = vcs_batch("x", 1, 1200);
  batch["programme"] = "OWN";
  batch["serial"] = "VS-2023/0117";
  batch["project"] = "JX-2023/01";
  batch["vintage_from"] = "2022-01-01";
  batch["vintage_until"] = "2022-12-31";
  batch["issued_on"] = "2023-02-01";
  batch["evidence"] = evidence();
  const auto own_batch = ledger.accept(verifier, "record_batch", batch);
  made.own_retirement = ledger.accept(plant, "retire", retire(site, "2022", own_batch, 1, 700));
  ledger.refuse(registrar, "transfer", transfer(ranges(made.frozen_batch, 700'000'001, 700'000'002), trader));
}

void use_green_power(LedgerWriter& ledger, std::uint64_t site) {
  auto project = vcs_project("PPC1302632802001I");
  project["programme"] = "GEC";
  project["asset_code"] = "PPC1302632802001I";
  ledger.accept(gec_registrar, "register_project", project);
  auto batch = vcs_batch("x", 1, 500);
  batch["programme"] = "GEC";
  batch["serial"] = "PPC1302632802001I240100000000001..PPC1302632802001I240100000000500#1-500";
  batch["project"] = "PPC1302632802001I";
  batch["vintage_from"] = "2024-01-01";
  batch["vintage_until"] = "2024-01-31";
  batch["issued_on"] = "2024-03-01";
  batch["tradable"] = true;
  const auto certificates = ledger.accept(gec_registrar, "record_batch", batch);
  ledger.accept(gec_registrar, "transfer", transfer(ranges(certificates, 1, 400), plant));
  const auto first = ledger.accept(plant, "declare_inventory", inventory(site, 250'000));
  auto better = inventory(site, 300'999);
  better["supersedes"] = first;
  better["reason"] = "计量修正";
  const auto counting = ledger.accept(plant, "declare_inventory", better);
  const auto engagement = ledger.accept(plant, "engage_body",
                                        {{"factory", site},
                                         {"scheme", "ceca-g-0171-2022"},
                                         {"from_period", "2024"},
                                         {"body", verifier},
                                         {"role", "verify"}});
  ledger.accept(verifier, "accept_engagement", {{"engagement", engagement}});
  ledger.accept(verifier, "verify_inventory",
                {{"inventory", counting},
                 {"verifier", verifier},
                 {"criteria", "ISO 14064-3:2019"},
                 {"assurance", "reasonable"},
                 {"opinion", "unqualified"},
                 {"statement_number", "V-2025-1"},
                 {"verified_on", "2025-02-01"},
                 {"evidence", evidence()}});
  auto use = retire(site, "2024", certificates, 1, 300);
  use["purpose"] = "electricity_consumption";
  use["retired_on"] = "2025-01-07";
  ledger.accept(plant, "retire", use);
  use["ranges"] = ranges(certificates, 301, 301);
  use["quantity"] = 1;
  ledger.refuse(plant, "retire", use);
}

json::object registry_event(const json::array& what, const char* beneficiary, const char* reference) {
  return {{"ranges", what},        {"status", "retired"},   {"on", "2023-06-07"}, {"beneficiary_text", beneficiary},
          {"reason_text", "2022"}, {"reference", reference}};
}

// Facts that arrive late: one contradicts a use and stays, one is settled by the use's withdrawal.
void report_facts(LedgerWriter& ledger, std::uint64_t site, HonestLedger& made) {
  const auto batch = ledger.accept(registrar, "record_batch", vcs_batch("929", 681'600'001, 681'600'100));
  ledger.accept(registrar, "transfer", transfer(ranges(batch, 681'600'001, 681'600'060), trader));
  ledger.accept(trader, "retire", retire(site, "2022", batch, 681'600'001, 681'600'010));
  const auto second = ledger.accept(trader, "retire", retire(site, "2022", batch, 681'600'011, 681'600'020));
  made.conflict = ledger.accept(registrar, "record_registry_event",
                                registry_event(ranges(batch, 681'600'006, 681'600'010), "Somebody Else", "VCS-E-1"));
  ledger.accept(registrar, "record_registry_event",
                registry_event(ranges(batch, 681'600'011, 681'600'012), "Somebody Else", "VCS-E-2"));
  ledger.accept(trader, "withdraw_retirement", {{"retirement", second}, {"reason", "错误"}});
  ledger.accept(registrar, "invalidate",
                {{"ranges", ranges(batch, 681'600'001, 681'600'002)},
                 {"authority", "Ministry"},
                 {"reason", "报告失实"},
                 {"evidence", evidence()}});
  const auto reservation = ledger.accept(trader, "reserve",
                                         {{"ranges", ranges(batch, 681'600'031, 681'600'040)},
                                          {"factory", site},
                                          {"period", "2022"},
                                          {"purpose", "factory_offset"},
                                          {"until", "2026-03-31"}});
  ledger.accept(trader, "release", {{"reservation", reservation}, {"reason", "不再需要"}});
  ledger.accept(gec_registrar, "record_generation",
                {{"asset_code", "PPC1302632802001I"}, {"month", "2024-01"}, {"metered_kwh", 500'000}});
}

// Things made by mistake and made again, and names that changed.
void correct_mistakes(LedgerWriter& ledger, HonestLedger& made) {
  const auto project = ledger.accept(registrar, "register_project", vcs_project("940"));
  const json::object because{{"target", project}, {"reason", "登记错误"}, {"evidence", evidence()}};
  ledger.accept(registrar, "void", because);
  auto again = vcs_project("940");
  again["developer"] = "x:unenrolled-developer";
  ledger.accept(registrar, "register_project", again);
  const auto stated = vcs_batch("940", 681'700'001, 681'700'050);
  made.voided_batch = ledger.accept(plant, "record_batch", stated);
  ledger.accept(registrar, "record_batch", stated);
  ledger.accept(association, "enroll_party", enrolment(ledger, "x:old", "Old Works Ltd"));
  ledger.accept(association, "succeed_party",
                {{"from", "x:old"},
                 {"to", trader},
                 {"effective_on", "2024-01-01"},
                 {"reason", "merger"},
                 {"evidence", evidence()}});
}

// A freeze that two people of the registrar must sign.
void sign_twice(LedgerWriter& ledger, HonestLedger& made) {
  const std::string second = "x:registrar, second key";
  ledger.accept(registrar, "add_key",
                {{"party", registrar}, {"key", ledger.jwk_of(second)}, {"proof", ledger.proof_of(registrar, second)}});
  ledger.accept(
      registrar, "set_approval_policy",
      {{"kinds", json::array{"freeze"}}, {"approvers", json::array{ledger.kid_of(registrar), ledger.kid_of(second)}}});
  const json::object freeze{
      {"ranges", ranges(made.batch, 681'391'901, 681'391'910)}, {"reason", "争议"}, {"authority", "Registry"}};
  const auto waiting = ledger.accept(registrar, "freeze", freeze);
  made.approval = ledger.accept_signed(registrar, second, "approve", {{"pending", waiting}});
  ledger.accept(registrar, "freeze", freeze);
}

}  // namespace

LedgerWriter::LedgerWriter(std::filesystem::path directory) : directory_(std::move(directory)) {
  const auto made = engine::make_log_key(directory_, origin);
  const auto statements = engine::make_statement_key(directory_, origin);
  const json::object body{
      {"origin", origin},
      {"association", {{"party", association}, {"name", "碳中和协会"}, {"keys", json::array{jwk_of(association)}}}},
      {"log_vkey", std::get<log::Verifier>(made).text()},
      {"rules", json::string_view(rules_version.data(), rules_version.size())},
      {"statement_vkey", std::get<log::Verifier>(statements).text()}};
  if (const auto fault = engine::found_ledger(directory_, sign(association, "genesis", body, "jti-genesis"), clock_))
    throw std::runtime_error(fault->code + ": " + fault->detail);
  engine::EngineOptions options;
  options.directory = directory_;
  options.clock = clock_;
  auto opened = engine::Engine::open(std::move(options));
  if (const auto* fault = std::get_if<engine::OpenFault>(&opened))
    throw std::runtime_error(fault->code + ": " + fault->detail);
  engine_ = std::get<std::unique_ptr<engine::Engine>>(std::move(opened));
}

LedgerWriter::~LedgerWriter() = default;

const crypto::SigningKey& LedgerWriter::key_of(const std::string& party) {
  const auto found = keys_.find(party);
  if (found != keys_.end()) return found->second;
  // Every algorithm has its signers, and most sign with the first.
  auto key = keys_.size() % 3 == 2   ? crypto::SigningKey::generate_p256()
             : keys_.size() % 6 == 4 ? crypto::SigningKey::generate_sm2()
                                     : crypto::SigningKey::generate_ed25519();
  return keys_.emplace(party, std::move(key)).first->second;
}

json::value LedgerWriter::jwk_of(const std::string& party) { return crypto::to_jwk(key_of(party).public_key()); }

std::string LedgerWriter::kid_of(const std::string& party) { return crypto::thumbprint(key_of(party).public_key()); }

std::string LedgerWriter::proof_of(const std::string& party, const std::string& signer) {
  return crypto::sign_jws("tanbu-proof+jws", json::serialize(json::object{{"party", party}, {"aud", origin}}),
                          key_of(signer.empty() ? party : signer));
}

std::string LedgerWriter::sign(const std::string& issuer, const std::string& kind, const json::value& body,
                               const std::string& jti, const std::string& signer) {
  const json::object payload{{"iss", issuer},        {"aud", origin}, {"jti", jti},  {"iat", 1'763'700'000},
                             {"exp", 1'763'703'600}, {"kind", kind},  {"body", body}};
  return crypto::sign_jws("tanbu-command+jws", json::serialize(payload), key_of(signer.empty() ? issuer : signer));
}

engine::Answer LedgerWriter::submit(const std::string& issuer, const std::string& kind, const json::value& body,
                                    const std::string& signer) {
  const std::string jti = "jti-" + std::to_string(10'000 + commands_++);
  std::promise<engine::Answer> answer;
  engine_->submit(sign(issuer, kind, body, jti, signer),
                  [&answer](engine::Answer given) { answer.set_value(std::move(given)); });
  return answer.get_future().get();
}

std::uint64_t LedgerWriter::accept(const std::string& issuer, const std::string& kind, const json::value& body) {
  return accept_signed(issuer, issuer, kind, body);
}

std::uint64_t LedgerWriter::accept_signed(const std::string& issuer, const std::string& signer, const std::string& kind,
                                          const json::value& body) {
  const auto answer = submit(issuer, kind, body, signer);
  if (const auto* accepted = std::get_if<engine::Accepted>(&answer)) return accepted->index.value;
  std::string words = kind + " is not accepted:";
  if (const auto* refused = std::get_if<Refused>(&answer)) words += " " + std::string(name_of(refused->reason));
  if (const auto* unreadable = std::get_if<engine::Unreadable>(&answer)) words += " " + unreadable->code;
  if (const auto* faulty = std::get_if<engine::FaultyForm>(&answer)) {
    for (const auto& fault : faulty->faults) words += " " + fault.pointer + " " + fault.code;
  }
  throw std::runtime_error(words);
}

std::string LedgerWriter::refuse(const std::string& issuer, const std::string& kind, const json::value& body) {
  const auto answer = submit(issuer, kind, body);
  if (const auto* refused = std::get_if<Refused>(&answer)) return std::string(name_of(refused->reason));
  throw std::runtime_error(kind + " is not refused");
}

HonestLedger make_honest_ledger(const std::filesystem::path& directory, unsigned filler) {
  LedgerWriter ledger(directory);
  HonestLedger made;
  populate(ledger);
  const auto site = ledger.accept(plant, "register_factory", factory("A 路 1 号"));
  ledger.accept(rival, "register_factory", factory("A 路 1 号"));
  ledger.accept(registrar, "register_project", vcs_project("929"));
  made.batch = ledger.accept(registrar, "record_batch", vcs_batch("929", 681'390'001, 681'392'000));
  made.transfer = ledger.accept(registrar, "transfer", transfer(ranges(made.batch, 681'390'001, 681'391'900), trader));
  made.retirement = ledger.accept(trader, "retire", retire(site, "2022", made.batch, 681'390'101, 681'390'200));
  ledger.refuse(trader, "retire", retire(site, "2022", made.batch, 681'390'150, 681'390'250));
  ledger.accept(trader, "transfer", transfer(ranges(made.batch, 681'390'001, 681'390'050), rival));
  const auto used =
      ledger.accept(registrar, "record_batch",
                    retired(vcs_batch("929", 681'400'001, 681'400'100), "Plant One Ltd (registry)", "FY 2022"));
  ledger.accept(plant, "retire", retire(site, "2022", used, 681'400'011, 681'400'020));
  const auto unclear = ledger.accept(registrar, "record_batch",
                                     retired(vcs_batch("929", 681'500'001, 681'500'100), "Plant One Ltd", "2022"));
  made.claim_on_hold = ledger.accept(plant, "retire", retire(site, "2022", unclear, 681'500'001, 681'500'010));
  lock_own_project(ledger, site, made);
  use_green_power(ledger, site);
  report_facts(ledger, site, made);
  correct_mistakes(ledger, made);
  const auto for_a_year = ledger.accept(registrar, "record_batch", vcs_batch("929", 681'800'001, 681'800'100));
  certify_a_year(ledger, for_a_year, 681'800'001);
  sign_twice(ledger, made);
  made.size = 0;
  for (unsigned unit = 0; unit < filler; ++unit) {
    const auto number = 681'391'000 + std::int64_t{unit} * 2;
    made.size = ledger.accept(trader, "retire", retire(site, "2022", made.batch, number, number));
  }
  // A rotation that is given up again, so that D/keys/log stays what tests sign with.
  const auto next = engine::make_next_log_key(directory);
  const std::string next_vkey = std::get<log::Verifier>(next).text();
  for (const char* kind : {"add_log_key", "retire_log_key"})
    ledger.accept(association, kind, {{"log_vkey", next_vkey}, {"reason", "轮换"}});
  const auto digest = store::state_digest_of_sqlite(directory / "ledger.sqlite");
  ledger.accept(association, "record_state_digest",
                {{"size", digest.size}, {"sha256", crypto::hex_encode(crypto::as_bytes(digest.sha256))}});
  made.size = ledger.accept(rival, "register_factory", factory("B 路 2 号")) + 1;
  ledger.close();
  return made;
}

}  // namespace tanbu::test
