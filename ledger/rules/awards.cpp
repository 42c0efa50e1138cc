// record_award and record_review: an authority's own list of factories, its public notice, its yearly review (BH-06,
// BH-07). The authority decides; the ledger says what it can see and what it cannot.
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/factory_year.hpp"
#include "ledger/rules/inventories.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/operators.hpp"

namespace tanbu {
namespace {

constexpr int notice_days_min = 7;  // counted inclusively

// Whether the level is reached by what the ledger holds; the authority may know more.
bool level_is_seen(const RecordAwardCommand& command, const Scheme& scheme, const Assessment& assessment, Date today,
                   const View& view) {
  std::optional<Inventory> newest;
  for (Inventory& inventory : view.inventories(command.factory)) {
    if (inventory.period == command.period && rules::counts(inventory)) newest = std::move(inventory);
  }
  if (!newest) return false;
  Claim claim;
  claim.level = command.level;
  const auto evaluation = evaluate(
      scheme,
      rules::facts_about(*newest, view.retirements(command.factory, command.period), assessment, claim, today, view));
  if (!evaluation || !evaluation->level) return false;
  const auto rank = [&scheme](std::string_view level) {
    return std::find(scheme.levels.begin(), scheme.levels.end(), level) - scheme.levels.begin();
  };
  return rank(command.level) <= rank(*evaluation->level);
}

}  // namespace

Outcome<Decision> decide(const RecordAwardCommand& command, const Context& context, const View& view) {
  if (!rules::owns_scheme(context.issuer, command.scheme, view)) {
    return Refused{
        .reason = Refusal::not_scheme_owner, .conflict = std::nullopt, .facts = {{"scheme", command.scheme}}};
  }
  if (!view.factory(command.factory)) return rules::unknown_factory(command.factory);
  const Scheme* scheme = find_scheme(command.scheme);
  if (scheme == nullptr) return rules::unknown_scheme(command.scheme);
  std::optional<Assessment> assessment;
  if (command.assessment) {
    const auto found =
        rules::find_assessment(*command.assessment, command.factory, command.period, command.scheme, view);
    if (!found.accepted()) return found.refused();
    assessment = found.value();
  }
  if (context.today() < command.announced_on) return Refusal::future_date;
  if (command.notice_until < command.notice_from || command.announced_on < command.notice_from) {
    return Refused{.reason = Refusal::dates_disordered,
                   .conflict = std::nullopt,
                   .facts = {{"notice_from", format_date(command.notice_from)},
                             {"notice_until", format_date(command.notice_until)},
                             {"announced_on", format_date(command.announced_on)}}};
  }
  if (!scheme->awards)
    return Refused{.reason = Refusal::not_awardable, .conflict = std::nullopt, .facts = {{"scheme", command.scheme}}};
  if (std::find(scheme->levels.begin(), scheme->levels.end(), command.level) == scheme->levels.end())
    return Refused{.reason = Refusal::level_unknown, .conflict = std::nullopt, .facts = {{"level", command.level}}};
  // From here on the award must be recorded.
  Decision decision;
  const bool lapsed = command.announced_on < scheme->from || (scheme->until && *scheme->until < command.announced_on);
  if (lapsed) decision.flags.push_back(Flag::scheme_lapsed);
  if (command.notice_until.days - command.notice_from.days + 1 < notice_days_min)
    decision.flags.push_back(Flag::notice_short);
  const bool seen = assessment && level_is_seen(command, *scheme, *assessment, context.today(), view);
  if (!seen) decision.flags.push_back(Flag::level_undetermined);
  decision.events.emplace_back(NoteTaken{Award{.entry = context.entry,
                                               .owner = context.issuer,
                                               .factory = command.factory,
                                               .period = command.period,
                                               .scheme = command.scheme,
                                               .level = command.level,
                                               .notice_from = command.notice_from,
                                               .notice_until = command.notice_until,
                                               .announced_on = command.announced_on,
                                               .reference = command.reference,
                                               .assessment = command.assessment,
                                               .reviews = {}}});
  return decision;
}

Outcome<Decision> decide(const RecordReviewCommand& command, const Context& context, const View& view) {
  auto award = find_note<Award>(view, command.award);
  if (!award) return rules::unknown(Refusal::unknown_award, "award", command.award.value);
  if (!rules::owns_scheme(context.issuer, award->scheme, view)) {
    return Refused{.reason = Refusal::not_scheme_owner, .conflict = award->entry, .facts = {{"scheme", award->scheme}}};
  }
  if (context.today() < command.on) return Refusal::future_date;
  const Date latest = award->reviews.empty() ? award->announced_on : award->reviews.back().on;
  const bool removed = !award->reviews.empty() && award->reviews.back().result == ReviewResult::removed;
  if (removed || command.on < latest) {
    return Refused{.reason = Refusal::dates_disordered,
                   .conflict = award->reviews.empty() ? award->entry : award->reviews.back().entry,
                   .facts = {{"on", format_date(command.on)}, {"latest", format_date(latest)}}};
  }
  // From here on the review must be noted.
  award->reviews.push_back({.entry = context.entry, .on = command.on, .result = command.result});
  Decision decision;
  decision.events.emplace_back(NoteTaken{*std::move(award)});
  return decision;
}

}  // namespace tanbu
