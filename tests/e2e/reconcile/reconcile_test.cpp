// A newer export against a real ledger: compared, read, signed, sent, and in line afterwards.
#include <array>

#include "api/cli/reconcile.hpp"
#include "tests/e2e/import/processes.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string header() {
  return "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status,ended_on,"
         "beneficiary,reason\n";
}
std::string row(int first, int last, const std::string& state) {
  return "VCS,15312-" + std::to_string(first) + "-" + std::to_string(last) +
         "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0," + std::to_string(last - first + 1) +
         ",929,Wind,CN,2022-01-01,2022-12-31,2023-02-01," + state + "\n";
}

// The command line with a home of its own.
class Desk {
 public:
  Desk(const ServedLedger& ledger, const crypto::SigningKey& key, std::string party)
      : url_(ledger.url()), party_(std::move(party)), key_(key) {
    REQUIRE_FALSE(crypto::write_key_file(path("party.jwk"), key).has_value());
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return home_.path() / name; }
  [[nodiscard]] std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  pid_t start(const cli::ReconcileArguments& arguments) const {
    return fork_child([&] {
      ::setenv("TANBU_HOME", path("home").c_str(), 1);
      ::dup2(::open(path("stdout").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
      ::dup2(::open(path("stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
      cli::Flags flags;
      flags.url = url_;
      flags.key_file = path("party.jwk").string();
      flags.party = party_;
      flags.retry_seconds = 1;
      flags.json = !arguments.csv;
      flags.yes = true;
      try {
        return static_cast<int>(cli::run_reconcile(cli::Settings(flags), arguments));
      } catch (const cli::Stop& stop) {
        std::fprintf(stderr, "%s\n", stop.message().c_str());
        return static_cast<int>(stop.status());
      }
    });
  }
  int run(const cli::ReconcileArguments& arguments) {
    const int status = wait_for(start(arguments));
    printed = text_of_file(path("stdout"));
    messages = text_of_file(path("stderr"));
    INFO(messages);
    REQUIRE(WIFEXITED(status));
    answer = printed.empty() || arguments.csv ? boost::json::value() : boost::json::parse(printed);
    return WEXITSTATUS(status);
  }
  // Status and code of the ledger's answer to a command of this party.
  std::string send(const ServedLedger& ledger, const std::string& kind, const Json& body) {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    const Json payload{{"iss", party_},
                       {"aud", cli::text_at(ledger.get("/v1/log"), "origin")},
                       {"jti", "jti-" + std::to_string(20'000'000 + ++jti_)},
                       {"iat", now.count()},
                       {"exp", now.count() + 600},
                       {"kind", kind},
                       {"body", body}};
    cli::Client client({.base_url = url_, .ca_file = std::nullopt});
    const auto result = client.post("/v1/commands", "application/jose",
                                    crypto::sign_jws(codec::command_type, boost::json::serialize(payload), key_));
    REQUIRE(std::holds_alternative<cli::HttpAnswer>(result));
    const auto& sent = std::get<cli::HttpAnswer>(result);
    last = cli::json_of(sent);
    return std::to_string(sent.status) + " " + cli::text_at(last, "code");
  }

  boost::json::value answer;
  boost::json::value last;
  std::string printed;
  std::string messages;

 private:
  TemporaryFolder home_;
  std::string url_;
  std::string party_;
  const crypto::SigningKey& key_;
  int jti_ = 0;
};

std::uint64_t number(const Desk& desk, const char* name) { return cli::number_at(desk.answer, name).value_or(0); }

// One batch of 1..1000 in the trader's hands, of which the trader has retired 1..40 for the plant's 2022.
struct Scene {
  ServedLedger ledger;
  Desk registrar{ledger, ledger.key(), "x:registrar"};
  Desk trader{ledger, ledger.strangers_key(), "x:trader"};
  std::uint64_t batch = 0;
  std::uint64_t factory = 0;
  std::uint64_t use = 0;
  Scene() {
    batch = cli::number_at(ledger.get("/v1/batches?programme=VCS").at("data").at(0), "batch").value();
    factory = cli::number_at(ledger.get("/v1/factories").at("data").at(0), "factory").value();
    REQUIRE(trader.send(ledger, "retire", retire_body(1, 40)) == "201 ");
    use = cli::number_at(trader.last, "index").value();
  }
  [[nodiscard]] Json retire_body(std::int64_t first, std::int64_t last) const {
    return {{"factory", factory},           {"period", "2022"},
            {"purpose", "factory_offset"},  {"ranges", boost::json::array{range_json(batch, first, last)}},
            {"quantity", last - first + 1}, {"beneficiary", "uscc:91330100799655058B"},
            {"retired_on", "2023-06-01"}};
  }
  [[nodiscard]] boost::json::value retirement() const { return ledger.get("/v1/retirements/" + std::to_string(use)); }
  [[nodiscard]] boost::json::value units() const { return ledger.get("/v1/batches/" + std::to_string(batch)); }
};

const std::string newer_export = header() + row(1, 40, "retired,01 Jun 2023,Plant One Ltd (registry),for 2022") +
                                 row(41, 60, "retired,2023-07-01,Somebody Ltd,") + row(61, 1000, "active,,,");

}  // namespace

TEST_CASE("a newer export is compared, its commands are read and then signed, and the ledger is in line") {
  Scene scene;
  CHECK(cli::text_at(scene.retirement(), "match.state") == "unchecked");
  const auto size = scene.ledger.size();
  const auto file = scene.registrar.write("export.csv", newer_export);
  cli::ReconcileArguments arguments{.file = {.file = file}};
  arguments.out = scene.registrar.path("commands.ndjson");
  CHECK(scene.registrar.run(arguments) == static_cast<int>(cli::Exit::failure));
  CHECK(number(scene.registrar, "rows.total") == 3);
  CHECK(number(scene.registrar, "rows.status_moved") == 2);
  CHECK(number(scene.registrar, "rows.unchanged") == 1);
  CHECK(number(scene.registrar, "batches.status_moved") == 1);
  CHECK(scene.registrar.answer.at("commands").as_array().size() == 2);
  CHECK(cli::text_of(scene.registrar.answer.at("row_findings").at(0).at("notes").at(0)) == "confirms_use");
  CHECK(scene.ledger.size() == size);

  // What somebody has read is what is sent.
  cli::ReconcileArguments reviewed;
  reviewed.commands = arguments.out;
  CHECK(scene.registrar.run(reviewed) == 0);
  CHECK(number(scene.registrar, "outcome.recorded") == 2);
  CHECK(scene.ledger.size() == size + 2);
  CHECK(cli::text_at(scene.retirement(), "status") == "matched");
  CHECK(cli::text_at(scene.retirement(), "match.state") == "agrees");
  CHECK(cli::number_at(scene.retirement(), "match.units.agree") == 40U);
  const auto listed = scene.ledger.get("/v1/retirements").at("data").at(0);
  CHECK(cli::text_at(listed, "match.state") == "agrees");
  CHECK(cli::text_at(scene.units().at("registry_events").at(1), "beneficiary_text") == "Somebody Ltd");

  // Free here until now, retired there: nobody transfers or retires them any more.
  const Json transfer{{"ranges", boost::json::array{range_json(scene.batch, 41, 60)}},
                      {"to", "uscc:91330100799655058B"},
                      {"basis", "trade"},
                      {"evidence", evidence_json()}};
  CHECK(scene.trader.send(scene.ledger, "transfer", transfer) == "409 not_free");
  CHECK(scene.trader.send(scene.ledger, "retire", scene.retire_body(41, 60)).substr(0, 3) == "409");
  CHECK(cli::number_at(scene.units(), "totals.registry_retired") == 20U);

  cli::ReconcileArguments again{.file = {.file = file}};
  CHECK(scene.registrar.run(again) == 0);
  CHECK(scene.registrar.answer.at("commands").as_array().empty());
  // An answer on a file that nobody may overwrite.
  CHECK(scene.registrar.run(arguments) == static_cast<int>(cli::Exit::usage));
}

TEST_CASE("a complete list withdraws what it lacks, once, and the use of such units is in conflict") {
  Scene scene;
  const auto file = scene.registrar.write(
      "export.csv", header() + row(41, 60, "retired,2023-07-01,Somebody Ltd,") + row(61, 900, "active,,,"));
  cli::ReconcileArguments arguments{.file = {.file = file}, .complete_list = true};
  arguments.send = true;
  CHECK(scene.registrar.run(arguments) == static_cast<int>(cli::Exit::usage));
  arguments.file.made_on = "2025-06-01";
  CHECK(scene.registrar.run(arguments) == 0);
  CHECK(number(scene.registrar, "report.batches.status_moved") == 1);
  CHECK(number(scene.registrar, "outcome.recorded") == 2);
  CHECK(cli::number_at(scene.units(), "totals.cancelled") == 100U);
  CHECK(cli::number_at(scene.units(), "totals.in_conflict") == 40U);
  CHECK(cli::text_at(scene.retirement(), "match.state") == "differs");
  CHECK(cli::text_at(scene.retirement().at("match").at("differences").at(0), "field") == "status");
  CHECK(cli::text_at(scene.retirement().at("match").at("differences").at(0), "registry") == "withdrawn");
  const auto size = scene.ledger.size();
  CHECK(scene.registrar.run(arguments) == 0);
  CHECK(scene.ledger.size() == size);
}

TEST_CASE("who is no registrar changes nothing") {
  Scene scene;
  const auto size = scene.ledger.size();
  cli::ReconcileArguments arguments{.file = {.file = scene.trader.write("export.csv", newer_export)}};
  arguments.send = true;
  CHECK(scene.trader.run(arguments) == static_cast<int>(cli::Exit::not_allowed));
  CHECK(scene.ledger.size() == size);
}

TEST_CASE("a registrar who is killed between signing and sending goes on with the same commands") {
  Scene scene;
  const auto size = scene.ledger.size();
  cli::ReconcileArguments arguments{.file = {.file = scene.registrar.write("export.csv", newer_export)}};
  arguments.send = true;
  const pid_t client = scene.registrar.start(arguments);
  bool ended = false;
  const auto waits = [&] {
    if (!std::filesystem::exists(scene.registrar.path("home"))) return true;
    std::error_code ignored;
    for (std::filesystem::recursive_directory_iterator at(scene.registrar.path("home"), ignored), end; at != end;
         at.increment(ignored)) {
      if (at->path().extension() == ".jose-seq") return false;
    }
    return true;
  };
  int status = 0;
  while (!ended && waits()) ended = ::waitpid(client, &status, WNOHANG) == client;
  if (!ended) {
    ::kill(client, SIGKILL);
    (void)wait_for(client);
  }
  // However far it came, the same call ends with every command recorded once.
  const int last = scene.registrar.run(arguments);
  CHECK(last == 0);
  CHECK(scene.ledger.size() == size + 2);
}

TEST_CASE("findings as CSV") {
  Scene scene;
  cli::ReconcileArguments arguments{.file = {.file = scene.registrar.write("export.csv", newer_export)}};
  arguments.csv = true;
  CHECK(scene.registrar.run(arguments) == static_cast<int>(cli::Exit::failure));
  CHECK(scene.registrar.printed.find("\"status_moved\",\"status\",\"active\",\"retired\"") != std::string::npos);
}

TEST_CASE("a project that was voided is registered again with its batches") {
  Scene scene;
  const std::string line =
      "VCS,15313-5001-5050-VCS-VCU-208-VER-CA-3-930-01012022-31122022-0,50,930,Sun,CN,2022-01-01,2022-12-31,2023-02-01,"
      "active,,,\n";
  cli::ReconcileArguments arguments{.file = {.file = scene.registrar.write("export.csv", header() + line)}};
  arguments.send = true;
  CHECK(scene.registrar.run(arguments) == 0);
  CHECK(number(scene.registrar, "outcome.recorded") == 2);
  const auto batch = scene.ledger.size() - 1;
  const auto project = batch - 1;
  for (const auto target : {batch, project}) {
    INFO("entry " << target);
    const Json body{{"target", target}, {"reason", "typed in wrongly"}, {"evidence", evidence_json()}};
    CHECK(scene.registrar.send(scene.ledger, "void", body) == "201 ");
  }
  CHECK(scene.registrar.run(arguments) == 0);
  CHECK(number(scene.registrar, "report.rows.new") == 1);
  CHECK(number(scene.registrar, "outcome.recorded") == 2);
  CHECK(cli::text_at(scene.ledger.get("/v1/projects/VCS/930"), "project_id") == "930");
}
