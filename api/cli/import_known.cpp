// Questions and answers of import_known.hpp.
#include "api/cli/import_known.hpp"

#include <boost/json/array.hpp>

#include "api/cli/answer.hpp"
#include "api/cli/ledger_lists.hpp"
#include "importers/known_batch.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

// Against a server that never ends; the list of a programme's batches is the longest of them.
constexpr PageLimits known_limits{.pages_max = 20'000, .bytes_max = std::size_t{4} << 30U};

importers::Known ask_known(Session& session, const std::string& programme) {
  importers::Known known;
  each_project(session, programme, known_limits,
               [&](const json::value& project) { known.projects.insert(text_at(project, "project_id")); });
  each_of_list(session, "/v1/batches?programme=" + percent_encoded(programme), known_limits,
               [&](const json::value& element) {
                 if (auto batch = known_batch(element)) known.batches.push_back(std::move(*batch));
               });
  return known;
}

}  // namespace

std::optional<RegistryEventStatus> registry_event_status(const std::string& word) {
  for (const auto status : {RegistryEventStatus::active, RegistryEventStatus::retired, RegistryEventStatus::cancelled,
                            RegistryEventStatus::withdrawn}) {
    if (word == name_of(status)) return status;
  }
  return std::nullopt;
}

std::optional<importers::KnownBatch> known_batch(const json::value& batch) {
  const auto units = range_at(batch);
  const auto entry = number_at(batch, "batch");
  if (!units || !entry || !at(batch, "voided_by").is_null()) return std::nullopt;
  std::vector<importers::RegistryWord> words;
  if (const auto* events = at(batch, "registry_events").if_array()) {
    for (const auto& event : *events) {
      const auto range = range_at(event);
      if (!range) continue;
      words.push_back({*range, registry_event_status(text_at(event, "status")), parse_date(text_at(event, "on"))});
    }
  }
  importers::KnownBatch recorded{text_at(batch, "namespace"), *units, *entry};
  const auto status = text_at(batch, "registry_status.status");
  recorded.active = status == "active";
  if (!recorded.active) {
    recorded.how = {registry_event_status(status), parse_date(text_at(batch, "registry_status.on"))};
  }
  return importers::known_after(std::move(recorded), words);
}

importers::KnownByProgramme ask_known(Session& session, const std::set<std::string>& programmes) {
  importers::KnownByProgramme known;
  for (const auto& programme : programmes) known.emplace(programme, ask_known(session, programme));
  return known;
}

}  // namespace tanbu::cli
