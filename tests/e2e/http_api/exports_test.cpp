// Lists as tables over HTTP: what a client may ask for, and that importing what was exported gives the same batches.
#include <algorithm>
#include <random>

#include "api/http/routes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "importers/exported.hpp"
#include "importers/rows.hpp"
#include "tests/e2e/http_api/support.hpp"
#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

const Headers as_csv{{"Accept", "text/csv"}};

// Rows of a file as the importers' tables give them, the header first.
std::vector<std::vector<std::string>> table_rows(const std::string& file) {
  auto opened = importers::open_table(importers::FileBytes::of(file));
  if (const auto* fault = std::get_if<importers::FileFault>(&opened)) FAIL(fault->code << ": " << fault->detail);
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  std::vector<std::vector<std::string>> rows;
  while (const auto item = table.next()) {
    REQUIRE(std::holds_alternative<importers::TableRow>(*item));
    const auto& row = std::get<importers::TableRow>(*item);
    auto& cells = rows.emplace_back();
    const auto width = rows.size() == 1 ? row.width() : rows.front().size();
    for (std::size_t column = 0; column < width; ++column) cells.emplace_back(row.text(column));
  }
  return rows;
}

// Every page by the Link field alone, as one file: the header of the first.
std::string all_pages_as_csv(const Service& service, std::string target, const Headers& headers = as_csv) {
  std::string file;
  for (int pages = 0; !target.empty(); ++pages) {
    REQUIRE(pages < 1000);
    const auto page = service.get(target, headers);
    INFO(page.body);
    REQUIRE(page.status == 200);
    const auto header_end = page.body.find("\r\n") + 2;
    file += file.empty() ? page.body : page.body.substr(header_end);
    const auto link = page.header("link");
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  return file;
}

std::vector<std::vector<std::string>> expected_rows(const Service& service, const std::string& list,
                                                    const std::string& target, const Headers& headers = {}) {
  const auto& columns = *importers::exported_list(list);
  std::vector<std::vector<std::string>> rows{{columns.columns.begin(), columns.columns.end()}};
  const auto page = service.get(target, headers).json();
  CHECK(page.at("next").is_null());
  for (const auto& row : page.at("data").as_array()) {
    const auto cells = importers::exported_row(columns, row.as_object());
    INFO(boost::json::serialize(row));
    REQUIRE(cells.has_value());
    auto& texts = rows.emplace_back();
    for (const auto& cell : *cells) texts.push_back(cell.text);
  }
  return rows;
}

void appoint(tanbu::test::LedgerFolder& ledger, const std::string& programme) {
  ledger.grant(
      ledger.association, "appoint_registrar",
      {{"party", ledger.registrar}, {"programme", programme}, {"from", "2000-01-01"}, {"until", "2099-12-31"}});
}

const std::vector<std::string>& hostile_titles() {
  static const std::vector<std::string> titles{"=cmd|'/c calc'!A1",
                                               "+1",
                                               "-1",
                                               "@SUM(A1)",
                                               "|x",
                                               "'quoted",
                                               "a,b",
                                               "say \"so\"",
                                               "碳簿，风电",
                                               "＝1+1",
                                               "a;=1",
                                               "_x0041_ Wind",
                                               "_x0000_",
                                               "\xe2\x88\x92"
                                               "5",
                                               "=1,\"x\"",
                                               "''",
                                               "1e31",
                                               "TRUE",
                                               "00123",
                                               "10000000000000001"};
  return titles;
}

// A batch of the programme out of one of its examples, active, retired or cancelled.
struct MadeBatch {
  Json project;
  Json batch;
};
std::optional<MadeBatch> random_batch(const Programme& programme, std::mt19937& random) {
  const auto examples = tanbu::test::all_examples(programme);
  const auto& example = examples[random() % examples.size()];
  const auto read = programme.parse_serial(example.serial, example.context);
  const auto* serial = std::get_if<Serial>(&read);
  if (serial == nullptr) return std::nullopt;
  std::string project = serial->project_id.value_or("");
  for (const char* other : {"929", "A210001", "P-1", "PPC1302632802001I"}) {
    if (project.empty() && programme.project_id_is_valid(other)) project = other;
  }
  if (project.empty()) return std::nullopt;
  const auto& titles = hostile_titles();
  const std::string code(programme.code);
  Json status{{"status", "active"}};
  const auto fate = random() % 3;
  if (fate == 1) {
    status = {{"status", "retired"}, {"on", "2025-06-01"}, {"beneficiary_text", "=Plant, \"One\" Ltd"}};
    if (random() % 2 == 0) status["reason_text"] = titles[random() % titles.size()];
  }
  if (fate == 2) status = {{"status", "cancelled"}, {"on", "2025-06-02"}};
  return MadeBatch{{{"programme", code},
                    {"project_id", project},
                    {"title", titles[random() % titles.size()]},
                    {"country", serial->country.value_or("CN")},  // an import believes the serial
                    {"technology", titles[random() % titles.size()]},
                    {"methodology", titles[random() % titles.size()]}},
                   {{"programme", code},
                    {"serial", example.serial},
                    {"quantity", example.context.quantity},
                    {"project", project},
                    {"vintage_from", format_date(example.context.vintage.first)},
                    {"vintage_until", format_date(example.context.vintage.last)},
                    {"issued_on", "2025-05-01"},
                    {"registry_status", status}}};
}

// What a batch is, without the names that its ledger gave it.
std::vector<std::string> batches_of(const Service& service) {
  std::vector<std::string> batches;
  const auto page = service.get("/v1/batches?limit=500&project_texts=true").json();
  for (auto row : page.at("data").as_array()) {
    row.as_object().erase("batch");
    batches.push_back(boost::json::serialize(row));
  }
  std::sort(batches.begin(), batches.end());
  return batches;
}

importers::Reading reading_of(const std::string& file) {
  auto opened = importers::open_table(importers::FileBytes::of(file));
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  const auto found = importers::find_profile(table);
  if (const auto* fault = std::get_if<importers::FileFault>(&found)) FAIL(fault->code << ": " << fault->detail);
  CHECK(std::get<importers::FoundProfile>(found).profile->name == "tanbu-batches/1");
  auto result =
      importers::read_rows(table, std::get<importers::FoundProfile>(found), {std::string(64, 'a'), 1, "text/csv"}, {});
  REQUIRE(std::holds_alternative<importers::Reading>(result));
  return std::get<importers::Reading>(std::move(result));
}

}  // namespace

TEST_CASE("Batches exported as CSV and imported into an empty ledger are the same batches", "[property]") {
  std::mt19937 random(20251121);
  std::set<std::string> programmes_seen;
  for (int round = 0; round < 6; ++round) {
    Service first;
    Service second;
    for (auto* service : {&first, &second}) {
      service->ledger.populate(1);
      for (const Programme* programme : all_programmes()) {
        if (!programme->self_registered && programme->code != "VCS")
          appoint(service->ledger, std::string(programme->code));
      }
    }
    for (int made = 0; made < 40; ++made) {
      const auto* programme = all_programmes()[random() % all_programmes().size()];
      if (programme->self_registered) continue;
      const auto batch = random_batch(*programme, random);
      if (!batch) continue;
      (void)first.ledger.send(first.ledger.registrar, "register_project", batch->project);
      // The same example may come twice; the ledger refuses it then.
      const auto answer = first.ledger.send(first.ledger.registrar, "record_batch", batch->batch);
      if (std::holds_alternative<engine::Accepted>(answer))
        programmes_seen.insert(std::string(programme->code));
      else
        INFO(tanbu::test::LedgerFolder::words(answer));
    }
    const auto file = all_pages_as_csv(first, "/v1/batches?limit=3");
    const auto reading = reading_of(file);
    std::string refused;
    for (const auto& remark : reading.refused)
      refused += remark.code + " " + remark.column + " " + remark.detail + "\n";
    INFO(refused << file);
    REQUIRE(reading.refused.empty());
    for (const auto& project : reading.projects) {
      const auto answer = second.ledger.send(second.ledger.registrar, "register_project",
                                             importers::register_project_body(reading, project));
      const auto words = tanbu::test::LedgerFolder::words(answer);
      INFO(words << project.project_id);
      CHECK((words.substr(0, 8) == "accepted" || project.project_id == "929"));
    }
    for (const auto& batch : reading.recognised) {
      // populate() has recorded its own batch in both.
      if (batch.serial.starts_with("15312-1-1-VCS")) continue;
      second.ledger.grant(second.ledger.registrar, "record_batch", importers::record_batch_body(reading, batch));
    }
    CHECK(batches_of(second) == batches_of(first));
  }
  CHECK(programmes_seen.size() >= 8);
}

TEST_CASE("A batch that was voided or of which the registry has said more is not recorded again from a list") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto other = ledger.record(201, 300);
  ledger.grant(ledger.registrar, "record_registry_event",
               {{"ranges", boost::json::array{tanbu::test::range_json(other, 201, 210)}},
                {"status", "retired"},
                {"on", "2024-01-01"},
                {"reference", "R-2"},
                {"evidence", tanbu::test::evidence_json()}});
  const auto reading = reading_of(all_pages_as_csv(service, "/v1/batches"));
  CHECK(reading.recognised.size() == 1);
  REQUIRE(reading.refused.size() == 1);
  CHECK(reading.refused.front().code == "registry_events_follow");
}

TEST_CASE("Every list is given as CSV with the rows of its JSON") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  service.grant(ledger.trader, "retire", ledger.retire_body(11, 20));
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(5, 6))).status == 409);
  std::set<std::string_view> given;
  for (const Route& route : all_routes()) {
    if (route.list.empty()) continue;
    std::string target(route.pattern);
    const auto put = [&](const std::string& place, const std::string& text) {
      const auto at = target.find(place);
      if (at != std::string::npos) target.replace(at, place.size(), text);
    };
    put("{index}", std::to_string(ledger.factory));
    put("{year}", "2023");
    if (route.list == "holdings") target += "?party=" + ledger.trader;
    if (route.list == "bodies") target += "?scheme=ceca-g-0171-2022";
    const std::string party = route.list == "holdings" ? ledger.trader : ledger.association;
    Headers headers = as_csv;
    headers["Authorization"] = "Bearer " + service.token(party);
    const auto got = service.get(target, headers);
    INFO(target << " " << got.body);
    REQUIRE(got.status == 200);
    CHECK(got.header("content-type") == "text/csv; charset=utf-8; header=present");
    CHECK(got.body.substr(0, 3) == "\xef\xbb\xbf");
    bool varies = false;
    const auto [begin, end] = got.headers.equal_range("vary");
    for (auto at = begin; at != end; ++at) varies = varies || at->second == "Accept";
    CHECK(varies);
    auto expected =
        expected_rows(service, std::string(route.list), target + (route.list == "batches" ? "?project_texts=true" : ""),
                      {{"Authorization", headers["Authorization"]}});
    CHECK(table_rows(got.body) == expected);
    if (expected.size() > 1) given.insert(route.list);
  }
  // Lists without a row here would compare nothing.
  for (const char* list : {"entries", "programmes", "parties", "factories", "projects", "batches", "retirements",
                           "holdings", "schemes", "refused-double-uses", "register-retirements"}) {
    INFO(list);
    CHECK(given.count(list) == 1);
  }
  CHECK(retirement > 0);
}

TEST_CASE("Which form a list has follows from Accept, and JSON stays what others get", "[rfc9110:12.5.1]") {
  Service service;
  service.ledger.populate(10);
  const auto type = [&](const std::string& accept) {
    const auto got = service.get("/v1/batches", {{"Accept", accept}});
    return got.status == 200 ? got.header("content-type").substr(0, 16) : std::to_string(got.status) + got.code();
  };
  CHECK(type("text/csv") == "text/csv; charse");
  CHECK(type("TEXT/CSV") == "text/csv; charse");
  CHECK(type("text/*") == "text/csv; charse");
  CHECK(type("application/json;q=0.5, text/csv;q=0.6") == "text/csv; charse");
  CHECK(type("text/csv, */*;q=0.1") == "text/csv; charse");
  CHECK(type("*/*") == "application/json");
  CHECK(type("text/csv;q=0.5, application/json") == "application/json");
  CHECK(type("text/csv;q=0, */*") == "application/json");
  CHECK(type("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") == "application/json");
  CHECK(type("image/png") == "application/json");
  CHECK(type("text/csv;q=1.5") == "application/json");
  CHECK(type("application/json;q=0") == "406not_acceptable");
  CHECK(type("*/*;q=0") == "406not_acceptable");
  CHECK(type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") == "406not_acceptable");
  CHECK(service.get("/v1/log", {{"Accept", "text/csv"}}).header("content-type") == "application/json");
  CHECK(service.get("/v1/batches").header("content-type") == "application/json");
}

TEST_CASE("The next page is named in a Link field, in both forms, and pages join to the whole list") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  for (std::int64_t at = 1; at <= 7; ++at) service.grant(ledger.trader, "retire", ledger.retire_body(at, at));
  const auto whole = expected_rows(service, "retirements", "/v1/retirements?limit=500");
  REQUIRE(whole.size() == 8);
  CHECK(table_rows(all_pages_as_csv(service, "/v1/retirements?limit=2")) == whole);
  const auto page = service.get("/v1/retirements?limit=2");
  CHECK(page.header("link") ==
        "</v1/retirements?limit=2&cursor=" + std::string(page.json().at("next").as_string()) + ">; rel=\"next\"");
  CHECK(service.get("/v1/retirements?limit=500").header("link").empty());
  const auto filtered = service.get("/v1/retirements?limit=2&beneficiary=" + ledger.plant);
  CHECK(filtered.header("link").find("limit=2&beneficiary=" + ledger.plant + "&cursor=") != std::string::npos);
}

TEST_CASE("The register of a year has every range that was retired in it, with the receipt's digest") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  auto two_ranges = ledger.retire_body(1, 10);
  two_ranges["ranges"] =
      boost::json::array{tanbu::test::range_json(ledger.batch, 1, 4), tanbu::test::range_json(ledger.batch, 7, 12)};
  const auto first = service.grant(ledger.trader, "retire", two_ranges);
  auto next_year = ledger.retire_body(21, 30);
  next_year["retired_on"] = "2024-01-01";
  const auto second = service.grant(ledger.trader, "retire", next_year);
  const auto data = [&](const char* year) {
    return service.get(std::string("/v1/registers/retirements/") + year).json().at("data").as_array();
  };
  const auto rows = data("2023");
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].at("retirement").as_int64() == static_cast<std::int64_t>(first));
  CHECK(rows[0].at("quantity").as_int64() == 4);
  CHECK(rows[1].at("first_unit").as_int64() == 7);
  CHECK(rows[1].at("last_unit").as_int64() == 12);
  CHECK(rows[1].at("project_title").as_string() == "Wind");
  CHECK(rows[1].at("factory_name").as_string() == "Factory");
  CHECK(rows[1].at("action_date").as_string() == "2023-06-01");
  CHECK(rows[1].at("status").as_string() == "declared");
  const auto receipt = service.get("/v1/entries/" + std::to_string(first) + "/receipt").body;
  CHECK(rows[1].at("receipt_sha256").as_string() == crypto::hex_encode(crypto::as_bytes(crypto::sha256(receipt))));
  const auto entry = service.get("/v1/entries/" + std::to_string(first)).json();
  CHECK(rows[1].at("entry_leaf").as_string() == entry.at("leaf").as_string());
  REQUIRE(data("2024").size() == 1);
  CHECK(data("2024")[0].at("retirement").as_int64() == static_cast<std::int64_t>(second));
  CHECK(data("2022").empty());
  // A page of one row ends inside the retirement and goes on there.
  CHECK(table_rows(all_pages_as_csv(service, "/v1/registers/retirements/2023?limit=1")).size() == 3);
  CHECK(service.get("/v1/registers/retirements/2023-01-01--2023-06-30").status == 404);
  CHECK(service.get("/v1/registers/retirements/x").status == 404);
}
