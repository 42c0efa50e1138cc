// A format that a registry hands out, as data: what its columns are called and which value each of them holds, told
// from others by the names in its header row alone, which may stand below titles, and never by the name of the file. A
// step of its own, prepare(), rearranges the texts of one row where the registry spells something in its own way; what
// makes a row right or wrong is decided in one place for all formats (rows.hpp). One family of formats is one file in
// importers/profiles/; the build finds it by itself. Source: formats section 33, decision 39.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "importers/cells.hpp"
#include "importers/other_lists.hpp"
#include "importers/reading.hpp"
#include "importers/table.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::importers {

// What a column holds for a ledger. Several columns of a format may be left without a role.
enum class Role : std::uint8_t {
  programme,
  serial,       // of the block, or its first end
  serial_last,  // its last end, where two columns hold the ends
  quantity,
  project_id,
  title,
  country,  // two capitals
  technology,
  methodology,
  vintage,       // a year
  vintage_from,  // its first day
  vintage_until,
  issued_on,
  status,
  ended_on,  // retired or cancelled
  beneficiary,
  reason,         // a category; never sentences
  details,        // sentences about a retirement: seen to be there, never kept
  total,          // of the vintage; compared only
  unit_type,      // CER, VER, VCU ...
  certification,  // further labels
  party,          // whose numbers they are
  commitment_period,
  transaction,  // what happened to the units
  voided,       // by which entry of the ledger that handed out the list; then the units are none
  count_of_roles
};
inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::count_of_roles);

struct ProfileColumn {
  Role role;
  std::vector<std::string_view> names;  // the first is the usual one; compared as header_key() spells them
  // The header must hold one of the names. Not so where a row can be recorded without it: registries rename and drop
  // titles, technologies and reasons from one year to the next.
  bool needed = true;
};

enum class Ending { by_date, active, retired, cancelled };  // by_date: retired where there is a day of it

// The texts of one row on their way, one for each role; empty where the cell is. Without blanks at the ends.
class Draft {
 public:
  std::string& operator[](Role role) { return texts_[static_cast<std::size_t>(role)]; }
  const std::string& operator[](Role role) const { return texts_[static_cast<std::size_t>(role)]; }
  // The row is refused; everything else is looked at all the same. The detail repeats nothing of the file.
  void refuse(Role role, std::string code, std::string detail = {}) {
    refused.push_back({role, std::move(code), std::move(detail)});
  }
  void notice(Role role, std::string code, std::string detail = {}) {
    notices.push_back({role, std::move(code), std::move(detail)});
  }

  std::string_view programme;       // the profile's first one unless prepare() says otherwise
  Ending ending = Ending::by_date;  // of the block at the registry
  bool not_data = false;            // a line of totals
  bool project_only = false;        // the row states a project and no units
  bool foreign = false;             // it was refused as another programme's: nothing else of it is looked at
  unsigned decimals = 0;            // that the quantity may have; its units are the last ones
  bool quantity_stored_as_number = false;
  std::optional<Period> vintage;  // where no column states it
  struct Remark {
    Role role;
    std::string code;
    std::string detail;
  };
  std::vector<Remark> refused;
  std::vector<Remark> notices;

 private:
  std::array<std::string, role_count> texts_;
};

// What a file that cannot be recorded as a whole lacks, and what to ask the registry for.
struct Refusal {
  std::string_view code;  // serials_missing, projects_only, market_data, ...
  std::string_view missing;
  std::string_view missing_zh;
  std::string_view cure;
  std::string_view cure_zh;
};

struct Profile {
  std::string_view name;  // "gs-issuances-2026/1": the part behind the stroke counts changes of what is read
  std::string_view title;
  std::string_view title_zh;
  std::string_view where;  // which page or menu of the registry gives it
  std::string_view where_zh;
  std::vector<std::string_view> programmes;  // of the units; the first is the usual one
  std::vector<ProfileColumn> columns;
  std::vector<std::string_view> marks = {};   // further names that the header must hold
  std::vector<std::string_view> absent = {};  // names by which a relative is told apart
  DateForm dates = {};
  // Rows without a day of issue take the latest possible one: the day of retirement or, for active units, the day on
  // which the file was made, if the caller knows it. Not where another list of the registry states the issue.
  bool issue_may_be_bounded = false;
  // Its rows say what was issued, never what became of it since.
  bool issues_only = false;
  void (*prepare)(Draft& draft) = nullptr;
  std::optional<Refusal> refusal = std::nullopt;  // the file is recognised and refused as a whole
};

// Every profile of the build, by name.
[[nodiscard]] const std::vector<const Profile*>& all_profiles();

// Nothing where no profile has the name.
[[nodiscard]] const Profile* profile_named(std::string_view name);

// The names of a header as they are compared: letters small, every kind and run of white space one blank, none at the
// ends.
[[nodiscard]] std::string header_key(std::string_view name);

// What a header must hold: every needed name and mark, and none that tells a relative; or, where somebody has said
// which profile it is, only the columns without which no row can be read. A list that is refused as a whole has only
// marks.
enum class HeaderMatch { by_all_names, by_needed_columns };

// A profile and where its columns stand in this file.
struct FoundProfile {
  const Profile* profile = nullptr;
  HeaderMatch matched_by = HeaderMatch::by_all_names;  // other sheets are recognised in the same way
  std::size_t sheet = 0;
  std::size_t row = 0;  // of the header, as in TableRow
  struct Place {
    std::size_t column = 0;
    std::string name;  // as printed, made fit for a report
  };
  std::array<std::optional<Place>, role_count> places;
  OtherLists passed;  // sheets before this one, which may hold other lists where the profile was named
  [[nodiscard]] const std::optional<Place>& place(Role role) const { return places[static_cast<std::size_t>(role)]; }
};

// Whether a row is the header of a profile.
[[nodiscard]] std::optional<FoundProfile> match_header(const Profile& profile, const TableRow& row,
                                                       HeaderMatch matched_by = HeaderMatch::by_all_names);

// Reads up to and including the header row of the first sheet that can be recorded. A FileFault: profile_unknown with
// the nearest profile and what it lacks, and the first row above every header that could not be read;
// profile_ambiguous; column_repeated; the code of a Refusal; or a fault of the table that ends it. With `only`, no
// other profile is looked for and its needed columns are enough: that settles profile_ambiguous, and a snapshot in
// which the registry has renamed or dropped another column.
[[nodiscard]] std::variant<FoundProfile, FileFault> find_profile(Table& table, const Profile* only = nullptr);

}  // namespace tanbu::importers
