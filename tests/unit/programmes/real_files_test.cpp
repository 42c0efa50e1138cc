// Whole lists of registries, where a checkout has them beside it: how much of them reads, what is refused and why, and
// which units the lists themselves name twice. Skips, and says so, where the lists are absent.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "ledger/programmes/serial_text.hpp"
#include "tests/support/registry_files.hpp"
#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;
using programmes::tidied_serial;

namespace {

namespace fs = std::filesystem;
using Row = std::map<std::string, std::string>;

// One record of a comma-separated file (RFC 4180); false at the end.
bool next_record(std::istream& file, std::vector<std::string>& record) {
  record.assign(1, {});
  bool quoted = false;
  bool any = false;
  for (char symbol = 0; file.get(symbol);) {
    any = true;
    if (symbol == '"') {
      if (quoted && file.peek() == '"') {
        record.back() += '"';
        file.get();
      } else {
        quoted = !quoted;
      }
    } else if (quoted || (symbol != ',' && symbol != '\n' && symbol != '\r')) {
      record.back() += symbol;
    } else if (symbol == ',') {
      record.emplace_back();
    } else if (symbol == '\n') {
      return true;
    }
  }
  return any;
}

std::vector<Row> read_rows(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> header;
  std::vector<std::string> record;
  std::vector<Row> rows;
  next_record(file, header);
  if (header.front().substr(0, 3) == "\xef\xbb\xbf") header.front().erase(0, 3);
  while (next_record(file, record)) {
    Row row;
    for (std::size_t at = 0; at < std::min(header.size(), record.size()); ++at) row[header[at]] = record[at];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::int64_t count_of(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char symbol) { return symbol == ',' || symbol == ' '; }),
             text.end());
  return text.empty() ? 0 : std::stoll(text);
}

struct Recorded {
  UnitRange units;
  std::string canonical;
};

// Lists read into namespaces, with the count of every fault.
struct Reading {
  std::map<std::string, std::vector<Recorded>> spaces;
  std::map<std::string, int> faults;
  int read = 0;

  void add(const Programme& programme, std::string_view serial, const SerialContext& context) {
    const auto result = programme.parse_serial(serial, context);
    if (const auto* fault = std::get_if<SerialFault>(&result)) {
      ++faults[fault->code];
      return;
    }
    const auto& found = std::get<Serial>(result);
    spaces[found.space].push_back({found.units, found.canonical});
    ++read;
  }
  // Pairs of overlapping ranges of one namespace.
  [[nodiscard]] std::vector<std::pair<Recorded, Recorded>> overlaps() {
    std::vector<std::pair<Recorded, Recorded>> pairs;
    for (auto& [space, ranges] : spaces) {
      std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.units < b.units; });
      for (std::size_t a = 0; a < ranges.size(); ++a) {
        for (std::size_t b = a + 1; b < ranges.size() && ranges[b].units.begin < ranges[a].units.end; ++b) {
          pairs.emplace_back(ranges[a], ranges[b]);
        }
      }
    }
    return pairs;
  }
  [[nodiscard]] std::string summary() const {
    std::ostringstream text;
    text << read << " read in " << spaces.size() << " namespaces";
    for (const auto& [code, count] : faults) text << ", " << count << " " << code;
    return text.str();
  }
};

// The vintage that a serial of Verra itself states, so that the test is about the serial alone.
Period vintage_inside(const std::string& serial) {
  const auto tokens = programmes::split(serial, '-');
  const auto date = [](std::string_view token) {
    return parse_date(std::string(token.substr(4)) + "-" + std::string(token.substr(2, 2)) + "-" +
                      std::string(token.substr(0, 2)));
  };
  if (tokens.size() < 4) return {};
  const auto from = date(tokens[tokens.size() - 3]);
  const auto until = date(tokens[tokens.size() - 2]);
  return from && until ? Period{*from, *until} : Period{};
}

SerialContext of_year(std::int64_t quantity, const std::string& year) {
  const auto period = parse_period(year);
  return {quantity, period ? *period : Period{}};
}

}  // namespace

TEST_CASE("the old and the new series of Verra together hold no unit twice") {
  if (!has_registry_file("verra")) return;
  Reading reading;
  for (const auto& entry : fs::directory_iterator(registry_file("verra"))) {
    if (entry.path().extension() != ".csv") continue;
    for (const Row& row : read_rows(entry.path())) {
      const auto serial = row.find("Serial Number");
      if (serial == row.end()) continue;
      const auto quantity = row.count("Quantity Issued") ? row.at("Quantity Issued") : row.at("Quantity of Credits");
      reading.add(*find_programme("VCS"), serial->second, {count_of(quantity), vintage_inside(serial->second)});
    }
  }
  WARN("Verra: " << reading.summary());
  CHECK(reading.read == 1184);
  CHECK(reading.faults.empty());
  CHECK(reading.spaces["old"].size() == 888);
  CHECK(reading.spaces["2020"].size() == 296);
  CHECK(reading.overlaps().empty());
}

TEST_CASE("the Gold Standard's list of 2021 names two pairs of ranges twice and no other") {
  const auto path = registry_file("goldstandard/vrod_GOLD_issuances_2021-11.csv");
  if (!fs::exists(path)) return;
  Reading own;
  Reading as_printed;
  Reading tidied;
  for (const Row& row : read_rows(path)) {
    const auto& serial = row.at("Serial Number");
    const auto context = of_year(count_of(row.at("Quantity")), row.at("Vintage"));
    if (row.at("Product Type") != "CER") {
      own.add(*find_programme("GS"), serial, context);
    } else {
      as_printed.add(*find_programme("CDM"), serial, context);
      tidied.add(*find_programme("CDM"), tidied_serial(serial), context);
    }
  }
  WARN("Gold Standard: " << own.summary() << "; labelled CERs as printed: " << as_printed.summary()
                         << "; tidied: " << tidied.summary());
  CHECK(own.read == 6452);
  CHECK(own.faults == std::map<std::string, int>{{"range_quantity", 1}});
  CHECK(own.overlaps().empty());
  CHECK(as_printed.read + as_printed.faults["serial_form"] + as_printed.faults["range_quantity"] +
            as_printed.faults["serial_number_range"] ==
        1630);
  CHECK(tidied.read > as_printed.read);
  const auto pairs = tidied.overlaps();
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].first.canonical == "IN-5-218396528-2-2-0-8288 - IN-5-218396659-2-2-0-8288");
  CHECK(pairs[0].second.canonical == pairs[0].first.canonical);
  CHECK(pairs[1].first.canonical == "IN-5-218396744-2-2-0-8288 - IN-5-218397095-2-2-0-8288");
  CHECK(pairs[1].second.canonical == "IN-5-218396754-2-2-0-8288 - IN-5-218397105-2-2-0-8288");
}

TEST_CASE("the cancellations of the CDM registry are bare numbers and read once their columns complete them") {
  const auto path = registry_file("cdm/CDM_Retired_first1000_dev_slice.csv");
  if (!fs::exists(path)) return;
  Reading bare;
  Reading completed;
  int temporary = 0;
  const std::map<std::string, std::string> units{{"CER", "-5-"}, {"tCER", "-6-"}, {"lCER", "-7-"}};
  for (const Row& row : read_rows(path)) {
    const auto context = of_year(count_of(row.at("Total")), "2012");
    const auto& range = row.at("Serial Range");
    bare.add(*find_programme("CDM"), range, context);
    const auto& project = row.at("Project Identifier");
    const auto& unit = row.at("Unit");
    const auto& period = row.at("CP (Commitment Period)");
    const auto end = [&](const std::string& number) {
      return project.substr(0, 2) + units.at(unit) + number + "-" + period + "-" + period +
             (unit == "CER" ? "-0-" : "-1-") + project.substr(3);
    };
    const auto between = range.find(" - ");
    completed.add(*find_programme("CDM"), end(range.substr(0, between)) + " - " + end(range.substr(between + 3)),
                  context);
    temporary += unit == "CER" ? 0 : 1;
  }
  WARN("CDM cancellations: bare " << bare.summary() << "; completed " << completed.summary() << ", " << temporary
                                  << " temporary");
  CHECK(bare.faults == std::map<std::string, int>{{"serial_form", 1000}});
  CHECK(completed.read == 1000);
  CHECK(completed.faults.empty());
  CHECK(temporary == 54);
  CHECK(completed.overlaps().empty());
}

TEST_CASE("the retirements of ACR and CAR and the redemptions of I-REC hold no unit twice") {
  const auto acr = registry_file("acr/vrod_ACR_retirements_2021-11.csv");
  const auto car = registry_file("car/vrod_CAR_retirements_2021-11.csv");
  const auto irec = registry_file("irec/irec_redeemed_ranges_other_2021_2023.csv");
  if (!fs::exists(acr) || !fs::exists(car) || !fs::exists(irec)) return;
  Reading of_acr;
  Reading of_car;
  Reading of_irec;
  for (const Row& row : read_rows(acr)) {
    const auto quantity =
        std::find_if(row.begin(), row.end(), [](const auto& cell) { return cell.first.substr(0, 8) == "Quantity"; });
    of_acr.add(*find_programme("ACR"), row.at("Offset Credit Serial Numbers"),
               of_year(count_of(quantity->second), row.at("Vintage")));
  }
  for (const Row& row : read_rows(car)) {
    of_car.add(*find_programme("CAR"), row.at("Offset Credit Serial Numbers"),
               of_year(count_of(row.at("Quantity of Offset Credits")), row.at("Vintage")));
  }
  for (const Row& row : read_rows(irec)) {
    // 7 310.038000 certificates are as many millionths as the digits without the point say.
    std::string quantity = row.at("Number of Certificates");
    const auto point = quantity.find('.');
    if (point == std::string::npos) {
      quantity += "000000";
    } else {
      quantity.erase(point, 1);
    }
    of_irec.add(*find_programme("IREC"), row.at("From Certificate ID") + " - " + row.at("To Certificate ID"),
                of_year(count_of(quantity), "2021"));
  }
  WARN("ACR: " << of_acr.summary() << "; CAR: " << of_car.summary() << "; I-REC: " << of_irec.summary());
  CHECK(of_acr.read == 2637);
  CHECK(of_car.read == 5351);
  CHECK(of_irec.read == 495);
  CHECK(of_acr.overlaps().empty());
  CHECK(of_car.overlaps().empty());
  CHECK(of_irec.overlaps().empty());
}

TEST_CASE("every project number of the CCER registry's list is one that the programme accepts") {
  const auto path = registry_file("ccer/ccer_projects_20260710.csv");
  if (!fs::exists(path)) return;
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> record;
  std::size_t column = 0;
  int accepted = 0;
  for (int line = 0; next_record(file, record); ++line) {
    const auto found = std::find(record.begin(), record.end(), "项目编号");
    if (line == 2) column = static_cast<std::size_t>(found - record.begin());
    if (line < 4 || column >= record.size() || record[column].empty()) continue;
    INFO(record[column]);
    CHECK(find_programme("CCER")->project_id_is_valid(record[column]));
    ++accepted;
  }
  CHECK(accepted == 114);
}
