// The audit: every entry in order, from the bytes up, and at the end everything that is stored against everything that
// follows from the log. It trusts nothing but the log's verifier key, and that only as far as genesis or the caller
// pins it. Bytes of any kind are findings; exceptions are the machine's (no memory, no threads). Threading: an audit
// runs on the caller's thread and on threads of its own; the source is used on the caller's alone.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/replay.hpp"
#include "audit/report.hpp"

namespace tanbu::audit {

struct Options {
  // Called now and then with the entries done and all entries, on the caller's thread.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
  // The log's verifier key as the auditor knows it from elsewhere; decides over what the source states.
  std::optional<std::string> pinned_log_vkey;
  // The key of the checkpoints' second line, where the auditor wants that line: from the first checkpoint that carries
  // it every one must, to the newest.
  std::optional<std::string> sm2_vkey;
  // Signed checkpoints kept from earlier: the log must still contain the same tree (decision against roll-back).
  std::vector<std::string> known_checkpoints;
  // Receipts that somebody holds, with the names under which they are told: each entry must stand where it says.
  std::vector<std::pair<std::string, std::string>> receipts;
  // Signed absences that somebody holds, alone or witnessed, with such names: each must have been true.
  std::vector<std::pair<std::string, std::string>> absences;
  // Certificates (PEM) that the folder's timestamps must be signed under; empty: their signatures are not verified.
  std::string timestamp_authorities_pem;
  unsigned signature_threads = 2;
  // Let SQLite examine every page of the file, free ones and indexes included.
  bool database_integrity = true;
};

// Codes of findings, by place:
//   entries     entry_missing, entry_malformed, entry_index, entry_prev, entry_time, entry_leaf, rules_unknown
//   genesis     genesis_missing, genesis_origin, genesis_vkey, genesis_rules
//   commands    command_missing, command_hash, command_jws, command_payload, command_form, kind_mismatch,
//               command_audience, command_key_unknown, command_issuer, command_signature, command_admission,
//               jti_repeated, command_not_erased
//   rules       rules_refuse, state_contradiction, invariant_violated
//   tiles       tile_missing, tile_differs, tile_root_differs, tile_unexpected
//   checkpoints vkey_unknown, vkey_not_pinned, vkey_not_in_force, checkpoint_line_missing,
//               checkpoint_line_unexpected, checkpoint_line_repeated, checkpoint_signature, checkpoint_size,
//               checkpoint_root, sm2_vkey_unreadable, sm2_line_invalid, sm2_line_missing, checkpoint_missing,
//               checkpoint_beyond_log; checkpoint_file_missing/_damaged/_newer/_root;
//               known_checkpoint_damaged/_newer/_root; cosigned_checkpoint_damaged/_newer/_root
//   receipts    receipt_damaged, receipt_newer, receipt_root, receipt_entry
//   absences    absence_damaged, absence_newer, absence_root, absence_untrue
//   anchors     anchor_damaged, anchor_untrusted, anchor_newer, anchor_root
//   state       state_digest_differs
//   database    database_missing, database_unfit, database_unreadable, database_damaged, guard_missing,
//               trigger_unexpected, definition_altered, row_without_entry, effects_missing,
//               effects_damaged, effects_differ, effects_unreadable, refused_use_erased, seen_missing, seen_payload,
//               seen_entry, seen_unexpected, seen_refusal_damaged, those of audit/refusals.hpp, state_row_missing,
//               state_row_unexpected, state_value_differs
//   elsewhere   source_unreachable, source_malformed
[[nodiscard]] Report audit_directory(const std::filesystem::path& directory, const Options& options = {});
[[nodiscard]] Report audit_source(Source& source, const Options& options = {});

}  // namespace tanbu::audit
