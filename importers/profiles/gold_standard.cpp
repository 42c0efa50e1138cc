// Gold Standard: the public lists of the Impact Registry as tables, and its interface's blocks as JSON. CERs that carry
// the Gold Standard label keep the serials of the CDM and are recorded there.
#include "importers/profile.hpp"
#include "importers/respelling.hpp"

namespace tanbu::importers::profiles {
namespace {

void take_status(Draft& draft) {
  const std::string status = header_key(draft[Role::status]);
  if (status == "issued" || status == "assigned") {
    draft.ending = Ending::active;
  } else if (status == "retired") {
    draft.ending = Ending::retired;
  } else if (status == "canceled" || status == "cancelled") {
    draft.ending = Ending::cancelled;
  } else {
    draft.refuse(Role::status, "status_unknown", "a block is issued, assigned, retired or cancelled");
  }
}

void take_product(Draft& draft) {
  const std::string product = header_key(draft[Role::unit_type]);
  if (product == "cer") {
    draft.programme = "CDM";
    // The number is the Gold Standard's; the serial names the project as the CDM does.
    draft[Role::project_id].clear();
    auto respelt = respelt_cdm_serial(draft[Role::serial]);
    if (respelt != draft[Role::serial]) draft.notice(Role::serial, "serial_tidied");
    draft[Role::serial] = std::move(respelt);
  } else if (product == "per") {
    draft.refuse(Role::unit_type, "ex_ante", "planned emission reductions are issued before they happen");
  } else if (product != "ver") {
    draft.refuse(Role::unit_type, "unit_type_unknown", "a product is VER, CER or PER");
  }
}

void prepare(Draft& draft) {
  take_status(draft);
  take_product(draft);
}

const std::vector<ProfileColumn> shared_columns{
    {Role::status, {"Credit Status"}},
    {Role::quantity, {"Quantity"}},
    {Role::project_id, {"GSID"}},
    {Role::title, {"Project Name"}, false},
    {Role::technology, {"Project Type"}, false},
    {Role::methodology, {"Methodology"}, false},
    {Role::unit_type, {"Product Type"}},
    {Role::issued_on, {"Issuance Date"}},
    {Role::vintage, {"Vintage"}},
    {Role::vintage_from, {"Monitoring Period Start"}},
    {Role::vintage_until, {"Monitoring Period End"}},
    {Role::serial, {"Serial Number"}},
};

std::vector<ProfileColumn> with(std::vector<ProfileColumn> more) {
  auto columns = shared_columns;
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

}  // namespace

std::vector<const Profile*> gold_standard() {
  static const Profile list_2021{
      .name = "gs-vrod-2021/1",
      .title = "Gold Standard, list of issuances as the Voluntary Registry Offsets Database keeps it",
      .title_zh = "黄金标准签发清单（VROD 整理版）",
      .where = "Voluntary Registry Offsets Database, sheet of Gold Standard issuances",
      .where_zh = "VROD 数据库，黄金标准签发表",
      .programmes = {"GS", "CDM"},
      .columns = shared_columns,
      .marks = {"Issuance Year", "Eligible for CORSIA?"},
      .absent = {"Retirement Date"},
      .dates = {.order = DateOrder::month_day_year, .short_years_from = 1990},
      .prepare = prepare,
  };
  static const Profile issuances_2026{
      .name = "gs-issuances-2026/1",
      .title = "Gold Standard, list of issuances",
      .title_zh = "黄金标准签发清单",
      .where = "Gold Standard Impact Registry, page Credits, status issued, export as CSV",
      .where_zh = "黄金标准登记系统“Credits”页，选“已签发”，导出 CSV",
      .programmes = {"GS", "CDM"},
      .columns = shared_columns,
      .marks = {"Article Six Authorization"},
      .absent = {"Retirement Date", "Eligible for CORSIA?"},
      .prepare = prepare,
  };
  static const Profile retirements_2026{
      .name = "gs-retirements-2026/1",
      .title = "Gold Standard, list of retirements",
      .title_zh = "黄金标准注销清单",
      .where = "Gold Standard Impact Registry, page Credits, status retired, export as CSV",
      .where_zh = "黄金标准登记系统“Credits”页，选“已注销”，导出 CSV",
      .programmes = {"GS", "CDM"},
      .columns = with({{Role::ended_on, {"Retirement Date"}},
                       {Role::details, {"Note"}, false},
                       {Role::beneficiary, {"Using Entity"}},
                       {Role::reason, {"Use Case"}, false}}),
      .marks = {"Article Six Authorization"},
      .prepare = prepare,
  };
  // The names of the fields are those that the registry's public interface has for a block and, after a point, for the
  // project and the product in it.
  static const Profile interface_blocks{
      .name = "gs-api-blocks/1",
      .title = "Gold Standard, blocks of the public interface",
      .title_zh = "黄金标准公开接口的区段",
      .where = "the public interface of the Gold Standard Impact Registry, list of credits, as JSON",
      .where_zh = "黄金标准登记系统公开接口 credits 列表（JSON）",
      .programmes = {"GS", "CDM"},
      .columns = {{Role::status, {"status"}},
                  {Role::quantity, {"number_of_credits"}},
                  {Role::project_id, {"project.sustaincert_id"}},
                  {Role::title, {"project.name"}, false},
                  {Role::technology, {"project.type"}, false},
                  {Role::methodology, {"project.methodology"}, false},
                  {Role::unit_type, {"product.abbreviation", "product.name"}},
                  {Role::issued_on, {"certified_date", "created_at"}},
                  {Role::ended_on, {"retirement_date", "retired_date"}, false},
                  {Role::beneficiary, {"using_entity"}, false},
                  {Role::details, {"note"}, false},
                  {Role::vintage, {"vintage"}},
                  {Role::vintage_from, {"monitoring_period_start_date"}},
                  {Role::vintage_until, {"monitoring_period_end_date"}},
                  {Role::serial, {"serial_number"}}},
      .prepare = prepare,
  };
  static const Profile interface_projects{
      .name = "gs-api-projects/1",
      .title = "Gold Standard, projects of the public interface",
      .title_zh = "黄金标准公开接口的项目",
      .where = {},
      .where_zh = {},
      .programmes = {"GS"},
      .columns = {},
      .marks = {"sustaincert_id", "carbon_stream", "gsf_standards_version"},
      .refusal = Refusal{"projects_only", "it lists projects and no units", "此文件只有项目，没有单位",
                         "projects are registered with their units: use the list of issuances or of retirements",
                         "项目随单位一起登记：请使用签发清单或注销清单"},
  };
  static const Profile projects{
      .name = "gs-projects/1",
      .title = "Gold Standard, list of projects",
      .title_zh = "黄金标准项目清单",
      .where = {},
      .where_zh = {},
      .programmes = {"GS"},
      .columns = {},
      .marks = {"GSID", "Project Developer Name", "Estimated Annual Credits"},
      .refusal = Refusal{"projects_only", "it lists projects and no units", "此文件只有项目，没有单位",
                         "projects are registered with their units: use the list of issuances or of retirements",
                         "项目随单位一起登记：请使用签发清单或注销清单"},
  };
  return {&list_2021, &issuances_2026, &retirements_2026, &interface_blocks, &interface_projects, &projects};
}

}  // namespace tanbu::importers::profiles
