// The list of batches that a ledger hands out (importers/exported.hpp), so that another ledger can record them.
#include "importers/profile.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

void prepare_exported(Draft& draft) {
  // The code of the programme's own table outlives the row.
  const Programme* programme = find_programme(draft[Role::programme]);
  draft.programme = programme == nullptr ? std::string_view{} : programme->code;
  const std::string& status = draft[Role::status];
  if (status == "active") {
    draft.ending = Ending::active;
  } else if (status == "retired") {
    draft.ending = Ending::retired;
  } else if (status == "cancelled") {
    draft.ending = Ending::cancelled;
  } else {
    draft.refuse(Role::status, "status_unknown", "active, retired or cancelled");
  }
  if (!draft[Role::voided].empty()) draft.refuse(Role::voided, "batch_voided");
  // Recorded as it once was, the batch would give units away that the registry says are used.
  const std::string& events = draft[Role::transaction];
  if (!events.empty() && events != "[]") draft.refuse(Role::transaction, "registry_events_follow");
}

const Profile& exported_batches() {
  static const Profile profile{
      .name = "tanbu-batches/1",
      .title = "batches of a tanbu ledger",
      .title_zh = "碳簿账本的批次列表",
      .where = "tanbu list batches --csv or --xlsx; GET /v1/batches as text/csv",
      .where_zh = "tanbu list batches --csv 或 --xlsx；GET /v1/batches（text/csv）",
      .programmes = {"OTHER"},
      .columns = {{Role::programme, {"programme"}},
                  {Role::serial, {"serial"}},
                  {Role::quantity, {"quantity"}},
                  {Role::project_id, {"project_id"}},
                  {Role::title, {"project.title"}, false},
                  {Role::country, {"project.country"}, false},
                  {Role::technology, {"project.technology"}, false},
                  {Role::methodology, {"project.methodology"}, false},
                  {Role::vintage_from, {"vintage_from"}},
                  {Role::vintage_until, {"vintage_until"}},
                  {Role::issued_on, {"issued_on"}},
                  {Role::status, {"registry_status.status"}},
                  {Role::ended_on, {"registry_status.on"}, false},
                  {Role::beneficiary, {"registry_status.beneficiary_text"}, false},
                  {Role::reason, {"registry_status.reason_text"}, false},
                  {Role::transaction, {"registry_events"}},
                  {Role::voided, {"voided_by"}}},
      .marks = {"namespace", "tradable"},
      .prepare = prepare_exported,
  };
  return profile;
}

}  // namespace

namespace profiles {
std::vector<const Profile*> tanbu_batches() { return {&exported_batches()}; }
}  // namespace profiles

}  // namespace tanbu::importers
