// The steps of reconcile.hpp.
#include "api/cli/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <functional>

#include "api/cli/answer.hpp"
#include "api/cli/confirm.hpp"
#include "api/cli/files.hpp"
#include "api/cli/import_file.hpp"
#include "api/cli/import_send.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/outbox_signer.hpp"
#include "api/cli/reconcile_picture.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "importers/row_sink.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;
using importers::Proposed;

constexpr std::size_t commands_bytes_max = std::size_t{256} << 20U;

importers::ReconcileOptions options_of(const ReconcileArguments& arguments) {
  importers::ReconcileOptions options;
  options.made_on = parse_date(trimmed(arguments.file.made_on));
  if (!arguments.complete_list) {
    if (!arguments.scope.empty())
      throw Stop(Exit::usage, said("--scope is for --complete-list", "--scope 只与 --complete-list 同用"));
    return options;
  }
  if (!options.made_on) {
    throw Stop(Exit::usage, said("--complete-list needs --made-on: what was issued later is not on the list",
                                 "--complete-list 须与 --made-on 同用：此后签发的单位不在清单上"));
  }
  if (arguments.scope.empty() || arguments.scope == "projects") {
    options.complete = importers::Scope::projects;
  } else if (arguments.scope == "programme") {
    options.complete = importers::Scope::programme;
  } else {
    throw Stop(Exit::usage,
               said("--scope is projects or programme, not ", "--scope 应为 projects 或 programme，而不是 ") +
                   harmless(arguments.scope));
  }
  return options;
}

// How many lines the outbox holds now.
std::size_t sign_all(Session& session, const std::vector<Proposed>& commands, ImportOutbox& outbox) {
  const auto writing = outbox.write();
  OutboxSigner signer(session, *writing);
  for (const Proposed& command : commands) signer.sign(command.kind, command.body);
  writing->finish();
  return writing->count();
}

json::object sent_json(const SendOutcome& outcome, const std::vector<RefusedLine>& refusals) {
  json::array refused;
  for (const auto& line : refusals) {
    refused.push_back(json::object{{"kind", line.kind},
                                   {"name", line.name},
                                   {"status", line.status},
                                   {"code", line.code},
                                   {"detail", line.detail}});
  }
  return {{"recorded", outcome.recorded}, {"repeated", outcome.repeated}, {"refused", std::move(refused)}};
}

Exit exit_after(const SendOutcome& outcome, const std::vector<RefusedLine>& refusals) {
  const bool nothing_went = outcome.recorded == 0 && outcome.repeated == 0 && outcome.refused != 0;
  const bool forbidden = std::all_of(refusals.begin(), refusals.end(),
                                     [](const RefusedLine& line) { return line.status == 401 || line.status == 403; });
  if (nothing_went && forbidden) return Exit::not_allowed;
  return outcome.refused == 0 ? Exit::ok : Exit::failure;
}

// Sends what lies in the outbox and takes it away when all of it was answered.
Exit send_kept(Session& session, ImportOutbox& outbox, std::size_t lines, json::object report) {
  std::vector<RefusedLine> refusals;
  const auto outcome = send_import(session, outbox, lines, [&](const RefusedLine& line) { refusals.push_back(line); });
  if (session.json()) {
    report["outcome"] = sent_json(outcome, refusals);
    print_json(report);
  } else {
    print(fmt::format(fmt::runtime(say("recorded: {}   recorded before: {}   refused by the ledger: {}\n",
                                       "已记录：{}   此前已记录：{}   账本拒绝：{}\n")),
                      outcome.recorded, outcome.repeated, outcome.refused));
    for (const auto& line : refusals)
      print(fmt::format("  {} {}: {} [{}]\n", harmless(line.kind), harmless(line.name), harmless(line.detail),
                        harmless(line.code)));
  }
  outbox.remove();
  return exit_after(outcome, refusals);
}

std::string outbox_name(const std::string& digest, const std::string& party, const std::string& options) {
  return crypto::hex_encode(crypto::as_bytes(crypto::sha256("reconcile\n" + digest + "\n" + party + "\n" + options)));
}

// Goes on with what an earlier call left; else signs, keeps and sends what `propose` gives.
Exit sign_and_send(Session& session, const std::string& digest, const std::string& options,
                   const std::function<std::vector<Proposed>(json::object& report)>& propose) {
  const auto folder = session.pins().folder(session.ledger().origin);
  const FileLock lock(ImportOutbox::lock_path(folder));
  ImportOutbox outbox(folder, outbox_name(digest, session.party(), options));
  json::object report;
  if (const auto lines = outbox.count()) {
    tell(fmt::format(fmt::runtime(say("going on with what was interrupted: {} of {} signed commands were answered",
                                      "继续先前中断的发送：{} / {} 个已签名命令已获应答")),
                     outbox.answered(*lines), *lines));
    return send_kept(session, outbox, *lines, std::move(report));
  }
  const auto commands = propose(report);
  if (commands.empty()) {
    session.json() ? print_json(report) : print(said("nothing to send\n", "没有需要发送的命令\n"));
    return Exit::ok;
  }
  demand_yes(
      session.settings(),
      fmt::format(fmt::runtime(say("Sign and send {} commands? Type yes: ", "签名并发送 {} 个命令？请输入 yes：")),
                  commands.size()));
  return send_kept(session, outbox, sign_all(session, commands, outbox), std::move(report));
}

Proposed read_proposed(std::string_view line, std::size_t number) {
  const auto parsed = crypto::parse_strict_json(line, crypto::payload_bytes_max);
  const auto* value = std::get_if<json::value>(&parsed);
  if (value == nullptr || !at(*value, "body").is_object() || !at(*value, "kind").is_string()) {
    throw Stop(Exit::failure, fmt::format(fmt::runtime(say("line {} is no {{\"kind\":...,\"body\":{{...}}}}",
                                                           "第 {} 行不是 {{\"kind\":...,\"body\":{{...}}}}")),
                                          number));
  }
  return {text_at(*value, "kind"), at(*value, "body").get_object()};
}

// Exactly what somebody has read, and no newer comparison.
Exit send_file(const Settings& settings, const ReconcileArguments& arguments) {
  const auto text = read_file(arguments.commands, commands_bytes_max);
  if (!text) {
    throw Stop(Exit::usage, said("no such file: ", "没有此文件：") + harmless(arguments.commands.filename().string()));
  }
  std::vector<Proposed> commands;
  std::size_t number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    const auto end = rest.find('\n');
    ++number;
    if (end != 0) commands.push_back(read_proposed(rest.substr(0, end), number));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  if (settings.flags().dry_run) {
    print(fmt::format(fmt::runtime(say("{} commands to sign\n", "待签名命令 {} 个\n")), commands.size()));
    return Exit::ok;
  }
  Session session(settings);
  return sign_and_send(session, crypto::hex_encode(crypto::as_bytes(crypto::sha256(*text))), "commands",
                       [&](json::object&) { return commands; });
}

struct Compared {
  importers::Reading reading;
  importers::Reconciliation found;
};

Compared compare(Session& session, const ImportFile& file, const importers::ReconcileOptions& options) {
  auto picture = ask_picture(session, file.programmes());
  importers::CollectingSink rows;
  (void)file.read(importers::known_of(picture), rows);
  auto reading = std::move(rows).take();
  ask_struck_units(session, reading, picture);
  auto found = importers::reconcile(reading, picture, options);
  return {std::move(reading), std::move(found)};
}

bool is_in_line(const importers::Reconciliation& found) {
  const auto is_unchanged = [](const importers::RowFinding& row) {
    return row.row_class == importers::RowClass::unchanged;
  };
  const auto is_gone = [](const importers::BatchFinding& batch) { return !batch.vanished.empty(); };
  return found.commands.empty() && std::all_of(found.rows.begin(), found.rows.end(), is_unchanged) &&
         std::none_of(found.batches.begin(), found.batches.end(), is_gone);
}

void show(const Compared& compared, const ImportFile& file, const ReconcileArguments& arguments) {
  if (arguments.csv) {
    print(importers::reconciliation_csv(compared.found));
  } else {
    print(harmless_lines(
        importers::reconciliation_text(compared.found, compared.reading, file.name(), report_language())));
  }
}

// What somebody may have read and corrected is not written over.
void write_commands(const importers::Reconciliation& found, const ReconcileArguments& arguments) {
  if (arguments.out.empty() || create_private_file(arguments.out, importers::proposed_lines(found))) return;
  throw Stop(Exit::usage, said("the file exists already: ", "文件已存在：") + harmless(arguments.out.string()));
}

}  // namespace

Exit run_reconcile(const Settings& settings, const ReconcileArguments& arguments) {
  if (!arguments.commands.empty()) {
    if (!arguments.file.file.empty() || arguments.complete_list || !arguments.out.empty())
      throw Stop(Exit::usage, said("--commands takes no file of a registry", "--commands 不与登记机构文件同用"));
    return send_file(settings, arguments);
  }
  if (arguments.file.file.empty()) {
    throw Stop(Exit::usage,
               said("name the registry's export, or give --commands", "请给出登记机构的导出文件，或使用 --commands"));
  }
  auto import_arguments = arguments.file;
  import_arguments.compare = true;
  const ImportFile file(import_arguments);
  const auto options = options_of(arguments);
  (void)file.programmes(arguments.file.programme);
  Session session(settings);
  if (arguments.send && !settings.flags().dry_run) {
    const auto scope = std::to_string(static_cast<int>(options.complete)) + file.options_text();
    return sign_and_send(session, file.sha256(), scope, [&](json::object& report) {
      const auto compared = compare(session, file, options);
      if (session.json()) {
        report["report"] = importers::reconciliation_json(compared.found, compared.reading, file.name());
      } else {
        show(compared, file, arguments);
      }
      write_commands(compared.found, arguments);
      return compared.found.commands;
    });
  }
  const auto compared = compare(session, file, options);
  write_commands(compared.found, arguments);
  if (session.json()) {
    print_json(importers::reconciliation_json(compared.found, compared.reading, file.name()));
  } else {
    show(compared, file, arguments);
  }
  return is_in_line(compared.found) ? Exit::ok : Exit::failure;
}

}  // namespace tanbu::cli
