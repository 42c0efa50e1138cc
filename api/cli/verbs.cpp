// The table of verbs: the one place where a group is entered.
#include "api/cli/verbs.hpp"

#include "api/cli/terminal.hpp"

namespace tanbu::cli {

const std::vector<AddVerbs>& all_verbs() {
  // In the order of the help text: what the operator does, what everybody writes, what everybody reads.
  static const std::vector<AddVerbs> table{
      add_key_verbs,         add_init_verbs,      add_serve_verbs,   add_party_verbs,     add_source_verbs,
      add_import_verbs,      add_reconcile_verbs, add_credit_verbs,  add_inventory_verbs, add_body_verbs,
      add_certificate_verbs, add_submit_verbs,    add_read_verbs,    add_question_verbs,  add_list_verbs,
      add_log_verbs,         add_publish_verbs,   add_export_verbs,  add_bundle_verbs,    add_verify_verbs,
      add_audit_verbs,       add_backup_verbs,    add_webhook_verbs,
  };
  return table;
}

CLI::App* add_verb(CLI::App& app, const char* name, const char* english, const char* chinese) {
  return app.add_subcommand(name, std::string(say(english, chinese)));
}

CLI::Option* add_repeatable(CLI::App& verb, const char* name, std::vector<std::string>& values,
                            const std::string& text) {
  return verb.add_option(name, values, text)->allow_extra_args(false);
}

CLI::App& verb_group(CLI::App& app, const char* name, const char* english, const char* chinese) {
  const auto existing = app.get_subcommands([&](CLI::App* verb) { return verb->check_name(name); });
  if (!existing.empty()) return *existing.front();
  CLI::App* group = add_verb(app, name, english, chinese);
  group->require_subcommand(1);
  return *group;
}

}  // namespace tanbu::cli
