// Texts as tables: delimiters, encodings, JSON pages and lines; nothing is lost and nothing is guessed in silence.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "importers/encoding.hpp"
#include "importers/report.hpp"
#include "tests/unit/importers/table_support.hpp"

using namespace tanbu::test;
using std::string_literals::operator""s;

namespace {

std::string wide(std::u16string_view text, bool big) {
  std::string octets;
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xff);
    octets += big ? std::string{high, low} : std::string{low, high};
  }
  return octets;
}

const std::string project_gb = "\xcf\xee\xc4\xbf";  // 项目
const std::string forest_gb = "\xc9\xad\xc1\xd6";   // 森林

// A file on disk that goes away again.
struct DiskFile {
  explicit DiskFile(const std::string& bytes)
      : path(std::filesystem::temp_directory_path() / ("tanbu_table_" + std::to_string(::getpid()))) {
    write(bytes);
  }
  ~DiskFile() { std::filesystem::remove(path); }
  void write(const std::string& bytes) const { std::ofstream(path, std::ios::binary) << bytes; }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("the delimiter is the one that gives rows of equal width") {
  struct Case {
    std::string bytes;
    char delimiter;
    std::string reason;
    Shown rows;
  };
  const std::vector<Case> cases{
      {"a,b\n1,2\n", ',', "delimiter_counted", {"1:a|b", "2:1|2"}},
      {"a;b\n1,5;2,5\n", ';', "delimiter_counted", {"1:a|b", "2:1,5|2,5"}},
      {"a\tb\n1,2;3\t4\n", '\t', "delimiter_counted", {"1:a|b", "2:1,2;3|4"}},
      {"\"a;b\",c\n\"1;2\",3\n", ',', "delimiter_counted", {"1:a;b|c", "2:1;2|3"}},
      {"sep=;\na;b,c\n1;2\n", ';', "delimiter_stated", {"2:a|b,c", "3:1|2"}},
      {"\xef\xbb\xbfsep=\t\r\na\tb\r\n", '\t', "delimiter_stated", {"2:a|b"}},
      {"a\nb\n", ',', "delimiter_only", {"1:a", "2:b"}},
      {"a;\"b\nc\"\n1;2\n", ';', "delimiter_counted", {"1:a|b\nc", "3:1|2"}},
  };
  for (const auto& test : cases) {
    INFO(test.bytes);
    const auto table = opened(test.bytes);
    CHECK(table->facts().format == Format::csv);
    CHECK(table->facts().delimiter == test.delimiter);
    CHECK(table->facts().delimiter_reason == test.reason);
    CHECK(shown_table(*table) == test.rows);
  }
  TableOptions options;
  options.delimiter = ';';
  const auto told = opened("a,b\n1,2\n", options);
  CHECK(told->facts().delimiter_reason == "delimiter_told");
  CHECK(shown_table(*told) == Shown{"1:a,b", "2:1,2"});
}

TEST_CASE("a title above the table is given as it stands and rows of another width are told") {
  CHECK(read_table("Report of 2024\n\na,b,c\n1,2,3\n4,5\n6,7,8\n") ==
        Shown{"1:Report of 2024", "3:a|b|c", "4:1|2|3", "!column_count@5", "6:6|7|8"});
}

TEST_CASE("rows that lost their last empty cells stand beside whole ones, and between both is nothing") {
  CHECK(read_table("a,b,c,d\n1,2\n3,4,5,6\n7,8\n9,10\n11,12,13\n") ==
        Shown{"1:a|b|c|d", "2:1|2", "3:3|4|5|6", "4:7|8", "5:9|10", "!column_count@6"});
  // A narrower line above is a title and no measure.
  CHECK(read_table("a,b\n1,2,3\n4,5,6\n7,8,9\n10,11\n") ==
        Shown{"1:a|b", "2:1|2|3", "3:4|5|6", "4:7|8|9", "!column_count@5"});
}

TEST_CASE("a byte order mark that was put twice is passed over in every kind of text") {
  const std::string marks = "\xef\xbb\xbf\xef\xbb\xbf";
  CHECK(read_table(marks + "\"a\",b\n1,2\n") == Shown{"1:a|b", "2:1|2"});
  CHECK(read_table(marks + "sep=;\na;b\n1;2\n") == Shown{"2:a|b", "3:1|2"});
  CHECK(opened(marks + "[{\"a\":1},{\"a\":2}]")->facts().format == Format::json);
  CHECK(read_table(marks + "[{\"a\":1},{\"a\":2}]") == read_table("[{\"a\":1},{\"a\":2}]"));
  CHECK(read_table(marks + "{\"a\":1}\n{\"a\":2}\n") == read_table("{\"a\":1}\n{\"a\":2}\n"));
  CHECK(ending_code(marks + "<html><body>") == "html_file");
  CHECK(ending_code(marks) == "file_empty");
}

TEST_CASE("digits that a spreadsheet dropped are a fault of the cell and of nothing else") {
  CHECK(read_table("id,n\n1.2E+31,1\n6.22202E+18,2\n1.23E+05,3\n1.5E+1,4\n1E5,5\nE+05,6\n") ==
        Shown{"1:id|n", "2:1.2E+31!number_precision_lost|1", "3:6.22202E+18!number_precision_lost|2",
              "4:1.23E+05!number_precision_lost|3", "5:1.5E+1|4", "6:1E5|5", "7:E+05|6"});
}

TEST_CASE("encodings are told by their octets") {
  struct Case {
    std::string bytes;
    Encoding encoding;
    std::string reason;
    Shown rows;
  };
  const auto gb_row = project_gb + "," + forest_gb + "\n";
  const std::vector<Case> cases{
      {"a,b\n", Encoding::utf8, "encoding_ascii", {"1:a|b"}},
      {"项目,b\n", Encoding::utf8, "encoding_utf8", {"1:项目|b"}},
      {"\xef\xbb\xbf项目,b\n", Encoding::utf8, "encoding_mark", {"1:项目|b"}},
      {"\xff\xfe" + wide(u"项目,b\n", false), Encoding::utf16le, "encoding_mark", {"1:项目|b"}},
      {"\xfe\xff" + wide(u"项目,b\n", true), Encoding::utf16be, "encoding_mark", {"1:项目|b"}},
      {wide(u"name,b\nx,y\n", false), Encoding::utf16le, "encoding_zeros", {"1:name|b", "2:x|y"}},
      {wide(u"name,b\nx,y\n", true), Encoding::utf16be, "encoding_zeros", {"1:name|b", "2:x|y"}},
      {gb_row, Encoding::gb18030, "encoding_gb18030", {"1:项目|森林"}},
  };
  for (const auto& test : cases) {
    INFO(test.reason);
    const auto table = opened(test.bytes);
    CHECK(table->facts().encoding == test.encoding);
    CHECK(table->facts().encoding_reason == test.reason);
    CHECK(words_of(test.reason, Language::chinese) != test.reason);
    CHECK(shown_table(*table) == test.rows);
  }
  const auto table = opened("a,b\n" + gb_row);
  REQUIRE(table->facts().encoding_samples.size() == 2);
  CHECK(table->facts().encoding_samples[0].line == 2);
  CHECK(table->facts().encoding_samples[0].text == "项目");
}

TEST_CASE("a guess shows the first three cells that another encoding would spell otherwise, with their lines") {
  const auto table = opened("a,b\n" + project_gb + ",1\nplain,2\n" + forest_gb + "," + project_gb + "\n" + forest_gb +
                            ",3\n" + project_gb + ",4\n");
  CHECK(table->facts().encoding_reason == "encoding_gb18030");
  std::vector<std::string> shown;
  for (const auto& sample : table->facts().encoding_samples)
    shown.push_back(std::to_string(sample.line) + ":" + sample.text);
  CHECK(shown == std::vector<std::string>{"2:项目", "4:森林", "4:项目"});
}

TEST_CASE("UTF-16 that somebody stated is read in the order that its mark has") {
  TableOptions options;
  for (const char* name : {"utf-16", "UTF-16LE", "utf-16be"}) {
    INFO(name);
    options.encoding = encoding_named(name);
    CHECK(read_table("\xfe\xff" + wide(u"项目,b\n", true), options) == Shown{"1:项目|b"});
    CHECK(read_table("\xff\xfe" + wide(u"项目,b\n", false), options) == Shown{"1:项目|b"});
  }
  CHECK(opened("\xfe\xff" + wide(u"项目,b\n", true), options)->facts().encoding == Encoding::utf16be);
  options.encoding = encoding_named("utf-16be");
  CHECK(read_table(wide(u"项目,b\n", true), options) == Shown{"1:项目|b"});
}

TEST_CASE("a wrong or doubtful encoding loses no row in silence") {
  // Western letters are not taken for Chinese, and Windows-1252 is not guessed.
  const std::string western =
      "name,n\nCaf\xe9,1\nplain,2\nGr\xfc\xdf"
      "e,3\n";
  const auto doubtful = opened(western);
  CHECK(doubtful->facts().encoding_reason == "encoding_unknown");
  CHECK(shown_table(*doubtful) == Shown{"1:name|n", "!not_utf8@2", "3:plain|2", "!not_utf8@4"});
  TableOptions options;
  options.encoding = Encoding::windows1252;
  CHECK(read_table(western, options) == Shown{"1:name|n", "2:Café|1", "3:plain|2", "4:Grüße|3"});
  // An octet that Windows-1252 does not have, half a character at the end of a line.
  CHECK(read_table("a,b\n\x81,1\nc,2\n", options) == Shown{"1:a|b", "!text_undecodable@2", "3:c|2"});
  options.encoding = Encoding::gb18030;
  CHECK(read_table("a,b\n\xcf,1\nc,2\n", options) == Shown{"1:a|b", "!text_undecodable@2", "3:c|2"});
  options.encoding = Encoding::utf16le;
  CHECK(read_table(wide(u"a,b\n\xd800,1\nc,2\n", false) + "x", options) ==
        Shown{"1:a|b", "!text_undecodable@2", "3:c|2", "!column_count@4"});
  // One wound in a text of UTF-8 is no reason to read all of it as something else.
  CHECK(opened("项目,森林\n碳,\xcf\xee\n绿,证\n")->facts().encoding_reason == "encoding_unknown");
}

TEST_CASE("a broken row is called by its first line, on whichever line it went wrong") {
  const std::string broken = "h,i,j\na,\"x\ny\",b\"c,d\nlast,1,2\n";
  CHECK(read_table(broken) == Shown{"1:h|i|j", "!quote_broken@2", "!quote_broken@3", "4:last|1|2"});
  const auto table = opened(broken);
  (void)table->next();
  const auto item = table->next();
  REQUIRE((item && std::holds_alternative<TableFault>(*item)));
  CHECK(std::get<TableFault>(*item).detail.find("line 3") != std::string::npos);
  // A cell that begins on a later line of its row.
  TableOptions options;
  options.encoding = Encoding::utf8;
  CHECK(read_table("h,i\n\"a\nb\",Caf\xe9\nc,d\n", options) == Shown{"1:h|i", "!not_utf8@2", "4:c|d"});
}

TEST_CASE("characters across the pieces of a file are whole") {
  std::string gb = "a,b\n";
  Shown rows{"1:a|b"};
  for (std::size_t line = 2; line < 40'000; ++line) {
    gb += std::string(line % 7, 'x') + project_gb + "," + forest_gb + "\n";
    rows.push_back(std::to_string(line) + ":" + std::string(line % 7, 'x') + "项目|森林");
  }
  const auto table = opened(gb);
  CHECK(table->facts().encoding == Encoding::gb18030);
  CHECK(shown_table(*table) == rows);
}

TEST_CASE("a file on disk reads as one in memory, and a change in between is told") {
  std::string bytes = "a,b\n";
  for (int row = 0; row < 60'000; ++row) bytes += "\"x\ny\"," + std::to_string(row) + "\n";
  const DiskFile file(bytes);
  const auto on_disk = FileBytes::open(file.path);
  CHECK(on_disk->size() == bytes.size());
  CHECK(on_disk->sha256() == FileBytes::of(bytes)->sha256());
  CHECK(FileBytes::of("abc")->sha256() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  auto result = open_table(on_disk);
  auto& table = *std::get<std::unique_ptr<Table>>(result);
  const auto rows = shown_table(table);
  CHECK(rows.size() == 60'001);
  CHECK(rows == read_table(bytes));

  result = open_table(FileBytes::open(file.path));
  auto& changing = *std::get<std::unique_ptr<Table>>(result);
  (void)changing.next();
  file.write(bytes + "more,1\n");
  CHECK(shown_table(changing).back() == "!!file_changed@0");
  CHECK_THROWS_AS(FileBytes::open(std::filesystem::temp_directory_path()), std::system_error);
  CHECK_THROWS_AS(FileBytes::open("no such file"), std::system_error);
}

TEST_CASE("JSON pages give the rows of their largest list, named by the first row") {
  const std::string page = R"({"note":"x","page":{"sort":[{"by":"a"}]},
 "data":{"rows":[
  {"id":1234567890123456789,"q":235604.0,"owner":{"name":"A","tags":["x",{"y":1.50,"z":null}]},"ok":true},
  {"id":2,"extra":"1.2E+31","owner":null},
  {}
 ]}})";
  const auto table = opened(page);
  CHECK(table->facts().format == Format::json);
  CHECK(table->facts().sheets.at(0).name == "data.rows");
  CHECK(table->facts().sheets.size() == 2);
  CHECK(shown_table(*table) == Shown{"0:id|q|owner.name|owner.tags|ok|extra|owner",
                                     R"(1:1234567890123456789|235604.0|A|["x",{"y":1.50,"z":null}]|TRUE)",
                                     "2:2|||||1.2E+31!number_precision_lost|", "3:"});
  CHECK(table->facts().sheets.at(0).rows == 3);
  TableOptions options;
  options.sheet = "page.sort";
  CHECK(read_table(page, options) == Shown{"0:by", "1:a"});
  options.sheet = "nowhere";
  CHECK(ending_code(page, options) == "sheet_missing");
  const auto rows = opened(page);
  (void)rows->next();
  const auto first = std::get<TableRow>(*rows->next());
  CHECK(first.cells.at(0).line == 3);
  CHECK(first.cells.at(0).kind == CellKind::number);
  CHECK(first.cells.at(4).kind == CellKind::boolean);
}

TEST_CASE("JSON of other shapes is read, too") {
  CHECK(read_table("[[1,\"a\"],[2,{\"b\":3}]]") == Shown{"0:1|2|2.b", "1:1|a", "2:2||3"});
  CHECK(read_table("{\"a\":1,\"b\":[1,2]}") == Shown{"0:a|b", "1:1|[1,2]"});
  CHECK(read_table("[{\"a\":1},7,{\"a\":2}]") == Shown{"0:a", "1:1", "!json_row_form@2", "3:2"});
  CHECK(read_table("[{\"a\":1,\"a\":2},{\"a\":3}]") == Shown{"0:a", "!json_name_repeated@1", "2:3"});
  CHECK(read_table("[{\"a.b\":1,\"a\":{\"b\":2}},{\"a.b\":3}]") == Shown{"0:a.b", "!json_name_repeated@1", "2:3"});
  CHECK(read_table("\xef\xbb\xbf[{\"a\":\"\\u9879\"}]") == Shown{"0:a", "1:项"});
  CHECK(read_table("[{\"a\":0e111252000,\"b\":1e400,\"c\":-0.10}]") == Shown{"0:a|b|c", "1:0e111252000|1e400|-0.10"});
}

TEST_CASE("a broken line of JSON costs that line") {
  const auto table = opened("{\"a\":1}\n\n{\"a\":2,\n{\"a\":3}\n{\"a\":4} x\n[\"list\"]\n{\"b\":5}");
  CHECK(table->facts().format == Format::ndjson);
  CHECK(shown_table(*table) == Shown{"0:a|1|b", "1:1", "!json_broken@3", "4:3", "!json_broken@5", "6:|list", "7:||5"});
}

TEST_CASE("a long minified page is read piece by piece") {
  std::string page = "[";
  for (int row = 0; row < 20'000; ++row) {
    page += (row == 0 ? "" : ",") + std::string("{\"id\":") + std::to_string(row) + ",\"text\":\"项目\"}";
  }
  const auto rows = read_table(page + "]");
  CHECK(rows.size() == 20'001);
  CHECK(rows.back() == "20000:19999|项目");
}

TEST_CASE("names of encodings and columns") {
  CHECK(encoding_named("GBK") == Encoding::gb18030);
  CHECK(encoding_named("UTF-16le") == Encoding::utf16le);
  CHECK(encoding_named("latin1") == Encoding::windows1252);
  CHECK_FALSE(encoding_named("ebcdic").has_value());
  CHECK(name_of(Encoding::windows1252) == "windows-1252");
  CHECK(name_of(Format::ndjson) == "ndjson");
  CHECK(column_letters(0) == "A");
  CHECK(column_letters(25) == "Z");
  CHECK(column_letters(26) == "AA");
  CHECK(column_letters(16383) == "XFD");
}
