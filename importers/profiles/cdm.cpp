// The CDM registry's reports of issuances and of cancellations, which spread a serial over several columns, and two
// lists about the CDM that name no serials.
#include "importers/profile.hpp"
#include "importers/respelling.hpp"

namespace tanbu::importers::profiles {
namespace {

constexpr std::string_view completed = "4 - completed";

void take_serial(Draft& draft, Role day) {
  const auto serial = cdm_serial_of({.range = draft[Role::serial],
                                     .unit_type = draft[Role::unit_type],
                                     .commitment_period = draft[Role::commitment_period],
                                     .party = draft[Role::party],
                                     .project = draft[Role::project_id]});
  if (serial.empty() && !draft[Role::serial].empty()) {
    draft.refuse(Role::serial, "serial_form",
                 "a serial needs its range, the unit type (CER, tCER, lCER), the commitment period, the Party and the "
                 "project");
  }
  draft[Role::serial] = serial;
  const auto on = read_date(draft[day], DateForm{});
  const auto* date = std::get_if<Date>(&on);
  // Without the day of the transaction the row is refused for that.
  const Date latest = date == nullptr ? make_date(2199, 12, 31) : *date;
  draft.vintage = widest_cdm_vintage(draft[Role::commitment_period], latest);
  if (draft.vintage) {
    draft.notice(Role::commitment_period, "vintage_not_stated",
                 "recorded: " + format_date(draft.vintage->first) + " to " + format_date(draft.vintage->last));
  } else {
    draft.refuse(Role::commitment_period, "commitment_period_form", "a commitment period is 1 or 2");
  }
}

void take_transaction(Draft& draft, std::string_view name) {
  const bool right = header_key(draft[Role::transaction]).substr(0, name.size()) == name;
  if (!right || header_key(draft[Role::status]) != completed) {
    draft.refuse(Role::status, "status_unknown", "only a transaction that was completed is recorded");
  }
}

void prepare_issuance(Draft& draft) {
  if (draft[Role::serial].empty() && draft[Role::party].empty() && header_key(draft[Role::issued_on]) == "total") {
    draft.not_data = true;
    return;
  }
  take_transaction(draft, "issuance");
  take_serial(draft, Role::issued_on);
  draft.ending = Ending::active;
}

void prepare_cancellation(Draft& draft) {
  if (draft[Role::serial].empty() && draft[Role::project_id].empty() && header_key(draft[Role::ended_on]) == "total") {
    draft.not_data = true;
    return;
  }
  take_transaction(draft, "cancellation");
  // "BR-2569": the Party and the project.
  auto& project = draft[Role::project_id];
  if (const auto dash = project.find('-'); dash != std::string::npos) {
    draft[Role::party] = project.substr(0, dash);
    project.erase(0, dash + 1);
  }
  take_serial(draft, Role::ended_on);
  draft.ending = Ending::cancelled;
}

}  // namespace

std::vector<const Profile*> cdm() {
  static const Profile issuances{
      .name = "cdm-issuances/1",
      .title = "CDM registry, report of issuances",
      .title_zh = "CDM 登记处签发报告",
      .where = "UNFCCC, page of the CDM registry, Issuance report",
      .where_zh = "联合国气候变化框架公约 CDM 登记处页面，签发报告",
      .programmes = {"CDM"},
      .columns = {{Role::issued_on, {"Completion date"}},
                  {Role::transaction, {"Transaction type"}},
                  {Role::status, {"Status"}},
                  {Role::serial, {"SERIAL RANGE"}},
                  {Role::unit_type, {"Unit Type"}},
                  {Role::commitment_period, {"CP"}},
                  {Role::party, {"PARTY CODE"}},
                  {Role::project_id, {"Project number"}},
                  {Role::quantity, {"Total"}}},
      .issues_only = true,
      .prepare = prepare_issuance,
  };
  static const Profile cancellations{
      .name = "cdm-cancellations/1",
      .title = "CDM registry, report of cancellations",
      .title_zh = "CDM 登记处注销报告",
      .where = "UNFCCC, page of the CDM registry, Voluntary cancellation report",
      .where_zh = "联合国气候变化框架公约 CDM 登记处页面，自愿注销报告",
      .programmes = {"CDM"},
      .columns = {{Role::ended_on, {"Completion Date"}},
                  {Role::transaction, {"Transaction Type"}},
                  {Role::serial, {"Serial Range"}},
                  {Role::project_id, {"Project Identifier"}},
                  {Role::status, {"Status"}},
                  {Role::commitment_period, {"CP (Commitment Period)"}},
                  {Role::unit_type, {"Unit"}},
                  {Role::quantity, {"Total"}}},
      .prepare = prepare_cancellation,
  };
  static const Profile unep{
      .name = "cdm-unep-issuances/1",
      .title = "UNEP list of CDM issuances",
      .title_zh = "UNEP 的 CDM 签发清单",
      .where = {},
      .where_zh = {},
      .programmes = {"CDM"},
      .columns = {},
      .marks = {"CDM project reference number", "Issuance process ID", "Units - Total"},
      .refusal = Refusal{"serials_missing", "it names no serials", "此文件没有序列号",
                         "ask for the issuance report of the CDM registry, which has the column SERIAL RANGE",
                         "请使用 CDM 登记处的签发报告（含 SERIAL RANGE 列）"},
  };
  static const Profile projects{
      .name = "cdm-projects/1",
      .title = "List of CDM projects",
      .title_zh = "CDM 项目清单",
      .where = {},
      .where_zh = {},
      .programmes = {"CDM"},
      .columns = {},
      .marks = {"originProjectId", "projectName", "registryOfOrigin", "unitMetric"},
      .refusal = Refusal{"projects_only", "it lists projects and no units", "此文件只有项目，没有单位",
                         "projects are registered with their units: use the issuance report of the CDM registry",
                         "项目随单位一起登记：请使用 CDM 登记处的签发报告"},
  };
  return {&issuances, &cancellations, &unep, &projects};
}

}  // namespace tanbu::importers::profiles
