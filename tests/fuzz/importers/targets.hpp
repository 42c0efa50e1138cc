// Functions that take any octets and must neither crash nor break what they promise. Each has the shape that libFuzzer
// wants (compile one with -fsanitize=fuzzer and call it from LLVMFuzzerTestOneInput); here a driver feeds them. Test
// support only.
#pragma once
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "tests/fuzz/target.hpp"

namespace tanbu::fuzz {

// 0; a broken promise ends the process.
int csv_input(Input input);      // the first octet chooses the delimiter, the encoding and the limits
int json_input(Input input);     // a document or lines
int archive_input(Input input);  // a whole file
int sheet_input(Input input);    // the XML of a sheet, and after a NUL the XML of the shared texts
int serial_input(Input input);   // one serial, for every programme
int cell_input(Input input);     // one cell

// Codes of the programmes whose grammar the text has, for some quantity and some vintage.
[[nodiscard]] std::set<std::string> programmes_that_read(std::string_view text);

inline constexpr std::array<Target, 6> targets{{
    {"csv",
     csv_input,
     1500,
     {",", ";", "\t", "\"", "\"\"", "\r\n", "\n", "sep=;\n", "\xef\xbb\xbf", "\xff\xfe", "1.2E+31", "\xcf\xee"}},
    {"json",
     json_input,
     1500,
     {"{", "}", "[", "]", "\"a\":", ",", "\n", "\\u0000", "1e400", "null", "\"\\ud800\"", "[{\"a\":1}]"}},
    {"archive",
     archive_input,
     1500,
     {"PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x07", "\xff\xff\xff\xff", "xl/workbook.xml", "../",
      "_rels/.rels", "xl/sharedStrings.xml", "8", "1", "/"}},
    {"sheet",
     sheet_input,
     1500,
     {"<row r=\"1\">", "</row>", "<c r=\"A1\" t=\"s\">", "</c>", "<v>1.5E+20</v>", "<f/>", "<!DOCTYPE a>", "<is><t>",
      "r=\"XFD1048576\"", " s=\"1\"", "<mergeCell ref=\"A1\"/>", "&#0;"}},
    {"serial",
     serial_input,
     6000,
     {"-", " - ", "VCS-VCU", "GS1", " to ", "0", "99999999999999999999", "01012020", "..", "#1-100", ".000000", "CN"}},
    {"cell", cell_input, 6000, {"年", "月", "日", "/", "-", "Jan", ",", ".0", "E+18", "１", "\xc2\xa0", ":"}},
}};

}  // namespace tanbu::fuzz
