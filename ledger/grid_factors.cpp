#include "ledger/grid_factors.hpp"

#include <algorithm>
#include <array>

namespace tanbu {
namespace {

constexpr std::string_view notice_2023 = "MEE and NBS notice 2025 no. 47 (2025-12-31)";
constexpr std::string_view notice_2022 = "MEE and NBS notice 2024 no. 33 (2024-12-20)";
using enum FactorCaliber;

// Facts carried over from the notices; kgCO2/kWh in ten-thousandths.
// clang-format off
constexpr std::array factors{
    PublishedFactor{2023, "全国", average, {5306}, notice_2023},
    PublishedFactor{2023, "全国", without_traded_non_fossil, {6096}, notice_2023},
    PublishedFactor{2023, "全国", fossil, {8273}, notice_2023},
    PublishedFactor{2023, "华北", average, {6361}, notice_2023},
    PublishedFactor{2023, "东北", average, {5122}, notice_2023},
    PublishedFactor{2023, "华东", average, {5500}, notice_2023},
    PublishedFactor{2023, "华中", average, {5271}, notice_2023},
    PublishedFactor{2023, "西北", average, {5543}, notice_2023},
    PublishedFactor{2023, "南方", average, {4042}, notice_2023},
    PublishedFactor{2023, "西南", average, {2472}, notice_2023},
    PublishedFactor{2023, "北京", average, {5554}, notice_2023},
    PublishedFactor{2023, "天津", average, {6796}, notice_2023},
    PublishedFactor{2023, "河北", average, {6516}, notice_2023},
    PublishedFactor{2023, "山西", average, {6634}, notice_2023},
    PublishedFactor{2023, "内蒙古", average, {6479}, notice_2023},
    PublishedFactor{2023, "辽宁", average, {4878}, notice_2023},
    PublishedFactor{2023, "吉林", average, {4671}, notice_2023},
    PublishedFactor{2023, "黑龙江", average, {5229}, notice_2023},
    PublishedFactor{2023, "上海", average, {5737}, notice_2023},
    PublishedFactor{2023, "江苏", average, {5827}, notice_2023},
    PublishedFactor{2023, "浙江", average, {4974}, notice_2023},
    PublishedFactor{2023, "安徽", average, {6553}, notice_2023},
    PublishedFactor{2023, "福建", average, {4211}, notice_2023},
    PublishedFactor{2023, "江西", average, {5836}, notice_2023},
    PublishedFactor{2023, "山东", average, {6191}, notice_2023},
    PublishedFactor{2023, "河南", average, {5897}, notice_2023},
    PublishedFactor{2023, "湖北", average, {4044}, notice_2023},
    PublishedFactor{2023, "湖南", average, {4976}, notice_2023},
    PublishedFactor{2023, "广东", average, {4419}, notice_2023},
    PublishedFactor{2023, "广西", average, {4476}, notice_2023},
    PublishedFactor{2023, "海南", average, {3648}, notice_2023},
    PublishedFactor{2023, "重庆", average, {5581}, notice_2023},
    PublishedFactor{2023, "四川", average, {1564}, notice_2023},
    PublishedFactor{2023, "贵州", average, {5683}, notice_2023},
    PublishedFactor{2023, "云南", average, {1333}, notice_2023},
    PublishedFactor{2023, "陕西", average, {6335}, notice_2023},
    PublishedFactor{2023, "甘肃", average, {4471}, notice_2023},
    PublishedFactor{2023, "青海", average, {1796}, notice_2023},
    PublishedFactor{2023, "宁夏", average, {6187}, notice_2023},
    PublishedFactor{2023, "新疆", average, {6021}, notice_2023},
    PublishedFactor{2022, "全国", average, {5366}, notice_2022},
    PublishedFactor{2022, "华北", average, {6776}, notice_2022},
    PublishedFactor{2022, "内蒙古", average, {6849}, notice_2022},
};
// clang-format on

}  // namespace

std::span<const PublishedFactor> published_factors() { return factors; }

bool is_known_location_factor(GridFactor factor) {
  return std::any_of(factors.begin(), factors.end(), [factor](const PublishedFactor& published) {
    return published.caliber == FactorCaliber::average && published.value == factor;
  });
}

}  // namespace tanbu
