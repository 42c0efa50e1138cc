// Carbon inclusion (tan pu hui): certified reductions of regional registries, one programme for each region, because
// each has its own law and its own numbers. The forms of their serials are not published, so serials are opaque.
// Points of a person's account are no tonnes and have no programme. Rulebook PH-01..03.
//
// A region whose rules are dated here counts within those dates. The others are recorded and searched, and count only
// while the association recognises them: for Beijing the day on which the rules of 2025 took effect is not known, for
// Shanghai their contents, and for the rest only the name of the scheme.
#include <array>

#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

bool project_id_is_valid(std::string_view project_id) { return is_printed_identifier(project_id); }

struct Region {
  std::string_view code;
  std::string_view name;
  std::string_view name_zh;
  std::string_view registry;
  std::string_view division;  // GB/T 2260: two digits of a province
  std::string_view example;
};

constexpr std::array<Region, 6> regions{{
    {"PHCER-GD", "Carbon inclusion, Guangdong", "广东碳普惠核证减排量", "Guangdong Carbon Inclusion Registry", "44",
     "GD-PHCER-2024-0017|4000|2024"},
    {"PHCER-BJ", "Carbon inclusion, Beijing", "北京碳普惠减排量", "Beijing Carbon Inclusion Registry", "11",
     "BJ-PCER-2025-0003|1200|2025"},
    {"PHCER-SH", "Carbon inclusion, Shanghai", "上海碳普惠减排量", "Shanghai Carbon Inclusion Registry", "31",
     "SH-SHCER-2025-0002|800|2025"},
    {"PHCER-ZJ", "Carbon inclusion, Zhejiang", "浙江碳普惠减排量", "Zhejiang Carbon Inclusion Registry", "33",
     "ZJ-2024-0011|310|2024"},
    {"PHCER-SC", "Carbon inclusion, Sichuan", "四川碳惠天府减排量", "Sichuan Carbon Inclusion Registry", "51",
     "SC-2024-0005|75|2024"},
    {"PHCER-CQ", "Carbon inclusion, Chongqing", "重庆碳惠通核证减排量", "Chongqing Carbon Inclusion Registry", "50",
     "CQ-2024-0009|2600|2024"},
}};

// The documents whose day of effect is known. Five years from the day on which the rules of Guangdong took effect.
std::optional<Recognition> recognition_of(std::string_view code) {
  if (code != "PHCER-GD") return std::nullopt;
  return Recognition{"粤环发〔2022〕4号", make_date(2022, 5, 6), make_date(2027, 5, 5)};
}

Programme programme_of(const Region& region) {
  const auto recognition = recognition_of(region.code);
  return Programme{
      .code = region.code,
      .name = region.name,
      .name_zh = region.name_zh,
      .registry = region.registry,
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = true,
      .needs_recognition = !recognition,
      .division = region.division,
      .recognition = recognition,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_opaque_serial,
      .spaces = {},
      .examples = {region.example},
  };
}

std::vector<Programme> programmes_of_all_regions() {
  std::vector<Programme> all;
  for (const Region& region : regions) all.push_back(programme_of(region));
  return all;
}

}  // namespace

std::vector<const Programme*> phcer() {
  static const std::vector<Programme> programmes = programmes_of_all_regions();
  std::vector<const Programme*> result;
  for (const Programme& programme : programmes) result.push_back(&programme);
  return result;
}

}  // namespace tanbu::programmes
