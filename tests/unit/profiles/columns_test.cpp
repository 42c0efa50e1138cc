// Other snapshots of the same registries: columns that moved, that are gone, and whose titles were never translated.
#include <algorithm>
#include <random>

#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool is_dispensable(Role role) {
  return role == Role::title || role == Role::technology || role == Role::methodology || role == Role::total ||
         role == Role::reason || role == Role::details;
}

Line whole_header(const Profile& profile) {
  Line header;
  for (const auto& column : profile.columns) header.emplace_back(column.names.front());
  for (const auto mark : profile.marks) header.emplace_back(mark);
  return header;
}

TableRow row_of(const Line& line, std::size_t number = 1) {
  TableRow row;
  row.row = number;
  for (std::size_t column = 0; column < line.size(); ++column) {
    TableCell cell;
    cell.column = column;
    cell.text = line[column];
    row.cells.push_back(std::move(cell));
  }
  return row;
}

std::vector<std::string_view> matching(const TableRow& row) {
  std::vector<std::string_view> names;
  for (const Profile* profile : all_profiles()) {
    if (match_header(*profile, row)) names.push_back(profile->name);
  }
  return names;
}

// The rows of a file, each as wide as its header; lines that cannot be read are left out.
std::vector<Line> lines_of(const std::filesystem::path& path) {
  auto opened = open_table(FileBytes::open(path));
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  std::vector<Line> lines;
  while (const auto item = table.next()) {
    const auto* row = std::get_if<TableRow>(&*item);
    if (row == nullptr) continue;
    auto& line = lines.emplace_back();
    const std::size_t width = lines.front().empty() ? row->width() : lines.front().size();
    for (std::size_t column = 0; column < width; ++column) line.emplace_back(row->text(column));
  }
  return lines;
}

std::vector<std::filesystem::path> samples() {
  std::vector<std::filesystem::path> paths{verra_sample()};
  for (const char* name : {"acr/retirements_2026-04_sample.csv", "acr/cancellations_2026-04_sample.csv",
                           "car/retirements_2026-04_sample.csv", "goldstandard/issuances_2026-04_sample.csv",
                           "goldstandard/retirements_2026-04_sample.csv", "verra/vcus_singapore_2024-12.csv"}) {
    if (has_registry_file(name)) paths.push_back(registry_file(name));
  }
  return paths;
}

// Lines are not compared: a cell that is gone may have had several.
void check_same(Reading one, Reading other) {
  for (auto* reading : {&one, &other}) {
    for (auto& batch : reading->recognised) batch.line = 0;
  }
  CHECK(one.profile == other.profile);
  CHECK(one.rows == other.rows);
  CHECK(one.recognised == other.recognised);
  CHECK(counts_of(one.refused) == counts_of(other.refused));
}

}  // namespace

TEST_CASE("a list is recognised without each of the columns that no row needs, and without all of them") {
  std::size_t dropped = 0;
  for (const Profile* profile : all_profiles()) {
    if (profile->refusal) continue;
    INFO(profile->name);
    const auto only = std::vector<std::string_view>{profile->name};
    auto bare = whole_header(*profile);
    for (const auto& column : profile->columns) {
      // By the reason of a cancellation alone the ACR's two lists are told apart.
      const bool tells_apart = profile->name == "acr-cancellations-2026/1" && column.role == Role::reason;
      if (!is_dispensable(column.role) || tells_apart) continue;
      INFO(column.names.front());
      auto header = whole_header(*profile);
      header.erase(std::find(header.begin(), header.end(), column.names.front()));
      bare.erase(std::find(bare.begin(), bare.end(), column.names.front()));
      CHECK(matching(row_of(header)) == only);
      ++dropped;
    }
    CHECK(matching(row_of(bare)) == only);
  }
  CHECK(dropped > 50);
}

TEST_CASE("columns may stand in any order, in every profile and in real files") {
  std::mt19937 random(20260401);
  for (const Profile* profile : all_profiles()) {
    INFO(profile->name);
    auto header = whole_header(*profile);
    for (int time = 0; time < 5; ++time) {
      std::shuffle(header.begin(), header.end(), random);
      const auto found = match_header(*profile, row_of(header));
      REQUIRE(found);
      for (const auto& column : profile->columns) {
        REQUIRE(found->place(column.role));
        CHECK(header.at(found->place(column.role)->column) == column.names.front());
      }
    }
  }
  for (const auto& path : samples()) {
    INFO(path.filename().string());
    auto lines = lines_of(path);
    REQUIRE(lines.size() > 10);
    const auto before = read_good(csv(lines));
    std::vector<std::size_t> order(lines.front().size());
    for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
    std::shuffle(order.begin(), order.end(), random);
    for (auto& line : lines) {
      Line moved;
      for (const std::size_t at : order) moved.push_back(line[at]);
      line = std::move(moved);
    }
    check_same(read_good(csv(lines)), before);
  }
}

TEST_CASE("real files without the columns that no row needs hold the same units") {
  for (const auto& path : samples()) {
    INFO(path.filename().string());
    auto lines = lines_of(path);
    const auto before = read_good(csv(lines));
    const Profile* profile = profile_named(before.profile);
    REQUIRE(profile != nullptr);
    for (const auto& column : profile->columns) {
      // Where no reason is left a cancellation is told from a retirement by nothing, and no reason is recorded.
      if (!is_dispensable(column.role) || column.role == Role::reason) continue;
      const auto at = std::find_if(lines.front().begin(), lines.front().end(), [&](const std::string& name) {
        return header_key(name) == header_key(column.names.front());
      });
      if (at == lines.front().end()) continue;
      const auto place = at - lines.front().begin();
      for (auto& line : lines) line.erase(line.begin() + place);
    }
    const auto after = read_good(csv(lines));
    check_same(after, before);
  }
}

TEST_CASE("a title that was never translated is known by its last segment, and a name with points in it is itself") {
  const std::string row =
      "19902-1139690318-1139925921-VCS-VCU-500-VER-US-3352-01012024-31122024-0,235604.0,VCU,3352,Homes,2024,27 Jul "
      "2026,Forestry\n";
  const auto read = [&](const std::string& serial, const std::string& scope) {
    return read_bytes(FileBytes::of("\xef\xbb\xbf" + serial +
                                    ",Quantity,Unit Type,Project ID,Project Name,Vintage,Issuance Date," + scope +
                                    "\n" + row));
  };
  // A column that rows need, and one that they do not.
  const auto leaked = read("reports.issuances.columns.serialNo", "ui.table.sectoralScope");
  REQUIRE(std::holds_alternative<Reading>(leaked));
  const auto& reading = std::get<Reading>(leaked);
  CHECK(reading.profile == "verra-2026-issuances/1");
  REQUIRE(reading.recognised.size() == 1);
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().technology == "Forestry");
  // The printed name stays, for a person looks for it in the file.
  auto opened =
      open_table(FileBytes::of("a.serialNo,Quantity,Unit Type,Project ID,Project Name,Vintage,Issuance Date\n"));
  const auto found = find_profile(*std::get<std::unique_ptr<Table>>(opened));
  REQUIRE(std::holds_alternative<FoundProfile>(found));
  CHECK(std::get<FoundProfile>(found).place(Role::serial)->name == "a.serialNo");
  // Two that end alike say nothing, and the plain name comes first.
  const auto lacking = std::get<FileFault>(read("a.serialNo", "b.serialNo"));
  CHECK(lacking.detail.find("lacks: serialNo") != std::string::npos);
  CHECK(std::holds_alternative<Reading>(read("serialNo", "b.serialNo")));
  // A name of some profile's own is nobody's leaked title, and the names of JSON are paths and no titles.
  CHECK(std::holds_alternative<FileFault>(read("registry_status.status", "x")));
  const auto fault =
      read_bad(R"([{"unit":{"serialNo":"x","holdingQuantity":1,"unitType":"VCU","projectId":1,"vintage":2024,
      "issueDate":"2026-01-01"}}])");
  CHECK(fault.code == "profile_unknown");
}
