// The one table, put together; routes of commands, imports and operation stand here.
#include "api/http/routes.hpp"

#include "api/http/description.hpp"
#include "api/http/handlers.hpp"
#include "api/http/import_preview.hpp"
#include "api/http/route_tables.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t command_bytes_max = 64 * 1024;
constexpr std::size_t batch_bytes_max = std::size_t{16} << 20U;

const Parameter fields{"fields", ValueKind::text, false, "only these members of a row, with commas between them"};

std::vector<Route> command_routes() {
  return {
      {.method = "POST",
       .pattern = "/v1/commands",
       .command = post_command,
       .body_bytes_max = command_bytes_max,
       .query = {{"dry_run", ValueKind::flag, false, "decide, but write nothing"}},
       .correction = "void",
       .description = "One signed command"},
      {.method = "POST",
       .pattern = "/v1/commands:batch",
       .command = post_batch,
       .body_bytes_max = batch_bytes_max,
       .request_seconds_max = 120,
       .correction = "void",
       .description = "Signed commands, one a line, answered line by line"},
  };
}

const Parameter import_in_path{"import", ValueKind::text, true, "id that POST /v1/imports gave"};

std::vector<Route> import_routes() {
  using namespace parameters;
  return {
      {.method = "POST",
       .pattern = "/v1/imports",
       .access = Access::by_right,
       .command = post_import,
       .body_bytes_max = import_bytes_max,
       .request_seconds_max = 120,
       .query = {{"encoding", ValueKind::text, false, "of a text: utf-8, utf-16le, utf-16be, gb18030 or windows-1252"},
                 {"delimiter", ValueKind::text, false, "comma, semicolon or tab"},
                 {"sheet", ValueKind::text, false, "the one sheet of a workbook to read, or the path of rows in JSON"},
                 {"profile", ValueKind::text, false, "name of the format, where a header is that of two"},
                 {"made_on", ValueKind::date, false, "the day on which the registry made the file"}},
       .correction = "void",
       .description = "A registry's file, to be read and offered as commands; for registrars"},
      {.method = "GET",
       .pattern = "/v1/imports/{import}",
       .access = Access::by_right,
       .read = read_import,
       .path = {import_in_path},
       .correction = "void",
       .description = "What the file would record; for the party that posted it",
       .by_language = true},
      {.method = "GET",
       .pattern = "/v1/imports/{import}/rows",
       .access = Access::by_right,
       .read = read_import_rows,
       .path = {import_in_path},
       .query = {{"outcome", ValueKind::text, false, "only recorded, known or refused"}, limit, cursor},
       .correction = "void",
       .description = "Every row and what becomes of it",
       .by_language = true},
      {.method = "GET",
       .pattern = "/v1/imports/{import}/commands",
       .access = Access::by_right,
       .read = read_import_commands,
       .path = {import_in_path},
       .query = {from, limit},
       .correction = "void",
       .description = "Unsigned commands, one a line, for the party to sign"},
      {.method = "POST",
       .pattern = "/v1/imports/{import}/commit",
       .access = Access::by_right,
       .command = post_import_commit,
       .body_bytes_max = batch_bytes_max,
       .request_seconds_max = 120,
       .path = {import_in_path},
       .query = {{"dry_run", ValueKind::flag, false, "decide, but write nothing"}},
       .correction = "void",
       .description = "Signed commands of the import, one a line: all become entries, or none does"},
  };
}

std::vector<Route> operation_routes() {
  return {
      {.method = "GET", .pattern = "/", .plain = read_front_page, .description = "What this is"},
      {.method = "GET", .pattern = "/healthz", .plain = read_health, .description = "The process answers"},
      {.method = "GET", .pattern = "/readyz", .read = read_readiness, .description = "The ledger takes commands"},
      {.method = "GET", .pattern = "/version", .plain = read_version, .description = "Versions of program and rules"},
  };
}

}  // namespace

std::span<const Route> all_routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> routes;
    for (auto group : {command_routes(), import_routes(), log_routes(), party_routes(), certificate_routes(),
                       unit_routes(), operation_routes(), description_routes()}) {
      for (Route& route : group) {
        if (!route.list.empty()) route.query.push_back(fields);
        routes.push_back(std::move(route));
      }
    }
    return routes;
  }();
  return all;
}

}  // namespace tanbu::http
