// tanbu attestation, certificate: a body's words about a factory's year, and what everybody may ask of a certificate.
// Rarer kinds (reissue, renewal, transfer, awards, labels, disputes) go through `tanbu submit`.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/list_output.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"

namespace tanbu::cli {
namespace {

struct AttestOptions {
  std::string inventory, scheme, type, percent, level, assessment;
  std::vector<std::string> retirements;
};

Exit attest(const AttestOptions& options, const Settings& settings) {
  Body claim;
  claim.code("type", options.type).code("percent", options.percent).code("level", options.level);
  boost::json::array retirements;
  for (const auto& text : options.retirements) retirements.push_back(integer_argument("--retirement", text));
  Body body;
  body.integer("inventory", "--inventory", options.inventory).code("scheme", options.scheme);
  body.put("claim", claim.take()).put("retirements", retirements);
  body.integer("assessment", "--assessment", options.assessment);
  Session session(settings);
  return write_command(session, "attest_coverage", body.take());
}

struct IssueOptions {
  std::string number, attestation, assessment, factory, period, scheme, type, star, level, applicant, emissions,
      percent, first_issued_on, issued_on, cycle_from, valid_until;
};

Exit issue(const IssueOptions& options, const Settings& settings) {
  const auto or_issued = [&](const std::string& text) { return text.empty() ? options.issued_on : text; };
  Body body;
  body.code("number", options.number).integer("attestation", "--attestation", options.attestation);
  body.integer("assessment", "--assessment", options.assessment).integer("factory", "--factory", options.factory);
  body.put("period", period_argument("--period", options.period)).code("scheme", options.scheme);
  body.code("type", options.type).integer("star", "--star", options.star).code("level", options.level);
  body.name("applicant", options.applicant).code("emissions_t", options.emissions);
  body.code("offset_percent", options.percent).code("first_issued_on", or_issued(options.first_issued_on));
  body.code("issued_on", options.issued_on).code("cycle_from", or_issued(options.cycle_from));
  body.code("valid_until", options.valid_until);
  Session session(settings);
  return write_command(session, "issue_certificate", body.take());
}

struct StepOptions {
  std::string certificate, on, reason;
  EvidenceOptions evidence;
};

Exit step(const char* kind, const StepOptions& options, const Settings& settings) {
  Body body;
  body.integer("certificate", "CERTIFICATE", options.certificate).code("effective_on", options.on);
  body.name("reason", options.reason);
  put_evidence(body, options.evidence);
  Session session(settings);
  return write_command(session, kind, body.take());
}

struct ShowOptions {
  std::string number, entry, on, as_of;
};

// In force on the day, its year still covered as far as the ledger examined it, and no dispute decided against it.
bool stands(const boost::json::value& value) {
  const auto& stands = at(value, "status.stands");
  return stands.is_bool() && stands.get_bool();
}

void show_one(const boost::json::value& value) {
  Sheet sheet;
  const auto line = [&](std::string_view english, std::string_view chinese, const char* names) {
    if (const auto text = text_at(value, names); !text.empty()) sheet.add(say(english, chinese), text);
  };
  line("number", "证书编号", "status.number");
  line("entry", "条目", "entry");
  line("scheme", "标准", "scheme");
  line("factory", "工厂", "factory");
  line("body", "发证机构", "status.body");
  line("period", "报告期间", "status.period");
  line("valid until", "有效期至", "status.valid_until");
  line("on", "查询日期", "status.on");
  line("days since it expired", "过期天数", "status.expired_days");
  line("surveillance due", "监督评价期限", "status.surveillance_due");
  line("coverage holds", "覆盖成立", "status.coverage_holds");
  line("short of", "缺口（吨）", "status.gap_t");
  if (const auto* troubles = at(value, "status.troubles").if_array()) {
    for (const auto& trouble : *troubles) sheet.add(say("notice", "提示"), text_of(trouble));
  }
  print(coloured(text_at(value, "status.state"), stands(value) ? Colour::green : Colour::red, stdout_is_terminal()) +
        "\n" + sheet.text(stdout_is_terminal()));
}

// The certificate of this number; two bodies may print the same one, and then its entry tells which.
boost::json::value the_one(Session& session, const ShowOptions& options, const std::string& when) {
  const auto found = session.all_pages(fmt::format("/v1/certificates?limit=500&number={}{}",
                                                   percent_encoded(options.number), when.empty() ? "" : "&" + when));
  boost::json::array fitting;
  if (const auto* rows = at(found, "data").if_array()) {
    for (const auto& row : *rows) {
      if (options.entry.empty() || text_at(row, "entry") == options.entry) fitting.push_back(row);
    }
  }
  if (fitting.empty())
    throw Stop(Exit::not_found, std::string(say("no certificate has this number here", "此处没有该编号的证书")));
  if (fitting.size() == 1) return fitting.front();
  std::string which;
  for (const auto& row : fitting)
    which += fmt::format("\n  --entry {}: {}", text_at(row, "entry"), harmless(text_at(row, "status.body")));
  throw Stop(Exit::usage, std::string(say("several bodies printed this number; say which certificate you mean:",
                                          "多家机构使用了该编号，请指明证书：")) +
                              which);
}

// By its number as printed. Ends with "found false" when the certificate is not in force on the day, or its year is not
// covered any more.
Exit show(const ShowOptions& options, const Settings& settings) {
  Session session(settings);
  std::string when = options.on.empty() ? "" : "on=" + percent_encoded(options.on);
  boost::json::value value = the_one(session, options, when);
  if (!options.as_of.empty()) {
    when += fmt::format("{}as_of={}", when.empty() ? "" : "&", integer_argument("--as-of", options.as_of));
    value = session.get_json(fmt::format("/v1/certificates/{}?{}", text_at(value, "entry"), when));
  }
  session.json() ? print_json(value) : show_one(value);
  return stands(value) ? Exit::ok : Exit::found_false;
}

struct ListOptions {
  std::string status, expiring_within, on;
  ListOutput output;
};

Exit list(const ListOptions& options, const Settings& settings) {
  Session session(settings);
  std::string path = "/v1/certificates?limit=500";
  if (!options.status.empty()) path += "&status=" + percent_encoded(options.status);
  if (!options.on.empty()) path += "&on=" + percent_encoded(options.on);
  if (!options.expiring_within.empty())
    path += fmt::format("&expiring_within={}", integer_argument("--expiring-within", options.expiring_within));
  if (options.output.is_asked()) return write_list(session, "certificates", path, Access::open, options.output);
  const auto value = session.all_pages(path);
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Table table({{std::string(say("entry", "条目")), Align::right},
               {std::string(say("number", "证书编号"))},
               {std::string(say("state", "状态"))},
               {std::string(say("valid until", "有效期至"))},
               {std::string(say("factory", "工厂")), Align::right},
               {std::string(say("coverage holds", "覆盖成立"))}});
  if (const auto* rows = at(value, "data").if_array()) {
    for (const auto& row : *rows) {
      table.add({text_at(row, "entry"), text_at(row, "status.number"), text_at(row, "status.state"),
                 text_at(row, "status.valid_until"), text_at(row, "factory"), text_at(row, "status.coverage_holds")});
    }
  }
  print(table.text(stdout_is_terminal()));
  return Exit::ok;
}

void add_attestation_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "attestation", "a body's word about a factory's year", "机构对工厂年度的证明");
  auto* verb = add_verb(group, "give", "attest that these retirements cover an inventory (engaged body)",
                        "证明所列注销覆盖排放清单（受聘机构）");
  auto options = std::make_shared<AttestOptions>();
  verb->add_option("--inventory", options->inventory)->required();
  verb->add_option("--scheme", options->scheme, "ceca-g-0171-2022")->required();
  verb->add_option("--type", options->type, "I, II");
  verb->add_option("--percent", options->percent, std::string(say("default: 100", "默认：100")));
  verb->add_option("--level", options->level);
  add_repeatable(*verb, "--retirement", options->retirements, std::string(say("its entry", "注销条目")));
  verb->add_option("--assessment", options->assessment);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return attest(*options, settings); }; });
}

void add_issue(CLI::App& group, Call& call) {
  auto* verb = add_verb(group, "issue", "issue a certificate on an attestation (authorised body)",
                        "依据证明签发证书（授权机构）");
  auto options = std::make_shared<IssueOptions>();
  verb->add_option("--number", options->number)->required();
  verb->add_option("--attestation", options->attestation)->required();
  verb->add_option("--assessment", options->assessment)->required();
  verb->add_option("--factory", options->factory)->required();
  verb->add_option("--period", options->period, "2025")->required();
  verb->add_option("--scheme", options->scheme, "ceca-g-0171-2022")->required();
  verb->add_option("--type", options->type, "I, II");
  verb->add_option("--star", options->star, "3, 4, 5, 6");
  verb->add_option("--level", options->level);
  verb->add_option("--applicant", options->applicant)->required();
  verb->add_option("--emissions", options->emissions, std::string(say("tonnes as printed", "证书所载吨数")))
      ->required();
  verb->add_option("--percent", options->percent, "100")->required();
  verb->add_option("--issued-on", options->issued_on)->required();
  verb->add_option("--first-issued-on", options->first_issued_on);
  verb->add_option("--cycle-from", options->cycle_from);
  verb->add_option("--valid-until", options->valid_until)->required();
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return issue(*options, settings); }; });
}

void add_step(CLI::App& group, Call& call, const char* name, const char* kind, const char* english,
              const char* chinese) {
  auto* verb = add_verb(group, name, english, chinese);
  auto options = std::make_shared<StepOptions>();
  verb->add_option("certificate", options->certificate, std::string(say("its entry", "证书条目")))->required();
  verb->add_option("--on", options->on, "YYYY-MM-DD")->required();
  verb->add_option("--reason", options->reason)->required();
  add_evidence_options(*verb, options->evidence);
  verb->callback([options, kind, &call] {
    call.action = [options, kind](const Settings& settings) { return step(kind, *options, settings); };
  });
}

void add_questions(CLI::App& group, Call& call) {
  auto* verb = add_verb(group, "show", "one certificate and its status on a day", "查询证书及其某日状态");
  auto shown = std::make_shared<ShowOptions>();
  verb->add_option("number", shown->number, std::string(say("as printed", "证书编号")))->required();
  verb->add_option("--entry", shown->entry, std::string(say("where several have the number", "编号重复时指明条目")));
  verb->add_option("--on", shown->on, std::string(say("a day; default: today", "日期；默认今日")));
  verb->add_option("--as-of", shown->as_of, std::string(say("as known at this size of the log", "按此日志大小所知")));
  verb->callback(
      [shown, &call] { call.action = [shown](const Settings& settings) { return show(*shown, settings); }; });
  auto* lister = add_verb(group, "list", "certificates by status or end of validity", "按状态或有效期列出证书");
  auto listed = std::make_shared<ListOptions>();
  lister->add_option("--status", listed->status,
                     "valid, overdue, surveillance_failed, suspended, expired, withdrawn, cancelled");
  lister->add_option("--expiring-within", listed->expiring_within, std::string(say("days", "天数")));
  lister->add_option("--on", listed->on);
  add_list_output(*lister, listed->output);
  lister->callback(
      [listed, &call] { call.action = [listed](const Settings& settings) { return list(*listed, settings); }; });
}

}  // namespace

void add_certificate_verbs(CLI::App& app, Call& call) {
  add_attestation_verbs(app, call);
  auto& group = verb_group(app, "certificate", "certificates and their status", "证书及其状态");
  add_issue(group, call);
  add_step(group, call, "suspend", "suspend_certificate", "suspend a certificate", "暂停证书");
  add_step(group, call, "resume", "resume_certificate", "end its suspension", "恢复证书");
  add_step(group, call, "withdraw", "withdraw_certificate", "withdraw it for ever", "撤销证书");
  add_step(group, call, "cancel", "cancel_certificate", "cancel it for ever", "注销证书");
  add_questions(group, call);
}

}  // namespace tanbu::cli
