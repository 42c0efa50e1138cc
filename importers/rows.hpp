// Reads the rows of a file by its profile. What a row must satisfy, whatever its format: the serial reads in its
// programme's grammar, its range has as many units as the quantity says (RT-02), its vintage and project are those
// beside it, the issuance is not before the vintage's end (RT-07), and no unit stands in an earlier row. Units that the
// ledger holds already are known, or the registry's news about them: retired or cancelled since. No natural person's
// name is taken over (PD-01). Every row becomes one of: to record, known, refused with its place and reason.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "importers/profile.hpp"
#include "importers/reading.hpp"
#include "importers/row_sink.hpp"
#include "importers/table.hpp"

namespace tanbu::importers {

// What the ledger holds, by the code of the programme; a programme that is not there holds nothing.
using KnownByProgramme = std::map<std::string, Known, std::less<>>;

struct ReadOptions {
  // The latest day on which the registry can have made the file, where the caller knows it. Bounds what a list leaves
  // out: the day of issue of units that stand in somebody's account.
  std::optional<Date> made_on;
  // Rows about units that the ledger holds are given as they stand (Reading::held), to be compared with it; none of
  // them becomes known or an event.
  bool compare = false;
};

// The rows behind a header that find_profile() found, to the end of the table. Later sheets with the same header are
// read too. Each row goes to the sink as soon as it is decided; what is remembered of it is what known_units.hpp says.
// A FileFault only for what ends the table; the sink has had the rows before it then.
[[nodiscard]] std::optional<FileFault> read_rows(Table& table, const FoundProfile& found, const Source& source,
                                                 const KnownByProgramme& known, const ReadOptions& options,
                                                 RowSink& sink);
// All of them in memory.
[[nodiscard]] std::variant<Reading, FileFault> read_rows(Table& table, const FoundProfile& found, const Source& source,
                                                         const KnownByProgramme& known,
                                                         const ReadOptions& options = {});

// Codes of the programmes whose units the rest of a table may hold: the profile's, and those that a column of the file
// names. Reads the table to its end.
[[nodiscard]] std::set<std::string> programmes_in(Table& table, const FoundProfile& found);

// The one refusal of a row that stands in the same place as another one: a sheet may hold two rows of one number. Each
// is the only remark about its row, so that as many remarks are as many rows.
inline constexpr std::string_view row_repeated = "row_repeated";

// What became of the rows. Every row stands in exactly one of the three.
struct Account {
  std::size_t rows = 0;
  std::size_t recorded = 0;  // by a batch, an event or a project that the row brings
  std::size_t known = 0;
  std::size_t refused = 0;
  std::map<std::string, std::size_t> refused_by_code;  // rows; a row that has two reasons counts in both
  [[nodiscard]] bool is_whole() const { return recorded + known + refused == rows; }
  bool operator==(const Account&) const = default;
};
[[nodiscard]] Account account_of(const Reading& reading);

}  // namespace tanbu::importers
