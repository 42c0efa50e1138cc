#include "audit/offline/verify.hpp"

#include <algorithm>

#include "audit/offline/statement.hpp"
#include "audit/offline/succession.hpp"
#include "audit/offline/word.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/absence.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::offline {
namespace {

constexpr std::string_view receipt_start = "c2sp.org/tlog-proof@v1\n";

bool starts_with_line(std::string_view text, std::string_view line) {
  return text.starts_with(line) && text.substr(line.size()).starts_with('\n');
}

using Problem = std::optional<Fault>;

Problem open(std::string_view note, const Trust& trust, Verdict& verdict) {
  if (!trust.policy) {
    HOLDS(trust.key.has_value());
    const auto opened = log::open_checkpoint(note, *trust.key);
    if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened))};
    verdict.checkpoint = log::value(opened);
    verdict.vkey = trust.key->text();
    verdict.checks.emplace_back("checkpoint_signed", 1);
    return std::nullopt;
  }
  const bool names_no_log = trust.policy->logs().empty() && trust.key;
  const auto opened = names_no_log ? log::open_checkpoint(note, *trust.key, trust.policy->witness_keys())
                                   : log::open_checkpoint(note, *trust.policy);
  if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened))};
  if (names_no_log && !trust.policy->satisfied_by(log::value(opened).cosignatures))
    return Fault{.code = "policy_quorum_not_met"};
  verdict.checkpoint = log::value(opened).checkpoint;
  for (const log::Verifier& key : trust.policy->logs()) {
    if (log::ok(log::open_checkpoint(note, key))) verdict.vkey = key.text();
  }
  if (trust.key) {  // demanded beside the policy, not instead of it
    const auto by_key = log::open_checkpoint(note, *trust.key);
    if (!log::ok(by_key)) return Fault{.code = std::string(log::code(by_key))};
    verdict.vkey = trust.key->text();
  }
  for (const log::VerifiedSignature& signature : log::value(opened).cosignatures) {
    for (const auto& witness : trust.policy->witnesses()) {
      if (witness.verifier.name() != signature.name || witness.verifier.id() != signature.id) continue;
      const bool executing =
          std::find(trust.executing.begin(), trust.executing.end(), witness.name) != trust.executing.end();
      verdict.cosigners.push_back({witness.name, signature.time_unix_seconds, executing});
    }
  }
  verdict.checks.emplace_back("checkpoint_signed", 1);
  verdict.checks.emplace_back("quorum_met", verdict.cosigners.size());
  return std::nullopt;
}

// The bundle's checkpoint may be signed by a later key than the trusted one: then the receipts in the bundle must lead
// from one to the other. The commands that they speak of are the bundle's own, by the entry's line.
std::optional<log::Verifier> successor_that_signed(const Bundle& bundle, log::Verifier key) {
  for (const std::string& receipt : bundle.rotations) {
    const auto parsed = log::parse_receipt(receipt);
    if (!log::ok(parsed)) continue;
    const auto entry = std::find_if(bundle.entries.begin(), bundle.entries.end(),
                                    [&](const BundleEntry& one) { return one.entry == log::value(parsed).entry; });
    if (entry == bundle.entries.end()) continue;
    auto next = key_that_follows(receipt, entry->command, key);
    if (!next) continue;
    key = *std::move(next);
    if (log::ok(log::open_checkpoint(bundle.checkpoint, key))) return key;
  }
  return std::nullopt;
}

Problem open_bundle(const Bundle& bundle, const Trust& trust, Verdict& verdict) {
  auto problem = open(bundle.checkpoint, trust, verdict);
  if (!problem || trust.policy || bundle.rotations.empty()) return problem;
  const auto key = successor_that_signed(bundle, *trust.key);
  if (!key) return problem;
  Trust led = trust;
  led.key = key;
  problem = open(bundle.checkpoint, led, verdict);
  if (!problem) verdict.checks.emplace_back("log_key_followed", 1);
  return problem;
}

// The key that signed is the one of genesis, or an entry of the bundle brings it, and none of them retires it.
Problem check_log_key(const Evidence& evidence, const Verdict& verdict) {
  bool brought = evidence.genesis().log_vkey == verdict.vkey;
  for (const Effect& effect : evidence.effects()) {
    const auto* added = std::get_if<AddLogKeyCommand>(effect.command);
    brought = brought || (added != nullptr && added->log_vkey == verdict.vkey);
    const auto* retired = std::get_if<RetireLogKeyCommand>(effect.command);
    if (retired != nullptr && retired->log_vkey == verdict.vkey)
      return Fault{.code = "log_key_retired", .entry = effect.id.value};
  }
  return brought ? Problem{} : Fault{.code = "genesis_other_key", .entry = 0};
}

Problem check_statement(const Bundle& bundle, const Evidence& evidence, Verdict& verdict) {
  const auto subject = read_statement(bundle.statement);
  if (const auto* fault = fault_of(subject)) return *fault;
  const auto opened = open_word(bundle.word, evidence.genesis(), *verdict.checkpoint);
  if (const auto* fault = fault_of(opened)) return *fault;
  const auto& word = std::get<SignedWord>(opened);
  verdict.checks.emplace_back("word_signed", 1);
  auto derived = derive(std::get<Subject>(subject), word.word, evidence, *verdict.checkpoint);
  if (const auto* fault = fault_of(derived)) return *fault;
  auto& result = std::get<Derived>(derived);
  if (bundle.statement != result.statement)
    return Fault{.code = "statement_differs", .detail = first_difference(bundle.statement, result.statement)};
  // The same members under another subject, another name or with a retirement left out are not what was signed.
  if (word_text(result.statement) != word.text) return Fault{.code = "word_differs"};
  verdict.statement = std::move(result.statement);
  verdict.word_vkey = word.vkey;
  verdict.on_the_ledgers_word = std::move(result.on_the_ledgers_word);
  verdict.checks.emplace_back("statement_follows", result.entries.size());
  return std::nullopt;
}

Problem judge_bundle(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = parse_bundle(text);
  if (const auto* fault = fault_of(parsed)) return *fault;
  const auto& bundle = std::get<Bundle>(parsed);
  if (auto problem = open_bundle(bundle, trust, verdict)) return problem;
  if (auto problem = check_inclusion(bundle, *verdict.checkpoint)) return problem;
  verdict.checks.emplace_back("entries_in_tree", bundle.entries.size());
  std::vector<SourceEntry> sources;
  for (const BundleEntry& one : bundle.entries) sources.push_back({one.entry, one.command});
  const auto read = Evidence::read(sources, verdict.checkpoint->origin, Signatures::verified);
  if (const auto* fault = fault_of(read)) return *fault;
  const auto& evidence = std::get<Evidence>(read);
  verdict.checks.emplace_back("commands_match", bundle.entries.size());
  verdict.checks.emplace_back("signatures_valid", bundle.entries.size());
  if (auto problem = check_log_key(evidence, verdict)) return problem;
  verdict.genesis_leaf = log::digest_to_base64(log::leaf_hash(bundle.entries.front().entry));
  return check_statement(bundle, evidence, verdict);
}

Problem judge_receipt(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = log::parse_receipt(text);
  if (!log::ok(parsed)) return Fault{.code = std::string(log::code(parsed))};
  const log::Receipt& receipt = log::value(parsed);
  if (auto problem = open(receipt.checkpoint, trust, verdict)) return problem;
  const bool included = log::verify_inclusion(receipt.index, verdict.checkpoint->size, log::leaf_hash(receipt.entry),
                                              receipt.proof, verdict.checkpoint->root);
  if (!included) return Fault{.code = "receipt_not_included", .entry = receipt.index};
  // The log's key signs trees, not what a leaf says of itself: a leaf need not be an entry, nor the one that it names.
  const auto entry = log::parse_entry(receipt.entry);
  if (!entry) return Fault{.code = "entry_malformed", .entry = receipt.index};
  if (entry->index != receipt.index) return Fault{.code = "receipt_other_index", .entry = receipt.index};
  verdict.checks.emplace_back("entries_in_tree", 1);
  verdict.entry = receipt.entry;
  verdict.index = receipt.index;
  return std::nullopt;
}

log::Result<log::Absence> absence_of(std::string_view note) {
  const auto parsed = log::parse_note(note);
  if (!log::ok(parsed)) return log::Fault{log::code(parsed)};
  return log::parse_absence_text(log::value(parsed).text);
}

Problem check_statement_key(const log::Absence& absence, std::string_view note, const log::Verifier& key,
                            Verdict& verdict) {
  if (key.name() != statement_key_name(absence.origin)) return Fault{.code = "absence_key"};
  const auto opened = log::open_note(note, {key});
  if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened))};
  verdict.checks.emplace_back("statement_signed", 1);
  verdict.programme = absence.programme;
  verdict.serial = absence.serial;
  return std::nullopt;
}

Problem judge_absence(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = absence_of(text);
  if (!log::ok(parsed)) return Fault{.code = std::string(log::code(parsed))};
  const log::Absence& absence = log::value(parsed);
  if (trust.policy) return Fault{.code = "absence_not_witnessed"};
  HOLDS(trust.key.has_value());
  if (auto problem = check_statement_key(absence, text, *trust.key, verdict)) return problem;
  verdict.vkey = trust.key->text();
  verdict.checkpoint = log::Checkpoint{absence.origin, absence.size, absence.root};
  return std::nullopt;
}

// From the checkpoint, which others signed too, down to the statement: the checkpoint covers entry 0, entry 0 names the
// command that founded the ledger, the command names the statement key, and that key signed about this very tree.
Problem judge_witnessed_absence(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = log::parse_witnessed_absence(text);
  if (!log::ok(parsed)) return Fault{.code = std::string(log::code(parsed))};
  const log::WitnessedAbsence& file = log::value(parsed);
  const auto stated = absence_of(file.note);
  if (!log::ok(stated)) return Fault{.code = std::string(log::code(stated))};
  const log::Absence& absence = log::value(stated);
  if (auto problem = judge_receipt(file.receipt, trust, verdict)) return problem;
  if (verdict.index != 0) return Fault{.code = "genesis_missing"};
  if (log::Checkpoint{absence.origin, absence.size, absence.root} != *verdict.checkpoint)
    return Fault{.code = "absence_other_checkpoint"};
  const auto read = Evidence::read({{verdict.entry, file.genesis}}, absence.origin, Signatures::verified);
  if (const auto* fault = fault_of(read)) return *fault;
  verdict.genesis_leaf = log::digest_to_base64(log::leaf_hash(verdict.entry));
  const auto& named = std::get<Evidence>(read).genesis().statement_vkey;
  const auto key = named ? log::Verifier::parse(*named) : log::Result<log::Verifier>(log::Fault{"absence_key"});
  if (!log::ok(key)) return Fault{.code = "absence_key"};
  verdict.checks.emplace_back("statement_key_named", 1);
  return check_statement_key(absence, file.note, log::value(key), verdict);
}

}  // namespace

std::optional<Fault> check_inclusion(const Bundle& bundle, const log::Checkpoint& checkpoint) {
  for (const BundleEntry& one : bundle.entries) {
    const auto entry = log::parse_entry(one.entry);
    if (!entry) return Fault{.code = "entry_malformed"};
    const bool included =
        log::verify_inclusion(entry->index, checkpoint.size, log::leaf_hash(one.entry), one.proof, checkpoint.root);
    if (!included) return Fault{.code = "entry_not_in_tree", .entry = entry->index};
  }
  return std::nullopt;
}

std::optional<FileKind> kind_of_file(std::string_view text) {
  if (text.starts_with(receipt_start)) return FileKind::receipt;
  if (starts_with_line(text, log::absence_header)) return FileKind::absence;
  if (starts_with_line(text, log::witnessed_absence_header)) return FileKind::witnessed_absence;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') return FileKind::bundle;
  return std::nullopt;
}

std::string claimed_origin(std::string_view text) {
  const auto first_line = [](std::string_view note) { return std::string(note.substr(0, note.find('\n'))); };
  switch (kind_of_file(text).value_or(FileKind::receipt)) {
    case FileKind::bundle: {
      const auto bundle = parse_bundle(text);
      return fault_of(bundle) != nullptr ? std::string() : first_line(std::get<Bundle>(bundle).checkpoint);
    }
    case FileKind::absence:
      return first_line(text.substr(log::absence_header.size() + 1));
    case FileKind::witnessed_absence: {
      const auto absence = log::parse_witnessed_absence(text);
      return log::ok(absence) ? claimed_origin(log::value(absence).note) : std::string();
    }
    case FileKind::receipt: {
      const auto receipt = log::parse_receipt(text);
      return log::ok(receipt) ? first_line(log::value(receipt).checkpoint) : std::string();
    }
  }
  HOLDS(false);
  return {};
}

std::optional<Fault> form_fault(std::string_view text) {
  const auto kind = kind_of_file(text);
  if (!kind) return Fault{.code = "file_kind"};
  if (kind == FileKind::bundle) {
    const auto bundle = parse_bundle(text);
    if (const auto* fault = fault_of(bundle)) return *fault;
  }
  if (kind == FileKind::receipt) {
    const auto receipt = log::parse_receipt(text);
    if (!log::ok(receipt)) return Fault{.code = std::string(log::code(receipt))};
  }
  if (kind == FileKind::witnessed_absence) {
    const auto absence = log::parse_witnessed_absence(text);
    if (!log::ok(absence)) return Fault{.code = std::string(log::code(absence))};
  }
  if (claimed_origin(text).empty()) return Fault{.code = "checkpoint_shape"};
  return std::nullopt;
}

Verdict verify_file(std::string_view text, const Trust& trust) {
  Verdict verdict;
  verdict.kind = kind_of_file(text);
  if (!verdict.kind) {
    verdict.fault = Fault{.code = "file_kind"};
    return verdict;
  }
  switch (*verdict.kind) {
    case FileKind::bundle:
      verdict.fault = judge_bundle(text, trust, verdict);
      return verdict;
    case FileKind::receipt:
      verdict.fault = judge_receipt(text, trust, verdict);
      return verdict;
    case FileKind::absence:
      verdict.fault = judge_absence(text, trust, verdict);
      return verdict;
    case FileKind::witnessed_absence:
      verdict.fault = judge_witnessed_absence(text, trust, verdict);
      return verdict;
  }
  HOLDS(false);
  return verdict;
}

}  // namespace tanbu::offline
