// Questions and answers of reconcile_picture.hpp.
#include "api/cli/reconcile_picture.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "api/cli/answer.hpp"
#include "api/cli/import_known.hpp"
#include "api/cli/ledger_lists.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;
using importers::LedgerBatch;
using importers::LedgerUse;
using importers::Picture;
using importers::Statement;

std::optional<Statement> statement_of(const json::value& value, UnitRange units) {
  const auto status = registry_event_status(text_at(value, "status"));
  if (!status) return std::nullopt;
  return Statement{units, *status, parse_date(text_at(value, "on")), text_at(value, "beneficiary_text"),
                   text_at(value, "reason_text")};
}

// Against a server that never ends.
constexpr PageLimits picture_limits{.pages_max = 20'000, .bytes_max = std::size_t{1} << 30U};

std::string name_key(const std::string& programme, const std::string& project) { return programme + " " + project; }

// Names and aliases under which registries know the beneficiaries, each asked for once.
void ask_beneficiaries(Session& session, std::vector<LedgerUse>& uses) {
  std::map<std::string, Party> known;
  for (LedgerUse& use : uses) {
    const auto [at_party, fresh] = known.emplace(use.beneficiary.id.text, use.beneficiary);
    Party& party = at_party->second;
    if (fresh) {
      const auto value = session.get_json("/v1/parties/" + percent_encoded(party.id.text));
      party.name = text_at(value, "name");
      if (const auto* aliases = at(value, "aliases").if_array()) {
        for (const auto& alias : *aliases) party.aliases.push_back(text_of(alias));
      }
    }
    use.beneficiary = party;
  }
}

}  // namespace

std::optional<LedgerBatch> ledger_batch(const json::value& value) {
  const auto units = range_at(value);
  const auto entry = number_at(value, "batch");
  const auto from = parse_date(text_at(value, "vintage_from"));
  const auto until = parse_date(text_at(value, "vintage_until"));
  const auto issued_on = parse_date(text_at(value, "issued_on"));
  if (!units || !entry || !from || !until || !issued_on || !at(value, "voided_by").is_null()) return std::nullopt;
  auto recorded = statement_of(at(value, "registry_status"), *units);
  if (!recorded) return std::nullopt;
  LedgerBatch batch;
  batch.batch = *entry;
  batch.programme = text_at(value, "programme");
  batch.project_id = text_at(value, "project_id");
  batch.serial = text_at(value, "serial");
  batch.space = text_at(value, "namespace");
  batch.units = *units;
  batch.vintage = {*from, *until};
  batch.issued_on = *issued_on;
  batch.opaque = at(value, "opaque").is_bool() && at(value, "opaque").get_bool();
  batch.statements.push_back(*std::move(recorded));
  if (const auto* events = at(value, "registry_events").if_array()) {
    for (const auto& event : *events) {
      const auto range = range_at(event);
      if (!range || !units->overlaps(*range)) continue;
      if (auto said = statement_of(event, units->intersection(*range))) batch.statements.push_back(*std::move(said));
    }
  }
  return batch;
}

std::optional<LedgerUse> ledger_use(const json::value& value) {
  const auto entry = number_at(value, "retirement");
  const auto period = parse_period(text_at(value, "period"));
  const auto retired_on = parse_date(text_at(value, "retired_on"));
  const auto beneficiary = parse_party(text_at(value, "beneficiary"));
  const auto status = text_at(value, "status");
  const bool waits = status == "on_hold";
  const bool claim = at(value, "claim").is_bool() && at(value, "claim").get_bool();
  const bool stands = status == "declared" || status == "matched" || status == "confirmed" || (waits && !claim);
  if (!entry || !period || !retired_on || !beneficiary || !stands) return std::nullopt;
  LedgerUse use;
  use.retirement = *entry;
  use.declared = status == "declared";
  use.matches = text_at(value, "match.state") == "agrees";
  use.period = *period;
  use.retired_on = *retired_on;
  use.registry_reference = text_at(value, "registry_reference");
  use.beneficiary.id = *beneficiary;
  if (const auto* ranges = at(value, "ranges").if_array()) {
    for (const auto& range : *ranges) {
      const auto batch = number_at(range, "batch");
      const auto units = range_at(range);
      if (batch && units) use.parts.push_back({*batch, *units});
    }
  }
  return use;
}

Picture ask_picture(Session& session, const std::set<std::string>& programmes) {
  Picture picture;
  std::set<std::uint64_t> batches;
  for (const auto& programme : programmes) {
    each_project(session, programme, picture_limits, [&](const json::value& project) {
      picture.projects.insert(name_key(programme, text_at(project, "project_id")));
    });
    const auto asked = "/v1/batches?programme=" + percent_encoded(programme);
    each_of_list(session, asked, picture_limits, [&](const json::value& element) {
      auto batch = ledger_batch(element);
      if (!batch) return;
      batches.insert(batch->batch);
      picture.batches.push_back(*std::move(batch));
    });
  }
  std::sort(picture.batches.begin(), picture.batches.end(),
            [](const LedgerBatch& one, const LedgerBatch& other) { return one.batch < other.batch; });
  each_of_list(session, "/v1/retirements", picture_limits, [&](const json::value& element) {
    auto use = ledger_use(element);
    if (!use) return;
    const bool concerned = std::any_of(use->parts.begin(), use->parts.end(),
                                       [&](const auto& part) { return batches.count(part.batch) != 0; });
    if (concerned) picture.uses.push_back(*std::move(use));
  });
  ask_beneficiaries(session, picture.uses);
  return picture;
}

void ask_struck_units(Session& session, const importers::Reading& reading, Picture& picture) {
  std::map<std::pair<std::string, std::string>, LedgerBatch*> opaque;
  for (LedgerBatch& batch : picture.batches) {
    if (batch.opaque) opaque[{batch.programme, batch.space}] = &batch;
  }
  for (const auto& row : reading.held) {
    const auto found = opaque.find({row.programme.empty() ? reading.programme : row.programme, row.space});
    if (found == opaque.end() || found->second->units.end <= row.units.end) continue;
    LedgerBatch& batch = *found->second;
    const auto value = session.get_json("/v1/batches/" + std::to_string(batch.batch), Access::by_right);
    const auto* units = at(value, "units").if_array();
    if (units == nullptr) continue;
    // From the end backwards, as far as nothing is left that could be struck out.
    std::int64_t begin = batch.units.end;
    for (auto piece = units->rbegin(); piece != units->rend(); ++piece) {
      const auto status = text_at(*piece, "status");
      const auto range = range_at(*piece);
      const bool gone = status == "cancelled" || status == "in_conflict";
      if (!gone || !range || range->end != begin) break;
      begin = range->begin;
    }
    if (begin <= row.units.end) batch.struck_from = row.units.end;
  }
}

}  // namespace tanbu::cli
