// Workbooks made octet by octet, so that every lie of an archive can be told. Test support only.
#pragma once
#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::test {

struct ZipEntry {
  std::string name;
  std::string content;
  bool deflated = false;
  // What the archive says instead of the truth.
  std::optional<std::string> local_name;
  std::optional<std::uint32_t> packed;
  std::optional<std::uint32_t> unpacked;
  std::optional<std::uint32_t> offset;
  std::optional<std::uint32_t> checksum;
  std::uint16_t flags = 0;
  std::optional<std::uint16_t> method;
  std::uint32_t attributes = 0;
};

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int at = 0; at < bytes; ++at) text += static_cast<char>(static_cast<unsigned char>(value >> (8 * at)));
  return text;
}

inline std::string deflated(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  std::string input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

// An archive before its end is written.
struct ZipBody {
  std::string body;
  std::string directory;
};
inline ZipBody zip_body_of(const std::vector<ZipEntry>& entries) {
  ZipBody made;
  auto& [body, directory] = made;
  for (const auto& entry : entries) {
    const auto packed = entry.deflated ? deflated(entry.content) : entry.content;
    const auto sum = entry.checksum.value_or(static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(entry.content.data()), static_cast<uInt>(entry.content.size()))));
    const auto method = entry.method.value_or(entry.deflated ? 8 : 0);
    const auto facts = little(method, 2) + little(0, 2) + little(0x21, 2) + little(sum, 4) +
                       little(entry.packed.value_or(static_cast<std::uint32_t>(packed.size())), 4) +
                       little(entry.unpacked.value_or(static_cast<std::uint32_t>(entry.content.size())), 4);
    const auto local_name = entry.local_name.value_or(entry.name);
    const auto offset = entry.offset.value_or(static_cast<std::uint32_t>(body.size()));
    body += "PK\x03\x04" + little(20, 2) + little(entry.flags, 2) + facts + little(local_name.size(), 2) +
            little(0, 2) + local_name + packed;
    directory += "PK\x01\x02" + little(0x0314, 2) + little(20, 2) + little(entry.flags, 2) + facts +
                 little(entry.name.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2) +
                 little(entry.attributes, 4) + little(offset, 4) + entry.name;
  }
  return made;
}

inline std::string zip_of(const std::vector<ZipEntry>& entries, std::optional<std::uint16_t> count = std::nullopt) {
  const auto [body, directory] = zip_body_of(entries);
  const auto entry_count = count.value_or(static_cast<std::uint16_t>(entries.size()));
  return body + directory + "PK\x05\x06" + little(0, 4) + little(entry_count, 2) + little(entry_count, 2) +
         little(directory.size(), 4) + little(body.size(), 4) + little(0, 2);
}

// The same with a directory of 64 bits (APPNOTE 6.3 sections 4.3.14 and 4.3.15), which says the truth, and an end of 16
// and 32 bits that says something else.
inline std::string zip64_of(const std::vector<ZipEntry>& entries, std::uint16_t count, std::uint32_t directory_bytes,
                            std::uint32_t directory_at) {
  const auto [body, directory] = zip_body_of(entries);
  const auto end_at = body.size() + directory.size();
  return body + directory + "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 4) + little(0, 4) +
         little(entries.size(), 8) + little(entries.size(), 8) + little(directory.size(), 8) + little(body.size(), 8) +
         "PK\x06\x07" + little(0, 4) + little(end_at, 8) + little(1, 4) + "PK\x05\x06" + little(0, 4) +
         little(count, 2) + little(count, 2) + little(directory_bytes, 4) + little(directory_at, 4) + little(0, 2);
}

inline const std::string xml_begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

// What a workbook of one sheet consists of; tests replace parts of it.
struct WorkbookParts {
  std::string sheet = "<worksheet><sheetData/></worksheet>";
  std::string shared = "<sst/>";
  std::string styles =
      "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
      "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"22\"/>"
      "<xf numFmtId=\"165\"/><xf numFmtId=\"21\"/></cellXfs></styleSheet>";
  std::string workbook =
      "<workbook><workbookPr/><sheets><sheet name=\"Rows\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
  std::string relations =
      "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
      "</Relationships>";
};

inline std::vector<ZipEntry> entries_of(const WorkbookParts& parts, bool deflate = true) {
  const auto entry = [&](const std::string& name, const std::string& content) {
    ZipEntry made;
    made.name = name;
    made.content = xml_begin + content;
    made.deflated = deflate;
    return made;
  };
  return {entry("[Content_Types].xml", "<Types/>"),
          entry("xl/workbook.xml", parts.workbook),
          entry("xl/_rels/workbook.xml.rels", parts.relations),
          entry("xl/styles.xml", parts.styles),
          entry("xl/sharedStrings.xml", parts.shared),
          entry("xl/worksheets/sheet1.xml", parts.sheet)};
}

inline std::string workbook_of(const std::string& rows, const std::string& shared = "<sst/>") {
  WorkbookParts parts;
  parts.sheet = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
  parts.shared = shared;
  return zip_of(entries_of(parts));
}

// A row of texts under a number of one's own.
inline std::string text_row(int number, const std::vector<std::string>& cells) {
  std::string row = "<row r=\"" + std::to_string(number) + "\">";
  for (const auto& cell : cells) row += "<c t=\"inlineStr\"><is><t>" + cell + "</t></is></c>";
  return row + "</row>";
}

}  // namespace tanbu::test
