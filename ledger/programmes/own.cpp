// A factory's own project or sink outside its boundary: what a verifying body stated, one tonne each. The statement's
// number is the serial; the units are 1..quantity and never leave the developer. Rulebook CE-10.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

bool project_id_is_valid(std::string_view project_id) { return is_printed_identifier(project_id); }

}  // namespace

std::vector<const Programme*> own() {
  static const Programme programme{
      .code = "OWN",
      .name = "Self-developed project or sink",
      .name_zh = "自主开发项目",
      .registry = "Statement of the verifying body",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = false,
      .self_registered = true,
      .opaque = true,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_opaque_serial,
      .spaces = {},
      .examples = {"VS-2023/0117|1200|2022", "JX.2024-88|1|2023-01-01--2023-06-30"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
