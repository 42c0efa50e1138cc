// American Carbon Registry: lists of retirements and cancellations as tables, the interface's credits as JSON, and the
// lists of issuances, which name no serials.
#include "importers/profile.hpp"
#include "importers/refused_list.hpp"

namespace tanbu::importers::profiles {
namespace {

void prepare_retirement(Draft& draft) { draft.ending = Ending::retired; }
void prepare_cancellation(Draft& draft) { draft.ending = Ending::cancelled; }

// One list for every state; which day is filled tells it. Project numbers have noughts before them here, which the
// serials have not.
void prepare_interface(Draft& draft) {
  auto& project = draft[Role::project_id];
  constexpr std::size_t prefix = std::string_view("ACR").size();
  while (project.size() > prefix + 1 && project[prefix] == '0') project.erase(prefix, 1);
  draft.ending = Ending::active;
  if (!draft[Role::ended_on].empty()) draft.ending = Ending::retired;
  if (draft[Role::transaction].empty()) return;
  draft[Role::ended_on] = draft[Role::transaction];
  draft.ending = Ending::cancelled;
}

const Refusal no_serials{"serials_missing", "it names no serials", "此文件没有序列号",
                         "ask for the list of retirements or of cancellations, or the public list of issued credits "
                         "with the column Credit Serial Numbers",
                         "请使用含 Credit Serial Numbers 列的注销、取消或已签发清单"};

const std::vector<ProfileColumn> columns_2026{
    {Role::serial, {"Credit Serial Numbers"}},
    {Role::issued_on, {"Date Issued (GMT)"}},
    {Role::vintage, {"Vintage"}},
    {Role::vintage_from, {"Vintage Assignment Period Start Date"}},
    {Role::vintage_until, {"Vintage Assignment Period End Date"}},
    {Role::quantity, {"Quantity of Credits"}},
    {Role::ended_on, {"Status Effective (GMT)"}},
    {Role::project_id, {"Project ID"}},
    {Role::title, {"Project Name"}, false},
    {Role::technology, {"Project Type"}, false},
    {Role::methodology, {"Project Methodology/Protocol"}, false},
};

std::vector<ProfileColumn> with(std::vector<ProfileColumn> more) {
  auto columns = columns_2026;
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

}  // namespace

std::vector<const Profile*> acr() {
  static const Profile retirements_2021{
      .name = "acr-vrod-retirements-2021/1",
      .title = "American Carbon Registry, retirements as the Voluntary Registry Offsets Database keeps them",
      .title_zh = "美国碳登记处注销清单（VROD 整理版）",
      .where = "Voluntary Registry Offsets Database, sheet of ACR retirements",
      .where_zh = "VROD 数据库，ACR 注销表",
      .programmes = {"ACR"},
      .columns = {{Role::project_id, {"Project ID"}},
                  {Role::vintage, {"Vintage"}},
                  {Role::serial, {"Offset Credit Serial Numbers"}},
                  {Role::quantity, {"Quantity of Offset Credits"}},
                  {Role::ended_on, {"Status Effective"}},
                  {Role::title, {"Project Name"}, false},
                  {Role::technology, {"Project Type"}, false},
                  {Role::methodology, {"Protocol Version"}, false},
                  {Role::reason, {"Retirement Reason"}, false},
                  {Role::details, {"Retirement Reason Details"}, false},
                  {Role::issued_on, {"Date Issued"}}},
      .marks = {"ARB Eligible", "Retirement Year"},
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .prepare = prepare_retirement,
  };
  static const Profile retirements_2026{
      .name = "acr-retirements-2026/1",
      .title = "American Carbon Registry, list of retirements",
      .title_zh = "美国碳登记处注销清单",
      .where = "ACR Registry, public report Retired Credits, export as CSV",
      .where_zh = "ACR 登记系统公开报表“Retired Credits”，导出 CSV",
      .programmes = {"ACR"},
      .columns = with({{Role::beneficiary, {"Retired on Behalf of"}},
                       {Role::reason, {"Retirement Reason"}, false},
                       {Role::details, {"Purpose of Retirement"}, false}}),
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .prepare = prepare_retirement,
  };
  static const Profile cancellations_2026{
      .name = "acr-cancellations-2026/1",
      .title = "American Carbon Registry, list of cancellations",
      .title_zh = "美国碳登记处取消清单",
      .where = "ACR Registry, public report Cancelled Credits, export as CSV",
      .where_zh = "ACR 登记系统公开报表“Cancelled Credits”，导出 CSV",
      .programmes = {"ACR"},
      // By its reason alone this list is told from that of retirements.
      .columns = with({{Role::reason, {"Cancellation Type"}}}),
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .prepare = prepare_cancellation,
  };
  static const Profile interface_credits{
      .name = "acr-api-credits-2026/1",
      .title = "American Carbon Registry, credits of the public interface",
      .title_zh = "美国碳登记处公开接口的信用清单",
      .where = "the public interface of the ACR registry of 2026, list of issued credits, as JSON",
      .where_zh = "ACR 2026 年登记系统公开接口，已签发清单（JSON）",
      .programmes = {"ACR"},
      .columns = {{Role::serial, {"holdingSerialNumber"}},
                  {Role::quantity, {"holdingQuantity"}},
                  {Role::project_id, {"projectReferenceId"}},
                  {Role::title, {"projectName"}, false},
                  {Role::technology, {"projectTypeName"}, false},
                  {Role::vintage, {"vintage"}},
                  {Role::issued_on, {"issuanceDate"}},
                  {Role::ended_on, {"retirementDate"}},
                  {Role::transaction, {"cancellationDate"}},
                  {Role::beneficiary, {"retirementOnBehalfOfName"}, false},
                  {Role::reason, {"retirementReasonDisplayName"}, false},
                  {Role::details, {"retirementPurpose"}, false}},
      .prepare = prepare_interface,
  };
  static const Profile issuances_2021 = refused_list(
      "ACR", "acr-vrod-issuances-2021/1",
      "American Carbon Registry, issuances as the Voluntary Registry Offsets Database keeps them",
      "美国碳登记处签发清单（VROD 整理版）",
      {"Total Credits Issued", "Credits Issued to Buffer Pool", "CORSIA Qualified", "Issuance Year"}, no_serials);
  static const Profile issuances_2026 =
      refused_list("ACR", "acr-issuances-2026/1", "American Carbon Registry, list of issuances", "美国碳登记处签发清单",
                   {"Total Credits Issued", "Credits Issued to Buffer Pool", "Date Issued (GMT)"}, no_serials);
  return {&retirements_2021,  &retirements_2026, &cancellations_2026,
          &interface_credits, &issuances_2021,   &issuances_2026};
}

}  // namespace tanbu::importers::profiles
