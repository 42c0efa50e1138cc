// transfer: free units change their holder; a registrar with the registry's evidence also gives unassigned units their
// first holder. Units of a self-developed or locked project never move (CE-10). An electricity certificate is traded
// once at most, and only where it is tradable; on the other bases it follows the electricity to its user (GE-03,
// GE-04). A private sale of CCER waits for its registry's word (CC-11).
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu {
namespace {

using MaybeRefused = std::optional<Refused>;

struct Request {
  const TransferCommand& command;
  const Context& context;
  const View& view;
  const std::vector<rules::FoundRange>& ranges;
  std::vector<Segment> pieces;
  bool by_registrar;
};

bool is_trade(TransferBasis basis) { return basis == TransferBasis::trade || basis == TransferBasis::green_power; }

bool is_certificate(const rules::FoundRange& found) { return found.programme->unit == Unit::megawatt_hour; }

MaybeRefused refuse_programmes(const Request& request) {
  for (const rules::FoundRange& found : request.ranges) {
    if (!found.programme->transferable)
      return rules::about_range(Refusal::not_transferable, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  for (const rules::FoundRange& found : request.ranges) {
    if (!is_certificate(found) || found.batch.tradable || !is_trade(request.command.basis)) continue;
    return rules::about_range(Refusal::gec_not_tradable, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  return std::nullopt;
}

// Traded once is traded for good, whoever holds the certificate now.
MaybeRefused refuse_retrade(const Request& request) {
  if (!is_trade(request.command.basis)) return std::nullopt;
  for (const Segment& piece : request.pieces) {
    const auto of_piece = [&piece](const rules::FoundRange& found) { return found.batch.id == piece.batch; };
    const auto found = std::find_if(request.ranges.begin(), request.ranges.end(), of_piece);
    HOLDS(found != request.ranges.end());
    if (!piece.traded || !is_certificate(*found)) continue;
    return rules::about_units(Refusal::gec_retrade, piece, request.command.ranges, request.context, request.view);
  }
  return std::nullopt;
}

MaybeRefused refuse_projects(const Request& request) {
  for (const Project& project : rules::projects_of(request.ranges)) {
    if (const auto locked = rules::locked_behind(rules::tokens_of(project), request.view))
      return rules::locked_by(*locked);
  }
  return std::nullopt;
}

MaybeRefused refuse_self(const Request& request) {
  const PartyId& to = request.command.to;
  for (const Segment& piece : request.pieces) {
    const bool to_self = piece.holder == to && (request.by_registrar || to == request.context.issuer);
    if (to_self) return rules::about_range(Refusal::transfer_to_self, piece.since, piece.batch, piece.units);
  }
  return std::nullopt;
}

MaybeRefused refuse_units(const Request& request) {
  for (const Segment& piece : request.pieces) {
    const bool movable =
        piece.status == UnitStatus::free || (request.by_registrar && piece.status == UnitStatus::unassigned);
    const bool own = request.by_registrar || piece.holder == request.context.issuer;
    if (movable && own) continue;
    Refused refused =
        rules::about_units(Refusal::not_free, piece, request.command.ranges, request.context, request.view);
    // Who holds units is not public: a stranger learns that they are not his, not whose they are, nor whether their
    // holder has reserved them.
    refused.facts.emplace_back("status",
                               movable || !refused.conflict ? "held_by_another" : std::string(name_of(piece.status)));
    return refused;
  }
  return std::nullopt;
}

// The evidence that a move needs: the registry's for a registrar, contract and settlement for a certificate that
// follows its electricity.
MaybeRefused refuse_unproved(const Request& request) {
  if (request.command.evidence) return std::nullopt;
  if (request.by_registrar) return Refused{.reason = Refusal::evidence_required};
  if (is_trade(request.command.basis)) return std::nullopt;
  for (const rules::FoundRange& found : request.ranges) {
    if (is_certificate(found))
      return rules::about_range(Refusal::evidence_required, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  return std::nullopt;
}

// Ownership of CCER moves in the trading system; what a holder says of it beside the registry is not yet true (CC-11).
bool waits_for_registry(const Request& request) {
  if (request.by_registrar) return false;
  for (const rules::FoundRange& found : request.ranges) {
    if (found.batch.project.programme == "CCER") return true;
  }
  return false;
}

Decision held_back(const Request& request) {
  UnitsSet frozen;
  for (const Segment& piece : request.pieces)
    frozen.pieces.push_back(rules::kept(piece, UnitStatus::frozen, request.context));
  UnitAction action =
      rules::action_of(ActionKind::transfer_hold, request.context, request.command.ranges, request.pieces);
  action.to = request.command.to;
  action.until = Date{request.context.today().days + request.context.rules->hold_days};
  Decision decision;
  decision.events = rules::close_lapsed(request.command.ranges, request.context, request.view);
  decision.events.emplace_back(std::move(frozen));
  decision.events.emplace_back(NoteTaken{std::move(action)});
  decision.flags.push_back(Flag::registry_word_missing);
  return decision;
}

Decision granted(const Request& request) {
  const TransferCommand& command = request.command;
  bool traded = false;
  for (const rules::FoundRange& found : request.ranges)
    traded = traded || (is_certificate(found) && is_trade(command.basis));
  Decision decision;
  decision.events = rules::close_lapsed(command.ranges, request.context, request.view);
  decision.events.emplace_back(
      UnitsTransferred{.entry = request.context.entry, .ranges = command.ranges, .to = command.to, .traded = traded});
  UnitAction action = rules::action_of(ActionKind::transfer, request.context, command.ranges, request.pieces);
  action.to = command.to;
  decision.events.emplace_back(NoteTaken{std::move(action)});
  for (const Project& project : rules::projects_of(request.ranges)) {
    if (project.developer == command.to || project.shared) continue;
    decision.events.emplace_back(ProjectMarked{.project = project.key, .used = false, .shared = true});
  }
  return decision;
}

}  // namespace

Outcome<Decision> decide(const TransferCommand& command, const Context& context, const View& view) {
  if (!view.party(command.to))
    return Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.to.text}}};
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  const Request request{
      .command = command,
      .context = context,
      .view = view,
      .ranges = found.value(),
      .pieces = rules::standing(command.ranges, context, view),
      .by_registrar = rules::is_registrar_of_all(context.issuer, found.value(), context.today(), view)};
  if (auto refused = refuse_unproved(request)) return *refused;
  if (auto refused = rules::refuse_succeeded(command.to, view)) return *refused;
  if (auto refused = refuse_programmes(request)) return *refused;
  if (auto refused = refuse_retrade(request)) return *refused;
  if (auto refused = refuse_projects(request)) return *refused;
  if (auto refused = refuse_self(request)) return *refused;
  if (auto refused = refuse_units(request)) return *refused;
  // From here on the transfer must succeed.
  return waits_for_registry(request) ? held_back(request) : granted(request);
}

}  // namespace tanbu
