// The CDM registry's own report of issuances and the first thousand of its cancellations: every cancellation becomes a
// registry event inside the block that was issued, or is named as not issued.
#include <catch2/catch.hpp>

#include "tests/scenarios/registries/registry.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using ReportRow = std::map<std::string, std::string>;

struct Block {
  UnitRange units;
  const ReportRow* row = nullptr;
  std::optional<BatchId> batch;  // once it is recorded
};

UnitRange numbers_of(const std::string& printed) {
  const auto between = printed.find(" - ");
  REQUIRE(between != std::string::npos);
  const auto range =
      UnitRange::from_inclusive(std::stoll(printed.substr(0, between)), std::stoll(printed.substr(between + 3)));
  REQUIRE(range.has_value());
  return *range;
}

// The number in full, as the registry's standard spells it: the report leaves out what its columns say.
std::string full_serial(const ReportRow& row, UnitRange units) {
  const std::map<std::string, std::string> unit_types{{"CER", "5"}, {"tCER", "6"}, {"lCER", "7"}};
  const std::string& type = row.at("Unit Type");
  const auto end = [&](std::int64_t number) {
    return row.at("PARTY CODE") + "-" + unit_types.at(type) + "-" + std::to_string(number) + "-" + row.at("CP") + "-" +
           row.at("CP") + (type == "CER" ? "-0-" : "-1-") + row.at("Project number");
  };
  return end(units.first()) + " - " + end(units.last());
}

class Registry {
 public:
  explicit Registry(std::vector<ReportRow> issued) : issued_(std::move(issued)) {
    world_.populate();
    world_.now = at("2026-11-21");
    world_.grant(world_.association,
                 AppointRegistrarCommand{world_.registrar, "CDM", day("2020-01-01"), day("2030-12-31")});
    for (const ReportRow& row : issued_) {
      if (row.at("PARTY CODE").empty()) continue;  // the line of the total
      blocks_[row.at("PARTY CODE")].push_back({numbers_of(row.at("SERIAL RANGE")), &row, std::nullopt});
    }
  }
  // The issued block that holds all these units of the project.
  Block* block(const std::string& country, const std::string& project, UnitRange units) {
    for (Block& block : blocks_[country]) {
      if (block.units.contains(units) && block.row->at("Project number") == project) return &block;
    }
    return nullptr;
  }
  BatchId recorded(Block& block) {
    if (block.batch) return *block.batch;
    const ReportRow& row = *block.row;
    const std::string& project = row.at("Project number");
    if (!world_.ledger.project({"CDM", project})) {
      world_.grant(world_.registrar, command_of("register_project", {{"programme", "CDM"},
                                                                     {"project_id", project},
                                                                     {"title", "CDM project " + project},
                                                                     {"country", row.at("PARTY CODE")},
                                                                     {"technology", "not stated"},
                                                                     {"methodology", "not stated"},
                                                                     {"evidence", proof("issuance report")}}));
    }
    // The report names no monitoring period; the year of the issuance's end bounds it.
    const std::string& issued_on = row.at("Completion date");
    const boost::json::object body{{"programme", "CDM"},
                                   {"serial", full_serial(row, block.units)},
                                   {"quantity", block.units.quantity()},
                                   {"project", project},
                                   {"vintage_from", issued_on.substr(0, 4) + "-01-01"},
                                   {"vintage_until", issued_on.substr(0, 4) + "-01-01"},
                                   {"issued_on", issued_on},
                                   {"registry_status", {{"status", "active"}}},
                                   {"evidence", proof(row.at("SERIAL RANGE"))}};
    block.batch = BatchId{world_.grant(world_.registrar, command_of("record_batch", body))};
    return *block.batch;
  }
  World& world() { return world_; }

 private:
  World world_;
  std::vector<ReportRow> issued_;
  std::map<std::string, std::vector<Block>> blocks_;
};

}  // namespace

TEST_CASE("a thousand real cancellations of the CDM registry are facts inside blocks that it issued", "[XM-01]") {
  auto issued = rows_of(std::string(TANBU_BINARY_DIR) + "/registries/cdm_issuances.csv");
  const auto cancelled = rows_of(registry_file("cdm/CDM_Retired_first1000_dev_slice.csv"));
  if (!has_registry_file("cdm/CDM_Retired_November_erickch.xlsx") || cancelled.empty()) return;
  REQUIRE_FALSE(issued.empty());
  Registry registry(std::move(issued));
  World& w = registry.world();
  int not_issued = 0;
  std::int64_t units = 0;
  std::set<BatchId> batches;
  for (const ReportRow& row : cancelled) {
    const std::string& project = row.at("Project Identifier");
    const UnitRange range = numbers_of(row.at("Serial Range"));
    Block* block = registry.block(project.substr(0, 2), project.substr(3), range);
    if (block == nullptr) {
      ++not_issued;
      WARN("not issued: " << project << " " << row.at("Serial Range"));
      continue;
    }
    const BatchId batch = registry.recorded(*block);
    batches.insert(batch);
    w.grant(w.registrar,
            command_of("record_registry_event",
                       {{"ranges", {{{"batch", batch.value}, {"first", range.first()}, {"last", range.last()}}}},
                        {"status", "cancelled"},
                        {"on", row.at("Completion Date").substr(0, 10)},
                        {"reference", row.at("Project Identifier")},
                        {"evidence", proof(row.at("Serial Range"))}}));
    const auto segments = w.ledger.segments(batch, range);
    REQUIRE(segments.size() == 1);
    CHECK(segments.front().status == UnitStatus::cancelled);
    CHECK(segments.front().units == range);
    units += range.quantity();
  }
  WARN("CDM: " << cancelled.size() << " cancellations of " << units << " units in " << batches.size() << " blocks, "
               << not_issued << " not issued");
  CHECK(not_issued == 0);
  std::int64_t standing = 0;
  for (const BatchId batch : batches) {
    for (const Segment& segment : w.ledger.segments(batch, w.ledger.batch(batch)->units))
      standing += segment.status == UnitStatus::cancelled ? segment.units.quantity() : 0;
  }
  CHECK(standing == units);
  CHECK(find_notes<Conflict>(w.ledger, index_names::conflicts_all()).empty());
}
