// Which level a factory-year reaches, and what a star asks of it.
#include <algorithm>

#include "ledger/evaluation_parts.hpp"
#include "ledger/evaluation_values.hpp"

namespace tanbu::evaluation_parts {
namespace {

// Nothing is compared with a threshold that nobody read; a threshold that is there is reached or not.
Verdict threshold_verdict(Work& work, Share share, const std::optional<std::int64_t>& least_e2) {
  if (!least_e2) return Verdict::undetermined;
  const auto reached = reaches(share, *least_e2);
  work.overflow = work.overflow || !reached;
  return reached.value_or(false) ? Verdict::pass : Verdict::fail;
}

Share offset_share(const Comparison& comparison) {
  if (comparison.to_offset.value <= 0) return {1, 1};  // nothing is left to offset
  return {comparison.counted.value, comparison.to_offset.value};
}

const StarThreshold* threshold_of(const Work& work) {
  const auto& thresholds = work.scheme.thresholds;
  const auto found = std::find_if(thresholds.begin(), thresholds.end(), [&work](const StarThreshold& threshold) {
    return threshold.star == work.facts.star && threshold.type == work.facts.claim.type;
  });
  return found == thresholds.end() ? nullptr : &*found;
}

// Only what a registrar or a body stands for reaches a star.
Verdict star_verdict(Work& work, const StarThreshold& threshold, Check& check) {
  const Comparison& comparison = work.coverage.attestable;
  const Share offset = offset_share(comparison);
  const Share renewable{comparison.renewable.value, std::max<std::int64_t>(work.facts.inventory.consumed.value, 1)};
  check.facts.emplace_back("offset_percent", format_share(offset));
  check.facts.emplace_back("renewable_percent", format_share(renewable));
  const auto least = [](const std::optional<std::int64_t>& e2) { return e2 ? format_percent_e2(*e2) : "unknown"; };
  check.facts.emplace_back("offset_least_percent", least(threshold.offset_least_e2));
  check.facts.emplace_back("renewable_least_percent", least(threshold.renewable_least_e2));
  const Verdict reached = worst(threshold_verdict(work, offset, threshold.offset_least_e2),
                                threshold_verdict(work, renewable, threshold.renewable_least_e2));
  if (!threshold.unverified) return reached;
  // Taken over from the other type: a number of which nobody is sure neither passes nor fails (D-04).
  check.facts.emplace_back("unverified", std::string(name_of(reached)));
  return Verdict::undetermined;
}

}  // namespace

std::optional<std::string> add_level_checks(Work& work, const std::vector<Verdict>& levels) {
  const auto& names = work.scheme.levels;
  if (names.empty()) return std::nullopt;
  Check check{.rule = std::string(work.scheme.level_rule),
              .name = "level",
              .stage = CheckStage::level,
              .verdict = Verdict::fail,
              .facts = {}};
  std::optional<std::size_t> reached;
  std::vector<Verdict> verdicts;
  for (std::size_t place = 0; place < names.size(); ++place) {
    verdicts.push_back(worst(work.gate, levels[place]));
    if (verdicts.back() == Verdict::pass) reached = place;
    check.facts.emplace_back(std::string(names[place]), std::string(name_of(verdicts.back())));
  }
  const auto& claimed = work.facts.claim.level;
  const auto place = claimed ? place_of_level(work.scheme, *claimed) : std::optional<std::size_t>(0);
  if (!place) {
    check.facts.emplace_back("claimed", *claimed);
    check.refusal = Refusal::level_unknown;
  } else {
    check.verdict = reached && *place <= *reached ? Verdict::pass : verdicts[*place];
    check.refusal = check.verdict == Verdict::fail ? Refusal::indicator_fails : Refusal::indicator_undetermined;
    const bool open = check.verdict == Verdict::undetermined || check.verdict == Verdict::hold;
    if (open) check.flag = Flag::level_undetermined;
  }
  check.facts.emplace_back("reached", reached ? std::string(names[*reached]) : "none");
  work.checks.push_back(std::move(check));
  return reached ? std::optional(std::string(names[*reached])) : std::nullopt;
}

void add_star_check(Work& work) {
  const auto& star = work.facts.star;
  if (!star) return;
  const auto& stars = work.scheme.stars;
  Check check{.rule = "CE-03",
              .name = "star",
              .stage = CheckStage::level,
              .verdict = Verdict::undetermined,
              .facts = {{"star", text_of(*star)}}};
  if (std::find(stars.begin(), stars.end(), *star) == stars.end()) {
    check.rule = "CE-02";
    check.verdict = Verdict::fail;
    check.refusal = Refusal::star_range;
  } else if (const StarThreshold* threshold = threshold_of(work)) {
    check.verdict = star_verdict(work, *threshold, check);
  }
  // A star whose threshold nobody has read stands on the certificate, and everybody is told that it is unchecked.
  if (check.verdict == Verdict::undetermined) check.flag = Flag::star_not_checked;
  if (check.verdict == Verdict::fail && !check.refusal) check.refusal = Refusal::star_threshold;
  work.checks.push_back(std::move(check));
}

}  // namespace tanbu::evaluation_parts
