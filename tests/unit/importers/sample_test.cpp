// The real export of April 2026: figures computed here without the importer, and every body read by the ledger's codec.
// GCC 12 takes parts of std::regex for uninitialised when it optimises under a sanitizer.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "importers/report.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/unit/importers/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string sample_text() { return whole_file(verra_sample()); }

Reading read_sample(const Known& known = {}) {
  const auto text = sample_text();
  REQUIRE_FALSE(text.empty());
  auto result = read_table(FileBytes::of(text), {{"VCS", known}});
  REQUIRE(std::holds_alternative<Reading>(result));
  return std::get<Reading>(std::move(result));
}

Command command_of(std::string_view kind, const boost::json::object& body) {
  const boost::json::object payload{
      {"iss", "x:registrar"},  {"aud", "ledger.example.cn/tanbu/1"},
      {"jti", "01JD8Z4QW3E9"}, {"iat", 1763700000},
      {"exp", 1763703600},     {"kind", boost::json::string_view(kind.data(), kind.size())},
      {"body", body}};
  const auto read = codec::read_payload(boost::json::serialize(payload));
  REQUIRE(std::holds_alternative<codec::Payload>(read));
  auto result = codec::read_command(std::get<codec::Payload>(read));
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&result)) {
    FAIL(faults->front().pointer << " " << faults->front().code);
  }
  return std::get<Command>(std::move(result));
}

}  // namespace

TEST_CASE("all 200 rows of the sample are recognised with the right totals") {
  // Apart from the importer: the serials and the date behind the column of certifications, by pattern.
  const std::regex pattern(R"(,\d+-(\d+)-(\d+)-VCS-VCU-[^,]*,(?:"[^"]*"|[^,"]*),(\d{4}-\d\d-\d\d)?,)");
  const auto text = sample_text();
  Count active;
  Count retired;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern); at != std::sregex_iterator(); ++at) {
    const auto quantity = std::stoll((*at)[2]) - std::stoll((*at)[1]) + 1;
    ((*at)[3].matched ? retired : active).add(quantity);
  }
  CHECK(active.rows == 100);
  CHECK(retired.rows == 100);

  const auto reading = read_sample();
  const auto totals = totals_of(reading);
  CHECK(codes_of(reading.refused) == Codes{});
  CHECK(totals.rows == 200);
  CHECK(totals.active == active);
  CHECK(totals.retired == retired);
  CHECK(totals.projects == 56);
  CHECK(totals.known == Count{});
}

TEST_CASE("every body of the sample is a command that the ledger reads") {
  const auto reading = read_sample();
  std::set<std::string> registered;
  for (const auto& project : reading.projects) {
    const auto command =
        std::get<RegisterProjectCommand>(command_of("register_project", register_project_body(reading, project)));
    CHECK(command.project.programme == "VCS");
    CHECK_FALSE(command.developer.has_value());
    registered.insert(command.project.project_id);
  }
  for (const auto& batch : reading.recognised) {
    const auto command = std::get<RecordBatchCommand>(command_of("record_batch", record_batch_body(reading, batch)));
    CHECK(command.units == batch.units);
    CHECK(command.space == batch.space);
    CHECK(command.registry_status == (batch.retired_on ? RegistryStatus::retired : RegistryStatus::active));
    CHECK(command.status_on == batch.retired_on);
    CHECK(registered.count(command.project.project_id) == 1);
  }
}

TEST_CASE("the sample's organisations are kept and its other names are withheld") {
  const auto reading = read_sample();
  std::set<std::string> kept;
  for (const auto& batch : reading.recognised) {
    if (!batch.beneficiary_text.empty()) kept.insert(batch.beneficiary_text);
  }
  CHECK(kept.size() == 16);
  CHECK(kept.count("三明厦钨新能源材料有限公司（XTC New Energy Materials (Sanming) Co. LTD.）") == 1);
  CHECK(kept.count("TIM S/A (CNPJ: 02.421.421/0001-11)") == 1);
  CHECK(kept.count("Rubim Produções") == 0);
  std::map<std::string, std::size_t> notices;
  for (const auto& notice : reading.notices) ++notices[notice.code];
  CHECK(notices["may_be_cancelled"] == 13);
  CHECK(notices["beneficiary_personal"] == 0);
  CHECK(notices["beneficiary_withheld"] == 66);
}

TEST_CASE("a ledger that holds the sample finds nothing new in it") {
  const auto first = read_sample();
  Known known;
  std::uint64_t entry = 5;
  for (const auto& project : first.projects) known.projects.insert(project.project_id);
  for (const auto& batch : first.recognised) {
    known.batches.push_back({batch.space, batch.units, ++entry, !batch.retired_on.has_value()});
  }
  const auto second = read_sample(known);
  CHECK(second.recognised.empty());
  CHECK(second.projects.empty());
  CHECK(second.refused.empty());
  CHECK(second.notices.empty());
  CHECK(second.known.size() == 200);
  CHECK(totals_of(second).known.units == totals_of(first).active.units + totals_of(first).retired.units);
}

TEST_CASE("the report tells the same in both languages and as JSON") {
  const auto broken = read_rows(row_text({}) + row_text({{"Quantity Issued", "1,00"}}, 5000) + row_text({}) +
                                row_text({{"Retirement/Cancellation Date", "2024-01-02"}}, 9000));
  const auto english = report_text(broken, "export.csv", Language::english);
  CHECK(english.find("to record, active: 1 rows, 100 t") != std::string::npos);
  CHECK(english.find("to record, retired at the registry: 1 rows, 100 t") != std::string::npos);
  CHECK(english.find("row 3, Quantity Issued: ") != std::string::npos);
  CHECK(english.find("see row 2") != std::string::npos);
  CHECK(english.find("[may_be_cancelled]: 5") != std::string::npos);
  CHECK(english.find(std::string(64, 'a')) != std::string::npos);
  const auto chinese = report_text(broken, "export.csv", Language::chinese);
  CHECK(chinese.find("第 3 行，列 Quantity Issued：") != std::string::npos);
  CHECK(chinese.find("见第 2 行") != std::string::npos);
  const auto json = report_json(broken, "export.csv");
  CHECK(json.at("totals").at("rows") == boost::json::value(4));
  CHECK(json.at("totals").at("refused_rows") == boost::json::value(2));
  CHECK(json.at("recognised").as_array().size() == 2);
  CHECK(json.at("refused").at(0).at("row") == boost::json::value(3));
  CHECK(json.at("refused").at(0).at("column") == boost::json::value("Quantity Issued"));
  CHECK(json.at("refused").at(1).at("other_row") == boost::json::value(2));
  CHECK(json.at("file").at("sha256") == boost::json::value(std::string(64, 'a')));
}

TEST_CASE("every code that an import can give has words in both languages") {
  for (const auto* code : {"quote_broken",
                           "line_end",
                           "column_count",
                           "too_many_columns",
                           "row_too_long",
                           "not_utf8",
                           "nul_character",
                           "value_missing",
                           "date_form",
                           "date_order",
                           "quantity_form",
                           "range_quantity",
                           "vintage_mismatch",
                           "project_mismatch",
                           "project_id_form",
                           "serial_form",
                           "serial_plastic",
                           "serial_number_range",
                           "serial_overlap",
                           "serial_repeated",
                           "ex_ante",
                           "beneficiary_withheld",
                           "beneficiary_personal",
                           "beneficiary_unspellable",
                           "reason_withheld",
                           "text_cut",
                           "text_replaced",
                           "text_missing",
                           "text_withheld",
                           "may_be_cancelled",
                           "retired_before_issuance",
                           "status_differs",
                           "total_unreadable",
                           "total_exceeded",
                           "project_differs",
                           "profile_unknown",
                           "column_repeated",
                           "file_empty",
                           "file_too_large",
                           "too_many_rows"}) {
    INFO(code);
    CHECK(words_of(code, Language::english) != code);
    CHECK(words_of(code, Language::chinese) != code);
  }
  CHECK(words_of("something_else", Language::english) == "something_else");
}
