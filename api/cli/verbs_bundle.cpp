// tanbu bundle: one file with a statement and everything it rests on, for whoever has no access to the ledger. The
// whole log is read once, so that what was selected out of it is selected by its reader and not by the server; the file
// is verified before it gets its name.
#include <fmt/format.h>

#include <map>
#include <memory>

#include "api/cli/answer.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/given.hpp"
#include "api/cli/log_source.hpp"
#include "api/cli/offline.hpp"
#include "api/cli/offline_texts.hpp"
#include "api/cli/out_file.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "audit/offline/evidence.hpp"
#include "audit/offline/make.hpp"
#include "audit/offline/word.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

// A log of more entries is made into a bundle where it lies, not over HTTP.
constexpr std::uint64_t log_entries_max = 1'000'000;
constexpr std::size_t page_entries = 512;
constexpr int word_attempts = 8;  // of asking again when the log grew meanwhile

struct BundleOptions {
  std::string id, period, type, scheme, on, policy_file;
  OutFile out;
};

// The entries that the log has gained, and the newest checkpoint over them.
void read_on(Session& session, offline::WholeLog& whole) {
  const auto source = source_over(session, Wanted::lines_and_commands);
  const auto checkpoint = source->checkpoint_after(0);
  if (!checkpoint) throw Stop(Exit::failure, std::string(say("the log is empty", "日志为空")));
  const auto opened = session.open(checkpoint->note);
  if (!log::ok(opened)) throw Stop(Exit::found_false, std::string(log::code(opened)));
  whole.note = checkpoint->note;
  whole.checkpoint = log::value(opened);
  if (whole.checkpoint.size > log_entries_max) {
    throw Stop(Exit::failure,
               fmt::format(fmt::runtime(say("the log has {} entries; a bundle is made over HTTP of up to {}",
                                            "日志共 {} 条；经由 HTTP 制作证明包最多支持 {} 条")),
                           whole.checkpoint.size, log_entries_max));
  }
  const std::size_t before = whole.entries.size();
  try {
    while (whole.entries.size() < whole.checkpoint.size) {
      for (auto& entry : source->entries(whole.entries.size(), page_entries))
        whole.entries.push_back({std::move(entry.line), std::move(entry.command)});
    }
  } catch (const audit::SourceFault& fault) {
    throw Stop(Exit::unreachable, fault.code + ": " + harmless(fault.what()));
  }
  for (std::size_t index = before; index < whole.entries.size(); ++index) {
    const auto entry = log::parse_entry(whole.entries[index].line);
    if (entry && entry->kind == "add_log_key")
      whole.rotations.push_back(session.get(fmt::format("/v1/entries/{}/receipt", index)).body);
  }
}

offline::WholeLog read_log(Session& session) {
  offline::WholeLog whole;
  read_on(session, whole);
  return whole;
}

// The entries whose commands the law erased, each with the entry that says so.
using Erased = std::map<std::uint64_t, std::uint64_t>;

Erased erased_in(const offline::WholeLog& whole) {
  Erased erased;
  const auto evidence = offline::read_whole(whole);
  if (offline::fault_of(evidence) != nullptr) return erased;
  for (const auto& effect : std::get<offline::Evidence>(evidence).effects()) {
    if (const auto* redacted = std::get_if<RedactCommand>(effect.command))
      erased.emplace(redacted->entry.value, effect.id.value);
  }
  return erased;
}

// Why a command that the statement rests on is not there: what the law erased no key brings back. Empty where the fault
// is not about what is missing.
std::string why_missing(const offline::Fault& fault, const Erased& erased) {
  const bool hidden =
      fault.code == "evidence_missing" || fault.code == "command_withheld" || fault.code == "inventory_absent";
  // What the ledger signed and the entries do not give may rest on a command that is gone.
  if (!hidden && fault.code != "word_differs" && fault.code != "retirement_word") return {};
  const auto gone = [](const Erased::value_type& one) {
    return fmt::format(fmt::runtime(say("\n  the command of entry {} was erased by law, by entry {}; no key shows it",
                                        "\n  条目 {} 的命令已由条目 {} 依法删除；任何密钥均无法查看")),
                       one.first, one.second);
  };
  const auto found = fault.entry ? erased.find(*fault.entry) : erased.end();
  if (found != erased.end()) return gone(*found);
  std::string text;
  if (hidden) {
    text =
        say("\n  the ledger did not show you every command that this rests on; give --key and --as of a party that "
            "may read it, or ask the association",
            "\n  账本未向您出示所需的全部命令；请用有权读取的主体的 --key 与 --as，或向协会索取");
  }
  // Which entry is missing cannot be told, and it may be one of these.
  if (!fault.entry || !hidden) {
    for (const auto& one : erased) text += gone(one);
  }
  return text;
}

[[noreturn]] void stop_unmade(const offline::Fault& fault, const Erased& erased) {
  throw Stop(Exit::failure, std::string(say("no bundle was written: ", "未写出证明包：")) + fault_words(fault) +
                                why_missing(fault, erased));
}

std::string word_path(const offline::Subject& subject) {
  switch (subject.kind) {
    case offline::SubjectKind::factory_year:
      return fmt::format("/v1/factories/{}/periods/{}/word", subject.id,
                         percent_encoded(format_period(subject.period)));
    case offline::SubjectKind::retirement:
      return fmt::format("/v1/retirements/{}/word", subject.id);
    case offline::SubjectKind::certificate:
      return fmt::format("/v1/certificates/{}/word?on={}", subject.id, format_date(subject.on));
  }
  HOLDS(false);
  return {};
}

// The day asked about is that of the last entry where none was named.
offline::Subject on_a_day(offline::Subject subject, const offline::WholeLog& whole) {
  const auto last = log::parse_entry(whole.entries.back().line);
  const bool open = subject.kind == offline::SubjectKind::certificate && subject.on == Date{};
  if (open && last) subject.on = china_date({last->time_unix_ms});
  return subject;
}

// Of retirements and certificates the ledger speaks to everybody, so that what it does not know is not there. A year it
// hides from those who may not read it; whether there is such a factory it tells everybody.
[[noreturn]] void stop_without_word(Session& session, const offline::Subject& subject, const HttpAnswer& answer) {
  if (subject.kind != offline::SubjectKind::factory_year) stop_with_problem(answer, session.json());
  (void)session.get(fmt::format("/v1/factories/{}", subject.id));
  stop_unmade({.code = "evidence_missing", .detail = "the ledger's word"}, {});
}

// What the ledger signs about the subject at exactly the size of the log that was read, which is read on until it is.
std::string signed_word(Session& session, const offline::Subject& subject, offline::WholeLog& whole) {
  for (int attempt = 0; attempt < word_attempts; ++attempt) {
    auto answer = session.fetch(word_path(on_a_day(subject, whole)), Access::by_right);
    if (answer.status == 404) stop_without_word(session, subject, answer);
    if (answer.status != 200) answer = session.get(word_path(on_a_day(subject, whole)), Access::by_right);
    const auto head = offline::word_head(whole.checkpoint);
    if (answer.body.starts_with(head)) return std::move(answer.body);
    read_on(session, whole);
  }
  throw Stop(Exit::failure, std::string(say("the log grew meanwhile; nothing was written, try again",
                                            "其间日志有新增；未写出任何文件，请重试")));
}

// What stands in the file is open to whoever gets it, also what the ledger itself shows to few.
void tell_restricted(const offline::Bundle& bundle) {
  std::string listed;
  for (const auto& [kind, count] : offline::restricted_kinds(bundle))
    listed += (listed.empty() ? "" : ", ") + kind + " (" + std::to_string(count) + ")";
  if (listed.empty()) return;
  tell(fmt::format(fmt::runtime(say("the file will hold commands that the ledger shows only to those concerned: {}\n"
                                    "  whoever gets the file can read them",
                                    "文件将包含账本仅向相关方公开的命令：{}\n  任何取得文件的人均可读取")),
                   listed));
}

Exit write_bundle_file(offline::Subject subject, const BundleOptions& options, const Settings& settings) {
  check_out(options.out);
  Session session(settings);
  const std::string policy = options.policy_file.empty() ? std::string() : read_offline_file(options.policy_file);
  if (!policy.empty()) {
    const auto parsed = log::Policy::parse(policy);
    if (!log::ok(parsed)) stop_usage("--policy", options.policy_file, log::code(parsed));
  }
  auto whole = read_log(session);
  const auto word = signed_word(session, subject, whole);
  subject = on_a_day(subject, whole);
  const auto result = offline::make_bundle(subject, word, whole, policy);
  if (const auto* fault = offline::fault_of(result)) stop_unmade(*fault, erased_in(whole));
  const auto& bundle = std::get<offline::Bundle>(result);
  const std::string text = offline::write_bundle(bundle);
  offline::Trust trust;
  trust.key = session.verifier();
  const auto verdict = offline::verify_file(text, trust);
  if (!verdict.holds()) stop_unmade(*verdict.fault, erased_in(whole));
  tell_restricted(bundle);
  // From here on the file must be written.
  write_out(options.out, text);
  tell(fmt::format(
      fmt::runtime(say("verified and written to {}: {} entries, {} bytes", "已核验并写入 {}：{} 个条目，{} 字节")),
      harmless(options.out.path), bundle.entries.size(), text.size()));
  return show_verdict(verdict, text, settings.flags().json, SeenBefore{true, verdict.checkpoint->size});
}

void add_common(CLI::App& verb, const std::shared_ptr<BundleOptions>& options) {
  add_out_options(verb, options->out, said("file to write, *.tanbu.json", "写入文件，*.tanbu.json"))->required();
  verb.add_option("--policy", options->policy_file,
                  std::string(say("a witness policy to travel with it; readers trust their own",
                                  "随附的见证策略；读者以其自有策略为准")))
      ->check(not_empty());
}

std::uint64_t entry_argument(const char* option, const std::string& text) {
  const auto number = integer_argument(option, text);
  if (number < 0) cli::stop_usage(option, text, say("an entry's number", "条目编号"));
  return static_cast<std::uint64_t>(number);
}

offline::Subject year_subject(const BundleOptions& options) {
  offline::Subject subject;
  subject.kind = offline::SubjectKind::factory_year;
  subject.id = entry_argument("FACTORY", options.id);
  subject.period = *parse_period(period_argument("PERIOD", options.period));
  if (options.type == name_of(ClaimType::type_2)) subject.type = ClaimType::type_2;
  if (!options.type.empty() && options.type != name_of(subject.type)) cli::stop_usage("--type", options.type, "I, II");
  subject.scheme = options.scheme;
  return subject;
}

offline::Subject certificate_subject(const BundleOptions& options) {
  offline::Subject subject;
  subject.kind = offline::SubjectKind::certificate;
  subject.id = entry_argument("CERTIFICATE", options.id);
  if (options.on.empty()) return subject;
  const auto day = parse_date(options.on);
  if (!day) cli::stop_usage("--on", options.on, say("a day is YYYY-MM-DD", "日期格式为 YYYY-MM-DD"));
  subject.on = *day;
  return subject;
}

}  // namespace

void add_bundle_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "bundle", "one file that proves a statement offline", "可离线核验的证明包");
  auto year = std::make_shared<BundleOptions>();
  auto* verb = add_verb(group, "factory-year", "how far a factory's year is covered", "工厂年度覆盖情况");
  verb->add_option("FACTORY", year->id)->required();
  verb->add_option("PERIOD", year->period)->required();
  verb->add_option("--type", year->type, "I, II");
  verb->add_option("--scheme", year->scheme,
                   std::string(say("count only what this scheme accepts", "仅计入该标准接受的单位")));
  add_common(*verb, year);
  verb->callback([year, &call] {
    call.action = [year](const Settings& settings) { return write_bundle_file(year_subject(*year), *year, settings); };
  });

  auto use = std::make_shared<BundleOptions>();
  verb = add_verb(group, "retirement", "one retirement", "单笔注销");
  verb->add_option("RETIREMENT", use->id)->required();
  add_common(*verb, use);
  verb->callback([use, &call] {
    call.action = [use](const Settings& settings) {
      offline::Subject subject;
      subject.kind = offline::SubjectKind::retirement;
      subject.id = entry_argument("RETIREMENT", use->id);
      return write_bundle_file(subject, *use, settings);
    };
  });

  auto certificate = std::make_shared<BundleOptions>();
  verb = add_verb(group, "certificate", "one certificate and what it stands on", "单份证书及其依据");
  verb->add_option("CERTIFICATE", certificate->id)->required();
  verb->add_option(
      "--on", certificate->on,
      std::string(say("the day asked about; default: that of the last entry", "查询日期；默认为末条目之日")));
  add_common(*verb, certificate);
  verb->callback([certificate, &call] {
    call.action = [certificate](const Settings& settings) {
      return write_bundle_file(certificate_subject(*certificate), *certificate, settings);
    };
  });
}

}  // namespace tanbu::cli
