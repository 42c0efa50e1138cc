// The parts of workbook.hpp.
#include "importers/table/workbook.hpp"

#include <algorithm>
#include <charconv>

#include "importers/table/xml_reader.hpp"

namespace tanbu::importers {
namespace {

using Fault = std::optional<FileFault>;

unsigned number_in(std::optional<std::string_view> text) {
  unsigned value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

bool is_true(std::optional<std::string_view> text) { return text && (*text == "1" || *text == "true"); }

struct Relation {
  std::string type;  // what stands behind the last slash: "worksheet"
  std::string part;
};

// A target is relative to the folder of the part that names it, or begins with a slash.
std::string resolved(std::string_view folder, std::string_view target) {
  std::string path = target.substr(0, 1) == "/" ? "" : std::string(folder);
  while (!target.empty()) {
    const auto end = std::min(target.find('/'), target.size());
    const auto step = target.substr(0, end);
    target.remove_prefix(std::min(end + 1, target.size()));
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      path.resize(path.empty() ? 0 : path.size() - 1);
      const auto slash = path.rfind('/');
      path.resize(slash == std::string::npos ? 0 : slash + 1);
      continue;
    }
    path += std::string(step) + (target.empty() ? "" : "/");
  }
  return path;
}

struct Relations final : XmlEvents {
  explicit Relations(std::string base) : folder(std::move(base)) {}
  Fault begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element != "Relationship") return {};
    const auto id = attributes.find("Id").value_or("");
    const auto type = attributes.find("Type").value_or("");
    if (attributes.find("TargetMode") == "External") return {};
    by_id[std::string(id)] = {std::string(type.substr(type.rfind('/') + 1)),
                              resolved(folder, attributes.find("Target").value_or(""))};
    return {};
  }
  Fault end(std::string_view) override { return {}; }
  Fault text(std::string_view) override { return {}; }
  std::string folder;
  std::map<std::string, Relation> by_id;
};

struct SheetList final : XmlEvents {
  SheetList(const Relations& known, std::size_t most, Workbook& into)
      : relations(known), sheets_max(most), workbook(into) {}
  Fault begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "workbookPr") workbook.dates_from_1904 = is_true(attributes.find("date1904"));
    if (element != "sheet") return {};
    if (workbook.sheets.size() == sheets_max) {
      return FileFault{"too_many_sheets", "a workbook has at most " + std::to_string(sheets_max) + " sheets"};
    }
    WorkbookSheet sheet;
    sheet.name = attributes.find("name").value_or("");
    const auto state = attributes.find("state").value_or("visible");
    sheet.hidden = state != "visible";
    const auto relation = relations.by_id.find(std::string(attributes.with_prefix("id").value_or("")));
    if (relation == relations.by_id.end()) {
      return FileFault{"xlsx_part_missing", "a sheet of the workbook has no part"};
    }
    if (relation->second.type == "worksheet") sheet.part = relation->second.part;
    workbook.sheets.push_back(std::move(sheet));
    return {};
  }
  Fault end(std::string_view) override { return {}; }
  Fault text(std::string_view) override { return {}; }
  const Relations& relations;
  std::size_t sheets_max;
  Workbook& workbook;
};

struct Styles final : XmlEvents {
  explicit Styles(std::vector<bool>& into) : style_is_date(into) {}
  Fault begin(std::string_view element, const XmlAttributes& attributes) override {
    if (element == "cellXfs") in_cells = true;
    if (element == "numFmt") {
      by_id[number_in(attributes.find("numFmtId"))] = is_date_format(attributes.find("formatCode").value_or(""));
    }
    if (element == "xf" && in_cells) {
      const auto id = number_in(attributes.find("numFmtId"));
      const auto own = by_id.find(id);
      style_is_date.push_back(own == by_id.end() ? is_date_format(id) : own->second);
    }
    return {};
  }
  Fault end(std::string_view element) override {
    if (element == "cellXfs") in_cells = false;
    return {};
  }
  Fault text(std::string_view) override { return {}; }
  std::vector<bool>& style_is_date;
  std::map<unsigned, bool> by_id;
  bool in_cells = false;
};

// Readings of Chinese characters (rPh) stand beside a text and are no part of it.
struct Texts final : XmlEvents {
  Texts(SharedTexts& into, const TableLimits& bounds) : texts(into), limits(bounds) {}
  Fault begin(std::string_view element, const XmlAttributes&) override {
    if (element == "si") current.clear();
    if (element == "rPh") in_reading = true;
    if (element == "t") in_text = !in_reading;
    return {};
  }
  Fault end(std::string_view element) override {
    if (element == "rPh") in_reading = false;
    if (element == "t") in_text = false;
    if (element == "si" && !texts.add(without_escapes(current), limits.shared_text_bytes_max)) return too_large();
    return {};
  }
  Fault text(std::string_view part) override {
    if (in_text) current += part;
    if (current.size() > limits.row_bytes_max) return too_large();
    return {};
  }
  Fault too_large() const {
    return FileFault{"shared_text_too_large", "the texts of the workbook's cells have more than " +
                                                  std::to_string(limits.shared_text_bytes_max) +
                                                  " octets: save the sheet as CSV (UTF-8) and import that"};
  }
  SharedTexts& texts;
  TableLimits limits;
  std::string current;
  bool in_text = false;
  bool in_reading = false;
};

std::string folder_of(std::string_view part) {
  const auto slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string{} : std::string(part.substr(0, slash + 1));
}

std::string relations_of(std::string_view part) {
  const auto folder = folder_of(part);
  return folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
}

std::string part_of_type(const Relations& relations, std::string_view type, std::string usual) {
  for (const auto& [id, relation] : relations.by_id) {
    if (relation.type == type) return relation.part;
  }
  return usual;
}

FileFault no_workbook(const Archive& archive) {
  if (archive.has("xl/workbook.bin")) {
    return {"xlsb_file", "this is a binary workbook (XLSB): save it as XLSX or CSV"};
  }
  if (archive.has("content.xml")) return {"ods_file", "this is an OpenDocument table: save it as XLSX or CSV"};
  return {"zip_file", "this is a zip archive that is no workbook: unpack it and give the file inside"};
}

}  // namespace

bool SharedTexts::add(std::string_view text, std::size_t bytes_max) {
  if (text_.size() + text.size() + (ends_.size() + 1) * sizeof(std::uint32_t) > bytes_max) return false;
  text_ += text;
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return true;
}

std::optional<std::string_view> SharedTexts::at(std::size_t index) const {
  if (index >= ends_.size()) return std::nullopt;
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(text_).substr(begin, ends_[index] - begin);
}

bool is_date_format(unsigned id) {
  // 27 to 36 and 50 to 58 are dates in Chinese, Japanese and Korean; 46 is an elapsed time.
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 || (id >= 50 && id <= 58);
}

bool is_date_format(std::string_view code) {
  bool found = false;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char symbol = code[at];
    if (symbol == ';') break;  // only positive numbers are dates
    if (symbol == '\\' || symbol == '_' || symbol == '*') {
      ++at;
    } else if (symbol == '"') {
      at = std::min(code.find('"', at + 1), code.size());
    } else if (symbol == '[') {
      const auto end = std::min(code.find(']', at), code.size());
      const auto inside = code.substr(at + 1, end - std::min(end, at + 1));
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return false;  // elapsed
      at = end;
    } else if (std::string_view("yYmMdDhHsS").find(symbol) != std::string_view::npos) {
      found = true;
    } else if (symbol == '0' || symbol == '#' || symbol == '?') {
      // Digits beside a day are fractions of a second; alone they are a number.
      if (!found) return false;
    }
  }
  return found;
}

std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    unsigned value = 0;
    const bool shaped = text.substr(at, 2) == "_x" && at + 6 < text.size() && text[at + 6] == '_';
    const auto* first = text.data() + at + 2;
    const bool read = shaped && std::from_chars(first, first + 4, value, 16).ptr == first + 4;
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (!read || value == 0 || surrogate) {
      plain += text[at++];
      continue;
    }
    const auto put = [&](unsigned octet) { plain += static_cast<char>(static_cast<unsigned char>(octet)); };
    if (value < 0x80) {
      put(value);
    } else if (value < 0x800) {
      put(0xc0U | (value >> 6));
      put(0x80U | (value & 0x3fU));
    } else {
      put(0xe0U | (value >> 12));
      put(0x80U | ((value >> 6) & 0x3fU));
      put(0x80U | (value & 0x3fU));
    }
    at += 7;
  }
  return plain;
}

std::variant<Workbook, FileFault> read_workbook(Archive& archive, const TableLimits& limits) {
  Workbook workbook;
  Relations outer("");
  if (auto part = archive.part("_rels/.rels")) {
    if (auto fault = read_xml(std::move(part), outer, limits)) return *std::move(fault);
  }
  const auto main_part = part_of_type(outer, "officeDocument", "xl/workbook.xml");
  auto main_file = archive.part(main_part);
  if (!main_file || main_part.ends_with(".bin")) return no_workbook(archive);
  if (main_part.find("workbook") == std::string::npos && !archive.has("xl/workbook.xml")) return no_workbook(archive);
  Relations inner(folder_of(main_part));
  if (auto part = archive.part(relations_of(main_part))) {
    if (auto fault = read_xml(std::move(part), inner, limits)) return *std::move(fault);
  }
  SheetList list(inner, limits.sheets_max, workbook);
  if (auto fault = read_xml(std::move(main_file), list, limits)) return *std::move(fault);
  if (auto part = archive.part(part_of_type(inner, "styles", "xl/styles.xml"))) {
    Styles styles(workbook.style_is_date);
    if (auto fault = read_xml(std::move(part), styles, limits)) return *std::move(fault);
  }
  if (auto part = archive.part(part_of_type(inner, "sharedStrings", "xl/sharedStrings.xml"))) {
    Texts texts(workbook.texts, limits);
    if (auto fault = read_xml(std::move(part), texts, limits)) return *std::move(fault);
  }
  for (const auto& sheet : workbook.sheets) {
    if (!sheet.part.empty() && !archive.has(sheet.part)) {
      return FileFault{"xlsx_part_missing", "a sheet of the workbook has no part"};
    }
  }
  return workbook;
}

}  // namespace tanbu::importers
