// Any other credit, by the name that its own registry gives a block of units. It counts only while the association
// recognises the instrument, and two registries that print the same name collide here, which is safe: the second one is
// refused and needs its own programme.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

bool project_id_is_valid(std::string_view project_id) { return is_printed_identifier(project_id); }

}  // namespace

std::vector<const Programme*> other() {
  static const Programme programme{
      .code = "OTHER",
      .name = "Other recognised credit",
      .name_zh = "其他认可的碳信用",
      .registry = "As the recognition names it",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = true,
      .needs_recognition = true,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_opaque_serial,
      .spaces = {},
      .examples = {"JCM-ID-0007-2021|1500|2021", "T-VER/2566.12|1|2023-01-01--2023-06-30"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
