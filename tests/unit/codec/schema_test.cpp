// The schemas of commands in the description against the reader: whatever reads is what the description says (every
// test of this folder asks that, in faults_of), and whatever lacks a member, has one more or has one of another type is
// refused by both.
#include "tests/unit/codec/schema.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "api/http/description.hpp"
#include "api/http/description_commands.hpp"
#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool is_described(const std::string& kind, const json::value& body) {
  return described_faults(payload_of(kind, body)).empty();
}

bool is_read(const std::string& kind, const json::value& body) { return faults_of(kind, body).empty(); }

const json::object& schemas() { return http::api_description().at("components").at("schemas").as_object(); }

// Pointers of all places, with "" for the body itself.
std::vector<std::string> all_places(const json::value& body) {
  auto places = places_of(body);
  places.emplace_back("");
  return places;
}

}  // namespace

TEST_CASE("the description names every kind of the build and has a body for each", "[schema]") {
  const auto& described = schemas().at("CommandKind").at("enum").as_array();
  REQUIRE(described.size() == all_kinds().size());
  const auto& alternatives = schemas().at("CommandPayload").at("oneOf").as_array();
  CHECK(alternatives.size() == all_kinds().size());
  for (std::size_t index = 0; index < all_kinds().size(); ++index) {
    const auto kind = all_kinds()[index];
    INFO(kind);
    CHECK(described[index].as_string() == kind);
    const auto& command = schemas().at(http::schema_name(kind, "Command")).at("properties");
    CHECK(command.at("kind").at("const").as_string() == kind);
    CHECK(command.at("body").at("$ref").as_string() == "#/components/schemas/" + http::schema_name(kind, "Body"));
    const auto& body = schemas().at(http::schema_name(kind, "Body")).as_object();
    CHECK(body.contains("description"));
    CHECK(body.contains("x-zh"));
  }
  CHECK(http::schema_name("record_legacy_certificate", "Body") == "RecordLegacyCertificateBody");
}

TEST_CASE("every sample is a body of the description, under its own kind alone", "[schema]") {
  for (const auto& each : samples()) {
    INFO(each.kind);
    for (const auto& body : {each.minimal, each.full}) {
      const auto payload = payload_of(each.kind, body);
      const auto faults = described_faults(payload);
      CHECK(faults == std::vector<std::string>{});
      // The choice itself, as a reader sees it who knows nothing of discriminators.
      const json::object choice{{"oneOf", schemas().at("CommandPayload").at("oneOf")}};
      CHECK(schema_faults(choice, payload).empty());
    }
  }
}

TEST_CASE("the description misses a member exactly where the reader does", "[schema]") {
  for (const auto& each : samples()) {
    for (const auto& sample_body : {each.minimal, each.full}) {
      for (const auto& place : places_of(sample_body)) {
        if (!sample_body.at_pointer(place.substr(0, place.rfind('/'))).is_object()) continue;
        INFO(each.kind << place);
        const auto body = without(sample_body, place);
        CHECK(is_described(each.kind, body) == is_read(each.kind, body));
      }
    }
  }
}

TEST_CASE("the description knows no member that the reader does not", "[schema]") {
  for (const auto& each : samples()) {
    for (const auto& place : all_places(each.full)) {
      if (!each.full.at_pointer(place).is_object()) continue;
      INFO(each.kind << place);
      const auto body = with(each.full, place + "/zzz", 1);
      CHECK_FALSE(is_read(each.kind, body));
      CHECK_FALSE(is_described(each.kind, body));
    }
    // Nor does it know one that the reader never asks for: all described members stand in the full sample, but for
    // alternatives, of which a sample has one.
    const auto& described = schemas().at(http::schema_name(each.kind, "Body")).at("properties").as_object();
    for (const auto& member : described) {
      INFO(each.kind << "/" << member.key());
      const bool alternative = (each.kind == "retire" && member.key() == "reservation") ||
                               (each.kind == "genesis" && member.key() == "continues");
      CHECK((each.full.as_object().contains(member.key()) || alternative));
    }
  }
}

TEST_CASE("a value of another type, an empty text and a control character are refused by both", "[schema]") {
  const std::vector<json::value> others{nullptr, true, 1, "x", json::array{}, json::object{}};
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      const auto& right = each.full.at_pointer(place);
      std::vector<json::value> wrong;
      for (const auto& other : others) {
        if (other.kind() != right.kind()) wrong.push_back(other);
      }
      if (right.is_string()) wrong.insert(wrong.end(), {"", "\x01", "a\nb"});
      for (const auto& value : wrong) {
        INFO(each.kind << place << " " << json::serialize(value));
        const auto body = with(each.full, place, value);
        CHECK_FALSE(is_read(each.kind, body));
        CHECK_FALSE(is_described(each.kind, body));
      }
    }
  }
}

TEST_CASE("what depends on another member is described as the reader reads it", "[schema]") {
  const auto agree = [](const std::string& kind, const json::value& body, bool good) {
    INFO(kind << " " << json::serialize(body));
    CHECK(is_read(kind, body) == good);
    CHECK(is_described(kind, body) == good);
  };
  const auto retire = sample("retire").minimal;
  agree("retire", with(without(retire, "/ranges"), "/reservation", 900), true);
  agree("retire", with(retire, "/reservation", 900), false);
  const auto policy = sample("set_approval_policy");
  agree("set_approval_policy", with(policy.minimal, "/approvers", json::array{}), true);
  agree("set_approval_policy", with(policy.minimal, "/kinds", json::array{"retire"}), false);
  agree("set_approval_policy", with(policy.full, "/approvers", json::array{policy.full.at_pointer("/approvers/0")}),
        false);
  const auto batch = sample("record_batch").minimal;
  agree("record_batch", with(batch, "/registry_status/on", "2023-06-07"), false);
  agree("record_batch", with(batch, "/registry_status/status", "cancelled"), false);
  agree("record_batch", with(with(batch, "/registry_status/status", "cancelled"), "/registry_status/on", "2023-06-07"),
        true);
  const auto own = sample("register_project").full;
  agree("register_project", with(own, "/developer", "Some company"), false);
  agree("register_project", with(sample("register_project").minimal, "/developer", "Some company"), true);
  agree("update_factory", {{"factory", 17}}, false);
  const json::object continued{
      {"origin", "ledger.example.cn/tanbu/0"}, {"size", 1}, {"root", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}};
  agree("genesis", with(sample("genesis").minimal, "/continues", continued), true);
  agree("genesis", with(sample("genesis").minimal, "/continues", without(continued, "/root")), false);
}

TEST_CASE("the members around a body are described as the reader reads them", "[schema]") {
  const auto good = payload_of("transfer", sample("transfer").minimal);
  CHECK(described_faults(good).empty());
  for (const auto* name : {"iss", "aud", "jti", "iat", "exp", "kind", "body"}) {
    INFO(name);
    auto changed = good;
    changed.stable_erase(changed.find(name));
    CHECK_FALSE(described_faults(changed).empty());
    changed[name] = json::array{};
    CHECK_FALSE(described_faults(changed).empty());
  }
  auto unknown = good;
  unknown["nbf"] = 1;
  CHECK_FALSE(described_faults(unknown).empty());
}
