// tanbu audit: the independent second reader over a ledger's folder or over a URL. Over a URL it sees what everybody
// sees, and with a key also the commands that its party may read.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/given.hpp"
#include "api/cli/log_source.hpp"
#include "api/cli/progress.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "audit/sqlite_source.hpp"
#include "audit/verify.hpp"
#include "ledger/log/absence.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t certificates_bytes_max = std::size_t{1} << 20;

struct AuditOptions {
  std::string directory;
  std::vector<std::string> receipts;
  std::vector<std::string> checkpoints;
  std::vector<std::string> absences;
  std::string authorities;
  unsigned threads = 2;
};

std::string file_given(const char* option, const std::string& file, std::size_t bytes_max) {
  auto text = read_file(file, bytes_max);
  if (!text) stop_usage(option, file, say("no such file", "无此文件"));
  return *std::move(text);
}

// Shows how far the audit is, and leaves the line empty before anything else is said.
audit::Report with_progress(audit::Options how, const std::function<audit::Report(const audit::Options&)>& run) {
  Progress progress(std::string(say("auditing", "核验")), 0, std::string(say("entries", "条")));
  progress.show(0);
  how.progress = [&progress](std::uint64_t done, std::uint64_t total) { progress.show(done, total); };
  return run(how);
}

// An audit says under which key it found what it found, and whether anybody knew that key before.
Exit show_report(const audit::Report& report, bool json, bool pinned) {
  if (json) {
    auto object = audit::to_json(report);
    object["log_vkey_pinned"] = pinned;
    print_json(object);
  } else {
    print(harmless_lines(audit::to_text(report)));
    print(fmt::format("{}: {}  ({})\n", say("key", "密钥"), harmless(report.log_vkey),
                      pinned ? say("pinned", "已固定")
                             : say("not pinned: taken from what was audited; compare it with what the association "
                                   "publishes, or give --vkey",
                                   "未固定：取自被审计内容；请与协会公布的密钥核对，或给出 --vkey")));
  }
  return static_cast<Exit>(report.exit_code());
}

// The ledger that a folder says it is; nothing where that cannot be read, which the audit will say better.
std::optional<Pin> pin_of_folder(const std::string& directory, const PinStore& pins) {
  try {
    const auto source = audit::sqlite_source(directory, false);
    const auto stored = source->size() == 0 ? std::nullopt : source->checkpoint_after(source->size() - 1);
    return stored ? pins.find_by_origin(stored->note.substr(0, stored->note.find('\n'))) : std::nullopt;
  } catch (const audit::SourceFault&) {
    return std::nullopt;
  }
}

// A folder is held to what was seen of its ledger before, as it is over a URL: a shorter or another history under the
// same name is found here or nowhere.
Exit audit_folder(const std::string& directory, audit::Options how, const Settings& settings) {
  const PinStore pins(settings.home());
  const auto pin = pin_of_folder(directory, pins);
  if (pin) {
    const auto keys = verifiers_of(*pin);
    const auto wanted = settings.vkey().value_or(pin->vkey);
    // Another key than the pinned ones may be the log's next one; whoever opens the folder finds out, or refuses it.
    if (std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return key.text() == wanted; }))
      (void)OpenLog(directory, settings, Wanted::lines);
    how.pinned_log_vkey = wanted;
    if (auto kept = pins.checkpoint(pin->origin)) how.known_checkpoints.push_back(*std::move(kept));
  }
  const auto report =
      with_progress(how, [&](const audit::Options& shown) { return audit::audit_directory(directory, shown); });
  const auto exit = show_report(report, settings.flags().json, how.pinned_log_vkey.has_value());
  if (std::any_of(report.findings.begin(), report.findings.end(),
                  [](const auto& finding) { return finding.code == "database_missing"; }))
    return Exit::not_found;
  // What was found whole is kept as seen, where the policy has its quorum.
  if (exit == Exit::ok) (void)OpenLog(directory, settings, Wanted::lines);
  return exit;
}

Exit run_audit(const AuditOptions& options, const Settings& settings) {
  audit::Options how;
  how.pinned_log_vkey = settings.vkey();
  how.signature_threads = options.threads;
  for (const std::string& file : options.receipts)
    how.receipts.emplace_back(file, file_given("--receipt", file, log::receipt_bytes_max));
  for (const std::string& file : options.absences)
    how.absences.emplace_back(file, file_given("--absence", file, log::witnessed_absence_bytes_max));
  for (const std::string& file : options.checkpoints)
    how.known_checkpoints.push_back(file_given("--checkpoint", file, log::note_bytes_max));
  if (!options.authorities.empty())
    how.timestamp_authorities_pem = file_given("--tsa-ca", options.authorities, certificates_bytes_max);
  how.sm2_vkey = settings.sm2_vkey();
  if (!options.directory.empty()) {
    return audit_folder(options.directory, std::move(how), settings);
  }
  Session session(settings);
  how.pinned_log_vkey = session.ledger().vkey;
  if (auto kept = session.pins().checkpoint(session.ledger().origin)) how.known_checkpoints.push_back(*kept);
  const auto source = source_over(session, Wanted::lines_and_commands);
  const auto report =
      with_progress(std::move(how), [&](const audit::Options& shown) { return audit::audit_source(*source, shown); });
  return show_report(report, settings.flags().json, true);
}

}  // namespace

void add_audit_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(
      app, "audit",
      "re-verify everything: --dir D or --url U; exit 0 all is well, 3 found false, 4 nothing found but not everything "
      "could be examined, 7 the source broke off",
      "重新核验全部内容：--dir 或 --url；退出码 0 全部相符，3 发现不符，4 未发现不符但未能全部核验，7 来源中断");
  auto options = std::make_shared<AuditOptions>();
  verb->add_option("--dir", options->directory,
                   std::string(say("a ledger's folder; default: over the URL", "账本目录；默认经由网址")))
      ->check(not_empty());
  verb->add_option("--receipt", options->receipts,
                   std::string(say("receipts that the log must still honour", "日志仍须兑现的收据")));
  verb->add_option("--checkpoint", options->checkpoints,
                   std::string(say("signed checkpoints that the log must still contain", "日志仍须包含的签名检查点")));
  verb->add_option("--absence", options->absences,
                   std::string(say("signed absences that must have been true", "必须属实的不存在声明")));
  verb->add_option("--tsa-ca", options->authorities,
                   std::string(say("PEM file of the certificates that the folder's timestamps must be signed under",
                                   "目录中时间戳须依之签名的证书文件（PEM）")))
      ->check(not_empty());
  verb->add_option("--threads", options->threads, std::string(say("threads for signatures (2)", "验签线程数（2）")))
      ->check(CLI::Range(1, 256));
  add_follow_verb(*verb, call);
  verb->callback([options, verb, &call] {
    // The parser calls this for `audit follow` too, after the inner verb.
    if (!verb->get_subcommands().empty()) return;
    call.action = [options](const Settings& settings) { return run_audit(*options, settings); };
  });
}

}  // namespace tanbu::cli
