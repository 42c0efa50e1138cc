// Three readers of one ledger: the audit, which is C++ and ours; and tests/support/verify_ledger.py, which is Python,
// shares no line with it and was written from docs/formats.md. They must agree on what a thousand random ledgers hold,
// and both must say no to a damaged copy. TANBU_SEED=<n> repeats one seed.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "audit/verify.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/tree.hpp"
#include "ledger/rules.hpp"
#include "ledger/rules/standing.hpp"
#include "tests/model/third_reader/random_ledger.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

namespace json = boost::json;

constexpr std::uint64_t ledgers = 1000;
constexpr std::size_t entries_least = 12;
constexpr std::size_t entries_most = 28;

struct Copy {
  std::vector<LedgerLine> lines;
  std::string checkpoint;
};

// The copy as an audit reads it over a network, and at the end what its own state adds up to.
class CopySource final : public audit::Source {
 public:
  CopySource(const Copy& copy, const log::Verifier& verifier) : copy_(copy), verifier_(verifier) {}

  std::string log_vkey() override { return verifier_.text(); }
  std::uint64_t size() override { return copy_.lines.size(); }
  std::vector<audit::SourceEntry> entries(std::uint64_t from, std::size_t limit) override {
    std::vector<audit::SourceEntry> page;
    for (auto at = from; at < copy_.lines.size() && page.size() < limit; ++at)
      page.push_back({at, copy_.lines[at].entry, copy_.lines[at].command, std::nullopt, std::nullopt});
    return page;
  }
  std::optional<audit::SourceCheckpoint> checkpoint_after(std::uint64_t size) override {
    if (size >= copy_.lines.size()) return std::nullopt;
    return audit::SourceCheckpoint{copy_.lines.size(), copy_.checkpoint};
  }
  std::optional<audit::SourceTile> tile(unsigned, std::uint64_t, unsigned) override { return std::nullopt; }
  bool serves_partial_tiles() const override { return false; }
  // Asked for stated digests alone, which these ledgers do not hold.
  std::vector<audit::SourceEntry> entries_of_kind(const std::string&) override { return {}; }
  bool may_withhold() const override { return false; }

  std::vector<audit::Finding> compare_end(const audit::State* state, bool&) override {
    if (state == nullptr) return {};
    const auto last = log::parse_entry(copy_.lines.back().entry);
    const Context context{.issuer = {}, .entry = {copy_.lines.size()}, .time = {last->time_unix_ms}};
    for (const auto& [id, batch] : state->tables().batches) {
      for (const Segment& segment : rules::standing(BatchRange{{id}, batch.units}, context, *state)) {
        const std::string holder = segment.holder ? segment.holder->text : "-";
        holdings[std::to_string(id) + " " + std::string(name_of(segment.status)) + " " + holder] +=
            segment.units.quantity();
        if (segment.status == UnitStatus::retired)
          retired[std::to_string(segment.retirement->value)] += segment.units.quantity();
      }
    }
    return {};
  }

  std::map<std::string, std::int64_t> holdings;
  std::map<std::string, std::int64_t> retired;

 private:
  const Copy& copy_;
  const log::Verifier& verifier_;
};

void write_export(const std::filesystem::path& path, const Copy& copy, const std::string& origin) {
  std::ofstream stream(path, std::ios::binary);
  stream << json::serialize(json::object{{"format", "tanbu-export/1"}, {"origin", origin}, {"size", copy.lines.size()}})
         << "\n";
  for (const auto& line : copy.lines)
    stream << json::serialize(json::object{{"entry", line.entry}, {"command", line.command}}) << "\n";
  stream << json::serialize(json::object{{"checkpoint", copy.checkpoint}}) << "\n";
  REQUIRE(stream.flush().good());
}

// Another character where it stands, so that the damage is not in the JSON around it.
void change_byte(std::string& text, Draw& draw) {
  auto& byte = text.at(static_cast<std::size_t>(draw.number(0, static_cast<std::int64_t>(text.size()) - 1)));
  byte = byte == 'A' ? 'B' : 'A';
}

// The operator has the log's key: chain, tree and checkpoint over a changed ledger are right again, and only what the
// parties signed, and when, says that it was changed.
void seal_anew(Copy& copy, const log::Signer& signer) {
  log::Tree tree;
  crypto::Digest previous{};
  for (std::size_t at = 0; at < copy.lines.size(); ++at) {
    auto entry = log::parse_entry(copy.lines[at].entry).value();
    entry.index = at;
    entry.previous = previous;
    entry.command = crypto::sha256(copy.lines[at].command);
    copy.lines[at].entry = log::entry_bytes(entry);
    previous = log::leaf_hash(copy.lines[at].entry);
    tree.append(previous);
  }
  copy.checkpoint = log::sign_checkpoint({signer.name(), tree.size(), tree.root()}, signer);
}

// The repeated entry at the end takes the time of the entry before it.
void shift_to_last(Copy& copy) {
  auto entry = log::parse_entry(copy.lines.back().entry).value();
  entry.time_unix_ms = log::parse_entry(copy.lines[copy.lines.size() - 2].entry).value().time_unix_ms;
  copy.lines.back().entry = log::entry_bytes(entry);
}

// Past the week that a command may live.
void shift_times(Copy& copy, std::size_t from) {
  for (std::size_t at = from; at < copy.lines.size(); ++at) {
    auto entry = log::parse_entry(copy.lines[at].entry).value();
    entry.time_unix_ms += 8LL * 24 * 3600 * 1000;
    copy.lines[at].entry = log::entry_bytes(entry);
  }
}

constexpr int damages = 9;
const char* const damage_names[damages] = {"a byte of an entry",
                                           "a byte of a command",
                                           "a byte of the checkpoint",
                                           "a line dropped",
                                           "two lines swapped",
                                           "a signature, resealed",
                                           "a command twice, resealed",
                                           "later times, resealed",
                                           "another time of the last entry"};

void damage(Copy& copy, int kind, Draw& draw, const log::Signer& signer) {
  const auto last = static_cast<std::int64_t>(copy.lines.size()) - 1;
  const auto at = static_cast<std::size_t>(draw.number(0, last));
  switch (kind) {
    case 0:
      return change_byte(copy.lines[at].entry, draw);
    case 1:
      return change_byte(copy.lines[at].command, draw);
    case 2:
      return change_byte(copy.checkpoint, draw);
    case 3:
      copy.lines.erase(copy.lines.begin() + static_cast<std::ptrdiff_t>(at));
      return;
    case 5: {
      // Of a signature's 86 characters the last one has unused bits; another one is another signature.
      auto& command = copy.lines[at].command;
      auto& symbol = command[command.size() - static_cast<std::size_t>(draw.number(2, 86))];
      symbol = symbol == 'A' ? 'B' : 'A';
      return seal_anew(copy, signer);
    }
    case 6:
      copy.lines.push_back(copy.lines[at]);
      shift_to_last(copy);
      return seal_anew(copy, signer);
    case 7:
      shift_times(copy, at == 0 ? 1 : at);
      return seal_anew(copy, signer);
    case 8: {
      // A sound entry at the end of a sound chain: only the root tells.
      auto entry = log::parse_entry(copy.lines.back().entry).value();
      ++entry.time_unix_ms;
      copy.lines.back().entry = log::entry_bytes(entry);
      return;
    }
    default:
      std::swap(copy.lines[at], copy.lines[at == 0 ? 1 : at - 1]);
  }
}

struct Expected {
  std::uint64_t seed = 0;
  std::string damage;  // empty: sound
  audit::Report report;
  std::map<std::string, std::int64_t> holdings;
  std::map<std::string, std::int64_t> retired;
};

json::object members_of(const std::map<std::string, std::int64_t>& sums) {
  json::object object;
  for (const auto& [name, units] : sums) object[name] = units;
  return object;
}

class Campaign {
 public:
  void add(std::uint64_t seed) {
    Draw draw(seed * 7919);
    const auto entries = static_cast<std::size_t>(draw.number(entries_least, entries_most));
    const RandomLedger ledger(pool_, seed, entries);
    for (const auto& [kind, count] : ledger.kinds()) kinds_[kind] += count;
    const Copy sound{ledger.lines(), ledger.checkpoint()};
    judge(sound, seed, "");
    Copy damaged = sound;
    const int kind = static_cast<int>(seed % damages);
    damage(damaged, kind, draw, pool_.log_signer);
    judge(damaged, seed, damage_names[kind]);
  }

  void judge(const Copy& copy, std::uint64_t seed, const std::string& damage) {
    const auto& verifier = pool_.log_signer.verifier();
    CopySource source(copy, verifier);
    audit::Options options;
    options.pinned_log_vkey = verifier.text();
    options.signature_threads = 1;
    Expected one{seed, damage, audit::audit_source(source, options), {}, {}};
    one.holdings = std::move(source.holdings);
    one.retired = std::move(source.retired);
    const auto path = folder_.path() / (std::to_string(expected_.size()) + ".ndjson");
    write_export(path, copy, verifier.name());
    std::ofstream(folder_.path() / "paths", std::ios::app) << path.string() << "\n";
    expected_.push_back(std::move(one));
  }

  // One process for all exports.
  void ask_the_third_reader() const {
    const std::string command = "/usr/bin/python3 " TANBU_SOURCE_DIR "/tests/support/verify_ledger.py '" +
                                pool_.log_signer.verifier().text() + "' - < " + (folder_.path() / "paths").string() +
                                " > " + (folder_.path() / "answers").string();
    const int status = std::system(command.c_str());  // NOLINT: a test's own words
    REQUIRE((WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3)));
  }

  void compare() const {
    std::ifstream answers(folder_.path() / "answers");
    std::string line;
    std::uint64_t entries = 0;
    std::uint64_t units = 0;
    for (const auto& one : expected_) {
      INFO("TANBU_SEED=" << one.seed << " " << one.damage << "\n" << audit::to_text(one.report));
      REQUIRE(std::getline(answers, line));
      INFO("the third reader: " << line);
      const auto answer = json::parse(line).as_object();
      const bool sound = one.damage.empty();
      REQUIRE(one.report.ok() == sound);
      REQUIRE(answer.at("verified").as_bool() == sound);
      if (!sound) continue;
      REQUIRE(one.report.entries_replayed == one.report.size);
      CHECK(answer.at("size").as_int64() == static_cast<std::int64_t>(one.report.size));
      CHECK(answer.at("root").as_string() == one.report.root);
      CHECK(answer.at("signatures").as_int64() == static_cast<std::int64_t>(one.report.signatures_verified));
      CHECK(answer.at("keys_unsure").is_null());
      CHECK(answer.at("not_followed").is_null());
      CHECK(answer.at("holdings") == json::value(members_of(one.holdings)));
      CHECK(answer.at("retired") == json::value(members_of(one.retired)));
      entries += one.report.size;
      for (const auto& [name, count] : one.holdings) units += static_cast<std::uint64_t>(count);
    }
    std::cout << "third reader: " << expected_.size() << " exports, " << entries << " entries and " << units
              << " units agree\n";
    for (const auto& [kind, count] : kinds_) std::cout << "  " << kind << " " << count << "\n";
  }

  [[nodiscard]] const std::map<std::string, int>& kinds() const { return kinds_; }

 private:
  KeyPool pool_;
  TemporaryFolder folder_;
  std::vector<Expected> expected_;
  std::map<std::string, int> kinds_;
};

// A quarter of the seeds, so that the quarters run beside each other.
void run_quarter(std::uint64_t quarter) {
  const char* one = std::getenv("TANBU_SEED");
  const std::uint64_t first = one == nullptr ? quarter * (ledgers / 4) + 1 : std::strtoull(one, nullptr, 10);
  const std::uint64_t last = one == nullptr ? (quarter + 1) * (ledgers / 4) : first;
  std::cout << "third reader: seeds " << first << " to " << last << "\n";
  Campaign campaign;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    INFO("repeat with TANBU_SEED=" << seed);
    campaign.add(seed);
  }
  campaign.ask_the_third_reader();
  campaign.compare();
  if (one != nullptr) return;
  for (const char* kind : {"add_key", "revoke_key", "record_batch", "transfer", "reserve", "release", "retire",
                           "withdraw_retirement", "freeze", "unfreeze", "cancel", "invalidate", "record_foreign_use"}) {
    INFO(kind);
    CHECK(campaign.kinds().count(kind) == 1);
  }
}

}  // namespace

TEST_CASE("a reader in another language agrees with the audit on random ledgers and damaged copies: seeds 1 to 250",
          "[third_reader]") {
  run_quarter(0);
}

TEST_CASE("a reader in another language agrees with the audit on random ledgers and damaged copies: seeds 251 to 500",
          "[third_reader]") {
  run_quarter(1);
}

TEST_CASE("a reader in another language agrees with the audit on random ledgers and damaged copies: seeds 501 to 750",
          "[third_reader]") {
  run_quarter(2);
}

TEST_CASE("a reader in another language agrees with the audit on random ledgers and damaged copies: seeds 751 to 1000",
          "[third_reader]") {
  run_quarter(3);
}
