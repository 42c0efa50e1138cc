// How many posted files are held, and for how long: a clock that the test sets, and a thread that it holds up.
#include <atomic>
#include <catch2/catch.hpp>
#include <future>

#include "api/http/imports.hpp"
#include "tests/support/ledger_folder.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

using namespace tanbu;
using namespace tanbu::http;
using tanbu::test::LedgerFolder;

namespace {

constexpr const char* file =
    "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status\n"
    "VCS,15312-5001-5100-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0,100,929,Wind,CN,2022-01-01,2022-12-31,"
    "2023-02-01,active\n";
const PartyId registrar{"x:registrar"};
const PartyId other{"x:other"};

struct Held {
  explicit Held(const ImportLimits& limits = {}) : imports(limits, [this] { return now.load(); }) {}

  LedgerFolder ledger;
  std::atomic<std::int64_t> now{1'000};
  Imports imports;
  SlowWork slow_work{1, 8};

  std::string post(const PartyId& party, const std::string& content = file) {
    auto posted = imports.post(party, content, {}, ledger.engine(), slow_work);
    if (const auto* problem = std::get_if<Problem>(&posted)) return problem->code;
    return std::get<ShownImport>(posted).id;
  }
  // What is asked of the one thread now is done after everything that was asked before.
  void wait_until_read() {
    std::promise<void> done;
    REQUIRE(slow_work.post([&] { done.set_value(); }));
    done.get_future().wait();
  }
};

// Keeps the thread for slow work from reading anything.
class Busy {
 public:
  explicit Busy(SlowWork& slow_work) {
    // The job may begin when this object is gone already.
    REQUIRE(slow_work.post([go = go_.get_future().share()] { go.wait(); }));
  }
  ~Busy() { go_.set_value(); }

 private:
  std::promise<void> go_;
};

}  // namespace

TEST_CASE("An import is there for an hour after the last look and not longer", "[imports]") {
  Held held;
  const auto id = held.post(registrar);
  held.wait_until_read();
  const auto first = held.imports.find(id, registrar);
  REQUIRE(first.has_value());
  CHECK(first->status == ImportStatus::ready);
  CHECK(first->preview->commands.size() == 2);
  held.now += 3'600;
  CHECK(held.imports.find(id, registrar).has_value());
  held.now += 3'600;
  // Who may not see it does not keep it alive either.
  CHECK_FALSE(held.imports.find(id, other).has_value());
  held.now += 1;
  CHECK_FALSE(held.imports.find(id, registrar).has_value());
  // What somebody has taken to work with is not pulled away.
  CHECK(first->preview->commands.size() == 2);
}

TEST_CASE("What is held of an import is counted with its reasons, and is forgotten although nobody asks for it again",
          "[imports]") {
  Held held;
  // Rows that are refused hold more in their reasons than in their names.
  std::string text = file;
  for (int row = 0; row < 100; ++row) text += "VCS,x,x,x,x,x,x,x,x,x\n";
  const auto id = held.post(registrar, text);
  held.wait_until_read();
  const auto preview = held.imports.find(id, registrar)->preview;
  REQUIRE(preview);
  std::size_t least = preview->commands.size() * (sizeof(OfferedCommand) + sizeof(crypto::Digest));
  for (const auto& row : preview->rows) {
    least += sizeof(PreviewRow) + (row.reasons.size() + row.notices.size()) * sizeof(importers::Remark);
    for (const auto& reason : row.reasons) least += reason.detail.size();
  }
  CHECK(preview->bytes > least);
  CHECK(held.imports.held_bytes() == preview->bytes);
  held.imports.forget_old();
  CHECK(held.imports.held_bytes() == preview->bytes);
  held.now += 3'601;
  held.imports.forget_old();
  CHECK(held.imports.held_bytes() == 0);
}

TEST_CASE("A party's files are refused while all of them are read, and then displace its oldest", "[imports]") {
  Held held({.of_party_max = 2});
  std::string first;
  std::string second;
  {
    const Busy busy(held.slow_work);
    first = held.post(registrar);
    held.now += 1;
    second = held.post(registrar);
    CHECK(held.post(registrar) == "imports_of_party_full");
    CHECK(held.post(other) != "imports_of_party_full");
  }
  held.wait_until_read();
  held.now += 1;
  CHECK(held.imports.find(first, registrar).has_value());
  const auto third = held.post(registrar);
  held.wait_until_read();
  // The first one was looked at later than the second.
  CHECK(held.imports.find(first, registrar).has_value());
  CHECK_FALSE(held.imports.find(second, registrar).has_value());
  CHECK(held.imports.find(third, registrar)->status == ImportStatus::ready);
}

TEST_CASE("All files together are bounded in number and in octets", "[imports]") {
  {
    Held held({.of_party_max = 9, .all_max = 2});
    CHECK(held.post(registrar) != "imports_full");
    CHECK(held.post(other) != "imports_full");
    CHECK(held.post(other) == "imports_full");
    held.wait_until_read();
    held.now += 3'601;
    CHECK(held.post(other) != "imports_full");
    held.wait_until_read();
  }
  {
    Held held({.of_party_max = 9, .all_max = 9, .bytes_max = std::string_view(file).size() + 10});
    const auto id = held.post(registrar);
    held.wait_until_read();
    // Read, it takes more than the file did: it is told, and the room is free again.
    const auto shown = held.imports.find(id, registrar);
    CHECK(shown->status == ImportStatus::failed);
    CHECK(shown->fault.code == "imports_full");
    CHECK(held.post(registrar) != "imports_full");
    held.wait_until_read();
  }
  {
    Held held;
    SlowWork full(1, 0);
    auto posted = held.imports.post(registrar, file, {}, held.ledger.engine(), full);
    REQUIRE(std::holds_alternative<Problem>(posted));
    CHECK(std::get<Problem>(posted).code == "imports_full");
    CHECK(std::get<Problem>(posted).retry_seconds > 0);
    // Nothing of it is held, and the next one is read.
    const auto id = held.post(registrar);
    held.wait_until_read();
    CHECK(held.imports.find(id, registrar)->status == ImportStatus::ready);
  }
}

TEST_CASE("A row that a sheet holds twice is offered once and refused once, and the sums are those of the rows",
          "[imports]") {
  const auto row = [](int number, int first) {
    const std::string serial = "15312-" + std::to_string(first) + "-" + std::to_string(first + 99) +
                               "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
    return tanbu::test::text_row(
        number, {"VCS", serial, "100", "929", "Wind", "CN", "2022-01-01", "2022-12-31", "2023-02-01", "active"});
  };
  const auto header = tanbu::test::text_row(1, {"programme", "serial", "quantity", "project_id", "title", "country",
                                                "vintage_from", "vintage_until", "issued_on", "status"});
  Held held;
  const auto id = held.post(registrar, tanbu::test::workbook_of(header + row(2, 1001) + row(2, 2001) + row(2, 3001)));
  held.wait_until_read();
  const auto shown = held.imports.find(id, registrar);
  REQUIRE(shown->status == ImportStatus::ready);
  const Preview& preview = *shown->preview;
  CHECK(preview.account.rows == 3);
  CHECK(preview.account.recorded == 1);
  CHECK(preview.account.refused == 2);
  CHECK(preview.account.refused_by_code.at("row_repeated") == 2);
  REQUIRE(preview.rows.size() == 3);
  CHECK(preview.rows[0].outcome == RowOutcome::recorded);
  CHECK(preview.rows[0].commands == std::vector<std::size_t>{0, 1});
  CHECK(preview.rows[0].reasons.empty());
  for (const std::size_t at : {1U, 2U}) {
    CHECK(preview.rows[at].outcome == RowOutcome::refused);
    CHECK(preview.rows[at].row == 2);
    CHECK(preview.rows[at].commands.empty());
    CHECK(preview.rows[at].reasons.size() == 1);
  }
  CHECK(preview.commands.size() == 2);
}

TEST_CASE("What is said of a line of totals or of a sheet is no row that anybody records", "[imports]") {
  const std::string serial = "15312-1001-1100-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
  const auto header = tanbu::test::text_row(1, {"programme", "serial", "quantity", "project_id", "title", "country",
                                                "vintage_from", "vintage_until", "issued_on", "status"});
  const auto row = tanbu::test::text_row(
      2, {"VCS", serial, "100", "929", "Wind", "CN", "2022-01-01", "2022-12-31", "2023-02-01", "active"});
  Held held;
  const auto id =
      held.post(registrar, tanbu::test::workbook_of(header + row + tanbu::test::text_row(3, {"合计", "", "101"})));
  held.wait_until_read();
  const auto shown = held.imports.find(id, registrar);
  REQUIRE(shown->status == ImportStatus::ready);
  const Preview& preview = *shown->preview;
  CHECK(preview.account.rows == 1);
  CHECK(preview.account.recorded == 1);
  REQUIRE(preview.rows.size() == 2);
  CHECK(preview.rows[0].outcome == RowOutcome::recorded);
  CHECK(preview.rows[1].outcome == RowOutcome::not_a_row);
  CHECK(preview.rows[1].row == 3);
  REQUIRE(preview.rows[1].notices.size() == 2);
  CHECK(preview.rows[1].notices[0].code == "row_not_data");
  CHECK(preview.rows[1].notices[1].code == "total_differs");
}

TEST_CASE("The digest of an offered command is of its kind and values and not of their spelling", "[imports]") {
  const auto body = [](const char* text) { return boost::json::parse(text).as_object(); };
  const auto one = digest_of("record_batch", body(R"({"a":1,"b":{"c":["x","y"],"d":"e"}})"));
  CHECK(one == digest_of("record_batch", body(R"({ "b" : {"d":"\u0065","c":["x","y"]},"a":1})")));
  CHECK(one != digest_of("register_project", body(R"({"a":1,"b":{"c":["x","y"],"d":"e"}})")));
  CHECK(one != digest_of("record_batch", body(R"({"a":1,"b":{"c":["y","x"],"d":"e"}})")));
  CHECK(one != digest_of("record_batch", body(R"({"a":"1","b":{"c":["x","y"],"d":"e"}})")));
  CHECK(one != digest_of("record_batch", body(R"({"a":1,"b":{"c":["x","y"]},"d":"e"})")));
}
