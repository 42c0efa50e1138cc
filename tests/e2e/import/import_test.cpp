// An export goes through the whole house: the command line, HTTP, the engine and SQLite; with the client and the server
// killed in between.
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "tests/e2e/import/processes.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string sample() {
  return text_of_file(std::string(TANBU_SOURCE_DIR) + "/tests/data/verra/transactions_2026-04_sample.csv");
}

// Blocks of ten units of one project, enough for several requests.
std::string many_rows(int rows) {
  std::string text =
      "Issuance Date,Sustainable Development Goals,Vintage Start,Vintage End,ID,Name,Country/Area,Project Type,"
      "Methodology,Total Vintage Quantity,Quantity Issued,Serial Number,Additional Certifications,"
      "Retirement/Cancellation Date,Retirement Beneficiary,Retirement Reason,Retirement Details\n";
  for (int row = 0; row < rows; ++row) {
    const long first = 500'000'000L + row * 10L;
    text += "2019-05-06,,2018-01-01,2018-12-31,4711,Rows,Canada,Energy demand,ACM0002,\"1,000,000\",10,1-" +
            std::to_string(first) + "-" + std::to_string(first + 9) +
            "-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0,,,,,\n";
  }
  return text;
}

std::uint64_t outcome(const Registrar& registrar, const char* name) {
  return cli::number_at(registrar.answer, std::string("outcome.") + name).value();
}

// An outbox that still grows. Other files of the client's home grow under such a name too.
std::size_t unfinished_outboxes(const Registrar& registrar) {
  const auto files = registrar.outbox_files(".new");
  return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [](const auto& path) {
    return path.filename().string().find(".jose-seq.") != std::string::npos;
  }));
}

// Waits for a file of the outbox and kills the client at once. False when the client ended first.
bool kill_when(const Registrar& registrar, pid_t client, const std::string& ending) {
  int status = 0;
  while (ending == ".new" ? unfinished_outboxes(registrar) == 0 : registrar.outbox_files(ending).empty()) {
    if (::waitpid(client, &status, WNOHANG) == client) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(client, SIGKILL);
  return WIFSIGNALED(wait_for(client));
}

}  // namespace

TEST_CASE("a real export is imported once, however often it is imported") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  const auto file = registrar.write("export.csv", sample());
  const auto before = ledger.size();

  CHECK(registrar.run(file, true) == 0);
  CHECK(cli::number_at(registrar.answer, "report.totals.active.rows") == 100U);
  // Of the 56 projects the ledger has 929 already.
  CHECK(cli::number_at(registrar.answer, "report.totals.projects") == 55U);
  CHECK(ledger.size() == before);

  CHECK(registrar.run(file) == 0);
  CHECK(outcome(registrar, "recorded") == 255);
  CHECK(ledger.size() == before + 255);
  CHECK(registrar.outbox_files(".jose-seq").empty());
  CHECK(registrar.outbox_files(".answered").empty());

  CHECK(registrar.run(file) == 0);
  CHECK(cli::number_at(registrar.answer, "report.totals.known.rows") == 200U);
  CHECK(outcome(registrar, "recorded") == 0);
  CHECK(ledger.size() == before + 255);

  // Somebody else with the same file, and the same rows in another file.
  Registrar again(ledger, ledger.key());
  CHECK(again.run(again.write("copy.csv", sample() + "\n")) == 0);
  CHECK(outcome(again, "recorded") == 0);
  CHECK(ledger.size() == before + 255);
}

TEST_CASE("a client killed in the middle of an import goes on without doubles") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  const auto file = registrar.write("many.csv", many_rows(3000));
  const auto before = ledger.size();

  // Before the first command is sent.
  REQUIRE(kill_when(registrar, registrar.start(file), ".jose-seq"));
  const auto kept = registrar.outbox_files(".jose-seq");
  REQUIRE(kept.size() == 1);
  struct stat about {};
  REQUIRE(::stat(kept.front().c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  const auto bytes = text_of_file(kept.front());

  // After the first answer.
  REQUIRE(kill_when(registrar, registrar.start(file), ".answered"));
  CHECK(text_of_file(kept.front()) == bytes);
  const auto between = ledger.size();
  CHECK(between > before);

  CHECK(registrar.run(file) == 0);
  CHECK(outcome(registrar, "recorded") + outcome(registrar, "repeated") == 3001);
  CHECK(ledger.size() == before + 3001);
  CHECK(registrar.outbox_files(".jose-seq").empty());
  CHECK(registrar.run(file) == 0);
  CHECK(ledger.size() == before + 3001);
}

TEST_CASE("a client killed while it signs has sent nothing, and the next call starts again") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  const auto file = registrar.write("many.csv", many_rows(3000));
  const auto before = ledger.size();
  REQUIRE(kill_when(registrar, registrar.start(file), ".new"));
  CHECK(unfinished_outboxes(registrar) == 1);
  CHECK(registrar.outbox_files(".jose-seq").empty());
  CHECK(ledger.size() == before);

  CHECK(registrar.run(file) == 0);
  CHECK(outcome(registrar, "recorded") == 3001);
  CHECK(unfinished_outboxes(registrar) == 0);
  CHECK(ledger.size() == before + 3001);
}

TEST_CASE("an import of many rows shows the first of them and writes all of them into a report") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  auto text = many_rows(50);
  // Repeated rows, and rows that only the ledger can judge.
  for (int at = 0; at < 30; ++at) text += many_rows(1).substr(many_rows(0).size());
  for (int at = 0; at < 40; ++at) {
    const auto first = std::to_string(700'000'000L + at * 10L);
    const auto last = std::to_string(700'000'009L + at * 10L);
    text += "2198-05-06,,2018-01-01,2018-12-31,4711,Rows,Canada,Energy demand,ACM0002,10,10,1-" + first + "-" + last +
            "-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0,,,,,\n";
  }
  cli::ImportArguments arguments;
  arguments.file = registrar.write("mixed.csv", text);
  arguments.report = registrar.path("report.jsonl");
  CHECK(registrar.run(arguments) == static_cast<int>(cli::Exit::failure));
  CHECK(cli::at(registrar.answer, "report.refused").as_array().size() == 20);
  CHECK(cli::number_at(registrar.answer, "report.refused_by_code.serial_repeated") == 30U);
  CHECK(cli::at(registrar.answer, "outcome.refused").as_array().size() == 20);
  CHECK(outcome(registrar, "refused_lines") == 40);
  CHECK(outcome(registrar, "recorded") == 51);

  std::map<std::string, std::size_t> lines;
  std::istringstream report(text_of_file(arguments.report));
  std::string last;
  for (std::string line; std::getline(report, line); last = line) {
    ++lines[cli::text_at(boost::json::parse(line), "what")];
  }
  CHECK(lines == std::map<std::string, std::size_t>{{"file", 1},
                                                    {"project", 1},
                                                    {"batch", 90},
                                                    {"refused", 30},
                                                    {"totals", 1},
                                                    {"refused_by_ledger", 40},
                                                    {"outcome", 1}});
  CHECK(cli::number_at(boost::json::parse(last), "refused_lines") == 40U);

  // Again, for a person: what is recorded is known, and the rest is said with its number.
  registrar.for_people = true;
  CHECK(registrar.run(arguments.file) == static_cast<int>(cli::Exit::failure));
  CHECK(registrar.printed.find(": 30 rows in all [serial_repeated]") != std::string::npos);
  CHECK(registrar.printed.find("[future_date]: 40 in all") != std::string::npos);
  CHECK(registrar.messages.find("--report") != std::string::npos);
}

TEST_CASE("a ledger that dies in the middle of an import is unreachable and loses nothing") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  const auto file = registrar.write("many.csv", many_rows(3000));
  const auto before = ledger.size();
  const pid_t client = registrar.start(file);
  while (registrar.outbox_files(".answered").empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ledger.kill();
  const int status = wait_for(client);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == static_cast<int>(cli::Exit::unreachable));
  CHECK(registrar.outbox_files(".jose-seq").size() == 1);

  ledger.start();
  CHECK(ledger.size() > before);
  CHECK(registrar.run(file) == 0);
  CHECK(ledger.size() == before + 3001);
}

TEST_CASE("rows that are refused here or by the ledger are told and the rest is recorded") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  auto text = many_rows(3);
  text +=
      "2019-05-06,,2018-01-01,2018-12-31,4711,Rows,Canada,Energy demand,ACM0002,1,11,"
      "1-600000000-600000009-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0,,,,,\n";
  // A date that only the ledger can judge.
  text +=
      "2198-05-06,,2018-01-01,2018-12-31,4711,Rows,Canada,Energy demand,ACM0002,10,10,"
      "1-700000000-700000009-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0,,,,,\n";
  const auto before = ledger.size();
  CHECK(registrar.run(registrar.write("mixed.csv", text)) == static_cast<int>(cli::Exit::failure));
  CHECK(outcome(registrar, "recorded") == 4);
  CHECK(ledger.size() == before + 4);
  const auto& refused_here = cli::at(registrar.answer, "report.refused").as_array();
  REQUIRE(refused_here.size() == 1);
  CHECK(cli::text_at(refused_here.at(0), "code") == "range_quantity");
  CHECK(cli::number_at(refused_here.at(0), "row") == 5U);
  const auto& refused_there = cli::at(registrar.answer, "outcome.refused").as_array();
  REQUIRE(refused_there.size() == 1);
  CHECK(cli::text_at(refused_there.at(0), "code") == "future_date");
  CHECK(cli::text_at(refused_there.at(0), "reference") == "row 6");
}

TEST_CASE("who is no registrar imports nothing") {
  ServedLedger ledger;
  Registrar stranger(ledger, ledger.strangers_key(), "x:trader");
  const auto before = ledger.size();
  CHECK(stranger.run(stranger.write("export.csv", many_rows(3))) == static_cast<int>(cli::Exit::not_allowed));
  CHECK(ledger.size() == before);
  CHECK(stranger.outbox_files(".jose-seq").empty());
}
