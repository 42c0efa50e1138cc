// Climate Action Reserve: lists of retirements, and the lists of issuances and projects, which name no serials. None of
// its lists states when the units of a serial were issued.
#include "importers/profile.hpp"
#include "importers/refused_list.hpp"

namespace tanbu::importers::profiles {
namespace {

void prepare_retirement(Draft& draft) { draft.ending = Ending::retired; }

const Refusal no_serials{"serials_missing", "it names no serials", "此文件没有序列号",
                         "ask for the list of retirements, which has the column Offset Credit Serial Numbers",
                         "请使用含 Offset Credit Serial Numbers 列的注销清单"};

const std::vector<ProfileColumn> shared_columns{
    {Role::vintage, {"Vintage"}},
    {Role::serial, {"Offset Credit Serial Numbers"}},
    {Role::quantity, {"Quantity of Offset Credits"}},
    {Role::ended_on, {"Status Effective"}},
    {Role::project_id, {"Project ID"}},
    {Role::title, {"Project Name"}, false},
    {Role::technology, {"Project Type"}, false},
    {Role::methodology, {"Protocol and Version", "Protocol Version"}, false},
    {Role::reason, {"Retirement Reason"}, false},
    {Role::details, {"Retirement Reason Details"}, false},
    {Role::issued_on, {"Date Issued"}, false},
};

}  // namespace

std::vector<const Profile*> car() {
  static const Profile retirements_2021{
      .name = "car-vrod-retirements-2021/1",
      .title = "Climate Action Reserve, retirements as the Voluntary Registry Offsets Database keeps them",
      .title_zh = "气候行动储备注销清单（VROD 整理版）",
      .where = "Voluntary Registry Offsets Database, sheet of CAR retirements",
      .where_zh = "VROD 数据库，CAR 注销表",
      .programmes = {"CAR"},
      .columns = shared_columns,
      .marks = {"Retirement Year", "CORSIA Eligible"},
      .absent = {"ARB Eligible"},
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .issue_may_be_bounded = true,
      .prepare = prepare_retirement,
  };
  static const Profile retirements_2026{
      .name = "car-retirements-2026/1",
      .title = "Climate Action Reserve, list of retirements",
      .title_zh = "气候行动储备注销清单",
      .where = "Climate Action Reserve, public report Retired Offset Credits, export as CSV",
      .where_zh = "气候行动储备公开报表“Retired Offset Credits”，导出 CSV",
      .programmes = {"CAR"},
      .columns = shared_columns,
      .marks = {"Reduction/Removal", "Corresponding Adjustment"},
      .absent = {"Retirement Year"},
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .issue_may_be_bounded = true,
      .prepare = prepare_retirement,
  };
  static const Profile issuances_2021 = refused_list(
      "CAR", "car-vrod-issuances-2021/1",
      "Climate Action Reserve, issuances as the Voluntary Registry Offsets Database keeps them",
      "气候行动储备签发清单（VROD 整理版）",
      {"Total Offset Credits Issued", "Offset Credits Intended for ARB Buffer Pool", "Issuance Year"}, no_serials);
  static const Profile issuances_2026 =
      refused_list("CAR", "car-issuances-2026/1", "Climate Action Reserve, list of issuances", "气候行动储备签发清单",
                   {"Total Offset Credits Issued", "Offset Credits Intended for Compliance Buffer Pool"}, no_serials);
  static const Profile projects =
      refused_list("CAR", "car-projects/1", "Climate Action Reserve, list of projects", "气候行动储备项目清单",
                   {"Compliance Program ID", "Total Number of Offset Credits Registered", "Project Listed Date"},
                   Refusal{"projects_only", "it lists projects and no units", "此文件只有项目，没有单位",
                           "projects are registered with their units: use the list of retirements",
                           "项目随单位一起登记：请使用注销清单"});
  return {&retirements_2021, &retirements_2026, &issuances_2021, &issuances_2026, &projects};
}

}  // namespace tanbu::importers::profiles
