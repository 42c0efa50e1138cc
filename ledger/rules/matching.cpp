#include "ledger/rules/matching.hpp"

#include <algorithm>
#include <map>

#include "ledger/holds.hpp"
#include "ledger/rules/standing.hpp"
#include "ledger/unit_pieces.hpp"

namespace tanbu::rules {
namespace {

// One word of a registry about units of one batch.
struct Word {
  MatchedRow row;
  UnitRange units;
  std::string beneficiary;
  std::string reason;
};

// Units of the retirement and the newest word about them.
struct Piece {
  BatchRange range;
  const Word* word = nullptr;
};

// Units that were active before the day of their retirement here contradict nothing and say nothing of it.
bool speaks_of(const Retirement& retirement, RegistryEventStatus status, const std::optional<Date>& on) {
  return status != RegistryEventStatus::active || (on && retirement.retired_on <= *on);
}

// A batch recorded as active says what was issued; one that its holder recorded is no word of the registry yet.
std::optional<Word> word_of(const Batch& batch) {
  if (batch.registry_status == RegistryStatus::active || batch.hold == "recorded_by_holder") return std::nullopt;
  const bool retired = batch.registry_status == RegistryStatus::retired;
  return Word{.row = {.entry = batch.id.entry(),
                      .is_event = false,
                      .status = retired ? RegistryEventStatus::retired : RegistryEventStatus::cancelled,
                      .on = batch.status_on,
                      .reference = batch.registry_reference,
                      .ranges = {}},
              .units = batch.units,
              .beneficiary = batch.beneficiary_text,
              .reason = batch.reason_text};
}

// In order of their entries.
std::vector<Word> words_about(BatchId id, const View& view) {
  const auto batch = view.batch(id);
  HOLDS(batch.has_value());
  std::vector<Word> words;
  if (auto word = word_of(*batch)) words.push_back(*std::move(word));
  auto events = find_notes<UnitAction>(view, index_names::actions_on(id));
  std::sort(events.begin(), events.end(),
            [](const UnitAction& one, const UnitAction& other) { return one.entry < other.entry; });
  for (const UnitAction& event : events) {
    if (event.kind != ActionKind::registry_event || event.closed_by || !event.status) continue;
    for (const BatchRange& range : event.ranges) {
      if (range.batch != id) continue;
      words.push_back({.row = {.entry = event.entry,
                               .is_event = true,
                               .status = *event.status,
                               .on = event.on,
                               .reference = event.registry_reference,
                               .ranges = {}},
                       .units = range.units,
                       .beneficiary = event.beneficiary_text,
                       .reason = event.reason_text});
    }
  }
  return words;
}

// The pieces, with those units that the word speaks of under it.
std::vector<Piece> laid_over(const std::vector<Piece>& pieces, const Word& word) {
  std::vector<Piece> result;
  for (const Piece& piece : pieces) {
    cut_at(
        piece.range.units, word.units,
        [&](UnitRange beside) {
          result.push_back({{piece.range.batch, beside}, piece.word});
        },
        [&](UnitRange common) {
          result.push_back({{piece.range.batch, common}, &word});
        });
  }
  return result;
}

// A credit code or LEI in the text; of the beneficiary, or of somebody else.
bool names_another_code(std::string_view text) {
  const auto is_sign = [](char symbol) {
    return (symbol >= '0' && symbol <= '9') || (symbol >= 'A' && symbol <= 'Z') || (symbol >= 'a' && symbol <= 'z');
  };
  std::string run;
  const auto is_code = [&run] {
    return (run.size() == 18 && parse_party("uscc:" + run)) || (run.size() == 20 && parse_party("lei:" + run));
  };
  for (const char symbol : text) {
    if (is_sign(symbol)) {
      run += symbol >= 'a' && symbol <= 'z' ? static_cast<char>(symbol - 'a' + 'A') : symbol;
      continue;
    }
    if (is_code()) return true;
    run.clear();
  }
  return is_code();
}

// Gathers what one retirement's comparison comes to.
class Comparing {
 public:
  Comparing(const Retirement& retirement, const View& view) : retirement_(retirement), view_(view) {}

  Match result(const std::vector<Piece>& pieces) {
    for (const Piece& piece : pieces) take(piece);
    compare_quantity();
    look_for_conflicts();
    std::sort(match_.rows.begin(), match_.rows.end(),
              [](const MatchedRow& one, const MatchedRow& other) { return one.entry < other.entry; });
    if (!match_.differences.empty()) {
      match_.state = MatchState::differs;
    } else if (match_.unchecked_units == 0) {
      match_.state = MatchState::agrees;
    }
    return std::move(match_);
  }

 private:
  void take(const Piece& piece) {
    const auto quantity = piece.range.units.quantity();
    if (piece.word == nullptr) {
      silent_units_ += quantity;
      match_.unchecked_units += quantity;
      return;
    }
    const auto& row = piece.word->row;
    const auto seen = std::find_if(match_.rows.begin(), match_.rows.end(),
                                   [&](const MatchedRow& one) { return one.entry == row.entry; });
    if (seen == match_.rows.end()) {
      match_.rows.push_back(row);
      match_.rows.back().ranges.push_back(piece.range);
    } else {
      seen->ranges.push_back(piece.range);
    }
    if (row.status == RegistryEventStatus::retired) retired_units_ += quantity;
    const auto before = match_.differences.size() + repeated_;
    const bool agrees = compare(*piece.word);
    if (match_.differences.size() + repeated_ != before) {
      match_.differing_units += quantity;
    } else {
      (agrees ? match_.agreeing_units : match_.unchecked_units) += quantity;
    }
  }

  // True where the word agrees; differences and hints are noted.
  bool compare(const Word& word) {
    const EntryIndex entry = word.row.entry;
    if (word.row.status != RegistryEventStatus::retired) {
      differs("status", "retired", std::string(name_of(word.row.status)), entry);
      return false;
    }
    if (word.row.on && *word.row.on != retirement_.retired_on)
      differs("date", format_date(retirement_.retired_on), format_date(*word.row.on), entry);
    if (!word.row.on) hint("date", format_date(retirement_.retired_on), "", entry);
    const std::string& text = word.beneficiary;
    if (named_purpose(text, word.reason, retirement_.period) == NamedPurpose::emissions_trading)
      differs("purpose", std::string(name_of(retirement_.purpose)), word.reason, entry);
    if (names_another_year(text, word.reason, retirement_.period))
      differs("period", format_period(retirement_.period), word.reason.empty() ? text : word.reason, entry);
    const auto named = named_beneficiary(text, retirement_, view_);
    if (named == NamedParty::firmly) return word.row.on.has_value();
    if (names_another_code(text)) {
      differs("beneficiary", retirement_.beneficiary.text, text, entry);
    } else {
      hint("beneficiary", retirement_.beneficiary.text, text, entry);
    }
    const bool same_reference = !word.row.reference.empty() && word.row.reference == retirement_.registry_reference;
    return named != NamedParty::other && same_reference && word.row.on.has_value();
  }

  void compare_quantity() {
    const std::int64_t all = match_.agreeing_units + match_.differing_units + match_.unchecked_units;
    if (retired_units_ == 0 || silent_units_ == 0) return;
    differs("quantity", std::to_string(all), std::to_string(retired_units_), match_.rows.back().entry);
  }

  // What stops the units from counting here is told here too, whatever the registry's words were.
  void look_for_conflicts() {
    for (const Conflict& conflict : find_notes<Conflict>(view_, index_names::conflicts_of(retirement_.id))) {
      const bool by_registry =
          conflict.kind == ConflictKind::registry_disagrees || conflict.kind == ConflictKind::over_issued;
      if (!by_registry || conflict.closed_by) continue;
      differs("conflict", std::to_string(retirement_.id.value), std::string(name_of(conflict.kind)), conflict.entry);
    }
  }

  void differs(std::string_view field, std::string ledger, std::string registry, EntryIndex entry) {
    if (!add(match_.differences, {field, std::move(ledger), std::move(registry), entry})) ++repeated_;
  }
  void hint(std::string_view field, std::string ledger, std::string registry, EntryIndex entry) {
    add(match_.hints, {field, std::move(ledger), std::move(registry), entry});
  }
  // Each once, however many pieces of units one word speaks of. True where it is new.
  static bool add(std::vector<MatchDifference>& list, MatchDifference one) {
    const bool known = std::any_of(list.begin(), list.end(), [&](const MatchDifference& other) {
      return other.field == one.field && other.entry == one.entry;
    });
    if (!known) list.push_back(std::move(one));
    return !known;
  }

  const Retirement& retirement_;
  const View& view_;
  Match match_;
  std::size_t repeated_ = 0;
  std::int64_t silent_units_ = 0;   // of which no registry spoke
  std::int64_t retired_units_ = 0;  // of which one says that they are retired
};

}  // namespace

NamedParty named_beneficiary(std::string_view beneficiary_text, const Retirement& retirement, const View& view) {
  NamedParty best = NamedParty::other;
  const auto consider = [&](const PartyId& id) {
    const auto party = view.party(id);
    HOLDS(party.has_value());
    best = std::min(best, named_party(beneficiary_text, *party));
    return party->succeeded_by;
  };
  for (auto id = std::optional<PartyId>(retirement.beneficiary); id;) id = consider(*id);
  for (const BatchRange& range : retirement.ranges) {
    for (const auto& assignment : find_notes<BenefitAssignment>(view, index_names::assignments_on(range.batch))) {
      const bool stands = !assignment.voided_by && assignment.to == retirement.beneficiary;
      if (stands && share_units(assignment.ranges, {range})) consider(assignment.from);
    }
  }
  return best;
}

Agreement agreement(const Printed& printed, const Retirement& retirement, const View& view) {
  const auto named = named_beneficiary(printed.beneficiary, retirement, view);
  const auto purpose = named_purpose(printed.beneficiary, printed.reason, retirement.period);
  if (named == NamedParty::other || purpose == NamedPurpose::emissions_trading ||
      names_another_year(printed.beneficiary, printed.reason, retirement.period))
    return Agreement::contradicts;
  const bool same_reference = !printed.reference.empty() && printed.reference == retirement.registry_reference;
  return named == NamedParty::firmly || same_reference ? Agreement::matches : Agreement::compatible;
}

std::string_view name_of(MatchState state) {
  switch (state) {
    case MatchState::unchecked:
      return "unchecked";
    case MatchState::agrees:
      return "agrees";
    case MatchState::differs:
      return "differs";
  }
  HOLDS(false);
  return "";
}

struct Matcher::Words {
  std::map<BatchId, std::vector<Word>> by_batch;
};

Matcher::Matcher(const View& view) : view_(view), words_(std::make_unique<Words>()) {}
Matcher::~Matcher() = default;

Match Matcher::match(const Retirement& retirement) {
  std::vector<Piece> pieces;
  for (const BatchRange& range : retirement.ranges) {
    auto known = words_->by_batch.find(range.batch);
    if (known == words_->by_batch.end())
      known = words_->by_batch.emplace(range.batch, words_about(range.batch, view_)).first;
    std::vector<Piece> own{{range, nullptr}};
    for (const Word& word : known->second) {
      if (!word.units.overlaps(range.units) || !speaks_of(retirement, word.row.status, word.row.on)) continue;
      own = laid_over(own, word);
    }
    pieces.insert(pieces.end(), own.begin(), own.end());
  }
  return Comparing(retirement, view_).result(pieces);
}

Match match_of(const Retirement& retirement, const View& view) { return Matcher(view).match(retirement); }

}  // namespace tanbu::rules
