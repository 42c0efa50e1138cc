// The marks of recognise.hpp.
#include "importers/recognise.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tanbu::importers {
namespace {

using std::string_view_literals::operator""sv;

struct Mark {
  std::string_view octets;
  std::string_view code;
  std::string_view detail;
};
constexpr std::array<Mark, 8> marks{{
    {"%PDF-"sv, "pdf_file", "this is a PDF document: ask the registry for the table as CSV or XLSX"},
    {"\x1f\x8b"sv, "compressed_file", "this is a gzip archive: unpack it and give the file inside"},
    {"BZh"sv, "compressed_file", "this is a bzip2 archive: unpack it and give the file inside"},
    {"\xfd\x37zXZ\x00"sv, "compressed_file", "this is an xz archive: unpack it and give the file inside"},
    {"7z\xbc\xaf\x27\x1c"sv, "compressed_file", "this is a 7z archive: unpack it and give the file inside"},
    {"Rar!\x1a\x07"sv, "compressed_file", "this is a RAR archive: unpack it and give the file inside"},
    {"\x28\xb5\x2f\xfd"sv, "compressed_file", "this is a Zstandard archive: unpack it and give the file inside"},
    {"\x89PNG"sv, "binary_file", "this is a picture"},
}};
constexpr auto ole_mark = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;

// A name in the directory of a compound file, in UTF-16LE.
std::string wide(std::string_view name) {
  std::string octets;
  for (const char symbol : name) octets += {symbol, '\0'};
  return octets;
}

// Compound files (MS-CFB): workbooks before 2007, and the envelope of a workbook with a password (MS-OFFCRYPTO 2.3.1).
FileFault compound_fault(const FileBytes& file) {
  const auto encrypted = wide("EncryptedPackage");
  const auto workbook = wide("Workbook");
  const auto book = wide("Book");
  bool is_workbook = false;
  constexpr std::size_t overlap = 64;  // a name may lie across two pieces
  std::string piece(256 * 1024, '\0');
  for (std::uint64_t offset = 0; offset < file.size(); offset += piece.size() - overlap) {
    const auto part = std::string_view(piece).substr(0, file.read(offset, piece));
    if (part.find(encrypted) != std::string_view::npos) {
      return {"xlsx_encrypted",
              "the workbook has a password: open it in a spreadsheet program and save it without one"};
    }
    is_workbook =
        is_workbook || part.find(workbook) != std::string_view::npos || part.find(book) != std::string_view::npos;
  }
  if (is_workbook) {
    return {"xls_file",
            "this is a workbook of Excel 97-2003: open it in a spreadsheet program and save it as XLSX or CSV"};
  }
  return {"ole_file", "this is an old document of an office program that holds no workbook"};
}

bool is_blank(char symbol) { return symbol == ' ' || symbol == '\t' || symbol == '\r' || symbol == '\n'; }

std::string_view without_blanks(std::string_view text) {
  while (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

std::variant<Container, FileFault> recognise(const FileBytes& file) {
  std::string head(1024, '\0');
  head.resize(file.read(0, head));
  const std::string_view start = head;
  if (start.empty()) return FileFault{"file_empty", "the file holds no octet"};
  if (start.substr(0, 4) == "PK\x03\x04"sv || start.substr(0, 4) == "PK\x05\x06"sv) return Container::zip;
  if (start.substr(0, ole_mark.size()) == ole_mark) return compound_fault(file);
  for (const auto& mark : marks) {
    if (start.substr(0, mark.octets.size()) == mark.octets) {
      return FileFault{std::string(mark.code), std::string(mark.detail)};
    }
  }
  return Container::text;
}

std::optional<FileFault> recognise_text(std::string_view head) {
  const auto zeros = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
  if (zeros * 20 > head.size()) return FileFault{"binary_file", "the file holds no text"};
  const auto text = without_blanks(head);
  if (text.empty() || text.front() != '<') return std::nullopt;
  std::string lower(text.substr(0, 2048));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char symbol) { return symbol >= 'A' && symbol <= 'Z' ? static_cast<char>(symbol + 32) : symbol; });
  for (const auto* word :
       {"<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<script", "<div", "<style"}) {
    if (lower.find(word) != std::string::npos) {
      return FileFault{
          "html_file",
          "this is a web page, often an error or a login page that was saved: open it in a browser to see, "
          "and download the file again"};
    }
  }
  if (lower.size() < 2 || lower[1] == ' ' || lower[1] == ',') return std::nullopt;  // "< 5 MW,..." is a cell
  return FileFault{"xml_file", "this is XML: save it as XLSX or CSV"};
}

bool begins_as_json(std::string_view head) {
  const auto text = without_blanks(head);
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const auto rest = without_blanks(text.substr(1));
  if (rest.empty()) return true;
  if (text.front() == '{') return rest.front() == '"' || rest.front() == '}';
  return std::string_view("{[\"]-0123456789tfn").find(rest.front()) != std::string_view::npos;
}

}  // namespace tanbu::importers
