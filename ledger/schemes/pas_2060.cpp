// PAS 2060, withdrawn on 2025-11-30: only for claims declared until then (RT-05). The day for which it is asked is the
// day of the declaration.
#include "ledger/scheme.hpp"

namespace tanbu::schemes {

const Scheme& pas_2060() {
  static const Scheme scheme{
      .code = "pas-2060",
      .name = "Carbon neutrality, PAS 2060:2014",
      .name_zh = "碳中和 PAS 2060",
      .document = "PAS 2060:2014",
      .from = make_date(2014, 4, 30),  // recalled; an earlier day is only flagged
      .until = make_date(2025, 11, 30),
      .out_of_force = OutOfForce::refused,
      .force_rule = "RT-05",
      .instruments = {.accepted = {"CCER", "PHCER-", "GS", "VCS", "CDM", "OWN", "OTHER", "ACR", "CAR", "ART"},
                      .rule = "RT-05"},
      .timing = {.kind = RetirementTiming::after_declaration, .months = 12, .rule = "RT-05"},
      .notes = {{"D-07", "Whole tonnes are required, rounded up; percentages are shown truncated.",
                 "所需数量按整吨向上取整；百分比显示时截断。"}},
  };
  return scheme;
}

}  // namespace tanbu::schemes
