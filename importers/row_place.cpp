// From a row's values to what is recorded of it.
#include <algorithm>

#include "importers/row_import.hpp"
#include "importers/text.hpp"
#include "ledger/commands.hpp"
#include "ledger/form.hpp"
#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

std::string range_text(UnitRange units) {
  return "units " + std::to_string(units.first()) + " to " + std::to_string(units.last());
}

bool is_country(std::string_view text) {
  const auto is_capital = [](char symbol) { return symbol >= 'A' && symbol <= 'Z'; };
  return text.size() == 2 && std::all_of(text.begin(), text.end(), is_capital);
}

}  // namespace

void RowImport::place(const Draft& draft, const Block& block) {
  auto& units = units_of(block.programme->code);
  if (const auto earlier = units.earlier(block.serial.space, block.serial.units)) {
    const bool same = earlier->units == block.serial.units;
    auto refusal = remark(Role::serial, same ? "serial_repeated" : "serial_overlap",
                          range_text(earlier->units.intersection(block.serial.units)));
    refusal.other_line = earlier->line;
    refused_ = true;
    sink_.refused(refusal);
    return;
  }
  if (const auto held = units.held(block.serial.space, block.serial.units)) {
    if (options_.compare) return keep_held(draft, block);
    return place_held(draft, block, *held);
  }
  place_new(draft, block);
}

// What the ledger was told of units before stays, however often a list says something else: a list may be older than
// the ledger. But nobody is left to think that both say the same.
void RowImport::compare_ending(const Draft& draft, const Block& block, const Held& held) {
  const auto own = block.cancelled ? RegistryEventStatus::cancelled : RegistryEventStatus::retired;
  // One column for the days of retirements and of cancellations tells them apart only where somebody is named.
  const bool says_which = draft.ending != Ending::by_date || !draft[Role::beneficiary].empty() ||
                          !draft[Role::reason].empty() || !draft[Role::details].empty();
  const auto differs = [&](const Held::Ended& ended) {
    const bool other_day = ended.how.on && *ended.how.on != *block.ended_on;
    const bool withdrawn = ended.how.status == RegistryEventStatus::withdrawn;
    return other_day || withdrawn || (says_which && ended.how.status && *ended.how.status != own);
  };
  const auto found = std::find_if(held.ended.begin(), held.ended.end(), differs);
  if (found == held.ended.end()) return;
  std::string detail = "the ledger: ";
  detail += found->how.status ? name_of(*found->how.status) : "ended";
  if (found->how.on) detail += " on " + format_date(*found->how.on);
  auto notice = remark(Role::ended_on, "ended_differs", std::move(detail));
  notice.other_entry = found->batch;
  sink_.notice(notice);
}

// Units that the ledger has: nothing new, or what the registry did with them since.
void RowImport::place_held(const Draft& draft, const Block& block, const Held& held) {
  if (!held.whole) {
    auto refusal = remark(Role::serial, "serial_overlap",
                          range_text(held.parts.front().units) + " are recorded already, others of the row are not");
    refusal.other_entry = held.parts.front().batch;
    refused_ = true;
    sink_.refused(refusal);
    return;
  }
  if (refused_) return;
  units_of(block.programme->code).claim(block.serial.space, {block.serial.units, row_->sheet, row_->row});
  if (block.ended()) compare_ending(draft, block, held);
  if (block.ended() && !held.all_ended) {
    look_at_retirement(draft, block);
    EventRow event;
    event.line = row_->row;
    event.sheet = row_->sheet;
    event.serial = block.serial_text;
    // What was said of the other units stands: a second event would give them another day and another holder.
    event.parts = held.open;
    event.cancelled = block.cancelled;
    event.on = *block.ended_on;
    if (!block.cancelled) event.beneficiary_text = beneficiary_of(draft);
    event.reason_text = reason_of(draft);
    sink_.event(event);
    if (held.any_ended) {
      auto before = remark(Role::serial, "units_ended_before", "the event names the other units of the row only");
      before.other_entry = held.parts.front().batch;
      sink_.notice(before);
    }
    return;
  }
  KnownRow known;
  known.line = row_->row;
  known.sheet = row_->sheet;
  known.serial = block.serial_text;
  known.batch = held.parts.front().batch;
  known.quantity = block.serial.units.quantity();
  sink_.known(known);
  if (!block.ended() && held.any_ended) {
    auto differs =
        remark(Role::ended_on, "status_differs", "the ledger holds units as retired or cancelled, the file as active");
    differs.other_entry = held.parts.front().batch;
    sink_.notice(differs);
  }
}

// The same without a judgement: what changed since is for whoever compares (reconcile.hpp).
void RowImport::keep_held(const Draft& draft, const Block& block) {
  if (refused_) return;
  units_of(block.programme->code).claim(block.serial.space, {block.serial.units, row_->sheet, row_->row});
  if (block.ended()) look_at_retirement(draft, block);
  HeldRow row;
  row.line = row_->row;
  row.sheet = row_->sheet;
  row.programme = own_programme(*block.programme);
  row.serial = block.serial_text;
  row.space = block.serial.space;
  row.units = block.serial.units;
  row.project_id = block.project_id;
  row.vintage = block.vintage;
  row.issued_on = block.issued_on;
  row.ended_on = block.ended_on;
  row.cancelled = block.cancelled;
  if (block.ended() && !block.cancelled) row.beneficiary_text = beneficiary_of(draft);
  if (block.ended()) row.reason_text = reason_of(draft);
  sink_.held(row);
}

void RowImport::place_new(const Draft& draft, const Block& block) {
  auto issued_on = block.issued_on;
  if (!issued_on && profile_.issue_may_be_bounded) {
    issued_on = block.ended_on ? block.ended_on : options_.made_on;
    if (issued_on) notice(Role::issued_on, "issuance_not_stated", "recorded: " + format_date(*issued_on));
  }
  if (!issued_on && draft[Role::issued_on].empty()) refuse(Role::issued_on, "issuance_missing");
  if (issued_on && *issued_on < block.vintage.last) refuse(Role::issued_on, "ex_ante");
  const std::string country = read_country(draft, block);
  if (refused_) return;

  // From here on the row is recorded.
  units_of(block.programme->code).claim(block.serial.space, {block.serial.units, row_->sheet, row_->row});
  if (block.ended() && *block.ended_on < *issued_on) notice(Role::ended_on, "retired_before_issuance");
  look_at_retirement(draft, block);
  BatchRow batch;
  batch.line = row_->row;
  batch.sheet = row_->sheet;
  batch.programme = own_programme(*block.programme);
  batch.serial = block.serial_text;
  batch.space = block.serial.space;
  batch.units = block.serial.units;
  batch.project_id = block.project_id;
  batch.vintage = block.vintage;
  batch.issued_on = *issued_on;
  batch.retired_on = block.ended_on;
  batch.cancelled = block.cancelled;
  if (block.ended() && !block.cancelled) batch.beneficiary_text = beneficiary_of(draft);
  if (block.ended()) batch.reason_text = reason_of(draft);
  Block with_country = block;
  with_country.country = country;
  (void)add_project(draft, with_country);
  sink_.batch(batch);
}

// A row that states a project and no units.
void RowImport::read_project_only(const Draft& draft) {
  Block block;
  block.programme = find_programme(draft.programme);
  HOLDS(block.programme != nullptr);
  if (refused_) return;
  read_project_id(draft, block);
  block.country = read_country(draft, block);
  if (refused_) return;
  if (add_project(draft, block)) return;
  KnownRow known;
  known.line = row_->row;
  known.sheet = row_->sheet;
  sink_.known(known);
}

std::string RowImport::read_country(const Draft& draft, const Block& block) {
  const std::string country = block.serial.country.value_or(draft[Role::country]);
  if (is_country(country)) return country;
  // A project that is registered already states its country.
  const auto key = std::string(block.programme->code) + " " + block.project_id;
  if (known_of(block.programme->code).projects.count(block.project_id) != 0 || projects_.count(key) != 0) return {};
  if (country.empty()) {
    refuse(Role::country, "country_missing");
  } else {
    refuse(Role::country, "country_form");
  }
  return {};
}

std::string RowImport::project_text(const Draft& draft, Role role, const std::string& instead) {
  auto clean = clean_text(draft[role], limits::text_characters_max);
  if (clean.text.empty()) {
    if (has(role)) notice(role, "text_missing");
    return instead;
  }
  if (text_fault(clean.text, limits::text_characters_max)) {
    notice(role, "text_withheld");
    return instead;
  }
  if (clean.cut) notice(role, "text_cut");
  if (clean.replaced || clean.dropped) notice(role, "text_replaced");
  return std::move(clean.text);
}

bool RowImport::add_project(const Draft& draft, const Block& block) {
  if (known_of(block.programme->code).projects.count(block.project_id) != 0) return false;
  const auto title = std::hash<std::string>{}(clean_text(draft[Role::title], limits::text_characters_max).text);
  const auto [seen, fresh] = projects_.emplace(std::string(block.programme->code) + " " + block.project_id, title);
  if (!fresh) {
    if (seen->second != title) notice(Role::title, "project_differs", "an earlier row names the project otherwise");
    return false;
  }
  ProjectRow project;
  project.line = row_->row;
  project.sheet = row_->sheet;
  project.programme = own_programme(*block.programme);
  project.project_id = block.project_id;
  project.title = project_text(draft, Role::title, std::string(block.programme->code) + " " + block.project_id);
  project.country = block.country;
  project.technology = project_text(draft, Role::technology, "not stated");
  project.methodology = project_text(draft, Role::methodology, "not stated");
  sink_.project(project);
  return true;
}

std::string RowImport::beneficiary_of(const Draft& draft) {
  auto clean = clean_text(draft[Role::beneficiary], limits::beneficiary_characters_max);
  if (clean.text.empty()) return {};
  const Named named = who_is_named(clean.text);
  if (named == Named::personal) {
    notice(Role::beneficiary, "beneficiary_personal");
    return {};
  }
  if (named == Named::unclear) {
    notice(Role::beneficiary, "beneficiary_withheld");
    return {};
  }
  if (clean.replaced || text_fault(clean.text, limits::beneficiary_characters_max)) {
    // A name with a hole in it could only be compared wrongly.
    notice(Role::beneficiary, "beneficiary_unspellable");
    return {};
  }
  if (clean.cut) notice(Role::beneficiary, "text_cut");
  return std::move(clean.text);
}

std::string RowImport::reason_of(const Draft& draft) {
  auto clean = clean_text(draft[Role::reason], limits::text_characters_max);
  if (clean.text.empty()) return {};
  const bool personal = who_is_named(clean.text) == Named::personal;
  if (personal || text_fault(clean.text, limits::text_characters_max)) {
    notice(Role::reason, "reason_withheld");
    return {};
  }
  if (clean.cut) notice(Role::reason, "text_cut");
  if (clean.replaced || clean.dropped) notice(Role::reason, "text_replaced");
  return std::move(clean.text);
}

// Details are looked at for being there, and never kept: they are sentences about people's journeys and events.
void RowImport::look_at_retirement(const Draft& draft, const Block& block) {
  const bool one_column_for_both = draft.ending == Ending::by_date && has(Role::details);
  const bool says_nothing =
      draft[Role::beneficiary].empty() && draft[Role::reason].empty() && draft[Role::details].empty();
  if (block.ended() && one_column_for_both && says_nothing) notice(Role::ended_on, "may_be_cancelled");
}

}  // namespace tanbu::importers
