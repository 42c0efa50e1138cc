// The steps of import.hpp.
#include "api/cli/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "api/cli/answer.hpp"
#include "api/cli/files.hpp"
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
#include "importers/table.hpp"
#include "importers/verra.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

// A resumed import must find its commands still in force; the formats allow a week.
constexpr int import_expires_seconds = 6 * 24 * 3600;

importers::Language report_language() {
  return language() == Language::chinese ? importers::Language::chinese : importers::Language::english;
}

std::string words(std::string_view english, std::string_view chinese) { return std::string(say(english, chinese)); }

struct Input {
  std::shared_ptr<const importers::FileBytes> file;
  importers::Source source;
  std::string name;  // harmless for a terminal
};

Input read_input(const std::filesystem::path& path) {
  Input input;
  input.name = harmless(path.filename().string());
  if (!std::filesystem::exists(path)) throw Stop(Exit::usage, words("no such file: ", "没有此文件：") + input.name);
  try {
    input.file = importers::FileBytes::open(path);
    input.source.sha256 = input.file->sha256();
    input.source.bytes = static_cast<std::int64_t>(input.file->size());
  } catch (const std::system_error& trouble) {
    throw Stop(Exit::failure, harmless(trouble.what()));
  }
  return input;
}

// Calls take(element) for everything in a list of the ledger, page after page.
template <class Take>
void read_list(Session& session, const std::string& path, Take take) {
  constexpr PageLimits limits{.pages_max = 20'000, .bytes_max = std::size_t{1} << 30U};
  session.each_page(path + "&limit=500", Access::open, limits, [&](const json::value& page) {
    const auto* data = at(page, "data").if_array();
    if (data == nullptr) throw Stop(Exit::failure, words("the answer cannot be read: ", "无法读取应答：") + "data");
    for (const auto& element : *data) take(element);
  });
}

importers::Known ask_known(Session& session, const std::string& programme) {
  importers::Known known;
  read_list(session, "/v1/projects?programme=" + percent_encoded(programme),
            [&](const json::value& project) { known.projects.insert(text_at(project, "project_id")); });
  read_list(session, "/v1/batches?programme=" + percent_encoded(programme), [&](const json::value& batch) {
    const auto first = number_at(batch, "first");
    const auto last = number_at(batch, "last");
    const auto entry = number_at(batch, "batch");
    if (!first || !last || !entry || *last > static_cast<std::uint64_t>(limits::unit_number_max)) return;
    const auto units = UnitRange::from_inclusive(static_cast<std::int64_t>(*first), static_cast<std::int64_t>(*last));
    if (!units) return;
    known.batches.push_back(
        {text_at(batch, "namespace"), *units, *entry, text_at(batch, "registry_status.status") == "active"});
  });
  return known;
}

importers::Reading read_rows(const Input& input, const importers::Known& known) {
  const auto stop = [&](const importers::FileFault& fault) {
    throw Stop(Exit::failure,
               fmt::format("{}: {} ({}) [{}]", input.name, importers::words_of(fault.code, report_language()),
                           fault.detail, fault.code));
  };
  auto opened = importers::open_table(input.file);
  if (const auto* fault = std::get_if<importers::FileFault>(&opened)) stop(*fault);
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  auto source = input.source;
  source.media_type = importers::media_type_of(table.facts().format);
  auto result = importers::read_verra(table, source, known);
  if (const auto* fault = std::get_if<importers::FileFault>(&result)) stop(*fault);
  return std::get<importers::Reading>(std::move(result));
}

std::vector<std::string> sign_all(Session& session, const importers::Reading& reading) {
  const auto issuer = session.party();
  const auto origin = session.ledger().origin;
  const auto& key = session.key();
  std::vector<std::string> lines;
  lines.reserve(reading.projects.size() + reading.recognised.size());
  const auto sign = [&](const char* kind, const json::object& body) {
    const PayloadHead head{issuer, origin, fresh_ulid(), unix_seconds_now(), import_expires_seconds, kind};
    lines.push_back(crypto::sign_jws(command_type, payload_text(head, body), key));
  };
  // A batch is refused before its project is registered.
  for (const auto& project : reading.projects) sign("register_project", register_project_body(reading, project));
  for (const auto& batch : reading.recognised) sign("record_batch", record_batch_body(reading, batch));
  return lines;
}

void ask_before_signing(const importers::Reading& reading, const Settings& settings) {
  if (settings.flags().yes) return;
  const auto totals = importers::totals_of(reading);
  const auto question = fmt::format(fmt::runtime(say("Sign and send {} projects and {} batches? Type yes: ",
                                                     "签名并发送 {} 个项目和 {} 个批次？请输入 yes：")),
                                    totals.projects, totals.active.rows + totals.retired.rows);
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
  const auto parsed = crypto::parse_jws(line, command_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return subject;
  const auto payload = crypto::parse_strict_json(jws->payload, crypto::payload_bytes_max);
  const auto* value = std::get_if<json::value>(&payload);
  if (value == nullptr) return subject;
  subject.kind = text_at(*value, "kind");
  subject.row = text_at(*value, "body.evidence.reference");
  subject.name = text_at(*value, subject.kind == "record_batch" ? "body.serial" : "body.project_id");
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

Exit dry_run(const Settings& settings, const std::string& programme, const Input& input) {
  importers::Known known;
  bool has_ledger = true;
  try {
    (void)settings.url();
  } catch (const Stop&) {
    has_ledger = false;
  }
  if (has_ledger) {
    Session session(settings);
    known = ask_known(session, programme);
  } else {
    tell(say("no ledger's address is given: nothing was compared with what is recorded",
             "未给出账本地址：未与已有记录比较"));
  }
  const auto reading = read_rows(input, known);
  if (settings.flags().json) {
    print_json({{"dry_run", true}, {"report", importers::report_json(reading, input.name)}});
  } else {
    print(importers::report_text(reading, input.name, report_language()));
  }
  return reading.refused.empty() ? Exit::ok : Exit::failure;
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
  const auto programme = read_programme(arguments.programme);
  if (programme != "VCS") {
    throw Stop(Exit::usage, words("exports of this programme cannot be imported: ", "不能导入此机制的导出文件：") +
                                harmless(programme));
  }
  const auto input = read_input(arguments.file);
  if (settings.flags().dry_run) return dry_run(settings, programme, input);
  Session session(settings);
  const auto party = session.party();
  const auto folder = session.pins().folder(session.ledger().origin);
  const FileLock lock(ImportOutbox::lock_path(folder));
  const auto name = crypto::sha256(input.source.sha256 + "\n" + party + "\n" + programme);
  ImportOutbox outbox(folder, crypto::hex_encode(crypto::as_bytes(name)));
  const auto reading = read_rows(input, ask_known(session, programme));
  const bool rows_refused = !reading.refused.empty();
  json::object report;
  if (session.json()) {
    report["report"] = importers::report_json(reading, input.name);
  } else {
    print(importers::report_text(reading, input.name, report_language()));
  }
  if (const auto lines = outbox.lines()) {
    tell(fmt::format(fmt::runtime(say("going on with an interrupted import: {} of {} signed commands were answered",
                                      "继续先前中断的导入：{} / {} 个已签名命令已获应答")),
                     outbox.answered(lines->size()).size(), lines->size()));
    return finish(session, outbox, *lines, rows_refused, std::move(report));
  }
  if (reading.projects.empty() && reading.recognised.empty()) {
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
