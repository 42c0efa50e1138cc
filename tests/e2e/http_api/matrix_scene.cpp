// The scene of matrix_scene.hpp: every command is signed by whom it concerns and goes through the one door.
#include "tests/e2e/http_api/matrix_scene.hpp"

using tanbu::test::evidence_json;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace tanbu::http::test {
namespace {

const std::string other_serial = "GS1-1-KE-GS11603-16-2020-30256-110-5463";

Json ranges_of(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  return {{"ranges", boost::json::array{range_json(batch, first, last)}}};
}

}  // namespace

MatrixScene::MatrixScene() {
  auto& ledger = service.ledger;
  ledger.populate(25'000);
  parties_ = {{role::anonymous, ""},
              {role::association, ledger.association},
              {role::registrar, ledger.registrar},
              {role::holder, ledger.trader},
              {role::plant, ledger.plant},
              {role::rival, ledger.rival}};
  // populate() transfers the batch to the holder right after it was recorded.
  keep(ledger.batch + 1, {role::registrar, role::holder, role::association});
  enroll();
  for (const auto& [asker, party] : parties_) roles_.push_back(asker);
  engage();
  move_units();
  declare();
  judge();
  wait_for_second_signatures();
}

std::uint64_t MatrixScene::keep(std::uint64_t entry, Roles readers) {
  restricted[entry] = std::move(readers);
  return entry;
}

const crypto::SigningKey& MatrixScene::key_of(const std::string& asker) {
  const auto own = keys_.find(asker);
  return own == keys_.end() ? service.ledger.key(party(asker)) : own->second;
}

std::string MatrixScene::sign(const std::string& asker, const std::string& kind, const Json& body) {
  return crypto::sign_jws(codec::command_type, boost::json::serialize(service.ledger.payload(party(asker), kind, body)),
                          key_of(asker));
}

Got MatrixScene::ask(const std::string& asker, const std::string& method, const std::string& target, Headers headers,
                     const std::string& body) {
  if (asker != role::anonymous) {
    auto& token = tokens_[asker];  // the clock stands still, so one token does for the whole test
    if (token.empty()) {
      const std::int64_t now = service.ledger.clock->now().unix_ms / 1000;
      const Json claims{{"iss", party(asker)}, {"aud", service.ledger.origin}, {"iat", now}, {"exp", now + 600}};
      token = crypto::sign_jws(access_token_type, boost::json::serialize(claims), key_of(asker));
    }
    headers.emplace("Authorization", "Bearer " + token);
  }
  return service.request(method, target, headers, body);
}

std::uint64_t MatrixScene::grant(const std::string& asker, const std::string& kind, const Json& body) {
  const auto got = service.post(sign(asker, kind, body));
  INFO(kind << " by the " << asker << ": " << got.body);
  REQUIRE(got.status == 201);
  return static_cast<std::uint64_t>(got.json().at("index").as_int64());
}

void MatrixScene::enroll() {
  auto& ledger = service.ledger;
  const std::vector<std::pair<std::string, std::string>> others{{role::other_registrar, "x:other-registrar"},
                                                                {role::past_registrar, "x:past-registrar"},
                                                                {role::receiver, "x:receiver"},
                                                                {role::engaged_body, "x:engaged-body"},
                                                                {role::offered_body, "x:offered-body"},
                                                                {role::ended_body, "x:ended-body"},
                                                                {role::idle_body, "x:idle-body"},
                                                                {role::scheme_owner, "x:scheme-owner"},
                                                                {role::stranger, "x:stranger"}};
  for (const auto& [asker, party] : others) {
    parties_.emplace(asker, party);
    const auto& key = keys_.emplace(asker, crypto::SigningKey::generate_ed25519()).first->second;
    const auto proof = crypto::sign_jws("tanbu-proof+jws",
                                        boost::json::serialize(Json{{"party", party}, {"aud", ledger.origin}}), key);
    grant(role::association, "enroll_party",
          {{"party", party},
           {"name", "The " + asker},
           {"legal_form", "legal_person"},
           {"key", crypto::to_jwk(key.public_key())},
           {"proof", proof}});
  }
  appointment = grant(
      role::association, "appoint_registrar",
      {{"party", party(role::other_registrar)}, {"programme", "GS"}, {"from", "2020-01-01"}, {"until", "2035-12-31"}});
  grant(
      role::association, "appoint_registrar",
      {{"party", party(role::past_registrar)}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2024-12-31"}});
  grant(role::association, "appoint_scheme_owner", {{"party", party(role::scheme_owner)}, {"scheme", scheme}});
  for (const auto& asker : {role::engaged_body, role::offered_body, role::ended_body, role::idle_body}) {
    grant(role::association, "authorise_body",
          {{"party", party(asker)},
           {"scheme", scheme},
           {"batch", 1},
           {"verifier_count", 6},
           {"from", "2023-01-01"},
           {"until", "2028-12-31"}});
  }
}

void MatrixScene::engage() {
  const auto engage_one = [&](const std::string& body, const std::string& what) {
    return keep(grant(role::plant, "engage_body",
                      {{"factory", service.ledger.factory},
                       {"scheme", scheme},
                       {"from_period", "2022"},
                       {"body", party(body)},
                       {"role", what}}),
                {role::plant, body, role::association});
  };
  const auto accept = [&](const std::string& body, std::uint64_t which) {
    keep(grant(body, "accept_engagement", {{"engagement", which}}), {role::plant, body, role::association});
  };
  engagement = engage_one(role::engaged_body, "certify");
  accept(role::engaged_body, engagement);
  offered = engage_one(role::offered_body, "verify");
  const auto ended = engage_one(role::ended_body, "verify");
  accept(role::ended_body, ended);
  keep(grant(role::plant, "end_engagement", {{"engagement", ended}, {"reason", "the year is over"}}),
       {role::plant, role::ended_body, role::association});
}

void MatrixScene::move_units() {
  auto& ledger = service.ledger;
  keep(grant(role::holder, "transfer", ledger.transfer_body(ledger.batch, 24'001, 24'100, party(role::receiver))),
       {role::holder, role::receiver, role::registrar, role::association});
  grant(role::other_registrar, "register_project",
        {{"programme", "GS"},
         {"project_id", "11603"},
         {"title", "Stoves"},
         {"country", "KE"},
         {"technology", "stoves"},
         {"methodology", "TPDDTEC"}});
  other_batch = grant(role::other_registrar, "record_batch",
                      {{"programme", "GS"},
                       {"serial", other_serial},
                       {"quantity", 5463 - 110 + 1},
                       {"project", "11603"},
                       {"vintage_from", "2020-01-01"},
                       {"vintage_until", "2020-12-31"},
                       {"issued_on", "2021-06-01"},
                       {"registry_status", Json{{"status", "active"}}}});
  keep(grant(role::other_registrar, "transfer", ledger.transfer_body(other_batch, 110, 5463, party(role::rival))),
       {role::other_registrar, role::rival, role::association});
  // A public kind, but this one says whose units they are. One that corrects a quantity alone stays public.
  const auto corrected = ledger.record(70'001, 70'010);
  const auto amend = [&](Json body) {
    body["batch"] = corrected;
    body["reason"] = "the registry had told it wrongly";
    body["evidence"] = evidence_json();
    return grant(role::registrar, "amend_batch", body);
  };
  amendment = keep(amend({{"holder", party(role::holder)}}), {role::registrar, role::holder, role::association});
  amend({{"quantity", 9}});
  const auto reserve = [&](std::int64_t first, std::int64_t last) {
    Json body = ranges_of(ledger.batch, first, last);
    body["factory"] = ledger.factory;
    body["period"] = "2022";
    body["purpose"] = "factory_offset";
    body["until"] = "2026-12-31";
    return keep(grant(role::holder, "reserve", body), {role::holder, role::registrar, role::association});
  };
  reservation = reserve(23'001, 23'010);
  const auto given_up = reserve(23'011, 23'020);
  keep(grant(role::holder, "release", {{"reservation", given_up}, {"reason", "not needed"}}),
       {role::holder, role::registrar, role::association});
  Json benefit = ranges_of(ledger.batch, 22'001, 22'010);
  benefit["to"] = party(role::plant);
  benefit["evidence"] = evidence_json();
  keep(grant(role::holder, "assign_benefit", benefit), {role::holder, role::plant, role::association});
}

void MatrixScene::declare() {
  auto& ledger = service.ledger;
  Json body = inventory_body(ledger.factory);
  body["reduction_plan"] = Json{{"measures", "boiler retrofit"}, {"target_t", "1000"}, {"achieved_t", "1000"}};
  const Roles readers{role::plant, role::engaged_body, role::association};
  inventory = keep(grant(role::plant, "declare_inventory", body), readers);
  rival_inventory = keep(grant(role::rival, "declare_inventory", inventory_body(ledger.other_factory)),
                         {role::rival, role::association});
  auto earlier = inventory_body(ledger.factory);
  earlier["period"] = "2021";
  earlier_inventory = keep(grant(role::plant, "declare_inventory", earlier), {role::plant, role::association});
  keep(grant(role::engaged_body, "verify_inventory",
             {{"inventory", inventory},
              {"verifier", party(role::engaged_body)},
              {"criteria", "ISO 14064-3"},
              {"assurance", "limited"},
              {"opinion", "unqualified"},
              {"statement_number", "V-1"},
              {"verified_on", "2023-06-15"},
              {"evidence", evidence_json()}}),
       readers);
}

void MatrixScene::judge() {
  auto& ledger = service.ledger;
  Json use = ledger.retire_body(1, 19'707);
  use["registry_reference"] = "VCS-R-1";
  retirement = grant(role::registrar, "retire", use);
  attestation = grant(role::engaged_body, "attest_coverage",
                      {{"inventory", inventory},
                       {"scheme", scheme},
                       {"claim", Json{{"type", "I"}, {"percent", "100"}}},
                       {"retirements", boost::json::array{retirement}}});
  boost::json::array indicators;
  for (int row = 1; row <= 8; ++row) indicators.push_back(Json{{"row", row}, {"conform", "conform"}});
  const auto assess = [&](const std::string& assessor, const std::string& what) {
    return keep(grant(assessor, "record_assessment",
                      {{"factory", ledger.factory},
                       {"period", "2022"},
                       {"scheme", scheme},
                       {"assessor", what},
                       {"assessed_on", "2023-07-10"},
                       {"accidents", boost::json::array{}},
                       {"indicators", indicators}}),
                {role::plant, role::engaged_body, role::scheme_owner, role::association});
  };
  assess(role::plant, "self");
  const auto assessment = assess(role::engaged_body, "third_party");
  certificate = grant(role::engaged_body, "issue_certificate",
                      {{"number", "15/23GHGZC1001R0"},
                       {"attestation", attestation},
                       {"assessment", assessment},
                       {"factory", ledger.factory},
                       {"period", "2022"},
                       {"scheme", scheme},
                       {"type", "I"},
                       {"star", 5},
                       {"applicant", "Plant One Ltd"},
                       {"emissions_t", "19706.57"},
                       {"offset_percent", "100"},
                       {"first_issued_on", "2023-07-21"},
                       {"issued_on", "2023-07-21"},
                       {"cycle_from", "2023-07-21"},
                       {"valid_until", "2026-07-20"}});
  // A use that its factories want corrected, and an attempt to use a unit twice.
  const auto wrong = grant(role::holder, "retire", ledger.retire_body(21'001, 21'010));
  keep(grant(role::plant, "request_correction",
             {{"retirement", wrong}, {"factory", ledger.other_factory}, {"period", "2022"}, {"reason", "wrong site"}}),
       {role::plant, role::rival, role::association});
  CHECK(service.post(sign(role::holder, "retire", ledger.retire_body(1, 1))).code() == "double_use");
}

void MatrixScene::wait_for_second_signatures() {
  auto& ledger = service.ledger;
  const auto& receiver = party(role::receiver);
  const auto second = crypto::SigningKey::generate_ed25519();
  const auto proof = crypto::sign_jws(
      "tanbu-proof+jws", boost::json::serialize(Json{{"party", receiver}, {"aud", ledger.origin}}), second);
  grant(role::receiver, "add_key",
        {{"party", receiver}, {"key", crypto::to_jwk(second.public_key())}, {"proof", proof}});
  keep(grant(role::receiver, "set_approval_policy",
             {{"kinds", boost::json::array{"transfer"}},
              {"approvers", boost::json::array{second.kid(), key_of(role::receiver).kid()}},
              {"expires_after_hours", 24}}),
       {role::receiver, role::association});
  const auto transfer = [&](std::int64_t first, std::int64_t last) {
    return keep(grant(role::receiver, "transfer", ledger.transfer_body(ledger.batch, first, last, party(role::rival))),
                {role::receiver, role::registrar, role::association});
  };
  const auto by_second = [&](const std::string& kind, const Json& body) {
    const auto got = service.post(
        crypto::sign_jws(codec::command_type, boost::json::serialize(ledger.payload(receiver, kind, body)), second));
    INFO(got.body);
    REQUIRE(got.status == 201);
    return static_cast<std::uint64_t>(got.json().at("index").as_int64());
  };
  const auto approved = transfer(24'001, 24'010);
  keep(by_second("approve", {{"pending", approved}}),
       {role::receiver, role::rival, role::registrar, role::association});
  const auto declined = transfer(24'011, 24'020);
  keep(by_second("decline", {{"pending", declined}}), {role::receiver, role::registrar, role::association});
  pending = transfer(24'021, 24'030);
}

}  // namespace tanbu::http::test
