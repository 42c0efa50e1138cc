// What an operator with the log's key could write and sign, and what a reader without every command can still say.
#include <catch2/catch.hpp>

#include "ledger/log/entry.hpp"
#include "ledger/rule_set.hpp"
#include "tests/unit/audit/memory_log.hpp"
#include "tests/unit/audit/tamper.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("a log read through functions passes, partial tiles included", "[audit][url]") {
  MemoryLog log;
  for (unsigned party = 0; party < 300; ++party) log.enroll("x:party-" + std::to_string(party));
  log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto report = log.audit();
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.complete());
  CHECK(report.entries_replayed == log.lines.size());
  CHECK(report.tiles_compared == 3);  // one full, one partial below and one above
  CHECK_FALSE(report.state_compared);
}

TEST_CASE("an entry that the rules refuse is named with the refusal", "[audit][rules]") {
  MemoryLog log;
  log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto again = log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "rules_refuse", again));
  CHECK(report.findings[0].words.find("project_exists") != std::string::npos);
  CHECK(report.rules_not_replayed_from == again);
}

TEST_CASE("commands that nobody signed, or not so, not here, not then, not once, are named", "[audit][commands]") {
  const auto audited = [](const std::function<void(MemoryLog&)>& add) {
    MemoryLog log;
    add(log);
    return log.audit();
  };
  constexpr std::uint64_t index = 3;
  auto report = audited([](MemoryLog& log) {
    log.append_signed("x:registrar", "register_project", project_body("929"), {.signer = "x:stranger"});
  });
  CHECK(names(report, "command_key_unknown", index));
  report = audited([](MemoryLog& log) {
    log.append_signed("x:registrar", "register_project", project_body("929"), {.signer = "x:association"});
  });
  CHECK(names(report, "command_issuer", index));
  report = audited([](MemoryLog& log) {
    auto jws = log.sign("x:registrar", "register_project", project_body("929"));
    const auto signature = jws.rfind('.') + 1;
    jws[signature] = jws[signature] == 'A' ? 'B' : 'A';
    log.append("register_project", jws);
  });
  CHECK(names(report, "command_signature", index));
  report = audited([](MemoryLog& log) {
    log.append_signed("x:registrar", "register_project", project_body("929"),
                      {.audience = "ledger.example.cn/other/1"});
  });
  CHECK(names(report, "command_audience", index));
  report = audited([](MemoryLog& log) {
    log.time_unix_ms += 3'600'000;
    log.append_signed("x:registrar", "register_project", project_body("929"));
  });
  CHECK(names(report, "command_admission", index));
  report = audited([](MemoryLog& log) {
    log.append_signed("x:registrar", "register_project", project_body("929"), {.jti = "the-same-jti"});
    log.append_signed("x:registrar", "register_project", project_body("930"), {.jti = "the-same-jti"});
  });
  CHECK(names(report, "jti_repeated", index + 1));
  report = audited([](MemoryLog& log) {
    log.append("record_batch", log.sign("x:registrar", "register_project", project_body("929")));
  });
  CHECK(names(report, "kind_mismatch", index));
  report = audited([](MemoryLog& log) { log.append("register_project", "no.jws.here"); });
  CHECK(names(report, "command_jws", index));
  report = audited([](MemoryLog& log) {
    log.append_signed("x:registrar", "register_project", {{"programme", "VCS"}});
  });
  CHECK(names(report, "command_form", index));
}

TEST_CASE("a key cannot vouch for the entry that registers it", "[audit][commands]") {
  MemoryLog log;
  // Signed with the key that only the next entry registers.
  const auto early = log.append_signed("x:late", "register_factory",
                                       {{"name", "F"},
                                        {"address", "A"},
                                        {"division", "330108"},
                                        {"industry", "C3841"},
                                        {"established_on", "2012-02-29"}});
  log.enroll("x:late");
  const auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "command_key_unknown", early));
}

TEST_CASE("time that runs back and rules that nobody knows are named", "[audit][log]") {
  MemoryLog log;
  log.time_unix_ms -= 1;
  const auto back = log.append_signed("x:registrar", "register_project", project_body("929"));
  log.rules = "2027-01-01";
  const auto unknown = log.append_signed("x:registrar", "register_project", project_body("930"));
  const auto report = log.audit();
  CHECK(names(report, "entry_time", back));
  CHECK(names(report, "rules_unknown", unknown));
  CHECK(report.rules_not_replayed_from == unknown);
}

TEST_CASE("an entry decided by older rules than one before it is named", "[audit][rules]") {
  MemoryLog log;
  log.rules = std::string(rules_version);
  log.append_signed("x:registrar", "register_project", project_body("929"));
  log.rules = std::string(all_rule_sets().front().version);
  const auto older = log.append_signed("x:registrar", "register_project", project_body("930"));
  log.rules = std::string(rules_version);
  log.append_signed("x:registrar", "register_project", project_body("931"));
  const auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "rules_older", older));
}

TEST_CASE("rules of the future are said to be too new for this program", "[audit][rules]") {
  MemoryLog log;
  log.rules = "2099-01-01";
  const auto unknown = log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "rules_unknown", unknown));
  CHECK(report.findings[0].words.find("2099-01-01; this program is older than the log") != std::string::npos);
  CHECK(report.rules_not_replayed_from == unknown);
  CHECK(report.entries_replayed == unknown);
}

TEST_CASE("each entry is decided by the rules that it names", "[audit][rules]") {
  MemoryLog log;
  log.append_signed("x:registrar", "register_project", project_body("929"));
  log.rules = std::string(rules_version);
  log.append_signed("x:registrar", "register_project", project_body("930"));
  const auto report = log.audit();
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.entries_replayed == log.lines.size());
}

TEST_CASE("an approval replays the command that waited for it", "[audit][rules]") {
  MemoryLog log;
  log.add_key("x:registrar", "second key");
  log.append_signed("x:registrar", "set_approval_policy",
                    {{"kinds", boost::json::array{"register_project"}},
                     {"approvers", boost::json::array{log.kid_of("x:registrar"), log.kid_of("second key")}}});
  const auto waiting = log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto approval = log.append_signed("x:registrar", "approve", {{"pending", waiting}}, {.signer = "second key"});
  auto report = log.audit();
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK(report.entries_replayed == approval + 1);
  // The project is there: registering it once more is refused, because of the approval and not of what waited.
  const auto again = log.append_signed("x:registrar", "register_project", project_body("929"));
  report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "rules_refuse", again));
  CHECK(report.findings[0].words.find("because of entry " + std::to_string(approval)) != std::string::npos);
}

TEST_CASE("an approval by the hand that made the command is named", "[audit][rules]") {
  MemoryLog log;
  log.add_key("x:registrar", "second key");
  log.append_signed("x:registrar", "set_approval_policy",
                    {{"kinds", boost::json::array{"register_project"}},
                     {"approvers", boost::json::array{log.kid_of("x:registrar"), log.kid_of("second key")}}});
  const auto waiting = log.append_signed("x:registrar", "register_project", project_body("929"));
  const auto approval = log.append_signed("x:registrar", "approve", {{"pending", waiting}});
  const auto report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "rules_refuse", approval));
  CHECK(report.findings[0].words.find("approval_by_same_person") != std::string::npos);
}

TEST_CASE("a key that waits for its second signature signs nothing yet", "[audit][commands]") {
  MemoryLog log;
  log.add_key("x:registrar", "second key");
  log.append_signed("x:registrar", "set_approval_policy",
                    {{"kinds", boost::json::array{"register_project"}},
                     {"approvers", boost::json::array{log.kid_of("x:registrar"), log.kid_of("second key")}}});
  log.add_key("x:registrar", "third key");
  const auto early =
      log.append_signed("x:registrar", "end_engagement", {{"engagement", 1}, {"reason", "r"}}, {.signer = "third key"});
  const auto report = log.audit();
  CHECK(names(report, "command_key_unknown", early));
}

TEST_CASE("a withheld command is no finding, and the report says what it leaves unexamined", "[audit][url]") {
  MemoryLog log;
  const auto withheld = log.append_signed("x:registrar", "register_project", project_body("929"));
  log.append_signed("x:registrar", "register_project", project_body("930"));
  // Would be refused if the state were known.
  log.append_signed("x:registrar", "register_project", project_body("930"));
  log.commands[withheld].reset();
  auto report = log.audit();
  INFO(audit::to_text(report));
  CHECK(report.ok());
  CHECK_FALSE(report.complete());
  CHECK(report.rules_not_replayed_from == withheld);
  REQUIRE(report.withheld.size() == 1);
  CHECK(report.withheld[0] == audit::Withheld{withheld, "register_project"});
  CHECK(report.signatures_verified == log.lines.size() - 1);
  CHECK(audit::to_text(report).find("OK as far as it could be examined") != std::string::npos);

  const auto forged =
      log.append_signed("x:registrar", "register_project", project_body("931"), {.signer = "x:association"});
  report = log.audit();
  REQUIRE(report.findings.size() == 1);
  CHECK(names(report, "command_issuer", forged));
}

TEST_CASE("signatures by keys of a withheld enrolment are not called false", "[audit][url]") {
  MemoryLog log;
  const auto enrolled = log.enroll("x:plant");
  log.append_signed("x:plant", "register_factory",
                    {{"name", "F"},
                     {"address", "A"},
                     {"division", "330108"},
                     {"industry", "C3841"},
                     {"established_on", "2012-02-29"}});
  log.commands[enrolled].reset();
  const auto report = log.audit();
  CHECK(report.ok());
  CHECK(report.signatures_not_verifiable == 1);
}

TEST_CASE("a source that fails, gives too little or other tiles breaks the audit off", "[audit][url]") {
  MemoryLog log;
  auto functions = log.functions();
  functions.entries = [](std::uint64_t, std::size_t) -> std::vector<std::string> {
    throw audit::SourceFault("source_unreachable", "the connection was closed");
  };
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "source_unreachable", "source"));
  functions = log.functions();
  functions.entries = [](std::uint64_t, std::size_t) { return std::vector<std::string>(); };
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "source_malformed", "source"));
  functions = log.functions();
  functions.tile = [](unsigned, std::uint64_t, unsigned width) { return std::optional(std::string(width * 32, 'x')); };
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "source_malformed", "source"));
  functions.tile = [](unsigned, std::uint64_t, unsigned) { return std::optional<std::string>(); };
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "source_malformed", "source"));
  functions = log.functions();
  functions.checkpoint.clear();
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "source_malformed", "source"));
  CHECK(audit::audit_source(*audit::callback_source(functions)).exit_code() == 7);
  functions = log.functions();
  functions.log_vkey = "nonsense";
  CHECK(names(audit::audit_source(*audit::callback_source(functions)), "genesis_vkey", 0));
}

TEST_CASE("a report as JSON says what the text says", "[audit][report]") {
  MemoryLog log;
  log.append("register_project", "no.jws.here");
  const auto report = log.audit();
  const auto json = audit::to_json(report);
  CHECK(json.at("ok") == false);
  CHECK(json.at("complete") == false);
  CHECK(json.at("size").to_number<std::uint64_t>() == 4);
  const auto& finding = json.at("findings").as_array().at(0).as_object();
  CHECK(finding.at("entry").to_number<std::uint64_t>() == 3);
  CHECK(finding.at("code") == "command_jws");
  CHECK(audit::to_text(report).find("entry 3 (commands): command_jws: ") != std::string::npos);
}

TEST_CASE("findings beyond the limit are counted and entries come first in order", "[audit][report]") {
  audit::Report report;
  report.add({std::nullopt, "tiles 0/0", "tile_missing", ""});
  for (std::uint64_t entry = audit::findings_max + 4; entry > 0; --entry)
    report.add({entry, "entries", "entry_prev", ""});
  report.finish();
  CHECK(report.findings.size() == audit::findings_max);
  CHECK(report.findings_left_out == 5);
  CHECK(report.findings.front().entry == 6U);
  CHECK(report.findings.back().code == "tile_missing");
  CHECK(report.exit_code() == 3);
}
