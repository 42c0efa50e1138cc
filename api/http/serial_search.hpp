// Finds the batches that a person means by a printed serial or a bare number, without knowing quantity and vintage,
// which a grammar wants beside a serial. Errs on the side of showing more: a search that missed a used unit would be
// read as "not used". Not identity: what is recorded is decided by the grammar and the rules alone.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/programme.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

struct FoundUnits {
  Batch batch;
  UnitRange units;  // the part that was asked for
};

inline constexpr std::size_t found_batches_max = 500;

// A fault when the text is no serial of the programme and no number: serial_form, serial_plastic, serial_number_range.
// Batches that entries from `before` on recorded are passed over.
[[nodiscard]] std::variant<std::vector<FoundUnits>, SerialFault> search_serial(const Programme& programme,
                                                                               std::string_view text,
                                                                               store::Reader& reader,
                                                                               EntryIndex before = {UINT64_MAX});

// Whether the batch, voided or not, may hold units of the serial, in its canonical spelling. Errs on the same side.
[[nodiscard]] bool may_hold_units_of(const Programme& programme, std::string_view serial, const Batch& batch);

// The one spelling of a serial, as far as its grammar can tell without quantity and vintage. The same faults.
[[nodiscard]] std::variant<std::string, SerialFault> canonical_serial(const Programme& programme,
                                                                      std::string_view text);

// The units that a serial states, as its grammar reads them: one range, or none for what is no serial and for serials
// without numbers of their own. Pure.
[[nodiscard]] std::vector<UnitRange> stated_units(const Programme& programme, std::string_view text);

}  // namespace tanbu::http
