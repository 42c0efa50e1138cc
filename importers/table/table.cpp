// What every table of table.hpp shares, and the way from a file to its table.
#include "importers/table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "importers/encoding.hpp"
#include "importers/exported.hpp"
#include "importers/recognise.hpp"
#include "importers/table/open.hpp"
#include "importers/text_stream.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t head_bytes = 4096;

Opened with_original_cells_if_any(Opened opened) {
  auto* table = std::get_if<std::unique_ptr<Table>>(&opened);
  if (table == nullptr) return opened;
  return with_original_cells(std::move(*table));
}

struct EncodingName {
  std::string_view name;
  Encoding encoding;
};
constexpr std::array<EncodingName, 14> encoding_names{{{"utf-8", Encoding::utf8},
                                                       {"utf-16le", Encoding::utf16le},
                                                       {"utf-16be", Encoding::utf16be},
                                                       {"gb18030", Encoding::gb18030},
                                                       {"windows-1252", Encoding::windows1252},
                                                       {"utf8", Encoding::utf8},
                                                       {"utf-16", Encoding::utf16le},
                                                       {"gbk", Encoding::gb18030},
                                                       {"gb2312", Encoding::gb18030},
                                                       {"cp936", Encoding::gb18030},
                                                       {"cp1252", Encoding::windows1252},
                                                       {"latin1", Encoding::windows1252},
                                                       {"latin-1", Encoding::windows1252},
                                                       {"iso-8859-1", Encoding::windows1252}}};

}  // namespace

std::string_view name_of(Format format) {
  constexpr std::array<std::string_view, 4> names{"csv", "xlsx", "json", "ndjson"};
  return names.at(static_cast<std::size_t>(format));
}

std::string_view media_type_of(Format format) {
  constexpr std::array<std::string_view, 4> types{"text/csv",
                                                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                  "application/json", "application/x-ndjson"};
  return types.at(static_cast<std::size_t>(format));
}

std::string_view name_of(Encoding encoding) { return encoding_names.at(static_cast<std::size_t>(encoding)).name; }

std::optional<Encoding> encoding_named(std::string_view name) {
  std::string lower(name);
  for (char& symbol : lower) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  const auto* found = std::find_if(encoding_names.begin(), encoding_names.end(),
                                   [&](const EncodingName& known) { return known.name == lower; });
  if (found == encoding_names.end()) return std::nullopt;
  return found->encoding;
}

const TableCell* TableRow::find(std::size_t column) const {
  const auto found = std::lower_bound(cells.begin(), cells.end(), column,
                                      [](const TableCell& cell, std::size_t wanted) { return cell.column < wanted; });
  return found == cells.end() || found->column != column ? nullptr : &*found;
}

std::string_view TableRow::text(std::size_t column) const {
  const auto* cell = find(column);
  return cell == nullptr ? std::string_view{} : std::string_view(cell->text);
}

std::size_t TableRow::width() const { return cells.empty() ? 0 : cells.back().column + 1; }

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t left = column + 1; left > 0; left = (left - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
  }
  return letters;
}

bool has_lost_digits(std::string_view text) {
  const auto mark = text.find_first_of("eE");
  if (mark == std::string_view::npos || mark == 0 || mark + 2 >= text.size() || text[mark + 1] != '+') return false;
  const auto exponent = text.substr(mark + 2);
  auto mantissa = text.substr(0, mark);
  if (mantissa.front() == '-') mantissa.remove_prefix(1);
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  const auto is_digits = [](std::string_view part) { return part.find_first_not_of("0123456789") == part.npos; };
  const auto fraction = mantissa.substr(std::min(point + 1, mantissa.size()));
  if (point == 0 || !is_digits(mantissa.substr(0, point)) || !is_digits(fraction) || !is_digits(exponent)) return false;
  if (exponent.size() > 3) return true;
  std::size_t value = 0;
  for (const char digit : exponent) value = value * 10 + static_cast<std::size_t>(digit - '0');
  return value > fraction.size() || value + point > 15;
}

std::variant<std::unique_ptr<Table>, FileFault> open_table(std::shared_ptr<const FileBytes> file,
                                                           const TableOptions& options) {
  if (file->size() > options.limits.file_bytes_max) {
    return FileFault{"file_too_large",
                     "a file has at most " + std::to_string(options.limits.file_bytes_max) + " octets"};
  }
  const auto container = recognise(*file);
  if (const auto* fault = std::get_if<FileFault>(&container)) return *fault;
  FileFacts facts;
  facts.bytes = file->size();
  if (std::get<Container>(container) == Container::zip)
    return with_original_cells_if_any(open_workbook(std::move(file), std::move(facts), options));
  const auto guess = guess_encoding(*file, options.encoding);
  facts.encoding = guess.encoding;
  facts.encoding_reason = guess.reason;
  const auto text = text_of_file(file, guess.encoding);
  const auto head = text->window(head_bytes).substr(0, head_bytes);
  if (auto fault = recognise_text(head)) return *std::move(fault);
  if (guess.reason != "encoding_ascii") facts.encoding_samples = encoding_samples(file, guess.encoding);
  if (!options.delimiter && begins_as_json(head)) return open_json(std::move(file), std::move(facts), options);
  auto told = options;
  // Our own header states the delimiter; cells with many lines of other signs are not to be counted against it.
  if (!told.delimiter && begins_as_exported(head)) told.delimiter = ',';
  return with_original_cells_if_any(open_csv(std::move(file), std::move(facts), told));
}

}  // namespace tanbu::importers
