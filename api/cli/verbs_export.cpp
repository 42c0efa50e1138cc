// tanbu export: the whole log and its commands as one file of lines (formats section 27), for readers of other people.
// Not a backup: refusals, pins and keys are not in it.
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/given.hpp"
#include "api/cli/log_source.hpp"
#include "api/cli/out_file.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

struct ExportOptions {
  std::string directory;
  OutFile out;
};

[[noreturn]] void stop_source_differs(const std::string& words) {
  throw Stop(Exit::found_false, fmt::format(fmt::runtime(say("export_source_differs: {}; no file was written",
                                                             "export_source_differs：{}；未写入文件")),
                                            words));
}

// Checks each entry as it passes: its form, its place in the chain, its command's digest. The root comes at the end.
class Exporter {
 public:
  Exporter(OpenLog& log, GrowingFile& file) : log_(log), file_(file) {}

  void run() {
    const auto& checkpoint = log_.checkpoint();
    file_.add(json::serialize(json::object{
                  {"format", "tanbu-export/1"}, {"origin", checkpoint.origin}, {"size", checkpoint.size}}) +
              "\n");
    constexpr std::size_t page_entries = 256;
    while (tree_.size() < checkpoint.size) {
      const auto left = std::min<std::uint64_t>(page_entries, checkpoint.size - tree_.size());
      const auto page = log_.source().entries(tree_.size(), static_cast<std::size_t>(left));
      if (page.empty()) stop_source_differs(fmt::format("{} < {}", tree_.size(), checkpoint.size));
      for (const auto& entry : page) take(entry);
    }
    if (tree_.root() != checkpoint.root) stop_source_differs("root");
    file_.add(json::serialize(json::object{{"checkpoint", log_.note()}}) + "\n");
  }
  [[nodiscard]] std::uint64_t withheld() const { return withheld_; }

 private:
  void take(const audit::SourceEntry& source) {
    const auto place = fmt::format(fmt::runtime(say("entry {}", "条目 {}")), tree_.size());
    const auto entry = log::parse_entry(source.line);
    if (!entry || entry->index != tree_.size() || entry->previous != previous_) stop_source_differs(place);
    if (source.command && crypto::sha256(*source.command) != entry->command) stop_source_differs(place + ", command");
    if (!source.command) ++withheld_;
    previous_ = log::leaf_hash(source.line);
    tree_.append(previous_);
    json::object line{{"entry", source.line}, {"command", nullptr}};
    if (source.command) line["command"] = *source.command;
    file_.add(json::serialize(line) + "\n");
  }

  OpenLog& log_;
  GrowingFile& file_;
  log::Tree tree_;
  log::Digest previous_{};
  std::uint64_t withheld_ = 0;
};

Exit run_export(const ExportOptions& options, const Settings& settings) {
  if (options.out.path.empty()) stop_usage("--out", "", say("name the file to write", "请给出要写入的文件"));
  check_out(options.out);
  OpenLog log(options.directory, settings, Wanted::lines_and_commands);
  GrowingFile file(options.out.path);
  Exporter exporter(log, file);
  try {
    exporter.run();
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
  // From here on it must succeed.
  finish_out(options.out, file);
  const auto size = log.checkpoint().size;
  if (settings.flags().json) {
    print(
        json::serialize(json::object{{"entries", size}, {"withheld", exporter.withheld()}, {"out", options.out.path}}) +
        "\n");
  } else {
    tell(fmt::format(
        fmt::runtime(say("{} entries written to {}; {} commands withheld", "已将 {} 条写入 {}；{} 条命令未披露")), size,
        harmless(options.out.path), exporter.withheld()));
  }
  return Exit::ok;
}

}  // namespace

void add_export_verbs(CLI::App& app, Call& call) {
  auto* verb =
      add_verb(app, "export", "the whole log with its commands as one file", "将整个日志及其命令导出为一个文件");
  auto options = std::make_shared<ExportOptions>();
  add_out_options(*verb, options->out, said("file to write", "写入文件"));
  verb->add_option("--dir", options->directory,
                   std::string(say("a ledger's folder; default: over the URL", "账本目录；默认经由网址")))
      ->check(not_empty());
  add_export_register_verb(*verb, call);
  verb->callback([options, verb, &call] {
    // The parser calls this for `export register` too, after the inner verb.
    if (!verb->get_subcommands().empty()) return;
    call.action = [options](const Settings& settings) { return run_export(*options, settings); };
  });
}

}  // namespace tanbu::cli
