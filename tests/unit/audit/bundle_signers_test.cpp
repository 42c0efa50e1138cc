// Who signed, with which keys and how often, and what later entries take back: what a bundle's entries say beside being
// in the log.
#include <catch2/catch.hpp>

#include "tests/unit/audit/bundle_support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace json = boost::json;

TEST_CASE("a key must be registered by an earlier entry, for its issuer, and in force", "[offline][adversary]") {
  SmallYear log;
  REQUIRE(log.year_code().empty());
  SECTION("a key that no entry registers") {
    log.retire(681'390'071, 681'390'080, {.signer = "x:stranger"});
    CHECK(log.year_code() == "key_not_registered");
  }
  SECTION("a key that a later entry registers") {
    log.retire(681'390'071, 681'390'080, {.signer = "x:second"});
    log.add_key("x:plant", "x:second");
    CHECK(log.year_code() == "key_not_registered");
  }
  SECTION("a key of another party") {
    log.retire(681'390'071, 681'390'080, {.signer = "x:registrar"});
    CHECK(log.year_code() == "key_of_another_party");
  }
  SECTION("a signature that is not the key's") {
    auto forged = log.commands.back().value();
    auto& octet = forged[forged.rfind('.') + 1];
    octet = octet == 'A' ? 'B' : 'A';
    log.lines.pop_back();
    log.commands.pop_back();
    log.append("retire", forged);
    CHECK(log.year_code() == "signature_invalid");
  }
  SECTION("a key that may sign other kinds only") {
    log.add_key("x:plant", "x:second", {"declare_inventory"});
    log.retire(681'390'071, 681'390'080, {.signer = "x:second"});
    CHECK(log.year_code() == "key_not_for_kind");
  }
  SECTION("a key that was revoked before") {
    log.add_key("x:plant", "x:second");
    log.append_signed("x:plant", "revoke_key", {{"kid", log.kid_of("x:plant")}, {"reason", "lost"}});
    log.retire(681'390'071, 681'390'080);
    CHECK(log.year_code() == "key_not_in_force");
  }
  SECTION("a key that was added in time") {
    log.add_key("x:plant", "x:second");
    log.retire(681'390'071, 681'390'080, {.signer = "x:second"});
    CHECK(log.year_code().empty());
  }
  SECTION("a key that the association added beside others, before its days are over") {
    log.add_key("x:plant", "x:second", {}, "x:association");
    log.retire(681'390'071, 681'390'080, {.signer = "x:second"});
    CHECK(log.year_code() == "key_not_in_force");
  }
  SECTION("the same when they are over") {
    log.add_key("x:plant", "x:second", {}, "x:association");
    log.time_unix_ms += 7LL * 24 * 3600 * 1000;
    log.retire(681'390'071, 681'390'080, {.expires_seconds = 1'763'700'000 + 7 * 24 * 3600, .signer = "x:second"});
    CHECK(log.year_code() == "command_time");  // of seven days ago, but its key is in force
  }
  SECTION("a key that a stranger to the party added") {
    log.add_key("x:plant", "x:second", {}, "x:registrar");
    log.retire(681'390'071, 681'390'080, {.signer = "x:second"});
    CHECK(log.year_code() == "key_authority");
  }
  SECTION("a command for another ledger") {
    log.retire(681'390'071, 681'390'080, {.audience = "ledger.example.cn/tanbu/2"});
    CHECK(log.year_code() == "unmade: command_audience");
  }
  SECTION("a command that had expired") {
    log.time_unix_ms = 1'763'800'000'000;
    log.retire(681'390'071, 681'390'080);
    CHECK(log.year_code() == "command_time");
  }
  SECTION("one command under two entries") {
    log.append("retire", *log.commands.back());
    CHECK(log.year_code() == "unmade: command_repeated");
  }
  SECTION("a command under an entry of another kind") {
    log.append("transfer", log.sign("x:plant", "retire", json::object{}));
    CHECK(log.year_code() == "unmade: command_form");
  }
}

TEST_CASE("what waits for a second signature has not happened", "[offline][adversary]") {
  SmallYear log;
  log.add_key("x:plant", "x:second");
  log.append_signed(
      "x:plant", "set_approval_policy",
      {{"kinds", json::array{"retire"}}, {"approvers", json::array{log.kid_of("x:plant"), log.kid_of("x:second")}}});
  const auto waiting = log.retire(681'390'071, 681'390'080);
  const auto counted = [&log] {
    const auto verdict = judged(log.year_bundle(), log.trust());
    REQUIRE(verdict.holds());
    return verdict.statement.at("figures").at("all").at("counted_t").to_number<std::int64_t>();
  };
  CHECK(counted() == 70);
  log.append_signed("x:plant", "approve", {{"pending", waiting}}, {.signer = "x:second"});
  CHECK(counted() == 80);
  log.add_key("x:plant", "x:third");
  SECTION("a key of the party that the policy does not name approves nothing") {
    // The adding waits too; it is approved by one who may.
    log.append_signed("x:plant", "approve", {{"pending", log.lines.size() - 1}}, {.signer = "x:second"});
    const auto third = log.retire(681'390'081, 681'390'090);
    log.append_signed("x:plant", "approve", {{"pending", third}}, {.signer = "x:third"});
    CHECK(log.year_code() == "approval_not_approver");
  }
  SECTION("what was declined is not approved any more") {
    const auto declined = log.retire(681'390'081, 681'390'090);
    log.append_signed("x:plant", "decline", {{"pending", declined}, {"reason", "错误"}}, {.signer = "x:second"});
    CHECK(counted() == 80);
    log.append_signed("x:plant", "approve", {{"pending", declined}}, {.signer = "x:second"});
    CHECK(counted() == 80);
  }
  // Of one that was approved by the key that signed it, nothing is believed.
  const auto again = log.retire(681'390'081, 681'390'090);
  log.append_signed("x:plant", "approve", {{"pending", again}});
  CHECK(log.year_code() == "unmade: approval_by_same_key");
}

TEST_CASE("one unit does not count twice, whatever the operator says", "[offline][adversary]") {
  SmallYear log;
  SECTION("in two retirements") {
    log.retire(681'390'021, 681'390'040);
    CHECK(log.year_code() == "unmade: units_twice");
    // Either side of it may count alone.
    auto word = log.said();
    word[log.lines.size() - 1] = {"on_hold", PartyId{"x:plant"}, {0}};
    CHECK(judged(log.bundle(year(log.factory, "2024"), word), log.trust()).holds());
  }
  SECTION("in one retirement") {
    const json::object range{{"batch", log.batch}, {"first", 681'390'071}, {"last", 681'390'080}};
    const auto twice = log.append_signed("x:plant", "retire",
                                         {{"factory", log.factory},
                                          {"period", "2024"},
                                          {"purpose", "factory_offset"},
                                          {"ranges", json::array{range, range}},
                                          {"quantity", 20},
                                          {"beneficiary", "x:plant"},
                                          {"retired_on", "2025-02-03"}});
    const auto made = log.made(retirement(twice), log.said());
    REQUIRE(offline::fault_of(made) != nullptr);
    CHECK((offline::fault_of(made)->code == "units_twice" || offline::fault_of(made)->code == "command_form"));
  }
}

TEST_CASE("an entry that takes something back must show in the figures", "[offline][adversary]") {
  SmallYear log;
  const json::object proof{
      {"sha256", std::string(64, 'd')}, {"bytes", 4}, {"media_type", "application/pdf"}, {"reference", "R-4"}};
  SECTION("a withdrawal") {
    log.append_signed("x:plant", "withdraw_retirement", {{"retirement", log.first_use}, {"reason", "错误"}});
    auto word = log.said();
    CHECK(log.year_code() == "unmade: retirement_word");
    word[log.first_use].status = "withdrawn";
    const auto verdict = judged(log.bundle(year(log.factory, "2024"), word), log.trust());
    REQUIRE(verdict.holds());
    CHECK(verdict.statement.at("figures").at("all").at("percent") == json::value("40.00"));
  }
  SECTION("an invalidation of a part") {
    log.append_signed("x:registrar", "invalidate",
                      {{"ranges", json::array{{{"batch", log.batch}, {"first", 681'390'021}, {"last", 681'390'040}}}},
                       {"authority", "Ministry"},
                       {"reason", "报告失实"},
                       {"evidence", proof}});
    auto word = log.said();
    word[log.first_use].counted = {30};
    const auto claimed = log.made(year(log.factory, "2024"), word);
    REQUIRE(offline::fault_of(claimed) != nullptr);
    CHECK(offline::fault_of(claimed)->code == "retirement_word");
    const auto verdict = judged(log.year_bundle(), log.trust());
    REQUIRE(verdict.holds());
    CHECK(verdict.statement.at("figures").at("all").at("counted_t") == json::value(50));
  }
  SECTION("a later version of the inventory that nobody verified") {
    log.append_signed("x:plant", "declare_inventory",
                      {{"factory", log.factory},
                       {"period", "2024"},
                       {"standard", "ISO 14064-1:2018"},
                       {"supersedes", log.inventory},
                       {"reason", "计量修正"},
                       {"scope1_t", "10.00"},
                       {"electricity", {{"consumed_kwh", 0}, {"purchased_kwh", 0}, {"factor_location", "0.4974"}}}});
    const auto verdict = judged(log.year_bundle(), log.trust());
    REQUIRE(verdict.holds());
    CHECK(verdict.statement.at("inventory").at("newer_unverified").as_bool());
    CHECK(verdict.statement.at("figures").at("all").at("percent") == json::value("70.00"));
  }
}
