#include "audit/offline/verify.hpp"

#include <algorithm>
#include <array>

#include "audit/offline/statement.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::offline {
namespace {

constexpr std::string_view receipt_start = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view absence_start = "tanbu-absence/1\n";

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
  const auto opened = log::open_checkpoint(note, *trust.policy);
  if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened))};
  verdict.checkpoint = log::value(opened).checkpoint;
  for (const log::Verifier& key : trust.policy->logs()) {
    if (log::ok(log::open_checkpoint(note, key))) verdict.vkey = key.text();
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

Problem check_statement(const Bundle& bundle, const Evidence& evidence, Verdict& verdict) {
  const auto stated = read_statement(bundle.statement);
  if (const auto* fault = fault_of(stated)) return *fault;
  const auto& [subject, word] = std::get<Stated>(stated);
  auto derived = derive(subject, word, evidence, *verdict.checkpoint);
  if (const auto* fault = fault_of(derived)) return *fault;
  auto& result = std::get<Derived>(derived);
  if (bundle.statement != result.statement)
    return Fault{.code = "statement_differs", .detail = first_difference(bundle.statement, result.statement)};
  verdict.statement = std::move(result.statement);
  verdict.on_the_ledgers_word = std::move(result.on_the_ledgers_word);
  verdict.checks.emplace_back("statement_follows", result.entries.size());
  return std::nullopt;
}

Problem judge_bundle(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = parse_bundle(text);
  if (const auto* fault = fault_of(parsed)) return *fault;
  const auto& bundle = std::get<Bundle>(parsed);
  if (auto problem = open(bundle.checkpoint, trust, verdict)) return problem;
  if (auto problem = check_inclusion(bundle, *verdict.checkpoint)) return problem;
  verdict.checks.emplace_back("entries_in_tree", bundle.entries.size());
  std::vector<SourceEntry> sources;
  for (const BundleEntry& one : bundle.entries) sources.push_back({one.entry, one.command});
  const auto read = Evidence::read(sources, verdict.checkpoint->origin, Signatures::verified);
  if (const auto* fault = fault_of(read)) return *fault;
  const auto& evidence = std::get<Evidence>(read);
  verdict.checks.emplace_back("commands_match", bundle.entries.size());
  verdict.checks.emplace_back("signatures_valid", bundle.entries.size());
  if (evidence.genesis().log_vkey != verdict.vkey) return Fault{.code = "genesis_other_key", .entry = 0};
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
  verdict.checks.emplace_back("entries_in_tree", 1);
  verdict.entry = receipt.entry;
  verdict.index = receipt.index;
  return std::nullopt;
}

// tanbu-absence/1, origin, programme and serial, size, root: five lines.
Problem judge_absence(std::string_view text, const Trust& trust, Verdict& verdict) {
  const auto parsed = log::parse_note(text);
  if (!log::ok(parsed)) return Fault{.code = std::string(log::code(parsed))};
  std::string_view rest = log::value(parsed).text;
  std::array<std::string_view, 5> lines;
  for (std::string_view& line : lines) {
    const auto taken = log::take_line(rest);
    if (!taken) return Fault{.code = "absence_shape"};
    line = *taken;
  }
  const auto& [header, origin, subject, size_text, root_text] = lines;
  const auto blank = subject.find(' ');
  const auto size = log::parse_decimal(size_text);
  const auto root = log::digest_from_base64(root_text);
  if (!rest.empty() || blank == std::string_view::npos || blank + 1 == subject.size() || !size || !root)
    return Fault{.code = "absence_shape"};
  // A policy names no key of statements.
  if (!trust.key || trust.key->name() != statement_key_name(origin)) return Fault{.code = "absence_key"};
  const auto opened = log::open_note(text, {*trust.key});
  if (!log::ok(opened)) return Fault{.code = std::string(log::code(opened))};
  verdict.checks.emplace_back("statement_signed", 1);
  verdict.vkey = trust.key->text();
  verdict.checkpoint = log::Checkpoint{std::string(origin), *size, *root};
  verdict.programme = subject.substr(0, blank);
  verdict.serial = subject.substr(blank + 1);
  return std::nullopt;
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
  if (text.starts_with(absence_start)) return FileKind::absence;
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
      return first_line(text.substr(absence_start.size()));
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
  }
  HOLDS(false);
  return verdict;
}

}  // namespace tanbu::offline
