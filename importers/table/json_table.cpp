// JSON and lines of JSON as a table. The file is read twice: once for the names of the columns and the place of the
// rows, once for the rows.
#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>

#include "importers/table/json_walk.hpp"
#include "importers/table/open.hpp"
#include "importers/text_stream.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t piece_bytes = 64U * 1024;
constexpr std::size_t lists_max = 1'000;

// A list that may hold the rows.
struct List {
  std::string path;
  std::size_t rows = 0;
  std::size_t values = 0;
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> places;
};

void note_columns(List& list, const JsonRow& row, std::size_t columns_max) {
  ++list.rows;
  list.values += row.values.size();
  for (const auto& value : row.values) {
    if (list.columns.size() == columns_max) return;
    if (list.places.emplace(value.name, list.columns.size()).second) list.columns.push_back(value.name);
  }
}

// Gives a text piece by piece; no piece reaches beyond its line, so that the number of the line is known.
class Lines {
 public:
  Lines(std::shared_ptr<const FileBytes> file, Encoding encoding) : text_(text_of_file(std::move(file), encoding)) {
    while (text_->window(3).substr(0, 3) == byte_order_mark) text_->skip(3);
  }
  // Empty at the end. Good until the next call.
  std::string_view piece() {
    text_->skip(given_);
    line_ += ends_line_ ? 1U : 0U;
    const auto window = text_->window(piece_bytes);
    const auto end = window.substr(0, piece_bytes).find('\n');
    ends_line_ = end != std::string_view::npos;
    given_ = ends_line_ ? end + 1 : std::min(window.size(), piece_bytes);
    return window.substr(0, given_);
  }
  // A whole line without its end, or nothing at the end of the text; a line that is too long comes cut.
  std::optional<std::string> line(std::size_t bytes_max) {
    std::string line;
    for (auto part = piece(); !part.empty(); part = piece()) {
      if (line.size() <= bytes_max) line += part;
      if (ends_line_) return line;
    }
    if (line.empty()) return std::nullopt;
    return line;
  }
  [[nodiscard]] std::size_t number() const { return line_; }

 private:
  std::unique_ptr<TextStream> text_;
  std::size_t line_ = 1;
  std::size_t given_ = 0;
  bool ends_line_ = false;
};

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Two lines that are a value each.
bool is_lines(const std::shared_ptr<const FileBytes>& file, Encoding encoding, const TableLimits& limits) {
  Lines lines(file, encoding);
  JsonWalk walk(
      JsonRows::of_document, limits.row_bytes_max, [] {}, [](JsonRow&) { return nullptr; });
  std::size_t whole = 0;
  while (const auto line = lines.line(limits.row_bytes_max)) {
    if (is_blank(*line)) continue;
    if (whole == 1) return line->find_first_of("{[") == line->find_first_not_of(" \t");
    JsonFeed feed(walk, limits);
    if (feed.feed(*line) || !feed.is_whole()) return false;
    ++whole;
  }
  return false;
}

class JsonTable final : public Table {
 public:
  JsonTable(std::shared_ptr<const FileBytes> file, FileFacts facts, List list, TableLimits limits)
      : file_(std::move(file)),
        facts_(std::move(facts)),
        list_(std::move(list)),
        limits_(limits),
        lines_(file_, facts_.encoding),
        walk_(
            by_document(list_.path, facts_.format) ? JsonRows::of_document : JsonRows::of_lists, limits.row_bytes_max,
            [this] { row_line_ = lines_.number(); }, [this](JsonRow& row) { return take(row); }),
        feed_(walk_, limits_) {}
  const FileFacts& facts() const override { return facts_; }

  std::optional<std::variant<TableRow, TableFault>> next() override {
    if (!named_) {
      named_ = true;
      return names();
    }
    while (queue_.empty() && !ended_) facts_.format == Format::ndjson ? read_line() : read_piece();
    if (queue_.empty()) return std::nullopt;
    auto item = std::move(queue_.front());
    queue_.pop_front();
    return item;
  }

  // The rows are the document itself, not the elements of a list.
  static bool by_document(const std::string& path, Format format) { return format == Format::ndjson || path == whole; }
  static constexpr std::string_view whole = "\x01";  // no path of a list

 private:
  TableRow names() const {
    TableRow row;
    for (const auto& name : list_.columns) {
      auto& cell = row.cells.emplace_back();
      cell.column = row.cells.size() - 1;
      cell.text = name;
    }
    return row;
  }

  TableFault fault(std::string code, bool ends, std::string detail = {}) {
    return {std::move(code), ends, 0, row_, 0, std::nullopt, std::move(detail)};
  }
  void end(std::string code, std::string detail) {
    ended_ = true;
    row_ = facts_.format == Format::ndjson ? lines_.number() : row_;
    queue_.emplace_back(fault(std::move(code), true, std::move(detail)));
  }
  void end_well() {
    ended_ = true;
    if (file_->changed()) end("file_changed", std::string(file_changed_detail));
  }

  const char* take(JsonRow& row) {
    if (facts_.format != Format::ndjson && !by_document(list_.path, facts_.format) && row.path != list_.path) {
      return nullptr;
    }
    ++rows_;
    if (rows_ > limits_.rows_max) return "too_many_rows";
    row_ = facts_.format == Format::ndjson ? lines_.number() : rows_;
    if (!row.fault.empty()) {
      queue_.emplace_back(fault(row.fault, false));
      return nullptr;
    }
    TableRow result;
    result.row = row_;
    for (auto& value : row.values) {
      const auto place = list_.places.find(value.name);
      if (place == list_.places.end()) {
        queue_.emplace_back(fault("too_many_columns", false));
        return nullptr;
      }
      auto& cell = result.cells.emplace_back();
      cell.column = place->second;
      cell.kind = value.kind;
      cell.line = row_line_;
      if (value.kind == CellKind::text && has_lost_digits(value.text)) cell.fault = "number_precision_lost";
      cell.text = std::move(value.text);
    }
    const auto by_column = [](const TableCell& a, const TableCell& b) { return a.column < b.column; };
    const auto same_column = [](const TableCell& a, const TableCell& b) { return a.column == b.column; };
    std::sort(result.cells.begin(), result.cells.end(), by_column);
    if (std::adjacent_find(result.cells.begin(), result.cells.end(), same_column) != result.cells.end()) {
      // {"a.b": 1, "a": {"b": 2}}: two values of one name.
      queue_.emplace_back(fault("json_name_repeated", false));
      return nullptr;
    }
    ++facts_.sheets.front().rows;
    queue_.emplace_back(std::move(result));
    return nullptr;
  }

  void read_piece() {
    const auto piece = lines_.piece();
    const auto trouble = piece.empty() ? feed_.finish() : feed_.feed(piece);
    if (trouble) return end(trouble->code, trouble->detail);
    if (piece.empty()) end_well();
  }

  void read_line() {
    const auto line = lines_.line(limits_.row_bytes_max);
    if (!line) return end_well();
    if (is_blank(*line)) return;
    row_ = lines_.number();
    if (line->size() > limits_.row_bytes_max) {
      queue_.emplace_back(fault("row_too_long", false));
      return;
    }
    feed_.reset();
    walk_.reset();
    const auto before = queue_.size();
    auto trouble = feed_.feed(*line);
    if (!trouble) trouble = feed_.finish();
    if (!trouble) return;
    if (trouble->code == "too_many_rows") return end(trouble->code, trouble->detail);
    // What follows a whole value on its line belongs to no row: the row is refused, too.
    if (queue_.size() > before) {
      if (std::holds_alternative<TableRow>(queue_.back())) --facts_.sheets.front().rows;
      queue_.pop_back();
    }
    queue_.emplace_back(fault("json_broken", false, trouble->detail));
  }

  std::shared_ptr<const FileBytes> file_;
  FileFacts facts_;
  List list_;
  TableLimits limits_;
  Lines lines_;
  JsonWalk walk_;
  JsonFeed feed_;
  std::deque<std::variant<TableRow, TableFault>> queue_;
  std::size_t row_line_ = 0;
  std::size_t row_ = 0;
  std::size_t rows_ = 0;
  bool named_ = false;
  bool ended_ = false;
};

// Every list of a document, or the document as one row.
std::variant<std::vector<List>, FileFault> survey(const std::shared_ptr<const FileBytes>& file, Encoding encoding,
                                                  JsonRows rows, const TableLimits& limits) {
  std::vector<List> lists;
  JsonWalk walk(
      rows, limits.row_bytes_max, [] {},
      [&](JsonRow& row) -> const char* {
        auto list = std::find_if(lists.begin(), lists.end(), [&](const List& known) { return known.path == row.path; });
        if (list == lists.end()) {
          if (lists.size() == lists_max) return "json_too_many_lists";
          list = lists.insert(lists.end(), List{row.path, 0, 0, {}, {}});
        }
        note_columns(*list, row, limits.columns_max);
        return nullptr;
      });
  JsonFeed feed(walk, limits);
  Lines lines(file, encoding);
  for (auto piece = lines.piece(); !piece.empty(); piece = lines.piece()) {
    if (auto fault = feed.feed(piece)) return *std::move(fault);
  }
  if (auto fault = feed.finish()) return *std::move(fault);
  return lists;
}

List survey_lines(const std::shared_ptr<const FileBytes>& file, Encoding encoding, const TableLimits& limits) {
  List list;
  JsonWalk walk(
      JsonRows::of_document, limits.row_bytes_max, [] {},
      [&](JsonRow& row) -> const char* {
        note_columns(list, row, limits.columns_max);
        return nullptr;
      });
  JsonFeed feed(walk, limits);
  Lines lines(file, encoding);
  while (const auto line = lines.line(limits.row_bytes_max)) {
    if (is_blank(*line) || line->size() > limits.row_bytes_max) continue;
    feed.reset();
    walk.reset();
    (void)feed.feed(*line);  // a broken line is told when the rows are read
  }
  return list;
}

Opened document_table(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options) {
  auto found = survey(file, facts.encoding, JsonRows::of_lists, options.limits);
  if (auto* fault = std::get_if<FileFault>(&found)) return std::move(*fault);
  auto& lists = std::get<std::vector<List>>(found);
  auto chosen =
      std::max_element(lists.begin(), lists.end(), [](const List& a, const List& b) { return a.values < b.values; });
  if (options.sheet) {
    chosen = std::find_if(lists.begin(), lists.end(), [&](const List& list) { return list.path == *options.sheet; });
    if (chosen == lists.end()) return FileFault{"sheet_missing", "the file has no list of rows of this name"};
  } else if (chosen == lists.end() || chosen->values == 0) {
    auto whole = survey(file, facts.encoding, JsonRows::of_document, options.limits);
    if (auto* fault = std::get_if<FileFault>(&whole)) return std::move(*fault);
    lists = std::get<std::vector<List>>(std::move(whole));
    chosen = lists.begin();
    chosen->path = JsonTable::whole;
  }
  std::iter_swap(lists.begin(), chosen);
  for (const auto& list : lists) {
    const bool is_read = facts.sheets.empty();
    auto& sheet = facts.sheets.emplace_back();
    if (list.path != JsonTable::whole) sheet.name = list.path;
    // Who has asked for one list knows of the others.
    if (is_read || options.sheet) continue;
    sheet.names_unread = list.columns;
    sheet.rows = list.rows;
  }
  return std::make_unique<JsonTable>(std::move(file), std::move(facts), std::move(lists.front()), options.limits);
}

}  // namespace

Opened open_json(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options) {
  if (!is_lines(file, facts.encoding, options.limits)) {
    facts.format = Format::json;
    return document_table(std::move(file), std::move(facts), options);
  }
  facts.format = Format::ndjson;
  facts.sheets.emplace_back();
  auto list = survey_lines(file, facts.encoding, options.limits);
  return std::make_unique<JsonTable>(std::move(file), std::move(facts), std::move(list), options.limits);
}

}  // namespace tanbu::importers
