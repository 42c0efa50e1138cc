// Questions and answers of import_known.hpp.
#include "api/cli/import_known.hpp"

#include <boost/json/array.hpp>

#include "api/cli/answer.hpp"
#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/amount.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

// Calls take(element) for everything in a list of the ledger, page after page.
template <class Take>
void read_list(Session& session, const std::string& path, Take take) {
  constexpr PageLimits limits{.pages_max = 20'000, .bytes_max = std::size_t{4} << 30U};
  session.each_page(path + "&limit=500", Access::open, limits, [&](const json::value& page) {
    const auto* data = at(page, "data").if_array();
    if (data == nullptr)
      throw Stop(Exit::failure, std::string(say("the answer cannot be read: ", "无法读取应答：")) + "data");
    for (const auto& element : *data) take(element);
  });
}

std::optional<UnitRange> range_of(const json::value& value) {
  const auto first = number_at(value, "first");
  const auto last = number_at(value, "last");
  if (!first || !last || *last > static_cast<std::uint64_t>(limits::unit_number_max)) return std::nullopt;
  return UnitRange::from_inclusive(static_cast<std::int64_t>(*first), static_cast<std::int64_t>(*last));
}

// The ranges without the units of one; they are disjoint and stay so.
std::vector<UnitRange> without(const std::vector<UnitRange>& ranges, UnitRange units) {
  std::vector<UnitRange> rest;
  for (const UnitRange range : ranges) {
    if (!range.overlaps(units)) {
      rest.push_back(range);
      continue;
    }
    if (range.begin < units.begin) rest.push_back({range.begin, units.begin});
    if (units.end < range.end) rest.push_back({units.end, range.end});
  }
  return rest;
}

importers::Known ask_known(Session& session, const std::string& programme) {
  importers::Known known;
  // What was voided set its name and its numbers free.
  read_list(session, "/v1/projects?programme=" + percent_encoded(programme), [&](const json::value& project) {
    if (at(project, "voided_by").is_null()) known.projects.insert(text_at(project, "project_id"));
  });
  read_list(session, "/v1/batches?programme=" + percent_encoded(programme), [&](const json::value& element) {
    if (auto batch = known_batch(element)) known.batches.push_back(std::move(*batch));
  });
  return known;
}

}  // namespace

std::optional<importers::KnownBatch> known_batch(const json::value& batch) {
  const auto units = range_of(batch);
  const auto entry = number_at(batch, "batch");
  if (!units || !entry || !at(batch, "voided_by").is_null()) return std::nullopt;
  importers::KnownBatch known{text_at(batch, "namespace"), *units, *entry,
                              text_at(batch, "registry_status.status") == "active"};
  const auto* events = at(batch, "registry_events").if_array();
  if (events == nullptr) return known;
  // What was said later counts; a registry may also say that units are active again.
  std::vector<UnitRange> ended;
  if (!known.active) ended.push_back(*units);
  for (const auto& event : *events) {
    const auto range = range_of(event);
    if (!range || !units->overlaps(*range)) continue;
    ended = without(ended, *range);
    if (text_at(event, "status") != "active") ended.push_back(units->intersection(*range));
  }
  known.active = true;
  known.ended = std::move(ended);
  return known;
}

importers::KnownByProgramme ask_known(Session& session, const std::set<std::string>& programmes) {
  importers::KnownByProgramme known;
  for (const auto& programme : programmes) known.emplace(programme, ask_known(session, programme));
  return known;
}

}  // namespace tanbu::cli
