// Files made to harm: each is refused by its own code, without a crash and without much memory.
#include "importers/report.hpp"
#include "tests/unit/importers/table_support.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

using namespace tanbu::test;
using std::string_literals::operator""s;

namespace {

std::string with_entry(ZipEntry entry) {
  auto entries = entries_of({});
  entries.push_back(std::move(entry));
  return zip_of(entries);
}

ZipEntry named(const std::string& name) {
  ZipEntry entry;
  entry.name = name;
  entry.content = "x";
  return entry;
}

std::string with_sheet(const std::string& sheet) {
  WorkbookParts parts;
  parts.sheet = sheet;
  return zip_of(entries_of(parts));
}

// The sheet's entry with something changed about it.
template <class Change>
std::string with_changed_sheet(Change change) {
  WorkbookParts parts;
  parts.sheet = "<worksheet><sheetData>" + std::string(2000, ' ') + "</sheetData></worksheet>";
  auto entries = entries_of(parts);
  change(entries.back());
  return zip_of(entries);
}

std::string nested(const std::string& name, int depth) {
  std::string text;
  for (int at = 0; at < depth; ++at) text += "<" + name + ">";
  for (int at = 0; at < depth; ++at) text += "</" + name + ">";
  return text;
}

std::vector<ZipEntry> many_entries(std::size_t count) {
  // A workbook is among them, so that it would be read if they were not counted.
  auto entries = entries_of({});
  while (entries.size() < count) entries.push_back(named("e" + std::to_string(entries.size())));
  return entries;
}

std::string overlapping() {
  // Fifield's bomb: many entries of the directory name the octets of one.
  auto entries = entries_of({});
  const auto first = entries.front();
  auto copy = first;
  copy.offset = 0;
  copy.local_name = "[Content_Types].xml";
  copy.name = "[Content_Types].xml2";
  entries.push_back(copy);
  return zip_of(entries);
}

std::string overlapping_names() {
  // Two entries of one name share one beginning.
  auto entries = entries_of({});
  auto other = entries.front();
  other.offset = 0;
  other.name = "[CONTENT_Types].xml";
  entries.push_back(other);
  return zip_of(entries);
}

std::string partly_overlapping() {
  // The first entry's octets reach over the second entry's header, and both headers are honest about themselves.
  ZipEntry inner = named("b");
  const auto inner_bytes = zip_of({inner});
  ZipEntry outer = named("a");
  outer.content = inner_bytes.substr(0, 30 + 1 + 1);
  auto entries = std::vector<ZipEntry>{outer, inner};
  entries[1].offset = 30 + 1;
  return zip_of(entries);
}

std::string billion_laughs() {
  std::string dtd = "<!DOCTYPE worksheet [<!ENTITY a \"ha\">";
  for (char name = 'b'; name < 'k'; ++name) {
    dtd += "<!ENTITY "s + name + " \"";
    for (int at = 0; at < 10; ++at) dtd += "&"s + static_cast<char>(name - 1) + ";";
    dtd += "\">";
  }
  return with_sheet(dtd + "]><worksheet><sheetData><row><c t=\"str\"><v>&j;</v></c></row></sheetData></worksheet>");
}

struct Hostile {
  std::string name;
  std::string bytes;
  std::string code;
};

std::vector<Hostile> hostile_archives() {
  auto cut = workbook_of("");
  cut.resize(cut.size() - 30);
  auto two_ends = workbook_of("");
  two_ends += "PK\x05\x06" + std::string(18, '\0');
  two_ends[two_ends.size() - 22 - 2] = 22;  // the first one's comment is the second one
  auto link = named("link");
  link.attributes = 0xa1ff0000;
  auto encrypted = named("secret");
  encrypted.flags = 1;
  auto packed = named("lzma");
  packed.method = 14;
  auto bomb = named("xl/media/bomb.xml");
  bomb.content = std::string(20'000'000, 'a');
  bomb.deflated = true;
  auto liar = bomb;
  liar.unpacked = 100;
  return {
      {"cut off", cut, "zip_broken"},
      {"two ends", two_ends, "zip_broken"},
      {"no directory", "PK\x03\x04 and nothing more", "zip_broken"},
      {"fewer entries than it says", zip_of(entries_of({}), 9), "zip_broken"},
      {"more entries than it says", zip_of(entries_of({}), 5), "zip_broken"},
      {"a directory of no entries", zip_of(entries_of({}), 0), "zip_broken"},
      {"65,535 entries", zip_of(many_entries(65'535)), "zip_too_many_entries"},
      {"65,536 entries, of which 16 bits say none", zip_of(many_entries(65'536)), "zip_broken"},
      {"65,536 entries in a directory of 64 bits", zip64_of(many_entries(65'536), 0xffff, 0xffffffff, 0xffffffff),
       "zip_too_many_entries"},
      {"65,536 entries of 64 bits, said to be none at no place",
       zip64_of(many_entries(65'536), 0, 0xffffffff, 0xffffffff), "zip_broken"},
      {"65,536 entries of 64 bits, said to be none", zip64_of(many_entries(65'536), 0, 0, 0), "zip_broken"},
      {"a workbook of 64 bits, said to be nothing", zip64_of(entries_of({}), 0, 0xffffffff, 0xffffffff), "zip_broken"},
      {"a name that leads upwards", with_entry(named("xl/../../etc/passwd")), "zip_name"},
      {"an absolute name", with_entry(named("/etc/passwd")), "zip_name"},
      {"a name of another system", with_entry(named("C:\\x")), "zip_name"},
      {"a name with a NUL", with_entry(named("a\0b"s)), "zip_name"},
      {"a name twice", with_entry(named("xl/workbook.xml")), "zip_name_repeated"},
      {"a name twice in another case", with_entry(named("XL/Workbook.xml")), "zip_name_repeated"},
      {"another name in the entry", with_changed_sheet([](ZipEntry& entry) { entry.local_name = "evil"; }),
       "zip_broken"},
      {"entries that share all octets", overlapping(), "zip_broken"},
      {"entries that share octets under one name", overlapping_names(), "zip_name_repeated"},
      {"entries that share some octets", partly_overlapping(), "zip_overlap"},
      {"a link", with_entry(link), "zip_special_entry"},
      {"a password", with_entry(encrypted), "zip_encrypted"},
      {"another method", with_entry(packed), "zip_method"},
      {"a bomb that says what it is", with_entry(bomb), "zip_ratio"},
      {"a stored entry of two sizes", with_changed_sheet([](ZipEntry& entry) {
         entry.deflated = false;
         entry.unpacked = 7;
       }),
       "zip_size_lies"},
      {"an entry smaller than it says", with_changed_sheet([](ZipEntry& entry) { entry.unpacked = 9000; }),
       "zip_size_lies"},
      {"an entry larger than it says", with_changed_sheet([](ZipEntry& entry) { entry.unpacked = 10; }),
       "zip_size_lies"},
      {"a wrong checksum", with_changed_sheet([](ZipEntry& entry) { entry.checksum = 1; }), "zip_broken"},
      {"a sheet that is a bomb and lies", with_changed_sheet([](ZipEntry& entry) {
         entry.content = xml_begin + "<worksheet>" + std::string(40'000'000, ' ') + "</worksheet>";
         entry.unpacked = 250'000;
       }),
       "zip_size_lies"},
      {"an entry of four gibibytes", with_changed_sheet([](ZipEntry& entry) { entry.unpacked = 0xffffffff; }),
       "unpacked_too_large"},
      {"an entry of a gibibyte", with_changed_sheet([](ZipEntry& entry) { entry.unpacked = 1U << 30; }),
       "unpacked_too_large"},
      {"an archive as a sheet", with_changed_sheet([](ZipEntry& entry) { entry.content = zip_of({named("x")}); }),
       "zip_nested"},
  };
}

std::vector<Hostile> hostile_workbooks() {
  WorkbookParts lost;
  lost.relations = "<Relationships/>";
  WorkbookParts escaping;
  escaping.relations =
      "<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" "
      "Target=\"../../../../etc/passwd\"/></Relationships>";
  WorkbookParts outside;
  outside.relations =
      "<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" Target=\"file:///etc/passwd\" "
      "TargetMode=\"External\"/></Relationships>";
  WorkbookParts crowded;
  crowded.workbook = "<workbook><sheets>";
  for (int at = 0; at < 101; ++at) crowded.workbook += "<sheet name=\"s\" r:id=\"rId1\"/>";
  crowded.workbook += "</sheets></workbook>";
  const auto row = [](const std::string& inner) {
    return with_sheet("<worksheet><sheetData>" + inner + "</sheetData></worksheet>");
  };
  return {
      {"billion laughs", billion_laughs(), "xml_doctype"},
      {"a document type without entities", with_sheet("<!DOCTYPE worksheet><worksheet/>"), "xml_doctype"},
      {"a file from outside", with_sheet("<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w>&x;</w>"),
       "xml_doctype"},
      {"an entity that nobody declared", with_sheet("<worksheet>&x;</worksheet>"), "xml_broken"},
      {"deep nesting", with_sheet(nested("a", 1000)), "xml_depth"},
      {"an attribute of megabytes", row("<row a=\"" + std::string(3'000'000, 'x') + "\"/>"), "zip_ratio"},
      {"a tag that is not closed", with_sheet("<worksheet><row"), "xml_broken"},
      {"an encoding that lies", with_sheet("<worksheet>\xff\xfe</worksheet>"), "xml_broken"},
      {"row 1,000,000,000", row("<row r=\"1000000000\"/>"), "row_number_range"},
      {"row 0", row("<row r=\"0\"/>"), "row_number_range"},
      {"row -1", row("<row r=\"-1\"/>"), "row_number_range"},
      {"column 1,000,000", row("<row r=\"1\"><c r=\"BDWGN1\"><v>1</v></c></row>"), "column_range"},
      {"a column of no letters", row("<row r=\"1\"><c r=\"11\"><v>1</v></c></row>"), "column_range"},
      {"a column of endless letters", row("<row r=\"1\"><c r=\"" + std::string(500, 'A') + "1\"/></row>"),
       "column_range"},
      {"sheets without number", zip_of(entries_of(crowded)), "too_many_sheets"},
      {"a sheet without a part", zip_of(entries_of(lost)), "xlsx_part_missing"},
      {"a sheet whose part lies outside", zip_of(entries_of(escaping)), "xlsx_part_missing"},
      {"a sheet on another machine", zip_of(entries_of(outside)), "xlsx_part_missing"},
  };
}

}  // namespace

TEST_CASE("archives that were made to harm are refused by a code of their own", "[asvs:5.2.3][asvs:5.3.2]") {
  const auto cases = hostile_archives();
  CHECK(cases.size() >= 25);
  for (const auto& test : cases) {
    INFO(test.name);
    CHECK(ending_code(test.bytes) == test.code);
    CHECK(words_of(test.code, Language::chinese) != test.code);
  }
}

TEST_CASE("workbooks that were made to harm are refused by a code of their own", "[asvs:1.5.1]") {
  for (const auto& test : hostile_workbooks()) {
    INFO(test.name);
    CHECK(ending_code(test.bytes) == test.code);
    CHECK(words_of(test.code, Language::chinese) != test.code);
  }
}

TEST_CASE("an attribute of megabytes is refused though it is hardly packed") {
  std::string noise;
  std::uint64_t state = 1;
  while (noise.size() < 3'000'000) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    noise += static_cast<char>('a' + (state >> 60));
  }
  CHECK(ending_code(with_sheet("<worksheet a=\"" + noise + "\"/>")) == "xml_token_too_long");
}

TEST_CASE("limits of a workbook hold while it is inflated") {
  std::string rows;
  for (int at = 1; at <= 500; ++at) rows += "<row><c t=\"str\"><v>text " + std::to_string(at * 7919) + "</v></c></row>";
  const auto bytes = workbook_of(rows);
  TableOptions options;
  CHECK(ending_code(bytes, options).empty());
  options.limits.unpacked_bytes_max = 20'000;
  CHECK(ending_code(bytes, options) == "unpacked_too_large");
  options = {};
  options.limits.rows_max = 499;
  CHECK(ending_code(bytes, options) == "too_many_rows");
  options.limits.rows_max = 500;
  CHECK(ending_code(bytes, options).empty());

  std::string shared = "<sst>";
  for (int at = 0; at < 1000; ++at) shared += "<si><t>text " + std::to_string(at) + "</t></si>";
  const auto texts = workbook_of("", shared + "</sst>");
  options = {};
  CHECK(ending_code(texts, options).empty());
  options.limits.shared_text_bytes_max = 4000;
  CHECK(ending_code(texts, options) == "shared_text_too_large");
}

TEST_CASE("files that are no table are refused by their name") {
  const auto wide = [](const std::string& text) {
    std::string octets;
    for (const char symbol : text) octets += {symbol, '\0'};
    return octets;
  };
  const auto compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(500, '\0');
  const auto entry = [](const std::string& name) { return zip_of({named(name)}); };
  const std::vector<Hostile> cases{
      {"nothing", "", "file_empty"},
      {"blanks", "\n\n\r\n", "file_empty"},
      {"a page", "\n <!DOCTYPE html>\n<html><body>Log in</body></html>", "html_file"},
      {"a page without a head", "<TABLE border=1><tr><td>1</td></tr></TABLE>", "html_file"},
      {"a page that is XML", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "html_file"},
      {"XML", "<?xml version=\"1.0\"?><Workbook/>", "xml_file"},
      {"a document", "%PDF-1.7\n1 0 obj", "pdf_file"},
      {"gzip", "\x1f\x8b\x08" + std::string(20, 'x'), "compressed_file"},
      {"a picture", "\x89PNG\r\n\x1a\n", "binary_file"},
      {"noise", std::string(3000, '\0'), "binary_file"},
      {"a workbook of 1997", compound + wide("Workbook"), "xls_file"},
      {"a workbook with a password", compound + wide("EncryptedPackage"), "xlsx_encrypted"},
      {"a name across two pieces", compound + std::string(256 * 1024 - 520, 'x') + wide("EncryptedPackage"),
       "xlsx_encrypted"},
      {"an old document", compound + wide("WordDocument"), "ole_file"},
      {"an archive", entry("report.csv"), "zip_file"},
      {"an archive without entries", zip_of({}), "zip_file"},
      {"a binary workbook", entry("xl/workbook.bin"), "xlsb_file"},
      {"an OpenDocument table", entry("content.xml"), "ods_file"},
      {"JSON with more behind it", "{\"a\":1} x", "json_after_end"},
      {"JSON that is cut off", "[{\"a\":1},", "json_broken"},
      {"JSON of endless depth", std::string(100'000, '['), "json_depth"},
      {"JSON with one list twice", "{\"a\":[{\"b\":1}],\"a\":[{\"b\":2}]}", "json_name_repeated"},
      {"JSON with a NUL", "[{\"a\":\"\\u0000\"}]", "nul_character"},
      {"JSON with a comment", "[1, /* x */ 2]", "json_broken"},
      {"JSON of endless text", "[\"" + std::string(2'000'000, 'x') + "\"]", "json_text_too_long"},
  };
  for (const auto& test : cases) {
    INFO(test.name);
    CHECK(ending_code(test.bytes) == test.code);
    CHECK(words_of(test.code, Language::chinese) != test.code);
  }
  TableOptions options;
  options.limits.file_bytes_max = 3;
  CHECK(ending_code("a,b", options).empty());
  CHECK(ending_code("a,bc", options) == "file_too_large");
}
