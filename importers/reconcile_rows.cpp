// The comparison of reconcile_rows.hpp, piece of units by piece of units.
#include "importers/reconcile_rows.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <tuple>

#include "ledger/holds.hpp"
#include "ledger/programme.hpp"
#include "ledger/rules/registry_text.hpp"
#include "ledger/unit_pieces.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;
using Status = RegistryEventStatus;

std::string date_text(const std::optional<Date>& date) { return date ? format_date(*date) : std::string(); }

// What an event about some units would say.
struct Said {
  Status status{};
  Date on;
  std::string beneficiary;
  std::string reason;
  bool operator<(const Said& other) const {
    return std::tie(status, on, beneficiary, reason) <
           std::tie(other.status, other.on, other.beneficiary, other.reason);
  }
};

class Comparison {
 public:
  Comparison(const HeldRow& row, const RowRules& rules) : row_(row), rules_(rules), wanted_(status_of(row)) {
    finding_.sheet = row.sheet;
    finding_.line = row.line;
    finding_.serial = row.serial;
  }

  ComparedRow result() {
    const std::string programme = row_.programme.empty() ? rules_.reading.programme : row_.programme;
    const auto batches = rules_.index.batches_with(programme, row_.space, row_.units);
    HOLDS(!batches.empty());  // else the row were new
    std::int64_t covered = 0;
    for (const LedgerBatch* batch : batches) {
      add_once(finding_.batches, batch->batch);
      covered += batch->units.intersection(row_.units).quantity();
    }
    const bool opaque = batches.size() == 1 && batches.front()->opaque;
    if (!opaque && covered != row_.units.quantity()) {
      note("beyond_recorded");
      conflict_ = true;
      return finished();
    }
    for (const LedgerBatch* batch : batches) compare_attributes(*batch);
    if (opaque) compare_quantity(*batches.front());
    for (const LedgerBatch* batch : batches) {
      const UnitRange units = opaque ? row_.units : batch->units.intersection(row_.units);
      for (const SaidPiece& piece : newest_words(batch->statements, units)) compare_piece(*batch, piece);
    }
    return finished();
  }

 private:
  ComparedRow finished() {
    ComparedRow compared;
    for (const auto& [said, parts] : events_) compared.events.push_back(event(said, parts));
    compared.amendments = std::move(amendments_);
    finding_.row_class = conflict_     ? RowClass::conflict
                         : quantity_   ? RowClass::quantity_corrected
                         : moved_      ? RowClass::status_moved
                         : attributes_ ? RowClass::attributes_changed
                                       : RowClass::unchanged;
    std::sort(finding_.retirements.begin(), finding_.retirements.end());
    compared.finding = std::move(finding_);
    return compared;
  }

  void note(std::string_view code) { add_once(finding_.notes, code); }
  void change(std::string_view field, std::string old_value, std::string new_value) {
    const auto same = [&](const Changed& one) {
      return one.field == field && one.old_value == old_value && one.new_value == new_value;
    };
    if (std::any_of(finding_.changes.begin(), finding_.changes.end(), same)) return;
    finding_.changes.push_back({std::string(field), std::move(old_value), std::move(new_value)});
  }

  // What no command corrects; somebody must look at it.
  void compare_attributes(const LedgerBatch& batch) {
    const auto differ = [&](std::string_view field, std::string old_value, std::string new_value) {
      attributes_ = true;
      note("no_command");
      change(field, std::move(old_value), std::move(new_value));
    };
    if (row_.project_id != batch.project_id) differ("project", batch.project_id, row_.project_id);
    // A list that states a year bounds it by what else it knows of the row; such bounds lie within one another.
    const auto within = [](Period inner, Period outer) {
      return outer.first <= inner.first && inner.last <= outer.last;
    };
    if (!within(row_.vintage, batch.vintage) && !within(batch.vintage, row_.vintage))
      differ("vintage", format_period(batch.vintage), format_period(row_.vintage));
    if (row_.issued_on && *row_.issued_on != batch.issued_on)
      differ("issued_on", format_date(batch.issued_on), format_date(*row_.issued_on));
  }

  // Of a batch whose numbers only count: it has as many units as the registry says today.
  void compare_quantity(const LedgerBatch& batch) {
    const std::int64_t recorded = batch.struck_from.value_or(batch.units.end) - batch.units.begin;
    const std::int64_t printed = row_.units.quantity();
    if (recorded == printed) return;
    quantity_ = true;
    change("quantity", std::to_string(recorded), std::to_string(printed));
    if (batch.struck_from && printed > recorded) return note("no_command");  // units that were struck out stay so
    if (printed < recorded) {
      note("units_struck_out");
      for (const LedgerUse* use : rules_.index.uses_of(batch.batch, {row_.units.end, batch.units.end})) {
        add_once(finding_.retirements, use->retirement);
        note("quantity_below_use");
      }
    }
    amendments_.push_back({"amend_batch",
                           {{"batch", batch.batch},
                            {"quantity", printed},
                            {"reason", "the registry's list states another quantity"},
                            {"evidence", evidence_of(rules_.reading, row_.sheet, row_.line)}}});
  }

  // What was reported after the list was made is not on it.
  [[nodiscard]] bool is_newer(const Statement& said) const {
    return rules_.made_on && said.on && *rules_.made_on < *said.on;
  }

  void compare_piece(const LedgerBatch& batch, const SaidPiece& piece) {
    const Statement& said = *piece.said;
    if (wanted_ == Status::active) {
      said.status == Status::active ? look_at_uses_of_active(batch, piece) : revive(batch, piece);
      return;
    }
    Said now{wanted_, *row_.ended_on, row_.beneficiary_text, row_.reason_text};
    if (said.status == wanted_) {
      // What a row leaves blank it does not take back.
      if (now.beneficiary.empty()) now.beneficiary = said.beneficiary_text;
      if (now.reason.empty()) now.reason = said.reason_text;
      const bool same = said.on == now.on && now.beneficiary == said.beneficiary_text && now.reason == said.reason_text;
      if (same) return;
      if (is_newer(said)) return note("ledger_is_newer");
      attributes_ = true;
      if (said.on != now.on) change("ended_on", date_text(said.on), format_date(now.on));
      if (now.beneficiary != said.beneficiary_text) change("beneficiary", said.beneficiary_text, now.beneficiary);
      if (now.reason != said.reason_text) change("reason", said.reason_text, now.reason);
    } else {
      if (is_newer(said)) return note("ledger_is_newer");
      moved_ = true;
      change("status", std::string(name_of(said.status)), std::string(name_of(wanted_)));
    }
    for (const LedgerUse* use : rules_.index.uses_of(batch.batch, piece.units)) foresee(now, *use);
    events_[now].push_back({batch.batch, piece.units});
  }

  // Units that are retired here and that their registry still shows as active on the day of the list.
  void look_at_uses_of_active(const LedgerBatch& batch, const SaidPiece& piece) {
    if (rules_.issues_only) return;
    for (const LedgerUse* use : rules_.index.uses_of(batch.batch, piece.units)) {
      if (piece.said->on && use->retired_on <= *piece.said->on) continue;  // reported before
      add_once(finding_.retirements, use->retirement);
      if (!rules_.made_on || *rules_.made_on < use->retired_on) {
        note("waits_for_registry");
        continue;
      }
      note("still_active_there");
      conflict_ = true;
      for (const BatchPart& part : use->parts) {
        if (part.batch != batch.batch || !part.units.overlaps(piece.units)) continue;
        events_[{Status::active, *rules_.made_on, {}, {}}].push_back(
            {batch.batch, part.units.intersection(piece.units)});
      }
    }
  }

  // Retired or cancelled according to the ledger, active according to the list.
  void revive(const LedgerBatch& batch, const SaidPiece& piece) {
    if (rules_.issues_only) return;
    if (is_newer(*piece.said)) return note("ledger_is_newer");
    moved_ = true;
    change("status", std::string(name_of(piece.said->status)), "active");
    if (piece.said->status != Status::retired) note("stays_cancelled");
    if (!rules_.made_on) return note("made_on_needed");
    for (const LedgerUse* use : rules_.index.uses_of(batch.batch, piece.units)) {
      if (*rules_.made_on < use->retired_on) continue;
      add_once(finding_.retirements, use->retirement);
      note("contradicts_use");
      conflict_ = true;
    }
    events_[{Status::active, *rules_.made_on, {}, {}}].push_back({batch.batch, piece.units});
  }

  // How the ledger will take the event; it decides alone.
  void foresee(const Said& now, const LedgerUse& use) {
    add_once(finding_.retirements, use.retirement);
    const auto contradicts = [&] {
      note("contradicts_use");
      conflict_ = true;
    };
    if (now.status != Status::retired) return contradicts();
    const auto named = rules::named_party(now.beneficiary, use.beneficiary);
    const auto purpose = rules::named_purpose(now.beneficiary, now.reason, use.period);
    if (named == rules::NamedParty::other || purpose == rules::NamedPurpose::emissions_trading ||
        rules::names_another_year(now.beneficiary, now.reason, use.period))
      return contradicts();
    if (now.on != use.retired_on) note("day_differs");
    const bool same_reference = !use.registry_reference.empty() && use.registry_reference == row_.serial;
    note(named == rules::NamedParty::firmly || same_reference ? "confirms_use" : "name_is_a_hint");
  }

  [[nodiscard]] Proposed event(const Said& said, const std::vector<BatchPart>& parts) const {
    json::object body{{"ranges", ranges_value(parts)},
                      {"status", name_of(said.status)},
                      {"on", format_date(said.on)},
                      {"reference", row_.serial}};
    if (said.status == Status::retired && !said.beneficiary.empty()) body["beneficiary_text"] = said.beneficiary;
    if (!said.reason.empty()) body["reason_text"] = said.reason;
    body["evidence"] = evidence_of(rules_.reading, row_.sheet, row_.line);
    return {"record_registry_event", std::move(body)};
  }

  const HeldRow& row_;
  const RowRules& rules_;
  Status wanted_;
  RowFinding finding_;
  std::vector<Proposed> amendments_;
  std::map<Said, std::vector<BatchPart>> events_;
  bool conflict_ = false;
  bool quantity_ = false;
  bool moved_ = false;
  bool attributes_ = false;
};

}  // namespace

PictureIndex::PictureIndex(const Picture& picture) {
  for (const LedgerBatch& batch : picture.batches)
    batches_[{batch.programme, batch.space}].emplace(batch.units.begin, &batch);
  for (const LedgerUse& use : picture.uses) {
    for (const BatchPart& part : use.parts) uses_.emplace(part.batch, std::pair{part.units, &use});
  }
}

std::vector<const LedgerBatch*> PictureIndex::batches_with(const std::string& programme, const std::string& space,
                                                           UnitRange units) const {
  std::vector<const LedgerBatch*> found;
  const auto batches = batches_.find({programme, space});
  if (batches == batches_.end()) return found;
  auto at = batches->second.upper_bound(units.begin);
  if (at != batches->second.begin()) --at;
  for (; at != batches->second.end() && at->first < units.end; ++at) {
    if (at->second->units.overlaps(units)) found.push_back(at->second);
  }
  return found;
}

std::vector<const LedgerUse*> PictureIndex::uses_of(std::uint64_t batch, UnitRange units) const {
  std::vector<const LedgerUse*> found;
  const auto [begin, end] = uses_.equal_range(batch);
  for (auto at = begin; at != end; ++at) {
    const auto& [used, use] = at->second;
    if (used.overlaps(units) && std::find(found.begin(), found.end(), use) == found.end()) found.push_back(use);
  }
  return found;
}

std::vector<SaidPiece> newest_words(const std::vector<Statement>& statements, UnitRange units) {
  HOLDS(!statements.empty());
  // What was recorded first is said of units that a correction added, too.
  std::vector<SaidPiece> pieces{{units, &statements.front()}};
  for (const Statement& statement : statements) {
    if (&statement == &statements.front()) continue;
    std::vector<SaidPiece> later;
    for (const SaidPiece& piece : pieces) {
      cut_at(
          piece.units, statement.units,
          [&](UnitRange beside) {
            later.push_back({beside, piece.said});
          },
          [&](UnitRange common) {
            later.push_back({common, &statement});
          });
    }
    pieces = std::move(later);
  }
  return pieces;
}

RegistryEventStatus status_of(const HeldRow& row) {
  if (!row.ended_on) return Status::active;
  return row.cancelled ? Status::cancelled : Status::retired;
}

ComparedRow compare_row(const HeldRow& row, const RowRules& rules) { return Comparison(row, rules).result(); }

void add_once(std::vector<std::string>& codes, std::string_view code) {
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.emplace_back(code);
}
void add_once(std::vector<std::uint64_t>& entries, std::uint64_t entry) {
  if (std::find(entries.begin(), entries.end(), entry) == entries.end()) entries.push_back(entry);
}

}  // namespace tanbu::importers
