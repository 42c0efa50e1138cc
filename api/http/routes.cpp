// The table. Shared parameters stand above it.
#include "api/http/routes.hpp"

#include "api/http/handlers.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t command_bytes_max = 64 * 1024;
constexpr std::size_t batch_bytes_max = std::size_t{16} << 20U;

const Parameter index_in_path{"index", ValueKind::index, true, "index of the entry that made it"};
const Parameter programme_in_path{"programme", ValueKind::programme, true, "code of a programme"};
const Parameter limit{"limit", ValueKind::page_limit, false, "rows of a page, 1 to 500; 100 when absent"};
const Parameter cursor{"cursor", ValueKind::cursor, false, "next of the page before"};
const Parameter from{"from", ValueKind::index, false, "first entry to list"};
const Parameter programme{"programme", ValueKind::programme, false, "only of this programme"};

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

std::vector<Route> log_routes() {
  return {
      {.method = "GET",
       .pattern = "/log/checkpoint",
       .read = read_checkpoint,
       .correction = "void",
       .description = "The newest signed checkpoint"},
      {.method = "GET",
       .pattern = "/log/tile/{tile*}",
       .read = read_tile,
       .path = {{"tile", ValueKind::rest, true, "level and number of a tile, or entries and number"}},
       .correction = "void",
       .description = "Hashes or entries of the tree"},
      {.method = "GET",
       .pattern = "/v1/log",
       .read = read_log,
       .correction = "void",
       .description = "Name, key, size and root of the log"},
      {.method = "GET",
       .pattern = "/v1/entries",
       .read = read_entries,
       .query = {from, limit, cursor},
       .correction = "void",
       .description = "Entries in order"},
      {.method = "GET",
       .pattern = "/v1/entries/{index}",
       .access = Access::by_right,
       .read = read_entry,
       .path = {index_in_path},
       .correction = "void",
       .description = "One entry, with its effects where they are public"},
      {.method = "GET",
       .pattern = "/v1/entries/{index}/receipt",
       .read = read_receipt,
       .path = {index_in_path},
       .query = {{"checkpoint", ValueKind::latest, false, "latest: against the newest checkpoint"}},
       .correction = "void",
       .description = "Proof that the entry is in the log"},
      {.method = "GET",
       .pattern = "/v1/entries/{index}/command",
       .access = Access::by_right,
       .read = read_command,
       .path = {index_in_path},
       .correction = "void",
       .description = "The signed command as received"},
      {.method = "GET",
       .pattern = "/v1/entries/{index}/affected",
       .access = Access::by_right,
       .read = read_affected,
       .path = {index_in_path},
       .correction = "void",
       .description = "Retirements, factories, periods and units that an entry touches"},
      {.method = "GET",
       .pattern = "/v1/conflicts",
       .read = read_conflicts,
       .query = {{"status", ValueKind::standing, false, "open or all; open when absent"}, limit, cursor},
       .correction = "void",
       .description = "Accounts that contradict each other"},
      {.method = "GET",
       .pattern = "/v1/refused-double-uses",
       .access = Access::by_right,
       .read = read_refused_double_uses,
       .query = {limit, cursor},
       .correction = "void",
       .description = "Signed attempts to use something twice; for the association"},
      {.method = "GET",
       .pattern = "/v1/pending",
       .access = Access::by_right,
       .read = read_pending,
       .query = {limit, cursor},
       .correction = "decline",
       .description = "Commands of the asking party that need a second signature"},
      {.method = "GET",
       .pattern = "/v1/commands",
       .access = Access::by_right,
       .read = read_commands,
       .query = {from, limit},
       .correction = "void",
       .description = "Commands in order, null where withheld"},
      {.method = "GET",
       .pattern = "/v1/proofs/inclusion",
       .read = read_inclusion,
       .query = {{"index", ValueKind::index, true, "the entry"},
                 {"size", ValueKind::index, false, "of the tree; the newest when absent"}},
       .description = "Inclusion proof of an entry"},
      {.method = "GET",
       .pattern = "/v1/proofs/consistency",
       .read = read_consistency,
       .query = {{"from", ValueKind::index, true, "size of the earlier tree"},
                 {"to", ValueKind::index, true, "size of the later tree"}},
       .description = "Consistency proof between two sizes"},
  };
}

std::vector<Route> party_routes() {
  return {
      {.method = "GET", .pattern = "/v1/programmes", .read = read_programmes, .description = "Credit programmes"},
      {.method = "GET",
       .pattern = "/v1/parties",
       .read = read_parties,
       .query = {limit, cursor},
       .correction = "update_party",
       .description = "Enrolled parties"},
      {.method = "GET",
       .pattern = "/v1/parties/{party}",
       .read = read_party,
       .path = {{"party", ValueKind::party, true, "id of a party"}},
       .correction = "update_party",
       .description = "One party"},
      {.method = "GET",
       .pattern = "/v1/bodies",
       .read = read_bodies,
       .query = {{"scheme", ValueKind::text, true, "code of a scheme"}, limit, cursor},
       .correction = "end_authorisation",
       .description = "Authorisations of bodies under a scheme"},
      {.method = "GET",
       .pattern = "/v1/bodies/{party}",
       .read = read_body,
       .path = {{"party", ValueKind::party, true, "id of a party"}},
       .correction = "end_authorisation",
       .description = "Authorisations of one body"},
      {.method = "GET",
       .pattern = "/v1/factories",
       .read = read_factories,
       .query = {limit, cursor},
       .correction = "update_factory",
       .description = "Registered factories"},
      {.method = "GET",
       .pattern = "/v1/factories/{index}",
       .read = read_factory,
       .path = {index_in_path},
       .correction = "update_factory",
       .description = "One factory"},
      {.method = "GET",
       .pattern = "/v1/factories/{index}/engagements",
       .access = Access::by_right,
       .read = read_engagements,
       .path = {index_in_path},
       .correction = "end_engagement",
       .description = "Bodies engaged for a factory; for its operator and each body"},
      {.method = "GET",
       .pattern = "/v1/factories/{index}/periods/{period}/coverage",
       .access = Access::by_right,
       .read = read_coverage,
       .path = {index_in_path, {"period", ValueKind::period, true, "a reporting period"}},
       .query = {{"inventory", ValueKind::index, false, "a version; the one that counts when absent"}},
       .correction = "declare_inventory",
       .description = "How far retired units cover the emissions of a factory-year"},
  };
}

std::vector<Route> unit_routes() {
  return {
      {.method = "GET",
       .pattern = "/v1/projects",
       .read = read_projects,
       .query = {programme, limit, cursor},
       .correction = "link_projects",
       .description = "Registered projects"},
      {.method = "GET",
       .pattern = "/v1/projects/{programme}/{project}",
       .read = read_project,
       .path = {programme_in_path, {"project", ValueKind::text, true, "id within the programme"}},
       .correction = "link_projects",
       .description = "One project"},
      {.method = "GET",
       .pattern = "/v1/batches",
       .read = read_batches,
       .query = {programme, {"project", ValueKind::text, false, "id within the programme"}, limit, cursor},
       .correction = "amend_batch",
       .description = "Recorded batches"},
      {.method = "GET",
       .pattern = "/v1/batches/{index}",
       .access = Access::by_right,
       .read = read_batch,
       .path = {index_in_path},
       .correction = "amend_batch",
       .description = "One batch and the condition of its units; holders by right"},
      {.method = "GET",
       .pattern = "/v1/serials/{programme}/{serial}",
       .access = Access::by_right,
       .read = read_serial,
       .path = {programme_in_path, {"serial", ValueKind::text, true, "a printed serial or a bare number"}},
       .correction = "amend_batch",
       .description = "What became of a serial or a number"},
      {.method = "GET",
       .pattern = "/v1/units",
       .access = Access::by_right,
       .read = read_units,
       .query = {{"programme", ValueKind::programme, true, "code of a programme"},
                 {"serial", ValueKind::text, false, "a printed serial; this or number"},
                 {"number", ValueKind::index, false, "one number inside any range; this or serial"}},
       .correction = "amend_batch",
       .description = "The life of units, by serial or by one number"},
      {.method = "GET",
       .pattern = "/v1/units/absence",
       .read = read_absence,
       .query = {{"programme", ValueKind::programme, true, "code of a programme"},
                 {"serial", ValueKind::text, true, "a printed serial"}},
       .correction = "record_batch",
       .description = "Signed statement that nothing is recorded of a serial"},
      {.method = "GET",
       .pattern = "/v1/retirements",
       .read = read_retirements,
       .query = {{"factory", ValueKind::index, false, "only for this factory"},
                 {"period", ValueKind::period, false, "only for this period; needs factory"},
                 {"beneficiary", ValueKind::party, false, "only of this beneficiary"},
                 limit,
                 cursor},
       .correction = "correct_retirement",
       .description = "Retirements"},
      {.method = "GET",
       .pattern = "/v1/retirements/{index}",
       .read = read_retirement,
       .path = {index_in_path},
       .correction = "correct_retirement",
       .description = "One retirement"},
      {.method = "GET",
       .pattern = "/v1/holdings",
       .access = Access::by_right,
       .read = read_holdings,
       .query = {{"party", ValueKind::party, true, "the holder"}, limit, cursor},
       .correction = "transfer",
       .description = "Units that a party holds"},
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
    for (auto group : {command_routes(), log_routes(), party_routes(), unit_routes(), operation_routes()}) {
      for (Route& route : group) routes.push_back(std::move(route));
    }
    return routes;
  }();
  return all;
}

}  // namespace tanbu::http
