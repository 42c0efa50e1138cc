#include "ledger/rules/claims.hpp"

#include <algorithm>
#include <set>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/factory_year.hpp"
#include "ledger/rules/inventories.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {
namespace {

class Findings {
 public:
  void add(Trouble trouble, std::optional<EntryIndex> because = std::nullopt) {
    troubles_.insert(trouble);
    if (because) because_.insert(*because);
  }
  void add_because(EntryIndex entry) { because_.insert(entry); }
  // `decides`: an upheld dispute about it takes the word. Units and uses are taken by what is recorded of them: they
  // lose their value or are withdrawn, and can be replaced.
  void add_disputes(EntryIndex target, bool decides, const View& view) {
    for (const Dispute& dispute : standing_disputes(target, view)) {
      if (dispute.resolved_by) {
        add(Trouble::dispute_upheld, dispute.resolved_by);
        if (decides) upheld_ = true;
      } else {
        add(Trouble::under_review, dispute.entry);
      }
    }
  }
  [[nodiscard]] bool is_upheld_against() const { return upheld_; }
  [[nodiscard]] std::vector<Trouble> troubles() const { return {troubles_.begin(), troubles_.end()}; }
  [[nodiscard]] std::vector<EntryIndex> because() const { return {because_.begin(), because_.end()}; }

 private:
  std::set<Trouble> troubles_;
  std::set<EntryIndex> because_;
  bool upheld_ = false;
};

void look_at_inventory(const Attestation& attestation, const Inventory& inventory, const View& view,
                       Findings& findings) {
  if (!counts(inventory)) {
    // Only a verified inventory is attested, and a verified one is not voided any more.
    HOLDS(inventory.verification.has_value());
    findings.add(Trouble::inventory_not_counting, inventory.verification->entry);
    return;
  }
  const auto counting = counting_of_series(inventory, view);
  if (counting->id != attestation.inventory) findings.add(Trouble::inventory_superseded, counting->verification->entry);
}

// The entries since which units of the retirement do not count.
std::set<EntryIndex> lost_of(const Retirement& retirement, const View& view) {
  std::set<EntryIndex> lost;
  if (!is_open(retirement.status)) {
    HOLDS(retirement.closed_by.has_value());
    lost.insert(*retirement.closed_by);
    return lost;
  }
  for (const BatchRange& range : retirement.ranges) {
    for (const Segment& segment : view.segments(range.batch, range.units)) {
      const bool bound = segment.retirement == retirement.id;
      if (bound && segment.status != UnitStatus::retired) lost.insert(segment.since);
    }
  }
  return lost;
}

// What stands for an attestation, and the entries since which some of it does not count.
struct Listed {
  std::vector<Retirement> retirements;
  std::set<EntryIndex> lost;
};

// A repair of what the list lost counts for it too, and is shown as what it is (RT-09); so does the repair of a repair.
Listed listed_with_repairs(const Attestation& attestation, const View& view) {
  const auto inventory = view.inventory(attestation.inventory);
  HOLDS(inventory.has_value());
  Listed listed;
  std::set<RetirementId> known;
  const auto add = [&](Retirement retirement) {
    known.insert(retirement.id);
    listed.lost.merge(lost_of(retirement, view));
    listed.retirements.push_back(std::move(retirement));
  };
  for (const RetirementId id : attestation.retirements) {
    auto retirement = view.retirement(id);
    HOLDS(retirement.has_value());
    add(*std::move(retirement));
  }
  const auto all = view.retirements(attestation.factory, attestation.period);
  for (std::size_t before = 0; before != known.size();) {
    before = known.size();
    for (const Retirement& repair : all) {
      const bool for_it = repair.replaces && listed.lost.contains(*repair.replaces) && is_open(repair.status);
      if (!for_it || known.contains(repair.id)) continue;
      if (standard_repaired_by(repair, view).value_or(inventory->standard) == inventory->standard) add(repair);
    }
  }
  return listed;
}

}  // namespace

std::string_view name_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::withdrawn:
      return "withdrawn";
    case Trouble::inventory_superseded:
      return "inventory_superseded";
    case Trouble::inventory_not_counting:
      return "inventory_not_counting";
    case Trouble::under_covered:
      return "under_covered";
    case Trouble::undetermined:
      return "undetermined";
    case Trouble::authorisation_ended:
      return "authorisation_ended";
    case Trouble::under_review:
      return "under_review";
    case Trouble::dispute_upheld:
      return "dispute_upheld";
  }
  HOLDS(false);
  return "";
}

AttestationStanding standing_of(const Attestation& attestation, Date day, const View& view) {
  Findings findings;
  AttestationStanding standing;
  const auto inventory = view.inventory(attestation.inventory);
  HOLDS(inventory.has_value());
  if (attestation.withdrawn_by) findings.add(Trouble::withdrawn, attestation.withdrawn_by);
  look_at_inventory(attestation, *inventory, view, findings);
  findings.add_disputes(attestation.entry, true, view);
  findings.add_disputes(attestation.inventory.entry(), true, view);
  if (attestation.assessment) findings.add_disputes(*attestation.assessment, true, view);
  const Listed listed = listed_with_repairs(attestation, view);
  for (const Retirement& retirement : listed.retirements) {
    findings.add_disputes(retirement.id.entry(), false, view);
    for (const BatchRange& range : retirement.ranges) findings.add_disputes(range.batch.entry(), false, view);
  }
  const Scheme* scheme = find_scheme(attestation.scheme);
  const auto assessment = attestation.assessment ? find_note<Assessment>(view, *attestation.assessment) : std::nullopt;
  // A scheme that this program does not have any more gives no answer.
  const auto evaluation = scheme == nullptr
                              ? std::nullopt
                              : evaluate(*scheme, facts_about(*inventory, listed.retirements, assessment,
                                                              attestation.claim, attestation.attested_on, view));
  if (!evaluation) {
    findings.add(Trouble::undetermined);
  } else {
    standing.comparison = evaluation->coverage.attestable;
    standing.gap =
        gap_to_share(standing.comparison->counted, standing.comparison->to_offset, attestation.claim.percent_e2);
    if (standing.gap.value > 0) {
      findings.add(Trouble::under_covered);
      for (const EntryIndex entry : listed.lost) findings.add(Trouble::under_covered, entry);
    }
  }
  if (!is_authorised(attestation.body, attestation.scheme, day, view)) findings.add(Trouble::authorisation_ended);
  standing.troubles = findings.troubles();
  standing.because = findings.because();
  // An authorisation that ran out takes no word back that was given under it; it is shown.
  const bool stands = std::all_of(standing.troubles.begin(), standing.troubles.end(), [](Trouble trouble) {
    return trouble == Trouble::authorisation_ended || trouble == Trouble::under_review ||
           trouble == Trouble::dispute_upheld;
  });
  standing.holds = stands && !findings.is_upheld_against();
  return standing;
}

std::optional<std::string> standard_repaired_by(const Retirement& repair, const View& view) {
  if (!repair.replaces) return std::nullopt;
  std::optional<Attestation> first;
  for (const Retirement& hit : view.retirements(repair.factory, repair.period)) {
    if (!lost_of(hit, view).contains(*repair.replaces)) continue;
    for (Attestation& one : live_attestations(hit.id, view)) {
      if (!first || one.entry < first->entry) first = std::move(one);
    }
  }
  if (!first) return std::nullopt;
  return view.inventory(first->inventory)->standard;
}

std::vector<Retirement> standing_for(const Attestation& attestation, const View& view) {
  return listed_with_repairs(attestation, view).retirements;
}

CertificateStanding standing_of(const Certificate& certificate, Date day, const View& view) {
  CertificateStanding standing;
  standing.state = state_on(certificate, day, surveillance_months(certificate.scheme));
  standing.issue = issue_on(certificate, day);
  standing.body = body_on(certificate, day);
  if (standing.body) standing.body = present_holder(*standing.body, view);
  Findings findings;
  if (standing.issue && standing.issue->attestation) {
    const auto attestation = find_note<Attestation>(view, *standing.issue->attestation);
    HOLDS(attestation.has_value());
    standing.attestation = standing_of(*attestation, day, view);
    for (const Trouble trouble : standing.attestation->troubles) {
      // Asked below, of the body that stands behind the certificate.
      if (trouble != Trouble::authorisation_ended) findings.add(trouble);
    }
    for (const EntryIndex entry : standing.attestation->because) findings.add_because(entry);
  }
  if (standing.issue && standing.issue->assessment) findings.add_disputes(*standing.issue->assessment, true, view);
  findings.add_disputes(certificate.entry, true, view);
  if (standing.body && !is_authorised(*standing.body, certificate.scheme, day, view))
    findings.add(Trouble::authorisation_ended);
  standing.troubles = findings.troubles();
  standing.because = findings.because();
  standing.upheld_against = findings.is_upheld_against();
  return standing;
}

std::vector<Dispute> standing_disputes(EntryIndex target, const View& view) {
  auto disputes = find_notes<Dispute>(view, index_names::disputes_about(target));
  std::erase_if(disputes, [](const Dispute& dispute) { return dispute.outcome == DisputeOutcome::dismissed; });
  return disputes;
}

std::optional<Refused> refuse_withdrawn(const Attestation& attestation) {
  if (!attestation.withdrawn_by) return std::nullopt;
  return Refused{.reason = Refusal::attestation_withdrawn, .conflict = attestation.withdrawn_by, .facts = {}};
}

std::optional<Refused> refuse_fallen(const Attestation& attestation, Date day, const View& view) {
  HOLDS(!attestation.withdrawn_by.has_value());
  const AttestationStanding standing = standing_of(attestation, day, view);
  if (standing.holds) return std::nullopt;
  const bool short_of =
      std::find(standing.troubles.begin(), standing.troubles.end(), Trouble::under_covered) != standing.troubles.end();
  Refused refused{.reason = short_of ? Refusal::under_covered : Refusal::inventory_superseded,
                  .conflict = attestation.entry,
                  .facts = {{"gap_kg", std::to_string(standing.gap.value)}}};
  if (!standing.because.empty()) refused.conflict = standing.because.back();
  for (const Trouble trouble : standing.troubles) refused.facts.emplace_back("trouble", name_of(trouble));
  return refused;
}

std::vector<Attestation> live_attestations(RetirementId retirement, const View& view) {
  auto attestations = find_notes<Attestation>(view, index_names::attestations_listing(retirement));
  std::erase_if(attestations, [](const Attestation& attestation) { return attestation.withdrawn_by.has_value(); });
  return attestations;
}

std::optional<Refused> refuse_attested(RetirementId retirement, const View& view) {
  const auto attestations = live_attestations(retirement, view);
  if (attestations.empty()) return std::nullopt;
  return Refused{.reason = Refusal::attested,
                 .conflict = attestations.front().entry,
                 .facts = {{"retirement", std::to_string(retirement.value)}}};
}

int surveillance_months(std::string_view scheme) {
  const Scheme* found = find_scheme(scheme);
  return found == nullptr ? Scheme{}.surveillance_months : found->surveillance_months;
}

}  // namespace tanbu::rules
