// Every history up to six commands over a small world, held against a model so plain that it can be seen to be right:
// for each unit, who holds it or what used it. The rules must refuse exactly what the model refuses, for the same
// reason, and leave the same world.
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/support/world.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The model: two market units, two units of a self-developed project, two of a twin of that project, two retired at
// their registry.
enum Unit : std::size_t { market_1, market_2, own_1, own_2, twin_1, twin_2, registry_1, registry_2, unit_count };
struct Model {
  // For each unit its holder, or "used", "frozen", "registry".
  std::array<std::string, unit_count> state{"trader", "trader", "plant",    "plant",
                                            "trader", "trader", "registry", "registry"};
  bool own_locked = false;
  bool twin_touched = false;  // used, or moved on from its holder
  auto operator<=>(const Model&) const = default;
};

struct Move {
  const char* name;
  std::string signer;
  std::vector<Unit> units;
  std::string to;  // a receiver, or "plant factory", "rival factory" for a retirement
};

bool touches(const Move& move, Unit first) {
  return std::any_of(move.units.begin(), move.units.end(),
                     [first](Unit unit) { return unit == first || unit == first + 1; });
}

// The expected reason, or "" with the model moved on.
std::string model_says(Model& model, const Move& move) {
  const bool retires = move.to.ends_with("factory");
  if (!retires && touches(move, own_1)) return "not_transferable";
  if (model.own_locked && touches(move, twin_1)) return "underlying_locked";
  if (retires && touches(move, own_1)) {
    if (move.to == "rival factory") return "underlying_locked";
    if (!model.own_locked && model.twin_touched) return "underlying_conflict";
    if (touches(move, twin_1)) return "underlying_conflict";
  }
  for (const Unit unit : move.units) {
    if (retires && model.state[unit] == "used") return "double_use";
  }
  const bool claims = retires && touches(move, registry_1);
  for (const Unit unit : move.units) {
    if (claims && model.state[unit] == "registry") continue;
    if (!retires && model.state[unit] == move.to && move.to == move.signer) return "transfer_to_self";
    if (model.state[unit] != move.signer) return "not_free";
  }
  if (claims && touches(move, market_1)) return "ranges_mixed";
  if (claims && move.to == "rival factory")
    return "";  // the registry's text does not name the rival firmly: a HOLD, nothing moves
  for (const Unit unit : move.units) model.state[unit] = retires ? "used" : move.to;
  if (touches(move, twin_1)) model.twin_touched = true;
  if (retires && touches(move, own_1) && !model.own_locked) {
    model.own_locked = true;
    for (const Unit unit : {twin_1, twin_2}) {
      if (model.state[unit] != "used") model.state[unit] = "frozen";
    }
  }
  return "";
}

struct SmallWorld {
  World world;
  BatchId market{}, own{}, twin{}, registry{};

  SmallWorld() {
    world.populate();
    auto twin_project = World::vcs_project("777");
    twin_project.developer = world.trader.text;  // so that the registrar's first assignment is no sale
    world.grant(world.registrar, twin_project);
    market = world.held_by_trader("1", 1, 2);
    twin = world.held_by_trader("777", 11, 12);
    auto own_project = world.own_project("P1");
    own_project.also_registered_as = {{"VCS", "777"}};
    world.grant(world.plant, own_project);
    registry = {world.grant(
        world.registrar,
        World::retired_batch("1", 21, 22, "Plant One Ltd, code 91330100799655058B, with Rival Works Ltd", "2022"))};
    // Another year than that of the twin's units: of the same year they would be one reduction twice (XM-02).
    auto own_year = World::own_batch("P1", "S-1", 2);
    own_year.vintage_from = day("2021-01-01");
    own_year.vintage_until = day("2021-12-31");
    own = {world.grant(world.verifier, own_year)};
  }
  [[nodiscard]] BatchRange range(Unit unit) const {
    const std::array<BatchRange, unit_count> all{
        BatchRange{market, units(1, 1)}, {market, units(2, 2)}, {own, units(1, 1)},        {own, units(2, 2)},
        {twin, units(11, 11)},           {twin, units(12, 12)}, {registry, units(21, 21)}, {registry, units(22, 22)}};
    return all[unit];
  }
  [[nodiscard]] PartyId party(const std::string& name) const {
    if (name == "plant") return world.plant;
    return name == "rival" ? world.rival : world.trader;
  }
  [[nodiscard]] Command command(const Move& move) const {
    std::vector<BatchRange> ranges;
    for (const Unit unit : move.units) ranges.push_back(range(unit));
    if (!move.to.ends_with("factory")) {
      auto transfer = World::transfer(ranges, party(move.to));
      return transfer;
    }
    RetireCommand retire = world.retire(ranges);
    if (move.to == "rival factory") {
      retire.factory = world.other_factory;
      retire.beneficiary = world.rival;
    }
    return retire;
  }
  [[nodiscard]] Model seen(const View& view) const {
    Model model;
    for (std::size_t unit = 0; unit < unit_count; ++unit) {
      const BatchRange at = range(static_cast<Unit>(unit));
      const auto segments = view.segments(at.batch, at.units);
      HOLDS(segments.size() == 1);
      const Segment& segment = segments.front();
      if (segment.status == UnitStatus::free) {
        model.state[unit] = segment.holder == world.plant   ? "plant"
                            : segment.holder == world.rival ? "rival"
                                                            : "trader";
      } else {
        const bool bound = segment.status == UnitStatus::retired;
        model.state[unit] = bound ? "used" : segment.status == UnitStatus::frozen ? "frozen" : "registry";
      }
    }
    return model;
  }
};

const std::array<Move, 17> moves{{
    {"sell one", "trader", {market_1}, "rival"},
    {"sell back", "rival", {market_1}, "trader"},
    {"retire both", "trader", {market_1, market_2}, "plant factory"},
    {"retire one elsewhere", "trader", {market_2}, "rival factory"},
    {"use own", "plant", {own_1}, "plant factory"},
    {"use own elsewhere", "plant", {own_2}, "rival factory"},
    {"sell own", "plant", {own_2}, "trader"},
    {"sell twin", "trader", {twin_1}, "plant"},
    {"sell two", "trader", {market_1, market_2}, "plant"},
    {"resell", "plant", {market_2}, "rival"},
    {"retire by buyer", "plant", {market_1}, "plant factory"},
    {"sell a retired one", "trader", {registry_1}, "plant"},
    {"claim firmly", "plant", {registry_1, registry_2}, "plant factory"},
    {"claim one", "plant", {registry_2}, "plant factory"},
    {"claim by name", "rival", {registry_1}, "rival factory"},
    {"retire mixed", "trader", {market_1, registry_1}, "plant factory"},
    {"retire own and twin", "plant", {own_2, twin_1}, "plant factory"},
}};

struct Explorer {
  const SmallWorld& small;
  std::size_t histories = 0;
  std::map<std::string, std::size_t>
      answers{};  // every expected answer must occur, else the alphabet proves nothing about it
  std::string disagreement{};

  void explore(const View& view, const Model& model, int left) {
    if (left == 0) return;
    for (const Move& move : moves) {
      if (!disagreement.empty()) return;
      ++histories;
      Model expected = model;
      const std::string reason = model_says(expected, move);
      const EntryIndex entry{view.size()};
      const auto outcome = decide(small.command(move),
                                  {.issuer = small.party(move.signer), .entry = entry, .time = small.world.now}, view);
      const std::string answer = outcome.accepted() ? "" : std::string(name_of(outcome.refused().reason));
      ++answers[reason];
      if (answer != reason) {
        disagreement = std::string(move.name) + ": the model says '" + reason + "', the rules say '" + answer + "'";
        return;
      }
      if (!outcome.accepted())
        continue;  // The same view again: what follows is explored from here anyway, one command shorter.
      Overlay next(view);
      for (const Event& event : outcome.value().events) next.put(tanbu::apply(event, next));
      next.append_entry();
      if (small.seen(next).state != expected.state) {
        disagreement = std::string(move.name) + ": the units stand otherwise than in the model";
        return;
      }
      explore(next, expected, left - 1);
    }
  }
};

}  // namespace

TEST_CASE("every history up to six commands agrees with the model of one use per unit", "[model]") {
#ifdef TANBU_LONG
  constexpr int length = 7;
#else
  constexpr int length = 6;
#endif
  const SmallWorld small;
  Explorer explorer{small};
  explorer.explore(small.world.ledger, Model{}, length);
  CHECK(explorer.disagreement == "");
  CHECK(explorer.histories > 10'000);
  for (const char* reason :
       {"", "double_use", "not_free", "not_transferable", "underlying_locked", "underlying_conflict", "ranges_mixed"}) {
    INFO(reason);
    CHECK(explorer.answers[reason] > 0);
  }
  CHECK(explorer.answers.size() == 7);
  WARN(explorer.histories << " decisions");
}
