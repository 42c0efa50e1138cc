#include "ledger/grid_factors.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

constexpr std::string_view notice_2023 = "MEE and NBS notice 2025 no. 47 (2025-12-31)";
constexpr std::string_view notice_2022 = "MEE and NBS notice 2024 no. 33 (2024-12-20)";

constexpr Date day_of_notice(std::chrono::year_month_day date) {
  return {static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}
constexpr Date published_2023 = day_of_notice({std::chrono::year{2025}, std::chrono::December, std::chrono::day{31}});
constexpr Date published_2022 = day_of_notice({std::chrono::year{2024}, std::chrono::December, std::chrono::day{20}});
using enum FactorCaliber;

// Facts carried over from the notices; kgCO2/kWh in ten-thousandths.
// clang-format off
constexpr std::array factors{
    PublishedFactor{2023, "全国", average, {5306}, notice_2023, published_2023},
    PublishedFactor{2023, "全国", without_traded_non_fossil, {6096}, notice_2023, published_2023},
    PublishedFactor{2023, "全国", fossil, {8273}, notice_2023, published_2023},
    PublishedFactor{2023, "华北", average, {6361}, notice_2023, published_2023},
    PublishedFactor{2023, "东北", average, {5122}, notice_2023, published_2023},
    PublishedFactor{2023, "华东", average, {5500}, notice_2023, published_2023},
    PublishedFactor{2023, "华中", average, {5271}, notice_2023, published_2023},
    PublishedFactor{2023, "西北", average, {5543}, notice_2023, published_2023},
    PublishedFactor{2023, "南方", average, {4042}, notice_2023, published_2023},
    PublishedFactor{2023, "西南", average, {2472}, notice_2023, published_2023},
    PublishedFactor{2023, "北京", average, {5554}, notice_2023, published_2023},
    PublishedFactor{2023, "天津", average, {6796}, notice_2023, published_2023},
    PublishedFactor{2023, "河北", average, {6516}, notice_2023, published_2023},
    PublishedFactor{2023, "山西", average, {6634}, notice_2023, published_2023},
    PublishedFactor{2023, "内蒙古", average, {6479}, notice_2023, published_2023},
    PublishedFactor{2023, "辽宁", average, {4878}, notice_2023, published_2023},
    PublishedFactor{2023, "吉林", average, {4671}, notice_2023, published_2023},
    PublishedFactor{2023, "黑龙江", average, {5229}, notice_2023, published_2023},
    PublishedFactor{2023, "上海", average, {5737}, notice_2023, published_2023},
    PublishedFactor{2023, "江苏", average, {5827}, notice_2023, published_2023},
    PublishedFactor{2023, "浙江", average, {4974}, notice_2023, published_2023},
    PublishedFactor{2023, "安徽", average, {6553}, notice_2023, published_2023},
    PublishedFactor{2023, "福建", average, {4211}, notice_2023, published_2023},
    PublishedFactor{2023, "江西", average, {5836}, notice_2023, published_2023},
    PublishedFactor{2023, "山东", average, {6191}, notice_2023, published_2023},
    PublishedFactor{2023, "河南", average, {5897}, notice_2023, published_2023},
    PublishedFactor{2023, "湖北", average, {4044}, notice_2023, published_2023},
    PublishedFactor{2023, "湖南", average, {4976}, notice_2023, published_2023},
    PublishedFactor{2023, "广东", average, {4419}, notice_2023, published_2023},
    PublishedFactor{2023, "广西", average, {4476}, notice_2023, published_2023},
    PublishedFactor{2023, "海南", average, {3648}, notice_2023, published_2023},
    PublishedFactor{2023, "重庆", average, {5581}, notice_2023, published_2023},
    PublishedFactor{2023, "四川", average, {1564}, notice_2023, published_2023},
    PublishedFactor{2023, "贵州", average, {5683}, notice_2023, published_2023},
    PublishedFactor{2023, "云南", average, {1333}, notice_2023, published_2023},
    PublishedFactor{2023, "陕西", average, {6335}, notice_2023, published_2023},
    PublishedFactor{2023, "甘肃", average, {4471}, notice_2023, published_2023},
    PublishedFactor{2023, "青海", average, {1796}, notice_2023, published_2023},
    PublishedFactor{2023, "宁夏", average, {6187}, notice_2023, published_2023},
    PublishedFactor{2023, "新疆", average, {6021}, notice_2023, published_2023},
    PublishedFactor{2022, "全国", average, {5366}, notice_2022, published_2022},
    PublishedFactor{2022, "华北", average, {6776}, notice_2022, published_2022},
    PublishedFactor{2022, "内蒙古", average, {6849}, notice_2022, published_2022},
};
// clang-format on
static_assert(std::is_sorted(factors.begin(), factors.end(),
                             [](const PublishedFactor& a, const PublishedFactor& b) { return a.year > b.year; }));

constexpr std::string_view country = "全国";

// Provinces by the first two digits of GB/T 2260, with the grid region that their whole territory belongs to.
struct Province {
  std::string_view digits;
  std::string_view area;
  std::string_view region;
};
constexpr std::array provinces{
    Province{"11", "北京", "华北"}, Province{"12", "天津", "华北"},   Province{"13", "河北", "华北"},
    Province{"14", "山西", "华北"}, Province{"15", "内蒙古", {}},     Province{"21", "辽宁", "东北"},
    Province{"22", "吉林", "东北"}, Province{"23", "黑龙江", "东北"}, Province{"31", "上海", "华东"},
    Province{"32", "江苏", "华东"}, Province{"33", "浙江", "华东"},   Province{"34", "安徽", "华东"},
    Province{"35", "福建", "华东"}, Province{"36", "江西", "华中"},   Province{"37", "山东", "华北"},
    Province{"41", "河南", "华中"}, Province{"42", "湖北", "华中"},   Province{"43", "湖南", "华中"},
    Province{"44", "广东", "南方"}, Province{"45", "广西", "南方"},   Province{"46", "海南", "南方"},
    Province{"50", "重庆", "西南"}, Province{"51", "四川", "西南"},   Province{"52", "贵州", "南方"},
    Province{"53", "云南", "南方"}, Province{"61", "陕西", "西北"},   Province{"62", "甘肃", "西北"},
    Province{"63", "青海", "西北"}, Province{"64", "宁夏", "西北"},   Province{"65", "新疆", "西北"},
};
// The eastern leagues of Inner Mongolia: Chifeng, Tongliao, Hulunbuir, Hinggan.
constexpr std::array<std::string_view, 4> eastern_leagues{"1504", "1505", "1507", "1522"};

// The grid region of a prefecture of Inner Mongolia; nothing where the division names no prefecture.
std::string_view inner_mongolian_region(std::string_view division) {
  const std::string_view prefecture = division.substr(0, 4);
  if (prefecture.size() < 4 || prefecture.substr(2) == "00") return {};
  const bool eastern = std::find(eastern_leagues.begin(), eastern_leagues.end(), prefecture) != eastern_leagues.end();
  return eastern ? "东北" : "华北";
}

}  // namespace

std::string_view name_of(FactorCaliber caliber) {
  switch (caliber) {
    case FactorCaliber::average:
      return "average";
    case FactorCaliber::without_traded_non_fossil:
      return "without_traded_non_fossil";
    case FactorCaliber::fossil:
      return "fossil";
  }
  HOLDS(false);
  return {};
}

std::span<const PublishedFactor> published_factors() { return factors; }

bool is_known_location_factor(GridFactor factor) {
  return std::any_of(factors.begin(), factors.end(), [factor](const PublishedFactor& published) {
    return published.caliber == FactorCaliber::average && published.value == factor;
  });
}

const PublishedFactor* find_factor(const NetFactor& stated) {
  const auto found = std::find_if(factors.begin(), factors.end(), [&stated](const PublishedFactor& published) {
    return published.year == stated.year && published.area == stated.area &&
           name_of(published.caliber) == stated.caliber && published.value == stated.value;
  });
  return found == factors.end() ? nullptr : &*found;
}

const PublishedFactor* newest_factor(std::string_view area, FactorCaliber caliber, Date day) {
  // The table lists the newest year first.
  const auto newest = std::find_if(factors.begin(), factors.end(), [&](const PublishedFactor& published) {
    return published.area == area && published.caliber == caliber && published.published_on <= day;
  });
  return newest == factors.end() ? nullptr : &*newest;
}

std::vector<std::string_view> factor_areas_of(std::string_view division) {
  std::vector<std::string_view> areas;
  for (const Province& province : provinces) {
    if (!division.starts_with(province.digits)) continue;
    areas.push_back(province.area);
    const std::string_view region = province.region.empty() ? inner_mongolian_region(division) : province.region;
    if (!region.empty()) areas.push_back(region);
  }
  areas.push_back(country);
  return areas;
}

}  // namespace tanbu
