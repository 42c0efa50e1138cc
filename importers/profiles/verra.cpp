// Verra: the public export with 17 columns, the same rows from the old platform's interface, the account holder's
// report, and the lists of the platform of 2026, whose serials leave out the sectoral scope. Plan Vivo and others use
// that platform too; their units are refused by name.
#include "importers/profile.hpp"
#include "importers/refused_list.hpp"
#include "importers/respelling.hpp"

namespace tanbu::importers::profiles {
namespace {

// The last token of a serial says whether the units carry a further certification.
void compare_flag(Draft& draft) {
  const std::string& serial = draft[Role::serial];
  if (serial.size() < 2) return;
  const bool flag = serial.substr(serial.size() - 2) == "-1";
  if (flag == draft[Role::certification].empty()) {
    draft.notice(Role::certification, "flag_differs",
                 flag ? "the serial's last token is 1" : "the serial's last token is not 1");
  }
}

void prepare_list(Draft& draft) { compare_flag(draft); }

const DateForm report_dates{.order = DateOrder::day_month_year, .short_years_from = std::nullopt};

// "01/07/2014-31/12/2014", and the same days with hyphens in them: the one that both sides of are days.
void prepare_report(Draft& draft) {
  const std::string vintage = plain_text(draft[Role::vintage]);
  draft.ending = Ending::active;
  const auto is_day = [](const std::string& text) {
    return std::holds_alternative<Date>(read_date(text, report_dates));
  };
  auto middle = vintage.find('-');
  if (middle == std::string::npos) return;
  for (auto at = middle; at != std::string::npos; at = vintage.find('-', at + 1)) {
    if (!is_day(vintage.substr(0, at)) || !is_day(vintage.substr(at + 1))) continue;
    middle = at;
    break;
  }
  draft[Role::vintage_from] = vintage.substr(0, middle);
  draft[Role::vintage_until] = vintage.substr(middle + 1);
}

void take_platform_unit(Draft& draft) {
  if (draft[Role::unit_type] != "VCU") {
    draft.refuse(Role::unit_type, "unit_type_unknown", "the list holds units of another standard than the VCS");
    draft.foreign = true;
  }
  // The lists print the year only; the serial has both days.
  draft.vintage = vintage_in_vcs_serial(draft[Role::serial]);
}

void prepare_active(Draft& draft) {
  take_platform_unit(draft);
  draft.ending = Ending::active;
}

void prepare_issued(Draft& draft) {
  prepare_active(draft);
  draft.notice(Role::status, "state_at_issue");
}

void prepare_retired(Draft& draft) {
  take_platform_unit(draft);
  draft.ending = Ending::retired;
}

void prepare_cancelled(Draft& draft) {
  take_platform_unit(draft);
  draft.ending = Ending::cancelled;
}

// Each column by its name in the platform's interface and by its title in the platform's tables.
std::vector<ProfileColumn> platform_columns(std::vector<ProfileColumn> more) {
  std::vector<ProfileColumn> columns{
      {Role::serial, {"serialNo", "Serial Number", "Serial No"}},
      {Role::quantity, {"holdingQuantity", "Quantity", "Holding Quantity"}},
      {Role::unit_type, {"unitType", "Unit Type"}},
      {Role::project_id, {"projectId", "Project ID"}},
      {Role::title, {"projectName", "Project Name"}, false},
      {Role::technology, {"sectoralScope", "Sectoral Scope"}, false},
      {Role::methodology, {"methodologies", "Methodologies", "Methodology"}, false},
      {Role::vintage, {"vintage", "Vintage"}},
  };
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

const std::vector<std::string_view> issue_names{"issueDate", "Issuance Date", "Issue Date"};
const std::vector<std::string_view> retired_names{"retiredDate", "Retired Date", "Retirement Date"};
// Only the list of holdings says when units came into an account.
const std::vector<std::string_view> transfer_names{"transferDate", "Transfer Date"};
const std::vector<std::string_view> cancelled_names{"cancelledDate", "cancellationDate", "Cancelled Date",
                                                    "Cancellation Date"};

std::vector<std::string_view> names_of(const std::vector<std::vector<std::string_view>>& lists) {
  std::vector<std::string_view> names;
  for (const auto& list : lists) names.insert(names.end(), list.begin(), list.end());
  return names;
}

Profile platform(std::string_view name, std::string_view title, std::string_view title_zh,
                 std::vector<ProfileColumn> more, std::vector<std::string_view> absent, void (*prepare)(Draft&)) {
  return Profile{.name = name,
                 .title = title,
                 .title_zh = title_zh,
                 .where = "Verra Registry (platform of 2026), public reports, export as CSV or JSON",
                 .where_zh = "Verra 登记系统（2026 年新平台）公开报表，导出 CSV 或 JSON",
                 .programmes = {"VCS"},
                 .columns = platform_columns(std::move(more)),
                 .absent = std::move(absent),
                 .issues_only = prepare == prepare_issued,
                 .prepare = prepare};
}

const Refusal projects_only{"projects_only", "it lists projects and no units", "此文件只有项目，没有单位",
                            "projects are registered with their units: use the public list of VCUs",
                            "项目随单位一起登记：请使用 VCU 公开清单"};

std::vector<const Profile*> old_platform() {
  static const Profile list{
      .name = "verra-vcu-17/1",
      .title = "Verra, public list of VCUs with 17 columns",
      .title_zh = "Verra VCU 公开清单（17 列）",
      .where = "Verra Registry (until 2026), Search, VCUs, export as CSV",
      .where_zh = "Verra 登记系统（2026 年前）搜索“VCUs”，导出 CSV",
      .programmes = {"VCS"},
      .columns = {{Role::issued_on, {"Issuance Date"}},
                  {Role::vintage_from, {"Vintage Start"}},
                  {Role::vintage_until, {"Vintage End"}},
                  {Role::project_id, {"ID"}},
                  {Role::title, {"Name"}, false},
                  {Role::technology, {"Project Type"}, false},
                  {Role::methodology, {"Methodology"}, false},
                  {Role::total, {"Total Vintage Quantity"}, false},
                  {Role::quantity, {"Quantity Issued"}},
                  {Role::serial, {"Serial Number"}},
                  {Role::certification, {"Additional Certifications"}},
                  {Role::ended_on, {"Retirement/Cancellation Date"}},
                  {Role::beneficiary, {"Retirement Beneficiary"}},
                  {Role::reason, {"Retirement Reason"}, false},
                  {Role::details, {"Retirement Details"}, false}},
      .prepare = prepare_list,
  };
  static const Profile interface_list{
      .name = "verra-uiapi/1",
      .title = "Verra, list of VCUs of the interface until 2026",
      .title_zh = "Verra 旧平台接口 VCU 清单",
      .where = "the interface of the Verra Registry until 2026, search of assets, as JSON",
      .where_zh = "Verra 旧平台接口资产搜索（JSON）",
      .programmes = {"VCS"},
      .columns = {{Role::issued_on, {"issuanceDate"}},
                  {Role::vintage_from, {"vintageStart"}},
                  {Role::vintage_until, {"vintageEnd"}},
                  {Role::project_id, {"resourceIdentifier"}},
                  {Role::title, {"resourceName"}, false},
                  {Role::technology, {"protocolCategory"}, false},
                  {Role::methodology, {"protocol"}, false},
                  {Role::total, {"totalVintageQuantity"}, false},
                  {Role::quantity, {"quantity"}},
                  {Role::serial, {"serialNumbers"}},
                  {Role::certification, {"additionalCertifications"}},
                  {Role::ended_on, {"retireOrCancelDate"}},
                  {Role::beneficiary, {"retirementBeneficiary"}},
                  {Role::reason, {"retirementReason"}, false},
                  {Role::details, {"retirementDetails"}, false}},
      .prepare = prepare_list,
  };
  static const Profile report{
      .name = "verra-account-9/1",
      .title = "Verra, account holder's report with 9 columns",
      .title_zh = "Verra 账户持有人报表（9 列）",
      .where = "Verra Registry (until 2026), own account, report of a sub-account, export as CSV",
      .where_zh = "Verra 登记系统（2026 年前）本账户子账户报表，导出 CSV",
      .programmes = {"VCS"},
      .columns = {{Role::vintage, {"Vintage"}},
                  {Role::project_id, {"Project ID"}},
                  {Role::title, {"Project Name"}, false},
                  {Role::technology, {"Project Type"}, false},
                  {Role::quantity, {"Quantity of Credits"}},
                  {Role::serial, {"Serial Number"}},
                  {Role::vintage_from, {"Vintage Start"}, false},
                  {Role::vintage_until, {"Vintage End"}, false},
                  {Role::issued_on, {"Issuance Date"}, false}},
      .marks = {"Sub-Account ID", "Report Type"},
      .dates = report_dates,
      .issue_may_be_bounded = true,
      .prepare = prepare_report,
  };
  return {&list, &interface_list, &report};
}

std::vector<const Profile*> new_platform() {
  static const Profile issuances = platform(
      "verra-2026-issuances/1", "Verra, list of issuances of the platform of 2026", "Verra 新平台签发清单",
      {{Role::issued_on, issue_names}}, names_of({transfer_names, retired_names, cancelled_names}), prepare_issued);
  static const Profile holdings =
      platform("verra-2026-holdings/1", "Verra, list of holdings of the platform of 2026", "Verra 新平台持有清单",
               {{Role::issued_on, issue_names}, {Role::transaction, transfer_names}},
               names_of({retired_names, cancelled_names}), prepare_active);
  static const Profile retirements =
      platform("verra-2026-retirements/1", "Verra, list of retirements of the platform of 2026", "Verra 新平台注销清单",
               {{Role::ended_on, retired_names},
                {Role::issued_on, issue_names, false},
                {Role::beneficiary, {"beneficialOwner", "Beneficial Owner"}, false},
                {Role::reason, {"retirementReason", "Retirement Reason"}, false},
                {Role::details, {"retirementReasonDetails", "Retirement Reason Details"}, false}},
               cancelled_names, prepare_retired);
  static const Profile cancellations = platform(
      "verra-2026-cancellations/1", "Verra, list of cancellations of the platform of 2026", "Verra 新平台取消清单",
      {{Role::ended_on, cancelled_names},
       {Role::issued_on, issue_names, false},
       {Role::reason, {"cancellationReason", "Cancellation Reason"}, false}},
      retired_names, prepare_cancelled);
  return {&issuances, &holdings, &retirements, &cancellations};
}

std::vector<const Profile*> without_serials() {
  static const Profile vrod = refused_list(
      "VCS", "verra-vrod-issuances-2021/1", "Verra, issuances as the Voluntary Registry Offsets Database keeps them",
      "Verra 签发清单（VROD 整理版）", {"Unique Vintages", "VCS + ID", "Vintage Year", "Credits Issued"},
      Refusal{"serials_missing", "it names no serials", "此文件没有序列号",
              "ask for the public list of VCUs with the column Serial Number",
              "请使用含 Serial Number 列的 VCU 公开清单"});
  static const Profile projects = refused_list(
      "VCS", "verra-projects/1", "Verra, list of projects", "Verra 项目清单",
      {"ID", "Name", "Proponent", "AFOLU Activities", "Estimated Annual Emission Reductions"}, projects_only);
  static const Profile platform_projects = refused_list(
      "VCS", "verra-2026-projects/1", "Verra, list of projects of the platform of 2026", "Verra 新平台项目清单",
      {"projectDescription", "environmentalCategory", "piusListed"}, projects_only);
  return {&vrod, &projects, &platform_projects};
}

}  // namespace

std::vector<const Profile*> verra() {
  std::vector<const Profile*> all;
  for (const auto& family : {old_platform(), new_platform(), without_serials()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace tanbu::importers::profiles
