// tanbu list: every list of the ledger, all rows of it; and export register, the retirements of a year.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <optional>

#include "api/cli/arguments.hpp"
#include "api/cli/list_output.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/http/routes.hpp"
#include "ledger/amount.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

struct NamedList {
  std::string name;
  std::map<std::string, std::string> filters;  // by the names that the routes give them
  ListOutput output;
};

const http::Route* route_of_list(std::string_view name) {
  const auto routes = http::all_routes();
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const auto& route) { return route.list == name; });
  return found == routes.end() ? nullptr : &*found;
}

// Those that a list is narrowed by; pages and what rows show are our own business.
bool is_filter(const http::Parameter& parameter) {
  return parameter.name != "limit" && parameter.name != "cursor" && parameter.name != "project_texts";
}

std::vector<std::string> names_of_lists() {
  std::vector<std::string> names;
  for (const auto& list : importers::exported_lists()) {
    if (list.name != "register-retirements") names.emplace_back(list.name);
  }
  return names;
}

// "from_period" as people type it: "--from-period".
std::string option_of(std::string_view parameter) {
  std::string option = "--" + std::string(parameter);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

std::string normal_filter(const http::Parameter& parameter, const std::string& text) {
  const auto option = option_of(parameter.name);
  switch (parameter.kind) {
    case http::ValueKind::index:
      return std::to_string(integer_argument(option, text));
    case http::ValueKind::party:
      return party_argument(option, text);
    case http::ValueKind::period:
      return period_argument(option, text);
    case http::ValueKind::programme:
      return read_programme(text);
    default:
      return name_argument(text);
  }
}

// The list's address with its filters. A filter that the list does not know is refused, never ignored.
std::string path_of(const http::Route& route, const NamedList& asked) {
  std::string path(route.pattern);
  std::string query;
  const auto ask = [&query](std::string_view name, const std::string& text) {
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, percent_encoded(text));
  };
  for (const auto& parameter : route.query) {
    const auto given = asked.filters.find(std::string(parameter.name));
    const bool is_given = given != asked.filters.end() && !given->second.empty();
    if (parameter.required && !is_given)
      stop_usage(option_of(parameter.name), "", say("this list needs it", "此列表须给出该条件"));
    if (parameter.name == "limit") ask("limit", "500");
    if (parameter.name == "project_texts") ask("project_texts", "true");
    if (is_given) ask(parameter.name, normal_filter(parameter, given->second));
  }
  for (const auto& [name, text] : asked.filters) {
    if (text.empty()) continue;
    const auto known = std::find_if(route.query.begin(), route.query.end(),
                                    [&](const auto& parameter) { return parameter.name == name; });
    if (known != route.query.end()) continue;
    // The factory of a list that lies below one stands in its path.
    const auto place = name == "factory" ? path.find("{index}") : std::string::npos;
    if (place == std::string::npos)
      stop_usage(option_of(name), text, say("this list is not narrowed by it", "此列表不支持该筛选条件"));
    path.replace(place, 7, std::to_string(integer_argument("--factory", text)));
  }
  if (path.find('{') != std::string::npos)
    stop_usage("--factory", "", say("this list is one of a factory: name it", "此列表属于某一工厂：请指明工厂"));
  return path + query;
}

// For people and for cut and awk: the columns in which anything stands.
void show_rows(const importers::ExportedList& list, const boost::json::value& value) {
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> filled(list.columns.size(), false);
  for (const auto& row : at(value, "data").as_array()) {
    const auto cells = importers::exported_row(list, row.as_object());
    if (!cells) continue;
    auto& texts = rows.emplace_back();
    for (std::size_t column = 0; column < cells->size(); ++column) {
      texts.push_back((*cells)[column].text);
      filled[column] = filled[column] || !texts.back().empty();
    }
  }
  std::vector<Column> columns;
  for (std::size_t column = 0; column < filled.size(); ++column) {
    if (filled[column]) columns.push_back({std::string(list.columns[column])});
  }
  if (columns.empty()) return;
  Table table(std::move(columns));
  for (const auto& row : rows) {
    std::vector<std::string> shown;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (filled[column]) shown.push_back(row[column]);
    }
    table.add(std::move(shown));
  }
  print(table.text(stdout_is_terminal()));
}

Exit give_list(Session& session, std::string_view name, const std::string& path, const ListOutput& output,
               const Totals* totals = nullptr) {
  const auto access = route_of_list(name)->access == http::Access::by_right ? Access::by_right : Access::open;
  if (output.is_asked()) return write_list(session, name, path, access, output, totals);
  const auto value = session.all_pages(path, access);
  if (session.json()) {
    print_json(value);
  } else if (at(value, "data").is_array()) {
    show_rows(*importers::exported_list(name), value);
  }
  return Exit::ok;
}

Exit run_list(NamedList asked, const Settings& settings) {
  const auto* route = route_of_list(asked.name);
  HOLDS(route != nullptr);  // the parser knows the names
  Session session(settings);
  auto& party = asked.filters["party"];
  if (asked.name == "holdings" && party.empty()) party = session.party();
  return give_list(session, asked.name, path_of(*route, asked), asked.output);
}

struct YearRegister {
  std::string year;
  ListOutput output;
};

std::optional<std::int64_t> digits_of(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc{} && result.ptr == end && number >= 0 ? std::optional(number) : std::nullopt;
}

// Units by programme, metric and standing. Programmes count differently, so nothing is added up over them.
class RegisterTotals {
 public:
  explicit RegisterTotals(const importers::ExportedList& list) : list_(list) {}

  void count(const std::vector<importers::ExportedCell>& row) {
    const auto text = [&](std::string_view column) {
      const auto found = std::find(list_.columns.begin(), list_.columns.end(), column);
      HOLDS(found != list_.columns.end());
      return row[static_cast<std::size_t>(found - list_.columns.begin())].text;
    };
    Sum& sum = sums_[{text("programme"), text("metric"), text("units_per_metric"), text("status")}];
    const auto quantity = digits_of(text("quantity"));
    const auto total = quantity ? checked_add(sum.quantity, *quantity) : std::nullopt;
    if (!total) throw Stop(Exit::failure, std::string(say("the quantities cannot be added up", "数量无法合计")));
    sum.quantity = *total;
    ++sum.rows;
  }
  [[nodiscard]] std::vector<std::vector<importers::ExportedCell>> rows() const {
    std::vector<std::vector<importers::ExportedCell>> rows;
    for (const auto& [key, sum] : sums_) {
      auto& row = rows.emplace_back();
      for (const auto& text : key) row.push_back({text, false});
      row.push_back({std::to_string(sum.rows), true});
      row.push_back({std::to_string(sum.quantity), std::to_string(sum.quantity).size() <= 15});
    }
    return rows;
  }

 private:
  struct Sum {
    std::int64_t rows = 0;
    std::int64_t quantity = 0;
  };
  const importers::ExportedList& list_;
  std::map<std::array<std::string, 4>, Sum> sums_;
};

Exit run_register(const YearRegister& asked, const Settings& settings) {
  const auto year = period_argument("--year", asked.year);
  if (year.size() != 4) stop_usage("--year", asked.year, say("a year such as 2025", "应为年份，如 2025"));
  const auto& list = *importers::exported_list("register-retirements");
  RegisterTotals sums(list);
  const Totals totals{.sheet = "totals",
                      .columns = {"programme", "metric", "units_per_metric", "status", "rows", "quantity"},
                      .count = [&sums](const auto& row) { sums.count(row); },
                      .rows = [&sums] { return sums.rows(); }};
  Session session(settings);
  return give_list(session, list.name, "/v1/registers/retirements/" + year + "?limit=500", asked.output, &totals);
}

}  // namespace

void add_list_verbs(CLI::App& app, Call& call) {
  auto asked = std::make_shared<NamedList>();
  auto* verb =
      add_verb(app, "list", "any list of the ledger, all rows: list batches --programme VCS --xlsx batches.xlsx",
               "账本的任一列表（全部行）：list batches --programme VCS --xlsx batches.xlsx");
  verb->add_option("NAME", asked->name)->required()->check(CLI::IsMember(names_of_lists()));
  std::map<std::string, std::string> filters{{"factory", std::string(say("of a list below a factory", "工厂条目号"))}};
  for (const auto& route : http::all_routes()) {
    if (route.list.empty()) continue;
    for (const auto& parameter : route.query) {
      if (is_filter(parameter)) filters.emplace(parameter.name, parameter.description);
    }
  }
  for (const auto& [name, text] : filters) verb->add_option(option_of(name), asked->filters[name], text);
  add_list_output(*verb, asked->output);
  verb->callback(
      [asked, &call] { call.action = [asked](const Settings& settings) { return run_list(*asked, settings); }; });
}

void add_export_register_verb(CLI::App& verb, Call& call) {
  auto asked = std::make_shared<YearRegister>();
  auto* inner = add_verb(verb, "register", "the register of a year's retirements, as a table", "年度注销登记表");
  inner->add_option("--year", asked->year, "2025")->required();
  add_list_output(*inner, asked->output);
  inner->callback(
      [asked, &call] { call.action = [asked](const Settings& settings) { return run_register(*asked, settings); }; });
}

}  // namespace tanbu::cli
