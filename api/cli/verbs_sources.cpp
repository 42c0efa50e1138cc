// tanbu project register, batch record.
#include <boost/json/array.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"

namespace tanbu::cli {
namespace {

struct RecordProjectOptions {
  std::string programme, project_id, title, developer,
      country = "CN", division, site, located_in_factory, technology, methodology, asset_code, project_class,
      construction_start, registered_on, crediting_from, crediting_until, verifier, self_developed_for;
  std::vector<std::string> also;
  EvidenceOptions evidence;
};

Exit register_project(const RecordProjectOptions& options, const Settings& settings) {
  Body body;
  body.put("programme", read_programme(options.programme)).code("project_id", options.project_id);
  body.name("title", options.title);
  // A developer that is no party is the name that the registry prints.
  const auto developer = read_party(options.developer);
  if (const auto* party = std::get_if<PartyId>(&developer)) {
    body.put("developer", party->text);
  } else {
    body.name("developer", options.developer);
  }
  body.code("country", options.country).code("division", options.division).name("site", options.site);
  body.integer("located_in_factory", "--located-in-factory", options.located_in_factory);
  body.name("technology", options.technology).name("methodology", options.methodology);
  body.code("asset_code", options.asset_code).code("class", options.project_class);
  body.code("construction_start", options.construction_start).code("registered_on", options.registered_on);
  body.code("crediting_from", options.crediting_from).code("crediting_until", options.crediting_until);
  body.party("verifier", "--verifier", options.verifier);
  body.integer("self_developed_for", "--self-developed-for", options.self_developed_for);
  boost::json::array also;
  for (const auto& text : options.also) also.push_back(project_argument("--also", text));
  if (!also.empty()) body.put("also_registered_as", also);
  put_evidence(body, options.evidence);
  Session session(settings);
  return write_command(session, "register_project", body.take());
}

void add_project(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "project", "projects", "项目");
  auto* verb = add_verb(group, "register", "register a project (registrar; OWN: the operator)",
                        "登记项目（登记员；自有项目由运营方）");
  auto options = std::make_shared<RecordProjectOptions>();
  verb->add_option("--programme", options->programme, "VCS, OWN, GEC, ...")->required();
  verb->add_option("--project-id", options->project_id)->required();
  verb->add_option("--title", options->title)->required();
  verb->add_option("--developer", options->developer,
                   std::string(say("party, or the name that the registry prints", "主体，或登记机构所印名称")));
  verb->add_option("--country", options->country, "CN");
  verb->add_option("--division", options->division);
  verb->add_option("--site", options->site);
  verb->add_option("--located-in-factory", options->located_in_factory);
  verb->add_option("--technology", options->technology)->required();
  verb->add_option("--methodology", options->methodology)->required();
  verb->add_option("--asset-code", options->asset_code);
  verb->add_option("--class", options->project_class, "CCER: old, new");
  verb->add_option("--construction-start", options->construction_start, "YYYY-MM-DD");
  verb->add_option("--registered-on", options->registered_on, "YYYY-MM-DD");
  verb->add_option("--crediting-from", options->crediting_from, "YYYY-MM-DD");
  verb->add_option("--crediting-until", options->crediting_until, "YYYY-MM-DD");
  verb->add_option("--verifier", options->verifier);
  verb->add_option("--self-developed-for", options->self_developed_for, std::string(say("a factory", "工厂")));
  add_repeatable(
      *verb, "--also", options->also,
      std::string(say("PROGRAMME:NUMBER of the same real project (repeatable)", "同一项目的 机制:编号（可重复）")));
  add_evidence_options(*verb, options->evidence);
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return register_project(*options, settings); };
  });
}

struct BatchOptions {
  std::string programme, project, serial, quantity, vintage_from, vintage_until, issued_on,
      status = "active", status_on, beneficiary_text, reason_text, reference;
  bool tradable = false;
  std::vector<std::string> claims;
  EvidenceOptions evidence;
};

// ASSET:YYYY-MM:KWH; an asset's code holds no colon.
boost::json::value claim_value(const std::string& text) {
  const auto plain = trimmed(text);
  const auto first = plain.find(':');
  const auto last = plain.rfind(':');
  if (first == std::string::npos || first == last) stop_usage("--claimed", text, "ASSET:YYYY-MM:KWH");
  return boost::json::object{{"asset_code", plain.substr(0, first)},
                             {"month", plain.substr(first + 1, last - first - 1)},
                             {"kwh", integer_argument("--claimed", plain.substr(last + 1))}};
}

Exit record_batch(const BatchOptions& options, const Settings& settings) {
  Body status;
  status.code("status", options.status).code("on", options.status_on);
  status.name("beneficiary_text", options.beneficiary_text).name("reason_text", options.reason_text);
  status.name("reference", options.reference);
  Body body;
  body.put("programme", read_programme(options.programme)).put("serial", name_argument(options.serial));
  body.integer("quantity", "--quantity", options.quantity).code("project", options.project);
  body.code("vintage_from", options.vintage_from).code("vintage_until", options.vintage_until);
  body.code("issued_on", options.issued_on).put("registry_status", status.take());
  if (options.tradable) body.put("tradable", true);
  boost::json::array claims;
  for (const auto& text : options.claims) claims.push_back(claim_value(text));
  if (!claims.empty()) body.put("claimed_generation", claims);
  put_evidence(body, options.evidence);
  Session session(settings);
  return write_command(session, "record_batch", body.take());
}

void add_batch(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "batch", "batches of units", "批次");
  auto* verb = add_verb(group, "record", "record a batch as its registry prints it", "按登记机构所印登记批次");
  auto options = std::make_shared<BatchOptions>();
  verb->add_option("--programme", options->programme)->required();
  verb->add_option("--project", options->project, std::string(say("the project's number", "项目编号")))->required();
  verb->add_option("--serial", options->serial, std::string(say("the serial as printed", "所印编号")))->required();
  verb->add_option("--quantity", options->quantity)->required();
  verb->add_option("--vintage-from", options->vintage_from, "YYYY-MM-DD")->required();
  verb->add_option("--vintage-until", options->vintage_until, "YYYY-MM-DD")->required();
  verb->add_option("--issued-on", options->issued_on, "YYYY-MM-DD")->required();
  verb->add_option("--status", options->status, "active, retired, cancelled")
      ->check(CLI::IsMember({"active", "retired", "cancelled"}));
  verb->add_option("--status-on", options->status_on, std::string(say("retired or cancelled on", "注销或取消日期")));
  verb->add_option("--beneficiary-text", options->beneficiary_text,
                   std::string(say("beneficiary as the registry prints it", "登记机构所印受益人")));
  verb->add_option("--reason-text", options->reason_text,
                   std::string(say("reason as the registry prints it", "登记机构所印原因")));
  verb->add_option("--reference", options->reference,
                   std::string(say("the registry's number of the retirement", "登记机构的注销编号")));
  verb->add_flag("--tradable", options->tradable, std::string(say("a certificate that may be traded", "可交易证书")));
  add_repeatable(*verb, "--claimed", options->claims,
                 std::string(say("ASSET:YYYY-MM:KWH that the batch claims (repeatable)",
                                 "批次所对应的 资产:月份:电量（可重复）")));
  add_evidence_options(*verb, options->evidence);
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return record_batch(*options, settings); };
  });
}

}  // namespace

void add_source_verbs(CLI::App& app, Call& call) {
  add_project(app, call);
  add_batch(app, call);
}

}  // namespace tanbu::cli
