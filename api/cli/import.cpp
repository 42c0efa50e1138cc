// The steps of import.hpp.
#include "api/cli/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "api/cli/answer.hpp"
#include "api/cli/confirm.hpp"
#include "api/cli/files.hpp"
#include "api/cli/import_file.hpp"
#include "api/cli/import_known.hpp"
#include "api/cli/import_report.hpp"
#include "api/cli/import_send.hpp"
#include "api/cli/import_sign.hpp"
#include "api/cli/progress.hpp"
#include "api/cli/terminal.hpp"
#include "api/exports/workbook.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "importers/preview.hpp"
#include "importers/template.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

// Shows how far the reading is.
class ReadingProgress final : public importers::RowSink {
 public:
  void begin_row() override { progress_.show(++rows_); }

 private:
  std::size_t rows_ = 0;
  Progress progress_{said("reading", "读取")};
};

// The first reading: what there is, in counts and first rows, and in a report where one is wanted.
struct Previewed {
  importers::Preview preview;
  importers::FileFacts facts;
};

void read_preview(const ImportFile& file, const importers::KnownByProgramme& known, ImportReport* report,
                  Previewed& previewed) {
  ReadingProgress progress;
  std::vector<importers::RowSink*> sinks{&previewed.preview, &progress};
  if (report != nullptr) sinks.push_back(report);
  importers::SeveralSinks all(std::move(sinks));
  previewed.facts = file.read(known, all);
  if (report != nullptr) report->totals(previewed.preview.tally().totals());
}

void ask_before_signing(const importers::Tally& tally, const Settings& settings) {
  demand_yes(settings, fmt::format(fmt::runtime(say("Sign and send {} projects, {} batches and {} registry events? "
                                                    "Type yes: ",
                                                    "签名并发送 {} 个项目、{} 个批次和 {} 个登记事件？请输入 yes：")),
                                   tally.totals().projects, tally.batches(), tally.events()));
}

// The second reading. Nothing is in the outbox unless all of it is, and unless it is what was shown.
std::size_t sign_all(Session& session, const ImportFile& file, const importers::KnownByProgramme& known,
                     const importers::Tally& shown, ImportOutbox& outbox) {
  const auto writing = outbox.write();
  ImportSigning signing(session, *writing, shown.commands());
  importers::Tally signed_rows;
  importers::SeveralSinks both({&signing, &signed_rows});
  (void)file.read(known, both);
  if (signed_rows.totals() != shown.totals() || writing->count() != shown.commands()) {
    throw Stop(Exit::failure,
               said("the file was changed while it was read; nothing was sent", "读取期间文件被改动；未发送任何内容"));
  }
  writing->finish();
  return writing->count();
}

void show_outcome(const SendOutcome& outcome) {
  print(fmt::format(fmt::runtime(say("recorded: {}   recorded before: {}   refused by the ledger: {}\n",
                                     "已记录：{}   此前已记录：{}   账本拒绝：{}\n")),
                    outcome.recorded, outcome.repeated, outcome.refused));
  for (const auto& line : outcome.refusals) {
    print(fmt::format("  {}  {} {}: {} [{}]\n", harmless(line.row), harmless(line.kind), harmless(line.name),
                      harmless(line.detail), harmless(line.code)));
  }
  for (const auto& [code, lines] : outcome.refused_by_code) {
    if (lines <= refusals_kept_max) continue;
    print(fmt::format(fmt::runtime(say("  ... [{}]: {} in all; --report FILE keeps every one of them\n",
                                       "  …… [{}]：共 {} 个；可用 --report 文件 保存全部\n")),
                      harmless(code), lines));
  }
  if (outcome.refused_by_code.count("command_expired") != 0) {
    tell(say("some commands had expired before they were sent; run the import again to sign them afresh",
             "部分命令在发送前已过期；请再次运行导入以重新签名"));
  }
}

Exit exit_of(const SendOutcome& outcome, bool rows_refused) {
  const bool nothing_went = outcome.recorded == 0 && outcome.repeated == 0 && outcome.refused != 0;
  if (nothing_went && outcome.only_not_allowed) return Exit::not_allowed;
  return rows_refused || outcome.refused != 0 ? Exit::failure : Exit::ok;
}

json::object report_of(const Previewed& previewed, const ImportFile& file) {
  return importers::preview_json(previewed.preview, file.name(), &previewed.facts);
}

// A name or a cell of the file must not be able to move the cursor or to colour a verdict.
void show_report(const Previewed& previewed, const ImportFile& file) {
  print(harmless_lines(importers::preview_text(previewed.preview, file.name(), report_language(), &previewed.facts)));
  const auto& refused = previewed.preview.tally().account().refused_by_code;
  const auto is_cut = [](const auto& code) { return code.second > importers::rows_previewed_max; };
  if (std::any_of(refused.begin(), refused.end(), is_cut)) {
    tell(say("only the first rows of each reason are shown; --report FILE keeps every one of them",
             "每种原因只显示前几行；可用 --report 文件 保存全部"));
  }
}

std::unique_ptr<ImportReport> report_file(const ImportArguments& arguments, const ImportFile& file) {
  if (arguments.report.empty()) return nullptr;
  return std::make_unique<ImportReport>(arguments.report, file.name());
}

Exit dry_run(const Settings& settings, const ImportArguments& arguments, const ImportFile& file,
             const std::set<std::string>& programmes) {
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
  const auto report = report_file(arguments, file);
  Previewed previewed;
  read_preview(file, known, report.get(), previewed);
  if (report) report->finish();
  if (settings.flags().json) {
    print_json(json::object{{"dry_run", true}, {"report", report_of(previewed, file)}});
  } else {
    show_report(previewed, file);
  }
  return previewed.preview.tally().totals().refused_rows == 0 ? Exit::ok : Exit::failure;
}

bool is_workbook_name(const std::filesystem::path& path) {
  auto ending = path.extension().string();
  for (char& symbol : ending) {
    if (symbol >= 'A' && symbol <= 'Z') symbol = static_cast<char>(symbol - 'A' + 'a');
  }
  return ending == ".xlsx";
}

// False where the name is taken.
bool create_workbook(const std::filesystem::path& path) {
  const auto temporary = temporary_beside(path);
  std::optional<exports::WorkbookFault> fault;
  {
    exports::WorkbookWriter writer(temporary, "tanbu", importers::template_columns());
    fault = writer.finish();
  }
  if (!fault && place_file(temporary, path, Existing::keep)) return true;
  remove_file(temporary);
  if (!fault) return false;
  throw Stop(Exit::failure,
             said("the workbook could not be written; is the disk full? ", "无法写入工作簿；磁盘是否已满？") + "[" +
                 fault->code + "]");
}

Exit write_template(const ImportArguments& arguments) {
  if (!arguments.file.empty()) {
    throw Stop(Exit::usage, said("--template takes no file to import", "--template 不与导入文件同用"));
  }
  if (arguments.out.empty()) {
    print(importers::template_csv());
    return Exit::ok;
  }
  // What somebody has filled in already is not written over.
  const bool created = is_workbook_name(arguments.out) ? create_workbook(arguments.out)
                                                       : create_private_file(arguments.out, importers::template_csv());
  if (!created) {
    throw Stop(Exit::usage, said("the file exists already: ", "文件已存在：") + harmless(arguments.out.string()));
  }
  return Exit::ok;
}

// What is told of one import while it goes on.
struct Telling {
  bool rows_refused = false;
  json::object answer;  // for programs
  ImportReport* report = nullptr;
};

Exit conclude(Session& session, const SendOutcome& outcome, Telling telling) {
  if (session.json()) {
    telling.answer["outcome"] = outcome_json(outcome);
    print_json(telling.answer);
  }
  if (telling.report != nullptr) {
    telling.report->outcome(outcome);
    telling.report->finish();
  }
  return exit_of(outcome, telling.rows_refused);
}

// Sends what lies in the outbox and takes it away when all of it was answered.
Exit send_all(Session& session, ImportOutbox& outbox, std::size_t lines, Telling telling) {
  const auto refused = [&](const RefusedLine& line) {
    if (telling.report != nullptr) telling.report->refused_by_ledger(line);
  };
  const auto outcome = send_import(session, outbox, lines, refused);
  if (!session.json()) show_outcome(outcome);
  const Exit exit = conclude(session, outcome, std::move(telling));
  outbox.remove();
  return exit;
}

// One import of a party into the ledger, from its first reading on.
Exit import_rows(const Settings& settings, const ImportArguments& arguments, const ImportFile& file,
                 const std::set<std::string>& programmes) {
  Session session(settings);
  const auto party = session.party();
  const auto folder = session.pins().folder(session.ledger().origin);
  const FileLock lock(ImportOutbox::lock_path(folder));
  auto known = ask_known(session, programmes);
  const auto report = report_file(arguments, file);
  Previewed previewed;
  read_preview(file, known, report.get(), previewed);
  const auto& tally = previewed.preview.tally();
  Telling telling{tally.totals().refused_rows != 0, {}, report.get()};
  if (session.json()) {
    telling.answer["report"] = report_of(previewed, file);
  } else {
    show_report(previewed, file);
  }
  const auto& programme = previewed.preview.beginning().programme;
  const auto name = crypto::sha256(file.sha256() + "\n" + party + "\n" + programme + file.options_text());
  ImportOutbox outbox(folder, crypto::hex_encode(crypto::as_bytes(name)));
  if (const auto lines = outbox.count()) {
    known.clear();
    tell(fmt::format(fmt::runtime(say("going on with an interrupted import: {} of {} signed commands were answered",
                                      "继续先前中断的导入：{} / {} 个已签名命令已获应答")),
                     outbox.answered(*lines), *lines));
    return send_all(session, outbox, *lines, std::move(telling));
  }
  if (tally.commands() == 0) {
    if (!session.json()) print(said("nothing to record\n", "没有可记录的内容\n"));
    return conclude(session, {}, std::move(telling));
  }
  ask_before_signing(tally, settings);
  const auto lines = sign_all(session, file, known, tally, outbox);
  known.clear();  // what comes now needs none of it
  return send_all(session, outbox, lines, std::move(telling));
}

}  // namespace

Exit run_import(const Settings& settings, const ImportArguments& arguments) {
  if (arguments.blank_template) return write_template(arguments);
  if (!arguments.out.empty()) {
    throw Stop(Exit::usage, said("--out is for --template", "--out 只与 --template 同用"));
  }
  if (arguments.file.empty()) {
    throw Stop(Exit::usage,
               said("name the file to import, or give --template", "请给出要导入的文件，或使用 --template"));
  }
  const ImportFile file(arguments);
  const auto programmes = file.programmes(arguments.programme);
  if (settings.flags().dry_run) return dry_run(settings, arguments, file, programmes);
  return import_rows(settings, arguments, file, programmes);
}

}  // namespace tanbu::cli
