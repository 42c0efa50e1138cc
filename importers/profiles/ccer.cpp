// CCER: what the national information platform shows of projects and reductions, as a workbook. Its header stands in
// four rows, of which the fourth has the platform's own keys; numbers of 19 digits have an apostrophe before them so
// that spreadsheets leave their last digits alone; one project stands on the tab of every state it is in.
#include <algorithm>

#include "importers/profile.hpp"

namespace tanbu::importers::profiles {
namespace {

void drop_apostrophe(std::string& text) {
  if (!text.empty() && text.front() == '\'') text.erase(0, 1);
}

bool is_nought(const std::string& text) { return text.empty() || text.find_first_not_of("0.") == std::string::npos; }

// Days of issue one after the other, one for each year of the reductions, all the same or not: the last one.
void take_last_day(std::string& days) {
  std::string last;
  for (std::size_t at = 0; at <= days.size();) {
    const auto comma = std::min(days.find(',', at), days.size());
    last = std::max(last, days.substr(at, comma - at));
    at = comma + 1;
  }
  // YYYYMMDDhhmmss; the day is enough.
  days = last.substr(0, std::string_view("YYYYMMDD").size());
}

void prepare(Draft& draft) {
  drop_apostrophe(draft[Role::serial]);
  drop_apostrophe(draft[Role::project_id]);
  take_last_day(draft[Role::issued_on]);
  draft[Role::country] = "CN";
  draft.ending = Ending::active;
  // 1: cancelled, as the platform writes it.
  if (draft[Role::status] == "1") draft.refuse(Role::status, "status_unknown", "the project was deregistered");
  if (draft[Role::project_id].empty()) {
    draft.project_only = true;
    draft.refuse(Role::project_id, "not_registered", "the project has no number yet: nothing is registered of it");
  } else if (is_nought(draft[Role::quantity]) || draft[Role::serial].empty()) {
    // Under publication, applied for, or issued and named on another tab.
    draft.project_only = true;
  }
}

}  // namespace

std::vector<const Profile*> ccer() {
  static const Profile platform{
      .name = "ccer-platform/1",
      .title = "CCER, projects and reductions of the national information platform",
      .title_zh = "全国温室气体自愿减排信息平台 项目与减排量",
      .where =
          "National voluntary emission reduction platform, lists of projects and of reductions, as a workbook with "
          "the platform's keys",
      .where_zh = "全国温室气体自愿减排注册登记系统及信息平台，项目与减排量清单（含接口字段名的工作簿）",
      .programmes = {"CCER"},
      .columns = {{Role::project_id, {"projectCode"}},
                  {Role::title, {"projectName"}, false},
                  {Role::technology, {"projectTypeName"}, false},
                  {Role::methodology, {"methodologyNum"}, false},
                  {Role::status, {"cancelFlag"}},
                  {Role::serial, {"list_certificationId", "certificationId"}},
                  {Role::quantity, {"recordNum"}},
                  {Role::vintage_from, {"regAppStartDate"}},
                  {Role::vintage_until, {"regAppEndDate"}},
                  {Role::issued_on, {"cerIssuedDateTime"}}},
      .issue_may_be_bounded = true,
      .prepare = prepare,
  };
  static const Profile market{
      .name = "ccer-market/1",
      .title = "CCER, daily market data",
      .title_zh = "CCER 每日行情",
      .where = {},
      .where_zh = {},
      .programmes = {"CCER"},
      .columns = {},
      .marks = {"交易日期", "当日成交量(吨)", "当日成交额(元)"},
      .refusal = Refusal{"market_data", "it holds prices and volumes and names no units", "此文件是行情，没有单位",
                         "ask for the statement of holdings or of cancellations of the own account in the registry",
                         "请使用注册登记系统中本账户的持有或注销明细"},
  };
  static const Profile years{
      .name = "ccer-annual-reductions/1",
      .title = "CCER, applications for reductions by year",
      .title_zh = "CCER 减排量年度申请明细",
      .where = {},
      .where_zh = {},
      .programmes = {"CCER"},
      .columns = {},
      .marks = {"减排年度", "申请减排量(吨)", "减排量申请ID"},
      .refusal =
          Refusal{"units_not_issued", "it holds what was applied for, not what was issued",
                  "此文件是申请量，不是签发量",
                  "ask for the list of projects and reductions with the columns recordNum and list_certificationId",
                  "请使用含 recordNum、list_certificationId 字段的项目与减排量清单"},
  };
  return {&platform, &market, &years};
}

}  // namespace tanbu::importers::profiles
