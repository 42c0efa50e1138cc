// The template of template.hpp as a profile.
#include "importers/template.hpp"

#include "importers/profile.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

constexpr std::int64_t millionths = 1'000'000;

void take_status(Draft& draft) {
  const std::string status = header_key(plain_text(draft[Role::status]));
  if (status == "active" || status == "有效" || status == "持有") {
    draft.ending = Ending::active;
  } else if (status == "retired" || status == "注销" || status == "已注销") {
    draft.ending = Ending::retired;
  } else if (status == "cancelled" || status == "canceled" || status == "取消" || status == "已取消") {
    draft.ending = Ending::cancelled;
  } else {
    draft.refuse(Role::status, "status_unknown", "active, retired or cancelled");
  }
  if (draft.ending == Ending::active && !draft[Role::ended_on].empty()) {
    draft.refuse(Role::ended_on, "status_unknown", "units with a day of retirement are not active");
  }
}

// Codes in letters of any case and width are the same codes.
void tidy_code(std::string& code) {
  code = plain_text(code);
  for (char& symbol : code) {
    if (symbol >= 'a' && symbol <= 'z') symbol = static_cast<char>(symbol - 'a' + 'A');
  }
}

void prepare(Draft& draft) {
  tidy_code(draft[Role::programme]);
  tidy_code(draft[Role::country]);
  take_status(draft);
  // The code of the programme's own table outlives the row.
  const Programme* programme = find_programme(draft[Role::programme]);
  draft.programme = programme == nullptr ? std::string_view{} : programme->code;
  if (programme != nullptr && programme->units_per_whole == millionths) draft.decimals = 6;
}

const Profile& profile() {
  static const Profile profile{
      .name = template_profile,
      .title = "tanbu template",
      .title_zh = "tanbu 模板",
      .where = "filled in by hand or by a program of one's own",
      .where_zh = "手工或程序填写",
      .programmes = {"OTHER"},
      .columns =
          {{Role::programme, {"programme 机制", "programme", "program", "机制", "减排机制"}},
           {Role::serial, {"serial 序列号", "serial", "serial number", "序列号", "编号区间"}},
           {Role::quantity, {"quantity 数量", "quantity", "units", "数量", "数量(吨)"}},
           {Role::project_id, {"project_id 项目编号", "project_id", "project id", "项目编号", "项目备案号"}},
           {Role::title, {"title 项目名称", "title", "project name", "项目名称"}, false},
           {Role::country, {"country 国家代码", "country", "国家代码", "国家"}, false},
           {Role::technology, {"technology 技术类型", "technology", "project type", "技术类型", "项目类型"}, false},
           {Role::methodology, {"methodology 方法学", "methodology", "方法学", "方法学编号"}, false},
           {Role::vintage_from, {"vintage_from 减排起始日", "vintage_from", "vintage start", "减排起始日", "起始日期"}},
           {Role::vintage_until,
            {"vintage_until 减排截止日", "vintage_until", "vintage end", "减排截止日", "截止日期"}},
           {Role::issued_on, {"issued_on 签发日期", "issued_on", "issuance date", "签发日期", "核发日期"}},
           {Role::status, {"status 状态", "status", "状态"}},
           {Role::ended_on,
            {"ended_on 注销或取消日期", "ended_on", "retirement date", "注销或取消日期", "注销日期"},
            false},
           {Role::beneficiary, {"beneficiary 受益人", "beneficiary", "受益人", "受益单位"}, false},
           {Role::reason, {"reason 注销原因", "reason", "retirement reason", "注销原因"}, false}},
      .prepare = prepare,
  };
  return profile;
}

}  // namespace

std::vector<std::string> template_columns() {
  std::vector<std::string> names;
  for (const auto& column : profile().columns) names.emplace_back(column.names.front());
  return names;
}

std::string template_csv() {
  std::string text;
  for (const auto& name : template_columns()) text += (text.empty() ? "\xef\xbb\xbf" : ",") + name;
  return text + "\r\n";
}

namespace profiles {
std::vector<const Profile*> tanbu_template() { return {&profile()}; }
}  // namespace profiles

}  // namespace tanbu::importers
