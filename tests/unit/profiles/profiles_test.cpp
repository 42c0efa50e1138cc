// The table of profiles itself, and how one is found.
#include <set>

#include "importers/template.hpp"
#include "ledger/programme.hpp"
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// A header with everything that a profile asks for, or with everything that it knows.
Line header_of(const Profile& profile, bool whole) {
  Line header;
  for (const auto& column : profile.columns) {
    if (column.needed || whole) header.emplace_back(column.names.front());
  }
  for (const auto mark : profile.marks) header.emplace_back(mark);
  return header;
}

TableRow table_row_of(const Line& line) {
  TableRow row;
  for (std::size_t column = 0; column < line.size(); ++column) {
    TableCell cell;
    cell.column = column;
    cell.text = line[column];
    row.cells.push_back(std::move(cell));
  }
  return row;
}

const Profile& known_profile(std::string_view name) {
  const Profile* found = profile_named(name);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("no header of one profile is the header of another") {
  for (const Profile* one : all_profiles()) {
    for (const bool whole : {false, true}) {
      const auto row = table_row_of(header_of(*one, whole));
      for (const Profile* other : all_profiles()) {
        INFO(one->name << " " << other->name);
        CHECK(match_header(*other, row).has_value() == (one == other));
      }
    }
  }
}

TEST_CASE("every profile has a name of its own, titles in both languages and programmes that exist") {
  std::set<std::string_view> names;
  for (const Profile* profile : all_profiles()) {
    INFO(profile->name);
    CHECK(names.insert(profile->name).second);
    const auto stroke = profile->name.find('/');
    REQUIRE(stroke != std::string_view::npos);
    CHECK(profile->name.substr(stroke + 1).find_first_not_of("0123456789") == std::string_view::npos);
    CHECK_FALSE(profile->title.empty());
    CHECK_FALSE(profile->title_zh.empty());
    REQUIRE_FALSE(profile->programmes.empty());
    for (const auto programme : profile->programmes) CHECK(find_programme(programme) != nullptr);
    // Whoever is not refused as a whole can say where the file comes from; whoever is says what to ask for.
    CHECK(profile->where.empty() == profile->refusal.has_value());
    if (!profile->refusal) continue;
    CHECK_FALSE(profile->refusal->cure.empty());
    CHECK_FALSE(profile->refusal->cure_zh.empty());
    CHECK(words_of(profile->refusal->code, Language::chinese) != profile->refusal->code);
  }
  CHECK(names.size() > 40);
}

TEST_CASE("a header that lacks one column names the nearest profile and the column") {
  auto header = header_of(known_profile("verra-vcu-17/1"), true);
  header.erase(std::find(header.begin(), header.end(), "ID"));
  const auto fault = read_bad(csv({header, Line(header.size(), "1")}));
  CHECK(fault.code == "profile_unknown");
  CHECK(fault.detail.find("verra-vcu-17/1") != std::string::npos);
  CHECK(fault.detail.find("lacks: ID") != std::string::npos);
}

TEST_CASE("a header that could not be read is named with its row and what may cure it") {
  auto header = header_of(known_profile("verra-vcu-17/1"), true);
  header[0] = "\x93" + header[0] + "\x94";
  Line title(header.size(), "");
  title[0] = "Caf\xe9 somebody";
  const auto fault = read_bad(csv({header, Line(header.size(), "1")}));
  CHECK(fault.code == "profile_unknown");
  CHECK(fault.detail.find("row 1 could not be read [not_utf8]") != std::string::npos);
  CHECK(fault.detail.find("--encoding") != std::string::npos);
  // The first of several, and nothing of the file's own text.
  const auto first = read_bad(csv({Line(header.size(), "a"), title, header}));
  CHECK(first.detail.find("row 2 could not be read") != std::string::npos);
  CHECK(first.detail.find("somebody") == std::string::npos);
  const auto quote = read_bad("a,b\nc,\"d\"e\n");
  CHECK(quote.detail.find("row 2 could not be read [quote_broken]") != std::string::npos);
  CHECK(quote.detail.find("--encoding") == std::string::npos);
  CHECK(read_bad("a,b\n").detail.find("could not be read") == std::string::npos);
}

TEST_CASE("a named profile is recognised by the columns that its rows need, whatever became of the others") {
  const auto find = [](const Line& header, const Profile* only) {
    const auto bytes = csv({header});  // outlives the table
    auto opened = open_table(FileBytes::of(bytes));
    return find_profile(*std::get<std::unique_ptr<Table>>(opened), only);
  };
  for (const Profile* profile : all_profiles()) {
    if (profile->refusal) continue;
    INFO(profile->name);
    Line header;
    for (const auto& column : profile->columns) {
      if (column.needed) header.emplace_back(column.names.front());
    }
    const auto needed = header;
    // A name by which a relative is told apart is no matter for somebody who knows which list it is.
    for (const auto name : profile->absent) header.emplace_back(name);
    const auto found = find(header, profile);
    REQUIRE(std::holds_alternative<FoundProfile>(found));
    CHECK(std::get<FoundProfile>(found).matched_by == HeaderMatch::by_needed_columns);
    for (std::size_t at = 0; at < needed.size(); ++at) {
      auto lacking = needed;
      lacking.erase(lacking.begin() + static_cast<std::ptrdiff_t>(at));
      const auto fault = find(lacking, profile);
      REQUIRE(std::holds_alternative<FileFault>(fault));
      CHECK(std::get<FileFault>(fault).detail.find(needed[at]) != std::string::npos);
    }
  }
  // A list that is refused as a whole is so under its own name, and no other file is taken for it.
  const Profile& refused = known_profile("acr-issuances-2026/1");
  CHECK(std::get<FileFault>(find({"a", "b"}, &refused)).code == "profile_unknown");
  CHECK(std::get<FileFault>(find(header_of(refused, true), &refused)).code == "serials_missing");
}

TEST_CASE("a header with the columns of two profiles is refused and both are named") {
  auto header = header_of(known_profile("cdm-issuances/1"), true);
  const auto second = header_of(known_profile("car-projects/1"), true);
  header.insert(header.end(), second.begin(), second.end());
  const auto fault = read_bad(csv({header}));
  CHECK(fault.code == "profile_ambiguous");
  CHECK(fault.detail.find("cdm-issuances/1") != std::string::npos);
  CHECK(fault.detail.find("car-projects/1") != std::string::npos);
}

TEST_CASE("a column that stands twice is refused before a row is read") {
  auto header = header_of(known_profile("cdm-issuances/1"), true);
  header.emplace_back("SERIAL RANGE");
  CHECK(read_bad(csv({header})).code == "column_repeated");
}

TEST_CASE("names of columns are compared without regard to letters, line breaks and runs of blanks") {
  CHECK(header_key("Issuance \nYear") == "issuance year");
  CHECK(header_key("Status Effective  (GMT)") == "status effective (gmt)");
  CHECK(header_key(" \xc2\xa0Vintage Year ") == "vintage year");
  CHECK(header_key("交易量（张）") == "交易量(张)");
}

TEST_CASE("a header below titles is found, and text of the file is in no message about it") {
  auto header = header_of(known_profile("cdm-issuances/1"), true);
  Line title(header.size(), "");
  title[0] = "A report of somebody";
  const auto reading = read_good(csv({title, title, header}));
  CHECK(reading.profile == "cdm-issuances/1");
  CHECK(reading.rows == 0);
  const auto fault = read_bad(csv({title}));
  CHECK(fault.code == "profile_unknown");
  CHECK(fault.detail.find("somebody") == std::string::npos);
}

TEST_CASE("the template's own header is the template, in English, in Chinese and in both") {
  const Profile& profile = known_profile(template_profile);
  for (const std::size_t spelling : {0U, 1U, 3U}) {
    Line header;
    for (const auto& column : profile.columns) {
      header.emplace_back(column.names[std::min<std::size_t>(spelling, column.names.size() - 1)]);
    }
    CHECK(read_good(csv({header})).profile == template_profile);
  }
  CHECK(read_good(template_csv()).profile == template_profile);
  std::ifstream file(std::string(TANBU_SOURCE_DIR) + "/docs/data/tanbu-template.csv", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(text.str() == template_csv());
}
