// tanbu audit: the independent second reader over a ledger's folder or over a URL. Over a URL it sees what everybody
// sees, and with a key also the commands that its party may read.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "audit/verify.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/tile.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;

constexpr std::size_t certificates_bytes_max = std::size_t{1} << 20;

struct AuditOptions {
  std::string directory;
  std::vector<std::string> receipts;
  std::vector<std::string> checkpoints;
  std::string authorities;
  unsigned threads = 2;
};

std::string file_given(const char* option, const std::string& file, std::size_t bytes_max) {
  auto text = read_file(file, bytes_max);
  if (!text) stop_usage(option, file, say("no such file", "无此文件"));
  return *std::move(text);
}

// What HTTP says about one request of an audit: a missing thing is a value, a silent server is a fault of the source.
std::optional<std::string> body_of(Session& session, const std::string& path, Access access) {
  try {
    const auto answer = session.fetch(path, access);
    if (answer.status == 404) return std::nullopt;
    if (answer.status != 200) throw audit::SourceFault("source_unreachable", path + ": " + describe_problem(answer));
    return answer.body;
  } catch (const Stop& stop) {
    throw audit::SourceFault("source_unreachable", stop.message());
  }
}

std::vector<std::string> entries_from(Session& session, std::uint64_t size, std::uint64_t from, std::size_t limit) {
  const std::uint64_t bundle = from / log::tile_width_max;
  const log::TileName name{log::TileKind::entries, 0, bundle, log::tile_width_at(0, bundle, size)};
  const auto bytes = body_of(session, log::tile_path(name), Access::open);
  if (!bytes) throw audit::SourceFault("source_malformed", log::tile_path(name) + " is missing");
  const auto lines = log::decode_bundle(*bytes);
  if (!lines) throw audit::SourceFault("source_malformed", log::tile_path(name));
  std::vector<std::string> result;
  for (std::size_t at = from % log::tile_width_max; at < lines->size() && result.size() < limit; ++at) {
    result.emplace_back((*lines)[at]);
  }
  return result;
}

using Commands = std::vector<std::optional<std::string>>;

// NDJSON lines {"index","command"|null}; what a line does not say is withheld.
void take_lines(std::string_view body, std::uint64_t from, Commands& commands) {
  while (!body.empty()) {
    const auto end = body.find('\n');
    const auto parsed = crypto::parse_strict_json(body.substr(0, end), line_bytes_max);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    const auto* line = std::get_if<boost::json::value>(&parsed);
    const auto index = line == nullptr ? std::nullopt : number_at(*line, "index");
    if (!index) throw audit::SourceFault("source_malformed", "/v1/commands");
    const auto& command = at(*line, "command");
    if (*index >= from && *index - from < commands.size() && command.is_string()) {
      commands[*index - from] = text_of(command);
    }
  }
}

Commands commands_from(Session& session, std::uint64_t from, std::size_t count) {
  constexpr std::size_t page_max = 500;
  Commands commands(count);
  for (std::size_t done = 0; done < count; done += page_max) {
    const auto path = fmt::format("/v1/commands?from={}&limit={}", from + done, std::min(page_max, count - done));
    if (const auto body = body_of(session, path, Access::by_right)) take_lines(*body, from, commands);
  }
  return commands;
}

std::unique_ptr<audit::Source> source_over(Session& session) {
  const auto note = session.get("/log/checkpoint").body;
  session.see_checkpoint(note);
  const auto opened = log::open_checkpoint(note, session.verifier());
  audit::LogFunctions functions;
  functions.log_vkey = session.ledger().vkey;
  functions.size = log::ok(opened) ? log::value(opened).size : 0;
  functions.checkpoint = note;
  functions.entries = [&session, size = functions.size](std::uint64_t from, std::size_t limit) {
    return entries_from(session, size, from, limit);
  };
  functions.commands = [&session](std::uint64_t from, std::size_t count) {
    return commands_from(session, from, count);
  };
  functions.tile = [&session](unsigned level, std::uint64_t number, unsigned width) {
    return body_of(session, log::tile_path({log::TileKind::hashes, level, number, width}), Access::open);
  };
  return audit::callback_source(std::move(functions));
}

// One line on a terminal, once a second after the first second.
std::function<void(std::uint64_t, std::uint64_t)> progress_line() {
  if (!stderr_is_terminal()) return {};
  const auto start = std::chrono::steady_clock::now();
  auto shown = std::make_shared<std::chrono::steady_clock::time_point>(start);
  return [start, shown](std::uint64_t done, std::uint64_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (now - *shown < std::chrono::seconds(1) || done == 0) return;
    *shown = now;
    const auto seconds = std::chrono::duration<double>(now - start).count();
    const auto rate = static_cast<double>(done) / seconds;
    const auto left = static_cast<double>(total - std::min(done, total)) / rate;
    fmt::print(stderr, "\r{} / {}   {:.0f}/s   {:.0f} s  ", done, total, rate, left);
  };
}

Exit show_report(const audit::Report& report, bool json) {
  if (stderr_is_terminal()) fmt::print(stderr, "\r\x1b[K");
  if (json) {
    print_json(audit::to_json(report));
  } else {
    print(harmless_lines(audit::to_text(report)));
  }
  return report.ok() ? Exit::ok : Exit::found_false;
}

Exit run_audit(const AuditOptions& options, const Settings& settings) {
  audit::Options how;
  how.progress = progress_line();
  how.pinned_log_vkey = settings.vkey();
  how.signature_threads = options.threads;
  for (const std::string& file : options.receipts)
    how.receipts.emplace_back(file, file_given("--receipt", file, log::receipt_bytes_max));
  for (const std::string& file : options.checkpoints)
    how.known_checkpoints.push_back(file_given("--checkpoint", file, log::note_bytes_max));
  if (!options.authorities.empty())
    how.timestamp_authorities_pem = file_given("--tsa-ca", options.authorities, certificates_bytes_max);
  if (!options.directory.empty()) {
    return show_report(audit::audit_directory(options.directory, how), settings.flags().json);
  }
  Session session(settings);
  how.pinned_log_vkey = session.ledger().vkey;
  if (auto kept = session.pins().checkpoint(session.ledger().origin)) how.known_checkpoints.push_back(*kept);
  const auto source = source_over(session);
  return show_report(audit::audit_source(*source, how), settings.flags().json);
}

}  // namespace

void add_audit_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "audit", "re-verify everything: --dir D or --url U", "重新核验全部内容：--dir 或 --url");
  auto options = std::make_shared<AuditOptions>();
  verb->add_option("--dir", options->directory,
                   std::string(say("a ledger's folder; default: over the URL", "账本目录；默认经由网址")));
  verb->add_option("--receipt", options->receipts,
                   std::string(say("receipts that the log must still honour", "日志仍须兑现的收据")));
  verb->add_option("--checkpoint", options->checkpoints,
                   std::string(say("signed checkpoints that the log must still contain", "日志仍须包含的签名检查点")));
  verb->add_option("--tsa-ca", options->authorities,
                   std::string(say("PEM file of the certificates that the folder's timestamps must be signed under",
                                   "目录中时间戳须依之签名的证书文件（PEM）")));
  verb->add_option("--threads", options->threads, std::string(say("threads for signatures (2)", "验签线程数（2）")))
      ->check(CLI::Range(1, 256));
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return run_audit(*options, settings); };
  });
}

}  // namespace tanbu::cli
