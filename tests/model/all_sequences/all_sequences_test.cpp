// Every sequence of seven out of eight commands over two parties and two batches, among them facts of a registrar that
// contradict a use and the withdrawal of a use, held against a model of a few lines for each command. Not the whole
// alphabet of commands: that is drawn at random in the simulation beside this test.
#include <array>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <set>

#include "tests/support/world.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

enum class Move : std::size_t {
  a_transfers_1,
  b_retires_1,
  a_reserves_1,
  a_retires_2,
  registrar_freezes_2,
  registry_retires_1_for_another,
  registrar_invalidates_2,
  b_withdraws_1,
};
constexpr std::size_t move_count = 8;
constexpr std::size_t length = 7;
constexpr std::uint64_t sequence_count = 2'097'152;  // 8 to the power of 7
constexpr std::int64_t units_of_a_batch = 2;

// The model: where each batch stands, as one piece, and what became of the uses. Nothing in here knows an entry.
enum class Where { held_by_a, held_by_b, reserved_by_a, frozen_of_a, used, in_conflict, registry, invalid };
struct Model {
  Where first = Where::held_by_a;
  Where second = Where::held_by_a;
  int withdrawn = 0;           // uses of batch 1 that were withdrawn
  bool first_is_open = false;  // the last use of batch 1 stands, counted or in conflict
  bool second_was_used = false;
  int open_conflicts = 0;
  bool operator==(const Model&) const = default;
};

bool is_taken(Where where) { return where == Where::used || where == Where::in_conflict; }

std::string b_retires_1(Model& model) {
  if (is_taken(model.first)) return "double_use";
  if (model.first == Where::registry) return "beneficiary_mismatch";  // the registry names somebody else
  if (model.first != Where::held_by_b) return "not_free";
  model.first = Where::used;
  model.first_is_open = true;
  return "";
}

std::string a_retires_2(Model& model) {
  if (is_taken(model.second)) return "double_use";
  if (model.second != Where::held_by_a) return "not_free";
  model.second = Where::used;
  model.second_was_used = true;
  return "";
}

std::string registry_retires_1_for_another(Model& model) {
  if (is_taken(model.first)) {
    model.first = Where::in_conflict;
    ++model.open_conflicts;
  } else {
    model.first = Where::registry;
  }
  return "";
}

std::string b_withdraws_1(Model& model) {
  if (!model.first_is_open) return model.withdrawn > 0 ? "not_open" : "unknown_retirement";
  // What the registry says stands where it contradicted us; else the units are their holder's again.
  model.first = model.first == Where::in_conflict ? Where::registry : Where::held_by_b;
  model.first_is_open = false;
  model.open_conflicts = 0;
  ++model.withdrawn;
  return "";
}

// The expected reason of the refusal, or "" with the model moved on.
std::string model_says(Model& model, Move move) {
  switch (move) {
    case Move::a_transfers_1:
      if (model.first != Where::held_by_a) return "not_free";
      model.first = Where::held_by_b;
      return "";
    case Move::b_retires_1:
      return b_retires_1(model);
    case Move::a_reserves_1:
      if (model.first != Where::held_by_a) return "not_free";
      model.first = Where::reserved_by_a;
      return "";
    case Move::a_retires_2:
      return a_retires_2(model);
    case Move::registrar_freezes_2:
      if (model.second == Where::held_by_a) model.second = Where::frozen_of_a;
      return "";
    case Move::registry_retires_1_for_another:
      return registry_retires_1_for_another(model);
    case Move::registrar_invalidates_2:
      model.second = Where::invalid;
      return "";
    case Move::b_withdraws_1:
      return b_withdraws_1(model);
  }
  return "?";
}

struct Stage {
  World world;
  PartyId a = world.plant;
  PartyId b = world.rival;
  BatchRange first, second;

  Stage() {
    world.populate();
    world.grant(world.registrar, World::vcs_project("1"));
    first = held_by_a(1);
    second = held_by_a(11);
  }
  BatchRange held_by_a(std::int64_t number) {
    const UnitRange numbers = units(number, number + units_of_a_batch - 1);
    const BatchRange range{{world.grant(world.registrar, World::vcs_batch("1", number, numbers.last()))}, numbers};
    world.grant(world.registrar, World::transfer({range}, a));
    return range;
  }
  [[nodiscard]] PartyId signer(Move move) const {
    switch (move) {
      case Move::a_transfers_1:
      case Move::a_reserves_1:
      case Move::a_retires_2:
        return a;
      case Move::b_retires_1:
      case Move::b_withdraws_1:
        return b;
      default:
        return world.registrar;
    }
  }
  // `last` is the last use of batch 1, or an entry that is none.
  [[nodiscard]] Command command(Move move, RetirementId last) const {
    switch (move) {
      case Move::a_transfers_1:
        return World::transfer({first}, b);
      case Move::b_retires_1: {
        RetireCommand retire = world.retire({first});
        retire.factory = world.other_factory;
        retire.beneficiary = b;
        return retire;
      }
      case Move::a_reserves_1:
        return ReserveCommand{.ranges = {first},
                              .factory = world.factory,
                              .period = period("2022"),
                              .purpose = Purpose::factory_offset,
                              .until = day("2024-12-31")};
      case Move::a_retires_2:
        return world.retire({second});
      case Move::registrar_freezes_2:
        return FreezeCommand{.ranges = {second},
                             .purpose = {},
                             .until = {},
                             .reason = "dispute",
                             .authority = "court",
                             .evidence = evidence()};
      case Move::registry_retires_1_for_another:
        return RecordRegistryEventCommand{.ranges = {first},
                                          .status = RegistryEventStatus::retired,
                                          .on = day("2023-06-01"),
                                          .beneficiary_text = "Somebody Else GmbH",
                                          .reason_text = "2022",
                                          .reference = "R-9",
                                          .evidence = evidence()};
      case Move::registrar_invalidates_2:
        return InvalidateCommand{.ranges = {second}, .authority = "court", .reason = "void", .evidence = evidence()};
      case Move::b_withdraws_1:
        return WithdrawRetirementCommand{.retirement = last, .reason = "mistaken"};
    }
    HOLDS(false);
  }
};

// What the ledger itself says, in the words of the model.
Where where_is(const Stage& stage, const Segment& segment) {
  switch (segment.status) {
    case UnitStatus::free:
      return segment.holder == stage.a ? Where::held_by_a : Where::held_by_b;
    case UnitStatus::reserved:
      return Where::reserved_by_a;
    case UnitStatus::frozen:
      return Where::frozen_of_a;
    case UnitStatus::retired:
      return Where::used;
    case UnitStatus::in_conflict:
      return Where::in_conflict;
    case UnitStatus::invalidated:
      return Where::invalid;
    default:
      return Where::registry;
  }
}

Model seen(const Stage& stage, const View& view) {
  const auto stands = [&](const BatchRange& range) {
    const auto segments = view.segments(range.batch, range.units);
    HOLDS(segments.size() == 1);
    return where_is(stage, segments.front());
  };
  Model model{.first = stands(stage.first), .second = stands(stage.second)};
  for (const Retirement& one : view.retirements_naming(stage.first.batch, stage.first.units)) {
    const bool withdrawn = one.status == RetirementStatus::withdrawn;
    if (withdrawn) ++model.withdrawn;
    model.first_is_open = !withdrawn;
    HOLDS(one.counted == (!withdrawn && model.first == Where::used ? units_of_a_batch : 0));
  }
  for (const Retirement& one : view.retirements_naming(stage.second.batch, stage.second.units)) {
    HOLDS(!model.second_was_used && is_open(one.status));
    model.second_was_used = true;
    HOLDS(one.counted == (model.second == Where::used ? units_of_a_batch : 0));
  }
  for (const Conflict& conflict : find_notes<Conflict>(view, index_names::conflicts_on(stage.first.batch))) {
    if (!conflict.closed_by) ++model.open_conflicts;
  }
  return model;
}

// A condition of the ledger, reached by one sequence of accepted commands.
struct Node {
  const View& view;
  Model model;
  RetirementId last;                                 // use of batch 1
  std::array<std::uint64_t, length + 1> arriving{};  // sequences of each length that end here
  std::vector<Move> way{};
};

// Conditions are merged in one way only: a refused command leaves the very same view object behind, so all sequences
// that differ in refused commands alone stand at one node, which is expanded once, with the number of sequences of each
// length that stand there. That is sound without any comparison of states: decide() is a function of command, context
// and view, and the context (entry, time) is the same too, because a refusal makes no entry. Conditions that two
// different rows of accepted commands lead to are not merged, although they may look alike but for their entries.
class Explorer {
 public:
  explicit Explorer(const Stage& stage) : stage_(stage) {}

  void explore(Node node) {
    ++conditions;
    std::array<std::string, move_count> reasons;
    std::uint64_t refusals = 0;
    for (std::size_t i = 0; node.way.size() < length && i < move_count; ++i) {
      Model expected = node.model;
      reasons[i] = model_says(expected, Move(i));
      if (!reasons[i].empty()) ++refusals;
    }
    for (std::size_t n = 0; n < length; ++n) node.arriving[n + 1] += node.arriving[n] * refusals;
    sequences += node.arriving[length];
    if (node.way.size() == length) return;
    for (std::size_t i = 0; i < move_count && disagreement.empty(); ++i) take(node, Move(i), reasons[i]);
  }

  std::uint64_t sequences = 0;  // of full length
  std::uint64_t conditions = 0;
  std::uint64_t decisions = 0;
  std::map<std::string, std::uint64_t> answers{};  // every expected one must occur
  std::set<std::pair<Where, Where>> worlds{};
  std::string disagreement{};

 private:
  void take(const Node& node, Move move, const std::string& reason) {
    ++decisions;
    ++answers[reason];
    const EntryIndex entry{node.view.size()};
    auto outcome = decide(stage_.command(move, node.last),
                          {.issuer = stage_.signer(move), .entry = entry, .time = stage_.world.now}, node.view);
    const std::string answer = outcome.accepted() ? "" : std::string(name_of(outcome.refused().reason));
    if (answer != reason)
      return disagree(node, move, "the model says '" + reason + "', the rules say '" + answer + "'");
    if (!outcome.accepted()) return;
    Overlay next(node.view);
    Changes all;
    for (const Event& event : outcome.value().events) {
      const Changes changes = tanbu::apply(event, next);
      next.put(changes);
      all.insert(all.end(), changes.begin(), changes.end());
    }
    next.append_entry();
    if (const auto violation = violated_invariant(all, node.view, entry)) return disagree(node, move, *violation);
    for (const BatchRange& range : {stage_.first, stage_.second}) {
      const auto batch = next.batch(range.batch);
      if (const auto violation = violated_batch_invariant(*batch, next.segments(range.batch, batch->units)))
        return disagree(node, move, *violation);
    }
    Node child{.view = next, .model = node.model, .last = node.last};
    model_says(child.model, move);
    if (seen(stage_, next) != child.model) return disagree(node, move, "the world is another one than the model's");
    worlds.insert({child.model.first, child.model.second});
    if (move == Move::b_retires_1) child.last = {entry.value};
    for (std::size_t n = 0; n < length; ++n) child.arriving[n + 1] = node.arriving[n];
    child.way = node.way;
    child.way.push_back(move);
    explore(std::move(child));
  }

  void disagree(const Node& node, Move move, const std::string& what) {
    for (const Move before : node.way) disagreement += std::to_string(static_cast<int>(before)) + " ";
    disagreement += std::to_string(static_cast<int>(move)) + ": " + what;
  }

  const Stage& stage_;
};

}  // namespace

TEST_CASE("all sequences of seven commands over two parties and two batches agree with the model", "[model]") {
  const Stage stage;
  Explorer explorer(stage);
  // An entry that is no retirement stands for the last use as long as there is none.
  Node start{.view = stage.world.ledger, .model = Model{}, .last = {0}};
  start.arriving[0] = 1;
  REQUIRE(seen(stage, start.view) == start.model);
  explorer.explore(std::move(start));
  CHECK(explorer.disagreement == "");
  CHECK(explorer.sequences == sequence_count);
  for (const char* reason : {"", "not_free", "double_use", "beneficiary_mismatch", "unknown_retirement", "not_open"}) {
    INFO(reason);
    CHECK(explorer.answers[reason] > 0);
  }
  CHECK(explorer.answers.size() == 6);
  std::cout << "all sequences: " << explorer.sequences << " sequences, " << explorer.conditions << " conditions, "
            << explorer.decisions << " decisions, " << explorer.worlds.size() << " worlds\n";
}
