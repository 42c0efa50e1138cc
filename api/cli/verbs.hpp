// The verbs of `tanbu`, one file a group. A new group is one file api/cli/verbs_<group>.cpp with one function, declared
// here and entered in the table of verbs.cpp; nothing else changes.
#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <string>
#include <vector>

#include "api/cli/exit.hpp"
#include "api/cli/settings.hpp"

namespace tanbu::cli {

// What the command line was parsed into: the common flags, and what is to be done.
struct Call {
  Flags flags;
  std::function<Exit(const Settings&)> action;
};

// Adds subcommands to `app` whose callbacks set `call.action`. Both outlive the parsing; what a verb's options fill in
// is held by the action itself.
using AddVerbs = void (*)(CLI::App& app, Call& call);

void add_key_verbs(CLI::App& app, Call& call);          // keygen, key prove
void add_init_verbs(CLI::App& app, Call& call);         // init
void add_serve_verbs(CLI::App& app, Call& call);        // serve
void add_webhook_verbs(CLI::App& app, Call& call);      // webhooks dead, webhooks retry
void add_party_verbs(CLI::App& app, Call& call);        // party enroll, registrar appoint, factory register
void add_source_verbs(CLI::App& app, Call& call);       // project register, batch record
void add_import_verbs(CLI::App& app, Call& call);       // import
void add_reconcile_verbs(CLI::App& app, Call& call);    // reconcile, retirement list, retirement show
void add_credit_verbs(CLI::App& app, Call& call);       // credits transfer, credits retire
void add_inventory_verbs(CLI::App& app, Call& call);    // inventory declare
void add_body_verbs(CLI::App& app, Call& call);         // body load
void add_certificate_verbs(CLI::App& app, Call& call);  // attestation give, certificate issue, show, list, ...
void add_submit_verbs(CLI::App& app, Call& call);       // submit, outbox list, outbox resend
void add_read_verbs(CLI::App& app, Call& call);         // coverage, serial, holdings, api
void add_question_verbs(CLI::App& app, Call& call);     // units, absence, conflicts, project show
void add_list_verbs(CLI::App& app, Call& call);         // list
void add_log_verbs(CLI::App& app, Call& call);          // log info, log show, log checkpoint, entry, receipt
void add_publish_verbs(CLI::App& app, Call& call);      // log publish, log proof, log diff
void add_export_verbs(CLI::App& app, Call& call);       // export
void add_bundle_verbs(CLI::App& app, Call& call);       // bundle factory-year, bundle retirement, bundle certificate
void add_verify_verbs(CLI::App& app, Call& call);       // verify
void add_audit_verbs(CLI::App& app, Call& call);        // audit
void add_backup_verbs(CLI::App& app, Call& call);       // backup, restore, state-digest

// export register, below the verb `export`.
void add_export_register_verb(CLI::App& verb, Call& call);
// audit follow, below the verb `audit`.
void add_follow_verb(CLI::App& audit, Call& call);

[[nodiscard]] const std::vector<AddVerbs>& all_verbs();

// A subcommand with a text in both languages.
CLI::App* add_verb(CLI::App& app, const char* name, const char* english, const char* chinese);
// An option that may stand several times, with one value each time: "--alias A PARTY" must not swallow the party.
CLI::Option* add_repeatable(CLI::App& verb, const char* name, std::vector<std::string>& values,
                            const std::string& text);
// A group of verbs ("credits"); the existing one where another file made it before.
CLI::App& verb_group(CLI::App& app, const char* name, const char* english, const char* chinese);

}  // namespace tanbu::cli
