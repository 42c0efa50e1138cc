// The functions of log_source.hpp: the HTTP routes of a log as a Source, and the choice between a URL and a folder.
#include "api/cli/log_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/found_false.hpp"
#include "api/cli/policy_file.hpp"
#include "api/cli/second_line.hpp"
#include "api/cli/terminal.hpp"
#include "audit/offline/succession.hpp"
#include "audit/sqlite_source.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;

// What HTTP says about one request: a missing thing is a value, a silent server is a fault of the source.
std::optional<std::string> body_of(Session& session, const std::string& path, Access access) {
  try {
    // Every octet is judged by whoever asked: it hashes up to the checkpoint that was seen, or it does not.
    const auto answer = session.fetch_unjudged(path, access);
    if (answer.status == 404) return std::nullopt;
    if (answer.status != 200) throw audit::SourceFault("source_unreachable", path + ": " + describe_problem(answer));
    return answer.body;
  } catch (const Stop& stop) {
    throw audit::SourceFault("source_unreachable", stop.message());
  }
}

std::vector<std::string> entries_from(Session& session, std::uint64_t size, std::uint64_t from, std::size_t limit) {
  const std::uint64_t bundle = from / log::tile_width_max;
  const log::TileName name{log::TileKind::entries, 0, bundle, log::tile_width_at(0, bundle, size)};
  const auto bytes = body_of(session, log::tile_path(name), Access::open);
  if (!bytes) throw audit::SourceFault("source_malformed", log::tile_path(name) + " is missing");
  const auto lines = log::decode_bundle(*bytes);
  if (!lines) throw audit::SourceFault("source_malformed", log::tile_path(name));
  std::vector<std::string> result;
  for (std::size_t at = from % log::tile_width_max; at < lines->size() && result.size() < limit; ++at) {
    result.emplace_back((*lines)[at]);
  }
  return result;
}

using Commands = std::vector<std::optional<std::string>>;

// By entry: the entry that erased its command by law.
using Erased = std::map<std::uint64_t, std::uint64_t>;

// NDJSON lines {"index","command"|null,"erased_by"?}; what a line does not say is withheld. Gives how many commands the
// lines reach.
std::size_t take_lines(std::string_view body, std::uint64_t from, Commands& commands, Erased& erased) {
  std::size_t done = 0;
  while (!body.empty()) {
    const auto end = body.find('\n');
    const auto parsed = crypto::parse_strict_json(body.substr(0, end), line_bytes_max);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    const auto* line = std::get_if<boost::json::value>(&parsed);
    const auto index = line == nullptr ? std::nullopt : number_at(*line, "index");
    if (!index) throw audit::SourceFault("source_malformed", "/v1/commands");
    const auto& command = at(*line, "command");
    if (*index < from || *index - from >= commands.size()) continue;  // nobody asked for it
    if (const auto by = number_at(*line, "erased_by")) erased.insert_or_assign(*index, *by);
    if (command.is_string()) commands[*index - from] = text_of(command);
    done = std::max<std::size_t>(done, static_cast<std::size_t>(*index - from) + 1);
  }
  return done;
}

Commands commands_from(Session& session, std::uint64_t from, std::size_t count, Erased& erased) {
  constexpr std::size_t page_max = 500;
  Commands commands(count);
  for (std::size_t done = 0; done < count;) {
    const auto path = fmt::format("/v1/commands?from={}&limit={}", from + done, std::min(page_max, count - done));
    const auto body = body_of(session, path, Access::by_right);
    // A page may end before its limit. What a page without any line leaves out counts as withheld.
    const std::size_t told = body ? take_lines(*body, from, commands, erased) : 0;
    done = told > done ? told : done + page_max;
  }
  return commands;
}

log::Verifier verifier_from(const std::string& vkey) {
  auto parsed = log::Verifier::parse(vkey);
  if (!log::ok(parsed)) stop_false(log::code(parsed), harmless(vkey));
  return std::get<log::Verifier>(std::move(parsed));
}

}  // namespace

std::unique_ptr<audit::Source> source_over(Session& session, Wanted wanted) {
  const auto note = session.get("/log/checkpoint").body;
  session.see_checkpoint(note);
  const auto opened = session.open(note);
  return source_over(session, note, log::ok(opened) ? log::value(opened).size : 0, wanted);
}

std::unique_ptr<audit::Source> source_over(Session& session, std::string note, std::uint64_t size, Wanted wanted) {
  audit::LogFunctions functions;
  functions.log_vkey = session.ledger().vkey;
  functions.size = size;
  functions.checkpoint = std::move(note);
  functions.entries = [&session, size](std::uint64_t from, std::size_t limit) {
    return entries_from(session, size, from, limit);
  };
  const auto erased = std::make_shared<Erased>();
  functions.commands = [&session, wanted, erased](std::uint64_t from, std::size_t count) {
    return wanted == Wanted::lines ? Commands(count) : commands_from(session, from, count, *erased);
  };
  functions.erased_by = [erased](std::uint64_t index) {
    const auto found = erased->find(index);
    return found == erased->end() ? std::nullopt : std::optional(found->second);
  };
  functions.tile = [&session](unsigned level, std::uint64_t number, unsigned width) {
    return body_of(session, log::tile_path({log::TileKind::hashes, level, number, width}), Access::open);
  };
  return audit::callback_source(std::move(functions));
}

std::string tile_of(audit::Source& source, unsigned level, std::uint64_t number, std::uint64_t size) {
  const unsigned width = log::tile_width_at(level, number, size);
  if (width == 0) return {};
  if (width == log::tile_width_max || source.serves_partial_tiles()) {
    const auto tile = source.tile(level, number, width);
    return tile ? tile->hashes : std::string();
  }
  const std::uint64_t first = number * log::tile_width_max;
  std::string hashes;
  if (level == 0) {
    for (const auto& entry : source.entries(first, width)) hashes += crypto::as_bytes(log::leaf_hash(entry.line));
    return hashes;
  }
  for (unsigned below = 0; below < width; ++below) {
    const auto tile = source.tile(level - 1, first + below, log::tile_width_max);
    if (!tile || !tile->root) return {};
    hashes += *tile->root;
  }
  return hashes;
}

OpenLog::OpenLog(const std::string& directory, const Settings& settings, Wanted wanted) {
  try {
    directory.empty() ? open_url(settings, wanted) : open_folder(directory, settings);
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
}

void OpenLog::open_url(const Settings& settings, Wanted wanted) {
  session_ = std::make_unique<Session>(settings);
  source_ = source_over(*session_, wanted);
  keys_ = session_->keys();
  const auto stored = source_->size() == 0 ? std::nullopt : source_->checkpoint_after(source_->size() - 1);
  if (!stored) stop_false("checkpoint_missing", std::string(say("the log has no checkpoint", "该日志没有检查点")));
  note_ = stored->note;
  const auto opened = session_->open(note_);
  if (!log::ok(opened)) stop_false(log::code(opened), "/log/checkpoint");
  checkpoint_ = log::value(opened);
}

void OpenLog::open_folder(const std::string& directory, const Settings& settings) {
  source_ = audit::sqlite_source(directory, false);
  const auto stored = source_->size() == 0 ? std::nullopt : source_->checkpoint_after(source_->size() - 1);
  if (!stored) stop_false("checkpoint_missing", directory);
  note_ = stored->note;
  const auto stated = settings.vkey().value_or(source_->log_vkey());
  keys_ = {verifier_from(stated)};
  auto opened = log::open_checkpoint(note_, keys_.front());
  if (!log::ok(opened)) {
    // The key that was given may be an earlier one, which the log led on from.
    const Pin given{directory, keys_.front().name(), stated, {}, {}};
    if (const auto steps = find_successions(given, note_, rotations_of_folder())) {
      keys_.insert(keys_.begin(), verifier_from(steps->back().vkey));
      opened = log::open_checkpoint(note_, keys_.front());
    }
  }
  if (!log::ok(opened)) stop_false(log::code(opened), directory);
  checkpoint_ = log::value(opened);
  // Whoever has seen this ledger over a URL before holds its folder to what was seen there.
  PinStore pins(settings.home());
  pins.hold_back();
  auto pin = pins.find_by_origin(checkpoint_.origin);
  const auto rotations = rotations_of_folder();
  if (!pin) {
    // What an earlier key signed is only asked for where it is compared with this tree.
    for (const ClaimedKey& key : rotations.keys()) {
      if (key.vkey != stated) keys_.push_back(verifier_from(key.vkey));
    }
    demand_folder_quorum(directory, settings);
    return demand_second_line(note_, settings);
  }
  std::string moved;
  if (!log::ok(log::open_checkpoint(note_, verifiers_of(*pin).front()))) {
    const auto steps = find_successions(*pin, note_, rotations);
    if (!steps) {
      Pin shown = *pin;
      shown.vkey = stated;
      throw Stop(Exit::found_false, explain(PinConflict{*pin, pins.url_file(pin->url)}, shown));
    }
    const Pin before = *pin;
    for (const Succession& step : *steps) pin = pins.move(*pin, step.vkey);
    moved = explain_move(before, *pin, *steps);
  }
  keys_ = verifiers_of(*pin);
  auto reader = hashes();
  const auto finding = pins.see(*pin, note_, [&](std::uint64_t from, std::uint64_t to) -> ProofAnswer {
    if (to > checkpoint_.size) return ProofRefused{};
    auto proof = log::consistency_proof(from, to, reader);
    if (!proof) return ProofRefused{};
    return *std::move(proof);
  });
  if (finding.verdict != Verdict::consistent) {
    throw Stop(Exit::found_false,
               coloured(say("FALSE", "不成立"), Colour::red, stderr_is_terminal()) + "  " + explain(finding, *pin));
  }
  demand_folder_quorum(directory, settings);
  demand_second_line(note_, settings);
  if (!pins.keep_held_back()) throw std::runtime_error(settings.home().string() + ": changed meanwhile; try again");
  if (!moved.empty()) tell(moved);
}

// A folder holds the cosignatures of its newest checkpoint in a file named by the size (formats section 12).
void OpenLog::demand_folder_quorum(const std::string& directory, const Settings& settings) const {
  const auto file = settings.policy_file();
  if (!file) return;
  const auto policy = policy_of_file("--policy", *file);
  const bool named =
      policy.logs().empty() || std::any_of(policy.logs().begin(), policy.logs().end(), [&](const log::Verifier& one) {
        return std::any_of(keys_.begin(), keys_.end(),
                           [&](const log::Verifier& key) { return key.text() == one.text(); });
      });
  if (!named) stop_false("policy_log_unknown", directory);
  if (policy.satisfied_by({})) return;
  const auto path = std::filesystem::path(directory) / "cosignatures" / std::to_string(checkpoint_.size);
  const auto cosigned = read_file(path, log::note_bytes_max);
  const auto opened = log::open_checkpoint(cosigned.value_or(note_), keys_, policy.witness_keys());
  if (log::ok(opened) && log::value(opened).checkpoint == checkpoint_ &&
      policy.satisfied_by(log::value(opened).cosignatures))
    return;
  stop_false("policy_quorum_not_met",
             fmt::format(fmt::runtime(say("the folder holds too few of your witnesses' cosignatures of its newest "
                                          "checkpoint, of {} entries",
                                          "该目录所存最新检查点（{} 条）的见证人联署未达法定数")),
                         checkpoint_.size));
}

// What a folder says of the keys of its log: genesis and every add_log_key in it.
RotationSource OpenLog::rotations_of_folder() {
  RotationSource rotations;
  rotations.keys = [this] {
    std::vector<ClaimedKey> claimed;
    for (const char* kind : {"genesis", "add_log_key"}) {
      for (const auto& entry : source_->entries_of_kind(kind)) {
        if (auto vkey = entry.command ? offline::log_vkey_in(*entry.command) : std::nullopt)
          claimed.push_back({*std::move(vkey), entry.index});
      }
    }
    return claimed;
  };
  rotations.receipt = [this](std::uint64_t index) -> std::string {
    const auto stored = source_->checkpoint_after(index);
    const auto entries = source_->entries(index, 1);
    if (!stored || entries.empty()) return {};
    log::TileReader reader(
        [&](unsigned level, std::uint64_t number) { return tile_of(*source_, level, number, stored->size); });
    auto proof = log::inclusion_proof(index, stored->size, reader);
    if (!proof) return {};
    return log::write_receipt(
        {.entry = entries.front().line, .index = index, .proof = *std::move(proof), .checkpoint = stored->note});
  };
  rotations.command = [this](std::uint64_t index) {
    const auto entries = source_->entries(index, 1);
    return entries.empty() ? std::string() : entries.front().command.value_or("");
  };
  return rotations;
}

log::TileReader OpenLog::hashes() {
  return log::TileReader(
      [this](unsigned level, std::uint64_t number) { return tile_of(*source_, level, number, checkpoint_.size); });
}

void stop_source(const audit::SourceFault& fault) {
  const bool silent = fault.code == "source_unreachable";
  const bool absent = fault.code == "database_missing";
  throw Stop(silent   ? Exit::unreachable
             : absent ? Exit::not_found
                      : Exit::failure,
             fault.code + ": " + harmless_lines(fault.what()));
}

}  // namespace tanbu::cli
