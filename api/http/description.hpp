// The description of this interface (OpenAPI 3.1), which is the contract with its clients. Summaries, schemas and
// examples are written by hand in api/http/description/*.json; what the server's own tables know (routes, parameters,
// bounds, statuses and codes of problems) is added from them, so that it cannot be forgotten. Not the pages that show
// it: description_page.hpp.
#pragma once
#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/router.hpp"

namespace tanbu::http {

// A file of api/http/description, in the pieces in which a compiler takes it (cmake/Description.cmake).
struct DescriptionFile {
  std::string_view name;
  std::vector<std::string_view> pieces;
};
[[nodiscard]] const std::vector<DescriptionFile>& description_files();
// Empty where there is none of the name.
[[nodiscard]] std::string description_file(std::string_view name);

// The whole document, made once. Any thread.
[[nodiscard]] const boost::json::object& api_description();
// What "/v1/entries/{index}" is called in it: "{tile*}" has no spelling there and stands as "{tile}".
[[nodiscard]] std::string described_path(const Route& route);
// Every code of a problem that the operation may answer with. `more` are the codes and groups of codes that its own
// description adds: "group:token" and "group:decision" stand for whole tables. Throws std::logic_error for others.
[[nodiscard]] std::set<std::string> problem_codes_of(const Route& route, const std::vector<std::string>& more);

// The routes of the description and of the pages that explain it, part of all_routes().
[[nodiscard]] std::vector<Route> description_routes();

}  // namespace tanbu::http
