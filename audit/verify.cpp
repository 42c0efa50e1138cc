#include "audit/verify.hpp"

#include <algorithm>
#include <set>

#include "audit/anchors.hpp"
#include "audit/audit_run.hpp"
#include "audit/proven_source.hpp"
#include "audit/sqlite_source.hpp"

namespace tanbu::audit {
namespace {

Report run_audit(Source& source, const Options& options, std::vector<Pledge> pledges) {
  Report report;
  std::size_t number = 0;
  for (const std::string& note : options.known_checkpoints)
    pledges.push_back({"known checkpoint " + std::to_string(number++), "known_checkpoint", note});
  Run run(options, std::move(pledges), report);
  try {
    // Over a wire only what hashes to the signed root is examined at all.
    if (source.may_withhold()) {
      ProvenSource proven(source, HashTree());
      if (!proven.prove())
        throw SourceFault("source_malformed", "the entries do not hash to the root of the checkpoint beside them");
      run.advance(proven);
    } else {
      run.advance(source);
    }
    run.blame_standing_digests();
  } catch (const SourceFault& fault) {
    report.add({std::nullopt, "source", fault.code, fault.what()});
    // What the source can still say about itself may name the place.
    try {
      for (Finding& finding : source.compare_end(nullptr, report.state_compared)) report.add(std::move(finding));
    } catch (const SourceFault& again) {
      report.add({std::nullopt, "source", again.code, again.what()});
    }
  }
  report.finish();
  return report;
}

// What witnesses cosigned and the ledger keeps: one file for each size, named by it. Whoever else lies there is no file
// of this folder. At most so many, the newest, because the folder is anybody's.
std::vector<Pledge> cosigned_checkpoints(const std::filesystem::path& directory) {
  constexpr std::size_t files_max = 1'000;
  constexpr std::size_t digits_max = 19;
  std::set<std::uint64_t> sizes;
  std::error_code none;
  for (auto file = std::filesystem::directory_iterator(directory / "cosignatures", none);
       !none && file != std::filesystem::directory_iterator(); file.increment(none)) {
    const auto name = file->path().filename().string();
    const bool is_size = !name.empty() && name.size() <= digits_max && name.front() != '0' &&
                         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_size) continue;
    sizes.insert(std::stoull(name));
    if (sizes.size() > files_max) sizes.erase(sizes.begin());
  }
  std::vector<Pledge> pledges;
  for (const std::uint64_t size : sizes) {
    const auto name = std::to_string(size);
    if (auto note = read_small_file(directory / "cosignatures" / name))
      pledges.push_back({"cosignatures/" + name, "cosigned_checkpoint", *std::move(note)});
  }
  return pledges;
}

}  // namespace

Report audit_source(Source& source, const Options& options) { return run_audit(source, options, {}); }

Report audit_directory(const std::filesystem::path& directory, const Options& options) {
  // Read before the database is opened: beside a running server it can then only be older than the snapshot.
  const auto checkpoint = read_small_file(directory / "checkpoint");
  Anchors anchors = read_anchors(directory, options.timestamp_authorities_pem);
  try {
    const auto source = sqlite_source(directory, options.database_integrity);
    std::vector<Pledge> pledges;
    for (StampedCheckpoint& stamped : anchors.checkpoints)
      pledges.push_back({std::move(stamped.place), "anchor", std::move(stamped.note)});
    if (checkpoint) pledges.push_back({"checkpoint", "checkpoint_file", *checkpoint});
    for (Pledge& cosigned : cosigned_checkpoints(directory)) pledges.push_back(std::move(cosigned));
    Report report = run_audit(*source, options, std::move(pledges));
    if (!checkpoint)
      report.add({std::nullopt, "checkpoint", "checkpoint_file_missing", "there is no readable file checkpoint"});
    for (Finding& finding : anchors.findings) report.add(std::move(finding));
    report.anchors_verified = anchors.verified;
    return report;
  } catch (const SourceFault& fault) {
    Report report;
    report.add({std::nullopt, "ledger.sqlite", fault.code, fault.what()});
    return report;
  }
}

}  // namespace tanbu::audit
