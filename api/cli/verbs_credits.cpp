// tanbu credits transfer, credits retire. A retirement is for ever, so it shows what will be bound and asks for the
// tonnes before anything is signed.
#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::cli {
namespace {

struct TransferOptions {
  std::vector<std::string> ranges;
  std::string to, basis = "trade";
  EvidenceOptions evidence;
};

Exit transfer(const TransferOptions& options, const Settings& settings) {
  Body body;
  body.put("ranges", ranges_value(range_arguments(options.ranges))).party("to", "--to", options.to);
  body.code("basis", options.basis);
  put_evidence(body, options.evidence);
  Session session(settings);
  return write_command(session, "transfer", body.take());
}

void add_transfer(CLI::App& group, Call& call) {
  auto* verb = add_verb(group, "transfer", "hand units to another party (holder)", "划转单位（持有人）");
  auto options = std::make_shared<TransferOptions>();
  add_repeatable(*verb, "--range", options->ranges, "BATCH:FIRST-LAST")->required();
  verb->add_option("--to", options->to)->required();
  verb->add_option("--basis", options->basis, "trade, green_power, self_use, hydro, off_grid, other");
  add_evidence_options(*verb, options->evidence);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return transfer(*options, settings); }; });
}

struct RetireOptions {
  std::string factory, period, purpose = "factory_offset", beneficiary, retired_on, registry_reference, assigned_from,
                               assignment_evidence;
  std::vector<std::string> ranges;
  EvidenceOptions evidence;
};

std::string today_in_china() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return format_date(china_date({std::chrono::duration_cast<std::chrono::milliseconds>(now).count()}));
}

// What stands behind the numbers of a command, as far as the ledger tells; a number by itself is easily mistyped.
std::string words_for(Session& session, const std::string& path, std::string_view first, std::string_view second) {
  const auto answer = session.fetch(path);
  if (answer.status != 200) return std::string(say("(not found)", "（未找到）"));
  const auto value = json_of(answer);
  return text_at(value, first) + "  " + text_at(value, second);
}

void show_what_is_bound(Session& session, const boost::json::object& body, const std::vector<BatchRange>& ranges) {
  const boost::json::value value(body);
  Sheet sheet;
  const auto factory = text_at(value, "factory");
  sheet.add(say("factory", "工厂"),
            factory + "  " + words_for(session, "/v1/factories/" + factory, "name", "operator"));
  sheet.add(say("period", "期间"), text_at(value, "period"));
  sheet.add(say("purpose", "用途"), text_at(value, "purpose"));
  sheet.add(say("beneficiary", "受益人"), text_at(value, "beneficiary"));
  for (const auto& range : ranges) {
    const auto batch = std::to_string(range.batch.value);
    sheet.add(say("units", "单位"), fmt::format("{} ({})  {}", range_text(range), range.units.quantity(),
                                                words_for(session, "/v1/batches/" + batch, "programme", "serial")));
  }
  std::string text = sheet.text(true);
  text.pop_back();
  tell(text);
}

void confirm(Session& session, const boost::json::object& body, const std::vector<BatchRange>& ranges) {
  if (stderr_is_terminal()) show_what_is_bound(session, body, ranges);
  const auto quantity = quantity_argument(ranges);
  tell(fmt::format(
      fmt::runtime(say("This binds the units to one factory and one period for ever. Type the tonnes ({}) to go on:",
                       "此操作将单位永久绑定于一个工厂与一个期间。请输入数量（{}）以继续：")),
      quantity));
  std::string line;
  std::getline(std::cin, line);
  if (read_integer(trimmed(line)) != quantity) {
    throw Stop(Exit::failure, std::string(say("not confirmed; nothing was sent", "未确认；未发送任何内容")));
  }
}

Exit retire(const RetireOptions& options, const Settings& settings) {
  const auto ranges = range_arguments(options.ranges);
  Session session(settings);
  Body body;
  body.integer("factory", "--factory", options.factory).put("period", period_argument("--period", options.period));
  body.code("purpose", options.purpose).put("ranges", ranges_value(ranges));
  body.put("quantity", quantity_argument(ranges));
  body.put("beneficiary",
           options.beneficiary.empty() ? session.party() : party_argument("--beneficiary", options.beneficiary));
  if (!options.assigned_from.empty()) {
    EvidenceOptions proof;
    proof.file = options.assignment_evidence;
    body.put("assignment", boost::json::object{{"from", party_argument("--assigned-from", options.assigned_from)},
                                               {"evidence", evidence_value(proof)}});
  }
  body.code("retired_on", options.retired_on.empty() ? today_in_china() : options.retired_on);
  body.name("registry_reference", options.registry_reference);
  put_evidence(body, options.evidence);
  const auto wish = body.take();
  if (!settings.flags().yes && !settings.flags().dry_run) confirm(session, wish, ranges);
  return write_command(session, "retire", wish);
}

void add_retire(CLI::App& group, Call& call) {
  auto* verb = add_verb(group, "retire", "bind units to one factory and one period, for ever",
                        "将单位永久绑定于一个工厂与一个期间");
  auto options = std::make_shared<RetireOptions>();
  verb->add_option("--factory", options->factory, std::string(say("the factory's number", "工厂编号")))->required();
  verb->add_option("--period", options->period, "2025")->required();
  add_repeatable(*verb, "--range", options->ranges, "BATCH:FIRST-LAST")->required();
  verb->add_option("--purpose", options->purpose, "factory_offset, electricity_consumption");
  verb->add_option("--beneficiary", options->beneficiary, std::string(say("default: yourself", "默认：本方")));
  verb->add_option("--retired-on", options->retired_on, std::string(say("default: today in China", "默认：今日")));
  verb->add_option("--registry-reference", options->registry_reference);
  auto* from = verb->add_option("--assigned-from", options->assigned_from,
                                std::string(say("who assigned the benefit", "受益权让与方")));
  auto* proof = verb->add_option("--assignment-evidence", options->assignment_evidence);
  from->needs(proof);
  proof->needs(from);
  add_evidence_options(*verb, options->evidence);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return retire(*options, settings); }; });
}

}  // namespace

void add_credit_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "credits", "holding and using units", "持有与使用");
  add_transfer(group, call);
  add_retire(group, call);
}

}  // namespace tanbu::cli
