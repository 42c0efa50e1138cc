// The way through a table, sheet after sheet, and the count of what became of its rows.
#include "importers/rows.hpp"

#include <set>

#include "importers/row_import.hpp"

namespace tanbu::importers {
namespace {

// Which rows of the sheets behind the first one count: those below a row that is the same header. What other sheets
// hold is said.
class Sheets {
 public:
  Sheets(const FoundProfile& found, RowImport& import)
      : profile_(*found.profile),
        matched_by_(found.matched_by),
        import_(import),
        others_(found.passed),
        at_(found.sheet) {
    for (std::size_t sheet = 0; sheet < found.sheet; ++sheet) import_.skip_sheet(sheet, others_.of(sheet));
  }
  // True when the row holds data.
  bool is_data(const TableRow& row) {
    if (row.sheet != at_) leave(row.sheet);
    if (below_header_) return !is_header_again(row);
    others_.look(row);
    ++looked_at_;
    if (looked_at_ > header_rows_max) return false;
    const auto found = match_header(profile_, row, matched_by_);
    if (found) import_.enter_sheet(*found);
    below_header_ = found.has_value();
    return false;
  }
  [[nodiscard]] bool reads(std::size_t sheet) const { return sheet == at_ && below_header_; }
  void finish(const FileFacts& facts) {
    leave(at_ + 1);
    for (std::size_t sheet = 0; sheet < facts.sheets.size(); ++sheet) {
      if (!facts.sheets[sheet].names_unread.empty()) import_.skip_list(sheet, other_list(facts.sheets[sheet]));
    }
  }

 private:
  // Read as a row it would be refused; and where its columns stand in another order, so would what follows, or worse,
  // not be.
  bool is_header_again(const TableRow& row) {
    if (!import_.may_be_header(row)) return false;
    const auto found = match_header(profile_, row, matched_by_);
    if (found) import_.repeat_header(row, *found);
    return found.has_value();
  }
  void leave(std::size_t next) {
    if (!below_header_) import_.skip_sheet(at_, others_.of(at_));
    at_ = next;
    looked_at_ = 0;
    below_header_ = false;
  }
  const Profile& profile_;
  HeaderMatch matched_by_;
  RowImport& import_;
  OtherLists others_;
  std::size_t at_;
  std::size_t looked_at_ = 0;
  bool below_header_ = true;
};

}  // namespace

std::optional<FileFault> read_rows(Table& table, const FoundProfile& found, const Source& source,
                                   const KnownByProgramme& known, const ReadOptions& options, RowSink& sink) {
  const ReadingHead head{std::string(found.profile->name), std::string(found.profile->programmes.front()), source};
  sink.begin_file(head, table.facts());
  RowImport import(found, head, known, options, sink);
  Sheets sheets(found, import);
  while (auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      if (fault->ends) return FileFault{fault->code, fault->detail};
      if (sheets.reads(fault->sheet)) import.refuse_row(*fault);
    } else if (const auto& row = std::get<TableRow>(*item); sheets.is_data(row)) {
      import.read(row);
    }
  }
  sheets.finish(table.facts());
  return std::nullopt;
}

std::variant<Reading, FileFault> read_rows(Table& table, const FoundProfile& found, const Source& source,
                                           const KnownByProgramme& known, const ReadOptions& options) {
  CollectingSink sink;
  if (auto fault = read_rows(table, found, source, known, options, sink)) return std::move(*fault);
  return std::move(sink).take();
}

Account account_of(const Reading& reading) {
  using Place = std::pair<std::size_t, std::size_t>;
  const auto place = [](const auto& row) { return Place{row.sheet, row.line}; };
  std::set<Place> recorded;
  for (const auto& project : reading.projects) recorded.insert(place(project));
  for (const auto& batch : reading.recognised) recorded.insert(place(batch));
  for (const auto& event : reading.events) recorded.insert(place(event));
  std::set<Place> known;
  for (const auto& row : reading.known) known.insert(place(row));
  std::set<Place> refused;
  std::map<std::string, std::set<Place>> by_code;
  std::size_t repeated = 0;
  for (const auto& remark : reading.refused) {
    if (remark.code == row_repeated) {
      ++repeated;
      continue;
    }
    refused.insert(place(remark));
    by_code[remark.code].insert(place(remark));
  }
  Account account;
  account.rows = reading.rows;
  account.recorded = recorded.size();
  account.known = known.size();
  account.refused = refused.size() + repeated;
  for (const auto& [code, rows] : by_code) account.refused_by_code[code] = rows.size();
  if (repeated != 0) account.refused_by_code.emplace(row_repeated, repeated);
  return account;
}

}  // namespace tanbu::importers
