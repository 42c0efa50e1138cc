// The steps of import.hpp.
#include "api/cli/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <set>

#include "api/cli/answer.hpp"
#include "api/cli/files.hpp"
#include "api/cli/import_file.hpp"
#include "api/cli/import_known.hpp"
#include "api/cli/import_send.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/signing.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/ulid.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "importers/report.hpp"
#include "importers/template.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

// A resumed import must find its commands still in force; the formats allow a week.
constexpr int import_expires_seconds = 6 * 24 * 3600;

std::string words(std::string_view english, std::string_view chinese) { return std::string(say(english, chinese)); }

std::vector<std::string> sign_all(Session& session, const importers::Reading& reading) {
  const auto issuer = session.party();
  const auto origin = session.ledger().origin;
  const auto& key = session.key();
  std::vector<std::string> lines;
  lines.reserve(reading.projects.size() + reading.recognised.size() + reading.events.size());
  const auto sign = [&](const char* kind, const json::object& body) {
    const PayloadHead head{issuer, origin, fresh_ulid(), unix_seconds_now(), import_expires_seconds, kind};
    lines.push_back(crypto::sign_jws(codec::command_type, payload_text(head, body), key));
  };
  // A batch is refused before its project is registered.
  for (const auto& project : reading.projects) sign("register_project", register_project_body(reading, project));
  for (const auto& batch : reading.recognised) sign("record_batch", record_batch_body(reading, batch));
  for (const auto& event : reading.events) sign("record_registry_event", record_registry_event_body(reading, event));
  return lines;
}

void ask_before_signing(const importers::Reading& reading, const Settings& settings) {
  if (settings.flags().yes) return;
  const auto question = fmt::format(fmt::runtime(say("Sign and send {} projects, {} batches and {} registry events? "
                                                     "Type yes: ",
                                                     "签名并发送 {} 个项目、{} 个批次和 {} 个登记事件？请输入 yes：")),
                                    reading.projects.size(), reading.recognised.size(), reading.events.size());
  if (!stdin_is_terminal()) {
    throw Stop(Exit::usage, words("not asked to confirm without a terminal: give --yes", "非终端无法确认：请加 --yes"));
  }
  std::fputs(question.c_str(), stderr);
  std::fflush(stderr);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "yes") throw Stop(Exit::usage, words("nothing was signed", "未签名任何内容"));
}

// What a signed line is about, from its own payload: a resumed run knows no more than that.
struct Subject {
  std::string kind;
  std::string row;
  std::string name;  // serial or project
};
Subject subject_of(const std::string& line) {
  Subject subject;
  const auto parsed = crypto::parse_jws(line, codec::command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return subject;
  const auto payload = crypto::parse_strict_json(jws->payload, crypto::payload_bytes_max);
  const auto* value = std::get_if<json::value>(&payload);
  if (value == nullptr) return subject;
  subject.kind = text_at(*value, "kind");
  subject.row = text_at(*value, "body.evidence.reference");
  // A registry event repeats the serial as its reference.
  subject.name = text_at(*value, subject.kind == "record_batch"            ? "body.serial"
                                 : subject.kind == "record_registry_event" ? "body.reference"
                                                                           : "body.project_id");
  return subject;
}

json::object outcome_json(const SendOutcome& outcome, const std::vector<std::string>& lines) {
  json::array refused;
  for (const auto& line : outcome.refused) {
    const auto subject = subject_of(lines[line.index]);
    refused.push_back(json::object{{"reference", subject.row},
                                   {"kind", subject.kind},
                                   {"name", subject.name},
                                   {"status", line.status},
                                   {"code", line.code},
                                   {"detail", line.detail}});
  }
  return {{"recorded", outcome.recorded}, {"repeated", outcome.repeated}, {"refused", std::move(refused)}};
}

void show_outcome(const SendOutcome& outcome, const std::vector<std::string>& lines) {
  print(fmt::format(fmt::runtime(say("recorded: {}   recorded before: {}   refused by the ledger: {}\n",
                                     "已记录：{}   此前已记录：{}   账本拒绝：{}\n")),
                    outcome.recorded, outcome.repeated, outcome.refused.size()));
  for (const auto& line : outcome.refused) {
    const auto subject = subject_of(lines[line.index]);
    print(fmt::format("  {}  {} {}: {} [{}]\n", harmless(subject.row), harmless(subject.kind), harmless(subject.name),
                      harmless(line.detail), harmless(line.code)));
  }
  const auto expired = [](const AnsweredLine& line) { return line.code == "command_expired"; };
  if (std::any_of(outcome.refused.begin(), outcome.refused.end(), expired)) {
    tell(say("some commands had expired before they were sent; run the import again to sign them afresh",
             "部分命令在发送前已过期；请再次运行导入以重新签名"));
  }
}

// A project that somebody registered in the meantime is no trouble.
void forgive_known_projects(SendOutcome& outcome) {
  const auto known = [](const AnsweredLine& line) { return line.code == "project_exists"; };
  const auto end = std::remove_if(outcome.refused.begin(), outcome.refused.end(), known);
  outcome.repeated += static_cast<std::size_t>(outcome.refused.end() - end);
  outcome.refused.erase(end, outcome.refused.end());
}

Exit exit_of(const SendOutcome& outcome, bool rows_refused) {
  // Who may not register a project is told of its batches that the project is unknown.
  const auto not_allowed = [](const AnsweredLine& line) {
    return line.status == 403 || line.code == "unknown_project";
  };
  const bool nothing_went = outcome.recorded == 0 && outcome.repeated == 0 && !outcome.refused.empty();
  if (nothing_went && outcome.refused.front().status == 403 &&
      std::all_of(outcome.refused.begin(), outcome.refused.end(), not_allowed)) {
    return Exit::not_allowed;
  }
  return rows_refused || !outcome.refused.empty() ? Exit::failure : Exit::ok;
}

void print_json(const json::object& object) { print(json::serialize(object) + "\n"); }

json::object report_of(const ReadFile& read, const ImportFile& file) {
  return importers::report_json(read.reading, file.name(), &read.facts);
}

// A name or a cell of the file must not be able to move the cursor or to colour a verdict.
void show_report(const ReadFile& read, const ImportFile& file) {
  print(harmless_lines(importers::report_text(read.reading, file.name(), report_language(), &read.facts)));
}

Exit dry_run(const Settings& settings, const ImportFile& file, const std::set<std::string>& programmes) {
  importers::KnownByProgramme known;
  bool has_ledger = true;
  try {
    (void)settings.url();
  } catch (const Stop&) {
    has_ledger = false;
  }
  if (has_ledger) {
    Session session(settings);
    known = ask_known(session, programmes);
  } else {
    tell(say("no ledger's address is given: nothing was compared with what is recorded",
             "未给出账本地址：未与已有记录比较"));
  }
  const auto read = file.read(known);
  if (settings.flags().json) {
    print_json({{"dry_run", true}, {"report", report_of(read, file)}});
  } else {
    show_report(read, file);
  }
  return read.reading.refused.empty() ? Exit::ok : Exit::failure;
}

Exit write_template(const ImportArguments& arguments) {
  if (!arguments.file.empty()) {
    throw Stop(Exit::usage, words("--template takes no file to import", "--template 不与导入文件同用"));
  }
  const auto text = importers::template_csv();
  if (arguments.out.empty()) {
    print(text);
    return Exit::ok;
  }
  // What somebody has filled in already is not written over.
  if (!create_private_file(arguments.out, text)) {
    throw Stop(Exit::usage, words("the file exists already: ", "文件已存在：") + harmless(arguments.out.string()));
  }
  return Exit::ok;
}

// Sends what lies in the outbox and takes it away when all of it was answered.
Exit finish(Session& session, ImportOutbox& outbox, const std::vector<std::string>& lines, bool rows_refused,
            json::object report) {
  auto outcome = send_import(session, outbox, lines);
  forgive_known_projects(outcome);
  if (session.json()) {
    report["outcome"] = outcome_json(outcome, lines);
    print_json(report);
  } else {
    show_outcome(outcome, lines);
  }
  outbox.remove();
  return exit_of(outcome, rows_refused);
}

}  // namespace

Exit run_import(const Settings& settings, const ImportArguments& arguments) {
  if (arguments.blank_template) return write_template(arguments);
  if (!arguments.out.empty()) {
    throw Stop(Exit::usage, words("--out is for --template", "--out 只与 --template 同用"));
  }
  if (arguments.file.empty()) {
    throw Stop(Exit::usage,
               words("name the file to import, or give --template", "请给出要导入的文件，或使用 --template"));
  }
  const ImportFile file(arguments);
  const auto programmes = file.programmes();
  const auto wanted = read_programme(arguments.programme);
  if (!wanted.empty() && programmes.count(wanted) == 0) {
    throw Stop(Exit::usage, words("this file holds no units of the programme ", "此文件不含该机制的单位：") +
                                harmless(wanted) + " (" + std::string(file.profile().name) + ")");
  }
  if (settings.flags().dry_run) return dry_run(settings, file, programmes);
  Session session(settings);
  const auto party = session.party();
  const auto folder = session.pins().folder(session.ledger().origin);
  const FileLock lock(ImportOutbox::lock_path(folder));
  const auto read = file.read(ask_known(session, programmes));
  const auto& reading = read.reading;
  const auto name = crypto::sha256(file.sha256() + "\n" + party + "\n" + reading.programme + file.options_text());
  ImportOutbox outbox(folder, crypto::hex_encode(crypto::as_bytes(name)));
  const bool rows_refused = !reading.refused.empty();
  json::object report;
  if (session.json()) {
    report["report"] = report_of(read, file);
  } else {
    show_report(read, file);
  }
  if (const auto lines = outbox.lines()) {
    tell(fmt::format(fmt::runtime(say("going on with an interrupted import: {} of {} signed commands were answered",
                                      "继续先前中断的导入：{} / {} 个已签名命令已获应答")),
                     outbox.answered(lines->size()).size(), lines->size()));
    return finish(session, outbox, *lines, rows_refused, std::move(report));
  }
  if (reading.projects.empty() && reading.recognised.empty() && reading.events.empty()) {
    if (session.json()) {
      report["outcome"] = outcome_json({}, {});
      print_json(report);
    } else {
      print(words("nothing to record\n", "没有可记录的内容\n"));
    }
    return rows_refused ? Exit::failure : Exit::ok;
  }
  ask_before_signing(reading, settings);
  const auto lines = sign_all(session, reading);
  outbox.keep(lines);
  return finish(session, outbox, lines, rows_refused, std::move(report));
}

}  // namespace tanbu::cli
