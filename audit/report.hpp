// What an audit found: every fault with its place, a stable code and words; what could not be examined; and how much
// was. Not a log and not a format for storing. Threading: plain values.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::audit {

struct Finding {
  std::optional<std::uint64_t> entry;  // where the fault belongs to one entry
  std::string place;                   // "entries", "tiles 0/12", "segments batch=7 first=1", "checkpoint 41", ...
  std::string code;                    // snake_case, stable
  std::string words;
  bool operator==(const Finding&) const = default;
};

// A command that the source did not hand over, so that only its place in the log could be verified.
struct Withheld {
  std::uint64_t entry = 0;
  std::string kind;
  bool operator==(const Withheld&) const = default;
};

// A command that the law wanted gone. Where the source keeps its effect, that is taken on trust.
struct Erased {
  std::uint64_t entry = 0;
  std::string kind;
  std::uint64_t by = 0;  // the entry that erased it
  bool effect_taken = false;
  bool operator==(const Erased&) const = default;
};

inline constexpr std::size_t findings_max = 1000;  // kept; the rest is counted
inline constexpr std::size_t withheld_max = 1000;

struct Report {
  std::string origin;
  std::string log_vkey;
  std::uint64_t size = 0;  // entries that were read
  std::string root;        // base64, of the tree that was re-hashed from the entries

  // First the faults of entries in the entries' order, then the others as they were found.
  std::vector<Finding> findings;
  std::vector<Finding> notices;  // what somebody should know although nothing is wrong with it any more
  std::uint64_t findings_left_out = 0;

  std::vector<Withheld> withheld;
  std::uint64_t withheld_count = 0;
  std::vector<Erased> erased;  // at most withheld_max of them
  std::uint64_t erased_count = 0;
  // Entries whose decision could not be derived, because it rests on an erased text, and was taken as stated.
  std::vector<std::uint64_t> taken_on_trust;

  // From this entry on rules, invariants and state were not replayed, because the effect of an entry before or at it is
  // not known; nothing when all were.
  std::optional<std::uint64_t> rules_not_replayed_from;
  std::string rules_not_replayed_because;

  std::uint64_t signatures_verified = 0;
  std::uint64_t signatures_not_verifiable = 0;  // by keys that a command not at hand registered
  std::uint64_t entries_replayed = 0;           // rules, state and invariants
  std::uint64_t checkpoints_verified = 0;
  std::optional<std::uint64_t> sm2_lines_verified;  // nothing where they were not asked for
  std::uint64_t tiles_compared = 0;
  std::uint64_t anchors_verified = 0;         // timestamps whose authority's signature was verified
  std::uint64_t absences_verified = 0;        // signed absences that are true
  std::uint64_t absences_not_verifiable = 0;  // of sizes at which the state was not rebuilt
  std::uint64_t state_digests_verified = 0;
  std::uint64_t state_digests_not_verifiable = 0;  // of sizes at which the state was not rebuilt
  bool state_compared = false;                     // stored tables against the rebuilt state

  [[nodiscard]] bool ok() const { return findings.empty() && findings_left_out == 0; }
  // Whether the only trouble is that the source broke off, or handed over what nobody signed: nothing is said of the
  // log, and asking again may help.
  [[nodiscard]] bool broke_off() const;
  // For the process: 0 when everything was examined and nothing is wrong, 3 when something is, 4 when nothing is wrong
  // with what could be examined and not everything could, 7 when the source broke off.
  [[nodiscard]] int exit_code() const;
  // Whether everything there is was examined.
  [[nodiscard]] bool complete() const {
    return withheld_count == 0 && erased_count == 0 && taken_on_trust.empty() && !rules_not_replayed_from &&
           state_digests_not_verifiable == 0;
  }

  void add(Finding finding);
  // Brings the findings into their order.
  void finish();
};

// Plain English, one line for each finding, ending in a newline.
[[nodiscard]] std::string to_text(const Report& report);
[[nodiscard]] boost::json::object to_json(const Report& report);

}  // namespace tanbu::audit
