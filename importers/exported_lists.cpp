// The columns of every list, and the way from a row of JSON to them.
#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>

#include "importers/exported.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

// A whole number above this is rounded by programs that keep numbers as floating point, so it travels as text.
constexpr std::size_t integer_digits_max = 15;

const std::vector<ExportedList> all_lists{
    {"anchors", {"size", "time"}},
    {"batches",
     {"batch",
      "programme",
      "project_id",
      "serial",
      "namespace",
      "first",
      "last",
      "quantity",
      "unit",
      "vintage_from",
      "vintage_until",
      "issued_on",
      "registry_status.status",
      "registry_status.on",
      "registry_status.beneficiary_text",
      "registry_status.reason_text",
      "registry_status.reference",
      "tradable",
      "opaque",
      "hold",
      "voided_by",
      "registry_events",
      "project.title",
      "project.country",
      "project.technology",
      "project.methodology"}},
    {"bodies", {"entry", "party", "scheme", "batch", "from", "until", "steps"}},
    {"certificates",
     {"entry",
      "scheme",
      "factory",
      "body",
      "body_name",
      "issues",
      "events",
      "status.on",
      "status.state",
      "status.in_force",
      "status.stands",
      "status.body",
      "status.number",
      "status.valid_until",
      "status.period",
      "status.expired_days",
      "status.surveillance_due",
      "status.coverage_holds",
      "status.troubles",
      "status.because",
      "status.gap_t",
      "status.coverage_examined"}},
    {"conflicts",
     {"entry", "ordinal", "kind", "status", "other", "ranges", "retirements", "projects", "asset_code", "month",
      "excess_kwh", "closed_by"}},
    {"engagements",
     {"engagement", "factory", "scheme", "body", "role", "from_period", "until", "accepted_by", "ended_by"}},
    {"entries", {"index", "entry", "leaf"}},
    {"factories", {"factory", "operator", "name", "division", "address", "operator_from", "former_operators"}},
    {"holdings",
     {"batch", "programme", "project_id", "first", "last", "quantity", "unit", "status", "vintage_from",
      "vintage_until"}},
    {"parties", {"party", "entry", "name", "legal_form", "aliases", "succeeded_by"}},
    {"pending", {"pending", "party", "kind", "maker", "lapses", "closed_by", "approved"}},
    {"programmes", {"code", "name", "name_zh", "registry", "unit", "offset", "transferable", "opaque"}},
    {"projects",
     {"programme",
      "project_id",
      "entry",
      "title",
      "developer",
      "verifier",
      "self_developed_for",
      "located_in_factory",
      "class",
      "crediting_from",
      "crediting_until",
      "voided_by",
      "asset_code",
      "also_registered_as",
      "used",
      "shared",
      "lock.factory",
      "lock.retirement",
      "lock.provisional",
      "batches"}},
    {"refused-double-uses", {"number", "time", "issuer", "jti", "reason", "conflict", "facts", "jws"}},
    {"register-retirements",
     {"retirement",
      "position",
      "programme",
      "registry",
      "project_id",
      "project_title",
      "batch",
      "serial",
      "first_unit",
      "last_unit",
      "metric",
      "units_per_metric",
      "quantity",
      "vintage_from",
      "vintage_until",
      "action_date",
      "action_type",
      "purpose",
      "factory",
      "factory_name",
      "period",
      "beneficiary",
      "registry_reference",
      "entry_leaf",
      "receipt_sha256",
      "status",
      "claim",
      "recorded_on",
      "replaces",
      "closed_by"}},
    {"retirements",
     {"retirement",
      "factory",
      "period",
      "purpose",
      "quantity",
      "unit",
      "beneficiary",
      "retired_on",
      "registry_reference",
      "status",
      "claim",
      "counted",
      "recorded_on",
      "replaces",
      "closed_by",
      "ranges",
      "match.state",
      "match.units.agree",
      "match.units.differ",
      "match.units.unchecked",
      "match.compared",
      "match.differences",
      "match.hints"}},
    {"schemes",
     {"code", "name", "name_zh", "document", "from", "until", "draft", "certificates", "awards", "has_types", "stars",
      "levels", "star_thresholds", "accepted_programmes", "rows", "notes"}},
};

ExportedCell cell_of(const json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return {std::string(value.get_string()), false};
  std::string text = json::serialize(value);
  const bool is_whole = value.is_int64() || value.is_uint64();
  const std::size_t digits = text.size() - (text.empty() || text.front() != '-' ? 0U : 1U);
  return {std::move(text), is_whole && digits <= integer_digits_max};
}

// Puts the members of one object, whose names begin with `prefix`, into the cells of their columns.
class RowWriter {
 public:
  RowWriter(const ExportedList& list, std::vector<ExportedCell>& cells) : list_(list), cells_(cells) {}

  bool add(const std::string& prefix, const json::object& members) {
    return std::all_of(members.begin(), members.end(), [&](const auto& member) {
      const std::string_view name(member.key().data(), member.key().size());
      return add_value(prefix + std::string(name), member.value());
    });
  }

 private:
  bool add_value(const std::string& name, const json::value& value) {
    const auto found = std::find(list_.columns.begin(), list_.columns.end(), name);
    if (found != list_.columns.end()) {
      cells_[static_cast<std::size_t>(found - list_.columns.begin())] = cell_of(value);
      return true;
    }
    const std::string within = name + ".";
    if (const auto* inner = value.if_object()) return add(within, *inner);
    // A member that is null here and an object elsewhere leaves the columns of its members empty.
    return value.is_null() && std::any_of(list_.columns.begin(), list_.columns.end(), [&](std::string_view column) {
             return column.substr(0, within.size()) == within;
           });
  }

  const ExportedList& list_;
  std::vector<ExportedCell>& cells_;
};

}  // namespace

std::span<const ExportedList> exported_lists() { return all_lists; }

const ExportedList* exported_list(std::string_view name) {
  const auto lists = exported_lists();
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const auto& list) { return list.name == name; });
  return found == lists.end() ? nullptr : &*found;
}

std::optional<std::vector<ExportedCell>> exported_row(const ExportedList& list, const json::object& row) {
  std::vector<ExportedCell> cells(list.columns.size());
  if (!RowWriter(list, cells).add("", row)) return std::nullopt;
  return cells;
}

bool begins_as_exported(std::string_view head) {
  constexpr std::string_view mark = "\xef\xbb\xbf";
  if (head.substr(0, mark.size()) == mark) head.remove_prefix(mark.size());
  const auto line = head.substr(0, head.find_first_of("\r\n"));
  const auto lists = exported_lists();
  return std::any_of(lists.begin(), lists.end(), [&](const ExportedList& list) {
    std::string header;
    for (const auto column : list.columns) (header += header.empty() ? "" : ",") += column;
    return header == line;
  });
}

}  // namespace tanbu::importers
