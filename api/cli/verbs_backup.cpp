// tanbu backup, restore, state-digest: what an operator does with a ledger's folder besides serving it. None of them
// writes an entry.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include "api/cli/answer.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/listen.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "crypto/encoding.hpp"
#include "ledger/engine/backup.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/engine/partial_file.hpp"
#include "ledger/log/note.hpp"
#include "ledger/store/sqlite/state_digest.hpp"

namespace tanbu::cli {
namespace {

struct BackupOptions {
  std::string directory, out;
};
struct RestoreOptions {
  std::string from, directory, latest;
  bool read_only = false;
};

[[noreturn]] void stop_with(const engine::OpenFault& fault) {
  std::string message = fault.code + ": " + fault.detail;
  if (fault.code == "would_fork") {
    message += "\n";
    message += say(
        "find a newer copy; or restore with --read-only as an archive, and found a new ledger that names it: "
        "tanbu init --origin ORIGIN/n+1 --continues ARCHIVE",
        "请找到更新的备份；或以 --read-only 恢复为存档，再新建承接它的账本：tanbu init --origin ORIGIN/n+1 --continues "
        "存档目录");
  }
  if (fault.code == "exists" || fault.code == "would_fork") throw Stop(Exit::conflict, message);
  throw Stop(fault.code == "missing" ? Exit::not_found : Exit::failure, message);
}

// Whoever ends the command while it works must not leave a whole copy of the ledger behind, restricted data and all.
class CleanEnd {
 public:
  CleanEnd() {
    waiter_ = std::thread([this] {
      while (!signals_.wait_for(std::chrono::milliseconds(100))) {
        if (done_) return;
      }
      engine::remove_partial_files();
      std::_Exit(128 + SIGTERM);
    });
  }
  ~CleanEnd() {
    done_ = true;
    waiter_.join();
  }
  CleanEnd(const CleanEnd&) = delete;
  CleanEnd& operator=(const CleanEnd&) = delete;

 private:
  const StopSignals signals_;
  std::atomic<bool> done_{false};
  std::thread waiter_;
};

void show(const engine::CopiedLedger& ledger, bool json) {
  if (json) {
    print_json(boost::json::object{{"origin", ledger.origin},
                                   {"vkey", ledger.log_vkey},
                                   {"size", ledger.size},
                                   {"root", ledger.root},
                                   {"checkpoint", ledger.checkpoint}});
    return;
  }
  Sheet sheet;
  sheet.add(say("ledger", "账本"), ledger.origin);
  sheet.add(say("entries", "条目数"), std::to_string(ledger.size));
  sheet.add(say("root", "根哈希"), ledger.root);
  print(sheet.text(stdout_is_terminal()));
}

Exit back_up(const BackupOptions& options, const Flags& flags) {
  const CleanEnd clean_end;
  const auto made = engine::back_up(options.directory, options.out);
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) stop_with(*fault);
  show(std::get<engine::CopiedLedger>(made), flags.json);
  tell(
      say("checked: every page, and every entry and command under the newest checkpoint; the state is checked by tanbu "
          "audit. The private keys in D/keys are not in it: keep them elsewhere, and keep the newest checkpoint of the "
          "ledger itself",
          "已核验：全部页面，以及最新检查点之下的全部条目与命令；状态由 tanbu audit 核验。备份不含 D/keys "
          "中的私钥：请另行保存，并保存账本自身的最新检查点"));
  return Exit::ok;
}

Exit restore(const RestoreOptions& options, const Settings& settings) {
  const CleanEnd clean_end;
  const auto latest = read_file(options.latest, log::note_bytes_max);
  if (!latest) throw Stop(Exit::not_found, "missing: " + options.latest);
  const auto made = engine::restore({.file = options.from,
                                     .directory = options.directory,
                                     .latest_checkpoint = *latest,
                                     .pinned_vkey = settings.vkey(),
                                     .read_only = options.read_only});
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) stop_with(*fault);
  show(std::get<engine::CopiedLedger>(made), settings.flags().json);
  if (options.read_only) {
    tell(say("restored as an archive: audit and read it; no server serves it",
             "已恢复为存档：可审计与读取，服务器不会以其提供服务"));
  } else {
    tell(
        say("not in a backup, and to be put back before serving: keys/log, keys/log-next while a rotation lasts, "
            "keys/statement, keys/log-sm2 with log-sm2.vkey where there is a second line (all keys mode 0600), and "
            "anchors where checkpoints are stamped",
            "备份不含以下文件，提供服务前请放回：keys/log、轮换期间的 keys/log-next、keys/statement，有第二签名行时的 "
            "keys/log-sm2 与 log-sm2.vkey（私钥权限均为 0600），以及有时间戳时的 anchors"));
  }
  return Exit::ok;
}

Exit state_digest(const std::string& directory, const Flags& flags) {
  const auto file = engine::Folder{directory}.database();
  if (!std::filesystem::exists(file)) throw Stop(Exit::not_found, "missing: " + file.string());
  store::StateDigest digest;
  try {
    digest = store::state_digest_of_sqlite(file);
  } catch (const store::StoreFault& fault) {
    throw Stop(Exit::failure, std::string("store: ") + fault.what());
  }
  const auto sha256 = crypto::hex_encode(crypto::as_bytes(digest.sha256));
  if (flags.json) {
    print_json(boost::json::object{{"size", digest.size}, {"sha256", sha256}});
  } else {
    print(fmt::format("{} {}\n", digest.size, sha256));
  }
  return Exit::ok;
}

void add_restore(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "restore", "a ledger's folder from a backup", "由备份恢复账本目录");
  auto options = std::make_shared<RestoreOptions>();
  verb->add_option("--from", options->from, std::string(say("the backup", "备份文件")))->required();
  verb->add_option("--to", options->directory, std::string(say("the folder to make", "要建立的目录")))->required();
  verb->add_option("--latest", options->latest,
                   std::string(say("the newest checkpoint that anybody knows: D/checkpoint, a client's, a witness's",
                                   "已知最新检查点：D/checkpoint、客户端或见证方所存")))
      ->required();
  verb->add_flag("--read-only", options->read_only,
                 std::string(say("accept an older copy, as an archive", "接受较旧的备份，仅作存档")));
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return restore(*options, settings); }; });
}

}  // namespace

void add_backup_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "backup", "copy a ledger, also while it is served", "备份账本，服务运行时亦可");
  auto options = std::make_shared<BackupOptions>();
  verb->add_option("--dir", options->directory, std::string(say("the ledger's folder", "账本目录")))->required();
  verb->add_option("--out", options->out, std::string(say("file to write", "写入文件")))->required();
  verb->callback([options, &call] {
    call.action = [options](const Settings& settings) { return back_up(*options, settings.flags()); };
  });
  add_restore(app, call);
  verb = add_verb(app, "state-digest", "size and digest of the whole state", "全部状态的大小与摘要");
  auto directory = std::make_shared<std::string>();
  verb->add_option("--dir", *directory, std::string(say("the ledger's folder", "账本目录")))->required();
  verb->callback([directory, &call] {
    call.action = [directory](const Settings& settings) { return state_digest(*directory, settings.flags()); };
  });
}

}  // namespace tanbu::cli
