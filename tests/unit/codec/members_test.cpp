// Every member of every kind: there, missing, of another type, unknown. The samples say what is optional; everything
// else is derived from them, so a member that is added to a sample is tested without another line.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool is_element(const std::string& pointer) {
  const auto name = pointer.substr(pointer.rfind('/') + 1);
  return name.find_first_not_of("0123456789") == std::string::npos;
}

bool is_optional(const Sample& sample, const std::string& pointer) {
  return std::count(sample.optional.begin(), sample.optional.end(), pointer) > 0;
}

bool is_key(const json::value& value) { return value.is_object() && value.get_object().contains("kty"); }

bool same_kind(const json::value& a, const json::value& b) { return a.kind() == b.kind(); }

}  // namespace

TEST_CASE("every kind of the build has samples and its own reader") {
  const auto kinds = codec::describe_kinds();
  REQUIRE(kinds.size() == samples().size());
  REQUIRE(kinds.size() == std::variant_size_v<Command>);
  CHECK(all_kinds().size() == kinds.size());
  for (std::size_t index = 0; index < kinds.size(); ++index) {
    CHECK(all_kinds()[index] == kinds[index].kind);
    const auto& [kind, minimal, full, optional] = samples()[index];
    INFO(kind);
    CHECK(kinds[index].kind == kind);
    CHECK(kinds[index].is_public == kind_is_public(kind));
    CHECK(faults_of(kind, minimal).empty());
    CHECK(faults_of(kind, full).empty());
    CHECK(command_of(kind, minimal).index() == index);
    CHECK(kind_of(command_of(kind, full)) == kind);
  }
}

TEST_CASE("a required member that is missing is named and an optional one may be left out") {
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      if (is_element(place)) continue;
      INFO(each.kind << place);
      const auto faults = faults_of(each.kind, without(each.full, place));
      if (is_optional(each, place)) {
        CHECK(faults.empty());
      } else {
        REQUIRE_FALSE(faults.empty());
        CHECK(std::count(faults.begin(), faults.end(), PointerAndCode{"/body" + place, "missing_member"}) == 1);
        // Without its status a registry status has no further faults, and without a programme no serial is judged.
        CHECK(faults.size() == 1);
      }
    }
  }
}

TEST_CASE("a member of another type is named once and nothing inside it is") {
  const std::vector<json::value> others{nullptr, true, 1, "x", json::array{}, json::object{}};
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      const auto& right = each.full.at_pointer(place);
      for (const auto& other : others) {
        if (same_kind(right, other)) continue;
        INFO(each.kind << place << " " << json::serialize(other));
        const std::string code = is_key(right) ? "key_unsound" : "wrong_type";
        CHECK(faults_of(each.kind, with(each.full, place, other)) == Faulty{{"/body" + place, code}});
      }
    }
  }
}

TEST_CASE("an unknown member is refused in every object") {
  for (const auto& each : samples()) {
    auto places = places_of(each.full);
    places.emplace_back("");
    for (const auto& place : places) {
      const auto& object = each.full.at_pointer(place);
      if (!object.is_object() || is_key(object)) continue;
      INFO(each.kind << place);
      CHECK(faults_of(each.kind, with(each.full, place + "/zzz", 1)) ==
            Faulty{{"/body" + place + "/zzz", "unknown_member"}});
    }
  }
  auto body = sample("transfer").minimal;
  body.as_object()["a/b~c"] = 1;
  CHECK(faults_of("transfer", body) == Faulty{{"/body/a~1b~0c", "unknown_member"}});
}

TEST_CASE("every string member refuses the empty string and a control character") {
  for (const auto& each : samples()) {
    for (const auto& place : places_of(each.full)) {
      if (!each.full.at_pointer(place).is_string()) continue;
      for (const auto* text : {"", "\x01", "\x7f", "a\nb"}) {
        INFO(each.kind << place << " " << json::serialize(json::string(text)));
        const auto faults = faults_of(each.kind, with(each.full, place, text));
        REQUIRE(faults.size() == 1);
        CHECK(faults.front().pointer == "/body" + place);
        CHECK(faults.front().code != "wrong_type");
      }
    }
  }
}

TEST_CASE("the members of the payload itself are all required and judged one by one") {
  const auto good = payload_of("transfer", sample("transfer").minimal);
  CHECK(faults_of(good).empty());
  for (const auto* name : {"iss", "aud", "jti", "iat", "exp", "kind", "body"}) {
    INFO(name);
    auto missing = good;
    missing.stable_erase(missing.find(name));
    CHECK(faults_of(missing) == Faulty{{std::string("/") + name, "missing_member"}});
    auto wrong = good;
    wrong[name] = json::array{};
    CHECK(faults_of(wrong) == Faulty{{std::string("/") + name, "wrong_type"}});
  }
  auto unknown = good;
  unknown["nbf"] = 1;
  CHECK(faults_of(unknown) == Faulty{{"/nbf", "unknown_member"}});

  struct Row {
    std::string name;
    json::value value;
    std::string code;
  };
  const std::vector<Row> rows{
      {"iss", "uscc:91330100799655058C", "uscc_check"},
      {"iss", "91330100799655058B", "party_form"},
      {"aud", "https://ledger.example.cn/tanbu/1", "origin_form"},
      {"aud", "", "origin_form"},
      {"jti", "1234567", "jti_form"},
      {"jti", json::string(65, 'a'), "jti_form"},
      {"jti", "01JD8Z4QW3E9=", "jti_form"},
      {"iat", -1, "out_of_range"},
      {"iat", codec::unix_seconds_max + 1, "out_of_range"},
      {"exp", -1, "out_of_range"},
      {"exp", 9'007'199'254'740'991, "out_of_range"},
      {"kind", "destroy", "unknown_kind"},
      {"kind", "Transfer", "unknown_kind"},
      {"kind", "", "unknown_kind"},
  };
  for (const auto& [name, value, code] : rows) {
    INFO(name << " " << json::serialize(value));
    auto wrong = good;
    wrong[name] = value;
    CHECK(faults_of(wrong) == Faulty{{"/" + name, code}});
  }
}

TEST_CASE("times of a payload are seconds and a command expires after it is issued") {
  auto payload = payload_of("transfer", sample("transfer").minimal);
  const auto read = codec::read_payload(json::serialize(payload));
  const auto& envelope = std::get<codec::Payload>(read).envelope;
  REQUIRE(envelope);
  CHECK(envelope->issued_at.unix_ms == 1'763'700'000'000);
  CHECK(envelope->expires_at.unix_ms == 1'763'703'600'000);
  CHECK(envelope->kind == "transfer");
  CHECK(envelope->jti == "01JD8Z4QW3E9");
  payload["exp"] = 1763700000;
  CHECK(faults_of(payload) == Faulty{{"/exp", "time_order"}});
  payload["exp"] = 1763700001;
  CHECK(faults_of(payload).empty());
  payload["iat"] = 0;
  payload["exp"] = codec::unix_seconds_max;
  CHECK(faults_of(payload).empty());
}

TEST_CASE("issuer and audience are known even when everything else is wrong") {
  const auto read = codec::read_payload(R"({"iss":"x:somebody","aud":"no origin","kind":"?","body":[]})");
  const auto& payload = std::get<codec::Payload>(read);
  CHECK_FALSE(payload.envelope);
  REQUIRE(payload.issuer);
  CHECK(payload.issuer->text == "x:somebody");
  CHECK(payload.audience == "no origin");
  CHECK_FALSE(payload.has_body);
  CHECK_FALSE(payload.kind);
  CHECK(payload.faults.size() == 6);
}
