// Architecture for REDD+ Transactions: TREES credits of whole countries and provinces, one tonne each. Recorded and
// searched; they count only while the association recognises the programme. No printed serial was at hand to read the
// form from, so serials are opaque until one is.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

bool project_id_is_valid(std::string_view project_id) { return is_printed_identifier(project_id); }

}  // namespace

std::vector<const Programme*> art() {
  static const Programme programme{
      .code = "ART",
      .name = "Architecture for REDD+ Transactions",
      .name_zh = "REDD+交易架构",
      .registry = "ART Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = true,
      .needs_recognition = true,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_opaque_serial,
      .spaces = {},
      .examples = {"ART-GY-102-2021-1|7140000|2021"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
