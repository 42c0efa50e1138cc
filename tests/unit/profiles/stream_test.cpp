// Rows that are handed on one by one: counted as a whole reading counts them, in an order in which they can be sent,
// and with little remembered of each.
#include <memory_resource>
#include <random>

#include "importers/known_units.hpp"
#include "importers/preview.hpp"
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Line template_header{"programme",    "serial",        "quantity",  "project_id", "title",   "country",
                           "vintage_from", "vintage_until", "issued_on", "status",     "ended_on"};

Line row(const std::string& first, const std::string& last, std::map<std::string, std::string> changes = {}) {
  std::map<std::string, std::string> cells{
      {"programme", "VCS"},
      {"serial", "1-" + first + "-" + last + "-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0"},
      {"quantity", std::to_string(std::stoll(last) - std::stoll(first) + 1)},
      {"project_id", "929"},
      {"title", "Grid wind"},
      {"vintage_from", "2018-01-01"},
      {"vintage_until", "2018-12-31"},
      {"issued_on", "2019-05-06"},
      {"status", "active"}};
  for (auto& [name, text] : changes) cells[name] = text;
  return line_of(template_header, cells);
}

struct Streamed {
  Reading reading;
  Preview preview;
};

// Both at once, so that they had the very same rows.
std::unique_ptr<Streamed> streamed(const std::shared_ptr<const FileBytes>& file, const KnownByProgramme& known = {}) {
  auto opened = open_table(file);
  if (std::holds_alternative<FileFault>(opened)) return nullptr;
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  auto found = find_profile(table);
  if (std::holds_alternative<FileFault>(found)) return nullptr;
  auto result = std::make_unique<Streamed>();
  CollectingSink all;
  SeveralSinks both({&all, &result->preview});
  const auto fault = read_rows(table, std::get<FoundProfile>(found), Source{std::string(64, 'a'), 1}, known, {}, both);
  CHECK_FALSE(fault.has_value());
  result->reading = std::move(all).take();
  return result;
}

void check_counts(const Streamed& streamed) {
  const auto& tally = streamed.preview.tally();
  CHECK(tally.totals() == totals_of(streamed.reading));
  const auto account = account_of(streamed.reading);
  CHECK(tally.account() == account);
  CHECK(account.is_whole());
  CHECK(tally.batches() == streamed.reading.recognised.size());
  CHECK(tally.events() == streamed.reading.events.size());
  CHECK(tally.notices_by_code() == counts_of(streamed.reading.notices));
  CHECK(streamed.preview.beginning().rows == streamed.reading.rows);
}

// The order in which the rows of a file are to be sent.
class Order final : public RowSink {
 public:
  void project(const ProjectRow& row) override { projects.insert(row.project_id); }
  void batch(const BatchRow& row) override {
    CHECK(projects.count(row.project_id) == 1);
    ++batches;
  }
  std::set<std::string> projects;
  std::size_t batches = 0;
};

}  // namespace

TEST_CASE("rows are counted one by one as a whole reading counts them") {
  std::vector<Line> lines{template_header};
  lines.push_back(row("1", "100"));
  lines.push_back(row("1", "100"));                                                           // repeated
  lines.push_back(row("101", "200", {{"quantity", "1"}, {"issued_on", "x"}}));                // two reasons
  lines.push_back(row("301", "400", {{"vintage_from", "x"}, {"vintage_until", "y"}}));        // one reason twice
  lines.push_back(row("1001", "1100"));                                                       // known
  lines.push_back(row("2001", "2050", {{"status", "retired"}, {"ended_on", "2020-01-01"}}));  // news
  lines.push_back(row("3001", "3050", {{"status", "retired"}, {"ended_on", "2020-01-01"}}));
  KnownByProgramme known;
  known["VCS"].batches = {{"2020", {1001, 1101}, 17, true}, {"2020", {2001, 2101}, 18, true}};
  const std::string text = csv(lines);
  const auto result = streamed(FileBytes::of(text), known);
  REQUIRE(result != nullptr);
  check_counts(*result);
  const auto& account = result->preview.tally().account();
  CHECK(account.rows == 7);
  CHECK(account.recorded == 3);
  CHECK(account.known == 1);
  CHECK(account.refused == 3);
  CHECK(account.refused_by_code.at("date_form") == 2);
  CHECK(result->preview.tally().commands() == 4);  // the project too
  CHECK(result->preview.tally().counts_tonnes());
}

TEST_CASE("every file that is there is counted one by one as a whole reading counts it") {
  if (!has_registry_files()) return;
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(registry_file(""))) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().filename().string());
    const auto result = streamed(FileBytes::open(entry.path()));
    if (result == nullptr) continue;
    ++read;
    check_counts(*result);
  }
  CHECK(read > 15);
}

TEST_CASE("a project is handed on before its first batch") {
  std::vector<Line> lines{template_header};
  for (int at = 0; at < 60; ++at) {
    const auto first = 1000 + at * 10;
    const auto project = std::to_string(900 + at % 7);
    lines.push_back(
        line_of(template_header, {{"programme", "VCS"},
                                  {"serial", "1-" + std::to_string(first) + "-" + std::to_string(first + 9) +
                                                 "-VCS-VCU-208-VER-CA-3-" + project + "-01012018-31122018-0"},
                                  {"quantity", "10"},
                                  {"project_id", project},
                                  {"vintage_from", "2018-01-01"},
                                  {"vintage_until", "2018-12-31"},
                                  // The first row of each project is refused and must not announce it.
                                  {"issued_on", at < 7 ? "x" : "2019-05-06"},
                                  {"status", "active"}}));
  }
  const std::string text = csv(lines);
  auto opened = open_table(FileBytes::of(text));
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  auto found = find_profile(table);
  Order order;
  CHECK_FALSE(read_rows(table, std::get<FoundProfile>(found), {}, {}, {}, order).has_value());
  CHECK(order.projects.size() == 7);
  CHECK(order.batches == 53);
}

TEST_CASE("a preview keeps the first rows of every kind and code and counts all of them") {
  std::vector<Line> lines{template_header};
  for (int at = 0; at < 50; ++at) lines.push_back(row(std::to_string(1 + at * 10), std::to_string(10 + at * 10)));
  for (int at = 0; at < 30; ++at) lines.push_back(row("1", "10"));
  lines.push_back(row("9001", "9010", {{"issued_on", "x"}}));
  const std::string text = csv(lines);
  const auto result = streamed(FileBytes::of(text));
  REQUIRE(result != nullptr);
  check_counts(*result);
  const auto& beginning = result->preview.beginning();
  CHECK(beginning.recognised.size() == rows_previewed_max);
  CHECK(beginning.recognised.front() == result->reading.recognised.front());
  // A code that comes late is seen beside one that is everywhere.
  const auto kept = counts_of(beginning.refused);
  CHECK(kept.at("serial_repeated") == rows_previewed_max);
  CHECK(kept.at("date_form") == 1);
  const auto english = preview_text(result->preview, "x.csv", Language::english);
  CHECK(english.find("to record, active: 50 rows, 500 t") != std::string::npos);
  CHECK(english.find(": 30 rows in all [serial_repeated]") != std::string::npos);
  CHECK(english.find("rows in all [date_form]") == std::string::npos);
  CHECK(preview_text(result->preview, "x.csv", Language::chinese).find("：30 行 [serial_repeated]") !=
        std::string::npos);
  const auto json = preview_json(result->preview, "x.csv");
  CHECK(json.at("totals").at("refused_rows") == boost::json::value(31));
  CHECK(json.at("refused_by_code").at("serial_repeated") == boost::json::value(30));
  CHECK(json.at("refused").as_array().size() == rows_previewed_max + 1);
  CHECK(json.at("recognised").as_array().size() == rows_previewed_max);
}

TEST_CASE("units of earlier rows are found as a list of all of them would find them") {
  std::mt19937 random(7);  // NOLINT: the same numbers every time
  for (int round = 0; round < 20; ++round) {
    const std::vector<KnownBatch> none;
    KnownUnits units(none);
    struct Claimed {
      std::string space;
      UnitRange units;
    };
    std::vector<Claimed> claimed;
    for (std::size_t line = 1; line <= 200; ++line) {
      const std::string space = random() % 2 == 0 ? "a" : "b";
      const auto begin = static_cast<std::int64_t>(random() % 1000);
      const UnitRange range{begin, begin + 1 + static_cast<std::int64_t>(random() % 12)};
      const auto collides = std::any_of(claimed.begin(), claimed.end(), [&](const Claimed& one) {
        return one.space == space && one.units.overlaps(range);
      });
      const auto earlier = units.earlier(space, range);
      REQUIRE(earlier.has_value() == collides);
      if (earlier) {
        CHECK(claimed.at(earlier->line - 1).units == earlier->units);
        CHECK(claimed.at(earlier->line - 1).space == space);
        CHECK(earlier->units.overlaps(range));
      } else {
        claimed.push_back({space, range});
        units.claim(space, {range, 0, claimed.size()});
      }
    }
    CHECK(claimed.size() > 50);
  }
}

TEST_CASE("what is remembered of a row is a few dozen octets, and the row itself is not") {
  struct Counting : std::pmr::memory_resource {
    std::size_t octets = 0;
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
      octets += bytes;
      return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    }
    void do_deallocate(void* place, std::size_t bytes, std::size_t alignment) override {
      std::pmr::new_delete_resource()->deallocate(place, bytes, alignment);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
  } counting;
  auto* const usual = std::pmr::set_default_resource(&counting);
  constexpr std::size_t rows = 100'000;
  {
    const std::vector<KnownBatch> none;
    KnownUnits units(none);
    for (std::size_t at = 0; at < rows; ++at) {
      const auto begin = static_cast<std::int64_t>(at * 7919 % rows * 100);
      units.claim("2020", {{begin, begin + 100}, 0, at + 1});
    }
    CHECK(units.earlier("2020", {50, 60})->line == 1);
  }
  std::pmr::set_default_resource(usual);
  // 64 for each, and what the last piece of memory holds in store.
  CHECK(counting.octets >= rows * 64);
  CHECK(counting.octets < rows * 64 * 2);
}
