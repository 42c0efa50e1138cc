// The reading of one file's rows, for rows.cpp: one object carries it. What it remembers of a row that it has handed on
// is its units (known_units.hpp) and, once for each project, a hash of the title. Not for use elsewhere.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "importers/known_units.hpp"
#include "importers/profile_cells.hpp"
#include "importers/row_sink.hpp"
#include "importers/rows.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {

class RowImport {
 public:
  // What is named must outlive the object.
  RowImport(const FoundProfile& found, const ReadingHead& head, const KnownByProgramme& known,
            const ReadOptions& options, RowSink& sink);

  void read(const TableRow& row);
  void refuse_row(const TableFault& fault);
  // Another sheet has the header too; its columns may stand elsewhere.
  void enter_sheet(const FoundProfile& found) { places_ = found.places; }
  // Whether it is worth asking if the row is a header: a quantity or a serial has a digit in it.
  [[nodiscard]] bool may_be_header(const TableRow& row) const;
  // The header stands in the middle of the rows, of files that were put together.
  void repeat_header(const TableRow& row, const FoundProfile& found);
  void skip_sheet(std::size_t sheet, const OtherList& holds);
  // The same where only a list that could be recorded is worth a word.
  void skip_list(std::size_t sheet, const OtherList& holds);

 private:
  // A row's values, as far as they could be read.
  struct Block {
    const Programme* programme = nullptr;
    Serial serial;
    std::string serial_text;
    std::string project_id;
    std::string country;
    Period vintage;
    std::optional<Date> issued_on;
    std::optional<Date> ended_on;
    bool cancelled = false;
    [[nodiscard]] bool ended() const { return ended_on.has_value(); }
  };

  [[nodiscard]] Draft draft_of(const TableRow& row);
  [[nodiscard]] bool is_totals(const Draft& draft) const;
  [[nodiscard]] bool has(Role role) const { return places_[static_cast<std::size_t>(role)].has_value(); }
  [[nodiscard]] std::string column_of(Role role) const;
  [[nodiscard]] Remark remark(Role role, std::string code, std::string detail) const;
  void refuse(Role role, std::string code, std::string detail = {});
  void notice(Role role, std::string code, std::string detail = {});
  template <class Value>
  std::optional<Value> keep(Role role, std::variant<Value, CellFault> result);

  void take_remarks(const Draft& draft);
  std::optional<Block> typed(const Draft& draft);
  std::optional<DecimalQuantity> read_units(const Draft& draft);
  std::optional<std::int64_t> settle(const Block& block, const DecimalQuantity& quantity);
  void read_total(const Draft& draft);
  void read_ending(const Draft& draft, Block& block);
  void read_issue(const Draft& draft, Block& block);
  std::optional<Period> read_vintage(const Draft& draft, const Block& block);
  bool read_serial(const Draft& draft, Block& block, std::int64_t units);
  void look_at_serial(const Block& block, std::int64_t units);
  void read_project_id(const Draft& draft, Block& block);
  void compare_total(const Draft& draft, std::int64_t units);

  void place(const Draft& draft, const Block& block);
  void place_held(const Draft& draft, const Block& block, const Held& held);
  void compare_ending(const Draft& draft, const Block& block, const Held& held);
  void keep_held(const Draft& draft, const Block& block);
  void place_new(const Draft& draft, const Block& block);
  void read_project_only(const Draft& draft);
  std::string read_country(const Draft& draft, const Block& block);
  bool add_project(const Draft& draft, const Block& block);  // true: it is news
  std::string project_text(const Draft& draft, Role role, const std::string& instead);
  std::string beneficiary_of(const Draft& draft);
  std::string reason_of(const Draft& draft);
  void look_at_retirement(const Draft& draft, const Block& block);

  [[nodiscard]] const Known& known_of(std::string_view programme) const;
  [[nodiscard]] KnownUnits& units_of(std::string_view programme);
  [[nodiscard]] std::string own_programme(const Programme& programme) const;

  const Profile& profile_;
  const ReadingHead& head_;
  const KnownByProgramme& known_;
  const ReadOptions& options_;
  std::array<std::optional<FoundProfile::Place>, role_count> places_;
  std::map<std::string, KnownUnits, std::less<>> units_;  // by programme
  // Hashes of their titles in this file, by programme and number. Two titles of one hash would cost a notice only.
  std::unordered_map<std::string, std::size_t> projects_;
  RowSink& sink_;
  const TableRow* row_ = nullptr;
  bool refused_ = false;
  std::int64_t units_read_ = 0;         // by the quantities of all rows so far
  std::optional<unsigned> decimals_{};  // of all of them
  bool decimals_differ_ = false;
};

}  // namespace tanbu::importers
