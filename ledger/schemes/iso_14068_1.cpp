// ISO 14068-1:2023, carbon neutrality: only its rule of timing was readable (RT-04). A limit for vintages was not
// found, so there is none (RT-07).
#include "ledger/scheme.hpp"

namespace tanbu::schemes {

const Scheme& iso_14068_1() {
  static const Scheme scheme{
      .code = "iso-14068-1",
      .name = "Carbon neutrality, ISO 14068-1:2023",
      .name_zh = "碳中和 ISO 14068-1:2023",
      .document = "ISO 14068-1:2023",
      .from = make_date(2023, 11, 30),  // recalled; an earlier day is only flagged
      .force_rule = "RT-04",
      .instruments = {.accepted = {"CCER", "PHCER-", "GS", "VCS", "CDM", "OWN", "OTHER", "ACR", "CAR", "ART"},
                      .rule = "RT-04"},
      .timing = {.kind = RetirementTiming::after_period, .months = 12, .rule = "RT-04"},
      .notes = {{"D-06", "Units are retired within twelve months after the end of the period.",
                 "单位应在报告期结束后 12 个月内注销。"},
                {"D-07", "Whole tonnes are required, rounded up; percentages are shown truncated.",
                 "所需数量按整吨向上取整；百分比显示时截断。"}},
  };
  return scheme;
}

}  // namespace tanbu::schemes
