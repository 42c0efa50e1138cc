// Bounds, codes and rules between members of the kinds beyond the first nine, and what their commands hold.
#include <catch2/catch.hpp>
#include <random>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::int64_t wider_json_max = limits::unit_number_max;

const std::vector<std::string> kids{"zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNME",
                                    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

}  // namespace

TEST_CASE("integers of the wider kinds are bounded on both sides") {
  const auto bounded = [](const char* kind, const char* pointer, std::int64_t smallest, std::int64_t largest) {
    for (const auto value : {smallest - 1, smallest, largest, largest + 1}) {
      if (value > wider_json_max) continue;
      check_values({{kind, pointer, value, smallest <= value && value <= largest ? "" : "out_of_range"}});
    }
  };
  bounded("authorise_body", "/batch", 1, 10'000);
  bounded("authorise_body", "/verifier_count", 0, 1'000'000);
  bounded("set_approval_policy", "/expires_after_hours", 1, 2160);
  bounded("amend_batch", "/quantity", 1, limits::units_max);
  bounded("record_generation", "/metered_kwh", 0, limits::electricity_kwh_max);
  const std::vector<std::pair<const char*, const char*>> names{
      {"end_appointment", "/appointment"},
      {"suspend_authorisation", "/authorisation"},
      {"resume_authorisation", "/authorisation"},
      {"end_authorisation", "/authorisation"},
      {"approve", "/pending"},
      {"decline", "/pending"},
      {"void", "/target"},
      {"amend_batch", "/batch"},
      {"freeze", "/purpose/factory"},
      {"cancel", "/linked_to"},
      {"reserve", "/factory"},
      {"release", "/reservation"},
      {"retire", "/replaces"},
      {"confirm_evidence", "/target"},
      {"reject_evidence", "/target"},
      {"withdraw_retirement", "/retirement"},
      {"request_correction", "/retirement"},
      {"request_correction", "/factory"},
      {"correct_retirement", "/retirement"},
      {"correct_retirement", "/factory"},
      {"update_factory", "/factory"},
      {"transfer_factory", "/factory"},
      {"verify_inventory", "/inventory"},
      {"engage_body", "/factory"},
      {"accept_engagement", "/engagement"},
      {"end_engagement", "/engagement"},
  };
  for (const auto& [kind, pointer] : names) bounded(kind, pointer, 0, wider_json_max);
}

TEST_CASE("codes of the wider kinds have their own alphabets") {
  std::vector<ValueRow> rows{
      {"revoke_key", "/kid", "zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNMF", "kid_form"},  // a second spelling
      {"revoke_key", "/kid", "zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNM", "kid_form"},
      {"revoke_key", "/kid", "zQhEa0bOr2hktRSSidBpQnbUavSZiwvCuxourwCtNME=", "kid_form"},
      {"add_key", "/kinds/0", "destroy", "unknown_kind"},
      {"add_key", "/kinds/1", "retire", "kind_repeated"},
      {"add_key", "/kinds", json::array{}, "too_few"},
      {"set_approval_policy", "/kinds/0", "Retire", "unknown_kind"},
      {"set_approval_policy", "/kinds/1", "retire", "kind_repeated"},
      {"set_approval_policy", "/approvers/0", "x", "kid_form"},
      {"set_approval_policy", "/approvers/1", json::string(kids[0]), "key_repeated"},
      {"set_approval_policy", "/approvers", json::array{json::string(kids[0])}, "too_few"},
      {"set_approval_policy", "/approvers", json::array{}, "too_few"},
      {"recognise_instrument", "/programme", "XYZ", "unknown_programme"},
      {"link_projects", "/a/programme", "g", "programme_form"},
      {"record_generation", "/asset_code", "a1", "asset_code_form"},
      {"record_generation", "/month", "2026-13", "month_form"},
      {"update_factory", "/industry", "C44", "industry_letter"},
      {"update_factory", "/division", "012345", "division_form"},
      {"update_party", "/legal_form", "company", "unknown_value"},
      {"update_party", "/aliases/1", "旧名称", "alias_repeated"},
      {"freeze", "/purpose/period", "2022-01-01--2022-12-31", "period_form"},
      {"reserve", "/until", "2026-02-30", "date_form"},
      {"verify_inventory", "/opinion", "disclaimer", "unknown_value"},
      {"record_registry_event", "/status", "sold", "unknown_value"},
      {"record_registry_event", "/beneficiary_text", json::string(301, 'a'), "text_too_long"},
      {"succeed_party", "/reason", "bankrupt", "unknown_value"},
      {"cancel", "/reason", "lost", "unknown_value"},
      {"record_foreign_use", "/purpose", "factory_offset", "unknown_value"},
      {"engage_body", "/role", "audit", "unknown_value"},
  };
  for (const auto* kind : {"authorise_body", "appoint_scheme_owner", "engage_body"}) {
    for (const auto* good : {"a1", "0a", "iso-14068.1", "a23456789012345678901234567890123456789-1"}) {
      rows.push_back({kind, "/scheme", good, ""});
    }
    for (const auto* bad :
         {"a", "A1", "-a", ".a", "a_b", "a b", "a/b", "方案", "a23456789012345678901234567890123456789012"}) {
      rows.push_back({kind, "/scheme", bad, "scheme_form"});
    }
  }
  check_values(rows);
}

TEST_CASE("every value that a member may have is spelt as its name and read as itself") {
  const auto all = [](const char* kind, const char* pointer, const std::vector<const char*>& values, auto pick) {
    for (const auto* value : values) {
      INFO(kind << pointer << " " << value);
      CHECK(name_of(pick(command_of(kind, with(sample(kind).full, pointer, value)))) == value);
    }
  };
  all("succeed_party", "/reason", {"merger", "split", "deregistered", "re_identified"},
      [](const Command& command) { return std::get<SucceedPartyCommand>(command).reason; });
  all("record_registry_event", "/status", {"active", "retired", "cancelled", "withdrawn"},
      [](const Command& command) { return std::get<RecordRegistryEventCommand>(command).status; });
  all("cancel", "/reason", {"expired", "ccer_switch", "conversion", "buffer", "registry_cancelled", "other"},
      [](const Command& command) { return std::get<CancelCommand>(command).reason; });
  all("record_foreign_use", "/purpose", {"national_ets", "event", "product", "other"},
      [](const Command& command) { return std::get<RecordForeignUseCommand>(command).purpose; });
  all("verify_inventory", "/assurance", {"limited", "reasonable"},
      [](const Command& command) { return std::get<VerifyInventoryCommand>(command).assurance; });
  all("verify_inventory", "/opinion", {"unqualified", "qualified", "adverse"},
      [](const Command& command) { return std::get<VerifyInventoryCommand>(command).opinion; });
  all("engage_body", "/role", {"verify", "certify"},
      [](const Command& command) { return std::get<EngageBodyCommand>(command).role; });
  all("reserve", "/purpose", {"factory_offset", "electricity_consumption"},
      [](const Command& command) { return std::get<ReserveCommand>(command).purpose; });
}

TEST_CASE("terms of the wider kinds do not end before they begin") {
  check_values({
      {"authorise_body", "/until", "2025-12-31", "date_order"},
      {"authorise_body", "/until", "2026-01-01", ""},
      {"recognise_instrument", "/until", "2025-12-31", "date_order"},
      {"recognise_instrument", "/until", "2026-01-01", ""},
      {"engage_body", "/until", "2025-06-30", "date_order"},
      {"engage_body", "/until", "2025-07-01", ""},
  });
}

TEST_CASE("a change that changes nothing is refused as a whole") {
  auto party = sample("update_party").full;
  for (const auto* member : {"name", "name_en", "aliases", "legal_form", "registered_address", "division"}) {
    party = without(party, std::string("/") + member);
  }
  CHECK(faults_of("update_party", party) == Faulty{{"/body", "nothing_changed"}});
  CHECK(faults_of("update_factory", json::value{{"factory", 17}}) == Faulty{{"/body", "nothing_changed"}});
  const auto batch = without(without(sample("amend_batch").full, "/quantity"), "/holder");
  CHECK(faults_of("amend_batch", batch) == Faulty{{"/body", "nothing_changed"}});
  // A member that is there but faulty was meant as a change.
  CHECK(faults_of("update_factory", json::value{{"factory", 17}, {"name", ""}}) ==
        Faulty{{"/body/name", "text_empty"}});
  const auto emptied = std::get<UpdatePartyCommand>(command_of("update_party", sample("update_party").minimal));
  REQUIRE(emptied.aliases);
  CHECK(emptied.aliases->empty());
  CHECK_FALSE(emptied.name);
}

TEST_CASE("a retirement draws on ranges or on a reservation and never on both or none") {
  const auto& ranged = sample("retire").full;
  CHECK(faults_of("retire", without(ranged, "/ranges")) == Faulty{{"/body/ranges", "missing_member"}});
  CHECK(faults_of("retire", with(ranged, "/reservation", 88)) == Faulty{{"/body/reservation", "only_one_of"}});
  const auto reserved = with(without(ranged, "/ranges"), "/reservation", 88);
  CHECK(faults_of("retire", reserved).empty());
  const auto command = std::get<RetireCommand>(command_of("retire", reserved));
  CHECK(command.reservation == EntryIndex{88});
  CHECK(command.ranges.empty());
  CHECK(command.quantity == 20);
  CHECK(command.replaces == EntryIndex{900});
  // How many units a reservation holds is known to the ledger alone.
  CHECK(faults_of("retire", with(reserved, "/quantity", 7)).empty());
  CHECK(faults_of("retire", with(reserved, "/quantity", 0)) == Faulty{{"/body/quantity", "out_of_range"}});
  CHECK(faults_of("retire", with(reserved, "/reservation", -1)) == Faulty{{"/body/reservation", "out_of_range"}});
  CHECK(faults_of("retire", without(reserved, "/quantity")) == Faulty{{"/body/quantity", "missing_member"}});
}

TEST_CASE("a policy of second signatures names two approvers and one that is lifted needs none") {
  const auto policy = read_full<SetApprovalPolicyCommand>("set_approval_policy");
  CHECK(policy.kinds == std::vector<std::string>{"retire", "transfer"});
  CHECK(policy.approvers.size() == 2);
  CHECK(policy.expires_after_hours == 24);
  const auto bare = without(sample("set_approval_policy").full, "/approvers");
  CHECK(faults_of("set_approval_policy", bare) == Faulty{{"/body/approvers", "missing_member"}});
  const auto lifted =
      std::get<SetApprovalPolicyCommand>(command_of("set_approval_policy", sample("set_approval_policy").minimal));
  CHECK(lifted.kinds.empty());
  CHECK(lifted.expires_after_hours == 72);
}

TEST_CASE("no project is linked with itself and no range stands twice in any kind") {
  const auto& link = sample("link_projects").full;
  CHECK(faults_of("link_projects", with(link, "/b", link.at_pointer("/a"))) == Faulty{{"/body/b", "project_repeated"}});
  for (const auto* kind : {"record_registry_event", "freeze", "unfreeze", "cancel", "invalidate", "record_foreign_use",
                           "reserve", "assign_benefit"}) {
    INFO(kind);
    const json::value range{{"batch", 230}, {"first", 1}, {"last", 1}};
    CHECK(faults_of(kind, with(sample(kind).full, "/ranges", json::array{range, range})) ==
          Faulty{{"/body/ranges/1", "range_repeated"}});
    CHECK(faults_of(kind, with(sample(kind).full, "/ranges", json::array{})) == Faulty{{"/body/ranges", "too_few"}});
    CHECK(faults_of(kind, with(sample(kind).full, "/ranges/0/first", 9)) ==
          Faulty{{"/body/ranges/0/last", "range_order"}});
  }
}

TEST_CASE("the members of a body stand in the command") {
  const auto key = read_full<AddKeyCommand>("add_key");
  CHECK(key.kinds == std::vector<std::string>{"retire", "transfer"});
  CHECK(key.key.kid.text.size() == 43);
  const auto freeze = read_full<FreezeCommand>("freeze");
  REQUIRE(freeze.purpose);
  CHECK(freeze.purpose->factory == FactoryId{17});
  CHECK(format_period(freeze.purpose->period) == "2025");
  CHECK(freeze.until == parse_date("2026-12-31"));
  CHECK(freeze.authority == "生态环境局");
  const auto event = read_full<RecordRegistryEventCommand>("record_registry_event");
  CHECK(event.ranges.size() == 2);
  CHECK(event.reference == "国环规〔2023〕1号");
  CHECK(event.reason_text == "2022 年碳中和");
  const auto amended = read_full<AmendBatchCommand>("amend_batch");
  CHECK(amended.quantity == 90);
  CHECK(amended.holder == PartyId{"x:holder"});
  const auto authorised = read_full<AuthoriseBodyCommand>("authorise_body");
  CHECK(authorised.batch == 2);
  CHECK(authorised.verifier_count == 6);
  CHECK(authorised.cnca_approval == "CNCA-R-2003-115");
  const auto engaged = read_full<EngageBodyCommand>("engage_body");
  CHECK(format_period(engaged.from_period) == "2025-07-01--2026-06-30");
  CHECK(engaged.body == PartyId{"x:body"});
  CHECK(read_full<SuspendAuthorisationCommand>("suspend_authorisation").step.authorisation == EntryIndex{31});
  CHECK(read_full<CorrectRetirementCommand>("correct_retirement").correction.retirement == RetirementId{1042});
  CHECK(read_full<RecordGenerationCommand>("record_generation").metered == KilowattHours{1000});
  CHECK(read_full<CancelCommand>("cancel").linked_to == BatchId{231});
}

TEST_CASE("an unknown member anywhere is never accepted, wherever chance puts it") {
  std::mt19937_64 random(23);
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  int put = 0;
  int accepted = 0;
  for (int round = 0; round < 6000; ++round) {
    const auto& each = samples()[random() % samples().size()];
    const auto& body = random() % 2 == 0 ? each.minimal : each.full;
    auto places = places_of(body);
    places.emplace_back("");
    const auto& place = places[random() % places.size()];
    const auto& object = body.at_pointer(place);
    if (!object.is_object()) continue;
    std::string name;
    for (auto length = 1 + random() % 12; length > 0; --length) name += letters[random() % letters.size()];
    name += "_q";  // no member ends so
    const auto& others = each.full.as_object();
    const auto& value = (others.begin() + static_cast<std::ptrdiff_t>(random() % others.size()))->value();
    ++put;
    if (faults_of(each.kind, with(body, place + "/" + name, value)).empty()) ++accepted;
  }
  CHECK(put > 1000);
  CHECK(accepted == 0);
}
