// The condition of units, as a given asker may see it.
#pragma once
#include <vector>

#include "api/http/json_writer.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"

namespace tanbu::http {

inline constexpr std::size_t unit_rows_max = 5000;

// [{"first","last","quantity","status","retirement"?,"factory"?,"period"?,"since"?,"holder"?}]: at most unit_rows_max
// rows; true when that was all. Where the holder may not be seen, neighbours that differ only in it are one row without
// `since`: the bounds and the entry of a transfer would tell what the transfer may not. Units that such a holder has
// reserved are told as free.
[[nodiscard]] bool write_units(JsonWriter& json, const std::vector<Segment>& segments, UnitRange asked,
                               const Batch& batch, const Rights& rights, RecordCache& cache);
// {"free": n, ...}: units of each status that occurs, told in the same way.
void write_totals(JsonWriter& json, const std::vector<Segment>& segments, const Batch& batch, const Rights& rights);

}  // namespace tanbu::http
