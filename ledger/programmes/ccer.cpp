// China certified emission reductions, one tonne each. The form of their serials is not published, so a serial is the
// registry's own name of a block, a namespace of its own, and its units are 1..quantity. Old or new (before or after
// the re-registration that CC-16 asks for) is a class of the project, not of the serial. Rulebook CC-01..20, D-09.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

// A letter and two to six digits: A110001 and N210001 are printed in 2026.
bool project_id_is_valid(std::string_view project_id) {
  return project_id.size() >= 3 && project_id.size() <= 7 && is_upper(project_id.front()) &&
         all_digits(project_id.substr(1));
}

}  // namespace

std::vector<const Programme*> ccer() {
  static const Programme programme{
      .code = "CCER",
      .name = "China Certified Emission Reduction",
      .name_zh = "核证自愿减排量",
      .registry = "National Voluntary GHG Emission Reduction Registration System",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = true,
      .needs_recognition = false,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_opaque_serial,
      .spaces = {},
      .examples = {"CCER-A210001-2025-01|235604|2024-10-01--2025-03-31", "1336737018645975040|12000|2024"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
