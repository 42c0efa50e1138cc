// The pin store of pins.hpp: files below <home>/urls and <home>/ledgers, named by digests because URLs and origins hold
// slashes.
#include "api/cli/pins.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

#include "api/cli/files.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/log/merkle.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t pin_bytes_max = 16 * 1024;
constexpr int attempts_max = 32;

std::string digest_name(std::string_view text) {
  const auto digest = crypto::sha256(text);
  return crypto::hex_encode(crypto::as_bytes(digest).substr(0, 16));
}

std::string pin_text(const Pin& pin) {
  boost::json::object object{
      {"url", pin.url}, {"origin", pin.origin}, {"vkey", pin.vkey}, {"genesis_leaf", pin.genesis_leaf}};
  if (!pin.earlier_vkeys.empty()) object["earlier_vkeys"] = boost::json::value_from(pin.earlier_vkeys);
  return boost::json::serialize(object) + "\n";
}

std::string member(const boost::json::object& object, std::string_view name, const std::filesystem::path& path) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) throw std::runtime_error(path.string() + ": damaged pin file");
  return std::string(value->get_string());
}

Pin parse_pin(std::string text, const std::filesystem::path& path) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  const auto result = crypto::parse_strict_json(text, pin_bytes_max);
  const auto* value = std::get_if<boost::json::value>(&result);
  if (value == nullptr || !value->is_object()) throw std::runtime_error(path.string() + ": damaged pin file");
  const auto& object = value->get_object();
  Pin pin{member(object, "url", path), member(object, "origin", path), member(object, "vkey", path),
          member(object, "genesis_leaf", path)};
  if (const auto* earlier = object.if_contains("earlier_vkeys")) {
    if (!earlier->is_array()) throw std::runtime_error(path.string() + ": damaged pin file");
    for (const auto& vkey : earlier->get_array()) {
      if (!vkey.is_string()) throw std::runtime_error(path.string() + ": damaged pin file");
      pin.earlier_vkeys.emplace_back(vkey.get_string());
    }
  }
  return pin;
}

bool led_on_from(const Pin& pin, const std::string& vkey) {
  return std::find(pin.earlier_vkeys.begin(), pin.earlier_vkeys.end(), vkey) != pin.earlier_vkeys.end();
}

bool same_ledger(const Pin& one, const Pin& other) {
  const bool same_key = one.vkey == other.vkey || led_on_from(one, other.vkey) || led_on_from(other, one.vkey);
  return one.origin == other.origin && same_key && one.genesis_leaf == other.genesis_leaf;
}

// What connects two states of one log. `claimed` is what was shown, `kept` what was believed before.
Verdict connect(std::uint64_t claimed_size, const log::Digest& claimed_root, const log::Checkpoint& kept,
                const ProofSource& proofs) {
  if (claimed_size == kept.size) return claimed_root == kept.root ? Verdict::consistent : Verdict::forked;
  const bool newer = claimed_size > kept.size;
  const std::uint64_t from = newer ? kept.size : claimed_size;
  const std::uint64_t to = newer ? claimed_size : kept.size;
  // The empty log is the beginning of every log, and it has one root: whoever names another one speaks of no log.
  if (from == 0) return (newer ? kept.root : claimed_root) == log::empty_root() ? Verdict::consistent : Verdict::forked;
  const ProofAnswer answer = proofs(from, to);
  const auto* proof = std::get_if<log::Proof>(&answer);
  // A log that signed a size and denies it has lost entries. That an older checkpoint is shown proves nothing by
  // itself: receipts carry the checkpoint of their time.
  if (proof == nullptr) return newer ? Verdict::unproven : Verdict::rolled_back;
  const auto& root_from = newer ? kept.root : claimed_root;
  const auto& root_to = newer ? claimed_root : kept.root;
  return log::verify_consistency(from, to, root_from, root_to, *proof) ? Verdict::consistent : Verdict::forked;
}

log::Verifier verifier_in(const std::string& vkey, const Pin& pin) {
  auto verifier = log::Verifier::parse(vkey);
  if (!log::ok(verifier)) throw std::runtime_error(pin.url + ": the pinned key is damaged");
  return std::get<log::Verifier>(std::move(verifier));
}

log::Checkpoint open_kept(const std::string& note, const Pin& pin, const std::filesystem::path& folder) {
  const auto kept = log::open_checkpoint(note, verifiers_of(pin), {});
  if (!log::ok(kept)) throw std::runtime_error((folder / "checkpoint").string() + ": damaged checkpoint");
  return log::value(kept).checkpoint;
}

// What was shown, and whether the pinned key itself signed it or only one before it.
struct Shown {
  log::Result<log::Checkpoint> opened;
  bool by_pinned_key = true;
};
Shown open_shown(const std::string& note, const Pin& pin) {
  auto opened = log::open_checkpoint(note, verifier_in(pin.vkey, pin));
  if (log::ok(opened) || pin.earlier_vkeys.empty()) return {std::move(opened), true};
  auto earlier = log::open_checkpoint(note, verifiers_of(pin), {});
  if (!log::ok(earlier)) return {std::move(opened), true};
  return {log::value(std::move(earlier)).checkpoint, false};
}

}  // namespace

std::vector<log::Verifier> verifiers_of(const Pin& pin) {
  std::vector<log::Verifier> keys{verifier_in(pin.vkey, pin)};
  for (const std::string& vkey : pin.earlier_vkeys) keys.push_back(verifier_in(vkey, pin));
  return keys;
}

PinStore::PinStore(std::filesystem::path home) : home_(std::move(home)) {}

std::filesystem::path PinStore::url_file(const std::string& url) const {
  return home_ / "urls" / (digest_name(url) + ".json");
}

std::filesystem::path PinStore::folder(const std::string& origin) const {
  auto path = home_ / "ledgers" / digest_name(origin);
  make_private_folder(path);
  return path;
}

void PinStore::hold_back() {
  held_.clear();
  holding_ = true;
}

void PinStore::forget_held_back() {
  held_.clear();
  holding_ = false;
}

bool PinStore::keep_held_back() {
  const auto held = std::exchange(held_, {});
  holding_ = false;
  if (held.empty()) return true;
  const FileLock pins_lock(home_ / "lock");
  std::vector<std::unique_ptr<FileLock>> checkpoint_locks;
  for (const auto& [path, file] : held) {
    if (path.filename() == "checkpoint")
      checkpoint_locks.push_back(std::make_unique<FileLock>(path.parent_path() / "lock"));
  }
  for (const auto& [path, file] : held) {
    if (read_file(path, log::note_bytes_max) != file.before) return false;
  }
  // From here on it must succeed.
  for (const bool is_checkpoint : {false, true}) {  // no checkpoint without the pin that it was judged under
    for (const auto& [path, file] : held) {
      if ((path.filename() == "checkpoint") == is_checkpoint) replace_file(path, file.text);
    }
  }
  return true;
}

std::optional<std::string> PinStore::read(const std::filesystem::path& path, std::size_t bytes_max) const {
  const auto held = held_.find(path);
  return held == held_.end() ? read_file(path, bytes_max) : held->second.text;
}

std::optional<Pin> PinStore::read_pin(const std::filesystem::path& path) const {
  auto text = read(path, pin_bytes_max);
  if (!text) return std::nullopt;
  return parse_pin(*std::move(text), path);
}

void PinStore::write(const std::filesystem::path& path, const std::string& text) {
  if (!holding_) return replace_file(path, text);
  const auto held = held_.find(path);
  if (held != held_.end()) {
    held->second.text = text;
  } else {
    held_.emplace(path, Held{read_file(path, log::note_bytes_max), text});
  }
}

std::optional<Pin> PinStore::find_by_url(const std::string& url) const { return read_pin(url_file(url)); }

std::optional<Pin> PinStore::find_by_origin(const std::string& origin) const {
  return read_pin(home_ / "ledgers" / digest_name(origin) / "ledger.json");
}

std::optional<PinConflict> PinStore::keep(const Pin& pin) {
  make_private_folder(home_ / "urls");
  const auto ledger_file = folder(pin.origin) / "ledger.json";
  const FileLock lock(home_ / "lock");
  if (const auto kept = find_by_url(pin.url); kept && !same_ledger(*kept, pin)) {
    return PinConflict{*kept, url_file(pin.url)};
  }
  // One origin is one ledger, wherever it is served from.
  const auto kept = find_by_origin(pin.origin);
  if (kept && !same_ledger(*kept, pin)) return PinConflict{*kept, ledger_file};
  if (!kept) write(ledger_file, pin_text(pin));
  // A key that the log led on from is not pinned again over another address: whoever has it may have stolen it.
  Pin newer = kept && led_on_from(*kept, pin.vkey) ? *kept : pin;
  newer.url = pin.url;
  if (!find_by_url(pin.url)) write(url_file(pin.url), pin_text(newer));
  return std::nullopt;
}

Pin PinStore::move(const Pin& pin, const std::string& vkey) {
  Pin moved = pin;
  moved.earlier_vkeys.push_back(pin.vkey);
  moved.vkey = vkey;
  const auto ledger_file = folder(pin.origin) / "ledger.json";
  const FileLock lock(home_ / "lock");
  // A URL's file may never have been written: a pin that is known by its origin alone.
  if (find_by_url(pin.url)) write(url_file(pin.url), pin_text(moved));
  write(ledger_file, pin_text(moved));
  return moved;
}

std::optional<std::string> PinStore::checkpoint(const std::string& origin) const {
  return read(home_ / "ledgers" / digest_name(origin) / "checkpoint", log::note_bytes_max);
}

std::filesystem::path PinStore::keep_evidence(const std::string& origin, const std::string& kept,
                                              const std::string& shown) const {
  const auto path = folder(origin) / "evidence" / digest_name(kept + shown);
  make_private_folder(path);
  replace_file(path / "kept.checkpoint", kept);
  replace_file(path / "shown.checkpoint", shown);
  return path;
}

Finding PinStore::see(const Pin& pin, const std::string& note, const ProofSource& proofs) {
  const auto place = folder(pin.origin);
  Finding finding;
  const auto [shown, by_pinned_key] = open_shown(note, pin);
  if (!log::ok(shown)) {
    finding.verdict = Verdict::not_signed;
    finding.code = log::code(shown);
    finding.evidence = keep_evidence(pin.origin, checkpoint(pin.origin).value_or(""), note);
    return finding;
  }
  finding.shown = log::value(shown);
  // Another process may keep a newer checkpoint while we ask for a proof; then the question is asked again against that
  // one, so that nothing is ever kept that was not connected with what was kept before.
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const auto kept_note = checkpoint(pin.origin);
    if (kept_note) finding.kept = open_kept(*kept_note, pin, place);
    if (!by_pinned_key && (!finding.kept || finding.shown->size > finding.kept->size)) {
      finding.verdict = Verdict::not_signed;
      finding.code = "key_retired";
      finding.evidence = keep_evidence(pin.origin, kept_note.value_or(""), note);
      return finding;
    }
    if (kept_note) {
      finding.verdict = connect(finding.shown->size, finding.shown->root, *finding.kept, proofs);
      if (finding.verdict != Verdict::consistent) {
        finding.evidence = keep_evidence(pin.origin, *kept_note, note);
        return finding;
      }
      if (finding.shown->size <= finding.kept->size) return finding;
    }
    const FileLock lock(place / "lock");
    if (checkpoint(pin.origin) != kept_note) continue;
    write(place / "checkpoint", note);
    return finding;
  }
  throw std::runtime_error(place.string() + ": other processes keep changing the kept checkpoint");
}

Finding PinStore::judge_root(const Pin& pin, std::uint64_t size, const log::Digest& root, const ProofSource& proofs) {
  Finding finding;
  const auto kept_note = checkpoint(pin.origin);
  finding.shown = log::Checkpoint{pin.origin, size, root};
  if (kept_note) finding.kept = open_kept(*kept_note, pin, folder(pin.origin));
  const bool covered = finding.kept && size <= finding.kept->size;
  finding.verdict = covered ? connect(size, root, *finding.kept, proofs) : Verdict::unproven;
  if (finding.verdict != Verdict::consistent) {
    finding.evidence = keep_evidence(pin.origin, kept_note.value_or(""), log::checkpoint_text(*finding.shown));
  }
  return finding;
}

}  // namespace tanbu::cli
