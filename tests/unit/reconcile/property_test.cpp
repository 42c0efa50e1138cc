// Whatever changed between two exports: once the ledger has followed the newer one, nothing is left to do, its
// invariants hold (World checks them after every entry), and the two directions of counting add up (Book checks them).
#include <fstream>
#include <random>
#include <sstream>

#include "tests/support/registry_files.hpp"
#include "tests/unit/reconcile/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Rows = std::vector<Cells>;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  // From 0 to below `end`; the same on every machine.
  std::size_t below(std::size_t end) { return engine_() % end; }
  bool one_of(std::size_t count) { return below(count) == 0; }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> beneficiaries{"", "Plant One Ltd (registry)", "Rival Works Ltd (registry)",
                                             "Somebody Else Ltd", "Plant One Ltd"};
const std::vector<std::string> reasons{"", "for 2022", "for 2021", "Environmental Benefit"};

Rows first_export(Random& random) {
  Rows rows;
  std::int64_t next = 1;
  for (std::size_t count = 3 + random.below(6); count > 0; --count) {
    const auto quantity = static_cast<std::int64_t>(1 + random.below(50));
    Cells row = vcs_row(next, next + quantity - 1, random.one_of(3) ? "930" : "929");
    if (random.one_of(4)) row = retired(row, "2023-05-0" + std::to_string(1 + random.below(9)), beneficiaries[3]);
    rows.push_back(std::move(row));
    next += quantity;
  }
  for (std::size_t count = random.below(3); count > 0; --count)
    rows.push_back(other_row("JCM-" + std::to_string(count), static_cast<std::int64_t>(10 + random.below(90))));
  return rows;
}

std::pair<std::int64_t, std::int64_t> ends_of(const Cells& row) {
  const std::string& serial = row.at("serial");
  const auto first = std::stoll(serial.substr(6));
  return {first, first + std::stoll(row.at("quantity")) - 1};
}

// What a registry does between two exports.
Rows newer_export(const Rows& rows, std::int64_t fresh, Random& random) {
  Rows newer;
  for (const Cells& row : rows) {
    const bool opaque = row.at("programme") == "OTHER";
    const std::string on = "2024-0" + std::to_string(1 + random.below(9)) + "-01";
    const auto& beneficiary = beneficiaries[random.below(beneficiaries.size())];
    const auto& reason = reasons[random.below(reasons.size())];
    switch (random.below(7)) {
      case 0:  // vanished
        break;
      case 1:
        newer.push_back(retired(row, on, beneficiary, reason));
        break;
      case 2:
        newer.push_back(cancelled(row, on));
        break;
      case 3: {  // active, as at first or again
        Cells active = row;
        active["status"] = "active";
        active["ended_on"] = active["beneficiary"] = active["reason"] = "";
        newer.push_back(std::move(active));
        break;
      }
      case 4:  // corrected, or retired in part
        if (opaque) {
          newer.push_back(other_row(row.at("serial"), static_cast<std::int64_t>(1 + random.below(120))));
        } else if (const auto [first, last] = ends_of(row); first < last) {
          const auto middle = first + static_cast<std::int64_t>(random.below(static_cast<std::size_t>(last - first)));
          const auto& project = row.at("project_id");
          newer.push_back(retired(vcs_row(first, middle, project), on, beneficiary, reason));
          if (!random.one_of(3)) newer.push_back(vcs_row(middle + 1, last, project));
        }
        break;
      default:
        newer.push_back(row);
    }
  }
  if (newer.empty() || random.one_of(2)) newer.push_back(vcs_row(fresh, fresh + 49));
  return newer;
}

void use_some(Book& book, Random& random) {
  const Picture seen = book.picture();
  for (const auto& batch : seen.batches) {
    if (batch.opaque || batch.statements.front().status != RegistryEventStatus::active || !random.one_of(2)) continue;
    const auto whole = batch.units.quantity();
    const auto end = batch.units.begin + 1 + static_cast<std::int64_t>(random.below(static_cast<std::size_t>(whole)));
    book.use({batch.batch}, batch.units.begin, end - 1, random.one_of(2) ? "2024-03-01" : "2024-05-01");
  }
}

bool says_something(const Reconciliation& found) { return !found.commands.empty(); }

}  // namespace

TEST_CASE("whoever has followed a list has nothing more to follow") {
  std::size_t with_commands = 0;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Book book;
    const Rows rows = first_export(random);
    book.follow(template_text(rows));
    use_some(book, random);
    Rows now = rows;
    std::int64_t fresh = 100'001;
    // Lists follow one another, each of a later day.
    for (const char* made_on : {"2025-01-01", "2025-06-01", "2026-05-01"}) {
      now = newer_export(now, fresh += 50, random);
      const Scope scope = random.one_of(3)   ? Scope::not_complete
                          : random.one_of(2) ? Scope::projects
                                             : Scope::programme;
      const ReconcileOptions options{.complete = scope, .made_on = day(made_on)};
      const auto text = template_text(now);
      if (says_something(book.follow(text, options))) ++with_commands;
      const auto again = book.compare(text, options);
      CHECK(again.commands.empty());
      for (const auto& row : again.rows) {
        // Units that were struck out or reach beyond what is recorded have no command, and stay as they are shown.
        const bool incurable = has_note(row.notes, "no_command") || has_note(row.notes, "beyond_recorded");
        INFO("row " << row.line << " " << row.serial << " " << name_of(row.row_class));
        CHECK((row.row_class == RowClass::unchanged || incurable));
      }
    }
  }
  CHECK(with_commands > 200);
}

namespace {

std::vector<std::vector<std::string>> table_of(const std::filesystem::path& path, std::vector<std::string>& columns) {
  auto opened = importers::open_table(importers::FileBytes::open(path));
  REQUIRE(std::holds_alternative<std::unique_ptr<importers::Table>>(opened));
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  std::vector<std::vector<std::string>> rows;
  while (const auto item = table.next()) {
    const auto* row = std::get_if<importers::TableRow>(&*item);
    if (row == nullptr) continue;
    std::vector<std::string> cells;
    const std::size_t width = columns.empty() ? row->width() : columns.size();
    for (std::size_t column = 0; column < width; ++column) cells.emplace_back(row->text(column));
    if (columns.empty()) {
      columns = std::move(cells);
    } else {
      rows.push_back(std::move(cells));
    }
  }
  return rows;
}

Rows rows_of(const std::filesystem::path& path, std::vector<std::string>& columns) {
  Rows rows;
  for (const auto& cells : table_of(path, columns)) {
    Cells row;
    for (std::size_t column = 0; column < columns.size(); ++column) row[columns[column]] = cells[column];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

TEST_CASE("a newer version of a real export: retired, renamed, dropped and added rows, each in its class") {
  std::vector<std::string> columns;
  const Rows original =
      rows_of(std::filesystem::path(TANBU_SOURCE_DIR) / "tests/data/verra/transactions_2026-04_sample.csv", columns);
  REQUIRE(original.size() == 200);
  Book book;
  const Rows without_last(original.begin(), original.end() - 1);
  book.follow(csv_text(columns, without_last));
  Rows newer = original;  // 200 rows, the last of them new
  const std::string ended = "Retirement/Cancellation Date";
  std::size_t moved = 0;
  std::size_t renamed = 0;
  std::vector<std::size_t> dropped;
  for (std::size_t at = 0; at + 1 < newer.size(); ++at) {
    Cells& row = newer[at];
    if (row[ended].empty() && moved < 7) {
      row[ended] = "2026-04-28";
      ++moved;
    } else if (row[ended].empty() && dropped.size() < 3) {
      dropped.push_back(at);
    } else if (!row[ended].empty() && renamed < 5) {
      row["Retirement Beneficiary"] = "Renamed Holdings Ltd";
      ++renamed;
    }
  }
  REQUIRE(moved == 7);
  REQUIRE(renamed == 5);
  for (auto at = dropped.rbegin(); at != dropped.rend(); ++at)
    newer.erase(newer.begin() + static_cast<std::ptrdiff_t>(*at));
  const ReconcileOptions options{.complete = Scope::programme, .made_on = day("2026-05-01")};
  const auto text = csv_text(columns, newer);
  const auto found = book.follow(text, options);
  CHECK(found.rows_total == 197);
  CHECK(found.row_counts().at(RowClass::fresh) == 1);
  CHECK(found.row_counts().at(RowClass::status_moved) == 7);
  CHECK(found.row_counts().at(RowClass::attributes_changed) == 5);
  CHECK(found.row_counts().at(RowClass::unchanged) == 184);
  CHECK(found.batch_counts().at(BatchClass::vanished) == 3);
  CHECK(found.batches.size() == 199);
  const auto again = book.compare(text, options);
  CHECK(is_in_line(again));
  CHECK(again.batch_counts().at(BatchClass::ended) == 3);
}

TEST_CASE("real lists of one registry of two dates: the older one's units are found again or said to be new") {
  const auto older_list = registry_file("verra/vcus_singapore_2024-12.csv");
  const auto newer_list = registry_file("verra/transactions_2026-04_sample.csv");
  if (!std::filesystem::exists(older_list) || !std::filesystem::exists(newer_list)) return;
  Book book;
  const auto older = whole_file(older_list);
  const auto first = book.follow(older);
  CHECK(first.row_counts().at(RowClass::fresh) == 92);
  const auto same = book.compare(older);
  CHECK(is_in_line(same));
  const auto newer = whole_file(newer_list);
  const auto found = book.follow(newer);
  CHECK(found.rows_total == 200);
  CHECK(found.batch_counts().at(BatchClass::not_listed) == 92);  // of other projects, and the list claims nothing
  CHECK(is_in_line(book.compare(newer)));
  CHECK(is_in_line(book.compare(older)));
}

TEST_CASE(
    "the same retirements in another list of the registry, with other names and dates of two digits, are no change") {
  const auto file = registry_file("acr/retirements_2026-04_sample.csv");
  if (!std::filesystem::exists(file)) return;
  std::vector<std::string> columns;
  const Rows rows = rows_of(file, columns);
  Book book;
  book.w.grant(book.w.association,
               AppointRegistrarCommand{book.w.registrar, "ACR", day("2020-01-01"), day("2030-12-31")});
  CHECK(book.follow(csv_text(columns, rows)).row_counts().at(RowClass::fresh) == 100);
  // 4/13/2026 7:17:56 PM -> 4/13/26
  const auto short_date = [](const std::string& text) {
    const auto date = text.substr(0, text.find(' '));
    return date.substr(0, date.size() - 4) + date.substr(date.size() - 2);
  };
  Rows again;
  for (const Cells& row : rows) {
    again.push_back({{"Project ID", row.at("Project ID")},
                     {"Vintage", row.at("Vintage")},
                     {"Offset Credit Serial Numbers", row.at("Credit Serial Numbers")},
                     {"Quantity of Offset Credits", row.at("Quantity of Credits")},
                     {"Status Effective", short_date(row.at("Status Effective (GMT)"))},
                     {"Project Name", row.at("Project Name")},
                     {"Project Type", row.at("Project Type")},
                     {"Protocol Version", "Version 1.0"},
                     {"ARB Eligible", "No"},
                     {"Retirement Reason", row.at("Retirement Reason")},
                     {"Retirement Reason Details", "more"},
                     {"Date Issued", short_date(row.at("Date Issued (GMT)"))},
                     {"Retirement Year", "2026"}});
  }
  const std::vector<std::string> names{"Project ID",
                                       "Vintage",
                                       "Offset Credit Serial Numbers",
                                       "Quantity of Offset Credits",
                                       "Status Effective",
                                       "Project Name",
                                       "Project Type",
                                       "Protocol Version",
                                       "ARB Eligible",
                                       "Retirement Reason",
                                       "Retirement Reason Details",
                                       "Date Issued",
                                       "Retirement Year"};
  const auto found = book.compare(csv_text(names, again));
  CHECK(found.rows_total == 100);
  for (const auto& row : found.rows) {
    INFO(row.serial << " " << (row.changes.empty() ? "" : row.changes[0].field + " " + row.changes[0].new_value));
    CHECK(row.row_class == RowClass::unchanged);
  }
  CHECK(is_in_line(found));
}
