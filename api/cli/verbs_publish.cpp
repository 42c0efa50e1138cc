// tanbu log publish, log proof, log diff: the log as files for any web server, proofs out of its tiles, and two of its
// checkpoints held against each other.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/found_false.hpp"
#include "api/cli/given.hpp"
#include "api/cli/log_source.hpp"
#include "api/cli/mirror.hpp"
#include "api/cli/publish.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "audit/sqlite_source.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

struct PublishOptions {
  std::string directory, to;
};

Exit run_publish(const PublishOptions& options, const Settings& settings) {
  OpenLog source(options.directory, settings, Wanted::lines);
  const auto done = publish(source, options.to);
  if (settings.flags().json) {
    print_json(json::object{{"published", done.to},
                            {"from", done.from},
                            {"files_written", done.files_written},
                            {"files_kept", done.files_kept},
                            {"files_removed", done.files_removed},
                            {"checkpoint", source.note()}});
    return Exit::ok;
  }
  print(
      fmt::format(fmt::runtime(say("published {} entries to {} (before: {}); {} files written, {} kept, {} removed\n",
                                   "已向 {1} 公布 {0} 条（此前 {2} 条）；写入 {3} 个文件，保留 {4} 个，删除 {5} 个\n")),
                  done.to, harmless(options.to), done.from, done.files_written, done.files_kept, done.files_removed));
  return Exit::ok;
}

[[noreturn]] void stop_tiles_differ() {
  stop_false("tiles_differ",
             std::string(say("the tiles do not hash to the signed checkpoint", "瓦片与已签名的检查点不符")));
}

json::array hashes_json(const log::Proof& proof) {
  json::array hashes;
  for (const auto& hash : proof) hashes.emplace_back(log::digest_to_base64(hash));
  return hashes;
}

// The root of an older state of a log, proved to be one of the signed tree.
log::Digest proved_root(std::uint64_t size, const log::Checkpoint& signed_tree, log::HashReader& reader) {
  if (size == signed_tree.size) return signed_tree.root;
  if (size == 0) return log::empty_root();
  const auto root = log::root(size, reader);
  const auto proof = log::consistency_proof(size, signed_tree.size, reader);
  if (!proof || !log::verify_consistency(size, signed_tree.size, root, signed_tree.root, *proof)) stop_tiles_differ();
  return root;
}

struct ProofOptions {
  std::string directory, index, from, to, size;
};

std::uint64_t size_argument(const char* option, const std::string& text, std::uint64_t newest) {
  if (text.empty()) return newest;
  const auto value = integer_argument(option, text);
  if (value < 0 || static_cast<std::uint64_t>(value) > newest) stop_usage(option, text, fmt::format("0..{}", newest));
  return static_cast<std::uint64_t>(value);
}

json::object inclusion(const ProofOptions& options, OpenLog& log, log::HashReader& reader) {
  const auto size = size_argument("--size", options.size, log.checkpoint().size);
  const auto index = size_argument("INDEX", options.index, log.checkpoint().size);
  if (index >= size) stop_usage("INDEX", options.index, fmt::format("0..{}", size - 1));
  const auto page = log.source().entries(index, 1);
  const auto root = proved_root(size, log.checkpoint(), reader);
  const auto proof = log::inclusion_proof(index, size, reader);
  if (page.empty() || !proof) stop_tiles_differ();
  const auto leaf = log::leaf_hash(page.front().line);
  if (!log::verify_inclusion(index, size, leaf, *proof, root)) stop_tiles_differ();
  return {{"index", index},
          {"size", size},
          {"entry", page.front().line},
          {"leaf", log::digest_to_base64(leaf)},
          {"hashes", hashes_json(*proof)},
          {"root", log::digest_to_base64(root)}};
}

json::object consistency(const ProofOptions& options, OpenLog& log, log::HashReader& reader) {
  if (!options.size.empty()) stop_usage("--size", options.size, say("stands beside INDEX only", "仅可与 INDEX 同用"));
  const auto to = size_argument("--to", options.to, log.checkpoint().size);
  const auto from = size_argument("--from", options.from, to);
  if (from == 0)
    stop_usage("--from", options.from, say("a proof from the empty log says nothing", "自空日志起的证明没有意义"));
  const auto root_from = proved_root(from, log.checkpoint(), reader);
  const auto root_to = proved_root(to, log.checkpoint(), reader);
  const auto proof = log::consistency_proof(from, to, reader);
  if (!proof || !log::verify_consistency(from, to, root_from, root_to, *proof)) stop_tiles_differ();
  return {{"from", from},
          {"to", to},
          {"hashes", hashes_json(*proof)},
          {"root_from", log::digest_to_base64(root_from)},
          {"root_to", log::digest_to_base64(root_to)}};
}

Exit run_proof(const ProofOptions& options, const Settings& settings) {
  if (options.index.empty() == options.from.empty())
    throw Stop(Exit::usage, std::string(say("give INDEX, or --from and --to", "请给出 INDEX，或 --from 与 --to")));
  OpenLog log(options.directory, settings, Wanted::lines);
  auto reader = log.hashes();
  json::object proof;
  try {
    proof = options.index.empty() ? consistency(options, log, reader) : inclusion(options, log, reader);
  } catch (const log::MissingHash& missing) {
    stop_false("tiles_missing", missing.what());
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
  if (settings.flags().json) {
    proof["checkpoint"] = log.note();
    print_json(proof);
    return Exit::ok;
  }
  Sheet sheet;
  for (const auto& [name, value] : proof) {
    if (!value.is_array()) {
      sheet.add(name, text_of(value));
      continue;
    }
    for (const auto& hash : value.get_array()) sheet.add("hash", text_of(hash));
  }
  sheet.add(say("checked", "核验"), say("verified against the signed checkpoint", "已按签名检查点验证"));
  print(sheet.text(stdout_is_terminal()));
  return Exit::ok;
}

struct DiffOptions {
  std::string a, b, limit = "100";
};

// One of the two that are compared: a note, and where it stands on a published log, that log.
struct Side {
  std::string note;
  log::Checkpoint checkpoint{};
  std::unique_ptr<audit::Source> source;
};

std::vector<log::Verifier> keys_for(const std::string& note, const Settings& settings) {
  const auto origin = note.substr(0, note.find('\n'));
  auto vkey = settings.vkey();
  if (!vkey) {
    if (const auto pin = PinStore(settings.home()).find_by_origin(origin)) return verifiers_of(*pin);
  }
  if (!vkey) {
    throw Stop(Exit::usage, fmt::format(fmt::runtime(say("no key is pinned for {}; give it with --vkey",
                                                         "尚未固定 {} 的密钥；请用 --vkey 指定")),
                                        harmless(origin)));
  }
  auto parsed = log::Verifier::parse(*vkey);
  if (!log::ok(parsed)) stop_usage("--vkey", *vkey, log::code(parsed));
  return {std::get<log::Verifier>(std::move(parsed))};
}

Side open_side(const char* option, const std::string& place, const Settings& settings) {
  Side side;
  const bool folder = std::filesystem::is_directory(place);
  const bool ledger = folder && std::filesystem::exists(std::filesystem::path(place) / "ledger.sqlite");
  const auto files = ledger ? std::nullopt : published_files(place, settings);
  if (ledger) {
    side.source = audit::sqlite_source(place, false);
    const auto size = side.source->size();
    const auto stored = size == 0 ? std::nullopt : side.source->checkpoint_after(size - 1);
    if (stored) side.note = stored->note;
  } else if (files) {
    side.note = (*files)("checkpoint").value_or("");
  } else if (!folder) {
    side.note = read_file(place, log::note_bytes_max).value_or("");
  }
  if (side.note.empty()) stop_usage(option, place, say("no checkpoint there", "此处没有检查点"));
  const auto opened = log::open_checkpoint(side.note, keys_for(side.note, settings), {});
  if (!log::ok(opened)) stop_false(log::code(opened), harmless(place));
  side.checkpoint = log::value(opened).checkpoint;
  if (files) side.source = mirror_source(*files, side.note, side.checkpoint);
  return side;
}

json::object side_json(const log::Checkpoint& checkpoint) {
  return {{"size", checkpoint.size}, {"root", log::digest_to_base64(checkpoint.root)}};
}

// The entries that the newer one has and the older one has not, each proved.
json::array entries_between(std::uint64_t from, const log::Checkpoint& newer, std::uint64_t limit,
                            audit::Source& source, log::HashReader& reader) {
  json::array rows;
  for (std::uint64_t index = from; index < newer.size && rows.size() < limit;) {
    const auto page = source.entries(index, static_cast<std::size_t>(limit - rows.size()));
    if (page.empty()) stop_tiles_differ();
    for (const auto& entry : page) {
      if (index >= newer.size) break;
      const auto proof = log::inclusion_proof(index, newer.size, reader);
      if (!proof || !log::verify_inclusion(index, newer.size, log::leaf_hash(entry.line), *proof, newer.root))
        stop_tiles_differ();
      rows.push_back(json::object{{"index", index}, {"entry", entry.line}});
      ++index;
    }
  }
  return rows;
}

struct Difference {
  std::string verdict;  // same, b_continues_a, a_continues_b, fork
  json::array entries;
  std::string words;  // of a fork
};

std::string fork_words(const char* name, const log::Checkpoint& shown, const log::Digest& other) {
  return fmt::format(
      fmt::runtime(say("at {} entries {} signed the root {}, the other history has {}; keep both, they are the "
                       "proof",
                       "在第 {} 条处，{} 签署的根为 {}，另一份历史为 {}；请保存两者作为证据")),
      shown.size, name, log::digest_to_base64(shown.root), log::digest_to_base64(other));
}

Difference compare(Side& a, Side& b, std::uint64_t limit) {
  if (a.checkpoint.size == b.checkpoint.size) {
    if (a.checkpoint.root == b.checkpoint.root) return {"same", {}, {}};
    return {"fork", {}, fork_words("A", a.checkpoint, b.checkpoint.root)};
  }
  const bool b_newer = b.checkpoint.size > a.checkpoint.size;
  Side& newer = b_newer ? b : a;
  const Side& older = b_newer ? a : b;
  const char* verdict = b_newer ? "b_continues_a" : "a_continues_b";
  if (!newer.source) {
    throw Stop(Exit::usage,
               std::string(say("diff_unproven: the newer side is a file alone, which proves nothing; name a URL or "
                               "a published folder",
                               "diff_unproven：较新的一方只是文件，无法证明；请给出网址或已公布的目录")));
  }
  log::TileReader reader([&newer](unsigned level, std::uint64_t number) {
    return tile_of(*newer.source, level, number, newer.checkpoint.size);
  });
  const auto root = proved_root(older.checkpoint.size, newer.checkpoint, reader);
  if (root != older.checkpoint.root) return {"fork", {}, fork_words(b_newer ? "A" : "B", older.checkpoint, root)};
  return {verdict, entries_between(older.checkpoint.size, newer.checkpoint, limit, *newer.source, reader), {}};
}

std::string words_of(const Difference& difference, const Side& a, const Side& b) {
  if (difference.verdict == "same")
    return fmt::format(fmt::runtime(say("same: {} entries\n", "相同：{} 条\n")), a.checkpoint.size);
  const auto& words = difference.verdict == "b_continues_a"
                          ? say("B continues A (proved): {} -> {} entries\n", "B 承接 A（已证明）：{} -> {} 条\n")
                          : say("A continues B (proved): {1} -> {0} entries\n", "A 承接 B（已证明）：{1} -> {0} 条\n");
  Table table({{std::string(say("entry", "条目")), Align::right},
               {std::string(say("recorded", "记录时间"))},
               {std::string(say("kind", "类型"))}});
  for (const auto& row : difference.entries) {
    const auto entry = log::parse_entry(text_at(row, "entry"));
    table.add({text_at(row, "index"), entry ? china_time_text(entry->time_unix_ms) : "?",
               entry ? kind_words(entry->kind) : "?"});
  }
  return fmt::format(fmt::runtime(words), a.checkpoint.size, b.checkpoint.size) +
         (table.empty() ? std::string() : table.text(stdout_is_terminal()));
}

Exit run_diff(const DiffOptions& options, const Settings& settings) {
  const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, integer_argument("--limit", options.limit)));
  Side a;
  Side b;
  try {
    a = open_side("A", options.a, settings);
    b = open_side("B", options.b, settings);
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
  if (a.checkpoint.origin != b.checkpoint.origin) {
    throw Stop(
        Exit::conflict,
        fmt::format(fmt::runtime(say("diff_other_log: {} and {} are two logs", "diff_other_log：{} 与 {} 是两个日志")),
                    harmless(a.checkpoint.origin), harmless(b.checkpoint.origin)));
  }
  Difference difference;
  try {
    difference = compare(a, b, limit);
  } catch (const log::MissingHash& missing) {
    stop_false("tiles_missing", missing.what());
  } catch (const audit::SourceFault& fault) {
    stop_source(fault);
  }
  if (settings.flags().json) {
    json::object value{{"verdict", difference.verdict}, {"a", side_json(a.checkpoint)}, {"b", side_json(b.checkpoint)}};
    value["entries"] = std::move(difference.entries);
    print_json(value);
  } else if (difference.verdict != "fork") {
    print(words_of(difference, a, b));
  }
  if (difference.verdict == "fork")
    throw Stop(Exit::found_false, coloured("FORK", Colour::red, stderr_is_terminal()) + "  " + difference.words);
  return Exit::ok;
}

}  // namespace

void add_publish_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "log", "the transparency log", "透明日志");
  auto wanted = std::make_shared<PublishOptions>();
  auto* verb = add_verb(group, "publish", "write the log as files that any web server can serve",
                        "将日志写成任何网页服务器都能提供的文件");
  verb->add_option("--to", wanted->to, std::string(say("folder to publish into", "发布到的目录")))->required();
  verb->add_option("--dir", wanted->directory,
                   std::string(say("a ledger's folder; default: over the URL", "账本目录；默认经由网址")))
      ->check(not_empty());
  verb->callback(
      [wanted, &call] { call.action = [wanted](const Settings& settings) { return run_publish(*wanted, settings); }; });

  auto proof = std::make_shared<ProofOptions>();
  verb = add_verb(group, "proof", "an inclusion or consistency proof, verified", "经验证的包含或一致性证明");
  verb->add_option("INDEX", proof->index);
  verb->add_option("--size", proof->size, std::string(say("tree size; default: the newest", "树的大小；默认最新")));
  verb->add_option("--from", proof->from);
  verb->add_option("--to", proof->to);
  verb->add_option("--dir", proof->directory)->check(not_empty());
  verb->callback(
      [proof, &call] { call.action = [proof](const Settings& settings) { return run_proof(*proof, settings); }; });

  auto sides = std::make_shared<DiffOptions>();
  verb = add_verb(group, "diff", "compare two checkpoints: files, folders or URLs", "比较两个检查点：文件、目录或网址");
  verb->add_option("A", sides->a)->required();
  verb->add_option("B", sides->b)->required();
  verb->add_option("--limit", sides->limit, std::string(say("entries to list", "列出的条目数")));
  verb->callback(
      [sides, &call] { call.action = [sides](const Settings& settings) { return run_diff(*sides, settings); }; });
}

}  // namespace tanbu::cli
