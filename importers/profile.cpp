// Finding the profile of a file by its header row.
#include "importers/profile.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "importers/text.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t name_characters_max = 200;
// A header with fewer than half of a profile's names is some other file; what it lacks is not worth listing.
constexpr std::size_t half = 2;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

struct Header {
  std::map<std::string, std::size_t> columns;  // by key
  std::vector<std::string> repeated;           // keys
};

// Every name that some profile knows.
const std::set<std::string>& known_names() {
  static const std::set<std::string> names = [] {
    std::set<std::string> all;
    for (const Profile* profile : all_profiles()) {
      for (const auto& column : profile->columns) {
        for (const auto name : column.names) all.insert(header_key(name));
      }
      for (const auto name : profile->marks) all.insert(header_key(name));
      for (const auto name : profile->absent) all.insert(header_key(name));
    }
    return all;
  }();
  return names;
}

// A program that lacks a translation prints the key of the text instead: "reports.issuances.columns.serialNo". Such a
// title is offered by its last segment too, unless it is a name of its own or some other title is that segment.
void add_last_segments(Header& header) {
  std::map<std::string, std::size_t> offered;
  std::set<std::string> twice;
  for (const auto& [key, column] : header.columns) {
    const auto point = key.rfind('.');
    if (point == std::string::npos || known_names().count(key) != 0) continue;
    auto segment = key.substr(point + 1);
    if (!offered.emplace(segment, column).second) twice.insert(std::move(segment));
  }
  for (const auto& [segment, column] : offered) {
    if (known_names().count(segment) != 0 && twice.count(segment) == 0) header.columns.emplace(segment, column);
  }
}

Header header_of(const TableRow& row) {
  Header header;
  for (const auto& cell : row.cells) {
    auto key = header_key(cell.text);
    if (key.empty()) continue;
    const auto [known, fresh] = header.columns.emplace(key, cell.column);
    if (!fresh) header.repeated.push_back(std::move(key));
  }
  // The names of JSON, which stand before its first row, are paths: their last segment is another thing's name.
  if (row.row != 0) add_last_segments(header);
  return header;
}

bool holds(const Header& header, std::string_view name) { return header.columns.count(header_key(name)) != 0; }

bool holds_any(const Header& header, const std::vector<std::string_view>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return holds(header, name); });
}

struct Likeness {
  std::size_t found = 0;
  std::size_t needed = 0;
  std::string missing;
  bool excluded = false;  // a name of a relative stands in the header
  [[nodiscard]] bool is_match() const { return found == needed && !excluded; }
};

Likeness likeness(const Profile& profile, const Header& header, HeaderMatch matched_by) {
  Likeness likeness;
  const auto ask = [&](const std::vector<std::string_view>& names) {
    ++likeness.needed;
    if (holds_any(header, names)) {
      ++likeness.found;
    } else {
      likeness.missing += (likeness.missing.empty() ? "" : ", ") + std::string(names.front());
    }
  };
  for (const auto& column : profile.columns) {
    if (column.needed) ask(column.names);
  }
  if (matched_by == HeaderMatch::by_needed_columns && !profile.refusal) return likeness;
  for (const auto mark : profile.marks) ask({mark});
  likeness.excluded = holds_any(header, profile.absent);
  return likeness;
}

// What stands in the way of reading by this profile although its names are there: a name that stands twice.
std::string repeated_names(const Profile& profile, const Header& header) {
  std::string repeated;
  for (const auto& column : profile.columns) {
    for (const auto name : column.names) {
      const auto key = header_key(name);
      if (std::find(header.repeated.begin(), header.repeated.end(), key) == header.repeated.end()) continue;
      repeated += (repeated.empty() ? "" : ", ") + std::string(name);
    }
  }
  return repeated;
}

struct Nearest {
  const Profile* profile = nullptr;
  Likeness likeness;
};

// The row that could not be read above every header: it may have been the header.
std::string unread_text(const TableFault& fault) {
  std::string text = "; row " + std::to_string(fault.row) + " could not be read [" + fault.code + "]";
  const bool by_encoding =
      fault.code == "not_utf8" || fault.code == "text_undecodable" || fault.code == "nul_character";
  if (by_encoding) text += ": if it is the header, state the file's encoding with --encoding (over HTTP: encoding=)";
  return text;
}

FileFault unknown_file(const Nearest& nearest) {
  if (nearest.profile == nullptr) {
    return {"profile_unknown",
            "no row among the first " + std::to_string(header_rows_max) + " is the header of a known export"};
  }
  return {"profile_unknown", "the nearest known export is " + std::string(nearest.profile->title) + " (" +
                                 std::string(nearest.profile->name) +
                                 "); the header lacks: " + nearest.likeness.missing};
}

FileFault refused_file(const Profile& profile) {
  const auto& refusal = *profile.refusal;
  return {std::string(refusal.code),
          std::string(profile.title) + " (" + std::string(profile.name) + "): " + std::string(refusal.missing) + "; " +
              std::string(refusal.cure),
          std::string(profile.title_zh) + "（" + std::string(profile.name) + "）：" + std::string(refusal.missing_zh) +
              "；" + std::string(refusal.cure_zh)};
}

// Looks at the rows of a file until one of them is a header that can be recorded.
class Search {
 public:
  explicit Search(const Profile* only) : only_(only) {}
  // True when nothing more needs to be looked at.
  bool look(const TableRow& row) {
    // Without a name the first list that can be recorded ends the search, and none is passed over.
    if (only_ != nullptr) passed_.look(row);
    if (row.sheet != sheet_) {
      sheet_ = row.sheet;
      looked_at_ = 0;
    }
    if (looked_at_ >= header_rows_max) return false;
    ++looked_at_;
    return look_at(row, header_of(row));
  }
  // A row that could not be read. It counts as one that was looked at.
  void pass(const TableFault& fault) {
    if (fault.sheet == sheet_ && looked_at_ < header_rows_max && !unread_) unread_ = fault;
  }
  std::variant<FoundProfile, FileFault> result() && {
    if (found_) return std::move(*found_);
    if (fault_) return std::move(*fault_);
    if (refused_ != nullptr) return refused_file(*refused_);
    auto unknown = unknown_file(nearest_);
    if (unread_) unknown.detail += unread_text(*unread_);
    return unknown;
  }

 private:
  [[nodiscard]] HeaderMatch matched_by() const {
    return only_ == nullptr ? HeaderMatch::by_all_names : HeaderMatch::by_needed_columns;
  }

  bool look_at(const TableRow& row, const Header& header) {
    const Profile* match = nullptr;
    for (const Profile* profile : all_profiles()) {
      if (only_ != nullptr && only_ != profile) continue;
      auto like = likeness(*profile, header, matched_by());
      if (!like.is_match()) {
        consider(*profile, std::move(like));
        continue;
      }
      if (match != nullptr) {
        fault_ = FileFault{"profile_ambiguous", "the header is that of " + std::string(match->name) + " and of " +
                                                    std::string(profile->name)};
        return true;
      }
      match = profile;
    }
    if (match == nullptr) return false;
    if (match->refusal) {
      if (refused_ == nullptr) refused_ = match;
      return false;
    }
    if (auto repeated = repeated_names(*match, header); !repeated.empty()) {
      fault_ = FileFault{"column_repeated", "the header holds twice: " + repeated};
      return true;
    }
    found_ = match_header(*match, row, matched_by());
    found_->passed = std::move(passed_);
    return true;
  }

  void consider(const Profile& profile, Likeness like) {
    if (like.excluded || like.found * half < like.needed) return;
    const auto lacking = [](const Likeness& any) { return any.needed - any.found; };
    const bool nearer = nearest_.profile == nullptr || lacking(like) < lacking(nearest_.likeness) ||
                        (lacking(like) == lacking(nearest_.likeness) && like.needed > nearest_.likeness.needed);
    if (nearer) nearest_ = {&profile, std::move(like)};
  }

  const Profile* only_;
  std::optional<FoundProfile> found_;
  std::optional<FileFault> fault_;
  const Profile* refused_ = nullptr;
  Nearest nearest_;
  std::optional<TableFault> unread_;
  OtherLists passed_;
  std::size_t sheet_ = 0;
  std::size_t looked_at_ = 0;
};

}  // namespace

const Profile* profile_named(std::string_view name) {
  const auto& all = all_profiles();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Profile* one) { return one->name == name; });
  return found == all.end() ? nullptr : *found;
}

std::string header_key(std::string_view name) {
  std::string key = clean_text(name, name_characters_max).text;
  replace_all(key, "（", "(");
  replace_all(key, "）", ")");
  for (char& symbol : key) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return key;
}

std::optional<FoundProfile> match_header(const Profile& profile, const TableRow& row, HeaderMatch matched_by) {
  const Header header = header_of(row);
  if (!likeness(profile, header, matched_by).is_match()) return std::nullopt;
  FoundProfile found;
  found.profile = &profile;
  found.matched_by = matched_by;
  found.sheet = row.sheet;
  found.row = row.row;
  for (const auto& column : profile.columns) {
    auto& place = found.places[static_cast<std::size_t>(column.role)];
    for (const auto name : column.names) {
      const auto at = header.columns.find(header_key(name));
      if (place || at == header.columns.end()) continue;
      place = FoundProfile::Place{at->second, clean_text(row.text(at->second), name_characters_max).text};
    }
  }
  return found;
}

std::variant<FoundProfile, FileFault> find_profile(Table& table, const Profile* only) {
  Search search(only);
  while (auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      if (fault->ends) return FileFault{fault->code, fault->detail};
      search.pass(*fault);
      continue;
    }
    if (search.look(std::get<TableRow>(*item))) break;
  }
  return std::move(search).result();
}

}  // namespace tanbu::importers
